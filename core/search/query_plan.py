"""From a marked query to the sentences that are scored, step by step. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.search.query_rules import excluded_phrases, has_words, optional_phrases, wanted_phrases
from core.values import Combine, Example, Phrase, Query, Step

Weighted = tuple[tuple[str, float], ...]
"""Phrases with their weights."""


@dataclass(frozen=True, slots=True)
class StepPlan:
    """What is scored for one step."""

    how: Combine
    sentence: str = ""
    """Read as a whole; empty where phrases or examples stand alone."""
    wanted: Weighted = ()
    """Phrases scored by themselves; none where the sentence says it all."""
    optional: Weighted = ()
    excluded: Weighted = ()
    examples: tuple[Example, ...] = ()
    weight: float = 1.0
    """Of this step among the others."""

    @property
    def is_sentence(self) -> bool:
        """True when the sentence is all there is."""
        return bool(self.sentence) and not (self.wanted or self.optional or self.excluded or self.examples)

    @property
    def texts(self) -> tuple[str, ...]:
        """Every sentence whose vector is needed."""
        named = (text for part in (self.wanted, self.optional, self.excluded) for text, _ in part)
        return (*([self.sentence] if self.sentence else []), *named)


def plan_steps(query: Query) -> tuple[StepPlan, ...]:
    """The steps in order; one where order does not matter. What is excluded is excluded from every step."""
    excluded = _weighted(excluded_phrases(query.phrases))
    examples = tuple(each for each in query.examples if not each.muted)
    if query.combine == "in_order":
        first, *later = (StepPlan("sentence", p.text, weight=p.weight) for p in wanted_phrases(query.phrases))
        first = replace(first, examples=examples, optional=_weighted(optional_phrases(query.phrases)))
        return tuple(replace(step, excluded=excluded) for step in (first, *later))
    steps = list(_planned(query))
    steps[0] = replace(steps[0], examples=examples)
    return tuple(replace(step, excluded=tuple(dict.fromkeys((*excluded, *step.excluded)))) for step in steps)


def chain_sentence(steps: tuple[StepPlan, ...]) -> str:
    """All steps as one sentence, for a moment that shows them all; empty where a step is no sentence."""
    said = [step.sentence for step in steps]
    return ", then ".join(said) if all(said) else ""


def _planned(query: Query) -> Iterator[StepPlan]:
    for step in (Step(query.text, query.phrases), *query.then):
        wanted = _weighted(wanted_phrases(step.phrases))
        sentence = step.sentence if has_words(step.sentence) else ""
        plan = StepPlan(
            query.combine,
            sentence,
            wanted,
            _weighted(optional_phrases(step.phrases)),
            _weighted(excluded_phrases(step.phrases)),
        )
        if query.combine == "any":
            yield replace(plan, sentence="")
        elif query.combine == "sentence" and len({weight for _, weight in wanted}) < 2:
            yield replace(plan, wanted=())  # equal weights change nothing
        else:
            yield plan


def _weighted(phrases: list[Phrase]) -> Weighted:
    return tuple((phrase.text, phrase.weight) for phrase in phrases)
