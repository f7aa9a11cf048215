"""What the pages of the teaching window are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.values import Hit, Video
from ui import safe_text, theme
from ui.widgets.busy import Busy
from ui.widgets.flow import FlowLayout

TeachingStep = Literal["way", "data", "check", "settings", "training", "outcome", "use"]
STEPS: tuple[TeachingStep, ...] = ("way", "data", "check", "settings", "training", "outcome", "use")
NAME_STEPS: tuple[TeachingStep, ...] = ("way", "data", "training", "outcome", "use")
"""A name needs no table of problems and no settings."""
_WIDEST_PX = 900
"""Longer lines are hard to read."""


@dataclass(frozen=True, slots=True)
class TaughtMoment:
    """A stretch of a clip, or a picture file, that shows what a name means. Units: seconds on the player's clock."""

    path: Path
    start_s: Fraction | None = None
    end_s: Fraction | None = None


def moment_of_hit(hit: Hit) -> TaughtMoment:
    """The moment that was found; of a still, the whole of it."""
    segment = hit.segment
    if segment.start_s == segment.end_s:
        return TaughtMoment(hit.video.path)
    start, end = (Fraction(time_s).limit_denominator(90_000) for time_s in (segment.start_s, segment.end_s))
    return TaughtMoment(hit.video.path, start, end)


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture with a line of text; without a video there is only the text."""

    video: Video | None
    time_s: float
    text: str
    tip: str = ""
    key: object = None
    """Whatever the page wants to know it by."""


def label(text: str = "", kind: str = "") -> QLabel:
    """Plain text that takes as many lines as it needs."""
    made = QLabel(safe_text.lines(text))
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setProperty("kind", kind)
    return made


def button(text: str, slot: Callable[..., object], kind: str = "") -> QPushButton:
    """A button that Enter presses only while it has the focus."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    if kind:
        made.setProperty("kind", kind)
    made.clicked.connect(lambda: slot())
    return made


def set_kind(widget: QWidget, kind: str) -> None:
    """Another look by the style sheet."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def flowing(*widgets: QWidget) -> QWidget:
    """Side by side, in as many lines as are needed."""
    made = QWidget()
    flow = FlowLayout(made)
    for widget in widgets:
        flow.addWidget(widget)
    return made


def local_files(mime: QMimeData) -> list[Path]:
    """The files and folders of a drop that are on this computer, each once."""
    return list(dict.fromkeys(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()))


class TeachingPage(QScrollArea):
    """A title, what the page is for, and its content below one another; a sentence says how things stand."""

    def __init__(self, title: str, lead: str = "") -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(title)
        heading = label(title)
        heading.setFont(theme.scaled(theme.base_font(), 1.3, bold=True))
        self._lead = label(lead, "muted")
        self._lead.setVisible(bool(lead))
        self._busy = Busy(14)
        self._words = label()
        self._words.setObjectName("says")
        said = QHBoxLayout()
        said.setSpacing(8)
        said.addWidget(self._busy, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self._words, 1)
        page = QWidget()
        page.setMaximumWidth(_WIDEST_PX)
        self.column = QVBoxLayout(page)
        self.column.setContentsMargins(20, 16, 20, 16)
        self.column.setSpacing(12)
        self.column.addWidget(heading)
        self.column.addWidget(self._lead)
        self.column.addLayout(said)
        self.setWidget(page)
        for each in (page, self.viewport()):
            each.setAutoFillBackground(False)
        self.say()

    def say(self, sentence: str = "", kind: str = "", *, is_busy: bool = False) -> None:
        """How things stand: a sentence, its kind (muted, ok, warn, error), and whether something is under way."""
        self._words.setText(safe_text.short(safe_text.lines(sentence)))
        set_kind(self._words, kind)
        self._words.setVisible(bool(sentence))
        self._busy.setVisible(is_busy)

    @property
    def said(self) -> str:
        """The sentence that is shown."""
        return self._words.text()

    @property
    def is_busy(self) -> bool:
        """True while something is under way."""
        return not self._busy.isHidden()

    def set_lead(self, text: str) -> None:
        """What the page is for."""
        self._lead.setText(safe_text.lines(text))
        self._lead.setVisible(bool(text))


class FileDropPage(TeachingPage):
    """A page that takes files and folders dropped anywhere on it; they are only read, so every drop is a copy."""

    files_added = Signal(object)
    """Paths of files, and of folders where the page takes them."""

    def __init__(self, title: str, lead: str = "") -> None:
        super().__init__(title, lead)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders of this computer are welcome."""
        if local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Anywhere on the page."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.files_added.emit(local_files(event.mimeData()))
