"""Eight bits: made of a tower, run frame by frame, offered only where they agree and win."""

import builtins
import importlib.util
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from core.encode import format_benchmark, number_formats, onnx_runtime
from core.encode.backends.clip2video import build_from_state_dict
from core.encode.devices import place_tower
from core.encode.encoder_options import EncoderOptions
from core.encode.format_benchmark import measure_tower
from core.encode.format_measurements import FormatTrial, made_file, read_measured
from core.encode.frame_encoder import FrameEncoder
from core.encode.int8 import make_int8
from core.encode.number_formats import FormattedTower
from core.encode.onnx_tower import OnnxTower
from core.encode.placement import Placement
from core.encode.weights import read_checkpoint
from core.errors import EncoderError, OutOfMemoryError
from core.evaluation.galleries import random_gallery
from core.synthetic.drawing import draw_video
from tests.unit.encode.towers import KINDS, make_towers

DEMO = Path(__file__).resolve().parents[3] / "resources" / "models" / "demo.safetensors"
CPU = torch.device("cpu")


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    a, b = a.astype(np.float64), b.astype(np.float64)
    return (a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)


@pytest.fixture(scope="module")
def demo() -> nn.Module:
    if not DEMO.is_file():
        pytest.skip("no bundled demo model")
    return build_from_state_dict(read_checkpoint(DEMO).state).requires_grad_(False).clip.visual


@pytest.fixture(scope="module")
def demo_file(demo, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("int8") / "demo.int8.onnx"
    make_int8(demo, 64, path)
    return path


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    return np.concatenate([draw_video(video) for video in random_gallery(5, 12)])[:64]


def test_a_trained_tower_agrees_on_the_frames_it_knows(demo, demo_file, drawn):
    exact = FrameEncoder(demo, Placement(CPU), 16).encode(drawn)
    near = FrameEncoder(OnnxTower(demo_file, "int8", 1), Placement(CPU), 16).encode(drawn)
    found = cosines(exact, near)
    assert found.min() >= 0.999
    assert found.min() < 0.9999999, "it is not float32 by another name"
    assert demo_file.stat().st_size < 1_800_000, "a byte a number"


def test_a_frames_vector_does_not_depend_on_its_company(demo_file, drawn):
    tower = OnnxTower(demo_file, "int8", 1)
    together = FrameEncoder(tower, Placement(CPU), 16).encode(drawn[:9])
    alone = np.concatenate([FrameEncoder(tower, Placement(CPU), 1).encode(each[None]) for each in drawn[:9]])
    assert np.array_equal(together, alone)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_of_tower_can_be_written(kind, tmp_path):
    visual = make_towers(kind, tmp_path).visual
    make_int8(visual, kind.image_px, tmp_path / "w.int8.onnx")
    pixels = torch.randn(3, 3, kind.image_px, kind.image_px, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        exact, near = visual(pixels).numpy(), OnnxTower(tmp_path / "w.int8.onnx", "int8", 1)(pixels).numpy()
    assert cosines(exact, near).min() >= 0.98
    assert sorted(each.name for each in tmp_path.iterdir()) == [f"{kind.name}.json", "w.int8.onnx"]


def test_a_tower_nobody_can_write_is_told_and_leaves_nothing(tmp_path):
    class Odd(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return torch.linalg.eigvals(x[:, 0]).real

    with pytest.raises(EncoderError, match="cannot be converted to 8-bit"):
        make_int8(Odd(), 8, tmp_path / "w.int8.onnx")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_told(tmp_path):
    (tmp_path / "w.int8.onnx").write_bytes(b"no model")
    with pytest.raises(EncoderError, match=r"w\.int8\.onnx cannot be opened"):
        OnnxTower(tmp_path / "w.int8.onnx", "int8", 1)


def test_what_goes_wrong_while_it_runs_is_told_as_of_any_tower(demo_file):
    from onnxruntime.capi.onnxruntime_pybind11_state import Fail

    class Failing:
        said = "Failed to allocate memory for requested buffer of size 1"

        def run(self, *_):
            raise Fail(self.said)

    tower = OnnxTower(demo_file, "int8", 1)
    tower._session = Failing()
    encoder = FrameEncoder(tower, Placement(CPU), 4)
    with pytest.raises(OutOfMemoryError):
        encoder.encode(np.zeros((4, 64, 64, 3), np.uint8))
    assert encoder.batch == 1
    Failing.said = "something else"
    with pytest.raises(RuntimeError, match="something else"):
        encoder.encode(np.zeros((4, 64, 64, 3), np.uint8))


def test_without_the_libraries_it_is_told_what_to_install(monkeypatch, demo, demo_file, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    for work in (lambda: make_int8(demo, 64, tmp_path / "x"), lambda: OnnxTower(demo_file, "int8", 1)):
        with pytest.raises(EncoderError) as caught:
            work()
        assert "onnxruntime" in caught.value.hint


# ---- made, measured, used


@pytest.fixture
def speeds(monkeypatch):
    """Trials with the real agreement, and speeds of our choosing."""
    real, told = number_formats.try_formats, {"float32": 10.0, "bfloat16": 30.0, "int8": 50.0, "float32 onnx": 20.0}

    def tried(*given):
        return tuple(FormatTrial(each.format, told[each.format], each.cosine) for each in real(*given))

    monkeypatch.setattr(format_benchmark, "try_formats", tried)
    return told


def measure(demo, drawn, weights):
    tower = FormattedTower(demo, 64, FrameEncoder(demo, Placement(CPU), 1).statistics, "this", CPU)
    return measure_tower(tower, weights, drawn[:12], "drawn", 0.0, "2026-11-26")


def test_where_it_wins_it_is_kept_with_its_sum_and_runs(speeds, demo, drawn, tmp_path):
    weights = tmp_path / "w.pt"
    measured = measure(demo, drawn, weights)
    assert measured.best.format == "int8"
    assert made_file(weights, measured) == tmp_path / "w.pt.int8.onnx"
    (kept,) = read_measured(weights).values()
    assert kept == measured
    tower, placement = place_tower(demo, 64, EncoderOptions(weights=str(weights), device="cpu"), "this")
    assert isinstance(tower, OnnxTower)
    assert placement.precision == "int8"
    assert "5.0 times as fast" in placement.note
    seen = FrameEncoder(tower, placement, 8).encode(drawn[:12])
    assert cosines(seen, FrameEncoder(demo, Placement(CPU), 8).encode(drawn[:12])).min() >= 0.999
    (tmp_path / "w.pt.int8.onnx").write_bytes(b"changed")
    tower, placement = place_tower(demo, 64, EncoderOptions(weights=str(weights), device="cpu"), "this")
    assert not isinstance(tower, OnnxTower)
    assert "int8" not in placement.precision
    assert "was changed" in placement.note


def test_where_it_loses_no_file_is_left(speeds, demo, drawn, tmp_path):
    speeds |= {"int8": 5.0, "float32 onnx": 5.0}
    measured = measure(demo, drawn, tmp_path / "w.pt")
    assert measured.best.format in ("float32", "bfloat16")
    assert measured.made == ""
    assert [each.name for each in tmp_path.iterdir()] == ["w.pt.formats.json"]


def test_float32_by_onnx_runtime_runs_where_it_wins_and_is_the_same(speeds, demo, drawn, tmp_path):
    speeds["float32 onnx"] = 60.0
    weights = tmp_path / "w.pt"
    measured = measure(demo, drawn, weights)
    assert measured.best.format == "float32 onnx"
    assert made_file(weights, measured) == tmp_path / "w.pt.float32.onnx"
    assert not (tmp_path / "w.pt.int8.onnx").exists()
    tower, placement = place_tower(demo, 64, EncoderOptions(weights=str(weights), device="cpu"), "this")
    assert placement.precision == "float32 onnx"
    seen = FrameEncoder(tower, placement, 8).encode(drawn[:12])
    assert cosines(seen, FrameEncoder(demo, Placement(CPU), 8).encode(drawn[:12])).min() >= 0.999999
    (tmp_path / "w.pt.float32.onnx").unlink()
    tower, placement = place_tower(demo, 64, EncoderOptions(weights=str(weights), device="cpu"), "this")
    assert "onnx" not in placement.precision
    assert "float32 onnx file of this model is missing" in placement.note


def test_a_file_is_made_only_where_it_is_worth_its_room(speeds, demo, drawn, tmp_path):
    speeds |= {"bfloat16": 5.0, "int8": 10.9, "float32 onnx": 10.5}
    measured = measure(demo, drawn, tmp_path / "w.pt")
    assert measured.best.format == "float32"
    assert [each.name for each in tmp_path.iterdir()] == ["w.pt.formats.json"]


def test_where_it_differs_too_much_it_is_not_offered(speeds, demo, drawn, tmp_path, monkeypatch):
    class Rough(OnnxTower):
        def forward(self, pixels: torch.Tensor) -> torch.Tensor:
            seen = super().forward(pixels)
            return seen + 0.2 * seen.roll(1, dims=1)

    monkeypatch.setattr(format_benchmark, "open_tower", lambda path, name: Rough(path, name, 1))
    measured = measure(demo, drawn, tmp_path / "w.pt")
    trial = next(each for each in measured.trials if each.format == "int8")
    assert not trial.agrees
    assert measured.best.format != "int8"
    assert not (tmp_path / "w.pt.int8.onnx").exists()


def test_without_the_libraries_the_other_formats_are_measured(speeds, demo, drawn, tmp_path, monkeypatch):
    monkeypatch.setattr(format_benchmark, "is_available", lambda: False)
    assert "int8" not in {each.format for each in measure(demo, drawn, tmp_path / "w.pt").trials}


def test_the_libraries_are_not_loaded_without_need(monkeypatch):
    real = builtins.__import__

    def watched(name, *rest, **more):
        assert name.split(".")[0] not in ("onnx", "onnxruntime")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", watched)
    assert onnx_runtime.is_available()
