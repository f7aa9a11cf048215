"""Final Cut 7 XML (xmeml 5), which Premiere Pro and DaVinci Resolve import.

Source: Apple's Final Cut Pro XML Interchange Format, version 5. `in` and `out` count frames of the file from its first.
"""

from collections.abc import Sequence
from fractions import Fraction

from core.export.formats.xml_text import Element, child, document
from core.export.handoff import STEREO, Handoff, HandoffMoment, HandoffOptions, MediaFacts, OutputFile, PlacedMoment
from core.export.marker_text import one_line, phrases_of, score_of, stars, text_of, title_of
from core.export.path_mapping import file_url
from core.values import Timecode, nominal_rate

_BLUE = (0, 0, 255)
_COLOURS = {"pick": (0, 255, 0), "reject": (255, 0, 0)}
"""Of markers: red, green and blue; as in the other formats, what is neither is blue."""


def write_fcp7_xml(handoff: Handoff, _options: HandoffOptions) -> list[OutputFile]:
    """A sequence with the moments one after another, each with a marker."""
    return [OutputFile(".xml", document(_sequence(handoff, with_clips=True), "xmeml"))]


def write_sequence_markers(handoff: Handoff, _options: HandoffOptions) -> list[OutputFile]:
    """A sequence with markers alone, as Premiere imports them."""
    return [OutputFile(".markers.xml", document(_sequence(handoff, with_clips=False), "xmeml"))]


def _sequence(handoff: Handoff, *, with_clips: bool) -> Element:
    root = Element("xmeml", {"version": "5"})
    sequence = child(root, "sequence", id="sequence-1")
    child(sequence, "name", one_line(handoff.title))
    child(sequence, "duration", handoff.frames)
    _rate(sequence, handoff.rate)
    _timecode(sequence, handoff.start)
    media = child(sequence, "media")
    video = child(media, "video")
    _characteristics(child(video, "format"), handoff.rate, *handoff.size_px)
    track = child(video, "track")
    if with_clips:
        _Clips(handoff).place(track, media)
    else:
        for placed in handoff.placed:
            _marker(sequence, placed.moment, *handoff.marked(placed))
    return root


class _Clips:
    """Clip items of picture and sound, linked to each other."""

    def __init__(self, handoff: Handoff) -> None:
        self._handoff = handoff
        self._numbers = {media: number for number, media in enumerate(handoff.media, start=1)}
        self._described = set[MediaFacts]()

    def place(self, track: Element, media: Element) -> None:
        """Each channel of sound stands on a track of its own, from the first on."""
        most = max((each.moment.media.sound_channels for each in self._handoff.placed), default=0)
        sound = [Element("track") for _ in range(most)]
        for placed in self._handoff.placed:
            tracks = [track, *sound[: placed.moment.media.sound_channels]]
            places = [len(each) + 1 for each in tracks]
            for number, each in enumerate(tracks):
                self._item(each, placed, number, places)
        if sound:
            audio = child(media, "audio")
            characteristics = child(child(audio, "format"), "samplecharacteristics")
            child(characteristics, "depth", 16)
            child(characteristics, "samplerate", 48000)
            audio.extend(sound)

    def _item(self, track: Element, placed: PlacedMoment, channel: int, places: Sequence[int]) -> None:
        """`places`: which item of its track the picture is, and each channel of sound."""
        moment, media = placed.moment, placed.moment.media
        length = placed.stop - placed.start if media.is_still else media.frames
        item = child(track, "clipitem", id=_item_id(placed.number, channel))
        child(item, "masterclipid", f"masterclip-{self._numbers[media]}")
        child(item, "name", one_line(media.name))
        child(item, "enabled", "TRUE")
        child(item, "duration", length)
        _rate(item, media.rate)
        child(item, "start", placed.start)
        child(item, "end", placed.stop)
        child(item, "in", moment.begin)
        child(item, "out", moment.stop)
        if media.is_still:
            child(item, "stillframe", "TRUE")
        self._file(item, media, length)
        if channel:
            source = child(item, "sourcetrack")
            child(source, "mediatype", "audio")
            child(source, "trackindex", channel)
        if len(places) > 1:
            for each, place in enumerate(places):
                link = child(item, "link")
                child(link, "linkclipref", _item_id(placed.number, each))
                child(link, "mediatype", "audio" if each else "video")
                child(link, "trackindex", each or 1)
                child(link, "clipindex", place)
        if not channel:
            _comments(item, moment)
            _marker(item, moment, moment.first, moment.end)

    def _file(self, item: Element, media: MediaFacts, length: int) -> None:
        """The file in full where it comes first, then by its id."""
        file = child(item, "file", id=f"file-{self._numbers[media]}")
        if media in self._described:
            return
        self._described.add(media)
        child(file, "name", one_line(media.name))
        child(file, "pathurl", file_url(media.path))
        _rate(file, media.rate)
        child(file, "duration", length)
        _timecode(file, media.start, media.reel)
        kinds = child(file, "media")
        video = child(kinds, "video")
        child(video, "duration", length)
        _characteristics(video, media.rate, media.width_px, media.height_px)
        if media.has_sound:
            _sound_tracks(kinds, media.sound_tracks or (STEREO,))


def _sound_tracks(kinds: Element, tracks: Sequence[int]) -> None:
    """The channels of each sound track; of several, which ones of the file they are."""
    first = 1
    for channels in tracks:
        audio = child(kinds, "audio")
        child(audio, "channelcount", channels)
        for channel in range(first, first + channels) if len(tracks) > 1 else ():
            element = child(audio, "audiochannel")
            child(element, "sourcechannel", channel)
        first += channels


def _item_id(number: int, channel: int) -> str:
    return f"clipitem-{number}" if not channel else f"clipitem-{number}-a{channel}"


def _rate(parent: Element, rate: Fraction) -> None:
    element = child(parent, "rate")
    child(element, "timebase", nominal_rate(rate))
    child(element, "ntsc", "TRUE" if rate.denominator == 1001 else "FALSE")


def _timecode(parent: Element, start: Timecode, reel: str = "") -> None:
    element = child(parent, "timecode")
    _rate(element, start.fps)
    child(element, "string", str(start))
    child(element, "frame", start.frame)
    child(element, "displayformat", "DF" if start.drop else "NDF")
    if reel:
        child(child(element, "reel"), "name", one_line(reel))


def _characteristics(parent: Element, rate: Fraction, width_px: int, height_px: int) -> None:
    element = child(parent, "samplecharacteristics")
    _rate(element, rate)
    if width_px and height_px:
        child(element, "width", width_px)
        child(element, "height", height_px)
    child(element, "anamorphic", "FALSE")
    child(element, "pixelaspectratio", "square")
    child(element, "fielddominance", "none")


def _comments(item: Element, moment: HandoffMoment) -> None:
    info = child(item, "logginginfo")
    child(info, "description", text_of(moment))
    child(info, "lognote", one_line(moment.note))
    child(info, "good", "TRUE" if moment.flag == "pick" else "FALSE")
    element = [
        phrases_of(moment),
        " ".join(part for part in (score_of(moment), stars(moment.rating)) if part),
        ", ".join(one_line(tag) for tag in moment.tags),
    ]
    if any(element):
        comments = child(item, "comments")
        for number, text in enumerate(element, start=1):
            child(comments, f"mastercomment{number}", text)


def _marker(parent: Element, moment: HandoffMoment, start: int, end: int) -> None:
    marker = child(parent, "marker")
    child(marker, "comment", text_of(moment))
    child(marker, "name", title_of(moment))
    child(marker, "in", start)
    child(marker, "out", end)
    colour = child(marker, "color")
    for name, value in zip(("alpha", "red", "green", "blue"), (0, *_COLOURS.get(moment.flag, _BLUE)), strict=True):
        child(colour, name, value)
