"""Heads of CLIP2Video on a tower with words of its own: no start token, and the sentence is told at the last place."""

import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from open_clip.tokenizer import HFTokenizer

from core.encode.backends.clip2video import Clip2VideoEncoder, build
from core.encode.backends.clip_mean import ClipMeanEncoder
from core.encode.encoder_options import EncoderOptions
from core.encode.initialisation import initialise_on_towers
from core.encode.tokenizer import OwnTokenizer
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.errors import EmptyQueryError, WeightsMissingError
from core.values import Phrase, Query
from core.values.teaching import AddedWord
from tests.unit.encode.towers import LAST, PREPROCESSING, make_towers, write_tokenizer

pytest.importorskip("transformers", reason="words of its own want the library transformers")

TEXT = "The red Car, slowly, drives up!"
QUERY = Query(TEXT, (Phrase("red Car", 4, 11), Phrase("drives up", 21, 30)))


@pytest.fixture(scope="module")
def towers(tmp_path_factory):
    return make_towers(LAST, tmp_path_factory.mktemp("last"))


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    folder = tmp_path_factory.mktemp("words")
    write_tokenizer(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what that library warns of at import is not ours
        return HFTokenizer(str(folder), context_length=LAST.context, clean="canonicalize")


def built(towers, folder: Path, *, trained: bool = True, words: bool = True):
    model = initialise_on_towers(LAST.name, PREPROCESSING, towers.state_dict(), centres=3, temporal_layers=1)
    if words:
        write_tokenizer(folder)
    meta = CheckpointMeta("Own", architecture=LAST.name, preprocessing=PREPROCESSING, trained=trained)
    write_checkpoint(folder / "w.safetensors", model, meta)
    return build(EncoderOptions(weights=str(folder / "w.safetensors"), device="cpu", precision="float32", threads=1))


@pytest.fixture(scope="module")
def encoder(towers, tmp_path_factory) -> Clip2VideoEncoder:
    made = built(towers, tmp_path_factory.mktemp("heads"))
    assert isinstance(made, Clip2VideoEncoder)
    return made


def test_ids_are_those_of_open_clips_tokenizer_and_places_those_that_were_typed(own):
    tokens = OwnTokenizer(own, 16)
    sentence = tokens.read(TEXT)
    assert [TEXT[each.start : each.stop].lower() for each in sentence.tokens] == [
        "the", "red", "car", "slowly", "drives", "up",
    ]  # fmt: skip
    ids, mask = tokens.pad([sentence])
    assert ids[0, 1:-1].tolist() == own([TEXT])[0][:6].tolist()
    assert ids[0, 0] == 0
    assert mask.tolist() == [[1] * 8]
    assert sentence.dropped == ()


def test_words_beyond_the_context_are_named(own):
    sentence = OwnTokenizer(own, 6).read("a red car drives up, past the house")
    assert len(sentence.tokens) == 4
    assert sentence.dropped == ("up,", "past", "the", "house")
    with pytest.raises(EmptyQueryError):
        OwnTokenizer(own, 6).read_query(" ... ")


def test_a_sentence_is_what_open_clip_makes_of_it(encoder, towers, own):
    texts = ["the red car", TEXT, "blue"]
    with torch.inference_mode():
        wanted = towers.encode_text(own(texts), normalize=True).numpy()
    halves = np.stack([each.pooled[:64] for each in encoder.encode_text(texts)]) / np.sqrt(0.5)
    assert np.allclose(halves, wanted, atol=1e-3), "the file keeps half precision"
    assert np.abs(wanted[0] - wanted[1]).max() > 0.02
    encoder.close()
    assert np.allclose(encoder.encode_text([TEXT])[0].pooled[:64] / np.sqrt(0.5), halves[1], atol=1e-6)


def test_every_real_word_counts_and_padding_does_not(encoder):
    reading = encoder._read(["the red car"])[0]
    loadings = encoder.model.gather_spoken(reading.hidden, reading.mask)
    assert reading.hidden.shape[1] == 5
    assert not reading.hidden[0, 0].any()
    assert torch.allclose(loadings.vector, reading.aggregate.vector, atol=1e-6)


def test_the_ledger_adds_up_to_the_ranked_score(encoder):
    pixels = np.random.default_rng(0).integers(0, 256, (5, 32, 32, 3), dtype=np.uint8)
    frames = encoder.encode_frames(pixels)
    pooled = encoder.encode_segments(frames[None], np.ones((1, 5), np.uint8))[0]
    ledger = encoder.explain(QUERY, frames, [0.0, 0.5, 1.0, 1.5, 2.0])
    assert ledger.words == ("The", "red", "Car", "slowly", "drives", "up", "(end)")
    assert ledger.word_phrases == (-1, 0, 0, -1, 1, 1, -1)
    assert ledger.score == pytest.approx(float(pooled @ encoder.encode_text([TEXT])[0].pooled), abs=1e-5)
    assert float(ledger.frame_totals.sum()) == pytest.approx(ledger.score, abs=1e-5)


def test_untrained_heads_leave_a_plain_model_with_the_same_words(towers, tmp_path, own):
    plain = built(towers, tmp_path, trained=False)
    assert isinstance(plain, ClipMeanEncoder)
    with torch.inference_mode():
        wanted = towers.encode_text(own([TEXT]), normalize=True)[0].numpy()
    assert np.allclose(plain.encode_text([TEXT])[0].pooled, wanted, atol=1e-3)


def test_without_its_words_the_place_where_they_should_lie_is_told(towers, tmp_path):
    with pytest.raises(WeightsMissingError, match="its own tokenizer"):
        built(towers, tmp_path, words=False)


def test_added_words_stand_among_tokens_of_its_own_word_list(encoder):
    text = "The red Car, slowly, Rex's drives up!"
    plain = encoder.encode_text([TEXT])[0].pooled
    before = encoder.encode_text([text])[0].pooled
    encoder.set_words([AddedWord("Rex", np.ones((2, encoder.word_table.width), np.float32))])
    try:
        read = encoder._tokens.read(text, encoder._added)
        at = text.index("Rex")
        assert [(each.start, each.stop) for each in read.tokens if each.id < 0] == [(at, at + 3)] * 2
        assert np.array_equal(encoder.encode_text([TEXT])[0].pooled, plain)
        assert not np.allclose(encoder.encode_text([text])[0].pooled, before, atol=1e-3)
    finally:
        encoder.set_words([])
