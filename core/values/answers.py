"""What a search gives back, and two answers side by side."""

from dataclasses import dataclass
from typing import Literal

from core.sentences import sentence
from core.values.footage import Segment, Video
from core.values.models import ModelCoverage
from core.values.query import LikeKind, Query

Strength = Literal["strong", "good", "weak"]


HintKind = Literal["script", "language", "exclusion", "motion", "centres"]


@dataclass(frozen=True, slots=True)
class Hint:
    """What the person should know about the question: why it may not have been understood as it was meant."""

    kind: HintKind
    about: str
    """The script or language, by name; the words that were to be left out; the model without a motion setting.

    Of muted centres the whole sentence.
    """

    @property
    def text(self) -> str:
        """One sentence for a person."""
        if self.kind == "exclusion":
            return sentence(
                "The model does not understand exclusions in a sentence: moments with “{words}” may be shown. "
                "Exclude the phrase instead.",
                words=self.about,
            )
        if self.kind == "motion":
            return sentence("{model} has no motion setting, so it was ignored.", model=self.about)
        if self.kind == "centres":
            return self.about
        return sentence(
            "This model understands English, but this looks like {language}. Try it in English.", language=self.about
        )


@dataclass(frozen=True, slots=True)
class Fusion:
    """How a moment came to its rank in an answer of several models."""

    score: float
    """The sum of 1 / (60 + rank) over the models: it orders moments, and says nothing of how close they are."""
    ranks: tuple[tuple[str, int | None], ...]
    """Name of each model and the rank it gives the moment; None where it is not among that model's first."""
    seen_by: str
    """Name of the model whose segment, score and strength are shown."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked moment.

    `score` is the model's cosine, without the logit scale; with `Answer.in_spreads` it is made of several scores.
    """

    rank: int
    score: float
    strength: Strength
    segment: Segment
    video: Video
    copies: tuple[Video, ...] = ()
    """Other files with the same content at the same place."""
    fusion: Fusion | None = None
    """In an answer of several models; `score` and `strength` are then those of the model that saw this segment."""
    then: tuple[Segment, ...] = ()
    """Where later steps of the query are found, in order; the same segment where it shows them all."""
    judged: LikeKind | None = None
    """Whether it was liked or disliked."""
    likes: float = 0.0
    """What likes and dislikes add to `score`."""


@dataclass(frozen=True, slots=True)
class SearchTimings:
    """Milliseconds spent in each step of one search."""

    text_ms: float
    index_ms: float
    fetch_ms: float

    @property
    def total_ms(self) -> float:
        """The three steps together."""
        return self.text_ms + self.index_ms + self.fetch_ms


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search gives back. Hits come best first; weaker than all others is never hidden."""

    query: Query
    hits: tuple[Hit, ...]
    searched_segments: int
    ready_videos: int
    total_videos: int
    dropped: tuple[str, ...]
    timings: SearchTimings
    is_exact: bool
    fused: tuple[ModelCoverage, ...] = ()
    """The models whose rankings it is made of, when it is of several."""
    is_cut: bool = False
    """True when there are more moments than these: the list ends at the limit that was asked for."""
    by_video: bool = False
    """True when only the best moment of each clip is listed."""
    is_judged: bool = True
    """False while it is not known what scores of this model are worth: all is called weak then, and means nothing."""
    hints: tuple[Hint, ...] = ()
    in_spreads: bool = False
    """True when scores are no cosines but spreads above chance, made of the scores of phrases, examples and steps."""
    stacks: tuple[tuple[int, ...], ...] = ()
    """Near-identical takes among the hits: ids of their segments, the best first. Hits that stand alone are in none."""


@dataclass(frozen=True, slots=True)
class RankedHit:
    """A moment in one model's answer, and where the other model has the same moment."""

    hit: Hit
    elsewhere: int | None
    """Its rank there; None when it is not among the other model's first."""
    is_known_there: bool = True
    """False when the other model has not indexed this video."""

    @property
    def gain(self) -> int | None:
        """By how many places it stands higher here than there."""
        return None if self.elsewhere is None else self.elsewhere - self.hit.rank


@dataclass(frozen=True, slots=True)
class RankedColumn:
    """One model's side of a comparison."""

    coverage: ModelCoverage
    answer: Answer
    ranked_hits: tuple[RankedHit, ...]
    depth: int
    """So many of its first moments were looked through for those of the other one."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One question, two models."""

    query: Query
    columns: tuple[RankedColumn, RankedColumn]
    fused: Answer
    """The third ranking, made of the two."""
