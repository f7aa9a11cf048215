"""The heads of CLIP2Video on other towers: with a grid of patches or none, reading one way or both."""

from pathlib import Path

import numpy as np
import open_clip
import pytest
import torch
from torch import nn

from core.encode import checkpoint_check
from core.encode.backends.clip2video import Clip2VideoEncoder, Clip2VideoModel, build
from core.encode.backends.clip_mean import ClipMeanEncoder
from core.encode.encoder_options import EncoderOptions
from core.encode.initialisation import initialise_on_towers
from core.encode.towers import Undrawn
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.errors import EncoderError, WeightsCorruptError
from core.values import FrameShape, Phrase, Query
from tests.unit.encode.towers import FIRST, KINDS, PREPROCESSING, Kind, make_towers

TEXT = "a red car drives up"
QUERY = Query(TEXT, (Phrase("red car", 2, 9), Phrase("drives up", 10, 19)))


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    return request.param


@pytest.fixture(scope="module")
def towers(kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> nn.Module:
    return make_towers(kind, tmp_path_factory.mktemp(kind.name))


@pytest.fixture(scope="module")
def model(kind: Kind, towers: nn.Module) -> Clip2VideoModel:
    made = initialise_on_towers(kind.name, PREPROCESSING, towers.state_dict(), centres=3, temporal_layers=3, seed=2)
    return made.eval().requires_grad_(False)


def options(model: Clip2VideoModel, kind: Kind, folder: Path, *, trained: bool) -> EncoderOptions:
    path = folder / f"{kind.name}-{trained}.safetensors"
    meta = CheckpointMeta("Heads", architecture=kind.name, preprocessing=PREPROCESSING, trained=trained)
    write_checkpoint(path, model, meta)
    return EncoderOptions(weights=str(path), device="cpu", precision="float32", threads=1, batch=4)


@pytest.fixture(scope="module")
def encoder(model: Clip2VideoModel, kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> Clip2VideoEncoder:
    made = build(options(model, kind, tmp_path_factory.mktemp("heads"), trained=True))
    assert isinstance(made, Clip2VideoEncoder)
    return made


def pixels(kind: Kind, n: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (n, kind.image_px, kind.image_px, 3), dtype=np.uint8)


def seen_by(towers: nn.Module, frames: np.ndarray) -> np.ndarray:
    mean, std = (torch.tensor(PREPROCESSING[name]).view(3, 1, 1) for name in ("mean", "std"))
    with torch.inference_mode():
        ready = (torch.from_numpy(frames).permute(0, 3, 1, 2).float() / 255 - mean) / std
        return np.asarray(towers.encode_image(ready).numpy())


def test_sizes_come_from_the_towers(model, kind):
    sizes = model.sizes
    assert (sizes.image_px, sizes.grid, sizes.embed_dim, sizes.context_length) == (
        kind.image_px, kind.grid, kind.width, kind.context,
    )  # fmt: skip
    assert (sizes.centres, sizes.temporal_layers, sizes.positions) == (3, 3, kind.context)
    assert model.words == kind.context


def test_the_text_blocks_are_copied_where_they_fit(model, kind):
    text = model.clip.text if hasattr(model.clip, "text") else model.clip
    fits = kind.width == text.positional_embedding.shape[1]
    second, third = (model.transformerClip.resblocks[i].mlp.c_fc.weight for i in (1, 2))
    assert torch.equal(second, text.transformer.resblocks[1].mlp.c_fc.weight) is fits
    assert torch.equal(model.frame_position_embeddings.weight, text.positional_embedding) is fits
    assert 0.01 < float(third.std()) < 0.03, "a block that the text tower does not have starts at random"


def test_pictures_and_sentences_go_through_the_towers_as_open_clip_sends_them(encoder, towers, kind):
    frames = pixels(kind, 6)
    wanted = seen_by(towers, frames)
    assert np.allclose(encoder.encode_frames(frames), wanted, rtol=5e-3, atol=5e-3 * np.abs(wanted).max())
    with torch.inference_mode():
        spoken = towers.encode_text(open_clip.get_tokenizer(kind.name)([TEXT]), normalize=True)[0].numpy()
    half = encoder.encode_text([TEXT])[0].pooled[: kind.width] / np.sqrt(0.5)
    assert float(half @ spoken) >= 0.9999


def test_the_file_says_how_pictures_are_prepared(encoder, kind):
    assert encoder.spec.frame_shape == FrameShape(kind.image_px, "squash", "bilinear")
    assert (encoder.spec.dim, encoder.spec.frame_dim, encoder.spec.centres) == (2 * kind.width, kind.width, 3)
    assert encoder.spec.context_length == kind.context


@pytest.mark.parametrize("T", [3, 5, 12])
def test_the_ledger_adds_up_to_the_ranked_score(encoder, kind, T):
    frames = encoder.encode_frames(pixels(kind, T))
    pooled = encoder.encode_segments(frames[None], np.ones((1, T), np.uint8))[0]
    ledger = encoder.explain(QUERY, frames, [float(i) for i in range(T)])
    assert np.linalg.norm(pooled) == pytest.approx(1, abs=1e-5)
    assert ledger.cells.shape == (3, 3, T)
    assert ledger.score == pytest.approx(float(pooled @ encoder.encode_text([TEXT])[0].pooled), abs=1e-5)
    assert float(ledger.frame_totals.sum()) == pytest.approx(ledger.score, abs=1e-5)


def test_heads_never_trained_leave_the_towers_as_a_plain_model(encoder, model, towers, kind, tmp_path):
    plain = build(options(model, kind, tmp_path, trained=False))
    assert isinstance(plain, ClipMeanEncoder)
    assert (plain.spec.dim, plain.spec.centres) == (kind.width, 0)
    assert plain.spec.key != encoder.spec.key
    assert plain.spec.frame_key == encoder.spec.frame_key, "what was indexed need not be decoded again after training"
    frames = pixels(kind, 4)
    vectors = plain.encode_frames(frames)
    assert np.array_equal(vectors, encoder.encode_frames(frames))
    seen = seen_by(towers, frames)
    mean = (seen / np.linalg.norm(seen, axis=1, keepdims=True)).mean(axis=0)
    pooled = plain.encode_segments(vectors[None], np.ones((1, 4), np.uint8))[0]
    assert float(pooled @ mean / np.linalg.norm(mean)) >= 0.9999
    ledger = plain.explain(QUERY, vectors, [0.0, 0.5, 1.0, 1.5])
    assert ledger.score == pytest.approx(float(pooled @ plain.encode_text([TEXT])[0].pooled), abs=1e-5)
    assert float(ledger.sentence.sum()) == pytest.approx(ledger.score, abs=1e-5)


def test_such_a_file_is_recognised_and_what_does_not_fit_is_told(model, kind, tmp_path):
    whole = checkpoint_check.recognise(Path(options(model, kind, tmp_path, trained=True).weights))
    assert (whole.kind, whole.architecture, whole.misfits) == ("clip2video", kind.name, ())
    assert kind.name in whole.about
    torn = initialise_on_towers(kind.name, PREPROCESSING, model.clip.state_dict(), centres=3)
    del torn.trans_layernorm
    misfits = checkpoint_check.recognise(Path(options(torn, kind, tmp_path, trained=True).weights)).misfits
    assert {each.name for each in misfits} == {"trans_layernorm.weight", "trans_layernorm.bias"}
    with pytest.raises(WeightsCorruptError, match="trans_layernorm"):
        build(options(torn, kind, tmp_path, trained=True))


def test_training_reaches_heads_and_towers(kind, towers):
    model = initialise_on_towers(kind.name, PREPROCESSING, towers.state_dict(), centres=3, temporal_layers=1)
    frames = model.encode_frames(torch.randn(6, 3, kind.image_px, kind.image_px)).view(2, 3, -1)
    ids = torch.zeros(2, 6, dtype=torch.int64)
    ids[:, :4] = torch.tensor([[49406, 320, 736, 49407], [49406, 320, 1125, 49407]])
    spoken = model.join_halves(*model.text_vectors(ids, (ids > 0).long()))
    seen = model.join_halves(*model.video_vectors(frames, torch.ones(2, 3)))
    (spoken @ seen.T).sum().backward()
    for name in ("weight_center", "clip.visual", "clip.text_projection", "clip.text.text_projection"):
        found = [weight.grad for each, weight in model.named_parameters() if each.startswith(name)]
        assert all(grad is not None for grad in found[:1]), name


def test_a_tower_whose_words_cannot_be_told_apart_is_refused_in_a_sentence(tmp_path):
    towers = make_towers(FIRST, tmp_path)
    with pytest.raises(EncoderError, match="one by one") as caught:
        initialise_on_towers(FIRST.name, PREPROCESSING, towers.state_dict())
    assert "plain image-text model" in caught.value.hint


def test_a_file_says_whether_its_heads_are_trained(model, kind, tmp_path):
    assert checkpoint_check.recognise(Path(options(model, kind, tmp_path, trained=True).weights)).trained
    assert not checkpoint_check.recognise(Path(options(model, kind, tmp_path, trained=False).weights)).trained


def test_layers_whose_weights_are_still_to_come_are_not_drawn():
    before = torch.get_rng_state()
    with Undrawn():
        layer, norm = nn.Linear(8, 8), nn.LayerNorm(8)
        table = nn.Embedding(8, 8)
        nn.init.trunc_normal_(table.weight)
        nn.init.kaiming_normal_(tensor=layer.weight)
    assert torch.equal(torch.get_rng_state(), before)
    assert norm.weight.tolist() == [1.0] * 8
    assert layer.weight.shape == table.weight.shape == (8, 8)
