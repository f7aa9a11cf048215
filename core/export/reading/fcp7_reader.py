"""Final Cut 7 XML (xmeml), as Premiere Pro, DaVinci Resolve and others write it."""

from collections.abc import Iterator
from fractions import Fraction
from xml.etree import ElementTree as ET

from core.export.path_mapping import name_of, path_of_url
from core.export.reading.foreign import ForeignMoment, ForeignTimeline, unreadable
from core.export.reading.xml_files import number_in, text_in
from core.sentences import sentence


def read_fcp7(root: ET.Element, name: str) -> ForeignTimeline:
    """The clips of its sequences, or where it has none those of its bins. Raises: ExportError."""
    if root.tag != "xmeml":
        raise unreadable(sentence("{name} cannot be read: it is not a Final Cut 7 XML file.", name=name))
    files = {each.get("id", ""): each for each in root.iter("file") if len(each)}
    sequence = root.find(".//sequence")
    reader = _Fcp7Reader(files)
    if sequence is not None:
        items = [
            each for track in root.iterfind(".//sequence/media/video/track") for each in track.iterfind("clipitem")
        ]
    else:
        items = [each for each in root.iter("clip") if each.find(".//file") is not None]
    moments = tuple(reader.moments(items))
    title = text_in(sequence, "name") if sequence is not None else ""
    return ForeignTimeline(title, moments, tuple(sorted(reader.notes)))


class _Fcp7Reader:
    def __init__(self, files: dict[str, ET.Element]) -> None:
        self._files = files
        self.notes = set[str]()

    def moments(self, items: list[ET.Element]) -> Iterator[ForeignMoment]:
        for number, item in enumerate(items, start=1):
            file = self._file(item)
            if file is None:
                self.notes.add(sentence("Nested sequences, titles and generators were not read."))
                continue
            if any(text_in(each, "effect/effectid") == "timeremap" for each in item.iterfind("filter")):
                self.notes.add(sentence("Speed changes were not read: moments have their source in and out."))
            yield self._moment(item, file, f"clip {number}")

    def _file(self, item: ET.Element) -> ET.Element | None:
        file = item.find("file")
        if file is None:
            file = item.find(".//clipitem/file")
        if file is None:
            return None
        return self._files.get(file.get("id", ""), file)

    def _moment(self, item: ET.Element, file: ET.Element, where: str) -> ForeignMoment:
        rate = _rate(item) or _rate(file)
        start, end = number_in(item, "in"), number_in(item, "out")
        is_cut = rate is not None and start is not None and end is not None and 0 <= start < end
        path = path_of_url(text_in(file, "pathurl"))
        note = text_in(item, "logginginfo/lognote") or text_in(item, "marker/comment")
        return ForeignMoment(
            name=name_of(path) if path else text_in(file, "name") or text_in(item, "name"),
            path=path,
            reel=text_in(file, "timecode/reel/name"),
            start=Fraction(start) / rate if is_cut and rate and start is not None else None,
            end=Fraction(end) / rate if is_cut and rate and end is not None else None,
            rate=rate,
            note=note or text_in(item, "comments/mastercomment1"),
            where=where,
        )


def _rate(element: ET.Element) -> Fraction | None:
    base = number_in(element, "rate/timebase")
    if not base or base < 0:
        return None
    return Fraction(base * 1000, 1001) if text_in(element, "rate/ntsc").upper() == "TRUE" else Fraction(base)
