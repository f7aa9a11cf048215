"""What a person keeps of clips: ratings, flags, tags, and moments in collections. Every change tells how to undo it.

Captions, judgements and taught words are in `annotating`.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from core.errors import QueryError
from core.library.annotating import Annotating
from core.library.carrying_over import CarryingOver
from core.library.deps import LibraryDeps
from core.library.kept_rules import content_of, expect_name, marks_edit, moment_edit, stretch_of, unread
from core.library.saved_searches import SavedSearches
from core.library.suggestions import Suggestions
from core.values import (
    BASKET_ID,
    MOST_STARS,
    Changes,
    ClipMarks,
    Flag,
    Judgement,
    KeptCaption,
    KeptChange,
    KeptEdit,
    Marks,
    Moment,
    MomentCollection,
    NewMoment,
    TagUse,
    Video,
    fold,
    tag_key,
    tidy,
)

OnChanges = Callable[[Changes], None]


class Keeping(Annotating, CarryingOver, SavedSearches, Suggestions):
    """Part of `Library`. Thread: the engine lane.

    Each method that changes something returns a `KeptChange`; `undo_kept` undoes it, exactly, when what was changed
    after it is undone first. Raises: StoreError, where the library is read-only; QueryError, for what cannot be done.
    """

    on_changes: OnChanges
    _parts: LibraryDeps

    def _expect_writable(self) -> None:
        raise NotImplementedError

    def _teach(self) -> None:
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
        gone = [expect_name(name, "tag") for name in names]
        return self._mark(video_ids, lambda marks: marks.without_tags(gone))

    def change_tags(self, video_ids: Collection[int], added: Iterable[str], removed: Iterable[str]) -> KeptChange:
        """Give clips some tags and take others from them, in one step."""
        spelled, gone = self._spelled(added), [expect_name(name, "tag") for name in removed]
        return self._mark(video_ids, lambda marks: marks.without_tags(gone).with_tags(spelled))

    def rename_tag(self, name: str, new: str) -> KeptChange:
        """Give a tag another name wherever it is; where that is a tag already, the two become one."""
        new = expect_name(new, "tag")
        catalogue = self._parts.catalogue
        rows = catalogue.marks_of(catalogue.tagged(name))
        if not rows:
            raise QueryError(f"No clip has the tag {tidy(name)}.")
        if tag_key(new) != tag_key(name):
            new = self._spelled([new])[0]
        edits = [replace(row, marks=row.marks.without_tags([name, new]).with_tags([new])) for row in rows]
        return self._write(marks_edit(row) for row in edits)

    def delete_tag(self, name: str) -> KeptChange:
        """Take a tag from every clip that has it."""
        rows = self._parts.catalogue.marks_of(self._parts.catalogue.tagged(name))
        if not rows:
            raise QueryError(f"No clip has the tag {tidy(name)}.")
        return self._write(marks_edit(replace(row, marks=row.marks.without_tags([name]))) for row in rows)

    def tags(self) -> list[TagUse]:
        """All tags in alphabetical order, and how many clips have each."""
        return self._parts.catalogue.tags()

    # ---- moments

    def collections(self) -> list[MomentCollection]:
        """All collections in their order; the basket first."""
        return self._parts.catalogue.collections()

    def moments_by_id(self, moment_ids: Collection[int]) -> list[Moment]:
        """These moments by ascending id. Raises: QueryError, when one of them is gone."""
        return self._moments(moment_ids)

    def videos_of(self, moments: Iterable[Moment | KeptCaption | Judgement]) -> dict[str, list[Video]]:
        """The clips of the library that these are of, by content; none for those whose clip is not there now."""
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
        start_s, end_s = stretch_of(video, start_s, end_s)
        position = len(self._moments_in(collection_id))
        now_s, place = self._parts.today_s(), (content_of(video), video.path)
        made = Moment(0, collection_id, position, *place, start_s, end_s, note.strip(), now_s)
        return self._write([moment_edit(made)])

    def keep_all(self, moments: Sequence[NewMoment], collection_id: int = BASKET_ID) -> KeptChange:
        """Keep many moments in one step, in this order, at the end of a collection. Raises: as `keep`."""
        first, now_s = len(self._moments_in(collection_id)), self._parts.today_s()
        edits = list[KeptEdit]()
        for position, new in enumerate(moments, start=first):
            video = self._video(new.video_id)
            start_s, end_s = stretch_of(video, new.start_s, new.end_s)
            place, note = (content_of(video), video.path), new.note.strip()
            edits.append(moment_edit(Moment(0, collection_id, position, *place, start_s, end_s, note, now_s)))
        return self._write(edits)

    def edit_moment(self, moment_id: int, start_s: Fraction | None, end_s: Fraction | None, note: str) -> KeptChange:
        """Give a moment other in and out points and another note. Raises: as `keep`."""
        moment = self._moments([moment_id])[0]
        if (start_s, end_s) != (moment.start_s, moment.end_s):
            videos = self._parts.catalogue.videos_of([moment.fingerprint])
            if not videos:
                raise QueryError(f"{moment.path.name} is not in the library: in and out stay as they are.")
            start_s, end_s = stretch_of(videos[0], start_s, end_s)
        return self._write([moment_edit(replace(moment, start_s=start_s, end_s=end_s, note=note.strip()))])

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
        return self._write([*map(moment_edit, placed), *self._closed_up(elsewhere)])

    def copy_moments(self, moment_ids: Sequence[int], collection_id: int) -> KeptChange:
        """Put copies of moments at the end of a collection; each can be edited by itself from then on."""
        found = {each.id: each for each in self._moments(moment_ids)}
        first = len(self._moments_in(collection_id))
        chosen = enumerate(dict.fromkeys(moment_ids), start=first)
        copies = [replace(found[id_], id=0, collection_id=collection_id, position=at) for at, id_ in chosen]
        return self._write(map(moment_edit, copies))

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
            raise unread(left_out[0])
        edits = [marks_edit(ClipMarks(key, each.path, change(each.marks))) for key, each in read.items()]
        return replace(self._write(edits), left_out=left_out)

    def _write(self, edits: Iterable[KeptEdit]) -> KeptChange:
        """Write what is different, and tell everyone."""
        self._expect_writable()
        before, after = self._parts.catalogue.write_kept([*edits])
        different = [(was, now) for was, now in zip(before, after, strict=True) if was != now]
        change = KeptChange(tuple(was for was, _ in different), tuple(now for _, now in different))
        if change.is_of_words:
            self._teach()
        if not change.is_empty:
            videos = self._parts.catalogue.videos_of(change.fingerprints)
            self.on_changes(Changes(frozenset(video.id for video in videos), initiator="keep", kept=True))
        return change

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
            edits += [moment_edit(replace(each, position=at)) for at, each in enumerate(staying) if each.position != at]
        return edits

    def _free_name(self, name: str, mine: MomentCollection | None = None) -> str:
        """The name of a collection, tidy. Raises: QueryError, when another one has it."""
        name = expect_name(name, "collection")
        for other in self.collections():
            if fold(other.name) == fold(name) and (mine is None or other.id != mine.id):
                raise QueryError(f"There is a collection named {other.name} already.")
        return name

    def _spelled(self, names: Iterable[str]) -> list[str]:
        """Tags as they are written in this library already, tidy. Raises: QueryError."""
        known = {tag_key(each.name): each.name for each in self.tags()}
        return [known.get(tag_key(name), name) for name in (expect_name(each, "tag") for each in names)]


def _collection_edit(collection: MomentCollection) -> KeptEdit:
    return KeptEdit("collection", collection.id, collection)
