"""Scores without what some of the model's centres add: the cells of the ledger that are left. Pure.

A score is the sum of its ledger's cells, so a score without a centre is the sum of all others: exact, with the norms
held as they were. The index cannot rank by it (a stored vector is the sum over centres), so the best moments by the
whole score are taken apart and put in order again.
"""

from dataclasses import replace
from typing import Final

from core.sentences import listed, sentence
from core.values import EncoderSpec, Explanation, Hint, Ledger, Query

POOL: Final = 100
"""So many of the best moments by the whole score are ranked again, or all that are wanted where that is more."""


def centres_left_out(query: Query, spec: EncoderSpec) -> tuple[int, ...]:
    """The muted centres that the model has."""
    return tuple(sorted({centre for centre in query.muted_centres if 0 <= centre < spec.centres}))


def without_centres(made: Explanation, muted: tuple[int, ...]) -> Explanation:
    """The same explanation with these centres left out of its score; of a model without centres as it is."""
    if not muted or not isinstance(made, Ledger):
        return made
    gone = float(made.cells[:, list(muted)].sum())
    return replace(made, muted=muted, score=made.score - gone)


def muting_hint(query: Query, spec: EncoderSpec, ranked: int, is_possible: bool) -> Hint | None:
    """What is to be said of muted centres: how many moments were ranked without them, or why none were."""
    if not query.muted_centres:
        return None
    muted = centres_left_out(query, spec)
    if not muted:
        return Hint("centres", sentence("{model} has no such centres, so muting them was ignored.", model=spec.name))
    if not is_possible:
        return Hint("centres", sentence("Centres can be muted for a plain sentence only, so muting was ignored."))
    numbers = [str(centre + 1) for centre in muted]
    if len(numbers) > 1:
        first, last = listed(numbers[:-1]), numbers[-1]
        which = sentence("Centres {first} and {last} are muted.", first=first, last=last)
    else:
        which = sentence("Centre {number} is muted.", number=numbers[0])
    moments = (
        sentence("The {count} best moments are ranked by the score without what is muted.", count=f"{ranked:,}")
        if ranked > 1
        else sentence("The best moment is ranked by the score without what is muted.")
    )
    rest = sentence("Strong, good and weak refer to the whole score.")
    return Hint("centres", sentence("{which} {moments} {rest}", which=which, moments=moments, rest=rest))
