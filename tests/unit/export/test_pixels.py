"""Frame-exact, proved by pixels: clips that show their frame numbers, exported, and rendered by melt.

`melt` (MLT, from the Debian package of that name) renders our MLT file itself, and what readers that we did not write
understand of the other formats.
"""

import shutil
import subprocess
import warnings
from fractions import Fraction

import av
import pytest

from core.export import ChosenMoment, HandoffOptions, path_of_url, plan_export
from core.media.probe import probe_video
from core.values import Video
from tests.clips import VideoSpec, draw, numbered_frame, read_number

MELT = shutil.which("melt")
pytestmark = pytest.mark.skipif(MELT is None, reason="melt is not installed (Debian package `melt`)")
NTSC, NTSC_60, FILM = Fraction(30000, 1001), Fraction(60000, 1001), Fraction(24000, 1001)
CUTS = [(0, 2), (7, 12), (61, 66), (115, 120)]
COUNT = 120
DROPS = ("-df", "-ndf")
RATES = [
    (FILM, "01:00:00:00"),
    (Fraction(24), "00:00:00:00"),
    (Fraction(25), "17:43:21:07"),
    (NTSC, "01:00:00;00"),
    (NTSC, "01:00:00:00"),
    (Fraction(30), None),
    (Fraction(48000, 1001), "01:00:00:00"),
    (Fraction(48), "01:00:00:00"),
    (Fraction(50), "23:59:58:00"),
    (NTSC_60, "01:00:00;00"),
    (NTSC_60, "01:00:00:00"),
    (Fraction(60), "01:00:00:00"),
    (Fraction(120000, 1001), None),
]


def drawn(path, fps=Fraction(25), label=None, count=COUNT, gop=12, codec="mpeg4", bf=2, times_s=()):
    """A clip that shows the number of each frame, with timecode."""
    codec, more = ("mjpeg", {"pix_fmt": "yuvj420p"}) if fps > 100 else (codec, {"options": {"bf": str(bf)}})
    tags = {} if label is None else {"timecode": label}
    spec = VideoSpec(codec=codec, fps=fps, gop=gop, times_s=times_s, tags=tags, **more)
    return draw(path, (numbered_frame(number) for number in range(count)), spec)


def video_of(path, number=1):
    info = probe_video(path, lambda: None).info
    return Video(number, 1, path, info.size_bytes, info.mtime_ns, 0.0, "ready", info=info)


def cut(video, first, end):
    return ChosenMoment(video.path, video, first / video.info.fps, end / video.info.fps)


def rendered(arguments, tmp_path):
    """The numbers in the pictures that melt makes."""
    target = tmp_path / "rendered.mkv"
    command = [MELT, *arguments, "-consumer", f"avformat:{target}", "vcodec=ffv1", "an=1", "real_time=-1"]
    subprocess.run(
        command, check=True, capture_output=True, timeout=120, env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    )
    with av.open(str(target)) as container:
        return [read_number(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]


def numbers(cuts):
    return [number for first, end in cuts for number in range(first, end)]


@pytest.mark.parametrize(("fps", "label"), RATES)
def test_melt_shows_the_frames_of_an_mlt_file(tmp_path, fps, label):
    video = video_of(drawn(tmp_path / "a b&c.mov", fps, label))
    assert video.info.fps == fps
    plan = plan_export([cut(video, *each) for each in CUTS], "mlt", HandoffOptions())
    assert plan.handoff.media[0].has_timecode == (label is not None)
    target = tmp_path / "selects.mlt"
    target.write_bytes(plan.outputs()[0].content)
    assert rendered([str(target)], tmp_path) == numbers(CUTS)


@pytest.mark.parametrize("format_", ["edl", "xml", "otio", "fcpxml"])
@pytest.mark.parametrize(("fps", "label"), [RATES[0], RATES[2], RATES[3], RATES[4], RATES[9], RATES[10]])
def test_melt_shows_the_frames_that_others_read(tmp_path, format_, fps, label):
    """The timeline as another reader has it, frame for frame handed to melt."""
    otio = pytest.importorskip("opentimelineio")
    if format_ == "fcpxml" and fps.denominator != 1:
        pytest.skip("OpenTimelineIO's reader of FCPXML cuts rates to whole numbers")
    video = video_of(drawn(tmp_path / "a b.mov", fps, label))
    plan = plan_export([cut(video, *each) for each in CUTS], format_, HandoffOptions())
    adapter, more = {
        "edl": ("cmx_3600", {"rate": float(fps)}),
        "xml": ("fcp_xml", {}),
        "otio": ("otio_json", {}),
        "fcpxml": ("fcpx_xml", {}),
    }[format_]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        timeline = otio.adapters.read_from_string(plan.outputs()[0].content.decode(), adapter, **more)
    if format_ == "fcpxml":
        (timeline,) = timeline
    start = video.info.source.start.frame  # as the file itself has it
    cuts, melt = list[tuple[int, int]](), list[str]()
    for clip in timeline.find_clips():
        if format_ in ("xml", "otio"):
            assert path_of_url(clip.media_reference.target_url) == str(video.path)
        first, length = int(clip.source_range.start_time.value) - start, int(clip.source_range.duration.value)
        cuts.append((first, first + length))
        melt += [str(video.path), f"in={first}", f"out={first + length - 1}"]
    assert cuts == CUTS
    assert rendered(melt, tmp_path) == numbers(CUTS)


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mkv", "mpeg4"), ("a.mp4", "mpeg4"), ("a.avi", "mpeg4"), ("a.mov", "mjpeg")]
)
@pytest.mark.parametrize("fps", [Fraction(25), NTSC])
def test_containers_that_round_times_are_exact(tmp_path, name, codec, fps):
    path = tmp_path / name
    pix_fmt = {"pix_fmt": "yuvj420p"} if codec == "mjpeg" else {}
    spec = VideoSpec(codec=codec, fps=fps, gop=25, **pix_fmt)
    draw(path, (numbered_frame(number) for number in range(COUNT)), spec)
    known = probe_video(path, lambda: None)
    video = video_of(path)
    times = [round(float(known.index.seconds(int(each))), 6) for each in known.index.times]
    moments = [ChosenMoment(path, video, times[first], times[end]) for first, end in CUTS[:-1]]
    plan = plan_export(moments, "mlt", HandoffOptions())
    assert [(each.first, each.end) for each in plan.handoff.moments] == CUTS[:-1]
    target = tmp_path / "selects.mlt"
    target.write_bytes(plan.outputs()[0].content)
    assert rendered([str(target)], tmp_path) == numbers(CUTS[:-1])


def test_a_varying_rate_is_shown_at_the_rate_that_was_said(tmp_path):
    times_s, now_s = [], 0.0
    for number in range(COUNT):
        times_s.append(now_s)
        now_s += 0.04 if number % 3 else 0.05
    path = drawn(tmp_path / "vfr.mkv", times_s=times_s, bf=0)
    video = video_of(path)
    cuts = [(0, 30), (60, 90)]
    moments = [ChosenMoment(path, video, times_s[first], times_s[end]) for first, end in cuts]
    plan = plan_export(moments, "mlt", HandoffOptions())
    (media,) = plan.handoff.media
    assert media.is_conformed
    target = tmp_path / "selects.mlt"
    target.write_bytes(plan.outputs()[0].content)
    shown = rendered([str(target)], tmp_path)
    expected = [
        max(at for at, time_s in enumerate(times_s) if time_s <= number / media.rate + Fraction(1, 1000))
        for moment in plan.handoff.moments
        for number in range(moment.first, moment.end)
    ]
    assert len(shown) == len(expected)
    assert all(abs(got - want) <= 1 for got, want in zip(shown, expected, strict=True))


def test_clips_of_two_rates_on_one_timeline(tmp_path):
    slow, fast = video_of(drawn(tmp_path / "a.mov")), video_of(drawn(tmp_path / "b.mov", Fraction(50)), 2)
    plan = plan_export([cut(slow, 10, 15), cut(fast, 20, 40), cut(slow, 30, 35)], "mlt", HandoffOptions())
    target = tmp_path / "selects.mlt"
    target.write_bytes(plan.outputs()[0].content)
    assert plan.handoff.rate == 25
    assert rendered([str(target)], tmp_path) == [*range(10, 15), *range(20, 40, 2), *range(30, 35)]
