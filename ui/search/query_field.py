"""The query line: typing, history, and keys that must not reach the window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QMimeDatabase, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from core.values import Query
from ui import theme
from ui.translate import translate

_OWN_KEYS = frozenset((Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Up, Qt.Key.Key_Down))


@dataclass(frozen=True, slots=True)
class PastLine:
    """A line to go back to: its text, and the query that it was; None for one that was not asked."""

    text: str
    query: Query | None


class QueryField(QLineEdit):
    """A line of text that offers what was asked before."""

    entered = Signal()
    emptied = Signal()
    """The user cleared the line with Esc or the cross."""
    undo_asked = Signal()
    """Nothing that was typed is left to undo."""
    redo_asked = Signal()
    pictures_given = Signal(object)
    """Picture files that were dropped or pasted: list of Path."""
    image_given = Signal(object)
    """A picture without a file, such as a screenshot or one copied in a browser: QImage."""
    recalled = Signal(object)
    """A PastLine, which stands in the line now."""
    meant = Signal()
    """The user is done with writing: what is asked now is to be remembered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history: list[PastLine] = []
        self._place = 0
        self._draft = PastLine("", None)
        self.present: Callable[[], Query | None] = lambda: None
        """The query as it stands, to come back to from those before it."""
        self.is_refined = False
        """True while the newest change is one of phrases or filters, not of the text: it is undone first."""
        self.textEdited.connect(self._note_typing)
        self.setPlaceholderText(translate("Search", "Describe a shot…  e.g. a red car drives up"))
        self.setAccessibleName(translate("Search", "Describe a shot"))
        self.setAccessibleDescription(translate("Search", "Describe the shot. Separate phrases with commas."))
        self.setObjectName("query")
        self.setMaxLength(1000)
        self._icon = QAction(translate("Search", "Search"), self)
        self._icon.setToolTip(translate("Search", "Search (Enter)"))
        self._icon.triggered.connect(self.entered)
        self.addAction(self._icon, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(translate("Search", "Clear the search"), self)
        self._clear.setToolTip(translate("Search", "Clear the search (Esc)"))
        self._clear.triggered.connect(self.wipe)
        self._clear.setVisible(False)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        for button, action in zip(self.findChildren(QToolButton), (self._icon, self._clear), strict=True):
            button.setAccessibleName(action.text())  # Qt hands the text on to no one
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Enter and Esc do the same
        self._colour()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Words and pictures may be dropped into the line; all else belongs to the window."""
        if _is_seen(event.mimeData()):
            _take_copies(event)
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """As for entering."""
        if _is_seen(event.mimeData()):
            _take_copies(event)
        else:
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Pictures become examples."""
        if not self._take_pictures(event.mimeData()):
            super().dropEvent(event)
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def _take_pictures(self, mime: QMimeData) -> bool:
        """True when there were pictures in it, as files or as such."""
        if pictures := _pictures(mime):
            self.pictures_given.emit(pictures)
            return True
        image = mime.imageData() if _has_image(mime) else None
        if not isinstance(image, QImage) or image.isNull():
            return False
        self.image_given.emit(image)
        return True

    def _note_typing(self) -> None:
        self.is_refined = False

    def remember(self, text: str) -> None:
        """What the user means to ask is asked now."""
        del text
        self.meant.emit()

    def set_history(self, lines: Sequence[PastLine]) -> None:
        """What was asked before, newest last."""
        shown = self._history[self._place] if self._place < len(self._history) else None
        self._history = list(lines)
        self._place = self._history.index(shown) if shown in self._history[:-1] else len(self._history)

    def wipe(self) -> None:
        """Empty the line."""
        self.clear()
        self._place = len(self._history)
        self.emptied.emit()

    def event(self, event: QEvent) -> bool:
        """Keys of the line come before the window's shortcuts; Esc only while there is something to clear."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = event.key() in _OWN_KEYS or (event.key() == Qt.Key.Key_Escape and bool(self.text()))
            if own and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks, Esc clears, Up and Down walk through the history."""
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Undo) and (self.is_refined or not self.isUndoAvailable()):
            self.undo_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable():
            self.redo_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Paste) and self._take_pictures(
            QGuiApplication.clipboard().mimeData()
        ):
            event.accept()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.wipe()
        elif key == Qt.Key.Key_Up:
            self._recall(-1)
        elif key == Qt.Key.Key_Down:
            self._recall(1)
        elif event.text() == "/" and not self.text():
            event.accept()  # the key that leads here, pressed once we are here: no question begins with it
        else:
            super().keyPressEvent(event)

    def _recall(self, step: int) -> None:
        """Lines that say what stands there already are passed over, unless they are another query."""
        present = PastLine(self.text(), self.present())
        place = self._place + step
        while 0 <= place < len(self._history) and self._history[place] == present:
            place += step
        if not 0 <= place <= len(self._history) or place == self._place:
            return
        if self._place == len(self._history):
            self._draft = present
        self._place = place
        line = self._draft if place == len(self._history) else self._history[place]
        self.setText(line.text)
        self.recalled.emit(line)

    def changeEvent(self, event: QEvent) -> None:
        """Icons follow the theme."""
        super().changeEvent(event)
        if theme.has_changed(event):
            self._colour()

    def _colour(self) -> None:
        colours = theme.tokens(self.palette())
        self._icon.setIcon(theme.icon("search", colours.muted, 18))
        self._clear.setIcon(theme.icon("close", colours.muted, 16))


def _take_copies(event: QDragMoveEvent) -> None:
    """Accept pictures as copies: a program that hears of a move may delete what it gave."""
    if _pictures(event.mimeData()) or _has_image(event.mimeData()):
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
    else:
        event.ignore()


def _has_image(mime: QMimeData) -> bool:
    """Whether it is a picture without a file. Office programs give a picture of copied words too: those are words."""
    is_here = any(url.isLocalFile() for url in mime.urls())
    return mime.hasImage() and not is_here and (mime.hasUrls() or not mime.hasText())


def _is_seen(mime: QMimeData) -> bool:
    """Whether the line decides by itself, instead of as a field for text."""
    return mime.hasUrls() or _has_image(mime)


def _pictures(mime: QMimeData) -> list[Path]:
    """The files, when all of them are pictures on this computer; their names tell."""
    urls = mime.urls()
    if not urls or not all(url.isLocalFile() for url in urls):
        return []
    kinds = QMimeDatabase()
    paths = [Path(url.toLocalFile()) for url in urls]
    match = QMimeDatabase.MatchMode.MatchExtension
    return paths if all(kinds.mimeTypeForFile(str(each), match).name().startswith("image/") for each in paths) else []
