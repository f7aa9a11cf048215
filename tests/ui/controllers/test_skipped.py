"""The list of what is skipped: from the sidebar and the menu to the dialog and back to the disk."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from core.media.local_disk import LocalDisk
from core.values import Folder, PassedOver, SkippedItems
from tests.fakes.house import FakeHouse
from ui.browse.skipped_list import LISTED, SkippedDialog
from ui.controllers.skipped import roots_of
from ui.library_model import SidebarFilter
from ui.widgets import amounts


@pytest.fixture
def house(tmp_path):
    (tmp_path / "home").mkdir()
    return FakeHouse(tmp_path / "home", disk=LocalDisk(quiet_s=0))


@pytest.fixture
def footage_folder(footage_folder):
    """Videos, and what is none."""
    (footage_folder / "sub" / "#recycle").mkdir(parents=True)
    for name in ("a.xmp", "b.xmp", "sound.wav", "sub/c.xmp", "sub/#recycle/old.mov"):
        (footage_folder / name).write_bytes(b"x")
    return footage_folder


def shown(dialog):
    model = dialog.model
    return [tuple(model.index(row, column).data() for column in range(3)) for row in range(model.rowCount())]


def names(dialog):
    return [row[0] for row in shown(dialog)]


def act(menu, start):
    return next(each for each in menu.actions() if each.text().startswith(start))


def entry_of(window, place):
    return window.sidebar._list.entry_of(place)


def test_the_menu_of_a_folder_lists_what_is_skipped_in_it(stocked, window, settle, footage_folder):
    entry = entry_of(window, SidebarFilter("folder", stocked.library_model.folders[0].id))
    act(window.sidebar.menu_of(entry), "Show 5 skipped items").trigger()
    settle()
    dialog = stocked.skipped.dialog
    assert dialog.isVisible()
    assert "5 files and folders in “Day 4” are not indexed." in dialog.words
    assert sorted(names(dialog)) == ["#recycle", "a.xmp", "b.xmp", "c.xmp", "sound.wav"]
    assert names(dialog)[-3:] == ["a.xmp", "b.xmp", "c.xmp"], "the rarest reasons come first"
    row = next(each for each in shown(dialog) if each[0] == "c.xmp")
    assert row == ("c.xmp", str(Path("Day 4", "sub")), "A sidecar file of a clip")


def test_the_whole_library_and_a_folder_inside_one(stocked, window, settle, footage_folder, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "d.xmp").write_bytes(b"x")
    stocked.add([tmp_path / "other"])
    settle()
    assert act(window.sidebar.menu_of(entry_of(window, SidebarFilter("all"))), "Show 6 skipped items").isEnabled()
    window.actions_["library.skipped"].trigger()
    settle()
    assert len(names(stocked.skipped.dialog)) == 6
    window.actions_["library.skipped"].trigger()
    settle()
    assert len(names(stocked.skipped.dialog)) == 6, "opened again it does not add up"
    entry = entry_of(window, SidebarFilter("folder", stocked.library_model.folders[0].id))
    stocked.skipped.open(replace(entry, path=footage_folder / "sub", title="sub"))
    settle()
    assert sorted(names(stocked.skipped.dialog)) == ["#recycle", "c.xmp"]


def test_an_added_folder_without_clips_offers_to_say_why(running, window, settle, tmp_path):
    (tmp_path / "sounds").mkdir()
    (tmp_path / "sounds" / "a.wav").write_bytes(b"x")
    running.add([tmp_path / "sounds"])
    settle()
    bar = window.notices.bars[0]
    next(each for each in bar.findChildren(QPushButton) if each.text() == "Show skipped items").click()
    settle()
    assert names(running.skipped.dialog) == ["a.wav"]


def test_a_drive_that_is_away_is_named_and_not_taken_for_one_without_anything(stocked, window, settle, footage_folder):
    footage_folder.rename(footage_folder.with_name("pulled"))
    window.actions_["library.skipped"].trigger()
    settle()
    assert names(stocked.skipped.dialog) == []
    assert "Could not scan Day 4." in stocked.skipped.dialog.words
    assert "Nothing is skipped" not in stocked.skipped.dialog.words


def test_a_skipped_folder_is_added_after_all(stocked, window, settle, footage_folder):
    window.actions_["library.skipped"].trigger()
    settle()
    dialog = stocked.skipped.dialog
    choose(dialog, "a.xmp")
    assert dialog._add.isVisible()
    assert not dialog._add.isEnabled()
    choose(dialog, "#recycle")
    dialog._add.click()
    settle()
    assert stocked.skipped.dialog is None
    assert footage_folder / "sub" / "#recycle" in {each.path for each in stocked.library_model.folders}


def test_closing_ends_the_look(stocked, window, settle, qtbot, monkeypatch):
    seen = []

    def forever(*_):
        while True:
            seen.append(1)
            yield

    monkeypatch.setattr(stocked._services.reader, "list_skipped", forever)
    window.actions_["library.skipped"].trigger()
    qtbot.waitUntil(lambda: bool(seen))
    dialog = stocked.skipped.dialog
    assert "so far" in dialog.words
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    settle()
    assert not stocked.is_moving
    assert stocked.skipped.dialog is None


def test_roots_of_a_place():
    every = [
        Folder(n, Path(path), True, path.endswith(".mov")) for n, path in enumerate(["/a", "/a/b", "/c", "/d.mov"])
    ]
    found = {path: [str(each.path) for each in roots_of(every, path and Path(path))]
             for path in (None, "/a", "/a/b", "/a/x/y", "/c", "/z")}  # fmt: skip
    assert found == {
        None: ["/a", "/a/b", "/c"], "/a": ["/a", "/a/b"], "/a/b": ["/a/b"], "/a/x/y": ["/a"], "/c": ["/c"], "/z": [],
    }  # fmt: skip


# ---- the dialog by itself


def item(kind, path):
    return PassedOver(1, kind, 1, Path(path))


ITEMS = (
    item("sidecar", "/films/day/a.xmp"), item("sidecar", "/films/B.xmp"), item("sidecar", "/films/c.xmp"),
    item("locked", "/films/day/z.mov"), item("ignored", "/films/.h.mov"), item("ignored_folder", "/films/.cache"),
)  # fmt: skip


def told(items=ITEMS, more=0, absence=""):
    counts = {kind: sum(each.kind == kind for each in items) for kind in {each.kind for each in items}}
    if more:
        counts["sidecar"] += more
    return SkippedItems(Folder(1, Path("/films"), True, False), items, counts, absence)


@pytest.fixture
def dialog(qtbot):
    made = SkippedDialog()
    qtbot.addWidget(made)
    made.show()
    made.take(told())
    made.finish()
    return made


def choose(dialog, name):
    dialog.table.setCurrentIndex(dialog.model.index(names(dialog).index(name), 0))


def test_reasons_are_counted_and_narrow_the_list(dialog):
    entries = [dialog._reasons.itemText(n) for n in range(dialog._reasons.count())]
    assert entries == [
        "All reasons (6)", "The file cannot be read (1)", "Hidden, or ignored in Settings (2)",
        "A sidecar file of a clip (3)",
    ]  # fmt: skip
    dialog._reasons.setCurrentIndex(2)
    assert sorted(names(dialog)) == [".cache", ".h.mov"]
    dialog._reasons.setCurrentIndex(0)
    dialog._name.setText("DAY films")
    assert names(dialog) == ["z.mov", "a.xmp"]
    dialog._name.setText("nowhere")
    assert names(dialog) == []
    assert not dialog._reveal.isEnabled()


def test_the_filter_and_the_row_stay_while_more_comes(dialog):
    dialog._reasons.setCurrentIndex(3)
    choose(dialog, "c.xmp")
    dialog.take(told((item("sidecar", "/films/more.xmp"), item("audio", "/films/a.wav"))))
    assert sorted(names(dialog)) == ["B.xmp", "a.xmp", "c.xmp", "more.xmp"]
    assert dialog.chosen.example.name == "c.xmp"


def test_columns_sort(dialog, qtbot):
    dialog.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert names(dialog) == [".cache", ".h.mov", "a.xmp", "B.xmp", "c.xmp", "z.mov"]
    dialog.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert {row[1] for row in shown(dialog)[:2]} == {str(Path("films/day"))}


def test_a_row_is_revealed_and_its_path_copied_with_the_keyboard(dialog, qtbot):
    assert dialog.table.hasFocus() or dialog.focusWidget() is not None
    choose(dialog, "B.xmp")
    with qtbot.waitSignal(dialog.reveal_asked) as asked:
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert asked.args == [Path("/films/B.xmp")]
    assert dialog.isVisible(), "Enter does not close it"
    dialog._copy.click()
    assert QGuiApplication.clipboard().text() == "/films/B.xmp"


def test_the_true_path_of_an_odd_name_is_copied_and_a_safe_one_is_shown(dialog):
    odd = "/films/two\nlines <b>x\u202e.mov"
    dialog.take(told((item("unknown", odd),)))
    row = next(n for n, each in enumerate(names(dialog)) if "<b>" in each)
    assert "\n" not in names(dialog)[row]
    assert "\u202e" not in names(dialog)[row]
    dialog.table.setCurrentIndex(dialog.model.index(row, 0))
    dialog._copy.click()
    assert QGuiApplication.clipboard().text() == odd


def test_a_list_that_is_cut_says_so(dialog):
    assert "Only the first" not in dialog.words
    dialog.take(told(more=5000))
    assert "Only the first" in dialog.words
    assert "c2v skipped --all" in dialog.words
    assert dialog._reasons.itemText(0).startswith("All reasons (5")


def test_of_many_folders_no_more_is_listed_than_can_be_shown_at_once(qtbot):
    made = SkippedDialog()
    qtbot.addWidget(made)
    for number in range(3):
        root = Folder(number, Path(f"/films/{number}"), True, False)
        items = [PassedOver(number, "sidecar", 1, root.path / f"{n}.xmp") for n in range(500)]
        items.append(PassedOver(number, "locked", 1, root.path / "z.mov"))
        made.take(SkippedItems(root, tuple(items), {"sidecar": 500, "locked": 1}))
        assert ("Only the first" in made.words) == (number == 2)
    assert made.model.rowCount() == LISTED + 3
    assert names(made)[:3] == ["z.mov"] * 3
    made.finish()
    assert f"1{amounts.THIN}503 files and folders are not indexed" in made.words


def test_nothing_is_said_only_of_what_was_looked_through(qtbot):
    made = SkippedDialog("“Day 1”")
    qtbot.addWidget(made)
    assert "No skipped items" not in made.words
    made.finish()
    assert made.words == "No skipped items in “Day 1”."
