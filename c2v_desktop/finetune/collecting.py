"""The data of a run: stored frame vectors of the pairs' moments, and a sample of the rest of the library. No torch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from core.errors import NotIndexedError, StoreError
from core.finetune.teaching_data import TeachingData, TeachingMoment
from core.media.content_fingerprint import fingerprint
from core.ports import Catalogue
from core.values import EncoderSpec, Filter, FloatArray, HalfArray, Segment, Video
from core.values.teaching import CheckedPairs, Pair, Split

LIBRARY_MOMENTS: Final = 2000
"""Of the sample beside the pairs."""
_AT_ONCE: Final = 256


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What a pair is about: a moment of a clip, by content."""

    content: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, eq=False)
class PictureFrames:
    """What the model makes of a picture. Shapes: frames (n, E), the picture repeated, as stills are when indexed."""

    content: str
    frames: HalfArray


_NO_PICTURES: Final[Mapping[Path, PictureFrames]] = MappingProxyType({})


class Collector:
    """Reads one catalogue. Thread: one. Raises: StoreError."""

    def __init__(
        self, catalogue: Catalogue, spec: EncoderSpec, content_of: Callable[[Path], str] | None = None
    ) -> None:
        """`content_of` reads the fingerprint of a file outside the library; empty when it cannot be read."""
        self._catalogue, self._spec = catalogue, spec
        self._content_of = content_of or _content_of
        self._by_path: dict[Path, Video] = {}
        self._indexed: dict[str, Video | None] = {}
        for video in catalogue.videos():
            self._by_path[video.path] = video

    def collect(
        self, checked: CheckedPairs, seed: int, pictures: Mapping[Path, PictureFrames] = _NO_PICTURES
    ) -> TeachingData:
        """All usable pairs, and a sample of the library; `pictures` are those that are not in it.

        Raises: NotIndexedError.
        """
        moments: list[TeachingMoment] = []
        frames: list[HalfArray] = []
        places: dict[_Stretch, int] = {}
        sources: dict[str, int] = {}
        captions: list[str] = []
        of_caption: list[int] = []
        splits: list[Split] = []
        for pair, split in zip(checked.pairs, checked.splits, strict=True):
            if split is None:
                continue
            shown_by = pictures.get(pair.path) or self._expect_indexed(pair.path)
            stretch = _stretch_of(pair, shown_by)
            if stretch not in places:
                source = sources.setdefault(stretch.content, len(sources))
                moment, shown = self._moment(pair.path, shown_by, stretch, source)
                places[stretch] = len(moments)
                moments.append(moment)
                frames.append(shown)
            captions.append(pair.caption)
            of_caption.append(places[stretch])
            splits.append(split)
        first = len(moments)
        self._add_library(moments, frames, sources, seed)
        stacked, counts = _stacked(frames, self._spec.frames_per_clip, self._spec.frame_dim)
        return TeachingData(
            moments=tuple(moments),
            frames=stacked,
            counts=counts,
            captions=tuple(captions),
            of_caption=np.array(of_caption, np.int64),
            splits=tuple(splits),
            library=np.arange(first, len(moments), dtype=np.int64),
        )

    def indexed(self, path: Path) -> Video | None:
        """A clip of this content that the model has indexed; a file is read only if it is not in the library."""
        video = self._by_path.get(path)
        if video is not None and self._catalogue.has_vectors(video.id, self._spec):
            return video
        content = video.info.fingerprint if video is not None and video.info is not None else self._content_of(path)
        if content not in self._indexed:
            copies = self._catalogue.find_fingerprint(content) if content else []
            known = (each for each in copies if self._catalogue.has_vectors(each.id, self._spec))
            self._indexed[content] = next(known, None)
        return self._indexed[content]

    def pooled(self, pairs: Sequence[Pair], among: int) -> tuple[FloatArray, list[tuple[str, int]]]:
        """The moment of the index that each pair is about, and `among` others: vectors, and captions with their rows.

        Pairs of clips without vectors are left out. Shapes: (M, D) float32.
        """
        rows: dict[int, int] = {}
        said: list[tuple[str, int]] = []
        for pair in pairs:
            video = self.indexed(pair.path)
            segments = self._catalogue.segments_of(video.id, self._spec) if video is not None else []
            if video is not None and segments:
                stretch = _stretch_of(pair, video)
                best = max(segments, key=lambda segment: _overlap_s(segment, stretch))
                said.append((pair.caption, rows.setdefault(best.id, len(rows))))
        others = self._catalogue.random_vectors(self._spec, among)
        return np.concatenate([self._catalogue.segment_vectors([*rows]), others]) if rows else others, said

    def _expect_indexed(self, path: Path) -> Video:
        video = self.indexed(path)
        if video is None:
            raise NotIndexedError(
                path,
                f"{path.name} is not indexed with this model, so it cannot be learned from.",
                "Index it first, then start again.",
            )
        return video

    def _moment(
        self, path: Path, video: Video | PictureFrames, stretch: _Stretch, source: int
    ) -> tuple[TeachingMoment, HalfArray]:
        if isinstance(video, PictureFrames):
            times_s = (0.0,) * len(video.frames)
            return TeachingMoment(str(path), video.content, source, 0.0, 0.0, times_s, is_picture=True), video.frames
        segments = self._catalogue.segments_of(video.id, self._spec)
        chosen = [each for each in segments if _overlap_s(each, stretch) > 0] or _nearest(segments, stretch)
        if not chosen:
            raise StoreError(f"{video.path.name} has no moments in the index.", "Index it again.")
        vectors = self._catalogue.frame_vectors([each.id for each in chosen])
        if len(chosen) == 1 and _is_about(chosen[0], stretch):
            times, shown = [*chosen[0].frame_times_s], np.asarray(vectors[0])
        else:
            times, shown = _frames_within(chosen, vectors, stretch, self._spec.frames_per_clip)
        moment = TeachingMoment(
            str(video.path), stretch.content, source, stretch.start_s, stretch.end_s, tuple(map(float, times))
        )
        return moment, shown

    def _add_library(
        self, moments: list[TeachingMoment], frames: list[HalfArray], sources: dict[str, int], seed: int
    ) -> None:
        """A sample of the moments of all clips that no pair is about, the same for the same library and seed."""
        ids = self._catalogue.segment_ids(self._spec, Filter())
        order = np.random.default_rng([seed, 17]).permutation(len(ids))
        taught = set(sources)
        by_id = {video.id: video for video in self._by_path.values()}
        found = 0
        for at in range(0, len(order), _AT_ONCE):
            block = self._catalogue.segments([int(ids[i]) for i in order[at : at + _AT_ONCE]])
            kept = []
            for segment in block:
                video = by_id.get(segment.video_id)
                if video is not None and video.info is not None and video.info.fingerprint not in taught:
                    kept.append((segment, video, video.info.fingerprint))
            kept = kept[: LIBRARY_MOMENTS - found]
            for (segment, video, content), shown in zip(
                kept, self._catalogue.frame_vectors([segment.id for segment, _, _ in kept]), strict=True
            ):
                source = sources.setdefault(content, len(sources))
                moments.append(
                    TeachingMoment(
                        str(video.path), content, source, segment.start_s, segment.end_s, segment.frame_times_s
                    )
                )
                frames.append(np.asarray(shown))
            found += len(kept)
            if found >= LIBRARY_MOMENTS:
                return


def _content_of(path: Path) -> str:
    """Fingerprint of a file outside the library; empty when it cannot be read."""
    try:
        return fingerprint(path, path.stat().st_size)
    except OSError:
        return ""


def _stretch_of(pair: Pair, video: Video | PictureFrames) -> _Stretch:
    if isinstance(video, PictureFrames):
        return _Stretch(video.content, 0.0, 0.0)
    info = video.info
    content = info.fingerprint if info is not None else str(video.path)
    length_s = float(info.duration_s) if info is not None else float("inf")
    start_s = float(pair.start_s) if pair.start_s is not None else 0.0
    end_s = float(pair.end_s) if pair.end_s is not None else max(length_s, start_s)
    return _Stretch(content, start_s, end_s)


def _overlap_s(segment: Segment, stretch: _Stretch) -> float:
    if segment.start_s == segment.end_s:  # a still
        return 1.0 if stretch.start_s <= segment.start_s <= stretch.end_s else 0.0
    return min(segment.end_s, stretch.end_s) - max(segment.start_s, stretch.start_s)


def _is_about(segment: Segment, stretch: _Stretch) -> bool:
    """True when the stretch covers most of the segment: then it is the moment that searches rank."""
    length_s = segment.end_s - segment.start_s
    return length_s <= 0 or _overlap_s(segment, stretch) > 0.75 * length_s


def _nearest(segments: Sequence[Segment], stretch: _Stretch) -> list[Segment]:
    middle = 0.5 * (stretch.start_s + stretch.end_s)
    return sorted(segments, key=lambda each: abs(0.5 * (each.start_s + each.end_s) - middle))[:1]


def _frames_within(
    segments: Sequence[Segment], vectors: Sequence[HalfArray], stretch: _Stretch, most: int
) -> tuple[list[float], HalfArray]:
    """Stored frames between the stretch's ends, evenly chosen where there are more than a moment may have."""
    known: dict[float, HalfArray] = {}
    for segment, rows in zip(segments, vectors, strict=True):
        for time_s, row in zip(segment.frame_times_s, rows, strict=False):
            known.setdefault(time_s, row)
    inside = [time_s for time_s in sorted(known) if stretch.start_s - 1e-3 <= time_s <= stretch.end_s + 1e-3]
    if len(inside) < min(3, len(known)):  # too short to hold enough samples: those around it too
        middle = 0.5 * (stretch.start_s + stretch.end_s)
        inside = sorted(sorted(known, key=lambda time_s: abs(time_s - middle))[:3])
    if len(inside) > most:
        inside = [inside[i] for i in np.linspace(0, len(inside) - 1, most).round().astype(int)]
    return inside, np.stack([known[time_s] for time_s in inside])


def _stacked(frames: Sequence[HalfArray], most: int, width: int) -> tuple[HalfArray, "np.ndarray"]:
    counts = np.array([min(len(each), most) for each in frames], np.int64)
    stacked = np.zeros((len(frames), most, width), np.float16)
    for row, each in zip(stacked, frames, strict=True):
        row[: min(len(each), most)] = each[:most]
    return stacked, counts
