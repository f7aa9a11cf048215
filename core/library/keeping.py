"""What a person keeps of clips: ratings, flags, tags, and moments in collections. Every change tells how to undo it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from core.errors import QueryError
from core.library.deps import LibraryDeps
from core.library.saved_searches import SavedSearches
from core.library.suggestions import Suggestions
from core.values import (
    BASKET_ID,
    LONGEST_TAG,
    MOST_STARS,
    NO_MARKS,
    Changes,
    ClipMarks,
    Filter,
    Flag,
    KeptChange,
    KeptEdit,
    Marks,
    Moment,
    MomentCollection,
    TagUse,
    Video,
    exact_length,
    exact_time,
    fold,
    tag_key,
    tidy,
)

Told = Callable[[Changes], None]


class Keeping(SavedSearches, Suggestions):
    """Part of `Library`. Thread: the engine lane.

    Each method that changes something returns a `KeptChange`; `undo_kept` undoes it, exactly, when what was changed
    after it is undone first. Raises: StoreError, where the library is read-only; QueryError, for what cannot be done.
    """

    on_changes: Told
    _parts: LibraryDeps

    def _expect_writable(self) -> None:
        raise NotImplementedError

    # ---- marks

    def rate(self, video_ids: Collection[int], rating: int) -> KeptChange:
        """Give clips 0 to 5 stars; 0 takes the rating away."""
        if not 0 <= rating <= MOST_STARS:
            raise QueryError(f"A rating is 0 to {MOST_STARS} stars, not {rating}.")
        return self._mark(video_ids, lambda marks: replace(marks, rating=rating))

    def flag(self, video_ids: Collection[int], flag: Flag) -> KeptChange:
        """Pick clips, reject them, or take that back."""
        return self._mark(video_ids, lambda marks: replace(marks, flag=flag))

    def mark_seen(self, video_ids: Collection[int], seen: bool = True) -> KeptChange:
        """Mark clips as seen, or as not seen."""
        return self._mark(video_ids, lambda marks: replace(marks, seen=seen))

    def add_tags(self, video_ids: Collection[int], names: Iterable[str]) -> KeptChange:
        """Give clips these tags. A tag that is there already keeps its spelling."""
        spelled = self._spelled(names)
        return self._mark(video_ids, lambda marks: marks.with_tags(spelled))

    def remove_tags(self, video_ids: Collection[int], names: Iterable[str]) -> KeptChange:
        """Take these tags from clips."""
        gone = [_expect_name(name, "tag") for name in names]
        return self._mark(video_ids, lambda marks: marks.without_tags(gone))

    def change_tags(self, video_ids: Collection[int], added: Iterable[str], removed: Iterable[str]) -> KeptChange:
        """Give clips some tags and take others from them, in one step."""
        spelled, gone = self._spelled(added), [_expect_name(name, "tag") for name in removed]
        return self._mark(video_ids, lambda marks: marks.without_tags(gone).with_tags(spelled))

    def rename_tag(self, name: str, new: str) -> KeptChange:
        """Give a tag another name wherever it is; where that is a tag already, the two become one."""
        new = _expect_name(new, "tag")
        catalogue = self._parts.catalogue
        rows = catalogue.marks_of(catalogue.tagged(name))
        if not rows:
            raise QueryError(f"No clip has the tag {tidy(name)}.")
        if tag_key(new) != tag_key(name):
            new = self._spelled([new])[0]
        edits = [replace(row, marks=row.marks.without_tags([name, new]).with_tags([new])) for row in rows]
        return self._write(_marks_edit(row) for row in edits)

    def delete_tag(self, name: str) -> KeptChange:
        """Take a tag from every clip that has it."""
        rows = self._parts.catalogue.marks_of(self._parts.catalogue.tagged(name))
        if not rows:
            raise QueryError(f"No clip has the tag {tidy(name)}.")
        return self._write(_marks_edit(replace(row, marks=row.marks.without_tags([name]))) for row in rows)

    def tags(self) -> list[TagUse]:
        """All tags in alphabetical order, and how many clips have each."""
        return self._parts.catalogue.tags()

    # ---- a clip whose content was changed

    def former_content(self, video_id: int) -> str:
        """The content that a clip had before its file was replaced, when something is kept of that; else empty.

        Only while nothing was said of the new content, and the old one is nowhere else in the library.
        """
        video = self._parts.catalogue.video(video_id)
        if video is None or video.info is None or not _is_untouched(video):
            return ""
        former = [each for each in self._parts.catalogue.kept_at(video.path) if each != video.info.fingerprint]
        present = {v.info.fingerprint for v in self._parts.catalogue.videos_of(former) if v.info is not None}
        return next((each for each in former if each not in present), "")

    def carry_over(self, video_id: int, old_places: Collection[Path] = ()) -> KeptChange:
        """Give a clip the marks and moments of its former content, or of the clip that is or was at such a place.

        They leave the old version; moments that do not fit stay with it. Raises: QueryError, when there is nothing to
        carry over, or the clip has marks or moments already.
        """
        video = self._video(video_id)
        now = _content(video)
        if not _is_untouched(video):
            raise QueryError(
                f"{video.path.name} has a rating, a flag, tags or moments already.", "Remove them first to carry over."
            )
        former = self._kept_content_of(old_places) if old_places else self.former_content(video_id)
        if not former:
            raise QueryError(f"Nothing is kept of an earlier version of {video.path.name}.")
        if former == now:
            raise QueryError(f"{video.path.name} has the same content: it shares what is kept already.")
        edits = list[KeptEdit]()
        for row in self._parts.catalogue.marks_of([former]):
            marks = replace(row.marks, seen=row.marks.seen or video.marks.seen)
            edits += [KeptEdit("marks", former, None), _marks_edit(ClipMarks(now, video.path, marks))]
        for moment in self._parts.catalogue.moments_of([former]):
            if moment.end_s is None or moment.end_s <= _length_s(video):
                edits.append(_moment_edit(replace(moment, fingerprint=now, path=video.path)))
        if not edits:
            raise QueryError(f"No moment of the old version fits into {video.path.name}: it is too short.")
        return self._write(edits)

    def _kept_content_of(self, places: Collection[Path]) -> str:
        """The content that is, or else was, at one of these places, when something is kept of it; else empty."""
        catalogue = self._parts.catalogue
        there = [each for each in catalogue.videos(Filter(below=frozenset(places))) if each.path in places]
        contents = [each.info.fingerprint for each in there if each.info is not None]
        if not contents:
            contents = [content for place in places for content in catalogue.kept_at(place)]
        kept = (each for each in contents if catalogue.marks_of([each]) or catalogue.moments_of([each]))
        return next(kept, "")

    # ---- moments

    def collections(self) -> list[MomentCollection]:
        """All collections in their order; the basket first."""
        return self._parts.catalogue.collections()

    def moments_by_id(self, moment_ids: Collection[int]) -> list[Moment]:
        """These moments by ascending id. Raises: QueryError, when one of them is gone."""
        return self._moments(moment_ids)

    def videos_of(self, moments: Iterable[Moment]) -> dict[str, list[Video]]:
        """The clips of the library that moments are of, by content; none for those whose clip is not there now."""
        found: dict[str, list[Video]] = {}
        for video in self._parts.catalogue.videos_of({moment.fingerprint for moment in moments}):
            if video.info is not None:
                found.setdefault(video.info.fingerprint, []).append(video)
        return found

    def moments(self, collection_id: int = BASKET_ID) -> list[Moment]:
        """The moments of a collection in their order."""
        return self._parts.catalogue.moments(collection_id)

    def keep(
        self,
        video_id: int,
        start_s: Fraction | None = None,
        end_s: Fraction | None = None,
        note: str = "",
        collection_id: int = BASKET_ID,
    ) -> KeptChange:
        """Keep a moment of a clip, or the whole clip, at the end of a collection.

        Times are set to frames (`exact_time`). Raises: QueryError, for times that are outside of the clip.
        """
        video = self._video(video_id)
        start_s, end_s = self._stretch(video, start_s, end_s)
        position = len(self._moments_in(collection_id))
        made = Moment(
            0, collection_id, position, _content(video), video.path, start_s, end_s, note.strip(), self._parts.today_s()
        )
        return self._write([_moment_edit(made)])

    def edit_moment(self, moment_id: int, start_s: Fraction | None, end_s: Fraction | None, note: str) -> KeptChange:
        """Give a moment other in and out points and another note. Raises: as `keep`."""
        moment = self._moments([moment_id])[0]
        if (start_s, end_s) != (moment.start_s, moment.end_s):
            videos = self._parts.catalogue.videos_of([moment.fingerprint])
            if not videos:
                raise QueryError(f"{moment.path.name} is not in the library: in and out stay as they are.")
            start_s, end_s = self._stretch(videos[0], start_s, end_s)
        return self._write([_moment_edit(replace(moment, start_s=start_s, end_s=end_s, note=note.strip()))])

    def remove_moments(self, moment_ids: Collection[int]) -> KeptChange:
        """Take moments out of their collections. The clips stay as they are."""
        gone = self._moments(moment_ids)
        return self._write([*(KeptEdit("moment", each.id, None) for each in gone), *self._closed_up(gone)])

    def move_moments(self, moment_ids: Sequence[int], collection_id: int, position: int | None = None) -> KeptChange:
        """Put moments, in this order, at a place of a collection: their own or another; None: at its end.

        `position` counts the moments that are there without those that are moved.
        """
        found = {each.id: each for each in self._moments(moment_ids)}
        moved = [found[id_] for id_ in dict.fromkeys(moment_ids)]
        staying = [each for each in self._moments_in(collection_id) if each.id not in found]
        at = len(staying) if position is None else min(max(0, position), len(staying))
        order = [*staying[:at], *moved, *staying[at:]]
        placed = [replace(each, collection_id=collection_id, position=at) for at, each in enumerate(order)]
        elsewhere = [each for each in moved if each.collection_id != collection_id]
        return self._write([*map(_moment_edit, placed), *self._closed_up(elsewhere)])

    def copy_moments(self, moment_ids: Sequence[int], collection_id: int) -> KeptChange:
        """Put copies of moments at the end of a collection; each can be edited by itself from then on."""
        found = {each.id: each for each in self._moments(moment_ids)}
        first = len(self._moments_in(collection_id))
        chosen = enumerate(dict.fromkeys(moment_ids), start=first)
        copies = [replace(found[id_], id=0, collection_id=collection_id, position=at) for at, id_ in chosen]
        return self._write(map(_moment_edit, copies))

    # ---- collections

    def add_collection(self, name: str, query: str | None = None) -> KeptChange:
        """A new collection at the end; with a query a smart one. Raises: QueryError, when there is one of this name."""
        position = max(each.position for each in self.collections()) + 1
        return self._write([_collection_edit(MomentCollection(0, self._free_name(name), position, query))])

    def rename_collection(self, collection_id: int, name: str) -> KeptChange:
        """Give a collection another name. Raises: as `add_collection`; QueryError, for the basket."""
        mine = self._collection(collection_id)
        if mine.is_basket:
            raise QueryError(f"{mine.name} is where moments go by default. It cannot be renamed.")
        return self._write([_collection_edit(replace(mine, name=self._free_name(name, mine)))])

    def set_query(self, collection_id: int, query: str) -> KeptChange:
        """Give a smart collection another search."""
        mine = self._collection(collection_id)
        if not mine.is_smart:
            raise QueryError(f"{mine.name} holds moments: it is not a saved search.")
        return self._write([_collection_edit(replace(mine, query=query))])

    def remove_collection(self, collection_id: int) -> KeptChange:
        """Remove a collection with its moments; of the basket only the moments. The clips stay as they are."""
        mine = self._collection(collection_id)
        gone = [KeptEdit("moment", each.id, None) for each in self.moments(collection_id)]
        return self._write(gone if mine.is_basket else [*gone, KeptEdit("collection", mine.id, None)])

    def order_collections(self, collection_ids: Sequence[int]) -> KeptChange:
        """Put collections in this order, the basket always first; those not named follow as they are."""
        known = {each.id: each for each in self.collections()}
        wanted = [each for each in collection_ids if each in known]
        order = dict.fromkeys([BASKET_ID, *wanted, *known])
        return self._write(_collection_edit(replace(known[id_], position=at)) for at, id_ in enumerate(order))

    # ---- undoing

    def undo_kept(self, change: KeptChange) -> KeptChange:
        """Undo a change; returns what was done, which undoes this in turn.

        Raises: StoreError, when a collection that it speaks of is gone; then nothing is changed.
        """
        return self._write(change.before)

    # ---- within

    def _mark(self, video_ids: Collection[int], change: Callable[[Marks], Marks]) -> KeptChange:
        """The same change to the marks of several clips; copies share theirs."""
        self._expect_writable()
        videos = [self._video(id_) for id_ in dict.fromkeys(video_ids)]
        read = {video.info.fingerprint: video for video in videos if video.info is not None and video.info.fingerprint}
        left_out = tuple(video.path for video in videos if video.info is None or not video.info.fingerprint)
        if left_out and not read:
            raise _unread(left_out[0])
        edits = [_marks_edit(ClipMarks(key, each.path, change(each.marks))) for key, each in read.items()]
        return replace(self._write(edits), left_out=left_out)

    def _write(self, edits: Iterable[KeptEdit]) -> KeptChange:
        """Write what is different, and tell everyone."""
        self._expect_writable()
        before, after = self._parts.catalogue.write_kept([*edits])
        different = [(was, now) for was, now in zip(before, after, strict=True) if was != now]
        change = KeptChange(tuple(was for was, _ in different), tuple(now for _, now in different))
        if not change.is_empty:
            videos = self._parts.catalogue.videos_of(change.fingerprints)
            self.on_changes(Changes(frozenset(video.id for video in videos), initiator="keep", kept=True))
        return change

    def _stretch(
        self, video: Video, start_s: Fraction | None, end_s: Fraction | None
    ) -> tuple[Fraction | None, Fraction | None]:
        """In and out as they are kept: both, set to frames, inside of the clip; or none. Raises: QueryError."""
        if video.info is None:
            raise _unread(video.path)
        if start_s is None and end_s is None:
            return None, None
        if video.info.is_still:
            raise QueryError(f"{video.path.name} is a still: it has no in and out points.")
        length_s = _length_s(video)
        begin = exact_time(start_s if start_s is not None else Fraction(), video.info.fps)
        end = length_s if end_s is None else exact_time(end_s, video.info.fps)
        if end > length_s:  # the last frame may be cut short
            slack = 1 / video.info.fps if video.info.fps > 0 else Fraction(1, 25)
            end, over = length_s, end - length_s > slack
        else:
            over = False
        if begin >= end or over:
            raise QueryError(
                f"The in point must come before the out point, inside of {video.path.name}.",
                f"The clip is {float(length_s):.2f} s long.",
            )
        return begin, end

    def _video(self, video_id: int) -> Video:
        video = self._parts.catalogue.video(video_id)
        if video is None:
            raise QueryError("This clip is no longer in the library.")
        return video

    def _moments(self, moment_ids: Collection[int]) -> list[Moment]:
        found = self._parts.catalogue.moments_by_id(moment_ids)
        if len(found) < len({*moment_ids}) or not found:
            raise QueryError("This moment is no longer kept.", "It may have been removed by another window or command.")
        return found

    def _moments_in(self, collection_id: int) -> list[Moment]:
        """Moments of a collection that can have some. Raises: QueryError."""
        mine = self._collection(collection_id)
        if mine.is_smart:
            raise QueryError(f"{mine.name} is a saved search.", "Keep moments in another collection.")
        return self.moments(collection_id)

    def _collection(self, collection_id: int) -> MomentCollection:
        mine = next((each for each in self.collections() if each.id == collection_id), None)
        if mine is None:
            raise QueryError("This collection no longer exists.")
        return mine

    def _closed_up(self, gone: Sequence[Moment]) -> list[KeptEdit]:
        """The places of those that stay, where moments leave their collections."""
        ids = {each.id for each in gone}
        edits = []
        for collection_id in dict.fromkeys(each.collection_id for each in gone):
            staying = [each for each in self.moments(collection_id) if each.id not in ids]
            edits += [
                _moment_edit(replace(each, position=at)) for at, each in enumerate(staying) if each.position != at
            ]
        return edits

    def _free_name(self, name: str, mine: MomentCollection | None = None) -> str:
        """The name of a collection, tidy. Raises: QueryError, when another one has it."""
        name = _expect_name(name, "collection")
        for other in self.collections():
            if fold(other.name) == fold(name) and (mine is None or other.id != mine.id):
                raise QueryError(f"There is a collection named {other.name} already.")
        return name

    def _spelled(self, names: Iterable[str]) -> list[str]:
        """Tags as they are written in this library already, tidy. Raises: QueryError."""
        known = {tag_key(each.name): each.name for each in self.tags()}
        return [known.get(tag_key(name), name) for name in (_expect_name(each, "tag") for each in names)]


def _expect_name(name: str, what: str) -> str:
    """Raises: QueryError, for a name that is empty or too long."""
    name = tidy(name)
    if not name:
        raise QueryError(f"A {what} needs a name.")
    if len(name) > LONGEST_TAG:
        raise QueryError(f"The name of a {what} has at most {LONGEST_TAG} characters.")
    return name


def _marks_edit(row: ClipMarks) -> KeptEdit:
    """Marks that say nothing are not kept."""
    return KeptEdit("marks", row.fingerprint, row if row.marks != NO_MARKS else None)


def _moment_edit(moment: Moment) -> KeptEdit:
    return KeptEdit("moment", moment.id, moment)


def _collection_edit(collection: MomentCollection) -> KeptEdit:
    return KeptEdit("collection", collection.id, collection)


def _is_untouched(video: Video) -> bool:
    return replace(video.marks, seen=False) == NO_MARKS and not video.collection_ids


def _length_s(video: Video) -> Fraction:
    """The length of a clip, as exactly as it is known."""
    return Fraction() if video.info is None else exact_length(video.info)


def _content(video: Video) -> str:
    """Raises: QueryError, for a clip that was never read."""
    if video.info is None or not video.info.fingerprint:
        raise _unread(video.path)
    return video.info.fingerprint


def _unread(path: Path) -> QueryError:
    return QueryError(f"{path.name} was not read yet.", "Rate, tag and keep it once it is indexed.")
