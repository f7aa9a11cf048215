"""The data of a run: moments with their stored frame vectors, captions, and which belong together. Torch-free.

It is collected once, before the first step, and lies in the run's folder: a run can be resumed without its library.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from core.errors import StoreError
from core.values.arrays import ByteArray, HalfArray, IdArray
from core.values.teaching import Split

_KEY = "c2v_teaching"
_SPLITS: tuple[Split, ...] = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class TeachingMoment:
    """A stretch of a clip. `source` is equal for moments of one content. Units: seconds on the player's clock."""

    path: str
    """Empty for a drawn clip."""
    fingerprint: str
    source: int
    start_s: float
    end_s: float
    times_s: tuple[float, ...] = ()
    """Of its stored frames."""
    is_picture: bool = False
    """A picture file that is not in the library."""


@dataclass(frozen=True, slots=True, eq=False)
class TeachingData:
    """Shapes: frames (M, F, E) float16; counts (M,), real frames of each moment; of_caption (N,), its moment."""

    moments: tuple[TeachingMoment, ...]
    frames: HalfArray
    counts: IdArray
    captions: tuple[str, ...]
    of_caption: IdArray
    splits: tuple[Split, ...]
    """Of each caption."""
    library: IdArray = field(default_factory=lambda: np.zeros(0, np.int64))
    """Moments of no pair: a sample of the library, to be told apart from what is taught."""
    general: IdArray = field(default_factory=lambda: np.zeros(0, np.int64))
    """Moments of the general set: nothing learns from them."""
    general_captions: tuple[str, ...] = ()
    general_of: IdArray = field(default_factory=lambda: np.zeros(0, np.int64))
    """The moment of `moments` that belongs to each general caption."""
    general_pixels: ByteArray | None = None
    """Frames of drawn general clips, which have no file. Shapes: (G, F, S, S, 3), one row for each of `general`."""

    @property
    def is_general_drawn(self) -> bool:
        """True when general captions are true of their moments; else these came first for them before."""
        return all(not self.moments[int(moment)].path for moment in self.general)

    @property
    def sources(self) -> IdArray:
        """The source clip of each caption. Shapes: (N,)."""
        return np.array([self.moments[int(moment)].source for moment in self.of_caption], np.int64)

    def digest(self) -> str:
        """Of the captions and the frames of their moments: which data a model was taught with."""
        taught = np.unique(self.of_caption)
        found = hashlib.sha256(json.dumps([self.captions, self.of_caption.tolist()]).encode())
        found.update(np.ascontiguousarray(self.frames[taught]).tobytes())
        return found.hexdigest()

    def pairs_of(self, *splits: Split) -> IdArray:
        """Places of the captions of these splits, ascending."""
        return np.array([i for i, own in enumerate(self.splits) if own in splits], np.int64)


def save_data(path: Path, data: TeachingData) -> None:
    """Write it all at once or not at all. Raises: OSError."""
    arrays = {
        "frames": data.frames, "counts": data.counts, "of_caption": data.of_caption, "library": data.library,
        "general": data.general, "general_of": data.general_of,
    }  # fmt: skip
    if data.general_pixels is not None:
        arrays["general_pixels"] = data.general_pixels
    said = {
        "moments": [
            [m.path, m.fingerprint, m.source, m.start_s, m.end_s, list(m.times_s), m.is_picture] for m in data.moments
        ],
        "captions": data.captions,
        "splits": data.splits,
        "general_captions": data.general_captions,
    }
    write_whole(
        path, save({name: np.ascontiguousarray(each) for name, each in arrays.items()}, {_KEY: json.dumps(said)})
    )


def load_data(path: Path) -> TeachingData:
    """Undo `save_data`. Raises: StoreError, when it is not there or damaged."""
    try:
        with safe_open(path, framework="numpy") as file:
            said: Mapping[str, Any] = json.loads((file.metadata() or {})[_KEY])
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  no mapping
        moments = tuple(_moment(*each) for each in said["moments"])
        splits = tuple(_SPLITS[_SPLITS.index(each)] for each in said["splits"])
        return TeachingData(
            moments=moments,
            captions=tuple(said["captions"]),
            splits=splits,
            general_captions=tuple(said["general_captions"]),
            **arrays,
        )
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, IndexError) as error:
        raise StoreError(f"The data of this run in {path.parent} cannot be read.", "Start the run again.") from error


def _moment(
    path: str,
    content: str,
    source: int,
    start_s: float,
    end_s: float,
    times_s: list[float],
    is_picture: bool = False,  # runs of before pictures could be taught
) -> TeachingMoment:
    return TeachingMoment(path, content, source, start_s, end_s, tuple(times_s), is_picture)


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file so that a crash leaves the old or the new one, also when the power goes. Raises: OSError."""
    draft = path.with_name(path.name + ".new")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
