"""CMX 3600 edit decision lists: one rate and one way of counting each, at most 999 events, reels of few letters.

OpenTimelineIO's adapter is not used to write them: it ignores where the timeline starts and writes no drop-frame flag.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from core.export.handoff import Handoff, HandoffOptions, OutputFile, PlacedMoment
from core.export.marker_text import one_line, text_of, title_of
from core.export.reel_names import reel_names

MOST_EVENTS: Final = 999
"""Their numbers have three digits."""
_CHANNELS: Final = {0: "V", 1: "B"}
"""By the number of sound channels; of two and more the first two are named. Source: CMX 3600."""


def write_edl(handoff: Handoff, options: HandoffOptions) -> list[OutputFile]:
    """One list, or several where rates differ or there are too many events."""
    parts = list(split_events(handoff))
    return [OutputFile(f"{tail}.edl", _list_of(part, options).encode("utf-8")) for tail, part in named_parts(parts)]


def split_events(handoff: Handoff) -> Iterator[Handoff]:
    """Timelines of one rate and at most 999 moments."""
    for part in handoff.by_rate():
        for at in range(0, len(part.moments), MOST_EVENTS):
            yield Handoff(part.title, part.moments[at : at + MOST_EVENTS], part.rate, part.start)


def named_parts(parts: list[Handoff]) -> list[tuple[str, Handoff]]:
    """What follows the chosen name: nothing for a single part, else its rate, and a number where that is not enough."""
    if len(parts) == 1:
        return [("", parts[0])]
    labels = [rate_label(part.rate, part.drop) for part in parts]
    named = list[tuple[str, Handoff]]()
    for at, (label, part) in enumerate(zip(labels, parts, strict=True)):
        tail = f".{label}" if len(set(labels)) > 1 else ""
        number = labels[:at].count(label) + 1
        named.append((f"{tail}.{number}" if labels.count(label) > 1 else tail, part))
    return named


def rate_label(rate: Fraction, drop: bool) -> str:
    """25, 23.98, 29.97df, 29.97ndf."""
    text = f"{float(rate):.2f}".rstrip("0").rstrip(".")
    is_dropped_rate = rate.denominator == 1001 and rate.numerator % 30000 == 0
    return f"{text}{'df' if drop else 'ndf'}" if is_dropped_rate else text


def _list_of(handoff: Handoff, options: HandoffOptions) -> str:
    reels = reel_names(handoff.media, options.reel_length, dict(options.reels))
    lines = [f"TITLE: {one_line(handoff.title)[:70]}", f"FCM: {'DROP FRAME' if handoff.drop else 'NON-DROP FRAME'}", ""]
    for placed in handoff.placed:
        lines += _event(placed, handoff, reels[placed.moment.media].name)
    return "\r\n".join([*lines, ""])


def _event(placed: PlacedMoment, handoff: Handoff, reel: str) -> list[str]:
    moment, media = placed.moment, placed.moment.media
    source = f"{media.label(moment.begin)} {media.label(moment.stop)}"
    record = f"{handoff.start + placed.start} {handoff.start + placed.stop}"
    channel = _CHANNELS.get(media.sound_channels, "AA/V")
    lines = [f"{placed.number:03d}  {reel:<8} {channel:<5} C        {source} {record}"]
    lines += [f"* FROM CLIP NAME: {one_line(media.name)}", f"* SOURCE FILE: {one_line(media.path)}"]
    if media.reel and media.reel != reel:
        lines.append(f"* SOURCE REEL: {one_line(media.reel)}")
    at = handoff.start + handoff.marked(placed)[0]
    lines.append(f"* LOC: {at} {_colour(moment.flag):<7} {title_of(moment)}")
    text = text_of(moment)
    return [*lines, f"* COMMENT: {text}"] if text else lines


def _colour(flag: str) -> str:
    return {"pick": "GREEN", "reject": "RED"}.get(flag, "BLUE")
