"""CLIP2Video against the numbers frozen from the authors' code, and what must hold for any weights."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from core.encode import temporal
from core.encode.backends.clip2video import Clip2VideoModel, build_from_state_dict
from core.encode.preprocessing import normalise, official_indices
from core.encode.stages import Stages, read_stages
from core.encode.tokenizer import Tokenizer
from core.errors import WeightsCorruptError
from core.finetune.retrieval_conventions import CONVENTIONS
from core.finetune.retrieval_metrics import RetrievalMetrics
from core.media.resize import reduce_frame
from core.values import FrameShape
from tests.unit.encode.tiny import recipe_weights, tiny_model, tiny_state

CASES = ["a1_k5_f12", "a2_k7_f8", "a3_k5_f5_nopad", "a4_degenerate"]
EXACT = {"tdb_mask", "tab_tdb_mask", "tab_mask"}
LOSSES = {"loss_global", "loss_tab", "loss_total"}
TOLERANCES = {
    1e-4: {"frame_embed", "text_hidden", "text_eot", "assign_text", "assign_video"} | LOSSES
    | {"sim_global", "sim_aligned", "sim_combined", "sim_meanP", "sim_seqTransf_noTDB"},
    5e-4: {"diff_attn_out", "tdb_tokens", "temporal_out", "tdb_frame_tokens", "tab_tdb_tokens", "tab_temporal_out"}
    | {"tab_tokens", "tab_residual_sum"},
    1e-5: {"text_global", "text_aligned", "video_global", "video_aligned"},
    0.0: EXACT,
}  # fmt: skip


pytestmark = pytest.mark.usefixtures("one_torch_thread")


# --------------------------------------------------------------------------- against the reference


@pytest.fixture(scope="module", params=CASES)
def case(request, parity: Path) -> tuple[dict[str, Any], dict[str, np.ndarray], Clip2VideoModel, Stages]:
    """Config, frozen numbers, the model made from the seed, its stages with gradients computed."""
    with np.load(parity / f"c2v_{request.param}.npz") as file:
        frozen = {name: file[name] for name in file.files}
    config = json.loads(str(frozen["config"]))
    state = recipe_weights(json.loads(str(frozen["state_shapes_json"])), config["weight_seed"])
    total = sum(float(each.double().abs().sum()) for each in state.values())
    assert total == pytest.approx(config["weights_abs_sum"], rel=1e-9)
    model = build_from_state_dict(state, config["center_weight"], config["frames"], config["max_words"])
    inputs = [torch.from_numpy(frozen[k]) for k in ("frames_u8", "video_mask", "input_ids", "attention_mask")]
    stages = read_stages(model, *inputs)
    stages.loss_total.backward()
    return config, frozen, model, stages


def _slack(config: dict[str, Any]) -> float:
    return 10 if min(config["video_lengths"]) < 3 else 1


def _frozen(numbers: dict[str, np.ndarray], stage: str) -> np.ndarray:
    folder = "train_fixed/" if stage in LOSSES else "single/"
    return numbers[stage] if stage in numbers else numbers[folder + stage]


def test_every_stage_agrees(case):
    config, frozen, _, stages = case
    values = stages.as_dict()
    assert set().union(*TOLERANCES.values()) == set(values)
    for tolerance, names in TOLERANCES.items():
        for name in sorted(names):
            distance = np.abs(values[name].detach().numpy() - _frozen(frozen, name)).max()
            assert distance <= tolerance * _slack(config), name


def test_every_frozen_single_stage_is_read(case):
    _, frozen, _, stages = case
    asked = {name.removeprefix("single/") for name in frozen if name.startswith("single/")}
    assert asked <= set(stages.as_dict())


def test_every_gradient_norm_agrees(case):
    config, frozen, model, _ = case
    ours = {name: float(each.grad.norm()) for name, each in model.named_parameters()}
    assert set(ours) == set(frozen["grad_norm_keys"])
    for name, norm in zip(frozen["grad_norm_keys"], frozen["train_fixed/grad_norm"], strict=True):
        assert ours[name] == pytest.approx(norm, rel=1e-3 * _slack(config), abs=1e-9), name


def test_chosen_gradients_agree(case):
    config, frozen, model, _ = case
    parameters = dict(model.named_parameters())
    names = [name for name in frozen if name.startswith("train_fixed/grad/")]
    assert names
    for name in names:
        ours = parameters[name.removeprefix("train_fixed/grad/")].grad.numpy()
        assert np.abs(ours - frozen[name]).max() <= 1e-3 * _slack(config) * np.abs(frozen[name]).max(), name


def test_the_authors_mix_up_of_masks_and_heads_explains_their_batches(case, monkeypatch):
    """With head h of clip b using the mask of clip (8b + h) mod B, their own batched numbers come out."""
    config, frozen, model, ours = case

    def mixed_up(mask: torch.Tensor) -> torch.Tensor:
        B, heads = len(mask), 8
        owner = (heads * torch.arange(B)[:, None] + torch.arange(heads)) % B
        return ((1.0 - mask) * temporal.MASKED)[owner][:, :, None, :]

    monkeypatch.setattr(temporal, "key_penalty", mixed_up)
    inputs = [torch.from_numpy(frozen[k]) for k in ("frames_u8", "video_mask", "input_ids", "attention_mask")]
    with torch.no_grad():
        stages = read_stages(model, *inputs).as_dict()
    for name, tolerance in (
        ("video_global", 1e-5),
        ("video_aligned", 1e-5),
        ("sim_combined", 1e-4),
        ("assign_video", 1e-4),
    ):
        distance = np.abs(stages[name].numpy() - frozen[f"refbatch/{name}"]).max()
        assert distance <= tolerance * _slack(config), name
    if len(set(config["video_lengths"])) > 1:
        assert np.abs(ours.sim_combined.detach().numpy() - frozen["refbatch/sim_combined"]).max() > 1e-3


def test_state_dict_is_the_official_layout(case):
    _, frozen, model, _ = case
    shapes = json.loads(str(frozen["state_shapes_json"]))
    assert {name: list(each.shape) for name, each in model.state_dict().items()} == shapes


@pytest.fixture(scope="module")
def inputs(parity: Path) -> dict[str, np.ndarray]:
    with np.load(parity / "inputs_a.npz") as file:
        return {name: file[name] for name in file.files}


def test_official_sampling_agrees(inputs):
    cases = json.loads(str(inputs["meta_json"]))["clip2video_sampling"]
    assert cases
    for each in cases:
        assert official_indices(each["n_files"], each["divisor"], each["max_frames"]) == each["indices"], each


def test_captions_agree(inputs):
    meta = json.loads(str(inputs["meta_json"]))
    tokens = Tokenizer(meta["max_words"])
    ids, mask = tokens.pad([tokens.read(caption) for caption in meta["captions"]], meta["max_words"])
    assert np.array_equal(ids.numpy(), inputs["caption_ids"])
    assert np.array_equal(mask.numpy(), inputs["caption_mask"])


@pytest.mark.parametrize("number", [0, 1, 2])
def test_pixels_agree(inputs, number):
    square = reduce_frame(inputs[f"image{number}"], FrameShape(32))
    ours = normalise(torch.from_numpy(square).permute(2, 0, 1))
    assert np.abs(ours.numpy() - inputs[f"image{number}_clip32"]).max() <= 2e-2


def test_metrics_agree(parity):
    with np.load(parity / "metrics_a.npz") as file:
        frozen = {name: file[name] for name in file.files}
    for name, figures in json.loads(str(frozen["results_json"])).items():
        for kind, expected in figures.items():
            ours = _figures(kind, frozen[name], frozen.get(f"{name}_counts"))
            said = {
                "R1": ours.r_at_1, "R5": ours.r_at_5, "R10": ours.r_at_10, "R50": ours.r_at_50,
                "MR": ours.median_rank, "MedR": ours.median_rank, "MedianR": ours.median_rank,
                "MeanR": ours.mean_rank, "Std_Rank": ours.std_rank,
                "geometric_mean_R1-R5-R10": ours.geometric_mean,
            }  # fmt: skip
            checked = {key: said[key] for key in expected if key != "cols"}
            assert checked == pytest.approx({key: expected[key] for key in checked}, abs=1e-4), (name, kind)


def _figures(kind: str, similarity: np.ndarray, counts: np.ndarray | None) -> RetrievalMetrics:
    model, way = kind.split("_")
    owner = np.repeat(np.arange(len(counts)), counts) if counts is not None else None
    both = CONVENTIONS[model](similarity, owner)
    return both.text_to_video if way == "t2v" else both.video_to_text


# --------------------------------------------------------------------------- for any weights


def _inputs(seed: int = 3, lengths: tuple[int, ...] = (12, 7, 3), F: int = 12):
    draw = np.random.default_rng(seed)
    B, L = len(lengths), 9
    frames = torch.from_numpy(draw.integers(0, 256, (B, F, 3, 32, 32), dtype=np.uint8))
    mask = (torch.arange(F) < torch.tensor(lengths)[:, None]).long()
    words = torch.tensor([L - 1 - i % 4 for i in range(B)])
    ids = torch.from_numpy(draw.integers(1, 500, (B, L)))
    ids[:, 0] = 598
    ids[torch.arange(B), words - 1] = 599
    text_mask = (torch.arange(L) < words[:, None]).long()
    return frames, mask, ids * text_mask, text_mask


@pytest.mark.parametrize("centres", [5, 7])
def test_descriptors_have_unit_length(centres):
    stages = read_stages(tiny_model(centres=centres), *_inputs())
    assert stages.assign_video.shape[-1] == centres
    for vector in (stages.text_global, stages.text_aligned, stages.video_global, stages.video_aligned):
        assert torch.allclose(vector.norm(dim=-1), torch.ones(len(vector)), atol=1e-6)


@torch.no_grad()
def test_company_in_a_batch_changes_nothing():
    model = tiny_model()
    frames, mask, ids, text_mask = _inputs()
    together = read_stages(model, frames, mask, ids, text_mask)
    for i in range(len(frames)):
        alone = read_stages(model, frames[i : i + 1], mask[i : i + 1], ids[i : i + 1], text_mask[i : i + 1])
        for name in ("video_global", "video_aligned", "text_global", "text_aligned"):
            assert torch.allclose(getattr(together, name)[i], getattr(alone, name)[0], atol=1e-6), name


@torch.no_grad()
def test_what_stands_in_padding_changes_nothing():
    model = tiny_model()
    frames, mask, ids, text_mask = _inputs()
    other_frames = torch.where(mask[:, :, None, None, None] == 1, frames, 255 - frames)
    other_ids = torch.where(text_mask == 1, ids, 17)
    one = read_stages(model, frames, mask, ids, text_mask)
    other = read_stages(model, other_frames, mask, other_ids, text_mask)
    assert torch.allclose(one.sim_combined, other.sim_combined, atol=1e-5)


@torch.no_grad()
def test_a_second_run_gives_the_same_bits():
    one, other = (read_stages(tiny_model(), *_inputs()).sim_combined for _ in range(2))
    assert torch.equal(one, other)


@torch.no_grad()
def test_order_of_frames_matters():
    model = tiny_model()
    frames, mask, ids, text_mask = _inputs(lengths=(12, 12))
    forth = read_stages(model, frames, mask, ids, text_mask)
    back = read_stages(model, frames.flip(1), mask, ids, text_mask)
    assert (forth.sim_combined - back.sim_combined).abs().max() > 1e-3
    assert torch.allclose(forth.sim_meanP, back.sim_meanP, atol=1e-5)


@torch.no_grad()
def test_mixed_precision_and_a_prefix_load():
    state = tiny_state()
    mixed = {
        f"module.{name}": each.half() if ".mlp." in name or ".attn." in name else each for name, each in state.items()
    }
    model = build_from_state_dict(mixed)
    assert {each.dtype for each in model.state_dict().values()} == {torch.float32}
    whole, rounded = (read_stages(each, *_inputs()).sim_combined for each in (build_from_state_dict(state), model))
    assert 0 < (whole - rounded).abs().max() < 0.1


def test_sizes_come_from_names_and_shapes():
    sizes = build_from_state_dict(tiny_state(centres=7, layers=3)).sizes
    assert (sizes.centres, sizes.temporal_layers, sizes.image_px, sizes.grid, sizes.vocab) == (7, 3, 32, 2, 600)


def test_the_callers_weights_are_not_shared():
    state = tiny_state()
    model = build_from_state_dict(state)
    before = state["weight_center"].clone()
    with torch.no_grad():
        model.weight_center.add_(1)
    assert torch.equal(state["weight_center"], before)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda s: s.pop("trans_layernorm.bias"), "1 missing: trans_layernorm.bias"),
        (lambda s: s.pop("weight_center"), "weight_center is missing"),
        (lambda s: s.update({"head.weight": torch.zeros(1)}), "1 unexpected: head.weight"),
        (lambda s: s.update({"emb_center": torch.zeros(4, 64)}), "emb_center is 4x64 instead of 5x64"),
        (lambda s: s.update({"clip.logit_scale": torch.tensor(float("nan"))}), "not finite"),
        (lambda s: s.update({"epoch": 3}), "other than weights: epoch"),
        (lambda s: s.update({"clip.visual.positional_embedding": torch.zeros(7, 64)}), "not a square number plus one"),
        (lambda s: s.clear(), "empty"),
        (lambda s: [s.pop(k) for k in list(s) if k.startswith("transformerClip")], "no transformerClip blocks"),
        (lambda s: [s.pop(k) for k in list(s) if k.startswith("actionClip")], "12 missing: actionClip"),
    ],
)
def test_a_wrong_checkpoint_is_named_wrong(spoil, said):
    state = dict(tiny_state())
    spoil(state)
    with pytest.raises(WeightsCorruptError) as caught:
        build_from_state_dict(state)
    assert said in caught.value.title
    assert caught.value.hint
