import numpy as np
import pytest
import torch

from core.demo_model.network import fresh_network
from core.demo_model.training_batches import Emphasis, draw_training_batch, event_span, swap_colours
from core.demo_model.video_store import draw_video_batch, fill_store
from core.synthetic.captions import describe_video, draw_wording, holds, part_of, tell, video_facts
from core.synthetic.world import HELD_OUT, VALIDATION_PAIRS, VIDEO_FRAMES, Choice, plan_video

FEW = Choice(pictures=range(2))


@pytest.fixture(scope="module")
def store():
    return fill_store(fresh_network(1).eval(), np.random.default_rng(1), 64, FEW)


def two_things(count: int):
    rng, found = np.random.default_rng(5), []
    while len(found) < count:
        video = plan_video(rng, Choice(kinds=("two",), shares=(1.0,)))
        if len({thing.colour for thing in video.shots[0].things}) == 2:
            found.append(video)
    return found


# --------------------------------------------------------------------------- twins


def test_a_twin_with_swapped_colours_is_false_of_its_video():
    for video in two_things(30):
        other, wording = swap_colours(video), draw_wording(np.random.default_rng(1))
        assert other is not None
        colours = [[thing.colour for thing in each.shots[0].things] for each in (video, other)]
        assert colours[0] == colours[1][::-1]
        right, wrong = tell(video, (0, 1), wording), tell(other, (0, 1), wording)
        assert holds([right, wrong], [video_facts(video)]).tolist() == [[True], [False]]


def test_one_object_has_no_colour_to_swap():
    rng = np.random.default_rng(2)
    video = next(f for f in iter(lambda: plan_video(rng, Choice(kinds=("same",), shares=(1.0,))), None))
    assert swap_colours(video) is None


def test_every_twin_is_false_and_stands_behind_its_video(store):
    examples = draw_training_batch(store, np.random.default_rng(3), 48, Emphasis(single=0.0, subject=0.0))
    videos = len(examples.video_batch.videos)
    two = [row for row, video in enumerate(examples.video_batch.videos) if len(video.events) == 2]
    assert set(examples.twins.tolist()) == set(two)
    assert len(examples.twins) > len(two), "some have a twin with swapped colours beside the one with swapped events"
    for number, row in enumerate(examples.twins.tolist()):
        assert not examples.matches[videos + number, row]


# --------------------------------------------------------------------------- videos that lose frames


def test_thinned_videos_keep_their_order_and_their_empty_frames(store):
    video_batch = draw_video_batch(store, np.random.default_rng(4), 48, thinned=1.0)
    whole = dict(zip(store.videos, store.vectors, strict=True))
    seen = 0
    for row, video in enumerate(video_batch.videos):
        steps = video_batch.steps[row][video_batch.steps[row] >= 0]
        assert (steps.diff() > 0).all()
        assert len(steps) == video_batch.mask[row].sum() >= min(3, video.frames)
        assert (video_batch.vectors[row, len(steps) :] == store.empty).all()
        if video in whole:
            assert torch.equal(video_batch.vectors[row, : len(steps)], whole[video][steps])
            seen += len(steps) < video.frames
    assert seen > 10


def test_a_span_follows_the_frames_that_are_left():
    rng = np.random.default_rng(6)
    video = plan_video(rng, Choice(kinds=("same",), shares=(1.0,)))
    whole = event_span(video, 1)
    steps = torch.tensor([0, 2, 4, 6, 8, 10, *[-1] * 6])
    assert event_span(video, 1, steps)[:6].tolist() == whole[steps[:6]].tolist()
    assert event_span(video, 1, steps)[6:].sum() == 0


def test_told_events_name_words_and_frames(store):
    examples = draw_training_batch(store, np.random.default_rng(7), 48, Emphasis(subject=0.0))
    captioned = examples.captioned
    assert captioned.spans.shape == (len(captioned.videos), VIDEO_FRAMES)
    assert (captioned.spans.sum(1) > 0).all()
    assert (captioned.spoken.sum(1) > 0).all()
    assert (captioned.spans <= examples.video_batch.mask[captioned.videos]).all(), (
        "no span reaches beyond the last frame of a video"
    )


# --------------------------------------------------------------------------- what training never shows


def neighbours(part: str) -> set[tuple[str, str]]:
    """Pairs of a noun and the words at the end of single-event captions."""
    rng, found = np.random.default_rng(8), set()
    for _ in range(1500):
        video = plan_video(rng, Choice(kinds=("one",), shares=(1.0,)))
        text = tell(video, (0,), draw_wording(rng, 1.0, part)).text
        head, _, tail = text.rpartition(" in ")
        found.add((head.split()[-1] if head else "", tail))
        found.add(tuple(text.split()[:2]))
    return found


def test_tests_have_neighbours_that_training_has_not():
    assert neighbours("test") - neighbours("training")


@pytest.mark.parametrize("part", ["training", "validation", "test"])
def test_each_part_has_its_share_of_neighbours(part):
    pairs = [(f"a{i}", f"b{j}") for i in range(40) for j in range(40)]
    share = np.mean([part_of(*pair) == part for pair in pairs])
    assert share == pytest.approx(10 / 12 if part == "training" else 1 / 12, abs=0.03)


def test_training_videos_have_no_pair_that_is_kept_back():
    rng, found = np.random.default_rng(9), set()
    for _ in range(400):
        found |= {(t.shape, t.colour) for shot in plan_video(rng).shots for t in shot.things}
    assert not found & (HELD_OUT | VALIDATION_PAIRS)
    assert not HELD_OUT & VALIDATION_PAIRS


@pytest.mark.parametrize(("pairs", "others"), [(HELD_OUT, VALIDATION_PAIRS), (VALIDATION_PAIRS, HELD_OUT)])
def test_videos_of_one_part_never_show_a_pair_of_the_other(pairs, others):
    rng, found = np.random.default_rng(10), set()
    for _ in range(200):
        video = plan_video(rng, Choice(held_out=True, pairs=pairs))
        found |= {(t.shape, t.colour) for shot in video.shots for t in shot.things}
    assert found & pairs
    assert not found & others


def test_every_wording_is_true_of_its_video():
    rng = np.random.default_rng(11)
    videos = [plan_video(rng) for _ in range(60)]
    for part in ("validation", "test"):
        captions = [tell(f, tuple(range(len(f.events))), draw_wording(rng, part=part)) for f in videos]
        assert holds(captions, [video_facts(video) for video in videos]).diagonal().all()
    assert describe_video(videos[0], rng).text
