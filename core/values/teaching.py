"""Teaching a model: what a person gives, what is found wrong with it, and what a run tells.

Units: times in seconds on the player's clock; start and end None: the whole clip.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal, TypeAlias

from core.values.arrays import FloatArray

TeachingWay = Literal["name", "words", "heads", "full"]
"""One thing and its name; new words; the temporal heads on stored frame vectors; the towers too."""
Split = Literal["train", "validation", "test"]
PairProblemKind = Literal[
    "missing", "unreadable", "not_indexed", "empty", "too_long", "duplicate", "leak", "outside", "row", "encoding"
]
"""The clip is not there, cannot be read, or is not indexed; the caption is empty, or longer than the model reads; the
pair stands twice; one clip is in two splits; the times lie outside of the clip; a row or file makes no sense."""
Verdict = Literal["better", "no_clear_change", "worse"]
ProblemReason = Literal[
    "not_found", "several", "no_clip_beside", "unreadable", "not_indexed", "not_in_library",
    "picture_outside", "empty", "controls", "too_long",
    "still_times", "before_start", "ends_first", "outside_clip", "duplicate", "leak", "guessed_encoding",
    "list_away", "list_unreadable", "list_empty", "list_not_text", "no_columns", "no_file_column",
    "no_caption_column", "no_rows", "more_columns", "no_file", "few_columns", "quotes",
]  # fmt: skip
"""A kind in more detail, where a window has a text of its own for it; `PairProblem.values` are put into that."""
AdviceReason = Literal["enough", "no_pairs", "few_pairs", "few_clips", "same_captions"]
RefusalReason = Literal["memory", "disk", "trial_ended"]
TeachingStage = Literal[
    "collecting", "preparing", "measuring", "decoding", "training", "folds", "comparing", "paused", "searching",
    "naming",
]  # fmt: skip
"""Moments are read from the library; clips to compare with are drawn or chosen; the model is measured as it is; clips
are decoded; it learns; each part is ranked by what learned from the others; before and after are compared; it waits;
words that the model knows are looked for; a name is learned."""
OutcomeReason = Literal[
    "gain",
    "loss",
    "forgot",
    "strayed",
    "found_before",
    "mixed",
    "no_gain",
    "name_gain",
    "name_words",
    "name_no_gain",
    "name_unlike",
]
"""`forgot`: what was not taught is found less well; `strayed`: sentences about other clips lead elsewhere than before,
where nobody knows what is right; `found_before`: there was hardly anything to gain; `mixed`: a figure gains clearly,
the ranks as a whole do not; `name_words`: words that the model knew stand for the name; `name_unlike`: the examples do
not look like one thing."""


MEDIAN_RANK: Final = "Median rank"
STILL_FOUND: Final = {"R@1": "Still first", "R@5": "Still in the first 5", "R@10": "Still in the first 10"}
"""Figures of sentences whose right moment is the one that came first before."""
LEAST_STILL_FOUND: Final = 90.0
"""Of these sentences so many must find it among the first ten, in percent."""
ENOUGH_TEST_QUERIES: Final = 100
"""From so many test pairs on, these are judged; below, all pairs are, each by a model that did not learn from it."""
FEWEST_EXAMPLES: Final = 3
MOST_EXAMPLES: Final = 20
FEWEST_PAIRS: Final = 30
"""Pairs from which new words can be learned."""


# ---- what a person gives


@dataclass(frozen=True, slots=True)
class Pair:
    """A stretch of a clip and a sentence that is true of it."""

    path: Path
    caption: str
    start_s: Fraction | None = None
    end_s: Fraction | None = None
    origin: str = ""
    """Where it was read: file and line, or empty for what is kept in the library."""


@dataclass(frozen=True, slots=True)
class PairProblem:
    """Something wrong with one pair, or with a row or file that gave none."""

    kind: PairProblemKind
    message: str
    hint: str = ""
    pair: int | None = None
    """Place in `CheckedPairs.pairs`; None when there is no pair."""
    origin: str = ""
    reason: ProblemReason | None = None
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    """What the message names: files, times, counts."""


@dataclass(frozen=True, slots=True)
class WayAdvice:
    """How far the pairs go for one way of teaching, as a sentence."""

    way: TeachingWay
    is_enough: bool
    message: str
    reason: AdviceReason | None = None
    pairs: int = 0
    """That can be used."""
    clips: int = 0
    """Of these pairs."""
    least_pairs: int = 0
    """That this way needs; 0 where it is not about that."""
    least_clips: int = 0


@dataclass(frozen=True, slots=True)
class CheckedPairs:
    """All pairs as read, and what is wrong with them. Pairs with a problem are left out."""

    pairs: tuple[Pair, ...] = ()
    problems: tuple[PairProblem, ...] = ()
    splits: tuple[Split | None, ...] = ()
    """Of each pair; None where it takes no part. All pairs of one source clip are in one split."""
    advice: tuple[WayAdvice, ...] = ()
    unknown_words: tuple[tuple[str, int], ...] = ()
    """Words of the captions that the model never learned, and how many captions use each; most used first."""
    misread_words: tuple[tuple[str, int], ...] = ()
    """Words that it seems to read wrongly: captions with them find their moment much worse than others."""

    @property
    def usable(self) -> int:
        """How many pairs take part."""
        return sum(split is not None for split in self.splits)

    def of(self, split: Split) -> list[Pair]:
        """The pairs of one split."""
        return [pair for pair, own in zip(self.pairs, self.splits, strict=True) if own == split]


@dataclass(frozen=True, slots=True, eq=False)
class AddedWord:
    """A word or name whose token vectors were taught. Shapes: vectors (n, W) float32, W the width of the token table.

    In a sentence it is found as a whole word, whatever its case, and these vectors stand where its tokens would.
    """

    text: str
    vectors: FloatArray


# ---- a run


@dataclass(frozen=True, slots=True)
class TeachingSettings:
    """How a run learns. 0 or empty: as the way and the preset say."""

    preset: Literal["quick", "careful"] = "quick"
    epochs: int = 0
    batch: int = 0
    learning_rate: float = 0.0
    frozen_layers: int = -1
    """Of each tower, counted from its input; -1: as the preset says."""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class TeachingPlan:
    """What is to be taught to which model. `model` is the id of a stored model, or empty for the one in use."""

    way: TeachingWay
    pairs: CheckedPairs = field(default_factory=CheckedPairs)
    model: str = ""
    name: str = ""
    """For the way `name`: the name; its examples are the pairs' clips."""
    settings: TeachingSettings = field(default_factory=TeachingSettings)


@dataclass(frozen=True, slots=True)
class TeachingEstimate:
    """What a run will take, measured by a short trial on this machine."""

    seconds: float
    memory_bytes: int
    disk_bytes: int
    refusal: str = ""
    """Why it cannot be done here; empty when it can."""
    reason: RefusalReason | None = None
    there_bytes: int = 0
    """Memory that the computer has, or disk that is free: what `reason` is about."""
    needed_bytes: int = 0
    """Of the disk: what must be free, with what stays for everything else."""


@dataclass(frozen=True, slots=True)
class TeachingProgress:
    """How far a run is. `eta_s` None: not known yet."""

    stage: str
    """What it does now, as a short sentence."""
    step: int = 0
    steps: int = 0
    eta_s: float | None = None
    kind: TeachingStage | None = None
    part: int = 0
    """Of `folds`, from 1."""
    parts: int = 0


@dataclass(frozen=True, slots=True)
class EpochFigures:
    """What was measured after an epoch, on the validation pairs. Units: recalls in percent."""

    epoch: int
    epochs: int
    train_loss: float
    validation_loss: float
    r_at_1: float
    r_at_5: float
    is_best: bool
    """By rank, never by loss: best so far."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure before and after, with the 95 % interval of the difference by bootstrap over source clips."""

    name: str
    before: float
    after: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TeachingOutcome:
    """What a run came to on held-out pairs."""

    verdict: Verdict
    message: str
    """The verdict as a sentence."""
    queries: int
    clips: int
    figures: tuple[Figure, ...] = ()
    """R@1, R@5, R@10, median rank."""
    general: tuple[Figure, ...] = ()
    """The same on clips and sentences that were not taught: shows what was forgotten."""
    result: Path | None = None
    """The taught model's file, or None where there is none to hand over: then the old model stays."""
    reason: OutcomeReason | None = None
    words: tuple[str, ...] = ()
    """Of a name: the best words that the model knew."""
    unread: int = 0
    """Captions that took no part because their clip could not be read when training began."""


@dataclass(frozen=True, slots=True)
class FoundMoment:
    """A moment of the library that answers a sentence. Units: seconds on the player's clock."""

    path: Path
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class SentencePreview:
    """What a sentence of the user's finds, best first, before a run and with what it learned."""

    sentence: str
    before: tuple[FoundMoment, ...]
    after: tuple[FoundMoment, ...]


@dataclass(frozen=True, slots=True)
class TeachingFailed:
    """A run ended by a fault. It can be resumed where `can_resume`: after its kept steps, else from the start."""

    message: str
    hint: str = ""
    can_resume: bool = True
    error: str = ""
    """Name of its type in core/errors.py."""
    about: str = ""
    """The file it is about; empty for none."""
    has_learned: bool = False
    """Steps are kept."""


TeachingEvent: TypeAlias = TeachingProgress | EpochFigures | TeachingOutcome | TeachingFailed


@dataclass(frozen=True, slots=True)
class KeptModel:
    """What a run was kept as."""

    id: str
    name: str
    former: str
    """Id of the model in use before."""


@dataclass(frozen=True, slots=True)
class TeachingRunSummary:
    """A run on disk."""

    id: str
    plan: TeachingPlan
    started_s: float
    state: Literal["running", "paused", "stopped", "finished", "failed"]
    epochs: tuple[EpochFigures, ...] = ()
    outcome: TeachingOutcome | None = None
    kept: KeptModel | None = None
    """The model that it was kept as, while that is among the others."""
