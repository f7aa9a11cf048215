"""CMX 3600 edit decision lists, in the spellings that editing programs write."""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from core.export.reading.foreign import ForeignMoment, ForeignTimeline, unreadable
from core.sentences import sentence

_TC: Final = r"(\d{1,2}[:;.]\d{2}[:;.]\d{2}[:;.,]\d{2,3})"
_EVENT: Final = re.compile(rf"(\d+)\s+(.*?)\s+(\S+)\s+(C|D|W\d*|K[BO]?)\s*(\d+)?\s+{_TC}\s+{_TC}\s+{_TC}\s+{_TC}")
_COMMENT: Final = re.compile(r"\*\s*([A-Z][A-Z ]*?)\s*:\s*(.*)")
_NO_SOURCE: Final = frozenset({"BL", "BLACK", "BARS"})
_LOCATOR: Final = re.compile(r"\d\d[:;]\d\d[:;]\d\d[:;.]\d\d\s+\w+\s*(.*)")


@dataclass
class _Event:
    number: str
    reel: str
    start: str
    end: str
    is_picture: bool
    comments: dict[str, str] = field(default_factory=dict)


def read_edl(text: str, name: str) -> ForeignTimeline:
    """Raises: ExportError, for what is no edit decision list."""
    title, drop, events, notes = "", None, list[_Event](), set[str]()
    for line in map(str.strip, text.splitlines()):
        found = _EVENT.match(line)
        if line.startswith("TITLE:"):
            title = line.removeprefix("TITLE:").strip()
        elif line.startswith("FCM:"):
            drop = "NON" not in line
        elif found is not None:
            number, reel, channel, _, _, start, end, *_ = found.groups()
            picture = bool(re.search(r"V|^B$|^NONE$", channel.upper()))
            events.append(_Event(number, reel.strip(), start, end, picture))
        elif line.startswith("M2"):
            notes.add(sentence("Speed changes were not read: moments have their source in and out."))
        elif line.startswith("*") and events:
            _comment(line, events)
    if not events:
        raise unreadable(sentence("{name} cannot be read: it has no events of an edit decision list.", name=name))
    kept = [each for each in events if each.is_picture and each.reel not in _NO_SOURCE and each.start != each.end]
    return ForeignTimeline(title, tuple(_moment(each, drop) for each in kept), tuple(sorted(notes)))


def _comment(line: str, events: list[_Event]) -> None:
    """Comments on the event before them; of a transition's two clips the first is FROM, the second TO."""
    found = _COMMENT.match(line)
    if found is None:
        return
    key, value = found[1].strip(), found[2].strip()
    last = events[-1]
    pair = [each for each in events[-2:] if each.number == last.number]
    target = pair[0] if key.startswith("FROM") else last
    if key.startswith("TO CLIP"):
        last.comments["FROM CLIP NAME"] = value
    elif key == "LOC":
        found = _LOCATOR.match(value)
        last.comments.setdefault("LOC", found[1] if found else value)
    else:
        target.comments.setdefault(key, value)


def _moment(event: _Event, drop: bool | None) -> ForeignMoment:
    comments = event.comments
    path = next(
        (comments[key] for key in ("SOURCE FILE", "FROM FILE", "FROM CLIP") if _is_path(comments.get(key, ""))), ""
    )
    plain = next(
        (comments[key] for key in ("FROM CLIP NAME", "SOURCE FILE", "FROM FILE", "FROM CLIP") if comments.get(key)), ""
    )
    return replace(
        ForeignMoment(plain, path),
        reel=comments.get("SOURCE REEL", event.reel),
        clock="label",
        start=event.start,
        end=event.end,
        drop=True if ";" in event.start else drop,
        note=_note(comments),
        where=f"event {event.number}",
    )


def _note(comments: dict[str, str]) -> str:
    comment, locator = comments.get("COMMENT", ""), comments.get("LOC", "")
    name = comments.get("FROM CLIP NAME", "")
    if comment:
        return comment
    return "" if locator == name else locator


def _is_path(text: str) -> bool:
    return "/" in text or "\\" in text
