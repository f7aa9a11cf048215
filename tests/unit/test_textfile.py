"""Whatever an editor or a spreadsheet saves is read as it was meant."""

import codecs

import pytest

from core.textfile import Text, decode, read_text

WORDS = "Käse\tund\nBrot €\n"


@pytest.mark.parametrize(
    "raw",
    [
        WORDS.encode(),
        WORDS.replace("\n", "\r\n").encode(),
        WORDS.replace("\n", "\r").encode(),
        codecs.BOM_UTF8 + WORDS.encode(),
        codecs.BOM_UTF16_LE + WORDS.replace("\n", "\r\n").encode("utf-16-le"),
        codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + WORDS.encode("utf-32-le"),
        codecs.BOM_UTF32_BE + WORDS.encode("utf-32-be"),
        WORDS.encode("cp1252"),
    ],
    ids=lambda raw: raw[:6].hex(),
)
def test_every_encoding_gives_the_same_text(raw: bytes) -> None:
    assert decode(raw).text == WORDS


def test_what_is_guessed_or_would_change_is_told(tmp_path) -> None:
    assert decode("Käse".encode()) == Text("Käse")
    assert decode(codecs.BOM_UTF8 + b"a") == Text("a", is_plain=False)
    assert decode("Käse".encode("cp1252")) == Text("Käse", is_plain=False, is_guessed=True)
    (tmp_path / "empty").touch()
    assert read_text(tmp_path / "empty") == Text("")


@pytest.mark.parametrize("raw", ["Käse".encode("utf-16-le"), b"\x81\xff\n", b"\xff\xfea", b"\xef\xbb\xbf\xff"])
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        decode(raw)
