"""Names and sentences for Qt: pure functions, each letter."""

from pathlib import Path

import pytest

from ui import texts


def test_a_name_that_looks_like_markup_is_escaped_in_a_tooltip_and_plain_text_is_left():
    assert texts.tip("/films/plain & simple.mp4\nline") == "/films/plain & simple.mp4\nline"
    assert texts.tip("/films/<b>x</b> &amp;.mp4\nsecond") == "/films/&lt;b&gt;x&lt;/b&gt; &amp;amp;.mp4<br>second"
    assert texts.tip("a\u202eb") == "a\\u202eb"


def test_buttons_show_an_ampersand_and_titles_a_bracketed_star():
    assert texts.on_button("R&D") == "R&&D"
    assert texts.in_title("a[*]b") == "a[*][*]b"


def test_a_drive_has_a_name():
    assert texts.name_of(Path("/")) == "/"
    assert texts.name_of(Path("/a/b\nc")) == "b\\nc"


def test_long_words_lose_their_middle_and_paths_and_checksums_stay_whole():
    checksum = "0123456789abcdef" * 4
    assert texts.short(f"sha {checksum}") == f"sha {checksum}"
    path = "/home/user/" + "folder/" * 30
    assert texts.short(path) == path
    shortened = texts.short("See " + "x" * 300 + ".mov now.")
    assert shortened.startswith("See xxx")
    assert shortened.endswith("xx.mov now.")
    assert max(map(len, shortened.split())) == 64


@pytest.mark.parametrize("most", [1, 2, 3, 9, 10])
def test_a_shortened_name_is_as_long_as_asked(most):
    assert len(texts.middle("abcdefghij.mp4", most)) == most
    assert texts.middle("abc", 3) == "abc"
