"""Safety copies: made before tables change and each day, verified, rotated; and the way back from damage."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import CatalogueCorruptError, DiskFullError, StoreError
from core.store.backup import DAY_S, backups_of, is_good, newest_good
from core.store.catalogue import SqliteCatalogue
from core.store.recovery import go_back
from core.store.schema import MIGRATIONS
from core.values import Filter
from tests.unit.store.material import make_clips, make_info, make_spec

SPEC = make_spec()
NOW_S = 1_790_000_000.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


def _open(path: Path, at_s: float = NOW_S) -> SqliteCatalogue:
    return SqliteCatalogue(path, now_s=lambda: at_s)


def _put(catalogue: SqliteCatalogue, name: str, n: int = 20) -> list[int]:
    root = catalogue.add_folder(Path("/films"), is_file=False)
    video = catalogue.add_video(root.id, Path("/films") / name, 1, 1, 1.0)
    ready = replace(video, state="ready", note=name, info=make_info(video.path, fingerprint=name))
    return [s.id for s in catalogue.put(ready, SPEC, make_clips(n, seed=n))]


def _fill(path: Path, *names: str, at_s: float = NOW_S) -> list[int]:
    catalogue = _open(path, at_s)
    ids = [i for name in names for i in _put(catalogue, name)]
    catalogue.close()
    return ids


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes this program one version newer."""

    def make(*statements: str) -> None:
        wanted = (*MIGRATIONS, statements)
        monkeypatch.setattr("core.store.schema.MIGRATIONS", wanted)
        for room in ("database", "backup"):
            monkeypatch.setattr(f"core.store.{room}.SCHEMA_VERSION", len(wanted))

    return make


def _damage(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[4096:] = os.urandom(len(raw) - 4096)
    path.write_bytes(raw)


# ---- when copies are made


def test_the_tables_change_only_after_a_whole_verified_copy(path: Path, newer: Callable[..., None]) -> None:
    ids = _fill(path, "a.mp4")
    newer("ALTER TABLE videos ADD COLUMN rating INTEGER")
    SqliteCatalogue(path, now_s=lambda: NOW_S).close()
    (copy,) = backups_of(path)
    assert copy.is_whole
    assert is_good(copy.path)
    with sqlite3.connect(copy.path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert [i for (i,) in db.execute("SELECT segment_id FROM segment_vectors ORDER BY 1")] == ids
    db.close()
    assert sorted(p.name for p in copy.path.parent.iterdir()) == [copy.path.name]


def test_a_damaged_catalogue_is_not_copied_and_not_changed(path: Path, newer: Callable[..., None]) -> None:
    _fill(path, *(f"{i}.mp4" for i in range(30)))
    _damage(path)
    before = path.read_bytes()
    newer("ALTER TABLE videos ADD COLUMN rating INTEGER")
    with pytest.raises(CatalogueCorruptError):
        SqliteCatalogue(path)
    assert backups_of(path) == []
    assert path.read_bytes() == before


def test_without_room_for_a_whole_copy_a_light_one_is_made(
    path: Path, newer: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(path, "a.mp4")
    newer("ALTER TABLE videos ADD COLUMN rating INTEGER")
    monkeypatch.setattr("core.store.backup.shutil.disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 1000))
    SqliteCatalogue(path).close()
    (copy,) = backups_of(path)
    assert not copy.is_whole
    assert is_good(copy.path)


def test_without_room_for_any_copy_the_tables_stay_as_they_are(tiny_disk: Path, newer: Callable[..., None]) -> None:
    path = tiny_disk / "library.db"
    _fill(path, "a.mp4")
    left = shutil.disk_usage(tiny_disk).free
    (tiny_disk / "filler").write_bytes(bytes(left - 40_000))
    newer("ALTER TABLE videos ADD COLUMN rating INTEGER")
    with pytest.raises(DiskFullError, match="no room for a backup"):
        SqliteCatalogue(path)
    (tiny_disk / "filler").unlink()
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    db.close()
    again = SqliteCatalogue(path)
    assert len(again.segment_ids(SPEC, Filter())) == 20
    again.close()


def test_each_day_of_work_begins_with_a_light_copy(path: Path) -> None:
    _fill(path, *(f"{i}.mp4" for i in range(160)))
    assert backups_of(path) == []
    for _ in range(2):
        _open(path).close()
    (copy,) = backups_of(path)
    assert not copy.is_whole
    assert copy.path.stat().st_size < path.stat().st_size / 2
    _open(path, NOW_S + 0.9 * DAY_S).close()
    assert len(backups_of(path)) == 1
    for day in range(1, 6):
        _open(path, NOW_S + day * (DAY_S + 1)).close()
    dates = [each.made_s for each in backups_of(path)]
    assert dates == [NOW_S + day * (DAY_S + 1) // 1 for day in (3, 4, 5)]


def test_readers_make_no_copy(path: Path) -> None:
    _fill(path, "a.mp4")
    SqliteCatalogue(path, read_only=True).close()
    assert backups_of(path) == []


def test_a_copy_that_cannot_be_made_is_no_reason_not_to_start(path: Path) -> None:
    _fill(path, "a.mp4")
    (path.parent / "backups").write_text("a file where the folder should be")
    again = _open(path)
    assert len(again.videos()) == 1
    again.close()


# ---- the way back


def test_damage_gives_way_to_the_newest_good_copy(path: Path, newer: Callable[..., None]) -> None:
    _fill(path, "a.mp4", "b.mp4")
    newer("ALTER TABLE videos ADD COLUMN rating INTEGER")
    SqliteCatalogue(path, now_s=lambda: NOW_S).close()
    _fill(path, "later.mp4")
    _damage(path)
    damaged = path.read_bytes()
    why = CatalogueCorruptError("damaged")
    told = go_back(path, why, NOW_S + 9)
    assert "damaged" in told
    assert "2026" in told
    (kept,) = path.parent.glob("library.db.damaged-*")
    assert kept.name in told
    assert kept.read_bytes() == damaged
    again = SqliteCatalogue(path)
    assert [v.path.name for v in again.videos()] == ["a.mp4", "b.mp4"]
    assert {v.state for v in again.videos()} == {"ready"}
    assert len(again.segment_ids(SPEC, Filter())) == 40
    again.check()
    again.close()


def test_videos_of_a_light_copy_wait_again_with_all_that_is_known_of_them(path: Path) -> None:
    ids = _fill(path, "a.mp4", "b.mp4")
    _open(path).close()
    _damage(path)
    told = go_back(path, CatalogueCorruptError("damaged"), NOW_S + 9)
    assert "indexed again" in told
    again = SqliteCatalogue(path)
    videos = again.videos()
    assert {v.state for v in videos} == {"waiting"}
    assert [v.info.fingerprint for v in videos if v.info] == ["a.mp4", "b.mp4"]
    assert again.folders()[0].path == Path("/films")
    assert again.last_spec() == SPEC
    fresh = [s.id for s in again.put(replace(videos[0], state="ready"), SPEC, make_clips(3))]
    assert min(fresh) > max(ids), "an id once given is never given again"
    again.close()


def test_an_index_of_the_damaged_catalogue_is_never_taken_for_one_of_the_copy(path: Path) -> None:
    _fill(path, "a.mp4")
    _open(path).close()
    seen = set[int]()
    for round_ in range(3):
        catalogue = _open(path)
        for i in range(5):
            _put(catalogue, f"{round_}{i}.mp4")
            generation = catalogue.generation(SPEC)
            assert generation not in seen
            seen.add(generation)
        catalogue.close()
        _damage(path)
        go_back(path, CatalogueCorruptError("damaged"), NOW_S + 10 + round_)


def test_a_damaged_copy_is_passed_over(path: Path) -> None:
    _fill(path, *(f"{i}.mp4" for i in range(30)))
    for day in range(3):
        _open(path, NOW_S + day * (DAY_S + 1)).close()
    old, middle, new = backups_of(path)
    _damage(new.path)
    middle.path.write_bytes(b"")
    assert newest_good(path) == old
    _damage(path)
    assert old.date in go_back(path, CatalogueCorruptError("damaged"), NOW_S)


def test_without_a_good_copy_nothing_is_touched(path: Path) -> None:
    _fill(path, "a.mp4")
    _damage(path)
    before = sorted((p.name, p.read_bytes()) for p in path.parent.iterdir())
    why = CatalogueCorruptError("It is damaged.")
    with pytest.raises(CatalogueCorruptError) as caught:
        go_back(path, why, NOW_S)
    assert caught.value is why
    assert sorted((p.name, p.read_bytes()) for p in path.parent.iterdir()) == before


def test_a_crash_between_setting_aside_and_putting_in_place_is_made_good(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(path, "a.mp4")
    _open(path).close()
    _damage(path)

    def die(_: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("core.store.recovery.finish", die)
        with pytest.raises(KeyboardInterrupt):
            go_back(path, CatalogueCorruptError("damaged"), NOW_S)
    assert not path.exists()
    again = SqliteCatalogue(path)
    assert [v.path.name for v in again.videos()] == ["a.mp4"]
    again.close()


def test_no_room_to_go_back_leaves_everything(tiny_disk: Path) -> None:
    path = tiny_disk / "library.db"
    _fill(path, "a.mp4")
    _open(path).close()
    _damage(path)
    (tiny_disk / "filler").write_bytes(bytes(shutil.disk_usage(tiny_disk).free))
    names = sorted(p.name for p in tiny_disk.iterdir())
    with pytest.raises(StoreError):
        go_back(path, CatalogueCorruptError("damaged"), NOW_S)
    assert sorted(p.name for p in tiny_disk.iterdir()) == names


# ---- suspicion


def test_damage_that_was_met_is_looked_for_at_the_next_start(path: Path) -> None:
    _fill(path, *(f"{i}.mp4" for i in range(60)))
    _open(path).close()
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 :] = os.urandom(len(raw) - len(raw) // 2)
    path.write_bytes(raw)
    met = _open(path)
    with pytest.raises(CatalogueCorruptError):
        met.check()
    met.close()
    with pytest.raises(CatalogueCorruptError):
        _open(path)
    assert (path.parent / "library.db.suspect").exists()


def test_damage_met_while_copying_is_the_catalogues(path: Path) -> None:
    _fill(path, *(f"{i}.mp4" for i in range(60)))
    raw = bytearray(path.read_bytes())
    raw[4096 * 4 :] = os.urandom(len(raw) - 4096 * 4)
    path.write_bytes(raw)
    with pytest.raises(CatalogueCorruptError, match=r"library\.db is damaged"):
        _open(path)


def test_a_false_alarm_is_forgotten(path: Path) -> None:
    _fill(path, "a.mp4")
    mark = path.parent / "library.db.suspect"
    mark.touch()
    _open(path).close()
    assert not mark.exists()


def test_a_writer_that_was_killed_makes_the_next_one_look(path: Path, tmp_path: Path) -> None:
    catalogue = _open(path)
    for i in range(60):
        _put(catalogue, f"{i}.mp4")
    catalogue._db._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _put(catalogue, "last.mp4")
    other = tmp_path / "other" / "library.db"
    other.parent.mkdir()
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{path}{suffix}", f"{other}{suffix}")
    catalogue.close()
    whole = other.read_bytes()
    sound = _open(other)
    assert len(sound.videos()) == 61
    sound.close()
    other.write_bytes(whole[: len(whole) // 2] + os.urandom(len(whole) - len(whole) // 2))
    shutil.copyfile(path, f"{other}-wal")
    with pytest.raises(CatalogueCorruptError):
        _open(other)


def test_names_of_copies_say_when(path: Path) -> None:
    _fill(path, "a.mp4")
    _open(path).close()
    (copy,) = backups_of(path)
    assert copy.made_s == NOW_S
    assert time.strftime("%Y%m%d-%H%M%S", time.localtime(NOW_S)) in copy.path.name
