"""The first-run page: which model, which footage, how long it takes here. It can be left, and opened from Help."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.values import FolderSurvey
from ui import safe_text, theme
from ui.translate import noop, translate
from ui.widgets import amounts, formatting
from ui.widgets.busy import Busy
from ui.widgets.elided import ElidedLabel
from ui.widgets.flow import FlowLayout
from ui.widgets.interval_words import interval_words

_MOST_PX = 640
_HOUR_S = 3600.0
_GAPS = {
    "empty": noop("Browse", "Nothing here can be indexed."),
    "gone": noop("Browse", "The folder was not found. Connect its drive, or choose another folder."),
    "stopped": noop("Browse", "Not measured, so the time is not known. You can start anyway."),
    "slow": noop("Browse", "Nothing could be indexed during the test, so the time is not known."),
    "model": noop("Browse", "The model could not be loaded, so the time is not known."),
}


@dataclass(frozen=True, slots=True)
class ModelOffer:
    """A model as this page shows it."""

    key: str
    title: str
    text: str
    state: str
    """Such as "In use" or how far a download is; "" where the button says enough."""
    act: str = ""
    button: str = ""
    """What can be done now, and what the button says; "" without one."""
    is_main: bool = False


class FirstRun(QScrollArea):
    """Scrolls where the window is low."""

    add_asked = Signal()
    """A folder is to be chosen."""
    files_asked = Signal()
    sample_asked = Signal()
    models_asked = Signal()
    model_acted = Signal(str, str)
    """What a model's button asks for, and the model's key."""
    start_asked = Signal(bool)
    """Index what was surveyed; whether to watch for new files."""
    stop_asked = Signal()
    """End the measuring."""
    leave_asked = Signal()
    shown = Signal()
    """It came to the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("first run")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._offers: Sequence[ModelOffer] = ()
        self._rows: list[tuple[QLabel, QLabel, QPushButton]] = []
        page, inner = QWidget(), QWidget()
        inner.setMaximumWidth(_MOST_PX)
        across, outer = QHBoxLayout(), QVBoxLayout(page)
        across.addStretch(1)
        across.addWidget(inner, 100)
        across.addStretch(1)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.addStretch(1)
        outer.addLayout(across)
        outer.addStretch(1)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._build()
        self.setWidget(page)
        for each in (page, self.viewport()):  # the panel is seen behind it
            each.setAutoFillBackground(False)
        self.show_survey(None, None)

    def _build(self) -> None:
        title = _label(translate("Browse", "Describe a shot, see the moments that match"))
        title.setFont(theme.scaled(theme.base_font(), 1.6, bold=True))
        self._column.addWidget(title)
        self._column.addWidget(
            _label(
                translate(
                    "Browse", "Everything runs on this computer. Your files are not copied, changed or uploaded."
                ),
                "muted",
            )
        )
        self._column.addSpacing(6)
        self._column.addWidget(_heading(translate("Browse", "1  Model")))
        self._models = QGridLayout()
        self._models.setHorizontalSpacing(12)
        self._models.setVerticalSpacing(5)
        self._models.setColumnStretch(0, 1)
        self._column.addLayout(self._models)
        self._waiting = _label(translate("Browse", "Loading models…"), "muted")
        self._column.addWidget(self._waiting)
        more = _link(translate("Browse", "All models…"), self.models_asked)
        more.setToolTip(translate("Browse", "See which model searches your clips, and which others you can install"))
        self._column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addSpacing(6)
        self._column.addWidget(_heading(translate("Browse", "2  Footage")))
        self._build_footage()
        self._column.addSpacing(6)
        self.sample = _link(translate("Browse", "Try sample clips"), self.sample_asked)
        self.sample.setToolTip(
            translate("Browse", "A few generated clips to try the program without footage of your own")
        )
        self.sample.hide()
        leave = _link(translate("Browse", "Not now"), self.leave_asked)
        leave.setToolTip(translate("Browse", "This page is in the Help menu: First steps"))
        self._column.addWidget(_row(self.sample, leave))

    def _build_footage(self) -> None:
        self._add, self._files = (
            QPushButton(translate("Browse", "Choose a folder…")),
            QPushButton(translate("Browse", "Choose files…")),
        )
        self._add.setProperty("kind", "primary")
        self._add.clicked.connect(self.add_asked)
        self._files.clicked.connect(self.files_asked)
        self._column.addWidget(_row(self._add, self._files))
        self._hint = _label(
            translate(
                "Browse", "Drop a folder here to index it at once, or choose one to see first how long that takes."
            ),
            "faint",
        )
        self._column.addWidget(self._hint)
        self._survey = QWidget()
        column = QVBoxLayout(self._survey)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        self._path = ElidedLabel("title")
        column.addWidget(self._path)
        self._found = _label("")
        self._found.setObjectName("survey found")
        self._busy = Busy(16)
        self._time = _label("")
        self._time.setObjectName("survey time")
        self._interval = _label("", "faint")
        self._interval.setObjectName("survey interval")
        self._stop = QPushButton(translate("Browse", "Stop measuring"))
        self._stop.clicked.connect(self.stop_asked)
        column.addWidget(self._found)
        column.addWidget(self._time)
        column.addWidget(self._interval)
        column.addWidget(_row(self._busy, self._stop))
        self.watch = QCheckBox(translate("Browse", "Watch for new files"))
        self.watch.setMinimumHeight(28)
        self.watch.setChecked(True)
        self.watch.setToolTip(translate("Browse", "New, changed and deleted files appear by themselves"))
        self._start = QPushButton(translate("Browse", "Start indexing"))
        self._start.setProperty("kind", "primary")
        self._start.setEnabled(False)
        self._start.clicked.connect(lambda: self.start_asked.emit(self.watch.isChecked()))
        column.addWidget(_row(self._start, self.watch))
        self._column.addWidget(self._survey)

    def showEvent(self, event: QShowEvent) -> None:
        """What it says of models is to be of now."""
        super().showEvent(event)
        self.shown.emit()

    # ---- models

    @property
    def has_models(self) -> bool:
        """True once models were shown."""
        return bool(self._offers)

    def show_models(self, offers: Sequence[ModelOffer]) -> None:
        """Show these; while only states change, buttons stay where they are."""
        if [each.key for each in offers] != [each.key for each in self._offers]:
            self._rebuild(offers)
        self._offers = offers
        self._waiting.setVisible(not offers)
        for each, (text, state, button) in zip(offers, self._rows, strict=True):
            text.setText(f"{each.title}. {safe_text.lines(each.text)}")
            state.setText(safe_text.lines(each.state))
            state.setVisible(bool(each.state))
            button.setText(each.button)
            button.setAccessibleName(f"{each.button} {each.title}")
            button.setVisible(bool(each.button))

    def _rebuild(self, offers: Sequence[ModelOffer]) -> None:
        for widget in (each for row in self._rows for each in row):
            widget.hide()
            widget.deleteLater()
        self._rows = []
        top = Qt.AlignmentFlag.AlignTop
        for number, _ in enumerate(offers):
            text, state, button = _label(""), _label("", "ok"), QPushButton()
            text.setTextFormat(Qt.TextFormat.PlainText)
            button.clicked.connect(lambda _=False, number=number: self._act(number))
            self._models.addWidget(text, 2 * number, 0)
            self._models.addWidget(state, 2 * number + 1, 0)
            self._models.addWidget(button, 2 * number, 1, 2, 1, top)
            self._rows.append((text, state, button))

    def _act(self, number: int) -> None:
        self.model_acted.emit(self._offers[number].act, self._offers[number].key)

    # ---- footage

    def show_survey(self, path: Path | None, found: FolderSurvey | None) -> None:
        """What is known of the folder that was chosen; None for none."""
        self._survey.setVisible(path is not None)
        self._hint.setVisible(path is None)
        primary = path is None
        self._add.setText(
            translate("Browse", "Choose a folder…") if primary else translate("Browse", "Choose another folder…")
        )
        if self._add.property("kind") != ("primary" if primary else ""):
            self._add.setProperty("kind", "primary" if primary else "")
            self._add.style().polish(self._add)
        if path is None or found is None:
            self._start.setEnabled(False)
            return
        is_going_on = found.stage != "done"
        self._path.setText(str(path))
        self._found.setText(contents(found))
        self._time.setText(time(found))
        self._time.setFont(_bold(self._time.font(), is_bold=found.eta_s is not None))
        self._interval.setText(interval_words(found.cost.every_s, found.cost) if found.cost is not None else "")
        self._interval.setVisible(found.cost is not None)
        self._busy.setVisible(is_going_on)
        self._stop.setVisible(found.stage == "measuring" or found.stage == "reading")
        was_ready = self._start.isEnabled()
        self._start.setEnabled(bool(found.clips))
        if self._start.isEnabled() and not was_ready:
            self._start.setFocus()  # Enter starts
        QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(self._start))


def contents(found: FolderSurvey) -> str:
    """214 clips, 6.2 h of footage."""
    words = amounts.clips(found.clips)
    if found.stage == "counting":
        return translate("Browse", "Counting: {clips}").format(clips=words)
    if found.known:
        words += translate("Browse", " ({known} more are in the library already)").format(
            known=formatting.count(found.known)
        )
    if found.footage_s is None or not found.clips:
        return words
    length = footage(found.footage_s)
    whole = (
        translate("Browse", "{clips}, {length} of footage")
        if found.is_exact
        else translate("Browse", "{clips}, about {length} of footage")
    )
    return whole.format(clips=words, length=length)


def footage(seconds: float) -> str:
    """6.2 h, 12 min, 40 s: a length that nobody has to add up."""
    if seconds >= _HOUR_S:
        return translate("Browse", "{hours} h").format(hours=amounts.number(seconds / _HOUR_S, 1))
    if seconds >= 60:
        return translate("Browse", "{minutes} min").format(minutes=round(seconds / 60))
    return translate("Browse", "{seconds} s").format(seconds=round(seconds))


def time(found: FolderSurvey) -> str:
    """How long indexing takes on this computer, only if that was measured."""
    if found.gap:
        return translate("Browse", _GAPS[found.gap])
    if found.eta_s is not None and found.frames_per_s is not None:
        if found.eta_s < 50:
            return translate("Browse", "Less than a minute on this computer, measured with {model}.").format(
                model=formatting.model(found.model)
            )
        return translate("Browse", "About {time} on this computer, measured with {model}.").format(
            time=formatting.wait(found.eta_s).lstrip("~"), model=formatting.model(found.model)
        )
    if found.stage == "measuring":
        return translate("Browse", "Indexing for ten seconds to see how fast this computer is…")
    return translate("Browse", "Reading lengths…") if found.stage == "reading" else ""


def _bold(font: QFont, *, is_bold: bool) -> QFont:
    made = QFont(font)
    made.setWeight(QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal)
    return made


def _label(text: str, kind: str = "") -> QLabel:
    label = QLabel(text)
    label.setProperty("kind", kind)
    label.setWordWrap(True)
    return label


def _heading(text: str) -> QLabel:
    label = QLabel(text.upper())
    label.setProperty("kind", "heading")
    return label


def _link(text: str, signal: object) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", "link")
    button.clicked.connect(signal)
    return button


def _row(*widgets: QWidget) -> QWidget:
    made = QWidget()
    row = FlowLayout(made, 8)
    for widget in widgets:
        row.addWidget(widget)
    return made
