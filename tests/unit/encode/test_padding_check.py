"""A tokenizer that pads or ends sentences otherwise than its model was trained is refused: vectors would be wrong."""

import json
import warnings
from pathlib import Path

import open_clip
import pytest
import torch
from safetensors.torch import save_file

from core.encode import checkpoint_check
from core.encode.backends import clip_mean
from core.encode.encoder_options import EncoderOptions
from core.errors import EncoderError, WeightsCorruptError
from tests.unit.encode.towers import LAST, write_tokenizer

pytest.importorskip("transformers", reason="the library transformers is not installed")
NAME = "tiny-siglip2"


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """As SigLIP 2 on the shelf: its own words, and the sentence is told at the last place."""
    text = LAST.config["text_cfg"] | {"hf_tokenizer_name": "timm/ViT-B-16-SigLIP2"}
    (tmp_path / f"{NAME}.json").write_text(json.dumps(LAST.config | {"text_cfg": text}))
    open_clip.add_model_config(tmp_path / f"{NAME}.json")
    torch.manual_seed(4)
    model = open_clip.create_model(NAME, load_weights=False)
    (tmp_path / "model").mkdir()
    save_file({n: w.contiguous() for n, w in model.state_dict().items()}, tmp_path / "model" / "w.safetensors")
    return tmp_path / "model" / "w.safetensors"


def build(weights: Path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what that library warns of at import is not ours
        return clip_mean.build(EncoderOptions("clip_mean", str(weights), NAME, "cpu", "float32", batch=2, threads=1))


def test_words_the_end_and_zeros(weights):
    write_tokenizer(weights.parent, ends=True, padding_side="right")
    encoder = build(weights)
    row = encoder._tokenize(["the red car"])[0].tolist()
    assert row[3:] == [1] + [0] * 12
    assert encoder._tokenize(["red " * 99])[0].tolist()[-1] == 1
    assert checkpoint_check.fits_architecture(weights, NAME).misfits == ()


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"ends": True, "padding_side": "left"}, "before the words"),
        ({"ends": False, "padding_side": "right"}, "end token"),
        ({"ends": True, "padding_side": "right", "truncation_side": "left", "pad_token": "<unk>"}, "end token"),
    ],
)
def test_anything_else_is_refused_on_arrival_and_on_loading(weights, how, words):
    write_tokenizer(weights.parent, **how)
    for look in (build, lambda path: checkpoint_check.fits_architecture(path, NAME)):
        with pytest.raises(EncoderError, match=words) as caught:
            look(weights)
        assert not isinstance(caught.value, WeightsCorruptError), "the files are as they came, and stay"
        assert "padding_side" in caught.value.hint


@pytest.mark.parametrize("content", [b"", b"{", b"<html>", b'{"model": {}}'])
def test_a_damaged_tokenizer_is_a_sentence(weights, content):
    write_tokenizer(weights.parent, ends=True, padding_side="right")
    (weights.parent / "tokenizer.json").write_bytes(content)
    with pytest.raises(EncoderError, match="tokenizer"):
        build(weights)
