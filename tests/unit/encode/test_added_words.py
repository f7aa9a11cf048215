"""Words whose vectors were taught: where they are found, and what they change."""

import numpy as np
import pytest
import torch

from core.encode.added_words import AddedWords
from core.encode.tokenizer import Tokenizer
from core.encode.word_rows import WordRows
from core.errors import EncoderError
from core.values import Phrase
from core.values.teaching import AddedWord
from core.values.word_matching import WordMatcher

REX = AddedWord("Rex", np.ones((2, 8), np.float32))
LOGO = AddedWord("the Miller logo", np.full((1, 8), 2, np.float32))
MILLER = AddedWord("Miller", np.full((1, 8), 3, np.float32))


def found(words, text):
    return [text[each.start : each.stop] for each in WordMatcher(words).find(text)]


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("Rex jumps into the lake", ["Rex"]),
        ("a dog, REX, and rex's ball", ["REX", "rex"]),
        ("Rex’s ball; rex.", ["Rex", "rex"]),
        ('"Rex" (Rex) Rex! ¿Rex?', ["Rex"] * 4),
        ("Rexona, Prex, T-Rex, rex-like, Rex_2, O'Rex, Rex2", []),
        ("Rex/Rex – Rex", ["Rex"] * 3),
        ("", []),
    ],
)
def test_a_name_is_found_as_a_whole_word_whatever_its_case(text, there):
    assert found(["Rex"], text) == there


def test_accents_are_found_however_they_are_encoded():
    composed, apart = "Ren\u00e9e", "Rene\u0301e"
    assert found([composed], f"a portrait of {apart}'s cat") == [apart]
    assert found([apart], f"{composed.upper()}!") == [composed.upper()]
    assert found(["Straße"], "in der STRASSE bei Nacht") == ["STRASSE"]
    assert found(["René"], "Rene") == []


def test_of_names_in_names_the_longest_is_found_and_spaces_may_be_any():
    names = ["Miller", "the Miller logo", "logo"]
    assert found(names, "The  Miller\nlogo, a Miller and a logo") == ["The  Miller\nlogo", "Miller", "logo"]


def test_names_of_signs_are_plain_characters():
    assert found(["C++ (old)"], "some c++ (OLD) code") == ["c++ (OLD)"]
    assert found(["a.c"], "abc") == []
    assert found(["", "  "], "a b") == []


def test_an_added_word_stands_where_its_tokens_would():
    text = "a dog, Rex's friend, jumps"
    plain, read = Tokenizer(32).read(text), Tokenizer(32).read(text, AddedWords([LOGO, REX]))
    at = text.index("Rex")
    assert [each.id for each in read.tokens if each.start == at] == [-2, -3]
    assert all((each.start, each.stop) == (at, at + 3) for each in read.tokens if each.id < 0)
    assert [each for each in read.tokens if each.id >= 0] == [each for each in plain.tokens if each.start != at]
    assert read.word_phrases([Phrase("Rex", at, at + 3)]).count(0) == 2


def test_a_sentence_without_them_is_read_as_ever():
    for text in ("a red car drives up", "a rexona", "café &amp; ☕ naïve", ""):
        assert Tokenizer(32).read(text, AddedWords([REX])) == Tokenizer(32).read(text)


def test_the_context_counts_vectors_and_reads_a_word_whole_or_not_at_all():
    added = AddedWords([REX, LOGO])
    read = Tokenizer(5).read("red car Rex jumps", added)  # room for three: half of Rex would be read
    assert [each.id < 0 for each in read.tokens] == [False, False]
    assert read.dropped == ("Rex", "jumps")
    fits = Tokenizer(6).read("red car Rex jumps", added)
    assert [each.id for each in fits.tokens][2:] == [-1, -2]
    assert fits.dropped == ("jumps",)
    long_name = Tokenizer(6).read("a the Miller logo spins up", added)
    assert [each.id < 0 for each in long_name.tokens] == [False, True, False, False]
    assert long_name.dropped == ()


def letters(texts):
    """Rows of 8: 90, a letter's place in the alphabet or a longer word's length + 40, 99, zeros."""
    rows = torch.zeros(len(texts), 8, dtype=torch.int64)
    for row, text in zip(rows, texts, strict=True):
        words = text.replace("'", " '").split()
        ids = [ord(word) - 96 if len(word) == 1 and word.isalpha() else 40 + len(word) for word in words][:6]
        row[: len(ids) + 2] = torch.tensor([90, *ids, 99])
    return rows


def test_rows_of_any_tokenizer_get_the_ids_of_added_words():
    added, rows = AddedWords([REX, LOGO]), WordRows(letters)
    written = rows.write(["x the miller logo runs", "x q Rex's ball", "plain words"], added).tolist()
    assert written[0] == [90, 24, -3, 44, 99, 0, 0, 0]
    assert written[1] == [90, 24, 17, -1, -2, 42, 44, 99]
    assert written[2] == letters(["plain words"])[0].tolist()


def test_rows_that_are_full_keep_whole_words_only():
    written = WordRows(letters).write(["aa bb cc dd ee rex ff", "aa bb cc dd rex ff rex"], AddedWords([REX])).tolist()
    assert written[0] == [90, 42, 42, 42, 42, 42, 99, 0]
    assert written[1] == [90, 42, 42, 42, 42, -1, -2, 99]


def test_a_tokenizer_that_joins_letters_is_never_written_wrongly():
    def joining(texts):
        return letters([text.replace(" ", "") for text in texts])

    with pytest.raises(EncoderError):
        WordRows(joining).write(["a rex runs"], AddedWords([REX]))


def test_words_need_vectors_of_one_width():
    with pytest.raises(ValueError, match="one width"):
        AddedWords([REX, AddedWord("Max", np.ones((1, 9), np.float32))])
    with pytest.raises(ValueError, match="one width"):
        AddedWords([AddedWord("Max", np.ones((0, 8), np.float32))])
