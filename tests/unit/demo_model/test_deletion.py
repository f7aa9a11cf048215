import numpy as np
import pytest
import torch

from core.demo_model.deletion import REMOVED, deletion_loss, frame_credit, pick, without
from core.demo_model.network import fresh_network
from core.demo_model.training_batches import Emphasis, draw_training_batch
from core.demo_model.video_store import fill_store
from core.encode.backends.clip2video import end_vectors
from core.encode.temporal import unit
from core.synthetic.world import Choice


@pytest.fixture(scope="module")
def captioned():
    """A network, a batch, and its sentences' two vectors."""
    model = fresh_network(3).eval()
    store = fill_store(model, np.random.default_rng(1), 32, Choice(pictures=range(1)))
    examples = draw_training_batch(store, np.random.default_rng(0), 16, Emphasis())
    with torch.no_grad():
        hidden = model.encode_words(examples.words.ids)
        text = unit(end_vectors(hidden, examples.words.ids))[:16]
        spoken = model.gather_words(hidden, examples.words.mask).vector[:16]
    return model, examples, text, spoken


@torch.no_grad()
def credit_of(captioned):
    model, examples, text, spoken = captioned
    frames, mask = examples.video_batch.vectors, examples.video_batch.mask
    whole, aligned = model.global_path(frames, mask), model.aligned_path(frames, mask)
    scores = (model.join_halves(text, spoken) * model.join_halves(whole.vector, aligned.aggregate.vector)).sum(1)
    return frame_credit(model, text, spoken, whole, aligned, mask), scores


def test_credits_add_up_to_the_scores(captioned):
    credit, scores = credit_of(captioned)
    assert torch.allclose(credit.sum(1), scores, atol=1e-6)
    assert (credit[captioned[1].video_batch.mask == 0].abs() < 1e-9).all()


def test_credits_are_the_columns_of_the_ledger(captioned):
    from core.evaluation.baselines import encoder_of
    from core.evaluation.run import model_of
    from core.values import Query

    model, examples, *_ = captioned
    encoder = encoder_of(model)
    assert model_of(encoder).name
    credit, _ = credit_of(captioned)
    row, real = 0, int(examples.video_batch.mask[0].sum())
    query = Query(examples.captions[row].text, ())
    ledger = encoder.explain(
        query, examples.video_batch.vectors[row, :real].numpy().astype(np.float16), list(range(real))
    )
    assert ledger.frame_totals == pytest.approx(credit[row, :real].numpy(), abs=1e-5)


def test_frames_are_taken_away_and_the_others_move_up():
    vectors = torch.arange(6.0).repeat(2, 1).unsqueeze(-1)
    mask = torch.tensor([[1.0] * 6, [1.0] * 4 + [0.0] * 2])
    removed = torch.zeros(2, 6, dtype=torch.bool)
    removed[:, 1] = removed[0, 4] = True
    shorter, left = without(vectors, mask, removed, torch.tensor([-1.0]))
    assert shorter.squeeze(-1).tolist() == [[0, 2, 3, 5, -1, -1], [0, 2, 3, -1, -1, -1]]
    assert left.sum(1).tolist() == [4, 3]


def test_three_real_frames_are_picked():
    mask = torch.tensor([[1.0, 1, 1, 1, 1, 0, 0, 0]])
    chosen = pick(torch.arange(8.0)[None], mask)
    assert chosen.sum() == REMOVED
    assert chosen[0, 2:5].all()


def test_the_loss_is_lower_when_credit_names_what_the_score_rests_on(captioned):
    model, examples, text, spoken = captioned
    frames, mask, empty = examples.video_batch.vectors, examples.video_batch.mask, examples.video_batch.empty
    sentence = model.join_halves(text, spoken)
    long = mask.sum(1) >= 2 * REMOVED
    with torch.no_grad():
        cost = torch.zeros_like(mask)
        for frame in range(mask.shape[1]):
            gone = torch.zeros_like(mask, dtype=torch.bool)
            gone[:, frame] = True
            shorter, left = without(frames, mask, gone, empty)
            left[left.sum(1) == 0, 0] = 1
            cost[:, frame] = -(model.join_halves(*model.video_vectors(shorter, left)) * sentence).sum(1)
        clips = (frames[long], mask[long], empty)
        true = deletion_loss(model, clips, sentence[long], cost[long], -cost[long])
        false = deletion_loss(model, clips, sentence[long], -cost[long], cost[long])
    assert true < false


def test_videos_too_short_for_it_cost_nothing(captioned):
    model, examples, text, spoken = captioned
    mask = torch.zeros_like(examples.video_batch.mask)
    mask[:, :4] = 1
    sentence = model.join_halves(text, spoken)
    chance = torch.rand_like(mask)
    assert (
        deletion_loss(model, (examples.video_batch.vectors, mask, examples.video_batch.empty), sentence, chance, chance)
        == 0
    )
