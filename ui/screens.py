"""How large windows may be, and where: what the screen has room for is asked, never assumed.

May import PySide6.
"""

from collections.abc import Iterator
from contextlib import suppress

from PySide6.QtCore import QEvent, QMargins, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen, QShowEvent
from PySide6.QtWidgets import QDialog, QLayout, QScrollArea, QWidget

_FRAME = QMargins(8, 40, 8, 8)
"""Room for the frame of a window that has not been shown yet, so that nobody knows its frame."""


def screen_for(widget: QWidget) -> QScreen:
    """The screen a window is on, or would come to."""
    parent = widget.parentWidget()
    middle = widget.frameGeometry().center() if widget.testAttribute(Qt.WidgetAttribute.WA_Moved) else None
    found = QGuiApplication.screenAt(middle) if middle is not None else None
    return found or (parent.screen() if parent is not None else widget.screen())


def frame_of(widget: QWidget) -> QMargins:
    """What the system puts round a window: known once it is shown, else a good guess."""
    handle = widget.windowHandle()
    if widget.isVisible() and handle is not None:
        return handle.frameMargins()
    return _FRAME


def room_for(widget: QWidget) -> QRect:
    """Where a window's inside may be, so that its frame and title can still be reached."""
    return available(screen_for(widget)).marginsRemoved(frame_of(widget))


def available(screen: QScreen) -> QRect:
    """The screen without the system's own panels."""
    return screen.availableGeometry()


def limited(wanted: QSize, widget: QWidget) -> QSize:
    """A size, or what the screen has room for."""
    return wanted.boundedTo(room_for(widget).size())


def fit(widget: QWidget, *, is_to_move: bool = True) -> None:
    """Make a window as small, and move it as far, as is needed to have all of it on its screen."""
    if widget.isMaximized() or widget.isFullScreen() or widget.isMinimized():
        return
    room = room_for(widget)
    least = widget.minimumSize()
    if least.boundedTo(room.size()) != least:
        widget.setMinimumSize(least.boundedTo(room.size()))
    widget.resize(widget.size().boundedTo(room.size()))
    if not is_to_move:
        return
    place = widget.geometry()
    place.moveTo(
        min(max(place.left(), room.left()), max(room.left(), room.right() + 1 - place.width())),
        min(max(place.top(), room.top()), max(room.top(), room.bottom() + 1 - place.height())),
    )
    if place != widget.geometry():
        widget.setGeometry(place)


class KeepsOnScreen(QObject):
    """Fits a window whenever it is shown, and when the room on its screen changes."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._screen: QScreen | None = None
        self._is_followed = False
        window.installEventFilter(self)

    @property
    def _window(self) -> QWidget:
        """Not held: a window that is closed for good goes at once."""
        window = self.parent()
        assert isinstance(window, QWidget)
        return window

    def end(self) -> None:
        """Let the window be as large as it likes."""
        self._window.removeEventFilter(self)
        self._window.setMinimumSize(QSize())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The frame is known a little after the window was shown."""
        if event.type() == QEvent.Type.Show and watched is self._window and not event.spontaneous():
            fit(self._window)
            QTimer.singleShot(0, self, self._watch)
        elif event.type() == QEvent.Type.WindowStateChange:
            QTimer.singleShot(0, self, self._refit)
        return super().eventFilter(watched, event)

    def _watch(self) -> None:
        handle = self._window.windowHandle()
        if handle is not None and not self._is_followed:
            self._is_followed = True
            handle.screenChanged.connect(self._come_to)
        self._come_to(self._window.screen())
        self._refit()

    def _come_to(self, screen: QScreen) -> None:
        """Perhaps in the middle of being dragged there: the size may change under the mouse, the place may not."""
        if screen is self._screen:
            return
        with suppress(RuntimeError):  # the screen before was pulled off, and its object with it
            if self._screen is not None:
                self._screen.availableGeometryChanged.disconnect(self._refit)
        self._screen = screen
        screen.availableGeometryChanged.connect(self._refit)
        if self._window.isVisible():
            fit(self._window, is_to_move=False)

    def _refit(self) -> None:
        if self._window.isVisible():
            fit(self._window)


class Dialog(QDialog):
    """A dialog that is never larger than the screen and closes with Esc. Long content belongs into a scroll area."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        KeepsOnScreen(self)

    def showEvent(self, event: QShowEvent) -> None:
        """Tab goes as one reads."""
        super().showEvent(event)
        order_for_tab(self)

    def want(self, width_px: int, height_px: int) -> None:
        """The size wanted, where the screen has that much room."""
        self.resize(limited(QSize(width_px, height_px), self))


def order_for_tab(window: QWidget) -> None:
    """Let Tab go through a window as its layouts are read, whenever its widgets were made."""
    before = window
    for widget in _as_laid_out(window):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            QWidget.setTabOrder(before, widget)
            before = widget


def _as_laid_out(widget: QWidget) -> Iterator[QWidget]:
    inside = widget.widget() if isinstance(widget, QScrollArea) else None
    layout = widget.layout()
    if inside is not None:
        yield widget
        yield from _as_laid_out(inside)
    elif layout is not None:
        yield from _of_layout(layout)
    else:
        yield widget


def _of_layout(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        inner = item.layout() if item is not None else None
        widget = item.widget() if item is not None else None
        if widget is not None:
            yield from _as_laid_out(widget)
        elif inner is not None:
            yield from _of_layout(inner)


def centred(size: QSize, room: QRect) -> QRect:
    """A rectangle in the middle of another one."""
    made = QRect(QPoint(), size)
    made.moveCenter(room.center())
    return made
