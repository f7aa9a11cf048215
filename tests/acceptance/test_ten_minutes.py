"""An editor's first ten minutes with the program, in one go: while a folder is indexed, found, kept, taken back."""

import cv2
import pytest

from core.synthetic.drawing import draw_scene
from core.synthetic.scene import scene_at
from tests.acceptance.desktop import LONGEST_TEST_S
from tests.acceptance.footage import MANY, plan
from tests.e2e.runs import ready_videos

pytestmark = [pytest.mark.slow, pytest.mark.timeout(LONGEST_TEST_S)]


def test_an_editor_finds_keeps_and_takes_along_while_clips_are_indexed(
    start, home, tmp_path, six_clips, many_clips, drag_window
):
    still = tmp_path / "reference.png"
    cv2.imwrite(str(still), cv2.cvtColor(draw_scene(scene_at(plan("trees"), 3.0), 320, 180), cv2.COLOR_RGB2BGR))
    program = start(home)
    program.wait(lambda: len(program.cards()) == 6, "the library")
    assert drag_window("from", many_clips).drag_to(program.find("list", "^Clips$").box.at()) == "CopyAction"
    program.find("list item", "^Day 6")
    program.picture("1 a folder was dropped")

    program.press("slash")
    program.type("a red car drives up")
    program.press("Return")
    first = program.wait(lambda: found(program), "an answer from what is indexed")[0]
    assert first.startswith("red-car.mp4, ")
    program.click(program.cards()[0])
    program.press("Right")
    program.wait(lambda: "selected" in program.cards()[1].states, "the arrow keys move")
    program.press("Left", "p")
    program.press("l", "l", "k", "i")  # how fast that is stands in test_playing: this clip is over too soon to look
    program.press("period", "period", "o", "b")
    program.picture("2 found, played and kept")

    seen = found(program)
    program.find("push button", r"^Update \(")
    assert found(program) == seen, "the list never changes by itself"
    program.press("s")
    program.find("button menu", "^Like red-car.mp4")
    program.wait(lambda: found(program) and found(program) != seen, "similar shots")
    program.picture("3 similar shots")
    assert drag_window("from", still).drag_to(program.find("text", "^Describe a shot$").box.at()) == "CopyAction"
    program.find("button menu", "^Like reference.png")
    program.picture("4 like a picture")

    program.press("slash", "ctrl+a", "BackSpace")
    program.click(program.cards()[0])
    program.press("b", "shift+b")
    basket = program.find("tree", "^Kept moments$")
    program.wait(lambda: len(basket.within("tree item", r"\.mp4$")) == 2, "two moments are kept")
    program.picture("5 the basket")
    program.press("Escape")
    program.press("ctrl+z", "shift+b")
    program.wait(lambda: len(basket.within("tree item", r"\.mp4$")) == 1, "undone")
    program.press("Escape")

    program.press("ctrl+q")
    assert program.wait_for_end() == 0
    again = start(home)
    again.find("label", f"^{6 + MANY} clips indexed")
    assert ready_videos(home) == 6 + MANY
    again.picture("6 the next day")


def found(program):
    return [card.name for card in program.cards() if " match" in card.name]
