"""The frames of a run's moments: decoded once into the run's cache, or drawn."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np

from core.errors import ClipsAwayError
from core.finetune.full.clip_frames import ClipSpan
from core.finetune.full.kept_clips import KeptClips
from core.finetune.teaching_data import TeachingData
from core.finetune.trainer import Decoding
from core.media.decoder_process import DecoderProcess
from core.ports import FrameSource
from core.values import ByteArray, FrameShape
from core.values.arrays import BoolArray, IdArray

FRAMES: Final = "frames"
"""Folder of decoded frames in a run's cache."""
_MOST_FAILED: Final = 0.5
_log = logging.getLogger(__name__)


class MomentFrames:
    """Fits `ClipFrames`, by the numbers of moments. What the library has of a moment are its candidates."""

    def __init__(
        self,
        data: TeachingData,
        cache: Path,
        shape: FrameShape,
        source: FrameSource | None = None,
        decoded: Callable[[int, int], None] | None = None,
        *,
        decodes: bool = True,
        sample: int = 0,
    ) -> None:
        """`decoded` hears how many clips of how many are done, and may raise; `decodes` False: another process has
        filled the cache; `sample`: for a trial, so many moments stand for all. Raises: C2VError, when most clips cannot
        be read.
        """
        self._drawn = {int(moment): row for row, moment in enumerate(data.general)}
        self._pixels = data.general_pixels
        on_disk = [i for i, moment in enumerate(data.moments) if moment.path]
        kept = on_disk if not sample else on_disk[:: max(1, -(-len(on_disk) // sample))]
        self._places = {moment: place % len(kept) for place, moment in enumerate(on_disk)}
        self.decoding = Decoding()
        self._counts = data.counts
        spans = [
            ClipSpan(Path(each.path), each.start_s, each.end_s, each.fingerprint, each.times_s)
            for each in (data.moments[i] for i in kept)
        ]
        self._kept = KeptClips(cache / FRAMES, spans, shape)
        if decodes and self._kept.missing_bytes():
            began_s, size = time.monotonic(), self._kept.missing_bytes()
            self._fill(source, spans, decoded or _hear_nothing)
            done_s, all_ = time.monotonic() - began_s, len(on_disk) / len(kept)
            self.decoding = Decoding(done_s, (all_ - 1) * done_s, round(all_ * size))

    def is_readable(self, moments: Sequence[int]) -> BoolArray:
        """Which of them have frames."""
        return np.array([self.count(int(moment)) > 0 for moment in moments], np.bool_)

    def count(self, clip: int) -> int:
        """Frames of a moment; 0 for one that cannot be read."""
        if clip in self._places:
            return self._kept.count(self._places[clip])
        return int(self._counts[clip]) if clip in self._drawn and self._pixels is not None else 0

    def take(self, clip: int, places: Sequence[int]) -> ByteArray:
        """Shapes: -> (n, S, S, 3)."""
        if clip in self._places:
            return self._kept.take(self._places[clip], places)
        assert self._pixels is not None
        drawn: ByteArray = self._pixels[self._drawn[clip]][list(places)]
        return drawn

    def _fill(self, source: FrameSource | None, spans: Sequence[ClipSpan], decoded: Callable[[int, int], None]) -> None:
        with closing(source or DecoderProcess()) as reader:
            failed = self._kept.fill(reader, decoded)
        for number, why in failed.items():
            _log.warning("%s takes no part in the training: %s", spans[number].path.name, why)
        if len(failed) > _MOST_FAILED * len(spans):
            first = next(iter(failed.values()))
            raise ClipsAwayError(
                f"{len(failed)} of {len(spans)} moments cannot be read now. The first: {first}",
                "Connect the drive with the clips, then resume.",
            )


def _hear_nothing(done: int, clips: int) -> None:
    del done, clips


def readable(frames: MomentFrames, data: TeachingData, pairs: IdArray) -> IdArray:
    """Those of the pairs whose moment has frames."""
    return pairs[frames.is_readable([int(each) for each in data.of_caption[pairs]])]
