"""Subclips: frames by their burnt-in numbers, sound by clicks, and what else is kept."""

from contextlib import closing
from fractions import Fraction

import av
import numpy as np
import pytest

from core.errors import MediaError, UnsupportedError
from core.media.decoder_process import DecoderProcess
from core.media.probe import probe_video
from core.media.subclips.container_notes import set_turn
from core.media.subclips.transcodes import transcodes_here
from core.media.video_reader import VideoReader
from core.values import COPY, TRANSCODES, SubclipJob
from tests.clips import VideoSpec, clicks_of, draw_clicks, draw_numbers, read_number

NTSC, NTSC_60, FILM = Fraction(30000, 1001), Fraction(60000, 1001), Fraction(24000, 1001)
SIZE = (256, 144)
COUNT = 70
H264 = {"codec": "libx264", "options": {"bf": "2", "preset": "ultrafast"}, "size": SIZE}
RATES = [
    (FILM, "01:00:00:00", "01:00:01:07"),
    (Fraction(25), "17:43:21:07", "17:43:22:13"),
    (NTSC, "00:00:59;20", "00:01:00;23"),
    (NTSC, "00:00:59:20", "00:01:00:21"),
    (Fraction(50), "23:59:59:30", "00:00:00:11"),
    (NTSC_60, "10:00:00;00", "10:00:00;31"),
]
"""Rate, label of the first frame, and label of frame 31."""


def finished(steps):
    """What a generator returns, and what it yielded."""
    shares = []
    while True:
        try:
            shares.append(next(steps))
        except StopIteration as end:
            return end.value, shares


def made(path, job, target):
    """The subclip of a job, and what is said of it."""
    return finished(VideoReader(lambda: None).subclip(job, path, target))[0]


def job_of(path, first, end, how, rate=None):
    info = probe_video(path, lambda: None).info
    start = info.source.start
    return SubclipJob(
        path, first, end, rate or info.fps, how, "" if start is None else str(start), bool(start and start.drop)
    )


def shown(path):
    """Numbers in the pictures, and their times."""
    with av.open(str(path)) as container:
        frames = [(read_number(each.to_ndarray(format="rgb24")), each.time) for each in container.decode(video=0)]
    return [number for number, _ in frames], [time_s for _, time_s in frames]


def expected_clicks(numbers, fps):
    return [float((number - numbers[0]) / fps) for number in numbers if number % 10 == 0]


def in_sync(path, numbers, fps, within_s=0.0005):
    expected = expected_clicks(numbers, fps)
    heard = [each for each in clicks_of(path) if each <= expected[-1] + 0.02]
    return len(heard) == len(expected) and np.allclose(heard, expected, atol=within_s)


@pytest.mark.parametrize(("fps", "start", "label"), RATES)
def test_a_transcode_has_exactly_the_frames_the_timecode_and_the_sound(tmp_path, fps, start, label):
    source = draw_clicks(tmp_path / "a.mov", COUNT, VideoSpec(fps=fps, tags={"timecode": start}, **H264))
    target = tmp_path / "b.mov"
    told = made(source, job_of(source, 31, 55, "prores-proxy"), target)
    numbers, times = shown(target)
    assert numbers == list(range(31, 55))
    assert np.allclose(times, [float(each / fps) for each in range(24)], atol=1e-4)
    info = probe_video(target, lambda: None).info
    assert (told.start, str(info.source.start), info.fps) == (label, label, fps)
    assert told.start_s == 31 / fps
    assert in_sync(target, numbers, fps)


@pytest.mark.parametrize(("fps", "start", "label"), RATES)
def test_a_copy_begins_at_a_keyframe_and_says_so(tmp_path, fps, start, label):
    source = draw_clicks(tmp_path / "a.mov", COUNT, VideoSpec(fps=fps, tags={"timecode": start}, **H264))
    target = tmp_path / "b.mov"
    job = job_of(source, 31, 55, COPY)
    told = made(source, job, target)
    numbers, _ = shown(target)
    first, end = numbers[0], numbers[-1] + 1
    assert first <= 31
    assert end >= 55
    assert numbers == list(range(first, end))
    assert (told.start_s, told.end_s, told.frames) == (first / fps, end / fps, end - first)
    assert made(source, job, None) == told, "a dry run says the same"
    info = probe_video(target, lambda: None).info
    assert info.source.start == probe_video(source, lambda: None).info.source.start + first
    assert in_sync(target, numbers, fps)


@pytest.mark.parametrize("how", [each for each in TRANSCODES if each != "prores-proxy"])
def test_each_preset_is_exact(tmp_path, how):
    if how not in transcodes_here():
        pytest.skip(f"no encoder for {how} here")
    source = draw_clicks(tmp_path / "a.mp4", COUNT, VideoSpec(fps=NTSC, **H264), sound="aac")
    target = tmp_path / f"b{TRANSCODES[how].suffix}"
    made(source, job_of(source, 12, 41, how), target)
    numbers, _ = shown(target)
    assert numbers == list(range(12, 41))
    assert in_sync(target, numbers, NTSC)


def test_whole_pictures_are_copied_exactly(tmp_path):
    spec = VideoSpec("prores_ks", "yuv422p10le", NTSC_60, tags={"timecode": "10:00:00;00"}, size=SIZE)
    source, target = draw_clicks(tmp_path / "a.mov", COUNT, spec, sound="pcm_s16le"), tmp_path / "b.mov"
    told = made(source, job_of(source, 31, 55, COPY), target)
    assert shown(target)[0] == list(range(31, 55))
    assert (told.start_s, told.end_s) == (31 / NTSC_60, 55 / NTSC_60)
    assert str(probe_video(target, lambda: None).info.source.start) == "10:00:00;31"


@pytest.mark.parametrize("name", ["a.mkv", "a.ts"])
@pytest.mark.parametrize("how", [COPY, "prores-proxy"])
def test_containers_that_round_times_or_begin_late_are_exact(tmp_path, name, how):
    source = draw_clicks(tmp_path / name, COUNT, VideoSpec(fps=Fraction(25), gop=12, **H264))
    target = tmp_path / "b.mkv" if how == COPY else tmp_path / "b.mov"
    told = made(source, job_of(source, 31, 55, how), target)
    numbers, _ = shown(target)
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert set(numbers) >= set(range(31, 55))
    assert how == COPY or numbers == list(range(31, 55))
    assert int(told.start_s * 25 + Fraction(1, 10)) == numbers[0]
    assert in_sync(target, numbers, Fraction(25), 0.0015)


def test_a_varying_rate_becomes_the_rate_that_was_said(tmp_path):
    times_s = list(np.cumsum([0.0, *([0.04, 0.05, 0.09] * 23)]))
    source = draw_clicks(tmp_path / "a.mkv", COUNT, VideoSpec(times_s=times_s, codec="mpeg4", size=SIZE))
    target = tmp_path / "b.mov"
    made(source, job_of(source, 30, 60, "prores-proxy", Fraction(25)), target)
    numbers, times = shown(target)
    on_screen = [max(at for at, time_s in enumerate(times_s) if time_s <= each / 25 + 0.0006) for each in range(30, 60)]
    assert numbers == on_screen
    assert np.allclose(np.diff(times), 0.04, atol=1e-6)
    clicks = [times_s[at] - 30 / 25 for at in range(0, COUNT, 10) if 30 <= times_s[at] * 25 < 60]
    assert np.allclose(clicks_of(target), clicks, atol=0.0015)


def test_colours_tags_and_shape_of_pixels_are_kept(tmp_path):
    source = tmp_path / "a.mov"
    with av.open(str(source), "w", options={"movflags": "use_metadata_tags"}) as container:
        container.metadata.update({"com.apple.quicktime.make": "Acme", "creation_time": "2024-05-06T07:08:09Z"})
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 256, 144, "yuv420p"
        context = stream.codec_context
        context.colorspace, context.color_primaries, context.color_trc, context.color_range = 9, 9, 18, 1
        context.sample_aspect_ratio = Fraction(4, 3)
        for number in range(30):
            frame = av.VideoFrame.from_ndarray(np.full((144, 256, 3), 8 * number, np.uint8), format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    for how, name in ((COPY, "b.mov"), ("prores-lt", "c.mov"), ("h264", "d.mp4")):
        made(source, job_of(source, 5, 20, how), tmp_path / name)
        with av.open(str(tmp_path / name)) as container:
            context = container.streams.video[0].codec_context
            colours = context.colorspace, context.color_primaries, context.color_trc, context.color_range
            assert colours == (9, 9, 18, 1), how
            assert container.streams.video[0].sample_aspect_ratio == Fraction(4, 3), how
        told = probe_video(tmp_path / name, lambda: None).info.source
        assert (told.make, f"{told.created.local:%Y-%m-%d %H:%M:%S}") == ("Acme", "2024-05-06 07:08:09"), how


@pytest.mark.parametrize("rotation_deg", [90, 180, 270])
@pytest.mark.parametrize("is_mirrored", [False, True])
def test_a_turned_clip_stays_turned(tmp_path, rotation_deg, is_mirrored):
    source = draw_numbers(tmp_path / "a.mov", 30, VideoSpec(size=SIZE))
    set_turn(source, rotation_deg, is_mirrored, SIZE)
    before = probe_video(source, lambda: None).info
    assert (before.rotation_deg, before.is_mirrored) == (rotation_deg, is_mirrored)
    for how, name in ((COPY, "b.mov"), ("h264", "c.mp4")):
        made(source, job_of(source, 5, 20, how), tmp_path / name)
        after = probe_video(tmp_path / name, lambda: None).info
        assert (after.rotation_deg, after.is_mirrored, after.width_px) == (rotation_deg, is_mirrored, before.width_px)


def test_what_cannot_be_copied_is_said(tmp_path):
    source = draw_numbers(tmp_path / "a.avi", 60, VideoSpec("libx264", options={"bf": "2"}))
    with pytest.raises(UnsupportedError, match="cannot be cut without encoding"):
        made(source, job_of(source, 5, 20, COPY), tmp_path / "b.mkv")
    small = draw_numbers(tmp_path / "small.mov", 12)
    with pytest.raises(UnsupportedError, match="smaller than 256x120"):
        made(small, job_of(small, 0, 5, "dnxhr-lb"), tmp_path / "c.mov")


def test_the_child_process_makes_them_and_can_be_stopped(tmp_path):
    source = draw_numbers(tmp_path / "a.mov", 120, VideoSpec(size=SIZE))
    job = job_of(source, 10, 110, "prores-proxy")
    with closing(DecoderProcess()) as decoder:
        told, shares = finished(decoder.subclip(job, tmp_path / "b.mov"))
        assert (told.frames, told.start_s) == (100, Fraction(2, 5))
        assert all(0 <= each <= 1 for each in shares)
        assert shown(tmp_path / "b.mov")[0] == list(range(10, 110))
        stopped = decoder.subclip(job_of(source, 0, 120, "h264"), tmp_path / "c.mp4")
        next(stopped, None)
        stopped.close()
        with pytest.raises(MediaError):
            list(decoder.subclip(job_of(source, 0, 9, COPY), tmp_path / "missing" / "c.mov"))
        assert decoder.transcodes() == transcodes_here()
