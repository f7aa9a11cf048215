"""A library of each version of the tables, written by the program of that time, opens in this one.

`libraries/schema-N.sql` is what version N's own code wrote: a folder, two indexed clips and one that failed; from
version 6 on with a rating. Whoever changes the tables adds one of the version before.
"""

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from core.store.backup import backups_of
from core.store.catalogue import SqliteCatalogue
from core.store.schema import SCHEMA_VERSION
from tests.unit.store.material import make_clips, make_spec

LIBRARIES = Path(__file__).with_name("libraries")
EARLIER = range(1, SCHEMA_VERSION)


def _lay(folder: Path, version: int) -> Path:
    """The library of that version as a file."""
    path = folder / "catalogue.db"
    db = sqlite3.connect(path)
    db.executescript((LIBRARIES / f"schema-{version}.sql").read_text(encoding="utf-8"))
    db.close()
    return path


def _version(path: Path) -> int:
    db = sqlite3.connect(path)
    (found,) = db.execute("PRAGMA user_version").fetchone()
    db.close()
    return int(found)


def test_a_library_of_every_version_is_kept_here() -> None:
    kept = sorted(int(each.stem.removeprefix("schema-")) for each in LIBRARIES.glob("schema-*.sql"))
    assert kept == list(range(1, SCHEMA_VERSION + 1))


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_a_library_of_an_earlier_version_is_whole_in_this_one(tmp_path: Path, version: int) -> None:
    path = _lay(tmp_path, version)
    catalogue = SqliteCatalogue(path)
    try:
        (folder,) = catalogue.folders()
        videos = {each.path.name: each for each in catalogue.videos()}
        assert folder.path == Path("/footage/day 3")
        assert [(name, each.state) for name, each in sorted(videos.items())] == [
            ("a car.mov", "ready"),
            ("b dög.mp4", "ready"),
            ("c empty.mxf", "failed"),
        ]
        assert videos["c empty.mxf"].note == "This clip is empty."
        for number, name in enumerate(("a car.mov", "b dög.mp4")):
            segments = catalogue.segments_of(videos[name].id, make_spec())
            expected = make_clips(2 + number, seed=number)
            vectors = catalogue.segment_vectors([each.id for each in segments])
            assert np.array_equal(vectors, np.stack([each.pooled for each in expected]))
        rated = [(each.fingerprint, each.marks.rating) for each in catalogue.marks_of(["f0"])]
        assert rated == ([("f0", 4)] if version >= 6 else [])
        catalogue.check()
    finally:
        catalogue.close()
    assert _version(path) == SCHEMA_VERSION


@pytest.mark.parametrize("version", EARLIER)
def test_a_copy_of_the_library_as_it_was_is_kept_before_it_is_migrated(tmp_path: Path, version: int) -> None:
    path = _lay(tmp_path, version)
    SqliteCatalogue(path).close()
    (copy,) = backups_of(path)
    assert copy.is_whole
    assert _version(copy.path) == version
