"""Small pictures with a line of text, in rows; they come one by one from the pictures lane."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QKeyEvent, QPainter, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QListWidget, QListWidgetItem

from ui import safe_text, theme
from ui.finetune.teaching_parts import Thumbnail
from ui.images import PictureKey, Pictures, picture_key

_PICTURE = QSize(128, 72)
_BESIDE_PX, _BELOW_PX = 10, 4
"""Below: what lies between picture and text, and no more, as Qt fills what is left with the upper half of a line."""
_PLACE = Qt.ItemDataRole.UserRole


class ThumbnailList(QListWidget):
    """As high as its pictures need, so that the page scrolls and not the list; in one row it scrolls sideways."""

    remove_asked = Signal()
    """The selected ones are not wanted any more."""
    chosen = Signal(object)
    """A Thumbnail was activated."""

    def __init__(self, name: str, *, lines: int = 1, in_one_row: bool = False, can_select: bool = True) -> None:
        super().__init__()
        self._pictures: Pictures | None = None
        self._shown: list[Thumbnail] = []
        self._waiting: dict[PictureKey, list[int]] = {}
        self._lines, self._in_one_row = lines, in_one_row
        self.setAccessibleName(name)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(not in_one_row)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setWordWrap(lines > 1)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(_PICTURE)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if can_select else mode.SingleSelection)
        self.itemActivated.connect(lambda item: self.chosen.emit(self._shown[item.data(_PLACE)]))
        self._fit()

    def use(self, pictures: Pictures) -> None:
        """Pictures can be had from now on."""
        if self._pictures is None:
            self._pictures = pictures
            pictures.came.connect(self._follow)
            self._ask(range(len(self._shown)))

    def show_thumbnails(self, thumbnails: Sequence[Thumbnail]) -> None:
        """Show these; what was selected stays selected where it is still there."""
        selected = {each.key for each in self.selected}
        self._shown = list(thumbnails)
        self._waiting.clear()
        self.clear()
        for place, each in enumerate(self._shown):
            item = QListWidgetItem(safe_text.printable(each.text))
            item.setData(_PLACE, place)
            item.setToolTip(safe_text.tip(each.tip or each.text))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, safe_text.printable(each.tip or each.text))
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            item.setSizeHint(self._cell())
            item.setIcon(self._icon(None))
            self.addItem(item)
            item.setSelected(each.key is not None and each.key in selected)
        self._ask(range(len(self._shown)))
        self._fit()

    @property
    def shown(self) -> list[Thumbnail]:
        """All of them in their order."""
        return list(self._shown)

    @property
    def selected(self) -> list[Thumbnail]:
        """The selected ones in their order."""
        return [self._shown[row] for row in sorted(self.row(item) for item in self.selectedItems())]

    # ---- pictures

    def _ask(self, places: Iterable[int]) -> None:
        if self._pictures is None or not self.isVisible():
            return
        for place in places:
            each = self._shown[place]
            if each.video is None:
                continue
            image = self._pictures.get(each.video, each.time_s)
            if image is None:
                self._waiting.setdefault(picture_key(each.video, each.time_s), []).append(place)
            else:
                self.item(place).setIcon(self._icon(image))

    def _follow(self, keys: frozenset[PictureKey]) -> None:
        came = [place for key in keys & self._waiting.keys() for place in self._waiting.pop(key)]
        self._ask(came)

    def _icon(self, image: QImage | None) -> QIcon:
        """The picture in the middle of its place, as sharp as the screen."""
        colours, scale = theme.tokens(self.palette()), self.devicePixelRatioF()
        canvas = QPixmap(_PICTURE * scale)
        canvas.fill(colours.placeholder if image is None or image.isNull() else QColor(Qt.GlobalColor.black))
        if image is not None and not image.isNull():
            fitted = image.scaled(
                canvas.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            painter = QPainter(canvas)
            painter.drawImage((canvas.width() - fitted.width()) // 2, (canvas.height() - fitted.height()) // 2, fitted)
            painter.end()
        canvas.setDevicePixelRatio(scale)
        icon = QIcon(canvas)
        icon.addPixmap(canvas, QIcon.Mode.Selected)
        return icon

    # ---- size

    def _cell(self) -> QSize:
        text_px = self._lines * self.fontMetrics().lineSpacing()
        return QSize(_PICTURE.width() + 2 * _BESIDE_PX, _PICTURE.height() + text_px + _BELOW_PX)

    def _fit(self) -> None:
        """As many rows as the width needs."""
        cell = self._cell()
        columns = max(1, (self.viewport().width() - 2) // cell.width())
        rows = 1 if self._in_one_row else max(1, -(-len(self._shown) // columns))
        bar_px = self.horizontalScrollBar().sizeHint().height() if self._in_one_row else 0
        self.setFixedHeight(rows * cell.height() + bar_px + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fewer columns need more rows."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """What is not seen asks for no pictures."""
        super().showEvent(event)
        self._ask(range(len(self._shown)))

    def changeEvent(self, event: QEvent) -> None:
        """Other letters, other sizes; other colours, other places for pictures that have not come."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange or theme.has_changed(event):
            for row in range(self.count()):
                self.item(row).setSizeHint(self._cell())
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del takes the selected ones away."""
        if event.key() == Qt.Key.Key_Delete and self.selectedItems():
            self.remove_asked.emit()
        else:
            super().keyPressEvent(event)
