"""A line under an answer of the demo model: what it knows, and how to get a real one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

SHORT = "Demo model: it knows drawn shapes, colours and motions. Real footage wants a real model."


class ModelNote(QWidget):
    """Says it; `more_asked` when the user wants to know how."""

    more_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLabel(f'{SHORT} <a href="more">How to get one</a>')
        self._text.setProperty("kind", "muted")
        self._text.setWordWrap(True)
        self._text.setObjectName("model_note")
        self._text.linkActivated.connect(lambda _: self.more_asked.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text)
