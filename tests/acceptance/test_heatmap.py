"""Scenario 5: a click on the heatmap shows the very frame that was sampled, and the star is where the numbers say."""

import json
import re
import subprocess

import numpy as np
import pytest

from core.synthetic.video_files import read_number
from tests.acceptance.conftest import index
from tests.acceptance.desktop import LONGEST_TEST_S, ROOT, line_command, wait_for
from tests.acceptance.footage import draw_clip, h264, plan
from tests.acceptance.test_playing import RATE, frame_shown, time_shown

pytestmark = pytest.mark.timeout(LONGEST_TEST_S)

TIP_S = 3.0
"""Until what lies at a place is said there, surely."""
SENTENCE = "a red car, the desert"


def explained(home):
    """By the command line, as numbers."""
    command = [*line_command(), "--home", str(home), "explain", SENTENCE, "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_click_on_the_heatmap_shows_the_frame_that_was_sampled(start, tmp_path):
    clip = draw_clip(tmp_path / "car.mp4", [plan("red-car", 1)], h264(gop=250, fps=RATE), numbered=True)
    index(tmp_path / "home", clip)
    told = explained(tmp_path / "home")
    sampled = [round(time_s * RATE) for time_s in told["times_s"]]
    program = start(tmp_path / "home")
    program.find("label", "^1 clip indexed")
    program.press("slash")
    program.type(SENTENCE)
    program.press("Return")
    program.find("check box", "^Score$")
    box = program.find("", "^Evidence$").box

    def tip(point, other_than=""):
        """What is said where the mouse stands."""
        program.hover(point)
        return program.wait(
            lambda: next((each.name for each in program.all("tool tip") if each.name != other_than), ""), "a tooltip"
        )

    def column(said):
        return int(re.match(r"Frame (\d+) · ", said)[1]) - 1

    left, right, strip_y = box.at(0.35)[0], box.at(0.85)[0], box.y + 20
    first = tip((left, strip_y))
    last = tip((right, strip_y), first)
    width = (right - left) / (column(last) - column(first))

    def middle(number):
        """Where a column is; the tooltip says which it is that lies there."""
        nonlocal last
        x = round(left + width * (number - column(first)))
        last = tip((x, strip_y), last)
        return x + round(width * (number - column(last)))

    aside = box.at()[0], box.y + box.height + 20
    for number in (8, 3):
        program.click((middle(number), strip_y))
        program.hover(aside)  # over the heatmap, the player shows what lies under the mouse
        program.wait(
            lambda number=number: frame_shown(program, read_number) == sampled[number], f"frame {sampled[number]}"
        )
        assert time_shown(program) == sampled[number]
    program.picture("1 the fourth column")

    best = int(np.asarray(told["cells"])[0].sum(axis=0).argmax())
    x = middle(best)
    said = next(filter(None, (row_tip(program, (x, y), "“red car”") for y in range(strip_y, box.y + box.height, 14))))
    assert said.startswith(f"Frame {best + 1} · ")
    assert "best" in said, "the star stands where the numbers are largest"
    program.picture("2 the best frame of a phrase")


def row_tip(program, point, words):
    """What is said at a point, if these words are in it."""
    program.hover(point)
    try:
        return wait_for(
            lambda: next((each.name for each in program.all("tool tip") if words in each.name), ""), words, TIP_S
        )
    except AssertionError:
        return ""
