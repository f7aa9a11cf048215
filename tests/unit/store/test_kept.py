"""What a person keeps is in every copy of the catalogue, and comes into a library of an earlier version."""

import os
import sqlite3
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from core.errors import CatalogueCorruptError, StoreError
from core.store.backup import backups_of
from core.store.catalogue import SqliteCatalogue
from core.store.reading import open_to_read
from core.store.records import info_json
from core.store.recovery import go_back
from core.store.schema import APPLICATION_ID, MIGRATIONS
from core.values import (
    BASKET_ID,
    ClipMarks,
    CreationDate,
    Judgement,
    KeptCaption,
    KeptEdit,
    Marks,
    MediaInfo,
    Moment,
    MomentCollection,
    SourceMetadata,
    TaughtVectors,
    TaughtWord,
    WordExample,
)
from tests.unit.store.material import make_clips, make_info, make_spec

NOW_S = 1_790_000_000.0
ODD = Path("/films/\udcff \u00e9.mov")
MARKS = ClipMarks("f", ODD, Marks(4, "pick", True, ("Day 1", "Straße")))
MOMENT = Moment(1, 2, 0, "f", ODD, Fraction(1001, 24), Fraction(10**12 + 1, 30000), "note \udcff", 5.0)
CAPTION = KeptCaption(1, "f", ODD, Fraction(1001, 24), Fraction(10**12 + 1, 30000), "Rex springt \udcff", 6.0)
JUDGEMENT = Judgement(1, "f", ODD, None, None, "a Straße", False, 7.0)
WORD = TaughtWord(
    1,
    "Rex",
    "name",
    (
        WordExample("clip", "f", ODD, Fraction(1, 3), Fraction(1)),
        WordExample("picture", "p", Path("/pictures/rex.jpg")),
    ),
    8.0,
    (
        TaughtVectors.of("tower a", np.arange(6, dtype=np.float32).reshape(2, 3), '{"r1": 0.5}'),
        TaughtVectors.of("tower b", np.ones((1, 4), np.float32)),
    ),
)
EDITS = [
    KeptEdit("marks", "f", MARKS),
    KeptEdit("moment", 1, MOMENT),
    KeptEdit("collection", 2, MomentCollection(2, "Trailer", 1)),
    KeptEdit("caption", 1, CAPTION),
    KeptEdit("judgement", 1, JUDGEMENT),
    KeptEdit("word", 1, WORD),
]


def _open(path: Path) -> SqliteCatalogue:
    return SqliteCatalogue(path, now_s=lambda: NOW_S)


def _fill(path: Path) -> None:
    catalogue = _open(path)
    root = catalogue.add_folder(Path("/films"), is_file=False)
    video = catalogue.add_video(root.id, ODD, 1, 1, 1.0)
    catalogue.put(replace(video, state="ready", info=make_info(ODD, "f")), make_spec(), make_clips(3))
    catalogue.write_kept(EDITS)
    catalogue.close()


def _expect_all(path: Path) -> None:
    catalogue = _open(path)
    assert catalogue.marks_of(["f"]) == [MARKS]
    assert catalogue.moments(2) == catalogue.moments_of(["f"]) == [MOMENT]
    assert [each.name for each in catalogue.collections()] == ["Basket", "Trailer"]
    (video,) = catalogue.videos()
    assert (video.marks, video.collection_ids) == (MARKS.marks, {2})
    assert catalogue.captions() == catalogue.captions(["f"]) == catalogue.captions_by_id([1, 2]) == [CAPTION]
    assert catalogue.judgements() == catalogue.judgements_by_id([1]) == catalogue.judged_for("A STRASSE") == [JUDGEMENT]
    assert catalogue.taught_words() == catalogue.words_with(["p"]) == [WORD]
    assert (catalogue.captions(["g"]), catalogue.judged_for("another"), catalogue.words_with(["g"])) == ([], [], [])
    assert catalogue.write_kept([KeptEdit("moment", 0, replace(MOMENT, id=0))])[1][0].key == 2
    assert catalogue.write_kept([KeptEdit("caption", 0, replace(CAPTION, id=0))])[1][0].key == 2
    catalogue.close()


def test_a_light_copy_has_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    _fill(path)
    _open(path).close()
    (copy,) = backups_of(path)
    assert not copy.is_whole
    raw = bytearray(path.read_bytes())
    raw[4096:] = os.urandom(len(raw) - 4096)
    path.write_bytes(raw)
    go_back(path, CatalogueCorruptError("damaged"), NOW_S + 9)
    _expect_all(path)


def test_nothing_of_a_change_is_written_when_a_part_cannot_be(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    _fill(path)
    catalogue = _open(path)
    for wrong, about in (
        (KeptEdit("moment", 0, replace(MOMENT, collection_id=9)), "collection"),
        (KeptEdit("collection", 2, None), "collection"),
        (KeptEdit("judgement", 0, replace(JUDGEMENT, sentence="A STRASSE", is_right=True)), "judged"),
        (KeptEdit("word", 0, replace(WORD, text="REX")), "spelling"),
    ):
        with pytest.raises(StoreError, match=about):
            catalogue.write_kept([KeptEdit("marks", "f", None), wrong])
    catalogue.close()
    _expect_all(path)


def _former(path: Path, infos: dict[Path, MediaInfo | None]) -> None:
    """A library as version 4 left it."""
    with sqlite3.connect(path) as db:
        for step in MIGRATIONS[:4]:
            for statement in step:
                db.execute(statement)
        db.execute("PRAGMA user_version = 4")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("INSERT INTO folders (path, watched, is_file, online) VALUES (?, 1, 0, 1)", (b"/films",))
        for place, info in infos.items():
            db.execute(
                "INSERT INTO videos (folder_id, path, size_bytes, mtime_ns, added_s, state, note, info, duration_s,"
                " fingerprint) VALUES (1, ?, 1, 1, 1.0, 'waiting', x'', ?, ?, ?)",
                (
                    os.fsencode(place),
                    None if info is None else info_json(info),
                    0.0 if info is None else info.duration_s,
                    None if info is None else info.fingerprint,
                ),
            )
    db.close()


def test_a_library_of_the_former_version_is_brought_up_to_date_with_a_copy_kept(tmp_path: Path) -> None:
    path, place = tmp_path / "library.db", Path("/films/b.mov")
    rates = [Fraction(30000, 1001), Fraction(25), Fraction(25, 2), Fraction(29_873_111, 1_000_003)]
    infos: dict[Path, MediaInfo | None] = {
        Path(f"/films/{at}.mov"): replace(make_info(place, str(at)), fps=fps) for at, fps in enumerate(rates)
    }
    shot = CreationDate(datetime(2026, 5, 1, 23, 59, 59), 120, "date")
    for at, (make, model) in enumerate((("Canon", "Canon R5"), ("ARRI", "Alexa 35"), ("", "GoPro"), ("Sony", ""))):
        source = SourceMetadata(created=shot if at else None, make=make, model=model, reel="A001")
        infos[Path(f"/films/{make}{model}.mov")] = replace(make_info(place, f"camera {at}"), source=source)
    infos |= {ODD: make_info(ODD, "odd"), Path("/films/unread.mov"): None}
    _former(path, infos)
    catalogue = _open(path)
    (copy,) = backups_of(path)
    assert copy.is_whole
    columns = "SELECT fps, width_px, height_px, codec, shot, reel, camera FROM videos ORDER BY id"
    migrated = catalogue._db.read(columns)
    for video in catalogue.videos():
        catalogue.update_video(video)  # writes the same columns from the record
    assert catalogue._db.read(columns) == migrated
    assert [row[0] for row in migrated] == [*map(float, rates), *[float(rates[0])] * 5, None]
    assert [row[6] for row in migrated if row[6]] == ["Canon R5", "ARRI Alexa 35", "GoPro", "Sony"]
    assert [(each.id, each.name) for each in catalogue.collections()] == [(BASKET_ID, "Basket")]
    assert len(catalogue.videos()) == len(infos)
    catalogue.close()


def test_a_library_of_the_seventh_version_can_have_captions_and_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with sqlite3.connect(path) as db:
        for statement in (statement for step in MIGRATIONS[:7] for statement in step):
            db.execute(statement)
        db.execute("PRAGMA user_version = 7")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("INSERT INTO marks (fingerprint, path, rating) VALUES ('f', x'2f66', 4)")
    db.close()
    reader = open_to_read(path)
    assert (reader.marks_of(["f"])[0].marks.rating, reader.captions(), reader.taught_words()) == (4, [], [])
    reader.close()
    (copy,) = backups_of(path)
    assert copy.is_whole
    catalogue = _open(path)
    catalogue.write_kept([KeptEdit("caption", 0, CAPTION), KeptEdit("word", 0, WORD)])
    assert (catalogue.captions(), catalogue.taught_words()) == ([CAPTION], [WORD])
    catalogue.close()
