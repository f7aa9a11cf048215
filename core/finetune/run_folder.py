"""A run of teaching on disk: its plan, data, kept state, events and result. Torch-free.

Every file is replaced whole, but for the events, which grow line by line: a broken last line is passed over.
"""

import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import msgspec

from core.errors import DiskFullError, RunBusyError, RunFolderError, StoreError
from core.file_lock import drop_lock, take_lock
from core.finetune.teaching_data import TeachingData, write_whole
from core.values.teaching import (
    EpochFigures,
    TeachingEvent,
    TeachingFailed,
    TeachingOutcome,
    TeachingPlan,
    TeachingProgress,
)

FORMAT: Final = 1
_EVENTS: Final[dict[str, type[TeachingEvent]]] = {
    "progress": TeachingProgress,
    "epoch": EpochFigures,
    "outcome": TeachingOutcome,
    "failed": TeachingFailed,
}


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What `plan.json` holds: the plan, and which model is taught."""

    plan: TeachingPlan
    base: dict[str, Any]
    """Its encoder's options, as `EncoderOptions.to_json` gives them."""
    base_name: str = ""
    base_id: str = ""
    """Its id among the stored models; empty for a file elsewhere."""
    started_s: float = 0.0
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Adoption:
    """What `adopted.json` holds: what a run was handed over as, and what was in use before."""

    model: str
    name: str
    former: str = ""
    """Id of the model in use before."""
    former_settings: dict[str, Any] = field(default_factory=dict)
    """The encoder's settings of that moment."""


class RunFolder:
    """The files of one run. Raises: StoreError, from everything that reads; OSError, from everything that writes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.data = root / "data.safetensors"
        self.state = root / "state.pt"
        self.best = root / "best.pt"
        self.before = root / "before.safetensors"
        self.result = root / "result.safetensors"
        self.cache = root / "cache"
        self._plan = root / "plan.json"
        self._events = root / "events.jsonl"
        self._adopted = root / "adopted.json"
        self._lock = root / "lock"

    @property
    def id(self) -> str:
        """Its name."""
        return self.root.name

    def write_plan(self, plan: RunPlan) -> None:
        """Begin a run."""
        self.root.mkdir(parents=True, exist_ok=True)
        write_whole(self._plan, _encode(plan))

    def read_plan(self) -> RunPlan:
        """What is to be done."""
        try:
            read = msgspec.json.decode(self._plan.read_bytes(), type=RunPlan, dec_hook=_decode_hook)
        except (OSError, msgspec.MsgspecError, ValueError) as error:
            raise StoreError(f"The run in {self.root} cannot be read.", "Discard it, and start again.") from error
        if read.format > FORMAT:
            raise StoreError(f"The run {self.id} was made by a newer version.", "Update C2V Desktop.")
        return read

    def append(self, event: TeachingEvent) -> None:
        """Add an event; how far a run is, is not kept."""
        kind = next(name for name, each in _EVENTS.items() if isinstance(event, each))
        if kind == "progress":
            return
        with self._events.open("ab") as file:
            file.write(_encode({"kind": kind, "event": event}) + b"\n")

    def events(self) -> list[TeachingEvent]:
        """What happened: of each epoch the latest figures, then how it ended. Empty when there is nothing."""
        try:
            lines = self._events.read_bytes().splitlines()
        except OSError:
            return []
        epochs: dict[int, EpochFigures] = {}
        end: TeachingEvent | None = None
        for line in lines:
            event = event_from_json(line)
            if isinstance(event, EpochFigures):
                epochs[event.epoch] = event
                end = None  # it went on after a failure
            elif event is not None:
                end = event
        return [*(epochs[key] for key in sorted(epochs)), *([] if end is None else [end])]

    def write_adoption(self, adoption: Adoption) -> None:
        """Note what it was handed over as."""
        write_whole(self._adopted, _encode(adoption))

    def adoption(self) -> Adoption | None:
        """What it was handed over as; None when it was not."""
        try:
            return msgspec.json.decode(self._adopted.read_bytes(), type=Adoption)
        except (OSError, msgspec.MsgspecError):
            return None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others from working on it meanwhile. Raises: StoreError, when somebody does."""
        try:
            file = take_lock(self._lock)
        except BlockingIOError as error:
            raise RunBusyError(
                f"The run {self.id} is already running in another window or command.", "Stop it there first."
            ) from error
        try:
            yield
        finally:
            drop_lock(file, self._lock)

    @property
    def has_learned(self) -> bool:
        """True when steps are kept, from which it can be resumed."""
        return self.state.exists()

    @property
    def is_locked(self) -> bool:
        """True while somebody works on it."""
        if not self._lock.exists():
            return False
        with suppress(StoreError, OSError), self.locked():
            return False
        return True


def card_of(run: RunPlan, data: TeachingData) -> dict[str, Any]:
    """What a taught file says of how it was taught, before it was judged."""
    plan = run.plan
    return {
        "base": run.base_name,
        "base_id": run.base_id,
        "way": plan.way,
        "name": plan.name,
        "date": time.strftime("%Y-%m-%d"),
        "pairs": len(data.captions),
        "clips": len(set(data.sources.tolist())),
        "seed": plan.settings.seed,
        "data_sha256": data.digest(),
    }


def folder_error(error: OSError, run: RunFolder | None = None) -> StoreError:
    """What went wrong with the folder of a run; without `run` before there was one."""
    then = "try again" if run is None else "resume"
    if is_full(error):
        return DiskFullError(
            f"The disk with the training run is full.{kept_text(run)}", f"Free some space, then {then}."
        )
    return RunFolderError(
        f"The training run's folder cannot be read or written: {error.strerror or error}.",
        f"If its drive was disconnected, connect it, then {then}. If it was deleted, start a new training.",
    )


def is_full(error: OSError) -> bool:
    """Did this happen because there is no room on the disk?"""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def kept_text(run: RunFolder | None) -> str:
    """The sentence that what was learned is kept, after another; empty where nothing was."""
    return " What it learned so far is kept." if run is not None and run.has_learned else ""


def new_run_id(way: str) -> str:
    """A name for a run that begins now."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{way}-{time.time_ns() % 1000:03d}"


def event_to_json(event: TeachingEvent) -> bytes:
    """One line of JSON."""
    kind = next(name for name, each in _EVENTS.items() if isinstance(event, each))
    return _encode({"kind": kind, "event": event})


def event_from_json(line: bytes) -> TeachingEvent | None:
    """Undo `event_to_json`; None for what is none, such as half a line."""
    try:
        said = msgspec.json.decode(line)
        return msgspec.convert(said["event"], type=_EVENTS[said["kind"]], dec_hook=_decode_hook)
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError):
        return None


def moved(outcome: TeachingOutcome, root: Path) -> TeachingOutcome:
    """The same with its result below this folder, which may have been moved since."""
    return outcome if outcome.result is None else replace(outcome, result=root / outcome.result.name)


def _encode(value: Any) -> bytes:
    return msgspec.json.encode(value, enc_hook=_encode_hook)


def _encode_hook(value: Any) -> Any:
    if isinstance(value, Path | Fraction):
        return str(value)
    raise NotImplementedError(type(value))


def _decode_hook(kind: type, value: Any) -> Any:
    if kind in (Path, Fraction):
        return kind(value)
    raise NotImplementedError(kind)
