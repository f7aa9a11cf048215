"""What `MemoryCatalogue` does with marks, tags, collections and moments, captions, judgements and taught words."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import StoreError
from core.values import (
    BASKET_ID,
    NO_MARKS,
    ClipMarks,
    FacetKind,
    Facets,
    FacetValue,
    Filter,
    Judgement,
    KeptCaption,
    KeptEdit,
    Moment,
    MomentCollection,
    TagUse,
    TaughtWord,
    Video,
    choose,
    orientation_of,
    rate_class,
    resolution_of,
    tag_key,
)
from core.values.facets import DURATIONS_S


def _source(video: Video) -> Any:
    return video.info.source if video.info is not None else None


_VALUES: dict[FacetKind, Callable[[Video], list[Any]]] = {
    "state": lambda video: [video.state],
    "codec": lambda video: [video.info.codec] if video.info else [],
    "frame_rate": lambda video: [rate_class(float(video.info.fps))] if video.info else [],
    "resolution": lambda video: [resolution_of(video.info.width_px, video.info.height_px)] if video.info else [],
    "orientation": lambda video: [orientation_of(video.info.width_px, video.info.height_px)] if video.info else [],
    "duration": lambda video: [*DURATIONS_S],
    "shot": lambda video: (
        [video.info.source.created.local.date().isoformat()]  # type: ignore[union-attr]
        if _source(video) and _source(video).created
        else []
    ),
    "camera": lambda video: [_source(video).camera] if _source(video) and _source(video).camera else [],
    "reel": lambda video: [_source(video).reel] if _source(video) and _source(video).reel else [],
    "rating": lambda video: [1, 2, 3, 4, 5],
    "flag": lambda video: ["", "pick", "reject"],
    "seen": lambda video: [True, False],
    "sound": lambda video: [video.info.has_sound] if video.info and video.info.has_sound is not None else [],
    "tag": lambda video: [],
    "collection": lambda video: [*video.collection_ids],
}


_OF_CONTENT = ("marks", "moment", "caption", "judgement")


class MemoryKept:
    """Mixed into the catalogue, whose dictionaries it uses."""

    _videos: dict[int, Video]

    def __init__(self) -> None:
        super().__init__()
        self._kept_notes: dict[str, str] = {}
        self._kept: dict[str, dict[Any, Any]] = {
            "marks": {},
            "collection": {BASKET_ID: MomentCollection(BASKET_ID, "Basket", 0)},
            "moment": {},
            "caption": {},
            "judgement": {},
            "word": {},
        }
        self._last_kept = dict.fromkeys(self._kept, 0) | {"collection": BASKET_ID}

    def kept_note(self, name: str) -> str:
        return self._kept_notes.get(name, "")

    def set_kept_note(self, name: str, text: str) -> None:
        self._kept_notes[name] = text

    def marks_of(self, fingerprints: Iterable[str]) -> list[ClipMarks]:
        return [self._kept["marks"][each] for each in sorted({*fingerprints}) if each in self._kept["marks"]]

    def kept_at(self, path: Path) -> list[str]:
        rows = [row for kind in _OF_CONTENT for row in self._kept[kind].values()]
        rows += [example for word in self._kept["word"].values() for example in word.examples]
        return sorted({row.fingerprint for row in rows if row.path == path})

    def tags(self) -> list[TagUse]:
        there = {video.info.fingerprint for video in self._videos.values() if video.info}
        uses: dict[str, list[tuple[str, bool]]] = {}
        for row in self._kept["marks"].values():
            for name in row.marks.tags:
                uses.setdefault(tag_key(name), []).append((name, row.fingerprint in there))
        return [
            TagUse(min(name for name, _ in used), sum(is_there for _, is_there in used))
            for _, used in sorted(uses.items())
        ]

    def tagged(self, name: str) -> list[str]:
        rows = self._kept["marks"].values()
        return sorted(row.fingerprint for row in rows if tag_key(name) in map(tag_key, row.marks.tags))

    def collections(self) -> list[MomentCollection]:
        return sorted(self._kept["collection"].values(), key=lambda each: (each.position, each.id))

    def collection_sizes(self) -> dict[int, int]:
        return dict(Counter(each.collection_id for each in self._kept["moment"].values()))

    def moments(self, collection_id: int) -> list[Moment]:
        mine = [each for each in self._kept["moment"].values() if each.collection_id == collection_id]
        return sorted(mine, key=lambda each: (each.position, each.id))

    def moments_by_id(self, ids: Iterable[int]) -> list[Moment]:
        return [self._kept["moment"][each] for each in sorted({*ids}) if each in self._kept["moment"]]

    def moments_of(self, fingerprints: Iterable[str]) -> list[Moment]:
        wanted = {*fingerprints}
        return [each for _, each in sorted(self._kept["moment"].items()) if each.fingerprint in wanted]

    def captions(self, fingerprints: Iterable[str] | None = None) -> list[KeptCaption]:
        return self._annotations("caption", fingerprints)

    def captions_by_id(self, ids: Iterable[int]) -> list[KeptCaption]:
        return [self._kept["caption"][each] for each in sorted({*ids}) if each in self._kept["caption"]]

    def judgements(self, fingerprints: Iterable[str] | None = None) -> list[Judgement]:
        return self._annotations("judgement", fingerprints)

    def judgements_by_id(self, ids: Iterable[int]) -> list[Judgement]:
        return [self._kept["judgement"][each] for each in sorted({*ids}) if each in self._kept["judgement"]]

    def judged_for(self, sentence: str) -> list[Judgement]:
        return [each for each in self.judgements() if tag_key(each.sentence) == tag_key(sentence)]

    def taught_words(self) -> list[TaughtWord]:
        return sorted(self._kept["word"].values(), key=lambda word: tag_key(word.text))

    def words_with(self, fingerprints: Iterable[str]) -> list[TaughtWord]:
        wanted = {*fingerprints}
        return [word for word in self.taught_words() if wanted & {each.fingerprint for each in word.examples}]

    def _annotations(self, kind: str, fingerprints: Iterable[str] | None) -> list[Any]:
        rows = [row for _, row in sorted(self._kept[kind].items())]
        if fingerprints is None:
            return rows
        wanted = {*fingerprints}
        return [row for row in rows if row.fingerprint in wanted]

    def videos_of(self, fingerprints: Iterable[str]) -> list[Video]:
        wanted = {*fingerprints}
        return [v for v in self.videos() if v.info is not None and v.info.fingerprint in wanted]  # type: ignore[attr-defined]

    def count_videos(self, filter_: Filter) -> int:
        return len(self.videos(filter_))  # type: ignore[attr-defined]

    def facets(self, filter_: Filter) -> Facets:
        """Each value there is, asked for by itself."""
        catalogue: Any = self
        counts: dict[FacetKind, dict[FacetValue, int]] = {kind: {} for kind in _VALUES}
        for kind, values_of in _VALUES.items():
            values = {value for video in catalogue.videos() for value in values_of(video)}
            if kind == "tag":
                values = {each.name for each in self.tags()}
            for value in values:
                number = len(catalogue.videos(choose(filter_, kind, value)))
                counts[kind] |= {value: number} if number else {}
        return Facets(len(catalogue.videos(filter_)), counts)

    def write_kept(self, edits: Sequence[KeptEdit]) -> tuple[list[KeptEdit], list[KeptEdit]]:
        kept = {kind: dict(rows) for kind, rows in self._kept.items()}
        last = dict(self._last_kept)
        before, after = list[KeptEdit](), list[KeptEdit]()
        for edit in edits:
            row, rows = edit.row, kept[edit.kind]
            if edit.key == 0:
                id_ = last[edit.kind] + 1
                row = replace(row, id=id_)  # type: ignore[type-var]
                edit = replace(edit, key=id_, row=row)
            before.append(replace(edit, row=rows.get(edit.key)))
            after.append(edit)
            if row is None:
                rows.pop(edit.key, None)
            else:
                rows[edit.key] = row
                last[edit.kind] = max(last[edit.kind], edit.key if isinstance(edit.key, int) else 0)
        if any(each.collection_id not in kept["collection"] for each in kept["moment"].values()):
            raise StoreError("This collection is no longer in the library, or still has moments.")
        judged = [
            (each.fingerprint, each.start_s, each.end_s, tag_key(each.sentence)) for each in kept["judgement"].values()
        ]
        if len({*judged}) < len(judged):
            raise StoreError("This moment has been judged for this sentence since.")
        spelled = [tag_key(each.text) for each in kept["word"].values()]
        if len({*spelled}) < len(spelled):
            raise StoreError("A name or word with this spelling has been taught since.")
        self._kept, self._last_kept = kept, last
        return before, after

    def _with_kept(self, video: Video) -> Video:
        """The record as it is given out."""
        key = video.info.fingerprint if video.info is not None else ""
        mine = self._kept["marks"].get(key)
        ids = frozenset(each.collection_id for each in self._kept["moment"].values() if each.fingerprint == key)
        return replace(video, marks=NO_MARKS if mine is None else mine.marks, collection_ids=ids)

    def _note_leaving(self, video: Video | None) -> None:
        if video is not None and video.info is not None:
            self._note_last_place(video.info.fingerprint, video.path)

    def _move_kept(self, moved: Callable[[Path], Path]) -> None:
        self._set_places(lambda _, path: moved(path))

    def _note_last_place(self, fingerprint: str, path: Path) -> None:
        self._set_places(lambda content, was: path if content == fingerprint else was)

    def _set_places(self, place: Callable[[str, Path], Path]) -> None:
        """Give all rows the path that their content and former path make."""
        for kind in _OF_CONTENT:
            rows = self._kept[kind]
            rows.update({key: replace(row, path=place(row.fingerprint, row.path)) for key, row in rows.items()})
        words = self._kept["word"]
        for key, word in words.items():
            examples = tuple(replace(each, path=place(each.fingerprint, each.path)) for each in word.examples)
            words[key] = replace(word, examples=examples)
