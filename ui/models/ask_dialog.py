"""A question with two answers, asked in a small window that holds nothing up."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from ui import safe_text
from ui.screens import KeepsOnScreen
from ui.translate import translate


def ask(
    parent: QWidget,
    words: tuple[str, str, str],
    then: Callable[[], object],
    otherwise: Callable[[], object] | None = None,
) -> QMessageBox:
    """Ask: title, text, and the answer that means yes; `then` when it is given, `otherwise` when not."""
    title, text, yes = words
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(safe_text.in_title(title))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(safe_text.short(safe_text.lines(text)))
    KeepsOnScreen(box)
    agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refuse = box.addButton(translate("Models", "Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(agree)
    box.setEscapeButton(refuse)
    box.accepted.connect(then)
    if otherwise is not None:
        box.rejected.connect(otherwise)
    box.open()
    return box
