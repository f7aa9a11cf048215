"""The models folder: a folder for each model, complete or not there, with a record of what lies in it.

Such a folder may be copied to another machine and brought in there; the record says what its bytes must be.
"""

import errno
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from core.errors import ModelBusyError, ModelStoreError
from core.file_lock import drop_lock, take_lock
from core.missing_paths import why_missing
from core.model_store.partial_download import move, writing
from core.textfile import read_text

RECORD = "record.json"
STAGING = ".part"
COME, COMMIT = "come.json", "commit.txt"
"""Notes of a download beside its files: those that came whole, and the version they are of."""
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it lies in the folder. `checked`: against our pinned sum, its source's record, or only copied."""

    name: str
    bytes: int
    sha256: str
    checked: str
    source: str


@dataclass(frozen=True, slots=True)
class MeasuredSpeed:
    """How fast a model was on this machine."""

    images_per_s: float
    text_ms: float
    device: str
    precision: str
    date: str


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """A model on this machine."""

    id: str
    name: str
    entry: str
    """Its id among downloadable models; "" for a user's own file."""
    backend: str
    architecture: str
    weights: str
    """Name of the file with the weights."""
    files: tuple[StoredFile, ...]
    finds: tuple[str, ...]
    languages: tuple[str, ...]
    licence: str
    date: str
    note: str = ""
    speed: MeasuredSpeed | None = None

    @property
    def bytes(self) -> int:
        """Of all files."""
        return sum(each.bytes for each in self.files)


def is_name(text: str) -> bool:
    """May this be the name of a model or of a file of one? No path hides in it."""
    return bool(_NAME.fullmatch(text)) and not text.endswith(STAGING)


class ModelStore:
    """The models folder. Raises: ModelStoreError, from everything that writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def records(self) -> list[ModelRecord]:
        """The models that are here, by id. What is no whole model is passed over."""
        return [record for record in self._look().values() if isinstance(record, ModelRecord)]

    def unreadable(self) -> dict[str, ModelStoreError]:
        """Folders with a record that cannot be read, by id."""
        return {key: found for key, found in self._look().items() if isinstance(found, ModelStoreError)}

    def _look(self) -> "dict[str, ModelRecord | ModelStoreError]":
        found: dict[str, ModelRecord | ModelStoreError] = {}
        for each in sorted(self.folder.iterdir()) if self.folder.is_dir() else []:
            if is_name(each.name) and (each / RECORD).is_file():
                try:
                    record = read_record(each)
                except ModelStoreError as error:
                    found[each.name] = error
                    continue
                if record.id == each.name:
                    found[record.id] = record
        return found

    @property
    def absence(self) -> str:
        """A sentence when the folder is a link to somewhere that is not there, such as a drive; else empty."""
        return why_missing(self.folder) if self.folder.is_symlink() and not self.folder.exists() else ""

    def find(self, key: str) -> ModelRecord | None:
        """The model of that id, when it is here. Raises: ModelStoreError."""
        folder = self.folder / key
        return read_record(folder) if is_name(key) and (folder / RECORD).is_file() else None

    def weights(self, record: ModelRecord) -> Path:
        """Where its weights lie."""
        return self.folder / record.id / record.weights

    def staging(self, key: str) -> Path:
        """Where a model is put together; it may lie there for days, half fetched."""
        return self.folder / (key + STAGING)

    def copying(self, key: str) -> Path:
        """Where an imported model is put together; what there is of a download of it is another's business."""
        return self.folder / f".{key}.copy"

    def has_part(self, key: str) -> bool:
        """Was a download begun and not ended?"""
        return self.staging(key).is_dir()

    def part_bytes(self, key: str) -> int:
        """What has come of a download."""
        try:
            return sum(each.stat().st_size for each in self.staging(key).iterdir())
        except OSError:
            return 0

    def harm(self, record: ModelRecord) -> str:
        """A sentence when a file of the model is gone or of another length; "" when all are as they came."""
        for file in record.files:
            path = self.folder / record.id / file.name
            if not path.is_file():
                return f"{path.name} was not found."
            if path.stat().st_size != file.bytes:
                return f"{path.name} has changed: it has {path.stat().st_size:,} bytes, expected {file.bytes:,}."
        return ""

    @contextmanager
    def locked(self, key: str) -> Iterator[None]:
        """Keep other programs from installing or removing this model meanwhile.

        Raises: ModelBusyError, ModelStoreError.
        """
        path = self.folder / f".{key}.lock"
        if self.absence:
            raise ModelStoreError("The models folder was not found.", self.absence)
        with writing(path):
            self.folder.mkdir(parents=True, exist_ok=True)
        try:
            file = take_lock(path)
        except BlockingIOError as error:
            raise ModelBusyError(
                f"Another C2V window or command is busy with the model {key}.",
                "Wait until it has finished, or stop it there.",
            ) from error
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                with writing(path):
                    raise
            yield  # a drive that cannot lock files keeps nobody out
            return
        try:
            yield
        finally:
            drop_lock(file, path)

    def is_locked(self, key: str) -> bool:
        """True while somebody brings or removes this model."""
        if not (self.folder / f".{key}.lock").exists():
            return False
        try:
            with self.locked(key):
                return False
        except ModelStoreError:
            return True

    def must_be_free(self, key: str) -> None:
        """Check before a download that the model's place is free. Raises: ModelStoreError."""
        folder = self.folder / key
        if self.find(key) is not None:
            raise ModelStoreError(f"{key} is already installed.", "Use it, or remove it first.")
        if not folder.exists():
            return
        try:
            folder.rmdir()  # an empty one is in nobody's way
        except OSError as error:
            raise ModelStoreError(
                f"The folder {folder} is not empty and is not a model.", "Move it elsewhere, or delete it."
            ) from error

    def adopt(self, record: ModelRecord, staged: Path, sleep: Callable[[float], None] = time.sleep) -> ModelRecord:
        """Move a staged model into the store, atomically. Raises: ModelStoreError; nothing is lost then."""
        self._write(staged, record)
        move(staged, self.folder / record.id, sleep)
        for name in (COME, COMMIT):
            with suppress(OSError):
                (self.folder / record.id / name).unlink(missing_ok=True)
        return record

    def note_speed(self, key: str, speed: MeasuredSpeed) -> None:
        """Keep what was measured; nothing when the model is not here."""
        record = self.find(key)
        if record is not None:
            self._write(self.folder / key, replace(record, speed=speed))

    def remove(self, key: str) -> None:
        """Delete a model and any partial download of it.

        Raises: ModelBusyError, ModelStoreError.
        """
        with self.locked(key):
            for folder in (self.folder / key, self.staging(key), self.copying(key)):
                with writing(folder):
                    if folder.exists():
                        shutil.rmtree(folder)

    def _write(self, folder: Path, record: ModelRecord) -> None:
        draft = folder / (RECORD + ".new")
        with writing(folder):
            draft.write_text(json.dumps(asdict(record), indent=2) + "\n", encoding="utf-8")
            draft.replace(folder / RECORD)


def read_record(folder: Path) -> ModelRecord:
    """What a model's folder says of itself; names in it stay inside the folder. Raises: ModelStoreError."""
    try:
        said = json.loads(read_text(folder / RECORD).text)
        record = _record(said)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelStoreError(
            f"The record of the model in {folder} cannot be read.", "Remove the folder and install the model again."
        ) from error
    names = [record.id, record.weights, *(each.name for each in record.files)]
    if not all(is_name(name) for name in names) or record.weights not in {each.name for each in record.files}:
        raise ModelStoreError(
            f"The record of the model in {folder} has invalid file names.",
            "Remove the folder and install the model again.",
        )
    return record


def _record(said: Mapping[str, Any]) -> ModelRecord:
    values = {each.name: said[each.name] for each in fields(ModelRecord) if each.name in said}
    values["files"] = tuple(StoredFile(**each) for each in said["files"])
    values |= {name: tuple(map(str, said[name])) for name in ("finds", "languages")}
    if said.get("speed"):
        values["speed"] = MeasuredSpeed(**said["speed"])
    return ModelRecord(**values)
