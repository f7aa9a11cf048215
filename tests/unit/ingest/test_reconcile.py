"""Disk against catalogue: what is new, changed, moved, gone, or only away."""

import os
from fractions import Fraction
from pathlib import Path

import pytest

from core.ingest.reconcile import Difference, Found, compare, possible_moves
from core.values import Filter, MediaInfo, Video
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import draw_film


def video(id_: int, name: str, size: int = 10, mtime: int = 1, state: str = "ready", known: bool = True) -> Video:
    info = MediaInfo(Path(name), size, mtime, 1.0, Fraction(25), 8, 8, 0, "x", 25, f"f{size}") if known else None
    return Video(id_, 1, Path(name), size, mtime, 0.0, state, "", info)  # type: ignore[arg-type]


def found(name: str, size: int = 10, mtime: int = 1, folder: int = 1) -> Found:
    return Found(folder, Path(name), size, mtime)


def test_nothing_new_is_nothing_to_do() -> None:
    assert compare([video(1, "a")], [found("a")], {1}) == Difference((), (), (), ())


def test_a_new_file_is_added() -> None:
    assert compare([], [found("a")], {1}).added == (found("a"),)


@pytest.mark.parametrize("change", [{"size": 11}, {"mtime": 2}])
def test_another_size_or_time_is_a_change(change: dict[str, int]) -> None:
    known, now = video(1, "a"), found("a", **change)
    assert compare([known], [now], {1}).modified == ((known, now),)


def test_a_missing_film_that_is_there_again_returns() -> None:
    known = video(1, "a", state="missing")
    assert compare([known], [found("a")], {1}).returned == (known,)


def test_a_file_that_is_gone_vanished() -> None:
    known = video(1, "a")
    assert compare([known], [], {1}).vanished == (known,)


def test_a_folder_not_looked_at_loses_nothing() -> None:
    assert compare([video(1, "a")], [], set()).vanished == ()


def test_a_file_under_two_roots_is_one_film() -> None:
    assert len(compare([], [found("a"), found("a", folder=2)], {1, 2}).added) == 1
    assert compare([video(1, "a")], [found("a", folder=2)], {1, 2}).added == ()


def test_moves_are_looked_for_among_films_of_equal_size() -> None:
    twin, other = video(1, "a"), video(2, "b", size=99)
    unread = video(3, "c", known=False)
    assert possible_moves([found("new")], [twin, other, unread]) == [(found("new"), [twin])]


def test_the_likeliest_move_comes_first() -> None:
    copies = [video(1, "x/other"), video(2, "x/name"), video(3, "x/third", mtime=7)]
    ((_, order),) = possible_moves([found("y/name")], copies)
    assert [v.id for v in order] == [2, 1, 3]


# ---- on a real folder


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    films = tmp_path / "films"
    draw_film(films / "a.film", [("red car", 3.0), ("blue sky", 2.0)])
    draw_film(films / "b.film", [("green frog", 3.0)])
    house = FakeHouse(tmp_path)
    house.index(films)
    return house


def states(house: FakeHouse) -> dict[str, str]:
    return {v.path.name: v.state for v in house.gallery.videos()}


def test_looking_again_changes_nothing(house: FakeHouse) -> None:
    before = house.gallery.videos()
    changes = finish(house.library.reconcile())
    assert house.gallery.videos() == before
    assert not changes.videos
    assert not changes.removed


def test_a_renamed_film_keeps_its_vectors(house: FakeHouse) -> None:
    encoded = house.encoder.calls
    (house.home / "films/a.film").rename(house.home / "films/z.film")
    house.index()
    assert states(house) == {"b.film": "ready", "z.film": "ready"}
    assert house.encoder.calls == encoded
    assert house.ask("red car").hits[0].video.path.name == "z.film"


def test_a_film_moved_to_another_root_goes_with_it(house: FakeHouse) -> None:
    encoded = house.encoder.calls
    other = house.home / "other"
    other.mkdir()
    (house.home / "films/a.film").rename(other / "a.film")
    house.index(other)
    assert states(house) == {"a.film": "ready", "b.film": "ready"}
    assert house.encoder.calls == encoded
    moved = next(v for v in house.gallery.videos() if v.path.name == "a.film")
    assert moved.folder_id == house.gallery.folders()[1].id


def test_a_film_that_comes_back_under_another_name_is_recognised(house: FakeHouse) -> None:
    film, away = house.home / "films/a.film", house.home / "kept.film"
    film.rename(away)
    house.index()
    assert states(house)["a.film"] == "missing"
    away.rename(house.home / "films/back.film")
    house.index()
    assert states(house) == {"b.film": "ready", "back.film": "ready"}


def test_a_deleted_film_stays_searchable_as_missing(house: FakeHouse) -> None:
    (house.home / "films/a.film").unlink()
    house.index()
    assert house.ask("red car").hits[0].video.state == "missing"


def test_a_film_never_read_leaves_with_its_file(house: FakeHouse) -> None:
    bad = house.home / "films/bad.film"
    bad.write_text("not a film")
    house.index()
    assert states(house)["bad.film"] == "failed"
    bad.unlink()
    changes = finish(house.library.reconcile())
    assert "bad.film" not in states(house)
    assert len(changes.removed) == 1


def test_a_changed_film_is_indexed_again(house: FakeHouse) -> None:
    draw_film(house.home / "films/a.film", [("white rabbit", 4.0)])
    house.index()
    assert house.ask("white rabbit").hits[0].video.path.name == "a.film"
    assert house.ask("red car").hits[0].score < 0.5
    assert len(house.library._keeper.index) == len(house.gallery.segments_of(1)) + len(house.gallery.segments_of(2))


def test_a_touched_film_is_not_encoded_again(house: FakeHouse) -> None:
    encoded = house.encoder.calls
    os.utime(house.home / "films/a.film", (1, 1))
    house.index()
    assert states(house)["a.film"] == "ready"
    assert house.encoder.calls == encoded
    finish(house.library.reconcile())
    assert states(house)["a.film"] == "ready"


def test_a_drive_that_is_away_keeps_its_films(house: FakeHouse) -> None:
    films, away = house.home / "films", house.home / "away"
    films.rename(away)
    house.index()
    assert [f.online for f in house.gallery.folders()] == [False]
    assert set(states(house).values()) == {"missing"}
    assert house.ask("red car").hits[0].video.path.name == "a.film"
    away.rename(films)
    house.index()
    assert [f.online for f in house.gallery.folders()] == [True]
    assert set(states(house).values()) == {"ready"}


def test_waiting_films_of_a_drive_that_is_away_go_on_waiting(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    draw_film(tmp_path / "films/a.film", [("red car", 3.0)])
    house.library.watch([tmp_path / "films"])
    finish(house.library.reconcile())
    (tmp_path / "films").rename(tmp_path / "away")
    finish(house.library.reconcile())
    assert finish(house.library.ingest()).videos_done == 0
    assert states(house) == {"a.film": "waiting"}
    (tmp_path / "away").rename(tmp_path / "films")
    house.index()
    assert states(house) == {"a.film": "ready"}


def test_two_copies_swapped_stay_two_films(house: FakeHouse) -> None:
    films = house.home / "films"
    draw_film(films / "c.film", [("red car", 3.0), ("blue sky", 2.0)])
    house.index()
    (films / "a.film").rename(films / "d.film")
    (films / "c.film").rename(films / "e.film")
    house.index()
    assert states(house) == {"b.film": "ready", "d.film": "ready", "e.film": "ready"}


def test_one_date_for_all_films_of_one_look(house: FakeHouse) -> None:
    assert len({v.added_s for v in house.catalogue.videos(Filter())}) == 1


def test_a_failed_film_waits_again_when_it_changes(house: FakeHouse) -> None:
    bad = house.home / "films/bad.film"
    bad.write_text("not a film")
    house.index()
    draw_film(bad, [("man walks", 2.0)])
    house.index()
    assert states(house)["bad.film"] == "ready"


def test_a_look_alike_that_cannot_be_read_is_a_new_film(house: FakeHouse) -> None:
    path = house.home / "films/a.film"
    size = path.stat().st_size
    path.unlink()
    (house.home / "films/rubbish.film").write_text("x" * size)
    house.index()
    assert states(house) == {"a.film": "missing", "b.film": "ready", "rubbish.film": "failed"}


def test_a_folder_removed_while_it_is_looked_at_gets_no_films(house: FakeHouse) -> None:
    other = house.home / "other"
    for number in range(5):
        draw_film(other / f"{number}.film", [("x", 1.0)])
    (folder,) = house.library.watch([other])
    job = house.library.reconcile()
    next(job)
    house.library.unwatch(folder.id)
    finish(job)
    assert set(states(house)) == {"a.film", "b.film"}
