"""Run as a process of its own: a small window that files are dragged from, or one that they are dropped on.

`python -m tests.acceptance.drag_window from PATH...` and `... drag_window onto` write a line of JSON for each thing
that happens.
"""

import json
import sys

from PySide6.QtCore import QMimeData, QRect, Qt, QUrl
from PySide6.QtGui import QDrag, QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

FROM, ONTO = QRect(10, 10, 150, 100), QRect(10, 200, 150, 200)
"""Left of the program's window."""


def tell(**said: object) -> None:
    print(json.dumps(said), flush=True)


class From(QLabel):
    """Dragged with the mouse, it is the files."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__("files")
        self._urls = [QUrl.fromLocalFile(path) for path in paths]
        self.setGeometry(FROM)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        mime = QMimeData()
        mime.setUrls(self._urls)
        drag = QDrag(self)
        drag.setMimeData(mime)
        drag.actionChanged.connect(lambda action: tell(action=action.name))
        tell(began=True)
        tell(dropped=drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.MoveAction).name)


class Onto(QLabel):
    """Takes what comes, as a program for editing does."""

    def __init__(self) -> None:
        super().__init__("drop here")
        self.setGeometry(ONTO)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()
        tell(entered=event.mimeData().formats(), offered=event.possibleActions().value)

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        urls = [url.toLocalFile() for url in event.mimeData().urls()]
        tell(urls=urls, action=event.dropAction().name, offered=event.possibleActions().value)


def main() -> None:
    application = QApplication(sys.argv[:1])
    window = From(sys.argv[2:]) if sys.argv[1] == "from" else Onto()
    window.show()
    tell(shown=True)
    sys.exit(application.exec())


if __name__ == "__main__":
    main()
