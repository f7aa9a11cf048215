"""What stands in the grid while the library is not where it should be."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui import safe_text, theme
from ui.translate import noop, translate
from ui.widgets.flow import FlowLayout

TITLE = noop("Browse", "Library not found")
WAITING = noop("Browse", "It opens automatically when it is available again. Until then, nothing is written there.")
_LONGEST_WORD = 28


class LibraryAway(QScrollArea):
    """Says which drive or folder is missing, and what can be done but waiting; scrolls where the window is low."""

    choose_asked = Signal()
    begin_asked = Signal()
    use_asked = Signal()
    """The other library that was found there is to be used."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("library away")
        self._sign = QLabel()
        title = QLabel(translate("Browse", TITLE))
        title.setFont(theme.scaled(theme.base_font(), 1.5, bold=True))
        self._text, waiting = QLabel(), QLabel(translate("Browse", WAITING))
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        waiting.setProperty("kind", "muted")
        self.choose, self.begin = (
            QPushButton(translate("Browse", "Choose another library…")),
            QPushButton(translate("Browse", "Create a new library here")),
        )
        self.use = QPushButton(translate("Browse", "Use the library found here"))
        self.choose.clicked.connect(self.choose_asked)
        self.begin.clicked.connect(self.begin_asked)
        self.use.clicked.connect(self.use_asked)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 8, 24, 8)
        column.addStretch(2)
        for label, gap in ((self._sign, 10), (title, 8), (self._text, 6), (waiting, 14)):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            column.addWidget(label)
            column.addSpacing(gap)
        buttons = QWidget()
        row = FlowLayout(buttons, 8)
        for button in (self.choose, self.use, self.begin):
            row.addWidget(button)
        row.push()
        column.addWidget(buttons, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.setWidget(page)
        for each in (page, self.viewport()):  # the panel is seen behind it
            each.setAutoFillBackground(False)

    def say(self, text: str, *, can_use: bool = False) -> None:
        """Why it is not there; `can_use` when another library is in its place."""
        self._text.setText(safe_text.short(safe_text.lines(text), _LONGEST_WORD))
        self._text.setToolTip(safe_text.tip(text))
        self.setAccessibleName(f"{translate('Browse', TITLE)}. {safe_text.printable(text)}")
        self.use.setVisible(can_use)
        self.begin.setVisible(not can_use)

    @property
    def text(self) -> str:
        """Why it is not there."""
        return self._text.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sign takes its colour from the theme in force."""
        if self._sign.pixmap().isNull():
            self._draw_sign()
        super().paintEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """The sign follows the colours."""
        super().changeEvent(event)
        if theme.has_changed(event) and not self._sign.pixmap().isNull():
            self._draw_sign()

    def _draw_sign(self) -> None:
        colours = theme.tokens(self.palette())
        self._sign.setPixmap(theme.icon_pixmap("warning", colours.warn, 40, self.devicePixelRatioF()))
