"""Making very many records without a pause for garbage collection.

Python's collector of cycles walks over everything that lives each time much was made, with the lock held: 0.3 s for
100,000 videos, in which no window moves and no search is answered. Our records have no cycles. May import nothing.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_depth = 0
_was_enabled = True


@contextmanager
def many_records() -> Iterator[None]:
    """The collector rests until all who make many records are done. Thread: any."""
    global _depth, _was_enabled
    with _lock:
        if not _depth:
            _was_enabled = gc.isenabled()
        _depth += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _depth -= 1
            if not _depth and _was_enabled:
                gc.enable()


def are_being_made() -> bool:
    """True while many records are made; whoever collects by hand waits for that. Thread: any."""
    return _depth > 0


def set_aside() -> None:
    """What lives now is not walked over again; freed it is as ever, when nobody holds it.

    Call it seldom: a cycle that is garbage already stays.
    """
    gc.freeze()
