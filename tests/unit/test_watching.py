"""Folders are watched, or not, as the settings want it, and at once."""

from dataclasses import replace

import pytest

from core.settings import Settings, WatchingSettings
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish


class Watcher:
    """Notes what is watched."""

    def __init__(self):
        self.watched = set()
        self.notes = {}

    def watch(self, folder):
        self.watched.add(folder.id)
        return ""

    def unwatch(self, folder_id):
        self.watched.discard(folder_id)

    def close(self):
        self.watched.clear()


@pytest.fixture
def footage(tmp_path):
    folder = tmp_path / "Day 4"
    folder.mkdir()
    return folder


def build(tmp_path, watch):
    house = FakeHouse(tmp_path, settings=replace(Settings(), watching=WatchingSettings(watch=watch)))
    watcher = Watcher()
    return house.build(watcher=watcher), watcher


def test_folders_are_watched_until_somebody_says_otherwise_and_again(tmp_path, footage):
    library, watcher = build(tmp_path, True)
    library.wake()
    (folder,) = library.watch([footage])
    assert watcher.watched == {folder.id}
    library.watch_folders(False)
    assert watcher.watched == set()
    finish(library.reconcile())
    assert watcher.watched == set()
    library.watch_folders(True)
    assert watcher.watched == {folder.id}


def test_without_the_setting_nothing_is_watched(tmp_path, footage):
    library, watcher = build(tmp_path, False)
    assert not library.is_watching
    library.wake()
    library.watch([footage])
    finish(library.reconcile())
    assert watcher.watched == set()
