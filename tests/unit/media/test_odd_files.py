"""Drawn videos that lie about time, keyframes, tracks and shape: each frame is read out of its picture."""

from fractions import Fraction

import av
import cv2
import numpy as np
import pytest
from av.video.frame import VideoFrame

from core.errors import UnsupportedError
from core.media.video_reader import VideoReader
from core.values import FrameShape
from tests import odd_files
from tests.clips import VideoSpec, draw, draw_numbers, draw_sound, numbered_frame, read_number, scene_frame

SHAPE = FrameShape(96, "squash")
COUNT = 60
B_FRAMES = {"x264-params": "bframes=3:scenecut=0:open-gop=0"}
H264 = VideoSpec("libx264", gop=20, options=B_FRAMES)
HEVC = VideoSpec("libx265", gop=20, options={"x265-params": "log-level=none:bframes=3"})
MPEG4 = VideoSpec("mpeg4", gop=20, options={"bf": "2"})
MPEG2 = VideoSpec("mpeg2video", gop=12, options={"bf": "2"})
PLAIN = VideoSpec("libx264", gop=20, options={"x264-params": "bframes=0"})


def reader() -> VideoReader:
    return VideoReader(lambda: None)


def numbers(path, every_s=0.2, shape=SHAPE):
    """(second from the first frame, number in the picture) of each sample."""
    samples = list(reader().scan(path, every_s, shape))
    return [(sample.time_s - samples[0].time_s, read_number(sample.pixels)) for sample in samples]


def is_steady(path, count, begin=0):
    """Every frame there, each at its time, in order."""
    info = reader().probe(path)
    assert info.frame_count == count
    seen = numbers(path, 0.04)
    assert [number for _, number in seen] == [begin + n for n in range(count)]
    assert [second for second, _ in seen] == pytest.approx([n / 25 for n in range(count)], abs=0.004)
    return info


# --------------------------------------------------------------------------- time

TIMELESS = {
    "b.avi": (H264, "avi"),
    "b.264": (H264, "h264"),
    "b.265": (HEVC, "hevc"),
    "b_mpeg4.avi": (MPEG4, "avi"),
    "b.m4v": (MPEG4, "m4v"),
    "b.m2v": (MPEG2, "mpeg2video"),
    "plain.264": (PLAIN, "h264"),
}


@pytest.mark.parametrize("name", TIMELESS)
def test_containers_without_times_of_showing_give_every_frame_in_order(tmp_path, name):
    video, kind = TIMELESS[name]
    path = odd_files.stored_again(draw_numbers(tmp_path / "film.mp4", COUNT, video), tmp_path / name, kind)
    is_steady(path, COUNT)
    one = reader()
    for number in (41, 7, 59):
        (sample,) = one.frames(path, [number / 25 + 0.01], SHAPE)
        assert read_number(sample.pixels) == number
        jpeg = reader().still(path, number / 25 + 0.01, 108)
        assert read_number(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)) == number


@pytest.mark.parametrize("video", [PLAIN, H264, MPEG4, HEVC])
def test_frames_that_all_have_one_time_are_shown_in_order(tmp_path, video):
    path = draw_numbers(tmp_path / "film.mp4", COUNT, video)
    path.write_bytes(odd_files.with_times(path.read_bytes(), 0))
    info = reader().probe(path)
    assert info.frame_count == COUNT
    seen = [number for _, number in numbers(path, 0.02)]
    assert seen == list(range(COUNT))


@pytest.mark.parametrize("ending", ["ts", "mpg", "m2ts"])
def test_a_clock_that_restarts_puts_the_second_take_behind_the_first(tmp_path, ending):
    video = MPEG2 if ending == "mpg" else H264
    takes = [draw_numbers(tmp_path / f"{n}.{ending}", COUNT, video) for n in range(2)]
    path = odd_files.joined(tmp_path / f"joined.{ending}", takes)
    info = reader().probe(path)
    assert info.frame_count == 2 * COUNT
    seen = numbers(path)
    assert seen[-1][0] > 4.5
    for second, number in seen:
        assert number == pytest.approx(round(second * 25) % COUNT, abs=1)
    assert len(info.restarts_s) == 1
    assert info.restarts_s[0][0] == pytest.approx(seen[0][0] + 2.4, abs=0.7)


@pytest.mark.parametrize("shift_s", [20, 36_000])
def test_a_clock_that_leaps_ahead_leaves_no_hole(tmp_path, shift_s):
    first = draw_numbers(tmp_path / "first.ts", COUNT, H264)
    late = odd_files.stored_again(
        draw_numbers(tmp_path / "film.mp4", COUNT, H264), tmp_path / "late.ts", "mpegts", shift_s
    )
    path = odd_files.joined(tmp_path / "joined.ts", [first, late])
    info = reader().probe(path)
    assert info.duration_s < 6
    assert [n % COUNT for n in range(0, 2 * COUNT, 5)] == [number for _, number in numbers(path)]


def test_a_long_gap_that_the_container_means_stays_a_gap(tmp_path):
    times_s = [0.0, 0.04, 0.08, 900.0, 900.04, 900.08]
    path = draw_numbers(tmp_path / "screen.mkv", 6, VideoSpec("libx264", times_s=times_s))
    info = reader().probe(path)
    assert info.duration_s > 900
    assert info.restarts_s == ()


def test_a_recording_that_starts_far_from_zero_is_not_damaged(tmp_path):
    video = draw_numbers(tmp_path / "film.mp4", COUNT, H264)
    path = odd_files.stored_again(video, tmp_path / "late.mkv", "matroska", 108_000)
    info = reader().probe(path)
    assert info.note == ""
    assert info.duration_s == pytest.approx(COUNT / 25, abs=0.05)


def test_a_damaged_recording_that_starts_far_from_zero_is_still_called_so(tmp_path):
    video = draw_numbers(tmp_path / "film.mp4", 250, H264)
    path = odd_files.stored_again(video, tmp_path / "late.mkv", "matroska", 108_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "ends early" in reader().probe(path).note


def test_a_stream_cut_into_the_sectors_of_a_disc_is_put_together(tmp_path):
    stream = draw_numbers(tmp_path / "film.mpg", COUNT, VideoSpec("mpeg1video", gop=12, options={"bf": "2"}))
    path = tmp_path / "AVSEQ01.DAT"
    path.write_bytes(odd_files.in_sectors(stream.read_bytes()))
    info = is_steady(path, COUNT)
    assert (info.note, info.by_walk) == ("", True)


# --------------------------------------------------------------------------- keyframes


@pytest.mark.parametrize("video", [PLAIN, H264, MPEG4, HEVC, MPEG2])
def test_without_a_table_of_keyframes_every_frame_is_there_and_none_is_grey(tmp_path, video):
    path = draw_numbers(tmp_path / "film.mp4", COUNT, video)
    path.write_bytes(odd_files.without_keys(path.read_bytes()))
    is_steady(path, COUNT)
    for number in (47, 3, 21):
        (sample,) = reader().frames(path, [number / 25 + 0.01], SHAPE)
        assert read_number(sample.pixels) == number
        jpeg = reader().still(path, number / 25 + 0.01, 108)
        assert read_number(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)) == number


@pytest.mark.parametrize("codec", [("qtrle", "rgb24"), ("rpza", "rgb555le"), ("cinepak", "rgb24")])
def test_old_codecs_without_a_table_of_keyframes_keep_their_picture(tmp_path, codec):
    name, pix_fmt = codec
    path = draw_numbers(tmp_path / "film.mov", 30, VideoSpec(name, pix_fmt=pix_fmt, gop=10, size=(96, 48)))
    path.write_bytes(odd_files.without_keys(path.read_bytes()))
    assert [number for _, number in numbers(path)] == list(range(0, 30, 5))


def test_a_picture_refreshed_bit_by_bit_is_read_from_its_beginning(tmp_path):
    video = VideoSpec("libx264", gop=20, options={"x264-params": "intra-refresh=1:bframes=0:scenecut=0"})
    is_steady(draw_numbers(tmp_path / "refresh.mp4", COUNT, video), COUNT)


@pytest.mark.parametrize("ending", ["ts", "mpg"])
def test_what_leans_on_frames_before_the_recording_began_is_not_shown(tmp_path, ending):
    video = VideoSpec("libx264", gop=20, options=B_FRAMES) if ending == "ts" else MPEG2
    whole = draw_numbers(tmp_path / f"whole.{ending}", COUNT, video)
    packet = 188 if ending == "ts" else 2048
    data = whole.read_bytes()
    start = len(data) // 5 // packet * packet
    path = tmp_path / f"begun.{ending}"
    path.write_bytes((data[: 3 * packet] if ending == "ts" else b"") + data[start:])
    seen = numbers(path)
    steps = np.diff([number for _, number in seen])[1:]
    assert len(seen) > 5
    assert (steps == 5).all(), seen


# --------------------------------------------------------------------------- tracks


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("flagged", [None, "film"])
@pytest.mark.parametrize("ending", ["mkv", "mov"])
def test_a_poster_is_not_the_video(tmp_path, place, flagged, ending):
    video = draw_numbers(tmp_path / "film.mp4", COUNT, H264)
    poster = draw_numbers(tmp_path / "poster.mov", 1, VideoSpec("mjpeg", pix_fmt="yuvj420p", size=(600, 800)))
    sources = [video, video]
    sources[place] = poster
    path = odd_files.many_tracks(tmp_path / f"both.{ending}", sources, None if flagged is None else 1 - place)
    info = is_steady(path, COUNT)
    assert info.codec == "h264"
    assert info.note == ""


@pytest.mark.parametrize("place", [0, 1])
def test_a_small_preview_is_not_the_video(tmp_path, place):
    video = draw_numbers(tmp_path / "film.mp4", COUNT, H264)
    preview = draw_numbers(tmp_path / "small.mp4", COUNT, VideoSpec("libx264", size=(96, 54)))
    sources = [video, video]
    sources[place] = preview
    info = reader().probe(odd_files.many_tracks(tmp_path / "both.mkv", sources))
    assert (info.width_px, info.height_px) == (192, 108)
    assert info.note == ""


def test_two_real_tracks_are_named_and_the_first_is_read(tmp_path):
    eyes = [draw_numbers(tmp_path / f"{eye}.mp4", COUNT, H264) for eye in range(2)]
    info = reader().probe(odd_files.many_tracks(tmp_path / "both.mp4", eyes))
    assert "2 video tracks" in info.note
    assert info.frame_count == COUNT


def test_music_with_a_picture_is_no_video(tmp_path):
    path = draw_numbers(tmp_path / "song.mkv", 1, VideoSpec("libx264", sound_s=20.0))
    with pytest.raises(UnsupportedError, match="audio with a cover picture"):
        reader().probe(path)
    with pytest.raises(UnsupportedError, match="audio but no video"):
        reader().probe(draw_sound(tmp_path / "song.m4a"))


# --------------------------------------------------------------------------- shape and colour

MATRICES = {
    "as it is": (1, 0, 0, 1),
    "mirrored": odd_files.MIRRORED,
    "upside down": odd_files.UPSIDE_DOWN,
    "half turn": (-1, 0, 0, -1),
    "quarter turn": odd_files.TURNED,
    "three quarters": (0, -1, 1, 0),
    "transposed": odd_files.TRANSPOSED,
    "transposed the other way": odd_files.ANTITRANSPOSED,
}


@pytest.mark.parametrize("name", MATRICES)
def test_every_display_matrix_is_obeyed(tmp_path, name):
    pixels = np.full((108, 192, 3), 90, np.uint8)
    pixels[:54, :96], pixels[:54, 96:], pixels[54:, :96] = (200, 40, 40), (40, 180, 40), (40, 60, 200)
    path = draw(tmp_path / "film.mp4", [pixels] * 12, VideoSpec("libx264"))
    path.write_bytes(odd_files.with_matrix(path.read_bytes(), MATRICES[name]))
    info = reader().probe(path)
    expected = odd_files.shown_by(MATRICES[name], pixels)
    assert (info.height_px, info.width_px) == expected.shape[:2]
    jpeg = reader().still(path, 0.1, 200)
    shown = cv2.cvtColor(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    (sample,) = reader().frames(path, [0.1], FrameShape(64, "squash"))
    for seen in (shown, sample.pixels):
        fitted = cv2.resize(seen, expected.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        for down, right in ((0.25, 0.25), (0.25, 0.75), (0.75, 0.25), (0.75, 0.75)):
            at = int(expected.shape[0] * down), int(expected.shape[1] * right)
            assert np.abs(fitted[at].astype(int) - expected[at]).max() < 20, (name, at)


@pytest.mark.parametrize("second", [(192, 144), (96, 54), (108, 192)])
def test_another_size_midway_keeps_the_shape_of_its_pictures(tmp_path, second):
    takes = [
        draw(
            tmp_path / f"{n}.ts",
            [scene_frame(n, moment, size) for moment in range(50)],
            VideoSpec("libx264", size=size),
        )
        for n, size in enumerate([(192, 108), second])
    ]
    path = odd_files.joined(tmp_path / "joined.ts", takes)
    samples = list(reader().scan(path, 0.5, SHAPE))
    assert len(samples) == 8
    for number, sample in enumerate(samples):
        shown = cv2.imdecode(np.frombuffer(sample.picture, np.uint8), cv2.IMREAD_COLOR)
        width, height = (192, 108) if number < 4 else second
        assert shown.shape[1] / shown.shape[0] == pytest.approx(width / height, rel=0.02)


def test_another_shape_of_pixels_midway_is_followed(tmp_path):
    takes = [
        draw(
            tmp_path / f"{n}.ts",
            [scene_frame(n, m) for m in range(50)],
            VideoSpec("libx264", options={"aspect": aspect}),
        )
        for n, aspect in enumerate(["16:9", "4:3"])
    ]
    samples = list(reader().scan(odd_files.joined(tmp_path / "joined.ts", takes), 0.5, SHAPE))
    shapes = []
    for sample in samples:
        shown = cv2.imdecode(np.frombuffer(sample.picture, np.uint8), cv2.IMREAD_COLOR)
        shapes.append(shown.shape[1] / shown.shape[0])
    assert shapes == pytest.approx([16 / 9 * 16 / 9] * 4 + [16 / 9 * 4 / 3] * 4, rel=0.02)


FRAMED = np.full((108, 192, 3), (90, 90, 90), np.uint8)
FRAMED[12:92, 20:180] = (200, 40, 40)
FRAMED[12:92, 20:60] = (40, 180, 40)
CLEAN = {
    "aperture.mp4": lambda data: odd_files.with_aperture(data, (160, 80), (4, -2)),
    "aperture.mov": lambda data: odd_files.with_aperture(data, (160, 80), (4, -2)),
    "crop.mkv": lambda data: odd_files.with_crop(data, 20, 12, 12, 16),
}


@pytest.mark.parametrize(
    ("name", "matrix"), [*((name, "as it is") for name in CLEAN), ("aperture.mp4", "quarter turn")]
)
def test_what_lies_outside_the_clean_picture_is_not_seen(tmp_path, name, matrix):
    path = draw(tmp_path / name, [FRAMED] * 12, VideoSpec("libx264", pix_fmt="yuv444p"))
    path.write_bytes(CLEAN[name](path.read_bytes()))
    if matrix != "as it is":
        path.write_bytes(odd_files.with_matrix(path.read_bytes(), MATRICES[matrix]))
    info = reader().probe(path)
    expected = odd_files.shown_by(MATRICES[matrix], FRAMED[12:92, 20:180])
    assert (info.height_px, info.width_px) == expected.shape[:2]
    (sample,) = reader().frames(path, [0.1], FrameShape(96, "squash"))
    fitted = cv2.resize(sample.pixels, expected.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    assert np.abs(fitted.astype(int) - expected).mean() < 6
    jpeg = reader().still(path, 0.1, 160)
    shown = cv2.cvtColor(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    assert shown.shape == expected.shape
    assert np.abs(shown.astype(int) - expected).mean() < 6


def test_an_aperture_that_makes_no_sense_is_left_alone(tmp_path):
    path = draw(tmp_path / "film.mp4", [FRAMED] * 3, VideoSpec("libx264"))
    whole = path.read_bytes()
    for size, offset in (((4, 4), (0, 0)), ((192, 108), (40, 0)), ((400, 300), (0, 0))):
        path.write_bytes(odd_files.with_aperture(whole, size, offset))
        info = reader().probe(path)
        assert (info.width_px, info.height_px) == (192, 108)


def rgba_video(path, frames):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("qtrle", rate=Fraction(25))
        stream.width, stream.height, stream.pix_fmt = 64, 48, "argb"
        for number, pixels in enumerate(frames):
            frame = VideoFrame.from_ndarray(pixels, format="argb")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def argb(alpha, colour):
    pixels = np.zeros((48, 64, 4), np.uint8)
    pixels[..., 0], pixels[..., 1:] = alpha, colour
    return pixels


def middles(path):
    samples = reader().scan(path, 0.04, FrameShape(16))
    return [tuple(int(value) for value in sample.pixels[8, 8]) for sample in samples]


def test_a_fourth_byte_that_nobody_filled_is_no_transparency(tmp_path):
    black = argb(0, (0, 0, 0))
    path = rgba_video(tmp_path / "padded.mov", [argb(0, (200, 40, 40)), black, argb(0, (40, 180, 40))])
    assert middles(path) == [(200, 40, 40), (0, 0, 0), (40, 180, 40)]


def test_real_transparency_stays(tmp_path):
    half = argb(255, (200, 40, 40))
    half[:, 20:, 0] = 0
    path = rgba_video(tmp_path / "title.mov", [half, argb(0, (0, 0, 0)), argb(255, (9, 9, 9))])
    assert middles(path) == [(128, 128, 128), (128, 128, 128), (9, 9, 9)]


@pytest.mark.parametrize(
    ("size", "is_hd"), [((1280, 536), True), ((720, 576), False), ((704, 578), True), ((640, 480), False)]
)
def test_untagged_colours_go_by_width_or_height(tmp_path, size, is_hd):
    pixels = np.empty((size[1], size[0], 3), np.uint8)
    pixels[:] = (40, 180, 40)
    matrix = 1 if is_hd else 5
    with av.open(str(tmp_path / "film.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(25))
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        for number in range(3):
            frame = VideoFrame.from_ndarray(pixels, format="rgb24")
            frame = frame.reformat(format="yuv420p", dst_colorspace=matrix)
            frame.colorspace = 2
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    (sample,) = reader().frames(tmp_path / "film.mp4", [0.0], FrameShape(32))
    assert np.abs(sample.pixels[16, 16].astype(int) - (40, 180, 40)).max() <= 4


def test_numbered_frames_read_themselves():
    """The yardstick of the tests above."""
    assert [read_number(numbered_frame(n)) for n in (0, 41, 4095)] == [0, 41, 4095]
