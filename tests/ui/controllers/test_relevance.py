"""Right and wrong for this search, from key and menu to the library, the cards and back."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.controllers.test_liking import footage_folder, listed, select  # noqa: F401

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def answered(stocked, window, settle):
    window.actions_["view.stacks"].setChecked(False)  # the two foxes look the same
    window.query.ask("red")
    settle()
    return stocked


def said(window):
    cards = map(window.grid._model.card, range(len(window.grid.hits)))
    return {card.video.path.stem: card.is_right for card in cards if card.is_right is not None}


def kept(house):
    return {(each.path.stem, each.sentence, each.is_right) for each in house.library.judgements()}


def press(qtbot, window, settle, key):
    qtbot.keyClick(window.grid.list, key, SHIFT)
    settle()


def test_a_key_keeps_the_selected_result_as_right_and_again_takes_it_back(qtbot, answered, window, settle, house):
    before = listed(window)
    select(window, "fox")
    press(qtbot, window, settle, Qt.Key.Key_Y)
    assert (said(window), kept(house)) == ({"fox": True}, {("fox", "red", True)})
    assert listed(window) == before, "unlike a like, it does not rank"
    assert "Right for this search" in window.details.words
    assert "Right for this search" in window.grid.current.spoken
    press(qtbot, window, settle, Qt.Key.Key_X)
    assert (said(window), kept(house)) == ({"fox": False}, {("fox", "red", False)})
    assert "Wrong for this search" in window.details.words
    press(qtbot, window, settle, Qt.Key.Key_X)
    assert (said(window), kept(house)) == ({}, set())
    assert "for this search" not in window.details.words


def test_it_is_undone_and_done_again(qtbot, answered, window, settle, house):
    select(window, "fox")
    press(qtbot, window, settle, Qt.Key.Key_Y)
    for _ in range(2):
        answered.keeping.undo_stack.undo()
        settle()
        assert (said(window), kept(house)) == ({}, set())
        answered.keeping.undo_stack.redo()
        settle()
        assert (said(window), kept(house)) == ({"fox": True}, {("fox", "red", True)})


def test_the_menu_says_what_was_said_and_several_are_one_step(qtbot, answered, window, settle, house):
    select(window, "fox")
    card = window.grid.current

    def actions():
        named = {each.text(): each for each in window.grid.menu_of(window.grid.current).actions()}
        return named["Right for this search"], named["Wrong for this search"]

    assert [each.isChecked() for each in actions()] == [False, False]
    actions()[1].trigger()
    settle()
    assert [each.isChecked() for each in actions()] == [False, True]
    window.grid.list.selectAll()
    press(qtbot, window, settle, Qt.Key.Key_Y)
    assert set(said(window).values()) == {True}
    assert len(said(window)) == 4
    answered.keeping.undo_stack.undo()
    settle()
    assert said(window) == {card.video.path.stem: False}


def test_it_belongs_to_its_sentence_and_is_there_again_with_it(qtbot, answered, window, settle, house):
    select(window, "fox")
    press(qtbot, window, settle, Qt.Key.Key_Y)
    window.query.ask("fox")
    settle()
    assert said(window) == {}
    window.query.ask("RED")
    settle()
    assert said(window) == {"fox": True}


def test_without_a_sentence_nothing_can_be_right(qtbot, stocked, window, settle, house):
    window.grid.list.setCurrentIndex(window.grid._model.index(0))
    stocked.relevance.judge_selected(True)
    stocked.likeness.add_card(stocked.selection.card)
    settle()
    stocked.relevance.judge_selected(True)
    settle()
    assert kept(house) == set()
    assert any("not found by a sentence" in bar.notice.title for bar in window.notices.bars)


def test_two_compared_models_show_it_too(qtbot, answered, window, settle, house):
    select(window, "fox")
    press(qtbot, window, settle, Qt.Key.Key_Y)
    card = window.grid.current
    column = window.compare.columns[0]
    column._model.set_hits([card.hit])
    window.compare.set_judgements(house.library.judgements())
    assert [each.is_right for each in column.cards] == [True]
