"""Chunks, processes and checkpoints change memory and time, never the loss or its gradient."""

import pytest
import torch

from core.finetune.full.cached_gradients import differentiate, drawn_from
from core.finetune.full.pair_model import PairVectors
from core.finetune.full.workers import Workers
from tests.unit.finetune.full.tiny_pairs import MODELS, batch_of, clip2video, frozen, gap, gradients, pairs_for

FRAMES = {"clip2video": 6, "frozen": 4}


def plain(model, batch):
    """The loss as anybody would write it."""
    vectors = model(batch)
    loss = model.loss(vectors, batch.clips)
    loss.backward()
    return loss.item(), gradients(model)


def cached(model, chunks):
    loss = differentiate(model, model, chunks, Workers(), seed=3)
    return loss.item(), gradients(model)


@pytest.mark.parametrize("sizes", [[8], [4, 4], [3, 3, 2], [1] * 8])
@pytest.mark.parametrize("name", MODELS)
def test_chunks_give_loss_and_gradient_of_the_plain_batch(name, sizes):
    pairs, frames = pairs_for(name, 8), FRAMES[name]
    expected, wanted = plain(MODELS[name]().eval(), batch_of(pairs, range(8), frames))
    places = [range(sum(sizes[:i]), sum(sizes[: i + 1])) for i in range(len(sizes))]
    found, got = cached(MODELS[name]().eval(), [batch_of(pairs, rows, frames) for rows in places])
    assert found == pytest.approx(expected, abs=1e-5)
    assert len(wanted) > 20
    assert gap(got, wanted) < 1e-5


def test_the_scale_is_learned_once_not_once_a_chunk():
    pairs = pairs_for("clip2video", 6)
    _, wanted = plain(clip2video(), batch_of(pairs, range(6)))
    _, got = cached(clip2video(), [batch_of(pairs, range(i, i + 2)) for i in (0, 2, 4)])
    name = "model.clip.logit_scale"
    assert abs(float(wanted[name])) > 1e-4
    torch.testing.assert_close(got[name], wanted[name], atol=1e-6, rtol=1e-4)


def test_both_passes_see_the_same_dropout():
    pairs = pairs_for("frozen", 6)
    chunks = [batch_of(pairs, range(i, i + 3), 4) for i in (0, 3)]
    model = frozen()
    assert any(isinstance(m, torch.nn.Dropout) and m.p > 0 for m in model.modules())
    loss, got = cached(model, chunks)
    reference, parts = frozen(), []
    for place, chunk in enumerate(chunks):
        with drawn_from(3, place, torch.device("cpu")):
            parts.append(reference(chunk))
    together = PairVectors(tuple(map(torch.cat, zip(*(p.rows for p in parts), strict=True))), ())
    expected = reference.loss(together, torch.cat([chunk.clips for chunk in chunks]))
    expected.backward()
    assert loss == pytest.approx(expected.item(), abs=1e-5)
    assert gap(got, gradients(reference)) < 1e-5
    with drawn_from(4, 0, torch.device("cpu")):
        other = frozen()(chunks[0]).rows[1]
    assert (other - parts[0].rows[1]).abs().max() > 1e-3  # it does drop


def test_drawing_leaves_torch_as_it_was():
    torch.manual_seed(1)
    first = torch.rand(3)
    torch.manual_seed(1)
    with drawn_from(5, 6, torch.device("cpu")):
        torch.rand(7)
    assert torch.equal(torch.rand(3), first)


@pytest.mark.parametrize("name", MODELS)
def test_activations_computed_again_give_the_same_gradients(name):
    pairs, frames = pairs_for(name, 6), FRAMES[name]
    wanted = cached(MODELS[name](), [batch_of(pairs, range(6), frames)])
    model = MODELS[name]()
    model.save_activations(True)
    ran = []
    blocks = model.model.clip.visual.transformer.resblocks if name == "clip2video" else model.model.video_model.blocks
    blocks[0].register_forward_pre_hook(lambda *_: ran.append(1))
    got = cached(model, [batch_of(pairs, range(6), frames)])
    assert len(ran) == 2
    assert got[0] == pytest.approx(wanted[0], abs=1e-6)
    assert gap(got[1], wanted[1]) < 1e-6


@pytest.mark.parametrize("weight", [0.0, 1.0])
def test_a_half_without_weight_takes_no_part(weight):
    pairs = pairs_for("clip2video", 4)
    model = clip2video(center_weight=weight)
    loss, got = cached(model, [batch_of(pairs, range(2)), batch_of(pairs, range(2, 4))])
    assert loss > 0
    assert ("model.weight_center" in got) == (weight == 0)


@pytest.mark.parametrize("name", MODELS)
def test_two_captions_of_one_clip_are_not_told_apart(name):
    pairs, frames = pairs_for(name, 4), FRAMES[name]
    model = MODELS[name]().eval()
    batch = batch_of(pairs, range(4), frames)
    vectors = model(batch)
    apart = model.loss(vectors, torch.tensor([0, 1, 2, 3]))
    same = model.loss(vectors, torch.tensor([0, 0, 2, 3]))
    assert same < apart
