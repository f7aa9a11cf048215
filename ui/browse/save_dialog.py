"""Under which name to save a search."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from core.values import LONGEST_TAG, MomentCollection, fold, tidy
from ui import safe_text
from ui.screens import Dialog
from ui.translate import translate


class SaveSearchDialog(Dialog):
    """Says what is saved, and what becomes of another one of the same name."""

    def __init__(self, parent: QWidget, name: str, words: str, taken: Sequence[MomentCollection]) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Browse", "Save search"))
        self._taken = {fold(each.name): each for each in taken}
        label = QLabel(translate("Browse", "Name of the search"))
        self.line = QLineEdit(name)
        self.line.setMaxLength(LONGEST_TAG)
        self.line.setMinimumWidth(340)
        self.line.setAccessibleName(label.text())
        self.line.selectAll()
        label.setBuddy(self.line)
        said = QLabel(safe_text.short(words))
        said.setProperty("kind", "faint")
        said.setToolTip(safe_text.tip(words))
        self._note = QLabel()
        self._note.setProperty("kind", "muted")
        for each in (said, self._note):
            each.setTextFormat(Qt.TextFormat.PlainText)
            each.setWordWrap(True)
        box = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(box.Save | box.Cancel)
        for button in buttons.buttons():
            button.setIcon(QIcon())
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        save = buttons.button(box.Save)
        assert isinstance(save, QPushButton)
        self._save = save
        column = QVBoxLayout(self)
        for widget in (label, self.line, said, self._note, buttons):
            column.addWidget(widget)
        self.line.textChanged.connect(lambda _: self._follow())
        self._follow()

    @property
    def name(self) -> str:
        """As it will be kept."""
        return tidy(self.line.text())

    @property
    def note(self) -> str:
        """What becomes of another one of this name."""
        return self._note.text()

    def accept(self) -> None:
        """Enter does nothing while the name cannot be used."""
        if self._save.isEnabled():
            super().accept()

    def _follow(self) -> None:
        same = self._taken.get(fold(self.name))
        note = ""
        if same is not None and same.is_smart:
            note = translate("Browse", "Replaces the saved search of this name.")
        elif same is not None:
            note = translate("Browse", "A collection of moments has this name. Choose another one.")
        self._note.setText(note)
        self._save.setEnabled(bool(self.name) and (same is None or same.is_smart))
