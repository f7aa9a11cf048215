"""A folder contains what lies in it: nested folders, links, single clips; what is removed can be taken back."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from core.errors import QueryError, UnreadableError, UnsupportedError
from core.media.local_disk import LocalDisk
from core.store.catalogue import SqliteCatalogue
from core.values import KEEP_REMOVED_S, Filter, FolderChange, Query, contains
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.plain_disk import PlainDisk
from tests.fakes.plain_index import PlainIndex
from tests.fakes.still_frames import draw_video


class RealDisk(LocalDisk):
    """The real one, with the contents that the fake video reader knows."""

    def __init__(self) -> None:
        super().__init__(quiet_s=0.0)

    def fingerprint(self, path: Path) -> str:
        return PlainDisk().fingerprint(path)


@pytest.fixture(params=["sqlite", "memory"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterable[FakeHouse]:
    """r/a.mp4, r/sub/b.mp4, r/sub/deep/c.mp4, other/d.mp4; the real disk."""
    for path, words in VIDEOS.items():
        draw_video(tmp_path / path, [(words, 3.0)])
    more = {"catalogue": SqliteCatalogue(tmp_path / "c.db")} if request.param == "sqlite" else {}
    house = FakeHouse(tmp_path, disk=RealDisk(), **more)  # type: ignore[arg-type]
    yield house
    house.library.close()


VIDEOS = {
    "r/a.mp4": "red car",
    "r/sub/b.mp4": "green frog",
    "r/sub/deep/c.mp4": "white rabbit",
    "other/d.mp4": "blue sky",
}


def names(house: FakeHouse, **filter_: object) -> set[str]:
    """Clips that pass, by name."""
    return {video.path.name for video in house.catalogue.videos(Filter(**filter_))}  # type: ignore[arg-type]


def below(house: FakeHouse, *places: str) -> set[str]:
    return names(house, below=frozenset().union(*(house.library.places_of(house.home / place) for place in places)))


def found(house: FakeHouse, words: str, place: str | None = None) -> list[str]:
    """Clips a sentence finds well, in a folder."""
    query = house.library.cut(words)
    if place is not None:
        query = Query(query.text, query.phrases, Filter(below=house.library.places_of(house.home / place)))
    return [hit.video.path.name for hit in house.library.search(query).hits if hit.score > 0.9]


def roots(house: FakeHouse) -> list[str]:
    return [os.path.relpath(folder.path, house.home) for folder in house.catalogue.folders()]


def root_id(house: FakeHouse, name: str) -> int:
    return next(f.id for f in house.catalogue.folders() if f.path == house.home / name)


# ---- nested folders


@pytest.mark.parametrize("order", [["r/sub", "r"], ["r", "r/sub"], ["r/sub/b.mp4", "r"], ["r/sub/deep", "r/sub", "r"]])
def test_a_folder_contains_what_lies_in_it_whatever_was_added_first(house: FakeHouse, order: list[str]) -> None:
    for path in order:
        house.index(house.home / path)
    assert len(house.frames.scanned) == 3, "nothing is read twice"
    assert names(house, folder_ids=frozenset({root_id(house, "r")})) == {"a.mp4", "b.mp4", "c.mp4"}
    assert below(house, "r") == {"a.mp4", "b.mp4", "c.mp4"}
    assert below(house, "r/sub") == {"b.mp4", "c.mp4"}
    assert below(house, "r/sub/deep", "r/a.mp4") == {"a.mp4", "c.mp4"}
    assert found(house, "white rabbit", "r/sub") == ["c.mp4"]
    assert found(house, "red car", "r/sub") == []
    tree = house.reader.tree()
    assert (tree.own(house.home / "r").total, tree.total(house.home / "r").total) == (1, 3)
    assert tree.children(house.home / "r") == [house.home / "r/sub"]


def test_removing_the_inner_folder_leaves_its_clips_with_the_outer(house: FakeHouse) -> None:
    house.index(house.home / "r/sub")
    house.index(house.home / "r")
    impact = house.library.impact_of_removing([house.home / "r/sub"])
    assert (impact.clips, impact.kept) == (0, 2)
    removal = finish(house.library.remove([house.home / "r/sub"]))
    finish(house.library.catch_up())
    assert roots(house) == ["r"]
    assert below(house, "r") == {"a.mp4", "b.mp4", "c.mp4"}
    assert found(house, "green frog") == ["b.mp4"]
    finish(house.library.restore(removal.id))
    finish(house.library.catch_up())
    assert sorted(roots(house)) == ["r", "r/sub"]
    assert {v.folder_id for v in house.catalogue.videos() if "sub" in str(v.path)} == {root_id(house, "r/sub")}
    assert len(house.frames.scanned) == 3


def test_removing_the_outer_folder_keeps_what_was_added_by_itself(house: FakeHouse) -> None:
    for path in ("r/sub/deep", "r/a.mp4", "r"):
        house.index(house.home / path)
    finish(house.library.remove([house.home / "r"]))
    finish(house.library.reconcile())
    assert names(house) == {"a.mp4", "c.mp4"}
    assert names(house, singles=True) == {"a.mp4"}
    assert found(house, "green frog") == []


def test_new_clips_of_an_inner_folder_are_found_once(house: FakeHouse) -> None:
    house.index(house.home / "r/sub", house.home / "r")
    draw_video(house.home / "r/sub/new.mp4", [("moon rover", 3.0)])
    house.library.notice(FolderChange(root_id(house, "r"), frozenset()))
    finish(house.library.catch_up())
    assert "new.mp4" not in names(house), "the inner folder looks after it"
    finish(house.library.reconcile({root_id(house, "r")}))
    assert names(house, folder_ids=frozenset({root_id(house, "r")})) == {"a.mp4", "b.mp4", "c.mp4", "new.mp4"}


# ---- one folder, many paths


@pytest.mark.parametrize("given", ["link", "link/", "link/../link", "link/sub", "r/sub/..", "r/./sub/deep", "deeplink"])
def test_a_folder_given_by_another_path_is_the_same_folder(house: FakeHouse, given: str) -> None:
    (house.home / "link").symlink_to(house.home / "r")
    (house.home / "deeplink").symlink_to(house.home / "link/sub/deep")
    house.index(house.home / "r")
    for path in (house.home / given, Path(os.path.relpath(house.home / given))):
        (folder,) = house.library.watch([path])
        assert folder.path == house.home / "r"
    house.index()
    assert len(house.catalogue.videos()) == 3


def test_a_folder_that_lies_around_another_one_by_its_real_path_contains_it(house: FakeHouse) -> None:
    (house.home / "link").symlink_to(house.home / "r")
    house.index(house.home / "link/sub")
    house.index(house.home / "link")
    assert sorted(roots(house)) == ["r", "r/sub"]
    assert below(house, "link") == {"a.mp4", "b.mp4", "c.mp4"}
    assert len(house.frames.scanned) == 3


def test_links_are_followed_out_of_the_library_once_and_the_rest_is_told(house: FakeHouse) -> None:
    r, outside = house.home / "r", house.home / "outside"
    draw_video(outside / "e.mp4", [("moon rover", 3.0)])
    (r / "out").symlink_to(outside)
    (r / "out2").symlink_to(outside)
    (r / "single.mp4").symlink_to(outside / "e.mp4")
    (r / "self").symlink_to(r)
    (r / "above").symlink_to(house.home)
    (r / "sub/again.mp4").symlink_to(r / "a.mp4")
    (r / "nothing.mp4").symlink_to(r / "nowhere.mp4")
    house.index(r)
    assert below(house, "r") == {"a.mp4", "b.mp4", "c.mp4", "e.mp4"}
    assert found(house, "moon rover") == ["e.mp4"]
    told = {each.kind: each.count for each in house.reader.passed_over()}
    assert told == {"loop": 2, "twice": 3, "broken": 1}
    assert below(house, "outside") == {"e.mp4"}, "asked for by its real path"
    assert below(house, "outside/e.mp4") == {"e.mp4"}
    before = len(house.frames.scanned)
    house.index(outside)
    assert found(house, "moon rover") == ["e.mp4"]
    assert [v.path for v in house.catalogue.videos() if v.path.name == "e.mp4"] == [outside / "e.mp4"]
    assert len(house.frames.scanned) == before


def test_a_folder_of_which_links_lead_to_parts_is_made_of_these(house: FakeHouse) -> None:
    for name in ("e", "f", "g"):
        draw_video(house.home / f"outside/day {name}/{name}.mp4", [(f"moon {name}", 3.0)])
    (house.home / "r/day").symlink_to(house.home / "outside/day e")
    (house.home / "r/f.mp4").symlink_to(house.home / "outside/day f/f.mp4")
    house.index(house.home / "r")
    assert below(house, "outside") == {"e.mp4", "f.mp4"}


def test_two_folders_that_link_to_one_place_have_it_once(house: FakeHouse) -> None:
    for root in ("r", "other"):
        (house.home / root / "link").symlink_to(house.home / "outside")
    draw_video(house.home / "outside/e.mp4", [("moon rover", 3.0)])
    house.index(house.home / "r")
    house.index(house.home / "other")
    house.index()
    assert [v.path for v in house.catalogue.videos() if v.path.name == "e.mp4"] == [house.home / "r/link/e.mp4"]
    finish(house.library.remove([house.home / "r"]))
    finish(house.library.catch_up())
    assert [v.path for v in house.catalogue.videos() if v.path.name == "e.mp4"] == [house.home / "other/link/e.mp4"]
    assert len(house.frames.scanned) == 5


def test_what_a_link_leads_to_is_offline_while_it_is_not_there(house: FakeHouse) -> None:
    draw_video(house.home / "outside/e.mp4", [("moon rover", 3.0)])
    (house.home / "r/link").symlink_to(house.home / "outside")
    house.index(house.home / "r")
    (house.home / "outside").rename(house.home / "unplugged")
    house.index()
    (video,) = (v for v in house.catalogue.videos() if v.path.name == "e.mp4")
    assert video.state == "offline"
    with pytest.raises(QueryError):
        finish(house.library.forget([video.id]))
    (house.home / "unplugged").rename(house.home / "outside")
    house.index()
    assert {v.state for v in house.catalogue.videos()} == {"ready"}
    assert len(house.frames.scanned) == 4


# ---- libraries of before


def test_an_old_library_with_a_folder_twice_is_put_right_without_indexing(tmp_path: Path) -> None:
    for path, words in VIDEOS.items():
        draw_video(tmp_path / path, [(words, 3.0)])
    (tmp_path / "link").symlink_to(tmp_path / "r")
    house = FakeHouse(tmp_path, disk=RealDisk())
    catalogue = house.catalogue
    one, two = (catalogue.add_folder(tmp_path / name, is_file=False) for name in ("r", "link"))
    for folder in (one, two):
        for video in sorted(folder.path.rglob("*.mp4")):
            found_ = video.stat()
            catalogue.add_video(folder.id, video, found_.st_size, found_.st_mtime_ns, 1.0)
    finish(house.library.ingest())
    assert len(catalogue.videos()) == 6
    scanned = len(house.frames.scanned)
    again = house.build()
    finish(again.reconcile())
    assert [f.path for f in catalogue.folders()] == [tmp_path / "r"]
    assert sorted(v.path.name for v in catalogue.videos()) == ["a.mp4", "b.mp4", "c.mp4"]
    assert {v.state for v in catalogue.videos()} == {"ready"}
    finish(again.ingest())
    assert len(house.frames.scanned) == scanned


def test_a_lone_folder_given_by_a_link_gets_its_real_path(tmp_path: Path) -> None:
    draw_video(tmp_path / "r/a.mp4", [("red car", 3.0)])
    (tmp_path / "link").symlink_to(tmp_path / "r")
    house = FakeHouse(tmp_path, disk=RealDisk())
    folder = house.catalogue.add_folder(tmp_path / "link", is_file=False)
    video = tmp_path / "link/a.mp4"
    house.catalogue.add_video(folder.id, video, video.stat().st_size, video.stat().st_mtime_ns, 1.0)
    finish(house.library.ingest())
    finish(house.library.reconcile())
    assert [v.path for v in house.catalogue.videos()] == [tmp_path / "r/a.mp4"]
    assert found(house, "red car") == ["a.mp4"]
    assert len(house.frames.scanned) == 1


# ---- adding what is no clip


def test_what_is_no_clip_adds_nothing(house: FakeHouse) -> None:
    (house.home / "notes.txt").write_text("nothing to see")
    for path, error in ((house.home / "typo", UnreadableError), (house.home / "notes.txt", UnsupportedError)):
        with pytest.raises(error):
            house.library.watch([house.home / "r", path])
    assert house.catalogue.folders() == []


# ---- removing and taking back


def test_what_was_removed_comes_back_without_indexing(house: FakeHouse) -> None:
    house.index(house.home / "r", house.home / "other")
    before = house.catalogue.videos()
    removal = finish(house.library.remove([house.home / "r"]))
    assert (removal.kind, removal.paths, removal.impact.clips) == ("folder", (house.home / "r",), 3)
    assert removal.impact.segments == 3
    assert removal.impact.size_bytes > 0
    assert names(house) == {"d.mp4"}
    assert (house.reader.status().total, house.reader.status().segments) == (1, 1)
    assert found(house, "red car") == []
    assert len(house.library._index_manager.index) == 1
    changes = finish(house.library.restore(removal.id))
    assert len(changes.videos) == 3
    assert house.catalogue.videos() == before
    assert found(house, "red car") == ["a.mp4"]
    assert house.library.removals() == []
    house.index()
    assert len(house.frames.scanned) == 4
    with pytest.raises(QueryError):
        finish(house.library.restore(removal.id))


def test_a_folder_added_again_uses_what_was_indexed(house: FakeHouse) -> None:
    house.index(house.home / "r")
    finish(house.library.remove([house.home / "r"]))
    house.index(house.home)
    assert names(house) == {"a.mp4", "b.mp4", "c.mp4", "d.mp4"}
    assert len(house.frames.scanned) == 4
    assert house.library.removals() == []
    assert found(house, "green frog") == ["b.mp4"]


def test_a_clip_moved_while_it_was_removed_is_not_read_again(house: FakeHouse) -> None:
    house.index(house.home / "r")
    finish(house.library.remove([house.home / "r"]))
    (house.home / "r/a.mp4").rename(house.home / "other/moved.mp4")
    house.index(house.home / "other")
    assert found(house, "red car") == ["moved.mp4"]
    assert len(house.frames.scanned) == 4


def test_part_of_a_folder_is_left_out_until_it_is_taken_back(house: FakeHouse) -> None:
    house.index(house.home / "r")
    removal = finish(house.library.remove([house.home / "r/sub"]))
    house.index()
    assert names(house) == {"a.mp4"}
    assert house.reader.excluded() == [house.home / "r/sub"]
    one = finish(house.library.remove([house.home / "r/a.mp4"]))
    assert one.kind == "clips"
    house.index()
    assert names(house) == set()
    finish(house.library.restore(removal.id))
    house.index()
    assert names(house) == {"b.mp4", "c.mp4"}
    assert house.library.watch([house.home / "r/a.mp4"])[0].path == house.home / "r"
    house.index()
    assert names(house) == {"a.mp4", "b.mp4", "c.mp4"}
    assert len(house.frames.scanned) == 3


def test_a_part_taken_back_when_its_folder_is_gone_becomes_a_folder(house: FakeHouse) -> None:
    house.index(house.home / "r")
    part = finish(house.library.remove([house.home / "r/sub"]))
    whole = finish(house.library.remove([house.home / "r"]))
    finish(house.library.purge([whole.id]))
    finish(house.library.restore(part.id))
    house.index()
    assert roots(house) == ["r/sub"]
    assert names(house) == {"b.mp4", "c.mp4"}
    assert len(house.frames.scanned) == 3


def test_a_clip_removed_before_it_was_looked_at_comes_back_as_a_clip(house: FakeHouse) -> None:
    house.index(house.home / "r")
    draw_video(house.home / "r/new.mp4", [("moon rover", 3.0)])
    removal = finish(house.library.remove([house.home / "r/new.mp4"]))
    assert (removal.kind, removal.impact.clips) == ("clips", 0)
    house.index()
    assert "new.mp4" not in names(house)
    finish(house.library.remove([house.home / "r"]))
    finish(house.library.restore(removal.id))
    house.index()
    assert [folder.is_file for folder in house.catalogue.folders()] == [True]
    assert names(house) == {"new.mp4"}


def test_what_comes_back_by_way_of_a_link_is_where_the_link_leads(house: FakeHouse) -> None:
    draw_video(house.home / "outside/e.mp4", [("moon rover", 3.0)])
    (house.home / "r/link").symlink_to(house.home / "outside")
    house.index(house.home / "r")
    clip = finish(house.library.remove([house.home / "outside/e.mp4"]))
    assert clip.paths == (house.home / "r/link/e.mp4",)
    finish(house.library.remove([house.home / "r"]))
    finish(house.library.restore(clip.id))
    assert roots(house) == ["outside/e.mp4"]
    house.index()
    assert [(v.path, v.state) for v in house.catalogue.videos()] == [(house.home / "outside/e.mp4", "ready")]
    assert len(house.frames.scanned) == 4


def test_after_thirty_days_it_is_deleted_with_all_that_was_made_of_it(house: FakeHouse) -> None:
    clock = [house.catalogue and 2_000_000_000.0]
    house.library = house.build(today_s=lambda: clock[0])
    house.index(house.home / "r", house.home / "other")
    video = next(v for v in house.catalogue.videos() if v.path.name == "a.mp4")
    assert video.info is not None
    finish(house.library.remove([house.home / "r"]))
    clock[0] += KEEP_REMOVED_S - 1
    finish(house.library.catch_up())
    assert len(house.library.removals()) == 1
    assert house.pictures.times(video.info.fingerprint)
    clock[0] += 2
    finish(house.library.catch_up())
    assert house.library.removals() == []
    assert house.pictures.times(video.info.fingerprint) == []
    assert names(house) == {"d.mp4"}
    scanned = len(house.frames.scanned)
    house.index(house.home / "r")
    assert len(house.frames.scanned) == scanned + 3


def test_a_restart_between_removing_and_restoring(house: FakeHouse) -> None:
    house.index(house.home / "r")
    removal = finish(house.library.remove([house.home / "r"]))
    library = house.build()
    library.wake()
    assert library.search(library.cut("red car")).hits == ()
    finish(library.restore(removal.id))
    assert library.search(library.cut("red car")).hits[0].video.path.name == "a.mp4"
    again = house.build()
    again.wake()
    assert again.search(again.cut("red car")).hits[0].video.path.name == "a.mp4"


def test_without_the_model_the_saved_index_follows_all_the_same(house: FakeHouse) -> None:
    house.index(house.home / "r")
    house.library._models.close()
    again = house.build()
    removal = finish(again.remove([house.home / "r/sub"]))
    again._models.close()
    third = house.build()
    third.wake()
    assert "rebuilt" not in third.status().index
    assert len(third._index_manager.index) == 1
    fourth = house.build()
    finish(fourth.restore(removal.id))
    fourth._models.close()
    fifth = house.build()
    fifth.wake()
    assert "rebuilt" not in fifth.status().index
    assert len(fifth._index_manager.index) == 3


def test_a_removal_that_was_broken_off_is_whole(house: FakeHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.library.contents.SEGMENTS_AT_ONCE", 1)
    monkeypatch.setattr("core.library.contents.VIDEOS_AT_ONCE", 1)
    house.index(house.home / "r")
    job = house.library.remove([house.home / "r"])
    next(job)
    job.close()
    assert len(house.library._index_manager.index) == 0
    job = house.library.restore(house.library.removals()[0].id)
    next(job)
    job.close()
    assert len(house.library._index_manager.index) == 3


def test_what_is_not_in_the_library_cannot_be_removed(house: FakeHouse) -> None:
    house.index(house.home / "r")
    for path in (house.home / "other", house.home / "r/nowhere", house.home):
        with pytest.raises(QueryError, match="not in the library"):
            finish(house.library.remove([path]))
    finish(house.library.remove([house.home / "r/sub"]))
    with pytest.raises(QueryError, match="not in the library"):
        finish(house.library.remove([house.home / "r/sub/deep"]))


def test_an_old_folder_that_is_gone_can_be_removed(house: FakeHouse) -> None:
    house.index(house.home / "r")
    (house.home / "r").rename(house.home / "gone")
    house.index()
    finish(house.library.remove([house.home / "r"]))
    assert house.catalogue.folders() == []
    assert names(house) == set()


# ---- missing


def test_deleted_clips_come_last_and_can_be_forgotten(house: FakeHouse) -> None:
    house.index(house.home / "r", house.home / "other")
    (house.home / "r/a.mp4").unlink()
    house.index()
    assert [hit.video.path.name for hit in house.ask("red car").hits][-1] == "a.mp4"
    assert house.ask("red car", limit=1).hits[0].video.path.name != "a.mp4"
    assert [video.path.name for video in house.library.missing()] == ["a.mp4"]
    assert house.library.missing([house.home / "r/sub"]) == []
    everything = [video.id for video in house.catalogue.videos()]
    assert house.library.impact_of_forgetting(everything).clips == 1
    removal = finish(house.library.forget(everything))
    assert (removal.kind, removal.impact.clips) == ("missing", 1)
    assert names(house) == {"b.mp4", "c.mp4", "d.mp4"}
    draw_video(house.home / "r/a.mp4", [("red car", 3.0)])
    house.index()
    assert found(house, "red car") == ["a.mp4"]
    assert len(house.frames.scanned) == 4, "its file came back, and what was indexed with it"


def test_many_deleted_clips_hide_none_that_is_there(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    for number in range(40):
        draw_video(tmp_path / f"films/{number}.film", [(f"red car {number}", 2.0)])
    draw_video(tmp_path / "films/a.film", [("grey road", 2.0)])
    house.index(tmp_path / "films")
    for video in (tmp_path / "films").glob("[0-9]*.film"):
        video.unlink()
    house.index()
    for limit in (1, 3, 41):
        hits = house.ask("red car", limit=limit).hits
        assert hits[0].video.path.name == "a.film"
        assert len(hits) == limit
    asked: list[int] = []
    search = PlainIndex.search

    def counting(index: PlainIndex, vector: object, k: int, allowed: object = None) -> object:
        asked.append(k)
        return search(index, vector, k, allowed)  # type: ignore[arg-type]

    house.library._index_manager.index.search = lambda *args: counting(house.library._index_manager.index, *args)  # type: ignore
    house.ask("red car", limit=1)
    assert max(asked) < 41, "not all that is gone is looked through"


def test_a_single_clip_that_is_gone_leaves_nothing_behind(house: FakeHouse) -> None:
    house.index(house.home / "r/a.mp4")
    (house.home / "r/a.mp4").unlink()
    house.index()
    (video,) = house.catalogue.videos()
    if video.state == "missing":
        removal = finish(house.library.forget([video.id]))
        assert house.catalogue.folders() == []
        finish(house.library.restore(removal.id))
        assert roots(house) == ["r/a.mp4"]
    else:
        assert video.state == "offline"


def test_the_spelling_is_that_of_the_library(house: FakeHouse) -> None:
    house.index(house.home / "r")
    assert contains(house.catalogue.folders()[0].path, house.library.place_of(house.home / "r/x/../sub"))


# ---- recycle bins and caches in a folder of the library


def test_a_clip_that_moves_into_a_recycle_bin_is_missing_like_a_deleted_one(house: FakeHouse) -> None:
    house.index(house.home / "r")
    bin_ = house.home / "r/#recycle"
    bin_.mkdir()
    (house.home / "r/a.mp4").rename(bin_ / "a.mp4")
    house.index()
    assert names(house) == {"a.mp4", "b.mp4", "c.mp4"}
    assert names(house, states=frozenset({"missing"})) == {"a.mp4"}
    assert {each.kind: each.count for each in house.reader.passed_over()} == {"trash": 1}
    (bin_ / "a.mp4").rename(house.home / "r/a.mp4")
    encoded = house.encoder.calls
    house.index()
    assert names(house, states=frozenset({"ready"})) == {"a.mp4", "b.mp4", "c.mp4"}
    assert house.encoder.calls == encoded, "taken back from the bin it is as it was"


def test_clips_of_a_library_that_lie_in_a_cache_are_missing_and_say_why(
    house: FakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    (house.home / "r/sub").rename(house.home / "r/CacheClip")
    with monkeypatch.context() as before:
        before.setattr("core.media.folder_walk.rubbish_kind", lambda name, above: None)
        house.index(house.home / "r")
    assert names(house, states=frozenset({"ready"})) == {"a.mp4", "b.mp4", "c.mp4"}
    house.index()
    told = {video.path.name: (video.state, video.note) for video in house.catalogue.videos()}
    assert told["a.mp4"] == ("ready", "")
    for name in ("b.mp4", "c.mp4"):
        assert told[name][0] == "missing"
        assert "cache folder" in told[name][1]
    assert {video.path.name for video in house.library.missing()} == {"b.mp4", "c.mp4"}


@pytest.mark.parametrize("given", ["r/#recycle", "r/#recycle/deep", "r/#recycle/b.mp4"])
def test_what_lies_in_a_recycle_bin_and_is_given_itself_is_indexed(house: FakeHouse, given: str) -> None:
    house.index(house.home / "r")
    (house.home / "r/sub").rename(house.home / "r/#recycle")
    house.index()
    assert names(house, states=frozenset({"ready"})) == {"a.mp4"}
    house.index(house.home / given)
    inside = {"r/#recycle": {"b.mp4", "c.mp4"}, "r/#recycle/deep": {"c.mp4"}, "r/#recycle/b.mp4": {"b.mp4"}}[given]
    assert names(house, states=frozenset({"ready"})) == {"a.mp4", *inside}
    house.index()
    assert names(house, states=frozenset({"ready"})) == {"a.mp4", *inside}
