"""Writes a timeline of another program again with the paths that its clips have now; all else in it stays as it is."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Final

from core.errors import ExportError
from core.export.path_mapping import PathMapping, file_url, mapped, path_of_url
from core.export.reading.foreign import ForeignMoment, ForeignTimeline
from core.export.reading.matching import MatchedBy, MatchedMoment, UnmatchedMoment, match_each
from core.sentences import sentence
from core.textfile import decode
from core.values import Video

_PATH: Final = re.compile(r"(<pathurl>)([^<]*)(?=</pathurl>)")
_TAG: Final = re.compile(r"""(<[\w.:-]+(?=\s)(?:[^<>"']|"[^"]*"|'[^']*')*>)(\s*<bookmark>[^<]*</bookmark>)?""")
"""Where an element has a bookmark, it is the first inside. Source: the document type definition of FCPXML."""
_ATTRIBUTE: Final = re.compile(r"""(\s[\w.:-]+\s*=\s*)(["'])(.*?)\2""", re.DOTALL)
_SOURCE_LINE: Final = re.compile(r"^(\*\s*(?:SOURCE FILE|FROM FILE|FROM CLIP):\s*)(.*?)(\s*)$")
_ADDRESS: Final = re.compile(r'("target_url"\s*:\s*)("(?:[^"\\]|\\.)*")')
_AWAY: Final = frozenset({"offline", "missing"})


@dataclass(frozen=True, slots=True)
class RelinkedFile:
    """A file that a timeline names, and where it is."""

    old: str
    """As the timeline has it."""
    new: str
    by: MatchedBy
    """How it was found; content is certain, a name with in and out inside of the clip the second best."""


@dataclass(frozen=True, slots=True)
class RelinkPlan:
    """A timeline with other paths. Nothing is written yet."""

    content: bytes
    files: tuple[RelinkedFile, ...]
    """Found, also those whose path is right already."""
    lost: tuple[UnmatchedMoment, ...]
    """One for each file that was not found, or whose drive is away."""


def relink(
    raw: bytes,
    name: str,
    timeline: ForeignTimeline,
    videos: Sequence[Video],
    mappings: Sequence[PathMapping] = (),
    folders: Sequence[Path] = (),
    chosen: Mapping[str, Path] | None = None,
) -> RelinkPlan:
    """Find the files that a timeline names, and put their paths into it.

    `raw` is what `timeline` was read from. `mappings`: paths in the timeline, before and after. `folders`: where clips
    are looked for first; `chosen`: files that a person named for names of the timeline. Raises: ExportError.
    """
    files, lost = dict[str, RelinkedFile](), dict[str, UnmatchedMoment]()
    for moment, found in zip(timeline.moments, match_each(timeline, videos, mappings, folders, chosen), strict=True):
        key = moment.path or moment.name
        if isinstance(found, UnmatchedMoment):
            lost.setdefault(key, found)
        elif found.video.state in _AWAY:
            lost.setdefault(key, _away(moment, found))
        elif not moment.path:
            lost.setdefault(key, UnmatchedMoment("no_name", key, moment.where, sentence("It names no path.")))
        else:
            new = mapped(str(found.video.path), mappings)
            known = files.setdefault(moment.path, RelinkedFile(moment.path, new, found.by))
            if known.new != new:
                why = sentence("Its moments are of different clips: {first} and {second}.", first=known.new, second=new)
                lost.setdefault(key, UnmatchedMoment("ambiguous", key, moment.where, why))
    good = {old: each for old, each in files.items() if old not in lost}
    moved = {old: each.new for old, each in good.items() if each.new != old}
    return RelinkPlan(_rewritten(raw, name, moved), tuple(good.values()), tuple(lost.values()))


def _away(moment: ForeignMoment, found: MatchedMoment) -> UnmatchedMoment:
    why = sentence("The library has it, but {path} cannot be reached now.", path=found.video.path)
    return UnmatchedMoment("unread", moment.name or moment.path, moment.where, why)


def _rewritten(raw: bytes, name: str, moved: Mapping[str, str]) -> bytes:
    """The same file with other paths. Raises: ExportError."""
    if raw.startswith(b"PK\x03\x04"):
        raise ExportError(sentence("{name} has its clips inside, so there is nothing to relink.", name=name))
    if not moved:
        return raw
    head = raw[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"")
    try:
        text = raw.decode("utf-8-sig") if head[:1] in (b"<", b"{") else decode(raw).text
    except UnicodeDecodeError as error:
        said = sentence("{name} is not saved as UTF-8, so it is not written again.", name=name)
        raise ExportError(said) from error
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    if head[:1] == b"<":
        made = _in_xml(text, moved)
    elif head[:1] == b"{":
        made = _in_otio(text, moved)
    else:
        made = _in_lines(text, moved)
        made = made.replace("\n", "\r\n") if b"\r\n" in raw else made
    return mark + made.encode("utf-8", "surrogateescape")


def _in_otio(text: str, moved: Mapping[str, str]) -> str:
    """Addresses of media, wherever they stand in the JSON of OpenTimelineIO."""

    def put(found: re.Match[str]) -> str:
        address = str(json.loads(found[2]))
        new = moved.get(path_of_url(address))
        if new is None:
            return found[0]
        said = file_url(new) if address[:5].casefold() == "file:" else new
        return found[1] + json.dumps(said, ensure_ascii=False)

    return _ADDRESS.sub(put, text)


def _in_xml(text: str, moved: Mapping[str, str]) -> str:
    """Addresses of media in FCPXML and Final Cut 7 XML. The bookmark of a file that moved leaves: it leads nowhere."""

    def address(url: str) -> str:
        new = moved.get(path_of_url(unescape(url)))
        return url if new is None else escape(file_url(new), quote=False).replace('"', "&quot;")

    def path(found: re.Match[str]) -> str:
        return found[1] + address(found[2])

    def attribute(found: re.Match[str]) -> str:
        is_address = found[1].strip(" \t\r\n=") == "src"
        new = address(found[3]) if is_address else found[3]
        return found[0] if new == found[3] else f'{found[1]}"{new}"'

    def tag(found: re.Match[str]) -> str:
        made = _ATTRIBUTE.sub(attribute, found[1])
        return found[0] if made == found[1] else made

    return _TAG.sub(tag, _PATH.sub(path, text))


def _in_lines(text: str, moved: Mapping[str, str]) -> str:
    """Comments of an EDL, and cells of tables."""
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if first.startswith(("TITLE:", "FCM:")) or any(map(_SOURCE_LINE.match, lines)):
        return "\n".join(_source_line(line, moved) for line in lines)
    delimiter = "\t" if first.strip() == "Heading" else max("\t;,", key=first.count)
    if delimiter == "\t":
        return "\n".join("\t".join(moved.get(cell, cell) for cell in line.split("\t")) for line in lines)
    made = io.StringIO()
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    csv.writer(made, delimiter=delimiter, lineterminator="\n").writerows([moved.get(c, c) for c in row] for row in rows)
    return made.getvalue()


def _source_line(line: str, moved: Mapping[str, str]) -> str:
    found = _SOURCE_LINE.match(line)
    return line if found is None or found[2] not in moved else f"{found[1]}{moved[found[2]]}{found[3]}"
