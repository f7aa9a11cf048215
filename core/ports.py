"""What the work needs from the outside, as protocols. Machinery fits them without importing this file's users.

May import `core.values` only.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from core.values import (
    WHOLE,
    ByteArray,
    ClipVectors,
    CopyTo,
    EncoderSpec,
    EncoderState,
    Filter,
    FloatArray,
    Folder,
    FolderChange,
    FrameShape,
    HalfArray,
    Holding,
    IdArray,
    Kept,
    KnownFile,
    Ledger,
    LibraryStatus,
    MediaInfo,
    Query,
    Sample,
    Segment,
    Span,
    TextVectors,
    Video,
    VideoState,
    Volume,
)

Clock = Callable[[], float]
"""Seconds: `time.monotonic` for waiting, `time.time` for dates."""


class FrameSource(Protocol):
    """Reads films. Every method works on one file and raises MediaError for it alone."""

    def probe(self, path: Path) -> MediaInfo:
        """Read sizes, rate, true duration and fingerprint without decoding the film.

        Raises: UnreadableError, UnsupportedError, VanishedError.
        """
        ...

    def scan(
        self,
        info: MediaInfo,
        every_s: float,
        shape: FrameShape,
        span_s: Span = WHOLE,
        fast: bool = False,
        copy: CopyTo | None = None,
    ) -> AbstractContextManager[Iterator[Sample]]:
        """Walk through the film: a sample about each `every_s`, the first frame always, cuts noted.

        With `span_s` (from, to) only those samples which a walk through all of it would give there.
        `fast` looks at keyframes alone: those nearest to the grid, and those an encoder put at cuts; a cut is then
        told at the first of them behind it.
        With `copy` (not when fast) all frames of the span are decoded and written small in passing; the samples stay
        the same. Whatever goes wrong with that is told and changes nothing else; the part is at its path, whole, when
        the walk has come to its end, or it is not there.

        Every shot between two cuts has at least one sample. Samples come in order of time, while later
        ones are read ahead. Leaving the context stops the reading at once.
        Raises: MediaError while iterating, when not even one frame could be read. A film that breaks off
        midway simply ends: compare the last sample with `info.duration_s`.
        """
        ...

    def frames(self, info: MediaInfo, times_s: Sequence[float], shape: FrameShape) -> list[Sample]:
        """Decode the frames on screen at these times, in order of time, equal frames once."""
        ...

    def still(self, path: Path, time_s: float, height_px: int) -> bytes:
        """The upright frame on screen at this time as JPEG. Raises: MediaError."""
        ...

    def join(self, info: MediaInfo, parts: Sequence[Path], target: Path) -> None:
        """Make the small copy of a film of its parts: whole and on the disk when this returns. Raises: MediaError."""
        ...

    def give_way(self, share: float) -> None:
        """Work only this share of the time from now on; 1 is all of it. Thread: any."""
        ...

    def close(self) -> None:
        """End the helper processes."""
        ...


class FolderWatcher(Protocol):
    """Tells when something below a root has changed and been quiet for a while."""

    def watch(self, folder: Folder) -> str:
        """Begin; returns "" or a sentence when only periodic re-scanning is possible."""
        ...

    def unwatch(self, folder_id: int) -> None:
        """End watching this root."""
        ...

    @property
    def notes(self) -> dict[int, str]:
        """For each root that is not watched closely just now, a sentence why. Thread: any."""
        ...

    def close(self) -> None:
        """End watching altogether. Thread: the callback is never called after this."""
        ...


class Disk(Protocol):
    """Looks at folders without reading films."""

    def films_below(self, folder: Folder, unread: "list[Path] | None" = None) -> Iterator[tuple[Path, int, int]]:
        """Yield (path, size_bytes, mtime_ns) of each regular file that may be a film.

        Follows no links out of the root, survives unreadable folders, which it adds to `unread`. Raises:
        VanishedError, when the root itself is not there (drive not connected).
        """
        ...

    def is_gone(self, path: Path) -> bool:
        """True when it is certain that nothing is at this path; False also when the drive does not answer."""
        ...

    def is_bare(self, path: Path) -> bool:
        """True for a folder with nothing in it, as the place of a drive that is not mounted."""
        ...

    def volumes(self, path: Path) -> list[Volume]:
        """The volume this path lies on, then those mounted below it; none where the system does not tell.

        For a path that is not there: the volume that its nearest folder lies on.
        """
        ...

    def find_volume(self, volume_id: str) -> list[Path]:
        """Where a volume is mounted now."""
        ...

    def fingerprint(self, path: Path) -> str:
        """As in `MediaInfo`, read without opening the film. Raises: MediaError."""
        ...

    def is_quiet(self, path: Path, size_bytes: int, mtime_ns: int) -> bool:
        """True when the file still has this size and time and was not written to for some seconds."""
        ...


class Encoder(Protocol):
    """Turns frames and sentences into vectors of one space, and takes scores apart."""

    @property
    def spec(self) -> EncoderSpec:
        """The vector space. Raises: EncoderError, when the model cannot be loaded."""
        ...

    @property
    def state(self) -> EncoderState:
        """Where it runs now."""
        ...

    def encode_frames(self, pixels: ByteArray) -> HalfArray:
        """Shapes: (N, S, S, 3) uint8 -> (N, E) float16. Raises: EncoderError."""
        ...

    def encode_segments(self, frame_vectors: HalfArray, mask: ByteArray) -> FloatArray:
        """Shapes: (B, F, E) float16, (B, F) 0/1, a prefix of ones -> (B, D) float32, unit norm."""
        ...

    def encode_text(self, texts: Sequence[str]) -> list[TextVectors]:
        """One record per text. Raises: QueryError."""
        ...

    def explain(self, query: Query, frame_vectors: HalfArray, times_s: Sequence[float]) -> Ledger:
        """Take the score of one segment apart. Shapes: frame_vectors (T, E), real frames only."""
        ...

    def close(self) -> None:
        """Free the model and end its process, if it has one."""
        ...


class ClipEncoder(Encoder, Protocol):
    """An encoder that looks at the frames of a segment together, as `spec.sees_clips` says.

    Its `encode_frames` sees each frame alone, as a still picture.
    """

    def encode_clips(self, pixels: ByteArray, mask: ByteArray) -> HalfArray:
        """What is stored of each frame, and pooled by `encode_segments`. Raises: EncoderError.

        Shapes: (B, F, S, S, 3) uint8, (B, F) 0/1, a prefix of ones -> (B, F, E) float16, 0 where the mask is.
        """
        ...


class VectorIndex(Protocol):
    """Finds the nearest of many unit vectors by inner product."""

    def add(self, ids: IdArray, vectors: FloatArray) -> None:
        """Shapes: (N,), (N, D). Equal vectors are kept once and found under all their ids."""
        ...

    def remove(self, ids: Collection[int]) -> None:
        """Forget these ids; unknown ones are ignored."""
        ...

    def search(self, vector: FloatArray, k: int, allowed: Collection[int] | None = None) -> tuple[IdArray, FloatArray]:
        """Best first, at most k, scores exact to float32. Shapes: (D,) -> (n,), (n,)."""
        ...

    def tend(self, budget_s: float) -> bool:
        """Make later searches quicker for about this long; True when there is more to do.

        Call it again and again when the lane has nothing more urgent. Searches are complete without it.
        """
        ...

    def save(self, path: Path, stamp: str) -> None:
        """Write index and checksum so that a crash leaves either the old or the new one."""
        ...

    def load(self, path: Path, stamp: str) -> None:
        """Read what `save` wrote. Raises: StaleIndexError, when anything about the file is off."""
        ...

    def discard(self, path: Path, space: str) -> int:
        """Delete what was saved there, if it is of the vector space whose key this is; returns the bytes freed."""
        ...

    @property
    def note(self) -> str:
        """One line for status and doctor."""
        ...

    def __len__(self) -> int: ...


class Catalogue(Protocol):
    """The truth: folders, films, segments and vectors. One writer, any number of readers."""

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
        """The root lies elsewhere now, with all its films. Raises: StoreError, when another root or film is there."""
        ...

    def volumes(self, folder_id: int) -> list[Volume]:
        """The volumes a root was last seen on: its own, then those mounted below it."""
        ...

    def set_volumes(self, folder_id: int, volumes: Sequence[Volume]) -> None:
        """Note the volumes of a root, instead of those noted before."""
        ...

    def remove_folder(self, folder_id: int) -> list[int]:
        """Forget a root with its films; returns the ids of their segments."""
        ...

    def videos(self, filter_: Filter | None = None) -> list[Video]:
        """Films in order of path."""
        ...

    def video(self, video_id: int) -> Video | None:
        """One film."""
        ...

    def add_video(self, folder_id: int, path: Path, size_bytes: int, mtime_ns: int, added_s: float) -> Video:
        """Register a new file as waiting."""
        ...

    def update_video(self, video: Video) -> None:
        """Write back path, size, mtime, state, note and info of a film; its segments stay."""
        ...

    def rearrange(self, videos: Sequence[Video]) -> None:
        """As `update_video` for many at once, all or none; some may take the paths of others."""
        ...

    def files(self) -> Iterator[list[KnownFile]]:
        """All films in blocks, as far as comparing with the disk needs; writing in between is allowed."""
        ...

    def put(self, video: Video, spec: EncoderSpec, clips: Sequence[ClipVectors]) -> list[Segment]:
        """Write a film with all its segments and vectors in one transaction, replacing older ones of this spec.

        Raises: DiskFullError, StoreError; then nothing of it was written.
        """
        ...

    def copy_segments(self, source_id: int, target: Video, spec: EncoderSpec) -> list[Segment]:
        """As `put`, with the vectors of a film of equal content."""
        ...

    def has_vectors(self, video_id: int, spec: EncoderSpec) -> bool:
        """True when the film was encoded with this model."""
        ...

    def keep_piece(self, fingerprint: str, spec: EncoderSpec, how: str, piece: Kept, today_s: float) -> None:
        """Keep a piece of a long film until `put` writes the whole. `how` names the way in which it was looked at."""
        ...

    def kept_pieces(self, fingerprint: str, spec: EncoderSpec, how: str) -> list[Kept]:
        """What an earlier run did of this film, in order of number."""
        ...

    def drop_pieces(self, before_s: float) -> None:
        """Forget pieces that were kept before this date and never finished."""
        ...

    def find_fingerprint(self, fingerprint: str) -> list[Video]:
        """Films of equal content."""
        ...

    def forget(self, video_ids: Collection[int]) -> list[int]:
        """Remove films from the library (never from disk); returns the ids of their segments."""
        ...

    def segments(self, ids: Sequence[int]) -> list[Segment]:
        """In the order asked for; unknown ids are left out."""
        ...

    def segments_of(self, video_id: int, spec: EncoderSpec) -> list[Segment]:
        """A film's segments in order of time."""
        ...

    def segment_ids(self, spec: EncoderSpec, filter_: Filter) -> IdArray:
        """Ids of the segments whose films pass the filter."""
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
        """A fixed pseudo-random choice of pooled vectors, fair to films, to judge how unusual a score is."""
        ...

    def generation(self, spec: EncoderSpec) -> int:
        """A number that grows whenever the set of vectors of this space changes."""
        ...

    def remember_spec(self, spec: EncoderSpec) -> None:
        """Note the model that answers; `put` does so by itself only for the first model of a library."""
        ...

    def specs(self) -> list[EncoderSpec]:
        """All models that have vectors here, the oldest first."""
        ...

    def lacking(self, spec: EncoderSpec, other: EncoderSpec) -> list[int]:
        """Films that wait or are ready and have vectors of the other model, but none of this one."""
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

    def last_spec(self) -> EncoderSpec | None:
        """The model that answers, so that faces without a model know which vectors to speak of."""
        ...

    def counts(self, spec: EncoderSpec | None) -> LibraryStatus:
        """Counts by state; encoder and index fields are left for others to fill.

        `segments` and `footage_s` tell what is searchable with this model; None means the last used.
        """
        ...

    def holding(self, spec: EncoderSpec) -> Holding:
        """What there is of one model. Films that failed, or changed since it saw them, do not count."""
        ...

    def vector_bytes(self, spec: EncoderSpec) -> int:
        """Bytes of all vectors of this model; reads every segment's row."""
        ...

    def known_alone(self, spec: EncoderSpec) -> int:
        """How many films no other model knows."""
        ...

    def drop_vectors(self, spec: EncoderSpec, films: int) -> int:
        """Forget what this model saw in at most so many films; returns how many it was, 0 when nothing is left."""
        ...

    def shrink(self) -> int:
        """Give room that is no longer used back to the disk; returns the bytes. Raises: DiskFullError, StoreError."""
        ...

    def set_states(self, video_ids: Iterable[int], state: VideoState, note: str = "") -> None:
        """Change the state of many films at once."""
        ...

    def close(self) -> None:
        """Fold the write-ahead log back and close."""
        ...


class PictureStore(Protocol):
    """Small JPEGs of sampled frames, a cache that may be deleted at any time."""

    def put(self, fingerprint: str, pictures: Iterable[tuple[float, bytes]]) -> None:
        """Keep pictures of a film, by time in seconds."""
        ...

    def get(self, fingerprint: str, time_s: float) -> bytes | None:
        """The picture nearest to this time within half a second, or None."""
        ...

    def times(self, fingerprint: str) -> list[float]:
        """Times of all pictures of a film, ascending."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


class SmallCopies(Protocol):
    """Small copies of films (what people call proxies), a cache by content that may be deleted at any time.

    Not the proxies a camera makes: of those `MediaInfo.proxy` tells. Nothing here ever fails the work.
    """

    def find(self, fingerprint: str) -> Path | None:
        """Where the film can be played small; it counts as used now. Thread: any."""
        ...

    @property
    def has_room(self) -> bool:
        """False where a further one would fill the disk."""
        ...

    def part(self, fingerprint: str, number: int) -> Path:
        """Where a part of one in the making lies, or is to lie."""
        ...

    def target(self, fingerprint: str) -> Path:
        """Where one is to be written before it is `admit`ted."""
        ...

    def admit(self, fingerprint: str) -> str:
        """Take in what was written at `target`; those longest unused go. Returns why not, in a sentence, or ""."""
        ...

    def drop_parts(self, fingerprint: str) -> None:
        """Delete what is left of the making of one."""
        ...

    def wish(self, fingerprint: str, wanted: bool) -> None:
        """Note that one was asked for by hand, or that this is settled."""
        ...

    def wishes(self) -> list[str]:
        """Contents of which one was asked for by hand."""
        ...

    def forget(self, fingerprints: Iterable[str]) -> None:
        """Delete those of these films."""
        ...

    def sweep(self, before_s: float, is_known: Callable[[str], bool]) -> None:
        """Delete what dead programs left, parts from before this date, and copies of films that are not known."""
        ...


OnFolderChange = Callable[[FolderChange], None]
