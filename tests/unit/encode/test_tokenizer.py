"""Tokens, their places among the typed characters, and the words that were not read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.encode.tokenizer import END_WORD, Tokenizer, dropped_words, place_characters, split_words
from core.values import Phrase

TOKENS = Tokenizer(32)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a red car", ("a", "red", "car")),
        ("  A Red   CAR\tdrives ", ("A", "Red", "CAR", "drives")),
        ("café naïve", ("café", "na", "ï", "ve")),
        ("dogs &amp; cats", ("dogs", "&", "cats")),
        ("don't", ("don", "'t")),
        ("200km/h!", ("2", "0", "0", "km", "/", "h", "!")),
        ("fragmentation", ("frag", "mentation")),
        ("“smart” dog’s", ("smart", "dog")),
        ("cafe\u0301 dogs", ("cafe", "dogs")),
        ("", ()),
    ],
)
def test_tokens_are_found_where_they_were_typed(text, words):
    read = TOKENS.read(text)
    found = [word for word in read.words if word != END_WORD]
    missing = [word for word in words if word not in found]
    assert not missing
    assert read.words[-1] == END_WORD


@given(st.text(max_size=60))
def test_any_text_can_be_read_and_every_place_lies_inside_it(text):
    read = TOKENS.read(text)
    assert len(read.tokens) <= 30
    for token in read.tokens:
        assert 0 <= token.start <= token.stop <= len(text) or token.stop == token.start + 1
    starts = [token.start for token in read.tokens]
    assert starts == sorted(starts)


@given(st.text(alphabet="abc XYZ'.,", max_size=40))
def test_plain_text_keeps_every_character_in_its_place(text):
    for token in TOKENS.read(text).tokens:
        piece = TOKENS._clip.decoder[token.id].removesuffix("</w>")
        assert text[token.start : token.stop].lower() == piece


def test_places_have_one_entry_more_than_characters():
    places = place_characters("a b", "A \n b")
    assert places == [0, 1, 4, 5]


def test_words_belong_to_the_phrase_they_overlap_most():
    read = TOKENS.read("a red car drives up")
    phrases = (Phrase("drives up", 10, 19), Phrase("red car", 2, 9))
    assert read.word_phrases(phrases) == (-1, 1, 1, 0, 0, -1)
    assert read.word_phrases(()) == (-1,) * 6


def test_a_phrase_past_the_context_has_no_words():
    text = "dog " * 30 + "red car"
    read = TOKENS.read(text)
    assert read.dropped == ("red", "car")
    assert set(read.word_phrases((Phrase("red car", 120, 127),))) == {-1}


@pytest.mark.parametrize(
    ("text", "dropped"),
    [
        ("dog " * 30, ()),
        ("dog " * 30 + ".", ()),
        ("dog " * 29 + "fragmentation tail", ("fragmentation", "tail")),
        ("Dog " * 31, ("Dog",)),
    ],
)
def test_what_was_not_read_is_named_as_typed(text, dropped):
    assert TOKENS.read(text).dropped == dropped


def test_a_pasted_book_is_read_at_its_beginning_and_the_rest_named():
    book = "Dogs “bark” at night, " * 50_000
    read = TOKENS.read(book)
    assert len(read.tokens) == 30
    assert len(read.dropped) > 190_000
    assert TOKENS.read(" " * 5000 + "dog").dropped == ("dog",)


def test_padding_reaches_the_longest_or_the_asked_length():
    read = [TOKENS.read("dog"), TOKENS.read("a red car")]
    ids, mask = TOKENS.pad(read)
    assert ids.shape == (2, 5)
    assert mask.sum(dim=1).tolist() == [3, 5]
    assert ids[0].tolist()[3:] == [0, 0]
    assert ids[0, 0] == 49406
    assert ids[0, 2] == 49407
    assert TOKENS.pad(read, 32)[0].shape == (2, 32)


def test_a_foreign_tokenizer_is_asked_which_words_it_reads():
    def first_three(text: str) -> list[int]:
        return [len(word) for word in text.split()][:3]

    assert dropped_words("one two three four five", first_three) == ("four", "five")
    assert dropped_words("one two three", first_three) == ()
    assert dropped_words("one two three .", lambda text: [len(text)]) == ()


def test_split_words_leaves_lone_punctuation_out():
    assert split_words(" a dog - runs!").words == ("a", "dog", "runs!", END_WORD)
