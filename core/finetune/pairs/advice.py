"""How far pairs go for each way of teaching, in words."""

from dataclasses import dataclass, replace
from typing import Final, get_args

from core.finetune.pairs.splits import FEWEST_CLIPS
from core.values.teaching import (
    FEWEST_EXAMPLES,
    FEWEST_PAIRS,
    MOST_EXAMPLES,
    TeachingWay,
    WayAdvice,
)

HEADS_PAIRS: Final = 200
HEADS_CLIPS: Final = 100
"""From which on the temporal heads learn more than they forget: on drawn clips 100 pairs were too few."""
FULL_PAIRS: Final = 2000
FULL_CLIPS: Final = 1000


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much there is to learn from: usable pairs, their clips, stretches of these, and different captions."""

    pairs: int
    clips: int
    stretches: int
    captions: int


def advise(has: Amounts) -> tuple[WayAdvice, ...]:
    """One sentence for each way."""
    if not has.pairs:
        message = "There are no usable pairs yet."
        return tuple(WayAdvice(way, False, message, "no_pairs") for way in get_args(TeachingWay))
    pairs = _pairs_of(has)
    found = (
        _of_words(has, pairs),
        _of_many("heads", "the heads", has, (HEADS_PAIRS, HEADS_CLIPS), pairs),
        _of_many("full", "full fine-tuning", has, (FULL_PAIRS, FULL_CLIPS), pairs),
    )
    return (_of_name(has), *(replace(each, pairs=has.pairs, clips=has.clips) for each in found))


def _of_name(has: Amounts) -> WayAdvice:
    if has.captions > 1:
        return WayAdvice("name", False, "The captions say different things, but a name is learned from one thing.")
    examples = "1 example" if has.stretches == 1 else f"{has.stretches:,} examples"
    if has.stretches < FEWEST_EXAMPLES:
        return WayAdvice("name", False, f"{examples}: too few for a name, which needs at least {FEWEST_EXAMPLES}.")
    if has.stretches > MOST_EXAMPLES:
        return WayAdvice("name", True, f"{examples}: enough for a name; {MOST_EXAMPLES} are all it needs.")
    return WayAdvice("name", True, f"{examples}: enough for a name.")


def _of_words(has: Amounts, pairs: str) -> WayAdvice:
    if has.pairs < FEWEST_PAIRS:
        message = f"{pairs}: too few for new words, which need at least {FEWEST_PAIRS} pairs."
        return WayAdvice("words", False, message, "few_pairs", least_pairs=FEWEST_PAIRS)
    return _of_enough("words", "new words", has, pairs)


def _of_many(way: TeachingWay, name: str, has: Amounts, least: tuple[int, int], pairs: str) -> WayAdvice:
    if has.pairs < least[0] or has.clips < least[1]:
        verb = "need" if way == "heads" else "needs"
        message = f"{pairs}: too few for {name}, which {verb} about {least[0]:,} pairs of {least[1]:,} clips."
        return WayAdvice(way, False, message, "few_pairs", least_pairs=least[0], least_clips=least[1])
    return _of_enough(way, name, has, pairs)


def _of_enough(way: TeachingWay, name: str, has: Amounts, pairs: str) -> WayAdvice:
    """Enough by number, unless learning is pointless however many pairs there are."""
    if has.clips < FEWEST_CLIPS:
        said = f"too few clips. With fewer than {FEWEST_CLIPS} nothing is left to test on; add pairs of other clips."
        return WayAdvice(way, False, f"{pairs}: {said}", "few_clips", least_clips=FEWEST_CLIPS)
    if has.captions < 2:
        said = "all captions say the same, so nothing tells the clips apart. Write what each clip shows."
        return WayAdvice(way, False, f"{pairs}: {said}", "same_captions")
    return WayAdvice(way, True, f"{pairs}: enough for {name}.", "enough")


def _pairs_of(has: Amounts) -> str:
    pairs = "1 pair" if has.pairs == 1 else f"{has.pairs:,} pairs"
    return f"{pairs} of 1 clip" if has.clips == 1 else f"{pairs} of {has.clips:,} clips"
