"""Names learned from a few moments: on a small random model whose text tower is real."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.encode.backends.clip2video import Clip2VideoEncoder
from core.encode.encoder_options import EncoderOptions
from core.encode.teachable import teachable
from core.errors import EncoderError
from core.finetune.name_search import WordSearch
from core.finetune.names import NameLearner, teach_name
from core.finetune.vector_settings import FOR_NAMES
from core.values import EncoderSpec, FrameShape
from tests.fakes.hash_encoder import HashEncoder
from tests.unit.encode.tiny import tiny_model

QUICK = replace(FOR_NAMES, steps=12, seed=3)


@pytest.fixture(scope="module")
def text():
    model = tiny_model(vocab=49408)
    with torch.no_grad():  # all but some tokens share one row, as in the bundled model
        table = model.clip.token_embedding.weight
        known = [49406, 49407, *range(1000, 1100)]
        kept = table[known].clone()
        table[:] = table[5].clone()
        table[known] = kept
    width = model.sizes.embed_dim
    spec = EncoderSpec("tiny", "clip2video", "0" * 64, 2 * width, width, 12, FrameShape(model.sizes.image_px), 32, 5)
    return teachable(Clip2VideoEncoder(model, spec, EncoderOptions(precision="float32", threads=1)))


def moments(text, count: int, seed: int, around: np.ndarray | None = None) -> np.ndarray:
    """Unit vectors; `around` one direction, or anywhere."""
    rng = np.random.default_rng(seed)
    drawn = rng.standard_normal((count, text.spec.dim)).astype(np.float32)
    if around is not None:
        drawn = around + 0.3 * drawn / np.sqrt(text.spec.dim)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def thing(text):
    return moments(text, 6, 1, moments(text, 1, 0))


@pytest.fixture(scope="module")
def library(text):
    return moments(text, 90, 2)


def test_a_name_finds_examples_it_was_not_shown_better_than_known_words(text, thing, library):
    taught = teach_name(text, "Rex", thing, library, settings=replace(FOR_NAMES, rate=0.1, seed=3))
    assert taught.vectors is not None
    assert taught.vectors.shape == (2, text.word_table.width)
    assert np.median(taught.after) < np.median(taught.before)
    assert taught.verdict == "better"
    assert len(taught.words) == 2
    assert set(taught.words) <= set(WordSearch(text).ids)
    assert taught.gallery == 90
    assert taught.figures()["after_ranks"] == [float(rank) for rank in taught.after.round(1)]


def test_examples_of_nothing_in_common_give_no_name(text, library):
    taught = teach_name(text, "Rex", moments(text, 8, 7), library, settings=QUICK)
    assert taught.vectors is None
    assert taught.verdict == "no_clear_change"
    with pytest.raises(ValueError, match="nothing"):
        _ = taught.added


def test_teaching_leaves_the_model_as_it_was(text, thing, library):
    sentence = ["a Rex jumps"]
    before = text.encode_text(sentence)[0].pooled
    weights = {name: each.clone() for name, each in text.model.state_dict().items()}
    teach_name(text, "Rex", thing, library, settings=QUICK)
    text.set_words([])
    assert np.array_equal(text.encode_text(sentence)[0].pooled, before)
    assert all(torch.equal(each, weights[name]) for name, each in text.model.state_dict().items())


def test_a_set_comes_out_the_same_alone_and_among_others(text, thing, library):
    sets = [range(6), [0, 1, 2, 3], [2, 3, 4, 5]]
    together = NameLearner(text, "Rex", thing, library, sets, QUICK)
    alone = NameLearner(text, "Rex", thing, library, sets[1:2], QUICK)
    for _ in range(QUICK.steps):
        together.advance()
        alone.advance()
    assert torch.allclose(together.vectors[1], alone.vectors[0], atol=1e-5)


def test_broken_off_and_continued_it_learns_the_same_bit_for_bit(text, thing, library):
    whole, first, second = (NameLearner(text, "Rex", thing, library, [range(6)], QUICK) for _ in range(3))
    for _ in range(QUICK.steps):
        whole.advance()
    for _ in range(5):
        first.advance()
    second.restore(first.state())
    while second.step < second.steps:
        second.advance()
    assert torch.equal(second.vectors, whole.vectors)


def test_clips_are_left_out_whole(text, thing, library):
    taught = teach_name(text, "Rex", thing, library, sources=[0, 0, 0, 1, 1, 2], settings=QUICK)
    assert (taught.before >= 1).all()
    assert (taught.after >= 1).all()


@pytest.mark.parametrize(("examples", "others"), [(2, 90), (5, 3)])
def test_too_little_is_said(text, thing, library, examples, others):
    with pytest.raises(EncoderError):
        teach_name(text, "Rex", thing[:examples], library[:others], settings=QUICK)


def test_a_model_without_a_token_table_says_so():
    with pytest.raises(EncoderError):
        teachable(HashEncoder())


def test_words_are_looked_for_among_those_that_were_trained_and_may_name_a_thing(text):
    search = WordSearch(text)
    assert search.ids
    assert all(1000 <= id_ < 1100 for id_ in search.ids.values())
    assert not {"the", "and", "running"} & set(search.ids)
