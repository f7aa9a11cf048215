"""What was measured of a model's number formats on this machine, kept beside its weights. Imports no torch.

One table a machine: a chip's name, its threads and torch's version, for all three decide what is fastest.
"""

import hashlib
import json
import os
import platform
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from core.errors import EncoderError

SUFFIX = ".formats.json"
MIN_COSINE = 0.999
"""A faster number format is refused below this agreement with float32."""
PLAIN = "float32"
INT8 = "int8"
ONNX = "float32 onnx"
FILE_FORMATS = (INT8, ONNX)
"""Formats that are files of their own, run by ONNX Runtime."""
WORTH_A_FILE = 1.1
"""Such a file takes room on the disk: it must be so many times as fast as what needs none."""


@dataclass(frozen=True, slots=True)
class FormatTrial:
    """A number format as it was tried: speed, and the least agreement of a vector with float32."""

    format: str
    images_per_s: float
    cosine: float

    @property
    def agrees(self) -> bool:
        """May it be used at all?"""
        return self.cosine >= MIN_COSINE


@dataclass(frozen=True, slots=True)
class TextTrial:
    """The layers of the text tower through ONNX Runtime, against torch: how many times as fast, and how near."""

    tower: str
    """Identity of the text tower (`EncoderSpec.text_sha256`)."""
    speedup: float
    cosine: float
    made: str = ""
    """Name of the file that was made of the layers, and its checksum; "" where torch is used."""
    made_sha256: str = ""


@dataclass(frozen=True, slots=True)
class FormatMeasurements:
    """The trials of one model's image tower, and of its text tower, on one machine."""

    tower: str
    """Identity of the tower; with other weights nothing of this holds."""
    trials: tuple[FormatTrial, ...]
    pictures: str
    """What was measured."""
    date: str
    made: str = ""
    """Name of the file that was made of the tower where the best format is one, and its checksum."""
    made_sha256: str = ""
    text: TextTrial | None = None

    @property
    def best(self) -> FormatTrial:
        """The fastest that agrees with float32; one that is a file of its own only where that is worth it."""

        def worth(trial: FormatTrial) -> float:
            return trial.images_per_s / (WORTH_A_FILE if trial.format in FILE_FORMATS else 1.0)

        return max((each for each in self.trials if each.agrees), key=worth)

    def without_files(self) -> "FormatMeasurements":
        """As if no format that is a file of its own had been tried."""
        return replace(self, trials=tuple(each for each in self.trials if each.format not in FILE_FORMATS))

    def speedup(self, trial: FormatTrial) -> float:
        """How many times as fast as float32."""
        plain = next(each for each in self.trials if each.format == PLAIN)
        return trial.images_per_s / max(plain.images_per_s, 1e-9)

    @property
    def changes_anything(self) -> bool:
        """False where the model runs as it would have without having been measured."""
        return self.best.format != PLAIN or (self.text is not None and bool(self.text.made))

    @property
    def note(self) -> str:
        """The choice in a sentence for the status bar."""
        times = f"{self.speedup(self.best):.1f} times as fast as float32"
        return f"{self.best.format} measured {times}, {self.date}" if self.best.format != PLAIN else ""


def threads_of(wanted: int) -> int:
    """How many processor threads a model runs on; 0 leaves one core to the user."""
    return wanted or max(1, (os.cpu_count() or 2) - 1)


def measured_here(weights: Path, threads: int) -> FormatMeasurements | None:
    """What was measured of a model on this computer's processor; `threads` as in the settings."""
    return read_measured(weights).get(processor_key(threads_of(threads)))


def processor_key(threads: int) -> str:
    """The processor as measurements of it are filed."""
    return f"{_processor()}, {threads} thread{'s' if threads > 1 else ''}, torch {metadata.version('torch')}"


def note_file(weights: Path) -> Path:
    """Where measurements of a weights file are kept."""
    return weights.with_name(weights.name + SUFFIX)


def read_measured(weights: Path) -> dict[str, FormatMeasurements]:
    """All that was measured of a weights file, by machine; what cannot be read was never measured."""
    try:
        said = json.loads(note_file(weights).read_text(encoding="utf-8-sig"))
        return {str(key): _measured(each) for key, each in said["machines"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def keep_measured(weights: Path, machine: str, measured: FormatMeasurements) -> None:
    """Keep what was measured here; of another tower nothing is kept. Raises: EncoderError."""
    others = {key: each for key, each in read_measured(weights).items() if each.tower == measured.tower}
    said = {"machines": {key: asdict(each) for key, each in {**others, machine: measured}.items()}}
    file = note_file(weights)
    draft = file.with_name(file.name + ".new")
    try:
        draft.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise EncoderError(
            f"The measurements could not be saved next to {weights.name}: {error.strerror or error}.",
            "Copy the model to a folder that is not read-only.",
        ) from error


def made_file(weights: Path, measured: FormatMeasurements) -> Path | None:
    """The image tower's file, when it is there and the one that was measured."""
    return _unchanged(weights, measured.made, measured.made_sha256)


def text_file(weights: Path, trial: TextTrial) -> Path | None:
    """The file of the text tower's layers, when it is there and the one that was measured."""
    return _unchanged(weights, trial.made, trial.made_sha256)


def _unchanged(weights: Path, made: str, made_sha256: str) -> Path | None:
    path = weights.with_name(made) if made else None
    if path is None or path.parent != weights.parent:
        return None
    try:
        with path.open("rb") as file:
            return path if hashlib.file_digest(file, "sha256").hexdigest() == made_sha256 else None
    except OSError:
        return None


def _measured(said: Mapping[str, Any]) -> FormatMeasurements:
    values = {each.name: said[each.name] for each in fields(FormatMeasurements) if each.name in said}
    values["trials"] = tuple(FormatTrial(**each) for each in said["trials"])
    values["text"] = TextTrial(**said["text"]) if said.get("text") else None
    measured = FormatMeasurements(**values)
    made = measured.made + (measured.text.made if measured.text else "")
    if not any(each.format == PLAIN and each.agrees for each in measured.trials) or "/" in made:
        raise ValueError("it was never compared with float32")
    return measured


def _processor() -> str:
    """The chip's name as the system tells it."""
    with suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        name = next(line for line in lines if line.startswith(("model name", "Model")))
        return f"{name.split(':', 1)[1].strip()}, {os.cpu_count()} cores"
    return f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores"
