"""Names and sentences for Qt: pure functions, each letter."""

from pathlib import Path

import pytest

from ui import safe_text


def test_a_name_that_looks_like_markup_is_escaped_in_a_tooltip_and_plain_text_is_left():
    assert safe_text.tip("/films/plain & simple.mp4\nline") == "/films/plain & simple.mp4\nline"
    assert safe_text.tip("/films/<b>x</b> &amp;.mp4\nsecond") == "/films/&lt;b&gt;x&lt;/b&gt; &amp;amp;.mp4<br>second"
    assert safe_text.tip("a\u202eb") == "a\\u202eb"


def test_buttons_show_an_ampersand_and_titles_a_bracketed_star():
    assert safe_text.on_button("R&D") == "R&&D"
    assert safe_text.in_title("a[*]b") == "a[*][*]b"


def test_a_drive_has_a_name():
    assert safe_text.name_of(Path("/")) == "/"
    assert safe_text.name_of(Path("/a/b\nc")) == "b\\nc"


def test_long_words_lose_their_middle_and_paths_and_checksums_stay_whole():
    checksum = "0123456789abcdef" * 4
    assert safe_text.short(f"sha {checksum}") == f"sha {checksum}"
    path = "/home/user/" + "folder/" * 30
    assert safe_text.short(path) == path
    shortened = safe_text.short("See " + "x" * 300 + ".mov now.")
    assert shortened.startswith("See xxx")
    assert shortened.endswith("xx.mov now.")
    assert max(map(len, shortened.split())) == 64


@pytest.mark.parametrize("most", [1, 2, 3, 9, 10])
def test_a_shortened_name_is_as_long_as_asked(most):
    assert len(safe_text.middle("abcdefghij.mp4", most)) == most
    assert safe_text.middle("abc", 3) == "abc"
