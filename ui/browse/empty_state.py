"""What stands in the grid while there is nothing to show: the first-run card and short messages."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui import safe_text, theme
from ui.translate import translate
from ui.widgets.flow import FlowLayout


class FirstRun(QScrollArea):
    """No folders yet: where to begin, in one card; scrolls where the window is low."""

    add_asked = Signal()
    files_asked = Signal()
    sample_asked = Signal()
    models_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("first run")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = _Dashed()
        outer = QVBoxLayout(page)
        outer.addStretch(1)
        self._sign = page.sign
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = QLabel(translate("Browse", "Drop a folder here"))
        title.setFont(theme.scaled(theme.base_font(), 1.8, bold=True))
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title.setWordWrap(True)
        text = QLabel(
            translate(
                "Browse",
                "Then describe a shot in your own words to see the moments that match, and "
                "why.\nEverything runs on this computer. Your files are not copied, changed or "
                "uploaded.",
            )
        )
        text.setProperty("kind", "muted")
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text.setWordWrap(True)
        add, files = (
            QPushButton(translate("Browse", "Choose a folder…")),
            QPushButton(translate("Browse", "Choose files…")),
        )
        add.setProperty("kind", "primary")
        add.clicked.connect(self.add_asked)
        files.clicked.connect(self.files_asked)
        buttons = QWidget()
        row = FlowLayout(buttons, 8)
        row.addWidget(add)
        row.addWidget(files)
        row.push()
        self.sample = QPushButton(translate("Browse", "Try sample clips"))
        self.sample.setToolTip(
            translate("Browse", "A few generated clips to try the program without footage of your own")
        )
        self.sample.setProperty("kind", "link")
        self.sample.clicked.connect(self.sample_asked)
        self.sample.hide()
        models = QPushButton(translate("Browse", "Browse models"))
        models.setToolTip(translate("Browse", "See which model searches your clips, and which others you can install"))
        models.setProperty("kind", "link")
        models.clicked.connect(self.models_asked)
        for widget, gap in ((self._sign, 14), (title, 8), (text, 18)):
            outer.addWidget(widget)
            outer.addSpacing(gap)
        outer.addWidget(buttons, 0, Qt.AlignmentFlag.AlignCenter)
        outer.addSpacing(10)
        outer.addWidget(self.sample, 0, Qt.AlignmentFlag.AlignCenter)
        outer.addWidget(models, 0, Qt.AlignmentFlag.AlignCenter)
        outer.addStretch(1)
        self.setWidget(page)
        for each in (page, self.viewport()):  # the panel is seen behind it
            each.setAutoFillBackground(False)


class _Dashed(QWidget):
    """A dashed frame: this is a place to drop things on."""

    def __init__(self) -> None:
        super().__init__()
        self.sign = QLabel()

    def changeEvent(self, event: QEvent) -> None:
        """The sign follows the colours."""
        super().changeEvent(event)
        if theme.has_changed(event) and not self.sign.pixmap().isNull():
            self._draw_sign()

    def _draw_sign(self) -> None:
        colours = theme.tokens(self.palette())
        self.sign.setPixmap(theme.icon_pixmap("drop", colours.accent, 52, self.devicePixelRatioF()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame and sign in the colours of now."""
        colours = theme.tokens(self.palette())
        if self.sign.pixmap().isNull():
            self._draw_sign()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.line, 1.5, Qt.PenStyle.DashLine))
        width, height = min(680, self.width() - 16), min(400, self.height() - 16)
        frame = QRectF(0, 0, width, height)
        frame.moveCenter(QRectF(self.rect()).center())
        painter.drawRoundedRect(frame, 14, 14)
        painter.end()


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
