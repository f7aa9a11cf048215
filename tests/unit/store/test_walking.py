"""A walk through all videos costs as much for each, however many there are."""

from pathlib import Path

import pytest

from core.store.catalogue import FILE_ROWS, SqliteCatalogue

EVERY = 1000


@pytest.fixture
def filled(tmp_path):
    catalogues = []

    def make(videos: int) -> SqliteCatalogue:
        catalogue = SqliteCatalogue(tmp_path / f"{videos}.db")
        catalogues.append(catalogue)
        folder = catalogue.add_folder(Path("/films"), False)
        rows = [(folder.id, f"/films/{n}.mov".encode(), '{"has_sound": true}') for n in range(videos)]
        with catalogue._db.write() as db:
            db.executemany(
                "INSERT INTO videos (folder_id, path, size_bytes, mtime_ns, added_s, state, note, duration_s, info)"
                " VALUES (?, ?, 1, 1, 0, 'ready', x'', 10, ?)",
                rows,
            )
        return catalogue

    yield make
    for catalogue in catalogues:
        catalogue.close()


def steps_of(catalogue, walk):
    """The rows that were met, and thousands of instructions of SQLite's machine."""
    ticks = []
    with catalogue._db.reading() as db:
        db.set_progress_handler(lambda: ticks.append(1), EVERY)
        try:
            found = sum(len(block) for block in walk(catalogue))
        finally:
            db.set_progress_handler(None, 0)
    return found, len(ticks)


@pytest.mark.parametrize("walk", [SqliteCatalogue.files, SqliteCatalogue.without_source])
def test_twice_as_many_videos_take_twice_as_many_steps(filled, walk):
    (few, least), (many, most) = (steps_of(filled(blocks * FILE_ROWS), walk) for blocks in (4, 8))
    assert (few, many) == (4 * FILE_ROWS, 8 * FILE_ROWS)
    assert most < 2.3 * least
