"""Captions of the selected clip: a list to go to, edit and remove, and a field to write the next one in."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.values import KeptCaption, MediaInfo
from ui import safe_text
from ui.translate import translate
from ui.widgets import formatting, points

_ID = Qt.ItemDataRole.UserRole
_TEXT = 1
_MOST_ROWS = 6
"""A longer list scrolls."""
_ROW_PADDING_PX, _CELL_PADDING_PX = 8, 16
_LOCAL_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CaptionPanel(QWidget):
    """Follows the selected clip. What is typed for a clip and not added yet stays with that clip."""

    added = Signal(str)
    """A new caption, for the stretch that the panel names."""
    edited = Signal(int, str)
    """Id of a caption and its new text."""
    points_asked = Signal(int)
    """Id of a caption that is to have the in and out points of the player."""
    removed = Signal(object)
    """Ids of captions."""
    chosen = Signal(object)
    """KeptCaption: go to its moment."""
    left = Signal()
    """The keyboard goes back to the cards."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._captions: dict[int, KeptCaption] = {}
        self._drafts: dict[int, str] = {}
        self._video_id = 0
        title = QLabel(translate("Browse", "Captions"))
        title.setProperty("kind", "muted")
        self.list = _CaptionList()
        self.list.chosen.connect(self._choose)
        self.list.removal_asked.connect(self.removed)
        self.list.menu_asked.connect(self._open_menu)
        self.list.itemChanged.connect(self._edit)
        self._place = QLabel()
        self._place.setProperty("kind", "faint")
        self._place.setWordWrap(True)
        self._place.setTextFormat(Qt.TextFormat.PlainText)
        self._button = QPushButton(translate("Browse", "Add"))
        self._button.setAccessibleName(translate("Browse", "Add caption"))
        self._button.setEnabled(False)
        self._button.clicked.connect(self._add)
        self.field = _CaptionField()
        self.field.setPlaceholderText(translate("Browse", "Describe what happens"))
        self.field.setAccessibleName(translate("Browse", "New caption"))
        self.field.returnPressed.connect(self._add)
        self.field.textChanged.connect(lambda text: self._button.setEnabled(bool(text.strip())))
        self.field.left.connect(self.left)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.field, 1)
        line.addWidget(self._button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(4)
        for widget in (title, self.list, self._place):
            column.addWidget(widget)
        column.addLayout(line)

    # ---- filling

    def show_clip(self, video_id: int) -> None:
        """Another clip is selected: its captions come later, what was being typed for it is there again."""
        if video_id == self._video_id:
            return
        self._keep_draft()
        self._video_id = video_id
        self.field.setText(self._drafts.pop(video_id, ""))
        self.show_captions([], None)

    def show_captions(self, captions: Sequence[KeptCaption], info: MediaInfo | None) -> None:
        """What is kept of the clip, in order of time; the same row stays selected."""
        self._captions = {each.id: each for each in captions}
        self.list.fill([(each.id, times_of(each), each.text, _tip(each, info)) for each in captions])

    def show_place(self, words: str) -> None:
        """For which stretch the next caption is."""
        self._place.setText(words)
        self.field.setAccessibleDescription(words)

    def clear_field(self, video_id: int, text: str) -> None:
        """A caption is kept: the field is free for the next one, unless something else has been typed meanwhile."""
        if video_id == self._video_id and self.field.text() == text:
            self.field.setText("")  # unlike `clear`, nothing to undo: Ctrl+Z takes the caption back
        elif self._drafts.get(video_id) == text:
            del self._drafts[video_id]

    @property
    def place(self) -> str:
        """For which stretch the next caption is, in words."""
        return self._place.text()

    # ---- within

    def _keep_draft(self) -> None:
        if self.field.text().strip():
            self._drafts[self._video_id] = self.field.text()

    def _add(self) -> None:
        if self.field.text().strip():
            self.added.emit(self.field.text())

    def _choose(self, caption_id: int) -> None:
        if caption_id in self._captions:
            self.chosen.emit(self._captions[caption_id])

    def _edit(self, item: QTreeWidgetItem, column: int) -> None:
        caption = self._captions.get(int(item.data(0, _ID)))
        if column == _TEXT and caption is not None and item.text(_TEXT) != caption.text:
            self.edited.emit(caption.id, item.text(_TEXT))

    def menu_of(self, caption_id: int) -> QMenu:
        """What can be asked of a caption."""
        menu = QMenu(self)
        menu.addAction(translate("Browse", "Go to this moment"), lambda: self._choose(caption_id))
        menu.addAction(translate("Browse", "Edit caption"), self.list.edit_current)
        menu.addAction(
            translate("Browse", "Use the player's in and out points"), lambda: self.points_asked.emit(caption_id)
        )
        menu.addSeparator()
        menu.addAction(translate("Browse", "Remove caption"), lambda: self.removed.emit(self.list.chosen_ids))
        return menu

    def _open_menu(self, caption_id: int, at: QPoint) -> None:
        menu = self.menu_of(caption_id)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)


class _CaptionList(QTreeWidget):
    """Times and text; as high as its rows. A click goes to the moment, F2 or a double click edits, Del removes."""

    chosen = Signal(int)
    removal_asked = Signal(object)
    menu_asked = Signal(int, QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(translate("Browse", "Captions of this clip"))
        self.setColumnCount(2)
        self.setHeaderLabels([translate("Browse", "Time"), translate("Browse", "Caption")])
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)  # of the text alone, whatever is clicked
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        header = self.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.itemClicked.connect(lambda item: self.chosen.emit(int(item.data(0, _ID))))
        self.itemDoubleClicked.connect(lambda item: self.editItem(item, _TEXT))
        self.hide()

    def fill(self, rows: Sequence[tuple[int, str, str, str]]) -> None:
        """Id, times, text and tooltip of each."""
        chosen = set(self.chosen_ids)
        current = self.currentItem()
        current_id = int(current.data(0, _ID)) if current is not None else 0
        self.blockSignals(True)
        self.clear()
        for id_, times, text, tip in rows:
            item = QTreeWidgetItem([times, text])
            item.setData(0, _ID, id_)
            width = self.fontMetrics().horizontalAdvance(times) + _CELL_PADDING_PX
            item.setSizeHint(0, QSize(width, self.fontMetrics().height() + _ROW_PADDING_PX))
            for column in range(2):
                item.setToolTip(column, safe_text.tip(tip))
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
            item.setFlags(flags | Qt.ItemFlag.ItemNeverHasChildren)
            self.addTopLevelItem(item)
            if id_ == current_id:
                self.setCurrentItem(item, 0)
            item.setSelected(id_ in chosen)
        self.blockSignals(False)
        self.setVisible(bool(rows))
        self.updateGeometry()

    @property
    def chosen_ids(self) -> list[int]:
        """Ids of the selected rows, from above."""
        items = (self.topLevelItem(row) for row in range(self.topLevelItemCount()))
        return [int(item.data(0, _ID)) for item in items if item is not None and item.isSelected()]

    def edit_current(self) -> None:
        """Let the user write the text of the current row."""
        item = self.currentItem()
        if item is not None:
            self.editItem(item, _TEXT)

    def sizeHint(self) -> QSize:
        """As high as its rows, up to a few."""
        rows = min(self.topLevelItemCount(), _MOST_ROWS)
        height = rows * (self.fontMetrics().height() + _ROW_PADDING_PX)
        return QSize(super().sizeHint().width(), height + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        """The same height: the page around it scrolls."""
        return QSize(0, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Del and Return are its own while it has the keyboard, not those of the cards."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _LOCAL_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return goes to the moment, Del removes what is selected."""
        key, item = event.key(), self.currentItem()
        if self.state() == QAbstractItemView.State.EditingState or item is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(int(item.data(0, _ID)))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if self.chosen_ids:
                self.removal_asked.emit(self.chosen_ids)
        elif key == Qt.Key.Key_F2:
            self.edit_current()
        else:
            super().keyPressEvent(event)

    def _ask_menu(self, at: QPoint) -> None:
        item = self.itemAt(at)
        if item is not None:
            self.menu_asked.emit(int(item.data(0, _ID)), self.viewport().mapToGlobal(at))


class _CaptionField(QLineEdit):
    """Esc leaves it, with what is typed; with nothing typed to undo, Ctrl+Z is the window's."""

    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Which keys are its own."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            is_window_s = (event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()) or (
                event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()
            )
            if is_window_s:
                event.ignore()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the cards."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def times_of(caption: KeptCaption) -> str:
    """0:01–0:03, or the whole clip."""
    if caption.start_s is None or caption.end_s is None:
        return translate("Browse", "Whole clip")
    return f"{formatting.duration(float(caption.start_s))}–{formatting.duration(float(caption.end_s))}"


def _tip(caption: KeptCaption, info: MediaInfo | None) -> str:
    """Its exact times, and all of its text."""
    if caption.start_s is None or caption.end_s is None:
        times = translate("Browse", "Whole clip")
    else:
        times = f"{points.point(info, caption.start_s)} – {points.point(info, caption.end_s)}"
    return f"{times}\n{caption.text}"
