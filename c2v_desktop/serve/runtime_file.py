"""Where a running library says that it answers: one file for each, readable by its user only.

The file has the address and the token. Its server holds a lock beside it as long as it runs, and the system frees
that when the server dies: so a stale file is recognised without asking anybody. Quick to import.
"""

import contextlib
import hashlib
import json
import os
import socket
import stat
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import BinaryIO, Literal

from c2v_desktop import __version__
from c2v_desktop.paths import Places
from core.errors import UnwritableError
from core.file_lock import TAKEN, lock, take_lock
from core.settings import EncoderSettings, Settings

API_VERSION = 1
FOLDER = "serve"
By = Literal["window", "serve"]


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server as its file describes it."""

    url: str
    token: str
    stamp: str
    """What it answers from: see `stamp_of`."""
    can_change: bool
    by: By
    library: str
    """Its catalogue."""
    pid: int
    host: str
    """The computer it runs on: a home folder may be on a network."""
    program: str = __version__
    api: int = API_VERSION
    file: str = ""
    """Where this was read from."""


class Publication:
    """The file of a server, while it runs."""

    def __init__(self, places: Places, server: RunningServer) -> None:
        """Write it. Raises: UnwritableError, also where no file can be kept from other users."""
        folder = _folder(places)
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.file = folder / f"{_library_key(places.catalogue)}-{server.pid}.json"
            self._lock_path = _lock_of(self.file)
            self._lock: BinaryIO | None = take_lock(self._lock_path)
            try:
                self._write(server)
            except BaseException:
                self.remove()
                raise
        except OSError as error:
            raise UnwritableError(
                f"The access token cannot be written to {folder}: {error.strerror or error}.",
                "Check the permissions of the folder.",
            ) from error

    def _write(self, server: RunningServer) -> None:
        draft = self.file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        try:
            opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(opened, "w", encoding="ascii") as file:  # noqa: PTH123  of a descriptor
                if not _is_private(os.fstat(opened)):
                    raise UnwritableError(
                        f"The access token cannot be kept private in {self.file.parent}: this disk has no permissions.",
                        "Keep the settings on another disk (--home).",
                    )
                json.dump({k: v for k, v in asdict(server).items() if k != "file"}, file)
            draft.replace(self.file)
        finally:
            draft.unlink(missing_ok=True)

    def rewrite(self, server: RunningServer) -> None:
        """Say something else from now on. Raises: UnwritableError."""
        if self._lock is None:
            return
        try:
            self._write(server)
        except OSError as error:
            raise UnwritableError(
                f"{self.file} cannot be written: {error.strerror or error}.", "Check the permissions of the folder."
            ) from error

    def remove(self) -> None:
        """Nobody answers any more."""
        self.file.unlink(missing_ok=True)
        held, self._lock = self._lock, None
        if held is not None:
            held.close()
            with contextlib.suppress(OSError):
                self._lock_path.unlink(missing_ok=True)


def find_running(places: Places) -> Iterator[RunningServer]:
    """Servers of this library that run on this computer, those that can change it first."""
    key = f"{_library_key(places.catalogue)}-"
    with contextlib.suppress(OSError):
        files = sorted(
            each for each in _folder(places).iterdir() if each.name.startswith(key) and each.suffix == ".json"
        )
        found = [read for file in files if (read := _read(file)) is not None]
        yield from sorted(found, key=lambda each: not each.can_change)


def tidy_up(places: Places) -> None:
    """Remove the files of servers that were killed."""
    with contextlib.suppress(OSError):
        for file in [*_folder(places).iterdir()]:
            if file.suffix == ".json" and not _is_held(file) and _host_of(file) in ("", socket.gethostname()):
                file.unlink(missing_ok=True)
                _lock_of(file).unlink(missing_ok=True)


def stamp_of(places: Places, encoder: EncoderSettings, settings: Settings) -> str:
    """What an answer depends on beside the catalogue's content: program, library, model and index.

    Two programs of one stamp answer alike.
    """
    from core.store.library_identity import identity_of

    library = identity_of(places.catalogue)
    weights = Path(encoder.weights).expanduser() if encoder.weights else None
    file = None
    if weights is not None:
        with contextlib.suppress(OSError):
            found = weights.stat()
            file = [found.st_size, found.st_mtime_ns]
    said = [__version__, API_VERSION, str(places.catalogue), library, asdict(encoder), file, asdict(settings.index)]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _read(file: Path) -> RunningServer | None:
    """None for what is not a private file of ours, left behind, or of another computer or version."""
    try:
        with open(file, "rb") as opened:  # noqa: PTH123  asked about once it is open
            if not _is_private(os.fstat(opened.fileno())):
                return None
            said = json.load(opened)
        known = {each.name for each in fields(RunningServer)}
        server = RunningServer(**{**{k: v for k, v in said.items() if k in known}, "file": str(file)})
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    here = server.host == socket.gethostname() and server.api == API_VERSION
    return server if here and _is_held(file) else None


def _is_held(file: Path) -> bool:
    """True while its server runs."""
    try:
        opened = _lock_of(file).open("rb+")
    except OSError:
        return False
    with opened:
        try:
            lock(opened)
        except OSError as error:
            return error.errno in TAKEN
    return False


def _host_of(file: Path) -> str:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return str(json.loads(file.read_bytes()).get("host", ""))
    return ""


def _is_private(found: os.stat_result) -> bool:
    if sys.platform == "win32":
        return True  # the user's own folders are
    return stat.S_ISREG(found.st_mode) and not found.st_mode & 0o077 and found.st_uid == os.getuid()


def _folder(places: Places) -> Path:
    return places.settings.parent / FOLDER


def _lock_of(file: Path) -> Path:
    return file.with_suffix(".lock")


def _library_key(catalogue: Path) -> str:
    return hashlib.sha256(str(catalogue).encode("utf-8", "surrogateescape")).hexdigest()[:16]
