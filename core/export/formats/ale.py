"""Avid Log Exchange: a table of clips with reel, start and end, for one rate each."""

from typing import Final

from core.export.formats.edl import named_parts
from core.export.handoff import Handoff, HandoffMoment, HandoffOptions, OutputFile
from core.export.marker_text import one_line, phrases_of, score_of, stars, text_of
from core.export.reel_names import reel_names

REEL_LENGTH: Final = 32
"""Letters that Avid allows."""
_COLUMNS: Final = (
    "Name",
    "Tracks",
    "Start",
    "End",
    "Duration",
    "Tape",
    "Source File",
    "Source Path",
    "FPS",
    "Image Size",
    "Camera",
    "Description",
    "Comments",
    "Phrases",
    "Score",
    "Rating",
    "Tags",
)


def write_ale(handoff: Handoff, options: HandoffOptions) -> list[OutputFile]:
    """One log, or one for each rate."""
    parts = named_parts(handoff.by_rate())
    return [OutputFile(f"{tail}.ale", _log(part, options).encode("utf-8")) for tail, part in parts]


def _log(handoff: Handoff, options: HandoffOptions) -> str:
    reels = reel_names(handoff.media, max(options.reel_length, REEL_LENGTH), dict(options.reels))
    lines = [
        "Heading",
        "FIELD_DELIM\tTABS",
        f"VIDEO_FORMAT\t{_format(handoff)}",
        "AUDIO_FORMAT\t48khz",
        f"FPS\t{_fps(handoff)}",
        "",
        "Column",
        "\t".join(_COLUMNS),
        "",
        "Data",
    ]
    rows = (_row(moment, handoff, reels[moment.media].name) for moment in handoff.moments)
    lines += ["\t".join(map(one_line, row)) for row in rows]
    return "\r\n".join([*lines, ""])


def _row(moment: HandoffMoment, handoff: Handoff, reel: str) -> tuple[str, ...]:
    media = moment.media
    zero = media.label(-media.start.frame)
    return (
        media.name,
        "V" + "".join(f"A{channel}" for channel in range(1, media.sound_channels + 1)),
        str(media.label(moment.begin)),
        str(media.label(moment.stop)),
        str(zero + moment.frames),
        reel,
        media.name,
        media.path,
        _fps(handoff),
        f"{media.width_px}x{media.height_px}",
        media.camera,
        text_of(moment),
        moment.note,
        phrases_of(moment),
        score_of(moment),
        stars(moment.rating),
        ", ".join(moment.tags),
    )


def _fps(handoff: Handoff) -> str:
    return (
        f"{float(handoff.rate):.3f}".rstrip("0").rstrip(".") if handoff.rate.denominator == 1001 else str(handoff.rate)
    )


def _format(handoff: Handoff) -> str:
    height_px = handoff.size_px[1]
    return {2160: "UHD", 1080: "1080", 720: "720", 576: "PAL", 486: "NTSC", 480: "NTSC"}.get(height_px, "CUSTOM")
