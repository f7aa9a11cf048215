"""Searches and collections as lists show them."""

from dataclasses import dataclass

from core.values.query import Query
from core.values.selects import MomentCollection


@dataclass(frozen=True, slots=True)
class KeptList:
    """A collection with how much is in it; of a smart one the search, as this library understands it."""

    collection: MomentCollection
    moments: int = 0
    clips: int | None = None
    """Of a search that only filters, how many clips pass."""
    query: Query | None = None
    """Of a saved search; None where it cannot be read."""
    notes: tuple[str, ...] = ()
    """What of it is different in this library."""
    trouble: str = ""
    """Why it cannot be asked here: it cannot be read, or this library lacks what it is limited to."""
