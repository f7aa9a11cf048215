"""A text tower's layers by ONNX Runtime: the same numbers, used only where they were measured, never waited for."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from core.encode import format_benchmark, onnx_runtime, text_layers
from core.encode.backends import clip_mean
from core.encode.backends.clip_mean import ClipMeanEncoder
from core.encode.encoder_options import EncoderOptions
from core.encode.format_benchmark import measure_tower
from core.encode.format_measurements import read_measured, text_file
from core.encode.text_layers import (
    ArrivingTextLayers,
    OnnxTextLayers,
    can_export,
    compare_layers,
    make_text_layers,
    use_measured_layers,
)
from core.errors import EncoderError
from tests.unit.encode.towers import FIRST, KINDS, LAST, make_towers

SENTENCES = ["a red car", "the house", "a blue car drives up past the red house slowly", "car"]


def text_of(model):
    return model.text if hasattr(model, "text") else model


@pytest.mark.parametrize("kind", [*KINDS, LAST, FIRST], ids=lambda kind: kind.name)
def test_every_kind_of_text_tower_gives_the_same_numbers(kind, tmp_path):
    text = text_of(make_towers(kind, tmp_path))
    assert can_export(text)
    make_text_layers(text, tmp_path / "w.text.onnx")
    layers = OnnxTextLayers(tmp_path / "w.text.onnx", 1)
    for length in (1, 2, 7, kind.context):
        x = torch.randn(3, length, 64, generator=torch.Generator().manual_seed(length))
        mask = None if text.attn_mask is None else text.attn_mask[:length, :length]
        with torch.inference_mode():
            assert torch.allclose(layers(x, attn_mask=mask), text.transformer(x, attn_mask=mask), atol=2e-5)
    assert compare_layers(text, layers, 0.0)[1] >= text_layers.MIN_COSINE


def test_layers_of_another_make_are_left_alone(tmp_path):
    kind = KINDS[0]
    odd = text_of(make_towers(kind, tmp_path))
    odd.attn_mask = torch.zeros_like(odd.attn_mask)
    assert not can_export(odd), "a mask that is not the causal one"
    odd = text_of(make_towers(kind, tmp_path))
    odd.transformer = torch.nn.Identity()
    assert not can_export(odd)


@pytest.fixture
def weights(tmp_path) -> Path:
    """A plain model's file."""
    model = make_towers(KINDS[0], tmp_path)
    path = tmp_path / "w.safetensors"
    save_file({name: each.contiguous() for name, each in model.state_dict().items()}, path)
    return path


def options(weights: Path, **more) -> EncoderOptions:
    return EncoderOptions(backend="clip_mean", model=KINDS[0].name, weights=str(weights), device="cpu", **more)


def build(options: EncoderOptions) -> ClipMeanEncoder:
    encoder = clip_mean.build(options)
    assert isinstance(encoder, ClipMeanEncoder)
    return encoder


@pytest.fixture
def measure(monkeypatch, weights):
    """Trials whose speed is ours."""

    def run(speedup=3.0, cosine=None):
        real = compare_layers
        monkeypatch.setattr(
            format_benchmark,
            "compare_layers",
            lambda *given: (speedup, cosine if cosine is not None else real(*given)[1]),
        )
        encoder = build(options(weights, precision="float32"))
        pixels = np.random.default_rng(0).integers(0, 256, (8, 32, 32, 3), dtype=np.uint8)
        text = (encoder.text_tower, encoder.spec.text_sha256)
        return measure_tower(encoder.image_tower, weights, pixels, "noise", 0.0, "2026-11-30", text)

    return run


def ready(encoder) -> ArrivingTextLayers:
    """Ask twice, and wait for the file."""
    encoder.encode_text(["a first one"])
    encoder.encode_text(["another"])
    for thread in threading.enumerate():
        if thread.name == "text layers":
            thread.join()
    return encoder.text_tower.transformer


def test_a_measured_file_is_used_from_the_second_sentence_on(measure, weights):
    measured = measure()
    assert measured.text is not None
    assert measured.text.cosine >= text_layers.MIN_COSINE
    (kept,) = read_measured(weights).values()
    assert kept == measured
    assert text_file(weights, measured.text) == weights.with_name("w.safetensors.text.onnx")
    encoder, plain = build(options(weights)), build(options(weights))
    use_measured_layers(encoder, options(weights))
    layers = encoder.text_tower.transformer
    assert isinstance(layers, ArrivingTextLayers)
    encoder.encode_text(["a first one"])
    assert layers._arrived is None, "one question must not pay for it"
    assert not any(each.name == "text layers" for each in threading.enumerate())
    ready(encoder)
    found, wanted = encoder.encode_text(SENTENCES), plain.encode_text(SENTENCES)
    assert isinstance(layers.layers, OnnxTextLayers)
    for a, b in zip(found, wanted, strict=True):
        assert np.abs(a.pooled - b.pooled).max() <= 1e-6


@pytest.mark.parametrize("change", ["file", "gone", "precision", "tower"])
def test_what_does_not_fit_any_more_leaves_torch(measure, weights, change, caplog):
    measured = measure()
    file = weights.with_name(measured.text.made)
    wanted = options(weights, precision="float32" if change == "precision" else "auto")
    encoder = build(wanted)
    if change == "file":
        file.write_bytes(b"changed")
    elif change == "gone":
        file.unlink()
    elif change == "tower":
        encoder.spec = replace(encoder.spec, text_sha256="of another")
    use_measured_layers(encoder, wanted)
    before = build(wanted).encode_text(SENTENCES)
    layers = ready(encoder)
    after = encoder.encode_text(SENTENCES)
    assert not isinstance(getattr(layers, "layers", layers), OnnxTextLayers)
    assert all(np.array_equal(a.pooled, b.pooled) for a, b in zip(after, before, strict=True))
    if change in ("file", "gone"):
        assert "stay with torch" in caplog.text


@pytest.mark.parametrize(("speedup", "cosine"), [(1.1, 1.0), (3.0, 0.9999)])
def test_a_file_that_is_slow_or_another_function_is_not_left(measure, weights, speedup, cosine):
    measured = measure(speedup, cosine)
    assert measured.text is not None
    assert not measured.text.made
    assert not weights.with_name("w.safetensors.text.onnx").exists()
    encoder = build(options(weights))
    before = encoder.text_tower.transformer
    use_measured_layers(encoder, options(weights))
    assert encoder.text_tower.transformer is before


def test_layers_nobody_can_write_are_told_and_leave_nothing(weights, measure, monkeypatch, tmp_path):
    def fail(*_):
        raise RuntimeError("no such operator\nand more")

    monkeypatch.setattr(onnx_runtime, "export", fail)
    text = text_of(make_towers(KINDS[0], tmp_path))
    with pytest.raises(EncoderError, match=r"text tower cannot be exported: no such operator\."):
        make_text_layers(text, tmp_path / "x.text.onnx")
    assert not list(tmp_path.glob("x*"))
