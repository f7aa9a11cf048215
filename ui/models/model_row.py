"""One model on the page: what it is, how it stands, what can be done."""

from typing import get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import safe_text
from ui.models import model_card
from ui.models.model_card import ModelCard
from ui.translate import translate
from ui.widgets.flow import FlowLayout

_BAR_STEPS = 1000
_DETAIL_LETTERS, _LONGEST_NAME = 11, 32


class ModelRow(QFrame):
    """Shows a card; says what was asked of it."""

    asked = Signal(str, str)
    """What (an Act), and of which model."""

    def __init__(self, card: ModelCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "bar")
        self.card = card
        self._name, self._state = _label("title"), _label("muted")
        self._state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._suits, self._facts, self._speed, self._lacks = _label(), _label("muted"), _label("muted"), _label("warn")
        self._summary, self._finds = _label("muted"), _label("muted")
        self._trouble = _label("error")
        self._bar = QProgressBar()
        self._bar.setFixedHeight(6)
        self._bar.setTextVisible(False)
        self._bar.setRange(0, _BAR_STEPS)
        self._buttons = {act: self._make_button(act) for act in get_args(model_card.Act)}
        self._shown: list[tuple[model_card.Act, str]] | None = None
        self._more = QPushButton(translate("Models", "Details"))
        self._more.setProperty("kind", "link")
        self._more.setCheckable(True)
        self._more.setObjectName("more")
        self._more.toggled.connect(self._toggle)
        self._details = QWidget()
        self._details.hide()
        self._arrange()
        self.show_card(card)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._name, 2, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._state, 3, Qt.AlignmentFlag.AlignTop)
        self._foot = QWidget()
        self._flow = FlowLayout(self._foot, 6)
        for button in (*self._buttons.values(), self._more):
            self._flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 10)
        column.setSpacing(5)
        column.addLayout(head)
        words = (self._suits, self._summary, self._finds, self._facts, self._speed, self._lacks)
        for widget in (*words, self._bar, self._trouble, self._foot):
            column.addWidget(widget)
        column.addWidget(self._details)

    def show_card(self, card: ModelCard) -> None:
        """Everything as it stands now; what has the focus keeps it where it can."""
        changed_details = model_card.details(card) != model_card.details(self.card)
        self.card = card
        words = model_card.state_words(card)
        name = safe_text.printable(card.name)
        self.setAccessibleName(f"{name}: {safe_text.printable(words)}")
        self._more.setAccessibleName(translate("Models", "Details of {name}").format(name=name))
        self._name.setText(safe_text.short(name, _LONGEST_NAME))
        _say(self._state, words)
        _tint(self._state, model_card.tone(card))
        warning = card.lacks or model_card.waiting_words(card)
        for label, text in (
            (self._suits, _capital(card.suits)), (self._summary, card.summary),
            (self._finds, model_card.finds_words(card)), (self._facts, model_card.facts(card)), (self._lacks, warning),
            (self._trouble, card.trouble), (self._speed, self._speed_words()),
        ):  # fmt: skip
            _say(label, text)
        self._show_bar()
        if model_card.acts(card) != self._shown:
            self._show_buttons(model_card.acts(card))
        if changed_details and self._more.isChecked():
            self._fill_details()

    def _speed_words(self) -> str:
        is_here = self.card.state in ("here", "in use", "chosen", "bundled")
        return model_card.speed_words(self.card) if is_here or self.card.speed is not None else ""

    def _show_bar(self) -> None:
        card = self.card
        is_known = card.state in ("queued", "paused") and card.done_bytes > 0
        self._bar.setVisible(is_known or card.state in model_card.MOVING - {"queued"})
        known = card.total_bytes > 0
        self._bar.setRange(0, _BAR_STEPS if known else 0)
        self._bar.setValue(min(_BAR_STEPS, _BAR_STEPS * card.done_bytes // card.total_bytes) if known else 0)
        self._bar.setAccessibleName(
            translate("Models", "{name}, download progress").format(name=safe_text.printable(card.name))
        )

    def _show_buttons(self, wanted: list[tuple[model_card.Act, str]]) -> None:
        self._shown = wanted
        held = self.window().focusWidget()  # also while a question stands before the page
        titles = dict(wanted)
        for act, button in self._buttons.items():
            button.setVisible(act in titles)
            button.setText(titles.get(act, ""))
            button.setAccessibleName(f"{button.text().rstrip('…')} {safe_text.printable(self.card.name)}")
        if held in self._buttons.values() and held.isHidden():
            (self._buttons[wanted[0][0]] if wanted else self._more).setFocus()

    def _make_button(self, act: model_card.Act) -> QPushButton:
        button = QPushButton()
        button.setObjectName(act)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.asked.emit(act, self.card.id))
        return button

    def _toggle(self, is_open: bool) -> None:
        self._more.setText(translate("Models", "Fewer details") if is_open else translate("Models", "Details"))
        if is_open:
            self._fill_details()
        self._details.setVisible(is_open)

    def _fill_details(self) -> None:
        old = self._details.layout()
        if old is not None:
            QWidget().setLayout(old)  # Qt's way of letting a layout and what is in it go
        grid = QGridLayout(self._details)
        grid.setContentsMargins(0, 6, 0, 4)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for line, (name, text) in enumerate(model_card.details(self.card)):
            head, body = _label("faint"), _label("muted")
            head.setText(name)
            head.setFixedWidth(_DETAIL_LETTERS * head.fontMetrics().averageCharWidth())
            head.setAlignment(Qt.AlignmentFlag.AlignTop)
            body.setText(safe_text.short(safe_text.lines(text)))
            body.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            body.setAccessibleName(f"{name}: {safe_text.printable(text)}")
            grid.addWidget(head, line, 0)
            grid.addWidget(body, line, 1)


def _label(kind: str = "") -> QLabel:
    label = QLabel()
    label.setProperty("kind", kind)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _say(label: QLabel, text: str) -> None:
    label.setText(safe_text.short(safe_text.lines(text)))
    label.setVisible(bool(text))


def _tint(label: QLabel, kind: str) -> None:
    if label.property("kind") != kind:
        label.setProperty("kind", kind)
        label.style().unpolish(label)
        label.style().polish(label)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
