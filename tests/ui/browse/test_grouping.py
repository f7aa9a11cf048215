"""Results grouped by clip: the first keep their rank, each other clip stands once, and opens in place."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from core.values import Segment
from tests.ui.browse.records import answer, hit, ledger, video
from tests.ui.browse.test_grid import grid as grid
from ui.browse.columns import Order
from ui.browse.stacks import TOP_RANKS, StackedList, grouped


def moment(number, clip):
    """A moment with its own segment, of a clip."""
    segment = Segment(number, clip, 4.0 * number, 4.0 * number + 4, (4.0 * number,))
    return replace(hit(1, rank=number), segment=segment, video=video(clip))


def moments(*clips):
    return [moment(number, clip) for number, clip in enumerate(clips, start=1)]


CLIPS = (1, 1, 1, 2, 2, 3, 3, 1, 1, 2, 4, 1, 2, 5)
"""Clips of fourteen results in the order of their ranks: eight first, then 1 2 4 1 2 5."""


def shown(grid):
    return [grid._model.card(row).hit.rank for row in range(grid._model.rowCount())]


def test_the_first_keep_their_rank_and_each_other_clip_stands_once(grid):
    grid.group_by_clip(True)
    grid.show_answer(answer(*moments(*CLIPS)))
    assert shown(grid) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14]
    first, second, alone = (grid._model.card(row) for row in (8, 9, 10))
    assert first.stack_badge == "\N{BLACK RIGHT-POINTING SMALL TRIANGLE} 2 moments"
    assert (second.stack.count, alone.stack) == (2, None)


def test_further_moments_open_in_place_and_close_again(grid, qtbot):
    grid.group_by_clip(True)
    grid.show_answer(answer(*moments(*CLIPS)))
    grid.set_explanation(9, ledger())
    grid.list.setCurrentIndex(grid._model.index(8))
    grid.toggle_stack()
    assert shown(grid) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11, 14]
    assert grid.current.hit.rank == 9
    assert grid.current.explanation is not None
    assert grid._model.card(9).stack_badge == "Moment 2 of 2"
    grid.list.setCurrentIndex(grid._model.index(9))
    grid.toggle_stack()
    assert len(shown(grid)) == 12
    assert grid.current.hit.rank == 9, "of what is hidden again, the best stands for it"


def test_grouping_is_switched_while_results_are_shown_and_what_is_selected_stays(grid):
    grid.show_answer(answer(*moments(*CLIPS)))
    grid.list.setCurrentIndex(grid._model.index(12))
    grid.group_by_clip(True)
    assert len(shown(grid)) == 12
    assert grid.current.hit.rank == 10
    grid.group_by_clip(False)
    assert shown(grid) == [*range(1, 15)]


def test_sorted_by_anything_but_rank_each_moment_stands_by_itself(grid):
    grid.group_by_clip(True)
    grid.show_answer(answer(*moments(*CLIPS)))
    grid.sort(Order("name"))
    assert len(shown(grid)) == 14
    grid.sort(None)
    assert len(shown(grid)) == 12
    made = answer(*moments(*CLIPS))
    grid.show_answer(replace(made, query=replace(made.query, sort="name")))
    assert len(shown(grid)) == 14


def test_the_list_opens_groups_too(grid, qtbot):
    grid.set_listed(True)
    grid.group_by_clip(True)
    grid.show_answer(answer(*moments(*CLIPS)))
    grid.table.selectRow(8)
    grid.toggle_stack()
    assert grid.table.model().rowCount() == 13
    assert grid.table.model().index(9, 1).data(Qt.ItemDataRole.DisplayRole) == "C001.mov   Moment 2 of 2"


def test_takes_stay_together_among_the_first_only():
    hits = moments(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 9)
    takes = ((1, 10), (9, 8))
    kept, clips = grouped(hits, ((1, 10), (8, 9)))
    assert (kept, clips) == (((1, 10), (8, 9)), ())
    kept, clips = grouped(hits, ((9, 10),))
    assert (kept, clips) == ((), ((9, 11),))
    assert takes


@given(st.lists(st.integers(1, 6), max_size=40), st.booleans())
def test_no_result_is_lost_and_ranks_stay_in_order(clips, is_open):
    hits = moments(*clips)
    listed = StackedList(hits, by_clip=True)
    if is_open:
        for each in hits:
            place = listed.place(each.segment.id)
            if place is not None and not place.is_open:
                listed.toggle(each.segment.id)
        assert sorted(each.rank for each in listed.shown()) == [*range(1, len(hits) + 1)]
        return
    rows = listed.shown()
    assert [each.rank for each in rows] == sorted(each.rank for each in rows)
    assert rows[:TOP_RANKS] == hits[:TOP_RANKS]
    below = [each.video.id for each in rows[TOP_RANKS:]]
    assert len(below) == len(set(below)) == len(set(clips[TOP_RANKS:]))
    hidden = sum(place.count - 1 for each in rows if (place := listed.place(each.segment.id)) is not None)
    assert len(rows) + hidden == len(hits)


@pytest.mark.parametrize("folding", [True, False])
def test_grouping_and_stacks_of_takes_are_switched_apart(folding):
    listed = StackedList(moments(1, 2, 3), ((1, 2),), by_clip=True)
    listed.is_folding = folding
    assert [each.rank for each in listed.shown()] == ([1, 3] if folding else [1, 2, 3])
