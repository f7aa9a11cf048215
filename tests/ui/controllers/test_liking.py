"""Likes and dislikes, from key, button and menu to the ranking and back."""

import pytest
from PySide6.QtCore import Qt

from tests.fakes.still_frames import draw_video

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def footage_folder(tmp_path):
    folder = tmp_path / "Day 4"
    for name, words in (("car", "red car"), ("fox", "red fox"), ("bus", "red bus"), ("cub", "fox red")):
        draw_video(folder / f"{name}.mov", [(words, 3.0)])
    return folder


@pytest.fixture
def answered(stocked, window, settle):
    window.actions_["view.stacks"].setChecked(False)  # the two foxes look the same
    window.query.ask("red")
    settle()
    return stocked


def listed(window):
    return [hit.video.path.stem for hit in window.grid.hits]


def judged(window):
    return {hit.video.path.stem: hit.judged for hit in window.grid.hits if hit.judged}


def select(window, name):
    row = listed(window).index(name)
    window.grid.list.setCurrentIndex(window.grid._model.index(row))
    window.grid.list.setFocus()


def press(qtbot, window, settle, key, keys=ALT):
    qtbot.keyClick(window.grid.list, key, keys)
    settle()


def test_a_key_likes_the_selected_result_and_the_list_is_ranked_again(qtbot, answered, window, settle):
    select(window, "fox")
    press(qtbot, window, settle, Qt.Key.Key_Up)
    assert judged(window) == {"fox": "liked"}
    assert set(listed(window)[:2]) == {"fox", "cub"}
    assert [like.kind for like in window.query.query.likes] == ["liked"]
    assert "Liked" in next(c.spoken for c in map(window.grid._model.card, range(4)) if c.hit.judged)


def test_a_dislike_puts_what_looks_like_it_last(qtbot, answered, window, settle):
    select(window, "fox")
    press(qtbot, window, settle, Qt.Key.Key_Down)
    assert judged(window) == {"fox": "disliked"}
    assert set(listed(window)[-2:]) == {"fox", "cub"}


def test_the_same_key_takes_it_back_and_the_other_turns_it(qtbot, answered, window, settle):
    before = listed(window)
    for key, after in ((Qt.Key.Key_Up, "liked"), (Qt.Key.Key_Down, "disliked")):
        select(window, "fox")
        press(qtbot, window, settle, key)
        assert judged(window) == {"fox": after}
    select(window, "fox")
    press(qtbot, window, settle, Qt.Key.Key_Down)
    assert (judged(window), listed(window), window.query.query.likes) == ({}, before, ())


def test_undo_and_redo_in_the_window_and_in_the_search_line(qtbot, answered, window, settle):
    before = listed(window)
    select(window, "fox")
    press(qtbot, window, settle, Qt.Key.Key_Up)
    after = listed(window)
    press(qtbot, window, settle, Qt.Key.Key_Z, CTRL)
    assert (judged(window), listed(window)) == ({}, before)
    press(qtbot, window, settle, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert (judged(window), listed(window)) == ({"fox": "liked"}, after)
    window.query._field.undo_asked.emit()
    settle()
    assert window.query.query.likes == ()


def test_undo_after_another_search_changes_nothing(qtbot, answered, window, settle):
    select(window, "fox")
    press(qtbot, window, settle, Qt.Key.Key_Up)
    window.query.clear()
    settle()
    window.actions_["edit.undo"].trigger()
    settle()
    assert window.query.query is None
    window.query.ask("red")
    settle()
    window.actions_["edit.redo"].trigger()
    settle()
    query = window.query.query
    assert query is not None
    assert [like.path.stem for like in query.likes] == ["fox"], "as it was: the redo begins where the undo ended"


def test_the_buttons_of_the_details_and_the_menu_of_a_card_do_the_same(qtbot, answered, window, settle):
    select(window, "bus")
    settle()
    liked, disliked = window.details._judgements.values()
    assert liked.isVisible()
    qtbot.mouseClick(liked, Qt.MouseButton.LeftButton)
    settle()
    assert judged(window) == {"bus": "liked"}
    select(window, "car")
    card = window.grid.current
    action = next(a for a in window.grid.menu_of(card).actions() if a.text() == "Dislike this result")
    assert "last" in action.toolTip()
    action.trigger()
    settle()
    assert judged(window) == {"bus": "liked", "car": "disliked"}
    select(window, "car")
    settle()
    assert (liked.isChecked(), disliked.isChecked()) == (False, True)
    window.actions_["search.unlike"].trigger()
    settle()
    assert judged(window) == {}


def test_clips_that_are_browsed_cannot_be_liked(qtbot, stocked, window, settle):
    window.grid.list.setCurrentIndex(window.grid._model.index(0))
    settle()
    assert not any(button.isVisible() for button in window.details._judgements.values())
    press(qtbot, window, settle, Qt.Key.Key_Up)
    assert window.query.query is None


def test_a_card_shows_that_it_is_liked(answered, window, settle, qtbot):
    select(window, "fox")
    settle()
    before = window.grid.current
    press(qtbot, window, settle, Qt.Key.Key_Up)
    select(window, "fox")
    settle()
    after = window.grid.current
    assert "Liked" not in before.tooltip
    assert "Liked" in after.tooltip
    assert "Likes and dislikes: +" in after.tooltip


def test_likes_go_with_the_search(answered, window, settle, qtbot):
    select(window, "fox")
    press(qtbot, window, settle, Qt.Key.Key_Up)
    window.query.clear()
    settle()
    assert window.query._likes.isHidden()
    window.query.ask("red")
    settle()
    assert judged(window) == {}
