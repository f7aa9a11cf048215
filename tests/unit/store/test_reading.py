"""A library that is only read, also one that an earlier version made."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import OlderSchemaError, UnwritableError
from core.store import reading
from core.store.backup import backups_of
from core.store.catalogue import SqliteCatalogue
from core.store.reading import open_to_read
from core.store.schema import MIGRATIONS
from tests.unit.store.material import make_clips, make_info, make_spec

SPEC = make_spec()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Of a library with one clip."""
    path = tmp_path / "library.db"
    catalogue = SqliteCatalogue(path)
    root = catalogue.add_folder(Path("/films"), is_file=False)
    video = catalogue.add_video(root.id, Path("/films/a.mp4"), 1, 1, 1.0)
    catalogue.put(replace(video, state="ready", info=make_info(video.path)), SPEC, make_clips(5, seed=1))
    catalogue.close()
    return path


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes this program one version newer."""

    def make() -> None:
        wanted = (*MIGRATIONS, ("ALTER TABLE videos ADD COLUMN of_the_future TEXT",))
        monkeypatch.setattr("core.store.schema.MIGRATIONS", wanted)
        for room in ("database", "backup"):
            monkeypatch.setattr(f"core.store.{room}.SCHEMA_VERSION", len(wanted))

    return make


def test_a_library_of_this_version_is_opened_beside_its_writer(path: Path) -> None:
    writer = SqliteCatalogue(path)
    reader = open_to_read(path)
    assert [each.path.name for each in reader.videos()] == ["a.mp4"]
    reader.close()
    writer.close()


def test_one_of_an_earlier_version_is_updated_with_a_backup(path: Path, next_version: Callable[[], None]) -> None:
    before = len(backups_of(path))
    next_version()
    with pytest.raises(OlderSchemaError, match="earlier version"):
        SqliteCatalogue(path, read_only=True)
    reader = open_to_read(path)
    assert [each.path.name for each in reader.videos()] == ["a.mp4"]
    reader.close()
    assert len(backups_of(path)) == before + 1
    SqliteCatalogue(path).close()  # nobody holds it


def test_one_that_another_program_has_open_says_so(path: Path, next_version: Callable[[], None]) -> None:
    writer = SqliteCatalogue(path)  # the earlier version, still running
    next_version()
    with pytest.raises(OlderSchemaError, match="Another program has it open"):
        open_to_read(path)
    writer.close()
    open_to_read(path).close()


def test_one_on_a_disk_that_is_read_only_says_what_to_do(
    path: Path, next_version: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    next_version()

    def open_there(file: Path, *, read_only: bool = False) -> SqliteCatalogue:
        if read_only:
            return SqliteCatalogue(file, read_only=True)
        raise UnwritableError("The disk is read-only.")

    monkeypatch.setattr(reading, "SqliteCatalogue", open_there)
    before = path.read_bytes()
    with pytest.raises(OlderSchemaError, match="from a disk that can be written"):
        open_to_read(path)
    assert path.read_bytes() == before
