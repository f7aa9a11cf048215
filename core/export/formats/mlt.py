"""MLT XML, for melt, Shotcut and Kdenlive.

MLT counts in frames of its profile, which is that of the timeline; `out` is the last frame, not the one after it.
Kdenlive has folders in its own projects alone: this is what its manual calls a library clip, which it expands.
"""

import json

from core.export.formats.xml_text import Element, child, document
from core.export.handoff import Handoff, HandoffOptions, MediaFacts, OutputFile, PlacedMoment
from core.export.marker_text import one_line, text_of, title_of


def write_mlt(handoff: Handoff, _options: HandoffOptions) -> list[OutputFile]:
    """A playlist of the moments on one track."""
    width_px, height_px = handoff.size_px
    root = Element("mlt", {"LC_NUMERIC": "C", "version": "7.0.0", "producer": "tractor0"})
    root.set("title", one_line(handoff.title))
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
    ids = {media: f"producer{number}" for number, media in enumerate(handoff.media)}
    for media, id_ in ids.items():
        _producer(root, media, id_, handoff)
    playlist = child(root, "playlist", id="playlist0")
    for placed in handoff.placed:
        first = _first(placed, handoff)
        last = first + placed.stop - placed.start - 1
        child(playlist, "entry", producer=ids[placed.moment.media], **{"in": first, "out": last})
    tractor = child(root, "tractor", id="tractor0", **{"in": 0, "out": max(0, handoff.frames - 1)})
    child(tractor, "track", producer="playlist0")
    guides = [
        {"comment": f"{title_of(each.moment)}: {text_of(each.moment)}", "pos": handoff.marked(each)[0], "type": 0}
        for each in handoff.placed
    ]
    child(tractor, "property", json.dumps(guides, ensure_ascii=False), name="kdenlive:sequenceproperties.guides")
    return [OutputFile(".mlt", document(root, ""))]


def _first(placed: PlacedMoment, handoff: Handoff) -> int:
    moment = placed.moment
    return 0 if moment.media.is_still else round(moment.begin / moment.media.rate * handoff.rate)


def _producer(root: Element, media: MediaFacts, id_: str, handoff: Handoff) -> None:
    length = max(1, round(media.frames / media.rate * handoff.rate))
    if media.is_still:
        length = max(each.stop - each.start for each in handoff.placed if each.moment.media == media)
    producer = child(root, "producer", id=id_, **{"in": 0, "out": length - 1})
    service = "qimage" if media.is_still else "avformat"
    told: dict[str, str | int] = {"length": length, "eof": "pause", "resource": media.path, "mlt_service": service}
    for name, value in told.items():
        child(producer, "property", value, name=name)
