"""Where the words of a sentence and the edges of its chips lie, and what is at a place. No widgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF

from ui.search.phrase_editing import PhraseCut
from ui.widgets.flow import flow

_PAD_PX = 10.0
_CLOSE_PX = 22.0
_GAP_PX = 7.0
_LINE_GAP_PX = 5.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Something that can be clicked: a word, the joint after word `index`, or the cross of phrase `index`."""

    kind: Literal["word", "joint", "close"]
    index: int


class ChipLayout:
    """A box for each word; the first of a phrase has room for the chip's edge, the last for its cross."""

    def __init__(self, cut: PhraseCut, words_px: Sequence[float], line_px: float, width: float) -> None:
        self.cut = cut
        self._line_px = line_px
        self.boxes = self._place(words_px, max(60.0, width - 4))

    @property
    def height(self) -> float:
        """Height of all lines."""
        return max((box.bottom() for box in self.boxes), default=0.0) + 3

    def _place(self, words_px: Sequence[float], room: float) -> tuple[QRectF, ...]:
        """Phrases stay on one line where they fit; longer ones break between words."""
        sizes = [(min(text + sum(self.edges(i)), room), self._line_px) for i, text in enumerate(words_px)]
        groups = self._groups()
        inner = [flow([sizes[i] for i in group], room, _GAP_PX, _LINE_GAP_PX) for group in groups]
        outer = []
        for group, places in zip(groups, inner, strict=True):
            right = max(x + sizes[i][0] for i, (x, _) in zip(group, places, strict=True))
            outer.append((right, places[-1][1] + self._line_px))
        boxes: list[QRectF] = []
        for (left, top), group, places in zip(flow(outer, room, _GAP_PX, _LINE_GAP_PX), groups, inner, strict=True):
            boxes += [QRectF(left + x + 2, top + y + 2, *sizes[i]) for i, (x, y) in zip(group, places, strict=True)]
        return tuple(boxes)

    def _groups(self) -> list[list[int]]:
        """Words that belong together: those of a phrase, and each free word alone."""
        groups: list[list[int]] = []
        for index in range(len(self.cut.words)):
            if index and self.cut.is_joined(index - 1):
                groups[-1].append(index)
            else:
                groups.append([index])
        return groups

    def edges(self, index: int) -> tuple[float, float]:
        """Room left and right of a word's letters."""
        if self.cut.owners[index] < 0:
            return 2.0, 2.0
        first = index == 0 or not self.cut.is_joined(index - 1)
        last = index == len(self.cut.words) - 1 or not self.cut.is_joined(index)
        return _PAD_PX if first else 0.0, _CLOSE_PX if last else 0.0

    def is_last(self, index: int) -> bool:
        """True for a word that ends a phrase."""
        return self.edges(index)[1] == _CLOSE_PX

    def lines_of(self, phrase: int) -> list[QRectF]:
        """The chip of a phrase: one box for each line it stands on."""
        lines: list[QRectF] = []
        for box, owner in zip(self.boxes, self.cut.owners, strict=True):
            if owner != phrase:
                continue
            if lines and abs(lines[-1].top() - box.top()) < 1:
                lines[-1] = lines[-1].united(box)
            else:
                lines.append(QRectF(box))
        return lines

    def rect_of(self, spot: Spot) -> QRectF:
        """Where a spot is."""
        if spot.kind == "close":
            last = max(i for i, owner in enumerate(self.cut.owners) if owner == spot.index)
            box = self.boxes[last]
            return QRectF(box.right() - _CLOSE_PX, box.top(), _CLOSE_PX, box.height())
        box = self.boxes[spot.index]
        if spot.kind == "word":
            left, right = self.edges(spot.index)
            return box.adjusted(left - 3, 0, 3 - right, 0)
        after = self.boxes[spot.index + 1]
        right = after.left() if abs(after.top() - box.top()) < 1 else box.right() + _GAP_PX
        return QRectF(box.right() - 1, box.top(), right - box.right() + 2, box.height())

    def spot_at(self, at: QPointF) -> Spot | None:
        """What is below the mouse; joints are widened so that they can be hit."""
        for index in range(len(self.boxes) - 1):
            if self.rect_of(Spot("joint", index)).adjusted(-2, 0, 2, 0).contains(at):
                return Spot("joint", index)
        for index, box in enumerate(self.boxes):
            if box.contains(at):
                owner = self.cut.owners[index]
                crossed = owner >= 0 and self.is_last(index) and at.x() > box.right() - _CLOSE_PX
                return Spot("close", owner) if crossed else Spot("word", index)
        return None
