"""A library of a version that did not ask for timecode, date and camera gets them without decoding anything."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from core.errors import CrashedError, UnreadableError, VanishedError
from core.ingest import metadata_backfill
from core.store.catalogue import SqliteCatalogue
from core.values import CreationDate, MediaInfo, SourceMetadata, Timecode
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import draw_video

SAID = SourceMetadata(
    Timecode(107_892, Fraction(30000, 1001), True),
    CreationDate(datetime(2024, 5, 1), None, "creation_time"),
    "Sony",
    has_sound=True,
    sound_channels=(2,),
)


@pytest.fixture(params=["memory", "sqlite"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FakeHouse]:
    """Six indexed videos, as the version before left them."""
    made = FakeHouse(tmp_path)
    if request.param == "sqlite":
        made = FakeHouse(tmp_path, catalogue=SqliteCatalogue(tmp_path / "c.db"))  # type: ignore[arg-type]
    for number in range(6):
        draw_video(tmp_path / f"films/{number}.film", [(f"red car {number}", 3.0), ("blue sky", 2.0)])
    made.index(tmp_path / "films")
    for video in made.catalogue.videos():
        assert video.info is not None
        made.catalogue.update_video(replace(video, info=replace(video.info, source=None)))
    made.frames.said["3.film"] = SAID
    made.frames.probed.clear()
    made.frames.scanned.clear()
    made.changes.clear()
    made.library = made.build()
    yield made
    made.catalogue.close()


def sources(house: FakeHouse) -> dict[str, SourceMetadata | None]:
    return {v.path.name: v.info.source for v in house.catalogue.videos() if v.info is not None}


def vectors(house: FakeHouse) -> list[np.ndarray]:
    spec, catalogue = house.encoder.spec, house.catalogue
    ids = [segment.id for video in catalogue.videos() for segment in catalogue.segments_of(video.id, spec)]
    return [*catalogue.frame_vectors(ids), catalogue.segment_vectors(ids)]


def test_an_older_library_gets_it_and_not_one_frame_is_decoded(house):
    before, kept = vectors(house), house.catalogue.videos()
    finish(house.library.ingest())
    assert sources(house) == {f"{n}.film": SAID if n == 3 else SourceMetadata(has_sound=False) for n in range(6)}
    assert len(house.frames.headers_read) == 6
    assert house.frames.probed == house.frames.scanned == []
    assert all(np.array_equal(a, b) for a, b in zip(before, vectors(house), strict=True))
    assert [replace(v, info=None) for v in house.catalogue.videos()] == [replace(v, info=None) for v in kept]
    assert frozenset().union(*(change.videos for change in house.changes)) == {video.id for video in kept}


def test_what_says_nothing_is_not_read_again(house):
    finish(house.library.ingest())
    house.library = house.build()
    finish(house.library.ingest())
    assert len(house.frames.headers_read) == 6


def test_a_program_killed_in_the_middle_goes_on_where_it_was(house, monkeypatch):
    monkeypatch.setattr(metadata_backfill, "AT_ONCE", 2)
    before = vectors(house)
    job = house.library.ingest()
    while len(house.frames.headers_read) < 3:
        next(job)
    job.close()
    done = sum(each is not None for each in sources(house).values())
    assert 1 <= done <= 3
    assert len(house.library._indexing.decoders._free) == house.library._indexing.decoders.count
    house.library = house.build()
    finish(house.library.ingest())
    assert None not in sources(house).values()
    assert len(house.frames.headers_read) <= 3 + 6 - done
    assert all(np.array_equal(a, b) for a, b in zip(before, vectors(house), strict=True))


def test_files_that_are_away_or_changed_are_left_alone(house):
    films = house.home / "films"
    (films / "1.film").unlink()
    (films / "2.film").write_text((films / "2.film").read_text() + " ")
    away = next(video for video in house.catalogue.videos() if video.path.name == "4.film")
    house.catalogue.set_states([away.id], "offline", "Drive not connected.")
    finish(house.library.ingest())
    assert {path.name for path in house.frames.headers_read} == {"0.film", "3.film", "5.film"}
    assert {name for name, source in sources(house).items() if source is None} == {"1.film", "2.film", "4.film"}
    house.catalogue.set_states([away.id], "ready")
    finish(house.library.ingest())
    assert sources(house)["4.film"] == SourceMetadata(has_sound=False)


def test_a_drive_that_goes_meanwhile_is_not_asked_any_more(house):
    job = house.library.ingest()
    while len(house.frames.headers_read) < 2:
        next(job)
    house.catalogue.set_states([video.id for video in house.catalogue.videos()], "offline", "Not connected.")
    finish(job)
    assert len(house.frames.headers_read) == 2
    assert list(sources(house).values()).count(None) >= 4


@pytest.mark.parametrize("error", [UnreadableError, CrashedError, VanishedError])
def test_a_file_that_cannot_be_read_now_is_not_taken_for_one_that_says_nothing(house, monkeypatch, error):
    reads = house.frames.source_metadata

    def fails(info: MediaInfo) -> SourceMetadata:
        told = reads(info)
        if info.path.name == "2.film":
            raise error(info.path, "No.")
        return told

    monkeypatch.setattr(house.frames, "source_metadata", fails)
    finish(house.library.ingest())
    assert [name for name, source in sources(house).items() if source is None] == ["2.film"]
    assert all(video.state == "ready" for video in house.catalogue.videos())
    finish(house.library.ingest())
    tries = [path.name for path in house.frames.headers_read].count("2.film")
    assert tries == (2 if error is VanishedError else 1)
    monkeypatch.setattr(house.frames, "source_metadata", reads)
    house.library = house.build()
    finish(house.library.ingest())
    assert sources(house)["2.film"] == SourceMetadata(has_sound=False)


def test_a_drive_that_does_not_answer_ends_it_until_the_next_start(house, monkeypatch):
    def hangs(info: MediaInfo) -> SourceMetadata:
        house.frames.headers_read.append(info.path)
        raise CrashedError(info.path, "No answer.")

    monkeypatch.setattr(house.frames, "source_metadata", hangs)
    finish(house.library.ingest())
    finish(house.library.ingest())
    assert len(house.frames.headers_read) == metadata_backfill.MOST_CRASHES
    assert set(sources(house).values()) == {None}


def test_a_video_added_meanwhile_is_indexed_before_the_rest_is_read(house, monkeypatch):
    monkeypatch.setattr(metadata_backfill, "AT_ONCE", 1)
    job = house.library.ingest()
    while len(house.frames.headers_read) < 2:
        next(job)
    new = draw_video(house.home / "new/fresh.film", [("green frog", 3.0)])
    house.library.watch([new.parent])
    finish(house.library.reconcile())
    read_then: list[int] = []
    house.library.on_changes = lambda changes: read_then.append(len(house.frames.headers_read))
    finish(job)
    assert house.frames.scanned == [new]
    assert read_then[-1] == 6
    assert min(read_then) <= 3
    assert None not in sources(house).values()


def test_a_clip_that_is_moved_while_it_is_read_keeps_its_record(house):
    reads = house.frames.source_metadata

    def moves(info: MediaInfo) -> SourceMetadata:
        told = reads(info)
        if info.path.name == "0.film":
            video = next(v for v in house.catalogue.videos() if v.path == info.path)
            place = info.path.with_name("elsewhere.film")
            info.path.rename(place)
            house.catalogue.update_video(replace(video, path=place, info=replace(video.info, path=place)))
        return told

    house.frames.source_metadata = moves
    if isinstance(house.catalogue, SqliteCatalogue):
        pytest.skip("the reader's thread may not write to it")
    finish(house.library.ingest())
    assert sources(house)["elsewhere.film"] is None
    finish(house.library.ingest())
    assert sources(house)["elsewhere.film"] == SourceMetadata(has_sound=False)


def test_a_library_that_is_only_read_stays_as_it_is(house):
    house.library = house.build(read_only=True)
    finish(house.library.ingest())
    assert house.frames.headers_read == []
