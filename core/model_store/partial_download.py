"""The part of a file that has come so far, on disk beside its target: a later try continues where this one ended."""

import errno
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from core.errors import ModelStoreError, NoRoomError

PART, NOTE = ".part", ".part.json"
_BLOCK_BYTES = 1 << 20
_MOVES = 8
_FIRST_PAUSE_S = 0.1
_HELD = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY}
_HELD_WINDOWS = {5, 32, 33}  # access denied, sharing violation, lock violation


@dataclass(frozen=True, slots=True)
class Origin:
    """What the bytes so far are bytes of."""

    url: str
    validator: str = ""
    """The source's name for this version of the file: its strong ETag, or its checksum."""


class PartialDownload:
    """Bytes received so far, hashed as they arrive. Raises: NoRoomError, ModelStoreError, from all that writes."""

    def __init__(self, target: Path, url: str) -> None:
        self.target = target
        self.path = target.with_name(target.name + PART)
        self._note = target.with_name(target.name + NOTE)
        self.origin = Origin(url)
        self.digest = hashlib.sha256()
        self.bytes = 0
        self.is_odd = False
        """The source denies that these bytes have a rest: they are compared before more are asked for."""
        self._expected: Origin | None = None
        with writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            known = self._read_note()
            if known is None or not _same_file(known.url, url):
                self.path.unlink(missing_ok=True)
            else:
                self.origin = Origin(url, known.validator)
                self._hash_what_is_there()
            self._file = self.path.open("ab")

    @property
    def bytes_kept(self) -> int:
        """Of the bytes so far those to which the coming ones are added."""
        return 0 if self._expected is not None else self.bytes

    def expect(self, origin: Origin | None) -> None:
        """The coming bytes are the first of that file; until one of them is here, nothing is forgotten."""
        self._expected = origin

    def begin(self) -> None:
        """Forget what was here when bytes of another file, or all of it from the start, are expected."""
        if self._expected is not None:
            self.restart(self._expected)

    def restart(self, origin: Origin) -> None:
        """Forget the bytes so far: they are of another file."""
        with writing(self.target):
            self._file.truncate(0)
            self._file.seek(0)
            self.digest, self.bytes, self._expected = hashlib.sha256(), 0, None
            self.mark(origin)

    def mark(self, origin: Origin) -> None:
        """Keep what these are bytes of, before the first comes."""
        with writing(self.target):
            self.origin = origin
            self._note.write_text(json.dumps(asdict(origin)), encoding="utf-8")

    def add(self, block: bytes) -> None:
        """Append."""
        self.begin()
        with writing(self.target):
            self._file.write(block)
        self.digest.update(block)
        self.bytes += len(block)

    def flush(self) -> None:
        """Let others see what was added."""
        with writing(self.target):
            self._file.flush()

    def finish(self, sleep: Callable[[float], None] = time.sleep) -> None:
        """Become the target, all at once. While another program holds the file, it is tried again; nothing is lost."""
        self.flush()
        with writing(self.target):
            os.fsync(self._file.fileno())
            self._file.close()
        move(self.path, self.target, sleep)
        with suppress(OSError):
            self._note.unlink(missing_ok=True)

    def discard(self) -> None:
        """Remove bytes that proved wrong."""
        self.close()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
            self._note.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file; the bytes stay."""
        with suppress(OSError):
            self._file.close()

    def _read_note(self) -> Origin | None:
        try:
            said = json.loads(self._note.read_text(encoding="utf-8"))
            return Origin(str(said["url"]), str(said["validator"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def _hash_what_is_there(self) -> None:
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                self.digest.update(block)
                self.bytes += len(block)


def move(source: Path, target: Path, sleep: Callable[[float], None] = time.sleep) -> None:
    """Give a file or folder its name. Virus scanners and indexers hold what is new for a moment: it is tried again.

    Raises: ModelStoreError, NoRoomError; what was to be moved is where it was.
    """
    pause_s = _FIRST_PAUSE_S
    for left in reversed(range(_MOVES)):
        try:
            source.replace(target)
            return
        except OSError as error:
            held = error.errno in _HELD or getattr(error, "winerror", None) in _HELD_WINDOWS
            if not held:
                with writing(target):
                    raise
            if not left:
                raise ModelStoreError(
                    f"{target.name} is complete, but another program keeps it from being renamed "
                    f"({error.strerror or error}).",
                    "This is often a virus scanner. Try again: nothing is downloaded twice.",
                ) from error
        sleep(pause_s)
        pause_s *= 2


def put_aside(target: Path, url: str) -> None:
    """Make a file that lies there without a record the part of a download again, to be compared and not fetched.

    Raises: ModelStoreError.
    """
    part, note = target.with_name(target.name + PART), target.with_name(target.name + NOTE)
    if part.exists():
        return
    with writing(target):
        note.write_text(json.dumps(asdict(Origin(url))), encoding="utf-8")
    move(target, part)


def _same_file(one: str, other: str) -> bool:
    """Is it the same file of the same version, be it of another mirror?"""
    return one == other or (_place(one) == _place(other) != ())


def _place(url: str) -> tuple[str, ...]:
    """Owner, model, version and file in an address of the hub's form; () in others."""
    parts = urlsplit(url).path.split("/")
    at = parts.index("resolve") if "resolve" in parts else 0
    return (*parts[at - 2 : at], *parts[at + 1 :]) if at >= 2 else ()


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Turn what a disk says into a sentence. Raises: NoRoomError, ModelStoreError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoomError(
                f"The disk is full, so {target.name} could not be saved completely.",
                "Free up some space and try again. The download resumes where it stopped.",
            ) from error
        raise ModelStoreError(
            f"{target} cannot be written: {error.strerror or error}.", "Check the folder's permissions and its drive."
        ) from error
