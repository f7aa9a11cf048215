"""A clip whose file was replaced: what was kept of it before is offered, carried over, and undone."""

from fractions import Fraction

import pytest

from tests.fakes.still_frames import draw_video


@pytest.fixture
def replaced(stocked, settle, footage_folder):
    """van.mov was rated and kept, then its file was replaced by a shorter one."""
    library = stocked._services.library
    (van,) = [video for video in stocked.library_model.videos.values() if video.path.name == "van.mov"]
    library.rate([van.id], 4)
    library.keep(van.id, Fraction(0), Fraction(1))
    library.keep(van.id, Fraction(3), Fraction(4))
    draw_video(footage_folder / "van.mov", [("white van parked", 2.0)])
    stocked.indexing.rescan()
    settle()
    return van.id


def choose(window, name):
    """As a click on the card does."""
    model = window.grid._model
    (row,) = [row for row, video in enumerate(model.rows) if video.path.name == name]
    window.grid.list.setCurrentIndex(model.index(row))


def bars(window):
    return [bar for bar in window.notices.bars if bar.notice.name in ("carry_over", "step")]


def rating(stocked, video_id):
    return stocked.library_model.videos[video_id].marks.rating


def press(bar, title):
    from PySide6.QtWidgets import QPushButton

    next(each for each in bar.findChildren(QPushButton) if each.text() == title).click()


def test_it_is_offered_when_the_clip_is_selected_and_can_be_undone(replaced, stocked, window, settle, qtbot):
    assert rating(stocked, replaced) == 0
    choose(window, "van.mov")
    qtbot.waitUntil(lambda: bool(bars(window)), timeout=10_000)
    (bar,) = bars(window)
    assert "van.mov" in bar.notice.title
    press(bar, "Carry over")
    settle()
    assert rating(stocked, replaced) == 4
    (bar,) = bars(window)
    assert "1 moment" in bar.notice.hint, "the one beyond the end of the new version"
    press(bar, "Undo")
    settle()
    assert rating(stocked, replaced) == 0
    choose(window, "car.mov")
    settle()
    choose(window, "van.mov")
    settle()
    assert bars(window) == [], "it is offered once; the command is there"
    window.actions_["mark.carry_over"].trigger()
    settle()
    assert rating(stocked, replaced) == 4


def test_where_nothing_was_kept_the_command_says_so(stocked, window, settle, qtbot):
    choose(window, "car.mov")
    settle()
    window.actions_["mark.carry_over"].trigger()
    settle()
    assert any("Nothing is kept of an earlier version of car.mov" in bar.notice.title for bar in window.notices.bars)
