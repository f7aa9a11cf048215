"""The choice of device and number format."""

import os

import pytest
import torch
from torch import nn

from core.encode import devices
from core.encode.devices import choose_device, compare_towers, has_bfloat16, place_tower, set_threads
from core.encode.encoder_options import EncoderOptions
from core.errors import DeviceError


@pytest.fixture
def tower() -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(3 * 8 * 8, 16))


@pytest.fixture
def no_graphics(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


def test_auto_prefers_cuda_then_mps_then_cpu(monkeypatch, no_graphics):
    assert choose_device("auto").type == "cpu"
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device("auto").type == "mps"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device("auto").type == "cuda"
    assert choose_device("cpu").type == "cpu"


@pytest.mark.parametrize("wanted", ["cuda", "mps", "toaster"])
def test_a_device_that_is_not_there_is_said(no_graphics, wanted):
    with pytest.raises(DeviceError) as caught:
        choose_device(wanted)
    assert caught.value.hint


def test_one_core_is_left_to_the_user(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert set_threads(0) == 3
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert set_threads(0) == 1
    assert set_threads(2) == 2


def _options(precision: str) -> EncoderOptions:
    return EncoderOptions(device="cpu", precision=precision)


@pytest.mark.parametrize(
    ("speedup", "cosine", "precision"), [(2.0, 0.9999, "bfloat16"), (0.9, 0.9999, "float32"), (2.0, 0.99, "float32")]
)
def test_bfloat16_is_kept_when_faster_and_in_agreement(monkeypatch, tower, speedup, cosine, precision):
    monkeypatch.setattr(devices, "has_bfloat16", lambda _: True)
    monkeypatch.setattr(devices, "compare_towers", lambda *_: (speedup, cosine))
    placed, placement = place_tower(tower, 8, _options("auto"))
    assert placement.precision == precision
    assert next(placed.parameters()).dtype == getattr(torch, precision)
    assert placement.note


@pytest.mark.parametrize(("speedup", "precision"), [(2.0, "bfloat16"), (0.3, "float32")])
def test_bfloat16_is_tried_once_for_a_tower_and_a_machine(monkeypatch, tower, tmp_path, speedup, precision):
    asked = []
    monkeypatch.setattr(devices, "has_bfloat16", lambda _: True)
    monkeypatch.setattr(devices, "compare_towers", lambda *_: asked.append(1) or (speedup, 0.9999))
    options = EncoderOptions(device="cpu", notes=str(tmp_path / "specs"))
    placements = [place_tower(tower, 8, options, identity)[1] for identity in ("one", "one", "two")]
    assert [each.precision for each in placements] == [precision] * 3
    assert len(asked) == 2
    monkeypatch.setattr(devices, "machine_key", lambda _: "another machine")
    place_tower(tower, 8, options, "one")
    assert len(asked) == 3


def test_nothing_is_measured_without_such_instructions(monkeypatch, tower):
    monkeypatch.setattr(devices, "has_bfloat16", lambda _: False)
    monkeypatch.setattr(devices, "compare_towers", lambda *_: pytest.fail("measured"))
    placed, placement = place_tower(tower, 8, _options("auto"))
    assert placed is tower
    assert placement.precision == "float32"


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        ({"avx512_f": True, "avx512_bw": True, "avx512_bf16": False, "amx_bf16": False}, False),
        ({"avx512_f": True, "avx512_bf16": True}, True),
        ({"amx_tile": True, "amx_bf16": True}, True),
        ({"neon": True, "bf16": True}, True),
        ({"neon": True, "sve": True}, False),
    ],
)
def test_instructions_decide_whether_bfloat16_is_worth_a_trial(monkeypatch, capabilities, expected):
    """oneDNN says yes wherever it can emulate them, at a third of float32's speed."""
    monkeypatch.setattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", lambda: True)
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities, raising=False)
    assert has_bfloat16(torch.device("cpu")) is expected


@pytest.mark.parametrize("has", [False, True])
def test_older_releases_of_torch_are_asked_for_the_same_instructions(monkeypatch, has):
    monkeypatch.delattr(torch.cpu, "get_capabilities", raising=False)
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: has, raising=False)
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False, raising=False)
    assert has_bfloat16(torch.device("cpu")) is has


def test_float32_can_be_set(tower):
    assert place_tower(tower, 8, _options("float32"))[1].precision == "float32"


def test_towers_are_compared_by_time_and_direction(tower):
    ticks = iter([0.0, 4.0, 5.0, 10.0, 14.0, 15.0])
    same = compare_towers(tower, tower, 8, lambda: next(ticks))
    assert same == (4.0, pytest.approx(1.0))
    other = nn.Sequential(nn.Flatten(), nn.Linear(3 * 8 * 8, 16))
    assert compare_towers(tower, other, 8)[1] < 0.9


def test_half_precision_on_a_graphics_card_is_autocast():
    cuda = torch.device("cuda")
    assert devices._gpu_placement(cuda, "auto").precision == "float16"
    assert devices._gpu_placement(cuda, "bfloat16").precision == "bfloat16"
    assert devices._gpu_placement(cuda, "float32").precision == "float32"
