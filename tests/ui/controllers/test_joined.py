"""Joined results in the window: the card, the bar above the heatmap, the player."""

import pytest
from PySide6.QtCore import Qt

from ui.search.query_field import QueryField


@pytest.fixture
def joined(stocked, window, settle):
    """The answer to a question of two steps, its best result selected."""
    window.query.ask("red car → green field")
    settle()
    return stocked


def first(window):
    return window.grid._model.card(0)


def test_a_joined_result_is_found_and_shows_both_times(joined, window):
    card = first(window)
    assert card.video.path.name == "car.mov"
    assert len(card.hit.then) == 1
    assert len(card.later) == 1
    assert card.best_s < 3.0 <= card.later_s[0]
    assert "→" in card.times
    assert card.joined in card.spoken
    assert card.joined in card.tooltip.replace("&gt;", ">")


def test_the_bar_shows_both_moments_of_the_clip(joined, window):
    assert window.join_bar.isVisible()
    steps = window.join_bar.track.steps
    assert [step.best_s for step in steps] == [first(window).best_s, *first(window).later_s]
    assert window.join_bar.track.current == 0
    assert [stretch[0] for stretch in window.player._timeline._joined] == [step.start_s for step in steps]


def test_the_result_opens_at_its_first_step_and_another_can_be_chosen(joined, window, settle, qtbot):
    qtbot.waitUntil(lambda: window.player.path is not None)
    assert joined.selection.step == 0
    window.join_bar.step_chosen.emit(1)
    settle()
    assert window.join_bar.track.current == 1
    shown = window.evidence._evidence.explanation
    assert shown.times_s[0] >= 3.0
    assert [phrase.text for phrase in shown.phrases] == ["green field"]
    window.join_bar.step_chosen.emit(0)
    settle()
    assert [phrase.text for phrase in window.evidence._evidence.explanation.phrases] == ["red car"]


def test_steps_are_chosen_by_key(joined, window, settle, qtbot):
    track = window.join_bar.track
    track.setFocus()
    qtbot.keyClick(track, Qt.Key.Key_Right)
    settle()
    assert track.current == 1
    qtbot.keyClick(track, Qt.Key.Key_Right)
    qtbot.keyClick(track, Qt.Key.Key_Left)
    settle()
    assert track.current == 0


def test_a_click_on_a_number_goes_there(joined, window, settle, qtbot):
    track = window.join_bar.track
    qtbot.mouseClick(track, Qt.MouseButton.LeftButton, pos=track.signs()[1].center().toPoint())
    settle()
    assert track.current == 1


def test_the_bar_goes_with_the_question(joined, window, settle):
    window.query.ask("red car")
    settle()
    assert window.join_bar.isHidden()
    assert first(window).later_s == ()
    assert window.player._timeline._joined == ()


def test_playing_the_steps_runs_from_the_first_to_the_end_of_the_last(joined, window, monkeypatch):
    played, stopped = [], []
    player = window.player
    monkeypatch.setattr(type(player), "cue", lambda self, path, time_s, *rest: played.append(time_s))
    monkeypatch.setattr(type(player), "play", lambda self: played.append("play"))
    monkeypatch.setattr(type(player), "shuttle", lambda self, way: stopped.append(way))
    monkeypatch.setattr(type(player), "is_playing", True)
    monkeypatch.setattr(type(player), "path", first(window).video.path)
    window.actions_["play.steps"].trigger()
    assert played[1] == "play"
    assert played[0] <= first(window).best_s
    end_s = first(window).hit.then[-1].end_s
    player.position_changed.emit(end_s + 1)  # where it stood before it went to the first step
    assert stopped == []
    player.position_changed.emit(played[0])
    player.position_changed.emit(end_s - 0.1)
    assert stopped == []
    player.position_changed.emit(end_s)
    assert stopped == [0]
    player.position_changed.emit(end_s + 0.1)
    assert stopped == [0]


def test_whoever_stops_the_player_meanwhile_takes_over(joined, window, monkeypatch):
    stopped = []
    player = window.player
    monkeypatch.setattr(type(player), "cue", lambda *_: None)
    monkeypatch.setattr(type(player), "play", lambda *_: None)
    monkeypatch.setattr(type(player), "shuttle", lambda self, way: stopped.append(way))
    monkeypatch.setattr(type(player), "is_playing", True)
    monkeypatch.setattr(type(player), "path", first(window).video.path)
    window.join_bar.play_asked.emit()
    player.position_changed.emit(0.0)
    player.playing_changed.emit(False)
    player.position_changed.emit(99.0)
    assert stopped == []


def test_any_other_result_is_played_as_it_is(stocked, window, settle, monkeypatch):
    window.query.ask("red car")
    settle()
    played = []
    monkeypatch.setattr(stocked.selection, "play", played.append)
    window.actions_["play.steps"].trigger()
    assert played == [stocked.selection.card]


def test_the_key_of_the_line_begins_a_step(stocked, window, settle, qtbot):
    field = window.findChild(QueryField)
    window.query.ask("red car")
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "red car → "
