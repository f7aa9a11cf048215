"""One film's way into the library: probe, scan, encode, cut into segments, write.

Generators that yield where the lane may serve somebody else; reading happens on the reader's thread, so a step
lasts no longer than one call of the encoder. Nothing of a film is written before all of it is there, and then in
one transaction: a program killed anywhere finds the film either waiting or ready.
"""

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

import numpy as np

from core.errors import CrashedError, EncoderDiedError, MediaError, UnreadableError, VanishedError
from core.ingest.ahead import Reader
from core.ingest.crashes import REST_S, TRIALS, skip_note
from core.ingest.plan import (
    Shot,
    Stretch,
    breaks_off,
    cut_segments,
    denser_times,
    find_shots,
)
from core.ingest.progress import Meter
from core.ingest.reuse import find_kin, pool_again
from core.ports import Catalogue, Clock, Encoder, FrameSource, PictureStore
from core.settings import Sampling
from core.values import ClipVectors, EncoderSpec, HalfArray, MediaInfo, Sample, Segment, Video, VideoState

T = TypeVar("T")
Steps = Generator[None, None, "Outcome"]

STEP_S = 0.1
"""An encoder call should last about this long: the batch shrinks on slow machines."""
SEGMENTS_PER_CALL = 32


@dataclass(frozen=True, slots=True)
class Tools:
    """What an ingest works with."""

    catalogue: Catalogue
    frames: FrameSource
    encoder: Encoder
    pictures: PictureStore
    reader: Reader
    now_s: Clock
    sampling: Sampling
    batch: int
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a film: its record as it is now, its old segments and its new ones."""

    video: Video
    gone: tuple[int, ...] = ()
    made: tuple[Segment, ...] = ()
    skipped: bool = False
    """It ended the decoder each time, see `crashes`."""


@dataclass(slots=True)
class _Looks:
    """The frames of a film as far as they are encoded: time -> vector, and the cuts between them."""

    vectors: dict[float, HalfArray] = field(default_factory=dict)
    cuts_s: list[float] = field(default_factory=list)


class Pipeline:
    """Indexes one film after another. Thread: the engine lane."""

    def __init__(self, tools: Tools, meter: Meter) -> None:
        self._tools = tools
        self._meter = meter
        self._batch = tools.batch

    def run(self, video: Video) -> Steps:
        """Index a film, or note why it cannot be.

        Raises: EncoderError, StoreError; the film is then still waiting.
        """
        try:
            for _ in range(TRIALS - 1):
                try:
                    return (yield from self._index(video))
                except CrashedError:
                    yield from self._patient(self._tools.reader.read(partial(self._tools.sleep, REST_S)))
            return (yield from self._index(video))
        except CrashedError as error:
            if not video.path.exists():
                return self._write_off(video, "missing", "")
            return replace(self._write_off(video, "failed", skip_note(error)), skipped=True)
        except MediaError as error:
            # A drive pulled out midway looks like a damaged film to whoever was reading.
            if isinstance(error, VanishedError) or not video.path.exists():
                return self._write_off(video, "missing", "")
            return self._write_off(video, "failed", str(error))

    def blame(self, video: Video, error: EncoderDiedError) -> Outcome:
        """Put a film on the skip list over which the model's process keeps ending."""
        return self._write_off(video, "failed", f"{error.title} Other films went well, so this one is skipped.")

    # ---- the stations

    def _index(self, video: Video) -> Steps:
        tools, spec = self._tools, self._tools.encoder.spec
        if video.info is not None and is_current(video) and tools.catalogue.has_vectors(video.id, spec):
            return self._keep(video, video.info)
        if is_current(video) and video.info is not None and (kin := find_kin(tools.catalogue, video, spec)):
            return (yield from self._pool(video, video.info, kin))
        info = yield from self._patient(tools.reader.read(partial(tools.frames.probe, video.path)))
        self._meter.probed(replace(video, size_bytes=info.size_bytes, mtime_ns=info.mtime_ns, info=info))
        known = video.info
        if known is not None and known.fingerprint == info.fingerprint and tools.catalogue.has_vectors(video.id, spec):
            return self._keep(video, replace(info, note=known.note))
        twin = self._find_twin(info, video.id)
        if twin is not None and twin.info is not None:
            return self._copy(twin, video, replace(info, note=twin.info.note))
        if known is not None and known.fingerprint == info.fingerprint:
            kin = find_kin(tools.catalogue, video, spec)
            if kin is not None:
                return (yield from self._pool(video, replace(info, note=known.note), kin))
        looks = yield from self._look(info)
        clips = yield from self._describe(looks, info)
        note = info.note or _shortfall(looks, info, tools.sampling.every_s)
        fresh = self._as_it_is_now(video, replace(info, note=note))
        if fresh is None:
            return Outcome(video)
        gone = self._segment_ids(video)
        return Outcome(fresh, gone, tuple(tools.catalogue.put(fresh, spec, clips)))

    def _as_it_is_now(self, before: Video, info: MediaInfo) -> Video | None:
        """The record to write for a film that was read; it may have been moved, changed or removed meanwhile.

        None when it has left the library, or when something else lies there now: it then has its turn again.
        """
        now = self._tools.catalogue.video(before.id)
        if now is None or (now.path, now.size_bytes, now.mtime_ns) != (before.path, before.size_bytes, before.mtime_ns):
            return None
        state: VideoState = now.state if now.state in {"missing", "offline"} else "ready"
        return replace(now, size_bytes=info.size_bytes, mtime_ns=info.mtime_ns, state=state, note=info.note, info=info)

    def _keep(self, video: Video, info: MediaInfo) -> Outcome:
        """The vectors are there already: a drive came back, or the file was only touched."""
        fresh = self._as_it_is_now(video, info)
        if fresh is not None:
            self._tools.catalogue.update_video(fresh)
        return Outcome(fresh or video)

    def _find_twin(self, info: MediaInfo, video_id: int) -> Video | None:
        """A film of equal content with vectors of this model. A film's info is always that of its vectors."""
        catalogue, spec = self._tools.catalogue, self._tools.encoder.spec
        twins = (twin for twin in catalogue.find_fingerprint(info.fingerprint) if twin.id != video_id)
        return next((twin for twin in twins if catalogue.has_vectors(twin.id, spec)), None)

    def _copy(self, twin: Video, video: Video, info: MediaInfo) -> Outcome:
        """Take over the vectors of a film of equal content."""
        fresh = self._as_it_is_now(video, info)
        if fresh is None:
            return Outcome(video)
        gone = self._segment_ids(video)
        return Outcome(
            fresh, gone, tuple(self._tools.catalogue.copy_segments(twin.id, fresh, self._tools.encoder.spec))
        )

    def _pool(self, video: Video, info: MediaInfo, kin: EncoderSpec) -> Steps:
        """Only the model's heads are new: what its image tower saw is stored, nothing is decoded."""
        tools = self._tools
        clips = yield from pool_again(tools.catalogue, tools.encoder, self._meter, video, kin)
        fresh = self._as_it_is_now(video, info)
        if fresh is None:
            return Outcome(video)
        gone = self._segment_ids(video)
        return Outcome(fresh, gone, tuple(tools.catalogue.put(fresh, tools.encoder.spec, clips)))

    def _look(self, info: MediaInfo) -> Generator[None, None, _Looks]:
        """Sample and encode the whole film, then once more where a shot was too short."""
        tools, shape = self._tools, self._tools.encoder.spec.frame_shape
        looks, batch = _Looks(), list[Sample]()
        source = tools.reader.stream(lambda: tools.frames.scan(info, tools.sampling.every_s, shape), 2 * tools.batch)
        with source as stream:
            for sample in stream.items():
                if sample is not None:
                    batch.append(sample)
                if len(batch) >= self._batch:
                    self._encode(batch, info, looks)
                    batch = []
                self._meter.tick()
                yield
        self._encode(batch, info, looks)
        if not looks.vectors:
            raise UnreadableError(info.path, "No picture of this film can be read.")
        yield
        yield from self._look_closer(info, looks)
        return looks

    def _look_closer(self, info: MediaInfo, looks: _Looks) -> Generator[None, None, None]:
        """Sample short shots more densely."""
        tools, frame_s = self._tools, _frame_s(info)
        shots = _shots(looks, info, tools.sampling.every_s)
        wanted = [t for shot in shots for t in denser_times(shot, tools.sampling.min_frames, frame_s)]
        for start in range(0, len(wanted), tools.batch):
            read = partial(
                tools.frames.frames, info, wanted[start : start + tools.batch], tools.encoder.spec.frame_shape
            )
            more = yield from self._patient(tools.reader.read(read))
            fresh = [replace(sample, cuts_s=()) for sample in more if sample.time_s not in looks.vectors]
            for first in range(0, len(fresh), self._batch):
                self._encode(fresh[first : first + self._batch], info, looks)
                yield

    def _describe(self, looks: _Looks, info: MediaInfo) -> Generator[None, None, list[ClipVectors]]:
        """Make segments of shots and encode them."""
        per_clip = self._tools.encoder.spec.frames_per_clip
        stretches = [
            s for shot in _shots(looks, info, self._tools.sampling.every_s) for s in cut_segments(shot, per_clip)
        ]
        clips: list[ClipVectors] = []
        for start in range(0, len(stretches), SEGMENTS_PER_CALL):
            clips += self._encode_segments(stretches[start : start + SEGMENTS_PER_CALL], looks)
            self._meter.tick()
            yield
        return clips

    # ---- single steps

    def _encode(self, samples: Sequence[Sample], info: MediaInfo, looks: _Looks) -> None:
        """Encode some frames and keep their pictures; adapts the batch to the machine."""
        if not samples:
            return
        began_s = self._tools.now_s()
        vectors = self._tools.encoder.encode_frames(np.stack([s.pixels for s in samples]))
        each_s = (self._tools.now_s() - began_s) / len(samples)
        if each_s > 0:
            self._batch = min(self._tools.batch, max(1, round(STEP_S / each_s)))
        for sample, vector in zip(samples, vectors, strict=True):
            looks.vectors[sample.time_s] = vector
            looks.cuts_s += sample.cuts_s
        pictures = [(s.time_s, s.picture) for s in samples if s.picture]
        if pictures:
            self._tools.pictures.put(info.fingerprint, pictures)
        self._meter.frames(len(samples))

    def _encode_segments(self, stretches: Sequence[Stretch], looks: _Looks) -> list[ClipVectors]:
        """Pool the frames of some segments."""
        spec = self._tools.encoder.spec
        frames = np.zeros((len(stretches), spec.frames_per_clip, spec.frame_dim), np.float16)
        mask = np.zeros(frames.shape[:2], np.uint8)
        for row, stretch in enumerate(stretches):
            for column, time_s in enumerate(stretch.times_s):
                frames[row, column] = looks.vectors[time_s]
                mask[row, column] = 1
        pooled = self._tools.encoder.encode_segments(frames, mask)
        return [
            ClipVectors(s.start_s, s.end_s, s.times_s, frames[row, : len(s.times_s)], pooled[row])
            for row, s in enumerate(stretches)
        ]

    def _segment_ids(self, video: Video) -> tuple[int, ...]:
        """The film's segments so far."""
        return tuple(s.id for s in self._tools.catalogue.segments_of(video.id, self._tools.encoder.spec))

    def _write_off(self, video: Video, state: VideoState, note: str) -> Outcome:
        """Note that a film cannot be used now; a failed one loses vectors of what it was before a change."""
        now = self._tools.catalogue.video(video.id)
        if now is None or now.path != video.path:
            return Outcome(video)
        # what is known of other content than the file has now would be shown as if it were the file's
        info = None if state == "failed" and not is_current(now) else now.info
        off = replace(now, state=state, note=note, info=info)
        gone = self._segment_ids(video) if state == "failed" else ()
        if gone:
            self._tools.catalogue.put(off, self._tools.encoder.spec, [])
        else:
            self._tools.catalogue.update_video(off)
        return Outcome(off, gone)

    def _patient(self, reading: Generator[None, None, T]) -> Generator[None, None, T]:
        """Wait for the reader, telling the meter that time passes."""
        try:
            while True:
                next(reading)
                self._meter.tick()
                yield
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            reading.close()


def is_current(video: Video) -> bool:
    """True when what is known of the film's content was read from the file as it is now."""
    return video.is_current


def _frame_s(info: MediaInfo) -> float:
    return float(1 / info.fps) if info.fps > 0 else 0.0


def _shots(looks: _Looks, info: MediaInfo, every_s: float) -> list[Shot]:
    """The film's shots, ending where it really ends."""
    times_s = sorted(looks.vectors)
    cut_short = breaks_off(times_s[-1], info.duration_s, every_s)
    return find_shots(times_s, looks.cuts_s, times_s[-1] + _frame_s(info) if cut_short else info.duration_s)


def _shortfall(looks: _Looks, info: MediaInfo, every_s: float) -> str:
    """A sentence when the pictures end well before the film should."""
    last_s = max(looks.vectors)
    if not breaks_off(last_s, info.duration_s, every_s):
        return ""
    return f"Only the first {last_s:.1f} s of {info.duration_s:.1f} s can be read."
