"""What the line could mean, offered as buttons: never applied by itself, and taken away with a cross."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from ui import safe_text, theme
from ui.translate import translate
from ui.widgets.flow import FlowLayout

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that could be done with the line."""

    key: str
    """Names it over changes of the line."""
    text: str
    tip: str


class OfferRow(QWidget):
    """Hidden while there is nothing to offer."""

    taken = Signal(str)
    """The key of an offer."""
    dismissed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers: tuple[Offer, ...] = ()
        self.setObjectName("offers")
        self.setAccessibleName(translate("Search", "Suggestions"))
        self._flow = FlowLayout(self)
        self.hide()

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What is offered."""
        return self._offers

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Offer these, in their order."""
        if tuple(offers) == self._offers:
            return
        self._offers = tuple(offers)
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for offer in self._offers:
            self._flow.addWidget(self._pill(offer))
        self.setVisible(bool(self._offers))
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """One line, however narrow."""
        return QSize(80, super().minimumSizeHint().height())

    def _pill(self, offer: Offer) -> QWidget:
        pill = QWidget(self)
        row = QHBoxLayout(pill)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        take = QPushButton(safe_text.on_button(safe_text.middle(offer.text, _LONGEST)), pill)
        take.setObjectName("take")
        take.setProperty("kind", "offer")
        take.setToolTip(safe_text.tip(offer.tip))
        take.setAccessibleDescription(safe_text.printable(offer.tip))
        take.clicked.connect(lambda _=False: self.taken.emit(offer.key))
        leave = QToolButton(pill)
        leave.setObjectName("dismiss")
        leave.setIcon(theme.icon("close", theme.tokens(self.palette()).muted, 12))
        leave.setToolTip(translate("Search", "Dismiss this suggestion"))
        leave.setAccessibleName(
            translate("Search", "Dismiss “{suggestion}”").format(suggestion=safe_text.printable(offer.text))
        )
        leave.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        leave.clicked.connect(lambda _=False: self.dismissed.emit(offer.key))
        for each in (take, leave):
            each.setCursor(Qt.CursorShape.PointingHandCursor)
            row.addWidget(each)
        return pill
