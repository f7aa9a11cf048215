"""Files of Frozen in Time: the released training file, plain torch files, safetensors. Nothing in them is run.

May import weights and errors.
"""

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.encode.frozen.pickled_weights import read_pickled_weights
from core.encode.weights import READ_ERRORS, file_sha256, read_checkpoint
from core.errors import WeightsCorruptError

BACKEND = "frozen"
_HINT = "Choose a Frozen in Time checkpoint (.pth.tar or .safetensors)."


@dataclass(frozen=True, slots=True, eq=False)
class FrozenFile:
    """A file that could be read: names and weights as stored, its checksum, and its name for the user."""

    state: Mapping[str, object]
    sha256: str
    name: str
    is_demo: bool = False


def read_frozen_file(path: Path) -> FrozenFile:
    """Read a checkpoint of whichever kind. Raises: WeightsMissingError, WeightsCorruptError."""
    name = f"Frozen in Time ({path.name})"
    if path.suffix == ".safetensors" or not _is_zip(path):
        read = read_checkpoint(path)
        ours = read.meta.backend == BACKEND
        return FrozenFile(read.state, read.sha256, read.meta.name if ours else name, ours and read.meta.is_demo)
    try:
        return FrozenFile(read_pickled_weights(path), file_sha256(path), name)
    except (*READ_ERRORS, zlib.error, OverflowError) as error:
        raise WeightsCorruptError(f"The file {path.name} is damaged or not a checkpoint.", _HINT) from error


def _is_zip(path: Path) -> bool:
    return path.is_file() and zipfile.is_zipfile(path)
