"""Looks at checkpoint files in a process of its own, so that the window never holds torch. Torch-free.

A file that fills the memory or ends the process costs that process.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.child_processes import note_helper
from core.encode.checkpoint_report import CheckpointFit, fit_from_json
from core.encode.encoder_protocol import error_from_json
from core.errors import Cancelled, DeviceError


class CheckpointProcess:
    """Fits `fits.Look`. Thread: one caller at a time; `stop` from any."""

    def __init__(self, command: Sequence[str] | None = None) -> None:
        self._command = [*command] if command else [sys.executable, "-P", "-m", "core.encode.checkpoint_main"]
        self._process: subprocess.Popen[bytes] | None = None
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
        """End what is being looked at; it raises Cancelled, and so does every later question."""
        self._stopped = True
        process = self._process
        if process is not None:
            process.kill()

    def _ask(self, question: str, *arguments: Path | str) -> dict[str, Any]:
        if self._stopped:
            raise Cancelled
        with tempfile.TemporaryFile() as printed:
            said = self._run([*self._command, question, *map(str, arguments)], printed)
            if self._stopped:
                raise Cancelled
            try:
                answer: dict[str, Any] = json.loads(said)
            except ValueError as error:
                printed.seek(0)
                last = (printed.read().decode(errors="replace").strip() or "no reason given").splitlines()[-1]
                raise DeviceError(f"The process that looks at model files ended unexpectedly ({last}).") from error
        if "error" in answer:
            raise error_from_json(answer["error"])
        if "bug" in answer:
            raise RuntimeError(f"looking at a model file failed:\n{answer['bug']}")
        return answer

    def _run(self, command: list[str], printed: Any) -> bytes:
        """What it says on its standard output. Its input stays open: when we are gone it closes, and it ends."""
        places = [place for place in sys.path if place]
        surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
        try:
            process = self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=printed,
                env=surroundings,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise DeviceError(f"The process that looks at model files cannot be started: {error}.") from error
        note_helper(process)
        if self._stopped:  # just now, from another thread
            process.kill()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            return process.stdout.read()
        except BaseException:  # Ctrl-C: it would only hear of that once it has loaded all of torch
            process.kill()
            raise
        finally:
            process.stdout.close()
            with contextlib.suppress(OSError):
                process.stdin.close()
            process.wait()
            self._process = None
