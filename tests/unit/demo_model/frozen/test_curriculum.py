"""The curriculum on a network as it will be trained: how it begins, grows, alternates, learns and goes on."""

from functools import partial

import numpy as np
import pytest
import torch

pytest.importorskip("transformers", reason="the text tower of Frozen in Time needs transformers")

from core.demo_model.frozen import curriculum
from core.demo_model.frozen.batches import draw_pictures, draw_videos
from core.demo_model.frozen.curriculum import CurriculumStage, PictureHeads, batch_losses, see, train_stages
from core.demo_model.frozen.network import fresh_network, grow, video_sizes
from core.encode.frozen.frozen_layout import TEMPORAL
from core.finetune.muon import block_matrices
from core.finetune.training_loop import LearningRate, TrainingLength, TrainingLoop
from core.synthetic.world import Choice

FEW = Choice(pictures=range(2))


@pytest.fixture(autouse=True)
def _small(monkeypatch, one_torch_thread):
    monkeypatch.setattr(curriculum, "PICTURES", 6)
    monkeypatch.setattr(curriculum, "VIDEOS", {})
    monkeypatch.setattr(curriculum, "FEWEST", 6)


def heads() -> PictureHeads:
    torch.manual_seed(0)
    return PictureHeads(128, 128, 4)


def silent(_: str) -> None:
    pass


def run(*stages: CurriculumStage, keep=None, say=silent):
    return list(train_stages(stages, 3, torch.device("cpu"), keep, say))


def gap(a, b) -> float:
    return max((a.state_dict()[name] - weight).abs().max().item() for name, weight in b.state_dict().items())


@torch.no_grad()
def test_it_begins_as_an_image_model():
    """Frames know nothing of one another yet: the order of a video is not seen."""
    model = fresh_network(1, 4)
    videos = draw_videos(np.random.default_rng(1), 3, 4, FEW).videos
    assert videos.shape[1] == 4
    assert torch.allclose(model.encode_videos(videos), model.encode_videos(videos.flip(1)), atol=1e-4)
    assert gap(model, fresh_network(1, 4)) == 0
    assert gap(model, fresh_network(2, 4)) > 0


def test_the_channels_of_its_time_branch_do_not_stay_alike():
    model = fresh_network(1, 4)
    videos = draw_videos(np.random.default_rng(1), 3, 4, FEW).videos
    model.encode_videos(videos).square().sum().backward()
    gradient = model.video_model.blocks[0].timeattn.proj.weight.grad
    assert torch.linalg.matrix_rank(gradient) > 8


@torch.no_grad()
def test_growing_keeps_what_is_known_and_stretches_time():
    model = fresh_network(1, 4).eval()
    model.video_model.temporal_embed[0] = torch.arange(4.0)[:, None]
    grown = grow(model, 8, "bilinear")
    assert grown.sizes == video_sizes(8)
    line = grown.state_dict()[TEMPORAL][0, :, 0]
    assert (line.diff() >= 0).all()
    assert line[[0, -1]].tolist() == [0, 3]
    same = {name for name, weight in grown.state_dict().items() if torch.equal(weight, model.state_dict().get(name))}
    assert same == model.state_dict().keys() - {TEMPORAL}
    picture = draw_pictures(np.random.default_rng(1), 2, FEW).videos
    assert torch.equal(grow(model, 8, "zeros").encode_videos(picture), model.encode_videos(picture))


@torch.no_grad()
def test_frames_after_the_first_begin_at_places_of_their_own():
    model = fresh_network(1, 1).eval()
    grown = grow(model, 4, "bilinear")
    line = grown.state_dict()[TEMPORAL][0]
    assert (torch.pdist(line) > 1).all()
    picture = draw_pictures(np.random.default_rng(1), 2, FEW).videos
    assert torch.equal(grown.encode_videos(picture), model.encode_videos(picture))


def test_frames_grow_and_pictures_and_videos_take_turns(monkeypatch):
    seen = []
    whole = curriculum.batch_losses

    def watching(model, heads, shown):
        seen.append((model.sizes.tower.frames, shown.videos.shape[1], shown.labels is not None))
        return whole(model, heads, shown)

    monkeypatch.setattr(curriculum, "batch_losses", watching)
    (one, first), (two, second) = run(CurriculumStage(1, 2), CurriculumStage(2, 4))
    pair = [(True, True), (False, False)]  # both batches of a step are pictures, then both are videos
    assert seen[:4] == [(1, 1, is_picture) for each in pair for is_picture in each]
    assert seen[4:] == [(2, 1 if p else 2, p) for each in (*pair, *pair) for p in each]
    assert (one.sizes.tower.frames, two.sizes.tower.frames) == (1, 2)
    assert (first.step, second.step) == (2, 4)


def test_the_blocks_of_both_towers_are_turned_by_muon():
    model = fresh_network(1, 4)
    count = len(block_matrices(model))
    assert count == 4 * (2 + 2 + 2) + 2 * 6  # per block: two attentions and an MLP; per layer: q, k, v, out and an FFN


@pytest.mark.slow
def test_pictures_and_videos_are_learned_in_twenty_steps():
    model, over = fresh_network(2, 2), heads()
    loop = TrainingLoop("x", [model, over], TrainingLength(steps=20), LearningRate(peak=2e-3, warm_steps=4), None)
    batch = draw_videos(np.random.default_rng(1), 12, 2, FEW)
    draws = [partial(draw_pictures, count=16, choice=FEW), lambda rng: batch]
    found = list(loop.run(1, draws, partial(batch_losses, model, over)))
    for name, share in (("background", 0.9), ("seen", 0.95)):
        assert np.mean([step[name] for step in found[-4::2]]) < share * found[0][name], name
    videos = [step["films"] for step in found[1::2]]
    # Sums in another order begin at other losses; single steps say little.
    assert np.mean(videos[-3:]) < 0.92 * np.mean(videos[:3])


def test_what_training_sees_is_what_the_encoder_gives():
    model = fresh_network(2, 4).eval()
    videos = draw_videos(np.random.default_rng(1), 3, 4, FEW).videos
    vectors, patches = see(model, videos)
    assert torch.allclose(vectors, model.encode_videos(videos), atol=1e-5)
    assert patches.shape == (3, 4 * 16, 128)


def test_the_same_seed_trains_the_same_model_and_kept_stages_are_not_trained_again(tmp_path):
    stages = CurriculumStage(1, 2), CurriculumStage(2, 2)
    lines: list[str] = []
    (_, whole), (_, again) = run(*stages)[-1], run(*stages, keep=tmp_path)[-1]
    del whole, again
    first, second = run(*stages)[-1][0], run(*stages, keep=tmp_path, say=lines.append)[-1][0]
    assert gap(first, second) == 0
    assert lines == [], "both stages were kept: nothing was trained, and the end is the same"


def test_a_run_that_was_broken_off_goes_on(tmp_path):
    stages = CurriculumStage(1, 2), CurriculumStage(2, 2)

    def stop(line: str) -> None:
        if line.startswith("films of 2"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(*stages, keep=tmp_path, say=stop)
    lines: list[str] = []
    rest = run(*stages, keep=tmp_path, say=lines.append)[-1][0]
    assert all(line.startswith("films of 2") for line in lines), "the first stage was kept"
    assert gap(rest, run(*stages)[-1][0]) == 0
