"""Proxies in an ingest: made in passing or by request, and never in the way of the video."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core.errors import CrashedError, UnreadableError
from core.settings import ProxySettings, SamplingSettings, Settings
from core.store.proxy_folder import ProxyFolder
from core.values import LEAST_FREE_BYTES, PROXIES_FULL, MediaInfo, ProxyTarget, Sample, Video
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import StillFrames, draw_video

LONG = [("red car", 700.0), ("blue sky", 800.0)]
"""Read in five pieces."""


def house_with(
    tmp_path: Path, make: bool = True, taller_than: int = 0, sampling: SamplingSettings | None = None, **more: Any
) -> FakeHouse:
    proxies = ProxySettings(make=make, taller_than=taller_than)
    return FakeHouse(tmp_path, Settings(sampling=sampling or SamplingSettings(), proxies=proxies), **more)


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    return house_with(tmp_path)


def only(house: FakeHouse) -> Video:
    (video,) = house.catalogue.videos()
    return video


def copy_of(house: FakeHouse, video: Video | None = None) -> Path | None:
    return house.reader.proxy(video or only(house))


def making(house: FakeHouse) -> list[str]:
    folder = house.home / "proxies" / "making"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_video_is_copied_while_it_is_read(house: FakeHouse) -> None:
    last = house.index(draw_video(house.home / "a.film", [("red car", 3.0)]))
    made = copy_of(house)
    assert made is not None
    assert len(made.read_text().splitlines()) == 1
    assert (len(house.frames.scanned), len(house.frames.copied), last.note, making(house)) == (1, 1, "", [])


def test_a_long_video_is_copied_in_its_pieces(house: FakeHouse) -> None:
    house.index(draw_video(house.home / "a.film", LONG))
    made = copy_of(house)
    assert made is not None
    spans = [line.split(" ", 1)[1] for line in made.read_text().splitlines()]
    assert spans == ["(0.0, 300.0)", "(300.0, 600.0)", "(600.0, 900.0)", "(900.0, 1200.0)", "(1200.0, inf)"]
    assert making(house) == []


def test_off_fast_small_and_still_there_are_none(tmp_path: Path) -> None:
    for number, one in enumerate(
        [
            house_with(tmp_path / "off", make=False),
            house_with(tmp_path / "fast", sampling=SamplingSettings(mode="fast")),
            house_with(tmp_path / "small", taller_than=180),
        ]
    ):
        one.index(draw_video(one.home / f"{number}.film", [("red car", 30.0)]))
        assert (only(one).state, copy_of(one), one.frames.copied) == ("ready", None, [])
    photos = house_with(tmp_path / "photos")
    photos.index(draw_video(photos.home / "a.jpg", [("red car", 1.0)]))
    assert (only(photos).state, photos.frames.copied) == ("ready", [])


def test_copies_and_renamed_videos_have_the_same(house: FakeHouse) -> None:
    path = draw_video(house.home / "films/a.film", [("red car", 3.0)])
    draw_video(house.home / "films/b.film", [("red car", 3.0)])
    house.index(house.home / "films")
    path.rename(house.home / "films/c.film")
    house.index()
    videos = house.catalogue.videos()
    assert sorted(video.path.name for video in videos) == ["b.film", "c.film"]
    assert len({copy_of(house, video) for video in videos} - {None}) == 1
    assert len(house.frames.copied) == 1


def test_trouble_is_told_once_and_videos_are_indexed(house: FakeHouse) -> None:
    house.frames.uncopied = PROXIES_FULL
    for name in ("a", "b"):
        draw_video(house.home / f"films/{name}.film", [(f"red {name}", 3.0)])
    last = house.index(house.home / "films")
    assert [video.state for video in house.catalogue.videos()] == ["ready", "ready"]
    assert (last.failed, last.note) == (0, house.frames.uncopied)
    assert (house.progress[-1].note, making(house)) == (house.frames.uncopied, [])


def test_on_a_full_disk_nothing_is_begun(house: FakeHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    free = SimpleNamespace(free=LEAST_FREE_BYTES - 1)
    monkeypatch.setattr("core.store.proxy_folder.shutil.disk_usage", lambda _: free)
    last = house.index(draw_video(house.home / "a.film", [("red car", 3.0)]))
    assert (only(house).state, last.note, house.frames.copied) == ("ready", PROXIES_FULL, [])


class Frail(StillFrames):
    """Cannot read and copy at the same time."""

    def __init__(self, trouble: Callable[[Path], Exception]) -> None:
        super().__init__()
        self.trouble = trouble

    @contextmanager
    def scan(self, info: MediaInfo, *how: Any) -> Iterator[Iterator[Sample]]:
        with super().scan(info, *how) as samples:
            yield self._break(samples, info.path) if isinstance(how[-1], ProxyTarget) else samples

    def _break(self, samples: Iterator[Sample], path: Path) -> Iterator[Sample]:
        yield next(samples)
        raise self.trouble(path)


@pytest.mark.parametrize(
    "trouble",
    [lambda path: CrashedError(path, "It stopped."), lambda path: UnreadableError(path, "It needs more memory.")],
)
def test_a_video_that_cannot_be_read_and_copied_is_read(tmp_path: Path, trouble: Callable[[Path], Exception]) -> None:
    house = house_with(tmp_path, frames=Frail(trouble))
    last = house.index(draw_video(tmp_path / "a.film", [("red car", 3.0)]))
    assert (only(house).state, only(house).note, copy_of(house)) == ("ready", "", None)
    assert "a.film" in last.note
    assert house.ask("red car").hits[0].score > 0.9


class Joinless(StillFrames):
    def join(self, info: MediaInfo, parts: object, target: Path) -> None:
        raise UnreadableError(info.path, "No proxy of a.film could be made.")


def test_parts_that_cannot_be_joined_are_dropped(tmp_path: Path) -> None:
    house = house_with(tmp_path, frames=Joinless())
    last = house.index(draw_video(tmp_path / "a.film", [("red car", 3.0)]))
    assert (only(house).state, last.note) == ("ready", "No proxy of a.film could be made.")
    assert (making(house), copy_of(house)) == ([], None)


# ---- broken off


def test_a_long_video_broken_off_keeps_its_parts(house: FakeHouse) -> None:
    draw_video(house.home / "a.film", LONG)
    house.library.watch([house.home / "a.film"])
    finish(house.library.reconcile())
    work = house.library.ingest()
    while len(house.frames.copied) < 2 or not house.catalogue.checkpoints_of(
        house.frames.probe(house.home / "a.film").fingerprint, house.encoder.spec, "1 exact 0.5 4"
    ):
        next(work)
    work.close()
    before = len(house.frames.copied)
    assert making(house)
    house.library = house.build()
    house.index()
    made = copy_of(house)
    assert made is not None
    assert len(made.read_text().splitlines()) == 5
    assert len(house.frames.copied) < before + 5  # what was there was not copied again
    assert making(house) == []


def test_a_video_half_read_before_proxies_were_wanted_gets_none(tmp_path: Path) -> None:
    house = house_with(tmp_path, make=False)
    draw_video(house.home / "a.film", LONG)
    house.library.watch([house.home / "a.film"])
    finish(house.library.reconcile())
    work = house.library.ingest()
    how = (house.frames.probe(house.home / "a.film").fingerprint, house.encoder.spec, "1 exact 0.5 4")
    while not house.catalogue.checkpoints_of(*how):
        next(work)
    work.close()
    house.settings = Settings(proxies=ProxySettings(make=True))
    house.library = house.build()
    last = house.index()
    assert (only(house).state, copy_of(house)) == ("ready", None)
    assert "before proxies were turned on" in last.note


# ---- by request, and forgotten


def test_by_request_a_video_is_copied_and_keeps_its_vectors(tmp_path: Path) -> None:
    house = house_with(tmp_path, make=False)
    house.index(draw_video(tmp_path / "a.film", LONG))
    segments, calls = house.reader.segments_of(only(house).id), house.encoder.calls
    assert house.library.make_proxies([only(house).id]) == 1
    assert only(house).state == "ready"  # and found meanwhile
    house.index()
    assert only(house).state == "ready"
    assert copy_of(house) is not None
    assert house.reader.segments_of(only(house).id) == segments
    assert house.encoder.calls == calls
    assert house.library.make_proxies([only(house).id]) == 0  # it is there


def test_a_request_broken_off_goes_on_at_the_next_piece(tmp_path: Path) -> None:
    house = house_with(tmp_path, make=False)
    house.index(draw_video(tmp_path / "a.film", LONG))
    house.library.make_proxies([only(house).id])
    work = house.library.ingest()
    while len(house.frames.copied) < 2:
        next(work)
    work.close()
    assert (copy_of(house), len(making(house))) == (None, 2)
    house.library = house.build()
    house.index()
    assert copy_of(house) is not None
    assert len(house.frames.copied) <= 6  # five pieces; one may just have been in hand


def test_a_request_that_fails_is_told_and_settled(tmp_path: Path) -> None:
    house = house_with(tmp_path, make=False)
    house.index(draw_video(tmp_path / "a.film", [("red car", 3.0)]))
    house.frames.uncopied = "No room."
    house.library.make_proxies([only(house).id])
    last = house.index()
    assert (only(house).state, copy_of(house), last.note) == ("ready", None, "No room.")
    copied = len(house.frames.copied)
    house.index()
    assert len(house.frames.copied) == copied


def test_a_request_also_holds_where_videos_are_looked_at_fast(tmp_path: Path) -> None:
    house = house_with(tmp_path, sampling=SamplingSettings(mode="fast"))
    house.index(draw_video(tmp_path / "a.film", [("red car", 30.0)]))
    house.library.make_proxies([only(house).id])
    house.index()
    assert copy_of(house) is not None


def test_forgotten_with_the_last_video_of_its_content(house: FakeHouse) -> None:
    for name in ("one", "two"):
        draw_video(house.home / name / "a.film", [("red car", 3.0)])
    house.index(house.home / "one", house.home / "two")
    made, folders = copy_of(house, house.catalogue.videos()[0]), house.catalogue.folders()
    assert made is not None
    finish(house.library.remove_folder(folders[0].id))
    assert made.exists()
    last = finish(house.library.remove_folder(folders[1].id))
    assert made.exists(), "it can be restored"
    finish(house.library.purge([last.id]))
    assert made.exists(), "the other one can still be restored"
    finish(house.library.purge([each.id for each in house.library.removals()]))
    assert not made.exists()


def test_strangers_and_leftovers_are_swept_at_the_first_ingest(house: FakeHouse) -> None:
    store = ProxyFolder(house.home / "proxies", 1 << 30)
    store.target("gone").write_text("film")
    store.admit("gone")
    store.part("gone", 0).with_suffix(".part.new").write_text("half")
    house.index(draw_video(house.home / "a.film", [("red car", 3.0)]))
    assert (store.find("gone"), making(house)) == (None, [])
    assert copy_of(house) is not None


def test_pictures_of_a_video_whose_drive_is_away_come_from_the_copy(house: FakeHouse) -> None:
    path = draw_video(house.home / "a.film", [("red car", 3.0)])
    house.index(path)
    made = copy_of(house)
    assert made is not None
    made.write_text(path.read_text())  # as a video that the fake can read
    video = only(house)
    house.catalogue.set_states([video.id], "offline")
    path.unlink()
    assert house.reader.large_picture(only(house), 1.0)[:2] == b"\xff\xd8"
