"""The engine as the window sees it."""

from dataclasses import dataclass
from pathlib import Path

from core.export import ChoicesFile
from core.lane import Lane
from core.library import Library
from core.library_reader import LibraryReader
from core.ports import SubclipMaker


@dataclass(frozen=True, slots=True)
class Services:
    """The engine as the window sees it: two fronts on two lanes, and a lane on which subclips are made."""

    library: Library
    reader: LibraryReader
    engine: Lane
    pictures: Lane
    files: Lane
    """What takes long there keeps neither searches nor pictures waiting."""
    subclips: SubclipMaker
    """Lives on the lane of the files."""
    choices: ChoicesFile
    """What is chosen for every export, shared with the command line."""
    pasted: Path
    """The folder for pictures to search with that came without a file."""
