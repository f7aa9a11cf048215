"""Plain image-text models: preprocessing of their own, mean pooling, phrase rows, no downloads."""

import json
import socket
from pathlib import Path

import numpy as np
import open_clip
import pytest
import torch
from safetensors.torch import save_file

from core.encode.backends.clip_mean import ClipMeanEncoder, build, find_weights
from core.encode.encoder_options import EncoderOptions
from core.encode.towers import common_preprocessing
from core.errors import EmptyQueryError, EncoderError, WeightsCorruptError, WeightsMissingError
from core.values import FrameShape, Phrase, PhraseScores, Query

NAME = "tiny-test-model"
CONFIG = {
    "embed_dim": 32,
    "vision_cfg": {"image_size": 32, "layers": 1, "width": 64, "patch_size": 16},
    "text_cfg": {"context_length": 16, "vocab_size": 49408, "width": 64, "heads": 1, "layers": 1},
}
TEXT = "a red car drives up"
QUERY = Query(TEXT, (Phrase("red car", 2, 9), Phrase("drives up", 10, 19)))


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clip")
    (folder / f"{NAME}.json").write_text(json.dumps(CONFIG))
    open_clip.add_model_config(folder / f"{NAME}.json")
    torch.manual_seed(4)
    model = open_clip.create_model(NAME, load_weights=False)
    path = folder / "tiny.safetensors"
    save_file({name: each.contiguous() for name, each in model.state_dict().items()}, path)
    return path


@pytest.fixture(scope="module")
def encoder(weights: Path) -> ClipMeanEncoder:
    made = build(EncoderOptions("clip_mean", str(weights), NAME, precision="float32", threads=1))
    assert isinstance(made, ClipMeanEncoder)
    return made


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("tried to reach the network"))


def pixels(n: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (n, 32, 32, 3), dtype=np.uint8)


def test_the_spec_describes_the_model(encoder):
    spec = encoder.spec
    assert (spec.dim, spec.frame_dim, spec.centres, spec.context_length) == (32, 32, 0, 16)
    assert spec.frame_shape == FrameShape(32, "shortest", "bicubic")
    assert spec.name == f"{NAME} (tiny.safetensors)"
    assert not spec.is_demo
    assert encoder.state.precision == "float32"


def test_frames_and_text_equal_open_clips_own(encoder, weights):
    model = open_clip.create_model(NAME, load_weights=False)
    open_clip.load_checkpoint(model, str(weights))
    frames = torch.from_numpy(pixels(4)).permute(0, 3, 1, 2).float() / 255
    mean, std = (
        torch.tensor(each).view(3, 1, 1) for each in (open_clip.OPENAI_DATASET_MEAN, open_clip.OPENAI_DATASET_STD)
    )
    with torch.inference_mode():
        images = model.eval().encode_image((frames - mean) / std, normalize=True).numpy()
        text = model.encode_text(open_clip.get_tokenizer(NAME)([TEXT]), normalize=True).numpy()
    assert np.allclose(encoder.encode_frames(pixels(4)), images, atol=1e-3)
    assert np.allclose(encoder.encode_text([TEXT])[0].pooled, text[0], atol=1e-6)


def test_a_sentence_is_read_up_to_its_end_and_no_further(encoder):
    lengths = []
    first = encoder._model.transformer.resblocks[0]
    with first.register_forward_pre_hook(lambda _, given: lengths.append(given[0].shape[1])):
        encoder.encode_text(["a very blue car"])
        encoder.encode_text(["one", "two small words"])
    assert lengths == [6, 5]


def test_a_clip_is_the_mean_of_its_real_frames(encoder):
    frames = encoder.encode_frames(pixels(6)).reshape(2, 3, 32)
    mask = np.array([[1, 1, 1], [1, 1, 0]], dtype=np.uint8)
    frames[1, 2] = np.nan
    pooled = encoder.encode_segments(frames, mask)
    real = frames[1, :2].astype(np.float32)
    mean = (real / np.linalg.norm(real, axis=1, keepdims=True)).mean(axis=0)
    assert np.allclose(pooled[1], mean / np.linalg.norm(mean), atol=1e-6)
    assert np.allclose(np.linalg.norm(pooled, axis=1), 1, atol=1e-6)
    with pytest.raises(ValueError, match="one frame"):
        encoder.encode_segments(frames, np.zeros((2, 3), np.uint8))


@pytest.mark.parametrize("T", [1, 3, 12])
def test_the_sentence_row_is_the_score_and_phrases_have_their_own(encoder, T):
    frames = encoder.encode_frames(pixels(T))
    ledger = encoder.explain(QUERY, frames, [float(i) for i in range(T)])
    pooled = encoder.encode_segments(frames[None], np.ones((1, T), np.uint8))[0]
    text, red_car = (each.pooled for each in encoder.encode_text([TEXT, "red car"]))
    assert isinstance(ledger, PhraseScores)
    assert ledger.rows.shape == (2, T)
    assert ledger.score == pytest.approx(float(pooled @ text), abs=1e-5)
    assert float(ledger.sentence.sum()) == pytest.approx(ledger.score, abs=1e-5)
    assert float(ledger.rows[0].sum()) == pytest.approx(float(pooled @ red_car), abs=1e-5)
    assert ledger.words == ("a", "red", "car", "drives", "up", "(end)")
    assert ledger.word_phrases == (-1, 0, 0, 1, 1, -1)
    assert ledger.frame_totals is ledger.sentence


def test_words_beyond_the_models_own_context_are_named(encoder):
    assert encoder.encode_text(["dog " * 14 + "and cat"])[0].dropped == ("and", "cat")
    assert encoder.encode_text([TEXT])[0].dropped == ()
    with pytest.raises(EmptyQueryError):
        encoder.encode_text(["  "])


def test_an_unknown_model_names_some_that_exist():
    with pytest.raises(EncoderError) as caught:
        build(EncoderOptions("clip_mean", "", "ViT-B-33"))
    assert "ViT-B" in caught.value.hint
    for name in ("", "hf-hub:somebody/something"):
        with pytest.raises(EncoderError):
            build(EncoderOptions("clip_mean", "", name))


def test_weights_that_are_not_here_are_not_fetched(monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr("huggingface_hub.try_to_load_from_cache", lambda *_: None)
    for weights in ("openai", "laion2b_s34b_b79k", "/none.pt", ""):
        with pytest.raises(WeightsMissingError):
            find_weights("ViT-B-32", weights)


def test_a_tag_on_this_machine_is_found_and_offered(monkeypatch, tmp_path):
    file = tmp_path / "open_clip.safetensors"
    file.touch()
    monkeypatch.setattr(
        "huggingface_hub.try_to_load_from_cache",
        lambda repo, _: str(file) if "laion2b" in repo.lower() else None,
    )
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert find_weights("ViT-B-32", "laion2b_s34b_b79k") == file
    with pytest.raises(WeightsMissingError) as caught:
        find_weights("ViT-B-32", "openai")
    assert "laion2b_s34b_b79k" in caught.value.hint


def test_the_weights_of_another_model_are_refused(weights, tmp_path):
    with pytest.raises(WeightsCorruptError, match="does not fit"):
        build(EncoderOptions("clip_mean", str(weights), "ViT-B-32"))
    garbage = tmp_path / "garbage.pt"
    garbage.write_bytes(b"not weights")
    with pytest.raises(WeightsCorruptError):
        build(EncoderOptions("clip_mean", str(garbage), NAME))


def test_preprocessing_is_taken_from_what_all_published_weights_agree_on():
    siglip = common_preprocessing("ViT-B-16-SigLIP")
    assert tuple(siglip["mean"]) == (0.5, 0.5, 0.5)
    assert siglip["resize_mode"] == "squash"
    assert "mean" not in common_preprocessing("ViT-B-32") or common_preprocessing("ViT-B-32")["mean"]
    assert common_preprocessing("no such model") == {}
