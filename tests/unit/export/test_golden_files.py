"""One file of each format, reviewed and kept; `python -m tests.unit.export.test_golden_files` writes them again."""

import sys
from fractions import Fraction
from pathlib import Path

import pytest

from core.export import FORMATS, HandoffOptions, OutputFile, PathMapping, PhraseNote, plan_export
from core.values import Marks
from tests.handoffs import chosen, clip

GOLDEN = Path(__file__).parent / "golden"
TEXTS = list(FORMATS)
"""All but contact sheets; of a bundle the timeline that is in it."""


def basket():
    """Rates, starts and names of many kinds."""
    rated = Marks(4, "pick", tags=("Day 1", "hero, wide"))
    street = clip("/mnt/card/Street & rain.mov", start="10:00:00:00", reel="A001C003", sound=True, marks=rated)
    drop = clip(
        "/mnt/card/Übung <2>.mxf",
        Fraction(30000, 1001),
        "23:59:58;00",
        True,
        number=2,
        make="Sony",
        marks=Marks(0, "reject"),
    )
    phone = clip("/home/me/phone.mp4", Fraction(30), None, number=3, duration_s=103.0, width_px=1080, height_px=1920)
    still = clip("/mnt/card/still.jpg", frames=1, duration_s=0.0, start=None, number=4)
    found = {"phrases": (PhraseNote("red car", 0.214), PhraseNote("rain", 0.1)), "score": 0.314, "strength": "strong"}
    return [
        chosen(street, 25, 75, note='the "best"\none', **found),
        chosen(street, 500, 525, **found),
        chosen(drop, 30, 120, note="past midnight"),
        chosen(phone, 60, 90),
        chosen(still, 0, 1),
    ]


def made(format_):
    options = HandoffOptions("Day 1 | <selects>", handle_frames=5, mappings=(PathMapping("/mnt/card", "Z:\\rushes"),))
    return plan_export(basket(), format_, options).outputs()


def place(format_, output: OutputFile):
    return GOLDEN / f"{format_}{output.tail}{'.json' if output.media else ''}"


@pytest.mark.parametrize("format_", TEXTS)
def test_each_format_is_written_as_it_was_looked_at(format_):
    outputs = made(format_)
    assert sorted(each.name for each in GOLDEN.glob(f"{format_}.*")) == sorted(
        place(format_, each).name for each in outputs
    )
    for output in outputs:
        assert output.content.decode("utf-8") == place(format_, output).read_bytes().decode("utf-8")


def test_no_golden_file_is_left_over():
    assert {each.name.split(".")[0] for each in GOLDEN.iterdir()} == set(TEXTS)


if __name__ == "__main__":
    for old in GOLDEN.iterdir():
        old.unlink()
    for name in TEXTS:
        for each in made(name):
            place(name, each).write_bytes(each.content)
    sys.exit(0)
