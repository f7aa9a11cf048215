"""Whether scripts and assistants of this computer may ask the library: on, off, address, token."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import safe_text
from ui.screens import Dialog
from ui.translate import translate

_MARGIN_PX, _WIDTH_PX, _ROOM_PX = 24, 560, 60


@dataclass(frozen=True, slots=True)
class ScriptState:
    """What is allowed, and what came of it."""

    allow: bool = False
    change: bool = False
    url: str = ""
    """Where scripts are answered; empty while they are not."""
    token: str = ""
    file: str = ""
    """The file with both."""
    trouble: str = ""
    """Why they are not answered, though they are allowed."""


class ScriptsDialog(Dialog):
    """Shows the state; what is ticked holds at once."""

    allow_asked = Signal(bool)
    change_asked = Signal(bool)

    def __init__(self, parent: QWidget, state: ScriptState) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Window", "Scripts and assistants"))
        about = _text(
            translate(
                "Window",
                "Scripts, assistants (MCP) and the command line can ask this library while the window is open, without "
                "loading it again. Only programs on this computer that know the access token get an answer.",
            )
        )
        self.allow = QCheckBox(translate("Window", "Allow scripts on this computer"))
        self.allow.clicked.connect(self.allow_asked)
        self.change = QCheckBox(translate("Window", "They may rate and tag clips, and keep moments"))
        self.change.clicked.connect(self.change_asked)
        self.url, self.token = _line(translate("Window", "Address")), _line(translate("Window", "Access token"))
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self._copies = [_copy_button(line) for line in (self.url, self.token)]
        self.state = _text("")
        self.state.setProperty("kind", "faint")
        self.state.setAccessibleDescription(translate("Window", "State"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for row, (line, button) in enumerate(zip((self.url, self.token), self._copies, strict=True)):
            label = QLabel(line.accessibleName())
            label.setBuddy(line)
            for place, widget in enumerate((label, line, button)):
                grid.addWidget(widget, row, place)
        grid.setColumnStretch(1, 1)
        close = QPushButton(translate("Window", "Close"))
        close.clicked.connect(self.accept)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(_MARGIN_PX, 20, _MARGIN_PX, 4)
        column.setSpacing(12)
        for widget in (about, self.allow, self.change):
            column.addWidget(widget)
        column.addLayout(grid)
        column.addWidget(self.state)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setAccessibleName(self.windowTitle())
        area.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 16)
        outer.addWidget(area, 1)
        outer.addWidget(close, 0, Qt.AlignmentFlag.AlignHCenter)
        self.show_state(state)
        width_px = max(_WIDTH_PX, page.minimumSizeHint().width() + area.verticalScrollBar().sizeHint().width())
        self.want(width_px, page.heightForWidth(width_px) + close.sizeHint().height() + _ROOM_PX)

    def show_state(self, state: ScriptState) -> None:
        """Show what is allowed now, and where scripts are answered."""
        self.allow.setChecked(state.allow)
        self.change.setChecked(state.change)
        self.change.setEnabled(state.allow)
        for line, button, text in zip((self.url, self.token), self._copies, (state.url, state.token), strict=True):
            line.setText(text)
            line.setCursorPosition(0)
            for each in (line, button):
                each.setEnabled(bool(text))
        self.state.setText(safe_text.short(safe_text.lines(_words(state))))


def _words(state: ScriptState) -> str:
    if not state.allow:
        return translate("Window", "Off: requests are not answered.")
    if state.trouble:
        return state.trouble
    if not state.url:
        return translate("Window", "Starting…")
    return translate(
        "Window",
        "On, until you untick the box or close the window. Scripts find address and token in {file}; assistants "
        "start “c2v serve --mcp”.",
    ).format(file=state.file)


def _text(words: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setReadOnly(True)
    line.setAccessibleName(name)
    return line


def _copy_button(line: QLineEdit) -> QPushButton:
    button = QPushButton(translate("Window", "Copy"))
    button.setAutoDefault(False)
    button.setAccessibleName(translate("Window", "Copy: {what}").format(what=line.accessibleName()))
    button.clicked.connect(lambda: QGuiApplication.clipboard().setText(line.text()))
    return button
