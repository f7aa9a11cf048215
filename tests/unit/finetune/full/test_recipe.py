import math

import pytest
import torch
from torch import nn

from core.finetune.full.bert_adam import BertAdam
from core.finetune.full.recipe import (
    CLIP2VIDEO,
    FROZEN,
    FullRecipe,
    frames_at,
    freeze_layers,
    make_optimiser,
    parameter_groups,
    rate_at,
    set_rates,
)
from tests.unit.finetune.full.tiny_pairs import clip2video, frozen


def by_weight(model, recipe):
    """What each weight's group says, by the weight's name."""
    groups = parameter_groups(model.named_parameters(), recipe, model.is_tower)
    names = {id(weight): name for name, weight in model.named_parameters()}
    return {names[id(weight)]: group for group in groups for weight in group["params"]}


def test_towers_learn_a_thousand_times_slower_than_heads():
    said = by_weight(clip2video(), CLIP2VIDEO)
    assert len(said) == len(list(clip2video().parameters()))
    for name, group in said.items():
        in_tower = name.startswith("model.clip.")  # transformerClip and actionClip are heads
        assert group["share"] * CLIP2VIDEO.rate == pytest.approx(1e-7 if in_tower else 1e-4)
        assert group["weight_decay"] == (0.0 if "bias" in name else 0.2)
    assert said["model.transformerClip.resblocks.0.ln_1.weight"]["weight_decay"] == 0.2


def test_frozen_in_time_learns_at_one_rate_without_decay():
    for group in by_weight(frozen(), FROZEN).values():
        assert group["share"] * FROZEN.rate == pytest.approx(3e-5)
        assert group["weight_decay"] == 0


def test_the_rate_warms_up_and_falls_as_the_authors_wrote_it():
    rates = [rate_at(CLIP2VIDEO, step, 1000) for step in range(1001)]
    assert rates[0] == 0
    assert rates[50] == pytest.approx(0.5)
    assert max(rates) == pytest.approx(0.99)
    assert rates[100] == pytest.approx(0.5 * (1 + math.cos(math.pi * 0.1)))  # the jump after the warm-up
    assert rates[1000] == pytest.approx(0)
    assert {rate_at(FROZEN, step, 10) for step in range(10)} == {1.0}


def test_images_come_first_then_four_frames():
    assert [frames_at(FROZEN, step, 20, 4) for step in range(20)] == [1] * 18 + [4] * 2
    assert {frames_at(CLIP2VIDEO, step, 20, 12) for step in range(20)} == {12}
    assert frames_at(FROZEN, 19, 20, 2) == 2  # a model of fewer frames


@pytest.mark.parametrize(("make", "outer"), [(clip2video, "model.clip.visual.ln_post.weight"), (frozen, "vid_proj")])
def test_frozen_layers_are_embeddings_and_first_blocks(make, outer):
    model = make()
    everything = sum(p.numel() for p in model.parameters())
    assert freeze_layers(model, 0, model.is_tower) == everything
    learned = freeze_layers(model, 1, model.is_tower)
    assert 0 < learned < everything
    for name, weight in model.named_parameters():
        if "embedding" in name and model.is_tower(name):
            assert not weight.requires_grad, name
        if ("clip.visual.transformer.resblocks.0" in name) or ("video_model.blocks.0" in name):
            assert not weight.requires_grad, name
        if "video_model.blocks.1" in name or outer in name or "weight_center" in name:
            assert weight.requires_grad, name


def reference_bert_adam(weight, gradients, rate, decay):
    """The authors' optimiser, one number after another."""
    mean, square = torch.zeros_like(weight), torch.zeros_like(weight)
    for given in gradients:
        gradient = given * min(1.0, 1 / (float(given.norm()) + 1e-6))
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.98 * square + 0.02 * gradient**2
        weight = weight - rate * (mean / (square.sqrt() + 1e-6) + decay * weight)
    return weight


@pytest.mark.parametrize("decay", [0.0, 0.2])
def test_bert_adam_is_adam_without_bias_correction(decay):
    torch.manual_seed(0)
    start, other = torch.randn(3, 4), torch.randn(2)
    gradients = [torch.randn(3, 4) * size for size in (0.01, 5.0, 0.3)]
    weight, idle = nn.Parameter(start.clone()), nn.Parameter(other.clone())
    optimiser = BertAdam([{"params": [weight, idle], "weight_decay": decay, "lr": 0.1}])
    for gradient in gradients:
        weight.grad = gradient.clone()
        optimiser.step()
    torch.testing.assert_close(weight.detach(), reference_bert_adam(start, gradients, 0.1, decay))
    assert torch.equal(idle, other)


@pytest.mark.parametrize("recipe", [CLIP2VIDEO, FROZEN])
def test_both_optimisers_go_on_from_a_kept_state(recipe):
    torch.manual_seed(0)
    start = torch.randn(3, 4)
    gradients = [torch.randn(3, 4) for _ in range(4)]

    def fresh(value):
        weight = nn.Parameter(value.clone())
        groups = parameter_groups([("w", weight)], recipe, lambda _: False)
        return weight, make_optimiser(groups, recipe)

    def run(weight, optimiser, some):
        for gradient in some:
            set_rates(optimiser, 0.1)
            weight.grad = gradient.clone()
            optimiser.step()

    unbroken, optimiser = fresh(start)
    run(unbroken, optimiser, gradients)
    weight, first = fresh(start)
    run(weight, first, gradients[:2])
    resumed, second = fresh(weight.detach())
    second.load_state_dict(first.state_dict())
    run(resumed, second, gradients[2:])
    assert torch.equal(resumed, unbroken)


def test_a_recipe_is_clip2videos_unless_said_otherwise():
    recipe = FullRecipe()
    assert (recipe.batch, recipe.epochs, recipe.rate * recipe.tower_share) == (128, 5, pytest.approx(1e-7))
