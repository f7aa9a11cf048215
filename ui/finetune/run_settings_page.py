"""How to learn: two presets, more for experts, and what a run takes on this computer."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDoubleSpinBox,
    QFormLayout,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.values.teaching import TeachingEstimate, TeachingSettings, TeachingWay
from ui.finetune.teaching_parts import TeachingPage, button, flowing, label
from ui.finetune.teaching_text import refusal_text
from ui.translate import translate
from ui.widgets import formatting

_MOST_EPOCHS, _MOST_BATCH, _MOST_LAYERS, _MOST_SEED = 1000, 65_536, 100, 2**31 - 1


class RunSettingsPage(TeachingPage):
    """Says each change; what a run takes is measured by whoever hears it."""

    changed = Signal(object)
    """TeachingSettings."""
    measure_asked = Signal()

    def __init__(self) -> None:
        super().__init__(translate("Finetune", "Settings"))
        self._settings = TeachingSettings()
        self.quick = QRadioButton(translate("Finetune", "Quick"))
        self.careful = QRadioButton(translate("Finetune", "Careful"))
        self._group = QButtonGroup(self)
        texts = (
            (self.quick, translate("Finetune", "Fewer rounds. Shows soon whether the captions help.")),
            (self.careful, translate("Finetune", "More rounds and smaller steps. For the model that you keep.")),
        )
        for choice, text in texts:
            self._group.addButton(choice)
            choice.setAccessibleDescription(text)
            choice.clicked.connect(self._tell)
            words = label(text, "muted")
            words.setContentsMargins(24, 0, 0, 0)
            box = QVBoxLayout()
            box.setSpacing(2)
            box.addWidget(choice)
            box.addWidget(words)
            self.column.addLayout(box)
        self.expert = QCheckBox(translate("Finetune", "Expert settings"))
        self.expert.toggled.connect(self._unfold)
        self.epochs = _whole(translate("Finetune", "Epochs"), 0, _MOST_EPOCHS)
        self.batch = _whole(translate("Finetune", "Pairs in a batch"), 0, _MOST_BATCH)
        self.rate = QDoubleSpinBox()
        self.rate.setAccessibleName(translate("Finetune", "Learning rate"))
        self.rate.setDecimals(7)
        self.rate.setRange(0.0, 1.0)
        self.rate.setSingleStep(0.00001)
        self.rate.setSpecialValueText(_as_preset())
        self.layers = _whole(translate("Finetune", "Frozen layers of each tower"), -1, _MOST_LAYERS)
        self.seed = QSpinBox()
        self.seed.setAccessibleName(translate("Finetune", "Random seed"))
        self.seed.setRange(0, _MOST_SEED)
        for spin in (self.epochs, self.batch, self.rate, self.layers, self.seed):
            spin.setKeyboardTracking(False)
            spin.valueChanged.connect(self._tell)
        self._box = QWidget()
        self._form = QFormLayout(self._box)
        self._form.setContentsMargins(24, 0, 0, 0)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        widest_px = max(spin.sizeHint().width() for spin in (self.epochs, self.batch, self.rate))
        for spin in (self.epochs, self.batch, self.rate, self.layers, self.seed):
            name = label(spin.accessibleName())
            name.setBuddy(spin)
            name.setMinimumHeight(spin.sizeHint().height())  # the form puts labels at the top of their rows
            self._form.addRow(name, spin)
            spin.setFixedWidth(widest_px)
        self.column.addWidget(self.expert)
        self.column.addWidget(self._box)
        self.column.addWidget(label(translate("Finetune", "What it takes on this computer"), "title"))
        self.estimate = label()
        self.estimate.setObjectName("estimate")
        self.refusal = label(kind="error")
        self.refusal.setObjectName("refusal")
        self.column.addWidget(self.estimate)
        self.column.addWidget(self.refusal)
        self.column.addWidget(flowing(button(translate("Finetune", "Measure again"), self.measure_asked.emit)))
        self.column.addStretch(1)
        self._unfold(False)
        self.show_settings(self._settings, "heads")
        self.show_estimate(None)

    def show_settings(self, settings: TeachingSettings, way: TeachingWay) -> None:
        """The settings are these now."""
        self._settings = settings
        widgets = (self.quick, self.careful, self.epochs, self.batch, self.rate, self.layers, self.seed)
        for widget in widgets:
            widget.blockSignals(True)
        (self.careful if settings.preset == "careful" else self.quick).setChecked(True)
        self.epochs.setValue(settings.epochs)
        self.batch.setValue(settings.batch)
        self.rate.setValue(settings.learning_rate)
        self.layers.setValue(settings.frozen_layers)
        self.seed.setValue(settings.seed)
        for widget in widgets:
            widget.blockSignals(False)
        self._form.setRowVisible(self.layers, way == "full")
        if (settings.epochs, settings.batch, settings.learning_rate) != (0, 0, 0.0):
            self.expert.setChecked(True)

    def show_estimate(self, estimate: TeachingEstimate | None) -> None:
        """What a run takes; None while it is not known."""
        if estimate is None:
            self.estimate.setText(translate("Finetune", "Not measured yet."))
        elif estimate.refusal and not estimate.seconds:
            self.estimate.setText("")
        else:
            text = translate("Finetune", "Time: {time}\nMemory: {memory}\nDisk: {disk}")
            self.estimate.setText(
                text.format(
                    time=formatting.wait(estimate.seconds),
                    memory=formatting.size(estimate.memory_bytes),
                    disk=formatting.size(estimate.disk_bytes),
                )
            )
        self.estimate.setVisible(bool(self.estimate.text()))
        refusal = refusal_text(estimate) if estimate is not None else ""
        self.refusal.setText(refusal)
        self.refusal.setVisible(bool(refusal))

    def _unfold(self, on: bool) -> None:
        self._box.setVisible(on)

    def _tell(self) -> None:
        self._settings = replace(
            self._settings,
            preset="careful" if self.careful.isChecked() else "quick",
            epochs=self.epochs.value(),
            batch=self.batch.value(),
            learning_rate=self.rate.value(),
            frozen_layers=self.layers.value(),
            seed=self.seed.value(),
        )
        self.changed.emit(self._settings)


def _as_preset() -> str:
    return translate("Finetune", "As the preset says")


def _whole(name: str, least: int, most: int) -> QSpinBox:
    """A number whose least value means that the preset decides."""
    spin = QSpinBox()
    spin.setAccessibleName(name)
    spin.setRange(least, most)
    spin.setSpecialValueText(_as_preset())
    return spin
