"""Ranks moments by several sentences and examples at once, and joins moments that follow one another.

Every part is scored by itself over the same candidates, exactly. In a library of up to `WHOLE` moments all are
candidates; of a larger one those that come first for any part that is looked for, more of them as long as too few
are left after what is excluded.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from core.ports import Catalogue, Encoder, VectorIndex
from core.search.joining import Chain, best_chains, soft_sum
from core.search.liking import LikedVectors, likes_score
from core.search.query_plan import StepPlan, chain_sentence, plan_steps
from core.search.query_vectors import UNJUDGED, QueryVectors, rebalanced
from core.search.scoring import PUSHED_Z, CombinedScores, PartScores, StepScores, combine_parts
from core.search.verdict import ScoreCalibration, good_z_among
from core.values import ByteArray, FloatArray, HalfArray, IdArray, Query, Segment

WHOLE: Final = 20_000
POOL: Final = 2_000
"""How many of the first of each part are candidates in a larger library."""
POOL_GROWTH: Final = 4
STEP_CANDIDATES: Final = 200
"""The videos of so many of the best moments of each step are looked through for chains."""
ONE_MOMENT_CANDIDATES: Final = 24
"""So many moments are tried for showing all steps by themselves, in order."""
PART_FRAMES: Final = 3
"""The fewest frames of a moment that make sense by themselves."""


@dataclass(frozen=True, slots=True)
class RankedMoment:
    """A candidate as the whole query ranks it. Scores count spreads above chance."""

    id: int
    score: float
    wanted: float
    """What is looked for alone, without what is welcome, excluded or liked."""
    is_excluded: bool = False
    then: tuple[int, ...] = ()
    """The moments of further steps; its own id again where one moment shows all."""
    likes: float = 0.0
    """What likes and dislikes add to the score."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates, best first; those that show what is excluded come last."""

    moments: Sequence[RankedMoment]
    is_exact: bool
    """True when no other moment of the library could stand among them."""
    can_grow: bool
    """True when a larger pool gives further candidates."""
    judge: ScoreCalibration | None
    """For `RankedMoment.wanted`; None while it is not known what scores are worth."""


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Where is looked. `allowed` None: everywhere."""

    index: VectorIndex
    allowed: Collection[int] | None
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class ExampleVector:
    """An example as a vector. Shapes: vector (D,), unit norm."""

    vector: FloatArray
    weight: float


def first_pool(limit: int) -> int:
    """How many of the first of each part are compared to begin with."""
    return max(POOL, 8 * limit)


class CompositeSearch:
    """One marked query, ready to be ranked. Thread: the engine lane."""

    def __init__(
        self,
        query: Query,
        catalogue: Catalogue,
        encoder: Encoder,
        vectors: QueryVectors,
        scope: Scope,
        examples: Sequence[ExampleVector] = (),
        likes: LikedVectors = LikedVectors(),  # noqa: B008  frozen
    ) -> None:
        """Encodes what has to be. Raises: QueryError, EncoderError."""
        self._query, self._catalogue, self._encoder, self._vectors = query, catalogue, encoder, vectors
        self._scope = scope
        self._examples, self._likes = examples, likes
        self._steps = plan_steps(query)
        whole = chain_sentence(self._steps) if len(self._steps) > 1 and not examples else ""
        self._whole = StepPlan("sentence", whole, excluded=self._steps[0].excluded) if whole else None
        texts = list(dict.fromkeys(text for plan in self._plans for text in plan.texts))
        read = vectors.texts(texts) if texts else []
        self.dropped = tuple(word for each in read for word in each.dropped)
        self._texts = {text: self._balanced(each.pooled) for text, each in zip(texts, read, strict=True)}
        self._scales: dict[bytes, ScoreCalibration] = {}
        self._is_judged = True

    def rank(self, pool: int, limit: int) -> Ranking:
        """Rank so many of the first of each part, or all of a small library. Raises: StoreError."""
        scope = self._scope
        is_whole = scope.size <= max(WHOLE, pool)
        ids = self._candidates(scope.size if is_whole else pool, is_whole)
        if len(self._steps) == 1:
            moments, is_exact = self._rank_alone(ids), is_whole
        else:
            moments, is_exact = self._rank_chains(ids, max(STEP_CANDIDATES, 2 * limit))
            moments = self._with_likes(moments)
        moments.sort(key=lambda each: (each.is_excluded, -each.score))
        can_grow = not is_whole and len(self._steps) == 1
        return Ranking(moments, is_exact and is_whole, can_grow, self._judge())

    @property
    def _plans(self) -> list[StepPlan]:
        return [*self._steps, *([self._whole] if self._whole is not None else [])]

    def _balanced(self, vector: FloatArray) -> FloatArray:
        own, wanted = self._vectors.spec.global_weight, self._query.motion
        return vector if own is None or wanted is None else rebalanced(vector, own, wanted)

    # ---- candidates and their scores

    def _candidates(self, most: int, is_whole: bool) -> IdArray:
        """Ids of those that come first for anything that is looked for, ascending."""
        named = (
            text for plan in self._plans for text in (plan.sentence, *(t for t, _ in (*plan.wanted, *plan.optional)))
        )
        vectors = [self._texts[text] for text in dict.fromkeys(named) if text]
        vectors += [*(each.vector for each in self._examples), *self._likes.liked]
        found = [
            self._scope.index.search(each, most, self._scope.allowed)[0] for each in vectors[: 1 if is_whole else None]
        ]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)

    def _score_step(self, number: int, ids: IdArray) -> CombinedScores:
        """Shapes: (N,) ascending -> (N,)."""
        plan, examples = self._plans[number], self._examples if number == 0 else ()

        def parts(named: Sequence[tuple[str, float]]) -> list[PartScores]:
            return [PartScores(self._spreads(self._texts[text], ids), weight) for text, weight in named]

        return combine_parts(
            StepScores(
                plan.how,
                self._spreads(self._texts[plan.sentence], ids) if plan.sentence else None,
                parts(plan.wanted),
                parts(plan.optional),
                parts(plan.excluded),
                [PartScores(self._spreads(each.vector, ids, is_example=True), each.weight) for each in examples],
            )
        )

    def _likes_of(self, ids: IdArray) -> FloatArray:
        """What likes and dislikes add. Shapes: (N,) ascending -> (N,)."""
        if not self._likes:
            return np.zeros(len(ids), np.float32)
        liked, disliked = (
            [self._spreads(each, ids, is_example=True) for each in vectors]
            for vectors in (self._likes.liked, self._likes.disliked)
        )
        return likes_score(liked, disliked)

    def _with_likes(self, moments: Sequence[RankedMoment]) -> list[RankedMoment]:
        """Chains count as liked by the moment they begin with."""
        ids = np.unique(np.asarray([each.id for each in moments], np.int64))
        added = dict(zip(ids.tolist(), self._likes_of(ids).tolist(), strict=True))
        return [replace(each, score=each.score + added[each.id], likes=added[each.id]) for each in moments]

    def _spreads(self, vector: FloatArray, ids: IdArray, *, is_example: bool = False) -> FloatArray:
        """Scores of these segments, in spreads above chance. Shapes: (D,), (N,) ascending -> (N,)."""
        found, scores = self._scope.index.search(vector, len(ids), ids)
        aligned = np.full(len(ids), -1.0, np.float32)  # no cosine is lower, should one be gone
        aligned[np.searchsorted(ids, found)] = scores
        return self._in_spreads(aligned, vector, is_example)

    def _in_spreads(self, scores: FloatArray, vector: FloatArray, is_example: bool = False) -> FloatArray:
        key = vector.tobytes()
        if key not in self._scales:
            size = len(self._scope.index)
            measure = self._vectors.example_calibration if is_example else self._vectors.calibration_of
            known = measure(vector, size)
            self._is_judged &= known is not None
            self._scales[key] = known or UNJUDGED
        scale = self._scales[key]
        spreads: FloatArray = ((scores - scale.level) / scale.spread).astype(np.float32)
        return spreads

    def _judge(self) -> ScoreCalibration | None:
        """The measure of `RankedMoment.wanted`. With several chances to fit, chance fits more often."""
        if not self._is_judged or not self._scales:
            return None
        size = len(self._scope.index)
        measure = max(self._scales.values(), key=lambda each: each.good_z)
        tries = max(1, len(self._steps[0].wanted) + len(self._examples)) if self._query.combine == "any" else 1
        more = good_z_among(size * tries) - good_z_among(size)
        return ScoreCalibration(0.0, 1.0, measure.good_z + more, measure.strong_z + more)

    # ---- one step, and several

    def _rank_alone(self, ids: IdArray) -> list[RankedMoment]:
        scored, likes = self._score_step(0, ids), self._likes_of(ids)
        rows = zip(
            ids.tolist(),
            (scored.score + likes).tolist(),
            scored.wanted.tolist(),
            scored.is_excluded.tolist(),
            likes.tolist(),
            strict=True,
        )
        return [RankedMoment(*row[:4], likes=row[4]) for row in rows]

    def _rank_chains(self, ids: IdArray, each: int) -> tuple[list[RankedMoment], bool]:
        """The best chain that begins with each moment, and moments that show all steps by themselves.

        Also whether all moments were looked through.
        """
        if not len(ids):
            return [], True
        scores = (self._score_step(number, ids).as_step for number in range(len(self._steps)))
        best = np.unique(np.concatenate([ids[np.argsort(-own, kind="stable")[:each]] for own in scores]))
        ranked = {made.id: made for made in self._in_one_moment(best)}
        inside = self._around(best)
        for made in self._chains_among(inside):
            if made.id not in ranked or made.score > ranked[made.id].score:
                ranked[made.id] = made
        return list(ranked.values()), len(inside) >= self._scope.size

    def _around(self, ids: IdArray) -> IdArray:
        """All moments of the videos that have these, ascending."""
        videos = {segment.video_id for segment in self._catalogue.segments(ids.tolist())}
        inside = self._catalogue.segment_ids_of(videos, self._vectors.spec)
        allowed = self._scope.allowed
        return inside if allowed is None else np.intersect1d(inside, np.fromiter(allowed, np.int64, len(allowed)))

    def _chains_among(self, ids: IdArray) -> list[RankedMoment]:
        steps = range(len(self._steps))
        scores = np.stack([self._score_step(number, ids).as_step for number in steps])
        weights, column = [step.weight for step in self._steps], {int(id_): at for at, id_ in enumerate(ids)}
        videos: defaultdict[int, list[Segment]] = defaultdict(list)
        for segment in self._catalogue.segments(ids.tolist()):
            videos[segment.video_id].append(segment)
        made = []
        for segments in videos.values():
            segments.sort(key=lambda each: (each.start_s, each.id))
            own = scores[:, [column[each.id] for each in segments]]
            starts, ends = [each.start_s for each in segments], [each.end_s for each in segments]
            chains = best_chains(starts, ends, own, weights, self._query.within_s)
            made += [_moment_of(chain, [segments[place].id for place in chain.places]) for chain in chains]
        return made

    def _in_one_moment(self, ids: IdArray) -> list[RankedMoment]:
        """Moments in which one thing happens after the other: by the sentence of all steps, and part by part."""
        if self._whole is None:
            return []
        said = self._score_step(len(self._steps), ids).as_step
        order = np.argsort(-said, kind="stable")[:ONE_MOMENT_CANDIDATES]
        chosen = ids[order].tolist()
        scores = self._part_by_part(chosen, said[order])
        return [
            RankedMoment(id_, score, score, score <= PUSHED_Z / 2, (id_,) * (len(self._steps) - 1))
            for id_, score in zip(chosen, scores.tolist(), strict=True)
        ]

    def _part_by_part(self, ids: Sequence[int], said: FloatArray) -> FloatArray:
        """Halfway between what the sentence says and how well the first part shows the first step, and so on.

        A moment with too few frames to be parted has the sentence alone. Shapes: n, (n,) -> (n,).
        """
        count = len(self._steps)
        frames = self._catalogue.frame_vectors(ids)
        long = [row for row, each in enumerate(frames) if len(each) >= PART_FRAMES * count]
        if not long:
            return said
        shown = np.zeros((count, len(long)), np.float32)
        for number, step in enumerate(self._steps):
            text = self._texts[step.sentence]
            parts = [np.array_split(frames[row], count)[number] for row in long]
            shown[number] = self._in_spreads(self._encoder.encode_segments(*_stacked(parts)) @ text, text)
        scores = said.copy()
        scores[long] = (said[long] + soft_sum(shown, [step.weight for step in self._steps])) / 2
        return scores


def _moment_of(chain: Chain, ids: Sequence[int]) -> RankedMoment:
    return RankedMoment(ids[0], chain.score, chain.score, chain.score <= PUSHED_Z / 2, tuple(ids[1:]))


def _stacked(parts: Sequence[HalfArray]) -> tuple[HalfArray, ByteArray]:
    """Shapes: n of (T, E) -> (n, F, E), (n, F)."""
    longest = max(map(len, parts))
    frames = np.zeros((len(parts), longest, parts[0].shape[1]), np.float16)
    mask = np.zeros((len(parts), longest), np.uint8)
    for row, part in enumerate(parts):
        frames[row, : len(part)], mask[row, : len(part)] = part, 1
    return frames, mask
