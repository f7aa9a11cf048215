"""Options of the timeline: its rate, its first timecode, handles, and what only some formats have."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QHBoxLayout, QLineEdit, QWidget

from core.export import RATES
from ui.handoff.choices import FormatChoices
from ui.handoff.export_kinds import ExportKind, KindOption
from ui.handoff.parts import ScrollingPage, combo, label
from ui.translate import translate
from ui.widgets import amounts

_MOST_FRAMES, _MOST_SECONDS = 9_999, 600


class TimelinePage(ScrollingPage):
    """Tells that something was changed; what it is now is asked for."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = QLineEdit()
        self.title.setAccessibleName(translate("Handoff", "Title"))
        self.rate = combo(translate("Handoff", "Frame rate"))
        self.rate.addItem(translate("Handoff", "Most common rate"), "")
        for rate in RATES:
            self.rate.addItem(amounts.number(rate, digits=5), str(rate))
        self.start = QLineEdit()
        self.start.setAccessibleName(translate("Handoff", "First timecode"))
        self.handles = QDoubleSpinBox()
        self.handles.setAccessibleName(translate("Handoff", "Handles"))
        self.handles.setToolTip(
            translate("Handoff", "Extra footage at both ends of each moment, as far as the clip has any")
        )
        self.unit = combo(translate("Handoff", "Unit of handles"))
        self.unit.addItems([translate("Handoff", "frames"), translate("Handoff", "seconds")])
        self._options: dict[str, QComboBox] = {}
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(16)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.addRow(translate("Handoff", "Title"), self.title)
        self._form.addRow(translate("Handoff", "Frame rate"), self.rate)
        self._form.addRow(translate("Handoff", "First timecode"), self.start)
        self._form.addRow(translate("Handoff", "Handles"), _beside(self.handles, self.unit))
        self.column.addLayout(self._form)
        self._said = label(
            translate(
                "Handoff",
                "In and out stay exact frames of each clip at its own rate. Clips whose rate varies are counted at "
                "the nearest rate that editing programs have; the problems say which.",
            ),
            "muted",
        )
        self._said_of_subclips = label(
            translate(
                "Handoff",
                "A copy loses nothing, but begins at the keyframe before the in point; “Files” says where. A preset "
                "encodes exactly these frames again. Existing files are never replaced.",
            ),
            "muted",
        )
        self.column.addWidget(self._said)
        self.column.addWidget(self._said_of_subclips)
        self.column.addStretch(1)
        self.title.editingFinished.connect(self.changed)
        self.rate.activated.connect(lambda _: self.changed.emit())
        self.start.editingFinished.connect(self.changed)
        self.handles.valueChanged.connect(lambda _: self.changed.emit())
        self.unit.activated.connect(lambda _: self._follow_unit())

    def show_choices(self, choices: FormatChoices, kind: ExportKind, missing: Sequence[str] = ()) -> None:
        """What was chosen for a format, and its own options but the missing ones. No signal is sent.

        Subclips are on no timeline.
        """
        self.blockSignals(True)
        for field in (self.title, self.rate, self.start):
            self._form.setRowVisible(field, not kind.is_folder)
        self._said.setVisible(not kind.is_folder)
        self._said_of_subclips.setVisible(kind.is_folder)
        self.rate.setCurrentIndex(max(0, self.rate.findData(choices.rate)))
        self.start.setText(choices.start)
        self.unit.setCurrentIndex(int(choices.handles_in_seconds))
        self._follow_unit()
        self.handles.setValue(float(choices.handles))
        for field in self._options.values():
            self._form.removeRow(field)
        self._options = {each.key: self._make(each, choices.options, missing) for each in kind.options}
        self.blockSignals(False)

    def taken(self, choices: FormatChoices) -> FormatChoices:
        """The same with what is chosen here."""
        digits = self.handles.decimals()
        return replace(
            choices,
            rate=str(self.rate.currentData()),
            start=self.start.text().strip(),
            handles=QLocale.c().toString(self.handles.value(), "f", digits),
            handles_in_seconds=bool(self.unit.currentIndex()),
            options={key: str(field.currentData()) for key, field in self._options.items()},
        )

    def _make(self, option: KindOption, chosen: Mapping[str, str], missing: Sequence[str]) -> QComboBox:
        title = translate("Handoff", option.title)
        made = combo(title)
        for value, words in option.values:
            if value not in missing:
                made.addItem(translate("Handoff", words), value)
        made.setCurrentIndex(max(0, made.findData(chosen.get(option.key, ""))))
        made.activated.connect(lambda _: self.changed.emit())
        self._form.addRow(title, made)
        return made

    def _follow_unit(self) -> None:
        in_seconds = bool(self.unit.currentIndex())
        self.handles.setDecimals(2 if in_seconds else 0)
        self.handles.setSingleStep(0.5 if in_seconds else 1)
        self.handles.setMaximum(_MOST_SECONDS if in_seconds else _MOST_FRAMES)
        self.changed.emit()


def _beside(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    return row
