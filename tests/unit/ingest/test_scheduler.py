"""Videos read side by side: who reads, in which order, and what never mixes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.errors import Cancelled, UnreadableError
from core.ingest.decoder_pool import MOST, how_many
from core.ingest.scheduler import WAITING_MOST
from core.settings import SamplingSettings, Settings
from core.values import ByteArray, HalfArray, Sample
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import StillFrames, draw_video


def many(tmp_path: Path, readers: int, **more: Any) -> FakeHouse:
    """A library that reads so many videos side by side."""
    made = more.pop("make", StillFrames)
    settings = Settings(sampling=SamplingSettings(decoders=readers))
    return FakeHouse(tmp_path, settings, frames=made(), helpers=[made() for _ in range(readers - 1)], **more)


def videos(home: Path, count: int, seconds: float = 3.0) -> Path:
    for number in range(count):
        draw_video(home / f"films/{number}.film", [(f"word{number} car", seconds)], salt=str(number))
    return home / "films"


@pytest.mark.parametrize(
    ("wanted", "cores", "device", "memory_gb", "expected"),
    [
        (0, 2, "cpu", 16, 1),
        (0, 1, "cpu", 16, 1),
        (0, 8, "cpu", 64, 4),
        (0, 2, "cuda", 16, 1),
        (0, 16, "cuda", 64, MOST),
        (0, 8, "mps", 64, 7),
        (0, 16, "cuda", 8, 4),
        (0, 16, "cuda", 0, MOST),
        (5, 2, "cpu", 4, 5),
    ],
)
def test_the_machine_says_how_many(wanted: int, cores: int, device: str, memory_gb: int, expected: int) -> None:
    assert how_many(wanted, cores, device, memory_gb << 30) == expected


class Meeting(StillFrames):
    """Gives no sample before as many scans as there are seats have begun."""

    seats: threading.Barrier

    @contextmanager
    def scan(self, *how: Any) -> Iterator[Iterator[Sample]]:
        self.seats.wait(20)
        with super().scan(*how) as samples:
            yield samples


def test_videos_are_scanned_side_by_side(tmp_path: Path) -> None:
    Meeting.seats = threading.Barrier(3)
    house = many(tmp_path, 3, make=Meeting)
    last = house.index(videos(tmp_path, 6))
    assert last.failed == 0
    assert {v.state for v in house.reader.videos()} == {"ready"}
    assert all(len(reader.scanned) == 2 for reader in [house.frames, *house.helpers])


class Noting(HashEncoder):
    """Notes the sizes of its batches."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []

    def encode_frames(self, pixels: ByteArray) -> HalfArray:
        self.sizes.append(len(pixels))
        return super().encode_frames(pixels)


@pytest.mark.parametrize("readers", [1, 4])
def test_batches_go_across_videos(tmp_path: Path, readers: int) -> None:
    """Forty videos of six samples each would be forty small batches."""
    house = many(tmp_path, readers, encoder=Noting())
    house.index(videos(tmp_path, 40))
    assert sum(house.encoder.sizes) == 240  # type: ignore[attr-defined]
    assert len(house.encoder.sizes) < 34  # type: ignore[attr-defined]


@pytest.mark.parametrize("readers", [1, 2, 5])
def test_what_is_written_does_not_depend_on_how_many_read(tmp_path: Path, readers: int) -> None:
    house = many(tmp_path, readers)
    folder = videos(tmp_path, 9)
    draw_video(folder / "copy.film", [("word3 car", 3.0)], salt="3")
    (folder / "bad.film").write_text("no video")
    last = house.index(folder)
    assert (last.videos_done, last.videos_total, last.failed) == (11, 11, 1)
    for number in range(9):
        best = house.ask(f"word{number} car").hits[0]
        assert best.score > 0.9
        assert best.video.path.name in {f"{number}.film", "copy.film"}
    assert house.encoder.calls == 9 * 6


def test_of_two_equal_videos_one_is_read(tmp_path: Path) -> None:
    house = many(tmp_path, 4)
    for name in "abcd":
        draw_video(tmp_path / f"films/{name}.film", [("red car", 20.0)])
    house.index(tmp_path / "films")
    assert sum(len(reader.scanned) for reader in [house.frames, *house.helpers]) == 1
    assert [v.state for v in house.reader.videos()] == ["ready"] * 4


def test_of_many_equal_videos_few_are_in_hand(tmp_path: Path) -> None:
    probed: list[int] = []

    class CountingEncoder(StillFrames):
        def _samples(self, *how: Any) -> Iterator[Sample]:
            yield from super()._samples(*how)
            probed.append(sum(len(reader.probed) for reader in [house.frames, *house.helpers]))

    house = many(tmp_path, 2, make=CountingEncoder)
    for number in range(40):
        draw_video(tmp_path / f"films/{number:02d}.film", [("red car", 200.0)])
    house.index(tmp_path / "films")
    assert len(probed) == 1
    assert probed[0] <= 2 + WAITING_MOST
    assert {v.state for v in house.reader.videos()} == {"ready"}


def test_when_the_first_of_two_equal_videos_breaks_the_second_is_read(tmp_path: Path) -> None:
    bad: list[Path] = []

    class Choosy(StillFrames):
        def _samples(self, info: Any, *rest: Any) -> Iterator[Sample]:
            if not bad:
                bad.append(info.path)
                raise UnreadableError(info.path, "This copy lies on a bad sector.")
            yield from super()._samples(info, *rest)

    house = many(tmp_path, 2, make=Choosy)
    for name in "ab":
        draw_video(tmp_path / f"films/{name}.film", [("red car", 20.0)])
    house.index(tmp_path / "films")
    assert {v.path: v.state for v in house.reader.videos()} == {
        path: "failed" if path in bad else "ready" for path in sorted((tmp_path / "films").iterdir())
    }


def test_videos_are_begun_in_order(tmp_path: Path) -> None:
    house = many(tmp_path, 2)
    folder = videos(tmp_path, 6)
    draw_video(tmp_path / "wanted/z.film", [("blue sky", 2.0)])
    house.library.watch([folder, tmp_path / "wanted"])
    finish(house.library.reconcile())
    house.library.watch([tmp_path / "wanted"])
    finish(house.library.ingest())
    begun: list[str] = []
    for told in house.progress:
        if told.current is not None and told.current.name not in begun:
            begun.append(told.current.name)
    assert begun[0] == "z.film"


def test_stopped_anywhere_videos_are_whole_or_waiting(tmp_path: Path) -> None:
    house = many(tmp_path, 3)
    house.library.watch([videos(tmp_path, 7)])
    finish(house.library.reconcile())
    for steps in range(0, 90, 4):
        job = house.library.ingest()
        try:
            for _ in range(steps):
                next(job)
            job.throw(Cancelled())
        except (StopIteration, Cancelled):
            pass
        for video in house.reader.videos():
            assert bool(house.reader.segments_of(video.id)) == (video.state == "ready")
            if video.state == "ready":
                house.catalogue.update_video(replace(video, state="waiting", info=None))
                house.catalogue.put(replace(video, state="waiting", info=None), house.encoder.spec, [])
    house.index()
    assert {v.state for v in house.reader.videos()} == {"ready"}


def test_one_video_that_hangs_does_not_hold_the_others(tmp_path: Path) -> None:
    let = threading.Event()

    class HangingFrames(StillFrames):
        def _samples(self, info: Any, *rest: Any) -> Iterator[Sample]:
            if info.path.name == "0.film":
                let.wait(20)
            yield from super()._samples(info, *rest)

    house = many(tmp_path, 2, make=HangingFrames)
    house.library.watch([videos(tmp_path, 5)])
    finish(house.library.reconcile())
    job = house.library.ingest()
    while sum(v.state == "ready" for v in house.reader.videos()) < 4:
        next(job)
    let.set()
    finish(job)
    assert {v.state for v in house.reader.videos()} == {"ready"}
