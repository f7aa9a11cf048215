"""One model's side of a comparison: its name, what it knows of the library, its moments."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QVBoxLayout, QWidget

from core.values import EncoderSpec, Explanation, Hit, Judgement, RankedColumn, Video
from ui.browse.card import Card
from ui.browse.card_delegate import CardDelegate
from ui.browse.card_list import CardList
from ui.browse.card_menu import CardMenus
from ui.browse.card_model import CardModel
from ui.browse.rank_comparison import RankComparison, coverage
from ui.translate import translate
from ui.widgets import formatting
from ui.widgets.elided import ElidedLabel

_LEAST_LIST_PX = 44
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class RankedColumnView(QFrame):
    """One model: its name, what it knows of the library, its moments."""

    picked = Signal(object)
    """Card: the user went to it."""
    opened = Signal(object)
    rested = Signal()
    """Scrolling has rested: other moments may be in view."""
    zoom_asked = Signal(int)
    model_chosen = Signal(object)
    """EncoderSpec."""

    def __init__(self, menus: CardMenus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "panel")
        self._menus = menus
        self._model = CardModel(self)
        self.delegate = CardDelegate(None, self)
        self.delegate.has_hits = True
        self.list = CardList(self._model, self.delegate)
        self.list.setMinimumHeight(_LEAST_LIST_PX)
        self._specs: Sequence[EncoderSpec] = ()
        self._name = ElidedLabel("title")
        self._choice = QComboBox()
        self._choice.setAccessibleName(translate("Browse", "Model for this column"))
        self._choice.setToolTip(translate("Browse", "Choose the model for this column"))
        self._choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._choice.setMinimumContentsLength(8)
        self._covered = QLabel()
        self._covered.setProperty("kind", "faint")
        self._covered.setWordWrap(True)
        self._covered.setTextFormat(Qt.TextFormat.PlainText)
        head = QVBoxLayout()
        head.setContentsMargins(12, 4, 12, 4)
        head.setSpacing(3)
        head.addWidget(self._name)
        head.addWidget(self._choice)
        head.addWidget(self._covered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self._connect()

    def _connect(self) -> None:
        self.list.selectionModel().currentChanged.connect(lambda _: self._tell_picked())
        self.list.pressed.connect(lambda _: self._tell_picked())  # the counterpart of another card is current already
        self.list.installEventFilter(self)
        self.list.activated.connect(lambda index: self.opened.emit(self._model.card(index.row())))
        self.list.menu_asked.connect(lambda at: self._menus.open(self._model, self.list, at))
        self.list.zoom_asked.connect(self.zoom_asked)
        self.list.rested.connect(self.rested)
        self._choice.activated.connect(lambda at: self.model_chosen.emit(self._specs[at]))

    # ---- filling

    def show_column(
        self, column: RankedColumn, stands: Mapping[int, RankComparison], specs: Sequence[EncoderSpec]
    ) -> None:
        """Show one model's moments; `specs` are the models to choose from."""
        self._specs, spec = specs, column.coverage.spec
        self._name.setText(formatting.model(spec.name))
        self.list.setAccessibleName(
            translate("Browse", "Moments found by {name}").format(name=formatting.model(spec.name))
        )
        self._choice.clear()
        self._choice.addItems([formatting.model(each.name) for each in specs])
        self._choice.setCurrentIndex(next((at for at, each in enumerate(specs) if each.key == spec.key), -1))
        self._choice.setVisible(len(specs) > 2)
        self._name.setVisible(len(specs) <= 2)
        whole = column.coverage.is_whole
        words = coverage(column.coverage)
        known = (
            translate("Browse", "has indexed {words}").format(words=words)
            if whole
            else translate("Browse", "has indexed {words}; the rest cannot be found with it").format(words=words)
        )
        self._covered.setText(f"{known} · {formatting.found(column.answer)}" if column.answer.is_cut else known)
        self._covered.setProperty("kind", "faint" if whole else "error")
        self._covered.style().polish(self._covered)
        with QSignalBlocker(self.list.selectionModel()):
            self._model.set_hits([ranked_hit.hit for ranked_hit in column.ranked_hits], stands)
        self.list.fit()
        self.list.scrollToTop()
        self.list.rest()

    def refresh(self, videos: dict[int, Video]) -> None:
        """Videos behind the moments changed."""
        self._model.refresh(videos)

    def set_explanation(self, segment_id: int, explanation: Explanation) -> None:
        """The strip of one moment."""
        self._model.set_explanation(segment_id, explanation)

    def set_judgements(self, judgements: Sequence[Judgement]) -> None:
        """What was called right and wrong for the search that is shown."""
        self._model.set_judgements(judgements)

    def set_stale(self, stale: bool) -> None:
        """Dim what is shown while a newer answer is on its way."""
        self.delegate.is_stale = stale
        self.list.viewport().update()

    # ---- selection

    @property
    def current(self) -> Card | None:
        """The card the user stands on."""
        index = self.list.currentIndex()
        return self._model.card(index.row()) if index.isValid() else None

    def selected_cards(self) -> list[Card]:
        """All selected cards in their order."""
        return [self._model.card(row) for row in sorted(index.row() for index in self.list.selectedIndexes())]

    def point_at(self, row: int) -> None:
        """Mark a card without going there; -1 marks none."""
        selection = self.list.selectionModel()
        with QSignalBlocker(selection):
            if 0 <= row < self._model.rowCount():
                flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
                selection.setCurrentIndex(self._model.index(row), flags)
                self.list.scrollTo(self._model.index(row))
            else:
                selection.clear()
        self.list.viewport().update()  # the view hears nothing of what was blocked

    @property
    def wanted(self) -> list[Hit]:
        """Moments in view whose strips have not come yet."""
        seen = [self._model.card(row) for row in self.list.visible_rows()]
        return [card.hit for card in seen if card.hit is not None and card.explanation is None]

    @property
    def cards(self) -> list[Card]:
        """All of them, best first."""
        return [self._model.card(row) for row in range(self._model.rowCount())]

    @property
    def head(self) -> tuple[str, str]:
        """Name and what is known, for tests and screen readers."""
        return self._name.text(), self._covered.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Coming here by keyboard goes to the marked card; the mouse says by itself to which one it goes."""
        came = isinstance(event, QFocusEvent) and event.gotFocus() and event.reason() in _BY_KEYBOARD
        if came and watched is self.list:
            self._tell_picked()
        return super().eventFilter(watched, event)

    def _tell_picked(self) -> None:
        if (card := self.current) is not None:
            self.picked.emit(card)
