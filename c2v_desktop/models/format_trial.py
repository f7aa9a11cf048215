"""Trying a model's number formats for the window, which never holds torch: the command line does it, as a process."""

import subprocess
import sys
import tempfile
from pathlib import Path

from c2v_desktop.models.worker import StopFlag
from c2v_desktop.paths import HOME_VARIABLE
from core.errors import DeviceError
from core.processes.child_process import CHILD_FLAG, end_process, spawn

PATIENCE_S = 3600.0
"""For all formats of a model: the largest need minutes each on a slow processor. One that hangs is ended."""
TRIAL = "trial"
"""What the command line is asked to be, after `--child`: `models bench` that ends with the program."""
_FAILED = "The number formats could not be tested"


def trial_command() -> list[str]:
    """How `c2v models bench` is started from here; a bundle is its own command line."""
    own = [] if getattr(sys, "frozen", False) else ["-P", "-m", "c2v_desktop"]
    return [sys.executable, *own, CHILD_FLAG, TRIAL]


def try_formats_apart(key: str, home: Path | None, stop: StopFlag, patience_s: float = PATIENCE_S) -> None:
    """Run the trials of a model that is here to their end; what they find is kept beside the model.

    Thread: any but the main one. Raises: DeviceError; Cancelled, when it was stopped.
    """
    environment = {} if home is None else {HOME_VARIABLE: str(home)}
    with tempfile.TemporaryFile() as said:
        try:
            process = spawn(
                [*trial_command(), key],
                stdout=said,
                stderr=said,
                environment=environment,
                is_low_priority=False,  # it measures the speed the model will have
            )
        except OSError as error:
            raise DeviceError(f"{_FAILED}: {error}.") from error
        code: int | None = None
        try:
            stop.ends(process.kill)
            code = process.wait(patience_s)
        except subprocess.TimeoutExpired as error:
            raise DeviceError(
                f"{_FAILED}: they took longer than {patience_s / 60:.0f} minutes and were stopped.",
                "Close other programs and try again, or choose a smaller model.",
            ) from error
        finally:
            if code is None:
                end_process(process)
            if process.stdin is not None:
                process.stdin.close()
        stop.check()
        if code:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            raise DeviceError(f"{_FAILED}: {lines[-1] if lines else f'exit code {code}'}")
