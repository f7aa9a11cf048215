"""Checks checkpoint files in a process of its own, so that the window never holds torch. Torch-free.

A file that fills the memory or ends the process costs that process.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.encode.checkpoint_report import CheckpointFit, fit_from_json
from core.encode.encoder_protocol import error_from_json
from core.errors import Cancelled, DeviceError
from core.processes import child_process
from core.processes.child_process import SLOWEST_BYTES_S, ChildProcess, NoAnswerError, StartError
from core.processes.framing import ChannelError

PATIENCE_S = 300.0
"""For an answer, beside the time a slow disk takes to read the file."""


class CheckpointProcess:
    """The functions of `checkpoint_check`, each in a new child. Thread: one caller at a time; `stop` from any."""

    def __init__(self, command: Sequence[str] | None = None, patience_s: float = PATIENCE_S) -> None:
        self._command = [*(command or child_process.helper_command("inspector", "core.encode.checkpoint_main"))]
        self._patience_s = patience_s
        self._child: ChildProcess | None = None
        self._stopped = False

    def recognise(self, path: Path, architecture: str = "") -> CheckpointFit:
        """What is in the file? Raises: EncoderError, Cancelled."""
        return fit_from_json(self._ask("recognise", path, architecture)["fit"])

    def recognise_towers(self, path: Path, architecture: str = "") -> CheckpointFit:
        """The towers of the file, whatever stands on them. Raises: EncoderError, Cancelled."""
        return fit_from_json(self._ask("recognise_towers", path, architecture)["fit"])

    def fits_architecture(self, path: Path, architecture: str) -> CheckpointFit:
        """Compare names and shapes with those of a model of open_clip. Raises: EncoderError, Cancelled."""
        return fit_from_json(self._ask("fits_architecture", path, architecture)["fit"])

    def write_towers(self, source: Path, target: Path) -> None:
        """Write the towers of the file under open_clip's names. Raises: EncoderError, Cancelled."""
        self._ask("write_towers", source, target)

    def try_model(self, path: Path, backend: str, architecture: str) -> None:
        """Load the model, and show it a picture and a sentence. Raises: EncoderError, Cancelled."""
        self._ask("try_model", path, backend, architecture)

    def stop(self) -> None:
        """End the check in progress; it raises Cancelled, and so does every later question."""
        self._stopped = True
        child = self._child
        if child is not None:
            child.kill()

    def _ask(self, question: str, path: Path, *arguments: Path | str) -> dict[str, Any]:
        if self._stopped:
            raise Cancelled
        request = {"question": question, "arguments": [str(path), *map(str, arguments)]}
        within_s = self._patience_s + _size_bytes(path) / SLOWEST_BYTES_S
        try:
            child = self._child = ChildProcess("inspector", self._command)
        except StartError as error:
            raise DeviceError(f"The model file checker could not be started: {error}.") from error
        try:
            if self._stopped:  # a moment ago, from another thread
                raise Cancelled
            answer = child.request(request, within_s=within_s).fields
        except NoAnswerError as error:
            if self._stopped:
                raise Cancelled from error
            raise DeviceError(
                f"Checking {path.name} took longer than {within_s:.0f} s and was stopped.",
                "Check that its drive is connected and try again, or copy the file to this computer first.",
            ) from error
        except ChannelError as error:
            if self._stopped:
                raise Cancelled from error
            why = child.end()
            raise DeviceError(f"The model file checker ended unexpectedly ({why}).") from error
        finally:  # after Ctrl-C too: it would only hear of that once it has loaded all of torch
            self._child = None
            child.end()
        if self._stopped:
            raise Cancelled
        if "error" in answer:
            raise error_from_json(answer["error"])
        if "bug" in answer:
            raise RuntimeError(f"checking a model file failed:\n{answer['bug']}")
        return answer


def _size_bytes(path: Path) -> int:
    """Of a file; 0 where it is unknown: the child says why."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
