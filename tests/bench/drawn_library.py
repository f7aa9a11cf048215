"""Drawn moments as a library that the search of the program is asked about: catalogue in memory, exact index."""

import time
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import numpy as np

import resources
from core.encode.backends.clip2video import build
from core.encode.encoder_options import EncoderOptions
from core.evaluation.viewer import Clips, Viewer
from core.ports import Encoder
from core.search.calibration import Calibration
from core.search.examples import ExampleReader
from core.search.retrieve import Searcher
from core.store.engines.exact import ExactIndex
from core.synthetic.references import reference_videos
from core.values import Answer, MediaInfo, Query, Segment, SegmentVectors
from tests.fakes.memory_catalogue import MemoryCatalogue
from tests.fakes.still_frames import StillFrames

MOMENT_S = 6.0


@lru_cache(maxsize=1)
def demo_model() -> tuple[Encoder, Calibration]:
    """The demo model, and what is known of its scores."""
    weights = str(resources.path("models/demo.safetensors"))
    encoder = build(EncoderOptions(weights=weights, device="cpu", precision="float32"))
    calibration = Calibration(draw=reference_videos)
    for _ in calibration.make(encoder):
        pass
    return encoder, calibration


class DrawnLibrary:
    """Videos whose moments are drawn clips, each `MOMENT_S` long, one after the other."""

    def __init__(
        self, clips: Clips, videos: Sequence[Sequence[int]], gaps_s: float = 0.0, days: Sequence[int] = ()
    ) -> None:
        """`videos` lists the rows of `clips` of each video, in order of time; `days` has a number for its folder."""
        self.encoder, calibration = demo_model()
        self.clips = clips
        self.row_of: dict[int, int] = {}
        """The row of `clips` of each segment."""
        self.catalogue, self.index = MemoryCatalogue(), ExactIndex()
        self.vectors = vectors = Viewer(self.encoder).video_vectors(clips)
        folder = self.catalogue.add_folder(Path("/drawn"), False)
        for number, rows in enumerate(videos):
            path = Path("/drawn", f"day {days[number]}" if days else "", f"{number}.mp4")
            video = self.catalogue.add_video(folder.id, path, 1, 1, 0.0)
            info = MediaInfo(path, 1, 1, MOMENT_S * len(rows), Fraction(2), 64, 64, 0, "drawn", 12, f"film {number}")
            video = type(video)(**{**_fields(video), "state": "ready", "info": info})
            starts = [place * (MOMENT_S + gaps_s) for place in range(len(rows))]
            made = [
                SegmentVectors(start, start + MOMENT_S, _times(start, clips, row), clips.real(row), vectors[row])
                for start, row in zip(starts, rows, strict=True)
            ]
            segments = self.catalogue.put(video, self.encoder.spec, made)
            self.row_of |= {segment.id: row for segment, row in zip(segments, rows, strict=True)}
            self.index.add(np.asarray([each.id for each in segments]), vectors[list(rows)])
        self._searcher = Searcher(
            self.catalogue, self.encoder, time.monotonic, calibration, ExampleReader(self.catalogue, StillFrames())
        )

    def ask(self, query: Query, limit: int, *, by_clip: bool = False) -> Answer:
        """As the program searches."""
        return self._searcher.answer(query, self.index, True, limit, by_clip)

    def segment(self, row: int) -> Segment:
        """The moment made of this row of `clips`."""
        found = next(id_ for id_, each in self.row_of.items() if each == row)
        return self.catalogue.segments([found])[0]


def video_number(path: Path) -> int:
    """Which of the videos given a hit is of."""
    return int(path.stem)


def _times(start_s: float, clips: Clips, row: int) -> tuple[float, ...]:
    return tuple(start_s + 0.5 * number for number in range(len(clips.real(row))))


def _fields(video: object) -> dict[str, object]:
    return {name: getattr(video, name) for name in type(video).__dataclass_fields__}  # type: ignore[attr-defined]
