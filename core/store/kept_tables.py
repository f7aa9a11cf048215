"""The part of the catalogue that holds what a person keeps: the ports `KeepingCatalogue` and `AnnotationCatalogue`."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from core.store import annotation_rows, kept
from core.store.database import Database
from core.store.facets import FacetCounter
from core.store.filter_masks import FilterMasks
from core.store.kept_copies import KeptCopies, note_change
from core.store.writes import THESE, listed_texts
from core.values import (
    ClipMarks,
    Facets,
    Filter,
    Judgement,
    KeptCaption,
    KeptEdit,
    Moment,
    MomentCollection,
    TagUse,
    TaughtWord,
    Video,
)

_NOTE: Final = "note "
"""Before the names of notes among the keys of `meta`."""


class KeptTables:
    """Part of `SqliteCatalogue`. Thread: as that."""

    _db: Database
    _filters: FilterMasks
    _facets: FacetCounter | None = None
    _kept_copies: KeptCopies
    _now_s: Callable[[], float]

    def _videos(self, condition: str, values: Iterable[object]) -> list[Video]:
        raise NotImplementedError

    def kept_note(self, name: str) -> str:
        """What was noted under a name; empty where nothing was."""
        row = self._db.read_one("SELECT value FROM meta WHERE key = ?", (_NOTE + name,))
        return "" if row is None else str(row[0])

    def set_kept_note(self, name: str, text: str) -> None:
        """Note a text under a name, or with an empty one nothing any more. Raises: StoreError."""
        with self._db.write() as db:
            db.execute("DELETE FROM meta WHERE key = ?", (_NOTE + name,))
            if text:
                db.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (_NOTE + name, text))

    def marks_of(self, fingerprints: Iterable[str]) -> list[ClipMarks]:
        """Marks of these contents, those without any left out."""
        return kept.marks(self._db, fingerprints)

    def kept_at(self, path: Path) -> list[str]:
        """Contents of which something is kept and that were at a path when they were last known."""
        return kept.contents_at(self._db, path)

    def tags(self) -> list[TagUse]:
        """All tags in alphabetical order, those too that only clips outside the library have."""
        return kept.tags(self._db)

    def tagged(self, name: str) -> list[str]:
        """The contents that have a tag, however it is written."""
        return kept.tagged(self._db, name)

    def collections(self) -> list[MomentCollection]:
        """All collections in their order; the basket is always there."""
        return kept.collections(self._db)

    def collection_sizes(self) -> dict[int, int]:
        """How many moments each collection has; those without any left out."""
        return kept.collection_sizes(self._db)

    def moments(self, collection_id: int) -> list[Moment]:
        """The moments of a collection, in their order."""
        return kept.moments(self._db, collection_id)

    def moments_by_id(self, ids: Iterable[int]) -> list[Moment]:
        """These moments by ascending id; unknown ones are left out."""
        return kept.moments_by_id(self._db, ids)

    def moments_of(self, fingerprints: Iterable[str]) -> list[Moment]:
        """Moments of these contents, in all collections, by ascending id."""
        return kept.moments_of(self._db, fingerprints)

    def captions(self, fingerprints: Iterable[str] | None = None) -> list[KeptCaption]:
        """Captions of these contents, or all, by ascending id."""
        return annotation_rows.captions(self._db, fingerprints)

    def captions_by_id(self, ids: Iterable[int]) -> list[KeptCaption]:
        """These captions by ascending id; unknown ones are left out."""
        return annotation_rows.captions_by_id(self._db, ids)

    def judgements(self, fingerprints: Iterable[str] | None = None) -> list[Judgement]:
        """Judgements of these contents, or all, by ascending id."""
        return annotation_rows.judgements(self._db, fingerprints)

    def judgements_by_id(self, ids: Iterable[int]) -> list[Judgement]:
        """These judgements by ascending id; unknown ones are left out."""
        return annotation_rows.judgements_by_id(self._db, ids)

    def judged_for(self, sentence: str) -> list[Judgement]:
        """Judgements for a sentence, whatever its case, by ascending id."""
        return annotation_rows.judged_for(self._db, sentence)

    def taught_words(self) -> list[TaughtWord]:
        """All taught names and words, in alphabetical order."""
        return annotation_rows.words(self._db)

    def words_with(self, fingerprints: Iterable[str]) -> list[TaughtWord]:
        """Taught words that have one of these contents among their examples, in alphabetical order."""
        return annotation_rows.words_with(self._db, fingerprints)

    def videos_of(self, fingerprints: Iterable[str]) -> list[Video]:
        """Clips of the library with one of these contents, in order of path."""
        return self._videos(f"fingerprint {THESE} ORDER BY path", (listed_texts(fingerprints),))

    def count_videos(self, filter_: Filter) -> int:
        """How many clips pass a filter."""
        self._filters.refresh()
        return int(self._filters.mask(filter_).sum())

    def facets(self, filter_: Filter) -> Facets:
        """For each kind of filter, how many clips each value would give beside the rest of this filter."""
        if self._facets is None:
            self._facets = FacetCounter(self._db, self._filters)
        return self._facets.facets(filter_)

    def write_kept(self, edits: Sequence[KeptEdit]) -> tuple[list[KeptEdit], list[KeptEdit]]:
        """Write these rows, in one transaction; returns the rows before and after. Raises: StoreError."""
        with self._db.write() as db:
            before, after = kept.write(db, edits)
            if before != after:
                note_change(db, self._now_s())
        if before != after:
            self._kept_copies.changed()
        return before, after
