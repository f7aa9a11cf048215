"""Where the video is shown: its frame, or a still in its place, or a sentence when there is neither."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from ui import safe_text, theme
from ui.translate import translate
from ui.widgets.busy import Busy

_BUSY_AFTER_MS = 200
_BLACK = QColor("#000000")


class Screen(QWidget):
    """Paints one picture, letterboxed. A still is labelled as such: it is not the video."""

    clicked = Signal()
    dragged = Signal(QImage)
    """What is seen is being dragged out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._is_still = False
        self._preview = QImage()
        self._reason = self._sentence = self._badge = ""
        self._is_focused = False
        self._pressed_at: QPoint | None = None
        """Where a click began that may become a drag."""
        self._busy = Busy(28, self)
        self._busy.hide()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_BUSY_AFTER_MS)
        self._soon.timeout.connect(self._busy.show)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 90)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(translate("Play", "Picture"))
        self.setObjectName("screen")

    @property
    def image(self) -> QImage:
        """What is seen."""
        return self._image

    @property
    def is_still(self) -> bool:
        """True for a still in place of the video."""
        return self._is_still

    @property
    def sentence(self) -> str:
        """The message over the picture."""
        return self._sentence

    @property
    def badge(self) -> str:
        """What the frames are labelled as."""
        return self._badge

    def set_badge(self, badge: str, reason: str = "") -> None:
        """Label frames that are not the original's, and say why in words; empty takes that away."""
        self._badge = badge
        self.setToolTip(safe_text.tip(reason))
        self.setAccessibleDescription(safe_text.printable(reason))
        self.update()

    def set_focused(self, is_focused: bool) -> None:
        """Show that the keys go to the player."""
        self._is_focused = is_focused
        self.update()

    def show_frame(self, image: QImage) -> None:
        """A frame of the video."""
        self._image, self._is_still = image, False
        self._rest()

    def show_still(self, image: QImage) -> None:
        """A picture from the library, while or because there is no video."""
        self._image, self._is_still = image, True
        self.update()

    def preview(self, image: QImage | None) -> None:
        """Another picture for as long as the mouse is somewhere; None shows again what was there."""
        self._preview = image if image is not None else QImage()
        self.update()

    def wait(self) -> None:
        """The video is being opened: show that, unless it is quick."""
        self._soon.start()

    @property
    def invitation(self) -> str:
        """What stands where nothing is to be seen."""
        return self._reason or translate("Play", "Select a moment to play it")

    def clear(self, reason: str = "") -> None:
        """Nothing to see, for a reason: nothing is selected, unless another is given."""
        self._image, self._is_still, self._sentence = QImage(), False, ""
        self._preview = QImage()
        self.set_badge("")
        self._reason = safe_text.printable(reason)
        self.setAccessibleDescription(self._reason)
        self._rest()

    def say(self, sentence: str) -> None:
        """Say something over the picture; empty takes it away."""
        self._sentence = safe_text.printable(sentence)
        self.setAccessibleDescription(self._sentence)
        if sentence:
            self._rest()
        self.update()

    def _rest(self) -> None:
        self._soon.stop()
        self._busy.hide()
        self.update()

    def sizeHint(self) -> QSize:
        """The shape of most videos."""
        return QSize(424, 239)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The arc stays in the middle."""
        super().resizeEvent(event)
        self._busy.move((self.width() - self._busy.width()) // 2, (self.height() - self._busy.height()) // 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click begins, or a drag."""
        self._pressed_at = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Far enough from where it was pressed, the picture is dragged out; that is no click any more."""
        begin, at = self._pressed_at, event.position().toPoint()
        if begin is not None and (at - begin).manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            if not self._image.isNull():
                self.dragged.emit(self._image)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the picture plays or pauses."""
        if event.button() == Qt.MouseButton.LeftButton and self._pressed_at is not None:
            self._pressed_at = None
            self.clicked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Picture, then label, then sentence."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), _BLACK)
        shown = self._image if self._preview.isNull() else self._preview
        if not shown.isNull():
            painter.drawImage(self.place_of(shown), shown)
        elif not self._sentence:
            painter.setPen(theme.DARK.faint)
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(QRectF(self.rect()).adjusted(14, 0, -14, 0), flags, self.invitation)
        if self._sentence:
            self._paint_sentence(painter)
        label = translate("Play", "STILL") if self._sentence and self._is_still else self._badge
        if label and not shown.isNull():
            self._paint_badge(painter, label)
        if self._is_focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.DARK.focus, 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def place_of(self, image: QImage) -> QRectF:
        """Where a picture lies, in its own shape."""
        size = image.deviceIndependentSize()
        if size.isEmpty():
            return QRectF(self.rect())
        size.scale(self.width(), self.height(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF(
            (self.width() - size.width()) / 2, (self.height() - size.height()) / 2, size.width(), size.height()
        )

    def _paint_sentence(self, painter: QPainter) -> None:
        """A bar at the bottom."""
        metrics = QFontMetricsF(self.font())
        room = QRectF(self.rect()).adjusted(14, 0, -14, 0)
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        text = metrics.boundingRect(room, flags, self._sentence)
        bar = QRectF(0, self.height() - text.height() - 18, self.width(), text.height() + 18)
        painter.fillRect(bar, QColor(16, 17, 19, 225))
        painter.fillRect(QRectF(bar.left(), bar.top(), 3, bar.height()), theme.DARK.warn)
        painter.setPen(theme.DARK.text)
        painter.drawText(bar.adjusted(14, 0, -14, 0), flags, self._sentence)

    def _paint_badge(self, painter: QPainter, label: str) -> None:
        """In the corner: this is not the video itself."""
        painter.setFont(theme.scaled(self.font(), 0.85, bold=True))
        width = QFontMetricsF(painter.font()).horizontalAdvance(label) + 14
        badge = QRectF(10, 10, width, QFontMetricsF(self.font()).height() + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(16, 17, 19, 225))
        painter.drawRoundedRect(badge, 4, 4)
        painter.setPen(theme.DARK.text)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, label)
