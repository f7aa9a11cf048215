"""Sample videos drawn by a child process, for whoever has no footage at hand."""

import logging
import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from core.processes import child_process

_log = logging.getLogger(__name__)


def drawing_command() -> list[str]:
    """How the process that draws is started; a bundle starts itself."""
    return child_process.helper_command("samples", "core.synthetic.samples_main")


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
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONPATH", os.pathsep.join(str(Path(place or ".").absolute()) for place in sys.path))
        self._process.setProcessEnvironment(environment)
        program, *arguments = drawing_command()
        self._process.start(program, [*arguments, str(self._folder)])

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
