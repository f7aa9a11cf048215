"""Lists of markers as editing programs import them, on the timeline or with the timecode of each clip."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from core.export.handoff import Handoff, HandoffOptions, OutputFile, PlacedMoment
from core.export.marker_text import one_line, text_of, title_of
from core.values import Timecode

_RESOLVE: Final = {"pick": "ResolveColorGreen", "reject": "ResolveColorRed"}
_AVID: Final = {"pick": "green", "reject": "red"}


def write_resolve_markers(handoff: Handoff, options: HandoffOptions) -> list[OutputFile]:
    """For Import > Timeline Markers from EDL in DaVinci Resolve."""
    return _files(handoff, options, ".markers.edl", _resolve)


def write_avid_markers(handoff: Handoff, options: HandoffOptions) -> list[OutputFile]:
    """For Tools > Markers > Import Markers in Media Composer."""
    return _files(handoff, options, ".markers.txt", _avid)


def _files(
    handoff: Handoff, options: HandoffOptions, suffix: str, write: Callable[[Handoff, bool], str]
) -> list[OutputFile]:
    by_clip = options.markers == "source"
    parts = [each for each in handoff.by_media() if not each.media[0].is_still] if by_clip else [handoff]
    tails = _tails(parts) if by_clip else [""]
    return [
        OutputFile(f"{tail}{suffix}", write(part, by_clip).encode("utf-8"))
        for tail, part in zip(tails, parts, strict=True)
    ]


def _tails(parts: list[Handoff]) -> list[str]:
    """The name of each clip, as part of a file's name; none twice."""
    tails = list[str]()
    for part in parts:
        name = re.sub(r'[<>:"/\\|?*]+', "_", one_line(part.media[0].name)).encode()[:100].decode("utf-8", "ignore")
        tail, number = f".{name}", 1
        while tail.casefold() in (each.casefold() for each in tails):
            number += 1
            tail = f".{name}.{number}"
        tails.append(tail)
    return tails


def _points(handoff: Handoff, by_clip: bool) -> Iterator[tuple[PlacedMoment, Timecode, int]]:
    """Each moment, the label of its first frame, and its length in frames of that label's rate."""
    for placed in handoff.placed:
        moment = placed.moment
        if by_clip:
            yield placed, moment.media.label(moment.first), moment.end - moment.first
        else:
            start, stop = handoff.marked(placed)
            yield placed, handoff.start + start, stop - start


def _resolve(handoff: Handoff, by_clip: bool) -> str:
    fcm = "DROP FRAME" if handoff.drop else "NON-DROP FRAME"
    lines = [f"TITLE: {one_line(handoff.title)[:70]}", f"FCM: {fcm}", ""]
    for number, (placed, label, frames) in enumerate(_points(handoff, by_clip), start=1):
        place = f"{label} {label + 1}"
        lines.append(f"{number:03d}  001      V     C        {place} {place}")
        colour = _RESOLVE.get(placed.moment.flag, "ResolveColorBlue")
        name, note = (_bare(each) for each in (title_of(placed.moment), text_of(placed.moment)))
        lines += [f" {note} |C:{colour} |M:{name} |D:{frames}", ""]
    return "\r\n".join([*lines, ""])


def _avid(handoff: Handoff, by_clip: bool) -> str:
    rows = []
    for placed, label, frames in _points(handoff, by_clip):
        title, text = title_of(placed.moment), text_of(placed.moment)
        comment = text if text.startswith(title) else f"{title} | {text}" if text else title
        rows.append("\t".join(("C2V", str(label), "V1", _AVID.get(placed.moment.flag, "blue"), comment, str(frames))))
    return "\r\n".join([*rows, ""])


def _bare(text: str) -> str:
    """Text without the sign that divides fields."""
    return text.replace("|", "/")
