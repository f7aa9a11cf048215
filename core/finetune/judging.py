"""Whether teaching helped: by ranks on pairs that were not learned from, never by loss.

A loss calls shuffled captions a gain, because the model only becomes less sure. So the verdict asks the places of the
right moments among all moments of the set and a sample of the library. Torch-free.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.errors import FewClipsError, SameCaptionsError
from core.finetune.retrieval_metrics import Ranks, text_to_video
from core.finetune.teaching_data import TeachingData
from core.values.arrays import BoolArray, FloatArray, IdArray
from core.values.teaching import LEAST_STILL_FOUND, MEDIAN_RANK, STILL_FOUND, Figure, OutcomeReason, Verdict

_CLEAR_T: Final = (
    (60, 2.40), (30, 2.46), (20, 2.53), (15, 2.61), (12, 2.69), (10, 2.77), (9, 2.83), (8, 2.90), (7, 3.00), (6, 3.15),
)  # fmt: skip
"""Degrees of freedom and Student's t beyond which chance comes once in a hundred, on one side."""
FEWEST_JUDGED: Final = 7
"""Clips: of fewer, even a gain of every single one comes by chance more often than once in a hundred (2 ** -6)."""
ALREADY_FOUND: Final = 95.0
"""From this R@1 on there is hardly anything to gain, in percent."""
MOST_FORGOTTEN: Final = 2.0
"""So much R@1 of the general set may fall, in percent."""
FOLDS: Final = 3
FEWEST_CLIPS: Final = FOLDS
"""So that every fold has a clip."""
_DRAWS: Final = 2000
_FIGURES: Final[tuple[tuple[str, int], ...]] = (("R@1", 1), ("R@5", 5), ("R@10", 10))


def expect_tellable(clips: int, captions: Iterable[str]) -> None:
    """Of pairs that are to be learned from: is there a way to tell whether it helps?

    Raises: FewClipsError, SameCaptionsError.
    """
    if clips < FEWEST_CLIPS:
        raise FewClipsError(
            f"The pairs are of fewer than {FEWEST_CLIPS} clips, so it cannot be told whether teaching helps.",
            "Add pairs of other clips.",
        )
    if len({plain_words(caption) for caption in captions}) < 2:
        raise SameCaptionsError(
            "All captions say the same, so nothing tells the clips apart.", "Write what each clip shows."
        )


def plain_words(caption: str) -> str:
    """A caption as it is compared with others."""
    return " ".join(caption.casefold().split()).rstrip(".!")


@dataclass(frozen=True, slots=True, eq=False)
class RankedPairs:
    """Where the right moment of each caption stood. Shapes: all (N,); `sources` says which clip a caption is of."""

    before: Ranks
    after: Ranks
    sources: IdArray


def ranks_of(text: FloatArray, moments: FloatArray, right: IdArray, also: BoolArray | None = None) -> Ranks:
    """Place of the right moment for each sentence; others that are `also` right do not stand in its way.

    Shapes: (N, D), (M, D), (N,), (N, M) -> (N,).
    """
    scores = text.astype(np.float64) @ moments.astype(np.float64).T
    if also is not None:
        others = also.copy()
        others[np.arange(len(right)), right] = False
        scores[others] = -np.inf
    return text_to_video(scores, right)


def same_captions(data: TeachingData, pairs: IdArray, gallery: IdArray) -> BoolArray:
    """Which moments of a gallery have a caption of the same words; the pairs' own are in it.

    Shapes: (N,), (M,) ascending -> (N, M).
    """
    words = [plain_words(caption) for caption in data.captions]
    found: dict[str, list[int]] = {}
    there = np.isin(data.of_caption, gallery)
    for caption, moment, is_there in zip(words, data.of_caption, there, strict=True):
        if is_there:
            found.setdefault(caption, []).append(int(np.searchsorted(gallery, moment)))
    same = np.zeros((len(pairs), len(gallery)), np.bool_)
    for row, pair in enumerate(pairs):
        same[row, found[words[int(pair)]]] = True
    return same


def mean_reciprocal(ranks: Ranks) -> tuple[float, float]:
    """Mean reciprocal rank, and its standard error."""
    if not len(ranks):
        return 0.0, 0.0
    values = 1 / ranks
    return float(values.mean()), float(values.std() / len(values) ** 0.5)


def verdict_on(pairs: RankedPairs, figures: Sequence[Figure]) -> Verdict:
    """Better or worse only where two paired tests over source clips agree: on reciprocal ranks, to which first places
    are nearly all, and on log ranks, to which every place counts. Nor may R@1 fall, or any figure get clearly worse.
    """
    tests = (1 / pairs.after - 1 / pairs.before, np.log(pairs.before) - np.log(pairs.after))
    t = [_t_value(_by_source(gain, pairs.sources)) for gain in tests]
    clear = clear_t(len(np.unique(pairs.sources)))
    if max(t) < -clear:
        return "worse"
    first = float((pairs.after <= 1).mean() - (pairs.before <= 1).mean()) if len(pairs.after) else 0.0
    if min(t) > clear and first >= 0 and not any(_is_clear_loss(each) for each in figures):
        return "better"
    return "no_clear_change"


def clear_t(clips: int) -> float:
    """From which t on so many clips tell a change from chance; infinite for too few."""
    return next((t for least, t in _CLEAR_T if clips - 1 >= least), math.inf)


def figures_of(pairs: RankedPairs, seed: int = 0) -> tuple[Figure, ...]:
    """R@1, R@5, R@10 in percent and median rank, with 95 % intervals of the difference by bootstrap over clips."""
    if not len(pairs.before):
        return ()
    rows = [np.flatnonzero(pairs.sources == source) for source in np.unique(pairs.sources)]
    draw = np.random.default_rng([seed, 2718])
    changes: dict[str, list[float]] = {name: [] for name in ("R@1", "R@5", "R@10", MEDIAN_RANK)}
    for _ in range(_DRAWS):
        chosen = np.concatenate([rows[i] for i in draw.integers(len(rows), size=len(rows))])
        before, after = _measures(pairs.before[chosen]), _measures(pairs.after[chosen])
        for name, kept in changes.items():
            kept.append(after[name] - before[name])
    before, after = _measures(pairs.before), _measures(pairs.after)
    limits = {name: np.quantile(kept, (0.025, 0.975)) for name, kept in changes.items()}
    return tuple(
        Figure(name, before[name], after[name], float(low), float(high)) for name, (low, high) in limits.items()
    )


def still_found(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Figures of sentences whose right moment is the one that came first before: how many still find it."""
    return tuple(replace(each, name=STILL_FOUND[each.name]) for each in figures if each.name in STILL_FOUND)


def forgot_too_much(general: Sequence[Figure]) -> bool:
    """Does R@1 on clips and sentences that were not taught fall by more than is allowed?

    Where a former ranking stands for the truth, R@1 is 100 before by construction, and a model that has become better
    exchanges near equals too: then the first ten are asked.
    """
    return strayed_too_far(general) or any(
        each.name == "R@1" and each.after < each.before - MOST_FORGOTTEN - 1e-9 for each in general
    )


def strayed_too_far(general: Sequence[Figure]) -> bool:
    """True when plain sentences find other moments than before."""
    return any(each.name == STILL_FOUND["R@10"] and each.after < LEAST_STILL_FOUND - 1e-9 for each in general)


def folds_of(sources: IdArray, seed: int, folds: int = FOLDS) -> list[IdArray]:
    """Places of the captions of each fold; all of one source clip are in one. Shapes: (N,) -> folds of (n,)."""
    clips = np.unique(sources)
    dealt = np.random.default_rng([seed, 31]).permutation(len(clips)) % folds
    fold = dealt[np.searchsorted(clips, sources)]
    return [each for k in range(folds) if len(each := np.flatnonzero(fold == k))]


def reason_of(verdict: Verdict, figures: Sequence[Figure], general: Sequence[Figure]) -> OutcomeReason:
    """Why the verdict is what it is."""
    if forgot_too_much(general):
        return "strayed" if strayed_too_far(general) else "forgot"
    if verdict != "no_clear_change":
        return "gain" if verdict == "better" else "loss"
    first = next((each for each in figures if each.name == "R@1"), None)
    if first is not None and first.before >= ALREADY_FOUND:
        return "found_before"
    return "mixed" if any(_is_clear_gain(each) for each in figures) else "no_gain"


def sentence_on(verdict: Verdict, figures: Sequence[Figure], general: Sequence[Figure]) -> str:
    """The verdict in words."""
    first = next((each for each in figures if each.name == "R@1"), None)
    change = f" (R@1 {first.before:.1f} to {first.after:.1f})" if first is not None else ""
    match reason_of(verdict, figures, general):
        case "forgot":
            fell = next(each for each in general if each.name == "R@1")
            return (
                f"Other clips are found less well than before (R@1 {fell.before:.1f} to {fell.after:.1f}), "
                "so the previous model stays."
            )
        case "strayed":
            found = next(each for each in general if each.name == STILL_FOUND["R@10"])
            return (
                "Plain sentences about other clips now find different moments: what came first is still in the "
                f"top ten for {found.after:.0f} % of them ({LEAST_STILL_FOUND:.0f} % are required), "
                "so the previous model stays."
            )
        case "gain":
            return f"Clips that it did not learn from are found clearly better{change}."
        case "loss":
            return f"Clips that it did not learn from are found less well{change}, so the previous model stays."
        case "found_before":
            return f"The model finds these clips already{change}, so nothing had to be learned and it stays as it is."
        case "mixed":
            return (
                f"Some figures gain, but over all captions the gain is not clear{change}, so the previous model stays. "
                "More pairs may help."
            )
        case _:
            return (
                f"No clear change on clips that it did not learn from{change}, so the previous model stays. "
                "More pairs, or captions that say more precisely what is to be seen, may help."
            )


def _is_clear_gain(figure: Figure) -> bool:
    return figure.high < 0 if figure.name == MEDIAN_RANK else figure.low > 0


def _is_clear_loss(figure: Figure) -> bool:
    return figure.low > 0 if figure.name == MEDIAN_RANK else figure.high < 0


def _measures(ranks: Ranks) -> dict[str, float]:
    found = {name: 100 * float((ranks <= k).mean()) for name, k in _FIGURES}
    return {**found, MEDIAN_RANK: float(np.median(ranks))}


def _by_source(values: NDArray[np.float64], sources: IdArray) -> NDArray[np.float64]:
    """Mean of each source clip: captions of one clip are not independent."""
    _, place = np.unique(sources, return_inverse=True)
    return np.asarray(np.bincount(place, values) / np.maximum(np.bincount(place), 1), np.float64)


def _t_value(values: NDArray[np.float64]) -> float:
    if len(values) < 2:
        return 0.0
    spread, mean = float(values.std(ddof=1)), float(values.mean())
    if spread == 0:
        return math.copysign(math.inf, mean) if mean else 0.0
    return mean * math.sqrt(len(values)) / spread
