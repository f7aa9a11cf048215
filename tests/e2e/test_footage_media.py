"""Every real, variant and broken file behaves as its table says."""

import contextlib
import csv
import itertools
import shutil
import subprocess
import sys
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from core.errors import MediaError, UnreadableError, UnsupportedError
from core.media.decoder_process import DecoderProcess
from core.media.local_disk import LocalDisk
from core.media.upright import posture_of, upright
from core.media.video_reader import VideoReader
from core.values import Folder, FrameShape

pytestmark = pytest.mark.footage
SHAPE = FrameShape(64)
WHOLE = FrameShape(128, "squash")


@pytest.fixture(scope="module")
def source():
    one = DecoderProcess()
    yield one
    one.close()


def rows_of(table: Path) -> dict[str, dict[str, str]]:
    videos: dict[str, dict[str, str]] = defaultdict(dict)
    with table.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            videos[row["file"]][row["property"]] = row["expected"]
    return videos


def samples_of(source, path, every_s=0.5, shape=SHAPE):
    info = source.probe(path)
    with source.scan(info, every_s, shape) as samples:
        return info, list(samples)


def picture(sample) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(sample.picture, np.uint8), cv2.IMREAD_COLOR)


# --------------------------------------------------------------------------- variants

SEVERAL = {
    "several_tracks.mp4": "This file has 2 video tracks (320×180, 480×270); only the first one listed is indexed.",
    "two_video_tracks.mkv": "This file has 2 video tracks (320×180, 320×180); only the first one listed is indexed.",
}
UNDECLARED_S = {"no_duration.webm": 4.0, "several_tracks.mp4": 13.0}
"""Where the container says nothing, or counts its subtitles: the true length of the picture track."""


def test_variants_measure_as_their_table_says(source, footage):
    for name, expected in rows_of(footage / "variants" / "variants.csv").items():
        every_s = 60.0 if name == "two_hours_1fps.mp4" else 0.5
        info, samples = samples_of(source, footage / "variants" / name, every_s)
        width, height = map(int, expected["displayed_size"].split("x"))
        assert (info.width_px, info.height_px) == (width, height), name
        assert info.rotation_deg == -int(expected.get("rotation", 0)) % 360, name
        assert info.codec == expected["codec"], name
        assert info.frame_count == int(expected["frame_count"]), name
        assert float(info.fps) == pytest.approx(float(Fraction(expected["avg_frame_rate"])), rel=0.005), name
        duration_s = UNDECLARED_S.get(name) or float(expected["duration_s"])
        frame_s = 1 / float(info.fps)
        assert info.duration_s == pytest.approx(duration_s, abs=frame_s + 0.02), name
        assert info.note == SEVERAL.get(name, ""), name
        assert samples[0].time_s == pytest.approx(0.0, abs=1e-6), name
        times = [sample.time_s for sample in samples]
        assert times == sorted(set(times)), name
        assert times[-1] < info.duration_s, name
        assert all(sample.pixels.shape == (64, 64, 3) for sample in samples), name
        shown = picture(samples[-1])
        assert shown.shape[0] == min(180, height), name
        assert shown.shape[1] == pytest.approx(max(1, width * shown.shape[0] / height), abs=1), name


def test_variants_cut_where_their_table_says(source, footage):
    for name, first_cut in (
        ("interlaced_tff.mpg", 0.36),
        ("several_tracks.mp4", 8.08),
        ("white_then_footage.mp4", 2.0),
    ):
        _, samples = samples_of(source, footage / "variants" / name)
        assert [c for s in samples for c in s.cuts_s] == pytest.approx([first_cut], abs=0.001), name
    for name in ("solid_blue.mp4", "solid_black_with_tone.mp4"):
        _, samples = samples_of(source, footage / "variants" / name)
        assert not any(sample.cuts_s for sample in samples), name


@pytest.mark.parametrize("name", ["flash_at_2s.mp4", "flash_start_offset.ts"])
def test_the_flash_is_seen_from_two_seconds_after_the_first_frame_on(source, footage, name):
    info = source.probe(footage / "variants" / name)
    times_s = [1.93, 2.01, 2.17, 2.21]
    assert [int(s.pixels.mean() > 128) for s in source.frames(info, times_s, SHAPE)] == [0, 1, 1, 0]


def test_the_red_minute_of_two_hours_is_where_it_is(source, footage):
    info = source.probe(footage / "variants" / "two_hours_1fps.mp4")
    reds = [
        bool(s.pixels[..., 0].mean() > s.pixels[..., 1].mean() + 50)
        for s in source.frames(info, [3599.5, 3600.5, 3659.5, 3660.5], SHAPE)
    ]
    assert reds == [False, True, True, False]


def test_times_of_variable_rate_videos_are_their_timestamps(source, footage):
    for name in ("vfr_25_then_5.mp4", "vfr_irregular.webm"):
        expected = rows_of(footage / "variants" / "variants.csv")[name]
        info = source.probe(footage / "variants" / name)
        every_frame = source.frames(info, [number / 50 for number in range(400)], SHAPE)
        assert len(every_frame) == info.frame_count, name
        for key, value in expected.items():
            if key.startswith("time_of_frame_index_"):
                number = int(key.split("_")[4])
                assert every_frame[number].time_s == pytest.approx(float(value), abs=0.0015), (name, key)


def test_a_frame_of_a_long_group_is_the_same_by_itself_and_in_sequence(source, footage):
    """Stands in for reading the printed number: frame 200 must equal frame 200 of a full decode."""
    path = footage / "variants" / "counter_25fps_long_gop.mp4"
    info = source.probe(path)
    (alone,) = source.frames(info, [8.0], WHOLE)
    in_sequence = source.frames(info, [number / 25 for number in range(240)], WHOLE)
    assert alone.time_s == pytest.approx(8.0)
    assert np.array_equal(alone.pixels, in_sequence[200].pixels)
    assert not np.array_equal(alone.pixels, in_sequence[199].pixels)


@pytest.mark.parametrize(
    "name",
    [
        "rot90_stored_sideways.mp4",
        "rot180_upside_down_stored.mp4",
        "rot270_phone_portrait.mp4",
        "rot270_phone_portrait.mov",
    ],
)
def test_rotated_videos_are_shown_upright(source, footage, name):
    """All were made from one upright video; the portraits show its middle, enlarged."""
    (whole,) = source.frames(source.probe(footage / "variants" / "base_640x360.mp4"), [1.0], WHOLE)
    (turned,) = source.frames(source.probe(footage / "variants" / name), [1.0], WHOLE)
    base = whole.pixels.astype(np.float32)
    if "180" not in name:
        width = round(128 * (9 / 16) ** 2)  # of a landscape picture, the part that a portrait of its height shows
        left = _best_left(base, turned.pixels, width)
        base = base[:, left : left + width]
    likeness = [_likeness(base, np.rot90(turned.pixels, quarter)) for quarter in range(4)]
    assert likeness[0] == max(likeness)
    assert likeness[0] > 0.9


def _likeness(base: np.ndarray, other: np.ndarray) -> float:
    """Correlation of two pictures after bringing one to the size of the other."""
    fitted = cv2.resize(np.ascontiguousarray(other), base.shape[1::-1], interpolation=cv2.INTER_AREA)
    return float(np.corrcoef(base.ravel(), fitted.astype(float).ravel())[0, 1])


def _best_left(base: np.ndarray, other: np.ndarray, width: int) -> int:
    """Where in the landscape picture the portrait was cut out."""
    return max(range(128 - width), key=lambda left: _likeness(base[:, left : left + width], other))


@pytest.mark.parametrize(
    ("name", "lines"), [("interlaced_tff.mpg", 288), ("interlaced_bff.mp4", 240), ("base_640x360.mp4", 360)]
)
def test_of_interlaced_frames_one_field_is_shown(footage, name, lines):
    with av.open(str(footage / "variants" / name)) as container:
        frame = next(container.decode(video=0))
        shown = upright(frame, posture_of(frame, None), 224)
    assert shown.rgb.shape[0] == lines
    assert shown.size == (frame.width, frame.height)


def test_an_hdr_video_looks_like_its_ordinary_twin(source, footage):
    pictures = []
    for name in ("variants/av1_10bit_hdr.webm", "clips/water_in_brick_gutter.webm"):
        (sample,) = source.frames(source.probe(footage / name), [5.0], WHOLE)
        pictures.append(sample.pixels.astype(float))
    assert np.abs(pictures[0] - pictures[1]).mean() < 10


def test_old_444_video_decodes_clean_in_the_middle(source, footage):
    path = footage / "variants" / "cockatoo_yuv444.mp4"
    info = source.probe(path)
    (alone,) = source.frames(info, [9.0], WHOLE)
    in_sequence = source.frames(info, [number / 20 for number in range(200)], WHOLE)
    assert np.array_equal(alone.pixels, in_sequence[180].pixels)
    jpeg = source.still(path, 9.0, 128)
    still = cv2.cvtColor(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    whole = cv2.resize(still, (128, 128), interpolation=cv2.INTER_AREA).astype(float)
    assert np.abs(whole - alone.pixels).mean() < 6


def test_stills_after_a_seek_are_the_sampled_frames(source, footage):
    for name in (
        "counter_25fps_long_gop.mp4",
        "vfr_25_then_5.mp4",
        "edit_list_start.mp4",
        "hevc_10bit.mp4",
        "no_duration.webm",
    ):
        path = footage / "variants" / name
        info = source.probe(path)
        time_s = round(info.duration_s * 0.7, 2)
        (sample,) = source.frames(info, [time_s], FrameShape(180, "squash"))
        jpeg = VideoReader(lambda: None).still(path, time_s, 180)
        assert jpeg == sample.picture, name


# --------------------------------------------------------------------------- broken files

UNREADABLE = {
    "zero_byte.mp4": (UnreadableError, "empty"),
    "no_moov_truncated.mp4": (UnreadableError, "not a video"),
    "garbage.mp4": (UnreadableError, "not a video"),
    "corrupt_codec_config.mp4": (UnreadableError, "none of its frames"),
    "audio_only.mp4": (UnsupportedError, "audio but no video"),
    "audio_with_cover_art.m4a": (UnsupportedError, "audio but no video"),
    "huge_canvas.gif": (UnsupportedError, "more than C2V Desktop opens"),
    "init_segment_only.mp4": (UnreadableError, "no frame"),
    "text_file.mov": (UnreadableError, "not a video"),
    "html_error_page.mp4": (UnreadableError, "not a video"),
    "jpeg_named.mp4": (UnsupportedError, "still picture"),
    "all_zero_bytes.mp4": (UnreadableError, "not a video"),
}
READABLE = {
    "truncated_half_faststart.mp4": (79, 2.64, True),
    "truncated_half.mkv": (31, 1.04, True),
    "truncated_half.webm": (42, 1.41, True),
    "bit_flipped_stream.mp4": (180, 6.01, False),
    "webm_named.mp4": (35, 2.92, False),
    "mp4_named.avi": (37, 2.47, False),
    "one_frame.mp4": (1, 0.034, False),
    "huge_declared_size.mp4": (15, 1.0, False),
    "huge_declared_duration.mp4": (15, 1.0, False),
    "-leading-dash.mp4": (15, 1.0, False),
    "пёс и кошка 猫 é 🐈 100% 'quoted'.mp4": (15, 1.0, False),
}


def test_the_table_of_broken_files_is_covered(footage):
    with (footage / "broken" / "broken.csv").open(newline="", encoding="utf-8") as file:
        listed = {row["file"] for row in csv.DictReader(file)} - {"make_awkward_names.py"}
    assert listed == set(UNREADABLE) | set(READABLE)


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_shown_gets_its_reason(source, footage, name):
    kind, words = UNREADABLE[name]
    with pytest.raises(kind, match=words) as caught:
        source.probe(footage / "broken" / name)
    assert name in caught.value.title
    assert caught.value.title.endswith(".")


@pytest.mark.parametrize("name", READABLE)
def test_what_can_be_read_is_read_as_far_as_it_goes(source, footage, name):
    frames, ends_s, is_short = READABLE[name]
    info, samples = samples_of(source, footage / "broken" / name, every_s=0.25)
    assert info.frame_count == pytest.approx(frames, abs=1)
    assert info.duration_s == pytest.approx(ends_s, abs=0.1)
    assert bool(info.note) == is_short
    assert samples[0].time_s == pytest.approx(0.0, abs=0.05)
    assert samples[-1].time_s < info.duration_s
    assert info.duration_s - samples[-1].time_s < 0.6
    assert max(info.width_px, info.height_px) < 2000


def test_one_process_survives_all_broken_files(footage):
    source = DecoderProcess(deadline_s=10)
    try:
        pids = set()
        for path in sorted((footage / "broken").iterdir()):
            with contextlib.suppress(MediaError):
                samples_of(source, path)
            pids.add(source.pid)
        assert len(pids) == 1
    finally:
        source.close()


@pytest.mark.skipif(sys.platform == "win32", reason="names POSIX systems allow")
def test_awkward_names_are_read_or_reported_and_the_scan_ends(source, footage, tmp_path):
    target = tmp_path / "awkward"
    script = footage / "broken" / "make_awkward_names.py"
    subprocess.run([sys.executable, str(script), str(target)], check=True, capture_output=True)
    listed = [path for path, _, _ in LocalDisk().videos_below(Folder(1, target, True, False))]
    regular = [
        path
        for path in target.rglob("*")
        if path.is_file() and not path.is_symlink() and "loop_folder" not in path.parts
    ]
    assert sorted(listed) == sorted(regular)
    assert len(listed) >= 17
    for path in listed:
        assert source.probe(path).frame_count == 37, path
    shutil.rmtree(target)


# --------------------------------------------------------------------------- cuts


@pytest.mark.parametrize(("every_s", "least"), [(0.5, 0.90), (1.0, 0.88)])
def test_hard_cuts_are_found_within_a_quarter_second(source, footage, every_s, least):
    cuts: dict[str, list[float]] = defaultdict(list)
    with (footage / "cuts.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            cuts[row["file"]].append(float(row["time_s"]))
    hits = false = missed = 0
    for path in sorted([*(footage / "clips").iterdir(), *(footage / "reels").iterdir()]):
        info, samples = samples_of(source, path, every_s)
        found = [cut for sample in samples for cut in sample.cuts_s]
        truth = cuts.get(path.relative_to(footage).as_posix(), [])
        for cut in found:
            near = [time_s for time_s in truth if abs(time_s - cut) <= 0.25]
            hits += bool(near)
            false += not near
            if near:
                truth.remove(near[0])
        missed += len(truth)
        bounds = [samples[0].time_s, *found, info.duration_s]
        for begin, end in itertools.pairwise(bounds):
            assert any(begin <= sample.time_s < end for sample in samples), (path.name, begin, end)
    f1 = 2 * hits / (2 * hits + false + missed)
    assert f1 >= least, (hits, false, missed)
