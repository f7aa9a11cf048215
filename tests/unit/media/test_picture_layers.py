"""Pictures that nothing leans on are left out on the way to others, and nothing that is read changes by it."""

from dataclasses import replace

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.media.decode_plan import DecodeRun, frames_of, plan_runs
from core.media.open_video import OpenVideo
from core.media.picture_layers import BASE, FREE, LayerReader
from core.media.probe import probe_video
from tests.clips import VideoSpec, draw_numbers
from tests.unit.media.test_decode_plan import index_of
from tests.unit.media.test_distrust import lying_video

QUIET = "log-level=none:bframes=4:b-adapt=0:keyint=48:scenecut=0:pools=none:frame-threads=1"
X264 = "bframes=3:b-adapt=0:scenecut=0"
KINDS = {
    "pyramid.mp4": VideoSpec("libx264", gop=48, options={"x264-params": X264}),
    "no_pyramid.mkv": VideoSpec("libx264", gop=48, options={"x264-params": f"{X264}:b-pyramid=none:open-gop=1"}),
    "slices.ts": VideoSpec("libx264", gop=48, options={"x264-params": f"{X264}:slices=3"}),
    "sliced_hevc.mp4": VideoSpec("libx265", pix_fmt="yuv420p10le", gop=48, options={"x265-params": QUIET}),
    "temporal.mkv": VideoSpec("libx265", gop=48, options={"x265-params": f"{QUIET}:temporal-layers=3"}),
    "broadcast.mxf": VideoSpec("mpeg2video", gop=48, options={"bf": "2"}),
    "programme.ts": VideoSpec("mpeg2video", gop=48, options={"bf": "2"}),
    "layers.mp4": VideoSpec("libsvtav1", gop=100, options={"preset": "10", "svtav1-params": "lp=1"}),
}
COUNT = 70


@pytest.fixture(scope="module")
def videos(tmp_path_factory):
    folder = tmp_path_factory.mktemp("films")
    made = {}

    def video(name):
        if name not in made:
            made[name] = draw_numbers(folder / name, COUNT, KINDS[name])
        return made[name]

    return video


def known_of(path):
    return probe_video(path, lambda: None)


def pictures(known, runs):
    with OpenVideo(known, lambda: None) as video:
        return [(ticks, frame.to_ndarray().tobytes()) for run in runs for ticks, frame in video.wanted_frames(run)]


def in_full(run: DecodeRun) -> DecodeRun:
    return replace(run, skipped=frozenset())


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("step", [1, 3, 7, 25])
def test_what_is_wanted_comes_out_the_same_bit_by_bit(videos, name, step):
    known = known_of(videos(name))
    runs = plan_runs(known.index, known.index.times[::step].tolist())
    assert pictures(known, runs) == pictures(known, [in_full(run) for run in runs])


@pytest.mark.parametrize("name", KINDS)
def test_a_good_share_is_left_out(videos, name):
    index = known_of(videos(name)).index
    skipped = sum(len(run.skipped) for run in plan_runs(index, index.times[[0, 45, -1]].tolist()))
    assert skipped > (0.25 * COUNT if known_of(videos(name)).info.codec != "av1" else 0)


@pytest.mark.parametrize(
    "video",
    [
        VideoSpec("libvpx-vp9"),
        VideoSpec("mpeg4", options={"bf": "2"}),
        VideoSpec("mjpeg", pix_fmt="yuvj420p"),
        VideoSpec("libx264", gop=48, options={"x264-params": "bframes=0"}),
    ],
)
def test_nothing_is_left_out_where_every_picture_may_be_needed(tmp_path, video):
    index = known_of(draw_numbers(tmp_path / "film.mkv", 40, video)).index
    assert not any(run.skipped for run in plan_runs(index, index.times[::13].tolist()))


def test_a_container_that_lies_about_the_order_is_read_packet_by_packet(tmp_path):
    index = known_of(lying_video(tmp_path / "lying.mp4")).index
    assert not index.layers.any()


def test_fields_in_packets_of_their_own_are_all_read(tmp_path):
    fields = VideoSpec("libx264", gop=48, options={"x264-params": f"{X264}:interlaced=1", "flags": "+ildct+ilme"})
    assert not known_of(draw_numbers(tmp_path / "film.ts", 40, fields)).index.layers.any()


def test_where_a_wanted_frame_is_damaged_the_same_one_stands_in(videos, tmp_path):
    whole = videos("no_pyramid.mkv")
    known = known_of(whole)
    free = np.flatnonzero(known.index.layers == FREE)
    damaged = int(free[len(free) // 2])
    data = bytearray(whole.read_bytes())
    with av.open(str(whole)) as container:
        packet = next(one for number, one in enumerate(container.demux(video=0)) if number == damaged)
        at = data.find(bytes(packet))
        assert at > 0
        data[at + 4 : at + packet.size] = bytes(packet.size - 4)
    path = tmp_path / "hole.mkv"
    path.write_bytes(data)
    broken = known_of(path)
    runs = plan_runs(broken.index, broken.index.times[::2].tolist())
    wanted = [int(known.index.pts[damaged])]
    runs += plan_runs(broken.index, wanted)
    assert pictures(broken, runs) == pictures(broken, [in_full(run) for run in runs])


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.sets(st.integers(0, 39), min_size=1))
def test_no_packet_is_left_out_that_a_wanted_one_may_lean_on(layers, wanted):
    index = replace(index_of(range(len(layers)), {0}), layers=np.array(layers))
    times = sorted(time for time in wanted if time < len(layers))
    for run in plan_runs(index, times):
        for number in range(run.first, run.last + 1):
            may_lean = any(
                layers[number] // 2 < layers[later] // 2
                or (layers[number] // 2 == layers[later] // 2 and layers[number] % 2 == 0)
                for later in times
                if later > number
            )
            assert (number in run.skipped) == (not may_lean and number not in times and layers[number] != BASE)


def test_frames_that_are_to_be_seen_are_fed_and_told():
    index = replace(index_of([0, 3, 1, 2, 6, 4, 5], {0}), layers=np.array([0, 0, 1, 1, 0, 1, 1]))
    seen = np.array([False, False, False, True, False, False, False])
    (run,) = plan_runs(index, [6], seen=seen)
    assert run.skipped == {2}
    assert frames_of(index, [run]) == {0, 2, 3, 6}


@pytest.mark.parametrize("codec", ["h264", "hevc", "mpeg2video", "av1", "vp9"])
@given(st.binary(max_size=200), st.binary(max_size=60))
def test_any_bytes_have_a_layer(codec, data, extradata):
    reader = LayerReader(codec, extradata, "mpegts")
    assert reader.layer_of(memoryview(data)) >= BASE
    assert reader.layer_of(memoryview(b"\0\0\0\1" + data)) >= BASE
