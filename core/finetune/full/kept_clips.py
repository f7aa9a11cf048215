"""Clips decoded once into one file at model size; what was decoded before stays, also after a crash.

Two files lie in the folder: `frames.u8`, all frames one after another, and `clips.jsonl`, a line for each clip, written
when its frames are on the disk. Whatever a crash left behind the last line is overwritten.
"""

import errno
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np

from core.errors import C2VError, DiskFullError, MediaError
from core.finetune.full.clip_frames import MOST, ClipSpan, candidate_times, read_frames
from core.ports import FrameSource
from core.values import ByteArray, FrameShape

_SPARE_BYTES: Final = 200 * 2**20
"""Left free on the disk, whatever else."""


@dataclass(frozen=True, slots=True)
class _Line:
    key: str
    start: int
    """In frames."""
    count: int


class KeptClips:
    """Fits `ClipFrames`. `fill` comes first; clips it names as unreadable have no frames."""

    def __init__(self, folder: Path, clips: Sequence[ClipSpan], shape: FrameShape) -> None:
        self._clips, self._shape = clips, shape
        self._frame_bytes = shape.image_px**2 * 3
        name = f"{shape.image_px}-{shape.resize_mode}-{shape.interpolation}"
        self._frames_file, self._lines_file = folder / f"{name}.u8", folder / f"{name}.jsonl"
        lines, self._lines_bytes = _read_lines(self._lines_file)
        self._lines = {line.key: line for line in lines}
        self._end = max((line.start + line.count for line in self._lines.values()), default=0)
        self._pixels: ByteArray | None = None

    def fill(
        self, source: FrameSource, on_progress: Callable[[int, int], None] = lambda done, all_: None
    ) -> dict[int, str]:
        """Decode what is not there yet; gives why clips cannot be read, by their number.

        `on_progress` hears how many of how many are done, and may raise. Raises: DiskFullError, C2VError.
        """
        failed: dict[int, str] = {}
        for number, span in enumerate(self._clips):
            try:
                if _key(span) not in self._lines:
                    info = source.probe(span.path)
                    self._add(span, read_frames(source, info, candidate_times(info, span), self._shape))
            except MediaError as error:
                failed[number] = str(error)
            on_progress(number + 1, len(self._clips))
        return failed

    def missing_bytes(self) -> int:
        """Disk that `fill` will take, at most."""
        missing = {_key(span): len(span.times_s) or MOST for span in self._clips}
        return sum(count for key, count in missing.items() if key not in self._lines) * self._frame_bytes

    def count(self, clip: int) -> int:
        """Candidates of a clip; 0 for one that cannot be read."""
        line = self._lines.get(_key(self._clips[clip]))
        return line.count if line is not None else 0

    def take(self, clip: int, places: Sequence[int]) -> ByteArray:
        """Shapes: -> (n, S, S, 3)."""
        if self._pixels is None:
            side = self._shape.image_px
            self._pixels = np.memmap(self._frames_file, np.uint8, "r", shape=(self._end, side, side, 3))
        start = self._lines[_key(self._clips[clip])].start
        return np.stack([self._pixels[start + place] for place in places])

    def _add(self, span: ClipSpan, frames: ByteArray) -> None:
        self._pixels = None
        line = _Line(_key(span), self._end, len(frames))
        try:
            folder = self._frames_file.parent
            folder.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(folder).free < frames.nbytes + _SPARE_BYTES:
                raise _full(folder)
            _write_at(self._frames_file, self._end * self._frame_bytes, np.ascontiguousarray(frames).tobytes())
            said = (json.dumps(asdict(line)) + "\n").encode()
            _write_at(self._lines_file, self._lines_bytes, said)
            self._lines_bytes += len(said)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise _full(self._frames_file.parent) from error
            raise C2VError(
                f"Frames for training cannot be written to {self._frames_file.parent}: {error.strerror or error}.",
                "Check its drive.",
            ) from error
        self._lines[line.key] = line
        self._end += line.count


def _full(folder: Path) -> DiskFullError:
    return DiskFullError(f"The disk of {folder} is full.", "Free some space, then resume the run.")


def _key(span: ClipSpan) -> str:
    return f"{span.fingerprint or span.path} {span.times_s or (span.start_s, span.end_s)}"


def _write_at(path: Path, place: int, content: bytes) -> None:
    """Write to the disk; whatever stood behind is cut off. Raises: OSError."""
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.seek(place)
        file.write(content)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _read_lines(path: Path) -> tuple[list[_Line], int]:
    """Whole lines only, and where they end: a crash may have cut the last."""
    try:
        content = path.read_bytes()
    except OSError:
        return [], 0
    lines: list[_Line] = []
    end = 0
    for line in content.splitlines(keepends=True):
        try:
            lines.append(_Line(**json.loads(line)))
        except (ValueError, TypeError):
            break
        end += len(line)
    return lines, end
