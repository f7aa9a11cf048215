"""The file names of a whole library in one text, in which a part of a name is found at once."""

import os
import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.store.records import SEPARATOR
from core.values.filter import name_key

_BETWEEN: Final = b"\0"
"""No path has it in it."""


class FoldedNames:
    """The names of paths as stored, given with a NUL between each two; folded as `name_key` folds one."""

    def __init__(self, paths: bytes) -> None:
        self._text = _folded(_names(paths))
        self._ends = _places(self._text + _BETWEEN, _BETWEEN)

    def having(self, key: bytes) -> NDArray[np.int64]:
        """Which names have this in them, by number; one can be given more than once."""
        found = [each.start() for each in re.finditer(re.escape(key), self._text)] if _BETWEEN not in key else []
        return np.searchsorted(self._ends, np.array(found, np.int64)).astype(np.int64)


def _names(paths: bytes) -> bytes:
    """What follows the last separator of each."""
    ends, separators = _places(paths + _BETWEEN, _BETWEEN), _places(paths, SEPARATOR)
    starts = np.concatenate([[0], ends[:-1] + 1])
    last = np.searchsorted(separators, ends)
    starts = np.maximum(starts, np.concatenate([[0], separators + 1])[last])
    steps = np.zeros(len(paths) + 2, np.int8)
    steps[starts] += 1
    steps[ends + 1] -= 1
    inside = np.cumsum(steps[: len(paths)], dtype=np.int8).astype(np.bool_)
    return np.frombuffer(paths, np.uint8)[inside].tobytes()


def _folded(names: bytes) -> bytes:
    """The usual name is quick; one that is not ASCII may be no text at all."""
    if names.isascii():
        return names.lower()
    each = names.split(_BETWEEN)
    return _BETWEEN.join(name.lower() if name.isascii() else name_key(os.fsdecode(name)) for name in each)


def _places(text: bytes, byte: bytes) -> NDArray[np.int64]:
    return np.flatnonzero(np.frombuffer(text, np.uint8) == byte[0])
