"""Below the player: what the video is, why it was found, what is wrong with it, and its captions."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from core.values import LikeKind, joined
from ui import safe_text, theme
from ui.browse import judging
from ui.browse.caption_panel import CaptionPanel
from ui.browse.card import Card, facts, place, why
from ui.translate import translate
from ui.widgets import formatting
from ui.widgets.elided import ElidedLabel
from ui.widgets.flow import FlowLayout

_LEAST_PX = 56
_LONGEST_WORD = 32


class Details(QScrollArea):
    """Follows the selected card; scrolls where it has little room."""

    reveal_asked = Signal()
    retry_asked = Signal()
    exact_asked = Signal()
    judged = Signal(str)
    """“liked” or “disliked”, of the selected result."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(translate("Browse", "Details"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(_LEAST_PX)
        self._name = ElidedLabel("title")
        self._why, self._note = _text(), _text("error")
        self._facts, self._looked, self._place = _text("muted"), _text("muted"), ElidedLabel("faint")
        self._recording, self._joined, self._marks = _text("muted"), _text("muted"), _text("muted")
        self._reveal = QToolButton()
        self._reveal.setToolTip(translate("Browse", "Show in file manager"))
        self._reveal.setAccessibleName(translate("Browse", "Show in file manager"))
        self._reveal.clicked.connect(self.reveal_asked)
        self._judgements: dict[LikeKind, QToolButton] = {"liked": QToolButton(), "disliked": QToolButton()}
        for kind, judge in self._judgements.items():
            judge.setCheckable(True)
            judge.setToolTip(judging.tip(kind))
            judge.setAccessibleName(judging.action_text(kind))
            judge.clicked.connect(lambda _=False, kind=kind: self.judged.emit(kind))
        self._retry = QPushButton(translate("Browse", "Retry"))
        self._retry.clicked.connect(self.retry_asked)
        self._exact = QPushButton(translate("Browse", "Re-index in full"))
        self._exact.setToolTip(translate("Browse", "Re-index this clip, sampling between keyframes too"))
        self._exact.clicked.connect(self.exact_asked)
        self.captions = CaptionPanel()
        self._acts = QWidget()
        acts = FlowLayout(self._acts)
        for button in (self._retry, self._exact):
            acts.addWidget(button)
        self._lay_out()
        self.clear()

    def _lay_out(self) -> None:
        page = QFrame()
        page.setProperty("kind", "panel")
        head = QHBoxLayout()
        head.addWidget(self._name)
        head.addStretch(1)
        for button in self._judgements.values():
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._reveal, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 10, 10, 12)
        column.setSpacing(6)
        column.addLayout(head)
        for widget in (*self._labels[1:], self._acts, self.captions):
            column.addWidget(widget)
        column.addStretch(1)
        self.setWidget(page)
        self.verticalScrollBar().rangeChanged.connect(self._keep_field_in_view)

    def show_card(self, card: Card) -> None:
        """Everything about one card."""
        self._name.setText(card.name)
        self._name.set_tip(safe_text.printable(card.video.path))
        self._say(self._why, _reason(card))
        self._why.setToolTip(safe_text.tip(card.rank_comparison.words) if card.rank_comparison is not None else "")
        self._say(self._note, card.video.note)
        self._say(self._facts, facts(card.video))
        self._say(self._marks, formatting.marks(card.video.marks))
        self._say(self._recording, "\n".join(formatting.recording(card.video.info)))
        self._say(self._joined, joined(card.video.info))
        self._say(self._looked, formatting.looked(card.video.info))
        self._place.setText(place(card.video))
        self._place.set_tip(safe_text.printable(card.video.path.parent))
        self._place.show()
        self._reveal.show()
        for kind, button in self._judgements.items():
            button.setVisible(card.hit is not None)
            button.setChecked(card.hit is not None and card.hit.judged == kind)
        self._retry.setVisible(card.video.state == "failed")
        self._exact.setVisible(card.is_fast)
        self._acts.setVisible(card.video.state == "failed" or card.is_fast)
        self.captions.show_clip(card.video.id)
        self.captions.setVisible(card.has_content)

    def begin_caption(self) -> None:
        """The keyboard goes to the field for a new caption, which is scrolled into view."""
        self.captions.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ensureWidgetVisible(self.captions.field)

    def _keep_field_in_view(self) -> None:
        """A caption that was added makes the page longer above the field."""
        if self.captions.field.hasFocus():
            self.ensureWidgetVisible(self.captions.field)

    def clear(self) -> None:
        """Nothing is selected."""
        for label in self._labels:
            label.setText("")
        for widget in (
            *self._labels[1:],
            *self._judgements.values(),
            self._reveal,
            self._retry,
            self._exact,
            self._acts,
            self.captions,
        ):
            widget.hide()
        for label in (self._name, self._place):
            label.set_tip("")

    @property
    def words(self) -> str:
        """All it says, line by line."""
        return "\n".join(label.text() for label in self._labels if label.text())

    @property
    def _labels(self) -> tuple[QLabel, ...]:
        muted = self._facts, self._marks, self._recording, self._joined, self._looked
        return self._name, self._why, self._note, *muted, self._place

    def changeEvent(self, event: QEvent) -> None:
        """The sign follows the colours."""
        super().changeEvent(event)
        if theme.has_changed(event) and hasattr(self, "_reveal"):
            self._colour()

    def event(self, event: QEvent) -> bool:
        """Before it is first shown the palette is known."""
        if event.type() == QEvent.Type.Polish:
            self._colour()
        return super().event(event)

    def _colour(self) -> None:
        muted = theme.tokens(self.palette()).muted
        self._reveal.setIcon(theme.icon("reveal", muted, 18))
        for kind, button in self._judgements.items():
            button.setIcon(theme.icon("like" if kind == "liked" else "dislike", muted, 18))

    def _say(self, label: QLabel, text: str) -> None:
        label.setText(safe_text.short(safe_text.lines(text), _LONGEST_WORD))
        label.setVisible(bool(text))


def _reason(card: Card) -> str:
    """Why it was found; or what is still to come."""
    if card.hit is not None:
        found = why(card.hit, card.explanation) if card.explanation is not None else f"{card.found}."
        found += f"\n{card.relevance}." if card.relevance else ""
        in_columns = card.rank_comparison is not None and card.hit.fusion is None  # a fused card wears its ranks itself
        return f"{found}\n{card.rank_comparison.short}" if in_columns and card.rank_comparison is not None else found
    waits = card.video.state == "waiting" and not formatting.looked(card.video.info)
    return translate("Browse", "Queued for indexing. You can play it already.") if waits else ""


def _text(kind: str = "") -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setProperty("kind", kind)
    return label
