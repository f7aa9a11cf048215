"""Words that a model does not know: found, learned from pairs, written to a file."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from core.encode.added_words import NO_WORDS
from core.encode.backends.clip2video import build
from core.encode.encoder_options import EncoderOptions
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.errors import EncoderError, StoreError
from core.finetune.teaching_data import TeachingData, TeachingMoment
from core.finetune.trainer import TrainerRequest
from core.finetune.vector_settings import FOR_WORDS
from core.finetune.word_trainers import WordsTrainer, run_name
from core.finetune.words import WordLearner, learnable, misread_words, unknown_words, words_in
from core.finetune.words_file import WordInFile, WordsFile, read_words, write_words
from core.values.english_words import FUNCTION
from core.values.teaching import TeachingPlan
from tests.unit.encode.tiny import tiny_model
from tests.unit.finetune.test_names import library, moments, text, thing

__all__ = ["library", "text", "thing"]
QUICK = replace(FOR_WORDS, steps=30, batch=8, seed=2)


@pytest.fixture(scope="module")
def pairs(text):
    """Captions of two new words, each with moments around a direction of its own."""
    one, two = moments(text, 2, 40)
    captions = ["a blicket", "the dax"] * 10
    own = np.concatenate([[a, b] for a, b in zip(moments(text, 10, 41, one), moments(text, 10, 42, two), strict=True)])
    return captions, own


def test_words_that_were_never_trained_are_found_and_counted(text):
    known = next(word for word, id_ in text.own_words().items() if 1000 <= id_ < 1100 and word not in FUNCTION)
    captions = [f"the {known} and a blicket", "Blicket, blicket!", f"{known}", "a dax"]
    found = dict(unknown_words(captions, text))
    assert found == {"blicket": 2, "dax": 1}
    assert learnable(unknown_words(captions, text)) == ["blicket"]
    assert unknown_words([], text) == []


def test_words_of_captions():
    assert words_in("The dog's T-shirt, 3 cats; Über-Größe") == ["dog's", "t-shirt", "cats", "über-grösse"]


def test_words_whose_captions_stand_far_down_are_read_wrongly():
    captions = [f"a {word} {i % 3}" for i in range(10) for word in ("ball", "wug")]
    ranks = np.array([2.0, 60.0] * 10) + np.arange(20) % 3
    assert [word for word, _ in misread_words(captions, ranks)] == ["wug"]
    assert misread_words(captions, np.ones(20)) == []


def test_a_word_is_not_blamed_for_the_unknown_word_beside_it():
    captions = [f"a {words}" for _ in range(10) for words in ("ball", "box wug")]
    ranks = np.array([2.0, 60.0] * 10) + np.arange(20) % 3
    assert {word for word, _ in misread_words(captions, ranks)} == {"box", "wug"}
    assert misread_words(captions, ranks, ["wug"]) == []


def test_learned_words_tell_their_moments_apart(text, pairs, library):
    captions, own = pairs
    learner = WordLearner(
        text, ["blicket", "dax"], captions, own, library, replace(FOR_WORDS, steps=80, batch=20, rate=0.1)
    )
    before = learner.loss_of(captions, own)
    while learner.step < learner.steps:
        learner.advance()
    assert learner.loss_of(captions, own) < before - 0.1
    text.set_words(learner.added)
    try:
        blicket, dax = (each.pooled for each in text.encode_text(["a blicket", "the dax"]))
    finally:
        text.set_words([])
    assert (own[0::2] @ blicket).mean() > (own[1::2] @ blicket).mean()
    assert (own[1::2] @ dax).mean() > (own[0::2] @ dax).mean()


def test_broken_off_and_continued_words_come_out_the_same_bit_for_bit(text, pairs, library):
    captions, own = pairs
    whole, first, second = (WordLearner(text, ["blicket", "dax"], captions, own, library, QUICK) for _ in range(3))
    for _ in range(30):
        whole.advance()
    for _ in range(11):
        first.advance()
    second.restore(first.state())
    while second.step < second.steps:
        second.advance()
    assert torch.equal(second.vectors, whole.vectors)
    assert not torch.equal(first.vectors, whole.vectors)


def test_captions_of_the_same_words_are_no_rivals(text, library):
    own = moments(text, 4, 50, moments(text, 1, 51))
    learner = WordLearner(text, ["blicket"], ["a blicket"] * 4, own, library[:0], QUICK)
    assert learner.loss_of(["a blicket"] * 4, own) == pytest.approx(0, abs=1e-6)


def test_without_unknown_words_there_is_nothing_to_learn(text, pairs, library):
    with pytest.raises(EncoderError):
        WordLearner(text, [], pairs[0], pairs[1], library, QUICK)


# ---- the engine's trainers


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    path = tmp_path_factory.mktemp("base") / "tiny.safetensors"
    write_checkpoint(path, tiny_model(vocab=49408), CheckpointMeta("Tiny"), [49406, 49407, *range(1000, 1100)])
    return EncoderOptions("clip2video", str(path), device="cpu", precision="float32", threads=1)


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(6)
    frames = rng.standard_normal((40, 4, 64)).astype(np.float16)
    frames[:12] += 3 * frames[:1]
    made = tuple(TeachingMoment(f"{i}.mp4", str(i), i, 0.0, 2.0) for i in range(40))
    captions = tuple("a blicket" if i % 2 else "the blicket up" for i in range(12))
    return TeachingData(
        moments=made, frames=frames, counts=np.full(40, 4), captions=captions, of_caption=np.arange(12),
        splits=("train",) * 12, library=np.arange(12, 40),
    )  # fmt: skip


def make_trainer(base, data, tmp_path) -> WordsTrainer:
    return WordsTrainer(TrainerRequest(TeachingPlan("words"), data, base, np.arange(10), tmp_path))


def test_a_known_word_that_leads_captions_astray_is_learned_too(base, data, tmp_path, text):
    known = [word for word, id_ in text.own_words().items() if 1000 <= id_ < 1100 and word not in FUNCTION][:8]
    captions = tuple(f"a {known[i % 7]} {known[7]}" if i % 2 else f"a {known[i % 7]}" for i in range(40))
    encoder = build(base)
    seen = np.stack([each.pooled for each in encoder.encode_text(captions)])
    encoder.close()
    order = np.arange(40)
    order[1::2] = np.roll(order[1::2], 9)  # those with the last word find the moment of another
    data = replace(data, captions=captions, of_caption=np.arange(40), splits=("train",) * 40, library=np.arange(0))
    more = np.random.default_rng(3).standard_normal((40, seen.shape[1])).astype(np.float32)
    moments = seen[order] + 0.02 * more
    moments /= np.linalg.norm(moments, axis=1, keepdims=True)
    request = TrainerRequest(TeachingPlan("words"), data, base, np.arange(40), tmp_path, before=moments)
    assert WordsTrainer(request).words == (known[7],)


def test_the_trainer_of_words_continues_and_writes_what_it_learned(base, data, tmp_path):
    first, second = (make_trainer(base, data, tmp_path) for _ in range(2))
    assert first.words == ("blicket", "up") or "blicket" in first.words
    assert first.steps == 60
    plain = first.text_vectors(["a red car"])
    start = first.text_vectors(["a blicket"])
    for _ in range(3):
        first.advance()
    second.restore(first.state())
    assert first.advance() == second.advance()
    assert np.array_equal(first.text_vectors(["a blicket"]), second.text_vectors(["a blicket"]))
    assert not np.array_equal(first.text_vectors(["a blicket"]), start)
    assert np.array_equal(first.text_vectors(["a red car"]), plain)
    kept = first.learned()
    first.advance()
    first.use(kept)
    assert np.array_equal(first.text_vectors(["a blicket"]), second.text_vectors(["a blicket"]))
    assert first.loss_of(np.array([10, 11])) > 0
    path = tmp_path / "words.safetensors"
    first.write(path, {"date": "2026-11-30", "verdict": "better"})
    written = read_words(path)
    assert [each.text for each in written.words] == list(first.words)
    assert written.about["verdict"] == "better"
    assert np.array_equal(written.words[0].vectors, kept["vectors"][:1].numpy())


def test_a_run_of_a_name_is_judged_against_known_words_and_repeats_exactly(base, data, tmp_path):
    events = []
    results = [tmp_path / "a.safetensors", tmp_path / "b.safetensors"]
    plan = TeachingPlan("name", name="Rex")
    outcomes = [run_name(data, plan, base, each, {"date": "2026-11-30"}, events.append) for each in results]
    assert outcomes[0].queries == 12
    assert outcomes[0].clips == 28
    assert events[-1].step == events[-1].steps
    if outcomes[0].result is not None:
        first, second = (read_words(each) for each in results)
        assert np.array_equal(first.words[0].vectors, second.words[0].vectors)
        assert first.words[0].text == "Rex"
        assert first.words[0].figures["gallery"] == 28


# ---- files


def a_file() -> WordsFile:
    rows = np.arange(6, dtype=np.float32).reshape(2, 3)
    return WordsFile(
        "text-1", "Tiny", (WordInFile("Rex", "name", rows, {"gallery": 9}), WordInFile("dax", "word", rows[:1]))
    )


def test_a_file_of_words_says_whose_they_are(tmp_path):
    write_words(tmp_path / "deep/rex.safetensors", a_file())
    back = read_words(tmp_path / "deep/rex.safetensors")
    assert (back.tower_key, back.model, len(back.date)) == ("text-1", "Tiny", 10)
    assert [(each.text, each.kind) for each in back.words] == [("Rex", "name"), ("dax", "word")]
    assert back.words[0].figures == {"gallery": 9}
    assert np.array_equal(back.words[0].vectors, a_file().words[0].vectors)


@pytest.mark.parametrize("harm", ["text", "foreign", "cut", "changed", "empty", "numbers", "newer"])
def test_files_that_are_none_or_were_changed_are_refused(tmp_path, harm):
    path = tmp_path / "rex.safetensors"
    write_words(path, a_file())
    whole = path.read_bytes()
    match harm:
        case "text":
            path.write_text("Rex")
        case "foreign":
            save_file({"a": np.zeros(3, np.float32)}, path)
        case "cut":
            path.write_bytes(whole[:-3])
        case "changed":
            path.write_bytes(whole[:-2] + bytes([whole[-2] ^ 1]) + whole[-1:])
        case "empty":
            path.write_bytes(b"")
        case "numbers":
            bad = WordsFile("t", "m", (WordInFile("Rex", "name", np.full((1, 3), np.nan, np.float32)),))
            write_words(path, bad)
        case "newer":
            path.write_bytes(whole.replace(b'\\"version\\": 1', b'\\"version\\": 9'))
            assert path.read_bytes() != whole
    with pytest.raises(StoreError):
        read_words(path)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(StoreError):
        read_words(tmp_path / "none.safetensors")
    assert json.dumps(a_file().words[0].figures)
    assert NO_WORDS.find("Rex") == []
