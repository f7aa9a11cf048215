"""FCPXML is built as its published definition (1.10) wants it: order of elements, attributes, references."""

import re
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from core.export import HandoffOptions, plan_export
from tests.unit.export.test_golden_files import basket

MARKS = "(marker |keyword |rating )*"
CONTENT = {
    "fcpxml": "(resources )?(library )",
    "resources": "(asset |format )*",
    "format": "",
    "asset": "(media-rep )+(metadata )?",
    "media-rep": "",
    "metadata": "(md )*",
    "md": "",
    "library": "(event )*",
    "event": "(asset-clip |project )*",
    "project": "(sequence )",
    "sequence": "(note )?(spine )(metadata )?",
    "spine": "(asset-clip |video |gap )*",
    "asset-clip": f"(note )?(conform-rate )?{MARKS}(metadata )?",
    "video": f"(note )?{MARKS}",
    "conform-rate": "",
    "note": "",
    "marker": "",
    "keyword": "",
    "rating": "",
}
REQUIRED = {
    "fcpxml": {"version"},
    "format": {"id"},
    "asset": {"id"},
    "media-rep": {"src"},
    "md": {"key"},
    "sequence": {"format"},
    "asset-clip": {"ref"},
    "video": {"ref", "duration"},
    "marker": {"start", "value"},
    "keyword": {"start", "duration", "value"},
    "rating": {"start", "duration", "value"},
}
ALLOWED = {
    "fcpxml": set(),
    "format": {"name", "frameDuration", "width", "height"},
    "asset": {
        "name",
        "start",
        "duration",
        "hasVideo",
        "format",
        "hasAudio",
        "videoSources",
        "audioSources",
        "audioChannels",
    },
    "media-rep": {"kind"},
    "md": {"value"},
    "event": {"name"},
    "project": {"name"},
    "sequence": {"duration", "tcStart", "tcFormat"},
    "asset-clip": {"offset", "name", "start", "duration", "format", "tcFormat"},
    "video": {"offset", "name", "start"},
    "conform-rate": {"scaleEnabled", "srcFrameRate"},
    "marker": {"duration", "note"},
    "keyword": set(),
    "rating": {"name"},
}
TIMES = ("start", "duration", "offset", "tcStart", "frameDuration")


@pytest.fixture(params=["fcpxml", "markers-fcp"])
def root(request):
    return ET.fromstring(plan_export(basket(), request.param, HandoffOptions()).outputs()[0].content)


def test_elements_stand_in_their_order(root):
    for element in root.iter():
        children = "".join(f"{each.tag} " for each in element)
        assert re.fullmatch(CONTENT[element.tag], children), f"{element.tag}: {children}"


def test_attributes_are_those_that_there_are(root):
    for element in root.iter():
        required = REQUIRED.get(element.tag, set())
        assert required <= {*element.keys()}, element.tag
        assert set(element.keys()) <= required | ALLOWED.get(element.tag, set()), element.tag


def test_references_lead_somewhere(root):
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    for element in root.iter():
        for name in ("ref", "format"):
            if element.get(name) is not None:
                assert element.get(name) in ids


def test_times_are_whole_frames_of_64_bits(root):
    """Numerators of 64 and denominators of 32 bits; times fall on frames of the clip, or of the timeline."""
    durations = {each.get("id"): each.get("frameDuration") for each in root.iter("format")}
    for element in root.iter():
        for name in TIMES:
            text = element.get(name)
            if text is not None:
                numerator, _, denominator = text.removesuffix("s").partition("/")
                assert text.endswith("s")
                assert int(numerator) < 2**63
                assert 0 < int(denominator or 1) < 2**31
    sequence = root.find(".//sequence")
    if sequence is None:
        return
    frame = time(durations[sequence.get("format")])
    at = time(sequence.get("tcStart"))
    for clip in sequence.find("spine"):
        assert time(clip.get("offset")) == at
        assert (time(clip.get("duration")) / frame).denominator == 1
        at += time(clip.get("duration"))
        if clip.tag == "asset-clip":
            assert (time(clip.get("start")) / time(durations[clip.get("format")])).denominator == 1
    assert at == time(sequence.get("tcStart")) + time(sequence.get("duration"))


def time(text):
    return Fraction(text.removesuffix("s"))
