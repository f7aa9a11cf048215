"""Frozen in Time against the numbers frozen from the authors' code."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

pytest.importorskip("transformers", reason="the text tower of Frozen in Time needs transformers")

from core.encode.backends.frozen import frame_side, shrink
from core.encode.frozen.frame_windows import middle_frames, random_frames, stretches, window_starts
from core.encode.frozen.frozen_layout import TEMPORAL
from core.encode.frozen.model import FrozenModel, build_from_state_dict
from core.encode.frozen.stages import (
    MEAN,
    STD,
    PairStages,
    VideoStages,
    cosines,
    margin_loss,
    read_pairs,
    read_video,
    softmax_loss,
)
from core.encode.preprocessing import normalise
from core.media.resize import reduce_frame
from core.values import FrameShape
from tests.unit.encode.tiny import recipe_weights

CASES = ["a1_f4", "a2_f8"]
TOKENS, EMBEDDINGS, COSINES, LOSSES, INFLATED = 5e-5, 5e-5, 1e-5, 5e-5, 1e-6
Case = tuple[dict[str, Any], dict[str, np.ndarray], FrozenModel, PairStages]


pytestmark = pytest.mark.usefixtures("one_torch_thread")


def _load(parity: Path, name: str) -> tuple[dict[str, Any], dict[str, np.ndarray], dict[str, torch.Tensor]]:
    with np.load(parity / f"fit_{name}.npz") as file:
        frozen = {name: file[name] for name in file.files}
    config = json.loads(str(frozen["config"]))
    state = recipe_weights(json.loads(str(frozen["state_shapes_json"])), config["weight_seed"])
    total = sum(float(each.double().abs().sum()) for each in state.values())
    assert total == pytest.approx(config["weights_abs_sum"], rel=1e-9)
    return config, frozen, state


@pytest.fixture(scope="module", params=CASES)
def case(request, parity: Path) -> Case:
    """Config, frozen numbers, the model made from the seed, its stages with gradients computed."""
    config, frozen, state = _load(parity, request.param)
    model = build_from_state_dict(state, heads=config["heads"], text_heads=config["t_heads"])
    inputs = [torch.from_numpy(frozen[name]) for name in ("frames_u8", "input_ids", "attention_mask")]
    pairs = read_pairs(model, *inputs)
    softmax_loss(pairs.sim).backward()
    return config, frozen, model, pairs


def _distance(ours: torch.Tensor, theirs: np.ndarray) -> float:
    assert ours.shape == theirs.shape
    return float(np.abs(ours.detach().numpy() - theirs).max())


def _stages(case: Case, f: int) -> VideoStages:
    config, frozen, model, pairs = case
    if f == config["num_frames"]:
        return pairs.video
    with torch.no_grad():
        return read_video(model, torch.from_numpy(frozen["frames_u8"])[:, :f])


def _frame_counts(frozen: dict[str, np.ndarray]) -> list[int]:
    return sorted({int(name[1 : name.index("/")]) for name in frozen if name[0] == "f" and name.endswith("/video_cls")})


def test_every_stage_agrees_with_one_few_and_all_frames(case):
    config, frozen, _, _ = case
    counts = _frame_counts(frozen)
    assert len(counts) == 3
    assert counts[0] == 1
    assert counts[-1] == config["num_frames"]
    for f in counts:
        stages = _stages(case, f)
        asked = [each.name for each in fields(VideoStages) if f"f{f}/{each.name}" in frozen]
        assert len(asked) == len([name for name in frozen if name.startswith(f"f{f}/")])
        for name in asked:
            tolerance = EMBEDDINGS if name.startswith("video") else TOKENS
            assert _distance(getattr(stages, name), frozen[f"f{f}/{name}"]) <= tolerance, (f, name)


def test_text_agrees(case):
    _, frozen, _, pairs = case
    assert _distance(pairs.text_hidden, frozen["text_hidden"]) <= TOKENS
    assert _distance(pairs.text_embed, frozen["text_embed"]) <= EMBEDDINGS


def test_similarities_agree_for_videos_and_pictures(case):
    _, frozen, _, pairs = case
    assert _distance(pairs.sim, frozen["sim"]) <= COSINES
    picture = _stages(case, 1)
    assert _distance(cosines(pairs.text_embed, picture.video_embed), frozen["sim_image"]) <= COSINES


def test_losses_agree(case):
    _, frozen, _, pairs = case
    sim = pairs.sim.detach()
    for name, ours in (
        ("loss_T0.05", softmax_loss(sim)),
        ("train_loss", softmax_loss(sim)),
        ("loss_T0.5", softmax_loss(sim, 0.5)),
        ("loss_maxmargin_0.2", margin_loss(sim, 0.2)),
    ):
        assert float(ours) == pytest.approx(float(frozen[name]), abs=LOSSES), name


def test_every_gradient_norm_agrees(case):
    _, frozen, model, _ = case
    ours = {name: float(each.grad.norm()) for name, each in model.named_parameters() if each.grad is not None}
    assert set(ours) == set(frozen["grad_norm_keys"])
    for name, norm in zip(frozen["grad_norm_keys"], frozen["grad_norm"], strict=True):
        # Attention is blind to what is added to all keys alike, so that bias has a gradient of rounding alone.
        assert ours[name] == pytest.approx(norm, rel=1e-3, abs=1e-6), name


def test_chosen_gradients_agree(case):
    _, frozen, model, _ = case
    parameters = dict(model.named_parameters())
    names = [name for name in frozen if name.startswith("grad/")]
    assert names
    for name in names:
        ours = parameters[name.removeprefix("grad/")].grad
        assert _distance(ours, frozen[name]) <= 1e-3 * np.abs(frozen[name]).max(), name


def test_state_dict_is_the_official_layout(case):
    _, frozen, model, _ = case
    shapes = json.loads(str(frozen["state_shapes_json"]))
    assert {name: list(each.shape) for name, each in model.state_dict().items()} == shapes


@pytest.mark.parametrize("name", CASES)
def test_time_is_led_to_other_numbers_of_frames(parity, name):
    config, frozen, state = _load(parity, name)
    videos = torch.from_numpy(frozen["frames_u8"])
    for key in [key for key in frozen if key.startswith("inflate/")]:
        method, _, frames = key.removeprefix("inflate/").replace("to", "_").split("_")
        model = build_from_state_dict(
            state, frames=int(frames), inflation=method, heads=config["heads"], text_heads=config["t_heads"]
        )
        assert _distance(model.state_dict()[TEMPORAL], frozen[key]) <= INFLATED, key
        f = min(int(frames), videos.shape[1])
        embed = f"{key.replace('inflate/', 'inflate_embed/')}_f{f}"
        if embed in frozen:
            with torch.no_grad():
                assert _distance(read_video(model, videos[:, :f]).video_embed, frozen[embed]) <= EMBEDDINGS, embed


def test_shares_of_frames_add_up_to_the_video(case):
    _, _, _, pairs = case
    assert _distance(pairs.video.frame_shares.sum(dim=1), pairs.video.video_embed.detach().numpy()) <= EMBEDDINGS


def test_official_sampling_agrees(parity):
    with np.load(parity / "inputs_a.npz") as file:
        cases = json.loads(str(file["meta_json"]))["frozen_sampling"]
    assert cases
    for each in cases:
        n, length = each["num_frames"], each["vlen"]
        parts = stretches(n, length)
        assert [[part.start, part.stop - 1] for part in parts] == each["segments_inclusive"], each
        assert middle_frames(n, length) == each["uniform"], each
        if "sliding_starts_stride3" in each:
            assert window_starts(n, length, 3) == each["sliding_starts_stride3"], each
        drawn = random_frames(n, length, lambda size: size - 1)  # the last of each, where the authors' sampler may fail
        assert all(frame in part for frame, part in zip(drawn, parts, strict=True))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_pixels_agree(parity, number):
    """Two resizes: the decoder's to eight sevenths of the side, then the model's own."""
    with np.load(parity / "inputs_a.npz") as file:
        image, theirs = file[f"image{number}"], file[f"image{number}_frozen_test_36_32"]
    assert frame_side(32) == 36
    square = reduce_frame(image, FrameShape(frame_side(32), "shortest", "bilinear"))
    video = normalise(torch.from_numpy(square).permute(2, 0, 1), MEAN, STD)[None, None]
    assert _distance(shrink(video, 32)[0, 0], theirs) <= 2e-2
