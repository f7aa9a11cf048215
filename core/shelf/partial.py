"""The part of a file that has come so far, on disk beside its target: a later try goes on where this one ended."""

import errno
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from core.errors import NoRoomError, ShelfError

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Origin:
    """What the bytes so far are bytes of."""

    url: str
    validator: str = ""
    """The source's name for this version of the file: its strong ETag, or its checksum."""


class Partial:
    """Bytes that have come, hashed as they come. Raises: NoRoomError, ShelfError, from every method that writes."""

    def __init__(self, target: Path, url: str) -> None:
        self.target = target
        self.path = target.with_name(target.name + ".part")
        self._note = target.with_name(target.name + ".part.json")
        self.origin = Origin(url)
        self.digest = hashlib.sha256()
        self.bytes = 0
        with writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            known = self._read_note()
            if known is None or known.url != url:
                self.path.unlink(missing_ok=True)
            else:
                self.origin = known
                self._hash_what_is_there()
            self._file = self.path.open("ab")

    def restart(self, origin: Origin) -> None:
        """Forget the bytes so far: they are of another file."""
        with writing(self.target):
            self._file.truncate(0)
            self._file.seek(0)
            self.digest, self.bytes = hashlib.sha256(), 0
            self.mark(origin)

    def mark(self, origin: Origin) -> None:
        """Keep what these are bytes of, before the first comes."""
        with writing(self.target):
            self.origin = origin
            self._note.write_text(json.dumps(asdict(origin)), encoding="utf-8")

    def add(self, block: bytes) -> None:
        """Append."""
        with writing(self.target):
            self._file.write(block)
        self.digest.update(block)
        self.bytes += len(block)

    def flush(self) -> None:
        """Let others see what was added."""
        with writing(self.target):
            self._file.flush()

    def finish(self) -> None:
        """Become the target, all at once."""
        self.flush()
        with writing(self.target):
            os.fsync(self._file.fileno())
            self._file.close()
            self.path.replace(self.target)
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


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Turn what a disk says into a sentence. Raises: NoRoomError, ShelfError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoomError(
                f"The disk became full while {target.name} was written.",
                "Make room and try again; a download goes on where it was.",
            ) from error
        raise ShelfError(
            f"{target} cannot be written: {error.strerror or error}.", "Check the folder's permissions and its drive."
        ) from error
