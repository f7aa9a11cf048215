"""The line at the bottom of the window: what is being done, how fast, by which model."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from core.values import EncoderSpec, EncoderState, IngestProgress, LibraryStatus
from ui import safe_text
from ui.translate import translate
from ui.widgets import formatting
from ui.widgets.busy import Busy
from ui.widgets.elided import ElidedButton, ElidedLabel

_LEAST_BAR_PX, _BAR_PX = 48, 150


class StatusStrip(QFrame):
    """Shows only what it is given; keeps no state of its own."""

    pause_asked = Signal(bool)
    stop_asked = Signal()
    failed_asked = Signal()
    model_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setMinimumHeight(36)
        self._paused = False
        self._stopping = False
        self._progress: IngestProgress | None = None
        self._busy = Busy(14)
        self._text = ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self._text.setAccessibleDescription(translate("Widgets", "Status"))
        self._bar = QProgressBar()
        self._bar.setFixedHeight(6)
        self._bar.setMinimumWidth(_LEAST_BAR_PX)
        self._bar.setMaximumWidth(_BAR_PX)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(translate("Widgets", "Indexing progress"))
        self._pause = _small_button(translate("Widgets", "Pause"))
        self._pause.clicked.connect(self._toggle)
        self._stop = _small_button(translate("Widgets", "Stop"))
        self._stop.clicked.connect(self._ask_stop)
        self._failed = _small_button("")
        self._failed.clicked.connect(self.failed_asked)
        self._fetch = ElidedButton()
        self._fetch.clicked.connect(self.model_asked)
        self._model = ElidedButton()
        self._model.clicked.connect(self.model_asked)
        self._device = ElidedLabel("faint", Qt.TextElideMode.ElideRight)
        self._device.setAccessibleDescription(translate("Widgets", "Device"))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(10)
        for widget in (self._busy, self._text, self._bar, self._pause, self._stop):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self._failed, self._fetch, self._model, self._device):
            row.addWidget(widget)
        for widget in (self._busy, self._bar, self._pause, self._stop, self._failed, self._fetch, self._model):
            widget.hide()

    @property
    def text(self) -> str:
        """What it says now."""
        return self._text.text()

    def say(self, sentence: str, *, is_busy: bool = False, is_held: bool = False) -> None:
        """A sentence while nothing is being indexed; `is_held` when that is so because of a pause."""
        self._progress = None
        self._stopping = False
        self._text.setText(sentence)
        self._busy.setVisible(is_busy)
        for widget in (self._bar, self._stop):
            widget.hide()
        self._pause.setVisible(is_held)
        self._pause.setEnabled(True)

    def show_progress(self, progress: IngestProgress) -> None:
        """How far the ingest is."""
        self._progress = progress
        self._paused = progress.paused or (self._paused and not progress.finished)
        share = progress.percent
        self._bar.setRange(0, 0 if share is None else 100)
        self._bar.setValue(share or 0)
        self._write()
        self._busy.setVisible(not self._paused and progress.pace.mode != "held")
        for widget in (self._bar, self._pause, self._stop):
            widget.show()
        self._pause.setEnabled(not self._stopping)
        self._stop.setEnabled(not self._stopping)

    def set_paused(self, paused: bool) -> None:
        """Show the held state at once, before the lane has come to its next yield."""
        self._paused = paused
        self._pause.setText(translate("Widgets", "Resume") if paused else translate("Widgets", "Pause"))
        self._busy.setVisible(self._progress is not None and not paused)
        self._write()

    def show_counts(self, status: LibraryStatus, answering: EncoderSpec | None = None) -> None:
        """Failed videos, and the model's name if the library knows it; `answering` as in `show_model`."""
        self._failed.setText(translate("Widgets", "{number} failed").format(number=formatting.count(status.failed)))
        self._failed.setVisible(status.failed > 0)
        if status.encoder is not None:
            self.show_model(status.encoder, status.encoder_state, answering)

    def show_model(self, spec: EncoderSpec, state: EncoderState | None, answering: EncoderSpec | None = None) -> None:
        """Name of the model, and where it runs; `answering` is the former one, until this one knows every clip."""
        words, name = "", formatting.model(spec.name)
        if answering is not None and answering.key != spec.key:
            words = translate("Widgets", "Switching to {name}; searches use {former} until then.").format(
                name=name, former=formatting.model(answering.name)
            )
        self._model.setText(safe_text.on_button(words or name))
        self._model.setAccessibleName(
            translate("Widgets", "Model: {words}").format(words=safe_text.printable(words or name))
        )
        about = (
            translate(
                "Widgets",
                "The demo model only recognises drawn shapes. For real footage, click to install a full model.",
            )
            if spec.is_demo
            else translate("Widgets", "{name}: {backend}, up to {frames_per_clip} frames per moment").format(
                name=spec.name, backend=spec.backend, frames_per_clip=spec.frames_per_clip
            )
        )
        self._model.setToolTip(safe_text.tip(f"{words} {about}".strip()))
        self._model.show()
        if state is not None:
            self._device.setText(state.device.upper() if len(state.device) < 5 else state.device)
            self._device.set_tip(
                translate("Widgets", "{precision}, {threads} threads. {note}")
                .format(precision=state.precision, threads=state.threads, note=state.note)
                .strip()
            )

    def show_fetch(self, words: str) -> None:
        """A model that is being downloaded, and how far it is; empty when none is."""
        self._fetch.setText(safe_text.on_button(words))
        self._fetch.setAccessibleName(safe_text.printable(words))
        self._fetch.setToolTip(safe_text.tip(words))
        self._fetch.setVisible(bool(words))

    def _write(self) -> None:
        if self._progress is not None:
            shown = replace(self._progress, paused=self._paused)
            self._text.setText(formatting.indexing(shown, is_stopping=self._stopping))

    def _toggle(self) -> None:
        self.set_paused(not self._paused)
        self.pause_asked.emit(self._paused)

    def _ask_stop(self) -> None:
        self._stopping = True
        self._write()
        self._pause.setEnabled(False)
        self._stop.setEnabled(False)
        self.stop_asked.emit()


def _small_button(title: str) -> QPushButton:
    button = QPushButton(title)
    button.setProperty("kind", "link")
    return button
