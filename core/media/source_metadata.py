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
from av.video.stream import VideoStream

from core.media.avchd_notes import avchd_notes, date_of, make_of, model_of, timecode_pack
from core.media.camera_log import canon_xml, panasonic_xml, sony_xml
from core.media.canon_clip import canon_timecode
from core.media.mxf_header import mxf_header, mxf_timecode
from core.media.opening import media_errors, open_container, packets_of, stat_regular
from core.media.recorded_timecode import (
    GOP_BYTES,
    base_of_tape,
    gop_timecode,
    quicktime_timecode,
    timecode_of_label,
    timecode_of_pack,
)
from core.media.tracks import candidates, choose, has_decoder
from core.printable import printable
from core.values import CreationDate, SourceMetadata, Timecode, can_drop, nominal_rate, standard_rate

MOST_STREAMS = 64
"""How many streams are kept from decoding while a file is opened."""
MOST_PACKETS = 500
"""Read while the first one of a picture track is looked for."""
LONGEST = 64
"""Letters of a name; longer ones are cut."""
_GROUPED = frozenset({"mpeg1video", "mpeg2video"})
"""Codecs with a timecode in front of each group of pictures."""
_WITH_ZONE = ("com.apple.quicktime.creationdate", "date", "date_recorded", "creation_time")
_CLOCK_KEYS = frozenset({"creation_time"})
"""Counted from 1904 or so in UTC by the format, whatever the camera meant by it: the zone is not known."""
_MAKES = ("com.apple.quicktime.make", "com.android.manufacturer", "make", "manufacturer")
_MODELS = ("com.apple.quicktime.model", "com.android.model", "model")
_REELS = ("com.apple.proapps.reel", "com.apple.quicktime.reel", "reel_name", "reel")
_DATE = re.compile(
    r"([0-9]{4})[-:]([0-9]{2})[-:]([0-9]{2})[T ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:[.,][0-9]{1,9})?"
    r"\s*(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
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
_SONY_BASE = re.compile(r'<LtcChangeTable\s[^>]{0,200}?tcFps="([0-9]{1,3})"')
_SONY_LABEL = re.compile(r'<LtcChange\s+frameCount="0"\s+value="([0-9A-Fa-f]{8})"')
_SONY_KEY = "CreationDate"
_PANASONIC_LABEL = re.compile(r"<(?:\w+:)?StartTimecode>\s*([^<\s]{1,16})\s*<")
_PANASONIC_RATE = re.compile(r'<(?:\w+:)?FrameRate\s[^>]{0,100}?DropFrameFlag="(true|false)"', re.IGNORECASE)
_PANASONIC_DATE = re.compile(r"<(?:\w+:)?StartDate>\s*([^<]{1,64}?)\s*<")
_DEVICE_MAKE = re.compile(r"<(?:\w+:)?Device\b[^>]*>.{0,400}?<(?:\w+:)?Manufacturer>\s*([^<]{1,64}?)\s*<", re.DOTALL)
_DEVICE_MODEL = re.compile(r"<(?:\w+:)?Device\b[^>]*>.{0,400}?<(?:\w+:)?ModelName>\s*([^<]{1,64}?)\s*<", re.DOTALL)
"""Of Panasonic and Canon: lenses have makers and models too."""
_PANASONIC_KEY = "StartDate"
_SAMPLES = re.compile(r"[0-9]{1,18}")


def read_source_metadata(path: Path, fps: Fraction) -> SourceMetadata:
    """Of a video whose rate is known, from its headers and at most its first packets. Raises: MediaError."""
    stat_regular(path)
    with media_errors(path), closing(_opened(path)) as container:
        tracks = [one for one in candidates(container) if has_decoder(one)]
        if not tracks:
            return SourceMetadata(has_sound=bool(container.streams.audio), sound_channels=_channels(container))
        track = choose(tracks)
        first = _first_packet(container, track) if _has_notes(container, track) else b""
        return source_metadata(path, container, track, fps, first)


def _opened(path: Path) -> InputContainer:
    """Without libav's own decoding, where it knows the streams before that. Raises: OSError, av.error.FFmpegError."""
    try:
        return open_container(path, MOST_STREAMS)
    except ValueError:  # its streams are found on the way, as in a transport stream
        return open_container(path)


def source_metadata(
    path: Path, container: InputContainer, track: VideoStream, fps: Fraction, first_packet: bytes
) -> SourceMetadata:
    """Of an opened video. `first_packet` is that of its picture track: MPEG-2 and AVCHD have something in there."""
    first_packet = first_packet[:GOP_BYTES] if _has_notes(container, track) else b""
    tags, xml, notes = _tags(container, track), sony_xml(path), avchd_notes(first_packet)
    panasonic = panasonic_xml(path, container.metadata)
    device = _attributes(_SONY_DEVICE, xml)
    device_xml = panasonic or canon_xml(path)
    make, model = _found(_DEVICE_MAKE, device_xml), _found(_DEVICE_MODEL, device_xml)
    dates = [
        (_SONY_KEY, _found(_SONY_DATE, xml)),
        ("MDPM", date_of(notes)),
        (_PANASONIC_KEY, _found(_PANASONIC_DATE, panasonic)),
    ]
    return SourceMetadata(
        start=_first_label(
            _timecode(path, container, track, fps, tags),
            gop_timecode(first_packet, fps) or timecode_of_pack(timecode_pack(notes), base_of_tape(fps), fps),
            _sony_timecode(xml, fps) or _panasonic_timecode(panasonic, fps) or canon_timecode(path, fps),
            _sound_timecode(container, tags, fps),
            is_mxf=container.format.name.startswith("mxf"),
        ),
        created=creation_date([*dates, *((key, tags.get(key, "")) for key in _WITH_ZONE)], time.time()),
        make=tidy(_first(tags, _MAKES) or device.get("manufacturer", "") or make_of(notes) or make),
        model=tidy(_first(tags, _MODELS) or device.get("modelName", "") or model_of(notes) or model),
        reel=tidy(_first(tags, _REELS)),
        has_sound=bool(container.streams.audio),
        sound_channels=_channels(container),
    )


def _first_label(
    own: Timecode | None,
    in_stream: Timecode | None,
    of_camera: Timecode | None,
    of_sound: Timecode | None,
    *,
    is_mxf: bool,
) -> Timecode | None:
    """The container's own label, else that of the pictures, of what the camera wrote beside, or of the sound.

    Writers of MXF put 00:00:00:00 where they know no timecode: there the camera knows better.
    """
    if is_mxf and own is not None and not own.frame and of_camera is not None:
        return of_camera
    return own or in_stream or of_camera or of_sound


def _channels(container: InputContainer) -> tuple[int, ...]:
    """Of each sound track whose codec libav knows; of others it tells nothing."""
    known = (one.codec_context for one in container.streams.audio if one.codec_context is not None)
    return tuple(context.channels for context in known if context.channels > 0)


def _has_notes(container: InputContainer, track: VideoStream) -> bool:
    """True where the first packet may tell something."""
    codec = track.codec_context.codec.canonical_name
    return codec in _GROUPED or (codec == "h264" and "mpegts" in container.format.name)


def _sony_timecode(xml: str, fps: Fraction) -> Timecode | None:
    pack, base = _found(_SONY_LABEL, xml), _found(_SONY_BASE, xml)
    return timecode_of_pack(bytes.fromhex(pack), int(base), fps) if pack and base else None


def _panasonic_timecode(xml: str, fps: Fraction) -> Timecode | None:
    """The label of its first frame, in drop frames where its frame rate says so; the mark in it says the same."""
    label, drops = _found(_PANASONIC_LABEL, xml), _found(_PANASONIC_RATE, xml).lower()
    if not label:
        return None
    clock, _, frames = label.replace(";", ":").rpartition(":")
    return timecode_of_label(f"{clock};{frames}" if drops == "true" else label, fps)


def _sound_timecode(container: InputContainer, tags: Mapping[str, str], fps: Fraction) -> Timecode | None:
    """Of the time reference of Broadcast Wave: samples since midnight, which recorders write beside pictures too.

    Source: EBU Tech 3285, chunk `bext`; libav tells it as text.
    """
    stated, rate = tags.get("time_reference", "").strip(), standard_rate(fps)
    known = [
        one for one in container.streams.audio if one.codec_context is not None
    ]  # libav knows the others' codec not
    samples_s = next((one.rate for one in known if one.rate), 0)
    if not _SAMPLES.fullmatch(stated) or not int(stated) or not samples_s or rate is None:
        return None
    base = nominal_rate(rate)
    zero = Timecode(0, rate, rate.denominator == 1001 and can_drop(base))
    return zero + round(int(stated) * rate / samples_s)


def creation_date(stated: Iterable[tuple[str, str]], now_s: float) -> CreationDate | None:
    """The first of these entries (key, text) that is a date somebody can have shot at; those with a zone go first.

    Units: `now_s` seconds since 1970: a date in the future is that of a clock that is wrong.
    """
    found = [each for key, text in stated if (each := _date(key, text, now_s)) is not None]
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
    part = int(zone[3:].lstrip(":") or 0)
    minutes = 60 * int(zone[1:3]) + part
    if minutes > _MOST_OFFSET_MIN or part > 59:
        raise ValueError(zone)
    return -minutes if zone[0] == "-" else minutes


def _timecode(
    path: Path, container: InputContainer, track: Stream, fps: Fraction, tags: Mapping[str, str]
) -> Timecode | None:
    """Of the container."""
    kind, label = container.format.name, tags.get("timecode", "").strip()
    with suppress(OSError, OverflowError):
        if "mp4" in kind:
            with path.open("rb") as file:
                found = quicktime_timecode(file, track.index, len(container.streams), fps)
            if found != "unknown":
                return found if found != "none" else None
        if kind.startswith("mxf"):
            found_in_header = mxf_timecode(mxf_header(path), fps)
            if found_in_header is not None:
                return found_in_header
    return timecode_of_label(label, fps) if label else None


def _tags(container: InputContainer, track: Stream) -> dict[str, str]:
    """What all parts of a file say, by lower-case key: its container first, then the picture track, then others.

    Keys that end in a language are as good as those without.
    """
    stated: dict[str, str] = {}
    others = [one.metadata for one in container.streams if one.index != track.index]
    for tags in (container.metadata, track.metadata, *others):
        for key, text in tags.items():
            name = key.lower()
            for each in (name, name[:-4] if name[-4:-3] == "-" else name):
                if text.strip() and each not in stated:
                    stated[each] = text
    return stated


def _first(tags: Mapping[str, str], keys: Iterable[str]) -> str:
    return next((tags[key] for key in keys if key in tags), "")


def _found(tag: "re.Pattern[str]", text: str) -> str:
    found = tag.search(text)
    return found[1] if found is not None else ""


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
