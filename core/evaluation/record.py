"""What was measured of a model, and how it was made: one file beside the weights, from which all tables are printed."""

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from core.errors import C2VError
from core.evaluation.metrics import Metric, read_metric
from core.textfile import read_text


@dataclass(frozen=True, slots=True)
class StageTime:
    """What a stage of training took. `steps` 0 for stages that have none; `cpu_s` 0 when nobody counted."""

    stage: str
    seconds: float
    steps: int = 0
    cpu_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Making:
    """How a model was made. `note` says whatever the command alone does not."""

    seed: int
    films: int
    times: Sequence[StageTime]
    note: str = ""
    command: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class ModelDescription:
    """The file that was measured."""

    name: str
    sha256: str
    size_bytes: int = 0
    image_px: int = 64
    centres: int = 5


@dataclass(frozen=True, slots=True)
class EvaluationRecord:
    """One exam: which model, which videos, what came out."""

    model: ModelDescription
    dataset: str
    seed: int
    size: int
    marks: tuple[Metric, ...]
    date: str = ""
    notes: tuple[str, ...] = ()
    making: Making | None = None

    def get(self, id_: str) -> Metric | None:
        """A mark by its id."""
        return next((mark for mark in self.marks if mark.id == id_), None)

    def value(self, id_: str) -> float:
        """A mark's value, not a number when it was not measured."""
        mark = self.get(id_)
        return math.nan if mark is None else mark.value

    def to_json(self) -> dict[str, Any]:
        """Plain values; what is not a number becomes null."""
        said = asdict(replace(self, making=None))
        said["marks"] = [{name: _plain(value) for name, value in asdict(mark).items()} for mark in self.marks]
        if self.making is not None:
            said["making"] = asdict(self.making)
        return said


def save_record(path: Path, record: EvaluationRecord) -> None:
    """Write it as JSON, all at once or not at all. Raises: OSError."""
    draft = path.with_name(path.name + ".new")
    draft.write_text(json.dumps(record.to_json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)


def load_record(path: Path) -> EvaluationRecord:
    """Undo `save_record`. Raises: C2VError, when there is none or it makes no sense."""
    try:
        said = json.loads(read_text(path).text)
        marks = tuple(read_metric(each) for each in said["marks"])
        return EvaluationRecord(
            ModelDescription(**said["model"]),
            str(said["dataset"]),
            int(said["seed"]),
            int(said["size"]),
            marks,
            str(said["date"]),
            tuple(map(str, said["notes"])),
            _read_making(said["making"]) if said.get("making") else None,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise C2VError(f"There is no readable record of an exam at {path}.", "Run c2v evaluate again.") from error


def join_records(first: EvaluationRecord, *more: EvaluationRecord) -> EvaluationRecord:
    """One record of several exams of the same weights; a figure measured again replaces the older one.

    Raises: C2VError, when they speak of different weights.
    """
    if any(each.model.sha256 != first.model.sha256 for each in more):
        raise C2VError("These records are of different models.", "Measure them again with the same weights.")
    marks = {mark.id: mark for each in (first, *more) for mark in each.marks}
    notes = dict.fromkeys(note for each in (first, *more) for note in each.notes)
    return replace(first, marks=tuple(marks.values()), notes=tuple(notes))


def weights_of(path: Path) -> tuple[str, int]:
    """Checksum and size of a weights file; nothing when it is not there."""
    if not path.is_file():
        return "", 0
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


def _read_making(said: dict[str, Any]) -> Making:
    return Making(**{**said, "times": [StageTime(**each) for each in said["times"]]})


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
