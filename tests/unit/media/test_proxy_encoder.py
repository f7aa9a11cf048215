"""A proxy shows every frame at its own time, costs the scan nothing but time, and is whole or not there."""

import os
import resource
import shutil
import signal
import sys
from collections import namedtuple
from fractions import Fraction
from math import inf
from pathlib import Path

import av
import numpy as np
import pytest

from core.errors import MediaError
from core.media import proxy_encoder
from core.media.clean_aperture import Crop
from core.media.decoder_process import DecoderProcess
from core.media.probe import probe_video
from core.media.proxy_join import join_parts
from core.media.proxy_picture import Shrinker, proxy_size
from core.media.upright import Posture
from core.media.video_reader import VideoReader
from core.values import LEAST_FREE_BYTES, PROXIES_FULL, WHOLE, FrameShape, ProxyTarget
from tests.clips import VideoSpec, draw_numbers, draw_scenes, read_number

SHAPE = FrameShape(64, "squash")
FOOTAGE = Path(__file__).resolve().parents[3].parent / "shared" / "footage"
UNEVEN_S = [0.0, 0.033, 0.2, 0.21, 0.5, 0.9, 0.95, 1.4, 1.41, 2.2]
KINDS = {
    "mpeg4.mp4": VideoSpec("mpeg4", sound_s=2.5),
    "open_gop.ts": VideoSpec("libx264", options={"x264-params": "open-gop=1:bframes=3:scenecut=0"}),
    "one_key.mkv": VideoSpec("libx264", gop=10_000, options={"x264-params": "scenecut=0"}),
    "intra.mov": VideoSpec("mjpeg", pix_fmt="yuvj420p"),
    "prores.mov": VideoSpec("prores_ks", pix_fmt="yuv422p10le"),
    "programme.mpg": VideoSpec("mpeg2video"),
    "ntsc.mp4": VideoSpec("libx264", fps=Fraction(30000, 1001)),
    "ffv1.mkv": VideoSpec("ffv1", gop=1),
}


def reader() -> VideoReader:
    return VideoReader(lambda: None)


def copy_of(path: Path, folder: Path, spans=(WHOLE,), every_s: float = 0.5):
    """Scan with a copy; returns the samples and the copy's path."""
    folder.mkdir(exist_ok=True)
    told: list[str] = []
    parts = [folder / f"{number}.part" for number in range(len(spans))]
    samples = []
    for span_s, part in zip(spans, parts, strict=True):
        samples += reader().scan(path, every_s, SHAPE, span_s, copy=ProxyTarget(part, told.append))
    assert told == []
    join_parts(reader().probe(path), parts, folder / "small.mp4", lambda: None)
    assert sorted(each.name for each in folder.iterdir()) == sorted(["small.mp4", *(part.name for part in parts)])
    return samples, folder / "small.mp4"


def times_of(path: Path) -> list[float]:
    index = probe_video(path, lambda: None).index
    return [index.seconds(int(ticks)) for ticks in index.times]


def numbers_of(path: Path) -> list[int]:
    with av.open(str(path)) as container:
        return [read_number(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]


def assert_same_times(path: Path, small: Path) -> None:
    assert times_of(small) == pytest.approx(times_of(path), abs=1e-3)
    assert reader().probe(small).duration_s == pytest.approx(reader().probe(path).duration_s, abs=1e-3)


@pytest.mark.parametrize("name", KINDS)
def test_every_frame_is_there_at_its_time(tmp_path, name):
    path = draw_numbers(tmp_path / name, 75, KINDS[name])
    _, small = copy_of(path, tmp_path / "copy")
    assert_same_times(path, small)
    assert numbers_of(small) == list(range(75))
    info = reader().probe(small)
    assert (info.codec, info.width_px, info.height_px, info.key_gap_s <= 1.05) == ("h264", 192, 108, True)


def test_a_libav_without_h264_encoders_writes_mpeg4(tmp_path, monkeypatch):
    monkeypatch.setattr(proxy_encoder, "ENCODERS", ("no such encoder", "mpeg4"))
    path = draw_numbers(tmp_path / "a.mkv", 75, VideoSpec("libx264", sound_s=2.5))
    _, small = copy_of(path, tmp_path / "copy")
    assert_same_times(path, small)
    assert (numbers_of(small), reader().probe(small).codec) == (list(range(75)), "mpeg4")


def test_uneven_times_stay_uneven(tmp_path):
    path = draw_numbers(tmp_path / "uneven.mkv", len(UNEVEN_S), VideoSpec("libx264", times_s=UNEVEN_S))
    _, small = copy_of(path, tmp_path / "copy")
    assert_same_times(path, small)
    assert times_of(small) == pytest.approx(UNEVEN_S, abs=1e-3)


@pytest.mark.parametrize("name", ["mpeg4.mp4", "open_gop.ts", "prores.mov"])
def test_samples_and_cuts_are_those_of_a_scan_without_it(tmp_path, name):
    path = draw_scenes(tmp_path / name, [30, 17, 40, 3, 25], KINDS[name])
    alone = list(reader().scan(path, 0.5, SHAPE))
    samples, _ = copy_of(path, tmp_path / "copy")
    assert [(s.time_s, s.cuts_s, s.picture) for s in samples] == [(s.time_s, s.cuts_s, s.picture) for s in alone]
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(samples, alone, strict=True))
    assert len([cut for sample in alone for cut in sample.cuts_s]) >= 3


@pytest.mark.parametrize("gop", [25, 200])
def test_cuts_are_the_same_where_nothing_is_left_out_any_more(tmp_path, gop):
    """Every frame differs from the next, so second looks soon cost more than leaving frames out saves."""
    path = draw_numbers(tmp_path / "a.mp4", 900, VideoSpec("libx264", gop=gop))
    alone = list(reader().scan(path, 0.5, SHAPE))
    samples, _ = copy_of(path, tmp_path / "copy")
    assert [(s.time_s, s.cuts_s) for s in samples] == [(s.time_s, s.cuts_s) for s in alone]
    assert sum(len(sample.cuts_s) for sample in alone) > 10


def test_pieces_of_a_long_video_become_one(tmp_path):
    path = draw_numbers(tmp_path / "long.mp4", 120, VideoSpec("libx264", gop=50, sound_s=4.0))
    spans = ((0.0, 1.5), (1.5, 3.0), (3.0, inf))
    _, small = copy_of(path, tmp_path / "copy", spans)
    assert_same_times(path, small)
    assert numbers_of(small) == list(range(120))
    with av.open(str(small)) as container:
        sound = list(container.decode(audio=0))
        ends_s = float(sound[-1].pts * sound[-1].time_base) + sound[-1].samples / sound[-1].sample_rate
    assert ends_s == pytest.approx(4.0, abs=0.05)  # and not a block more for each piece


def test_a_silent_video_that_begins_late_keeps_its_times(tmp_path):
    path = tmp_path / "late.mkv"
    with av.open(str(path), "w") as container:
        tracks = [container.add_stream("mpeg4", rate=25) for _ in range(2)]
        for track in tracks:
            track.width, track.height, track.pix_fmt = 64, 48, "yuv420p"
        for number in range(30):
            for track in tracks[number < 10 :]:  # the track that is shown begins after ten frames of the other
                frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 8 * number, np.uint8), format="rgb24")
                frame.pts, frame.time_base = number, Fraction(1, 25)
                container.mux(track.encode(frame))
        for track in tracks:
            container.mux(track.encode(None))
    assert times_of(path)[0] == pytest.approx(0.4)
    _, small = copy_of(path, tmp_path / "copy")
    assert times_of(small) == pytest.approx([0.0, *times_of(path)], abs=1e-3)


def draw_tones(path: Path, seconds: int, rate: int) -> Path:
    """A video with a short tone in each whole second."""
    with av.open(str(path), "w") as container:
        pictures = container.add_stream("mpeg4", rate=25)
        pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuv420p"
        sound = container.add_stream("pcm_s16le", rate=rate, layout="mono")
        for number in range(25 * seconds):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), number % 200, np.uint8), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(pictures.encode(frame))
        container.mux(pictures.encode(None))
        for second in range(seconds):
            wave = np.zeros((1, rate), np.int16)
            wave[0, :2000] = 20_000 * np.sin(np.arange(2000) * 2 * np.pi * 1000 / rate)
            tone = av.AudioFrame.from_ndarray(wave, format="s16p", layout="mono")
            tone.sample_rate, tone.pts, tone.time_base = rate, second * rate, Fraction(1, rate)
            container.mux(sound.encode(tone))
        container.mux(sound.encode(None))
    return path


@pytest.mark.parametrize("rate", [48_000, 44_100])
def test_sound_stays_in_its_place(tmp_path, rate):
    path = draw_tones(tmp_path / "tones.mov", 4, rate)
    _, small = copy_of(path, tmp_path / "copy", ((0.0, 1.9), (1.9, inf)))
    with av.open(str(small)) as container:
        track = container.streams.audio[0]
        assert (track.codec_context.name, track.sample_rate) == ("aac", 48_000)
        blocks = [(float(f.pts * f.time_base), f.to_ndarray()[0]) for f in container.decode(track)]
    heard = np.concatenate([np.abs(block) for _, block in blocks])
    loud_s = blocks[0][0] + np.flatnonzero(heard > 0.2) / 48_000
    begins_s = [at for i, at in enumerate(loud_s) if i == 0 or at - loud_s[i - 1] > 0.5]
    assert begins_s == pytest.approx([0.0, 1.0, 2.0, 3.0], abs=0.005)


def test_turned_frames_are_upright_and_colours_are_told():
    stored = np.zeros((90, 160, 3), np.uint8)
    stored[:45, :80] = (250, 20, 20)
    frame = av.VideoFrame.from_ndarray(stored, format="rgb24")
    shrinker = Shrinker(frame, Posture(90, 1.0), allow_deep=True)
    small = shrinker.small(frame)
    shown = small.to_ndarray(format="rgb24", src_colorspace=1)
    assert (small.width, small.height, shrinker.colours.matrix) == (90, 160, 1)
    assert shown[20, 70].tolist() == pytest.approx([250, 20, 20], abs=12)  # turned clockwise, left is above
    assert shown[20, 20].max() < 20
    assert shown[140, 70].max() < 20


def test_never_enlarged_never_taller_than_480_always_even():
    assert proxy_size(1920, 1080) == (854, 480)
    assert proxy_size(3840, 2160) == (854, 480)
    assert proxy_size(1080, 1920) == (270, 480)
    assert proxy_size(321, 179) == (320, 178)
    assert proxy_size(64, 1024) == (30, 480)
    assert proxy_size(1, 1) == (2, 2)


VIDEOS = [
    "variants/rot90_stored_sideways.mp4",
    "variants/rot180_upside_down_stored.mp4",
    "variants/vfr_25_then_5.mp4",
    "variants/vfr_irregular.webm",
    "variants/flash_start_offset.ts",
    "variants/edit_list_start.mp4",
    "variants/several_tracks.mp4",
    "variants/fragmented.mp4",
    "variants/anamorphic_sar16_9.mp4",
    "variants/interlaced_tff.mpg",
    "variants/av1_10bit_hdr.webm",
    "clips/shop_aisle.mpg",
    "clips/sign_again.mkv",
]


@pytest.mark.footage
@pytest.mark.skipif(not FOOTAGE.exists(), reason="the shared footage is not beside the checkout")
@pytest.mark.parametrize("name", VIDEOS)
def test_real_videos_keep_their_times_and_stand_upright(tmp_path, name):
    path = FOOTAGE / name
    _, small = copy_of(path, tmp_path / "copy")
    assert_same_times(path, small)
    info, made = reader().probe(path), reader().probe(small)
    assert (made.width_px, made.height_px, made.rotation_deg) == (*proxy_size(info.width_px, info.height_px), 0)
    for time_s in (0.1 * info.duration_s, 0.7 * info.duration_s):
        (theirs,), (ours,) = (list(reader().frames(each, [time_s], SHAPE)) for each in (path, small))
        assert float(np.abs(theirs.pixels.astype(int) - ours.pixels).mean()) < 8


# ---- what can go wrong


def test_a_full_disk_is_told_and_the_scan_goes_on(tmp_path, monkeypatch):
    path = draw_numbers(tmp_path / "a.mp4", 50)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1 << 40, 0, LEAST_FREE_BYTES - 1))
    told: list[str] = []
    (tmp_path / "copy").mkdir()
    samples = list(reader().scan(path, 0.5, SHAPE, copy=ProxyTarget(tmp_path / "copy" / "0.part", told.append)))
    assert (len(samples), told, list((tmp_path / "copy").iterdir())) == (4, [PROXIES_FULL], [])


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_a_disk_that_ends_midway_leaves_nothing(tmp_path):
    path = draw_numbers(tmp_path / "a.mp4", 200)
    told: list[str] = []
    (tmp_path / "copy").mkdir()
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (16_000, kept[1]))  # writing more fails, as on a disk that is full
        samples = list(reader().scan(path, 0.5, SHAPE, copy=ProxyTarget(tmp_path / "copy" / "0.part", told.append)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)
    assert len(samples) == len(list(reader().scan(path, 0.5, SHAPE)))
    assert len(told) == 1
    assert "No proxy of a.mp4" in told[0]
    assert list((tmp_path / "copy").iterdir()) == []


def test_nowhere_to_write_is_told(tmp_path):
    path = draw_numbers(tmp_path / "a.mp4", 50)
    told: list[str] = []
    assert len(list(reader().scan(path, 0.5, SHAPE, copy=ProxyTarget(tmp_path / "no" / "0.part", told.append)))) == 4
    assert len(told) == 1


def test_a_scan_that_is_left_leaves_nothing(tmp_path):
    path = draw_numbers(tmp_path / "a.mp4", 200)
    samples = reader().scan(path, 0.1, SHAPE, copy=ProxyTarget(tmp_path / "0.part", pytest.fail))
    next(samples)
    samples.close()  # type: ignore[attr-defined]
    assert [each.name for each in tmp_path.iterdir()] == ["a.mp4"]


def test_parts_that_are_lacking_or_damaged_are_an_error(tmp_path):
    path = draw_numbers(tmp_path / "a.mp4", 50)
    info = reader().probe(path)
    (tmp_path / "bad.part").write_bytes(b"not a video" * 1000)
    for part in ("none.part", "bad.part"):
        with pytest.raises(MediaError):
            join_parts(info, [tmp_path / part], tmp_path / "small.mp4", lambda: None)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.mp4", "bad.part"]


@pytest.fixture
def decoder():
    source = DecoderProcess(deadline_s=20.0)
    yield source
    source.close()


def test_the_decoder_process_copies_in_passing(decoder, tmp_path):
    path = draw_numbers(tmp_path / "a.mp4", 60, VideoSpec(sound_s=2.0))
    info, told = decoder.probe(path), []
    with decoder.scan(info, 0.5, SHAPE, copy=ProxyTarget(tmp_path / "0.part", told.append)) as samples:
        assert len(list(samples)) == 5
    decoder.join(info, [tmp_path / "0.part"], tmp_path / "small.mp4")
    assert numbers_of(tmp_path / "small.mp4") == list(range(60))
    with decoder.scan(info, 0.5, SHAPE, copy=ProxyTarget(tmp_path / "no" / "0.part", told.append)) as samples:
        assert len(list(samples)) == 5
    assert len(told) == 1
    with pytest.raises(MediaError):
        decoder.join(info, [tmp_path / "none.part"], tmp_path / "none.mp4")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_killed_decoder_leaves_no_part(decoder, tmp_path):
    path = draw_numbers(tmp_path / "a.mp4", 400)
    info = decoder.probe(path)
    with decoder.scan(info, 0.04, FrameShape(96), copy=ProxyTarget(tmp_path / "0.part", pytest.fail)) as samples:
        next(samples)
        os.kill(decoder.pid, signal.SIGKILL)
        with pytest.raises(MediaError):
            list(samples)
    assert {each.name for each in tmp_path.iterdir()} <= {"a.mp4", "0.part.new"}


def test_what_lies_outside_the_clean_picture_is_not_copied():
    stored = np.full((90, 160, 3), 20, np.uint8)
    stored[10:80, 20:140] = (200, 60, 60)
    for kind in ("yuv420p", "yuv420p10le", "rgb24"):
        frame = av.VideoFrame.from_ndarray(stored, format="rgb24").reformat(format=kind)
        posture = Posture(0, 1.0, crop=Crop(20, 10, 20, 10), cropped_size=(160, 90))
        shrinker = Shrinker(frame, posture, allow_deep=False)
        small = shrinker.small(frame, posture)
        assert (small.width, small.height) == (120, 70)
        rgb = small.to_ndarray(format="rgb24", src_colorspace=5).astype(int)
        assert np.abs(rgb - (200, 60, 60)).max() < 30, kind


def test_pictures_of_another_shape_stand_between_black_bars():
    first = av.VideoFrame.from_ndarray(np.full((90, 160, 3), 200, np.uint8), format="rgb24")
    tall = av.VideoFrame.from_ndarray(np.full((90, 90, 3), 200, np.uint8), format="rgb24")
    shrinker = Shrinker(first, Posture(0, 1.0), allow_deep=False)
    rgb = shrinker.small(tall).to_ndarray(format="rgb24").astype(int)
    assert rgb.shape == (90, 160, 3)
    assert rgb[45, 10].max() < 20
    assert rgb[45, 150].max() < 20
    assert rgb[45, 80].min() > 150
