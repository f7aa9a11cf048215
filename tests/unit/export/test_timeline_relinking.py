"""A timeline whose clips lie elsewhere now is written again with their paths, and nothing else in it changes."""

import re
from dataclasses import replace
from itertools import count
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from core.errors import ExportError
from core.export import HandoffOptions, PathMapping, plan_export
from core.export.reading import read_timeline_bytes
from core.export.timeline_relinking import relink
from tests.handoffs import chosen, clip

OLD = "/old place/Tag & Nacht"
NEW = '/mnt/new "2"/Tag & Nacht, 2'
NAMES = ["A001.mov", "it's & ä<1>.mov", "C003.mov"]
FORMATS = ["edl", "fcpxml", "xml", "otio", "csv", "tsv", "ale"]
pytest.importorskip("opentimelineio")


def clips(folder, **more):
    return [clip(f"{folder}/{name}", number=number, **more) for number, name in enumerate(NAMES, start=1)]


def written(format_, videos=None, **options):
    moments = [chosen(each, 10, 60, note=OLD) for each in videos or clips(OLD)]
    if format_ in ("csv", "tsv"):
        options["columns"] = ("number", "clip", "path", "in", "out", "rate", "note")
    (output,) = plan_export(moments, format_, HandoffOptions(**options)).outputs()
    return output.content


def relinked(raw, format_, videos, **more):
    timeline = read_timeline_bytes(raw, f"x.{format_}")
    return relink(raw, f"x.{format_}", timeline, videos, **more)


def paths(raw, format_):
    return [each.path for each in read_timeline_bytes(raw, f"x.{format_}").moments]


@pytest.mark.parametrize("format_", FORMATS)
def test_paths_are_new_and_all_else_is_as_it_was(format_):
    raw = written(format_)
    plan = relinked(raw, format_, clips(NEW))
    assert paths(plan.content, format_) == [f"{NEW}/{name}" for name in NAMES]
    assert [(each.old, each.new) for each in plan.files] == [(f"{OLD}/{each}", f"{NEW}/{each}") for each in NAMES]
    assert plan.lost == ()
    before, after = (read_timeline_bytes(each, f"x.{format_}") for each in (raw, plan.content))
    assert [replace(each, path="") for each in after.moments] == [replace(each, path="") for each in before.moments]
    back = relinked(plan.content, format_, clips(OLD))
    assert back.content == raw


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_that_is_not_found_stays_as_it_is(format_):
    raw = written(format_)
    plan = relinked(raw, format_, clips(NEW)[:1])
    assert paths(plan.content, format_) == [f"{NEW}/A001.mov", *(f"{OLD}/{each}" for each in NAMES[1:])]
    assert [each.kind for each in plan.lost] == ["unknown_clip", "unknown_clip"]
    assert relinked(raw, format_, clips(OLD)).content == raw


def test_what_another_program_wrote_beside_it_stays():
    raw = written("fcpxml").replace(b"</fcpxml>", b"<!-- a grade --></fcpxml>").replace(b"\n", b"\r\n")
    made = relinked(raw, "fcpxml", clips(NEW)).content
    assert b"<!-- a grade -->" in made
    assert made.count(b"\r\n") == raw.count(b"\r\n")
    assert len(made.split(b"\r\n")) == len(raw.split(b"\r\n"))


def test_content_is_certain_and_a_name_whose_moments_lie_in_the_clip_is_second_best():
    raw = written("otio")
    renamed = [clip(f"{NEW}/renamed {number}.mov", number=number) for number in (1, 2, 3)]
    plan = relinked(raw, "otio", renamed)
    assert {each.by for each in plan.files} == {"content"}
    others = [replace(each, info=replace(each.info, fingerprint=f"other {each.id}")) for each in clips(NEW)]
    assert {each.by for each in relinked(raw, "otio", others).files} == {"name"}
    short = clips(NEW, frames=40)
    short = [replace(each, info=replace(each.info, fingerprint=f"other {each.id}")) for each in short]
    assert {each.kind for each in relinked(raw, "otio", short).lost} == {"outside"}


def test_a_clip_whose_drive_is_away_is_no_place_to_link_to():
    plan = relinked(written("edl"), "edl", clips(NEW, state="offline"))
    assert plan.files == ()
    assert all("cannot be reached" in each.why for each in plan.lost)


def test_paths_are_those_of_another_machine_where_that_is_said():
    here = [PathMapping(NEW, "Z:\\card")]
    raw = written("xml")
    plan = relinked(raw, "xml", clips(NEW), mappings=here)
    assert paths(plan.content, "xml") == [f"Z:\\card\\{name}" for name in NAMES]


def test_a_bundle_has_its_clips_inside():
    with pytest.raises(ExportError, match="inside"):
        relink(b"PK\x03\x04", "x.otioz", read_timeline_bytes(written("edl"), "x.edl"), clips(Path(NEW)))


def bookmarked(raw):
    """As Final Cut Pro writes it: each file with a bookmark of its own."""
    numbers = count(1)
    found = rb'(kind="original-media" src="[^"]*") ?/>'
    return re.sub(found, lambda each: each[1] + b">\n<bookmark>Ym9v%d==</bookmark></media-rep>" % next(numbers), raw)


def bookmarks(raw):
    return [each.text for each in ET.fromstring(raw).iter("bookmark")]


def test_only_the_bookmark_of_a_file_that_moved_leaves():
    """Others still lead to their files, by which Final Cut Pro may open them."""
    raw = bookmarked(written("fcpxml"))
    assert bookmarks(raw) == ["Ym9v1==", "Ym9v2==", "Ym9v3=="]
    stays = clips(OLD)
    plan = relinked(raw, "fcpxml", [stays[0], clips(NEW)[1], stays[2]])
    assert paths(plan.content, "fcpxml") == [f"{OLD}/{NAMES[0]}", f"{NEW}/{NAMES[1]}", f"{OLD}/{NAMES[2]}"]
    assert bookmarks(plan.content) == ["Ym9v1==", "Ym9v3=="]
    lost = relinked(raw, "fcpxml", clips(NEW)[:1])
    assert bookmarks(lost.content) == ["Ym9v2==", "Ym9v3=="]


@pytest.mark.parametrize("quote", ['"', "'"])
def test_bookmarks_of_older_versions_and_of_other_files_stay(quote):
    """Up to 1.8 an asset has its address itself; a proxy and a locator have their own, which do not change."""
    raw = f"""<?xml version="1.0"?><fcpxml version="1.8"><resources><format id="f1" frameDuration="1/25s"/>
    <asset id="a1" name=' src="file:///old/a.mov" &gt; >' src={quote}file:///old/a.mov{quote} start="0s" duration="9s"
      format="f1"><bookmark>YQ==</bookmark><metadata/></asset>
    <asset id="a2" src="file:///old/b.mov" start="0s" duration="9s" format="f1"><bookmark>Yg==</bookmark></asset>
    <asset id="a3" start="0s" duration="9s" format="f1"><media-rep kind="original-media" src="file:///old/c.mov">
      <bookmark>Yw==</bookmark></media-rep><media-rep kind="proxy-media" src="file:///old/c-proxy.mov">
      <bookmark>cA==</bookmark></media-rep></asset>
    <locator id="l1" url="file:///old/a.mov"><bookmark>bA==</bookmark></locator></resources>
    <library><event><asset-clip ref="a1"/><asset-clip ref="a2"/><asset-clip ref="a3"/></event></library></fcpxml>
    """.encode()
    plan = relinked(raw, "fcpxml", [clip("/new/a.mov"), clip("/old/b.mov", number=2), clip("/new/c.mov", number=3)])
    assert paths(plan.content, "fcpxml") == ["/new/a.mov", "/old/b.mov", "/new/c.mov"]
    assert bookmarks(plan.content) == ["Yg==", "cA==", "bA=="]
    assert ET.fromstring(plan.content).find(".//asset").get("name") == ' src="file:///old/a.mov" > >'
