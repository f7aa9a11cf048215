"""MLT XML, for melt, Shotcut and Kdenlive.

MLT counts in frames of its profile, which is that of the timeline; `out` is the last frame, not the one after it.
Kdenlive takes such a file as what its manual calls a library clip, which it expands; `kdenlive.py` writes a project.
"""

import json
from collections.abc import Mapping

from core.export.formats.xml_text import Element, child, document
from core.export.handoff import Handoff, HandoffOptions, MediaFacts, OutputFile, PlacedMoment
from core.export.marker_text import one_line, text_of, title_of


def write_mlt(handoff: Handoff, _options: HandoffOptions) -> list[OutputFile]:
    """A playlist of the moments on one track."""
    root = Element("mlt", {"LC_NUMERIC": "C", "version": "7.0.0", "producer": "tractor0"})
    root.set("title", one_line(handoff.title))
    add_profile(root, handoff)
    ids = {media: f"producer{number}" for number, media in enumerate(handoff.media)}
    for media, id_ in ids.items():
        add_producer(root, media, id_, handoff)
    playlist = child(root, "playlist", id="playlist0")
    for placed in handoff.placed:
        first, last = frames_of(placed, handoff)
        child(playlist, "entry", producer=ids[placed.moment.media], **{"in": first, "out": last})
    tractor = child(root, "tractor", id="tractor0", **{"in": 0, "out": max(0, handoff.frames - 1)})
    child(tractor, "track", producer="playlist0")
    guides = [
        {"comment": f"{title_of(each.moment)}: {text_of(each.moment)}", "pos": handoff.marked(each)[0], "type": 0}
        for each in handoff.placed
    ]
    add_properties(tractor, {"kdenlive:sequenceproperties.guides": json.dumps(guides, ensure_ascii=False)})
    return [OutputFile(".mlt", document(root, ""))]


def add_profile(root: Element, handoff: Handoff) -> None:
    """Size and rate of the timeline."""
    width_px, height_px = handoff.size_px
    child(
        root,
        "profile",
        description=f"{width_px}x{height_px} {float(handoff.rate):.5g} fps",
        width=width_px,
        height=height_px,
        progressive=1,
        sample_aspect_num=1,
        sample_aspect_den=1,
        display_aspect_num=width_px,
        display_aspect_den=height_px,
        frame_rate_num=handoff.rate.numerator,
        frame_rate_den=handoff.rate.denominator,
        colorspace=709,
    )


def add_producer(root: Element, media: MediaFacts, id_: str, handoff: Handoff) -> Element:
    """A file, as long as it is in frames of the timeline."""
    length = max(1, on_timeline(media.frames, media, handoff))
    if media.is_still:
        length = max(each.stop - each.start for each in handoff.placed if each.moment.media == media)
    producer = child(root, "producer", id=id_, **{"in": 0, "out": length - 1})
    service = "qimage" if media.is_still else "avformat"
    add_properties(producer, {"length": length, "eof": "pause", "resource": media.path, "mlt_service": service})
    return producer


def add_properties(parent: Element, told: Mapping[str, str | int]) -> None:
    """Properties of a part for MLT and its programs, in this order."""
    for name, value in told.items():
        child(parent, "property", value, name=name)


def on_timeline(frame: int, media: MediaFacts, handoff: Handoff) -> int:
    """A frame of a file, counted in frames of the timeline: the nearest."""
    return round(frame / media.rate * handoff.rate)


def frames_of(placed: PlacedMoment, handoff: Handoff) -> tuple[int, int]:
    """First and last frame of a moment in its file, counted in frames of the timeline."""
    moment = placed.moment
    first = 0 if moment.media.is_still else on_timeline(moment.begin, moment.media, handoff)
    return first, first + placed.stop - placed.start - 1
