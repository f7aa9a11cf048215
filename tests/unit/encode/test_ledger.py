"""The proofs of the ledger: every cell is a share, and all of them are the score."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.encode.attribution import aligned_cells, fold_to_frames, global_row, group_words, token_loadings
from core.encode.backends.clip2video import Clip2VideoEncoder, build
from core.encode.encoder_options import EncoderOptions
from core.search.explaining import explain_moment
from core.search.query_vectors import rebalanced
from core.values import Ledger, Phrase, Query
from tests.unit.encode.tiny import tiny_model

TEXT = "a red car drives up the long road"
RED_CAR, DRIVES_UP, ROAD = Phrase("red car", 2, 9), Phrase("drives up", 10, 19), Phrase("long road", 24, 33)
QUERY = Query(TEXT, (RED_CAR, DRIVES_UP, ROAD))


@pytest.fixture(scope="module")
def encoder(checkpoint: Path) -> Clip2VideoEncoder:
    made = build(EncoderOptions(weights=str(checkpoint), precision="float32", threads=1))
    assert isinstance(made, Clip2VideoEncoder)
    return made


def vectors(frames: int, seed: int = 0) -> np.ndarray:
    return (np.random.default_rng(seed).standard_normal((frames, 64)) * 2).astype(np.float16)


def encode(encoder: Clip2VideoEncoder, frames: np.ndarray) -> np.ndarray:
    padded = np.zeros((1, 12, 64), dtype=np.float16)
    padded[0, : len(frames)] = frames
    mask = (np.arange(12) < len(frames)).astype(np.uint8)[None]
    return encoder.encode_segments(padded, mask)[0]


def stored_score(encoder: Clip2VideoEncoder, frames: np.ndarray, text: str) -> float:
    return float(encode(encoder, frames) @ encoder.encode_text([text])[0].pooled)


def total(ledger: Ledger) -> float:
    return float(ledger.sentence.sum(dtype=np.float64) + ledger.cells.sum(dtype=np.float64))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frames=st.integers(1, 12), seed=st.integers(0, 10_000))
def test_cells_add_up_to_the_score_that_ranked(encoder, frames, seed):
    clip = vectors(frames, seed)
    ledger = encoder.explain(QUERY, clip, list(range(frames)))
    ranked = stored_score(encoder, clip, TEXT)
    # One or two frames leave rows whose keys are all masked; float32 rounds those coarsely (temporal.MASKED).
    assert ledger.score == pytest.approx(ranked, abs=1e-5 if frames > 2 else 1e-3)
    assert total(ledger) == pytest.approx(ledger.score, abs=1e-5)


@pytest.mark.parametrize("frames", [3, 4, 7, 12])
def test_shapes_follow_the_frames_there_are(encoder, frames):
    ledger = encoder.explain(QUERY, vectors(frames), [0.5 * i for i in range(frames)])
    assert ledger.cells.shape == (4, 5, frames)
    assert ledger.sentence.shape == (frames,)
    assert ledger.assignment.shape == (5, frames)
    assert np.allclose(ledger.assignment.sum(axis=0), 1, atol=1e-6)
    assert ledger.times_s == tuple(0.5 * i for i in range(frames))
    assert ledger.words == ("a", "red", "car", "drives", "up", "the", "long", "road", "(end)")
    assert ledger.word_phrases == (-1, 0, 0, 1, 1, -1, 2, 2, -1)
    assert ledger.word_centres.shape == (9, 5)
    assert (ledger.word_centres > 0).all()


def test_phrases_in_another_order_give_rows_in_another_order(encoder):
    clip = vectors(8)
    one = encoder.explain(QUERY, clip, range(8))
    other = encoder.explain(Query(TEXT, (ROAD, RED_CAR, DRIVES_UP)), clip, range(8))
    assert np.allclose(one.cells[[2, 0, 1, 3]], other.cells, atol=1e-7)
    assert np.allclose(one.sentence, other.sentence, atol=1e-7)


def test_without_phrases_all_goes_to_the_rest(encoder):
    clip = vectors(8)
    whole, cut = encoder.explain(Query(TEXT, ()), clip, range(8)), encoder.explain(QUERY, clip, range(8))
    assert whole.cells.shape == (1, 5, 8)
    assert np.allclose(whole.cells[0], cut.cells.sum(axis=0), atol=1e-6)


def test_the_second_half_of_a_sentence_is_the_ranked_one(encoder):
    clips = [vectors(12, seed) for seed in range(6)]
    scores = [stored_score(encoder, clip, TEXT) for clip in clips]
    totals = [total(encoder.explain(QUERY, clip, range(12))) for clip in clips]
    assert np.argsort(scores).tolist() == np.argsort(totals).tolist()


def test_deleting_credited_frames_costs_more_than_deleting_others(encoder):
    """Frames are replaced by the average frame, so that length and masks stay the same."""
    costs = []
    for seed in range(12):
        clip = vectors(12, seed)
        ledger = encoder.explain(QUERY, clip, range(12))
        order = np.argsort(-ledger.frame_totals)
        before = ledger.score
        drops = []
        for chosen in (order[:3], order[-3:]):
            thinned = clip.copy()
            thinned[chosen] = clip.mean(axis=0)
            drops.append(before - stored_score(encoder, thinned, TEXT))
        costs.append(drops[0] - drops[1])
    assert np.mean(costs) > 0
    assert np.mean(np.array(costs) > 0) > 0.6


# --------------------------------------------------------------------------- the maths by itself


def _sides(B: int = 3, F: int = 9):
    model = tiny_model(frames=F)
    draw = torch.Generator().manual_seed(1)
    frames = torch.randn(B, F, 64, generator=draw)
    mask = (torch.arange(F) < torch.tensor([F, 4, 3])[:, None]).float()
    words = torch.randn(B, 6, 64, generator=draw)
    word_mask = (torch.arange(6) < torch.tensor([6, 5, 3])[:, None]).float()
    return model, frames, mask, words, word_mask


def test_shares_of_a_whole_batch_add_up_and_masked_frames_have_none():
    model, frames, mask, words, word_mask = _sides()
    with torch.no_grad():
        video, text = model.aligned_path(frames, mask), model.gather_words(words, word_mask)
        word_mask[:, 0] = 0
        cells = aligned_cells(
            words,
            token_loadings(text, word_mask),
            video.tokens,
            token_loadings(video.aggregate, video.mask),
            model.emb_center,
        )
        folded = fold_to_frames(cells, 9)
        score = (text.vector * video.aggregate.vector).sum(dim=-1)
    assert folded.shape == (3, 6, 5, 9)
    assert torch.allclose(folded.sum(dim=(1, 2, 3)), score, atol=1e-5)
    assert (folded.permute(0, 3, 1, 2)[mask == 0] == 0).all()
    assert (folded[word_mask == 0] == 0).all()


def test_the_global_row_adds_up_and_masked_frames_have_none():
    model, frames, mask, words, _ = _sides()
    text = torch.nn.functional.normalize(words[:, 0], dim=-1)
    with torch.no_grad():
        path = model.global_path(frames, mask)
        row = global_row(text, path.frame_tokens, mask, 0.3)
    assert torch.allclose(row.sum(dim=1), 0.3 * (text * path.vector).sum(dim=-1), atol=1e-6)
    assert (row[mask == 0] == 0).all()


def test_stride_two_tokens_stand_at_even_frames():
    cells = torch.arange(5 + 3.0)[None]
    assert fold_to_frames(cells, 5).tolist() == [[0 + 5, 1, 2 + 6, 3, 4 + 7]]


def test_words_are_summed_into_their_phrase_or_the_rest():
    cells = torch.tensor([1.0, 2, 4, 8]).view(4, 1, 1)
    assert group_words(cells, torch.tensor([1, -1, 1, 0]), 2).flatten().tolist() == [8, 5, 2]


@pytest.mark.parametrize("motion", [0.0, 0.3, 1.0])
def test_a_motion_weight_moves_the_score_and_its_cells_alike(encoder, motion):
    clip, times = vectors(8), [0.5 * i for i in range(8)]
    text = encoder.encode_text([TEXT])[0].pooled
    ranked = float(rebalanced(text, encoder.spec.global_weight, motion) @ encode(encoder, clip))
    ledger = explain_moment(encoder, replace(QUERY, motion=motion), clip, times)
    assert ledger.score == pytest.approx(ranked, abs=1e-5)
    assert total(ledger) == pytest.approx(ranked, abs=1e-5)
    own = explain_moment(encoder, replace(QUERY, motion=encoder.spec.global_weight), clip, times)
    assert own.score == pytest.approx(encoder.explain(QUERY, clip, times).score, abs=1e-5)
