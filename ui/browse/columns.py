"""The columns of the list: what each says of a card, and how it sorts. No Qt."""

import heapq
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from core.values import Hit, MediaInfo, Video, moment_timecode, name_key, shot_at
from ui import safe_text
from ui.browse.card import Card
from ui.translate import noop, translate
from ui.widgets import formatting

Row = Video | Hit
R = TypeVar("R", bound=Row)
_FEW = 200
_PIECE = 4_096
"""So many rows are sorted in one go: more would keep the window from painting meanwhile."""
_STRENGTHS = {"strong": 0, "good": 1, "weak": 2}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `sort` gives what rows are compared by; None where it is not known: such rows come last."""

    key: str
    title: str
    text: Callable[[Card], str]
    sort: Callable[[Row], Any]
    width_px: int
    is_right: bool = False
    is_shown: bool = True
    """Before the user chooses."""
    is_of_moments: bool = False
    """Says nothing of whole clips."""

    @property
    def heading(self) -> str:
        """In the language of the window."""
        return translate("Browse", self.title)


def _video(row: Row) -> Video:
    return row.video if isinstance(row, Hit) else row


def _of_info(read: Callable[[MediaInfo], Any]) -> Callable[[Row], Any]:
    def key(row: Row) -> Any:
        info = _video(row).info
        return None if info is None else read(info)

    return key


def _info_text(write: Callable[[MediaInfo], str]) -> Callable[[Card], str]:
    return lambda card: "" if card.video.info is None else write(card.video.info)


def _in_point(card: Card) -> str:
    return "" if card.hit is None else moment_timecode(card.video, card.hit.segment.start_s)


def _name(card: Card) -> str:
    """With what stands below it."""
    return f"{card.name}   {card.stack_badge}".rstrip()


def _rank(card: Card) -> str:
    return "" if card.hit is None else formatting.count(card.hit.rank)


def _match(card: Card) -> str:
    """In a ranking of two models there is no word of one of them for both."""
    return "" if card.hit is None or card.hit.fusion is not None else formatting.strength(card.hit.strength)


def _shot(card: Card) -> str:
    source = None if card.video.info is None else card.video.info.source
    return "" if source is None or source.created is None else f"{source.created.local:%Y-%m-%d %H:%M}"


def _added(card: Card) -> str:
    try:
        return f"{datetime.fromtimestamp(card.video.added_s).astimezone():%Y-%m-%d %H:%M}"
    except (OverflowError, OSError, ValueError):
        return ""


def _camera(row: Row) -> object:
    info = _video(row).info
    return None if info is None or info.source is None else info.source.camera.casefold() or None


def _camera_text(info: MediaInfo) -> str:
    return "" if info.source is None else safe_text.printable(info.source.camera)


COLUMNS: Final[tuple[Column, ...]] = (
    Column(
        "rank", noop("Browse", "Rank"), _rank, lambda row: row.rank if isinstance(row, Hit) else None, 56, True,
        is_of_moments=True,
    ),
    Column("name", noop("Browse", "Name"), _name, lambda row: name_key(_video(row).path.name), 200),
    Column(
        "match", noop("Browse", "Match"), _match,
        lambda row: (_STRENGTHS[row.strength], row.rank) if isinstance(row, Hit) else None, 70, is_of_moments=True,
    ),
    Column(
        "in", noop("Browse", "In"), _in_point,
        lambda row: row.segment.start_s if isinstance(row, Hit) else None, 124, True, is_of_moments=True,
    ),
    Column(
        "length", noop("Browse", "Length"),
        _info_text(lambda info: "" if info.is_still else formatting.duration(info.duration_s)),
        _of_info(lambda info: info.duration_s), 70, True,
    ),
    Column("shot", noop("Browse", "Date shot"), _shot, lambda row: shot_at(_video(row)), 130),
    Column(
        "fps", noop("Browse", "Frame rate"), _info_text(lambda info: "" if info.is_still else formatting.rate(info)),
        _of_info(lambda info: float(info.fps)), 80, True,
    ),
    Column(
        "size", noop("Browse", "Resolution"), _info_text(formatting.frame_size),
        _of_info(lambda info: info.width_px * info.height_px), 90,
    ),
    Column("codec", noop("Browse", "Codec"), _info_text(formatting.codec), _of_info(formatting.codec), 76),
    Column("camera", noop("Browse", "Camera"), _info_text(_camera_text), _camera, 120),
    Column(
        "rating", noop("Browse", "Rating"), lambda card: "\N{BLACK STAR}" * card.video.marks.rating,
        lambda row: _video(row).marks.rating or None, 76,
    ),
    Column("added", noop("Browse", "Date added"), _added, lambda row: _video(row).added_s, 130, is_shown=False),
    Column(
        "folder", noop("Browse", "Folder"), lambda card: safe_text.name_of(card.video.path.parent),
        lambda row: str(_video(row).path.parent).casefold(), 120, is_shown=False,
    ),
    Column(
        "file_size", noop("Browse", "File size"), lambda card: formatting.size(card.video.size_bytes),
        lambda row: _video(row).size_bytes, 80, True, is_shown=False,
    ),
)  # fmt: skip
BY_KEY: Final = {column.key: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Order:
    """Sorted by a column."""

    key: str
    descending: bool = False

    def sort(self, rows: Sequence[R]) -> list[R]:
        """The rows in this order, equal ones as they were; those of which it is not known come last, either way.

        Thread: any. Python is held by one thing at a time: other threads have their turn between two pieces.
        """
        read = BY_KEY[self.key].sort
        values = [read(row) for row in rows]
        known = [at for at, value in enumerate(values) if value is not None]
        pieces = [
            sorted(known[at : at + _PIECE], key=values.__getitem__, reverse=self.descending)
            for at in range(0, len(known), _PIECE)
        ]
        merged = heapq.merge(*pieces, key=values.__getitem__, reverse=self.descending)
        ordered = [rows[at] for at in (pieces[0] if len(pieces) == 1 else merged)]
        return ordered + [rows[at] for at, value in enumerate(values) if value is None]

    def sort_again(self, rows: Sequence[R], before: Sequence[Row]) -> list[R]:
        """What was shown stays where it was, whatever changed of it; a few new rows find their place. Thread: any."""
        here = {_id(row): row for row in rows}
        staying = [here.pop(key) for row in before if (key := _id(row)) in here]
        fresh = list(here.values())
        if len(fresh) > _FEW or not staying:
            return self.sort(rows)
        return self._put_between(staying, self.sort(fresh)) if fresh else staying

    def _put_between(self, staying: Sequence[R], fresh: Sequence[R]) -> list[R]:
        """Both in their order as one list."""
        read = BY_KEY[self.key].sort
        known = [(at, value) for at, row in enumerate(staying) if (value := read(row)) is not None]
        values = [value for _, value in known]
        if self.descending:
            values.reverse()
        made: list[R] = []
        done = 0
        for row in fresh:
            value = read(row)
            place = len(staying)
            if value is not None:
                at = bisect_left(values, value)
                at = len(values) - at if self.descending else at
                place = known[at][0] if at < len(known) else known[-1][0] + 1 if known else 0
            if place > done:
                made += staying[done:place]
                done = place
            made.append(row)
        return [*made, *staying[done:]]


def _id(row: Row) -> tuple[int, int]:
    return (row.video.id, row.segment.id) if isinstance(row, Hit) else (row.id, 0)


def order_of(text: str) -> Order | None:
    """An order as it was kept: `shot` or `-shot`; None for no order, and for one that is not known any more."""
    key = text.removeprefix("-")
    return Order(key, text.startswith("-")) if key in BY_KEY and not BY_KEY[key].is_of_moments else None
