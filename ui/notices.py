"""In-window message bars. The only place that turns an error into words on the screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from core.errors import C2VError

Kind = Literal["info", "done", "warning", "error"]
DrawIcon = Callable[[str], QIcon]
"""An icon for a kind of notice, or "close"."""
Action = tuple[str, Callable[[], object]]
"""A button's title and what it does."""

_MOST = 6
_INFO_STAYS_MS = 9000


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence, what to do about it, and a name under which a newer one replaces it."""

    kind: Kind
    title: str
    hint: str = ""
    name: str = ""
    fades: bool = False
    """Goes by itself after a while: good news, and what can also be read elsewhere."""


def words(error: BaseException, log: Path | None = None) -> Notice:
    """What to say about an error: ours speak for themselves, others are our bug and say where the log is."""
    name = type(error).__name__
    if isinstance(error, C2VError):
        return Notice("error", error.title, error.hint, name)
    where = f" The log {log} says more." if log is not None else ""
    return Notice("error", "Something went wrong that should not have.", f"{name}: {error}.{where}", name)


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
        sign = QLabel()
        sign.setPixmap(draw_icon(notice.kind).pixmap(QSize(18, 18)))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
        self.text = QLabel(notice.title if not notice.hint else f"<b>{_plain(notice.title)}</b>  {_plain(notice.hint)}")
        self.text.setTextFormat(Qt.TextFormat.RichText if notice.hint else Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(self.text, 1)
        for title, slot in actions:
            row.addWidget(self._button(title, slot), 0, Qt.AlignmentFlag.AlignVCenter)
        close = QToolButton()
        close.setIcon(draw_icon("close"))
        close.setAccessibleName("Dismiss")
        close.clicked.connect(self.closed)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignVCenter)

    def _button(self, title: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(title)
        button.clicked.connect(lambda: slot())
        button.clicked.connect(self.closed)
        return button


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


class Notices(QWidget):
    """One message bar at a time, the newest; older ones come back when it is closed. No room while there is none."""

    def __init__(self, draw_icon: DrawIcon, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draw_icon = draw_icon
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

    def _show_newest(self) -> None:
        for number, bar in enumerate(self.bars):
            bar.setVisible(number == 0)
        self.setVisible(bool(self.bars))

    def changeEvent(self, event: QEvent) -> None:
        """Icons follow the colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for bar in self.bars:
                bar.update()
