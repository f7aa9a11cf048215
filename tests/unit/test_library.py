"""The front door: roots, models, restarts, and what is told to whom."""

import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from core.errors import EmptyQueryError, QueryError, StoreError, UnreadableError
from core.lane import Lane, Priority
from core.library import edit_phrases
from core.values import Changes, Folder, FolderChange
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import draw_video


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    for name in ("a", "b"):
        draw_video(tmp_path / f"films/{name}.film", [(f"red {name}", 3.0), ("blue sky", 2.0)])
    house = FakeHouse(tmp_path)
    house.index(tmp_path / "films")
    return house


# ---- roots


def test_a_root_inside_a_root_adds_nothing(house: FakeHouse) -> None:
    (outer,) = house.reader.folders()
    assert house.library.watch([house.home / "films/a.film"]) == [outer]
    assert house.library.watch([house.home / "films/../films"]) == [outer]


def test_a_root_around_a_root_doubles_no_video(house: FakeHouse) -> None:
    draw_video(house.home / "c.film", [("green frog", 2.0)])
    house.disk.videos_below = _only_videos(house.disk.videos_below)  # type: ignore[method-assign]
    house.index(house.home)
    assert [v.path.name for v in house.reader.videos()] == ["c.film", "a.film", "b.film"]


def _only_videos(videos_below):
    return lambda folder, unread: (f for f in videos_below(folder, unread) if f[0].suffix == ".film")


def test_a_path_with_nothing_at_it_is_refused(house: FakeHouse) -> None:
    with pytest.raises(UnreadableError, match="not found"):
        house.library.watch([house.home / "nowhere"])


def test_a_single_video_is_a_root_of_its_own(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    house.index(draw_video(tmp_path / "-odd name.film", [("red car", 2.0)]))
    assert [f.is_file for f in house.reader.folders()] == [True]
    assert house.ask("red car").hits[0].video.path.name == "-odd name.film"


def test_unwatch_takes_the_videos_along_and_touches_no_file(house: FakeHouse) -> None:
    ids = {v.id for v in house.reader.videos()}
    finish(house.library.remove_folder(house.reader.folders()[0].id))
    assert house.reader.videos() == []
    assert house.changes[-1].removed == ids
    assert house.ask("red").hits == ()
    assert (house.home / "films/a.film").exists()


def test_a_folder_removed_while_its_video_is_indexed_ends_well(house: FakeHouse) -> None:
    other = house.home / "other"
    draw_video(other / "c.film", [("green frog", 500.0)])
    (folder,) = house.library.watch([other])
    finish(house.library.reconcile())
    job = house.library.ingest()
    for _ in range(30):
        next(job)
    finish(house.library.remove_folder(folder.id))
    finish(job)
    assert [v.path.name for v in house.reader.videos()] == ["a.film", "b.film"]


def test_one_bad_path_among_good_ones_adds_nothing(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    with pytest.raises(UnreadableError):
        house.library.watch([draw_video(tmp_path / "a.film", [("red", 1.0)]), tmp_path / "nowhere"])
    assert house.reader.folders() == []


class Watcher:
    """Notes what is watched; folders named "net" only by re-scanning."""

    def __init__(self) -> None:
        self.watched: dict[int, Path] = {}
        self.notes: dict[int, str] = {}
        self.is_closed = False

    def watch(self, folder: Folder) -> str:
        self.watched[folder.id] = folder.path
        if folder.path.name == "net":
            self.notes[folder.id] = "Looked at every few minutes only."
        return self.notes.get(folder.id, "")

    def unwatch(self, folder_id: int) -> None:
        self.watched.pop(folder_id)
        self.notes.pop(folder_id, None)

    def close(self) -> None:
        self.is_closed = True


def test_folders_are_watched_from_waking_to_closing(house: FakeHouse) -> None:
    watcher = Watcher()
    library = house.build(watcher=watcher)
    assert watcher.watched == {}
    library.wake()
    assert list(watcher.watched.values()) == [house.home / "films"]
    (house.home / "net").mkdir()
    (net,) = library.watch([house.home / "net"])
    assert library.watch_notes == {net.id: "Looked at every few minutes only."}
    finish(library.remove_folder(net.id))
    assert list(watcher.watched.values()) == [house.home / "films"]
    assert library.watch_notes == {}
    library.close()
    assert watcher.is_closed


def test_the_place_of_a_drive_that_is_away_is_watched_so_that_its_return_is_noticed(house: FakeHouse) -> None:
    (house.home / "films").rename(house.home / "away")
    finish(house.library.reconcile())
    watcher = Watcher()
    library = house.build(watcher=watcher)
    library.wake()
    assert list(watcher.watched.values()) == [house.home / "films"]


# ---- broadcasts


def test_every_indexed_video_is_told(house: FakeHouse) -> None:
    told = [change for change in house.changes if change.initiator == "ingest"]
    assert frozenset().union(*(c.videos for c in told)) == {v.id for v in house.reader.videos()}


def test_a_look_that_finds_nothing_tells_nothing(house: FakeHouse) -> None:
    finish(house.library.reconcile())
    assert house.changes[-1] == Changes(initiator="reconcile")


def test_what_the_watcher_saw_is_caught_up_with(house: FakeHouse) -> None:
    path = draw_video(house.home / "films/new.film", [("white rabbit", 2.0)])
    house.library.notice(FolderChange(1, frozenset({path})))
    finish(house.library.catch_up())
    assert house.ask("white rabbit").hits[0].video.path == path


# ---- models and restarts


def test_after_a_restart_everything_is_as_it_was(house: FakeHouse) -> None:
    before = [(h.video.path, h.score) for h in house.ask("red a").hits]
    encoded = house.encoder.calls
    house.library.close()
    assert house.frames.is_closed
    assert house.encoder.is_closed
    house.library = house.build()
    house.library.wake()
    assert [(h.video.path, h.score) for h in house.ask("red a").hits] == before
    assert finish(house.library.ingest()).videos_total == 0
    assert house.encoder.calls == encoded


def test_another_model_indexes_anew_and_the_old_one_is_kept(house: FakeHouse) -> None:
    first = house.encoder
    house.encoder = HashEncoder("another")
    house.library = house.build()
    house.library.wake()
    assert {v.state for v in house.reader.videos()} == {"waiting"}
    house.index()
    assert house.encoder.calls > 0
    assert house.ask("red a").hits[0].video.path.name == "a.film"
    encoded = first.calls
    house.encoder = first
    house.library = house.build()
    house.index()
    assert {v.state for v in house.reader.videos()} == {"ready"}
    assert first.calls == encoded
    assert house.ask("red a").hits[0].video.path.name == "a.film"


def test_asking_only_writes_nothing(house: FakeHouse) -> None:
    class Sealed:
        def __getattr__(self, name: str) -> object:
            if name in {"remember_spec", "set_states", "update_video", "put", "add_video"}:
                raise AssertionError(name)
            return getattr(house.catalogue, name)

    index = house.home / "index.bin"
    before = index.read_bytes()
    reader = house.build(read_only=True)
    reader._catalogue = reader._searcher._catalogue = Sealed()  # type: ignore[assignment]
    reader.wake()
    assert reader.search(reader.cut("red a")).hits[0].video.path.name == "a.film"
    reader.close()
    assert index.read_bytes() == before


def test_status_counts_without_the_model(house: FakeHouse) -> None:
    status = house.reader.status()
    assert (status.ready, status.total, status.segments) == (2, 2, 4)
    assert status.footage_s == 10.0
    assert status.encoder == house.encoder.spec
    assert status.encoder_state is None
    assert house.library.status().encoder_state is not None
    assert "4 moments" in house.library.status().index


# ---- asking


def test_a_score_is_taken_apart_from_stored_vectors(house: FakeHouse) -> None:
    query = house.library.cut("red a, blue")
    hit = house.library.search(query).hits[0]
    encoded = house.encoder.calls
    ledger = house.library.explain(query, hit.segment.id)
    assert house.encoder.calls == encoded
    assert ledger.score == pytest.approx(hit.score, abs=1e-3)
    assert ledger.times_s == hit.segment.frame_times_s
    assert ledger.phrases == query.phrases


def test_explaining_a_moment_that_is_gone_says_so(house: FakeHouse) -> None:
    with pytest.raises(StoreError, match="no longer"):
        house.library.explain(house.library.cut("red"), 999)


def test_an_empty_question_is_refused(house: FakeHouse) -> None:
    with pytest.raises(EmptyQueryError):
        house.library.cut("  ")


def test_phrases_can_be_cut_by_hand(house: FakeHouse) -> None:
    query = house.library.cut("a red car drives up")
    edited = edit_phrases(query, [(10, 19), (2, 9)])
    assert [p.text for p in edited.phrases] == ["red car", "drives up"]
    assert edited.text == query.text
    assert edit_phrases(query, []).phrases == ()


@pytest.mark.parametrize("spans", [[(0, 5), (4, 8)], [(3, 3)], [(-1, 2)], [(0, 99)], [(5, 2)], [(1, 2)]])
def test_phrases_that_overlap_or_lie_outside_are_refused(house: FakeHouse, spans: list[tuple[int, int]]) -> None:
    with pytest.raises(QueryError):
        edit_phrases(house.library.cut("a red car drives up"), spans)


def test_pictures_come_from_the_cache_then_from_the_video(house: FakeHouse) -> None:
    video = house.reader.videos()[0]
    cached = house.reader.picture(video, 1.0)
    house.pictures._pictures.clear()
    made = house.reader.picture(video, 1.0)
    assert made.startswith(b"\xff\xd8")
    assert cached.startswith(b"\xff\xd8")
    assert house.reader.picture_times(video) == [1.0]


# ---- on a real lane


def test_a_search_is_answered_between_two_steps_of_an_ingest(house: FakeHouse) -> None:
    draw_video(house.home / "films/long.film", [("green frog", 600.0)])
    lane = Lane("engine")
    answered_at: list[int] = []

    def watched() -> Generator[None, None, None]:
        for number, _ in enumerate(house.library.ingest()):
            if number == 20:
                query = house.library.cut("red a")
                asked = lane.submit(Priority.QUERY, house.library.search, query)
                asked.add_done_callback(lambda _: answered_at.append(house.progress[-1].frames_done))
            yield

    thread = threading.Thread(target=lane.run)
    thread.start()
    try:
        lane.submit(Priority.BROWSE, house.library.reconcile).result(30)
        lane.submit(Priority.INGEST, watched).result(60)
    finally:
        lane.close()
        thread.join(30)
    assert len(answered_at) == 1
    assert answered_at[0] < 1200
