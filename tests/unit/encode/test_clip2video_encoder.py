"""The encoder as the library meets it."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open

from core.encode.backends.clip2video import Clip2VideoEncoder, build
from core.encode.encoder_options import EncoderOptions
from core.encode.initialisation import initialise_from_clip
from core.encode.weights import IDS, ROWS, TABLE, CheckpointMeta, write_checkpoint
from core.errors import EmptyQueryError, QueryTooLongError, WeightsCorruptError, WeightsMissingError
from core.values import EncoderSpec
from tests.unit.encode.tiny import tiny_model, tiny_state

TEXT = "a red car drives up"


@pytest.fixture(scope="module")
def encoder(checkpoint: Path) -> Clip2VideoEncoder:
    made = build(EncoderOptions(weights=str(checkpoint), precision="float32", threads=1, batch=4))
    assert isinstance(made, Clip2VideoEncoder)
    return made


def pixels(n: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (n, 32, 32, 3), dtype=np.uint8)


def test_the_spec_comes_from_the_file(encoder):
    spec = encoder.spec
    assert (spec.name, spec.is_demo, spec.dim, spec.frame_dim) == ("Tiny model", True, 128, 64)
    assert (spec.frames_per_clip, spec.context_length, spec.centres) == (12, 32, 5)
    assert spec.frame_shape.image_px == 32
    assert len(spec.weights_sha256) == 64
    assert encoder.state.device == "cpu"
    assert encoder.state.precision == "float32"


def test_frames_have_an_identity_apart_from_the_heads(encoder, tmp_path):
    def spec_of(change: str) -> EncoderSpec:
        model = tiny_model(vocab=49408)
        with torch.no_grad():
            for name, weight in model.named_parameters():
                if name.startswith(change):
                    weight.mul_(1.1)
        path = tmp_path / f"{change}.safetensors"
        write_checkpoint(path, model, CheckpointMeta("Tiny model", is_demo=True), [49406, 49407])
        return build(EncoderOptions(weights=str(path), precision="float32", threads=1)).spec

    heads, tower = spec_of("emb_center"), spec_of("clip.visual")
    assert heads.key != encoder.spec.key
    assert heads.frame_key == encoder.spec.frame_key
    assert tower.frame_key != encoder.spec.frame_key


def test_frames_in_either_layout_and_any_batch_give_the_same_vectors(encoder):
    frames = pixels(9)
    together = encoder.encode_frames(frames)
    assert together.shape == (9, 64)
    assert together.dtype == np.float16
    planes = encoder.encode_frames(np.ascontiguousarray(frames.transpose(0, 3, 1, 2)))
    alone = np.concatenate([encoder.encode_frames(each[None]) for each in frames])
    assert np.array_equal(together, planes)
    assert np.allclose(together, alone, atol=2e-3)


def test_clips_have_unit_length_whatever_their_company_and_padding(encoder):
    frames = encoder.encode_frames(pixels(24)).reshape(2, 12, 64)
    mask = np.ones((2, 12), dtype=np.uint8)
    mask[1, 5:] = 0
    pooled = encoder.encode_segments(frames, mask)
    assert np.allclose(np.linalg.norm(pooled, axis=1), 1, atol=1e-6)
    other = frames.copy()
    other[1, 5:] = np.nan
    assert np.allclose(encoder.encode_segments(other, mask), pooled, atol=1e-6)
    assert np.allclose(encoder.encode_segments(frames[1:, :5], mask[1:, :5]), pooled[1:], atol=1e-6)


def test_padding_is_what_the_model_was_trained_with(encoder):
    """Empty frames are zero pixels after normalisation, seen through the tower."""
    model = encoder.model
    frames = encoder.encode_frames(pixels(5))
    with torch.inference_mode():
        empty = model.encode_frames(torch.zeros(1, 3, 32, 32)).half().float().expand(7, -1)
        padded = torch.cat([torch.from_numpy(frames).float(), empty])[None]
        mask = (torch.arange(12) < 5).float()[None]
        expected = model.join_halves(*model.video_vectors(padded, mask)).numpy()
    ours = encoder.encode_segments(frames[None], np.ones((1, 5), dtype=np.uint8))
    assert np.allclose(ours, expected, atol=1e-6)


@pytest.mark.parametrize("mask", [[[0, 0, 0]], [[1, 0, 1]], [[0, 1, 1]]])
def test_a_mask_that_is_no_prefix_is_refused(encoder, mask):
    with pytest.raises(ValueError, match="prefix"):
        encoder.encode_segments(np.zeros((1, 3, 64), np.float16), np.array(mask, np.uint8))


def test_no_clips_give_no_vectors(encoder):
    assert encoder.encode_segments(np.zeros((0, 12, 64), np.float16), np.zeros((0, 12), np.uint8)).shape == (0, 128)


def test_text_vectors_equal_the_model_on_padded_ids(encoder):
    texts = [TEXT, "dogs", "two people talk in a quiet kitchen at night"]
    ids = torch.zeros(3, 32, dtype=torch.int64)
    read = [encoder._tokens.read(text) for text in texts]
    padded, mask = encoder._tokens.pad(read, 32)
    ids[:] = padded
    with torch.inference_mode():
        expected = encoder.model.join_halves(*encoder.model.text_vectors(ids, mask)).numpy()
    ours = np.stack([each.pooled for each in encoder.encode_text(texts)])
    assert np.allclose(ours, expected, atol=1e-6)
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-6)


def test_a_repeated_text_is_not_read_again(encoder, monkeypatch):
    first = encoder.encode_text([TEXT])[0]
    monkeypatch.setattr(encoder, "_read_new", lambda texts: pytest.fail(f"read {texts} again"))
    assert encoder.encode_text([TEXT, TEXT])[1] is first


def test_many_texts_at_once_are_all_answered(encoder):
    texts = [f"word {i}" for i in range(300)]
    answers = encoder.encode_text(texts)
    assert [each.text for each in answers] == texts
    assert len(encoder._recent) <= 256


def test_words_beyond_the_context_are_named(encoder):
    long = " ".join(["dog"] * 30 + ["and", "then", "a", "cat."])
    assert encoder.encode_text([long])[0].dropped == ("and", "then", "a", "cat.")
    assert encoder.encode_text([TEXT])[0].dropped == ()


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_to_read_is_said(encoder, text):
    with pytest.raises(EmptyQueryError):
        encoder.encode_text([text])


def test_one_endless_word_is_too_long(encoder):
    with pytest.raises(QueryTooLongError):
        encoder.encode_text(["xq" * 200])


def test_a_missing_or_empty_path_is_said(tmp_path):
    for path in ("", str(tmp_path / "none.safetensors")):
        with pytest.raises(WeightsMissingError):
            build(EncoderOptions(weights=path))


def test_another_vocabulary_is_refused(tmp_path):
    path = tmp_path / "small.safetensors"
    write_checkpoint(path, tiny_model(vocab=600), CheckpointMeta(vocab=600))
    with pytest.raises(WeightsCorruptError, match="600 tokens"):
        build(EncoderOptions(weights=str(path)))


def test_bfloat16_can_be_forced_and_stays_close(checkpoint, encoder):
    light = build(EncoderOptions(weights=str(checkpoint), precision="bfloat16", threads=1))
    assert light.state.precision == "bfloat16"
    one, other = (each.encode_frames(pixels(6)).astype(np.float32) for each in (encoder, light))
    cosines = (one * other).sum(axis=1) / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1)
    assert 0.99 < cosines.min() < 1.0


def test_the_file_keeps_only_trained_rows_of_the_token_table(checkpoint):
    with safe_open(checkpoint, framework="pt") as file:
        names = set(file.keys())
    assert TABLE not in names
    assert {ROWS, IDS} <= names


def test_training_starts_from_copies_of_the_text_blocks():
    state = tiny_state()
    clip = {name.removeprefix("clip."): each for name, each in state.items() if name.startswith("clip.")}
    model = initialise_from_clip(clip, centres=7, temporal_layers=3, frames=8, seed=5)
    made = model.state_dict()
    source = {name: each for name, each in state.items() if name.startswith("clip.transformer.resblocks.0.")}
    for target in ("transformerClip", "frame2t_attention", "actionClip"):
        for name, weight in source.items():
            assert torch.equal(made[name.replace("clip.transformer", target)], weight)
    assert torch.equal(made["frame_position_embeddings.weight"], state["clip.positional_embedding"])
    assert torch.equal(made["type_position_embeddings.weight"], state["clip.positional_embedding"][:2])
    assert made["weight_center"].std().item() == pytest.approx(0.125, rel=0.2)
    assert torch.equal(made["trans_layernorm.weight"], torch.ones(64))
    assert model.training
    again = initialise_from_clip(clip, centres=7, temporal_layers=3, frames=8, seed=5).state_dict()
    assert all(torch.equal(made[name], again[name]) for name in made)
