"""What a person keeps survives damage to the catalogue, also what was kept since the last daily backup."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from core.errors import CatalogueCorruptError
from core.store.backup import DAY_S, LIGHT_KEPT, backups_of
from core.store.catalogue import SqliteCatalogue
from core.store.kept_copies import KEPT_COPIES, copies_of
from core.store.recovery import go_back
from core.store.schema import APPLICATION_ID, MIGRATIONS
from core.values import (
    ClipMarks,
    Judgement,
    KeptCaption,
    KeptEdit,
    Marks,
    Moment,
    MomentCollection,
    TaughtVectors,
    TaughtWord,
    WordExample,
)
from tests.unit.store.material import make_clips, make_info, make_spec

NOW_S = 1_790_000_000.0
CLIP = Path("/films/a.mov")
MOMENT = Moment(0, 2, 0, "f", CLIP, Fraction(1001, 24), Fraction(2002, 24), "frog", 5.0)
COLLECTIONS = [
    KeptEdit("collection", 2, MomentCollection(2, "Trailer", 1)),
    KeptEdit("collection", 3, MomentCollection(3, "Frogs", 2, '{"text": "frog"}')),
]
CAPTION = KeptCaption(0, "f", CLIP, Fraction(1001, 24), Fraction(2002, 24), "a frog", 5.0)
JUDGEMENT = Judgement(0, "f", CLIP, None, None, "a frog", True, 6.0)
WORD = TaughtWord(
    0,
    "Kermit",
    "name",
    (WordExample("clip", "f", CLIP), WordExample("picture", "p", Path("/kermit.png"))),
    7.0,
    (TaughtVectors.of("tower", np.ones((2, 3), np.float32)),),
)
ANNOTATIONS = [KeptEdit("caption", 0, CAPTION), KeptEdit("judgement", 0, JUDGEMENT), KeptEdit("word", 0, WORD)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A library with one clip."""
    path = tmp_path / "library.db"
    catalogue = _open(path)
    _put_clip(catalogue)
    catalogue.close()
    return path


def _put_clip(catalogue: SqliteCatalogue) -> None:
    root = catalogue.add_folder(Path("/films"), is_file=False)
    video = catalogue.add_video(root.id, CLIP, 1, 1, 1.0)
    catalogue.put(replace(video, state="ready", info=make_info(CLIP, "f")), make_spec(), make_clips(3))


def _open(path: Path, at_s: float = NOW_S) -> SqliteCatalogue:
    return SqliteCatalogue(path, now_s=lambda: at_s)


def _stars(rating: int, *tags: str) -> KeptEdit:
    return KeptEdit("marks", "f", ClipMarks("f", CLIP, Marks(rating, tags=tags)))


def _keep(path: Path, at_s: float, *edits: KeptEdit) -> None:
    catalogue = _open(path, at_s)
    catalogue.write_kept(edits)
    catalogue.close()


def _damage(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[4096:] = os.urandom(len(raw) - 4096)
    path.write_bytes(raw)


def _go_back(path: Path, at_s: float) -> str:
    """Damage the catalogue and go back; what a person is told."""
    _damage(path)
    return go_back(path, CatalogueCorruptError("damaged"), at_s)


def _rating(path: Path, at_s: float) -> int:
    catalogue = _open(path, at_s)
    marks = catalogue.marks_of(["f"])
    catalogue.close()
    return marks[0].marks.rating if marks else 0


def test_what_was_kept_after_the_daily_backup_is_there_after_going_back(path: Path) -> None:
    _open(path).close()
    later_s = NOW_S + 5 * 3600
    _keep(path, later_s, *COLLECTIONS, KeptEdit("moment", 0, MOMENT), _stars(4, "Day 1"), *ANNOTATIONS)
    told = _go_back(path, later_s + 60)
    (backup,), (copy,) = backups_of(path), copies_of(path)
    assert backup.date != copy.date
    assert f"the backup of {backup.date} is used" in told
    assert f"taught words, collections and saved searches are as of {copy.date}" in told
    catalogue = _open(path, later_s + 60)
    assert catalogue.marks_of(["f"]) == [ClipMarks("f", CLIP, Marks(4, tags=("Day 1",)))]
    assert catalogue.moments(2) == [replace(MOMENT, id=1)]
    assert [(each.name, each.query) for each in catalogue.collections()] == [
        ("Basket", None),
        ("Trailer", None),
        ("Frogs", '{"text": "frog"}'),
    ]
    assert [tag.name for tag in catalogue.tags()] == ["Day 1"]
    assert catalogue.videos()[0].marks.rating == 4
    assert catalogue.captions() == [replace(CAPTION, id=1)]
    assert catalogue.judgements() == [replace(JUDGEMENT, id=1)]
    assert catalogue.taught_words() == [replace(WORD, id=1)]
    catalogue.check()
    catalogue.close()


def test_a_library_damaged_on_its_first_day_has_what_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    catalogue = _open(path)
    catalogue.write_kept([_stars(1)])
    _put_clip(catalogue)
    catalogue.write_kept([_stars(4)])
    assert backups_of(path) == []
    catalogue.close()
    _go_back(path, NOW_S + 9)
    assert _rating(path, NOW_S + 9) == 4


def test_what_was_taken_back_stays_so_and_no_id_is_given_twice(path: Path) -> None:
    twice = [KeptEdit("moment", 0, MOMENT), KeptEdit("moment", 0, MOMENT)]
    _keep(path, NOW_S, *COLLECTIONS, *twice, _stars(4, "old"), *ANNOTATIONS)
    gone = [KeptEdit("moment", 1, None), KeptEdit("moment", 2, None), KeptEdit("marks", "f", None)]
    gone += [replace(each, key=1, row=None) for each in ANNOTATIONS]
    _keep(path, NOW_S + 3600, *gone, KeptEdit("collection", 3, None))
    _go_back(path, NOW_S + 3601)
    catalogue = _open(path, NOW_S + 3602)
    assert (catalogue.marks_of(["f"]), catalogue.tags(), catalogue.moments(2)) == ([], [], [])
    assert [each.name for each in catalogue.collections()] == ["Basket", "Trailer"]
    assert (catalogue.captions(), catalogue.judgements(), catalogue.taught_words()) == ([], [], [])
    assert catalogue.write_kept([KeptEdit("moment", 0, MOMENT)])[1][0].key == 3
    assert [each.key for each in catalogue.write_kept(ANNOTATIONS)[1]] == [2, 2, 2]
    catalogue.close()


def test_a_window_that_stays_open_copies_by_itself(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _open(path).close()
    monkeypatch.setattr("core.store.kept_copies.WAIT_S", 0.0)
    catalogue = _open(path, NOW_S + 60)
    catalogue.write_kept([_stars(2)])
    timer = catalogue._kept_copies._timer
    if timer is not None:
        timer.join()
    assert len(copies_of(path)) == 1
    other = path.parent / "killed" / path.name
    other.parent.mkdir()
    shutil.copytree(path.parent / "backups", other.parent / "backups")
    shutil.copyfile(path, other)
    catalogue.close()
    _go_back(other, NOW_S + 61)
    assert _rating(other, NOW_S + 61) == 2


def test_what_a_killed_program_could_not_copy_is_copied_next_time(path: Path) -> None:
    _open(path).close()
    _keep(path, NOW_S + 60, _stars(2))
    for copy in copies_of(path):
        copy.path.unlink()
    _open(path, NOW_S + 120).close()
    assert len(copies_of(path)) == 1
    _open(path, NOW_S + 180).close()
    assert [copy.made_s for copy in copies_of(path)] == [NOW_S + 120], "nothing was changed since"


def test_they_are_few_and_push_no_other_backup_out(path: Path) -> None:
    for day in range(LIGHT_KEPT):
        _open(path, NOW_S + day * (DAY_S + 1)).close()
    days = backups_of(path)
    for number in range(12):
        _keep(path, days[-1].made_s + 60 + number, _stars(number % 5))
    assert backups_of(path) == days
    assert len(copies_of(path)) == KEPT_COPIES
    for copy in copies_of(path):
        with closing(sqlite3.connect(copy.path)) as db:
            names = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert "videos" not in names, "cheap however large the library is"
    assert sorted(each.suffix for each in (path.parent / "backups").iterdir()) == [".db"] * 3 + [".kept"] * KEPT_COPIES


def test_an_older_copy_never_replaces_what_a_newer_backup_has(path: Path) -> None:
    _open(path).close()
    _keep(path, NOW_S + 60, _stars(3))
    (early,) = copies_of(path)
    _keep(path, NOW_S + 120, _stars(5))
    for copy in copies_of(path):
        if copy != early:
            copy.path.unlink()
    day_s = NOW_S + 2 * DAY_S
    _open(path, day_s).close()
    told = _go_back(path, day_s + 60)
    assert f"saved searches are as of {backups_of(path)[-1].date}" in told
    assert _rating(path, day_s + 60) == 5


def _cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def _make_foreign(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("PRAGMA application_id = 1")


def _give_impossible_rows(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("UPDATE marks SET rating = 77")


@pytest.mark.parametrize("break_", [_cut_short, _make_foreign, _give_impossible_rows])
def test_a_copy_that_cannot_be_used_is_passed_over(path: Path, break_: Callable[[Path], None]) -> None:
    _open(path).close()
    _keep(path, NOW_S + 3600, _stars(3, "good"))
    _keep(path, NOW_S + 7200, _stars(5))
    good, bad = copies_of(path)
    break_(bad.path)
    assert f"saved searches are as of {good.date}" in _go_back(path, NOW_S + 7300)
    assert _rating(path, NOW_S + 7300) == 3


def _make_former(file: Path) -> None:
    """As the version before captions wrote it."""
    with closing(sqlite3.connect(file)) as db, db:
        for table in ("word_vectors", "word_examples", "taught_words", "judgements", "captions"):
            db.execute(f"DROP TABLE {table}")
        db.execute("PRAGMA user_version = 7")


def test_a_copy_of_the_version_before_captions_is_used_and_takes_none_away(path: Path) -> None:
    _keep(path, NOW_S, *ANNOTATIONS)
    day_s = NOW_S + 2 * DAY_S
    _open(path, day_s).close()
    _keep(path, day_s + 3600, _stars(5))
    copy = copies_of(path)[-1]
    _make_former(copy.path)
    assert f"saved searches are as of {copy.date}" in _go_back(path, day_s + 7200)
    catalogue = _open(path, day_s + 7200)
    assert catalogue.marks_of(["f"])[0].marks.rating == 5
    assert [each.text for each in catalogue.captions()] == ["a frog"]
    assert [each.text for each in catalogue.taught_words()] == ["Kermit"]
    catalogue.close()


def test_without_any_the_backup_itself_is_what_is_told_of(path: Path) -> None:
    _keep(path, NOW_S, _stars(1))
    day_s = NOW_S + 2 * DAY_S
    _keep(path, day_s, _stars(3))
    for copy in copies_of(path):
        copy.path.unlink()
    assert f"saved searches are as of {backups_of(path)[-1].date}" in _go_back(path, day_s + 60)
    assert _rating(path, day_s + 60) == 1


def _lose_backups(path: Path, damaged: bool) -> None:
    for backup in backups_of(path):
        if damaged:
            _cut_short(backup.path)
        else:
            backup.path.unlink()


@pytest.mark.parametrize("damaged", [False, True])
def test_without_a_good_backup_a_good_copy_gives_back_what_was_kept(path: Path, damaged: bool) -> None:
    _keep(path, NOW_S + 3600, *COLLECTIONS, KeptEdit("moment", 0, MOMENT), _stars(4, "Day 1"), *ANNOTATIONS)
    _lose_backups(path, damaged)
    (copy,) = copies_of(path)
    told = _go_back(path, NOW_S + 7200)
    assert "no backup" in told
    assert copy.date in told
    catalogue = _open(path, NOW_S + 7201)
    assert (catalogue.folders(), catalogue.videos()) == ([], [])
    assert catalogue.marks_of(["f"]) == [ClipMarks("f", CLIP, Marks(4, tags=("Day 1",)))]
    assert [each.name for each in catalogue.collections()] == ["Basket", "Trailer", "Frogs"]
    assert catalogue.moments(2) == [replace(MOMENT, id=1)]
    assert [each.text for each in catalogue.captions()] == ["a frog"]
    assert [each.text for each in catalogue.taught_words()] == ["Kermit"]
    _put_clip(catalogue)
    assert catalogue.videos()[0].marks.rating == 4, "the clip that is added again has it"
    catalogue.check()
    catalogue.close()
    assert len(list(path.parent.glob(f"{path.name}.damaged-*"))) == 1, "the damaged file is kept"


@pytest.mark.parametrize("break_", [_cut_short, _make_foreign, _give_impossible_rows])
def test_without_anything_good_nothing_is_touched(path: Path, break_: Callable[[Path], None]) -> None:
    _keep(path, NOW_S + 3600, _stars(4))
    _lose_backups(path, damaged=True)
    for copy in copies_of(path):
        break_(copy.path)
    _damage(path)
    before = {file: file.read_bytes() for file in path.parent.rglob("*") if file.is_file()}
    with pytest.raises(CatalogueCorruptError):
        go_back(path, CatalogueCorruptError("damaged"), NOW_S + 7200)
    assert {file: file.read_bytes() for file in path.parent.rglob("*") if file.is_file()} == before


def test_a_clock_that_was_set_back_does_not_bring_older_work_back(path: Path) -> None:
    for number in range(5):
        _keep(path, NOW_S + 3600 * (5 - number), _stars(number + 1))
    _go_back(path, NOW_S + 60)
    assert _rating(path, NOW_S + 60) == 5


def test_a_copy_that_cannot_be_written_stops_nobody(path: Path) -> None:
    (path.parent / "backups").write_text("a file where the folder should be")
    _keep(path, NOW_S, _stars(3))
    assert _rating(path, NOW_S) == 3


def test_readers_make_none(path: Path) -> None:
    _keep(path, NOW_S, _stars(3))
    for copy in (path.parent / "backups").iterdir():
        copy.unlink()
    SqliteCatalogue(path, read_only=True).close()
    assert [*(path.parent / "backups").iterdir()] == []


def test_a_backup_of_an_earlier_version_is_a_way_back_too(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with closing(sqlite3.connect(path)) as db, db:
        for statement in (each for step in MIGRATIONS[:4] for each in step):
            db.execute(statement)
        db.execute("PRAGMA user_version = 4")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("INSERT INTO folders (path, watched, is_file, online) VALUES (x'2f66', 1, 0, 1)")
    _keep(path, NOW_S, _stars(4))
    (backup,) = backups_of(path)
    assert backup.is_whole
    _go_back(path, NOW_S + 60)
    assert _rating(path, NOW_S + 60) == 4
