"""Videos that end the decoder, through a whole library with real processes: what each costs, and what is kept."""

import sys
from pathlib import Path

import pytest

from core.errors import UnreadableError
from core.library import Library, LibraryDeps
from core.library_reader import LibraryReader
from core.media.decoder_process import DecoderProcess
from core.store.catalogue import SqliteCatalogue
from tests.clips import draw_scenes
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.inline_lane import finish
from tests.fakes.memory_pictures import MemoryPictures
from tests.fakes.plain_disk import PlainDisk
from tests.fakes.plain_index import PlainIndex

DEADLY = [sys.executable, "-P", "-m", "tests.unit.media.deadly_decoder"]


def open_library(home: Path) -> Library:
    return Library(
        LibraryDeps(
            catalogue=SqliteCatalogue(home / "catalogue.db"),
            frames=DecoderProcess(2.0, DEADLY, memory_bytes=2 << 30),
            encoder=HashEncoder(),
            pictures=MemoryPictures(),
            disk=PlainDisk(),
            open_index=PlainIndex,
            index_path=home / "index.bin",
            sleep=lambda _: None,
        )
    )


@pytest.fixture
def videos(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    # one content for each: a copy would take the vectors over
    for number, name in enumerate(("deadly", "deadly once", "fine", "greedy", "stuck")):
        draw_scenes(folder / f"{name}.mp4", [20 + number])
    return folder


def index(library: Library) -> dict[str, str]:
    finish(library.reconcile())
    finish(library.ingest())
    return states(library)


def states(library: Library) -> dict[str, str]:
    return {video.path.stem: video.state for video in library.videos() if video.path.suffix == ".mp4"}


def test_each_costs_itself_with_its_reason_and_stays_skipped_after_a_restart(tmp_path, videos):
    library = open_library(tmp_path)
    library.watch([videos])
    expected = {"deadly": "failed", "deadly once": "ready", "fine": "ready", "greedy": "failed", "stuck": "failed"}
    try:
        assert index(library) == expected
        notes = {video.path.stem: video.note for video in library.videos()}
    finally:
        library.close()
    assert "decoder stopped while reading deadly.mp4" in notes["deadly"]
    assert "stuck.mp4 yielded no new frame for 2 s" in notes["stuck"]
    assert "2 times" in notes["stuck"]
    assert "greedy.mp4 needs more memory than a clip may use" in notes["greedy"]

    library = open_library(tmp_path)
    try:
        assert index(library) == expected
        assert library._parts.frames.pid is None  # type: ignore[attr-defined]  # not even started: nothing was tried again
        library.retry([video.id for video in library.videos() if video.path.stem == "greedy"])
        assert states(library)["greedy"] == "waiting"
    finally:
        library.close()


def test_a_skipped_video_is_not_decoded_for_its_picture(tmp_path, videos):
    library = open_library(tmp_path)
    library.watch([videos / "deadly.mp4"])
    try:
        index(library)
        decoder = DecoderProcess(2.0, DEADLY)
        reader = LibraryReader(SqliteCatalogue(tmp_path / "catalogue.db", read_only=True), MemoryPictures(), decoder)
        with pytest.raises(UnreadableError, match="decoder stopped"):
            reader.picture(reader.videos()[0], 0.0)
        assert decoder.pid is None
        reader.close()
    finally:
        library.close()
