"""Names of reels as formats with little room need them: few letters, none twice, and a table of what became of each."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from core.export.handoff import MediaFacts

_RESERVED: Final = frozenset({"AX", "BL", "BLACK", "BARS", "B", "AUX"})
"""What edit decision lists call sources that are no reel."""


@dataclass(frozen=True, slots=True)
class ReelName:
    """The reel that a file is given."""

    name: str
    stated: str
    """What it was made of: the name that was chosen, else the reel that the file states, else the name of the file."""
    is_changed: bool
    """True when it is not written as stated."""
    has_clashed: bool
    """True when another file would have had the same name, so it was numbered."""


def reel_names(
    media: Iterable[MediaFacts], length: int, chosen: Mapping[str, str] | None = None
) -> dict[MediaFacts, ReelName]:
    """A reel for each file. Files that state the same reel share it, unless their timecode overlaps.

    `chosen`: names that a person gave, by `MediaFacts.key`.
    """
    files, chosen = list(media), chosen or {}
    names, users = dict[MediaFacts, ReelName](), dict[str, list[MediaFacts]]()
    stated = {each: chosen.get(each.key) or each.reel or PurePosixPath(each.name).stem for each in files}
    plain = {each: _plain(stated[each]) for each in files}
    for each in sorted(files, key=lambda one: plain[one] != stated[one]):  # a name that fits keeps its spelling
        wanted = plain[each][:length] or "REEL"
        name, number = wanted, 0
        while name in _RESERVED or not _may_share(each, users.get(name, [])):
            number += 1
            name = f"{wanted[: length - len(str(number))]}{number}"
        users.setdefault(name, []).append(each)
        names[each] = ReelName(name, stated[each], name != stated[each], number > 0 and wanted not in _RESERVED)
    return {each: names[each] for each in files}


def _may_share(media: MediaFacts, others: list[MediaFacts]) -> bool:
    """A reel is one tape: files on it have the same rate, and labels of their own."""
    for other in others:
        if not (media.reel and media.reel == other.reel and media.has_timecode and other.has_timecode):
            return False
        if (media.rate, media.start.drop) != (other.rate, other.start.drop):
            return False
        if (
            media.start.frame < other.start.frame + other.frames
            and other.start.frame < media.start.frame + media.frames
        ):
            return False
    return True


def _plain(text: str) -> str:
    """Capital letters, digits and underscores."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Z0-9]+", "_", letters.upper()).strip("_")
