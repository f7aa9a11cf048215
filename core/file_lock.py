"""A lock on a file, held across programs; the system frees it when the program dies. Standard library only."""

import errno
import os
import sys
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    def lock(file: BinaryIO) -> None:
        """Lock an open file at once or not at all. Raises: OSError, one of TAKEN when another has it."""
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def lock(file: BinaryIO) -> None:
        """Lock an open file at once or not at all. Raises: OSError, one of TAKEN when another has it."""
        # flock, not lockf: it also keeps two owners within one process apart
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


TAKEN = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}


def take_lock(path: Path) -> BinaryIO:
    """Lock a file and hold it until it is closed. Raises: BlockingIOError, when another has it; other OSError."""
    while True:
        file = path.open("ab")
        try:
            lock(file)
        except OSError as error:
            file.close()
            if error.errno in TAKEN:
                raise BlockingIOError(error.errno, "taken by another", str(path)) from error
            raise
        if _is_still_there(file, path):
            return file
        file.close()  # its last holder has removed it since: whoever comes next would lock another file


def drop_lock(file: BinaryIO, path: Path) -> None:
    """Give it back, and leave no file behind where the system lets an open one be removed."""
    try:
        if sys.platform != "win32":
            path.unlink(missing_ok=True)
    except OSError:
        return
    finally:
        file.close()


def _is_still_there(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
