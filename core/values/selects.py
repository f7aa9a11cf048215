"""What a person keeps of clips: ratings, flags, tags, and moments in collections.

All of it belongs to the content of a clip (`MediaInfo.fingerprint`), never to a file: copies have it too, and a clip
that comes back has it again.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal, TypeAlias

import numpy as np

from core.values.annotations import Judgement, KeptCaption, TaughtWord
from core.values.arrays import BoolArray, TimesArray

Flag = Literal["", "pick", "reject"]
"""What was decided of a clip; empty: nothing yet."""
KeptKind = Literal["marks", "collection", "moment", "caption", "judgement", "word"]
"""In the order in which rows can be written: a moment needs its collection."""
MOST_STARS: Final = 5
BASKET_ID: Final = 1
"""The collection every library has: where moments go that are kept without naming one."""
LONGEST_TAG: Final = 100
"""Characters of a tag, or of the name of a collection."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a person said of a clip."""

    rating: int = 0
    """Stars, 0 to 5; 0: not rated."""
    flag: Flag = ""
    seen: bool = False
    """True once it was opened in the player, or marked as seen."""
    tags: tuple[str, ...] = ()
    """As they were written first, in alphabetical order, each once."""

    def __post_init__(self) -> None:
        if not 0 <= self.rating <= MOST_STARS:
            raise ValueError(f"a rating of {self.rating}")

    def with_tags(self, names: Iterable[str]) -> "Marks":
        """The same with these tags added."""
        return replace(self, tags=_in_order({tag_key(name): name for name in [*names, *self.tags]}.values()))

    def without_tags(self, names: Iterable[str]) -> "Marks":
        """The same without these tags, however they are written."""
        gone = {tag_key(name) for name in names}
        return replace(self, tags=tuple(tag for tag in self.tags if tag_key(tag) not in gone))


NO_MARKS: Final = Marks()


@dataclass(frozen=True, slots=True)
class ClipMarks:
    """The marks of one content, as saved."""

    fingerprint: str
    path: Path
    """Where the clip was when it was last known: what to call it when it is not in the library."""
    marks: Marks


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of a clip that is kept, in one collection.

    Units: seconds on the player's clock as exact fractions; the moment ends before `end_s`. Both None: the whole clip.
    """

    id: int
    collection_id: int
    position: int
    """Its place in the collection, from 0."""
    fingerprint: str
    path: Path
    """Where the clip was when it was last known."""
    start_s: Fraction | None = None
    end_s: Fraction | None = None
    note: str = ""
    kept_s: float = 0.0
    """When it was kept, in seconds since 1970."""

    @property
    def duration_s(self) -> Fraction | None:
        """Its length; None for a whole clip, which is as long as the clip."""
        return None if self.start_s is None or self.end_s is None else self.end_s - self.start_s


def shows_moment(starts_s: TimesArray, ends_s: TimesArray, kept_from_s: float, kept_until_s: float) -> BoolArray:
    """Which segments show a kept stretch: at least half of it, or for at least half of their own time.

    A stretch that reaches a few frames into the next shot does not stand for that shot. Infinite: the whole clip.
    Units: seconds. Shapes: (N,).
    """
    shared_s = np.minimum(ends_s, kept_until_s) - np.maximum(starts_s, kept_from_s)
    shorter_s = np.minimum(ends_s - starts_s, kept_until_s - kept_from_s)
    found: BoolArray = (shared_s >= 0) & (2 * shared_s >= shorter_s)
    return found


@dataclass(frozen=True, slots=True)
class NewMoment:
    """A moment that is to be kept. Units: as of `Moment`."""

    video_id: int
    start_s: Fraction | None = None
    end_s: Fraction | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class MomentCollection:
    """A named, ordered list of moments; a smart one is a saved search and has none of its own."""

    id: int
    name: str
    position: int
    """Its place among the collections, from 0; the basket is the first."""
    query: str | None = None
    """Of a smart collection the query, as versioned JSON."""

    @property
    def is_basket(self) -> bool:
        """True for the one that every library has."""
        return self.id == BASKET_ID

    @property
    def is_smart(self) -> bool:
        """True for a saved search."""
        return self.query is not None


@dataclass(frozen=True, slots=True)
class TagUse:
    """A tag, and how many clips of the library have it; a clip and its copies count once."""

    name: str
    clips: int


KeptRow: TypeAlias = ClipMarks | MomentCollection | Moment | KeptCaption | Judgement | TaughtWord


@dataclass(frozen=True, slots=True)
class KeptEdit:
    """One row of what is kept, as it is to be: `row` None means that there is none.

    `key` is the fingerprint of marks, or the id of anything else; 0 asks for a new id.
    """

    kind: KeptKind
    key: str | int
    row: KeptRow | None


@dataclass(frozen=True, slots=True)
class KeptChange:
    """What was changed: the rows before and after, in the same order. Writing `before` undoes it exactly."""

    before: tuple[KeptEdit, ...] = ()
    after: tuple[KeptEdit, ...] = ()
    left_out: tuple[Path, ...] = ()
    """Clips that could not be marked, as they were never read."""

    @property
    def inverse(self) -> "KeptChange":
        """The change that undoes this one."""
        return KeptChange(self.after, self.before)

    @property
    def is_empty(self) -> bool:
        """True when nothing is different."""
        return not self.after

    @property
    def moments(self) -> tuple[Moment, ...]:
        """Moments that are new or different now."""
        return tuple(each.row for each in self.after if isinstance(each.row, Moment))

    @property
    def collections(self) -> tuple[MomentCollection, ...]:
        """Collections that are new or different now."""
        return tuple(each.row for each in self.after if isinstance(each.row, MomentCollection))

    @property
    def captions(self) -> tuple[KeptCaption, ...]:
        """Captions that are new or different now."""
        return tuple(each.row for each in self.after if isinstance(each.row, KeptCaption))

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """Judgements that are new or different now."""
        return tuple(each.row for each in self.after if isinstance(each.row, Judgement))

    @property
    def words(self) -> tuple[TaughtWord, ...]:
        """Taught words that are new or different now."""
        return tuple(each.row for each in self.after if isinstance(each.row, TaughtWord))

    @property
    def is_of_words(self) -> bool:
        """True when taught words are different now, or some are gone."""
        return any(each.kind == "word" for each in self.after)

    @property
    def fingerprints(self) -> frozenset[str]:
        """The contents it speaks of; examples of words do not count."""
        rows = [each.row for each in (*self.before, *self.after)]
        return frozenset(
            row.fingerprint for row in rows if isinstance(row, ClipMarks | Moment | KeptCaption | Judgement)
        )


def fold(text: str) -> str:
    """Text as names are compared: whatever the case, and however accents are encoded."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def tag_key(name: str) -> str:
    """What two spellings of one tag have in common."""
    return fold(tidy(name))


def tidy(name: str) -> str:
    """A name as it is kept: without control characters, and with single spaces between words."""
    return " ".join("".join(ch if ch.isprintable() else " " for ch in unicodedata.normalize("NFC", name)).split())


def matching_tags(tags: Iterable[TagUse], typed: str) -> list[TagUse]:
    """Tags to complete what is typed with: those that begin so first, then those with a word that does; by use."""
    key = tag_key(typed)
    ranked = [(_match(tag_key(tag.name), key), -tag.clips, tag_key(tag.name), tag) for tag in tags]
    return [tag for rank, _, _, tag in sorted(ranked, key=lambda each: each[:3]) if rank < 3]


def _match(name: str, typed: str) -> int:
    if name.startswith(typed):
        return 0
    return 1 if f" {typed}" in name else 2 if typed in name else 3


def total_s(moments: Iterable[Moment], lengths_s: Mapping[str, float]) -> Fraction:
    """Length of moments together; `lengths_s` has the lengths of clips by content, for those that are a whole clip."""
    own = ((each.duration_s, lengths_s.get(each.fingerprint, 0.0)) for each in moments)
    return sum((Fraction(whole) if length is None else length for length, whole in own), Fraction())


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=tag_key))
