"""Whether clips have sound: read from files, stored, filtered by; unknown is neither yes nor no."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from core.media.source_reader import SourceReader
from core.store.catalogue import SqliteCatalogue
from core.store.records import info_json
from core.store.schema import APPLICATION_ID, MIGRATIONS
from core.values import Filter, SourceMetadata
from tests.clips import VideoSpec, draw_numbers
from tests.unit.store.material import make_info

WITH, WITHOUT = Filter(has_sound=True), Filter(has_sound=False)


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv", ".avi", ".ts"])
@pytest.mark.parametrize("sound_s", [0.0, 2.0])
def test_a_sound_track_is_seen_in_every_container(tmp_path: Path, suffix: str, sound_s: float) -> None:
    codec = "mpeg2video" if suffix == ".ts" else "mpeg4"
    path = draw_numbers(tmp_path / f"a{suffix}", 50, VideoSpec(codec=codec, sound_s=sound_s))
    reader = SourceReader(lambda: None)
    info = reader.probe(path)
    assert info.has_sound is (sound_s > 0)
    assert reader.source_metadata(path, info.fps).has_sound is (sound_s > 0)


def test_a_still_has_no_sound(tmp_path: Path) -> None:
    Image.new("RGB", (64, 48)).save(tmp_path / "a.png")
    assert SourceReader(lambda: None).probe(tmp_path / "a.png").has_sound is False


def _former(path: Path, names: list[str]) -> None:
    """A library as version 6 left it: its clips were asked for camera and date, and not for sound."""
    with sqlite3.connect(path) as db:
        for step in MIGRATIONS[:6]:
            for statement in step:
                db.execute(statement)
        db.execute("PRAGMA user_version = 6")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("INSERT INTO folders (path, watched, is_file, online) VALUES (?, 1, 0, 1)", (b"/films",))
        for name in names:
            told = json.loads(
                info_json(replace(make_info(Path(f"/films/{name}"), name), source=SourceMetadata(make="Sony")))
            )
            del told["source"]["has_sound"]
            db.execute(
                "INSERT INTO videos (folder_id, path, size_bytes, mtime_ns, added_s, state, note, info, duration_s,"
                " fingerprint, camera) VALUES (1, ?, 1, 1, 1.0, 'ready', x'', ?, 1.0, ?, 'Sony')",
                (f"/films/{name}".encode(), json.dumps(told), name),
            )
    db.close()


def test_clips_of_the_former_version_are_unknown_until_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    _former(path, ["a.mov", "b.mov"])
    catalogue = SqliteCatalogue(path)
    try:
        assert list((tmp_path / "backups").glob("*")), "a copy of before is kept"
        assert catalogue.videos(WITH) == catalogue.videos(WITHOUT) == []
        assert catalogue.facets(Filter()).counts["sound"] == {}
        videos = catalogue.videos(Filter(cameras=frozenset({"Sony"})))
        assert [video.info.has_sound for video in videos if video.info] == [None, None]
        waiting = [id_ for block in catalogue.without_source() for id_ in block]
        assert waiting == [video.id for video in videos]
        read = videos[0]
        assert read.info is not None
        source = SourceMetadata(make="Sony", has_sound=True, sound_channels=(2,))
        catalogue.update_video(replace(read, info=replace(read.info, source=source)))
        assert [video.id for video in catalogue.videos(WITH)] == [read.id]
        assert catalogue.videos(WITHOUT) == []
        assert [id_ for block in catalogue.without_source() for id_ in block] == [videos[1].id]
    finally:
        catalogue.close()
