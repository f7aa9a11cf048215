"""A run in a process of its own, followed on a thread: what it tells is passed on, how it ended is kept in its folder.

Torch-free. The process has low priority and ends when this program does, however that goes.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from core.encode.encoder_protocol import error_from_json
from core.errors import C2VError, DeviceError, MediaError, RunFolderError, TeachingEndedError
from core.finetune.run_folder import RunFolder, event_from_json, folder_error
from core.processes import child_process
from core.processes.child_process import ChildProcess, StartError
from core.processes.framing import ChannelError
from core.values.teaching import TeachingEvent, TeachingFailed, TeachingOutcome, TeachingProgress

_log = logging.getLogger(__name__)
FOREVER_S: Final = 30 * 86400.0
"""A run may be paused for days; that its process is gone is known at once."""
_SEND_S: Final = 10.0
_CLOSE_S: Final = 0.5
"""To keep its last steps a process that is closed has so long."""
_ENVIRONMENT: Final = {"OMP_WAIT_POLICY": "PASSIVE"}
OnEvent = Callable[[TeachingEvent], None]


def child_command() -> list[str]:
    """How the process that learns is started."""
    return child_process.helper_command("teaching", "c2v_desktop.finetune_child.teaching_main")


class RunProcess:
    """A TeachingRun. `prepare` collects the data where there is none yet. Thread: any; calls `on_event` on its own."""

    def __init__(
        self,
        folder: RunFolder,
        on_event: OnEvent,
        prepare: Callable[[RunFolder], None],
        command: Sequence[str] | None = None,
        keep_s: float | None = None,
    ) -> None:
        self._folder, self._on_event, self._prepare = folder, on_event, prepare
        self._command = [*(command or child_command())]
        self._keep_s = keep_s
        self._turn = threading.Lock()
        self._child: ChildProcess | None = None
        self._waiting: list[str] = []
        self._is_closed = False
        self.is_paused = False
        self._thread = threading.Thread(target=self._work, name=f"teaching {folder.id}", daemon=True)
        self._thread.start()

    @property
    def id(self) -> str:
        """Its name on disk."""
        return self._folder.id

    @property
    def is_alive(self) -> bool:
        """True until it has ended and said how."""
        return self._thread.is_alive()

    def pause(self) -> None:
        """Hold after the step that is being made."""
        self.is_paused = True
        self._say("pause")

    def unpause(self) -> None:
        """Continue after `pause`."""
        self.is_paused = False
        self._say("continue")

    def stop(self) -> None:
        """End the training, keep the best state so far, and judge it."""
        self.is_paused = False
        self._say("stop")

    def close(self) -> None:
        """End the process; the run can be resumed from its last kept step."""
        with self._turn:
            self._is_closed = True
            child = self._child
        if child is not None:
            timer = threading.Timer(_CLOSE_S, child.kill)
            timer.daemon = True
            timer.start()
            self._say("close")

    def wait(self, within_s: float | None = None) -> None:
        """Until it has ended."""
        self._thread.join(within_s)

    def _say(self, word: str) -> None:
        with self._turn:
            child = self._child
            if child is None:
                self._waiting.append(word)
                return
        with suppress(ChannelError):
            child.send({"op": word}, within_s=_SEND_S)

    def _work(self) -> None:
        try:
            with self._folder.locked():
                self._follow()
        except C2VError as error:
            self._fail(error)
        except OSError as error:
            self._fail(folder_error(error, self._folder))
        except RuntimeError:  # a bug of ours must not leave a run that seems to go on
            _log.exception("following a run of teaching failed")
            self._fail(C2VError("Unexpected error (a bug in C2V Desktop).", "Details are in the log."))

    def _follow(self) -> None:
        if not self._folder.data.exists():
            self._on_event(TeachingProgress("Collecting moments of the library", kind="collecting"))
            self._prepare(self._folder)
        request: dict[str, Any] = {"op": "run", "folder": str(self._folder.root)}
        if self._keep_s is not None:
            request["keep_s"] = self._keep_s
        child = start(self._command)
        try:
            child.send(request, within_s=_SEND_S)
            with self._turn:
                self._child = child
                waiting, self._waiting = self._waiting, []
            if self._is_closed:
                return
            for word in waiting:
                self._say(word)
            answer_of(child, self._on_event)
        except ChannelError as error:
            if not self._is_closed:
                raise TeachingEndedError(
                    f"The training process ended unexpectedly ({child.end()}).",
                    "Memory may have run out: close other programs, then resume.",
                ) from error
        finally:
            with self._turn:
                self._child = None
            child.end()

    def _fail(self, error: C2VError) -> None:
        if self._is_closed:
            return
        failed = TeachingFailed(
            error.title,
            error.hint,
            can_resume=self._folder.root.is_dir() or isinstance(error, RunFolderError),  # its drive may come back
            has_learned=self._folder.has_learned,
            error=type(error).__name__,
            about=error.path.name if isinstance(error, MediaError) else "",
        )
        with suppress(OSError):
            self._folder.append(failed)
        self._on_event(failed)


def start(command: Sequence[str]) -> ChildProcess:
    """The process that learns. Raises: DeviceError."""
    try:
        return ChildProcess("teaching", command, environment=_ENVIRONMENT)
    except StartError as error:
        raise DeviceError(f"The training process could not be started: {error}.") from error


def answer_of(child: ChildProcess, on_event: OnEvent) -> dict[str, Any]:
    """Pass on what it tells until it is done; gives its answer. Raises: ChannelError, C2VError."""
    while True:
        said = child.receive(FOREVER_S).fields
        if "event" in said:
            event = event_from_json(said["event"].encode())
            if event is not None:
                on_event(event)
        elif "error" in said:
            raise error_from_json(said["error"])
        elif "bug" in said:
            raise RuntimeError(f"the training process failed:\n{said['bug']}")
        else:
            done: dict[str, Any] = said["done"]
            return done


def ask(command: Sequence[str], request: dict[str, Any], on_event: OnEvent | None = None) -> dict[str, Any]:
    """One request to a process of its own. Raises: C2VError."""
    child = start(command)
    try:
        child.send(request, within_s=_SEND_S)
        return answer_of(child, on_event or _nothing)
    except ChannelError as error:
        raise TeachingEndedError(
            f"The training process ended unexpectedly ({child.end()}).", "Memory may have run out."
        ) from error
    finally:
        child.end()


def _nothing(_: TeachingEvent) -> None:
    pass


def ended(event: TeachingEvent) -> bool:
    """Is this how a run ends?"""
    return isinstance(event, TeachingOutcome | TeachingFailed)


def exists(root: Path) -> bool:
    """Is there a run here?"""
    return (root / "plan.json").is_file()
