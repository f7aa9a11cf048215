"""Words and names found in a sentence as whole words, whatever their case and however their accents are encoded."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from core.values.selects import fold

_APOSTROPHES = str.maketrans("’ʼ＇", "'''")


@dataclass(frozen=True, slots=True)
class FoundWord:
    """Where a word stands: character positions in the text, and its place in the list that was searched for."""

    start: int
    stop: int
    index: int


class WordMatcher:
    """Finds the words of a list, the longest first; none inside another word or compound ("Rex" not in "T-Rex").

    A possessive or contraction still counts ("Rex's"), and so do any spaces between the parts of a name.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._index: dict[str, int] = {}
        for index, word in enumerate(words):
            if key := word_key(word):
                self._index.setdefault(key, index)
        longest_first = sorted(self._index, key=lambda key: (-len(key), key))
        spelled = (r"\s+".join(map(re.escape, key.split(" "))) for key in longest_first)
        self._pattern = re.compile(rf"(?<!\w)(?<!\w['\-])(?:{'|'.join(spelled)})(?!\w)(?!-\w)") if self._index else None

    def find(self, text: str) -> list[FoundWord]:
        """In order, and apart from each other."""
        if self._pattern is None:
            return []
        folded, places = _folded(text)
        return [
            FoundWord(places[each.start()], places[each.end()], self._index[word_key(each.group())])
            for each in self._pattern.finditer(folded)
            if each.end() > each.start()
        ]


def word_key(word: str) -> str:
    """What two spellings of one word have in common."""
    return " ".join(fold(word).translate(_APOSTROPHES).split())


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its characters, and its end, the position in the typed text."""
    folded: list[str] = []
    places: list[int] = []
    start = 0
    for stop in range(1, len(text) + 1):
        if stop < len(text) and _continues(text[stop]):
            continue
        part = fold(text[start:stop]).translate(_APOSTROPHES)
        folded.append(part)
        places += [start] * len(part)
        start = stop
    return "".join(folded), [*places, len(text)]


def _continues(character: str) -> bool:
    """True for what is written onto the character before it: accents, and the later parts of a Hangul syllable."""
    return unicodedata.combining(character) != 0 or "\u1160" <= character <= "\u11ff"
