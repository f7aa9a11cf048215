"""Exports are read back, frame by frame, by readers that we did not write."""

import csv
import io
import warnings
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from core.export import FORMATS, HandoffOptions, plan_export
from core.values import Marks, frames_per_day
from tests.handoffs import CUTS, RATES, STARTS, VARYING, chosen, clip, cuts_of

otio = pytest.importorskip("opentimelineio")

CASES = [pytest.param(*rate[1:], start, id=f"{rate[0]} {start}") for rate in RATES for start in STARTS]


def read(text, adapter, **more):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecations inside of the adapters
        return otio.adapters.read_from_string(text, adapter, **more)


def export(format_, moments, **options):
    plan = plan_export(moments, format_, HandoffOptions(**options))
    return plan, [each.content.decode("utf-8") for each in plan.outputs()]


def clips_in(timeline, kind="Video"):
    return [
        each for track in timeline.tracks if track.kind == kind for each in track if isinstance(each, otio.schema.Clip)
    ]


def expected(plan):
    return [(each.media.start.frame + each.begin, each.frames) for each in plan.handoff.moments]


def span(clip_):
    return clip_.source_range.start_time.value, clip_.source_range.duration.value


def passes_midnight(plan):
    return [each.media.label(each.stop).frame < each.media.label(each.begin).frame for each in plan.handoff.moments]


def smpte(rate):
    return otio.opentime.RationalTime.is_valid_timecode_rate(float(rate))


@pytest.mark.parametrize(("fps", "drop", "start"), CASES)
def test_an_edit_list_has_the_frames(fps, drop, start):
    if not smpte(fps):
        pytest.skip("OpenTimelineIO knows no timecode at this rate; our own reader is tried with it")
    plan, (text,) = export("edl", cuts_of(clip(fps=fps, drop=drop, start=start)))
    over = passes_midnight(plan)
    timeline = read(text, "cmx_3600", rate=float(fps), ignore_timecode_mismatch=any(over))
    found = clips_in(timeline)
    assert [each.name for each in found] == ["A001.mov"] * len(CUTS)
    for each, (first, length), wraps in zip(found, expected(plan), over, strict=True):
        day = frames_per_day(round(fps), drop)
        assert span(each)[0] == first % day
        if not wraps:  # that reader takes an out point behind midnight for a negative length
            assert span(each)[1] == length
    assert f"FCM: {'DROP FRAME' if drop else 'NON-DROP FRAME'}" in text
    assert [each.metadata["cmx_3600"]["reel"] for each in found] == ["A001"] * len(CUTS)


@pytest.mark.parametrize(("fps", "drop", "start"), CASES)
def test_final_cut_7_xml_has_the_frames(fps, drop, start):
    plan, (text,) = export("xml", cuts_of(clip(fps=fps, drop=drop, start=start)))
    timeline = read(text, "fcp_xml")
    if isinstance(timeline, otio.schema.SerializableCollection):
        (timeline,) = timeline
    found = clips_in(timeline)
    assert [span(each) for each in found] == expected(plan)
    assert [each.source_range.start_time.rate for each in found] == [pytest.approx(float(fps))] * len(CUTS)
    assert found[0].media_reference.target_url == "file:///media/card/A001.mov"
    assert found[0].media_reference.available_range.start_time.value == plan.handoff.media[0].start.frame
    assert found[0].media_reference.available_range.duration.value == 3000
    assert timeline.global_start_time.value == plan.handoff.start.frame
    assert [each.markers[0].name for each in found] == ["A001.mov", "use this one", "Zeile 1"]


@pytest.mark.parametrize(("fps", "drop", "start"), CASES)
def test_opentimelineio_has_the_frames(fps, drop, start):
    plan, (text,) = export("otio", cuts_of(clip(fps=fps, drop=drop, start=start)))
    timeline = read(text, "otio_json")
    found = clips_in(timeline)
    assert [span(each) for each in found] == expected(plan)
    assert {each.source_range.start_time.rate for each in found} == {float(fps)}
    for each, (first, end) in zip(found, CUTS, strict=True):
        available = each.media_reference.available_range
        assert each.source_range.start_time.value - available.start_time.value == first
        assert each.markers[0].marked_range.duration.value == end - first
    assert timeline.global_start_time.value == plan.handoff.start.frame
    assert list(found[1].metadata["c2v_desktop"]["phrases"]) == ["red car", "rain"]


@pytest.mark.parametrize(("fps", "drop", "start"), CASES)
def test_fcpxml_has_the_frames(fps, drop, start):
    """The adapter cuts rates to whole numbers (29.97 becomes 29): so it is asked for the seconds that this makes."""
    plan, (text,) = export("fcpxml", cuts_of(clip(fps=fps, drop=drop, start=start)))
    (timeline,) = read(text, "fcpx_xml")
    found = clips_in(timeline)
    whole = int(fps)
    for each, (first, length) in zip(found, expected(plan), strict=True):
        exact = (first / fps * whole, length / fps * whole)
        assert span(each) == tuple(
            pytest.approx(int(float(value)), abs=1 if value.denominator == 1 else 0) for value in exact
        )
    root = ET.fromstring(text)
    for each, (first, length) in zip(root.iterfind(".//spine/asset-clip"), expected(plan), strict=True):
        assert seconds(each.get("start")) * fps == first
        assert seconds(each.get("duration")) * fps == length
        assert each.get("tcFormat") == ("DF" if drop else "NDF")
    asset = root.find(".//asset")
    assert seconds(asset.get("start")) * fps == plan.handoff.media[0].start.frame
    assert seconds(root.find(".//sequence").get("tcStart")) * fps == plan.handoff.start.frame
    assert seconds(root.find(".//format").get("frameDuration")) == 1 / fps


@pytest.mark.parametrize(("fps", "drop", "start"), CASES)
def test_an_avid_log_has_the_frames(fps, drop, start):
    plan, (text,) = export("ale", cuts_of(clip(fps=fps, drop=drop, start=start)))
    if not smpte(fps) or any(passes_midnight(plan)):
        rows = list(
            csv.DictReader(io.StringIO(text.split("Column\r\n")[1].replace("\r\n\r\nData", "")), delimiter="\t")
        )
        assert [each["Start"] for each in rows] == [str(m.media.label(m.begin)) for m in plan.handoff.moments]
        assert [each["End"] for each in rows] == [str(m.media.label(m.stop)) for m in plan.handoff.moments]
        return
    found = list(read(text, "ale"))
    assert [span(each) for each in found] == expected(plan)
    assert [each.media_reference.target_url for each in found] == ["A001.mov"] * len(CUTS)
    assert found[1].metadata["ALE"]["Comments"] == "use this one"


@pytest.mark.parametrize(("fps", "drop", "start"), CASES)
def test_tables_have_the_frames(fps, drop, start):
    columns = ("in", "out", "in_frame", "out_frame", "rate", "start", "note")
    plan, (text,) = export("csv", cuts_of(clip(fps=fps, drop=drop, start=start)), columns=columns)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(int(each["in_frame"]), int(each["out_frame"])) for each in rows] == CUTS
    assert {Fraction(each["rate"]) for each in rows} == {fps}
    assert [each["in"] for each in rows] == [str(m.media.label(m.begin)) for m in plan.handoff.moments]
    assert rows[2]["note"] == "Zeile 1 Zeile 2"


@pytest.mark.parametrize("format_", [each for each in FORMATS if each != "otioz"])
def test_a_varying_rate_is_conformed_and_said(format_):
    video = clip(fps=VARYING, start=None, frames=1000)
    moments = [chosen(video, 0, 10), chosen(video, 240, 480)]
    plan, _ = export(format_, moments)
    (media,) = plan.handoff.media
    assert (media.rate, media.is_conformed) == (Fraction(24), True)
    assert [each.kind for each in plan.problems if each.kind == "varying_rate"] == ["varying_rate"]
    assert "24" in next(each.done for each in plan.problems if each.kind == "varying_rate")
    for each, (first, end) in zip(plan.handoff.moments, [(0, 10), (240, 480)], strict=True):
        assert abs(each.first / media.rate - first / VARYING) < 1 / media.rate
        assert abs(each.end / media.rate - end / VARYING) < 1 / media.rate


def test_mixed_rates_keep_the_frames_of_each_clip():
    videos = [clip("/m/a.mov", Fraction(25)), clip("/m/b.mov", Fraction(30000, 1001), drop=True, number=2)]
    videos += [clip("/m/c.mov", Fraction(50), number=3)]
    moments = [chosen(video, 20, 70) for video in videos] + [chosen(videos[0], 0, 10)]
    plan, texts = export("edl", moments)
    assert [each.tail for each in plan.outputs()] == [".25.edl", ".29.97df.edl", ".50.edl"]
    for text, fps, count in zip(texts, (25, 30000 / 1001, 50), (2, 1, 1), strict=True):
        found = clips_in(read(text, "cmx_3600", rate=fps))
        assert len(found) == count
        assert span(found[0])[1] == 50
    assert "mixed_rates" in {each.kind for each in plan.problems}
    plan, (text,) = export("xml", moments)
    timeline = read(text, "fcp_xml")
    assert [span(each)[0] for each in clips_in(timeline)] == [first for first, _ in expected(plan)]
    assert [each.start for each in plan.handoff.placed] == [0, 50, 92, 117]
    plan, (text,) = export("otio", moments)
    assert [span(each) for each in clips_in(read(text, "otio_json"))] == expected(plan)
    plan, (text,) = export("fcpxml", moments)
    rates = [each.get("srcFrameRate") for each in ET.fromstring(text).iter("conform-rate")]
    assert rates == ["29.97", "50"]


def seconds(text):
    return Fraction(text.removesuffix("s"))


@pytest.mark.parametrize("format_", ["xml", "markers-premiere"])
@pytest.mark.parametrize(
    ("flag", "colour"), [("pick", ["0", "255", "0"]), ("reject", ["255", "0", "0"]), ("", ["0", "0", "255"])]
)
def test_markers_of_final_cut_7_xml_have_the_colour_of_a_pick(format_, flag, colour):
    _, (text,) = export(format_, [chosen(clip(marks=Marks(flag=flag)), 10, 20)])
    (marker,) = ET.fromstring(text).iter("marker")
    assert [marker.findtext(f"color/{name}") for name in ("red", "green", "blue")] == colour
