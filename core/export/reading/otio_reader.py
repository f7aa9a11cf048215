"""OpenTimelineIO files and bundles, read by its own library."""

import io
import json
import zipfile
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from core.export.formats.otio_files import METADATA
from core.export.path_mapping import name_of, path_of_url
from core.export.reading.foreign import MOST_BYTES, ForeignMoment, ForeignTimeline, unreadable
from core.sentences import sentence
from core.values import standard_rate

if TYPE_CHECKING:
    import opentimelineio as otio

_CONTENT = "content.otio"


def read_otio(raw: bytes, name: str) -> ForeignTimeline:
    """Raises: ExportError."""
    import opentimelineio as otio

    try:
        json.loads(raw)  # checked by a stricter parser than its own first
        thing = otio.adapters.read_from_string(raw.decode("utf-8"), "otio_json")
    except (ValueError, RecursionError, otio.exceptions.OTIOError) as error:
        raise unreadable(sentence("{name} cannot be read: it is not an OpenTimelineIO file.", name=name)) from error
    if not hasattr(thing, "find_clips"):
        raise unreadable(sentence("{name} cannot be read: it holds no timeline.", name=name))
    moments, notes = list[ForeignMoment](), set[str]()
    for number, clip in enumerate(thing.find_clips(), start=1):
        if _is_sound(clip):
            continue
        if any(isinstance(each, otio.schema.TimeEffect) for each in clip.effects):
            notes.add(sentence("Speed changes were not read: moments have their source in and out."))
        moments.append(_moment(clip, number))
    return ForeignTimeline(str(thing.name or ""), tuple(moments), tuple(sorted(notes)))


def read_otioz(raw: bytes, name: str) -> ForeignTimeline:
    """The timeline inside of a bundle. Raises: ExportError."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as bundle:
            if bundle.getinfo(_CONTENT).file_size > MOST_BYTES:
                raise unreadable(sentence("{name} cannot be read: its timeline is too large.", name=name))
            content = bundle.read(_CONTENT)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError) as error:
        raise unreadable(sentence("{name} cannot be read: it is not an OpenTimelineIO bundle.", name=name)) from error
    return read_otio(content, name)


def _is_sound(clip: "otio.schema.Clip") -> bool:
    parent = clip.parent()
    return getattr(parent, "kind", "Video") == "Audio"


def _moment(clip: "otio.schema.Clip", number: int) -> ForeignMoment:
    import opentimelineio as otio

    reference = clip.media_reference
    address = reference.target_url if isinstance(reference, otio.schema.ExternalReference) else ""
    path = path_of_url(address or "")
    known = reference.available_range if reference is not None else None
    cut = clip.source_range or known
    start = end = rate = None
    if cut is not None:
        rate = _rate(cut.start_time.rate)
        first = _seconds(cut.start_time)
        start, end = first, first + _seconds(cut.duration)
        if known is not None:
            origin = _seconds(known.start_time)
            start, end = start - origin, end - origin
    fields = _our_metadata(clip.metadata)
    is_still = fields.get("still") is True
    return ForeignMoment(
        name=name_of(path) if path else str(clip.name or ""),
        path=path,
        reel=str(dict(clip.metadata.get("cmx_3600", {})).get("reel", "")),
        clock="file" if known is not None else "timecode",
        start=None if is_still else start,
        end=None if is_still else end,
        rate=rate,
        note=str(fields.get("note") or "")
        or next((str(each.name) for each in clip.markers if each.name != clip.name), ""),
        fingerprint=str(fields.get("fingerprint") or ""),
        where=f"clip {number}",
    )


def _our_metadata(metadata: Any) -> dict[str, Any]:
    fields = metadata.get(METADATA)
    return dict(fields) if fields is not None and hasattr(fields, "keys") else {}


def _rate(rate: float) -> Fraction:
    exact = Fraction(rate).limit_denominator(1_000_000)
    return standard_rate(exact) or exact


def _seconds(time: "otio.opentime.RationalTime") -> Fraction:
    """Exactly, where it counts whole frames."""
    rate = _rate(time.rate)
    return Fraction(time.value).limit_denominator(1_000_000) / rate if rate > 0 else Fraction()
