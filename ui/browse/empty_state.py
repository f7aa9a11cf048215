"""What stands in the grid while there is nothing to show: a sentence and perhaps what to do."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui import safe_text, theme


class Blank(QScrollArea):
    """One sentence and perhaps what to do."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setFont(theme.scaled(theme.base_font(), 1.3, bold=True))
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title.setWordWrap(True)
        self._hint = QLabel()
        self._hint.setProperty("kind", "muted")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        for label in (self._title, self._hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._button = QPushButton()
        self._button.clicked.connect(self.asked)
        self._button.hide()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(2)
        column.addWidget(self._title)
        column.addWidget(self._hint)
        column.addSpacing(8)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(3)
        self.setWidget(page)
        for each in (page, self.viewport()):  # the panel is seen behind it
            each.setAutoFillBackground(False)

    def say(self, title: str, hint: str = "", button: str = "") -> None:
        """Set the words; without a button's title there is none."""
        self._title.setText(safe_text.short(safe_text.printable(title)))
        self._hint.setText(safe_text.short(safe_text.lines(hint)))
        self._button.setText(button)
        self._button.setVisible(bool(button))

    @property
    def title(self) -> str:
        """What it says."""
        return self._title.text()
