"""The first-run page in the window: a survey beside the library, the start, leaving and coming back."""

import pytest
from PySide6.QtWidgets import QPushButton

from c2v_desktop.first_run import FirstRunController
from c2v_desktop.paths import find_places
from c2v_desktop.shell.settings import SettingsController
from core.settings import Settings, load_settings
from tests.fakes.still_frames import draw_video
from ui.browse.first_run import ModelOffer


class Models:
    """In place of the Models page and its machinery."""

    def __init__(self):
        self.acted = []
        self.models = self
        self.state = "In use"

    class _Signal:
        def connect(self, slot):
            pass

    moved = changed = _Signal()

    def actions(self):
        return self

    def offers(self):
        return [ModelOffer("demo", "Demo model", "Works now.", self.state)]

    def act(self, what, key):
        self.acted.append((what, key))


@pytest.fixture
def places(tmp_path):
    return find_places(tmp_path / "h").make()


@pytest.fixture
def first_run(window, running, house, lane, tasks, places):
    settings = SettingsController(window, lambda: places, Settings(), tasks, lane)
    settings.tie(house.library, running)
    made = FirstRunController(window, settings, Models(), tasks)
    made.tie(house.library, lane)
    return made


def test_models_are_named_when_the_page_comes_after_the_library(window, house, lane, tasks, places, qtbot):
    page = window.grid.first_run
    settings = SettingsController(window, lambda: places, Settings(), tasks, lane)
    made = FirstRunController(window, settings, models := Models(), tasks)
    made.tie(house.library, lane)  # as in the program: whether there are folders is known a moment later
    assert not page.isVisible()
    assert not page.has_models
    window.grid.show_first_run()
    qtbot.waitUntil(lambda: page.has_models)
    window.grid.leave_first_run()
    models.state = "Installed"
    window.actions_["help.first_steps"].trigger()
    qtbot.waitUntil(lambda: page._rows[0][1].text() == "Installed")


def button(window, words):
    page = window.grid.first_run
    return next(each for each in page.findChildren(QPushButton) if words in each.text() and not each.isHidden())


def test_a_folder_is_surveyed_and_then_indexed(first_run, window, running, settle, footage_folder, qtbot, places):
    page = window.grid.first_run
    assert page.isVisible()
    assert page.has_models
    first_run.survey(footage_folder)
    qtbot.waitUntil(lambda: first_run._found.stage == "done", timeout=60_000)
    assert first_run._found.clips == 4
    assert first_run._found.eta_s is not None
    assert running.library_model.folders == []
    page.watch.setChecked(False)
    button(window, "Start indexing").click()
    settle(60_000)
    assert len(running.library_model.folders) == 1
    assert window.grid.list.isVisible()
    assert load_settings(places.settings)[0].watching.watch is False


def test_one_can_start_without_waiting(first_run, window, running, settle, tmp_path, qtbot):
    draw_video(tmp_path / "f" / "long.mov", [("red car", 900.0)])
    first_run.survey(tmp_path / "f")
    qtbot.waitUntil(lambda: first_run._found.clips == 1)
    button(window, "Start indexing").click()
    settle(60_000)
    assert [video.state for video in running.library_model.videos.values()] == ["ready"]


def test_measuring_that_is_stopped_tells_no_time(first_run, window, tmp_path, qtbot, settle):
    for number in range(3):
        draw_video(tmp_path / "f" / f"{number}.mov", [("red car", 9000.0)])
    first_run.survey(tmp_path / "f")
    qtbot.waitUntil(lambda: first_run._found.stage == "measuring", timeout=30_000)
    button(window, "Stop measuring").click()
    settle(30_000)
    assert (first_run._found.gap, first_run._found.eta_s, first_run._found.clips) == ("stopped", None, 3)
    assert button(window, "Start indexing").isEnabled()


def test_another_folder_takes_the_place_of_the_first(first_run, tmp_path, qtbot):
    draw_video(tmp_path / "a" / "long.mov", [("red car", 9000.0)])
    draw_video(tmp_path / "b" / "1.mov", [("red car", 3.0)])
    draw_video(tmp_path / "b" / "2.mov", [("red car", 3.0)])
    first_run.survey(tmp_path / "a")
    first_run.survey(tmp_path / "b")
    qtbot.waitUntil(lambda: first_run._found.stage == "done", timeout=30_000)
    assert first_run._found.clips == 2


def test_the_page_is_left_and_comes_back_from_the_message_and_the_help_menu(first_run, window):
    button(window, "Not now").click()
    assert not window.grid.first_run.isVisible()
    blank = next(each for each in window.grid._pages.blank.findChildren(QPushButton) if each.text() == "First steps")
    assert blank.isVisible()
    blank.click()
    assert window.grid.first_run.isVisible()
    button(window, "Not now").click()
    window.actions_["help.first_steps"].trigger()
    assert window.grid.first_run.isVisible()


def test_with_clips_the_page_comes_by_the_help_menu_only_and_is_left_for_them(
    first_run, window, running, settle, footage_folder
):
    running.add([footage_folder])
    settle(60_000)
    assert not window.grid.first_run.isVisible()
    window.actions_["help.first_steps"].trigger()
    assert window.grid.first_run.isVisible()
    running.indexing.rescan()
    settle(60_000)
    assert window.grid.first_run.isVisible()
    button(window, "Not now").click()
    assert window.grid.list.isVisible()


def test_a_search_takes_the_pages_place(first_run, window, running, settle, footage_folder):
    running.add([footage_folder])
    settle(60_000)
    window.actions_["help.first_steps"].trigger()
    window.query.ask("red car")
    settle(60_000)
    assert window.grid.list.isVisible()


def test_buttons_of_models_are_passed_on(first_run, window):
    window.grid.first_run.model_acted.emit("install", "m")
    assert first_run._models.acted == [("install", "m")]
