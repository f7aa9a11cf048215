"""In-window message bars. The only place that turns an error into words on the screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import C2VError
from ui import safe_text, theme
from ui.translate import own_words, translate

Kind = Literal["info", "done", "warning", "error"]
DrawIcon = Callable[[str], QIcon]
"""An icon for a kind of notice, or "close"."""
Action = tuple[str, Callable[[], object]]
"""A button's title and what it does."""

_MOST = 6
_INFO_STAYS_MS = 9000
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence, what to do about it, and a name under which a newer one replaces it."""

    kind: Kind
    title: str
    hint: str = ""
    name: str = ""
    fades: bool = False
    """Goes by itself after a while: good news, and what can also be read elsewhere."""

    def __post_init__(self) -> None:
        """Sentences quote names of files and of what is in them."""
        object.__setattr__(self, "title", safe_text.lines(self.title))
        object.__setattr__(self, "hint", safe_text.lines(self.hint))


def words(error: BaseException, log: Path | None = None) -> Notice:
    """What to say about an error: ours speak for themselves, others are our bug and say where the log is."""
    name = type(error).__name__
    if isinstance(error, C2VError):
        return Notice("error", own_words(error.title), own_words(error.hint), name)
    where = translate("Window", " Details are in {log}.").format(log=log) if log is not None else ""
    return Notice(
        "error", translate("Window", "Unexpected error (a bug in C2V Desktop)."), f"{name}: {error}.{where}", name
    )


class NoticeBar(QFrame):
    """One message with its buttons."""

    closed = Signal()

    def __init__(
        self, notice: Notice, draw_icon: DrawIcon, actions: Sequence[tuple[str, Callable[[], object]]]
    ) -> None:
        super().__init__()
        self.notice = notice
        self.setProperty("kind", "bar")
        self.setAccessibleName(f"{notice.title} {notice.hint}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 6, 4)
        row.setSpacing(10)
        self._sign = QLabel()
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        self.text = _text_of(notice)
        row.addWidget(_Reader(self.text), 1)
        for title, slot in actions:
            row.addWidget(self._button(title, slot), 0, Qt.AlignmentFlag.AlignVCenter)
        self._close = QToolButton()
        self._close.setAccessibleName(translate("Window", "Dismiss"))
        self._close.setToolTip(translate("Window", "Dismiss"))
        self._close.clicked.connect(self.closed)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self.draw_icons(draw_icon)

    def draw_icons(self, draw_icon: DrawIcon) -> None:
        """In the colours of now."""
        self._sign.setPixmap(draw_icon(self.notice.kind).pixmap(QSize(18, 18)))
        self._close.setIcon(draw_icon("close"))

    def _button(self, title: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(safe_text.on_button(title))
        button.clicked.connect(lambda: slot())
        button.clicked.connect(self.closed)
        return button


def _text_of(notice: Notice) -> QLabel:
    title, hint = safe_text.short(notice.title), safe_text.short(notice.hint)
    label = QLabel(title if not hint else f"<b>{_plain(title)}</b>  {_plain(hint)}")
    label.setTextFormat(Qt.TextFormat.RichText if hint else Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    if (title, hint) != (notice.title, notice.hint):
        label.setToolTip(safe_text.tip(f"{notice.title}\n{notice.hint}".strip()))
    return label


def _plain(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


class _Reader(QScrollArea):
    """A text as high as it is at its width; a very long one scrolls, so that the window keeps room for its work."""

    def __init__(self, text: QLabel) -> None:
        super().__init__()
        self._text = text
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(text)
        for each in (text, self.viewport()):  # the bar is seen behind the words
            each.setAutoFillBackground(False)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Narrow texts are high."""
        return True

    def heightForWidth(self, width: int) -> int:
        """All of it, within reason."""
        return min(self._text.heightForWidth(width), _MOST_LINES * self._text.fontMetrics().lineSpacing())

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(360, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """One line of a few words."""
        return QSize(140, self._text.fontMetrics().lineSpacing() + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another height."""
        super().resizeEvent(event)
        is_cut = self._text.heightForWidth(self.width()) > self.height()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_cut else Qt.FocusPolicy.NoFocus)
        self.updateGeometry()


class Notices(QWidget):
    """One message bar at a time, the newest; older ones come back when it is closed. No room while there is none."""

    def __init__(self, draw_icon: DrawIcon, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draw_icon = draw_icon
        self.predecessor: QWidget | None = None
        """What Tab comes from."""
        self.log: Path | None = None
        """Named in the notice about a bug of ours."""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 0, 12, 8)
        self._column.setSpacing(6)
        self.bars: list[NoticeBar] = []
        self.hide()

    def show_notice(self, notice: Notice, *actions: Action) -> NoticeBar:
        """Say something; a bar of the same name makes room for it, and so does the oldest of too many."""
        for bar in [each for each in self.bars if notice.name and each.notice.name == notice.name]:
            self._remove(bar)
        for bar in self.bars[_MOST - 1 :]:
            self._remove(bar)
        bar = NoticeBar(notice, self._draw_icon, actions)
        bar.closed.connect(lambda: self._remove(bar))
        self.bars.insert(0, bar)
        self._column.insertWidget(0, bar)
        self._order_for_tab()
        self._show_newest()
        if notice.fades:
            QTimer.singleShot(_INFO_STAYS_MS, bar, lambda: self._remove(bar))
        return bar

    def show_error(self, error: BaseException, *actions: Action) -> NoticeBar:
        """Put an error into words."""
        return self.show_notice(words(error, self.log), *actions)

    def dismiss(self, name: str) -> None:
        """Take back what is no longer true."""
        for bar in [each for each in self.bars if each.notice.name == name]:
            self._remove(bar)

    def _remove(self, bar: NoticeBar) -> None:
        if bar not in self.bars:
            return
        self.bars.remove(bar)
        self._column.removeWidget(bar)
        bar.hide()
        bar.deleteLater()
        self._show_newest()

    def _order_for_tab(self) -> None:
        """Tab comes to the newest bar where it is seen, not where it was made: behind all the rest of the window."""
        before: QWidget | None = self.predecessor
        for bar in self.bars:
            for child in bar.findChildren(QWidget):
                if child.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    if before is not None:
                        QWidget.setTabOrder(before, child)
                    before = child

    def _show_newest(self) -> None:
        for number, bar in enumerate(self.bars):
            bar.setVisible(number == 0)
        self.setVisible(bool(self.bars))

    def changeEvent(self, event: QEvent) -> None:
        """Icons follow the colours."""
        super().changeEvent(event)
        if theme.has_changed(event):
            for bar in self.bars:
                bar.draw_icons(self._draw_icon)
