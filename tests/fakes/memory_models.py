"""Models and what each has seen, in dictionaries."""

from core.values import (
    EncoderSpec,
    ModelCoverage,
)
from tests.fakes.memory_tables import MemoryTables


class MemoryModels(MemoryTables):
    """Fits the port ModelCatalogue."""

    def remember_spec(self, spec: EncoderSpec) -> None:
        self._specs[spec.key] = spec
        self._last_spec = spec

    def last_spec(self) -> EncoderSpec | None:
        return self._last_spec

    def specs(self) -> list[EncoderSpec]:
        present = {key for i, key in self._space_of.items() if self._segments[i].video_id in self._videos}
        return [spec for key, spec in self._specs.items() if key in present]

    def spec_of(self, segment_id: int) -> EncoderSpec | None:
        return self._specs.get(self._space_of.get(int(segment_id), ""))

    def note_source(self, spec: EncoderSpec, source: str) -> None:
        self._sources[spec.key] = source

    def source_of(self, spec: EncoderSpec) -> str:
        return self._sources.get(spec.key, "")

    def lacking(self, spec: EncoderSpec, other: EncoderSpec) -> list[int]:
        videos = [v for v in self._videos.values() if v.state in ("waiting", "ready")]
        return [
            v.id
            for v in videos
            if self._catalogue.has_vectors(v.id, other) and not self._catalogue.has_vectors(v.id, spec)
        ]

    def coverage(self, spec: EncoderSpec) -> ModelCoverage:
        videos = [v for v in self._videos.values() if v.state != "failed"]
        seen = {
            v.id: v
            for v in videos
            if self._catalogue.has_vectors(v.id, spec) and (v.state != "waiting" or v.is_current)
        }
        segments = [s for s in self._segments.values() if self._space_of[s.id] == spec.key and s.video_id in seen]
        footage_s = sum(v.info.duration_s for v in seen.values() if v.info)
        return ModelCoverage(spec, len(seen), len(videos), len(segments), footage_s)

    def vector_bytes(self, spec: EncoderSpec) -> int:
        ids = [i for i, key in self._space_of.items() if key == spec.key]
        return sum(self._frames[i].nbytes + self._pooled[i].nbytes for i in ids)

    def known_alone(self, spec: EncoderSpec) -> int:
        others = [other for other in self.specs() if other.key != spec.key]
        mine = [v for v in self._videos if self._catalogue.has_vectors(v, spec)]
        return sum(not any(self._catalogue.has_vectors(v, other) for other in others) for v in mine)

    def drop_vectors(self, spec: EncoderSpec, videos: int) -> int:
        self._chunks = {at: kept for at, kept in self._chunks.items() if at[1] != spec.key}
        seen = [v for v in self._videos if self._catalogue.has_vectors(v, spec)][:videos]
        for video_id in seen:
            self._drop([s.id for s in self._catalogue.segments_of(video_id, spec)])
        return len(seen)
