"""Near-identical takes as one card: counted, opened in place, never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester

from tests.ui.browse.records import answer, hit
from ui.browse.card_model import CardModel
from ui.browse.card_painter import badge_box
from ui.browse.grid import Grid
from ui.browse.stacks import StackedList

HITS = [hit(number, rank=number) for number in range(1, 8)]
STACKS = ((20, 40, 50), (30, 70))
"""Ids of segments, as `hit` numbers them."""


def numbers(hits):
    return [each.video.id for each in hits]


def shown(model):
    return [model.card(row).video.id for row in range(model.rowCount())]


@pytest.fixture
def model(qtbot):
    made = CardModel()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.set_hits(HITS, stacks=STACKS)
    return made


@given(st.lists(st.sampled_from([10, 20, 30, 40, 50, 60, 70]), max_size=8), st.booleans())
def test_every_result_is_shown_or_counted_by_the_first_of_its_stack(toggled, is_folding):
    made = StackedList(HITS, STACKS)
    made.is_folding = is_folding
    for segment_id in toggled:
        made.toggle(segment_id)
    seen = made.shown()
    below = sum(place.count - 1 for each in seen if (place := made.place(each.segment.id)) and place.is_lead)
    hidden = len(HITS) - len(seen)
    assert len(set(numbers(seen))) == len(seen)
    assert made.count == 3
    assert hidden <= below if is_folding else hidden == 0
    assert {made.lead_of(each.segment.id) for each in HITS} <= {each.segment.id for each in seen}


def test_takes_are_hidden_and_open_beside_the_first(model):
    assert shown(model) == [1, 2, 3, 6]
    assert [model.card(row).stack_badge for row in range(4)] == ["", "▸ 3 takes", "▸ 2 takes", ""]
    assert model.toggle_stack(1)
    assert shown(model) == [1, 2, 4, 5, 3, 6]
    assert [model.card(row).stack_badge for row in (1, 2, 3)] == ["▾ 3 takes", "Take 2 of 3", "Take 3 of 3"]
    assert model.toggle_stack(3), "any of them closes it"
    assert shown(model) == [1, 2, 3, 6]
    assert not model.toggle_stack(0)


def test_what_is_hidden_is_found_where_its_stack_is(model):
    assert model.row_of((5, 50)) == 1
    model.toggle_stack(1)
    assert model.row_of((5, 50)) == 3
    assert model.row_of((9, 90)) == -1


def test_unfolded_the_list_is_as_it_was_ranked_and_videos_have_no_stacks(model):
    model.fold(False)
    assert shown(model) == [1, 2, 3, 4, 5, 6, 7]
    assert not any(model.card(row).stack_badge for row in range(7))
    model.fold(True)
    assert shown(model) == [1, 2, 3, 6]
    model.set_videos([each.video for each in HITS])
    assert shown(model) == [1, 2, 3, 4, 5, 6, 7]
    assert model.stacked == 0


def test_a_hidden_take_follows_its_clip(model):
    from dataclasses import replace

    moved = replace(HITS[4].video, note="moved")
    model.refresh({5: moved})
    model.toggle_stack(1)
    assert model.card(3).video.note == "moved"


@pytest.fixture
def grid(qtbot):
    from dataclasses import replace

    made = Grid()
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    made.show_answer(replace(answer(*HITS), stacks=STACKS))
    return made


def test_the_head_says_how_many_are_stacked_and_shows_them(qtbot, grid):
    assert grid._heading.stacked.isVisible()
    assert "3" in grid._heading.stacked.text()
    with qtbot.waitSignal(grid.folding_asked) as heard:
        grid._heading.stacked.click()
    assert heard.args == [False]
    grid.fold_takes(False)
    assert numbers(grid.hits) == [1, 2, 3, 4, 5, 6, 7]
    assert grid._heading.stacked.text() == "Stack 3 similar takes"


def test_opening_and_closing_keep_the_selected_card_and_never_lose_it(grid):
    grid.list.setCurrentIndex(grid._model.index(1))
    grid.toggle_stack()
    assert grid.current.key == (2, 20)
    grid.list.setCurrentIndex(grid._model.index(3))
    assert grid.current.key == (5, 50)
    grid.toggle_stack()
    assert grid.current.key == (2, 20), "the take is hidden again: its stack is selected"
    grid.fold_takes(False)
    assert grid.current.key == (2, 20)


def test_a_click_on_the_badge_opens_and_elsewhere_does_not(qtbot, grid):
    view = grid.list
    index = grid._model.index(1)
    picture = grid._views.delegate.picture_rect(view.visualRect(index))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=picture.center())
    assert numbers(grid.hits) == [1, 2, 3, 6]
    badge = badge_box(picture, grid._model.card(1).stack_badge, view.font(), left=True)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=badge.center().toPoint() + QPoint(0, 1))
    assert numbers(grid.hits) == [1, 2, 4, 5, 3, 6]


def test_a_stack_is_heard_and_stands_in_the_menu(grid):
    card = grid._model.card(1)
    assert "Stack of 3 takes" in card.spoken
    assert "E opens" in card.tooltip
    action = next(each for each in grid.menu_of(card).actions() if each.text() == "Open stack")
    action.trigger()
    assert "Open stack of 3 takes" in grid._model.card(1).spoken
