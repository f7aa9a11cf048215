"""Two models' answers side by side: a column of cards for each, with the differences in rank."""

from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.values import Comparison, EncoderSpec, Explanation, Hit, Judgement, Video
from ui.browse.card import Card
from ui.browse.card_menu import CardMenus
from ui.browse.grid import LEAST_PX
from ui.browse.rank_comparison import rank_comparisons
from ui.browse.ranked_column import RankedColumnView
from ui.images import Pictures
from ui.translate import translate
from ui.widgets.flow import FlowLayout


class ComparisonView(QFrame):
    """Both columns, and the ways out of them."""

    selected = Signal(object)
    """Card, or None."""
    opened = Signal(object)
    hits_seen = Signal(object)
    """list[Hit] in view once scrolling rests: their strips are wanted."""
    zoom_asked = Signal(int)
    pair_chosen = Signal(object)
    """Two EncoderSpecs."""
    fuse_asked = Signal()
    back_asked = Signal()

    def __init__(self, menus: CardMenus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "panel")
        self.setMinimumWidth(LEAST_PX)
        self._found: Comparison | None = None
        self._side = 0
        """The column whose card the user is at."""
        self.columns = RankedColumnView(menus), RankedColumnView(menus)
        sides = QHBoxLayout()
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(0)
        line = QFrame()
        line.setProperty("kind", "rule")
        line.setFixedWidth(1)
        for widget in (self.columns[0], line, self.columns[1]):
            sides.addWidget(widget, 0 if widget is line else 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._heading())
        column.addLayout(sides, 1)
        for side, each in enumerate(self.columns):
            self._connect(side, each)

    def _heading(self) -> QWidget:
        title = QLabel(translate("Browse", "Comparing two models"))
        title.setProperty("kind", "title")
        fuse, back = QPushButton(translate("Browse", "Combine")), QPushButton(translate("Browse", "Single model"))
        fuse.setToolTip(translate("Browse", "Merge both rankings into one list"))
        back.setToolTip(translate("Browse", "Search with the current model only"))
        fuse.clicked.connect(self.fuse_asked)
        back.clicked.connect(self.back_asked)
        bar = QWidget()
        bar.setMinimumHeight(42)
        row = FlowLayout(bar, 4)
        row.setContentsMargins(16, 6, 12, 2)
        row.addWidget(title)
        row.push()
        for button in (fuse, back):
            button.setProperty("kind", "link")
            row.addWidget(button)
        return bar

    def _connect(self, side: int, column: RankedColumnView) -> None:
        column.picked.connect(lambda card: self._pick(side, card))
        column.opened.connect(self.opened)
        column.rested.connect(self._tell_seen)
        column.zoom_asked.connect(self.zoom_asked)
        column.model_chosen.connect(lambda spec: self._choose(side, spec))

    # ---- filling

    def use(self, pictures: Pictures) -> None:
        """Pictures can be had from now on."""
        for column in self.columns:
            column.delegate.pictures = pictures
            pictures.came.connect(lambda _, column=column: column.list.viewport().update())

    def show_comparison(self, found: Comparison, specs: Sequence[EncoderSpec]) -> None:
        """Show both answers; the first card of the first column is selected."""
        self._found = found
        for column, side, stands in zip(self.columns, found.columns, rank_comparisons(found), strict=True):
            column.set_stale(False)
            column.show_column(side, stands, specs)
        first = next((side for side, column in enumerate(found.columns) if column.ranked_hits), None)
        if first is None:
            self.selected.emit(None)
            return
        self.columns[first].point_at(0)
        self._pick(first, self.columns[first].cards[0])

    def refresh(self, videos: dict[int, Video]) -> None:
        """Videos behind the moments changed."""
        for column in self.columns:
            column.refresh(videos)

    def set_explanation(self, segment_id: int, explanation: Explanation) -> None:
        """The strip of one moment, in whichever column it is."""
        for column in self.columns:
            column.set_explanation(segment_id, explanation)

    def set_judgements(self, judgements: Sequence[Judgement]) -> None:
        """What was called right and wrong for the search that is shown, in both columns."""
        for column in self.columns:
            column.set_judgements(judgements)

    def set_stale(self, stale: bool) -> None:
        """Dim what is shown while a newer answer is on its way."""
        for column in self.columns:
            column.set_stale(stale)

    def set_zoom(self, zoom: float) -> None:
        """Size of cards, as in the grid."""
        for column in self.columns:
            column.delegate.zoom = zoom
            column.list.fit()
            column.list.scheduleDelayedItemsLayout()
            column.list.rest()

    @property
    def hits(self) -> list[Hit]:
        """Moments shown now, of both."""
        return [card.hit for column in self.columns for card in column.cards if card.hit is not None]

    def selected_cards(self) -> list[Card]:
        """All selected cards of the column that the user is in, in their order."""
        return self.columns[self._side].selected_cards()

    # ---- within

    def _pick(self, side: int, card: Card) -> None:
        """The user is at a card: the same moment is marked in the other column."""
        if self._found is None or card.hit is None:
            return
        self._side = side
        ranked_hit = next((p for p in self._found.columns[side].ranked_hits if p.hit.rank == card.hit.rank), None)
        elsewhere = ranked_hit.elsewhere if ranked_hit is not None else None
        self.columns[1 - side].point_at(elsewhere - 1 if elsewhere is not None else -1)
        self.selected.emit(card)

    def _tell_seen(self) -> None:
        """Of both columns in turns: a later request takes the place of an earlier one."""
        if not self.isVisible():
            return
        pairs = zip_longest(*(column.wanted for column in self.columns))
        if wanted := [hit for pair in pairs for hit in pair if hit is not None]:
            self.hits_seen.emit(wanted)

    def _choose(self, side: int, spec: EncoderSpec) -> None:
        """Another model for one column; the one of the other column changes sides."""
        if self._found is None:
            return
        now = [column.coverage.spec for column in self._found.columns]
        if spec.key != now[side].key:
            pair = [spec, now[side]] if spec.key == now[1 - side].key else [spec, now[1 - side]]
            self.pair_chosen.emit(tuple(pair if side == 0 else pair[::-1]))
