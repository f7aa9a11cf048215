"""A simulated editor who looks for one moment, as at the Video Browser Showdown; every cost is stated.

The user reads the list from the top, opens what looks like the moment, and refines after two screens without it. Tools
are what the program offers; a user has some of them. Chance comes from the seed and the moment alone, so that users
with different tools meet the same accidents.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import numpy as np

from core.search.phrases import cut_query
from core.search.query_rules import add_phrase
from core.values import Answer, Example, Filter, Hit, Like, LikeKind, Query, Step
from tests.bench.known_item_world import World

Tool = Literal["single frame", "order", "not", "filter", "likeness", "likes", "stacks", "clips"]

LIMIT_S: Final = 300.0
"""Five minutes, as for a moment that was shown at the Showdown."""
TYPE_S: Final = 0.25
"""A character: 48 words a minute."""
THINK_S: Final = 2.0
"""Before a sentence."""
LOOK_S: Final = (0.25, 0.5)
"""At a card that is new; one seen before is passed over in `AGAIN_S`."""
AGAIN_S: Final = 0.1
OPEN_S: Final = 3.0
"""To open a moment and see whether it is the right one."""
ACT_S: Final = 1.5
"""To point at something and click, or to press a key on a card."""
COMPARE_S: Final = 1.0
"""A take among others, side by side."""
FILTER_S: Final = 3.0
"""To open the menu and choose a day."""
OVERLOOKED: Final = 0.05
"""How often the eye passes over the right card."""
WRONG_TRY: Final = 0.3
"""How often another take, once opened, is handed in as the right one; half as often what only looks alike."""
TEMPTING: Final = 0.75
"""From this likeness on a card may be opened."""
TEMPTED: Final = 0.35
DEPTH: Final = 24
"""Cards the user looks at before trying something else: two screens."""
KNOWS_DAY, WRONG_DAY = 0.6, 0.1
"""How often the user knows the day, and how often what is known is wrong."""
MOST_WORDINGS: Final = 3
LIKE_ROUNDS, LIKES_A_ROUND = 3, 2
LISTED: Final = 400
POINTS, FASTEST, PENALTY = 500.0, 500.0, 100.0
"""Of DRES: solving, speed, a wrong try."""


_DAY, _WORDS = 1_000_000, 2_000_000
"""What chances are for, beside cards."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a search ended. `seconds` is the limit when nothing was found."""

    seconds: float
    wrong: int
    solved: bool
    looks: int

    @property
    def points(self) -> float:
        """Of the task, as DRES counts."""
        if not self.solved:
            return 0.0
        return max(0.0, POINTS + FASTEST * (1 - self.seconds / LIMIT_S) - PENALTY * self.wrong)


class OutOfTimeError(Exception):
    """The limit is reached."""


class User:
    """Looks for one moment with these tools."""

    def __init__(self, world: World, target: int, tools: frozenset[Tool], seed: int) -> None:
        self._world, self._target, self._tools = world, target, tools
        self._chance = _Chances(seed, target)
        self._seconds, self._wrong, self._looks = 0.0, 0, 0
        self._seen: dict[int, None] = {}
        """Moments that were viewed, in order."""
        self._passes: dict[int, int] = {}
        self._wordings = 0
        self._filter = Filter()
        self._query = Query("", ())
        self._liked: list[Like] = []

    def find(self) -> Outcome:
        """Look until it is found or the time is up."""
        try:
            self._search()
        except OutOfTimeError:
            return Outcome(LIMIT_S, self._wrong, False, self._looks)
        return Outcome(self._seconds, self._wrong, True, self._looks)

    def _search(self) -> None:
        self._word_it()
        if self._read(DEPTH):
            return
        for refine in self._refinements():
            refine()
            if self._read(DEPTH):
                return
        while True:  # nothing else is left to try: the rest of the list, again and again
            before = len(self._seen)
            if self._read(LISTED):
                return
            if len(self._seen) == before:
                self._seen = {}

    def _refinements(self) -> Iterator[Callable[[], None]]:
        if "filter" in self._tools and self._chance.of(_DAY, 1)[0] < KNOWS_DAY:
            yield self._choose_day
        if "not" in self._tools and self._world.unwanted(self._target, list(self._seen)):
            yield self._exclude
        if "likeness" in self._tools:
            yield self._find_similar
        if "likes" in self._tools:
            for _ in range(LIKE_ROUNDS):
                yield self._judge
        while self._wordings < MOST_WORDINGS:
            yield self._word_it

    # ---- what a user does

    def _word_it(self) -> None:
        """Type what the moment shows; another time in other words. What was refined stays."""
        words = self._world.words(self._target, self._chance.words(self._wordings), self._wordings)
        self._wordings += 1
        is_ordered = "order" in self._tools and len(words.steps) > 1
        typed = ", ".join(words.steps) if is_ordered else words.sentence
        self._spend(THINK_S + TYPE_S * len(typed))
        first, *later = words.steps if is_ordered else (words.sentence,)
        made = replace(cut_query(first), then=tuple(Step(each) for each in later))
        self._query = replace(self._query, text=made.text, phrases=made.phrases, then=made.then)

    def _choose_day(self) -> None:
        _, wrong, other = self._chance.of(_DAY, 3)
        self._spend(FILTER_S)
        days = sorted(set(self._world.days))
        day = self._world.days[self._world.owners[self._target]]
        day = days[int(other * len(days))] if wrong < WRONG_DAY else day
        self._filter = Filter(below=frozenset({Path(f"/drawn/day {day}")}))

    def _exclude(self) -> None:
        said = self._world.unwanted(self._target, list(self._seen))
        self._spend(THINK_S + TYPE_S * (len(said) + 4))
        self._query = add_phrase(self._query, said, "not")

    def _find_similar(self) -> None:
        """Of what was seen, the card that looks most like the moment."""
        best = max(self._seen, key=lambda each: self._world.likeness[self._target, each])
        self._spend(ACT_S)
        at = self._place(best)
        self._query = replace(self._query, examples=(Example("moment", at.path, at.start_s, at.stop_s),))

    def _judge(self) -> None:
        """Like what comes nearest of what was seen and not judged yet."""
        for moment in self.nearest(LIKES_A_ROUND):
            self._spend(ACT_S)
            self._liked.append(self._place(moment))
        self._query = replace(self._query, likes=tuple(self._liked))

    # ---- for measuring what likes do to ranks

    def begin(self) -> None:
        """Type the first sentence."""
        self._word_it()

    def like(self, likes: Sequence[Like]) -> None:
        """Judge these as well."""
        self._liked += likes
        self._query = replace(self._query, likes=tuple(self._liked))

    def listed(self) -> list[int]:
        """The moments as they are ranked now, all of them."""
        answer = self._world.library.ask(self._query, len(self._world))
        return [self._row(hit) for hit in answer.hits]

    def nearest(self, count: int) -> list[int]:
        """What looks most like the moment, among the cards that were seen last."""
        judged = {(like.path, like.start_s) for like in self._liked}
        recent = [each for each in list(self._seen)[-2 * DEPTH :] if self._key(each) not in judged]
        return sorted(recent, key=lambda each: -float(self._world.likeness[self._target, each]))[:count]

    # ---- reading the list

    def _read(self, depth: int) -> bool:
        """Look at cards from the top until so many new ones were seen; True when it is found."""
        fresh = 0
        for members in self._cards():
            card = members[0]
            if card in self._seen:
                self._spend(AGAIN_S)
                continue
            low, high = LOOK_S
            self._passes[card] = self._passes.get(card, 0) + 1
            look, overlooked, tempted, handed_in = self._chance.of(card, 4, self._passes[card])
            self._spend(low + look * (high - low))
            self._looks += 1
            fresh += 1
            self._seen |= dict.fromkeys(members)
            if self._target in members and overlooked >= OVERLOOKED:
                self._spend(OPEN_S + (ACT_S + COMPARE_S * (len(members) - 1) if len(members) > 1 else 0.0))
                return True
            if self._target not in members:
                self._maybe_open(card, tempted, handed_in)
            else:
                self._seen = {each: None for each in self._seen if each not in members}
            if fresh >= depth:
                break
        if not self._filter.is_empty:  # not on the first screens of the day: then it was another one
            self._spend(FILTER_S)
            self._filter = Filter()
        return False

    def _maybe_open(self, card: int, tempted: float, handed_in: float) -> None:
        is_take = self._world.takes[card] == self._world.takes[self._target]
        alike = float(self._world.likeness[self._target, card])
        if is_take or (alike >= TEMPTING and tempted < TEMPTED):
            self._spend(OPEN_S)
            self._wrong += handed_in < (WRONG_TRY if is_take else WRONG_TRY / 2)

    def _cards(self) -> list[list[int]]:
        """The list as the user sees it: each card with the moments below it."""
        world = self._world
        if "single frame" in self._tools:
            return [[row] for row in np.argsort(-world.by_single_frames(self._query.text), kind="stable").tolist()]
        by_clip = "clips" in self._tools
        answer = world.library.ask(replace(self._query, filter=self._filter), LISTED, by_clip=by_clip)
        rows = [self._row(hit) for hit in answer.hits]
        if by_clip:
            return [self._clip_of(row) for row in rows]
        return folded(answer, rows) if "stacks" in self._tools else [[row] for row in rows]

    def _clip_of(self, row: int) -> list[int]:
        owner = self._world.owners[row]
        return [row, *(each for each in range(len(self._world)) if self._world.owners[each] == owner and each != row)]

    def _row(self, hit: Hit) -> int:
        return self._world.library.row_of[hit.segment.id]

    def _place(self, moment: int, kind: LikeKind = "liked") -> Like:
        return place_of(self._world, moment, kind)

    def _key(self, moment: int) -> tuple[Path, float]:
        at = self._place(moment)
        return at.path, at.start_s

    def _spend(self, seconds: float) -> None:
        self._seconds += seconds
        if self._seconds > LIMIT_S:
            raise OutOfTimeError


def folded(answer: Answer, rows: Sequence[int]) -> list[list[int]]:
    """Near-identical takes as one card, at the place of the first."""
    row_of = {hit.segment.id: row for hit, row in zip(answer.hits, rows, strict=True)}
    below = {stack[0]: [row_of[each] for each in stack] for stack in answer.stacks}
    hidden = {each for stack in answer.stacks for each in stack[1:]}
    return [below.get(hit.segment.id, [row_of[hit.segment.id]]) for hit in answer.hits if hit.segment.id not in hidden]


def place_of(world: World, moment: int, kind: LikeKind = "liked") -> Like:
    """A moment as a like names it."""
    segment = world.library.segment(moment)
    video = world.library.catalogue.video(segment.video_id)
    assert video is not None
    return Like(kind, video.path, segment.start_s, segment.end_s)


class _Chances:
    """Numbers from 0 to 1 that depend on the seed, the moment and what they are for, not on their order."""

    def __init__(self, seed: int, target: int) -> None:
        self._seed, self._target = seed, target

    def of(self, what: int, count: int, time: int = 0) -> list[float]:
        """So many."""
        return np.random.default_rng([self._seed, self._target, what, time]).random(count).tolist()

    def words(self, number: int) -> np.random.Generator:
        """For the wording of a sentence."""
        return np.random.default_rng([self._seed, self._target, _WORDS, number])
