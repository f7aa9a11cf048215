"""FCPXML 1.10 for Final Cut Pro and DaVinci Resolve: clips with keywords, markers and ratings, and a timeline.

Written from fractions: OpenTimelineIO's adapter cuts rates to whole numbers, and keeps neither keywords nor ratings.
Source: the document type definition that Apple publishes with Final Cut Pro; the order of elements is part of it.
"""

from fractions import Fraction
from typing import Final

from core.export.formats.xml_text import Element, child, document
from core.export.handoff import Handoff, HandoffMoment, HandoffOptions, MediaFacts, OutputFile, PlacedMoment
from core.export.marker_text import for_xml, one_line, text_of, title_of
from core.export.path_mapping import file_url

VERSION: Final = "1.10"
_CONFORMED: Final = {
    Fraction(24000, 1001): "23.98",
    Fraction(24): "24",
    Fraction(25): "25",
    Fraction(30000, 1001): "29.97",
    Fraction(30): "30",
    Fraction(48000, 1001): "47.95",
    Fraction(48): "48",
    Fraction(50): "50",
    Fraction(60000, 1001): "59.94",
    Fraction(60): "60",
}
"""What a clip of another rate than its timeline calls its own."""
_RATINGS: Final = {"pick": "favorite", "reject": "reject"}


def write_fcpxml(handoff: Handoff, _options: HandoffOptions) -> list[OutputFile]:
    """An event with the clips and their moments, and a project with the timeline."""
    made = _Document(handoff)
    event = made.event()
    for media in handoff.media:
        made.clip(event, media)
    made.project(event)
    return [OutputFile(".fcpxml", document(made.root, "fcpxml"))]


def write_clip_markers(handoff: Handoff, _options: HandoffOptions) -> list[OutputFile]:
    """The clips with their moments as markers and keywords; no timeline."""
    made = _Document(handoff)
    event = made.event()
    for media in handoff.media:
        made.clip(event, media)
    return [OutputFile(".markers.fcpxml", document(made.root, "fcpxml"))]


def seconds(time_s: Fraction) -> str:
    """A time as FCPXML writes it: 1001/30000s, 5s."""
    return f"{time_s.numerator}s" if time_s.denominator == 1 else f"{time_s.numerator}/{time_s.denominator}s"


class _Document:
    def __init__(self, handoff: Handoff) -> None:
        self._handoff = handoff
        self.root = Element("fcpxml", {"version": VERSION})
        self._resources = child(self.root, "resources")
        self._formats: dict[tuple[Fraction | None, int, int], str] = {}
        self._sequence_format = self._format(handoff.rate, *handoff.size_px)
        self._assets = {media: self._asset(media, f"a{number}") for number, media in enumerate(handoff.media, start=1)}
        self._moments: dict[MediaFacts, list[HandoffMoment]] = {}
        for moment in handoff.moments:
            self._moments.setdefault(moment.media, []).append(moment)

    def event(self) -> Element:
        library = child(self.root, "library")
        return child(library, "event", name=one_line(self._handoff.title))

    def clip(self, event: Element, media: MediaFacts) -> None:
        """The whole clip, with its moments as keywords and markers."""
        if media.is_still:
            return
        clip = child(event, "asset-clip", **self._clip_attributes(media, 0, media.frames))
        moments = self._moments[media]
        notes = [one_line(each.note) for each in moments if each.note.strip()]
        if notes:
            child(clip, "note", "; ".join(dict.fromkeys(notes)))
        for moment in moments:
            _add_marks(clip, moment, with_keywords=True)

    def project(self, event: Element) -> None:
        """The timeline."""
        handoff = self._handoff
        origin = handoff.start.frame / handoff.rate
        project = child(event, "project", name=one_line(handoff.title))
        sequence = child(
            project,
            "sequence",
            format=self._sequence_format,
            duration=seconds(handoff.frames / handoff.rate),
            tcStart=seconds(origin),
            tcFormat="DF" if handoff.drop else "NDF",
        )
        spine = child(sequence, "spine")
        for placed in handoff.placed:
            self._place(spine, placed, origin)

    def _place(self, spine: Element, placed: PlacedMoment, origin: Fraction) -> None:
        moment, media, rate = placed.moment, placed.moment.media, self._handoff.rate
        offset, duration = origin + placed.start / rate, (placed.stop - placed.start) / rate
        if media.is_still:
            clip = child(
                spine,
                "video",
                ref=self._assets[media],
                offset=seconds(offset),
                name=one_line(media.name),
                start="0s",
                duration=seconds(duration),
            )
            _add_note(clip, moment)
            return
        attributes = self._clip_attributes(media, moment.begin, moment.stop)
        attributes |= {"offset": seconds(offset), "duration": seconds(duration)}
        clip = child(spine, "asset-clip", **attributes)
        _add_note(clip, moment)
        if media.rate != rate:
            conformed = _CONFORMED.get(media.rate)
            child(clip, "conform-rate", scaleEnabled="0", **({"srcFrameRate": conformed} if conformed else {}))
        _add_marks(clip, moment, with_keywords=False)

    def _clip_attributes(self, media: MediaFacts, first: int, end: int) -> dict[str, str | int]:
        return {
            "ref": self._assets[media],
            "name": one_line(media.name),
            "start": seconds(media.time_s(first)),
            "duration": seconds((end - first) / media.rate),
            "format": self._format(media.rate, media.width_px, media.height_px),
            "tcFormat": "DF" if media.start.drop else "NDF",
        }

    def _format(self, rate: Fraction | None, width_px: int, height_px: int) -> str:
        key = (rate, width_px, height_px)
        if key in self._formats:
            return self._formats[key]
        id_ = self._formats[key] = f"f{len(self._formats) + 1}"
        attributes: dict[str, str | int] = {"id": id_}
        if rate is None:
            attributes["name"] = "FFVideoFormatRateUndefined"
        else:
            attributes["frameDuration"] = seconds(1 / rate)
        if width_px and height_px:
            attributes |= {"width": width_px, "height": height_px}
        child(self._resources, "format", **attributes)
        return id_

    def _asset(self, media: MediaFacts, id_: str) -> str:
        """Sound is one source with all channels.

        The definition does not say whether `audioChannels` is of each source or of all of them: with one source it
        is the same number. Final Cut's own files, as far as they are public, have one source a file, too.
        """
        still = media.is_still
        format_ = self._format(None if still else media.rate, media.width_px, media.height_px)
        attributes: dict[str, str | int] = {
            "id": id_,
            "name": one_line(media.name),
            "start": "0s" if still else seconds(media.time_s(0)),
            "duration": "0s" if still else seconds(media.frames / media.rate),
            "hasVideo": "1",
            "format": format_,
            "videoSources": "1",
        }
        if media.has_sound:
            attributes |= {"hasAudio": "1", "audioSources": 1, "audioChannels": media.sound_channels}
        asset = child(self._resources, "asset", **attributes)
        child(asset, "media-rep", kind="original-media", src=file_url(media.path))
        entries = {"com.apple.proapps.studio.reel": media.reel, "com.apple.proapps.studio.cameraName": media.camera}
        if any(entries.values()):
            metadata = child(asset, "metadata")
            for key, value in entries.items():
                if value:
                    child(metadata, "md", key=key, value=value)
        return id_


def _add_note(clip: Element, moment: HandoffMoment) -> None:
    if moment.note.strip():
        child(clip, "note", for_xml(moment.note.strip()))


def _add_marks(clip: Element, moment: HandoffMoment, *, with_keywords: bool) -> None:
    """Keywords and rating over the moment, and a marker at its first frame."""
    media = moment.media
    start, frame = seconds(media.time_s(moment.first)), seconds(1 / media.rate)
    length = seconds((moment.end - moment.first) / media.rate)
    child(clip, "marker", start=start, duration=frame, value=title_of(moment), **_noted(moment))
    if with_keywords:
        words = [*moment.tags, *(each.text for each in moment.phrases)]
        words += [f"{moment.rating} stars" if moment.rating > 1 else "1 star"] if moment.rating else []
        for word in dict.fromkeys(one_line(each).replace(",", ";") for each in words):  # a comma divides keywords
            child(clip, "keyword", start=start, duration=length, value=word)
        if moment.flag in _RATINGS:
            child(clip, "rating", name=title_of(moment), start=start, duration=length, value=_RATINGS[moment.flag])


def _noted(moment: HandoffMoment) -> dict[str, str]:
    text = text_of(moment)
    return {"note": text} if text else {}
