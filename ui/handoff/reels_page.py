"""Names of reels: what each clip states, and what is written for it, which can be edited."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QSpinBox

from core.export import MediaFacts, ReelName
from ui.handoff.choices import LONGEST_REEL, SHORTEST_REEL, FormatChoices
from ui.handoff.parts import ScrollingPage, TextTable, button, flowing
from ui.translate import translate

_REEL = 2


class ReelsPage(ScrollingPage):
    """A name that is edited is remembered by the content of its clip; without a text it is made by itself again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.chosen: dict[str, str] = {}
        """Names that were edited, by the key of their clip."""
        self._keys: list[str] = []
        self.length = QSpinBox()
        self.length.setRange(SHORTEST_REEL, LONGEST_REEL)
        self.length.setAccessibleName(translate("Handoff", "Letters of a reel name"))
        self.table = TextTable(
            translate("Handoff", "Reel names"),
            (translate("Handoff", "Clip"), translate("Handoff", "Stated"), translate("Handoff", "Reel")),
            (26, 26),
        )
        self._own = button(translate("Handoff", "Names from clips"), self._forget)
        self._own.setToolTip(translate("Handoff", "Forget the names that were edited for these clips"))
        form = QFormLayout()
        form.addRow(translate("Handoff", "Letters of a reel name"), self.length)
        self.column.addLayout(form)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(flowing(self._own))
        self.length.valueChanged.connect(lambda _: self.changed.emit())
        self.table.cellChanged.connect(self._take)

    def show_choices(self, choices: FormatChoices, chosen: Mapping[str, str]) -> None:
        """What was chosen for a format. No signal is sent."""
        self.blockSignals(True)
        self.length.setValue(choices.reel_length)
        self.blockSignals(False)
        self.chosen = dict(chosen)

    def taken(self, choices: FormatChoices) -> FormatChoices:
        """The same with what is chosen here."""
        return replace(choices, reel_length=self.length.value())

    def show_reels(self, reels: Mapping[MediaFacts, ReelName]) -> None:
        """As they will be written."""
        self._keys = [media.key for media in reels]
        rows = [(media.name, reel.stated, reel.name) for media, reel in reels.items()]
        self.table.show_rows(rows, editable=(_REEL,))
        self._own.setEnabled(any(key in self.chosen for key in self._keys))

    def _take(self, row: int, column: int) -> None:
        if column != _REEL:
            return
        key, name = self._keys[row], self.table.text(row, _REEL).strip()
        self.chosen.pop(key, None)
        if name:
            self.chosen[key] = name
        self.changed.emit()

    def _forget(self) -> None:
        for key in self._keys:
            self.chosen.pop(key, None)
        self.changed.emit()
