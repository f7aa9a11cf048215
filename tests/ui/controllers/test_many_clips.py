"""With many clips the main thread neither chooses nor counts nor orders them: other threads do."""

import threading
from dataclasses import replace

import pytest

from core.values import Filter
from tests.fakes.still_frames import draw_video
from ui.browse import arranging, columns
from ui.browse.columns import Order
from ui.controllers import browsing
from ui.library_model import SidebarFilter


@pytest.fixture
def main_thread_work(stocked, monkeypatch):
    """What of it the main thread did."""
    monkeypatch.setattr(arranging, "MANY", 1)
    monkeypatch.setattr(browsing, "MANY", 1)
    done = []

    def note(what):
        if threading.current_thread() is threading.main_thread():
            done.append(what)

    for key, column in columns.BY_KEY.items():
        monkeypatch.setitem(columns.BY_KEY, key, replace(column, sort=_noted(column.sort, note, column.key)))
    judge = Filter.judge

    def noted(self, folders=()):
        return lambda video: note("filter") or judge(self, folders)(video)

    monkeypatch.setattr(Filter, "judge", noted)
    monkeypatch.setattr("ui.library_model.count_by_folder", _noting(note, "ui.library_model.count_by_folder"))
    return done


def _noted(work, note, what):
    return lambda row: note(what) or work(row)


def _noting(note, name):
    module, _, attribute = name.rpartition(".")
    work = getattr(__import__(module, fromlist=[attribute]), attribute)
    return lambda *given: note(attribute) or work(*given)


def shown(stocked):
    return [video.path.name for video in stocked._window.grid._model.rows]


def test_places_filters_orders_and_changes_of_the_library(stocked, settle, footage_folder, main_thread_work):
    window = stocked._window
    window.grid.sort(Order("name", descending=True))
    settle()
    assert shown(stocked) == ["van.mov", "dog.mov", "car.mov", "broken.mp4"]
    window.sidebar.choose(SidebarFilter("failed"))
    settle()
    assert shown(stocked) == ["broken.mp4"]
    window.sidebar.choose(SidebarFilter("folder", stocked.library_model.folders[0].id))
    settle()
    assert shown(stocked) == ["van.mov", "dog.mov", "car.mov", "broken.mp4"]
    window.query.filters.set_filter(Filter(name="d"))
    settle()
    assert shown(stocked) == ["dog.mov"]
    window.query.filters.clear()
    draw_video(footage_folder / "eel.mov", [("a fish", 2.0)])
    stocked.indexing.rescan()
    settle()
    assert shown(stocked) == ["van.mov", "eel.mov", "dog.mov", "car.mov", "broken.mp4"]
    assert main_thread_work == []
