"""`c2v models bench` tries number formats on one's own pictures, and `info` says which of them runs."""

import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from c2v_desktop import compose
from c2v_desktop.cli import main as cli
from c2v_desktop.format import model_formats
from c2v_desktop.logs import stop_logs
from c2v_desktop.models import benchmark, measure_formats
from c2v_desktop.paths import find_places
from core.encode import format_benchmark, number_formats
from core.encode.format_measurements import FormatMeasurements, FormatTrial, keep_measured, read_measured
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.settings import EncoderSettings, Settings
from core.values import FrameShape
from tests.clips import draw_scenes
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.inline_lane import finish
from tests.unit.encode.tiny import tiny_model

SPEEDS = {"float32": 10.0, "bfloat16": 20.0, "int8": 50.0, "float32 onnx": 15.0}


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """`c2v models ...` with the model in this process."""
    threads = torch.get_num_threads()
    (tmp_path / "home").mkdir()
    (tmp_path / "home/settings.toml").write_text('[encoder]\nthreads = 1\ndevice = "cpu"\n')
    real = compose.make_encoder
    monkeypatch.setattr(benchmark, "make_encoder", lambda settings: real(settings, in_process=True))

    def run(*arguments: object) -> str:
        code = cli.main(["--home", str(tmp_path / "home"), "models", *map(str, arguments)])
        assert code == 0
        return capsys.readouterr().out

    yield run
    stop_logs()
    torch.set_num_threads(threads)


@pytest.fixture
def weights(run, tmp_path) -> Path:
    """A tiny model in the models folder, in use."""
    write_checkpoint(tmp_path / "x.safetensors", tiny_model(vocab=49408), CheckpointMeta("X"))
    run("import", tmp_path / "x.safetensors", "--use")
    return tmp_path / "home/models/x/x.safetensors"


@pytest.fixture
def told_speeds(monkeypatch):
    """Real trials, whose speeds and agreement are ours."""
    real = number_formats.try_formats
    monkeypatch.setattr(
        format_benchmark,
        "try_formats",
        lambda *given: tuple(FormatTrial(each.format, SPEEDS[each.format], 0.9999) for each in real(*given)),
    )


def test_the_best_runs_from_then_on_and_is_told(run, weights, told_speeds):
    out = run("bench", "--seconds", "1")
    table = {
        line.split()[0]: line
        for line in out.splitlines()
        if line.split()[:1] and line.split()[0] in SPEEDS and " onnx" not in line
    }
    assert table["int8"].endswith("in use")
    assert "5.00 x" in table["int8"]
    assert "drawn pictures" in out
    assert "int8; measured" in out, "what was measured after it is what runs"
    assert {"x.safetensors.formats.json", "x.safetensors.int8.onnx"} <= {each.name for each in weights.parent.iterdir()}
    info = run("info", "x")
    assert "int8 runs on" in info
    assert "agreement 0.9999" in info
    weights.with_name("x.safetensors.int8.onnx").write_bytes(b"changed")
    info = run("info", "x")
    assert "int8 runs on" not in info
    assert "missing or has changed" in info
    run("use", "demo")
    run("remove", "x")
    assert not weights.parent.exists()


def test_a_format_that_was_set_is_told_as_that(run, weights, told_speeds, tmp_path):
    told = json.loads(run("bench", "--seconds", "1", "--json"))
    assert {each["format"] for each in told["formats"]["trials"]} >= {"float32"}
    settings = tmp_path / "home/settings.toml"
    settings.write_text(settings.read_text().replace('precision = "auto"', 'precision = "float32"'))
    info = run("info", "x")
    assert " runs on" not in info
    assert "would run on" in info
    assert "the settings ask for float32" in info
    assert json.loads(run("bench", "--seconds", "1", "--json"))["precision"] == "float32"


def test_nothing_is_written_into_the_program_itself(run, tmp_path):
    told = json.loads(run("bench", "demo", "--seconds", "1", "--json"))
    assert told["formats"] is None
    demo = Path(compose.encoder_options(EncoderSettings()).weights)
    assert not list(demo.parent.glob("*.onnx"))
    assert not read_measured(demo)


def test_pictures_are_those_of_the_library(tmp_path, monkeypatch):
    videos = tmp_path / "films"
    videos.mkdir()
    for scene in range(3):
        draw_scenes(videos / f"{scene}.mp4", [50, 50])
    places = find_places(tmp_path / "home").make()
    assert measure_formats.pictures_to_try(places, FrameShape(48))[1] == "32 drawn pictures"
    monkeypatch.setattr(compose, "make_encoder", lambda *_, **__: HashEncoder())
    library = compose.build_library(Settings(), places)
    library.wake()
    library.watch([videos])
    finish(library.reconcile())
    finish(library.ingest())
    library.close()
    pixels, told = measure_formats.pictures_to_try(places, FrameShape(48))
    assert told == f"{len(pixels)} pictures of your library"
    assert pixels.shape[1:] == (48, 48, 3)
    assert len(pixels) >= 15
    assert len({each.tobytes() for each in pixels}) >= 6, "both scenes of all three videos"


def test_what_was_measured_elsewhere_is_told_beside_it(tmp_path):
    weights = tmp_path / "w.pt"
    measured = FormatMeasurements(
        "tower", (FormatTrial("float32", 1.0, 1.0), FormatTrial("bfloat16", 3.0, 0.9999)), "drawn", "2026-11-26"
    )
    keep_measured(weights, "a workstation", measured)
    keep_measured(weights, "a laptop", replace(measured, trials=measured.trials[:1]))
    first, second = model_formats.info_lines(weights, "auto")
    assert "bfloat16 runs on a workstation; speed vs. float32: bfloat16 3.0 x" in first
    assert "float32 runs on a laptop" in second
    assert model_formats.info_lines(tmp_path / "other.pt", "auto") == []


def test_drawn_pictures_are_pictures(tmp_path):
    pixels, _ = measure_formats.pictures_to_try(find_places(tmp_path), FrameShape(64, "squash", "bilinear"))
    assert pixels.shape == (32, 64, 64, 3)
    assert np.unique(pixels.reshape(32, -1), axis=0).shape[0] == 32


def test_without_the_libraries_the_table_says_what_was_not_tried(monkeypatch):
    measured = FormatMeasurements(
        "tower", (FormatTrial("float32", 1.0, 1.0), FormatTrial("bfloat16", 3.0, 0.99)), "drawn", "2026-11-26"
    )
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    lines = model_formats.format_lines(measured)
    assert "pip install onnx onnxruntime" in lines[-1]
    assert any("bfloat16" in line and "not used" in line for line in lines)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
    assert "onnxruntime" not in " ".join(model_formats.format_lines(measured))
