"""What a user may say of a phrase: wanted, welcome or excluded, how much it counts, left out for now. No Qt."""

from collections.abc import Sequence
from dataclasses import replace

from core.values import LEAST_WEIGHT, MOST_WEIGHT, Phrase, PhraseRole, Query, Step
from ui.search.step_line import steps_of, with_steps

WEIGHTS = (0.5, 1.0, 1.5, 2.0)
"""Those in the menu; the mouse reaches all between them."""
_DOUBLE_PX = 60.0
"""A drag of this height doubles a weight, or halves it."""
_STEP = 0.1


def with_role(phrase: Phrase, role: PhraseRole) -> Phrase:
    """The same phrase in another role; choosing a role also ends muting."""
    return replace(phrase, role=role, muted=False)


def with_weight(phrase: Phrase, weight: float) -> Phrase:
    """The same phrase with a weight, kept within its limits and rounded to a tenth."""
    bounded = min(max(weight, LEAST_WEIGHT), MOST_WEIGHT)
    return replace(phrase, weight=round(round(bounded / _STEP) * _STEP, 1))


def dragged(phrase: Phrase, up_px: float) -> Phrase:
    """The phrase after a drag of this height; up makes it count more."""
    return with_weight(phrase, phrase.weight * 2 ** (up_px / _DOUBLE_PX))


def toggle_mute(phrase: Phrase) -> Phrase:
    """Left out for now, or taken in again."""
    return replace(phrase, muted=not phrase.muted)


def toggled_by_text(query: Query, text: str) -> Query:
    """The first phrase of these words muted, or taken in again."""
    steps, done = list[Step](), False
    for step in steps_of(query):
        place = next((i for i, phrase in enumerate(step.phrases) if phrase.text == text), None)
        if place is not None and not done:
            step, done = replace(step, phrases=replaced(step.phrases, place, toggle_mute(step.phrases[place]))), True
        steps.append(step)
    return with_steps(query, steps)


def soloed_by_text(query: Query, text: str) -> Query:
    """All other phrases of its step muted; when they are already, none."""
    made = [_soloed(step, text) for step in steps_of(query)]
    return unmuted(query) if made == [*steps_of(query)] else with_steps(query, made)


def unmuted(query: Query) -> Query:
    """All phrases heard again."""
    return with_steps(query, [_with_muted(step, ()) for step in steps_of(query)])


def has_muted(query: Query) -> bool:
    """True when phrases are left out for now."""
    return any(phrase.muted for step in steps_of(query) for phrase in step.phrases)


def _soloed(step: Step, text: str) -> Step:
    if all(phrase.text != text for phrase in step.phrases):
        return step
    return _with_muted(step, [phrase for phrase in step.phrases if phrase.text != text])


def _with_muted(step: Step, muted: Sequence[Phrase]) -> Step:
    return replace(step, phrases=tuple(replace(phrase, muted=phrase in muted) for phrase in step.phrases))


def carried_over(fresh: Query, before: Query | None) -> Query:
    """A line typed again keeps what was chosen for the one before: marks of equal phrases, and all but the text."""
    if before is None:
        return fresh
    known = [phrase for step in steps_of(before) for phrase in step.phrases]
    marked = {phrase.text.casefold(): phrase for phrase in known if phrase.is_marked}
    steps = [Step(step.text, tuple(_as_before(each, marked) for each in step.phrases)) for step in steps_of(fresh)]
    made = with_steps(before, steps)
    return made if made.text == before.text else replace(made, muted_centres=())


def _as_before(phrase: Phrase, marked: dict[str, Phrase]) -> Phrase:
    old = marked.get(phrase.text.casefold())
    return phrase if old is None else replace(old, text=phrase.text, start=phrase.start, stop=phrase.stop)


def replaced(phrases: Sequence[Phrase], index: int, phrase: Phrase) -> tuple[Phrase, ...]:
    """All phrases, with another in this place."""
    return (*phrases[:index], phrase, *phrases[index + 1 :])
