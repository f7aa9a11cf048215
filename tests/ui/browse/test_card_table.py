"""The list with columns: what it says, how it sorts, and that it selects what the cards do."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, Qt

from core.values import CreationDate, Marks, SourceMetadata
from tests.ui.browse.records import answer, hit, video
from tests.ui.browse.test_grid import grid as grid
from ui import density
from ui.browse.columns import BY_KEY, COLUMNS, Order, order_of

NUMBER = {column.key: at for at, column in enumerate(COLUMNS)}


def shot(number, when, camera="", **more):
    source = SourceMetadata(created=CreationDate(datetime.fromisoformat(when), 0, "x") if when else None, model=camera)
    return video(number, source=source, **more)


def line(grid, row):
    model = grid.table.model()
    return {key: model.index(row, at).data() for key, at in NUMBER.items()}


def listed(grid):
    return [grid._model.card(row).video.id for row in range(grid._model.rowCount())]


def test_a_line_says_what_is_known_of_a_clip_and_of_a_moment(grid):
    clip = replace(
        shot(1, "2026-05-01T10:20:30", "Sony FX6", width_px=3840, height_px=2160, fps=Fraction(30000, 1001)),
        marks=Marks(rating=3),
    )
    grid.set_listed(True)
    grid.show_videos([clip], "All clips")
    said = line(grid, 0)
    assert (said["name"], said["length"], said["shot"]) == ("C001.mov", "12:04", "2026-05-01 10:20")
    assert (said["fps"], said["size"], said["codec"], said["camera"]) == ("29.97 fps", "4K UHD", "H.264", "Sony FX6")
    assert (said["rating"], said["rank"], said["match"], said["in"]) == ("★★★", "", "", "")
    assert grid.table.isColumnHidden(NUMBER["rank"]), "of whole clips it says nothing"
    grid.show_answer(answer(hit(1), hit(2, "weak", rank=2)))
    assert not grid.table.isColumnHidden(NUMBER["rank"])
    said = line(grid, 1)
    assert (said["rank"], said["match"], said["in"]) == ("2", "Weak", "00:00:04:00")


def test_clips_sort_by_a_column_up_down_and_as_given(grid, qtbot):
    grid.set_listed(True)
    clips = [shot(1, "2026-05-02"), shot(2, ""), shot(3, "2026-05-01"), shot(4, "2026-05-03")]
    grid.show_videos(clips, "All clips")
    head = grid.table.horizontalHeader()
    for expected in ([3, 1, 4, 2], [4, 1, 3, 2], [1, 2, 3, 4]):
        head.sectionClicked.emit(NUMBER["shot"])
        assert listed(grid) == expected
    head.sectionClicked.emit(NUMBER["shot"])
    grid.show_videos([*clips, shot(5, "2026-05-01T12:00:00")], "All clips")
    assert listed(grid) == [3, 5, 1, 4, 2], "a new clip finds its place"


def test_what_changes_stays_where_it_is_until_it_is_sorted_again(grid):
    clips = [replace(video(n), marks=Marks(rating=n)) for n in (1, 2, 3)]
    grid.show_videos(clips, "All clips")
    grid.sort(Order("rating"))
    grid.show_videos([replace(clips[0], marks=Marks(rating=5)), *clips[1:]], "All clips")
    assert listed(grid) == [1, 2, 3]
    grid.sort(Order("rating"))
    assert listed(grid) == [2, 3, 1]


def test_moments_sort_for_this_question_only_and_keep_what_is_known_of_them(grid):
    from tests.ui.browse.records import ledger

    grid.show_answer(answer(hit(3, rank=1), hit(1, rank=2), hit(2, rank=3)))
    grid.set_explanation(10, ledger())
    grid.sort(Order("name"))
    assert listed(grid) == [1, 2, 3]
    assert grid._model.card(0).explanation is not None
    grid.show_answer(answer(hit(3, rank=1), hit(1, rank=2)), keep_selection=True)
    assert listed(grid) == [1, 3]
    grid.show_answer(answer(hit(3, rank=1), hit(1, rank=2)))
    assert listed(grid) == [3, 1]


def test_the_list_and_the_cards_select_the_same(grid, qtbot):
    grid.show_videos([video(n) for n in range(1, 8)], "All clips")
    flag = QItemSelectionModel.SelectionFlag
    grid.list.setCurrentIndex(grid._model.index(2))
    grid.list.selectionModel().select(grid._model.index(4), flag.Select)
    grid.set_listed(True)
    assert {index.row() for index in grid.table.selectionModel().selectedRows()} == {2, 4}
    assert grid.table.currentIndex().row() == 2
    told = []
    grid.selected.connect(told.append)
    grid.table.setFocus()
    qtbot.keyClick(grid.table, Qt.Key.Key_Down)
    assert told[-1].video.id == 4
    qtbot.keyClick(grid.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [card.video.id for card in grid.selected_cards()] == [4, 5]
    opened = []
    grid.opened.connect(opened.append)
    qtbot.keyClick(grid.table, Qt.Key.Key_Return)
    assert opened[-1].video.id == 5
    grid.set_listed(False)
    assert [card.video.id for card in grid.selected_cards()] == [4, 5]


def test_all_rows_of_a_long_list_are_selected_at_once(grid, qtbot):
    grid.show_videos([video(n) for n in range(1, 3001)], "All clips")
    grid.set_listed(True)
    grid.table.selectAll()
    assert len(grid.selected_videos()) == 3000
    told = []
    grid.selected.connect(told.append)
    grid.table.clearSelection()
    assert grid.selected_cards() == []


def test_letters_are_left_to_the_player(grid, qtbot):
    grid.show_videos([video(1, name="alpha.mov"), video(2, name="lima.mov")], "All clips")
    grid.set_listed(True)
    grid.table.setFocus()
    grid.table.selectRow(0)
    qtbot.keyClick(grid.table, Qt.Key.Key_L)
    assert grid.current.video.id == 1


def test_columns_are_chosen_moved_and_kept(grid, qtbot):
    table = grid.table
    head = table.horizontalHeader()
    table.columns = ""
    with qtbot.waitSignal(table.layout_changed):
        head.moveSection(head.visualIndex(NUMBER["camera"]), 0)
    next(each for each in table.head_menu().actions() if each.text() == "Codec").trigger()
    next(each for each in table.head_menu().actions() if each.text() == "Date added").trigger()
    head.resizeSection(NUMBER["name"], 321)
    kept = table.columns
    other = type(table)(grid._model)
    other.columns = kept
    assert other.columns == kept
    assert other.horizontalHeader().visualIndex(NUMBER["camera"]) == 0
    assert other.isColumnHidden(NUMBER["codec"])
    assert not other.isColumnHidden(NUMBER["added"])
    assert other.horizontalHeader().sectionSize(NUMBER["name"]) == 321
    other.deleteLater()


@pytest.mark.parametrize("text", ["", "name", "nonsense:9:1 name:x:1", "name:99999999:0 shot:1:1", ":::: 1:2:3"])
def test_columns_that_were_kept_badly_are_passed_over(grid, text):
    grid.table.columns = text
    assert not grid.table.isColumnHidden(NUMBER["name"])
    assert 24 <= grid.table.columnWidth(NUMBER["name"]) <= 2000


def test_orders_are_read_back():
    assert order_of("shot") == Order("shot")
    assert order_of("-length") == Order("length", descending=True)
    assert order_of("gone") is None
    assert order_of("rank") is None, "clips have none"


@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 5)), unique_by=lambda each: each[0]),
    st.lists(st.tuples(st.integers(31, 60), st.integers(0, 5)), unique_by=lambda each: each[0], max_size=8),
    st.booleans(),
)
def test_new_rows_find_the_place_that_sorting_gives_them(old, new, descending):
    order = Order("rating", descending)
    before, fresh = ([replace(video(n), marks=Marks(rating=r)) for n, r in rows] for rows in (old, new))
    shown = order.sort(before)
    again = order.sort_again([*before, *fresh], shown)
    assert [row.marks.rating for row in again] == [row.marks.rating for row in order.sort([*before, *fresh])]
    assert [row for row in again if row in shown] == shown


def test_every_column_sorts_clips_and_moments():
    rows = [video(1), video(2, "failed"), hit(3)]
    for column in COLUMNS:
        for descending in (False, True):
            assert len(Order(column.key, descending).sort(rows)) == 3
        assert column.key in BY_KEY


def chosen(menu):
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if action.isChecked()]


def choose(menu, title):
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == title).trigger()


def test_cards_are_sorted_by_a_menu_and_the_list_is_in_the_same_order(grid):
    clips = [shot(1, "2026-05-02", fps=Fraction(24)), shot(2, "2026-05-01"), shot(3, "2026-05-03")]
    grid.show_videos([replace(each, marks=Marks(rating=n)) for n, each in enumerate(clips)], "All clips")
    menu = grid.sort_menu
    assert chosen(menu) == ["Folder and name"]
    told = []
    grid.order_changed.connect(lambda: told.append(grid.order))
    choose(menu, "Date shot")
    assert listed(grid) == [2, 1, 3]
    assert chosen(menu) == ["Date shot", "Ascending"]
    choose(menu, "Descending")
    assert listed(grid) == [3, 1, 2]
    choose(menu, "Rating")
    assert grid.order == Order("rating", descending=True), "the best first"
    assert listed(grid) == [3, 2, 1]
    assert grid._heading.sorted.text() == "Sort: Rating"
    grid.set_listed(True)
    assert listed(grid) == [3, 2, 1]
    assert grid.table.horizontalHeader().sortIndicatorSection() == NUMBER["rating"]
    grid.table.horizontalHeader().sectionClicked.emit(NUMBER["fps"])
    assert chosen(menu) == ["Frame rate", "Ascending"], "chosen at a heading, which the menu does not offer else"
    choose(menu, "Folder and name")
    assert listed(grid) == [1, 2, 3]
    assert told == [Order("shot"), Order("shot", True), Order("rating", True), Order("fps"), None]


def test_moments_are_sorted_by_the_menu_until_the_next_question(grid):
    grid.show_answer(answer(hit(3, rank=1), hit(1, rank=2), hit(2, rank=3)))
    assert chosen(grid.sort_menu) == ["Best match"]
    choose(grid.sort_menu, "Name")
    assert listed(grid) == [1, 2, 3]
    assert chosen(grid.sort_menu) == ["Name", "Ascending"]
    grid.show_answer(answer(hit(3, rank=1), hit(1, rank=2)))
    assert chosen(grid.sort_menu) == ["Best match"]


@pytest.fixture
def closely():
    yield density.use
    density.use("normal")


def test_cards_and_lines_stand_as_closely_as_is_wished(grid, closely):
    grid.show_videos([video(n) for n in range(1, 50)], "All clips")

    def sizes():
        grid.fit()
        return grid.list.gridSize().height(), grid.table.verticalHeader().defaultSectionSize()

    found = []
    for name in ("compact", "normal", "roomy"):
        closely(name)
        found.append(sizes())
    assert found == sorted(found)
    assert len({cards for cards, _ in found}) == len({lines for _, lines in found}) == 3
