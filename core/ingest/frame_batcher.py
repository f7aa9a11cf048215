"""Frames of all videos being indexed, encoded in batches that may hold several videos."""

from collections.abc import Sequence

import numpy as np

from core.ingest.progress_meter import Meter
from core.ingest.sampling_state import Chunk, SamplingState
from core.ingest.time_spent import TimeSpent
from core.ports import Clock, Encoder, PictureStore
from core.values import HalfArray, IndexTimings, Sample

STEP_S = 0.1
"""An encoder call should last about this long: the batch shrinks on slow machines."""


class FrameBatcher:
    """Collects samples and encodes them. Thread: the engine lane.

    The last frames of a video need not wait for a batch of their own, and a model that is quicker than one decoder
    is fed by several.
    """

    def __init__(self, encoder: Encoder, pictures: PictureStore, now_s: Clock, most: int, spent: TimeSpent) -> None:
        self._encoder, self._pictures, self._now_s, self.most = encoder, pictures, now_s, most
        self._spent = spent
        self._batch = most
        self._samples: list[tuple[SamplingState, Chunk, Sample]] = []
        self.encode_s = 0.0
        """All that the model has taken so far."""
        self.failed: set[int] = set()
        """Videos in the batch over which the model failed, if that was the last thing that happened here."""

    def __len__(self) -> int:
        return len(self._samples)

    def add(self, state: SamplingState, chunk: Chunk, sample: Sample, meter: Meter) -> None:
        """Put a sample in; encodes when a batch is full. Raises: EncoderError, StoreError."""
        self._samples.append((state, chunk, sample))
        if len(self._samples) >= self._batch:
            self.encode(meter)

    def drop(self, state: SamplingState) -> None:
        """Forget the samples of a video that is given up."""
        self._samples = [one for one in self._samples if one[0] is not state]

    def encode(self, meter: Meter) -> None:
        """Encode what is there, keep its pictures; adapts the batch to the machine."""
        now, self._samples = self._samples[: self.most], self._samples[self.most :]
        if not now:
            return
        self.failed = {state.video_id for state, _, _ in now}
        began_s = self._now_s()
        vectors = self._encode_frames([sample for _, _, sample in now])
        self.failed = set()
        self.encode_s += self._now_s() - began_s
        each_s = (self._now_s() - began_s) / len(now)
        if each_s > 0:
            self._batch = min(self.most, max(1, round(STEP_S / each_s)))
        for (state, chunk, sample), vector in zip(now, vectors, strict=True):
            chunk.vectors[sample.time_s] = vector
            self._spent.add(state.video_id, IndexTimings(encode_s=each_s))
        for state in {id(state): state for state, _, _ in now}.values():
            self._keep_pictures(state, [sample for owner, _, sample in now if owner is state], meter)

    def _encode_frames(self, samples: Sequence[Sample]) -> HalfArray:
        """Vectors of frames; nothing yet where they are encoded together with others of their segment."""
        if self._encoder.spec.sees_clips:
            return np.zeros((len(samples), self._encoder.spec.frame_dim), np.float16)
        return self._encoder.encode_frames(np.stack([sample.pixels for sample in samples]))

    def _keep_pictures(self, state: SamplingState, samples: Sequence[Sample], meter: Meter) -> None:
        pictures = [(sample.time_s, sample.picture) for sample in samples if sample.picture]
        if pictures:
            with self._spent.measured(state.video_id, "store_s"):
                self._pictures.put(state.info.fingerprint, pictures)
        if not self._encoder.spec.sees_clips:  # else the work is still to come
            meter.frames(state.video_id, len(samples))
