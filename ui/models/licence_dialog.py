"""Asked before a download: what comes from where, and under which licence. The click accepts it."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

import resources
from ui import safe_text
from ui.models.model_card import ModelCard
from ui.open_elsewhere import open_elsewhere
from ui.screens import Dialog
from ui.translate import translate
from ui.widgets import formatting
from ui.widgets.flow import FlowLayout

_SPARE_BYTES = 64 << 20


class LicenceDialog(Dialog):
    """`accepted` when the model is to be fetched."""

    def __init__(self, card: ModelCard, free_bytes: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(safe_text.in_title(translate("Models", "Install {name}").format(name=card.name)))
        self.want(720, 620)
        short = card.bytes + _SPARE_BYTES - card.done_bytes - free_bytes
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 20, 24, 4)
        column.setSpacing(12)
        column.addLayout(_facts(card, free_bytes))
        column.addWidget(_licence_text(card), 1)
        if short > 0:
            column.addWidget(
                _label(
                    translate("Models", "Not enough disk space: free up {size} more on that disk.").format(
                        size=formatting.size(short)
                    ),
                    "error",
                )
            )
        self.accept_button = QPushButton(
            translate("Models", "Accept the licence and download {size}").format(size=formatting.size(card.bytes))
        )
        self.accept_button.setProperty("kind", "primary")
        self.accept_button.setEnabled(short <= 0)
        self.accept_button.clicked.connect(self.accept)
        refuse = QPushButton(translate("Models", "Not now"))
        refuse.clicked.connect(self.reject)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        foot = QWidget()
        row = FlowLayout(foot, 8)
        row.setContentsMargins(24, 8, 24, 18)
        row.push()
        row.addWidget(refuse)
        row.addWidget(self.accept_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(area, 1)
        outer.addWidget(foot)
        (self.accept_button if short <= 0 else refuse).setFocus()


def _facts(card: ModelCard, free_bytes: int) -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(6)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    source = card.files[0].source if card.files else ""
    for name, text in (
        (
            translate("Models", "Size"),
            translate("Models", "about {size} ({free} free)").format(
                size=formatting.size(card.bytes), free=formatting.size(free_bytes)
            ),
        ),
        (translate("Models", "Download from"), source),
        (translate("Models", "Save to"), card.folder),
        (translate("Models", "Origin"), card.provenance),
        (translate("Models", "Version"), card.version),
        (translate("Models", "Licence"), f"{card.licence}. {card.licence_note}"),
        (translate("Models", "Copyright"), card.holder),
    ):
        if text:
            form.addRow(_label(name, "faint"), _label(text))
    if card.licence_url:
        form.addRow(_label("", "faint"), _link(card.licence_url))
    return form


def _licence_text(card: ModelCard) -> QPlainTextEdit:
    """The whole text where the program carries it."""
    box = QPlainTextEdit()
    box.setMinimumHeight(8 * box.fontMetrics().lineSpacing())
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    box.setAccessibleName(translate("Models", "Text of {licence}").format(licence=card.licence))
    box.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))  # it is laid out for one
    try:
        box.setPlainText(resources.path(f"licences/{card.licence_text or 'none'}").read_text(encoding="utf-8"))
    except FileNotFoundError:
        box.setPlainText(
            translate("Models", "Read the text of {licence} here: {licence_url}").format(
                licence=card.licence, licence_url=card.licence_url
            )
        )
    return box


def _label(text: str, kind: str = "") -> QLabel:
    label = QLabel(safe_text.short(safe_text.lines(text)))
    label.setProperty("kind", kind)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _link(address: str) -> QLabel:
    shown = escape(safe_text.printable(address))
    label = QLabel(f'<a href="{shown}">{escape(safe_text.short(safe_text.printable(address)))}</a>')
    label.setToolTip(safe_text.tip(address))
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setWordWrap(True)
    label.linkActivated.connect(open_elsewhere)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
    return label
