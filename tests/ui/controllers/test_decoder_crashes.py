"""A decoder that stops: which clip, and what was done, stands in a message bar."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from core.errors import CrashedError
from core.values import DecoderCrash
from tests.fakes.still_frames import StillFrames
from ui.controllers.decoder_crashes import crash_notice
from ui.library_model import SidebarFilter


class Deadly(StillFrames):
    """Stops over van.mov, so often."""

    lives = 1

    def probe(self, path):
        if path.name == "van.mov" and self.lives:
            self.lives -= 1
            raise CrashedError(path, "The decoder stopped.")
        return super().probe(path)


@pytest.fixture
def frames(house):
    house.frames = Deadly()
    house.library = house.build(sleep=lambda _: None)
    return house.frames


def bars(window):
    return [bar for bar in window.notices.bars if bar.notice.name == "decoder"]


def test_a_clip_that_was_indexed_on_the_second_try_is_named(frames, running, settle, footage_folder):
    running.add([footage_folder])
    settle()
    (bar,) = bars(running._window)
    assert "van.mov" in bar.notice.title
    assert "second try" in bar.notice.hint
    assert not bar.notice.fades
    bar.closed.emit()
    running.indexing.rescan()
    settle()
    assert bars(running._window) == [], "what was dismissed does not come back"


def test_a_clip_that_is_skipped_is_named_and_shown(frames, running, settle, footage_folder):
    frames.lives = 2
    running.add([footage_folder])
    settle()
    (bar,) = bars(running._window)
    assert "van.mov" in bar.notice.title
    assert "skipped until you retry" in bar.notice.hint
    next(each for each in bar.findChildren(QPushButton) if "failed" in each.text()).click()
    settle()
    assert running._window.sidebar.place == SidebarFilter("failed")


def test_several_are_told_in_one_message():
    crashes = [DecoderCrash(Path(f"/a/C{n}.mov"), "indexed") for n in range(1, 6)]
    notice = crash_notice([*crashes, DecoderCrash(Path("/a/D1.mov"), "skipped"), DecoderCrash(Path("/a/D2.mov"))])
    assert "7 clips" in notice.title
    assert "C1.mov, C2.mov, 3 clips" in notice.hint
    assert "D1.mov" in notice.hint
    assert "D2.mov" in notice.hint
