"""Names and texts with everything in them: read back exactly, and never in the way of the format."""

import csv
import io
import os
import zipfile
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from core.export import (
    FORMATS,
    HandoffOptions,
    PathMapping,
    PhraseNote,
    file_url,
    mapped,
    path_of_url,
    plan_export,
    unmapped,
    write_outputs,
)
from core.values import Marks
from tests.fakes.inline_lane import finish
from tests.handoffs import chosen, clip
from tests.unit.export.test_read_back import clips_in, read

otio = pytest.importorskip("opentimelineio")

NAMES = [
    "with space.mov",
    "Übergröße – 東京 🎬.mov",
    "a&b<c>\"d'e.mov",
    "100% #1 ?x=[y]{z};a=b.mov",
    "tab\tand\nline.mov",
    "x" * 296 + ".mov",
    "-=+@.mov",
    "C:odd.mov",
    "back\\slash.mov",
    os.fsdecode(b"caf\xe9.mov"),
]
TEXT_FORMATS = [each for each in FORMATS if each != "otioz"]
NASTY = "a|b\t\"c\" <d> & 'e'\n=f; \x00\x08 ü 東 🎬"


def export(format_, moments, **options):
    plan = plan_export(moments, format_, HandoffOptions(**options))
    return plan, plan.outputs()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("format_", TEXT_FORMATS)
def test_every_format_holds_every_name(format_, name):
    video = clip(f"/media/{name}", marks=Marks(3, "pick", tags=("a,b", "<c>")))
    more = {"note": NASTY, "phrases": (PhraseNote(NASTY, 0.5),), "score": 0.5, "strength": "strong"}
    _, (made,) = export(format_, [chosen(video, 5, 50, **more)], title=NASTY)
    text = made.content.decode("utf-8")
    if format_ in ("fcpxml", "xml", "mlt", "kdenlive", "markers-fcp", "markers-premiere"):
        ET.fromstring(text)
    if format_ in ("edl", "ale", "tsv", "markers-resolve", "markers-avid"):
        assert not any(ord(sign) < 32 and sign not in "\r\n\t" for sign in text)
    if format_ == "edl":
        (found,) = clips_in(read(text, "cmx_3600", rate=25))
        assert (found.source_range.start_time.value, found.source_range.duration.value) == (90005, 45)
        if name.isprintable():
            assert found.name == name
    if format_ == "ale":
        (found,) = read(text, "ale")
        assert found.source_range.duration.value == 45
    if format_ in ("csv", "tsv"):
        (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter="," if format_ == "csv" else "\t")
        assert row["clip"].lstrip("'") == (name if name.isprintable() else row["clip"].lstrip("'"))
        assert row["clip"][:1] not in tuple("=+-@")


@pytest.mark.parametrize("name", NAMES)
def test_addresses_lead_back_to_the_file(name):
    path = f"/media/{name}"
    assert path_of_url(file_url(path)) == path
    for format_, find in (("xml", ".//pathurl"), ("fcpxml", ".//media-rep")):
        _, (made,) = export(format_, [chosen(clip(path), 5, 50)])
        element = ET.fromstring(made.content).find(find)
        assert path_of_url(element.text or element.get("src")) == path
    _, (made,) = export("otio", [chosen(clip(path), 5, 50)])
    (found,) = clips_in(read(made.content.decode(), "otio_json"))
    assert path_of_url(found.media_reference.target_url) == path


@pytest.mark.parametrize("name", [*NAMES, "aux.mov", "dots..", "a%20b.mov"])
def test_a_bundle_names_its_clips_so_that_every_program_finds_them(tmp_path, name):
    """OpenTimelineIO's reader takes addresses in a bundle for URLs, others for names; Windows has names of its own."""
    media = tmp_path / (name if len(os.fsencode(name)) <= 255 else "x" * 251 + ".mov")
    media.write_bytes(b"pictures")
    plan, made = export("otioz", [chosen(clip(str(media)), 5, 50)])
    target = tmp_path / "bundle.otioz"
    finish(write_outputs(made, [target]))
    (tmp_path / "out").mkdir()
    timeline = otio.adapters.read_from_file(str(target), "otioz", extract_to_directory=str(tmp_path / "out"))
    (found,) = timeline.find_clips()
    address = found.media_reference.target_url
    (inside,) = [each for each in zipfile.ZipFile(target).namelist() if each.startswith("media/")]
    assert (tmp_path / "out" / otio.url_utils.filepath_from_url(address)).read_bytes() == b"pictures"
    assert address == inside
    member = inside.removeprefix("media/")
    assert not set(member) & set('<>:"/\\|?*%#;')
    assert all(sign.isprintable() for sign in member)
    assert member == member.rstrip(". ")
    assert member.partition(".")[0].upper() not in ("AUX", "CON", "NUL", "PRN")
    assert bool([each for each in plan.problems if each.kind == "name"]) == (member != media.name)


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/a/b c.mov", "file:///a/b%20c.mov"),
        (r"C:\Footage\b c.mov", "file:///C:/Footage/b%20c.mov"),
        (r"\\nas\share one\ü.mov", "file://nas/share%20one/%C3%BC.mov"),
        ("/Volumes/A&B/x#1?.mov", "file:///Volumes/A%26B/x%231%3F.mov"),
        ("//server/share/a.mov", "file:////server/share/a.mov"),
    ],
)
def test_paths_of_all_systems_have_addresses(path, url):
    assert file_url(path) == url
    assert path_of_url(url) == path


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("file://localhost/Volumes/A%20B/c.mov", "/Volumes/A B/c.mov"),
        ("file://localhost/C%3a/a%20b.mov", r"C:\a b.mov"),
        ("file:///C|/a.mov", "/C|/a.mov"),
        ("file:/a/b.mov", "/a/b.mov"),
        ("/plain/a%20b.mov", "/plain/a%20b.mov"),
        ("FILE:///a.mov", "/a.mov"),
        ("file:///a/b#c?.mov", "/a/b#c?.mov"),
    ],
)
def test_addresses_of_other_programs_are_understood(url, path):
    assert path_of_url(url) == path


@pytest.mark.parametrize(
    ("here", "there", "path", "other"),
    [
        ("/mnt/a", "/Volumes/A", "/mnt/a/b/c.mov", "/Volumes/A/b/c.mov"),
        ("/mnt/a/", "Z:\\", "/mnt/a/b/c.mov", r"Z:\b\c.mov"),
        ("/mnt/a", r"\\nas\a", "/mnt/a/b/c.mov", r"\\nas\a\b\c.mov"),
        ("/mnt/a", "/Volumes/A", "/mnt/ab/c.mov", "/mnt/ab/c.mov"),
        ("/", "/Volumes/Disk", "/x.mov", "/Volumes/Disk/x.mov"),
    ],
)
def test_paths_are_mapped_there_and_back(here, there, path, other):
    mapping = PathMapping(here, there)
    assert mapped(path, [mapping]) == other
    if other != path:
        assert unmapped(other, [mapping]) == path


def test_the_closest_mapping_holds():
    mappings = [PathMapping("/mnt", "/A"), PathMapping("/mnt/card", "/B")]
    assert mapped("/mnt/card/x.mov", mappings) == "/B/x.mov"
    plan, (made,) = export("fcpxml", [chosen(clip("/mnt/card/x.mov"), 0, 5)], mappings=tuple(mappings))
    assert b'src="file:///B/x.mov"' in made.content
    assert plan.handoff.media[0].name == "x.mov"


def test_windows_drives_are_compared_without_case():
    assert unmapped(r"z:\Footage\a.mov", [PathMapping("/mnt/z", "Z:\\")]) == "/mnt/z/Footage/a.mov"


@pytest.mark.parametrize("text", ["", "a", "=b", "a=", " = "])
def test_what_maps_nothing_is_refused(text):
    with pytest.raises(ValueError, match="maps no path"):
        PathMapping.parse(text)


def test_a_path_with_an_equals_sign_can_be_a_target():
    assert PathMapping.parse("/a=/b=c") == PathMapping("/a", "/b=c")


def test_paths_that_are_no_text_survive():
    path = os.fsdecode(b"/media/caf\xe9.mov")
    assert file_url(path) == "file:///media/caf%E9.mov"
    assert Path(path_of_url(file_url(path))) == Path(path)


def test_reels_tell_clips_of_one_name_apart():
    videos = [clip(f"/card{number}/C0001.mov", number=number) for number in range(1, 13)]
    videos.append(clip("/x/Ünïcode clip with a long name.mov", number=20))
    videos.append(clip("/x/ax.mov", number=21))
    plan, (made,) = export("edl", [chosen(video, 0, 25) for video in videos])
    reels = [each.metadata["cmx_3600"]["reel"] for each in clips_in(read(made.content.decode(), "cmx_3600", rate=25))]
    assert len(set(reels)) == len(videos)
    assert all(len(reel) <= 8 and reel.isascii() for reel in reels)
    clashes = [each for each in plan.problems if each.kind == "reel_clash"]
    assert len(clashes) == 11
    assert {each.kind for each in plan.problems} >= {"reel", "reel_clash", "same_name"}


def test_files_of_one_tape_share_its_reel_unless_their_timecode_overlaps():
    tape = [clip("/a/1.mov", start="01:00:00:00", reel="TAPE7", number=1, frames=100)]
    tape.append(clip("/a/2.mov", start="01:00:04:00", reel="TAPE7", number=2, frames=100))
    tape.append(clip("/a/3.mov", start="01:00:02:00", reel="TAPE7", number=3, frames=100))
    plan, (made,) = export("edl", [chosen(video, 0, 25) for video in tape])
    reels = [each.metadata["cmx_3600"]["reel"] for each in clips_in(read(made.content.decode(), "cmx_3600", rate=25))]
    assert reels == ["TAPE7", "TAPE7", "TAPE71"]
    assert [each.clip for each in plan.problems if each.kind == "reel_clash"] == ["3.mov"]


def test_a_formula_is_text_in_a_table():
    _, (made,) = export("csv", [chosen(clip("/a/=1+1.mov"), 0, 5, note='=HYPERLINK("x")')], columns=("clip", "note"))
    row = list(csv.reader(io.StringIO(made.content.decode("utf-8-sig"))))[1]
    assert row == ["'=1+1.mov", '\'=HYPERLINK("x")']


def test_drop_frame_labels_of_a_slower_timecode_are_converted():
    """Pictures at 59.94 with a timecode of 29.97 drop frames, as some cameras write it."""
    video = clip(fps=Fraction(60000, 1001), tc_fps=Fraction(30000, 1001), start="10:00:00:02", drop=True)
    plan, _ = export("edl", [chosen(video, 0, 5)])
    assert str(plan.handoff.media[0].start) == "10:00:00;04"
    assert not [each for each in plan.problems if each.kind == "timecode_rate"]
