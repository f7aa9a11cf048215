from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt

from core.values import Filter, Folder, FolderShare, FolderTree, PassedOver
from tests.ui.browse.records import folder, video
from tests.ui.widgets.test_formatting import progress
from ui.browse.sidebar import Sidebar, reveal
from ui.browse.sidebar_delegate import ENTRY_ROLE
from ui.browse.sidebar_entries import entries, with_progress
from ui.library_model import LibraryModel, SidebarFilter, count_by_folder, tally_of
from ui.widgets import amounts


def library_model(videos, folders, now_s=1000.0):
    by_id = {each.id: each for each in videos}
    tree = FolderTree((str(each.path), each.state) for each in videos)
    counts = count_by_folder(folders, by_id.values())
    shown = SimpleNamespace(videos=by_id, folders=folders, counts=counts, tree=tree, passed_over=[], kept=[])
    shown.tally = tally_of(folders, by_id.values(), now_s)
    shown.filter_of = lambda place: LibraryModel.filter_of(shown, place)
    shown.shown = lambda place: LibraryModel.choosing(shown, place, lambda: now_s)()
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
        entries(library_model([video(1), video(2, "waiting"), video(3, "failed"), video(4, "waiting")], [folder(1)]))
    )
    assert (rows["Day 1"].value, rows["Day 1"].percent) == ("2 waiting", None)
    assert "4 clips, 1 indexed, 1 failed" in rows["Day 1"].tip
    shown = with_progress(rows["Day 1"], progress(folders=(FolderShare(1, 30, 110), FolderShare(2, 5, 90))))
    assert (shown.value, shown.percent) == ("27 %", 27)
    elsewhere = with_progress(rows["Day 1"], progress(folders=(FolderShare(2, 5, 90),)))
    assert elsewhere.value == "2 waiting"
    done = with_progress(rows["Day 1"], progress(folders=(FolderShare(1, 30, 30), FolderShare(2, 5, 90))))
    assert done.percent is None


def test_a_done_folder_shows_its_count():
    rows = by_title(entries(library_model([video(1), video(2)], [folder(1)])))
    assert (rows["Day 1"].value, rows["Day 1"].percent) == ("2", None)


def test_an_offline_folder_says_so_and_is_not_at_work():
    rows = by_title(entries(library_model([video(1, "waiting")], [folder(1, online=False)])))
    assert (rows["Day 1"].value, rows["Day 1"].percent, rows["Day 1"].is_offline) == ("offline", None, True)
    assert "stay searchable" in rows["Day 1"].tip


def test_an_offline_folder_names_its_drive_and_a_deleted_one_does_not_say_offline():
    away = folder(1, online=False, absence="Drive SHUTTLE is not connected.")
    row = by_title(entries(library_model([video(1, "offline")], [away])))["Day 1"]
    assert row.value == "offline"
    assert "Drive SHUTTLE is not connected. Its clips stay searchable." in row.tip
    assert by_title(entries(library_model([video(1, "missing")], [away])))["Day 1"].value == "not found"


def test_a_folder_with_a_drive_in_it_that_is_away_says_how_many_clips_are():
    rows = by_title(entries(library_model([video(1), video(2, "offline")], [folder(1)])))
    assert rows["Day 1"].value == "2"
    assert "1 offline" in rows["Day 1"].tip


def test_failed_is_only_there_when_something_failed():
    assert "Failed" not in by_title(entries(library_model([video(1)], [folder(1)])))
    assert by_title(entries(library_model([video(1, "failed")], [folder(1)])))["Failed"].value == "1"


def test_new_counts_the_last_day():
    rows = by_title(entries(library_model([video(1)], [folder(1)], now_s=1000.0 + 90_000)))
    assert rows["New"].value == "0"


def test_choosing_a_folder_is_a_filter(sidebar, qtbot):
    sidebar.follow(library_model([video(1)], [folder(1)]))
    with qtbot.waitSignal(sidebar.chosen) as told:
        sidebar.choose(SidebarFilter("folder", 1))
    assert told.args == [SidebarFilter("folder", 1)]


def test_arrow_keys_walk_through_the_entries_and_pass_over_headings(sidebar, qtbot):
    sidebar.follow(library_model([video(1)], [folder(1)]))
    told = []
    sidebar.chosen.connect(told.append)
    sidebar._list.setFocus()
    for _ in range(2):
        qtbot.keyClick(sidebar._list, Qt.Key.Key_Down)
    assert told == [SidebarFilter("new"), SidebarFilter("folder", 1)]


def test_news_of_the_library_do_not_move_the_choice(sidebar):
    sidebar.follow(library_model([video(1)], [folder(1)]))
    sidebar.choose(SidebarFilter("folder", 1))
    told = []
    sidebar.chosen.connect(told.append)
    sidebar.follow(library_model([video(1), video(2, "failed")], [folder(1), folder(2)]))
    assert told == []
    assert sidebar.place == SidebarFilter("folder", 1)
    assert sidebar._list.currentRow() == 5


def test_when_the_chosen_folder_goes_all_clips_are_shown(sidebar):
    sidebar.follow(library_model([video(1)], [folder(1)]))
    sidebar.choose(SidebarFilter("folder", 1))
    told = []
    sidebar.chosen.connect(told.append)
    sidebar.follow(library_model([], []))
    assert told == [SidebarFilter("all")]


def row_of(sidebar, title):
    every = [sidebar._list.item(row).data(ENTRY_ROLE) for row in range(sidebar._list.count())]
    return next(entry for entry in every if entry.title == title)


def test_the_menu_asks_for_what_it_says(sidebar, qtbot):
    sidebar.follow(library_model([video(1, folder_id=3)], [folder(3)]))
    entry = row_of(sidebar, "Day 3")
    with qtbot.waitSignal(sidebar.rescan_asked) as told:
        act(sidebar.menu_of(entry), "Rescan now").trigger()
    assert told.args == [3]
    with qtbot.waitSignal(sidebar.reveal_asked):
        act(sidebar.menu_of(entry), "Show in file manager").trigger()
    with qtbot.waitSignal(sidebar.remove_asked) as told:
        act(sidebar.menu_of(entry), "Remove from library…").trigger()
    assert told.args[0].path == Path("/films/Day 3")
    sidebar.follow(library_model([video(1, folder_id=3)], [folder(3, online=False)]))
    assert not act(sidebar.menu_of(row_of(sidebar, "Day 3")), "Rescan now").isEnabled()


def test_what_cannot_be_removed_has_no_menu(sidebar):
    sidebar.follow(library_model([video(1)], [folder(1)]))
    assert sidebar.menu_of(row_of(sidebar, "All clips")).isEmpty()


def test_what_was_passed_over_is_told_and_does_not_look_like_a_folder_that_is_not_watched():
    library = library_model([video(1)], [folder(1)])
    library.passed_over = [PassedOver(1, "broken", 2, Path("/films/Day 1/gone.mov"))]
    row = by_title(entries(library))["Day 1"]
    assert row.sign == "folder"
    assert "2 links" in row.tip
    assert by_title(entries(library, {1: "Looked through now and then."}))["Day 1"].sign == "retry"


COUNTED = f"Show 1{amounts.THIN}203 skipped items…"


def test_what_was_skipped_is_in_the_menus_of_where_it_lies(sidebar):
    library = library_model(
        [lies(1, "/films/Day 1/sub/a.mov"), lies(2, "/films/Day 2/b.mov", 2)], [folder(1), folder(2)]
    )
    library.passed_over = [
        PassedOver(1, "sidecar", 1200, Path("/films/Day 1/a.xmp")),
        PassedOver(1, "trash", 3, Path("/films/Day 1/#recycle")),
    ]
    sidebar.opened = {Path("/films/Day 1")}
    sidebar.follow(library)
    told = []
    sidebar.skipped_asked.connect(lambda entry: told.append(entry.path))
    for title, words in (("All clips", COUNTED), ("Day 1", COUNTED), ("sub", "Show skipped items…")):
        act(sidebar.menu_of(row_of(sidebar, title)), words).trigger()
    assert told == [None, Path("/films/Day 1"), Path("/films/Day 1/sub")]
    titles = [action.text() for action in sidebar.menu_of(row_of(sidebar, "Day 2")).actions()]
    assert not any("skipped" in title for title in titles)


# ---- folders in folders


def lies(number, path, folder_id=1, state="ready"):
    return replace(video(number, state, folder_id), path=Path(path))


def root(number, path, is_file=False):
    return Folder(number, Path(path), watched=True, is_file=is_file)


def below_folders(rows):
    titles = [(row.title, row.value, row.depth, row.fold) for row in rows]
    return titles[titles.index(("FOLDERS", "", 0, "")) + 1 :]


CARD = [
    lies(1, "/films/card/DCIM/100/a.mov"),
    lies(2, "/films/card/DCIM/101/b.mov"),
    lies(3, "/films/card/c.mov"),
    lies(4, "/films/card/audio/x/y/d.mov"),
]


def test_a_closed_folder_lists_nothing_below_it():
    assert below_folders(entries(library_model(CARD, [root(1, "/films/card")]))) == [("card", "4", 0, "closed")]


def test_an_open_folder_lists_the_folders_in_it_and_a_chain_of_empty_ones_is_one_row():
    rows = entries(
        library_model(CARD, [root(1, "/films/card")]), opened={Path("/films/card"), Path("/films/card/DCIM")}
    )
    assert below_folders(rows) == [
        ("card", "4", 0, "open"),
        (str(Path("audio/x/y")), "1", 1, ""),
        ("DCIM", "2", 1, "open"),
        ("100", "1", 2, ""),
        ("101", "1", 2, ""),
    ]


def test_a_folder_that_was_added_inside_another_is_listed_there_and_counted_once():
    by_id = [*CARD[2:], lies(1, "/films/card/DCIM/100/a.mov", 2), lies(2, "/films/card/DCIM/101/b.mov", 2)]
    folders = [root(2, "/films/card/DCIM"), root(1, "/films/card")]
    rows = entries(library_model(by_id, folders), opened={Path("/films/card")})
    assert below_folders(rows)[0] == ("card", "4", 0, "open")
    inner = next(row for row in rows if row.title == "DCIM")
    assert (inner.value, inner.depth, inner.place) == ("2", 1, SidebarFilter("folder", 2))


def test_an_added_folder_without_clips_is_listed_inside_the_one_around_it():
    folders = [root(1, "/films/card"), root(2, "/films/card/new/day 2")]
    rows = entries(library_model(CARD, folders), opened={Path("/films/card")})
    assert (str(Path("new/day 2")), "0", 1, "") in below_folders(rows)


def test_folders_of_one_name_are_told_apart():
    folders = [root(1, "/a/DCIM"), root(2, "/b/DCIM")]
    assert [row[0] for row in below_folders(entries(library_model([], folders)))] == ["DCIM (a)", "DCIM (b)"]


def test_all_single_clips_are_one_row():
    by_id = [lies(n, f"/films/{n}.mov", n) for n in range(1, 301)]
    folders = [root(n, f"/films/{n}.mov", is_file=True) for n in range(1, 301)]
    shown = library_model(by_id, folders)
    assert below_folders(entries(shown)) == [("Single clips", "300", 0, "")]
    assert len(shown.shown(SidebarFilter("singles"))) == 300


def test_missing_clips_have_a_row_of_their_own_that_can_be_forgotten(sidebar, qtbot):
    sidebar.follow(library_model([video(1), video(2, "missing")], [folder(1)]))
    with qtbot.waitSignal(sidebar.forget_asked) as told:
        act(sidebar.menu_of(row_of(sidebar, "Missing")), "Forget 1 missing clip…").trigger()
    assert told.args[0].place == SidebarFilter("missing")


def test_folders_open_and_close_by_the_arrow_keys_and_by_a_click_on_the_arrow(sidebar, qtbot):
    sidebar.follow(library_model(CARD, [root(1, "/films/card")]))
    sidebar.choose(SidebarFilter("folder", 1))
    sidebar._list.setFocus()
    qtbot.keyClick(sidebar._list, Qt.Key.Key_Right)
    assert row_of(sidebar, "DCIM").depth == 1
    sidebar.choose(SidebarFilter("below", path=Path("/films/card/DCIM")))
    qtbot.keyClick(sidebar._list, Qt.Key.Key_Left)
    assert sidebar.place == SidebarFilter("folder", 1)
    qtbot.keyClick(sidebar._list, Qt.Key.Key_Left)
    assert [row.title for row in [row_of(sidebar, "card")] if row.fold == "closed"] == ["card"]
    row = sidebar._list.row(sidebar._list.currentItem())
    rect = sidebar._list.visualItemRect(sidebar._list.item(row))
    qtbot.mouseClick(
        sidebar._list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.left() + 14, rect.center().y())
    )
    assert row_of(sidebar, "DCIM").depth == 1


def test_closing_a_folder_moves_the_choice_out_of_it(sidebar, qtbot):
    sidebar.opened = {Path("/films/card")}
    sidebar.follow(library_model(CARD, [root(1, "/films/card")]))
    sidebar.choose(SidebarFilter("below", path=Path("/films/card/DCIM")))
    told = []
    sidebar.chosen.connect(told.append)
    sidebar._fold(row_of(sidebar, "card"), False)
    assert told == [SidebarFilter("folder", 1)]


def test_a_place_inside_a_folder_shows_and_searches_what_lies_below_it():
    shown = library_model([*CARD, lies(9, "/films/card/DCIM2/z.mov")], [root(1, "/films/card")])
    place = SidebarFilter("below", path=Path("/films/card/DCIM"))
    assert [each.id for each in shown.shown(place)] == [1, 2]
    assert LibraryModel.filter_of(shown, place) == Filter(below=frozenset({Path("/films/card/DCIM")}))


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 9), st.sampled_from(["", "a", "a/b", "a/b/c", "d"]), st.sampled_from(["ready", "waiting"])
        )
    )
)
def test_counts_that_follow_changes_are_those_of_a_tree_made_at_once(steps):
    tree, known = FolderTree(()), {}
    for number, place, state in steps:
        now = (f"/films/{place}/{number}.mov".replace("//", "/"), state) if place else None
        tree.change(known.get(number), now)
        known[number] = now
    made = FolderTree(each for each in known.values() if each is not None)
    for path in ("/", "/films", "/films/a", "/films/a/b", "/films/a/b/c", "/films/d"):
        assert (tree.own(path), tree.total(path)) == (made.own(path), made.total(path))
        assert tree.children(path) == made.children(path)


def act(menu, title):
    return next(action for action in menu.actions() if action.text() == title)


def test_revealing_goes_to_the_nearest_folder_there_is(tmp_path):
    assert reveal(tmp_path / "gone" / "a.mov") == tmp_path
    assert reveal(tmp_path) == tmp_path
    assert reveal(Path("/")) == Path("/")
