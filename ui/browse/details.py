"""Below the player: what the film is, why it was found, what is wrong with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from core.values import Ledger
from ui import theme
from ui.browse.cards import Card, details, why
from ui.widgets import say


class Details(QFrame):
    """Follows the selected card."""

    reveal_asked = Signal()
    retry_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "panel")
        self._name = _text()
        self._name.setFont(theme.scaled(theme.base_font(), 1.12, bold=True))
        self._why = _text()
        self._note = _text("error")
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(16)
        self._rows.setVerticalSpacing(5)
        self._rows.setColumnStretch(1, 1)
        self._labels: list[tuple[QLabel, QLabel]] = []
        self._reveal, self._retry = QPushButton("Show in file manager"), QPushButton("Try again")
        self._reveal.clicked.connect(self.reveal_asked)
        self._retry.clicked.connect(self.retry_asked)
        buttons = QHBoxLayout()
        buttons.addWidget(self._reveal)
        buttons.addWidget(self._retry)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for widget in (self._name, self._why, self._note):
            column.addWidget(widget)
        column.addLayout(self._rows)
        column.addLayout(buttons)
        column.addStretch(1)
        self.clear()

    def show_card(self, card: Card, ledger: Ledger | None = None) -> None:
        """Everything about one card."""
        self._name.setText(card.name)
        self._name.setToolTip(str(card.video.path))
        self._note.setText(card.video.note)
        self._note.setVisible(bool(card.video.note))
        if card.hit is not None:
            ledger = ledger or card.ledger
            words = f"{say.STRENGTH[card.hit.strength]} match at {card.timecode}."
            self._why.setText(why(card.hit, ledger) if ledger is not None else words)
        else:
            waiting = "Waiting to be indexed; it can be played already." if card.video.state == "waiting" else ""
            self._why.setText(waiting)
        self._why.setVisible(bool(self._why.text()))
        self._fill(details(card.video))
        self._reveal.show()
        self._retry.setVisible(card.video.state == "failed")

    def clear(self) -> None:
        """Nothing is selected."""
        self._name.setText("")
        for widget in (self._why, self._note, self._reveal, self._retry):
            widget.hide()
        self._fill([])

    def _fill(self, rows: list[tuple[str, str]]) -> None:
        while len(self._labels) < len(rows):
            label, value = _text("faint"), _text()
            label.setWordWrap(False)
            label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            number = len(self._labels)
            self._rows.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            self._rows.addWidget(value, number, 1)
            self._labels.append((label, value))
        for number, (label, value) in enumerate(self._labels):
            title, text = rows[number] if number < len(rows) else ("", "")
            label.setText(title)
            value.setText(text)
            label.setVisible(bool(title))
            value.setVisible(bool(title))


def _text(kind: str = "") -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", kind)
    return label
