"""Taught words reach every model that answers: at the start, when they change, and after a change of the model."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import EncoderError
from core.values import Phrase, TaughtVectors, TaughtWord
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.house import house_of_scenes
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import colour_of
from tests.fakes.workshop import Workshop


def taught(encoder: HashEncoder, name: str, word: str) -> TaughtWord:
    """A name that means what a word means to this model."""
    vectors = 3 * encoder._vector(colour_of(word))[None]
    return TaughtWord(0, name, "name", (), 0.0, (TaughtVectors.of(encoder.spec.text_key, vectors),))


@pytest.fixture
def house(tmp_path: Path):
    return house_of_scenes(tmp_path, [["red car"], ["blue sky"], ["green tree"]])


def first(answer) -> str:
    return answer.hits[0].video.path.name


def test_a_name_finds_its_thing_from_the_moment_it_is_taught_until_it_is_removed(house):
    before = [(each.video.id, each.score) for each in house.ask("Kermit").hits]
    sky = [(each.video.id, each.score) for each in house.ask("blue sky").hits]
    change = house.library.put_words([taught(house.encoder, "Kermit", "tree")])
    assert first(house.ask("kermit")) == "2.film"
    assert first(house.ask("KERMIT's")) == "2.film"
    assert [(each.video.id, each.score) for each in house.ask("blue sky").hits] == sky
    house.library.undo_kept(change)
    assert [(each.video.id, each.score) for each in house.ask("Kermit").hits] == before
    assert house.encoder.words == ()


def test_names_are_known_after_a_restart_and_before_the_model_is_loaded_they_are_only_noted(house):
    house.library.put_words([taught(house.encoder, "Kermit", "tree")])
    house.encoder = HashEncoder()
    library = house.build()
    assert house.encoder.words == ()
    assert library.cut("a Kermit runs").phrases == (Phrase("Kermit", 2, 8), Phrase("runs", 9, 13))
    library.wake()
    assert [each.text for each in house.encoder.words] == ["Kermit"]
    assert first(library.search(library.cut("Kermit"))) == "2.film"


def test_renaming_keeps_what_was_learned(house):
    (word,) = house.library.put_words([taught(house.encoder, "Kermit", "tree")]).words
    house.library.rename_word(word.id, "the old Oak")
    assert first(house.ask("the  OLD oak")) == "2.film"
    assert [each.text for each in house.library.cut("red the old Oak falls").phrases] == ["red", "the old Oak", "falls"]


def test_evidence_has_a_row_for_the_name(house):
    house.library.put_words([taught(house.encoder, "Kermit", "tree")])
    answer = house.ask("Kermit at night")
    told = house.library.explain(answer.query, answer.hits[0].segment.id)
    assert [each.text for each in told.phrases] == ["Kermit", "night"]
    assert told.rows[0].sum() > 0.3


def test_each_model_reads_the_words_of_its_own_text_tower(tmp_path):
    shop = Workshop(tmp_path)
    shop.library.put_words([taught(shop.house.encoder, "Kermit", "sky")])
    library = shop.start("second")
    assert shop.house.encoder.words == ()
    assert shop.answers() == "first"
    assert [each.text for each in shop.opened[-1].words] == ["Kermit"]
    library.put_words([taught(shop.house.encoder, "Kermit", "red")])
    assert [each.text for each in shop.house.encoder.words] == ["Kermit"]
    library.put_words([taught(HashEncoder("first"), "Gonzo", "red")])
    assert [each.text for each in shop.opened[-1].words] == ["Gonzo", "Kermit"]
    finish(library.ingest())
    assert shop.answers() == "second"
    other = HashEncoder("third")
    library.use_model(other, "third")
    assert other.words == ()


def test_words_that_a_model_cannot_take_do_not_keep_the_library_from_opening(house):
    house.library.put_words([taught(house.encoder, "Kermit", "tree")])

    class Refusing(HashEncoder):
        def set_words(self, words):
            raise EncoderError("They do not fit.")

    house.encoder = Refusing()
    assert house.build().wake().name == "hash"


def test_a_library_that_is_only_read_takes_over_words_taught_by_another_program(house):
    reading = HashEncoder()
    library = house.build(read_only=True, encoder=reading)
    library.wake()
    house.library.put_words([taught(house.encoder, "Kermit", "tree")])
    library.refresh()
    assert [each.text for each in reading.words] == ["Kermit"]
    assert first(library.search(library.cut("Kermit"))) == "2.film"


def test_vectors_of_two_rows_are_both_read(house):
    spec = house.encoder.spec
    rows = np.stack([house.encoder._vector(colour_of(word)) for word in ("green", "tree")])
    house.library.put_words([TaughtWord(0, "Kermit", "word", (), 0.0, (TaughtVectors.of(spec.text_key, rows),))])
    assert house.ask("Kermit").hits[0].score == pytest.approx(house.ask("green tree").hits[0].score, abs=1e-5)
