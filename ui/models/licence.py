"""Asked before a download: what comes from where, and under which licence. The click accepts it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

import resources
from ui.models.cards import ModelCard
from ui.widgets import say

_SPARE_BYTES = 64 << 20


class LicenceDialog(QDialog):
    """`accepted` when the model is to be fetched."""

    def __init__(self, card: ModelCard, free_bytes: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Install {card.name}")
        self.resize(720, 620)
        short = card.bytes + _SPARE_BYTES - card.done_bytes - free_bytes
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        column.addLayout(_facts(card, free_bytes))
        column.addWidget(_licence_text(card), 1)
        if short > 0:
            column.addWidget(_label(f"There is no room: {say.size(short)} more are needed on that disk.", "error"))
        self.accept_button = QPushButton(f"Accept the licence and download {say.size(card.bytes)}")
        self.accept_button.setProperty("kind", "primary")
        self.accept_button.setEnabled(short <= 0)
        self.accept_button.clicked.connect(self.accept)
        refuse = QPushButton("Not now")
        refuse.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(refuse)
        row.addWidget(self.accept_button)
        column.addLayout(row)
        (self.accept_button if short <= 0 else refuse).setFocus()


def _facts(card: ModelCard, free_bytes: int) -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(6)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    source = card.files[0].source if card.files else ""
    link = f'<a href="{card.licence_url}">{card.licence_url}</a>' if card.licence_url else ""
    for name, text in (
        ("Size", f"about {say.size(card.bytes)}; {say.size(free_bytes)} are free"),
        ("From", source),
        ("To", card.folder),
        ("Origin", card.provenance),
        ("Version", card.version),
        ("Licence", f"{card.licence}. {card.licence_note}"),
        ("", link),
        ("Copyright", card.holder),
    ):
        if text:
            form.addRow(_label(name, "faint"), _label(text))
    return form


def _licence_text(card: ModelCard) -> QPlainTextEdit:
    """The whole text where the program carries it."""
    box = QPlainTextEdit()
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    box.setAccessibleName(f"Text of the licence {card.licence}")
    box.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))  # it is laid out for one
    try:
        box.setPlainText(resources.path(f"licences/{card.licence_text}").read_text(encoding="utf-8"))
    except FileNotFoundError:
        box.setPlainText(f"The text of {card.licence} is found here: {card.licence_url}")
    return box


def _label(text: str, kind: str = "") -> QLabel:
    label = QLabel(text)
    label.setProperty("kind", kind)
    label.setWordWrap(True)
    label.setOpenExternalLinks(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextBrowserInteraction if "<a " in text else Qt.TextInteractionFlag.TextSelectableByMouse
    )
    return label
