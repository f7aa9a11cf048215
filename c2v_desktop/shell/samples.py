"""Sample videos drawn by a child process, for whoever has no footage at hand."""

import logging
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal

_log = logging.getLogger(__name__)
_PROGRAM = """
import sys
from pathlib import Path
from core.synthetic.sample_videos import draw_samples
draw_samples(Path(sys.argv[1]))
"""


def can_draw() -> bool:
    """A bundle has no Python to ask."""
    return not getattr(sys, "frozen", False)


class Drawing(QObject):
    """One run. The drawing takes some seconds of a processor, so it is done beside the window."""

    done = Signal(object)
    """The folder with the videos, or None."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._fail)

    def start(self) -> None:
        """Draw."""
        self._folder.mkdir(parents=True, exist_ok=True)
        root = str(Path(__file__).resolve().parent.parent.parent)
        self._process.setWorkingDirectory(root)
        self._process.start(sys.executable, ["-c", _PROGRAM, str(self._folder)])

    def _finish(self, code: int) -> None:
        if code:
            _log.error(
                "drawing sample videos failed: %s", bytes(self._process.readAll().data()).decode(errors="replace")
            )
        self.done.emit(None if code else self._folder)

    def _fail(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            _log.error("drawing sample videos could not be started")
            self.done.emit(None)
