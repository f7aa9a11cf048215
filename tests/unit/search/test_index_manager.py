"""The index follows the catalogue, and heals itself."""

from pathlib import Path

import pytest

from core.errors import DiskFullError
from core.search.index_manager import IndexManager
from core.settings import IndexSettings
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.plain_index import PlainIndex
from tests.fakes.still_frames import draw_video


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    for number in range(4):
        draw_video(tmp_path / f"films/{number}.film", [(f"scene{number} one", 3.0), (f"scene{number} two", 3.0)])
    house = FakeHouse(tmp_path)
    house.index(tmp_path / "films")
    return house


class CountingIndex(PlainIndex):
    """Counts what was added, to see whether an index was loaded or rebuilt."""

    added = 0

    def add(self, ids, vectors) -> None:
        type(self).added += len(ids)
        super().add(ids, vectors)


class Loadable(CountingIndex):
    def load(self, path, stamp) -> None:
        before = type(self).added
        super().load(path, stamp)
        type(self).added = before


def keeper(house: FakeHouse) -> IndexManager:
    Loadable.added = 0
    return IndexManager(house.catalogue, Loadable, house.home / "index.bin", IndexSettings())


def test_a_saved_index_is_loaded_not_rebuilt(house: FakeHouse) -> None:
    house.library.close()
    again = keeper(house)
    assert len(again.open(house.encoder.spec)) == 8
    assert Loadable.added == 0
    assert again.note == "plain · 8 moments"


def test_without_a_file_it_is_filled_without_a_word(house: FakeHouse) -> None:
    (house.home / "index.bin").unlink(missing_ok=True)
    again = keeper(house)
    assert len(again.open(house.encoder.spec)) == 8
    assert Loadable.added == 8
    assert "rebuilt" not in again.note


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"PK\x03\x04 half"])
def test_a_damaged_file_is_rebuilt_with_a_note(house: FakeHouse, damage: bytes) -> None:
    (house.home / "index.bin").write_bytes(damage)
    again = keeper(house)
    assert len(again.open(house.encoder.spec)) == 8
    assert "rebuilt" in again.note


def test_an_index_older_than_the_catalogue_is_rebuilt(house: FakeHouse) -> None:
    house.library.close()
    video = house.reader.videos()[0]
    house.catalogue.put(video, house.encoder.spec, [])
    again = keeper(house)
    assert len(again.open(house.encoder.spec)) == 6
    assert "rebuilt" in again.note


def test_it_follows_videos_that_come_and_go(house: FakeHouse) -> None:
    assert len(house.library._index_manager.index) == 8
    draw_video(house.home / "films/new.film", [("one more", 3.0)])
    house.index()
    assert len(house.library._index_manager.index) == 9
    finish(house.library.remove_folder(house.reader.folders()[0].id))
    assert len(house.library._index_manager.index) == 0


def test_a_full_disk_costs_only_the_next_start(house: FakeHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise DiskFullError("The disk is full.")

    monkeypatch.setattr(Loadable, "save", full)
    again = keeper(house)
    again.open(house.encoder.spec)
    again.follow([1], ())
    again.save()
    assert "not saved: The disk is full." in again.note


def test_small_changes_are_saved_at_the_end_only(house: FakeHouse) -> None:
    path = house.home / "index.bin"
    assert path.exists()
    path.unlink()
    again = keeper(house)
    again.open(house.encoder.spec)
    again.save()
    again._unsaved = 0
    path.unlink()
    finish(again.save_if_worth())
    assert not path.exists()
    again.follow([1], ())
    finish(again.save_if_worth())
    assert path.exists()


def test_small_libraries_are_searched_exactly(house: FakeHouse) -> None:
    again = IndexManager(house.catalogue, PlainIndex, house.home / "x", IndexSettings(exact_below=9))
    again.open(house.encoder.spec)
    assert again.is_exact
    again = IndexManager(house.catalogue, PlainIndex, house.home / "x", IndexSettings(exact_below=8))
    again.open(house.encoder.spec)
    assert not again.is_exact


class Stepwise(Loadable):
    """Saves in two steps; what comes between them is not in the file."""

    def save_beside(self, path, stamp):
        name, kept = stamp(), dict(self._rows)
        yield 0.0
        now, self._rows = self._rows, kept
        self.save(path, name)
        self._rows = now
        yield 0.0
        return True


def test_what_comes_while_it_is_saved_is_saved_at_the_end(house: FakeHouse) -> None:
    (house.home / "index.bin").unlink()
    again = IndexManager(house.catalogue, Stepwise, house.home / "index.bin", IndexSettings())
    again.open(house.encoder.spec)
    steps = again.save_if_worth()
    next(steps)
    videos = house.reader.videos()
    gone = [segment.id for video in videos for segment in house.reader.segments_of(video.id)]
    finish(house.library.remove_folder(videos[0].folder_id))
    again.follow(gone, ())
    finish(steps)
    again.save()
    once_more = keeper(house)
    once_more.open(house.encoder.spec)
    assert "rebuilt" not in once_more.note
    assert len(once_more.index) == len(again.index)


def test_a_save_that_is_broken_off_is_made_up_for_at_the_end(house: FakeHouse) -> None:
    (house.home / "index.bin").unlink()
    again = IndexManager(house.catalogue, Stepwise, house.home / "index.bin", IndexSettings())
    again.open(house.encoder.spec)
    steps = again.save_if_worth()
    next(steps)
    steps.close()
    again.save()
    assert len(keeper(house).open(house.encoder.spec)) == 8
    assert Loadable.added == 0
