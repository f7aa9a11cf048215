import json
from collections import namedtuple

import numpy as np
import pytest

from core.errors import DiskFullError, VanishedError
from core.finetune.full.clip_frames import ChainedClips, ClipSpan, DecodedClips, DrawnClips, candidate_times
from core.finetune.full.frame_choice import draw_crop, segment_frames, spread_frames, vary
from core.finetune.full.kept_clips import KeptClips
from core.values import FrameShape
from tests.fakes.still_frames import FPS, StillFrames, draw_video

SHAPE = FrameShape(32)


@pytest.fixture
def clips(tmp_path):
    scenes = [[("red", 4.0)], [("blue", 1.0), ("green", 1.0)], [("grey", 20.0)]]
    paths = [draw_video(tmp_path / f"{i}.mp4", each) for i, each in enumerate(scenes)]
    return [ClipSpan(paths[0]), ClipSpan(paths[1], 0.5, 1.5), ClipSpan(paths[2])]


@pytest.fixture
def source():
    return StillFrames()


def test_candidates_go_from_first_to_last_frame(clips, source):
    whole = candidate_times(source.probe(clips[0].path), clips[0])
    assert len(whole) == 12
    assert (whole[0], whole[-1]) == (0, pytest.approx(4 - 1 / FPS))
    part = candidate_times(source.probe(clips[1].path), clips[1])
    assert (part[0], part[-1]) == (0.5, pytest.approx(1.5 - 1 / FPS))
    assert len(candidate_times(source.probe(clips[2].path), clips[2])) == 36
    short = ClipSpan(clips[1].path, 0.2, 0.28)
    assert len(candidate_times(source.probe(short.path), short)) == 2  # two frames are there
    beyond = ClipSpan(clips[1].path, 1.99, 50)
    assert candidate_times(source.probe(beyond.path), beyond) == [pytest.approx(1.96)]
    chosen = ClipSpan(clips[1].path, times_s=(0.1, 0.7))
    assert candidate_times(source.probe(chosen.path), chosen) == [0.1, 0.7]


def test_a_still_has_one_candidate(tmp_path, source):
    still = ClipSpan(draw_video(tmp_path / "a.png", [("red", 1.0)]))
    assert DecodedClips(source, [still], SHAPE).count(0) == 1


def test_kept_frames_are_those_decoded(clips, source, tmp_path):
    kept, live = KeptClips(tmp_path / "kept", clips, SHAPE), DecodedClips(source, clips, SHAPE)
    assert kept.missing_bytes() == 3 * 36 * 32 * 32 * 3
    progress = []
    assert kept.fill(source, lambda *done: progress.append(done)) == {}
    assert progress == [(1, 3), (2, 3), (3, 3)]
    assert kept.missing_bytes() == 0
    for clip in range(3):
        assert kept.count(clip) == live.count(clip)
        places = list(range(0, kept.count(clip), 5))
        assert np.array_equal(kept.take(clip, places), live.take(clip, places))
    assert np.ptp(kept.take(1, [0, 11])[:, 0, 0].astype(int), axis=0).max() > 0  # blue, then green


def test_nothing_is_decoded_twice(clips, source, tmp_path):
    KeptClips(tmp_path, clips[:2], SHAPE).fill(source)
    probed = len(source.probed)
    again = KeptClips(tmp_path, clips, SHAPE)
    again.fill(source)
    assert len(source.probed) == probed + 1
    other = KeptClips(tmp_path, clips, FrameShape(16))
    assert other.missing_bytes() > 0


def test_a_moved_clip_is_known_by_its_content(clips, source, tmp_path):
    first = ClipSpan(clips[0].path, fingerprint="abc")
    KeptClips(tmp_path, [first], SHAPE).fill(source)
    assert KeptClips(tmp_path, [ClipSpan(tmp_path / "gone.mp4", fingerprint="abc")], SHAPE).count(0) == 12


@pytest.mark.parametrize("broken", ["a line cut off", "frames without a line"])
def test_what_a_crash_left_behind_is_written_again(broken, clips, source, tmp_path):
    folder = tmp_path / "kept"
    KeptClips(folder, clips[:1], SHAPE).fill(source)
    (lines,), (frames,) = folder.glob("*.jsonl"), folder.glob("*.u8")
    if broken == "a line cut off":
        lines.write_text(lines.read_text() + json.dumps({"key": "x", "start": 12})[:-3])
    else:
        with frames.open("ab") as file:
            file.write(b"x" * 5000)
    again = KeptClips(folder, clips, SHAPE)
    assert again.fill(source) == {}
    whole = KeptClips(folder, clips, SHAPE)
    live = DecodedClips(source, clips, SHAPE)
    for clip in range(3):
        assert np.array_equal(whole.take(clip, [0, 1]), live.take(clip, [0, 1]))


def test_clips_that_cannot_be_read_are_named_and_the_others_kept(clips, source, tmp_path):
    clips[1].path.write_text("no video")
    clips[2].path.unlink()
    kept = KeptClips(tmp_path / "kept", clips, SHAPE)
    failed = kept.fill(source)
    assert set(failed) == {1, 2}
    assert all(failed.values())
    assert [kept.count(clip) for clip in range(3)] == [12, 0, 0]
    with pytest.raises(VanishedError):
        DecodedClips(source, clips, SHAPE).count(2)


def test_a_full_disk_is_told_before_it_is_full(clips, source, tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(0, 0, 2**20))
    with pytest.raises(DiskFullError):
        KeptClips(tmp_path, clips, SHAPE).fill(source)


def test_sources_stand_one_after_another():
    one = DrawnClips([np.full((2, 4, 4, 3), i, np.uint8) for i in range(2)])
    two = DrawnClips([np.full((3, 4, 4, 3), 9, np.uint8)])
    both = ChainedClips([(one, 2), (two, 1)])
    assert [both.count(i) for i in range(3)] == [2, 2, 3]
    assert [int(both.take(i, [0])[0, 0, 0, 0]) for i in range(3)] == [0, 1, 9]


# ---- which frames


def test_clip2video_spreads_frames_over_the_clip():
    assert spread_frames(5, 12) == [0, 1, 2, 3, 4]
    assert spread_frames(100, 12) == [0, 9, 18, 27, 36, 45, 54, 63, 72, 81, 90, 99]
    rng = np.random.default_rng(0)
    drawn = [spread_frames(100, 12, rng) for _ in range(200)]
    assert len({tuple(each) for each in drawn}) > 100
    moved = np.array(drawn) - spread_frames(100, 12)
    assert (moved[:, [0, -1]] == 0).all()
    assert (moved.min(), moved.max()) == (-4, 3)
    assert spread_frames(60, 12, rng) == spread_frames(60, 12)  # steps of 5: too little room


def test_frozen_takes_one_frame_of_each_part():
    assert segment_frames(8, 4) == [0, 2, 4, 6]
    drawn = {tuple(segment_frames(8, 4, np.random.default_rng(seed))) for seed in range(40)}
    assert len(drawn) > 8
    assert all(a // 2 == i for each in drawn for i, a in enumerate(each))
    assert segment_frames(2, 4) == [0, 1]


def test_crops_are_half_of_the_picture_at_least():
    rng = np.random.default_rng(0)
    crops = [draw_crop(64, 64, rng) for _ in range(300)]
    for top, left, height, width in crops:
        assert 0 <= top <= 64 - height
        assert 0 <= left <= 64 - width
        assert 0.48 < height * width / 64**2 <= 1
        assert 0.7 < width / height < 1.4
    assert len(set(crops)) > 250


def test_all_frames_of_a_clip_are_varied_alike():
    picture = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    pixels = np.stack([picture, picture])
    drawn = [vary(pixels, 28, np.random.default_rng(seed)) for seed in range(12)]
    assert all(each.shape == (2, 28, 28, 3) and np.array_equal(each[0], each[1]) for each in drawn)
    assert len({each.tobytes() for each in drawn}) == 12
    turned = [
        vary(np.tile(np.arange(32, dtype=np.uint8)[:, None] * 8, (1, 32, 1, 3)), 28, np.random.default_rng(s))
        for s in range(12)
    ]
    ascending = {bool(each[0, 14, 0, 0] < each[0, 14, -1, 0]) for each in turned}
    assert ascending == {True, False}
