import json

import av
import numpy as np
import pytest

from core.synthetic.captions import video_facts
from core.synthetic.sample_videos import FPS, draw_samples, sample_plans
from core.synthetic.world import HELD_OUT, INVISIBLE, STEP_S, TRAINING_PICTURES, VIDEO_FRAMES


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    return folder, draw_samples(folder)


def pictures(path):
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]).astype(int)


def test_eight_videos_are_written_and_can_be_read_again(samples):
    folder, videos = samples
    assert len(videos) >= 8
    for video in videos:
        frames = pictures(folder / video.file)
        assert frames.shape[1:] == (180, 320, 3)
        assert len(frames) == pytest.approx(video.shots[-1].end_s * FPS, abs=1)
        assert 6 <= video.shots[-1].end_s <= 20


def test_the_list_beside_the_videos_says_the_same(samples):
    folder, videos = samples
    told = json.loads((folder / "samples.json").read_text(encoding="utf-8"))
    assert [each["file"] for each in told] == [video.file for video in videos]
    assert told[0]["shots"][0]["sentence"] == videos[0].shots[0].sentence
    assert sorted(path.name for path in folder.iterdir()) == sorted(["samples.json", *(video.file for video in videos)])


def test_shots_follow_each_other_and_hold_their_events(samples):
    for video in samples[1]:
        ends = [0.0, *(shot.end_s for shot in video.shots)]
        assert [shot.start_s for shot in video.shots] == ends[:-1]
        for shot in video.shots:
            assert shot.end_s - shot.start_s <= VIDEO_FRAMES * STEP_S
            assert all(shot.start_s <= e.start_s < e.stop_s <= shot.end_s for e in shot.events)
            assert all(set(e.phrase.split()) <= set(shot.sentence.replace(",", "").split()) for e in shot.events)


def test_pixels_move_during_events_and_rest_outside(samples):
    folder, videos = samples
    video = next(f for f in videos if f.file == "red-car.mp4")
    frames, shot = pictures(folder / video.file), video.shots[0]
    event = shot.events[0]

    def change(start_s: float, stop_s: float) -> float:
        a, b = round(start_s * FPS), round(stop_s * FPS)
        return float(np.abs(frames[b] - frames[a]).mean())

    assert change(event.start_s, event.stop_s) > 5
    assert change(0.1, event.start_s) < 1
    assert change(event.stop_s, shot.end_s - 0.1) < 1


def test_cuts_are_hard(samples):
    folder, videos = samples
    for video in videos:
        frames = pictures(folder / video.file)
        for shot in video.shots[1:]:
            at = round(shot.start_s * FPS)
            assert np.abs(frames[at] - frames[at - 1]).mean() > 8, (video.file, shot.start_s)


def test_samples_are_new_videos_of_the_trained_world():
    for plans in sample_plans().values():
        for plan in plans:
            assert plan.shots[0].picture >= TRAINING_PICTURES
            for thing in plan.shots[0].things:
                assert (thing.shape, thing.colour) not in HELD_OUT
                assert (plan.shots[0].background, thing.colour) not in INVISIBLE


def test_no_two_shots_tell_the_same():
    facts = [video_facts(plan).tobytes() for plans in sample_plans().values() for plan in plans]
    assert len(set(facts)) == len(facts)
