"""The clips of a data set as vectors, and its sentences."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from core.errors import MediaError, UnreadableError
from core.evaluation.published.figures import ModelKind
from core.evaluation.published.frame_sampling import EXTRACTED_FPS, Sampling, extracted_indices, frame_times
from core.evaluation.published.vector_cache import VectorCache, blocks
from core.evaluation.viewer import Say, Viewer
from core.finetune.published import PublishedSet
from core.media.resize import reduce_frame
from core.ports import FrameSource
from core.values import ByteArray, FloatArray

_AT_ONCE: Final = 8
"""Clips that are encoded together."""
_PICTURES: Final = frozenset({".jpg", ".jpeg", ".png"})


class ClipReader:
    """Reads clips by the protocol of a model. Each vector is kept as soon as it is made."""

    def __init__(
        self,
        viewer: Viewer,
        source: FrameSource,
        found: PublishedSet,
        kind: ModelKind | None,
        cache_folder: Path | None,
    ) -> None:
        self._viewer, self._source, self._set = viewer, source, found
        spec = viewer.encoder.spec
        self._sampling: Sampling = kind.sampling if kind is not None else "clip4clip"
        self._frames = spec.frames_together or spec.frames_per_clip
        rule = f"{self._sampling} {found.name} {self._frames} {found.longest_s}"
        self.cache = VectorCache(cache_folder, spec, rule)

    def read(self, clips: Sequence[tuple[str, Path]], say: Say) -> tuple[dict[str, FloatArray], dict[str, str]]:
        """The vector of each clip by its name, and why the others could not be read."""
        vectors, failed = dict[str, FloatArray](), dict[str, str]()
        waiting: list[tuple[str, str, ByteArray]] = []
        for number, (id_, path) in enumerate(clips, 1):
            say(f"clips: {number:,} of {len(clips):,}, {id_}")
            try:
                content, pixels = self._content(path)
                kept = self.cache.clip(content)
                if kept is not None:
                    vectors[id_] = kept
                    continue
                waiting.append((id_, content, pixels()))
            except MediaError as error:
                failed[id_] = str(error)
            if len(waiting) >= _AT_ONCE:
                self._encode(waiting, vectors)
        self._encode(waiting, vectors)
        return vectors, failed

    def texts(self, texts: Sequence[str], say: Say, what: str) -> FloatArray:
        """The vectors of sentences. Shapes: n -> (n, D)."""
        parts: list[FloatArray] = []
        for block in blocks(texts):
            say(f"{what}: {sum(map(len, parts)):,} of {len(texts):,}")
            found = self.cache.texts(block)
            if found is None:
                found = self._viewer.texts(block)
                self.cache.keep_texts(block, found)
            parts.append(found)
        return np.concatenate(parts) if parts else np.zeros((0, self._viewer.encoder.spec.dim), np.float32)

    def _encode(self, waiting: list[tuple[str, str, ByteArray]], vectors: dict[str, FloatArray]) -> None:
        if waiting:
            made = self._viewer.video_vectors(self._viewer.show_all([pixels for *_, pixels in waiting]))
            for (id_, content, _), vector in zip(waiting, made, strict=True):
                vectors[id_] = np.asarray(vector, np.float32)
                self.cache.keep_clip(content, vectors[id_])
            waiting.clear()

    def _content(self, path: Path) -> tuple[str, Callable[[], ByteArray]]:
        """What a clip is, and what reads its frames. Raises: MediaError."""
        if path.is_dir():
            return self._content_of_frames(path)
        info = self._source.probe(path)
        times = frame_times(
            self._sampling, self._set.name, info.duration_s, info.frame_count, self._frames, self._set.longest_s
        )

        def read() -> ByteArray:
            samples = self._source.frames(info, times, self._viewer.encoder.spec.frame_shape)
            if not samples:
                raise UnreadableError(path, f"No frame of {path.name} could be read.")
            starts = [sample.time_s for sample in samples]
            places = np.searchsorted(starts, np.asarray(times) + 1e-6, side="right") - 1
            return np.stack(
                [samples[max(0, int(place))].pixels for place in places]
            )  # a frame shown twice counts twice

        return info.fingerprint, read

    def _content_of_frames(self, folder: Path) -> tuple[str, Callable[[], ByteArray]]:
        """A folder of extracted frames, as CLIP2Video reads them."""
        try:
            files = sorted(each for each in folder.iterdir() if each.suffix.casefold() in _PICTURES)
            said = "\0".join(f"{each.name} {each.stat().st_size} {each.stat().st_mtime_ns}" for each in files)
        except OSError as error:
            raise UnreadableError(folder, f"{folder} cannot be read.") from error
        if self._set.longest_s is not None:
            files = files[: int(self._set.longest_s * EXTRACTED_FPS)]
        content = f"frames {hashlib.blake2b(said.encode('utf-8', 'surrogatepass'), digest_size=20).hexdigest()}"

        def read() -> ByteArray:
            if self._sampling == "clip2video":
                chosen = [files[at] for at in extracted_indices(self._set.name, len(files), self._frames)]
            else:
                times = frame_times(
                    self._sampling, self._set.name, len(files) / EXTRACTED_FPS, len(files), self._frames
                )
                chosen = [files[min(len(files) - 1, int(time_s * EXTRACTED_FPS))] for time_s in times]
            return np.stack([self._picture(file) for file in chosen])

        return content, read

    def _picture(self, path: Path) -> ByteArray:
        try:
            raw = np.frombuffer(path.read_bytes(), np.uint8)
        except OSError as error:
            raise UnreadableError(path, f"{path} cannot be read.") from error
        rgb = cv2.imdecode(raw, cv2.IMREAD_COLOR_RGB) if raw.size else None
        if rgb is None:
            raise UnreadableError(path, f"{path} is not a picture.")
        return reduce_frame(np.asarray(rgb, np.uint8), self._viewer.encoder.spec.frame_shape)
