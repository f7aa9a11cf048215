"""Lists of many clips: ordered beside the main thread, the last request counts, and what was selected stays so."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel

from core.values import Marks
from tests.ui.browse.records import answer, hit, video
from tests.ui.browse.test_grid import grid as grid
from ui.browse import arranging
from ui.browse.columns import COLUMNS, Order


@pytest.fixture
def later(grid, monkeypatch):
    """What is given to another thread; a test says when it is done."""
    monkeypatch.setattr(arranging, "MANY", 1, raising=False)
    waiting = []
    grid.arrange_by(lambda work, then: waiting.append(lambda: then(work())))
    return waiting


def clips(count=6):
    return [replace(video(n), marks=Marks(rating=1 + n % 3)) for n in range(1, count + 1)]


def listed(grid):
    return [video.id for video in grid._model.rows]


def test_many_clips_are_ordered_elsewhere_and_shown_when_that_is_done(grid, later):
    grid.show_videos(clips(), "All clips")
    assert listed(grid) == [1, 2, 3, 4, 5, 6], "as they were given needs no work"
    grid.sort(Order("rating"))
    assert listed(grid) == [1, 2, 3, 4, 5, 6]
    later.pop()()
    assert listed(grid) == [3, 6, 1, 4, 2, 5]
    assert grid.order == Order("rating")


def test_of_several_orders_the_last_counts_whichever_is_done_last(grid, later):
    grid.show_videos(clips(), "All clips")
    grid.sort(Order("rating"))
    grid.sort(Order("rating", descending=True))
    first, second = later
    second()
    first()
    assert listed(grid) == [2, 5, 1, 4, 3, 6]


def test_clips_that_are_on_their_way_come_in_the_order_that_was_chosen_meanwhile(grid, later):
    grid.sort(Order("rating"))
    grid.show_videos(clips(), "All clips")
    grid.sort(Order("name", descending=True))
    for done in later:
        done()
    assert listed(grid) == [6, 5, 4, 3, 2, 1]
    assert grid.words[0] == "All clips"


def test_an_answer_is_not_replaced_by_clips_that_come_late(grid, later):
    grid.show_videos(clips(), "All clips")
    grid.sort(Order("rating"))
    grid.show_answer(answer(hit(1)))
    later.pop()()
    assert grid._ordering.has_moments
    assert len(grid._model.rows) == 1


def test_an_order_in_pieces_is_that_of_one_piece(monkeypatch):
    rows = [replace(video(n), marks=Marks(rating=n * 7 % 6)) for n in range(1, 41)]
    for column in COLUMNS:
        for descending in (False, True):
            order = Order(column.key, descending)
            whole = order.sort(rows)
            with monkeypatch.context() as patch:
                patch.setattr("ui.browse.columns._PIECE", 3)
                assert order.sort(rows) == whole, column.key


def test_several_selected_clips_stay_selected_over_a_sorting(grid, later):
    grid.show_videos(clips(), "All clips")
    flag = QItemSelectionModel.SelectionFlag
    grid.list.setCurrentIndex(grid._model.index(1))
    grid.list.selectionModel().select(grid._model.index(4), flag.Select)
    grid.sort(Order("rating", descending=True))
    later.pop()()
    assert [video.id for video in grid.selected_videos()] == [2, 5]
    assert grid.current.video.id == 2
    grid.list.selectAll()
    grid.sort(Order("name", descending=True))
    later.pop()()
    assert len(grid.selected_videos()) == 6


def test_a_sorting_leaves_the_list_scrolled_as_it_was_and_does_not_lose_the_selected_clip(grid, qtbot):
    grid.set_listed(True)
    grid.show_videos(clips(300), "All clips")
    bar = grid.table.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 3000)
    bar.setValue(2000)
    grid.sort(Order("rating"))
    qtbot.waitUntil(lambda: bar.maximum() > 3000)
    assert bar.value() == 2000, "nothing is selected: the user looks at the same place of the list"
    grid.table.selectRow(grid.table.visible_rows()[3])
    chosen = grid.current.video.id
    grid.sort(Order("rating", descending=True))
    qtbot.waitUntil(lambda: bar.maximum() > 3000)
    assert grid.current.video.id == chosen
    assert grid.row in grid.table.visible_rows()


def test_marks_and_menus_of_a_long_list_make_no_cards(grid, monkeypatch):
    grid.show_videos(clips(3000), "All clips")
    grid.list.setCurrentIndex(grid._model.index(0))
    grid.list.selectAll()
    made = []
    card = grid._model.card
    monkeypatch.setattr(grid._model, "card", lambda row: made.append(row) or card(row))
    assert len(grid.selected_videos()) == 3000
    grid.menu_of(card(0))
    assert len(made) < 100
