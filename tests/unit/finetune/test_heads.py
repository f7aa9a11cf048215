"""Heads on towers: where they start, what their file is, and that its library need not decode."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import save_file

from core import registry
from core.encode import checkpoint_check
from core.encode.encoder_options import EncoderOptions
from core.encode.weights import CheckpointMeta, read_card, read_meta, stored_tokens, write_checkpoint
from core.errors import EncoderError
from core.finetune.heads import HeadsTrainer, heads_on
from core.finetune.trainer import TrainerRequest
from core.values.teaching import TeachingPlan, TeachingSettings
from tests.unit.encode.tiny import tiny_model
from tests.unit.encode.towers import KINDS, make_towers
from tests.unit.finetune.teaching_material import random_data

PLAIN = EncoderOptions(device="cpu", precision="float32", threads=1, batch=4)


pytestmark = pytest.mark.usefixtures("one_torch_thread")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    path = tmp_path_factory.mktemp("tiny") / "tiny.safetensors"
    write_checkpoint(path, tiny_model(vocab=49408), CheckpointMeta("Tiny model"), [49406, 49407, *range(256, 4000, 3)])
    return replace(PLAIN, weights=str(path))


@pytest.fixture(scope="module", params=[kind for kind in KINDS if "timm" not in kind.name], ids=lambda kind: kind.name)
def tower(request, tmp_path_factory):
    """An image-text model in a file, as it comes from a publisher; in half precision, as ours are stored."""
    folder = tmp_path_factory.mktemp(request.param.name)
    model = make_towers(request.param, folder)
    state = {name: each.half().float().contiguous() for name, each in model.state_dict().items()}
    save_file(state, folder / "tower.safetensors")
    base = replace(PLAIN, backend="clip_mean", weights=str(folder / "tower.safetensors"), model=request.param.name)
    return base, request.param.width


def open_encoder(options):
    return registry.load(registry.BACKENDS, options.backend).build(options)


def trainer_on(base, folder, steps: int = 0, width: int = 64, **settings) -> HeadsTrainer:
    data = random_data(width)
    plan = TeachingPlan("heads", settings=TeachingSettings(**settings))
    pairs = data.pairs_of("train", "test")
    return HeadsTrainer(TrainerRequest(plan, data, base, pairs, folder, data.pairs_of("validation"), steps=steps))


def test_new_heads_on_a_tower_score_exactly_as_the_mean_of_frames(tower, tmp_path):
    base, width = tower
    trainer, encoder = trainer_on(base, tmp_path, width=width), open_encoder(base)
    data = random_data(width)
    frames = data.frames / np.linalg.norm(data.frames.astype(np.float32), axis=-1, keepdims=True).astype(np.float16)
    trainer._data = replace(data, frames=frames)
    mask = (np.arange(12) < data.counts[:, None]).astype(np.uint8)
    text = np.stack([each.pooled for each in encoder.encode_text(data.captions)])
    before = text @ encoder.encode_segments(frames, mask).T
    after = trainer.text_vectors(data.captions) @ trainer.moment_vectors(np.arange(len(frames))).T
    assert np.abs(before - after).max() < 1e-6


def test_the_written_model_finds_the_frames_of_the_tower_in_the_library(tower, tmp_path):
    base, width = tower
    trainer, before = trainer_on(base, tmp_path, width=width), open_encoder(base)
    trainer.write(tmp_path / "taught.safetensors", {"base": "tiny"})
    taught = open_encoder(replace(PLAIN, weights=str(tmp_path / "taught.safetensors")))
    assert taught.spec.frame_key == before.spec.frame_key
    assert taught.spec.key != before.spec.key
    side = before.spec.frame_shape.image_px
    pixels = np.random.default_rng(3).integers(0, 256, (4, side, side, 3), dtype=np.uint8)
    stored = before.encode_frames(pixels)
    assert np.array_equal(taught.encode_frames(pixels), stored)
    ones = np.ones((1, 4), np.uint8)
    texts = ["a red car", "the blue house drives up"]
    mean = np.stack([each.pooled for each in before.encode_text(texts)]) @ before.encode_segments(stored[None], ones).T
    own = np.stack([each.pooled for each in taught.encode_text(texts)]) @ taught.encode_segments(stored[None], ones).T
    assert np.abs(mean - own).max() < 1e-6
    assert read_card(tmp_path / "taught.safetensors") == {"base": "tiny"}
    assert read_meta(tmp_path / "taught.safetensors").unit_frames


def test_trained_heads_begin_where_the_model_is(tiny, tmp_path):
    trainer, encoder = trainer_on(tiny, tmp_path), open_encoder(tiny)
    data = random_data(64)
    mask = (np.arange(12) < data.counts[:, None]).astype(np.uint8)
    assert np.allclose(trainer.moment_vectors(np.arange(46)), encoder.encode_segments(data.frames, mask), atol=1e-6)
    text = np.stack([each.pooled for each in encoder.encode_text(data.captions)])
    assert np.allclose(trainer.text_vectors(data.captions), text, atol=1e-6)


def test_the_image_tower_and_the_packed_words_stay_in_the_file(tiny, tmp_path):
    trainer = trainer_on(tiny, tmp_path)
    for _ in range(3):
        trainer.advance()
    trainer.write(tmp_path / "taught.safetensors", {})
    before, after = open_encoder(tiny), open_encoder(replace(tiny, weights=str(tmp_path / "taught.safetensors")))
    assert after.spec.frame_key == before.spec.frame_key
    assert after.spec.key != before.spec.key
    taught = tmp_path / "taught.safetensors"
    assert stored_tokens(taught) == stored_tokens(Path(tiny.weights))
    assert taught.stat().st_size < 1.2 * Path(tiny.weights).stat().st_size


def test_what_was_written_is_recognised_with_its_card(tiny, tmp_path):
    path = tmp_path / "taught.safetensors"
    card = {"base": "Tiny model", "date": "2026-11-30", "pairs": 9, "clips": 8, "figures": [["R@1", 1, 2, 0, 2]]}
    trainer_on(tiny, tmp_path).write(path, card)
    found = checkpoint_check.recognise(path)
    assert (found.kind, found.misfits) == ("clip2video", ())
    assert "Taught on 2026-11-30 from Tiny model" in found.about


def test_the_best_state_can_be_put_back(tiny, tmp_path):
    trainer = trainer_on(tiny, tmp_path)
    trainer.advance()
    kept, seen = trainer.learned(), trainer.moment_vectors(np.arange(5))
    for _ in range(3):
        trainer.advance()
    assert not np.allclose(trainer.moment_vectors(np.arange(5)), seen, atol=1e-7)
    trainer.use(kept)
    assert np.array_equal(trainer.moment_vectors(np.arange(5)), seen)


def test_learning_moves_the_loss(tiny, tmp_path):
    trainer = trainer_on(tiny, tmp_path, learning_rate=3e-3, epochs=15)
    pairs = random_data(64).pairs_of("train", "test")
    before = trainer.loss_of(pairs)
    while trainer.step < trainer.steps:
        trainer.advance()
    assert trainer.loss_of(pairs) < 0.9 * before


def test_models_that_see_frames_together_cannot_have_heads():
    with pytest.raises(EncoderError):
        heads_on(replace(PLAIN, backend="frozen", weights="x"), 0)
