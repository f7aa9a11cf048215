"""Clips are marked as seen once they have played for a moment."""

import pytest

from core.values import Filter
from tests.ui.controllers.test_filters import shown


def choose(window, name):
    model = window.grid._model
    row = next(row for row in range(model.rowCount()) if model.card(row).video.path.name == name)
    window.grid.list.setCurrentIndex(model.index(row))


@pytest.fixture
def playing(stocked, window, monkeypatch):
    """Tells the controllers that the selected clip plays; time in the player is short."""
    stocked.seen.after_ms = 1

    def play(is_playing=True):
        card = stocked.selection.card
        monkeypatch.setattr(type(window.player), "path", card.video.path)
        monkeypatch.setattr(type(window.player), "is_playing", is_playing)
        window.player.playing_changed.emit(is_playing)

    return play


def seen(controller):
    return sorted(video.path.name for video in controller.library_model.videos.values() if video.marks.seen)


def test_what_has_played_is_seen(stocked, window, settle, playing, qtbot):
    choose(window, "car.mov")
    playing()
    qtbot.waitUntil(lambda: seen(stocked) == ["car.mov"])
    assert not stocked.keeping.undo_stack.canUndo()


def test_a_glance_is_not_enough(stocked, window, settle, playing):
    stocked.seen.after_ms = 100_000
    choose(window, "car.mov")
    playing()
    playing(False)
    settle()
    assert seen(stocked) == []
    assert 0 < stocked.seen._left_ms <= 100_000


def test_times_add_up(stocked, window, playing):
    stocked.seen.after_ms = 100_000
    choose(window, "car.mov")
    playing()
    playing(False)
    left_ms = stocked.seen._left_ms
    playing()
    assert stocked.seen._timer.isActive()
    assert stocked.seen._timer.interval() == left_ms


def test_a_clip_that_plays_stays_in_the_list_of_what_was_not_seen(stocked, window, settle, playing, qtbot):
    window.query.filters.set_filter(Filter(seen=False))
    settle()
    names = shown(window)
    choose(window, "car.mov")
    playing()
    qtbot.waitUntil(lambda: seen(stocked) == ["car.mov"])
    settle()
    assert shown(window) == names
    assert window.grid.current.video.path.name == "car.mov"
    window.query.filters.set_filter(Filter())
    window.query.filters.set_filter(Filter(seen=False))
    settle()
    assert "car.mov" not in shown(window)


def test_the_mark_can_be_set_and_taken_back_by_key(stocked, window, settle):
    choose(window, "van.mov")
    window.actions_["mark.seen"].trigger()
    settle()
    assert seen(stocked) == ["van.mov"]
    window.actions_["mark.seen"].trigger()
    settle()
    assert seen(stocked) == []
    window.actions_["edit.undo"].trigger()
    settle()
    assert seen(stocked) == ["van.mov"]
