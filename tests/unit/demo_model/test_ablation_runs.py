import numpy as np
import pytest
import torch

from core.demo_model.ablation_runs import ALIGNED, PAPER, Budget, run_trials, train_trial, trial_encoder, trimmed
from core.demo_model.network import fresh_network
from core.demo_model.video_store import draw_video_batch, fill_store
from core.encode.temporal import pool_frames
from core.evaluation.run import EvaluationSizes
from core.synthetic.world import Choice

TINY = EvaluationSizes(random=12, setups=1, direction=6, order=6, pointing=6, deletion=4, short=4)


@pytest.fixture(scope="module")
def towers():
    return fresh_network(1).eval()


@pytest.fixture(scope="module")
def store(towers):
    return fill_store(towers, np.random.default_rng(1), 48, Choice(pictures=range(1)))


@pytest.mark.parametrize("variant", PAPER)
@torch.no_grad()
def test_what_is_left_out_has_no_say(towers, store, variant):
    model, video_batch = trimmed(towers, variant, 5, 2).eval(), draw_video_batch(store, np.random.default_rng(1), 12)
    before = model.join_halves(*model.video_vectors(video_batch.vectors, video_batch.mask))
    for part, has in (("frame2t_attention", ("+TDB", "both")), ("actionClip", ALIGNED), ("transformerClip", PAPER[1:])):
        other = trimmed(towers, variant, 5, 2).eval()
        for weight in getattr(other, part).parameters():
            weight.add_(torch.randn(weight.shape, generator=torch.Generator().manual_seed(1)))
        after = other.join_halves(*other.video_vectors(video_batch.vectors, video_batch.mask))
        assert torch.equal(before, after) == (variant not in has), part


@torch.no_grad()
def test_the_plain_one_pools(towers, store):
    model, video_batch = trimmed(towers, "mean", 5, 2), draw_video_batch(store, np.random.default_rng(1), 12)
    whole = model.join_halves(*model.video_vectors(video_batch.vectors, video_batch.mask))
    assert torch.allclose(whole[:, :128], pool_frames(video_batch.vectors, video_batch.mask), atol=1e-6)
    assert whole[:, 128:].abs().max() == 0


def test_towers_are_shared_and_heads_begin_anew(towers):
    one, two = (trimmed(towers, "both", 7, seed) for seed in (1, 2))
    assert one.weight_center.shape[0] == 7
    assert not torch.equal(one.weight_center, two.weight_center)
    assert torch.equal(one.clip.visual.conv1.weight, towers.clip.visual.conv1.weight)


@pytest.mark.parametrize("variant", PAPER)
def test_every_variant_learns(towers, store, variant):
    model = trimmed(towers, variant, 3, 1)
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    train_trial(model, store, 1, Budget(steps=2, batch=12))
    changed = {name for name, weight in model.state_dict().items() if not torch.equal(weight, before[name])}
    assert any(name.startswith("clip.transformer") for name in changed)
    assert not any(name.startswith("clip.visual") for name in changed)
    assert ("weight_center" in changed) == (variant in ALIGNED)


@torch.no_grad()
def test_the_exam_sees_the_same_network(towers, store):
    model, video_batch = (
        trimmed(towers, "+TAB", 5, 2).eval(),
        draw_video_batch(store, np.random.default_rng(1), 12, thinned=0),
    )
    mine = model.join_halves(*model.video_vectors(video_batch.vectors, video_batch.mask)).numpy()
    theirs = trial_encoder(model).encode_segments(
        video_batch.vectors.numpy().astype(np.float16), video_batch.mask.numpy().astype(np.uint8)
    )
    assert mine == pytest.approx(theirs, abs=1e-5)


def test_all_runs_have_their_figures(towers, store):
    said = []
    runs = list(run_trials(towers, store, Budget(steps=1, batch=12, seeds=(1,), sizes=TINY), said.append))
    assert {(run.variant, run.centres) for run in runs} == {
        ("mean", 0), ("seqTransf", 0), ("+TDB", 0), ("+TAB", 5), ("both", 5), ("both", 3), ("both", 7), ("both", 9)
    }  # fmt: skip
    assert all({"r1_random", "r1_hard", "direction", "order"} <= run.figures.keys() for run in runs)
    assert all(("pointing_cut" in run.figures) == (run.centres > 0) for run in runs)
    assert len(said) == len(runs)
