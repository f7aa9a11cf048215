"""The read-only side of the library: clips, moments and pictures, for grid, player and command line.

Another class than the library because it lives on another lane. Imports ports, never machinery.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Self, TypeVar

from core.errors import UnreadableError
from core.ingest.passed import list_skipped
from core.ports import Catalogue, Disk, FrameSource, PictureStore, ProxyStore
from core.search.filter_hints import suggest_filters
from core.search.query_names import BoundQuery, QueryNames, bind_query
from core.search.saved_queries import list_kept
from core.values import (
    LARGE_HEIGHT_PX,
    PICTURE_HEIGHT_PX,
    EncoderSpec,
    EncoderState,
    Facets,
    Filter,
    FilterHint,
    Folder,
    FolderTree,
    Judgement,
    KeptCaption,
    KeptList,
    LibraryStatus,
    Moment,
    MomentCollection,
    PassedOver,
    Query,
    Removal,
    RemovalImpact,
    Segment,
    SkippedItems,
    TagUse,
    TaughtWord,
    Video,
    in_order_of_time,
    tidy_sentence,
)

T = TypeVar("T")


class CatalogueReader:
    """What the catalogue says, without pictures or model. Thread: one at a time, with a read-only catalogue."""

    def __init__(self, catalogue: Catalogue, disk: Disk | None = None) -> None:
        self._catalogue = catalogue
        self._disk = disk

    def folders(self) -> list[Folder]:
        """Roots, oldest first."""
        return self._catalogue.folders()

    def videos(self, filter_: Filter | None = None) -> list[Video]:
        """Clips in order of path."""
        return self._catalogue.videos(filter_)

    def tree(self) -> FolderTree:
        """Counts of every folder that clips lie below."""
        return FolderTree((video.place, video.state) for block in self._catalogue.files() for video in block)

    def passed_over(self) -> list[PassedOver]:
        """What the last scan of each folder did not take in: links that lead nowhere, folders that cannot be read."""
        return self._catalogue.passed_over()

    def list_skipped(
        self, folder_id: int, below: Path | None = None, most: int | None = None
    ) -> Generator[None, None, SkippedItems | None]:
        """Look through one folder for what was passed over: a lane job. None when it is no folder of the library.

        With `below` only what lies in that folder inside it counts; `most` of each kind are listed.
        """
        root = next((each for each in self._catalogue.folders() if each.id == folder_id and not each.is_file), None)
        if root is None or self._disk is None:
            return None
        return (yield from list_skipped(self._catalogue, self._disk, root, below, most))

    def list_all_skipped(self) -> Iterator[SkippedItems]:
        """Look through every folder for what was passed over; of one that is offline, why. Writes nothing."""
        for root in self._catalogue.folders():
            found = _result_of(self.list_skipped(root.id))
            if found is not None:
                yield found

    def excluded(self) -> list[Path]:
        """Parts of folders, and clips in them, that were removed from the library."""
        return self._catalogue.excluded()

    def removals(self) -> list[Removal]:
        """What was removed and can be restored, the latest first."""
        return self._catalogue.removals()

    def tags(self) -> list[TagUse]:
        """All tags in alphabetical order, and how many clips have each."""
        return self._catalogue.tags()

    def facets(self, filter_: Filter) -> Facets:
        """For each kind of filter, how many clips each value would give beside the rest of this filter."""
        return self._catalogue.facets(filter_)

    def suggest_filters(self, text: str, filter_: Filter, today: date) -> tuple[FilterHint, ...]:
        """Words of a sentence that may stand for a filter, to be offered; nothing that the filter has already."""
        return suggest_filters(text, filter_, self.facets(Filter()), today)

    def collections(self) -> list[MomentCollection]:
        """All collections in their order; the basket first."""
        return self._catalogue.collections()

    def kept_lists(self) -> list[KeptList]:
        """All collections and saved searches in their order, with how much is in each; the basket first."""
        return list_kept(self._catalogue)

    def bind_query(self, query: Query, names: QueryNames, *, is_own: bool = False) -> BoundQuery:
        """A saved query with the folders and collections that this library has."""
        return bind_query(query, names, self._catalogue.folders(), self._catalogue.collections(), is_own=is_own)

    def moments(self, collection_id: int) -> list[Moment]:
        """The moments of a collection in their order."""
        return self._catalogue.moments(collection_id)

    def moments_of(self, video: Video) -> list[Moment]:
        """Moments of a clip's content, in all collections."""
        return self._catalogue.moments_of([video.info.fingerprint]) if video.info is not None else []

    def captions_of(self, video: Video) -> list[KeptCaption]:
        """Captions of a clip's content, from its start to its end; those of the whole clip first."""
        return in_order_of_time(self._catalogue.captions([video.info.fingerprint])) if video.info is not None else []

    def captions(self) -> list[KeptCaption]:
        """All captions, in the order in which they were written; also of clips that are not in the library now."""
        return self._catalogue.captions()

    def judged_for(self, sentence: str) -> list[Judgement]:
        """Judgements for a sentence, whatever its case."""
        return self._catalogue.judged_for(tidy_sentence(sentence))

    def taught_words(self) -> list[TaughtWord]:
        """All names and words that were taught, in alphabetical order."""
        return self._catalogue.taught_words()

    def videos_of(self, moments: Iterable[Moment | KeptCaption | Judgement]) -> dict[str, list[Video]]:
        """The clips of the library that these are of, by content; none for those whose clip is not there now."""
        found: dict[str, list[Video]] = {}
        for video in self._catalogue.videos_of({moment.fingerprint for moment in moments}):
            if video.info is not None:
                found.setdefault(video.info.fingerprint, []).append(video)
        return found

    def video(self, video_id: int) -> Video | None:
        """One clip."""
        return self._catalogue.video(video_id)

    def segments_of(self, video_id: int) -> list[Segment]:
        """A clip's segments as the model last used cut it."""
        spec = self._catalogue.last_spec()
        return self._catalogue.segments_of(video_id, spec) if spec is not None else []

    def status(self) -> LibraryStatus:
        """Counts without waking the model."""
        return build_status(self._catalogue, None, None, "")

    def removal_impact(self, videos: Sequence[Video]) -> RemovalImpact:
        """What would leave the library with these clips."""
        return self._catalogue.impact([video.id for video in videos])

    def close(self) -> None:
        """Close the file."""
        self._catalogue.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class LibraryReader(CatalogueReader):
    """The reader with pictures. Thread: the pictures lane."""

    def __init__(
        self,
        catalogue: Catalogue,
        pictures: PictureStore,
        frames: FrameSource,
        proxies: ProxyStore | None = None,
        disk: Disk | None = None,
    ) -> None:
        super().__init__(catalogue, disk)
        self._pictures = pictures
        self._frames = frames
        self._proxies = proxies

    def picture(self, video: Video, time_s: float) -> bytes:
        """JPEG of the frame near this time: from the cache, else decoded. Raises: MediaError.

        A clip that failed is not decoded again: it may be one that ends the decoder.
        """
        info = video.info
        cached = self._pictures.get(info.fingerprint, time_s) if info is not None else None
        if cached is not None:
            return cached
        if video.state == "failed":
            raise UnreadableError(video.path, video.note)
        made = self._decoded(video, time_s, PICTURE_HEIGHT_PX)
        if info is not None:
            self._pictures.put(info.fingerprint, [(time_s, made)])
        return made

    def large_picture(self, video: Video, time_s: float) -> bytes:
        """JPEG of the frame near this time for the whole screen, always decoded. Raises: MediaError."""
        return self._decoded(video, time_s, LARGE_HEIGHT_PX)

    def _decoded(self, video: Video, time_s: float, height_px: int) -> bytes:
        path = self._readable(video)
        info = video.info if path == video.path and video.is_current else None
        return self._frames.still(path, time_s, height_px, info)

    def proxy(self, video: Video) -> Path | None:
        """The proxy, where there is one: for when the original is offline or cannot be played."""
        if self._proxies is None or video.info is None:
            return None
        return self._proxies.find(video.info.fingerprint)

    def _readable(self, video: Video) -> Path:
        """The clip itself, or its proxy while its drive is not connected."""
        away = video.state in {"offline", "missing"}
        return (self.proxy(video) if away else None) or video.path

    def picture_times(self, video: Video) -> list[float]:
        """Times of the cached pictures, for skimming."""
        return self._pictures.times(video.info.fingerprint) if video.info is not None else []

    def close(self) -> None:
        """Close the files."""
        for part in (self._frames, self._pictures, self._catalogue):
            part.close()


def _result_of(job: Generator[None, None, T]) -> T:
    """Run a lane job to its end, here and now."""
    while True:
        try:
            next(job)
        except StopIteration as end:
            result: T = end.value
            return result


def build_status(
    catalogue: Catalogue, spec: EncoderSpec | None, state: EncoderState | None, index: str
) -> LibraryStatus:
    """Counts, with the model and the index they are of."""
    counts = catalogue.counts(spec)
    return replace(
        counts,
        encoder=spec or catalogue.last_spec(),
        encoder_state=state,
        index=index,
    )
