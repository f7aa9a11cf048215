"""Sample videos drawn by a child process, for whoever has no footage at hand."""

import logging
import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from core.processes import child_process

_log = logging.getLogger(__name__)
DEADLINE_S = 600.0
"""Drawing takes seconds, or minutes on a busy computer; one that hangs must not be waited for."""


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
        self._deadline = QTimer(self, singleShot=True, interval=round(1000 * DEADLINE_S))
        self._deadline.timeout.connect(self._give_up)

    def start(self) -> None:
        """Draw."""
        self._folder.mkdir(parents=True, exist_ok=True)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONPATH", os.pathsep.join(str(Path(place or ".").absolute()) for place in sys.path))
        self._process.setProcessEnvironment(environment)
        program, *arguments = drawing_command()
        self._deadline.start()
        self._process.start(program, [*arguments, str(self._folder)])

    def _give_up(self) -> None:
        _log.error("drawing sample videos took longer than %g s and was ended", DEADLINE_S)
        self._process.kill()

    def _finish(self, code: int, status: QProcess.ExitStatus) -> None:
        self._deadline.stop()
        code = code or int(status != QProcess.ExitStatus.NormalExit)
        if code:
            _log.error(
                "drawing sample videos failed: %s", bytes(self._process.readAll().data()).decode(errors="replace")
            )
        self.done.emit(None if code else self._folder)

    def _fail(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._deadline.stop()
            _log.error("drawing sample videos could not be started")
            self.done.emit(None)
