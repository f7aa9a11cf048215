"""Frame-exact, proved by pixels: clips that show their frame numbers, exported, and rendered by melt.

`melt` (MLT, from the Debian package of that name) renders our MLT file itself, and what readers that we did not write
understand of the other formats.
"""

import shutil
import subprocess
import warnings
from fractions import Fraction
from pathlib import Path

import av
import pytest

from core.export import ChosenMoment, HandoffOptions, export_files, path_of_url, plan_export
from core.export.reading import match_timeline, read_timeline
from core.media.probe import probe_video
from core.values import Video, frames_per_day, nominal_rate
from tests.clips import VideoSpec, draw, numbered_frame, read_number
from tests.fakes.inline_lane import finish

MELT = shutil.which("melt")
pytestmark = pytest.mark.skipif(MELT is None, reason="melt is not installed (Debian package `melt`)")
NTSC, NTSC_60, FILM = Fraction(30000, 1001), Fraction(60000, 1001), Fraction(24000, 1001)
CUTS = [(0, 2), (7, 12), (61, 66), (115, 120)]
COUNT = 120
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
BEFORE_MIDNIGHT, BEFORE_MIDNIGHT_DROP = "23:59:50:00", "23:59:50;00"
MIDNIGHT = [
    (FILM, BEFORE_MIDNIGHT),
    (Fraction(24), BEFORE_MIDNIGHT),
    (Fraction(25), BEFORE_MIDNIGHT),
    (NTSC, BEFORE_MIDNIGHT_DROP),
    (NTSC, BEFORE_MIDNIGHT),
    (Fraction(50), BEFORE_MIDNIGHT),
    (NTSC_60, BEFORE_MIDNIGHT_DROP),
]


def around_midnight(fps):
    """Before, across, from midnight on and after it, of a clip that begins ten seconds before."""
    midnight = 10 * nominal_rate(fps)
    return [(2, 5), (midnight - 3, midnight + 4), (midnight, midnight + 2), (midnight + 5, midnight + 8)]


CASES = [
    *(pytest.param(fps, label, CUTS, id=f"{float(fps):.5g} {label}") for fps, label in RATES),
    *(pytest.param(fps, label, around_midnight(fps), id=f"{float(fps):.5g} {label}") for fps, label in MIDNIGHT),
]


def count_of(cuts):
    """How many frames a clip has that these are parts of."""
    return max(COUNT, *(end for _, end in cuts))


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


class NumberedClips:
    """Clips are drawn once a session, and what melt shows of one is rendered once."""

    def __init__(self, folder):
        self._folder, self._videos, self._shown = folder, {}, {}

    def video(self, fps, label, count):
        """Of this rate, whose first frame has this label."""
        key = fps, label, count
        if key not in self._videos:
            path = drawn(self._folder / f"{len(self._videos)} b&c.mov", fps, label, count)
            self._videos[key] = video_of(path, len(self._videos) + 1)
        return self._videos[key]

    def shown(self, path, cuts):
        """The numbers in the frames of these parts, which melt is asked for by their frames."""
        key = path, tuple(cuts)
        if key not in self._shown:
            parts = [[str(path), f"in={first}", f"out={end - 1}"] for first, end in cuts]
            self._shown[key] = rendered([each for part in parts for each in part], self._folder)
        return self._shown[key]


@pytest.fixture(scope="session")
def numbered(tmp_path_factory):
    return NumberedClips(tmp_path_factory.mktemp("numbered"))


@pytest.mark.parametrize("format_", ["mlt", "kdenlive"])
@pytest.mark.parametrize(("fps", "label", "cuts"), CASES)
def test_melt_shows_the_frames_of_a_file_of_its_own(tmp_path, numbered, format_, fps, label, cuts):
    video = numbered.video(fps, label, count_of(cuts))
    assert video.info.fps == fps
    plan = plan_export([cut(video, *each) for each in cuts], format_, HandoffOptions())
    assert plan.handoff.media[0].has_timecode == (label is not None)
    target = tmp_path / f"selects.{format_}"
    target.write_bytes(plan.outputs()[0].content)
    assert rendered([str(target)], tmp_path) == numbers(cuts)


@pytest.mark.parametrize("format_", ["edl", "xml", "otio", "otioz", "fcpxml"])
@pytest.mark.parametrize(("fps", "label", "cuts"), CASES)
def test_melt_shows_the_frames_that_others_read(tmp_path, numbered, format_, fps, label, cuts):
    """The timeline as another reader has it, and as ours has it, frame for frame handed to melt."""
    video = numbered.video(fps, label, count_of(cuts))
    plan = plan_export([cut(video, *each) for each in cuts], format_, HandoffOptions())
    target = tmp_path / f"selects.{format_}"
    assert finish(export_files(plan, target)) == [target]
    assert read_by_us(target, video) == cuts
    why_not = unread_by_others(format_, fps, plan)
    if not why_not:
        read, media = read_by_others(target, format_, plan, tmp_path)
        assert read == cuts
        assert media is None or media.read_bytes() == video.path.read_bytes()
    assert numbered.shown(video.path, cuts) == numbers(cuts)
    if why_not:
        pytest.skip(f"read back by our own reader alone: {why_not}")


def read_by_us(target, video):
    """First frames, and those after the last, as our own reader has them."""
    found = match_timeline(read_timeline(target), [video])
    assert found.unmatched == ()
    assert [each.video for each in found.moments] == [video] * len(found.moments)
    return [(each.start_s * video.info.fps, each.end_s * video.info.fps) for each in found.moments]


def unread_by_others(format_, fps, plan):
    """Why OpenTimelineIO's readers cannot read such a file; empty where they can."""
    otio = pytest.importorskip("opentimelineio")
    if format_ == "fcpxml" and fps.denominator != 1:
        return "OpenTimelineIO's reader of FCPXML cuts rates to whole numbers"
    if format_ == "edl" and not otio.opentime.RationalTime.is_valid_timecode_rate(float(fps)):
        return "OpenTimelineIO knows no timecode at this rate"
    passes = [each.media.label(each.stop).frame < each.media.label(each.begin).frame for each in plan.handoff.moments]
    if format_ == "edl" and any(passes):
        return "OpenTimelineIO takes an out point behind midnight for a negative length"
    return ""


def read_by_others(target, format_, plan, folder):
    """First frames, and those after the last, as OpenTimelineIO has them, and the file that it names."""
    import opentimelineio as otio

    bundle = folder / "bundle"
    bundle.mkdir()
    adapter, more = {
        "edl": ("cmx_3600", {"rate": float(plan.handoff.rate)}),
        "xml": ("fcp_xml", {}),
        "otio": ("otio_json", {}),
        "otioz": ("otioz", {"extract_to_directory": str(bundle)}),
        "fcpxml": ("fcpx_xml", {}),
    }[format_]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        timeline = otio.adapters.read_from_file(str(target), adapter, **more)
    if format_ == "fcpxml":
        (timeline,) = timeline
    start, cuts, places = plan.handoff.media[0].start, [], set()
    day = frames_per_day(nominal_rate(start.fps), start.drop)
    for clip in timeline.find_clips():
        if clip.parent().kind != "Video":
            continue
        span = clip.source_range
        first, length = int(span.start_time.value - start.frame) % day, int(span.duration.value)
        cuts.append((first, first + length))
        if format_ in ("xml", "otio", "otioz"):
            places.add(path_of_url(clip.media_reference.target_url))
    assert len(places) == (format_ in ("xml", "otio", "otioz"))
    place = Path(places.pop()) if places else None
    return cuts, place if place is None or place.is_absolute() else bundle / place


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


@pytest.mark.parametrize("format_", ["mlt", "kdenlive"])
def test_clips_of_two_rates_on_one_timeline(tmp_path, format_):
    slow, fast = video_of(drawn(tmp_path / "a.mov")), video_of(drawn(tmp_path / "b.mov", Fraction(50)), 2)
    plan = plan_export([cut(slow, 10, 15), cut(fast, 20, 40), cut(slow, 30, 35)], format_, HandoffOptions())
    target = tmp_path / f"selects.{format_}"
    target.write_bytes(plan.outputs()[0].content)
    assert plan.handoff.rate == 25
    assert rendered([str(target)], tmp_path) == [*range(10, 15), *range(20, 40, 2), *range(30, 35)]
