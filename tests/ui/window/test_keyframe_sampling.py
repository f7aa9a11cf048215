"""Videos indexed fast: the window says so, and makes them exact when asked."""

import pytest
from PySide6.QtCore import Qt

from core.settings import SamplingSettings, Settings
from tests.fakes.house import FakeHouse
from tests.fakes.still_frames import draw_video


@pytest.fixture
def house(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    return FakeHouse(home, Settings(sampling=SamplingSettings(mode="fast")))


@pytest.fixture
def footage_folder(tmp_path):
    folder = tmp_path / "Day 4"
    draw_video(folder / "car.mov", [("red car", 40.0)])
    draw_video(folder / "dog.mov", [("person with dog", 30.0)])
    return folder


def ask(window, settle, sentence):
    window.query.ask(sentence)
    settle()


def looked(controller):
    return {video.path.name: video.info.looked for video in controller.library_model.videos.values()}


def test_a_fast_video_says_so_and_becomes_exact(stocked, window, settle, qtbot, house):
    ask(window, settle, "red car")
    assert "Indexed fast: keyframes only, about one every 2.0 s." in window.details.words
    assert window.details._exact.isVisible()
    qtbot.mouseClick(window.details._exact, Qt.MouseButton.LeftButton)
    settle()
    assert looked(stocked) == {"car.mov": "exact", "dog.mov": "fast"}
    ask(window, settle, "car red")
    assert window.grid.current.video.path.name == "car.mov"
    assert "Indexed fast" not in window.details.words
    assert not window.details._exact.isVisible()


def test_the_command_makes_the_selected_video_exact(stocked, window, settle):
    ask(window, settle, "dog")
    window.actions_["clip.exact"].trigger()
    settle()
    assert looked(stocked) == {"car.mov": "fast", "dog.mov": "exact"}


def test_all_fast_videos_in_sight_can_be_made_exact_at_once(stocked, window, settle):
    card = window.grid._model.card(0)
    actions = {action.text(): action for action in window.grid.menu_of(card).actions()}
    assert {"Re-index in full", "Re-index all 2 fast clips here in full"} <= set(actions)
    actions["Re-index all 2 fast clips here in full"].trigger()
    settle()
    assert set(looked(stocked).values()) == {"exact"}
    assert "Re-index in full" not in [a.text() for a in window.grid.menu_of(window.grid._model.card(0)).actions()]
