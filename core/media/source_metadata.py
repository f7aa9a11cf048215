"""What a file says of its recording, from its headers: nothing is decoded for it.

Dates: a camera has a clock and often no idea of its zone. A zone counts only where it stands in a place made for it.
"""

import re
import time
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import av.error
from av.container import InputContainer
from av.stream import Stream

from core.media.camera_log import sony_xml
from core.media.opening import media_errors, open_container, packets_of, stat_regular
from core.media.recorded_timecode import (
    GOP_BYTES,
    gop_timecode,
    mxf_header,
    mxf_timecodes,
    quicktime_timecode,
    timecode_of_label,
)
from core.media.tracks import candidates, choose, has_decoder
from core.printable import printable
from core.values import CreationDate, SourceMetadata, Timecode

MOST_STREAMS = 64
"""How many streams are kept from decoding while a file is opened."""
MOST_PACKETS = 500
"""Read while the first one of a picture track is looked for."""
LONGEST = 64
"""Letters of a name; longer ones are cut."""
GROUPED = frozenset({"mpeg1video", "mpeg2video"})
"""Codecs with a timecode in front of each group of pictures."""
_WITH_ZONE = ("com.apple.quicktime.creationdate", "date", "date_recorded", "creation_time")
_CLOCK_KEYS = frozenset({"creation_time"})
"""Counted from 1904 or so in UTC by the format, whatever the camera meant by it: the zone is not known."""
_MAKES = ("com.apple.quicktime.make", "com.android.manufacturer", "make", "manufacturer")
_MODELS = ("com.apple.quicktime.model", "com.android.model", "model")
_REELS = ("com.apple.proapps.reel", "com.apple.quicktime.reel", "reel_name", "reel")
_DATE = re.compile(
    r"([0-9]{4})[-:]([0-9]{2})[-:]([0-9]{2})[T ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:[.,][0-9]{1,9})?"
    r"\s*(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_FIRST_YEAR = 1971
"""Clocks that were never set begin in 1904 or 1970."""
_NEVER_SET = frozenset({(1980, 1, 1)})
"""Where other clocks begin."""
_MOST_OFFSET_MIN = 15 * 60
_SLACK = timedelta(days=1)
"""A date without a zone may lie so far in the future."""
_SONY_DATE = re.compile(r'<CreationDate\s+value="([^"]{1,64})"')
_SONY_DEVICE = re.compile(r"<Device\s([^>]{1,400})>")
_SONY_KEY = "CreationDate"


def read_source_metadata(path: Path, fps: Fraction) -> SourceMetadata:
    """Of a video whose rate is known, from its headers and at most its first packets. Raises: MediaError."""
    stat_regular(path)
    with media_errors(path), closing(_opened(path)) as container:
        tracks = [one for one in candidates(container) if has_decoder(one)]
        if not tracks:
            return SourceMetadata()
        track = choose(tracks)
        is_grouped = track.codec_context.codec.canonical_name in GROUPED
        return source_metadata(path, container, track, fps, _first_packet(container, track) if is_grouped else b"")


def _opened(path: Path) -> InputContainer:
    """Without libav's own decoding, where it knows the streams before that. Raises: OSError, av.error.FFmpegError."""
    try:
        return open_container(path, MOST_STREAMS)
    except ValueError:  # its streams are found on the way, as in a transport stream
        return open_container(path)


def source_metadata(
    path: Path, container: InputContainer, track: Stream, fps: Fraction, first_packet: bytes
) -> SourceMetadata:
    """Of an opened video. `first_packet` is that of its picture track: MPEG-2 has its timecode there."""
    tags = _tags(container, track)
    xml = sony_xml(path)
    device = _attributes(_SONY_DEVICE, xml)
    sony_date = _SONY_DATE.search(xml)
    dates = [(key, tags.get(key, "")) for key in _WITH_ZONE]
    if sony_date is not None:
        dates.insert(0, (_SONY_KEY, sony_date[1]))
    return SourceMetadata(
        start=_timecode(path, container, track, fps, tags, first_packet),
        created=creation_date(dates, time.time()),
        make=tidy(_first(tags, _MAKES)) or tidy(device.get("manufacturer", "")),
        model=tidy(_first(tags, _MODELS)) or tidy(device.get("modelName", "")),
        reel=tidy(_first(tags, _REELS)),
    )


def creation_date(told: Iterable[tuple[str, str]], now_s: float) -> CreationDate | None:
    """The first of these entries (key, text) that is a date somebody can have shot at; those with a zone go first.

    Units: `now_s` seconds since 1970: a date in the future is that of a clock that is wrong.
    """
    found = [each for key, text in told if (each := _date(key, text, now_s)) is not None]
    return min(found, key=lambda each: each.utc_offset_min is None, default=None)


def tidy(text: str) -> str:
    """A name from a file as one short line of text, whatever was in it."""
    line = printable(" ".join(text[: 16 * LONGEST].replace("\0", " ").split()))
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _date(key: str, text: str, now_s: float) -> CreationDate | None:
    found = _DATE.fullmatch(text.strip()[:LONGEST])
    if found is None:
        return None
    with suppress(ValueError, OverflowError):
        local = datetime(*(int(found[part]) for part in range(1, 7)))  # type: ignore[arg-type]
        offset_min = None if key in _CLOCK_KEYS else _offset_min(found[7])
        latest = datetime(1970, 1, 1) + timedelta(seconds=now_s, minutes=offset_min or 0) + _SLACK
        is_likely = local.year >= _FIRST_YEAR and (local.year, local.month, local.day) not in _NEVER_SET
        return CreationDate(local, offset_min, key) if is_likely and local <= latest else None
    return None


def _offset_min(zone: str | None) -> int | None:
    """Minutes east of UTC. Raises: ValueError, for what is no zone on this planet."""
    if zone is None:
        return None
    if zone == "Z":
        return 0
    minutes = 60 * int(zone[1:3]) + int(zone[-2:])
    if minutes > _MOST_OFFSET_MIN or int(zone[-2:]) > 59:
        raise ValueError(zone)
    return -minutes if zone[0] == "-" else minutes


def _timecode(
    path: Path, container: InputContainer, track: Stream, fps: Fraction, tags: Mapping[str, str], first_packet: bytes
) -> Timecode | None:
    kind, label = container.format.name, tags.get("timecode", "").strip()
    with suppress(OSError, OverflowError):
        if "mp4" in kind:
            with path.open("rb") as file:
                found = quicktime_timecode(file, track.index, len(container.streams), fps)
            if found != "unknown":
                return found if found != "none" else None
        if kind.startswith("mxf") and label:
            return timecode_of_label(label, fps, mxf_timecodes(mxf_header(path), fps))
    return timecode_of_label(label, fps) if label else gop_timecode(first_packet[:GOP_BYTES], fps)


def _tags(container: InputContainer, track: Stream) -> dict[str, str]:
    """What all parts of a file say, by lower-case key: its container first, then the picture track, then others.

    Keys that end in a language are as good as those without.
    """
    told: dict[str, str] = {}
    others = [one.metadata for one in container.streams if one.index != track.index]
    for tags in (container.metadata, track.metadata, *others):
        for key, text in tags.items():
            name = key.lower()
            for each in (name, name[:-4] if name[-4:-3] == "-" else name):
                if text.strip() and each not in told:
                    told[each] = text
    return told


def _first(tags: Mapping[str, str], keys: Iterable[str]) -> str:
    return next((tags[key] for key in keys if key in tags), "")


def _attributes(tag: "re.Pattern[str]", text: str) -> dict[str, str]:
    found = tag.search(text)
    return {} if found is None else dict(re.findall(r'(\w+)="([^"]*)"', found[1]))


def _first_packet(container: InputContainer, track: Stream) -> bytes:
    packets: Any = packets_of(container)
    with suppress(av.error.FFmpegError, StopIteration):
        for _ in range(MOST_PACKETS):
            packet = next(packets)
            if packet.stream_index == track.index and packet.size:
                return bytes(packet)[:GOP_BYTES]
    return b""
