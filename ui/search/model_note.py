"""A line under an answer of the demo model: what it knows, and how to get a real one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.translate import noop, translate
from ui.widgets.elided import ElidedLabel

SHORT = noop(
    "Search", "Demo model: recognises only drawn shapes, colours and motion. For real footage, install a full model."
)


class ModelNote(QWidget):
    """Says it; `more_asked` when the user wants to know how."""

    more_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self._text.setText(translate("Search", SHORT))
        self._text.setObjectName("model_note")
        self.button = QPushButton(translate("Search", "Install a model…"))
        self.button.setProperty("kind", "link")
        self.button.clicked.connect(self.more_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text)
        row.addWidget(self.button)
        row.addStretch(1)
