"""The list of names and words opens from the menu, from the Models page, and from the window that teaches."""

import pytest
from PySide6.QtWidgets import QPushButton

from c2v_desktop.finetune_wizard.teaching_launcher import TeachingLauncher
from c2v_desktop.models_page.launcher import ModelsLauncher
from c2v_desktop.paths import find_places
from core.settings import EncoderSettings


@pytest.fixture
def launcher(stocked, window, house, lane, tasks, tmp_path, settle):
    places = find_places(tmp_path / "home")
    models = ModelsLauncher(window, places, tasks, EncoderSettings())
    made = TeachingLauncher(window, lambda: places, tasks, models)
    made.tie(house.library, lane, stocked)
    yield made
    made.close()
    settle()


def press(widget, text):
    (button,) = [each for each in widget.findChildren(QPushButton) if each.text() == text]
    button.click()


def is_open(launcher, settle):
    settle()
    return launcher._names is not None and launcher._names.window.isVisible()


def test_from_the_menu(launcher, window, settle):
    window.actions_["app.names"].trigger()
    assert is_open(launcher, settle)


def test_from_the_models_page(launcher, settle):
    press(launcher._models.actions().page, "Names and words…")
    assert is_open(launcher, settle)


@pytest.mark.parametrize("page", ["way", "use_page"])
def test_from_the_window_that_teaches(launcher, settle, page):
    press(getattr(launcher.wizard().window, page), "Names and words…")
    assert is_open(launcher, settle)


def test_before_the_library_is_open_it_says_so(window, tasks, tmp_path, qtbot):
    places = find_places(tmp_path / "home")
    made = TeachingLauncher(window, lambda: places, tasks, ModelsLauncher(window, places, tasks, EncoderSettings()))
    made.open_names()
    assert made._names is None
