"""Timelines of other programs become moments of clips that the library has, frame by frame."""

import csv
import io
import warnings
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from core.errors import ExportError
from core.export import FORMATS, HandoffOptions, PathMapping, plan_export
from core.export.reading import match_timeline, read_timeline, read_timeline_bytes
from tests.handoffs import CUTS, RATES, STARTS, VARYING, chosen, clip, cuts_of
from tests.unit.export.test_awkward_names import NAMES

otio = pytest.importorskip("opentimelineio")
BOTH_WAYS = ["edl", "fcpxml", "xml", "otio", "ale", "csv", "tsv", "markers-fcp"]
CASES = [pytest.param(*rate[1:], start, id=f"{rate[0]} {start}") for rate in RATES for start in [*STARTS, None]]


def written(format_, moments, **options):
    return plan_export(moments, format_, HandoffOptions(**options)).outputs()


def back(format_, moments, videos, mappings=(), **options):
    outputs = written(format_, moments, **options)
    assert len(outputs) == 1
    timeline = read_timeline_bytes(outputs[0].content, f"x{outputs[0].tail}")
    return match_timeline(timeline, videos, mappings)


def frames(plan):
    return [(each.start_s * fps(each), each.end_s * fps(each)) for each in plan.moments]


def fps(matched):
    return matched.video.info.fps


@pytest.mark.parametrize("format_", BOTH_WAYS)
@pytest.mark.parametrize(("rate", "drop", "start"), CASES)
def test_what_was_exported_comes_back_frame_by_frame(format_, rate, drop, start):
    video = clip(fps=rate, drop=drop and start is not None, start=start, reel="TAPE 1")
    plan = back(format_, cuts_of(video), [video])
    assert plan.unmatched == ()
    ranges = sorted(frames(plan)) if format_ == "markers-fcp" else frames(plan)
    if format_ == "markers-fcp":  # without keywords and ratings there is the clip alone
        assert plan.moments != ()
        return
    assert ranges == CUTS
    assert [each.video for each in plan.moments] == [video] * len(CUTS)


@pytest.mark.parametrize("format_", ["edl", "fcpxml", "xml", "otio", "ale", "csv", "tsv"])
@pytest.mark.parametrize("name", NAMES)
def test_clips_of_every_name_are_found(format_, name):
    videos = [clip(f"/media/{name}", number=1), clip("/media/other.mov", number=2)]
    plan = back(format_, [chosen(videos[0], 5, 50)], videos)
    if name.isprintable():
        assert [each.video.id for each in plan.moments] == [1]
        assert frames(plan) == [(5, 50)]
    else:  # characters that these formats cannot hold
        assert len(plan.moments) + len(plan.unmatched) == 1


@pytest.mark.parametrize("format_", ["edl", "fcpxml", "xml", "otio", "csv"])
def test_notes_come_back(format_):
    video = clip()
    plan = back(format_, [chosen(video, 5, 50, note="use this one")], [video])
    assert plan.moments[0].note.startswith("use this one")


@pytest.mark.parametrize("format_", ["edl", "fcpxml", "xml", "otio", "csv"])
def test_paths_are_mapped_back(format_):
    """Two clips of one name on two cards: the path says which."""
    videos = [clip("/mnt/a/C0001.mov", number=1), clip("/mnt/b/C0001.mov", number=2)]
    mappings = (PathMapping("/mnt", "Z:\\rushes"),)
    (output,) = written(format_, [chosen(videos[1], 5, 50)], mappings=mappings)
    assert b"rushes" in output.content
    timeline = read_timeline_bytes(output.content, f"x{output.tail}")
    plain = [replace(each, fingerprint="") for each in timeline.moments]
    plan = match_timeline(replace(timeline, moments=tuple(plain)), videos, mappings)
    assert [(each.video.id, each.by) for each in plan.moments] == [(2, "path")]
    elsewhere = match_timeline(replace(timeline, moments=tuple(plain)), videos)  # without: by name and folder
    assert [(each.video.id, each.by) for each in elsewhere.moments] == [(2, "name")]


def test_a_moved_clip_is_found_by_its_content():
    old, new = clip("/old/a.mov", fingerprint="same"), clip("/new/renamed.mov", fingerprint="same", number=2)
    plan = back("otio", [chosen(old, 5, 50)], [new])
    assert [(each.video.id, each.by) for each in plan.moments] == [(2, "content")]


def test_what_cannot_be_matched_is_said():
    here = [clip("/a/one.mov", number=1), clip("/b/one.mov", number=2), clip("/c/two.mov", number=3)]
    here.append(replace(clip("/c/new.mov", number=4), info=None))
    there = [
        chosen(clip("/x/none.mov", number=5), 0, 10),
        chosen(clip("/x/one.mov", number=6), 0, 10),
        chosen(clip("/x/two.mov", number=9, frames=9000), 5000, 5010),
        chosen(clip("/x/new.mov", number=7), 0, 10),
        chosen(clip("/x/two.mxf", number=8), 10, 20),
    ]
    plan = back("xml", there, here)
    assert [(each.kind, each.where) for each in plan.unmatched] == [
        ("unknown_clip", "clip 1"),
        ("ambiguous", "clip 2"),
        ("outside", "clip 3"),
        ("unread", "clip 4"),
    ]
    assert [(each.video.id, each.by) for each in plan.moments] == [(3, "stem")]
    assert all(each.why.endswith(".") for each in plan.unmatched)


def test_the_timecode_says_which_of_two_clips_of_one_name_is_meant():
    videos = [clip("/a/c.mov", start="01:00:00:00", number=1), clip("/b/c.mov", start="05:00:00:00", number=2)]
    edl = b"TITLE: x\n001  AX V C 05:00:01:00 05:00:02:00 00:00:00:00 00:00:01:00\n* FROM CLIP NAME: C.MOV\n"
    plan = match_timeline(read_timeline_bytes(edl, "x.edl"), videos)
    assert [each.video.id for each in plan.moments] == [2]
    assert frames(plan) == [(25, 50)]


def test_copies_of_one_clip_are_not_ambiguous():
    videos = [clip("/a/c.mov", state="offline", number=1, fingerprint="x"), clip("/b/c.mov", number=2, fingerprint="x")]
    plan = back("xml", [chosen(clip("/z/c.mov"), 0, 10)], videos)
    assert [each.video.id for each in plan.moments] == [2]


def test_a_clip_with_a_reel_is_found_by_it():
    edl = b"TITLE: x\n001  A001C003 V C 01:00:01:00 01:00:02:00 00:00:00:00 00:00:01:00\n"
    videos = [clip("/a/c.mov", reel="A001C003"), clip("/a/d.mov", reel="A001C004", number=2)]
    plan = match_timeline(read_timeline_bytes(edl, "x.edl"), videos)
    assert [(each.video.id, each.by) for each in plan.moments] == [(1, "reel")]


RESOLVE = """TITLE: Timeline 1
FCM: DROP FRAME

001  AX       V     C        01:00:00;00 01:00:02;00 01:00:00;00 01:00:02;00
* FROM CLIP NAME: A001.mov

002  AX       V     C        01:00:05;00 01:00:05;00 01:00:02;00 01:00:02;00
002  AX       V     D    012 01:00:10;00 01:00:12;00 01:00:02;00 01:00:04;00
* FROM CLIP NAME: A001.mov
* TO CLIP NAME: B002.mov
M2   AX       012.5                01:00:10;00
003  BL       V     C        00:00:00;00 00:00:01;00 01:00:04;00 01:00:05;00
004  AX       A     C        01:00:00;00 01:00:02;00 01:00:00;00 01:00:02;00
* FROM CLIP NAME: A001.mov
"""


def test_an_edit_list_of_another_program_is_read():
    rate = Fraction(30000, 1001)
    videos = [clip("/m/A001.mov", rate, drop=True), clip("/m/B002.mov", rate, drop=True, number=2)]
    timeline = read_timeline_bytes(RESOLVE.encode(), "x.edl")
    plan = match_timeline(timeline, videos)
    assert timeline.title == "Timeline 1"
    assert [each.video.id for each in plan.moments] == [1, 2]
    assert frames(plan) == [(0, 60), (300, 360)]
    assert any("Speed" in each for each in plan.notes)


def timeline_of(video, cuts):
    track = otio.schema.Track(kind="Video")
    media = video.info.source.start.frame
    rate = float(video.info.fps)

    def span(first, end):
        return otio.opentime.TimeRange(
            otio.opentime.RationalTime(first, rate), otio.opentime.RationalTime(end - first, rate)
        )

    for first, end in cuts:
        reference = otio.schema.ExternalReference(f"file://{video.path}", span(media, media + video.info.frame_count))
        track.append(otio.schema.Clip(video.path.name, reference, span(media + first, media + end)))
    made = otio.schema.Timeline("theirs")
    made.tracks.append(track)
    return made


@pytest.mark.parametrize("adapter", ["cmx_3600", "fcp_xml", "otio_json"])
@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30), Fraction(50)])
def test_files_that_others_wrote_are_read(adapter, rate):
    video = clip(fps=rate)
    made = timeline_of(video, CUTS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        more = {"rate": float(rate)} if adapter == "cmx_3600" else {}
        text = otio.adapters.write_to_string(made, adapter, **more)
    suffix = {"cmx_3600": "edl", "fcp_xml": "xml", "otio_json": "otio"}[adapter]
    plan = match_timeline(read_timeline_bytes(text.encode(), f"x.{suffix}"), [video])
    assert plan.unmatched == ()
    assert frames(plan) == CUTS


OLD_FCPXML = """<?xml version="1.0"?><!DOCTYPE fcpxml><fcpxml version="1.8"><resources>
<format id="r1" frameDuration="1001/24000s"/>
<asset id="r2" name="A001" src="file:///Volumes/A/A001.mov" start="3603600/1000s" duration="120120/1000s" format="r1"/>
<media id="r3"><sequence format="r1"><spine/></sequence></media>
</resources><project name="Cut"><sequence format="r1"><spine>
<clip name="A001" duration="24024/24000s" start="3604601/1000s"><video ref="r2"
 offset="3603600/1000s" start="3603600/1000s" duration="120120/1000s"><audio ref="r2"/></video></clip>
<asset-clip ref="r2" duration="48048/24000s" start="3605602/1000s"><note>two</note>
<asset-clip ref="r2" lane="1" duration="24024/24000s"/></asset-clip>
<ref-clip ref="r3" duration="1s"/>
</spine></sequence></project></fcpxml>"""


def test_old_and_nested_fcpxml_is_read():
    video = clip("/media/A001.mov", Fraction(24000, 1001), "01:00:00:00")
    timeline = read_timeline_bytes(OLD_FCPXML.encode(), "x.fcpxml")
    plan = match_timeline(timeline, [video])
    assert (plan.title, len(plan.unmatched)) == ("Cut", 0)
    assert frames(plan) == [(24, 48), (48, 96), (0, 24)]
    assert [each.note for each in plan.moments] == ["", "two", ""]
    assert any("Compound" in each for each in plan.notes)


def test_ranges_of_an_event_are_read():
    """Keywords and ratings of clips that stand on no timeline."""
    video = clip(marks=replace(clip().marks, rating=4, tags=("x",)))
    plan = back("markers-fcp", [chosen(video, 5, 50), chosen(video, 100, 120, note="two")], [video])
    assert frames(plan) == [(5, 50), (100, 120)]
    assert plan.moments[1].note.startswith("two")


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("clip,in,out\nA001.mov,01:00:01:00,01:00:02:00\n", [(25, 50)]),
        ("File Name;Source In;Source Out\nA001.mov;01:00:01:00;01:00:02:00\n", [(25, 50)]),
        ("Clip\tstart_s\tend_s\nA001\t1.0\t0:02\n", [(25, 50)]),
        ("path,in_frame,out_frame,rate\n/media/card/A001.mov,25,50,25\n", [(25, 50)]),
        ("clip,note\nA001.mov,whole\n", None),
        ("\ufeffclip,in,out\n'=A001.mov,1,2\n\n", []),
    ],
)
def test_tables_of_many_kinds_are_read(table, expected):
    plan = match_timeline(read_timeline_bytes(table.encode(), "x.csv"), [clip()])
    if expected is None:
        assert [(each.start_s, each.end_s) for each in plan.moments] == [(None, None)]
    else:
        assert frames(plan) == expected


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"", "x.csv"),
        (b"", "x.edl"),
        (b"\0\1\2\3", "x.bin"),
        (b"a,b\n1,2\n", "x.csv"),
        (b"TITLE: x\n", "x.edl"),
        (b"<xmeml>", "x.xml"),
        (b"<html/>", "x.xml"),
        (b'<?xml version="1.0" encoding="none"?><fcpxml/>', "x.fcpxml"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><fcpxml>&a;</fcpxml>', "x.fcpxml"),
        (b"{}", "x.otio"),
        (b"{", "x.otio"),
        (b'{"OTIO_SCHEMA": "Nothing.99"}', "x.otio"),
        (b"[" * 100_000, "x.otio"),
        (b"{" + b'"a":{' * 100_000, "x.otio"),
        (b"PK\x03\x04nothing", "x.otioz"),
        (b"Heading\n", "x.ale"),
    ],
)
def test_what_is_no_timeline_is_a_sentence(raw, name):
    with pytest.raises(ExportError) as raised:
        read_timeline_bytes(raw, name)
    assert name in raised.value.title


def test_a_file_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(ExportError, match="cannot be read"):
        read_timeline(tmp_path / "none.edl")
    with pytest.raises(ExportError, match="cannot be read"):
        read_timeline(tmp_path)


def test_a_label_that_does_not_exist_at_the_rate_of_the_clip_is_said():
    edl = b"TITLE: x\n001  AX V C 01:00:01:28 01:00:02:00 00:00:00:00 00:00:01:00\n* FROM CLIP NAME: A001.mov\n"
    plan = match_timeline(read_timeline_bytes(edl, "x.edl"), [clip()])
    assert [each.kind for each in plan.unmatched] == ["bad_time"]


def test_a_varying_rate_comes_back_within_a_frame():
    video = clip(fps=VARYING, start=None, frames=1000)
    for format_ in ("edl", "fcpxml", "xml", "otio", "csv"):
        plan = back(format_, [chosen(video, 240, 480)], [video])
        (found,) = plan.moments
        assert abs(found.start_s - 240 / VARYING) < Fraction(1, 24)
        assert abs(found.end_s - 480 / VARYING) < Fraction(1, 24)


def test_what_we_export_has_headings_that_we_read():
    text = written("csv", cuts_of(clip()))[0].content.decode("utf-8-sig")
    assert {"clip", "in", "out", "path"} <= set(next(csv.reader(io.StringIO(text))))
    assert set(BOTH_WAYS) <= set(FORMATS)
    assert Path("x").name == "x"
