"""How every picture store behaves, and that the file may be broken at any time."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.ports import PictureStore
from core.store.picture_cache import PictureCache
from tests.fakes.memory_pictures import MemoryPictures


@pytest.fixture(params=["file", "memory"])
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PictureStore]:
    made: PictureStore = PictureCache(tmp_path / "p.db") if request.param == "file" else MemoryPictures()
    yield made
    made.close()


def test_the_nearest_within_half_a_second_is_given(pictures: PictureStore) -> None:
    pictures.put("film", [(1.0, b"one"), (2.0, b"two"), (4.0, b"four")])
    assert pictures.get("film", 1.0) == b"one"
    assert pictures.get("film", 1.4) == b"one"
    assert pictures.get("film", 1.6) == b"two"
    assert pictures.get("film", 1.5) == b"one"
    assert pictures.get("film", 2.5) == b"two"
    assert pictures.get("film", 2.6) is None
    assert pictures.get("film", 3.5) == b"four"
    assert pictures.get("other", 1.0) is None
    assert pictures.times("film") == [1.0, 2.0, 4.0]
    assert pictures.times("other") == []


def test_pictures_of_forgotten_videos_are_gone(pictures: PictureStore) -> None:
    for name in "abc":
        pictures.put(name, [(0.0, b"0"), (1.0, b"1")])
    pictures.forget(["a", "c", "never there"])
    assert [pictures.times(name) for name in "abc"] == [[], [0.0, 1.0], []]
    pictures.put("a", [(2.0, b"2")])
    assert pictures.get("a", 2.0) == b"2"


def test_a_picture_given_again_is_replaced(pictures: PictureStore) -> None:
    pictures.put("film", [(1.0, b"old"), (3.0, b"three")])
    pictures.put("film", [(1.0, b"new")])
    pictures.put("film", [])
    assert pictures.get("film", 1.0) == b"new"
    assert pictures.times("film") == [1.0, 3.0]


def test_pictures_outlive_the_program(tmp_path: Path) -> None:
    first = PictureCache(tmp_path / "deep" / "p.db")
    first.put("film", [(1.0, b"one")])
    first.close()
    again = PictureCache(tmp_path / "deep" / "p.db")
    assert again.get("film", 1.0) == b"one"
    again.close()


def test_two_lanes_share_the_file(tmp_path: Path) -> None:
    writer, reader = PictureCache(tmp_path / "p.db"), PictureCache(tmp_path / "p.db")
    writer.put("film", [(1.0, b"one")])
    assert reader.get("film", 1.0) == b"one"
    reader.put("film", [(2.0, b"two")])
    assert writer.times("film") == [1.0, 2.0]
    writer.close()
    reader.close()


@pytest.mark.parametrize("damage", ["text", "half", "zeros", "other database", "gone", "older"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "p.db"
    old = PictureCache(path)
    old.put("film", [(float(i), bytes(5000)) for i in range(50)])
    old.close()
    raw = path.read_bytes()
    if damage in ("text", "half"):
        path.write_bytes(b"not a database, only words" * 99 if damage == "text" else raw[: len(raw) // 2])
    elif damage == "zeros":
        path.write_bytes(raw[:4096] + bytes(len(raw) - 4096))
    else:
        path.unlink()
        with sqlite3.connect(path) as db:
            if damage == "other database":
                db.executescript("CREATE TABLE pictures (x); CREATE TABLE films (y);")
            elif damage == "older":
                db.executescript("PRAGMA user_version = 99; CREATE TABLE pictures (x)")
        db.close()
    fresh = PictureCache(path)
    fresh.put("new", [(1.0, b"one")])
    fresh.times("film")
    fresh.get("film", 20.0)
    fresh.put("new", [(2.0, b"two")])
    assert fresh.get("new", 2.0) == b"two"
    fresh.close()


def test_damage_while_open_costs_only_the_cache(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    one, two = PictureCache(path), PictureCache(path)
    one.put("film", [(float(i), bytes(5000)) for i in range(200)])
    one.close()
    two.close()
    one, two = PictureCache(path), PictureCache(path)
    with path.open("rb+") as file:
        file.seek(4096)
        file.write(b"\xa5" * (path.stat().st_size - 4096))
    for store in (one, two):
        store.get("film", 100.0)
        store.put("film", [(1.0, b"one")])
    one.put("later", [(1.0, b"mine")])
    assert two.get("later", 1.0) == b"mine"
    one.close()
    two.close()


def test_the_videos_longest_unused_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(range(100))
    monkeypatch.setattr("core.store.picture_cache.time.time", lambda: float(next(now)))
    store = PictureCache(tmp_path / "p.db", limit_bytes=3000)
    for name in "abc":
        store.put(name, [(1.0, bytes(500)), (2.0, bytes(500))])
    assert store.get("a", 1.0)
    store.put("d", [(1.0, bytes(1000))])
    assert [bool(store.times(name)) for name in "abcd"] == [True, False, True, True]
    store.put("e", [(1.0, bytes(9000))])
    assert [bool(store.times(name)) for name in "abcde"] == [False, False, False, False, True]
    store.close()


def test_the_size_of_a_video_stays_true(tmp_path: Path) -> None:
    store = PictureCache(tmp_path / "p.db")
    for pictures in ([(0.1, b"1234"), (0.3, b"12")], [(0.3, b"12345678"), (0.7, b"1"), (0.7, b"12")], [(0.1, b"1")]):
        store.put("film", pictures)
        store.put("other", pictures)
    assert store._db is not None
    sizes = dict(store._db.execute("SELECT fingerprint, size_bytes FROM films").fetchall())
    true = dict(store._db.execute("SELECT fingerprint, sum(length(jpeg)) FROM pictures GROUP BY 1").fetchall())
    assert sizes == true == {"film": 11, "other": 11}
    store.close()


def test_a_place_that_cannot_be_written_gives_an_empty_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = PictureCache(tmp_path / "file" / "p.db")
    store.put("film", [(1.0, b"one")])
    assert store.get("film", 1.0) is None
    assert store.times("film") == []
    store.close()


def test_a_file_held_by_another_is_an_empty_cache_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("core.store.picture_cache._BUSY_MS", 10)
    store = PictureCache(tmp_path / "p.db")
    other = sqlite3.connect(tmp_path / "p.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store.put("film", [(1.0, b"one")])
    assert "locked" in caplog.text
    other.execute("ROLLBACK")
    other.close()
    assert store.get("film", 1.0) is None
    store.put("film", [(1.0, b"one")])
    assert store.get("film", 1.0) == b"one"
    store.close()


def test_a_put_that_fails_midway_keeps_nothing_of_it(tmp_path: Path) -> None:
    store = PictureCache(tmp_path / "p.db")
    store.put("film", [(1.0, b"one")])
    assert store._db is not None
    (pages,) = store._db.execute("PRAGMA page_count").fetchone()
    store._db.execute(f"PRAGMA max_page_count = {pages + 1}")
    store.put("film", [(2.0, b"two"), (3.0, bytes(100_000))])
    assert store.times("film") == [1.0]
    store.close()
