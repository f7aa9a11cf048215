"""Bringing the catalogue up to a real folder: videos keep what is theirs wherever they go."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from core.values import Filter, FolderChange, Video, Volume
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import draw_video


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    videos = tmp_path / "films"
    draw_video(videos / "a.film", [("red car", 3.0), ("blue sky", 2.0)])
    draw_video(videos / "b.film", [("green frog", 3.0)])
    house = FakeHouse(tmp_path)
    house.index(videos)
    return house


def states(house: FakeHouse) -> dict[str, str]:
    return {v.path.name: v.state for v in house.reader.videos()}


def test_looking_again_changes_nothing(house: FakeHouse) -> None:
    before = house.reader.videos()
    changes = finish(house.library.reconcile())
    assert house.reader.videos() == before
    assert not changes.videos
    assert not changes.removed


def test_a_renamed_video_keeps_its_vectors(house: FakeHouse) -> None:
    encoded = house.encoder.calls
    (house.home / "films/a.film").rename(house.home / "films/z.film")
    house.index()
    assert states(house) == {"b.film": "ready", "z.film": "ready"}
    assert house.encoder.calls == encoded
    assert house.ask("red car").hits[0].video.path.name == "z.film"


def test_a_video_moved_to_another_root_goes_with_it(house: FakeHouse) -> None:
    encoded = house.encoder.calls
    other = house.home / "other"
    other.mkdir()
    (house.home / "films/a.film").rename(other / "a.film")
    house.index(other)
    assert states(house) == {"a.film": "ready", "b.film": "ready"}
    assert house.encoder.calls == encoded
    moved = next(v for v in house.reader.videos() if v.path.name == "a.film")
    assert moved.folder_id == house.reader.folders()[1].id


def test_a_video_that_comes_back_under_another_name_is_recognised(house: FakeHouse) -> None:
    video, away = house.home / "films/a.film", house.home / "kept.film"
    video.rename(away)
    house.index()
    assert states(house)["a.film"] == "missing"
    away.rename(house.home / "films/back.film")
    house.index()
    assert states(house) == {"b.film": "ready", "back.film": "ready"}


def test_a_deleted_video_stays_searchable_as_missing(house: FakeHouse) -> None:
    (house.home / "films/a.film").unlink()
    house.index()
    hits = house.ask("red car").hits
    assert [hit.video.state for hit in hits if hit.score > 0.9] == ["missing"]
    assert hits[-1].video.state == "missing", "below what is there"


def test_a_video_never_read_leaves_with_its_file(house: FakeHouse) -> None:
    bad = house.home / "films/bad.film"
    bad.write_text("not a video")
    house.index()
    assert states(house)["bad.film"] == "failed"
    bad.unlink()
    changes = finish(house.library.reconcile())
    assert "bad.film" not in states(house)
    assert len(changes.removed) == 1


def test_a_changed_video_is_indexed_again(house: FakeHouse) -> None:
    draw_video(house.home / "films/a.film", [("white rabbit", 4.0)])
    house.index()
    assert house.ask("white rabbit").hits[0].video.path.name == "a.film"
    assert house.ask("red car").hits[0].score < 0.5
    assert len(house.library._index_manager.index) == len(house.reader.segments_of(1)) + len(
        house.reader.segments_of(2)
    )


def test_a_touched_video_is_not_encoded_again(house: FakeHouse) -> None:
    encoded = house.encoder.calls
    os.utime(house.home / "films/a.film", (1, 1))
    house.index()
    assert states(house)["a.film"] == "ready"
    assert house.encoder.calls == encoded
    finish(house.library.reconcile())
    assert states(house)["a.film"] == "ready"


def test_a_drive_that_is_away_keeps_its_videos(house: FakeHouse) -> None:
    videos, away = house.home / "films", house.home / "away"
    videos.rename(away)
    house.index()
    assert [f.online for f in house.reader.folders()] == [False]
    assert set(states(house).values()) == {"offline"}
    assert house.ask("red car").hits[0].video.path.name == "a.film"
    away.rename(videos)
    house.index()
    assert [f.online for f in house.reader.folders()] == [True]
    assert set(states(house).values()) == {"ready"}


def test_waiting_videos_of_a_drive_that_is_away_go_on_waiting(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    draw_video(tmp_path / "films/a.film", [("red car", 3.0)])
    house.library.watch([tmp_path / "films"])
    finish(house.library.reconcile())
    (tmp_path / "films").rename(tmp_path / "away")
    finish(house.library.reconcile())
    assert finish(house.library.ingest()).videos_done == 0
    assert states(house) == {"a.film": "waiting"}
    (tmp_path / "away").rename(tmp_path / "films")
    house.index()
    assert states(house) == {"a.film": "ready"}


def test_two_copies_swapped_stay_two_videos(house: FakeHouse) -> None:
    videos = house.home / "films"
    draw_video(videos / "c.film", [("red car", 3.0), ("blue sky", 2.0)])
    house.index()
    (videos / "a.film").rename(videos / "d.film")
    (videos / "c.film").rename(videos / "e.film")
    house.index()
    assert states(house) == {"b.film": "ready", "d.film": "ready", "e.film": "ready"}


def test_one_date_for_all_videos_of_one_look(house: FakeHouse) -> None:
    assert len({v.added_s for v in house.catalogue.videos(Filter())}) == 1


def test_a_failed_video_waits_again_when_it_changes(house: FakeHouse) -> None:
    bad = house.home / "films/bad.film"
    bad.write_text("not a video")
    house.index()
    draw_video(bad, [("man walks", 2.0)])
    house.index()
    assert states(house)["bad.film"] == "ready"


def test_a_look_alike_that_cannot_be_read_is_a_new_video(house: FakeHouse) -> None:
    path = house.home / "films/a.film"
    size = path.stat().st_size
    path.unlink()
    (house.home / "films/rubbish.film").write_text("x" * size)
    house.index()
    assert states(house) == {"a.film": "missing", "b.film": "ready", "rubbish.film": "failed"}


def test_a_folder_removed_while_it_is_looked_at_gets_no_videos(house: FakeHouse) -> None:
    other = house.home / "other"
    for number in range(5):
        draw_video(other / f"{number}.film", [("x", 1.0)])
    (folder,) = house.library.watch([other])
    job = house.library.reconcile()
    next(job)
    finish(house.library.remove_folder(folder.id))
    finish(job)
    assert set(states(house)) == {"a.film", "b.film"}


# ---- by content


def same_length(house: FakeHouse, *names: str) -> None:
    """Videos of equal size and different content."""
    for name in names:
        draw_video(house.home / f"films/{name}.film", [(f"word{name}", 3.0)])


def hits(house: FakeHouse, words: str) -> list[str]:
    return [hit.video.path.name for hit in house.ask(words).hits if hit.score > 0.9]


def test_takes_that_are_renumbered_are_not_encoded_again(house: FakeHouse) -> None:
    same_length(house, "1", "2", "3")
    house.index()
    encoded, scanned = house.encoder.calls, len(house.frames.scanned)
    for number in (3, 2, 1):
        (house.home / f"films/{number}.film").rename(house.home / f"films/{number + 1}.film")
    house.index()
    assert (house.encoder.calls, len(house.frames.scanned)) == (encoded, scanned)
    assert {n: hits(house, f"word{n}") for n in "123"} == {"1": ["2.film"], "2": ["3.film"], "3": ["4.film"]}
    assert set(states(house).values()) == {"ready"}


def test_two_videos_that_swap_names_swap_their_places(house: FakeHouse) -> None:
    a, b, aside = (house.home / f"films/{name}.film" for name in ("a", "b", "aside"))
    encoded, ids = house.encoder.calls, {v.path.name: v.id for v in house.reader.videos()}
    for source, target in ((a, aside), (b, a), (aside, b)):
        source.rename(target)
    house.index()
    assert house.encoder.calls == encoded
    assert hits(house, "green frog") == ["a.film"]
    assert {v.path.name: v.id for v in house.reader.videos()} == {"a.film": ids["b.film"], "b.film": ids["a.film"]}


def test_a_video_moved_away_whose_name_another_takes(house: FakeHouse) -> None:
    videos = house.home / "films"
    (videos / "a.film").rename(videos / "old a.film")
    draw_video(videos / "a.film", [("white rabbit", 2.0)])
    house.index()
    assert states(house) == {"a.film": "ready", "b.film": "ready", "old a.film": "ready"}
    assert hits(house, "red car") == ["old a.film"]
    assert hits(house, "white rabbit") == ["a.film"]


def test_a_video_moved_over_another_takes_its_place(house: FakeHouse) -> None:
    videos, encoded = house.home / "films", house.encoder.calls
    (videos / "a.film").replace(videos / "b.film")
    house.index()
    assert states(house) == {"b.film": "ready"}
    assert (hits(house, "red car"), hits(house, "green frog")) == (["b.film"], [])
    assert house.encoder.calls == encoded
    assert len(house.library._index_manager.index) == len(house.catalogue.segment_ids(house.encoder.spec, Filter()))


def test_a_touched_video_is_known_by_its_bytes_without_being_opened(house: FakeHouse) -> None:
    probed = len(house.frames.probed)
    os.utime(house.home / "films/a.film", (1, 1))
    finish(house.library.reconcile())
    assert states(house)["a.film"] == "ready"
    assert len(house.frames.probed) == probed


def test_of_two_copies_the_one_deleted_leaves_nothing_behind(house: FakeHouse) -> None:
    videos = house.home / "films"
    (videos / "copy.film").write_bytes((videos / "a.film").read_bytes())
    house.index()
    (videos / "a.film").unlink()
    changes = finish(house.library.reconcile())
    assert states(house) == {"b.film": "ready", "copy.film": "ready"}
    assert len(changes.removed) == 1
    assert len(house.library._index_manager.index) == len(house.catalogue.segment_ids(house.encoder.spec, Filter()))
    (videos / "copy.film").unlink()
    house.index()
    assert states(house) == {"b.film": "ready", "copy.film": "missing"}


def test_a_folder_that_cannot_be_read_just_now_loses_nothing(house: FakeHouse) -> None:
    draw_video(house.home / "films/sub/c.film", [("tall tree", 2.0)])
    house.index()
    house.disk.locked = {house.home / "films/sub"}
    finish(house.library.reconcile())
    assert states(house)["c.film"] == "ready"


# ---- drives


@pytest.fixture
def drive(tmp_path: Path) -> FakeHouse:
    """A drive known by id, with a root on it; unplugged, its mount point stays as an empty folder."""
    house = FakeHouse(tmp_path)
    place = tmp_path / "media/SHUTTLE"
    draw_video(place / "films/a.film", [("red car", 3.0)])
    draw_video(place / "films/b.film", [("green frog", 3.0)])
    house.disk.mounted = [Volume(tmp_path, "uuid:system", "system"), Volume(place, "uuid:1", "SHUTTLE")]
    house.index(place / "films")
    return house


def unplug(house: FakeHouse) -> None:
    place = house.home / "media/SHUTTLE"
    place.rename(house.home / "in the bag")
    place.mkdir()
    house.disk.mounted = house.disk.mounted[:1]


def plug(house: FakeHouse, place: Path, volume_id: str = "uuid:1") -> None:
    if place.exists():
        place.rmdir()
    (house.home / "in the bag").rename(place)
    house.disk.mounted.append(Volume(place, volume_id, "SHUTTLE"))


def test_an_unplugged_drive_is_offline_by_name_and_searchable(drive: FakeHouse) -> None:
    unplug(drive)
    drive.index()
    (folder,) = drive.reader.folders()
    assert (folder.online, folder.absence) == (False, "Drive SHUTTLE is not connected.")
    assert states(drive) == {"a.film": "offline", "b.film": "offline"}
    assert drive.ask("red car").hits[0].video.note == "Drive SHUTTLE is not connected."
    assert (drive.reader.status().offline, drive.reader.status().missing) == (2, 0)
    plug(drive, drive.home / "media/SHUTTLE")
    drive.index()
    assert [(f.online, f.absence) for f in drive.reader.folders()] == [(True, "")]
    assert set(states(drive).values()) == {"ready"}
    assert drive.ask("red car").hits[0].video.note == ""


def test_a_video_deleted_from_a_drive_that_is_there_is_missing(drive: FakeHouse) -> None:
    (drive.home / "media/SHUTTLE/films/a.film").unlink()
    drive.index()
    assert states(drive) == {"a.film": "missing", "b.film": "ready"}
    unplug(drive)
    drive.index()
    assert states(drive) == {"a.film": "missing", "b.film": "offline"}


def test_a_mount_point_that_is_there_without_its_drive_is_no_deletion(drive: FakeHouse) -> None:
    unplug(drive)
    (drive.home / "media/SHUTTLE/films").mkdir()
    drive.index()
    assert states(drive) == {"a.film": "offline", "b.film": "offline"}
    assert not drive.reader.folders()[0].online


def test_an_empty_root_is_no_deletion_where_nobody_tells_which_drive_it_is(house: FakeHouse) -> None:
    videos, away = house.home / "films", house.home / "away"
    videos.rename(away)
    videos.mkdir()
    house.index()
    assert set(states(house).values()) == {"offline"}
    assert "is empty" in house.reader.folders()[0].absence
    videos.rmdir()
    away.rename(videos)
    house.index()
    assert set(states(house).values()) == {"ready"}


def test_a_root_emptied_on_its_own_drive_is_a_deletion(drive: FakeHouse) -> None:
    for name in ("a", "b"):
        (drive.home / f"media/SHUTTLE/films/{name}.film").unlink()
    drive.index()
    assert states(drive) == {"a.film": "missing", "b.film": "missing"}


def test_a_root_deleted_from_its_drive_is_not_called_offline(drive: FakeHouse) -> None:
    (drive.home / "media/SHUTTLE/films").rename(drive.home / "elsewhere")
    drive.index()
    assert states(drive) == {"a.film": "missing", "b.film": "missing"}
    assert "was not found" in drive.reader.folders()[0].absence


def test_the_same_drive_at_another_place_is_the_same_root(drive: FakeHouse) -> None:
    unplug(drive)
    drive.index()
    encoded = drive.encoder.calls
    plug(drive, drive.home / "media/SHUTTLE1")
    drive.index()
    (folder,) = drive.reader.folders()
    assert (folder.path, folder.online) == (drive.home / "media/SHUTTLE1/films", True)
    assert {v.path.parent for v in drive.reader.videos()} == {folder.path}
    assert set(states(drive).values()) == {"ready"}
    assert drive.encoder.calls == encoded


def test_adding_the_new_place_of_a_known_drive_finds_the_old_root(drive: FakeHouse) -> None:
    unplug(drive)
    plug(drive, drive.home / "media/SHUTTLE1")
    drive.index(drive.home / "media/SHUTTLE1/films")
    assert [f.path for f in drive.reader.folders()] == [drive.home / "media/SHUTTLE1/films"]
    assert set(states(drive).values()) == {"ready"}


def test_another_drive_in_its_place_is_not_taken_for_it(drive: FakeHouse) -> None:
    unplug(drive)
    place = drive.home / "media/SHUTTLE"
    drive.disk.mounted.append(Volume(place, "uuid:2", "OTHER"))
    draw_video(place / "films/other.film", [("tall tree", 2.0)])
    drive.index()
    assert states(drive) == {"a.film": "offline", "b.film": "offline"}
    assert "another drive is in its place" in drive.reader.folders()[0].absence


def test_footage_copied_to_a_larger_drive_in_the_same_place_goes_on(drive: FakeHouse) -> None:
    encoded = drive.encoder.calls
    unplug(drive)
    plug(drive, drive.home / "media/SHUTTLE", "uuid:new")
    drive.index()
    assert set(states(drive).values()) == {"ready"}
    assert drive.encoder.calls == encoded
    assert drive.catalogue.volumes(1)[-1].id == "uuid:new"


def test_a_copy_on_another_drive_stays_a_copy_when_the_first_is_unplugged(drive: FakeHouse) -> None:
    encoded, backup = drive.encoder.calls, drive.home / "backup"
    backup.mkdir()
    (backup / "a.film").write_bytes((drive.home / "media/SHUTTLE/films/a.film").read_bytes())
    unplug(drive)
    drive.index(backup)
    assert sorted((v.path.parent.name, v.path.name, v.state) for v in drive.reader.videos()) == [
        ("backup", "a.film", "ready"),
        ("films", "a.film", "offline"),
        ("films", "b.film", "offline"),
    ]
    assert drive.encoder.calls == encoded


def test_drives_mounted_below_a_root_come_and_go_by_themselves(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    place = tmp_path / "media/SHUTTLE"
    draw_video(tmp_path / "media/here.film", [("blue sky", 2.0)])
    draw_video(place / "a.film", [("red car", 3.0)])
    house.disk.mounted = [Volume(tmp_path, "uuid:system", "system"), Volume(place, "uuid:1", "SHUTTLE")]
    house.index(tmp_path / "media")
    unplug(house)
    house.index()
    assert states(house) == {"a.film": "offline", "here.film": "ready"}
    assert house.ask("red car").hits[0].video.note == "Drive SHUTTLE is not connected."
    plug(house, place)
    house.index()
    assert set(states(house).values()) == {"ready"}
    (place / "a.film").unlink()
    house.index()
    assert states(house) == {"a.film": "missing", "here.film": "ready"}


def test_a_drive_pulled_while_it_is_looked_through_loses_nothing(drive: FakeHouse) -> None:
    look = drive.disk.videos_below

    def pulled(folder, unread):
        yield next(iter(look(folder, unread)))
        unplug(drive)

    drive.disk.videos_below = pulled  # type: ignore[method-assign]
    drive.index()
    assert states(drive) == {"a.film": "offline", "b.film": "offline"}


# ---- a proxy that comes later


def fail(house: FakeHouse, *, needs_proxy: bool) -> Video:
    """The video could not be indexed. Why it could not, its note says in words that nothing reads."""
    video = next(video for video in house.reader.videos() if video.path.name == "a.film")
    failed = replace(video, state="failed", note="a.film: no.", info=None, needs_proxy=needs_proxy)
    house.catalogue.update_video(failed)
    return failed


def test_a_video_that_failed_for_want_of_a_proxy_waits_again_when_it_has_come(house: FakeHouse) -> None:
    video = fail(house, needs_proxy=True)
    assert not finish(house.library.reconcile()).videos
    assert states(house)["a.film"] == "failed"
    house.disk.proxies[video.path] = "Proxy/a.mov 1"
    assert finish(house.library.reconcile()).videos == {video.id}
    assert states(house)["a.film"] == "waiting"
    assert next(v.note for v in house.reader.videos() if v.id == video.id) == ""
    finish(house.library.ingest())
    assert states(house)["a.film"] == "ready"


def test_what_the_watcher_saw_is_enough(house: FakeHouse) -> None:
    video = fail(house, needs_proxy=True)
    house.disk.proxies[video.path] = "Proxy/a.mov 1"
    house.library.notice(FolderChange(video.folder_id, frozenset({video.path.with_suffix(".mov")})))
    finish(house.library.catch_up())
    assert states(house)["a.film"] == "ready"


def test_a_video_that_failed_with_its_proxy_there_is_not_tried_at_each_look(house: FakeHouse) -> None:
    video = fail(house, needs_proxy=False)
    house.disk.proxies[video.path] = "Proxy/a.mov 1"
    for _ in range(3):
        assert not finish(house.library.reconcile()).videos
    house.disk.proxies[video.path] = "Proxy/a.mov 2"  # replaced by a whole one
    assert finish(house.library.reconcile()).videos == {video.id}
    assert states(house)["a.film"] == "waiting"
