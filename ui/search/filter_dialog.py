"""Filters by name and by ranges: dates, length, frame rate, stars."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.values import MOST_STARS, Filter, rate_class, read_time
from ui.translate import translate
from ui.widgets import amounts, formatting
from ui.widgets.filter_parts import day_added, last_day_added

_FASTEST: Final = 1000.0
_EARLIEST: Final = QDate(1900, 1, 1)
_HOUR_S: Final = 3600
_DAY_S: Final = 24 * _HOUR_S
_MOST_UNITS: Final = 9999
RANGES: Final = {
    "name": "name", "shot": "shot", "added": "added", "added_within": "added_within", "duration": "length",
    "frame_rates": "rates", "rating": "rating",
}  # fmt: skip
"""Parts of a filter that are changed here (`FilterPart.key`), each with its field of the dialog."""


class FilterDialog(QDialog):
    """Everything the menu has no values for."""

    chosen = Signal(object)
    """The Filter as it should be."""

    def __init__(self, wanted: Filter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filter = wanted
        self.setWindowTitle(translate("Search", "Filter by name and range"))
        self.setObjectName("filter_dialog")
        self.name = QLineEdit(wanted.name)
        self.name.setAccessibleName(translate("Search", "The file name contains"))
        self.name.setPlaceholderText(translate("Search", "part of a file name"))
        self.shot = _Days(translate("Search", "Date shot"), wanted.shot_from, wanted.shot_until)
        self.added = _Days(translate("Search", "Date added"), day_added(wanted), last_day_added(wanted))
        self.added_within = _Within(wanted.added_within_s)
        self.length = _Lengths(wanted.min_duration_s, wanted.max_duration_s)
        self.rates = _Rates(wanted.min_frame_rate, wanted.max_frame_rate)
        self.rating = QComboBox()
        self.rating.setAccessibleName(translate("Search", "Rating at least"))
        self.rating.addItem(translate("Search", "Any rating"), 0)
        for stars in range(1, MOST_STARS + 1):
            self.rating.addItem(translate("Search", "{stars} or more").format(stars=amounts.stars(stars)), stars)
        self.rating.setCurrentIndex(self.rating.findData(wanted.min_rating))
        self._wrong = QLabel()
        self._wrong.setProperty("kind", "error")
        self._wrong.setWordWrap(True)
        self._wrong.hide()
        form = QFormLayout()
        for title, field in (
            (translate("Search", "Name contains"), self.name),
            (translate("Search", "Date shot"), self.shot),
            (translate("Search", "Date added"), self.added),
            (translate("Search", "Added in the last"), self.added_within),
            (translate("Search", "Length"), self.length),
            (translate("Search", "Frame rate"), self.rates),
            (translate("Search", "Rating"), self.rating),
        ):
            form.addRow(title, field)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Apply
            | QDialogButtonBox.StandardButton.Cancel
            | QDialogButtonBox.StandardButton.Reset
        )
        self.apply = buttons.button(QDialogButtonBox.StandardButton.Apply)
        self.apply.setDefault(True)
        self.apply.clicked.connect(self._accept)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Reset).clicked.connect(self._reset)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self._wrong)
        column.addWidget(buttons)

    def focus(self, key: str) -> None:
        """Put the cursor where this part of a filter is changed (`FilterPart.key`)."""
        field: QWidget = getattr(self, RANGES.get(key, "name"))
        field.setFocus()

    def made(self) -> Filter:
        """What is chosen. Raises: ValueError, with a sentence."""
        shot_from, shot_until = self.shot.days()
        added_from, added_until = self.added.days()
        least_s, most_s = self.length.lengths()
        slowest, fastest = self.rates.rates()
        return replace(
            self._filter,
            name=self.name.text().strip(),
            shot_from=shot_from,
            shot_until=shot_until,
            added_after_s=None if added_from is None else _midnight_s(added_from),
            added_before_s=None if added_until is None else _midnight_s(added_until + timedelta(days=1)),
            added_within_s=self.added_within.time_s(),
            min_duration_s=least_s,
            max_duration_s=most_s,
            min_frame_rate=slowest,
            max_frame_rate=fastest,
            min_rating=self.rating.currentData(),
        )

    def _accept(self) -> None:
        try:
            made = self.made()
        except ValueError as error:
            self._wrong.setText(str(error))
            self._wrong.show()
            return
        self.chosen.emit(made)
        self.accept()

    def _reset(self) -> None:
        """Nothing is asked any more by what stands here."""
        self.name.clear()
        self.rating.setCurrentIndex(0)
        for each in (self.shot, self.added, self.added_within, self.length, self.rates):
            each.clear()


class _Days(QWidget):
    """From one day to another, each with a switch."""

    def __init__(self, what: str, first: date | None, last: date | None) -> None:
        super().__init__()
        self._what = what
        self._switches = [
            QCheckBox(translate("Search", "from")),
            QCheckBox(translate("Search", "until")),
        ]
        self._edits: list[QDateEdit] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for switch, day in zip(self._switches, (first, last), strict=True):
            edit = QDateEdit(QDate(day.year, day.month, day.day) if day else QDate.currentDate())
            edit.setDisplayFormat("yyyy-MM-dd")
            edit.setCalendarPopup(True)
            edit.setMinimumDate(_EARLIEST)
            edit.setAccessibleName(f"{what} {switch.text()}")
            switch.setAccessibleName(f"{what} {switch.text()}")
            switch.setChecked(day is not None)
            edit.setEnabled(day is not None)
            switch.toggled.connect(edit.setEnabled)
            self._edits.append(edit)
            row.addWidget(switch)
            row.addWidget(edit)
        row.addStretch(1)
        self.setFocusProxy(self._switches[0])

    def set_days(self, first: date | None, last: date | None) -> None:
        """Choose these."""
        for switch, edit, day in zip(self._switches, self._edits, (first, last), strict=True):
            switch.setChecked(day is not None)
            if day is not None:
                edit.setDate(QDate(day.year, day.month, day.day))

    def clear(self) -> None:
        """Any day."""
        self.set_days(None, None)

    def days(self) -> tuple[date | None, date | None]:
        """Raises: ValueError."""
        first, last = (
            date(edit.date().year(), edit.date().month(), edit.date().day()) if switch.isChecked() else None
            for switch, edit in zip(self._switches, self._edits, strict=True)
        )
        if first is not None and last is not None and first > last:
            text = translate("Search", "{what}: the first day is after the last one. Swap them.")
            raise ValueError(text.format(what=self._what))
        return first, last


class _Within(QWidget):
    """A number of hours or days; 0 stands for any."""

    def __init__(self, within_s: float | None) -> None:
        super().__init__()
        self._kept_s = within_s
        self.number, self.unit = QSpinBox(), QComboBox()
        self.number.setRange(0, _MOST_UNITS)
        self.number.setSpecialValueText(translate("Search", "any"))
        self.number.setAccessibleName(translate("Search", "Added in the last"))
        self.unit.setAccessibleName(translate("Search", "Hours or days"))
        self.unit.addItem(translate("Search", "hours"), _HOUR_S)
        self.unit.addItem(translate("Search", "days"), _DAY_S)
        in_days = within_s is not None and within_s > _DAY_S and within_s % _DAY_S == 0
        self.unit.setCurrentIndex(int(in_days or within_s is None))
        self.number.setValue(_units(within_s, self.unit.currentData()))
        self._shown = self._chosen()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.number)
        row.addWidget(self.unit)
        row.addStretch(1)
        self.setFocusProxy(self.number)

    def clear(self) -> None:
        """Any time."""
        self.number.setValue(0)

    def time_s(self) -> float | None:
        """What is chosen; as it was where it is shown rounded, and not changed."""
        if self._chosen() == self._shown:
            return self._kept_s
        number, unit_s = self._chosen()
        return float(number * unit_s) or None

    def _chosen(self) -> tuple[int, int]:
        return self.number.value(), self.unit.currentData()


class _Lengths(QWidget):
    """From one length to another, as people write them: 90, 1:30, 1:02:30."""

    def __init__(self, least_s: float | None, most_s: float | None) -> None:
        super().__init__()
        self._edits = [QLineEdit(_length_text(each)) for each in (least_s, most_s)]
        self._kept = least_s, most_s
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        names = translate("Search", "Length at least"), translate("Search", "Length at most")
        for edit, name in zip(self._edits, names, strict=True):
            edit.setAccessibleName(name)
            edit.setPlaceholderText(translate("Search", "any"))
            edit.setMaximumWidth(110)
        row.addWidget(self._edits[0])
        row.addWidget(QLabel(translate("Search", "to")))
        row.addWidget(self._edits[1])
        row.addStretch(1)
        self.setFocusProxy(self._edits[0])
        self.setToolTip(translate("Search", "Seconds, or a length such as 1:30"))

    def set_texts(self, least: str, most: str) -> None:
        """As if typed."""
        for edit, text in zip(self._edits, (least, most), strict=True):
            edit.setText(text)

    def clear(self) -> None:
        """Any length."""
        self.set_texts("", "")

    def lengths(self) -> tuple[float | None, float | None]:
        """Raises: ValueError."""
        least_s, most_s = (self._read(edit, kept) for edit, kept in zip(self._edits, self._kept, strict=True))
        if least_s is not None and most_s is not None and least_s > most_s:
            raise ValueError(translate("Search", "The least length is more than the greatest one. Swap them."))
        return least_s, most_s

    def _read(self, edit: QLineEdit, kept: float | None) -> float | None:
        text = edit.text().strip()
        if not text:
            return None
        if text == _length_text(kept):  # shown in short, and not changed
            return kept
        try:
            return float(read_time(text, None))
        except ValueError:
            said = translate("Search", "“{text}” is not a length. Write seconds, or a length such as 1:30.")
            raise ValueError(said.format(text=text)) from None


class _Rates(QWidget):
    """From one frame rate to another; 0 stands for any."""

    def __init__(self, slowest: int | None, fastest: int | None) -> None:
        super().__init__()
        self._kept = slowest, fastest
        self.boxes = [QDoubleSpinBox(), QDoubleSpinBox()]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        names = translate("Search", "Frame rate at least"), translate("Search", "Frame rate at most")
        for box, name, rate in zip(self.boxes, names, (slowest, fastest), strict=True):
            box.setRange(0.0, _FASTEST)
            box.setDecimals(2)
            box.setSpecialValueText(translate("Search", "any"))
            box.setSuffix(translate("Search", " fps"))
            box.setAccessibleName(name)
            box.setValue(0.0 if rate is None else rate / 100)
        row.addWidget(self.boxes[0])
        row.addWidget(QLabel(translate("Search", "to")))
        row.addWidget(self.boxes[1])
        row.addStretch(1)
        self.setFocusProxy(self.boxes[0])

    def clear(self) -> None:
        """Any rate."""
        for box in self.boxes:
            box.setValue(0.0)

    def rates(self) -> tuple[int | None, int | None]:
        """Raises: ValueError."""
        slowest, fastest = (rate_class(box.value()) or None for box in self.boxes)
        if slowest is not None and fastest is not None and slowest > fastest:
            raise ValueError(translate("Search", "The lowest frame rate is above the highest one. Swap them."))
        return slowest, fastest


def _units(within_s: float | None, unit_s: int) -> int:
    """At least one of them, where anything is asked."""
    return 0 if within_s is None else min(_MOST_UNITS, max(1, round(within_s / unit_s)))


def _length_text(seconds: float | None) -> str:
    if not seconds:
        return ""
    return formatting.duration(seconds) if float(seconds).is_integer() else amounts.number(seconds)


def _midnight_s(day: date) -> float:
    """When the day begins here. Units: seconds since 1970."""
    return datetime.combine(day, time()).timestamp()
