"""The truth about a library."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from core.ports.annotations import AnnotationCatalogue
from core.values import (
    ChunkCheckpoint,
    ClipMarks,
    EncoderSpec,
    Facets,
    Filter,
    FloatArray,
    Folder,
    HalfArray,
    IdArray,
    KeptEdit,
    KnownFile,
    LibraryStatus,
    Link,
    ModelCoverage,
    Moment,
    MomentCollection,
    PassedOver,
    Removal,
    RemovalImpact,
    RemovalPlan,
    Segment,
    SegmentVectors,
    TagUse,
    Video,
    VideoState,
    Volume,
)


class RootCatalogue(Protocol):
    """Folders and clips that the user added, where they lie, and what was passed over in them."""

    def folders(self) -> list[Folder]:
        """All roots, oldest first."""
        ...

    def add_folder(self, path: Path, is_file: bool) -> Folder:
        """Add a root, or give back the one that is there already."""
        ...

    def set_online(self, folder_id: int, online: bool, absence: str = "") -> None:
        """Note whether a root's drive is connected, and if not, why in a sentence."""
        ...

    def rebase_folder(self, folder_id: int, path: Path) -> None:
        """The root lies elsewhere now, with all its videos. Raises: StoreError, when another root or video is there."""
        ...

    def volumes(self, folder_id: int) -> list[Volume]:
        """The volumes a root was last seen on: its own, then those mounted below it."""
        ...

    def set_volumes(self, folder_id: int, volumes: Sequence[Volume]) -> None:
        """Note the volumes of a root, instead of those noted before."""
        ...

    def merge_folder(self, folder_id: int, place: Path) -> tuple[list[int], list[int]]:
        """A root turned out to be `place`, inside another root: its videos go there, those known there already leave.

        Of two videos at one place the one with vectors stays. Returns segments that left, and videos that left.
        """
        ...

    def rehome(self, place: Path | None = None) -> list[int]:
        """Give videos below a place, or all, to the innermost root around them; returns which changed hands."""
        ...

    def excluded(self) -> list[Path]:
        """Places inside roots that were removed from the library."""
        ...

    def include(self, place: Path) -> None:
        """A place that was removed is scanned again."""
        ...

    def links(self) -> list[Link]:
        """Links below roots that are followed, those of the oldest root first."""
        ...

    def passed_over(self) -> list[PassedOver]:
        """What the last scan of each root did not take in."""
        ...

    def note_look(self, folder_id: int, links: Sequence[Link], passed_over: Sequence[PassedOver]) -> None:
        """What the last scan of a root said of links, instead of what was noted before."""
        ...


class VideoCatalogue(Protocol):
    """Videos: their files, states and contents; removed ones are found by these too."""

    def videos(self, filter_: Filter | None = None) -> list[Video]:
        """Videos in order of path."""
        ...

    def video(self, video_id: int) -> Video | None:
        """One video."""
        ...

    def add_video(self, folder_id: int, path: Path, size_bytes: int, mtime_ns: int, added_s: float) -> Video:
        """Register a new file as waiting."""
        ...

    def update_video(self, video: Video) -> None:
        """Write back path, size, mtime, state, note and info of a video; its segments stay."""
        ...

    def rearrange(self, videos: Sequence[Video]) -> None:
        """As `update_video` for many at once, all or none; some may take the paths of others."""
        ...

    def set_states(self, video_ids: Iterable[int], state: VideoState, note: str = "") -> None:
        """Change the state of many videos at once."""
        ...

    def files(self) -> Iterator[list[KnownFile]]:
        """All videos in blocks, as far as comparing with the disk needs; writing in between is allowed."""
        ...

    def without_source(self) -> Iterator[list[int]]:
        """Ids of ready videos whose files were never read for `MediaInfo.source`, in blocks that may be empty.

        Writing in between is allowed.
        """
        ...

    def known_files(self, filter_: Filter) -> list[KnownFile]:
        """As `files`, of those that pass."""
        ...

    def find_fingerprint(self, fingerprint: str) -> list[Video]:
        """Videos of equal content."""
        ...

    def find_removed(self, *, path: Path | None = None, fingerprint: str = "") -> list[Video]:
        """Removed videos that were at a path, or of this content, the latest first; `path` is where they were."""
        ...

    def has_removed(self) -> bool:
        """True when there is any video that can be restored."""
        ...

    def revive(self, video_id: int, folder_id: int) -> None:
        """A removed video was found at its old place again, in this root."""
        ...

    def forget(self, video_ids: Collection[int]) -> list[int]:
        """Remove videos from the library (never from disk); returns the ids of their segments."""
        ...

    def counts(self, spec: EncoderSpec | None) -> LibraryStatus:
        """Counts by state; encoder and index fields are left for others to fill.

        `segments` and `footage_s` tell what is searchable with this model; None means the last used.
        """
        ...


class RemovalCatalogue(Protocol):
    """Removing videos and folders, and restoring what was removed."""

    def impact(self, video_ids: Collection[int]) -> RemovalImpact:
        """What these videos would take out of the library; moments and hours as the model that answers has them."""
        ...

    def remove(self, plan: RemovalPlan, now_s: float) -> tuple[int, list[int]]:
        """Set videos and roots aside, in one transaction; returns the removal's id and the ids of their segments.

        They keep their ids and vectors, and are in no other answer of the catalogue until they are restored.
        """
        ...

    def removals(self) -> list[Removal]:
        """What can be restored, the latest first."""
        ...

    def expired(self, now_s: float) -> list[int]:
        """Removals whose time is over."""
        ...

    def restore(self, removal: int, spec: EncoderSpec | None) -> tuple[list[int], list[int], list[int]]:
        """Undo a removal, in one transaction; returns videos restored, videos they replace, and roots restored.

        Videos that `spec` (None: the model that answers) has not seen wait for it. A video that was indexed again
        meanwhile stays as it is; one that belongs to no root any more stays removed.
        """
        ...

    def purge(self, removal: int, videos: int) -> list[str]:
        """Delete at most so many videos of a removal for good; returns their contents, fewer when none is left."""
        ...


class VectorCatalogue(Protocol):
    """Segments with their vectors, and chunks of videos that are being indexed."""

    def put(self, video: Video, spec: EncoderSpec, clips: Sequence[SegmentVectors]) -> list[Segment]:
        """Write a video with all its segments and vectors in one transaction, replacing older ones of this spec.

        Raises: DiskFullError, StoreError; then nothing of it was written.
        """
        ...

    def copy_segments(self, source_id: int, target: Video, spec: EncoderSpec) -> list[Segment]:
        """As `put`, with the vectors of a video of equal content."""
        ...

    def has_vectors(self, video_id: int, spec: EncoderSpec) -> bool:
        """True when the video was encoded with this model."""
        ...

    def keep_checkpoint(
        self, fingerprint: str, spec: EncoderSpec, how: str, chunk: ChunkCheckpoint, today_s: float
    ) -> None:
        """Keep a chunk of a long video until `put` writes the whole. `how` names how it was sampled."""
        ...

    def checkpoints_of(self, fingerprint: str, spec: EncoderSpec, how: str) -> list[ChunkCheckpoint]:
        """What an earlier run did of this video, in order of number."""
        ...

    def drop_checkpoints(self, before_s: float) -> None:
        """Forget chunks that were kept before this date and never finished."""
        ...

    def segments(self, ids: Sequence[int]) -> list[Segment]:
        """In the order asked for; unknown ids are left out."""
        ...

    def segments_of(self, video_id: int, spec: EncoderSpec) -> list[Segment]:
        """A video's segments in order of time."""
        ...

    def segment_ids(self, spec: EncoderSpec, filter_: Filter) -> IdArray:
        """Ids of the segments whose videos pass the filter."""
        ...

    def segment_ids_of(self, video_ids: Collection[int], spec: EncoderSpec) -> IdArray:
        """Segments of these videos in one space, ascending."""
        ...

    def frame_vectors(self, ids: Sequence[int]) -> list[HalfArray]:
        """Stored frame vectors, one (F, E) array for each id."""
        ...

    def segment_vectors(self, ids: Sequence[int]) -> FloatArray:
        """Stored pooled vectors. Shapes: (N, D) float32."""
        ...

    def all_vectors(self, spec: EncoderSpec) -> Iterator[tuple[IdArray, FloatArray]]:
        """All pooled vectors of a space, in blocks."""
        ...

    def random_vectors(self, spec: EncoderSpec, n: int) -> FloatArray:
        """A fixed pseudo-random choice of pooled vectors, fair to videos, to judge how unusual a score is."""
        ...

    def generation(self, spec: EncoderSpec) -> int:
        """A number that grows whenever the set of vectors of this space changes."""
        ...


class ModelCatalogue(Protocol):
    """Models that have vectors here, which of them answers, and what each has."""

    def remember_spec(self, spec: EncoderSpec) -> None:
        """Note the model that answers; `put` does so by itself only for the first model of a library."""
        ...

    def last_spec(self) -> EncoderSpec | None:
        """The model that answers, so that faces without a model know which vectors to speak of."""
        ...

    def specs(self) -> list[EncoderSpec]:
        """All models that have vectors here, the oldest first."""
        ...

    def spec_of(self, segment_id: int) -> EncoderSpec | None:
        """The model that described this segment."""
        ...

    def note_source(self, spec: EncoderSpec, source: str) -> None:
        """Keep how this model is opened, in words only the composer understands."""
        ...

    def source_of(self, spec: EncoderSpec) -> str:
        """What `note_source` kept, else empty."""
        ...

    def lacking(self, spec: EncoderSpec, other: EncoderSpec) -> list[int]:
        """Videos that wait or are ready and have vectors of the other model, but none of this one."""
        ...

    def coverage(self, spec: EncoderSpec) -> ModelCoverage:
        """What there is of one model. Videos that failed, or changed since it saw them, do not count."""
        ...

    def vector_bytes(self, spec: EncoderSpec) -> int:
        """Bytes of all vectors of this model; reads every segment's row."""
        ...

    def known_alone(self, spec: EncoderSpec) -> int:
        """How many videos no other model knows."""
        ...

    def drop_vectors(self, spec: EncoderSpec, videos: int) -> int:
        """Forget what this model saw in at most so many videos; returns how many it was, 0 when nothing is left."""
        ...


class KeepingCatalogue(Protocol):
    """What a person keeps: ratings, flags and tags of contents, and moments in collections.

    Nothing here goes away with a clip. All that is written, is written by `write_kept`, which tells how to undo it.
    """

    def kept_note(self, name: str) -> str:
        """What was noted under a name; empty where nothing was."""
        ...

    def set_kept_note(self, name: str, text: str) -> None:
        """Note a text under a name, or with an empty one nothing any more. Raises: StoreError."""
        ...

    def marks_of(self, fingerprints: Iterable[str]) -> list[ClipMarks]:
        """Marks of these contents, those without any left out."""
        ...

    def kept_at(self, path: Path) -> list[str]:
        """Contents of which something is kept and that were at a path when they were last known."""
        ...

    def tags(self) -> list[TagUse]:
        """All tags in alphabetical order, those too that only clips outside the library have."""
        ...

    def tagged(self, name: str) -> list[str]:
        """The contents that have a tag, however it is written."""
        ...

    def collections(self) -> list[MomentCollection]:
        """All collections in their order; the basket is always there."""
        ...

    def collection_sizes(self) -> dict[int, int]:
        """How many moments each collection has; those without any left out."""
        ...

    def moments(self, collection_id: int) -> list[Moment]:
        """The moments of a collection, in their order."""
        ...

    def moments_by_id(self, ids: Iterable[int]) -> list[Moment]:
        """These moments by ascending id; unknown ones are left out."""
        ...

    def moments_of(self, fingerprints: Iterable[str]) -> list[Moment]:
        """Moments of these contents, in all collections, by ascending id."""
        ...

    def videos_of(self, fingerprints: Iterable[str]) -> list[Video]:
        """Clips of the library with one of these contents, in order of path."""
        ...

    def count_videos(self, filter_: Filter) -> int:
        """How many clips pass a filter."""
        ...

    def facets(self, filter_: Filter) -> Facets:
        """For each kind of filter, how many clips each value would give beside the rest of this filter."""
        ...

    def write_kept(self, edits: Sequence[KeptEdit]) -> tuple[list[KeptEdit], list[KeptEdit]]:
        """Write these rows, in one transaction; returns the rows before and after, new ids filled in.

        Writing the rows before, undoes it. The same row is not given twice. Raises: StoreError, for a moment whose
        collection is not there, a collection that is removed while it has moments, a second judgement of one stretch
        and sentence, and a second taught word of one spelling; then nothing was written.
        """
        ...


class Catalogue(
    RootCatalogue,
    VideoCatalogue,
    RemovalCatalogue,
    VectorCatalogue,
    ModelCatalogue,
    KeepingCatalogue,
    AnnotationCatalogue,
    Protocol,
):
    """The truth: folders, videos, segments and vectors. One writer, any number of readers."""

    def shrink(self) -> int:
        """Give room that is no longer used back to the disk; returns the bytes. Raises: DiskFullError, StoreError."""
        ...

    def close(self) -> None:
        """Fold the write-ahead log back and close."""
        ...
