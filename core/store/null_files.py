"""What models give for pairs that do not belong together, a checksummed file for each model beside the index.

The program carries the demo model's.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np

from core.errors import StaleIndexError
from core.store.checksummed_file import read_arrays, write_arrays
from core.values import FloatArray


class NullFiles:
    """Fits the port NullStore. The folder is made when something is kept."""

    def __init__(self, folder: Path, carried: Path | None = None) -> None:
        """`carried` is a folder of further ones, which is only read."""
        self._folder, self._carried = folder, carried

    def load(self, key: str) -> dict[str, FloatArray] | None:
        """What was kept under this name, whole, or nothing."""
        for folder in (self._folder, self._carried):
            if folder is not None:
                with suppress(StaleIndexError):
                    arrays, _, _ = read_arrays(_path(folder, key), key)
                    return {name: np.asarray(array, np.float32) for name, array in arrays.items()}
        return None

    def save(self, key: str, arrays: Mapping[str, FloatArray]) -> None:
        """Keep it, replacing what was there. Raises: StoreError."""
        write_arrays(
            _path(self._folder, key), key, {name: array.astype(np.float16) for name, array in arrays.items()}, {}
        )


def _path(folder: Path, key: str) -> Path:
    return folder / f"{key}.null"
