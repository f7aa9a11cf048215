"""The engine as the window sees it."""

from dataclasses import dataclass

from core.lane import Lane
from core.library import Library
from core.library_reader import LibraryReader


@dataclass(frozen=True, slots=True)
class Services:
    """The engine as the window sees it: two fronts on two lanes."""

    library: Library
    gallery: LibraryReader
    engine: Lane
    pictures: Lane
