"""Videos that exist only as descriptions: scenes in plain colours, read without a decoder.

A video is a JSON file on disk, so that folders, sizes, moves and growing files are real:
`draw_video(path, [("red", 2.0), ("sky blue", 1.5)])`. Each frame's pixels say its scene's words in a way
`HashEncoder` understands, so a sentence with a scene's words finds that scene.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from io import BytesIO
from math import ceil
from pathlib import Path

import numpy as np
from PIL import Image

from core.errors import TruncatedError, UnreadableError, VanishedError
from core.values import (
    STILL_SUFFIXES,
    WHOLE,
    ByteArray,
    FrameShape,
    IndexTimings,
    MediaInfo,
    ProxyTarget,
    Sample,
    SourceMetadata,
    Span,
)

FPS = 25
KEY_EVERY_S = 2.0
"""In these videos every fiftieth frame is a keyframe."""
WORDS_KEPT = 8


def draw_video(
    path: Path, scenes: Sequence[tuple[str, float]], *, breaks_at_s: float | None = None, salt: str = ""
) -> Path:
    """Write a video: (words, seconds) for each shot. `breaks_at_s` makes one that ends before it should."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"scenes": list(scenes), "breaks_at_s": breaks_at_s, "salt": salt}), encoding="utf-8")
    return path


def colour_of(word: str) -> tuple[int, int, int]:
    """Each word has a colour of its own."""
    digest = sha256(word.lower().encode()).digest()
    return digest[0], digest[1], digest[2]


def draw_frame(words: str, px: int) -> ByteArray:
    """A frame in stripes, one for each word, as far as there is room."""
    frame = np.zeros((px, px, 3), np.uint8)
    for row, word in enumerate(words.split()[:WORDS_KEPT]):
        frame[row * px // WORDS_KEPT : (row + 1) * px // WORDS_KEPT] = colour_of(word)
    return frame


class StillFrames:
    """Fits the port FrameSource."""

    def __init__(self) -> None:
        self.probed: list[Path] = []
        self._told = (0, 0)
        self.scanned: list[Path] = []
        self.headers_read: list[Path] = []
        self.said: dict[str, SourceMetadata] = {}
        """What files of these names say of their recording."""
        self.fast: list[bool] = []
        self.copied: list[tuple[Path, Span]] = []
        """Stretches of videos that were written small, be it in passing or alone."""
        self.uncopied = ""
        """Why nothing can be copied, if so."""
        self.is_closed = False
        self.share = 1.0

    def throttle(self, share: float) -> None:
        self.share = share

    def probe(self, path: Path) -> MediaInfo:
        self.probed.append(path)
        video = _read(path)
        duration_s = sum(seconds for _, seconds in video["scenes"])
        if not video["scenes"]:
            raise UnreadableError(path, "This is not a video.", "It has no pictures.")
        stat, is_still = path.stat(), path.suffix in STILL_SUFFIXES
        return MediaInfo(
            path=path,
            size_bytes=stat.st_size,
            mtime_ns=stat.st_mtime_ns,
            duration_s=0.0 if is_still else duration_s,
            fps=Fraction(0 if is_still else FPS),
            width_px=320,
            height_px=180,
            rotation_deg=0,
            codec="drawn",
            frame_count=1 if is_still else max(1, round(duration_s * FPS)),
            key_count=ceil(duration_s / KEY_EVERY_S),
            key_gap_s=min(KEY_EVERY_S, duration_s),
            fingerprint=sha256(path.read_bytes()).hexdigest()[:32],
            source=self.said.get(path.name, SourceMetadata(has_sound=False)),
        )

    def source_metadata(self, info: MediaInfo) -> SourceMetadata:
        self.headers_read.append(info.path)
        _read(info.path)
        return self.said.get(info.path.name, SourceMetadata(has_sound=False))

    @contextmanager
    def scan(
        self,
        info: MediaInfo,
        every_s: float,
        shape: FrameShape,
        span_s: Span = WHOLE,
        fast: bool = False,
        copy: ProxyTarget | None = None,
    ) -> Iterator[Iterator[Sample]]:
        self.scanned.append(info.path)
        self.fast.append(fast)
        every_s = KEY_EVERY_S if fast else every_s
        from_s, to_s = span_s
        samples = (s for s in self._samples(info, every_s, shape) if from_s <= s.time_s < to_s)
        yield samples if copy is None else self._copying(samples, info, span_s, copy)

    def _copying(self, samples: Iterator[Sample], info: MediaInfo, span_s: Span, copy: ProxyTarget) -> Iterator[Sample]:
        yield from samples
        self.copied.append((info.path, span_s))
        if self.uncopied:
            copy.tell(self.uncopied)
        else:
            copy.path.write_text(f"{info.fingerprint} {span_s}\n")

    def join(self, info: MediaInfo, parts: Sequence[Path], target: Path) -> None:
        target.write_text("".join(part.read_text() for part in parts))

    def frames(self, info: MediaInfo, times_s: Sequence[float], shape: FrameShape) -> list[Sample]:
        video = _read(info.path)
        on_screen = sorted({int(t * FPS + 1e-6) / FPS for t in times_s})
        return [_sample(video, t, shape, ()) for t in on_screen]

    def still(self, path: Path, time_s: float, height_px: int, info: MediaInfo | None = None) -> bytes:
        return _picture(_words_at(_read(path), time_s), height_px)

    def learned(self, info: MediaInfo) -> MediaInfo:
        return replace(info, is_distrusted=True, by_walk=True) if info.path.stem.startswith("lying") else info

    def spent(self) -> IndexTimings:
        """A quarter of a second for each probe; half a second and an eighth for each scan."""
        probes, scans = len(self.probed), len(self.scanned)
        new = IndexTimings(
            0.25 * (probes - self._told[0]), 0.5 * (scans - self._told[1]), 0.125 * (scans - self._told[1])
        )
        self._told = probes, scans
        return new

    def close(self) -> None:
        self.is_closed = True

    def _samples(self, info: MediaInfo, every_s: float, shape: FrameShape) -> Iterator[Sample]:
        video = _read(info.path)
        if info.is_still:
            yield _sample(video, 0.0, shape, ())
            return
        stop_s = video["breaks_at_s"] if video["breaks_at_s"] is not None else info.duration_s
        ends = np.cumsum([seconds for _, seconds in video["scenes"]]).tolist()
        cuts = [cut for cut in ends[:-1] if cut < stop_s]
        if stop_s <= 0:
            raise TruncatedError(info.path, "This video ends before its first picture.")
        times = {round(i * every_s, 6) for i in range(int(stop_s / every_s) + 1) if i * every_s < stop_s} | set(cuts)
        before = -1.0
        for time_s in sorted(times):
            yield _sample(video, time_s, shape, tuple(c for c in cuts if before < c <= time_s))
            before = time_s


def _sample(video: dict, time_s: float, shape: FrameShape, cuts_s: tuple[float, ...]) -> Sample:
    words = _words_at(video, time_s)
    return Sample(time_s, draw_frame(words, shape.image_px), _picture(words, 18), cuts_s)


def _words_at(video: dict, time_s: float) -> str:
    end_s = 0.0
    for words, seconds in video["scenes"]:
        end_s += seconds
        if time_s < end_s - 1e-9:
            return words
    return video["scenes"][-1][0]


def _picture(words: str, height_px: int) -> bytes:
    frame = draw_frame(words, max(WORDS_KEPT, height_px))
    wide = np.repeat(frame, 2, axis=1)[:, : height_px * 16 // 9]
    out = BytesIO()
    Image.fromarray(wide).save(out, "JPEG")
    return out.getvalue()


def _read(path: Path) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise VanishedError(path, f"{path.name} was not found.") from error
    except (OSError, ValueError) as error:
        raise UnreadableError(path, "This is not a video.", "It may be damaged.") from error
