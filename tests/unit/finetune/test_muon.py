import pytest
import torch
from torch import nn

from core.finetune.muon import Muon, block_matrices


def written_out(weight, gradients, rate, decay, momentum=0.95):
    """The steps as the papers have them, in float32."""
    weight, speed = weight.clone(), torch.zeros_like(weight)
    for gradient in gradients:
        speed.lerp_(gradient, 1 - momentum)
        x = gradient.lerp(speed, momentum)
        x = x / x.norm()
        for _ in range(5):
            gram = x @ x.mT
            x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
        weight = weight * (1 - rate * decay) - rate * 0.2 * max(weight.shape) ** 0.5 * x
    return weight


@pytest.mark.parametrize("shape", [(16, 16), (8, 32), (32, 8)])
def test_its_steps_are_those_of_the_papers(shape):
    draw = torch.manual_seed(1)
    start, *gradients = (torch.randn(*shape, generator=draw) for _ in range(5))
    weight = nn.Parameter(start.clone())
    muon = Muon([weight], decay=0.1)
    for gradient in gradients:
        weight.grad = gradient.clone()
        muon.step(0.05)
        assert torch.equal(weight.grad, gradient)
    moved = (weight.detach() - start).norm()
    assert (weight.detach() - written_out(start, gradients, 0.05, 0.1)).norm() < 1e-4 * moved


@pytest.mark.parametrize("shape", [(16, 16), (8, 32), (32, 8)])
def test_its_steps_are_those_of_torch(shape):
    draw = torch.manual_seed(1)
    start, *gradients = (torch.randn(*shape, generator=draw) for _ in range(5))
    ours, theirs = nn.Parameter(start.clone()), nn.Parameter(start.clone())
    muon = Muon([ours], decay=0.1)
    reference = torch.optim.Muon([theirs], lr=0.05, weight_decay=0.1, adjust_lr_fn="match_rms_adamw")
    for gradient in gradients:
        ours.grad, theirs.grad = gradient, gradient.clone()
        muon.step(0.05)
        reference.step()
    moved = (theirs.detach() - start).norm()
    assert (ours.detach() - theirs.detach()).norm() < 0.02 * moved  # torch counts in bfloat16


def test_nothing_is_turned_in_a_format_that_processors_must_imitate(monkeypatch):
    def refuse(_):
        raise AssertionError("bfloat16 takes processors without instructions for it fifty times as long")

    monkeypatch.setattr(torch.Tensor, "bfloat16", refuse)
    weight = nn.Parameter(torch.zeros(8, 8))
    weight.grad = torch.eye(8)
    Muon([weight], decay=0.0).step(0.1)
    assert weight.detach().abs().max() > 0


@pytest.mark.parametrize("shape", [(16, 16), (8, 32), (32, 8)])
def test_singular_values_of_a_step_are_near_one(shape):
    weight = nn.Parameter(torch.zeros(shape))
    weight.grad = torch.randn(shape, generator=torch.manual_seed(1))
    Muon([weight], decay=0.0).step(1 / (0.2 * max(shape) ** 0.5))
    values = torch.linalg.svdvals(weight.detach())
    assert values.min() > 0.3
    assert values.max() < 1.4


def test_a_weight_without_gradient_or_none_at_all_stays():
    weight = nn.Parameter(torch.ones(4, 4))
    muon = Muon([weight], decay=0.5)
    muon.step(0.1)
    assert torch.equal(weight.detach(), torch.ones(4, 4))
    assert [part.tolist() for part in muon.state()] == [[[0.0] * 4] * 4]
    empty = Muon([], decay=0.5)
    empty.step(0.1)
    empty.restore(empty.state())


def test_a_weight_whose_memory_has_moved_is_still_trained():
    weight = nn.Parameter(torch.zeros(4, 4))
    muon = Muon([weight], decay=0.0)
    weight.data = weight.data.clone()
    weight.grad = torch.eye(4)
    muon.step(0.1)
    assert weight.detach().abs().max() > 0


def test_the_step_goes_downhill_on_every_matrix():
    torch.manual_seed(0)
    goal, weight = torch.randn(24, 8), nn.Parameter(torch.zeros(24, 8))
    muon = Muon([weight], decay=0.0)
    losses = []
    for _ in range(60):
        loss = (weight - goal).square().mean()
        weight.grad = None
        loss.backward()
        muon.step(0.1)
        losses.append(loss.item())
    assert losses[-1] < 0.1 * losses[0]


def test_stacked_query_key_value_are_turned_one_by_one():
    torch.manual_seed(0)
    weight = nn.Parameter(torch.zeros(24, 8))
    weight.grad = torch.cat([100 * torch.randn(8, 8), torch.randn(8, 8), 0.01 * torch.randn(8, 8)])
    Muon([weight], decay=0.0).step(0.1)
    sizes = [part.norm().item() for part in weight.detach().chunk(3)]
    assert max(sizes) < 2 * min(sizes)


def test_only_matrices_inside_blocks_are_taken():
    model = nn.ModuleDict({"resblocks": nn.Linear(4, 4), "layernorm": nn.Linear(4, 4), "head": nn.Linear(4, 4)})
    assert block_matrices(model) == [model["resblocks"].weight]


@pytest.mark.parametrize("list_name", ["resblocks", "blocks", "layer"])
def test_blocks_of_every_tower_are_known_by_the_name_of_their_list(list_name):
    model = nn.ModuleDict({list_name: nn.ModuleList([nn.Linear(4, 4)])})
    assert block_matrices(model) == [model[list_name][0].weight]


def test_a_kept_state_stays_as_it_was_while_steps_continue():
    weight = nn.Parameter(torch.zeros(4, 4))
    muon = Muon([weight], decay=0.0)
    kept = muon.state()
    weight.grad = torch.eye(4)
    muon.step(0.1)
    assert torch.equal(kept[0], torch.zeros(4, 4))


def test_a_kept_state_goes_on_as_if_never_broken_off():
    gradients = [torch.randn(24, 8, generator=torch.manual_seed(i)) for i in range(4)]

    def run(split: bool) -> torch.Tensor:
        weight = nn.Parameter(torch.zeros(24, 8))
        muon = Muon([weight], decay=0.1)
        for i, gradient in enumerate(gradients):
            if split and i == 2:
                kept, muon = [s.clone() for s in muon.state()], Muon([weight], decay=0.1)
                muon.restore(kept)
            weight.grad = gradient
            muon.step(0.05)
        return weight.detach()

    assert torch.equal(run(split=True), run(split=False))
