"""Chooses moments to be handed over: of a collection, of a search, whole clips; and keeps those that come back."""

from collections.abc import Generator, Iterable, Sequence
from typing import Protocol

from core.export import ChosenMoment, PhraseNote, chosen_of_hit, chosen_of_moment
from core.export.reading import ImportPlan
from core.values import (
    Answer,
    EncoderSpec,
    Explanation,
    Hit,
    KeptChange,
    Moment,
    MomentCollection,
    NewMoment,
    Query,
    Video,
    fold,
    tidy,
)


class MomentSource(Protocol):
    """What is needed of a library for that."""

    def collections(self) -> list[MomentCollection]:
        """As of the library."""
        ...

    def moments(self, collection_id: int = ...) -> list[Moment]:
        """As of the library."""
        ...

    def videos_of(self, moments: Iterable[Moment]) -> dict[str, list[Video]]:
        """As of the library."""
        ...

    def search(self, query: Query, limit: int, by_video: bool, spec: EncoderSpec | None) -> Answer:
        """As of the library."""
        ...

    def explain(self, query: Query, segment_id: int) -> Explanation:
        """As of the library."""
        ...


class MomentKeeper(Protocol):
    """What is needed of a library to keep what was imported."""

    def collections(self) -> list[MomentCollection]:
        """As of the library."""
        ...

    def add_collection(self, name: str) -> KeptChange:
        """As of the library."""
        ...

    def keep_all(self, moments: Sequence[NewMoment], collection_id: int) -> KeptChange:
        """As of the library."""
        ...


def keep_imported(library: MomentKeeper, plan: ImportPlan, collection: str) -> list[KeptChange]:
    """Keep what was matched in the collection of this name, which is made where there is none.

    The changes that were made, in order: undone in reverse, nothing is left of it. Thread: the engine lane.
    Raises: QueryError, StoreError.
    """
    changes = list[KeptChange]()
    known = {fold(each.name): each.id for each in library.collections()}
    if fold(tidy(collection)) not in known:
        changes.append(library.add_collection(collection))
        known = {fold(each.name): each.id for each in library.collections()}
    new = [NewMoment(each.video.id, each.start_s, each.end_s, each.note) for each in plan.moments]
    changes.append(library.keep_all(new, known[fold(tidy(collection))]))
    return changes


def chosen_in_collection(library: MomentSource, collection_id: int) -> list[ChosenMoment]:
    """The kept moments of a collection, in order. Thread: the engine lane."""
    names = {each.id: each.name for each in library.collections()}
    return chosen_moments(library, library.moments(collection_id), names.get(collection_id, ""))


def chosen_moments(library: MomentSource, moments: Sequence[Moment], collection: str = "") -> list[ChosenMoment]:
    """Kept moments, with the clips of the library that they are of. Thread: the engine lane."""
    videos = library.videos_of(moments)
    return [chosen_of_moment(each, videos.get(each.fingerprint, []), collection) for each in moments]


def chosen_by_search(
    library: MomentSource, query: Query, limit: int, by_clip: bool = False, spec: EncoderSpec | None = None
) -> Generator[None, None, list[ChosenMoment]]:
    """The results of a search, best first, with the phrases that found each. Thread: the engine lane."""
    answer = library.search(query, limit, by_clip, spec)
    return (yield from chosen_hits(library, answer.query, answer.hits))


def chosen_hits(library: MomentSource, query: Query, hits: Iterable[Hit]) -> Generator[None, None, list[ChosenMoment]]:
    """Results that were found already, with the phrases that found each. Thread: the engine lane."""
    chosen = list[ChosenMoment]()
    for hit in hits:
        yield
        chosen.append(chosen_of_hit(hit, phrase_notes(library.explain(query, hit.segment.id), query)))
    return chosen


def chosen_clips(videos: Iterable[Video]) -> list[ChosenMoment]:
    """Whole clips."""
    return [ChosenMoment(video.path, video) for video in videos]


def phrase_notes(explanation: Explanation, query: Query) -> list[PhraseNote]:
    """The phrases that were looked for, and what each adds; of a sentence without phrases the sentence."""
    rows, notes = explanation.phrase_rows, list[PhraseNote]()
    for at in explanation.wanted_phrases:
        score = float(rows[at].sum()) if at < len(rows) else None
        values = tuple(map(float, rows[at])) if at < len(rows) else ()
        notes.append(PhraseNote(explanation.phrases[at].text, score, values))
    if not notes and query.sentence:
        values = tuple(map(float, explanation.whole_row))
        notes.append(PhraseNote(query.sentence, float(explanation.score), values))
    return notes
