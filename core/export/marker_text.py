"""What travels with a moment as text: in markers, comments and cells."""

import re
from typing import Final

from core.export.handoff import HandoffMoment

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def one_line(text: str) -> str:
    """Text without line breaks, tabs and control characters; bytes that are no text become question marks."""
    line = _CONTROLS.sub(" ", text).encode("utf-8", "replace").decode("utf-8")
    return " ".join(line.split(" ")).strip()


def for_xml(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return _NO_XML.sub("?", text)


def stars(rating: int) -> str:
    """★★★; empty for a clip that is not rated."""
    return "★" * rating


def title_of(moment: HandoffMoment) -> str:
    """The name of a moment's marker: its note, else the phrases that found it, else its clip."""
    first = moment.note.strip().splitlines()[0] if moment.note.strip() else ""
    return one_line(first or ", ".join(each.text for each in moment.phrases) or moment.media.name)


def phrases_of(moment: HandoffMoment) -> str:
    """Phrases with their scores: red car 0.31, rain 0.12."""
    parts = (f"{each.text} {each.score:.2f}" if each.score is not None else each.text for each in moment.phrases)
    return one_line(", ".join(parts))


def score_of(moment: HandoffMoment) -> str:
    """Verdict and score: strong 0.31; empty for a moment that no search found."""
    return "" if moment.score is None else f"{moment.strength or ''} {moment.score:.2f}".strip()


def text_of(moment: HandoffMoment) -> str:
    """All that is known of a moment, on one line: note, phrases, score, stars, pick, tags."""
    parts = [
        one_line(moment.note),
        phrases_of(moment),
        score_of(moment),
        stars(moment.rating),
        moment.flag,
        ", ".join(one_line(tag) for tag in moment.tags),
    ]
    return " | ".join(part for part in parts if part)
