"""Models whose sentences are read by a tokenizer of their own: it lies beside the weights, never on a hub."""

import json
import warnings
from pathlib import Path

import numpy as np
import open_clip
import pytest
import torch
from safetensors.torch import save_file

from core.encode.added_words import AddedWords
from core.encode.backends import clip_mean
from core.encode.encoder_options import EncoderOptions
from core.errors import WeightsMissingError
from core.values.teaching import AddedWord

NAME = "tiny-own-tokenizer"
WORDS = ["<pad>", "<unk>", "rot", "auto", "blau", "himmel"]


@pytest.fixture
def options(tmp_path: Path) -> EncoderOptions:
    config = {
        "embed_dim": 32,
        "custom_text": True,
        "vision_cfg": {"image_size": 32, "layers": 1, "width": 64, "patch_size": 16},
        "text_cfg": {
            "context_length": 8, "vocab_size": len(WORDS), "width": 64, "heads": 1, "layers": 1,
            "hf_tokenizer_name": "nobody/nothing", "tokenizer_kwargs": {"clean": "canonicalize"},
            "no_causal_mask": True, "pool_type": "last",
        },
    }  # fmt: skip
    (tmp_path / f"{NAME}.json").write_text(json.dumps(config))
    open_clip.add_model_config(tmp_path / f"{NAME}.json")
    torch.manual_seed(4)
    model = open_clip.create_model(NAME, load_weights=False)
    (tmp_path / "model").mkdir()
    path = tmp_path / "model" / "w.safetensors"
    save_file({name: each.contiguous() for name, each in model.state_dict().items()}, path)
    return EncoderOptions("clip_mean", str(path), NAME, precision="float32", threads=1, batch=2)


def test_without_it_the_place_where_it_should_lie_is_told(options):
    with pytest.raises(WeightsMissingError, match=r"its own tokenizer.*model"):
        clip_mean.build(options)


def test_sentences_are_read_by_the_one_beside_the_weights(options):
    pytest.importorskip("transformers", reason="the library transformers is not installed")
    from tokenizers import Tokenizer, models, pre_tokenizers

    folder = Path(options.weights).parent
    made = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.save(str(folder / "tokenizer.json"))
    said = {"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "<pad>", "unk_token": "<unk>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(said))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what that library warns of at import is not ours
        encoder = clip_mean.build(options)
    assert encoder._rows._tokenize(["Rot, Auto!"])[0].tolist()[:3] == [2, 3, 0]  # type: ignore[attr-defined]
    added = AddedWords([AddedWord("Rex", np.ones((2, 64), np.float32))])
    assert encoder._rows.write(["rot Rex auto"], added)[0].tolist()[:5] == [2, -1, -2, 3, 0]  # type: ignore[attr-defined]
    red, same, blue = encoder.encode_text(["rot auto", "ROT AUTO", "blau himmel"])
    assert (red.pooled == same.pooled).all()
    assert abs(float(red.pooled @ blue.pooled)) < 0.9999
