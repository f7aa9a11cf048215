"""What every backend must do, whichever file it is. A new backend needs a tiny model here, nothing more."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import open_clip
import pytest
import torch
from safetensors.torch import save_file

from core import registry
from core.encode.encoder_options import EncoderOptions
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.errors import EncoderError
from core.ports import Encoder
from core.values import Ledger, Phrase, Query
from core.values.teaching import AddedWord
from tests.unit.encode.tiny import tiny_model

QUERY = Query("a red car drives up", (Phrase("red car", 2, 9), Phrase("drives up", 10, 19)))


def _clip2video(folder: Path) -> EncoderOptions:
    path = folder / "tiny.safetensors"
    write_checkpoint(path, tiny_model(vocab=49408), CheckpointMeta("Tiny"), [49406, 49407, *range(300, 3000)])
    return EncoderOptions("clip2video", str(path), precision="float32", threads=1, batch=5)


def _clip_mean(folder: Path) -> EncoderOptions:
    config = {
        "embed_dim": 32,
        "vision_cfg": {"image_size": 32, "layers": 1, "width": 64, "patch_size": 16},
        "text_cfg": {"context_length": 20, "vocab_size": 49408, "width": 64, "heads": 1, "layers": 1},
    }
    (folder / "tiny-parity-model.json").write_text(json.dumps(config))
    open_clip.add_model_config(folder / "tiny-parity-model.json")
    torch.manual_seed(4)
    model = open_clip.create_model("tiny-parity-model", load_weights=False)
    path = folder / "weights.safetensors"
    save_file({name: each.contiguous() for name, each in model.state_dict().items()}, path)
    return EncoderOptions("clip_mean", str(path), "tiny-parity-model", precision="float32", threads=1, batch=5)


def _frozen(folder: Path) -> EncoderOptions:
    pytest.importorskip("transformers", reason="the text tower of Frozen in Time needs transformers")
    from tests.unit.encode.frozen.tiny import write_tiny

    return EncoderOptions("frozen", str(write_tiny(folder)), precision="float32", threads=1, batch=5)


MATERIAL: dict[str, Callable[[Path], EncoderOptions]] = {
    "clip2video": _clip2video,
    "clip_mean": _clip_mean,
    "frozen": _frozen,
}


@pytest.fixture(scope="module", params=registry.names(registry.BACKENDS))
def options(request, tmp_path_factory) -> EncoderOptions:
    assert request.param in MATERIAL, f"give {request.param} a tiny model in this file"
    return MATERIAL[request.param](tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def encoder(options) -> Encoder:
    return registry.load(registry.BACKENDS, options.backend).build(options)


@pytest.fixture
def pixels(encoder) -> np.ndarray:
    side = encoder.spec.frame_shape.image_px
    return np.random.default_rng(1).integers(0, 256, (13, side, side, 3), dtype=np.uint8)


def test_frames_are_the_same_alone_and_in_company(encoder, pixels):
    together = encoder.encode_frames(pixels)
    assert together.shape == (13, encoder.spec.frame_dim)
    assert together.dtype == np.float16
    alone = np.concatenate([encoder.encode_frames(each[None]) for each in pixels])
    assert np.allclose(together, alone, atol=3e-3)


def test_clips_have_unit_length_alone_and_in_company(encoder, pixels):
    F = min(encoder.spec.frames_per_clip, 6)
    frames = encoder.encode_frames(pixels[: 2 * F]).reshape(2, F, -1)
    mask = np.ones((2, F), dtype=np.uint8)
    mask[1, 4:] = 0
    pooled = encoder.encode_segments(frames, mask)
    assert pooled.shape == (2, encoder.spec.dim)
    assert pooled.dtype == np.float32
    assert np.allclose(np.linalg.norm(pooled, axis=1), 1, atol=1e-6)
    assert np.allclose(encoder.encode_segments(frames[1:, :4], mask[1:, :4]), pooled[1:], atol=1e-6)


def test_frames_seen_together_are_the_same_alone_and_in_company(encoder, pixels):
    if not encoder.spec.sees_clips:
        pytest.skip(f"{encoder.spec.backend} looks at each frame alone")
    clips = pixels[:12].reshape(2, 6, *pixels.shape[1:])
    mask = np.ones((2, 6), dtype=np.uint8)
    mask[1, 4:] = 0
    shares = encoder.encode_clips(clips, mask)
    assert shares.shape == (2, 6, encoder.spec.frame_dim)
    assert shares.dtype == np.float16
    assert not shares[mask == 0].any()
    assert np.allclose(encoder.encode_clips(clips[1:, :4], mask[1:, :4])[0], shares[1, :4], atol=3e-3)


def test_texts_have_unit_length_alone_and_in_company(encoder):
    texts = ["a red car drives up", "dogs", "two people talk in a quiet kitchen"]
    together = encoder.encode_text(texts)
    encoder.close()
    assert [each.text for each in together] == texts
    for one in together:
        assert one.pooled.shape == (encoder.spec.dim,)
        assert np.linalg.norm(one.pooled) == pytest.approx(1, abs=1e-6)
        assert np.allclose(encoder.encode_text([one.text])[0].pooled, one.pooled, atol=1e-6)


def test_a_second_encoder_gives_the_same_bits(encoder, options, pixels):
    other = registry.load(registry.BACKENDS, options.backend).build(options)
    assert other.spec == encoder.spec
    assert other.spec.key == encoder.spec.key
    assert np.array_equal(other.encode_frames(pixels), encoder.encode_frames(pixels))


@pytest.mark.parametrize("T", [3, 5])
def test_the_ledger_adds_up_to_the_ranked_score(encoder, pixels, T):
    frames = encoder.encode_frames(pixels[:T])
    pooled = encoder.encode_segments(frames[None], np.ones((1, T), np.uint8))[0]
    ledger = encoder.explain(QUERY, frames, [float(i) for i in range(T)])
    assert ledger.score == pytest.approx(float(pooled @ encoder.encode_text([QUERY.text])[0].pooled), abs=1e-5)
    assert float(ledger.frame_totals.sum()) == pytest.approx(ledger.score, abs=1e-5)
    assert ledger.phrase_rows.shape == (2, T)
    assert isinstance(ledger, Ledger) == (encoder.spec.centres > 0)
    if isinstance(ledger, Ledger):
        assert ledger.cells.shape == (3, encoder.spec.centres, T)
    assert len(ledger.words) == len(ledger.word_phrases)


def test_the_state_says_where_it_runs(encoder):
    assert encoder.state.device == "cpu"
    assert encoder.state.precision == "float32"
    assert encoder.state.batch == 5


# ---- added words

PLAIN = ["a red car drives up", "rexona and a prex", "a dog by the lake, T-Rex", "ok"]


def _words(encoder, **names) -> list[AddedWord]:
    """Random vectors, as wide as the model's tokens and about as long."""
    table = encoder.word_table
    scale = float(table.embedding.weight.std())
    rng = np.random.default_rng(8)
    return [
        AddedWord(name.replace("_", " "), (scale * rng.standard_normal((count, table.width))).astype(np.float32))
        for name, count in names.items()
    ]


@pytest.fixture
def taught(encoder):
    encoder.set_words(_words(encoder, Rex=2, the_Miller_logo=1))
    yield encoder
    encoder.set_words([])


def _pooled(encoder, texts):
    return np.stack([each.pooled for each in encoder.encode_text(texts)])


def _afresh(encoder, texts):
    """Without what is remembered of another batch: rounding differs between batches."""
    encoder.set_words([])
    return _pooled(encoder, texts)


def test_words_change_sentences_with_them_and_no_others_bit_for_bit(encoder):
    spoken = ["Rex jumps into the lake", "a dog and REX's ball", "The  Miller logo spins"]
    together = [PLAIN[0], *spoken, *PLAIN[1:]]
    before, mixed, alone = (_afresh(encoder, texts) for texts in (PLAIN, together, PLAIN[:1]))
    encoder.set_words(_words(encoder, Rex=2, the_Miller_logo=1))
    try:
        after = _pooled(encoder, together)
        encoder.set_words(_words(encoder, Rex=2, the_Miller_logo=1))
        assert np.array_equal(_pooled(encoder, PLAIN), before)
        assert np.array_equal(after[[0, 4, 5, 6]], mixed[[0, 4, 5, 6]])
        assert (np.linalg.norm(after[1:4] - mixed[1:4], axis=1) > 1e-3).all()
        assert np.allclose(_pooled(encoder, spoken), after[1:4], atol=1e-5)
    finally:
        encoder.set_words([])
    assert np.array_equal(_afresh(encoder, PLAIN[:1]), alone)
    assert np.array_equal(_afresh(encoder, together), mixed)


def test_an_added_word_is_one_whatever_its_case_and_its_vectors_count(taught):
    small, tall = _pooled(taught, ["rex"]), _pooled(taught, ["REX"])
    assert np.array_equal(small, tall)
    words = _words(taught, Rex=2, the_Miller_logo=1)
    taught.set_words([AddedWord("rex", -words[0].vectors)])
    assert not np.allclose(_pooled(taught, ["rex"]), small, atol=1e-3)


def test_an_added_word_has_a_row_of_its_own(taught, pixels):
    query = Query("Rex jumps up", (Phrase("Rex", 0, 3), Phrase("jumps up", 4, 12)))
    frames = taught.encode_frames(pixels[:4])
    told = taught.explain(query, frames, [0.0, 0.5, 1.0, 1.5])
    assert 0 in told.word_phrases
    assert told.phrases == query.phrases
    assert not np.allclose(told.rows[0], 0)
    assert {told.words[i] for i, phrase in enumerate(told.word_phrases) if phrase == 0} == {"Rex"}


def test_a_word_of_another_width_is_refused_and_nothing_changes(taught):
    before = _pooled(taught, ["Rex"])
    with pytest.raises(EncoderError):
        taught.set_words([AddedWord("Max", np.ones((1, taught.word_table.width + 1), np.float32))])
    assert np.array_equal(_pooled(taught, ["Rex"]), before)


def test_a_long_sentence_counts_the_vectors_of_added_words(taught):
    text = " ".join(["Rex"] * 40)
    read = taught.encode_text([text])[0]
    assert read.dropped
    assert set(read.dropped) == {"Rex"}
    kept = 40 - len(read.dropped)
    assert 2 * kept <= taught.spec.context_length - 2 < 2 * (kept + 1)


def test_the_text_tower_has_an_identity(encoder):
    assert len(encoder.spec.text_sha256) == 64
    assert encoder.spec.text_key != encoder.spec.key
