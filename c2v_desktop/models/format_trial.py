"""Trying a model's number formats for the window, which never holds torch: the command line does it, as a process."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from c2v_desktop.models.worker import StopFlag
from c2v_desktop.paths import HOME_VARIABLE
from core.errors import DeviceError

_FAILED = "Its number formats could not be tried"


def bench_command() -> list[str]:
    """How `c2v models bench` is started from here; a bundle is its own command line."""
    own = [] if getattr(sys, "frozen", False) else ["-P", "-m", "c2v_desktop"]
    return [sys.executable, *own, "models", "bench"]


def try_formats_apart(key: str, home: Path | None, stop: StopFlag) -> None:
    """Run the trials of a model that is here to their end; what they find is kept beside the model.

    Thread: any but the main one. Raises: DeviceError; Cancelled, when it was stopped.
    """
    places = [store for store in sys.path if store]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
    if home is not None:
        surroundings[HOME_VARIABLE] = str(home)
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                [*bench_command(), key],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env=surroundings,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise DeviceError(f"{_FAILED}: {error}.") from error
        with process:
            stop.ends(process.kill)
            code = process.wait()
        stop.check()
        if code:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            raise DeviceError(f"{_FAILED}: {lines[-1] if lines else f'exit code {code}'}")
