"""Any name becomes one line that draws what it says."""

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import MediaError, SettingsError
from core.printable import printable


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plain é 猫 привет.mp4", "plain é 猫 привет.mp4"),
        ("a\nb\tc\r.mp4", r"a\nb\tc\r.mp4"),
        ("gpj\u202e4pm.exe", r"gpj\u202e4pm.exe"),
        ("\u2066a\u2069\u200f\u061c", r"\u2066a\u2069\u200f\u061c"),
        ("zero\u200bwidth\ufeff\u00ad\u2060", r"zero\u200bwidth\ufeff\xad\u2060"),
        ("\x1b[31mred\x07", r"\x1b[31mred\x07"),
        ("line\u2028para\u2029", r"line\u2028para\u2029"),
        ("filler\u3164\u2800", r"filler\u3164\u2800"),
        ("lone \ud800 half", r"lone \ud800 half"),
        ("joined\u200dascii", r"joined\u200dascii"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("back\\slash", "back\\slash"),
    ],
)
def test_what_cannot_be_seen_is_escaped(name, shown):
    assert printable(name) == shown


def test_bytes_that_are_no_text_are_escaped_one_by_one():
    assert printable(Path(os.fsdecode(b"/films/c\xff\xd0\xbf.mp4"))) == "/films/c\\xffп.mp4"


@pytest.mark.parametrize("name", ["👩\u200d👧.mp4", "می\u200cخواهم.mov", "شریف", "Screenshot 10.00\u202fAM.png"])
def test_writing_that_needs_joiners_and_wide_spaces_stays(name):
    assert printable(name) == name


@given(st.text(st.characters(blacklist_categories=())))
@example("\u200d\u200c\u200d")
def test_any_text_becomes_one_line_of_valid_unicode(text):
    shown = printable(text)
    shown.encode("utf-8")
    assert printable(shown) == shown
    assert "\n" not in shown
    assert not any(unicodedata.bidirectional(letter) in _TURNS for letter in shown)
    assert not any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in shown)


_TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def test_an_error_says_names_safely_and_keeps_its_path():
    path = Path("/films/a\nb\u202e.mp4")
    error = MediaError(path, f"{path.name} is not a video.", f"Look at {path}.")
    assert str(error) == r"a\nb\u202e.mp4 is not a video. Look at /films/a\nb\u202e.mp4."
    assert error.path == path
    assert SettingsError("Bad \x1b[2J.").title == r"Bad \x1b[2J."
