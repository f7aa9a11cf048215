"""The steps of a query as one line of text, "a car stops → a man gets out", and edits of them. No Qt.

The arrow is the only sign that divides steps; "then" and ">" are words until the user takes the offer to split there.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from core.values import WITHIN_S, Phrase, Query, Step

ARROW: Final = "→"
SEPARATOR: Final = f" {ARROW} "
ANY_TIME_S: Final = 86_400.0
"""A gap that no clip is longer than."""

_ARROWS: Final = re.compile(rf"\s*{ARROW}\s*")
_THEN: Final = re.compile(
    r"[\s,;.]*(?:(?<=[\s,;.])(?:and\s+)?(?:then|afterwards)\b[\s,:]*|(?<=[\s,;.])followed\s+by\b\s*"
    r"|(?<=\s)[-=]*>+(?=\s)\s*|(?<=\s)[-=]+>\s*)",
    re.IGNORECASE,
)
_IDIOM: Final = re.compile(r"\b(?:now|since|until|till|by|back|even|but|if|than)\s*$", re.IGNORECASE)
"""Before "then" these make another word of it: now and then, back then."""
_LEAD: Final = re.compile(r"[\s,;.>=-]*(?:(?:and\s+)?(?:then|afterwards)\b|followed\s+by\b)?[\s,;:]*", re.IGNORECASE)
_QUOTED: Final = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|„[^“”]*[“”]")

_LEADS_TO: Final = re.compile(
    r"[\s,;]*\b(?:(?:in|from|at|on|with|of|and|a|an|the|shot|filmed|taken|recorded)\b\s*)+$", re.I
)
_COMMAS: Final = re.compile(r"\s*,(?:\s*,)*")
_LEADS_ON: Final = re.compile(r"^(?:(?:of|in|from|with|and|shots?|footage|video|clips?)\b\s*|[,;]\s*)+", re.I)

Cut = Callable[[str], Query]


@dataclass(frozen=True, slots=True)
class StepBreaks:
    """Where later steps begin in the line, and how far apart steps may be. Units: character positions, seconds."""

    starts: tuple[int, ...] = ()
    within_s: float = WITHIN_S

    def step_of(self, at: int) -> int:
        """The step that a position of the line belongs to."""
        return sum(start <= at for start in self.starts)


def steps_of(query: Query) -> tuple[Step, ...]:
    """All steps, the first one too."""
    return (Step(query.text, query.phrases), *query.then)


def with_steps(query: Query, steps: Sequence[Step]) -> Query:
    """The query with these steps. Phrases are then no longer combined by any or in order, as steps rule that out."""
    first, *later = steps
    combine = "sentence" if later and query.combine in ("any", "in_order") else query.combine
    return replace(query, text=first.text, phrases=first.phrases, then=tuple(later), combine=combine)


# ---- as a line


def line_of(query: Query) -> str:
    """All steps in one line."""
    return SEPARATOR.join(step.text for step in steps_of(query))


def breaks_of(query: Query) -> StepBreaks:
    """Where the steps of that line begin."""
    return StepBreaks(tuple(_starts(steps_of(query))[1:]), query.within_s)


def line_phrases(query: Query) -> tuple[Phrase, ...]:
    """The phrases of all steps, by their positions in the line."""
    steps = steps_of(query)
    return tuple(
        _moved(phrase, start) for step, start in zip(steps, _starts(steps), strict=True) for phrase in step.phrases
    )


def with_line_phrases(query: Query, phrases: Sequence[Phrase]) -> Query:
    """The query with these phrases, given by their positions in the line."""
    steps, breaks = steps_of(query), breaks_of(query)
    made = [
        replace(step, phrases=tuple(_moved(each, -start) for each in phrases if breaks.step_of(each.start) == number))
        for number, (step, start) in enumerate(zip(steps, _starts(steps), strict=True))
    ]
    return with_steps(query, made)


def spans_of_step(query: Query, spans: Sequence[tuple[int, int]], number: int) -> list[tuple[int, int]]:
    """Those of these stretches of the line that lie in a step, by their positions in its own text."""
    start, breaks = _starts(steps_of(query))[number], breaks_of(query)
    return [(low - start, high - start) for low, high in spans if breaks.step_of(low) == number]


def texts_in(line: str) -> tuple[str, ...]:
    """The texts of the steps in a line. A line without an arrow stays as it was typed."""
    if ARROW not in line:
        return (line,)
    first, *later = _ARROWS.split(line)
    return (first.strip(), *(text.strip() for text in later if text.strip()))


def cut_line(line: str, cut: Cut, *, may_lack_first: bool = False) -> Query:
    """Make a query of a line, each step cut by itself.

    `may_lack_first`: examples stand for the first step, so it needs no words. Raises: EmptyQueryError.
    """
    first, *later = texts_in(line)
    if not first.strip() and later and not may_lack_first:
        first, *later = later
    query = Query("", ()) if not first.strip() and later else cut(first)
    made = [cut(text) for text in later]
    return replace(query, then=tuple(Step(each.text, each.phrases) for each in made))


def is_same_line(line: str, query: Query) -> bool:
    """True when the line says what the query says already."""
    said = [text.rstrip() for text in texts_in(line)]
    known = [step.text.rstrip() for step in steps_of(query)]
    return said == known or (said[:1] == [""] and said[1:] == known)


def next_step(line: str) -> str:
    """The line with an arrow at its end, ready for the next step."""
    return re.sub(rf"[\s{ARROW}]*$", "", line) + SEPARATOR


# ---- what is offered


def split_at_then(line: str) -> str | None:
    """The line with an arrow wherever it says "then" or ">" between words; None where it does not."""
    hidden = _QUOTED.sub(lambda match: "x" * len(match[0]), line)
    made, done = "", 0
    for match in _THEN.finditer(hidden):
        before, after = hidden[done : match.start()], hidden[match.end() :]
        if _has_word(_ARROWS.split(before)[-1]) and _has_word(_ARROWS.split(after)[0]) and not _IDIOM.search(before):
            made += line[done : match.start()].rstrip() + SEPARATOR
            done = match.end()
    return made + line[done:].lstrip() if done else None


def without_stretch(query: Query, start: int, stop: int) -> str:
    """The line without a stretch of it, and without the small words that led to it."""
    line = line_of(query)
    before = _LEADS_TO.sub("", line[:start].rstrip())
    after = line[stop:].lstrip()
    if not _ARROWS.split(before)[-1].strip(" ,;"):
        after = _LEADS_ON.sub("", after)
    texts = [" ".join(text.split()).strip(" ,;") for text in _ARROWS.split(f"{before} {after}")]
    return SEPARATOR.join(_COMMAS.sub(",", text) for text in texts if _has_word(text))


# ---- edits


def can_split(query: Query, phrase: int) -> bool:
    """True when a phrase, counted along the line, has another one before it in its step."""
    phrases, breaks = line_phrases(query), breaks_of(query)
    return phrase > 0 and breaks.step_of(phrases[phrase - 1].start) == breaks.step_of(phrases[phrase].start)


def split_before(query: Query, phrase: int) -> Query:
    """From this phrase on, counted along the line, the words become the next step."""
    if not can_split(query, phrase):
        return query
    number = breaks_of(query).step_of(line_phrases(query)[phrase].start)
    steps = steps_of(query)
    local = phrase - sum(len(step.phrases) for step in steps[:number])
    step = steps[number]
    stop = step.phrases[local - 1].stop
    lead = _LEAD.match(step.text, stop, step.phrases[local].start)
    start = lead.end() if lead is not None else stop
    before = Step(step.text[:stop], step.phrases[:local])
    after = Step(step.text[start:], tuple(_moved(each, -start) for each in step.phrases[local:]))
    return with_steps(query, (*steps[:number], before, after, *steps[number + 1 :]))


def join_with_next(query: Query, number: int) -> Query:
    """A step and the next one become one sentence; their phrases stay."""
    steps = steps_of(query)
    first, second = steps[number], steps[number + 1]
    lead = f"{first.text.rstrip()}, " if first.text.strip() else ""
    phrases = (*first.phrases, *(_moved(each, len(lead)) for each in second.phrases))
    return with_steps(query, (*steps[:number], Step(lead + second.text, phrases), *steps[number + 2 :]))


def swap_with_next(query: Query, number: int) -> Query:
    """A step and the next one change places."""
    steps = steps_of(query)
    return with_steps(query, (*steps[:number], steps[number + 1], steps[number], *steps[number + 2 :]))


def without_step(query: Query, number: int) -> Query:
    """The query without a step."""
    steps = steps_of(query)
    return with_steps(query, (*steps[:number], *steps[number + 1 :]))


def _starts(steps: Sequence[Step]) -> list[int]:
    starts, at = [], 0
    for step in steps:
        starts.append(at)
        at += len(step.text) + len(SEPARATOR)
    return starts


def _moved(phrase: Phrase, by: int) -> Phrase:
    return replace(phrase, start=phrase.start + by, stop=phrase.stop + by)


def _has_word(text: str) -> bool:
    return any(ch.isalnum() for ch in text)
