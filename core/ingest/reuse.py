"""Vectors that are there already, so that a video need not be decoded.

The video was only moved or touched; another video of equal content is indexed; or another model with the same image
tower has indexed it, so its stored frames are only pooled again.
"""

from dataclasses import replace

from core.ingest.decoder_pool import Steps
from core.ingest.outcome import IndexOutcome, OutcomeWriter
from core.ingest.progress_meter import Meter
from core.ingest.segment_plan import SegmentPlan
from core.ingest.segment_pooling import SEGMENTS_PER_CALL, pool_segments
from core.ports import Catalogue, Encoder
from core.values import EncoderSpec, MediaInfo, SegmentVectors, Video


def is_compatible(known: EncoderSpec, spec: EncoderSpec) -> bool:
    """True for another model whose frame vectors are those that `spec` would make: only the heads differ."""
    alike = (known.frame_key, known.frames_per_clip) == (spec.frame_key, spec.frames_per_clip)
    return alike and known.key != spec.key


class VectorReuse:
    """Looks for vectors of one video's content and takes them over. Thread: the engine lane."""

    def __init__(
        self, catalogue: Catalogue, encoder: Encoder, meter: Meter, video: Video, *, fast_will_do: bool
    ) -> None:
        self._catalogue, self._encoder, self._meter, self._video = catalogue, encoder, meter, video
        self._fast_will_do = fast_will_do
        self._writer = OutcomeWriter(catalogue, encoder, video)

    def before_probing(self) -> Steps[IndexOutcome | None]:
        """The file is as it was when its record was written: nothing of it is opened. None when that is not so."""
        info = self._video.info
        if info is None or not self._video.is_current:
            return None
        if self._has_vectors(self._video):
            return self._writer.keep(info)
        if compatible := self._find_compatible_model():
            return (yield from self._repool(info, compatible))
        return None

    def after_probing(self, info: MediaInfo) -> Steps[IndexOutcome | None]:
        """The content is known by its fingerprint. None when it must be decoded."""
        known = self._video.info
        if known is not None and known.fingerprint == info.fingerprint and self._has_vectors(self._video):
            return self._writer.keep(replace(info, note=known.note, looked=known.looked))
        twin = self._find_twin(info)
        if twin is not None and twin.info is not None:
            return self._writer.copy(twin, replace(info, note=twin.info.note, looked=twin.info.looked))
        if (
            known is not None
            and known.fingerprint == info.fingerprint
            and (compatible := self._find_compatible_model())
        ):
            same = replace(info, note=known.note, looked=known.looked)
            return (yield from self._repool(same, compatible))
        return None

    def _has_vectors(self, video: Video) -> bool:
        """True when it has vectors that will do."""
        return not video.is_reindexed_exactly and self._catalogue.has_vectors(video.id, self._encoder.spec)

    def _find_twin(self, info: MediaInfo) -> Video | None:
        """A video of equal content with vectors of this model, as exact as they are wanted; it may have been removed.

        A video's info is always that of its vectors.
        """
        twins = [twin for twin in self._catalogue.find_fingerprint(info.fingerprint) if twin.id != self._video.id]
        twins += self._catalogue.find_removed(fingerprint=info.fingerprint)
        good = [twin for twin in twins if self._fast_will_do or (twin.info is not None and twin.info.looked == "exact")]
        return next((twin for twin in good if self._has_vectors(twin)), None)

    def _find_compatible_model(self) -> EncoderSpec | None:
        """A compatible model that has indexed this video."""
        if self._video.is_reindexed_exactly:
            return None
        spec = self._encoder.spec
        for known in self._catalogue.specs():
            if is_compatible(known, spec) and self._catalogue.has_vectors(self._video.id, known):
                return known
        return None

    def _repool(self, info: MediaInfo, compatible: EncoderSpec) -> Steps[IndexOutcome]:
        """The segments as the compatible model has them, their stored frames pooled by our model's heads."""
        stored = self._catalogue.segments_of(self._video.id, compatible)
        segments: list[SegmentVectors] = []
        for start in range(0, len(stored), SEGMENTS_PER_CALL):
            part = stored[start : start + SEGMENTS_PER_CALL]
            frame_vectors = self._catalogue.frame_vectors([one.id for one in part])
            plans = [SegmentPlan(one.start_s, one.end_s, one.frame_times_s) for one in part]
            segments += pool_segments(self._encoder, plans, frame_vectors)
            self._meter.frames(self._video.id, sum(len(vectors) for vectors in frame_vectors))
            yield "moved"
        return self._writer.put(info, segments)
