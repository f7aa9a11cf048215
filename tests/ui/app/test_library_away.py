"""The window while its library is away: it says so, waits, and takes what is chosen instead."""

import threading

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from c2v_desktop import compose
from c2v_desktop.library_location import find_library
from c2v_desktop.paths import find_places
from c2v_desktop.shell.library_away import LibraryAwayController, LibraryWatch, ask_about_home, wait_for_home
from core.errors import LibraryAwayError
from core.settings import load_settings


@pytest.fixture
def places(tmp_path):
    """Of a library that is away."""
    made = find_places(tmp_path / "home").with_library(tmp_path / "drive" / "lib")
    compose.begin_library(made)
    (tmp_path / "drive").rename(tmp_path / "pulled")
    return made


@pytest.fixture
def controller(window, monkeypatch):
    monkeypatch.setattr("c2v_desktop.shell.library_away.LOOK_EVERY_S", 0.02)
    made = LibraryAwayController(window, keeps_choice=True)
    made.watch._every_s = 0.02
    yield made
    made.close()


def _why(places) -> LibraryAwayError:
    with pytest.raises(LibraryAwayError) as told:
        find_library(places)
    return told.value


def test_it_says_which_one_is_missing_and_invites_nobody_to_drop_videos(controller, window, places):
    controller.show(_why(places), places)
    page = window.grid.away
    assert page.isVisible()
    assert not window.grid.first_run.isVisible()
    assert str(places.catalogue.parent) in page.accessibleName()  # long names are shortened in the text
    assert page.begin.isVisible()
    assert not page.use.isVisible()
    assert window.status.text == "The library is not open."


def test_it_opens_by_itself_when_the_drive_is_back(controller, qtbot, places, tmp_path):
    controller.show(_why(places), places)
    with qtbot.waitSignal(controller.open_asked, timeout=20_000) as told:
        (tmp_path / "pulled").rename(tmp_path / "drive")
    assert told.args == [places, ""]
    assert not (tmp_path / "pulled").exists()


def test_an_empty_drive_in_its_place_changes_the_words_only(controller, window, qtbot, places, tmp_path):
    controller.show(_why(places), places)
    (tmp_path / "drive" / "lib").mkdir(parents=True)
    qtbot.waitUntil(lambda: "The folder is empty" in window.grid.away.text, timeout=20_000)
    assert not any((tmp_path / "drive" / "lib").iterdir())


def test_a_new_one_is_begun_only_by_the_button(controller, window, qtbot, places):
    controller.show(_why(places), places)
    with qtbot.waitSignal(controller.open_asked) as told:
        qtbot.mouseClick(window.grid.away.begin, Qt.MouseButton.LeftButton)
    assert told.args == [places, "begin"]


def test_another_library_in_its_place_is_used_only_by_the_button(controller, window, qtbot, places):
    controller.show(LibraryAwayError("Drive RAID is away.", is_other=True), places)
    assert window.grid.away.use.isVisible()
    assert not window.grid.away.begin.isVisible()
    with qtbot.waitSignal(controller.open_asked) as told:
        qtbot.mouseClick(window.grid.away.use, Qt.MouseButton.LeftButton)
    assert told.args == [places, "use"]


def test_another_library_is_chosen_for_good(controller, window, qtbot, places, tmp_path):
    other = find_places(tmp_path / "home").with_library(tmp_path / "other")
    compose.begin_library(other)
    controller.show(_why(places), places)
    with qtbot.waitSignal(controller.open_asked) as told:
        controller.take(tmp_path / "other")
    assert told.args == [other, ""]
    assert load_settings(places.settings)[0].library.folder == str(tmp_path / "other")


def test_a_folder_without_a_library_is_not_taken_for_one(controller, window, places, tmp_path):
    controller.show(_why(places), places)
    (tmp_path / "films").mkdir()
    controller.take(tmp_path / "films")
    assert window.grid.away.accessibleName().endswith(f"There is no library in {tmp_path / 'films'}.")
    assert not any((tmp_path / "films").iterdir())


def test_a_library_that_goes_while_it_is_open_is_told_and_comes_back(controller, window, qtbot, places, tmp_path):
    (tmp_path / "pulled").rename(tmp_path / "drive")
    controller.guard(places)
    with qtbot.waitSignal(controller.lost, timeout=20_000) as told:
        (tmp_path / "drive").rename(tmp_path / "pulled")
    assert told.args == [True]
    assert "is no longer available" in window.notices.bars[0].notice.title
    with qtbot.waitSignal(controller.lost, timeout=20_000) as told:
        (tmp_path / "pulled").rename(tmp_path / "drive")
    assert told.args == [False]


def test_another_file_in_its_place_asks_for_a_restart(controller, window, qtbot, places, tmp_path):
    (tmp_path / "pulled").rename(tmp_path / "drive")
    controller.guard(places)
    with qtbot.waitSignal(controller.lost, timeout=20_000):
        (tmp_path / "drive").rename(tmp_path / "pulled")
    compose.begin_library(places)
    qtbot.waitUntil(
        lambda: window.notices.bars[0].notice.title == "The library's drive is connected again.", timeout=20_000
    )
    (button,) = window.notices.bars[0].findChildren(type(window.grid.away.begin))
    with qtbot.waitSignal(controller.restart_asked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_look_that_hangs_is_left_behind(qapp, places, monkeypatch):
    hanging, hangs = threading.Event(), threading.Event()

    def look(_):
        hangs.set()
        hanging.wait(30)
        raise LibraryAwayError("away")

    monkeypatch.setattr("c2v_desktop.shell.library_away.find_library", look)
    watch = LibraryWatch(every_s=0.01)
    watch.wait_for(places)
    assert hangs.wait(20)
    watch.close()
    hanging.set()


# ---- a home that is away


@pytest.fixture
def home(tmp_path):
    """Of a drive that is away."""
    return find_places(tmp_path / "drive" / "more" / "home")


def test_a_home_that_is_away_is_waited_for_and_not_made(home, tmp_path):
    asked = []

    def connect(title):
        asked.append(title)
        if len(asked) == 2:
            (tmp_path / "drive" / "more").mkdir(parents=True)
        return "again"

    assert wait_for_home(home, connect)
    assert len(asked) == 2
    assert str(tmp_path / "drive") in asked[0]
    assert not home.settings.parent.exists()
    assert wait_for_home(home, lambda _: pytest.fail("a home whose folder is there is made without asking"))


def test_a_home_that_is_away_is_left_or_begun_as_the_person_says(home, tmp_path):
    assert not wait_for_home(home, lambda _: "quit")
    assert not (tmp_path / "drive").exists()
    assert wait_for_home(home, lambda _: "begin")
    assert home.settings.parent.is_dir()


def test_a_home_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("no folder")
    asked, answers = [], ["begin", "quit"]
    assert not wait_for_home(
        find_places(tmp_path / "file" / "home"), lambda title: (asked.append(title), answers.pop(0))[1]
    )
    assert "cannot be created" in asked[1]


@pytest.mark.parametrize(("button", "answer"), [("Try again", "again"), ("Create a new library there", "begin")])
def test_the_question_about_a_home(qtbot, home, button, answer):
    seen = []

    def press():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(box.text())
        # Whatever is wrong, an open question would hold the tests for ever.
        found = [each for each in box.buttons() if each.text() == button] or box.buttons()[-1:]
        found[0].click()

    QTimer.singleShot(0, press)
    assert ask_about_home("/media/<b>drive</b> is not there.") == answer
    assert "<b>drive" in seen[0]


def test_escape_leaves_the_question_about_a_home(qtbot):
    QTimer.singleShot(0, lambda: qtbot.keyClick(QApplication.activeModalWidget(), Qt.Key.Key_Escape))
    assert ask_about_home("It is not there.") == "quit"
