"""FCPXML of all versions: the clips of its timelines, or where it has none those of its events with their ranges."""

from collections.abc import Iterator
from fractions import Fraction
from xml.etree import ElementTree as ET

from core.export.path_mapping import name_of, path_of_url
from core.export.reading.foreign import ForeignMoment, ForeignTimeline, unreadable
from core.sentences import sentence

_UNREAD = sentence("Compound clips, multicam clips, titles and generators were not read.")
_SPEED = sentence("Speed changes were not read: moments have their source in and out.")


def read_fcpxml(root: ET.Element, name: str) -> ForeignTimeline:
    """Raises: ExportError."""
    if root.tag != "fcpxml":
        raise unreadable(sentence("{name} cannot be read: it is not an FCPXML file.", name=name))
    reader = _FcpxmlReader(root)
    spines = root.findall(".//project//spine")
    if spines:
        moments = [moment for spine in root.iterfind(".//project/sequence/spine") for moment in reader.placed(spine)]
        title = root.find(".//project")
    else:
        title = root.find(".//event")
        moments = [moment for clip in root.iter("asset-clip") for moment in reader.ranges(clip)]
        moments += [moment for clip in root.iter("clip") for moment in reader.placed(clip)] if not moments else []
    return ForeignTimeline("" if title is None else title.get("name", ""), tuple(moments), tuple(sorted(reader.notes)))


class _FcpxmlReader:
    def __init__(self, root: ET.Element) -> None:
        self._assets = {each.get("id", ""): each for each in root.iter("asset")}
        self._rates = {each.get("id", ""): _time(each.get("frameDuration")) for each in root.iter("format")}
        self.notes = set[str]()
        self._count = 0

    def placed(self, parent: ET.Element) -> Iterator[ForeignMoment]:
        """All clips below an element of a timeline, connected ones too."""
        for element in parent:
            if element.tag in ("asset-clip", "video"):
                yield from self._whole(element, _time(element.get("start")), _time(element.get("duration")))
            elif element.tag in ("clip", "sync-clip"):
                yield from self._inside(element)
                continue
            elif element.tag in ("ref-clip", "mc-clip", "title"):
                self.notes.add(_UNREAD)
            yield from self.placed(element)

    def ranges(self, clip: ET.Element) -> Iterator[ForeignMoment]:
        """The rated and tagged ranges of a clip in an event; a clip without any is whole."""
        spans: dict[tuple[Fraction | None, Fraction | None], list[str]] = {}
        notes = {_time(each.get("start")): each.get("note") or each.get("value") or "" for each in clip.iter("marker")}
        for each in clip:
            if each.tag in ("keyword", "rating"):
                span = _time(each.get("start")), _time(each.get("duration"))
                spans.setdefault(span, []).append(each.get("value", "") if each.tag == "keyword" else "")
        if not spans:
            yield from self._whole(clip, _time(clip.get("start")), _time(clip.get("duration")))
        for (start, duration), words in spans.items():
            note = notes.get(start) or ", ".join(word for word in words if word)
            yield from self._whole(clip, start, duration, note)

    def _inside(self, clip: ET.Element) -> Iterator[ForeignMoment]:
        """A clip that holds its picture: the part of the picture that the clip shows."""
        start, duration = _time(clip.get("start")) or Fraction(), _time(clip.get("duration"))
        picture = next((each for each in clip.iter() if each.tag in ("video", "asset-clip") and each.get("ref")), None)
        if picture is None:
            self.notes.add(_UNREAD)
            return
        offset = _time(picture.get("offset")) or Fraction()
        asset = self._assets.get(picture.get("ref", ""))
        if asset is None:
            self.notes.add(_UNREAD)
            return
        own = _time(picture.get("start"))
        begin = (own if own is not None else _time(asset.get("start")) or Fraction()) + start - offset
        yield from self._whole(picture, begin, duration, _note(clip))

    def _whole(
        self, clip: ET.Element, start: Fraction | None, duration: Fraction | None, note: str = ""
    ) -> Iterator[ForeignMoment]:
        asset = self._assets.get(clip.get("ref", ""))
        if asset is None:
            self.notes.add(_UNREAD)
            return
        if asset.get("hasVideo", "1") == "0":
            return
        if clip.find("timeMap") is not None:
            self.notes.add(_SPEED)
        self._count += 1
        media = asset.find("media-rep")
        address = asset.get("src") or (None if media is None else media.get("src"))
        path = path_of_url(address or "")
        first = _time(asset.get("start")) or Fraction()
        begin = first if start is None else start
        frame = self._rates.get(asset.get("format", ""))
        is_still = not _time(asset.get("duration"))
        yield ForeignMoment(
            name=name_of(path) if path else asset.get("name", ""),
            path=path,
            start=None if duration is None or is_still else begin - first,
            end=None if duration is None or is_still else begin - first + duration,
            rate=1 / frame if frame else None,
            note=note or _note(clip),
            where=f"clip {self._count}",
        )


def _note(clip: ET.Element) -> str:
    note = clip.find("note")
    if note is not None and (note.text or "").strip():
        return (note.text or "").strip()
    marker = clip.find("marker")
    return "" if marker is None else marker.get("note") or ""


def _time(text: str | None) -> Fraction | None:
    """1001/30000s; None where there is none."""
    try:
        return Fraction(text.strip().removesuffix("s")) if text else None
    except (ValueError, ZeroDivisionError):
        return None
