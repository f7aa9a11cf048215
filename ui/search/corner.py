"""The buttons left of the filmstrip: which reading, and whether centres are open."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from ui import theme
from ui.actions import with_key
from ui.search.rows import Reading
from ui.translate import noop, translate

_TIPS = {
    "score": noop("Search", "Each cell is its signed share of the score"),
    "assignment": noop("Search", "How each frame is divided among the model's centres; each column adds up to 100 %"),
}
_ALL_CENTRES = noop("Search", "Expand all phrases into the model's centres")


class Corner(QWidget):
    """Two readings as a pair of buttons, and one button for all centre rows."""

    reading_chosen = Signal(str)
    centres_toggled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        self._readings: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        for name, text in (("score", translate("Search", "Score")), ("assignment", translate("Search", "Assignment"))):
            button = self._button(text, translate("Search", _TIPS[name]))
            button.clicked.connect(lambda _checked=False, name=name: self.reading_chosen.emit(name))
            group.addButton(button)
            self._readings[name] = button
        self._row.addStretch()
        self._centres = self._button(translate("Search", "Centres"), translate("Search", _ALL_CENTRES))
        self._centres.clicked.connect(lambda: self.centres_toggled.emit())

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setCheckable(True)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setStyleSheet("padding: 1px 4px;")
        self._row.addWidget(button)
        return button

    def show_key(self, key: str) -> None:
        """The key that opens all centres."""
        self._centres.setToolTip(with_key(translate("Search", _ALL_CENTRES), key))

    def follow(self, reading: Reading, opened: bool, can_open: bool) -> None:
        """Show the state of the view; without centres there is nothing to choose."""
        for name, button in self._readings.items():
            button.setVisible(can_open)
            button.setChecked(name == reading)
        self._centres.setVisible(can_open)
        self._centres.setEnabled(reading == "score")
        self._centres.setChecked(opened and reading == "score")

    def place(self, room: QRect) -> None:
        """Sit at the bottom of the corner, with letters as large as fit."""
        font = theme.scaled(self.font(), 0.88)
        for button in (*self._readings.values(), self._centres):
            button.setFont(font)
        hint = QSize(room.width(), self._row.sizeHint().height())
        self.setGeometry(QRect(room.left(), room.bottom() - hint.height(), hint.width(), hint.height()))
