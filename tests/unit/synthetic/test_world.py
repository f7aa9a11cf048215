import numpy as np
import pytest

from core.synthetic.captions import video_facts, visible
from core.synthetic.drawing import draw_video
from core.synthetic.scene import scene_at
from core.synthetic.world import (
    HELD_OUT,
    INVISIBLE,
    OBJECT_EVENTS,
    REVERSED,
    Choice,
    plan_set,
    plan_video,
    reverse_video,
)

ONE = Choice(kinds=("one",), shares=(1.0,))
SETTLED = ("left", "right", "up", "down", "grow", "shrink", "spin", "appear", "vanish", "bounce", "shake")


def videos(count: int, seed: int = 0, choice: Choice | None = None):
    rng = np.random.default_rng(seed)
    return [plan_video(rng, choice or Choice()) for _ in range(count)]


def test_a_seed_always_gives_the_same_videos_and_pixels():
    first, again = videos(6, 11), videos(6, 11)
    assert first == again
    assert all(np.array_equal(draw_video(a), draw_video(b)) for a, b in zip(first, again, strict=True))
    assert videos(6, 12) != first


def test_videos_are_small_pictures_of_their_own_length():
    for video in videos(40, 1):
        pixels = draw_video(video)
        assert pixels.shape == (video.frames, 64, 64, 3)
        assert pixels.dtype == np.uint8
        assert 3 <= video.frames <= 12


def test_short_videos_are_drawn_too():
    lengths = [video.frames for video in videos(300, 2)]
    assert 0.2 < np.mean([n < 12 for n in lengths]) < 0.45
    assert set(range(3, 13)) <= set(lengths)


@pytest.mark.parametrize("seed", range(3))
def test_pixels_change_inside_the_recorded_span_only(seed):
    for video in videos(60, seed, ONE):
        (_, event), pixels = video.events[0], draw_video(video).astype(int)
        changed = [i for i in range(video.frames - 1) if np.abs(pixels[i + 1] - pixels[i]).max() > 0]
        first, last = event.frames
        assert all(first <= i and i + 1 <= last for i in changed), (event, changed)
        assert 0 <= first < last <= video.frames - 1
        if event.kind in SETTLED and event.thing == 0:
            assert changed, event
        if event.kind == "still":
            assert not changed


def test_two_events_never_share_a_moment():
    for video in videos(300, 4, Choice(kinds=("same", "two", "cut"), shares=(1, 1, 1))):
        (_, first), (_, second) = video.events
        assert first.frames[1] < second.frames[0] or video.kind == "cut"
        assert first.stop <= second.start


def test_held_out_pairs_are_never_drawn_in_training():
    for video in [*videos(500, 5), *plan_set(np.random.default_rng(0), 10)]:
        for shot in video.shots:
            assert not {(t.shape, t.colour) for t in shot.things} & HELD_OUT
            assert not {(shot.background, t.colour) for t in shot.things} & INVISIBLE


def test_a_choice_can_ask_for_held_out_pairs():
    for video in videos(30, 6, Choice(held_out=True)):
        assert any((t.shape, t.colour) in HELD_OUT for shot in video.shots for t in shot.things)


def test_objects_stay_in_sight():
    for video in videos(150, 7, ONE):
        for time in range(video.frames):
            for pose in scene_at(video, time).poses:
                assert -1 <= pose.x <= 65
                assert -1 <= pose.y <= 65


def test_a_set_has_one_set_up_and_different_events():
    group = plan_set(np.random.default_rng(3), 10)
    assert len({video.events[0][1].kind for video in group}) == 10
    facts = np.stack([video_facts(video)[0, :4] for video in group])
    assert (facts == facts[0]).all()


def test_the_reversed_plan_draws_the_reversed_video():
    for video in videos(120, 8):
        if any(event.kind in ("bounce", "shake", "camera shake") for _, event in video.events):
            continue  # played backwards they look alike, yet not to the pixel
        there, back = draw_video(video).astype(int), draw_video(reverse_video(video)).astype(int)
        assert np.abs(there[::-1] - back).mean() < 1.0, video


def test_reversing_twice_gives_the_same_story():
    for video in videos(60, 9):
        twice = reverse_video(reverse_video(video))
        assert [e.kind for _, e in twice.events] == [e.kind for _, e in video.events]
        assert np.allclose([e.start for _, e in twice.events], [e.start for _, e in video.events])


def test_reversal_is_its_own_inverse():
    assert all(REVERSED[REVERSED[kind]] == kind for kind in REVERSED)
    assert {"still", "spin", "bounce", "shake"} == set(OBJECT_EVENTS) - set(REVERSED)


def test_a_vanished_object_is_not_visible():
    video = next(f for f in videos(400, 10, ONE) if f.events[0][1].kind == "vanish")
    assert visible(scene_at(video, 0))
    assert not visible(scene_at(video, video.frames - 1))
