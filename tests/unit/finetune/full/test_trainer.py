import math
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
import torch

from core.errors import C2VError, OutOfMemoryError
from core.finetune.full import trainer as trainer_module
from core.finetune.full.cached_gradients import differentiate
from core.finetune.full.clip_frames import DrawnClips
from core.finetune.full.pair_batches import PairSet
from core.finetune.full.recipe import CLIP2VIDEO, FROZEN, CurriculumPart
from core.finetune.full.trainer import FullTrainer, choose_half, kept_bytes
from tests.unit.finetune.full.tiny_pairs import CLIP2VIDEO_STYLE, FROZEN_STYLE, MODELS, clip2video, frozen, pairs_for

RECIPES = {
    "clip2video": replace(CLIP2VIDEO, batch=4, epochs=2, tower_share=0.1, rate=1e-3),
    "frozen": replace(FROZEN, batch=4, epochs=4, rate=1e-3),
}
STYLES = {"clip2video": CLIP2VIDEO_STYLE, "frozen": FROZEN_STYLE}


@pytest.fixture
def made():
    trainers = []

    def make(name="clip2video", count=8, model=None, **changes):
        recipe = replace(RECIPES[name], **changes)
        trainers.append(FullTrainer(model or MODELS[name](), pairs_for(name, count), STYLES[name], recipe))
        return trainers[-1]

    yield make
    for each in trainers:
        each.close()


def weights(trainer):
    return {name: weight.clone() for name, weight in trainer.model.state_dict().items()}


def written(state):
    """As it comes back from a file."""
    file = BytesIO()
    torch.save(state, file)
    file.seek(0)
    return torch.load(file, weights_only=True)


def same(a, b):
    return all(torch.equal(a[name], b[name]) for name in a)


@pytest.mark.parametrize("chunk", [0, 3])
@pytest.mark.parametrize("name", MODELS)
def test_a_run_broken_off_anywhere_ends_with_the_same_bits(name, chunk, made):
    unbroken = made(name, chunk=chunk)
    losses = [unbroken.advance() for _ in range(unbroken.steps)]
    broken = made(name, chunk=chunk)
    found = [broken.advance() for _ in range(3)]
    kept = written(broken.state())
    broken.advance()  # lost
    resumed = made(name, chunk=chunk)
    resumed.restore(kept)
    found += [resumed.advance() for _ in range(resumed.steps - 3)]
    assert len(losses) == (4 if name == "clip2video" else 8)
    assert found == losses
    assert same(weights(resumed), weights(unbroken))


@pytest.mark.parametrize("name", MODELS)
def test_pairs_are_learned(name, made):
    trainer = made(name, batch=8, epochs=30, rate=3e-3, curriculum=())
    before = trainer.loss_of(trainer.pairs)
    for _ in range(trainer.steps):
        trainer.advance()
    assert trainer.loss_of(trainer.pairs) < 0.7 * before


def test_the_scale_stays_at_most_a_hundred(made):
    model = clip2video()
    with torch.no_grad():
        model.model.clip.logit_scale.fill_(9.0)
    trainer = made(model=model)
    trainer.advance()
    assert model.scale().item() == pytest.approx(100, rel=1e-5)


def test_the_first_step_warms_up_from_nothing(made):
    trainer = made()
    before = weights(trainer)
    trainer.advance()
    assert same(weights(trainer), before)
    trainer.advance()
    assert not same(weights(trainer), before)


def test_what_was_learned_can_be_put_back(made):
    trainer = made(frozen_layers=1)
    first = trainer.learned()
    assert 0 < len(first) < len(trainer.model.state_dict())
    before = trainer.text_vectors(["red circle moves"])
    for _ in range(3):
        trainer.advance()
    assert np.abs(trainer.text_vectors(["red circle moves"]) - before).max() > 1e-6
    trainer.use(first)
    assert np.array_equal(trainer.text_vectors(["red circle moves"]), before)


def test_frozen_layers_stay_as_they_were(made):
    trainer = made(frozen_layers=1)
    before = weights(trainer)
    for _ in range(3):
        trainer.advance()
    after = weights(trainer)
    name = "model.clip.visual.transformer.resblocks.0.mlp.c_fc.weight"
    assert torch.equal(before[name], after[name])
    assert not torch.equal(before["model.weight_center"], after["model.weight_center"])


def test_vectors_are_of_length_one_and_rank_as_the_loss_does(made):
    trainer = made()
    text = trainer.text_vectors(trainer.pairs.captions)
    video = trainer.video_vectors(trainer.pairs.frames, trainer.pairs.clips)
    assert np.allclose(np.linalg.norm(text, axis=1), 1, atol=1e-5)
    assert np.allclose(np.linalg.norm(video, axis=1), 1, atol=1e-5)
    assert text.shape == video.shape == (8, 128)


def test_where_memory_runs_out_chunks_are_halved_and_the_step_is_the_same(made, monkeypatch):
    plain = made()
    losses = [plain.advance() for _ in range(3)]
    trainer, real, tried = made(), differentiate, []

    def small(model, shared, chunks, *rest):
        tried.append(max(map(len, chunks)))
        if tried[-1] > 1:
            real(model, shared, chunks, *rest)  # what was begun must not count
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return real(model, shared, chunks, *rest)

    monkeypatch.setattr(trainer_module, "differentiate", small)
    assert [trainer.advance() for _ in range(3)] == pytest.approx(losses, abs=1e-5)
    assert tried == [4, 2, 1, 1, 1]
    assert trainer.chunk == 1

    def none(*_):
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr(trainer_module, "differentiate", none)
    with pytest.raises(OutOfMemoryError):
        trainer.advance()


def test_a_loss_that_is_no_number_ends_the_run_with_a_sentence(made):
    model = clip2video()
    with torch.no_grad():
        model.model.weight_center.fill_(math.nan)
    with pytest.raises(C2VError, match="step 1"):
        made(model=model).advance()


def test_one_pair_alone_cannot_be_told_from_another(made):
    with pytest.raises(C2VError, match="too few"):
        made(count=1)


def test_batches_are_as_large_as_there_are_pairs(made):
    trainer = made(count=6, batch=128)
    assert (trainer.batch, trainer.epoch_steps) == (6, 1)


def test_every_caption_is_shown_once_an_epoch(made):
    trainer = made()
    rows = [trainer._order.pairs(step) for step in range(4)]
    assert sorted(np.concatenate(rows[:2])) == sorted(np.concatenate(rows[2:])) == list(range(8))
    assert not np.array_equal(np.concatenate(rows[:2]), np.concatenate(rows[2:]))


def test_frozen_shows_each_clip_once_an_epoch_with_one_of_its_captions(made):
    few = pairs_for("frozen", 4)
    pairs = PairSet(few.captions * 3, np.tile(few.clips, 3), few.frames)
    trainer = FullTrainer(frozen(), pairs, FROZEN_STYLE, RECIPES["frozen"])
    rows = [trainer._order.pairs(step) for step in range(8)]
    assert all(sorted(pairs.clips[each]) == [0, 1, 2, 3] for each in rows)
    assert len({int(row) for each in rows for row in each}) > 4
    trainer.close()


def test_stills_and_videos_take_turns(made):
    few = pairs_for("frozen", 8)
    clips = [few.frames.take(i, range(1 if i < 4 else few.frames.count(i))) for i in range(8)]
    pairs = PairSet(few.captions, few.clips, DrawnClips(clips))
    trainer = FullTrainer(
        frozen(), pairs, FROZEN_STYLE, replace(RECIPES["frozen"], curriculum=(CurriculumPart(4, 1.0),))
    )
    kinds = [{int(row) < 4 for row in trainer._order.pairs(step)} for step in range(4)]
    assert kinds == [{False}, {True}, {False}, {True}]
    trainer.advance()
    trainer.advance()
    trainer.close()


def test_the_curriculum_grows_from_one_frame(made):
    trainer = made("frozen", epochs=10)
    shown = [trainer._draw(step, 4)[0].mask.shape[1] for step in range(trainer.steps)]
    assert shown == [1] * 18 + [4] * 2


def test_memory_grows_with_the_chunk_and_a_chunk_is_found_that_fits(made):
    need = made(batch=8).memory()
    learned = sum(weight.numel() for weight in clip2video().parameters())
    assert need.fixed_bytes == 16 * learned  # weights, gradients, two moments
    assert need.a_pair_bytes > 6 * 5 * 64 * 4  # at least one layer's tokens
    assert need.chunk(need.fixed_bytes + 5 * need.a_pair_bytes, 8) == 5
    assert need.chunk(need.fixed_bytes, 8) == 0
    assert need.chunk(2**60, 8) == 8


def test_kept_bytes_are_those_of_the_way_back():
    weight = torch.nn.Parameter(torch.ones(10, 10))
    x = torch.ones(1000, 10)
    assert kept_bytes(lambda: (x @ weight).exp()) == 2 * 40_000  # x for the product, the result for the exponential


@pytest.mark.parametrize(("precision", "half"), [("auto", None), ("float32", None), ("bfloat16", torch.bfloat16)])
def test_a_processor_computes_in_full_precision_unless_asked(precision, half):
    assert choose_half(precision, torch.device("cpu")) is half


@pytest.mark.parametrize(("has", "half"), [(True, torch.bfloat16), (False, torch.float16)])
def test_a_card_computes_in_what_it_has(has, half, monkeypatch):
    monkeypatch.setattr(trainer_module, "has_bfloat16", lambda _: has)
    assert choose_half("auto", torch.device("cuda")) is half


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
@pytest.mark.parametrize("name", MODELS)
def test_half_precision_learns_about_the_same(name, precision, made):
    exact, half = made(name, batch=8, epochs=8), made(name, batch=8, epochs=8, precision=precision)
    assert half.model.number_type is getattr(torch, precision)
    assert (half._scaler is not None) == (precision == "float16")
    assert half.advance() == pytest.approx(exact.advance(), rel=0.05)
    before = weights(half)
    for _ in range(half.steps - 2):
        assert half.advance() > 0
    assert not same(weights(half), before)
    assert all(weight.dtype is torch.float32 for weight in half.model.parameters())
    kept = written(half.state())
    again = made(name, batch=8, epochs=8, precision=precision)
    again.restore(kept)
    assert again.advance() == half.advance()
