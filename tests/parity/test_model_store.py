"""Every downloadable model, built with random weights: read as open_clip reads it, and searched with.

The large ones take gigabytes and minutes: C2V_SLOW=1, or `-m slow`.
"""

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from open_clip.pretrained import get_pretrained_cfg
from safetensors.torch import load_file

from c2v_desktop import compose
from c2v_desktop.paths import find_places
from core.encode.backends import clip2video, clip_mean
from core.encode.encoder_options import EncoderOptions
from core.encode.initialisation import initialise_on_towers
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.media.resize import reduce_frame
from core.model_store.entries import ModelEntry
from core.ports import Encoder
from core.search import calibration
from core.search.neutral_sentences import neutral_sentences
from core.settings import EncoderSettings, IndexSettings, Settings
from core.values import Filter, FrameShape, Ledger, Phrase, Query
from tests.clips import draw_scenes
from tests.fakes.inline_lane import finish
from tests.parity.towers import (
    Reference,
    draw_picture,
    entry_params,
    published_tag,
    published_transform,
    read_reference,
    write_weights,
)
from tests.unit.encode.towers import write_tokenizer

WIDE, UPRIGHT = (541, 1279), (1279, 541)
SENTENCES = ("a red car drives up", "the blue house")
QUESTION = "the red car drives up slowly"


@pytest.fixture(scope="module", params=entry_params())
def entry(request: pytest.FixtureRequest) -> ModelEntry:
    if request.param.needs:
        pytest.importorskip(request.param.needs, reason=f"{request.param.name} needs {request.param.needs}")
    return request.param


@pytest.fixture(scope="module")
def weights(entry: ModelEntry, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = write_weights(entry, tmp_path_factory.mktemp(entry.id))
    yield path
    path.unlink()  # hundreds of megabytes: not to lie there until the next run


@pytest.fixture(scope="module")
def encoder(entry: ModelEntry, weights: Path) -> Iterator[Encoder]:
    threads = torch.get_num_threads()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what transformers warns of at import is not ours
        yield clip_mean.build(
            EncoderOptions("clip_mean", str(weights), entry.architecture, "cpu", "float32", batch=4, threads=1)
        )
    torch.set_num_threads(threads)


@pytest.fixture
def reference(entry: ModelEntry, weights: Path, monkeypatch: pytest.MonkeyPatch) -> Reference:
    return read_reference(entry, weights, monkeypatch)


@pytest.mark.parametrize("size", [WIDE, UPRIGHT, (187, 331), (401, 227)], ids=lambda size: f"{size[1]}x{size[0]}")
@pytest.mark.parametrize("each", entry_params(build=False))
def test_pictures_are_prepared_as_open_clip_prepares_them(each: ModelEntry, size: tuple[int, int]) -> None:
    picture = draw_picture(*size)
    ours = reduce_frame(picture, FrameShape(each.image_px, each.resize_mode, each.interpolation))
    difference = np.abs(ours.astype(int) - published_transform(each).grey_levels(picture))
    assert difference.max() <= 2
    assert (difference > 1).sum() <= 1, "one number of 200,000 may lie just beyond a rounding, twice"


def test_it_sees_and_reads_what_open_clips_own_does(entry: ModelEntry, encoder: Encoder, reference: Reference) -> None:
    assert encoder.spec.frame_shape == FrameShape(entry.image_px, entry.resize_mode, entry.interpolation)
    pictures = [draw_picture(*size) for size in (WIDE, UPRIGHT)]
    reduced = np.stack([reduce_frame(each, encoder.spec.frame_shape) for each in pictures])
    seen = encoder.encode_frames(reduced).astype(np.float32)
    read = np.stack([each.pooled for each in encoder.encode_text(SENTENCES)])
    wanted_seen, wanted_read = reference.vectors(pictures), reference.sentences(SENTENCES, encoder._tokenize)  # type: ignore[attr-defined]
    assert (seen * wanted_seen).sum(axis=1).min() >= 0.9995, "the pictures differ by a grey level here and there"
    assert np.allclose(read, wanted_read, atol=1e-5)
    assert abs(float(read[0] @ read[1])) < 0.9999, "two sentences are two vectors"


def test_a_library_is_indexed_and_searched_with_it(
    entry: ModelEntry, encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    videos = tmp_path / "films"
    videos.mkdir()
    for scene in range(3):
        draw_scenes(videos / f"{scene}.mp4", [12 + scene])
    settings = Settings(encoder=EncoderSettings(backend="clip_mean"), index=IndexSettings(engine="exact"))
    monkeypatch.setattr(compose, "make_encoder", lambda *_, **__: encoder)
    # Verdicts of random weights mean nothing: a few pictures and sentences do.
    monkeypatch.setattr(calibration, "VIDEOS", 8)
    monkeypatch.setattr(calibration, "neutral_sentences", lambda: neutral_sentences(16))
    library = compose.build_library(settings, find_places(tmp_path / "home").make(), in_process=True)
    try:
        library.wake()
        library.watch([videos])
        finish(library.reconcile())
        finish(library.ingest())
        ready = library.videos(Filter(states=frozenset({"ready"})))
        query = library.cut(QUESTION)
        hits = library.search(query).hits
        ledger = library.explain(query, hits[0].segment.id)
    finally:
        library.close()
    assert {video.info.path.name for video in ready} == {"0.mp4", "1.mp4", "2.mp4"}
    assert {hit.video.id for hit in hits} == {video.id for video in ready}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert ledger.score == pytest.approx(hits[0].score, abs=1e-4)
    assert float(ledger.frame_totals.sum()) == pytest.approx(ledger.score, abs=1e-5)


def test_the_heads_of_clip2video_stand_on_it(
    entry: ModelEntry, weights: Path, encoder: Encoder, tmp_path: Path
) -> None:
    heads = build_heads(entry, weights, tmp_path)
    shape = heads.spec.frame_shape
    assert shape == encoder.spec.frame_shape
    pixels = np.stack([reduce_frame(draw_picture(*size), shape) for size in (WIDE, UPRIGHT, WIDE)])
    frames = heads.encode_frames(pixels)
    pooled = heads.encode_segments(frames[None], np.ones((1, 3), np.uint8))[0]
    ledger = heads.explain(Query(QUESTION, (Phrase("red car", 4, 11),)), frames, [0.0, 0.5, 1.0])
    assert isinstance(ledger, Ledger)
    assert ledger.cells.shape == (2, 3, 3)
    assert float(ledger.frame_totals.sum()) == pytest.approx(ledger.score, abs=1e-5)
    spoken = heads.encode_text([QUESTION])[0].pooled
    assert ledger.score == pytest.approx(float(pooled @ spoken), abs=1e-5)
    half = spoken[: heads.spec.frame_dim] / np.sqrt(0.5)
    assert float(half @ encoder.encode_text([QUESTION])[0].pooled) >= 0.9999
    directions = frames.astype(np.float32)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    assert (directions * encoder.encode_frames(pixels)).sum(axis=1).min() >= 0.9999


def build_heads(entry: ModelEntry, weights: Path, folder: Path) -> Encoder:
    """Fresh heads on the entry's towers, through a file; as little of it in memory at a time as can be."""
    look = get_pretrained_cfg(entry.architecture, published_tag(entry))
    preprocessing = {
        key: look[key] for key in ("mean", "std", "interpolation", "resize_mode", "quick_gelu") if key in look
    }
    path = folder / "heads.safetensors"
    if entry.needs:
        write_tokenizer(folder, ends=True)
    write_checkpoint(
        path,
        initialise_on_towers(entry.architecture, preprocessing, load_file(weights), centres=3, temporal_layers=2),
        CheckpointMeta(entry.name, architecture=entry.architecture, preprocessing=preprocessing),
    )
    made = clip2video.build(EncoderOptions(weights=str(path), device="cpu", precision="float32", batch=4, threads=1))
    path.unlink()
    return made
