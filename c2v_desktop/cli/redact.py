"""Removes private data from a text: the user's name, folders and clips. Pure.

It removes too much rather than too little: a line that names an unknown path is cut off there.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_STARTS = re.compile(r"(?<![^\s\"'(\[<>=:,/\\])")
"""Where a name or a path may begin."""
_UNKNOWN = re.compile(r"(?<![\w.>])(?:~[\w-]*|[A-Za-z]:|\\)?[/\\](?=[^\s/\\])[^\n]*")
_WITHIN = re.compile(r"(<folder \d+>)[/\\](?!<)[^\n]*")
"""Something in a known folder that is no known clip."""
_SYSTEM = re.compile(r"/(?:usr|lib|lib64|bin|proc|sys|dev|etc)/")
_LEFT_OUT = "<a path; the rest of the line is left out>"
_LONGEST = 4096
_PLAIN_NAMES = {"root", "user", "admin", "runner", "home"}


@dataclass(frozen=True, slots=True)
class Redactor:
    """What is private, each with the words that replace it."""

    people: dict[str, str] = field(default_factory=dict)
    """Names of the user and the computer."""
    places: dict[str, str] = field(default_factory=dict)
    """Folders of the program, of Python and of the library, with their short names."""
    videos: dict[str, str] = field(default_factory=dict)
    """Paths and names of clips."""
    endings: frozenset[str] = frozenset()
    """Of the clips, in small letters."""

    def __call__(self, text: str) -> str:
        """The text without them."""
        text = "".join(self._line(line) for line in text.splitlines(keepends=True))
        for name, word in self.people.items():
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", word, text, flags=re.IGNORECASE)
        return text

    def path(self, path: str) -> str:
        """Of a path in the settings only the ending is kept."""
        return f"<a path>{Path(path).suffix}" if path else ""

    def _line(self, line: str) -> str:
        """Known clips by their number, known folders by their word; then whatever else looks like a path."""
        if self.endings:
            ends = "|".join(map(re.escape, sorted(self.endings, key=len, reverse=True)))
            marked = re.sub(rf"(?:{ends})(?!\w)", lambda found: found.group() + _MARK, line, flags=re.IGNORECASE)
            first, *rest = marked.split(_MARK)
            line = first
            for part in rest:
                line = self._without_video(line) + part
        for folder, word in sorted(self.places.items(), key=lambda each: -len(each[0])):
            line = line.replace(folder, word)
        line = _WITHIN.sub(r"\1/<the rest of the line is left out>", line)
        return _UNKNOWN.sub(_unless_of_the_system, line)

    def _without_video(self, text: str) -> str:
        """The text with the longest known name at its end replaced."""
        for start in _STARTS.finditer(text, max(0, len(text) - _LONGEST)):
            word = self.videos.get(text[start.start() :])
            if word is not None:
                return text[: start.start()] + word
        return text


_MARK = "\0"


def _unless_of_the_system(found: re.Match[str]) -> str:
    """Paths of the system are kept up to their first space."""
    text = found.group()
    if not _SYSTEM.match(text):
        return _LEFT_OUT
    first, space, rest = text.partition(" ")
    return first + space + _UNKNOWN.sub(_unless_of_the_system, rest)


@dataclass(frozen=True, slots=True)
class Private:
    """What is known of the user. `own` are the program's places with their words."""

    homes: Sequence[Path]
    people: Iterable[str]
    own: Mapping[str, Path]
    folders: Sequence[Path]
    videos: Sequence[tuple[int, Path]]
    """Number in the library, and path."""


def redactor_for(known: Private) -> Redactor:
    """What is private to this user."""
    places = {str(path): f"<{word}>" for word, path in known.own.items()}
    videos: dict[str, str] = {}
    endings = set()
    for number, path in known.videos:
        ending = path.suffix.lower()
        word = f"<film {number}>{ending}"
        if ending:
            endings.add(ending)
            videos |= {text: word for name in (str(path), path.name) for text in spellings(name)}
        else:
            places |= dict.fromkeys(spellings(str(path)), word)
    for number, folder in enumerate(known.folders, start=1):
        for text in spellings(str(folder)):
            places.setdefault(text, f"<folder {number}>")
    people = {name: "<user>" for name in (*known.people, *(home.name for home in known.homes)) if _is_telling(name)}
    for home in known.homes:
        places.setdefault(str(home), "~")
    return Redactor(people, {text: word for text, word in places.items() if len(text) > 1}, videos, frozenset(endings))


def spellings(name: str) -> set[str]:
    """A name as the logs, the command line and the notes on clips write it."""
    raw = os.fsencode(name)
    plain = raw.decode("utf-8", "replace")
    escaped = raw.decode("utf-8", "backslashreplace")
    return {
        name,
        name.encode("utf-8", "backslashreplace").decode(),
        "".join(ch if ch.isprintable() else "\N{REPLACEMENT CHARACTER}" for ch in plain),
        "".join(ch if ch.isprintable() else ch.encode("unicode_escape").decode() for ch in escaped),
    }


def _is_telling(name: str) -> bool:
    return len(name) > 2 and name.lower() not in _PLAIN_NAMES
