"""In point, out point and note of a kept moment, to be edited."""

from fractions import Fraction

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.values import MediaInfo, Moment, exact_length, read_point
from ui import safe_text
from ui.screens import Dialog
from ui.translate import translate
from ui.widgets import amounts, points
from ui.widgets.elided import ElidedLabel

_WIDTH_PX = 460


class MomentDialog(Dialog):
    """Says in place what is wrong; gives only what can be kept."""

    edited = Signal(object, object, str)
    """In, out (Fraction, or None for the whole clip) and note."""

    def __init__(self, moment: Moment, info: MediaInfo | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moment, self._info = moment, info
        self.setWindowTitle(translate("Browse", "Edit moment"))
        self.start, self.end = QLineEdit(self._written(moment.start_s)), QLineEdit(self._written(moment.end_s))
        self.note = QLineEdit(moment.note)
        self._trouble = QLabel()
        self._trouble.setObjectName("moment trouble")
        self._trouble.setProperty("kind", "error")
        self._trouble.setWordWrap(True)
        self._trouble.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        layout = self.layout()
        self.want(_WIDTH_PX, max(220, layout.totalHeightForWidth(_WIDTH_PX)) if layout is not None else 220)

    def _lay_out(self) -> None:
        name = ElidedLabel("title")
        name.setText(safe_text.name_of(self._moment.path))
        name.set_tip(safe_text.printable(self._moment.path))
        form = QFormLayout()
        titles = (translate("Browse", "In"), translate("Browse", "Out"), translate("Browse", "Note"))
        for title, field in zip(titles, (self.start, self.end, self.note), strict=True):
            field.setAccessibleName(title)
            form.addRow(title, field)
        has_times = self._info is not None and not self._info.is_still
        for field in (self.start, self.end):
            field.setEnabled(has_times)
            field.setPlaceholderText(translate("Browse", "Whole clip"))
        hint = QLabel(self._hint(has_times))
        hint.setProperty("kind", "muted")
        hint.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        for each in buttons.buttons():
            each.setIcon(QIcon())
        buttons.button(QDialogButtonBox.StandardButton.Save).setText(translate("Browse", "Save"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(translate("Browse", "Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.addWidget(name)
        column.addLayout(form)
        column.addWidget(hint)
        column.addWidget(self._trouble)
        column.addStretch(1)
        column.addWidget(buttons)

    def _hint(self, has_times: bool) -> str:
        if not has_times and self._info is not None:
            return translate("Browse", "A still has no in and out points.")
        if not has_times:
            return translate("Browse", "The clip is not in the library: only the note can be edited.")
        kind = points.kind_of_point(self._info)
        out = translate("Browse", "The frame at the out point is not part of the moment.")
        return f"{kind}. {out}"

    def _written(self, time_s: Fraction | None) -> str:
        if time_s is None:
            return ""
        return points.point(self._info, time_s) if self._info is not None else amounts.number(float(time_s), 3)

    @property
    def trouble(self) -> str:
        """What is wrong with what was written."""
        return self._trouble.text()

    def accept(self) -> None:
        """Take what was written, or say what is wrong with it."""
        try:
            start_s, end_s = self._read()
        except ValueError as error:
            self._trouble.setText(safe_text.printable(str(error)))
            return
        self.edited.emit(start_s, end_s, self.note.text())
        super().accept()

    def _read(self) -> tuple[Fraction | None, Fraction | None]:
        """Raises: ValueError, with a sentence."""
        info, moment = self._info, self._moment
        if info is None or info.is_still:
            return moment.start_s, moment.end_s
        start_s, end_s = (self._time(field, info) for field in (self.start, self.end))
        if start_s is None and end_s is None:
            return None, None
        length_s = exact_length(info)
        start_s = start_s if start_s is not None else Fraction()
        end_s = end_s if end_s is not None else length_s
        if start_s >= end_s:
            raise ValueError(translate("Browse", "The in point must come before the out point."))
        if end_s > length_s:
            raise ValueError(translate("Browse", "The clip ends at {end}.").format(end=points.point(info, length_s)))
        return start_s, end_s

    def _time(self, field: QLineEdit, info: MediaInfo) -> Fraction | None:
        """A field that was not touched keeps its time exactly."""
        before = self._moment.start_s if field is self.start else self._moment.end_s
        text = field.text().strip()
        if text == self._written(before):
            return before
        return read_point(text, info) if text else None
