"""What a person says of moments, and teaches the model by."""

from collections.abc import Iterable
from typing import Protocol

from core.values import Judgement, KeptCaption, TaughtWord


class AnnotationCatalogue(Protocol):
    """Captions and judgements of contents, and taught words. All of it is written by `KeepingCatalogue.write_kept`."""

    def captions(self, fingerprints: Iterable[str] | None = None) -> list[KeptCaption]:
        """Captions of these contents, or all, by ascending id."""
        ...

    def captions_by_id(self, ids: Iterable[int]) -> list[KeptCaption]:
        """These captions by ascending id; unknown ones are left out."""
        ...

    def judgements(self, fingerprints: Iterable[str] | None = None) -> list[Judgement]:
        """Judgements of these contents, or all, by ascending id."""
        ...

    def judgements_by_id(self, ids: Iterable[int]) -> list[Judgement]:
        """These judgements by ascending id; unknown ones are left out."""
        ...

    def judged_for(self, sentence: str) -> list[Judgement]:
        """Judgements for a sentence, whatever its case, by ascending id."""
        ...

    def taught_words(self) -> list[TaughtWord]:
        """All taught names and words, in alphabetical order."""
        ...

    def words_with(self, fingerprints: Iterable[str]) -> list[TaughtWord]:
        """Taught words that have one of these contents among their examples, in alphabetical order."""
        ...
