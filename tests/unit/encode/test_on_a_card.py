"""What runs on a graphics card has all its tensors there: seen without one, on tensors that know only their place."""

from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest
import torch
from torch import nn
from torch._subclasses import FakeTensorMode

from core.demo_model.frozen.batches import draw_pictures as draw_frozen_pictures
from core.demo_model.frozen.batches import draw_videos
from core.demo_model.frozen.curriculum import PictureHeads
from core.demo_model.frozen.curriculum import batch_losses as frozen_losses
from core.demo_model.frozen.network import video_sizes
from core.demo_model.head_training import batch_losses, mean_loss
from core.demo_model.network import demo_sizes
from core.demo_model.tower_training import picture_losses
from core.demo_model.training_batches import Emphasis, draw_training_batch
from core.demo_model.training_pictures import SceneHeads, draw_pictures
from core.demo_model.video_store import SET, VideoStore
from core.encode.backends.clip2video import Clip2VideoModel
from core.encode.frozen.model import FrozenModel
from core.encode.temporal import unit
from core.encode.word_table import WordTable
from core.finetune.full.clip2video_pairs import Clip2VideoPairs
from core.finetune.full.frozen_pairs import FrozenPairs
from core.finetune.full.pair_model import PairBatch
from core.finetune.full.recipe import CLIP2VIDEO, FROZEN, make_optimiser, parameter_groups, set_rates
from core.finetune.muon import Muon, block_matrices
from core.synthetic.token_table import small_vocabulary
from core.synthetic.world import Choice, plan_set, plan_video
from tests.unit.encode import tiny
from tests.unit.encode.frozen import tiny as frozen_tiny

CARD = torch.device("cuda", 0)


@pytest.fixture(autouse=True)
def _half_precision(monkeypatch):
    """Torch switches autocast off where it sees no card."""
    monkeypatch.setattr(torch.cuda.amp.common, "amp_definitely_not_available", lambda: False)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda *_, **__: True)


@pytest.fixture
def mode():
    """Tensors without numbers, which refuse to be mixed with those of another device."""
    with FakeTensorMode(allow_non_fake_inputs=False) as made:
        yield made


def moved(module: nn.Module) -> nn.Module:
    """As `module.to(CARD)`, which cannot be done with tensors without numbers: weights and buffers, nothing else."""
    for each in module.modules():
        for name, weight in each._parameters.items():
            if weight is not None:
                each._parameters[name] = nn.Parameter(weight.detach().to(CARD), weight.requires_grad)
        for name, buffer in each._buffers.items():
            if buffer is not None:
                each._buffers[name] = buffer.to(CARD)
    return module


def shown(mode, value):
    """A drawn batch on the card, as `training_loop.moved` puts it there."""
    if isinstance(value, torch.Tensor):
        return mode.from_tensor(value).to(CARD)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: shown(mode, getattr(value, each.name)) for each in fields(value)})
    return value


def test_mixing_devices_is_noticed(mode):
    with pytest.raises(RuntimeError, match="same device"):
        torch.ones(3, device=CARD) + torch.ones(3)


def pairs(frames: int, px: int) -> PairBatch:
    count = 4 * frames - 3
    ids = torch.ones(4, 7, dtype=torch.int64)
    pixels = torch.zeros(count, 3, px, px, dtype=torch.uint8)
    return PairBatch(pixels, torch.ones(4, frames), ids, ids, torch.arange(4)).to(CARD)


@pytest.mark.parametrize("half", [None, torch.float16, torch.bfloat16])
def test_clip2video_is_trained_on_one_device(mode, half):
    model = moved(Clip2VideoPairs(Clip2VideoModel(tiny.sizes(), frames=6), None)).train()
    model.number_type = half
    model.save_activations(True)
    _train(model, pairs(6, 32), CLIP2VIDEO)


@pytest.mark.parametrize("half", [None, torch.float16, torch.bfloat16])
def test_frozen_is_trained_on_one_device(mode, half):
    model = moved(FrozenPairs(FrozenModel(frozen_tiny.sizes()), None)).train()
    model.number_type = half
    model.save_activations(True)
    _train(model, pairs(4, 32), FROZEN)


def _train(model, batch, recipe):
    vectors = model(batch)
    assert {each.device for each in (*vectors.rows, *vectors.shared)} == {CARD}
    assert {each.dtype for each in vectors.rows} == {torch.float32}
    assert model.loss(vectors, batch.clips).device == CARD
    for weight in model.parameters():
        weight.grad = torch.zeros_like(weight)  # the way back needs a real card
    optimiser = make_optimiser(parameter_groups(model.named_parameters(), recipe, model.is_tower), recipe)
    set_rates(optimiser, 1e-3)
    if recipe.bert:  # torch's own asks for a real card
        optimiser.step()
    model.after_step()
    with torch.no_grad():
        assert model.text_vectors(batch.ids, batch.words).device == CARD
        assert model.video_vectors(batch.frames, batch.mask).device == CARD


@pytest.mark.parametrize("half", [torch.float32, torch.float16, torch.bfloat16])
def test_frozen_is_split_by_frame_on_one_device(mode, half):
    model = moved(FrozenModel(frozen_tiny.sizes())).eval()
    videos = torch.zeros(2, 4, 3, 28, 28, device=CARD)
    with torch.no_grad(), torch.autocast("cuda", half, enabled=half is not torch.float32):
        assert model.split_videos(videos).device == CARD


def test_taught_words_are_read_on_the_device_of_the_tower(mode):
    model = Clip2VideoModel(tiny.sizes(), frames=6)
    table = WordTable(model.clip)
    moved(model)
    table.set_rows(torch.zeros(2, table.width))
    ids = torch.ones(3, 7, dtype=torch.int64, device=CARD)
    assert unit(model.encode_words(ids)).device == CARD
    assert table.vectors(ids).device == CARD


def test_muon_turns_matrices_on_one_device(mode):
    model = moved(Clip2VideoModel(tiny.sizes(), frames=6))
    weights = block_matrices(model)
    for weight in weights:
        weight.grad = torch.zeros_like(weight)
    Muon(weights, 0.1).step(1e-3)


# ---- the demo models' training


def test_the_demo_models_stages_are_trained_on_one_device():
    rng, few = np.random.default_rng(0), Choice(pictures=range(2))
    videos = [plan_video(rng, few) for _ in range(16)] + [each for _ in range(4) for each in plan_set(rng, SET, few)]
    store = VideoStore(videos, torch.randn(len(videos), 12, 128), 16, torch.randn(128))
    pictures, lesson = draw_pictures(rng, 6), draw_training_batch(store, rng, 16, Emphasis())
    with FakeTensorMode(allow_non_fake_inputs=False) as mode:
        model = moved(Clip2VideoModel(demo_sizes(small_vocabulary()), 0.5, 12, 32))
        heads = moved(SceneHeads(128, 128))
        model.clip.visual.output_tokens = True
        losses = [loss for _, loss in picture_losses(model, heads, shown(mode, pictures), True).values()]
        model.clip.visual.output_tokens = False
        batch = shown(mode, lesson)
        losses += [*batch_losses(model, batch, Emphasis(deletion=0)).values(), mean_loss(model, batch)]
        assert {loss.device for loss in losses} == {CARD}


def test_the_small_frozens_stages_are_trained_on_one_device():
    rng = np.random.default_rng(0)
    batches = [draw_frozen_pictures(rng, 4), draw_videos(rng, 8, 4)]
    with FakeTensorMode(allow_non_fake_inputs=False) as mode:
        sizes = video_sizes(4)
        model = moved(FrozenModel(sizes))
        heads = moved(PictureHeads(sizes.joint, sizes.tower.width, sizes.tower.image_px // sizes.tower.patch_px))
        for batch in batches:
            losses = [loss for _, loss in frozen_losses(model, heads, shown(mode, batch)).values()]
            assert {loss.device for loss in losses} == {CARD}
