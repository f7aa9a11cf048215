from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton

from tests.ui.browse.records import folder, video
from ui.browse.folders import Sidebar, entries, reveal
from ui.browse.stock import Place, Stock, count_by_folder


def stock(videos, folders, now_s=1000.0):
    films = {each.id: each for each in videos}
    shown = SimpleNamespace(videos=films, folders=folders, counts=count_by_folder(folders, films.values()))
    shown.shown = lambda place: Stock.shown(shown, place, lambda: now_s)
    return shown


@pytest.fixture
def sidebar(qtbot):
    made = Sidebar()
    qtbot.addWidget(made)
    made.resize(220, 600)
    made.show()
    return made


def by_title(rows):
    return {row.title: row for row in rows}


def test_a_folder_says_how_far_it_is():
    rows = by_title(
        entries(stock([video(1), video(2, "waiting"), video(3, "failed"), video(4, "waiting")], [folder(1)]))
    )
    assert (rows["Day 1"].value, rows["Day 1"].percent) == ("50 %", 50)
    assert "4 clips, 1 indexed, 1 failed" in rows["Day 1"].tip


def test_a_done_folder_shows_its_count():
    rows = by_title(entries(stock([video(1), video(2)], [folder(1)])))
    assert (rows["Day 1"].value, rows["Day 1"].percent) == ("2", None)


def test_an_offline_folder_says_so_and_is_not_at_work():
    rows = by_title(entries(stock([video(1, "waiting")], [folder(1, online=False)])))
    assert (rows["Day 1"].value, rows["Day 1"].percent, rows["Day 1"].is_offline) == ("offline", None, True)
    assert "stay searchable" in rows["Day 1"].tip


def test_an_offline_folder_names_its_drive_and_a_deleted_one_does_not_say_offline():
    away = folder(1, online=False, absence="Drive SHUTTLE is not connected.")
    row = by_title(entries(stock([video(1, "offline")], [away])))["Day 1"]
    assert row.value == "offline"
    assert "Drive SHUTTLE is not connected. Its clips stay searchable." in row.tip
    assert by_title(entries(stock([video(1, "missing")], [away])))["Day 1"].value == "not found"


def test_a_folder_with_a_drive_in_it_that_is_away_says_how_many_clips_are():
    rows = by_title(entries(stock([video(1), video(2, "offline")], [folder(1)])))
    assert rows["Day 1"].value == "2"
    assert "1 offline" in rows["Day 1"].tip


def test_failed_is_only_there_when_something_failed():
    assert "Failed" not in by_title(entries(stock([video(1)], [folder(1)])))
    assert by_title(entries(stock([video(1, "failed")], [folder(1)])))["Failed"].value == "1"


def test_new_counts_the_last_day():
    rows = by_title(entries(stock([video(1)], [folder(1)], now_s=1000.0 + 90_000)))
    assert rows["New"].value == "0"


def test_choosing_a_folder_is_a_filter(sidebar, qtbot):
    sidebar.follow(stock([video(1)], [folder(1)]))
    with qtbot.waitSignal(sidebar.chosen) as told:
        sidebar.choose(Place("folder", 1))
    assert told.args == [Place("folder", 1)]


def test_arrow_keys_walk_through_the_entries_and_pass_over_headings(sidebar, qtbot):
    sidebar.follow(stock([video(1)], [folder(1)]))
    told = []
    sidebar.chosen.connect(told.append)
    sidebar._list.setFocus()
    for _ in range(2):
        qtbot.keyClick(sidebar._list, Qt.Key.Key_Down)
    assert told == [Place("new"), Place("folder", 1)]


def test_news_of_the_library_do_not_move_the_choice(sidebar):
    sidebar.follow(stock([video(1)], [folder(1)]))
    sidebar.choose(Place("folder", 1))
    told = []
    sidebar.chosen.connect(told.append)
    sidebar.follow(stock([video(1), video(2, "failed")], [folder(1), folder(2)]))
    assert told == []
    assert sidebar.place == Place("folder", 1)
    assert sidebar._list.currentRow() == 5


def test_when_the_chosen_folder_goes_all_clips_are_shown(sidebar):
    sidebar.follow(stock([video(1)], [folder(1)]))
    sidebar.choose(Place("folder", 1))
    told = []
    sidebar.chosen.connect(told.append)
    sidebar.follow(stock([], []))
    assert told == [Place("all")]


def test_removing_a_folder_is_asked_inside_the_window(sidebar, qtbot):
    sidebar.follow(stock([video(1)], [folder(1)]))
    removed = []
    sidebar.remove_asked.connect(removed.append)
    question = sidebar.findChild(QFrame, "confirm remove")
    for answer, expected in (("Keep", []), ("Remove", [1])):
        act(sidebar.menu_of(folder(1)), "Remove from library…").trigger()
        assert question.isVisible()
        button = next(each for each in question.findChildren(QPushButton) if each.text() == answer)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert question.isHidden()
        assert removed == expected


def test_the_menu_asks_for_what_it_says(sidebar, qtbot):
    with qtbot.waitSignal(sidebar.rescan_asked) as told:
        act(sidebar.menu_of(folder(3)), "Re-scan now").trigger()
    assert told.args == [3]
    with qtbot.waitSignal(sidebar.reveal_asked):
        act(sidebar.menu_of(folder(3)), "Show in file manager").trigger()
    assert not act(sidebar.menu_of(folder(3, online=False)), "Re-scan now").isEnabled()


def act(menu, title):
    return next(action for action in menu.actions() if action.text() == title)


def test_revealing_goes_to_the_nearest_folder_there_is(tmp_path):
    assert reveal(tmp_path / "gone" / "a.mov") == tmp_path
    assert reveal(tmp_path) == tmp_path
    assert reveal(Path("/")) == Path("/")
