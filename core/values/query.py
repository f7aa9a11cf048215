"""What is asked, and of which videos: one record for the window, the command line, history and saved searches."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from core.values.filter import Filter

PhraseRole = Literal["must", "should", "not"]
"""Wanted; welcome, but moments without it do not lose; excluded."""
Combine = Literal["sentence", "all", "any", "in_order"]
"""How wanted phrases go together: read as one sentence; each of them; one of them; one after the other."""
HitSort = Literal["match", "shot", "name", "added"]
"""Best match first; by the date shot, earliest first; by name, then time; latest added first."""
ExampleKind = Literal["image", "frame", "moment"]
LikeKind = Literal["liked", "disliked"]

LEAST_WEIGHT: Final = 0.5
MOST_WEIGHT: Final = 2.0
WITHIN_S: Final = 10.0

_GAPS: Final = re.compile(r"\s*([,;])(?:\s*[,;])+")
_MINUS: Final = re.compile(r"(?:^|(?<=[\s,;]))[-−]\s?$")
"""The sign that excludes the phrase behind it."""
_EDGES: Final = " \t\n,;"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of a query. `start`/`stop` are character positions in its text."""

    text: str
    start: int
    stop: int
    role: PhraseRole = "must"
    weight: float = 1.0
    """How much it counts: 0.5 to 2."""
    muted: bool = False
    """Left out for now, as if it had not been typed."""
    colour: int | None = None
    """Number of its colour; None: the number of its place."""

    @property
    def is_marked(self) -> bool:
        """True when it is more than a part of the sentence."""
        return self.role != "must" or self.weight != 1.0 or self.muted


@dataclass(frozen=True, slots=True)
class Example:
    """Something that wanted moments look like. Units: seconds on the player's clock."""

    kind: ExampleKind
    path: Path
    """The picture file, or the clip."""
    start_s: float = 0.0
    """Time of the frame, or start of the moment."""
    stop_s: float | None = None
    """End of the moment."""
    weight: float = 1.0
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Like:
    """A result that a person liked or disliked: the rest is ranked towards it, or away from it.

    Units: seconds on the player's clock.
    """

    kind: LikeKind
    path: Path
    """The clip."""
    start_s: float
    stop_s: float
    muted: bool = False

    def covers(self, start_s: float, end_s: float) -> bool:
        """True for a moment of the clip that is this one, or mostly, as after indexing the clip again."""
        if self.start_s == self.stop_s:  # a still picture, or a moment named by one of its frames
            return start_s <= self.start_s <= end_s
        return min(end_s, self.stop_s) - max(start_s, self.start_s) > 0.5 * (end_s - start_s)


@dataclass(frozen=True, slots=True)
class Step:
    """What comes later in the same video: a sentence and its phrases, as in `Query`."""

    text: str
    phrases: tuple[Phrase, ...] = ()

    @property
    def sentence(self) -> str:
        """What the model reads of it."""
        return sentence_of(self.text, self.phrases)


@dataclass(frozen=True, slots=True)
class Query:
    """A sentence, its phrases (ordered, not overlapping) and a filter; all further fields refine it.

    Phrases of every role are stretches of `text`: the line shows what is excluded or muted as well.
    """

    text: str
    phrases: tuple[Phrase, ...]
    filter: Filter = field(default_factory=Filter)
    combine: Combine = "sentence"
    examples: tuple[Example, ...] = ()
    then: tuple[Step, ...] = ()
    """What comes after it in the same video, step by step."""
    within_s: float = WITHIN_S
    """The longest gap between one step and the next. Units: seconds."""
    motion: float | None = None
    """Weight of the model's global half, which compares frames over time, 0 to 1; None: the model's own balance."""
    sort: HitSort = "match"
    likes: tuple[Like, ...] = ()
    """Results that a person judged. They order what the rest of the query finds, and find nothing alone."""
    muted_centres: tuple[int, ...] = ()
    """Centres of the model whose share is left out of the score, counted from 0; only where a plain sentence ranks."""

    @property
    def sentence(self) -> str:
        """What the model reads: the text without phrases that are excluded, optional or muted."""
        return sentence_of(self.text, self.phrases)

    @property
    def is_plain(self) -> bool:
        """True when moments are ranked by the sentence alone, with the model's own balance."""
        return (
            self.combine == "sentence"
            and not self.examples
            and not self.then
            and not self.likes
            and self.motion is None
            and not self.muted_centres
            and not any(phrase.is_marked for phrase in self.phrases)
        )


def sentence_of(text: str, phrases: tuple[Phrase, ...]) -> str:
    """The text without phrases that are excluded, optional or muted; unchanged when there are none."""
    unread = [phrase for phrase in phrases if phrase.muted or phrase.role != "must"]
    if not unread:
        return text
    kept, done = "", 0
    for phrase in sorted(unread, key=lambda each: each.start):
        kept, done = f"{kept}{_MINUS.sub('', text[done : phrase.start])} ", phrase.stop
    kept += text[done:]
    return _GAPS.sub(r"\1", " ".join(kept.split())).strip(_EDGES).replace(" ,", ",").replace(" ;", ";")
