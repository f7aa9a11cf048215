"""Explains moments found by marked queries: a row for every phrase, whatever its role."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.ports import Encoder
from core.search.centre_muting import centres_left_out, without_centres
from core.search.query_plan import StepPlan, plan_steps
from core.values import (
    EncoderSpec,
    Explanation,
    FloatArray,
    HalfArray,
    Ledger,
    Phrase,
    PhraseScores,
    Query,
)

AGAINST_CHANCE = "The ranking weighs phrases, examples and exclusions against chance."
LIKE_FRAMES = "Each frame is compared with the example by itself."
LEAST_FRAMES = 3
"""A single frame is repeated so often, as stills are when they are indexed."""


def explain_moment(
    encoder: Encoder,
    query: Query,
    frames: HalfArray,
    times_s: Sequence[float],
    examples: Sequence[FloatArray] = (),
    step: int = 0,
) -> Explanation:
    """Take the score of one moment apart, for the first step of a query or a later one.

    Shapes: frames (T, E), real ones only; examples (D,), what the first step is to look like.
    Raises: QueryError, EncoderError.
    """
    steps = plan_steps(query)
    plan = steps[min(step, len(steps) - 1)]
    phrases = _phrases_of(query, step)
    text = _text_of(query, step)
    within = _read_phrases(plan.sentence, text, phrases) if plan.is_sentence and query.combine != "in_order" else None
    if within is not None:
        made = encoder.explain(Query(plan.sentence, within), frames, times_s)
        judges = any(not like.muted for like in query.likes)
        muted = centres_left_out(query, encoder.spec) if len(steps) == 1 and not judges else ()
        return without_centres(_rebalanced(made, encoder.spec, query.motion), muted)
    rows = [_alone(encoder, phrase.text, frames, times_s, query.motion) for phrase in phrases]
    said = plan.sentence or _best_text(plan)
    if said:
        whole = _rebalanced(encoder.explain(Query(said, ()), frames, times_s), encoder.spec, query.motion)
        sentence, score, note = whole.frame_totals, whole.score, whole.approximation
    else:
        sentence = like_row(encoder, frames, examples)
        score, note = float(sentence.sum()), LIKE_FRAMES
    return PhraseScores(
        phrases=phrases,
        times_s=tuple(times_s),
        score=score,
        is_by_example=not said,
        approximation=f"{note} {AGAINST_CHANCE}".strip() if phrases else note,
        words=(*tuple(word for phrase in phrases for word in phrase.text.split()), "(end)"),
        word_phrases=(*tuple(at for at, phrase in enumerate(phrases) for _ in phrase.text.split()), -1),
        sentence=sentence,
        rows=np.stack(rows) if rows else np.zeros((0, len(times_s)), np.float32),
    )


def like_row(encoder: Encoder, frames: HalfArray, examples: Sequence[FloatArray]) -> FloatArray:
    """Each frame's share of how much a moment looks like the examples, in the mean. Shapes: (T, E) -> (T,)."""
    count = len(frames)
    singles = np.repeat(frames[:, None], LEAST_FRAMES, axis=1)
    seen = encoder.encode_segments(singles, np.ones((count, LEAST_FRAMES), np.uint8))
    shares: FloatArray = np.mean([seen @ each for each in examples], axis=0).astype(np.float32) / count
    return shares


def _alone(
    encoder: Encoder, text: str, frames: HalfArray, times_s: Sequence[float], motion: float | None
) -> FloatArray:
    made = _rebalanced(encoder.explain(Query(text, ()), frames, times_s), encoder.spec, motion)
    return made.frame_totals


def _rebalanced(made: Explanation, spec: EncoderSpec, motion: float | None) -> Explanation:
    """As the ranking weighs the two halves of a model. The sentence's row is the global half, its cells the other."""
    own = spec.global_weight
    if motion is None or own is None or not isinstance(made, Ledger):
        return made
    sentence, cells = made.sentence * (motion / own), made.cells * ((1 - motion) / (1 - own))
    return replace(made, sentence=sentence, cells=cells, score=float(sentence.sum() + cells.sum()))


def _phrases_of(query: Query, step: int) -> tuple[Phrase, ...]:
    """Those of a later step have the colours that follow on those before it."""
    if query.combine == "in_order" or step == 0:
        return query.phrases
    first = len(query.phrases) + sum(len(each.phrases) for each in query.then[: step - 1])
    return tuple(
        phrase if phrase.colour is not None else replace(phrase, colour=first + number)
        for number, phrase in enumerate(query.then[step - 1].phrases)
    )


def _read_phrases(sentence: str, text: str, phrases: Sequence[Phrase]) -> tuple[Phrase, ...] | None:
    """The phrases that are not muted, at their places in what the model reads; None where one is not found there."""
    if sentence == text:
        return tuple(phrases)
    found, done = list[Phrase](), 0
    for number, phrase in enumerate(phrases):
        if phrase.muted:
            continue
        start = sentence.find(phrase.text, done)
        if start < 0:
            return None
        done = start + len(phrase.text)
        colour = phrase.colour if phrase.colour is not None else number
        found.append(replace(phrase, start=start, stop=done, colour=colour))
    return tuple(found)


def _text_of(query: Query, step: int) -> str:
    return query.text if query.combine == "in_order" or step == 0 else query.then[step - 1].text


def _best_text(plan: StepPlan) -> str:
    """What stands for the whole where no sentence does: the phrases that are looked for, read together."""
    named = plan.wanted or (plan.optional if not plan.examples else ())
    return ", ".join(text for text, _ in named)
