"""A lock file held for as long as a program writes; the system frees it when the program dies."""

import errno
from pathlib import Path

from core.errors import CatalogueLockedError, StoreError, UnwritableError
from core.file_lock import TAKEN, lock

_FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}


class WriterLock:
    """One writer per file, across programs. Raises: CatalogueLockedError, StoreError."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("ab")
        except OSError as error:
            kind = UnwritableError if error.errno in _FORBIDDEN else StoreError
            raise kind(
                f"The folder {path.parent} cannot be written to.",
                "Check its permissions, or choose another location for the library.",
            ) from error
        try:
            lock(self._file)
        except OSError as error:
            self._file.close()
            if error.errno not in TAKEN:
                raise StoreError(
                    f"The disk with {path.parent} does not support file locks, so a library is not safe there.",
                    "Keep the library on another disk. Your clips can stay where they are.",
                ) from error
            raise CatalogueLockedError(
                "This library is in use by another C2V window or command.",
                "Close it, or wait until it has finished.",
            ) from error

    def release(self) -> None:
        """Let others write. The empty lock file stays: removing it would race with the next writer."""
        self._file.close()
