"""The rows of the grid: videos or moments. `data` only looks things up, so a hundred thousand rows scroll smoothly."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, QUrl

from core.values import Explanation, Hit, Judgement, Video
from ui.browse.card import Card, is_fast
from ui.browse.rank_comparison import RankComparison, fused_rank
from ui.browse.stacks import StackedList

CARD_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_NONE: Mapping[int, RankComparison] = MappingProxyType({})


class CardModel(QAbstractListModel):
    """Shows either videos or the hits of an answer. Rows keep their identity (`Card.key`) over refreshes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Video | Hit] = ()
        self._in_spreads = False
        self._explanations: dict[int, Explanation] = {}
        self._list = StackedList()
        self._later: dict[int, tuple[Explanation, ...]] = {}
        self._cards: dict[int, Card] = {}
        self._standings: Mapping[int, RankComparison] = _NONE
        self._judged: dict[str, list[Judgement]] = {}
        """Of the search that is shown, by content, the latest first."""

    # ---- filling

    def set_videos(self, videos: Sequence[Video]) -> None:
        """Show videos. Keeps rows in place when only their contents changed."""
        # Records that did not change are the very same ones, which is quick to see for a hundred thousand.
        pairs = list(zip(self._rows, videos, strict=False))
        other = [row for row, (old, new) in enumerate(pairs) if old is not new]
        if len(videos) != len(self._rows) or not all(_is_same_video(*pairs[row]) for row in other):
            is_folding, self._list = self._list.is_folding, StackedList()
            self._list.is_folding = is_folding
            self._reset(videos)
            return
        self._rows = videos
        changed = [row for row in other if pairs[row][0] != pairs[row][1]]
        for row in changed:
            self._cards.pop(row, None)
        self._tell(changed)

    def set_hits(
        self,
        hits: Sequence[Hit],
        standings: Mapping[int, RankComparison] = _NONE,
        *,
        in_spreads: bool = False,
        stacks: Sequence[Sequence[int]] = (),
        by_clip: bool = False,
    ) -> None:
        """Show moments; `standings` by segment, when two models were asked; `in_spreads`, `stacks` as in `Answer`.

        `by_clip` shows each clip once, below the first results.
        """
        self._in_spreads, self._judged = in_spreads, {}
        self._list = self._list.relisted(hits, stacks, by_clip=by_clip)
        self._reset(self._list.shown(), standings)

    # ---- stacks of takes

    @property
    def stacked(self) -> int:
        """Takes of what is shown that stand below others, hidden or not."""
        return self._list.count if any(isinstance(each, Hit) for each in self._rows) else 0

    @property
    def is_folding(self) -> bool:
        """Whether near-identical takes are one card."""
        return self._list.is_folding

    def fold(self, is_folding: bool) -> None:
        """Make one card of near-identical takes, or show each by itself."""
        if self._list.is_folding != is_folding:
            self._list.is_folding = is_folding
            self._relist()

    def toggle_stack(self, row: int) -> bool:
        """Open the stack that a row belongs to, or close it; False where there is none."""
        each = self._rows[row]
        place = self._list.place(each.segment.id) if isinstance(each, Hit) else None
        if place is None:
            return False
        lead = next(at for at, hit in enumerate(self._rows) if isinstance(hit, Hit) and hit.segment.id == place.lead)
        nowhere, first, last = QModelIndex(), lead + 1, lead + place.count - 1
        if place.is_open:
            self.beginRemoveRows(nowhere, first, last)
        else:
            self.beginInsertRows(nowhere, first, last)
        self._list.toggle(place.lead)
        self._rows, self._cards = self._list.shown(), {}
        if place.is_open:
            self.endRemoveRows()
        else:
            self.endInsertRows()
        self._tell([lead])
        return True

    def _relist(self) -> None:
        """The same results, more or fewer of them hidden."""
        if self.stacked:
            self.arrange(self._list.shown())

    def relist(self, hits: Sequence[Hit], stacks: Sequence[Sequence[int]] = (), *, by_clip: bool = False) -> None:
        """The same moments in another order, or grouped otherwise; what is known of them stays."""
        self._list = self._list.relisted(hits, stacks, by_clip=by_clip)
        self.arrange(self._list.shown())

    @property
    def rows(self) -> Sequence[Video | Hit]:
        """What is shown, in its order."""
        return self._rows

    def arrange(self, rows: Sequence[Video | Hit]) -> None:
        """The same rows in another order; what is known of them stays."""
        self.beginResetModel()
        self._rows, self._cards = rows, {}
        self.endResetModel()

    def set_explanation(self, segment_id: int, explanation: Explanation) -> None:
        """The strip of one moment, and with it its best frame."""
        self._explanations[segment_id] = explanation
        self._changed(segment_id)

    def set_later(self, segment_id: int, later: Sequence[Explanation]) -> None:
        """Of the moment that begins with this segment: its later steps."""
        self._later[segment_id] = tuple(later)
        self._changed(segment_id)

    def set_judgements(self, judgements: Sequence[Judgement]) -> None:
        """What was called right and wrong for the search that is shown."""
        before, self._judged = self._judged, {}
        for each in sorted(judgements, key=lambda each: (each.kept_s, each.id), reverse=True):
            self._judged.setdefault(each.fingerprint, []).append(each)
        if before != self._judged:
            self._cards = {}
            self._tell(range(len(self._rows)))

    def _is_right(self, hit: Hit) -> bool | None:
        content = hit.video.info.fingerprint if hit.video.info is not None else ""
        segment = hit.segment
        about = (each for each in self._judged.get(content, ()) if each.covers(segment.start_s, segment.end_s))
        return next((each.is_right for each in about), None)

    def _changed(self, segment_id: int) -> None:
        changed = [
            row for row, each in enumerate(self._rows) if isinstance(each, Hit) and each.segment.id == segment_id
        ]
        for row in changed:
            self._cards.pop(row, None)
        self._tell(changed)

    def refresh(self, videos: Mapping[int, Video]) -> None:
        """Videos behind the shown moments changed: a drive went, a file was renamed. Moments stay where they are."""
        changed = []
        rows = list(self._rows)
        for row, each in enumerate(rows):
            if isinstance(each, Hit) and (video := videos.get(each.video.id, each.video)) != each.video:
                rows[row] = replace(each, video=video)
                changed.append(row)
        self._rows = rows
        self._list.refresh(videos)
        for row in changed:
            self._cards.pop(row, None)
        self._tell(changed)

    def _reset(self, rows: Sequence[Video | Hit], standings: Mapping[int, RankComparison] = _NONE) -> None:
        self.beginResetModel()
        self._standings = standings
        self._rows, self._cards, self._explanations, self._later = rows, {}, {}, {}
        self.endResetModel()

    def _tell(self, rows: Sequence[int]) -> None:
        """One signal for the whole stretch, not one a row."""
        if rows:
            self.dataChanged.emit(self.index(rows[0]), self.index(rows[-1]))

    # ---- reading

    def card(self, row: int) -> Card:
        """The row as a card; made when it is first shown."""
        card = self._cards.get(row)
        if card is None:
            each = self._rows[row]
            card = self._moment(each) if isinstance(each, Hit) else Card(each)
            self._cards[row] = card
        return card

    def cards(self) -> Iterator[Card]:
        """All rows in their order."""
        return (self.card(row) for row in range(self.rowCount()))

    def key(self, row: int) -> tuple[int, int]:
        """`Card.key` of a row."""
        each = self._rows[row]
        return (each.video.id, each.segment.id) if isinstance(each, Hit) else (each.id, 0)

    def videos(self, rows: Iterable[int] | None = None) -> Iterator[Video]:
        """The clip of each row, of all or of some, also more than once; no cards are made for it."""
        chosen = self._rows if rows is None else (self._rows[row] for row in rows)
        return (each.video if isinstance(each, Hit) else each for each in chosen)

    def video_ids(self) -> list[int]:
        """The clip of each row, also more than once."""
        return [video.id for video in self.videos()]

    def fast_ids(self) -> list[int]:
        """Clips shown here that were indexed fast, each once."""
        return sorted({video.id for video in self.videos() if is_fast(video)})

    def missing(self) -> list[Video]:
        """Clips shown here whose files were deleted, each once."""
        return list({video.id: video for video in self.videos() if video.state == "missing"}.values())

    @property
    def hits(self) -> list[Hit]:
        """Moments shown now."""
        return [each for each in self._rows if isinstance(each, Hit)]

    def _moment(self, hit: Hit) -> Card:
        known = fused_rank(hit.rank, hit.fusion) if hit.fusion is not None else self._standings.get(hit.segment.id)
        later = self._later.get(hit.segment.id, ())
        explanation, stack = self._explanations.get(hit.segment.id), self._list.place(hit.segment.id)
        return Card(hit.video, hit, explanation, known, self._in_spreads, later, stack, self._is_right(hit))

    def row_of(self, key: tuple[int, int]) -> int:
        """Where a card is now, -1 when it is not shown; of a take that is hidden, where its stack is."""
        video_id, segment_id = key
        if not segment_id:
            are_moments = bool(self._rows) and isinstance(self._rows[0], Hit)
            found = (row for row, video in enumerate(self.videos()) if video.id == video_id)
            return -1 if are_moments else next(found, -1)
        lead = self._list.lead_of(segment_id)
        for row, each in enumerate(self._rows):
            if not isinstance(each, Hit) or each.segment.id != lead:
                continue
            if lead != segment_id or each.video.id == video_id:
                return row
        return -1

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Rows of the list."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A look-up, never work."""
        if not index.isValid():
            return None
        if role == CARD_ROLE:
            return self.card(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.card(index.row()).name
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.card(index.row()).tooltip
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self.card(index.row()).spoken
        return None

    # ---- dragging out

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cards can be dragged into other programs."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def supportedDragActions(self) -> Qt.DropAction:
        """Copy only: a move could take rushes off their disk."""
        return Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        """Plain files."""
        return ["text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The files behind the cards, each once."""
        paths = dict.fromkeys(
            self.card(index.row()).video.path for index in sorted(indexes, key=lambda each: each.row())
        )
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        return mime


def _is_same_video(old: Video | Hit, new: Video) -> bool:
    return isinstance(old, Video) and old.id == new.id
