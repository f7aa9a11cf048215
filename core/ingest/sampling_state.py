"""The frames of a video as far as they are read and encoded, in chunks that can be kept one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.ingest.segment_plan import Shot, breaks_off, find_shots
from core.values import WHOLE, ChunkCheckpoint, HalfArray, MediaInfo, Sample, Span


@dataclass(slots=True, eq=False)
class Chunk:
    """What is read of a video in one go: a span of it, or single frames of short shots."""

    number: int
    span_s: Span = WHOLE
    wanted_s: tuple[float, ...] = ()
    """Single frames; without them all of the span is scanned."""
    times_s: list[float] = field(default_factory=list)
    cuts_s: list[float] = field(default_factory=list)
    vectors: dict[float, HalfArray] = field(default_factory=dict)
    is_read: bool = False
    is_kept: bool = False

    @property
    def is_whole(self) -> bool:
        """True when all of it is read and encoded."""
        return self.is_read and len(self.vectors) == len(self.times_s)

    def restore(self, kept: ChunkCheckpoint) -> None:
        """Take over what an earlier run did."""
        self.times_s, self.cuts_s = [*kept.times_s], [*kept.cuts_s]
        self.vectors = dict(zip(kept.times_s, kept.vectors, strict=True))
        self.is_read = self.is_kept = True


class SamplingState:
    """How far the sampling of one video is."""

    def __init__(self, video_id: int, info: MediaInfo, every_s: float, fast: bool = False) -> None:
        self.video_id, self.info, self.fast = video_id, info, fast
        self._farthest_s = max(every_s, info.key_gap_s) if fast else every_s
        """From one frame to the next."""
        self.chunks: list[Chunk] = []
        self._known: set[float] = set()

    def extend(self, chunks: Iterable[Chunk]) -> None:
        """More to be read, or read before."""
        for chunk in chunks:
            self.chunks.append(chunk)
            self._known.update(chunk.times_s)

    def add(self, chunk: Chunk, sample: Sample) -> bool:
        """Note a sample of a chunk; False when this frame is there already."""
        if sample.time_s in self._known:
            return False
        self._known.add(sample.time_s)
        chunk.times_s.append(sample.time_s)
        chunk.cuts_s += sample.cuts_s
        return True

    @property
    def times_s(self) -> list[float]:
        """Of all frames read so far, ascending."""
        return sorted(self._known)

    @property
    def cuts_s(self) -> list[float]:
        """Of all cuts found so far."""
        return [cut_s for chunk in self.chunks for cut_s in chunk.cuts_s]

    @property
    def is_whole(self) -> bool:
        """True when every frame that was read is encoded."""
        return all(chunk.is_whole for chunk in self.chunks)

    def shots(self) -> list[Shot]:
        """The video's shots, ending where it really ends."""
        times_s, duration_s = self.times_s, self.info.duration_s
        frame_s = float(1 / self.info.fps) if self.info.fps > 0 else 0.0
        return find_shots(times_s, self.cuts_s, times_s[-1] + frame_s if self._is_cut_short else duration_s)

    def shortfall(self) -> str:
        """A sentence when the pictures end well before the video should."""
        if not self._is_cut_short:
            return ""
        last_s, duration_s = self.times_s[-1], self.info.duration_s
        return f"Only {last_s:.1f} of {duration_s:.1f} s could be decoded; the rest is not indexed."

    @property
    def _is_cut_short(self) -> bool:
        """True when frames are missing at the end; a last one that is shown for long is none of those."""
        return breaks_off(self.times_s[-1], self.info.last_frame_s or self.info.duration_s, self._farthest_s)

    def vectors(self) -> dict[float, HalfArray]:
        """Time -> vector."""
        return {time_s: vector for chunk in self.chunks for time_s, vector in chunk.vectors.items()}


def groups(wanted_s: Sequence[float], size: int, first_number: int) -> list[Chunk]:
    """Single frames in chunks of at most so many."""
    starts = range(0, len(wanted_s), size)
    return [Chunk(first_number + i, wanted_s=tuple(wanted_s[at : at + size])) for i, at in enumerate(starts)]
