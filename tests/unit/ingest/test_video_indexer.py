"""A video's way into the library, on fakes: what is written, what is not, and when."""

import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import (
    Cancelled,
    DeviceError,
    DiskFullError,
    NeedsProxyError,
    UnreadableError,
    UnsupportedError,
    VanishedError,
)
from core.values import ByteArray, FrameShape, HalfArray, MediaInfo, Sample, Video, VideoState
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import StillFrames, draw_video


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    return FakeHouse(tmp_path)


def video(house: FakeHouse, name: str = "a.film") -> Video:
    return next(v for v in house.reader.videos() if v.path.name == name)


def test_each_shot_gives_segments_of_its_own(house: FakeHouse) -> None:
    house.index(draw_video(house.home / "a.film", [("red car", 3.0), ("blue sky", 8.0), ("white rabbit", 2.0)]))
    spans = [(s.start_s, s.end_s) for s in house.reader.segments_of(video(house).id)]
    assert spans[0] == (0.0, 3.0)
    assert spans[-1] == (11.0, 13.0)
    assert all(a[1] == b[0] for a, b in pairwise(spans))
    assert len(spans) == 4  # eight seconds at two frames a second are more than twelve frames


def test_a_short_shot_is_sampled_more_densely(house: FakeHouse) -> None:
    house.index(draw_video(house.home / "a.film", [("red car", 2.0), ("blue sky", 0.4), ("white rabbit", 2.0)]))
    middle = house.reader.segments_of(video(house).id)[1]
    assert (middle.start_s, middle.end_s) == (2.0, 2.4)
    assert len(set(middle.frame_times_s)) == house.settings.sampling.min_frames


def test_a_video_of_one_frame_gives_a_segment(house: FakeHouse) -> None:
    house.index(draw_video(house.home / "a.film", [("red car", 0.04)]))
    (segment,) = house.reader.segments_of(video(house).id)
    assert segment.frame_times_s == (0.0, 0.0, 0.0)
    assert house.ask("red car").hits[0].score > 0.9


def test_a_still_picture_is_one_moment_without_length(house: FakeHouse) -> None:
    draw_video(house.home / "films/photo.jpg", [("yellow boat", 1.0)])
    house.index(house.home / "films")
    (gone,) = house.catalogue.videos()
    (segment,) = house.reader.segments_of(gone.id)
    assert gone.state == "ready"
    assert (segment.start_s, segment.end_s, set(segment.frame_times_s)) == (0.0, 0.0, {0.0})
    assert [hit.video.path.name for hit in house.ask("yellow boat").hits] == ["photo.jpg"]


def test_stored_vectors_give_the_stored_score(house: FakeHouse) -> None:
    house.index(draw_video(house.home / "a.film", [("red car", 3.0), ("blue sky", 0.3)]))
    ids = [s.id for s in house.reader.segments_of(video(house).id)]
    for frames, pooled in zip(house.catalogue.frame_vectors(ids), house.catalogue.segment_vectors(ids), strict=True):
        again = house.encoder.encode_segments(frames[None], np.ones((1, len(frames)), np.uint8))[0]
        np.testing.assert_allclose(again, pooled, atol=1e-6)


def test_a_copy_takes_the_vectors_over(house: FakeHouse) -> None:
    scenes = [("red car", 3.0), ("blue sky", 2.0)]
    house.index(draw_video(house.home / "a.film", scenes))
    encoded = house.encoder.calls
    house.index(draw_video(house.home / "b.film", scenes))
    assert house.encoder.calls == encoded
    assert len(house.frames.scanned) == 1
    times = [[s.frame_times_s for s in house.reader.segments_of(video(house, n).id)] for n in ("a.film", "b.film")]
    assert times[0] == times[1]


def test_pictures_are_kept_for_every_sample(house: FakeHouse) -> None:
    house.index(draw_video(house.home / "a.film", [("red car", 2.0)]))
    assert house.reader.picture_times(video(house)) == [0.0, 0.5, 1.0, 1.5]
    assert house.reader.picture(video(house), 0.9).startswith(b"\xff\xd8")


def test_a_video_that_breaks_off_is_used_as_far_as_it_goes(house: FakeHouse) -> None:
    house.index(draw_video(house.home / "a.film", [("red car", 10.0)], breaks_at_s=4.0))
    assert video(house).state == "ready"
    assert video(house).note == "Only 3.5 of 10.0 s could be decoded; the rest is not indexed."
    assert house.reader.segments_of(video(house).id)[-1].end_s == pytest.approx(3.54)


def test_a_video_without_a_picture_fails_with_its_reason(house: FakeHouse) -> None:
    last = house.index(draw_video(house.home / "a.film", [("red car", 10.0)], breaks_at_s=0.0))
    assert (video(house).state, video(house).note) == ("failed", "This video ends before its first picture.")
    assert last.failed == 1


def test_a_video_that_only_a_proxy_could_show_is_noted_as_such(
    house: FakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def probe(self: StillFrames, path: Path) -> MediaInfo:
        raise errors[path.name]

    errors = {
        "a.film": NeedsProxyError(house.home / "a.film", "Not here."),
        "b.film": UnsupportedError(house.home / "b.film", "Not here."),
    }
    for name in errors:
        (house.home / name).write_text(name)
    monkeypatch.setattr(StillFrames, "probe", probe)
    house.index(house.home)
    assert [(v.state, v.note, v.needs_proxy) for v in house.reader.videos()] == [
        ("failed", "Not here.", True),
        ("failed", "Not here.", False),
    ]
    errors["a.film"] = UnsupportedError(house.home / "a.film", "Not here either.")
    house.library.retry([video(house).id])
    assert not video(house).needs_proxy
    finish(house.library.ingest())
    assert (video(house).state, video(house).needs_proxy) == ("failed", False)


def test_a_bad_video_does_not_stop_the_walk(house: FakeHouse) -> None:
    videos = house.home / "films"
    for name in ("a.film", "c.film"):
        draw_video(videos / name, [("red car", 2.0)], salt=name)
    (videos / "b.film").write_text("no video")
    last = house.index(videos)
    assert [v.state for v in house.reader.videos()] == ["ready", "failed", "ready"]
    assert (last.videos_done, last.videos_total, last.failed) == (3, 3, 1)
    assert video(house, "b.film").note


def test_retry_tries_a_failed_video_again(house: FakeHouse) -> None:
    path = house.home / "a.film"
    path.write_text("no video")
    house.index(path)
    draw_video(path, [("red car", 2.0)])
    house.library.retry([video(house).id])
    finish(house.library.ingest())
    assert video(house).state == "ready"
    assert video(house).note == ""


def test_a_changed_video_that_became_unreadable_loses_its_old_vectors(house: FakeHouse) -> None:
    path = draw_video(house.home / "a.film", [("red car", 2.0)])
    house.index(path)
    path.write_text("no video any more")
    house.index()
    assert video(house).state == "failed"
    assert house.ask("red car").hits == ()
    assert house.reader.segments_of(video(house).id) == []


def test_a_video_that_vanishes_midway_is_missing_not_failed(house: FakeHouse) -> None:
    class Pulled(StillFrames):
        def probe(self, path: Path) -> MediaInfo:
            raise VanishedError(path, "gone")

    house.frames = Pulled()
    house.library = house.build()
    last = house.index(draw_video(house.home / "a.film", [("red car", 2.0)]))
    assert video(house).state == "missing"
    assert last.failed == 0


# ---- stopping


class Breaking(HashEncoder):
    """Fails at its n-th call."""

    def __init__(self, good_calls: int) -> None:
        super().__init__()
        self.left = good_calls

    def encode_frames(self, pixels: ByteArray) -> HalfArray:
        self.left -= 1
        if self.left < 0:
            raise DeviceError("The model's process ended.")
        return super().encode_frames(pixels)


def two_videos(house: FakeHouse) -> Path:
    draw_video(house.home / "films/a.film", [("red car", 2.0)])
    draw_video(house.home / "films/b.film", [("blue sky", 30.0)])
    return house.home / "films"


def test_a_broken_model_stops_the_run_and_loses_nothing(house: FakeHouse) -> None:
    house.encoder = Breaking(2)
    house.library = house.build()
    with pytest.raises(DeviceError):
        house.index(two_videos(house))
    assert [v.state for v in house.reader.videos()] == ["ready", "waiting"]
    assert house.progress[-1].finished
    house.encoder.left = 1000
    finish(house.library.ingest())
    assert [v.state for v in house.reader.videos()] == ["ready", "ready"]


def test_a_full_disk_stops_the_run_and_loses_nothing(house: FakeHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    put = house.catalogue.put

    def full(gone: Video, *rest: Any) -> Any:
        if gone.path.name == "b.film":
            raise DiskFullError("The disk is full.")
        return put(gone, *rest)

    monkeypatch.setattr(house.catalogue, "put", full)
    with pytest.raises(DiskFullError):
        house.index(two_videos(house))
    assert [v.state for v in house.reader.videos()] == ["ready", "waiting"]
    assert house.ask("red car").hits[0].video.path.name == "a.film"
    monkeypatch.undo()
    finish(house.library.ingest())
    assert [v.state for v in house.reader.videos()] == ["ready", "ready"]


def steps_until(job: Generator[None, None, Any], done: Any) -> None:
    while not done():
        next(job)


def test_stopped_anywhere_a_video_is_whole_or_waiting(house: FakeHouse) -> None:
    house.library.watch([two_videos(house)])
    finish(house.library.reconcile())
    for steps in range(0, 60, 3):
        job = house.library.ingest()
        try:
            for _ in range(steps):
                next(job)
            job.throw(Cancelled())
        except (StopIteration, Cancelled):
            pass
        for gone in house.reader.videos():
            assert bool(house.reader.segments_of(gone.id)) == (gone.state == "ready")
            if gone.state == "ready":
                house.catalogue.forget([gone.id])
        finish(house.library.reconcile())
    house.index()
    assert [v.state for v in house.reader.videos()] == ["ready", "ready"]


def test_a_video_is_searchable_before_the_next_is_done(house: FakeHouse) -> None:
    house.library.watch([two_videos(house)])
    finish(house.library.reconcile())
    job = house.library.ingest()
    steps_until(job, lambda: video(house, "a.film").state == "ready" and video(house, "b.film").state == "waiting")
    next(job)
    assert house.ask("red car").hits[0].video.path.name == "a.film"
    job.close()


def test_progress_is_told_while_one_long_video_runs(house: FakeHouse) -> None:
    house.index(draw_video(house.home / "a.film", [("red car", 400.0)]))
    during = [p for p in house.progress if p.current is not None and 0 < p.frames_done < p.frames_total]
    assert during
    assert {p.frames_total for p in during} == {800}


def test_no_step_waits_for_a_video_that_hangs(house: FakeHouse) -> None:
    """A hanging decoder gives the lane back at every step."""
    import threading

    let = threading.Event()

    class Hanging(StillFrames):
        @contextmanager
        def scan(self, *how: Any) -> Iterator[Iterator[Sample]]:
            let.wait(20)
            with super().scan(*how) as samples:
                yield samples

    house.frames = Hanging()
    house.library = house.build()
    house.library.watch([draw_video(house.home / "a.film", [("red car", 2.0)])])
    finish(house.library.reconcile())
    job = house.library.ingest()
    for _ in range(8):
        next(job)
    assert video(house).state == "waiting"
    let.set()
    finish(job)
    assert video(house).state == "ready"


def test_batches_are_no_larger_than_the_settings_allow(house: FakeHouse) -> None:
    sizes: list[int] = []
    encode = house.encoder.encode_frames
    house.encoder.encode_frames = lambda pixels: (sizes.append(len(pixels)), encode(pixels))[1]  # type: ignore[method-assign]
    house.index(draw_video(house.home / "a.film", [("red car", 60.0)]))
    assert max(sizes) <= house.settings.encoder.batch
    assert sum(sizes) == 120


def midway(house: FakeHouse, seconds: float = 200.0) -> Generator[None, None, Any]:
    """An ingest that has begun to read a.film."""
    house.library.watch([draw_video(house.home / "films/a.film", [("red car", seconds)]).parent])
    finish(house.library.reconcile())
    job = house.library.ingest()
    steps_until(job, lambda: house.encoder.calls > 0)
    assert video(house).state == "waiting"
    return job


def test_a_video_changed_while_it_is_read_has_its_turn_again(house: FakeHouse) -> None:
    job = midway(house)
    draw_video(house.home / "films/a.film", [("blue sky", 3.0)])
    finish(house.library.reconcile())
    finish(job)
    assert video(house).state == "ready"
    assert house.ask("blue sky").hits[0].score > 0.9
    assert len(house.reader.segments_of(video(house).id)) == 1


def test_a_video_removed_while_it_is_read_stays_removed(house: FakeHouse) -> None:
    job = midway(house)
    finish(house.library.remove_folder(house.reader.folders()[0].id))
    finish(job)
    assert house.reader.videos() == []


@pytest.mark.parametrize("state", ["missing", "offline"])
def test_a_video_whose_drive_goes_after_it_was_read_stays_away_with_vectors(
    house: FakeHouse, state: VideoState
) -> None:
    job = midway(house)
    gone = video(house)
    house.library._indexing._look_for = lambda gone: iter(())  # type: ignore[method-assign]
    house.catalogue.update_video(replace(gone, state=state))
    finish(job)
    assert video(house).state == state
    assert house.reader.segments_of(gone.id)


def test_a_drive_pulled_while_indexing_leaves_its_videos_waiting_for_it(house: FakeHouse) -> None:
    class Torn(StillFrames):
        def probe(self, path: Path) -> MediaInfo:
            self.probed.append(path)
            path.parent.rename(house.home / "in the bag")
            raise UnreadableError(path, "Input/output error.")

    house.frames = Torn()
    house.library = house.build()
    for name in "abc":
        draw_video(house.home / f"drive/{name}.film", [("red car", 2.0)])
    last = house.index(house.home / "drive")
    assert {v.state for v in house.reader.videos()} == {"waiting"}
    assert [f.online for f in house.reader.folders()] == [False]
    assert (len(house.frames.probed), last.failed) == (1, 0)


def test_a_video_deleted_before_its_turn_is_not_kept(house: FakeHouse) -> None:
    videos = [draw_video(house.home / f"films/{name}.film", [(name, 2.0)]) for name in "ab"]
    house.library.watch([house.home / "films"])
    finish(house.library.reconcile())
    videos[0].unlink()
    finish(house.library.ingest())
    assert [(v.path, v.state) for v in house.reader.videos()] == [(videos[1], "ready")]


def test_a_video_that_gives_no_sample_at_all_fails(house: FakeHouse) -> None:
    class Blind(StillFrames):
        def _samples(self, info: MediaInfo, every_s: float, shape: FrameShape) -> Iterator[Sample]:
            yield from ()

    house.frames = Blind()
    house.library = house.build()
    house.index(draw_video(house.home / "a.film", [("red car", 2.0)]))
    assert (video(house).state, video(house).note) == ("failed", "No frame of this clip could be decoded.")


@pytest.mark.parametrize("twin", [False, True])
def test_a_video_removed_while_it_is_probed_stays_removed(house: FakeHouse, twin: bool) -> None:
    """Also when its vectors could have been copied, without any reading."""
    if twin:
        house.index(draw_video(house.home / "twin.film", [("red car", 2.0)]))
    path = draw_video(house.home / "a.film", [("red car", 2.0)])

    class Slow(StillFrames):
        def probe(self, path: Path) -> MediaInfo:
            info = super().probe(path)
            house.catalogue.forget([v.id for v in house.catalogue.videos() if v.path.name == "a.film"])
            return info

    house.frames = Slow()
    house.library = house.build()
    house.library.wake()
    house.index(path)
    assert [v.path.name for v in house.reader.videos()] == (["twin.film"] if twin else [])
    assert len(house.library._index_manager.index) == twin


def test_a_touched_video_moved_while_it_is_probed_is_left_as_it_is(house: FakeHouse) -> None:
    path = draw_video(house.home / "a.film", [("red car", 2.0)])
    house.index(path)
    known = video(house)
    assert known.info is not None
    before = replace(known, state="waiting", info=replace(known.info, mtime_ns=1))
    house.catalogue.update_video(before)

    class Slow(StillFrames):
        def probe(self, path: Path) -> MediaInfo:
            info = super().probe(path)
            house.catalogue.update_video(replace(before, size_bytes=99))
            return info

    house.library._parts.frames.probe = Slow().probe  # type: ignore[method-assign]
    finish(house.library.ingest())
    assert (video(house).state, video(house).size_bytes) == ("waiting", 99)


def is_distrusted(house: FakeHouse) -> dict[str, bool]:
    return {v.path.name: v.info.is_distrusted for v in house.catalogue.videos() if v.info is not None}


def test_what_reading_showed_stays_with_the_content(house: FakeHouse) -> None:
    """Looked at again, touched, copied: the lie is not to be found out once more."""
    path = draw_video(house.home / "films/lying.film", [("red car", 3.0)])
    house.index(house.home / "films")
    assert is_distrusted(house) == {"lying.film": True}
    honest = path.with_name("honest.film")  # the same content, and the fake finds no fault with it
    shutil.copyfile(path, honest)
    os.utime(path, (1_000_000, 1_000_000))
    house.index()
    assert is_distrusted(house) == {"lying.film": True, "honest.film": True}
    path.unlink()
    house.library.reindex_exact([video(house, "honest.film").id])
    house.index()
    assert is_distrusted(house)["honest.film"]
    draw_video(honest, [("blue sky", 3.0)])
    house.index()
    assert not is_distrusted(house)["honest.film"]
