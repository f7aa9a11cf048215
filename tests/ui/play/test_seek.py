"""Seeks against a pretended player that shows the first frame ending after the place asked for, as FFmpeg's do."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.play.seek import FrameTiming, Seek


class Player:
    """Guesses every frame's length from the mean rate; may land only on some frames, and late."""

    def __init__(self, starts_s, fps, keys=None, offset_s=0.0):
        self.starts = starts_s
        self.length = float(1 / fps)
        self.keys = keys
        self.offset_s = offset_s
        self.sent = 0
        self.at = 0

    def send(self, place_s):
        self.sent += 1
        place_s = math.floor(place_s * 1000) / 1000 + self.offset_s
        found = next((i for i, s in enumerate(self.starts) if s + self.length > place_s), len(self.starts) - 1)
        if self.keys is not None:
            found = next((k for k in self.keys if k >= found), self.keys[-1])
        self.at = found

    def look(self):
        return self.starts[self.at], self.starts[self.at] + self.length


def arrive(player, seek, rhythm):
    """The number of the frame that is shown in the end."""
    player.send(seek.place(rhythm))
    for _ in range(200):
        verdict = seek.judge(rhythm, *player.look())
        if verdict == "there":
            return player.at
        if verdict == "again":
            player.send(seek.place(rhythm))
        else:
            player.at += 1
    raise AssertionError("it never arrives")


RATES = [Fraction(25), Fraction(30000, 1001), Fraction(24000, 1001), Fraction(60), Fraction(120), Fraction(25, 2)]


@pytest.mark.parametrize("fps", RATES)
@given(frame=st.integers(0, 299))
def test_a_frame_of_a_steady_video_is_met_with_one_seek(fps, frame):
    player = Player([float(n / fps) for n in range(300)], fps)
    assert arrive(player, Seek("at", round(float(frame / fps), 6)), FrameTiming.of(fps)) == frame
    assert player.sent == 1


@pytest.mark.parametrize("fps", RATES)
@given(frame=st.integers(0, 298), part=st.floats(0.15, 0.5))
def test_a_time_inside_a_frame_shows_that_frame(fps, frame, part):
    player = Player([float(n / fps) for n in range(300)], fps)
    assert arrive(player, Seek("at", float((frame + Fraction(part)) / fps)), FrameTiming.of(fps)) == frame


def test_once_the_rate_is_known_to_be_steady_nothing_is_doubted():
    rhythm = FrameTiming.of(25)
    for frame in range(3):
        rhythm.learn(frame / 25, (frame + 1) / 25)
    player = Player([n / 25 for n in range(100)], Fraction(25))
    assert arrive(player, Seek("at", 1.013), rhythm) == 25
    assert player.sent == 1


@given(gaps=st.lists(st.sampled_from([0.034, 0.04, 0.05, 0.1, 0.2]), min_size=20, max_size=60), data=st.data())
def test_frames_of_a_varying_video_are_met_by_their_times(gaps, data):
    starts = [sum(gaps[:i]) for i in range(len(gaps))]
    fps = Fraction(len(gaps) / sum(gaps)).limit_denominator(100_000)
    rhythm = FrameTiming.of(fps)
    rhythm.varies = True
    player = Player(starts, fps)
    frame = data.draw(st.integers(0, len(gaps) - 1))
    assert arrive(player, Seek("at", round(starts[frame], 6)), rhythm) == frame


@given(gaps=st.lists(st.sampled_from([0.034, 0.04, 0.05, 0.1, 0.2]), min_size=20, max_size=60), data=st.data())
def test_steps_in_a_varying_video_miss_no_frame(gaps, data):
    starts = [sum(gaps[:i]) for i in range(len(gaps))]
    fps = Fraction(len(gaps) / sum(gaps)).limit_denominator(100_000)
    rhythm = FrameTiming.of(fps)
    rhythm.varies = True
    player = Player(starts, fps)
    frame = data.draw(st.integers(1, len(gaps) - 2))
    assert arrive(player, Seek("after", starts[frame]), rhythm) == frame + 1
    assert arrive(player, Seek("before", starts[frame]), rhythm) == frame - 1


def test_a_varying_video_is_found_out_at_the_first_wish():
    starts = [0.04 * i if i < 30 else 1.2 + 0.2 * (i - 30) for i in range(50)]
    fps = Fraction(50_000, 5200)
    assert arrive(Player(starts, fps), Seek("at", 1.12), FrameTiming.of(fps)) == 28


def test_a_player_that_lands_on_late_key_frames_is_sent_back_and_rolls_forward():
    starts = [n / 25 for n in range(120)]
    player = Player(starts, Fraction(25), keys=list(range(0, 120, 12)), offset_s=0.1)
    for frame in (30, 77, 100):
        assert arrive(player, Seek("at", frame / 25), FrameTiming.of(25)) == frame


def test_before_the_first_frame_there_is_none():
    player = Player([n / 25 for n in range(50)], Fraction(25))
    rhythm = FrameTiming.of(25)
    rhythm.varies = True
    assert arrive(player, Seek("before", 0.0), rhythm) == 0


def test_a_seek_without_answer_looks_earlier_and_gives_up_in_the_end():
    seek, rhythm = Seek("at", 4.0), FrameTiming.of(25)
    first = seek.place(rhythm)
    assert seek.throttle()
    assert seek.place(rhythm) < first - 0.3
    while seek.throttle():
        assert seek.tries < 5
