"""Gives a new version of a clip what is kept of the old one."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from core.errors import QueryError
from core.library.deps import LibraryDeps
from core.library.kept_format import dump_change, load_change
from core.library.kept_rules import content_of, length_of, marks_edit
from core.values import NO_MARKS, ClipMarks, Filter, KeptChange, KeptEdit, Moment, Video, WordExample

_NOTE: Final = "carried over to "


class CarryingOver:
    """Part of `Library`. Thread: the engine lane."""

    _parts: LibraryDeps

    def _video(self, video_id: int) -> Video:
        raise NotImplementedError

    def _write(self, edits: Iterable[KeptEdit]) -> KeptChange:
        raise NotImplementedError

    def former_content(self, video_id: int) -> str:
        """The content that a clip had before its file was replaced, when something is kept of that; else empty.

        Only while the new content has no marks or moments, and the old one is nowhere else in the library.
        """
        video = self._parts.catalogue.video(video_id)
        if video is None or video.info is None or not self._is_untouched(video):
            return ""
        former = [each for each in self._parts.catalogue.kept_at(video.path) if each != video.info.fingerprint]
        present = {v.info.fingerprint for v in self._parts.catalogue.videos_of(former) if v.info is not None}
        return next((each for each in former if each not in present), "")

    def carry_over(self, video_id: int, old_places: Collection[Path] = ()) -> KeptChange:
        """Give a clip all that is kept of its former content, or of the clip that is or was at such a place.

        Marks, moments, captions, judgements and examples of taught words leave the old version; those whose times do
        not fit stay with it. Raises: QueryError, when there is nothing to carry over, or something is kept of the clip
        already.
        """
        video = self._video(video_id)
        now = content_of(video)
        if not self._is_untouched(video):
            raise QueryError(
                f"{video.path.name} has a rating, a flag, tags, moments, captions or judgements already.",
                "Remove them first to carry over.",
            )
        former = self._kept_content_of(old_places) if old_places else self.former_content(video_id)
        if not former:
            raise QueryError(f"Nothing is kept of an earlier version of {video.path.name}.")
        if former == now:
            raise QueryError(f"{video.path.name} has the same content: it shares what is kept already.")
        edits = self._edits(video, former, now)
        if not edits:
            raise QueryError(f"No moment of the old version fits into {video.path.name}: it is too short.")
        change = self._write(edits)
        self._parts.catalogue.set_kept_note(_NOTE + now, dump_change(change))
        return change

    def take_back(self, video_id: int) -> KeptChange:
        """Undo the last `carry_over` to a clip, also one of an earlier run of the program.

        Raises: QueryError, when nothing was carried over to it, or that was changed since.
        """
        video = self._video(video_id)
        now = content_of(video)
        note = self._parts.catalogue.kept_note(_NOTE + now)
        if not note:
            raise QueryError(f"Nothing was carried over to {video.path.name}.")
        change = load_change(note)
        if any(each.row is not None and each.row not in self._rows_of(now) for each in change.after):
            raise QueryError(
                f"What was carried over to {video.path.name} was changed since, so it is not taken back.",
                "Undo these changes first, or move ratings, tags and moments by hand.",
            )
        done = self._write(change.before)
        self._parts.catalogue.set_kept_note(_NOTE + now, "")
        return done

    def has_carried_over(self, video_id: int) -> bool:
        """Whether something was carried over to a clip, and not taken back."""
        video = self._video(video_id)
        content = "" if video.info is None else video.info.fingerprint
        return bool(content and self._parts.catalogue.kept_note(_NOTE + content))

    def left_behind(self, change: KeptChange, video_id: int) -> list[Moment]:
        """The moments that a `carry_over` has left with the old version: they do not fit."""
        old = change.fingerprints - {content_of(self._video(video_id))}
        return self._parts.catalogue.moments_of(old)

    def _rows_of(self, content: str) -> list[object]:
        catalogue, these = self._parts.catalogue, [content]
        return [
            *catalogue.marks_of(these),
            *catalogue.moments_of(these),
            *catalogue.captions(these),
            *catalogue.judgements(these),
            *catalogue.words_with(these),
        ]

    def _edits(self, video: Video, former: str, now: str) -> list[KeptEdit]:
        catalogue, length_s = self._parts.catalogue, length_of(video)
        edits = list[KeptEdit]()
        for row in catalogue.marks_of([former]):
            marks = replace(row.marks, seen=row.marks.seen or video.marks.seen)
            edits += [KeptEdit("marks", former, None), marks_edit(ClipMarks(now, video.path, marks))]
        for moment in catalogue.moments_of([former]):
            if _fits(moment.end_s, length_s):
                edits.append(KeptEdit("moment", moment.id, replace(moment, fingerprint=now, path=video.path)))
        for caption in catalogue.captions([former]):
            if _fits(caption.end_s, length_s):
                edits.append(KeptEdit("caption", caption.id, replace(caption, fingerprint=now, path=video.path)))
        for each in catalogue.judgements([former]):
            if _fits(each.end_s, length_s):
                edits.append(KeptEdit("judgement", each.id, replace(each, fingerprint=now, path=video.path)))

        def carried(example: WordExample) -> WordExample:
            is_mine = example.fingerprint == former and example.source == "clip" and _fits(example.end_s, length_s)
            return replace(example, fingerprint=now, path=video.path) if is_mine else example

        for word in catalogue.words_with([former]):
            changed = replace(word, examples=tuple(map(carried, word.examples)))
            if changed != word:
                edits.append(KeptEdit("word", word.id, changed))
        return edits

    def _kept_content_of(self, places: Collection[Path]) -> str:
        """The content that is, or else was, at one of these places, when something is kept of it; else empty."""
        catalogue = self._parts.catalogue
        there = [each for each in catalogue.videos(Filter(below=frozenset(places))) if each.path in places]
        contents = [each.info.fingerprint for each in there if each.info is not None]
        if not contents:
            contents = [content for place in places for content in catalogue.kept_at(place)]
        return next((each for each in contents if self._is_kept_of(each)), "")

    def _is_kept_of(self, content: str) -> bool:
        catalogue, these = self._parts.catalogue, [content]
        return bool(
            catalogue.marks_of(these)
            or catalogue.moments_of(these)
            or catalogue.captions(these)
            or catalogue.judgements(these)
            or catalogue.words_with(these)
        )

    def _is_untouched(self, video: Video) -> bool:
        """Its content has no marks but “seen”."""
        if replace(video.marks, seen=False) != NO_MARKS or video.collection_ids or video.info is None:
            return False
        these = [video.info.fingerprint]
        return not (self._parts.catalogue.captions(these) or self._parts.catalogue.judgements(these))


def _fits(end_s: Fraction | None, length_s: Fraction) -> bool:
    return end_s is None or end_s <= length_s
