"""The page itself: all models below one another. Opens beside the window, so that searching stays possible."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui import safe_text
from ui.models.model_card import ModelCard
from ui.models.model_row import ModelRow
from ui.screens import Dialog, order_for_tab
from ui.translate import noop, translate
from ui.widgets.flow import FlowLayout

_FOOT = noop("Models", "Nothing is downloaded unless you ask. Downloads continue while this page is closed.")

_WIDEST_PX = 960
"""Longer lines are hard to read."""


class ModelsPage(Dialog):
    """Lists models; holds no truth of its own."""

    asked = Signal(str, str)
    """What (an Act), and of which model."""
    import_asked = Signal()
    network_asked = Signal()
    teach_asked = Signal()
    names_asked = Signal()
    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Models", "Models"))
        self.setMinimumWidth(420)
        self.want(760, 780)
        self.rows: dict[str, ModelRow] = {}
        self._lead = QLabel()
        self._lead.setWordWrap(True)
        self._lead.setTextFormat(Qt.TextFormat.PlainText)
        self._lead.setContentsMargins(24, 18, 24, 10)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(24, 4, 24, 12)
        self._column.setSpacing(10)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self._list)
        area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._list.setMaximumWidth(_WIDEST_PX)
        self._area = area
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._lead)
        outer.addWidget(area, 1)
        outer.addLayout(self._make_foot())

    def _make_foot(self) -> QVBoxLayout:
        foot = QLabel(translate("Models", _FOOT))
        foot.setProperty("kind", "faint")
        foot.setWordWrap(True)
        teach = QPushButton(translate("Models", "Teach the model…"))
        teach.setToolTip(translate("Models", "Teach the model in use your own names, words and movements"))
        names = QPushButton(translate("Models", "Names and words…"))
        names.setToolTip(translate("Models", "Rename, remove, export or import what the model was taught"))
        bring, network, close = (
            QPushButton(translate("Models", "Import…")),
            QPushButton(translate("Models", "Network…")),
            QPushButton(translate("Models", "Close")),
        )
        bring.setToolTip(
            translate("Models", "Import a model folder from another computer, or your own checkpoint file")
        )
        network.setToolTip(translate("Models", "Proxy server and mirror for model downloads"))
        for button, slot in (
            (teach, self.teach_asked),
            (names, self.names_asked),
            (bring, self.import_asked),
            (network, self.network_asked),
            (close, self.close),
        ):
            button.clicked.connect(slot)
            button.setAutoDefault(False)
        buttons = QWidget()
        row = FlowLayout(buttons)
        for button in (teach, names, bring, network):
            row.addWidget(button)
        row.push()
        row.addWidget(close)
        column = QVBoxLayout()
        column.setContentsMargins(24, 10, 24, 16)
        column.setSpacing(10)
        column.addWidget(foot)
        column.addWidget(buttons)
        return column

    def set_lead(self, text: str) -> None:
        """Which model works now, and what it is good for."""
        self._lead.setText(safe_text.short(safe_text.lines(text)))

    def show_cards(self, cards: Sequence[ModelCard]) -> None:
        """The whole list; rows that stay keep their place, their focus and what is unfolded."""
        wanted = {card.id: card for card in cards}
        for key in [key for key in self.rows if key not in wanted]:
            row = self.rows.pop(key)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, card in enumerate(cards):
            if card.id in self.rows:
                self.rows[card.id].show_card(card)
            else:
                self.rows[card.id] = ModelRow(card)
                self.rows[card.id].asked.connect(self.asked)
            if self._column.indexOf(self.rows[card.id]) != place:
                self._column.insertWidget(place, self.rows[card.id])

        order_for_tab(self)

    def show_card(self, card: ModelCard) -> None:
        """One of them has moved on."""
        if card.id in self.rows:
            self.rows[card.id].show_card(card)

    def reveal(self, key: str) -> None:
        """Scroll to a model."""
        if key in self.rows:
            self._area.ensureWidgetVisible(self.rows[key])

    def showEvent(self, event: QShowEvent) -> None:
        """Opened, perhaps again: the disk may have changed meanwhile."""
        super().showEvent(event)
        if not event.spontaneous():
            self.shown.emit()
