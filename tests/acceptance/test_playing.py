"""Scenario 6: the frame on the screen, read from its pixels, is the one that was asked for."""

from fractions import Fraction

import pytest

from tests.acceptance.desktop import LONGEST_TEST_S
from tests.acceptance.footage import SIZE
from tests.clips import VideoSpec, draw_numbers, read_number

pytestmark = pytest.mark.timeout(LONGEST_TEST_S)

RATE, FRAMES = 25, 1500
STEPS = 5


def frame_shown(program, read=read_number):
    """The number in the picture of the player."""
    box = program.find("", "^Picture$").box
    picture = program.pixels(box)
    height = box.width * SIZE[1] // SIZE[0]
    width = box.width if height <= box.height else box.height * SIZE[0] // SIZE[1]
    height = min(height, box.height)
    top, left = (box.height - height) // 2, (box.width - width) // 2
    return read(picture[top : top + height, left : left + width])


def time_shown(program):
    """The number of the frame, as the timecode tells it."""
    told = program.find("label", r"^\d\d:\d\d:\d\d:\d\d / ").name.split(" / ")[0]
    hours, minutes, seconds, frames = map(int, told.split(":"))
    return ((hours * 60 + minutes) * 60 + seconds) * RATE + frames


def opened(start, home, clip):
    program = start(home, clip)
    program.find("label", "^1 clip indexed")
    program.click(program.wait(program.cards, "the clip")[0])
    program.wait(lambda: frame_shown(program) == time_shown(program) > 0, "the frame that the player stands at")
    return program


FORMS = {
    "long-gop": (VideoSpec("libx264", fps=Fraction(RATE), gop=250, size=SIZE), ".mp4"),
    "prores": (VideoSpec("prores_ks", "yuv422p10le", fps=Fraction(RATE), size=SIZE), ".mov"),
}


@pytest.mark.parametrize("form", FORMS)
def test_steps_forward_and_back_come_to_the_very_same_frame(start, tmp_path, form):
    spec, ending = FORMS[form]
    clip = draw_numbers(tmp_path / f"numbers{ending}", FRAMES, spec)
    program = opened(start, tmp_path / "home", clip)
    first = frame_shown(program)
    for number in range(1, STEPS + 1):
        program.press("period")
        program.wait(lambda number=number: frame_shown(program) == first + number, f"frame {first + number}")
        assert time_shown(program) == first + number
    for number in range(STEPS - 1, -1, -1):
        program.press("comma")
        program.wait(lambda number=number: frame_shown(program) == first + number, f"frame {first + number}")
    program.picture("1 where it began")

    program.press("j")
    program.wait(lambda: frame_shown(program) < first - STEPS, "the player goes backwards")
    program.press("k")
    program.press("l", "l", "l")
    program.find("label", "^4×$")
    program.picture("2 four times as fast")
    program.press("k")
    program.wait(lambda: not program.sees("label", "^4×$"), "the player stands")
    program.wait(lambda: frame_shown(program) == time_shown(program), "the frame that the timecode tells")


def test_a_clip_that_cannot_be_played_says_so(start, tmp_path):
    clip = draw_numbers(tmp_path / "av1.mp4", 60, VideoSpec("libsvtav1", gop=30, options={"preset": "12"}))
    program = start(tmp_path / "home", clip)
    program.find("label", "^1 clip indexed")
    program.click(program.wait(program.cards, "the clip")[0])
    said = program.wait(lambda: program.find("", "^Picture$").description, "why it does not play")
    assert "AV1" in said
    program.picture("1 cannot be played here")
