"""Cutting a sentence into phrases by hand: words, joints between them, and what a click does. No Qt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.values import Phrase

Span = tuple[int, int]
"""First character, one beyond the last."""

_WORD = re.compile(r"\w+(?:['’\-]\w+)*")


@dataclass(frozen=True, slots=True)
class PhraseCut:
    """A sentence as words, each in a phrase or in none (-1). Phrases are runs of neighbouring words."""

    text: str
    words: tuple[Span, ...]
    owners: tuple[int, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """The phrases as stretches of the text, in order."""
        found: dict[int, Span] = {}
        for (start, stop), owner in zip(self.words, self.owners, strict=True):
            if owner >= 0:
                found[owner] = (found[owner][0] if owner in found else start, stop)
        return tuple(found[owner] for owner in sorted(found))

    def word(self, index: int) -> str:
        """The text of a word."""
        start, stop = self.words[index]
        return self.text[start:stop]

    def is_joined(self, joint: int) -> bool:
        """True when the words on both sides of a joint (0 lies between words 0 and 1) are of one phrase."""
        return self.owners[joint] >= 0 and self.owners[joint] == self.owners[joint + 1]

    def toggle_joint(self, joint: int) -> "PhraseCut":
        """Split the phrase here; or join what stands on both sides, whether phrases or free words."""
        left, right = self.owners[joint], self.owners[joint + 1]
        fresh = max(self.owners, default=-1) + 1
        owners = list(self.owners)
        if self.is_joined(joint):
            return self._with([fresh if o == left and i > joint else o for i, o in enumerate(owners)])
        owners[joint] = owners[joint + 1] = fresh
        return self._with([fresh if o >= 0 and o in (left, right) else o for o in owners])

    def toggle_word(self, index: int) -> "PhraseCut":
        """Take a word out of its phrase (which may fall in two), or make a free word a phrase."""
        fresh = max(self.owners, default=-1) + 1
        owners = list(self.owners)
        owners[index] = fresh if owners[index] < 0 else -1
        return self._with(owners)

    def drop(self, phrase: int) -> "PhraseCut":
        """Set the words of a phrase free."""
        return self._with([-1 if owner == phrase else owner for owner in self.owners])

    def gather(self, first: int, last: int) -> "PhraseCut":
        """Make one phrase of these words, taking them from others."""
        low, high = sorted((first, last))
        fresh = max(self.owners, default=-1) + 1
        return self._with([fresh if low <= i <= high else owner for i, owner in enumerate(self.owners)])

    def _with(self, owners: Sequence[int]) -> "PhraseCut":
        """Number the runs of equal owners from left to right; a phrase that fell apart becomes two."""
        numbered: list[int] = []
        count = -1
        for previous, owner in pairwise([-1, *owners]):
            if owner >= 0 and owner != previous:
                count += 1
            numbered.append(count if owner >= 0 else -1)
        return PhraseCut(self.text, self.words, tuple(numbered))


def cut_of(text: str, phrases: Sequence[Phrase]) -> PhraseCut:
    """The cut that these phrases make; a word belongs to the phrase that holds its first letter."""
    words = tuple((match.start(), match.end()) for match in _WORD.finditer(text))
    owners = [
        next((i for i, phrase in enumerate(phrases) if phrase.start <= start < phrase.stop), -1) for start, _ in words
    ]
    return PhraseCut(text, words, tuple(owners))
