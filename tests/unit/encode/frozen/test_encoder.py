"""The port over a Frozen model: stills and segments, ledger, files, and a search from end to end."""

import json
import socket
from pathlib import Path
from typing import cast

import numpy as np
import pytest
import torch

from core.ports import JointEncoder
from core.values import PhraseScores

pytest.importorskip("transformers", reason="the text tower of Frozen in Time needs transformers")

from core.encode.backends.frozen import FrozenEncoder, build
from core.encode.encoder_options import EncoderOptions
from core.encode.encoder_process import EncoderProcess
from core.encode.frozen.frame_windows import interleaved
from core.encode.frozen.stages import cosines, read_video
from core.errors import EmptyQueryError, QueryTooLongError, WeightsCorruptError, WeightsMissingError
from core.ingest.joint_encoding import parts_of
from core.values import FrameShape, Phrase, Query
from tests.fakes.house import FakeHouse
from tests.fakes.still_frames import draw_video
from tests.unit.encode.frozen.tiny import WORDS, tiny_state, write_tiny, write_tokenizer

TEXT = "a red car drives up"
QUERY = Query(TEXT, (Phrase("red car", 2, 9), Phrase("drives up", 10, 19)))


def _open(path: Path) -> FrozenEncoder:
    made = build(EncoderOptions("frozen", str(path), precision="float32", threads=1))
    assert isinstance(made, FrozenEncoder)
    return made


@pytest.fixture(scope="module")
def encoder(tmp_path_factory) -> FrozenEncoder:
    return _open(write_tiny(tmp_path_factory.mktemp("frozen")))


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("tried to reach the network"))


def pixels(n: int, seed: int = 0, px: int = 28) -> np.ndarray:
    """Frames of the model's own side: nothing is resized."""
    return np.random.default_rng(seed).integers(0, 256, (n, px, px, 3), dtype=np.uint8)


@torch.no_grad()
def embed(encoder: FrozenEncoder, frames: np.ndarray) -> np.ndarray:
    """The model's own vector of a video of a few frames."""
    video = torch.from_numpy(frames).permute(0, 3, 1, 2)[None]
    return read_video(encoder.model, video).video_embed[0].numpy()


def unit(x: np.ndarray) -> np.ndarray:
    return x / np.linalg.norm(x)


def pool(encoder: FrozenEncoder, shares: np.ndarray) -> np.ndarray:
    return encoder.encode_segments(shares[None], np.ones((1, len(shares)), np.uint8))[0]


def see(encoder: FrozenEncoder, frames: np.ndarray) -> np.ndarray:
    return encoder.encode_clips(frames[None], np.ones((1, len(frames)), np.uint8))[0]


def test_the_spec_describes_the_model(encoder):
    spec = encoder.spec
    assert (spec.dim, spec.frame_dim, spec.centres, spec.context_length) == (32, 32, 0, 24)
    assert spec.frames_per_clip == 12
    assert spec.frame_shape == FrameShape(32, "shortest", "bilinear")
    assert spec.sees_clips
    assert spec.name == "Frozen in Time (frozen.safetensors)"


def test_a_still_is_a_video_of_one_frame(encoder):
    frames = pixels(3)
    alone = encoder.encode_frames(frames)
    for one, frame in zip(alone, frames, strict=True):
        assert np.allclose(pool(encoder, one[None]), unit(embed(encoder, frame[None])), atol=1e-3)
        assert np.allclose(see(encoder, frame[None])[0], one, atol=3e-3)


@pytest.mark.parametrize("n", [2, 4])
def test_a_segment_of_few_frames_is_the_models_own(encoder, n):
    frames = pixels(n, seed=n)
    own = unit(embed(encoder, frames))
    assert np.allclose(pool(encoder, see(encoder, frames)), own, atol=1e-3)
    one_by_one = pool(encoder, encoder.encode_frames(frames))
    assert np.abs(one_by_one - own).max() > 0.01  # frames seen together are more than their sum


@pytest.mark.parametrize("n", [5, 12])
def test_a_longer_segment_is_the_mean_of_its_windows(encoder, n):
    frames = pixels(n, seed=n)
    windows = [embed(encoder, frames[list(places)]) for places in interleaved(n, 4)]
    assert np.allclose(pool(encoder, see(encoder, frames)), unit(np.mean(windows, axis=0)), atol=1e-3)


def test_the_parts_that_indexing_sees_are_the_models_windows(encoder):
    assert encoder.spec.frames_together == 4
    frames = pixels(11, seed=8)
    whole, parts = see(encoder, frames), np.zeros((11, 32), np.float16)
    for places in parts_of(11, 4):
        parts[list(places)] = see(encoder, frames[list(places)])
    assert np.allclose(parts, whole, atol=3e-3)


def test_a_frame_repeated_to_fill_a_segment_changes_nothing(encoder):
    two = pixels(2, seed=3)
    filled = two[[0, 1, 1]]
    assert np.allclose(pool(encoder, see(encoder, filled)), pool(encoder, see(encoder, two)), atol=1e-3)
    shares = see(encoder, filled)
    assert np.array_equal(shares[1], shares[2])


def test_clips_are_the_same_alone_and_in_company(encoder):
    clips = pixels(36, seed=4).reshape(3, 12, 28, 28, 3)
    mask = (np.arange(12) < np.array([12, 5, 1])[:, None]).astype(np.uint8)
    together = encoder.encode_clips(clips, mask)
    assert together.dtype == np.float16
    assert not together[mask == 0].any()
    for clip, real, shares in zip(clips, mask.sum(axis=1), together, strict=True):
        assert np.allclose(see(encoder, clip[:real]), shares[:real], atol=3e-3)
    with pytest.raises(ValueError, match="prefix"):
        encoder.encode_clips(clips, mask[:, ::-1])
    with pytest.raises(ValueError, match="one frame"):
        encoder.encode_segments(together, np.zeros_like(mask))


def test_what_stands_behind_the_mask_does_not_count(encoder):
    shares = see(encoder, pixels(4))
    padded = np.concatenate([shares, np.full((2, 32), np.nan, np.float16)])[None]
    mask = np.array([[1, 1, 1, 1, 0, 0]], np.uint8)
    assert np.array_equal(encoder.encode_segments(padded, mask)[0], pool(encoder, shares))


@pytest.mark.parametrize("T", [1, 3, 12])
def test_the_sentence_row_is_the_score_and_phrases_have_their_own(encoder, T):
    shares = see(encoder, pixels(T, seed=T))
    pooled = pool(encoder, shares)
    ledger = encoder.explain(QUERY, shares, [float(i) for i in range(T)])
    text, red_car = (each.pooled for each in encoder.encode_text([TEXT, "red car"]))
    assert isinstance(ledger, PhraseScores)
    assert ledger.score == pytest.approx(float(pooled @ text), abs=1e-5)
    assert float(ledger.sentence.sum()) == pytest.approx(ledger.score, abs=1e-5)
    assert float(ledger.rows[0].sum()) == pytest.approx(float(pooled @ red_car), abs=1e-5)
    assert ledger.words == ("a", "red", "car", "drives", "up", "(end)")
    assert ledger.word_phrases == (-1, 0, 0, 1, 1, -1)


def test_the_ledger_says_what_of_it_is_approximate(encoder):
    video, still = see(encoder, pixels(3, seed=6)), see(encoder, pixels(1, seed=6)[[0, 0, 0]])
    told = encoder.explain(QUERY, video, [0.0, 0.5, 1.0])
    assert "the sum is exact" in told.approximation
    assert "approximate" in told.approximation
    assert encoder.explain(QUERY, still, [0.0, 0.0, 0.0]).approximation == "", "all of it is of the one frame"


def test_scores_are_the_models_own_cosines(encoder):
    frames, texts = pixels(4, seed=9), [TEXT, "two dogs talking, quiet"]
    pooled = pool(encoder, see(encoder, frames))
    with torch.no_grad():
        ids, mask = encoder._tokens.pad([encoder._tokens.read(text) for text in texts])
        video = torch.from_numpy(embed(encoder, frames))[None]
        own = cosines(encoder.model.encode_words(ids, mask), video)[:, 0].numpy()
    scores = [float(each.pooled @ pooled) for each in encoder.encode_text(texts)]
    assert scores == pytest.approx(own, abs=1e-3)


def test_word_pieces_have_their_places(encoder):
    read = encoder._tokens.read("The DOGS, talking")
    assert [WORDS[token.id] for token in read.tokens] == ["the", "dog", "##s", ",", "talk", "##ing"]
    assert read.words == ("The", "DOG", "S", ",", "talk", "ing", "(end)")
    ids, mask = encoder._tokens.pad([read, encoder._tokens.read("cat")])
    assert [WORDS[i] for i in ids[1]] == ["[CLS]", "cat", "[SEP]", *["[PAD]"] * 5]
    assert mask.sum(dim=1).tolist() == [8, 3]


def test_words_beyond_the_context_are_named(encoder):
    assert encoder.encode_text(["cat " * 21 + "dogs and sky"])[0].dropped == ("dogs", "and", "sky")
    assert encoder.encode_text(["cat " * 22])[0].dropped == ()
    for empty in ("", "  ", "..."):
        with pytest.raises(EmptyQueryError):
            encoder.encode_text([empty])
    with pytest.raises(QueryTooLongError):
        encoder.encode_text(["dog" + "s" * 60])


def test_frames_come_a_size_larger_and_are_reduced_as_the_authors_do(encoder):
    flat = np.full((1, 32, 32, 3), 90, np.uint8)
    assert np.allclose(encoder.encode_frames(flat), encoder.encode_frames(flat[:, :28, :28]), atol=3e-3)


def test_a_tokenizer_in_either_form_gives_the_same(encoder, tmp_path):
    path = write_tiny(tmp_path)
    (tmp_path / "vocab.txt").unlink()
    vocabulary = {word: i for i, word in enumerate(WORDS)}
    (tmp_path / "tokenizer.json").write_text(json.dumps({"model": {"type": "WordPiece", "vocab": vocabulary}}))
    other = _open(path)
    assert np.allclose(other.encode_text([TEXT])[0].pooled, encoder.encode_text([TEXT])[0].pooled, atol=1e-6)


def test_without_its_tokenizer_the_model_is_not_opened(tmp_path):
    path = write_tiny(tmp_path)
    (tmp_path / "vocab.txt").unlink()
    with pytest.raises(WeightsMissingError, match="tokenizer"):
        _open(path)
    with pytest.raises(WeightsMissingError):
        build(EncoderOptions("frozen"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tokenizer.json", "{"),
        ("tokenizer.json", "[]"),
        ("tokenizer.json", '{"model": {"vocab": {"[UNK]": "one"}}}'),
        ("vocab.txt", "only\nwords\n"),
        ("vocab.txt", "\n".join([*WORDS, *map(str, range(99))])),
    ],
)
def test_a_tokenizer_of_something_else_is_refused(tmp_path, name, text):
    path = write_tiny(tmp_path)
    (tmp_path / name).write_text(text)
    with pytest.raises(WeightsCorruptError, match="tokenizer file"):
        _open(path)


def test_the_released_files_layout_opens(tmp_path, encoder):
    write_tokenizer(tmp_path)
    path = tmp_path / "released.pth.tar"
    torch.save(
        {"state_dict": {f"module.{k}": v for k, v in tiny_state().items()}, "config": Path("x"), "epoch": 1}, path
    )
    other = _open(path)
    assert other.spec.name == "Frozen in Time (released.pth.tar)"
    assert np.allclose(other.encode_text([TEXT])[0].pooled, encoder.encode_text([TEXT])[0].pooled, atol=1e-6)


def test_in_a_lighter_number_format_shares_still_add_up(encoder, tmp_path):
    light = build(EncoderOptions("frozen", str(write_tiny(tmp_path)), precision="bfloat16", threads=1))
    assert light.state.precision == "bfloat16"
    frames = pixels(12, seed=8)
    shares = see(light, frames)
    assert float(pool(light, shares) @ pool(encoder, see(encoder, frames))) > 0.99
    ledger = light.explain(QUERY, shares, [float(i) for i in range(12)])
    assert isinstance(ledger, PhraseScores)
    assert float(ledger.sentence.sum()) == pytest.approx(
        float(pool(light, shares) @ light.encode_text([TEXT])[0].pooled), abs=1e-5
    )


def test_in_a_process_of_its_own_it_does_the_same(tmp_path):
    options = EncoderOptions("frozen", str(write_tiny(tmp_path)), precision="float32", threads=1)
    clip, mask = pixels(5)[None], np.ones((1, 5), np.uint8)
    host = EncoderProcess(options)
    try:
        assert host.spec == build(options).spec
        assert np.array_equal(
            host.encode_clips(clip, mask), cast(JointEncoder, build(options)).encode_clips(clip, mask)
        )
    finally:
        host.close()


def test_videos_and_pictures_are_indexed_found_and_explained(encoder, tmp_path):
    house = FakeHouse(tmp_path, encoder=encoder)
    draw_video(tmp_path / "films/a.film", [("red car", 3.0), ("blue sky", 8.0), ("white rabbit", 0.04)])
    draw_video(tmp_path / "films/photo.jpg", [("yellow boat", 1.0)])
    house.index(tmp_path / "films")
    videos = house.catalogue.videos()
    assert [video.state for video in videos] == ["ready", "ready"]
    answer = house.ask(TEXT)
    assert len(answer.hits) == 5  # one segment each but for the sky, which is longer than twelve frames; and a picture
    for hit in answer.hits:
        (stored,) = house.catalogue.frame_vectors([hit.segment.id])
        ledger = encoder.explain(QUERY, stored, hit.segment.frame_times_s)
        assert ledger.score == pytest.approx(hit.score, abs=1e-5)
        assert float(ledger.frame_totals.sum()) == pytest.approx(hit.score, abs=1e-5)
