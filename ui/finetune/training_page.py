"""A run as it goes: how far it is, its curves, pause and stop."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHeaderView, QProgressBar, QTableWidget, QTableWidgetItem

from core.values.teaching import EpochFigures, TeachingProgress
from ui import safe_text
from ui.finetune.curves import Curves, describe
from ui.finetune.teaching_parts import TeachingPage, button, flowing, label
from ui.translate import translate
from ui.widgets import amounts, formatting

RunState = Literal["none", "running", "paused", "stopping", "closed", "failed", "finished"]
"""`closed`: its process is gone, and it can be resumed."""


class TrainingPage(TeachingPage):
    """Shows one run; what is to be done with it is asked."""

    pause_asked = Signal()
    continue_asked = Signal()
    stop_asked = Signal()
    resume_asked = Signal()

    def __init__(self) -> None:
        super().__init__(translate("Finetune", "Training"))
        self.bar = QProgressBar()
        self.bar.setFixedHeight(6)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(translate("Finetune", "Progress of the training"))
        self.eta = label(kind="muted")
        self.pause = button(translate("Finetune", "Pause"), self.pause_asked.emit)
        self.resume = button(translate("Finetune", "Continue"), self._continue, "primary")
        self.stop = button(translate("Finetune", "Stop and keep the best"), self.stop_asked.emit)
        self.stop.setToolTip(translate("Finetune", "End the training now and measure the best state so far"))
        self.words = label(kind="muted")
        self.curves = Curves()
        self.as_table = QCheckBox(translate("Finetune", "Show the figures as a table"))
        self.as_table.toggled.connect(self._show_table)
        self.as_table.clicked.connect(lambda: QTimer.singleShot(0, self, self._bring_table))
        self.table = _table()
        self._foot = label(
            translate(
                "Finetune",
                "You can close this window and keep searching; the training continues. If you quit the program, it"
                " can be resumed later.",
            ),
            "faint",
        )
        self._state: RunState = "none"
        self._epochs: Sequence[EpochFigures] = ()
        for widget in (
            self.bar,
            self.eta,
            flowing(self.resume, self.pause, self.stop),
            self._foot,
            self.words,
            self.curves,
            self.as_table,
            self.table,
        ):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.show_state("none")
        self.show_progress(None)
        self.show_epochs(())

    def show_state(self, state: RunState) -> None:
        """What can be asked now."""
        self._state = state
        self.pause.setVisible(state == "running")
        self.resume.setVisible(state in ("paused", "closed", "failed"))
        self.resume.setText(
            translate("Finetune", "Continue") if state == "paused" else translate("Finetune", "Resume the training")
        )
        self.stop.setVisible(state in ("running", "paused", "stopping"))
        self.stop.setEnabled(state != "stopping")
        self.bar.setVisible(state in ("running", "paused", "stopping"))
        self.eta.setVisible(state in ("running", "paused", "stopping"))
        self._foot.setVisible(state in ("running", "paused"))

    def show_progress(self, progress: TeachingProgress | None) -> None:
        """How far it is; None while nobody knows."""
        steps = progress.steps if progress is not None else 0
        self.bar.setRange(0, steps)
        if progress is None or not steps:
            self.eta.setText("")
            return
        self.bar.setValue(min(progress.step, steps))
        left = formatting.wait(progress.eta_s) if self._state == "running" else ""
        is_decoding = progress.kind == "decoding"
        text = (
            translate("Finetune", "Clip {step} of {steps}")
            if is_decoding
            else translate("Finetune", "Step {step} of {steps}")
        ).format(step=formatting.count(progress.step), steps=formatting.count(steps))
        self.eta.setText(f"{text} · {left}" if left else text)

    def show_epochs(self, epochs: Sequence[EpochFigures]) -> None:
        """The figures so far."""
        self._epochs = epochs
        self.words.setText(describe(epochs))
        self.words.setVisible(bool(epochs))
        self.curves.show_epochs(epochs)
        self.as_table.setVisible(bool(epochs))
        self._show_table()

    def _continue(self) -> None:
        (self.continue_asked if self._state == "paused" else self.resume_asked).emit()

    def _bring_table(self) -> None:
        """It stands below the curves, where a small window ends."""
        if not self.table.isHidden():
            self.ensureWidgetVisible(self.table)

    def _show_table(self) -> None:
        is_wanted = self.as_table.isChecked() and bool(self._epochs)
        self.table.setVisible(is_wanted)
        if not is_wanted:
            return
        self.table.setRowCount(len(self._epochs))
        for row, each in enumerate(self._epochs):
            best = translate("Finetune", "best") if each.is_best else ""
            values = (
                f"{each.epoch} {best}".rstrip(),
                amounts.number(each.train_loss, 4),
                amounts.number(each.validation_loss, 4),
                amounts.number(each.r_at_1, 1),
                amounts.number(each.r_at_5, 1),
            )
            for column, value in enumerate(values):
                self.table.setItem(row, column, QTableWidgetItem(safe_text.printable(value)))


def _table() -> QTableWidget:
    heads = [
        translate("Finetune", "Epoch"),
        translate("Finetune", "Loss, training"),
        translate("Finetune", "Loss, validation"),
        translate("Finetune", "R@1, %"),
        translate("Finetune", "R@5, %"),
    ]
    table = QTableWidget(0, len(heads))
    table.setHorizontalHeaderLabels(heads)
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setAccessibleName(translate("Finetune", "Figures after each epoch"))
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.setFixedHeight(9 * (table.fontMetrics().height() + 10))
    return table
