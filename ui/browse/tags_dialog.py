"""The tags of the selected clips, written with commas between them."""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCompleter, QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui import safe_text
from ui.translate import translate


class TagsDialog(QDialog):
    """`tags` is what stands in the line; the clips' other tags are not shown and stay."""

    def __init__(self, parent: QWidget, name: str, tags: Sequence[str], known: Sequence[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Browse", "Tags"))
        self._known = list(known)
        label = QLabel(translate("Browse", "Tags of {clips}, separated by commas").format(clips=safe_text.short(name)))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        self.line = QLineEdit(", ".join([*tags, ""]) if tags else "")
        self.line.setAccessibleName(translate("Browse", "Tags"))
        self.line.setMinimumWidth(320)
        label.setBuddy(self.line)
        self._words = QStringListModel(self)
        self._completer = QCompleter(self._words, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.line.setCompleter(self._completer)
        self.line.textEdited.connect(self._complete)
        box = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(box.Save | box.Cancel)
        buttons.accepted.connect(self.accept)
        for each in buttons.buttons():
            each.setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (label, self.line, buttons):
            column.addWidget(widget)
        self._complete(self.line.text())

    @property
    def tags(self) -> list[str]:
        """What stands in the line, each once."""
        return list(dict.fromkeys(tag for part in self.line.text().split(",") if (tag := " ".join(part.split()))))

    def _complete(self, text: str) -> None:
        """Offer whole lines: what is written already, and every known tag in place of the last word."""
        head = text[: text.rfind(",") + 1]
        lead = f"{head} " if head else ""
        written = {tag.casefold() for tag in self.tags}
        self._words.setStringList([f"{lead}{tag}" for tag in self._known if tag.casefold() not in written])
