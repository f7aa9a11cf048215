"""A lock file held for as long as a program writes; the system frees it when the program dies."""

import errno
import sys
from pathlib import Path

from core.errors import CatalogueLockedError, StoreError, UnwritableError

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        # flock, not lockf: it also keeps two catalogues of one process apart
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


_FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}
_TAKEN = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}


class WriterLock:
    """One writer per file, across programs. Raises: CatalogueLockedError, StoreError."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("ab")
        except OSError as error:
            kind = UnwritableError if error.errno in _FORBIDDEN else StoreError
            raise kind(
                f"The folder {path.parent} cannot be written to.",
                "Check its permissions, or choose another place for the library.",
            ) from error
        try:
            _lock(self._file.fileno())
        except OSError as error:
            self._file.close()
            if error.errno not in _TAKEN:
                raise StoreError(
                    f"The disk with {path.parent} cannot lock files, so a library is not safe there.",
                    "Keep the library on another disk; your films may stay where they are.",
                ) from error
            raise CatalogueLockedError(
                "This library is in use by another C2V window or command.",
                "Close it, or wait until it is done.",
            ) from error

    def release(self) -> None:
        """Let others write. The empty lock file stays: removing it would race with the next writer."""
        self._file.close()
