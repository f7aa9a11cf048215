"""One film's way into the library: probe, scan, encode, cut into segments, write.

A film's walk is a generator of turns: several walks take turns on the engine lane (`core.ingest.scheduler`), while
reading happens on threads and in processes of its own. Nothing of a film is written before all of it is there, and
then in one transaction: a program killed anywhere finds the film either waiting or ready. Of a long film the pieces
that are done are kept aside meanwhile.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from math import inf

import numpy as np

from core.errors import CrashedError, EncoderDiedError, MediaError, UnreadableError, VanishedError
from core.ingest.crashes import REST_S, TRIALS, skip_note
from core.ingest.decoder_pool import Steps, read_at
from core.ingest.joint_encoding import encode_jointly
from core.ingest.reuse import find_compatible_model, repool
from core.ingest.sampling_state import SamplingState
from core.ingest.segment_plan import SegmentPlan, cut_segments, may_be_fast
from core.ingest.video_sampler import IndexingTools, VideoSampler, is_reindexed_exactly
from core.values import EncoderSpec, HalfArray, MediaInfo, SamplingMode, Segment, SegmentVectors, Video, VideoState

SEGMENTS_PER_CALL = 32
RARE = 2
"""Where keyframes are rare a segment may last so many times as long as one of exact samples."""


@dataclass(frozen=True, slots=True)
class IndexOutcome:
    """What became of a film: its record as it is now, its old segments and its new ones."""

    video: Video
    gone: tuple[int, ...] = ()
    made: tuple[Segment, ...] = ()
    skipped: bool = False
    """It ended the decoder each time, see `crashes`."""


class Pipeline:
    """Indexes films, several at a time. Thread: the engine lane."""

    def __init__(self, tools: IndexingTools) -> None:
        self._tools = tools
        self._in_hand: set[str] = set()
        """Contents being read: of two equal films the second waits for the vectors of the first."""

    def run(self, video: Video) -> Steps[IndexOutcome]:
        """Index a film, or note why it cannot be.

        Raises: EncoderError, StoreError; the film is then still waiting.
        """
        try:
            for _ in range(TRIALS - 1):
                try:
                    return (yield from self._index(video))
                except CrashedError:
                    yield from self._rest()
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

    def blame(self, video: Video, error: EncoderDiedError) -> IndexOutcome:
        """Put a film on the skip list over which the model's process keeps ending."""
        return self._write_off(video, "failed", f"{error.title} Other films went well, so this one is skipped.")

    def _rest(self) -> Steps[None]:
        decoders = self._tools.decoders
        with decoders.borrow((yield from decoders.one())) as station:
            yield from read_at(station, partial(self._tools.sleep, REST_S))

    # ---- the stations

    def _index(self, video: Video) -> Steps[IndexOutcome]:
        tools, spec = self._tools, self._tools.encoder.spec
        if video.info is not None and video.is_current and self._has_vectors(video):
            return self._keep(video, video.info)
        if video.info is not None and video.is_current and (compatible := self._find_kin(video)):
            return (yield from self._pool(video, video.info, compatible))
        with tools.decoders.borrow((yield from tools.decoders.one())) as station:
            info = yield from read_at(station, partial(station.frames.probe, video.path))
        info = self._with_lessons(video, info)
        tools.meter.probed(replace(video, size_bytes=info.size_bytes, mtime_ns=info.mtime_ns, info=info))
        while info.fingerprint in self._in_hand:
            yield "waiting"
        with self._alone(info):
            known = self._from_before(video, info)
            if known is not None:
                return known
            if (compatible := self._find_kin(video)) and video.info and video.info.fingerprint == info.fingerprint:
                same = replace(info, note=video.info.note, looked=video.info.looked)
                return (yield from self._pool(video, same, compatible))
            looks = yield from self._look(video, info)
            clips = yield from self._describe(looks)
            note = info.note or looks.shortfall()
            looked: SamplingMode = "fast" if looks.fast else "exact"
            fresh = self._as_it_is_now(video, replace(looks.info, note=note, looked=looked))
            if fresh is None:
                return IndexOutcome(video)
            gone = self._segment_ids(video)
            return IndexOutcome(fresh, gone, tuple(tools.catalogue.put(fresh, spec, clips)))

    def _with_lessons(self, video: Video, info: MediaInfo) -> MediaInfo:
        """What a look at the packets told, with what reading the same content has shown before."""
        catalogue, content = self._tools.catalogue, info.fingerprint
        for known in (video, *catalogue.find_fingerprint(content), *catalogue.find_removed(fingerprint=content)):
            if known.info is not None:
                info = info.with_lesson(known.info)
        return info

    def _look(self, video: Video, info: MediaInfo) -> Steps[SamplingState]:
        """Read the film, and copy it if that is wanted; should the two not go together, only read it."""
        tools = self._tools
        is_fast = tools.is_fast(video) and may_be_fast(info)
        copying = None if is_fast else tools.copies.begin(info)
        if copying is not None:
            try:
                looks = yield from VideoSampler(tools, video, info, copying).look()
                yield from copying.finish(tools.decoders)
                return looks
            except UnreadableError:
                tools.copies.give_up(info)
        return (yield from VideoSampler(tools, video, info).look())

    @contextmanager
    def _alone(self, info: MediaInfo) -> Iterator[None]:
        """No other film of this content is read meanwhile."""
        self._in_hand.add(info.fingerprint)
        try:
            yield
        finally:
            self._in_hand.remove(info.fingerprint)

    def _from_before(self, video: Video, info: MediaInfo) -> IndexOutcome | None:
        """Vectors that are there already: the film was only touched, or another of equal content was indexed."""
        known = video.info
        if known is not None and known.fingerprint == info.fingerprint and self._has_vectors(video):
            return self._keep(video, replace(info, note=known.note, looked=known.looked))
        twin = self._find_twin(video, info)
        if twin is not None and twin.info is not None:
            return self._copy(twin, video, replace(info, note=twin.info.note, looked=twin.info.looked))
        return None

    def _has_vectors(self, video: Video) -> bool:
        """True when it has vectors that will do."""
        return not is_reindexed_exactly(video) and self._tools.catalogue.has_vectors(video.id, self._tools.encoder.spec)

    def _as_it_is_now(self, before: Video, info: MediaInfo) -> Video | None:
        """The record to write for a film that was read; it may have been moved, changed or removed meanwhile.

        None when it has left the library, or when something else lies there now: it then has its turn again.
        """
        now = self._tools.catalogue.video(before.id)
        if now is None or (now.path, now.size_bytes, now.mtime_ns) != (before.path, before.size_bytes, before.mtime_ns):
            return None
        state: VideoState = now.state if now.state in {"missing", "offline"} else "ready"
        return replace(now, size_bytes=info.size_bytes, mtime_ns=info.mtime_ns, state=state, note=info.note, info=info)

    def _keep(self, video: Video, info: MediaInfo) -> IndexOutcome:
        """The vectors are there already: a drive came back, or the file was only touched."""
        fresh = self._as_it_is_now(video, info)
        if fresh is not None:
            self._tools.catalogue.update_video(fresh)
        return IndexOutcome(fresh or video)

    def _find_twin(self, video: Video, info: MediaInfo) -> Video | None:
        """A film of equal content with vectors of this model, as exact as they are wanted; it may have been removed.

        A film's info is always that of its vectors.
        """
        fast_will_do, catalogue = self._tools.is_fast(video), self._tools.catalogue
        twins = [twin for twin in catalogue.find_fingerprint(info.fingerprint) if twin.id != video.id]
        twins += catalogue.find_removed(fingerprint=info.fingerprint)
        good = [twin for twin in twins if fast_will_do or (twin.info is not None and twin.info.looked == "exact")]
        return next((twin for twin in good if self._has_vectors(twin)), None)

    def _copy(self, twin: Video, video: Video, info: MediaInfo) -> IndexOutcome:
        """Take over the vectors of a film of equal content."""
        fresh = self._as_it_is_now(video, info)
        if fresh is None:
            return IndexOutcome(video)
        gone = self._segment_ids(video)
        return IndexOutcome(
            fresh, gone, tuple(self._tools.catalogue.copy_segments(twin.id, fresh, self._tools.encoder.spec))
        )

    def _find_kin(self, video: Video) -> EncoderSpec | None:
        """A model of the same image tower that knows the film well enough."""
        return (
            None
            if is_reindexed_exactly(video)
            else find_compatible_model(self._tools.catalogue, video, self._tools.encoder.spec)
        )

    def _pool(self, video: Video, info: MediaInfo, compatible: EncoderSpec) -> Steps[IndexOutcome]:
        """Only the model's heads are new: what its image tower saw is stored, nothing is decoded."""
        tools = self._tools
        clips = yield from repool(tools.catalogue, tools.encoder, tools.meter, video, compatible)
        fresh = self._as_it_is_now(video, info)
        if fresh is None:
            return IndexOutcome(video)
        gone = self._segment_ids(video)
        return IndexOutcome(fresh, gone, tuple(tools.catalogue.put(fresh, tools.encoder.spec, clips)))

    def _describe(self, looks: SamplingState) -> Steps[list[SegmentVectors]]:
        """Make segments of shots and encode them."""
        tools, spec = self._tools, self._tools.encoder.spec
        most = spec.frames_per_clip
        longest_s = RARE * most * tools.sampling.every_s if looks.fast else inf
        stretches = [s for shot in looks.shots() for s in cut_segments(shot, most, longest_s)]
        vectors = (yield from encode_jointly(tools, looks, stretches)) if spec.sees_clips else looks.vectors()
        clips: list[SegmentVectors] = []
        for start in range(0, len(stretches), SEGMENTS_PER_CALL):
            clips += self._encode_segments(stretches[start : start + SEGMENTS_PER_CALL], vectors)
            yield "moved"
        return clips

    # ---- single steps

    def _encode_segments(
        self, stretches: Sequence[SegmentPlan], vectors: dict[float, HalfArray]
    ) -> list[SegmentVectors]:
        """Pool the frames of some segments."""
        spec = self._tools.encoder.spec
        frames = np.zeros((len(stretches), spec.frames_per_clip, spec.frame_dim), np.float16)
        mask = np.zeros(frames.shape[:2], np.uint8)
        for row, stretch in enumerate(stretches):
            for column, time_s in enumerate(stretch.times_s):
                frames[row, column] = vectors[time_s]
                mask[row, column] = 1
        pooled = self._tools.encoder.encode_segments(frames, mask)
        return [
            SegmentVectors(s.start_s, s.end_s, s.times_s, frames[row, : len(s.times_s)], pooled[row])
            for row, s in enumerate(stretches)
        ]

    def _segment_ids(self, video: Video) -> tuple[int, ...]:
        """The film's segments so far."""
        return tuple(s.id for s in self._tools.catalogue.segments_of(video.id, self._tools.encoder.spec))

    def _write_off(self, video: Video, state: VideoState, note: str) -> IndexOutcome:
        """Note that a film cannot be used now; a failed one loses vectors of what it was before a change."""
        now = self._tools.catalogue.video(video.id)
        if now is None or now.path != video.path:
            return IndexOutcome(video)
        # what is known of other content than the file has now would be shown as if it were the file's
        info = None if state == "failed" and not now.is_current else now.info
        off = replace(now, state=state, note=note, info=info)
        gone = self._segment_ids(video) if state == "failed" else ()
        if gone:
            self._tools.catalogue.put(off, self._tools.encoder.spec, [])
        else:
            self._tools.catalogue.update_video(off)
        return IndexOutcome(off, gone)
