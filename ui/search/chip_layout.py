"""Where the words of a sentence and the edges of its chips lie, and what is at a place. No widgets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from PySide6.QtCore import QPointF, QRectF

from ui.search.phrase_editing import PhraseCut
from ui.widgets.flow import flow

_PAD_PX = 20.0
"""Left of a phrase: room for its dot."""
_CLOSE_PX = 22.0
_GAP_PX = 7.0
_LINE_GAP_PX = 5.0
_NO_ARROWS: Mapping[int, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Spot:
    """What can be clicked: a word, the joint or the arrow after word `index`, or dot or cross of phrase `index`."""

    kind: Literal["word", "joint", "arrow", "dot", "close"]
    index: int


class ChipLayout:
    """A box for each word; the first of a phrase has room for its dot and role, the last for its weight and cross.

    Units: pixels. `roles_px` and `weights_px` are the widths of those texts for each phrase, 0 without one;
    `arrows_px` those of the arrows between steps, by the word they come after.
    """

    def __init__(
        self,
        cut: PhraseCut,
        words_px: Sequence[float],
        line_px: float,
        width: float,
        roles_px: Sequence[float] = (),
        weights_px: Sequence[float] = (),
        arrows_px: Mapping[int, float] = _NO_ARROWS,
    ) -> None:
        self.cut = cut
        self._arrows_px = arrows_px
        self._arrows: dict[int, QRectF] = {}
        self._line_px = line_px
        self._roles_px, self._weights_px = roles_px, weights_px
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
        outer: list[tuple[float, float]] = []
        for group, places in zip(groups, inner, strict=True):
            right = max(x + sizes[i][0] for i, (x, _) in zip(group, places, strict=True))
            outer.append((right, places[-1][1] + self._line_px))
            if group[-1] in self._arrows_px:
                outer.append((self._arrows_px[group[-1]], self._line_px))
        boxes: list[QRectF] = []
        spots = iter(flow(outer, room, _GAP_PX, _LINE_GAP_PX))
        for group, places in zip(groups, inner, strict=True):
            left, top = next(spots)
            boxes += [QRectF(left + x + 2, top + y + 2, *sizes[i]) for i, (x, y) in zip(group, places, strict=True)]
            if group[-1] in self._arrows_px:
                left, top = next(spots)
                self._arrows[group[-1]] = QRectF(left + 2, top + 2, self._arrows_px[group[-1]], self._line_px)
        return tuple(boxes)

    @property
    def arrows(self) -> dict[int, QRectF]:
        """Where the arrows between steps are, by the word they come after."""
        return self._arrows

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
        phrase = self.cut.owners[index]
        left = _PAD_PX + _at(self._roles_px, phrase) if self.is_first(index) else 0.0
        return left, _CLOSE_PX + _at(self._weights_px, phrase) if self.is_last(index) else 0.0

    def is_first(self, index: int) -> bool:
        """True for a word that begins a phrase."""
        return self.cut.owners[index] >= 0 and (index == 0 or not self.cut.is_joined(index - 1))

    def is_last(self, index: int) -> bool:
        """True for a word that ends a phrase."""
        return self.cut.owners[index] >= 0 and (index == len(self.cut.words) - 1 or not self.cut.is_joined(index))

    def role_rect(self, phrase: int) -> QRectF:
        """Where the role of a phrase is written: between its dot and its first word."""
        box = self.boxes[self.cut.owners.index(phrase)]
        return QRectF(box.left() + _PAD_PX - 2, box.top(), _at(self._roles_px, phrase), box.height())

    def weight_rect(self, phrase: int) -> QRectF:
        """Where the weight of a phrase is written: before its cross."""
        close = self.rect_of(Spot("close", phrase))
        room = _at(self._weights_px, phrase)
        return QRectF(close.left() - room, close.top(), room, close.height())

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
        if spot.kind == "dot":
            box = self.boxes[self.cut.owners.index(spot.index)]
            return QRectF(box.left(), box.top(), _PAD_PX, box.height())
        if spot.kind == "close":
            last = max(i for i, owner in enumerate(self.cut.owners) if owner == spot.index)
            box = self.boxes[last]
            return QRectF(box.right() - _CLOSE_PX, box.top(), _CLOSE_PX, box.height())
        if spot.kind == "arrow":
            return self._arrows[spot.index]
        box = self.boxes[spot.index]
        if spot.kind == "word":
            left, right = self.edges(spot.index)
            return box.adjusted(left - 3, 0, 3 - right, 0)
        after = self.boxes[spot.index + 1]
        right = after.left() if abs(after.top() - box.top()) < 1 else box.right() + _GAP_PX
        return QRectF(box.right() - 1, box.top(), right - box.right() + 2, box.height())

    def spot_at(self, at: QPointF) -> Spot | None:
        """What is below the mouse; joints are widened so that they can be hit."""
        for index, box in self._arrows.items():
            if box.contains(at):
                return Spot("arrow", index)
        for index in range(len(self.boxes) - 1):
            if index not in self._arrows and self.rect_of(Spot("joint", index)).adjusted(-2, 0, 2, 0).contains(at):
                return Spot("joint", index)
        for index, box in enumerate(self.boxes):
            if box.contains(at):
                owner = self.cut.owners[index]
                if self.is_first(index) and at.x() < box.left() + _PAD_PX:
                    return Spot("dot", owner)
                crossed = self.is_last(index) and at.x() > box.right() - _CLOSE_PX
                return Spot("close", owner) if crossed else Spot("word", index)
        return None


def _at(widths_px: Sequence[float], phrase: int) -> float:
    return widths_px[phrase] if phrase < len(widths_px) else 0.0
