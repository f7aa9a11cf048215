"""OpenTimelineIO: `.otio`, and `.otioz` with the files inside, made by its own library.

Its times are floating-point rates; ours are converted here, once, from whole frames.
"""

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from core.export.file_names import portable_name
from core.export.handoff import Handoff, HandoffMoment, HandoffOptions, MediaFacts, OutputFile
from core.export.marker_text import one_line, text_of, title_of
from core.export.path_mapping import file_url, name_of

if TYPE_CHECKING:
    import opentimelineio as otio

METADATA: Final = "c2v_desktop"
"""Under this name what OpenTimelineIO has no field for."""
_COLOURS: Final = {"pick": "GREEN", "reject": "RED"}


def write_otio(handoff: Handoff, _options: HandoffOptions) -> list[OutputFile]:
    """A timeline that names the files where they are."""
    addresses = {media: file_url(media.path) for media in handoff.media}
    return [OutputFile(".otio", _timeline(handoff, addresses).to_json_string(indent=2).encode("utf-8"))]


def write_otioz(handoff: Handoff, _options: HandoffOptions) -> list[OutputFile]:
    """One file with the timeline and copies of all clips."""
    names, addresses = dict[str, str](), dict[MediaFacts, str]()
    for media in handoff.media:
        names[media.path] = names.get(media.path) or f"media/{_free_name(media, names)}"
        addresses[media] = names[media.path]
    timeline = _timeline(handoff, addresses).to_json_string(indent=2).encode("utf-8")
    return [OutputFile(".otioz", timeline, tuple((inside, path) for path, inside in names.items()))]


def _free_name(media: MediaFacts, names: dict[str, str]) -> str:
    """The name of a file in the bundle: none twice, whatever the case.

    OpenTimelineIO writes addresses in a bundle as they are, and takes them for escaped ones when it reads them.
    """
    taken = {each.casefold() for each in names.values()}
    name = portable_name(name_of(media.path))
    stem, dot, suffix = name.rpartition(".")
    wanted, number = name, 1
    while f"media/{wanted}".casefold() in taken:
        number += 1
        wanted = f"{stem} {number}.{suffix}" if dot and stem else f"{name} {number}"
    return wanted


def _timeline(handoff: Handoff, addresses: dict[MediaFacts, str]) -> "otio.schema.Timeline":
    import opentimelineio as otio  # half a second that no other format needs

    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    stack = otio.schema.Stack("tracks", children=[track])
    timeline = otio.schema.Timeline(one_line(handoff.title), global_start_time=_time(handoff.start.frame, handoff.rate))
    timeline.tracks = stack
    for moment in handoff.moments:
        track.append(_clip(moment, addresses[moment.media]))
    return timeline


def _clip(moment: HandoffMoment, address: str) -> "otio.schema.Clip":
    import opentimelineio as otio

    media = moment.media
    length = moment.frames if media.is_still else media.frames
    reference = otio.schema.ExternalReference(address, _range(media.start.frame, length, media.rate))
    reference.name = one_line(media.name)
    clip = otio.schema.Clip(
        one_line(media.name),
        media_reference=reference,
        source_range=_range(media.start.frame + moment.begin, moment.frames, media.rate),
        metadata={METADATA: _our_metadata(moment)},
    )
    if media.reel:
        clip.metadata["cmx_3600"] = {"reel": media.reel}  # as adapters for edit lists look for it
    clip.markers.append(
        otio.schema.Marker(
            title_of(moment),
            _range(media.start.frame + moment.first, moment.end - moment.first, media.rate),
            color=_COLOURS.get(moment.flag, "BLUE"),
            metadata={METADATA: {"text": text_of(moment)}},
        )
    )
    return clip


def _our_metadata(moment: HandoffMoment) -> dict[str, Any]:
    media = moment.media
    fields: dict[str, Any] = {
        "note": moment.note,
        "phrases": [each.text for each in moment.phrases],
        "rating": moment.rating,
        "flag": moment.flag,
        "tags": list(moment.tags),
        "rate": str(media.rate),
        "timecode": str(media.start) if media.has_timecode else "",
        "fingerprint": media.fingerprint,
    }
    if moment.score is not None:
        fields |= {"score": moment.score, "strength": moment.strength or ""}
    return fields


def _time(frame: int, rate: Fraction) -> "otio.opentime.RationalTime":
    import opentimelineio as otio

    return otio.opentime.RationalTime(frame, float(rate))


def _range(frame: int, frames: int, rate: Fraction) -> "otio.opentime.TimeRange":
    import opentimelineio as otio

    return otio.opentime.TimeRange(_time(frame, rate), _time(frames, rate))
