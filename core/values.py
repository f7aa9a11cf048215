"""The nouns of the program: frozen records that travel between floors.

May import numpy and the standard library, nothing of ours.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
HalfArray = NDArray[np.float16]
ByteArray = NDArray[np.uint8]
IdArray = NDArray[np.int64]

VideoState = Literal["waiting", "ready", "failed", "missing", "offline"]
"""`missing`: gone from a drive that is there. `offline`: indexed, and its drive is not connected."""
ResizeMode = Literal["shortest", "squash", "longest"]
Interpolation = Literal["bicubic", "bilinear"]
Looked = Literal["exact", "fast", "refine"]
"""Frames wherever they lie; keyframes alone; keyframes alone so far, and it waits to be looked at exactly."""
PaceMode = Literal["full", "slow", "held"]
LedgerKind = Literal["centres", "phrases"]
Strength = Literal["strong", "good", "weak"]

_STILLS = """
    jpg jpeg jpe jfif png tif tiff webp avif heic heif hif bmp psd
    3fr arw cr2 cr3 dng erf fff iiq mef mrw nef nrw orf pef raf rw2 rwl srw x3f
"""
STILL_SUFFIXES = frozenset(f".{word}" for word in _STILLS.split())
"""Names of still pictures, camera raw ones included."""


# --------------------------------------------------------------------------- footage


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a film's file says of itself, checked against its packets.

    Units: `duration_s` is the span of the picture track on the player's clock; sizes are as *displayed*
    (rotation and pixel aspect applied); `rotation_deg` is clockwise and already part of the sizes.
    """

    path: Path
    size_bytes: int
    mtime_ns: int
    duration_s: float
    fps: Fraction
    width_px: int
    height_px: int
    rotation_deg: int
    codec: str
    frame_count: int
    fingerprint: str
    """Content identity: size and a hash of head, middle, tail and places between; renamed and copied files keep it."""
    note: str = ""
    """A sentence when the file is damaged or shorter than it declares; empty when all is well."""
    key_count: int = 0
    """Frames that can be decoded by themselves; 0 in records of before they were counted."""
    key_gap_s: float = 0.0
    """The longest stretch between two of them, or to the end."""
    looked: Looked = "exact"
    """How its vectors came about."""
    proxy: str = ""
    """A camera's proxy, which others made: where the pictures come from when the file itself cannot be read; a path
    from the file's own folder. The proxies made here are called small copies (`ports.SmallCopies`)."""

    @property
    def is_still(self) -> bool:
        """True for a still picture, which has no length."""
        return self.frame_count == 1 and self.duration_s == 0


@dataclass(frozen=True, slots=True)
class Folder:
    """A root the user gave us: a directory with all below it, or one single file."""

    id: int
    path: Path
    watched: bool
    is_file: bool
    online: bool = True
    """False while its drive is not connected; the films stay searchable."""
    absence: str = ""
    """Why it is not online; a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Volume:
    """A drive or network share as the system has it mounted now, or as it was when we last saw it."""

    mount: Path
    """Where it is mounted."""
    id: str = ""
    """Names the volume wherever it is mounted; empty where the system does not tell."""
    label: str = ""
    """Its name for a person."""

    def is_same(self, other: "Volume") -> bool:
        """True when both are one volume; where an id is not known, when both are mounted at the same place."""
        return self.id == other.id if self.id and other.id else self.mount == other.mount


@dataclass(frozen=True, slots=True)
class Video:
    """One file of the library. `info` is None until it could be probed once."""

    id: int
    folder_id: int
    path: Path
    size_bytes: int
    mtime_ns: int
    added_s: float
    state: VideoState
    note: str = ""
    """Why it failed, or what is damaged; a sentence for a person."""
    info: MediaInfo | None = None

    @property
    def is_current(self) -> bool:
        """True when what is known of the film's content was read from the file as it is now."""
        info = self.info
        return info is not None and (info.size_bytes, info.mtime_ns) == (self.size_bytes, self.mtime_ns)

    @property
    def looks_still(self) -> bool:
        """True when its name is that of a still picture."""
        return self.path.suffix.lower() in STILL_SUFFIXES


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What comparing with the disk needs of a film; a library of 100,000 films is read as these in moments."""

    id: int
    folder_id: int
    place: str
    """Its path as text: to make paths of 100,000 films takes longer than to compare them."""
    size_bytes: int
    mtime_ns: int
    state: VideoState
    was_read: bool
    """True when it could be probed once: there is something worth keeping."""

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.place)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch inside one shot, described by at most `frames_per_clip` sampled frames.

    Units: seconds on the player's clock. Several frame times may be equal when a shot has fewer
    distinct frames than the model needs.
    """

    id: int
    video_id: int
    start_s: float
    end_s: float
    frame_times_s: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One decoded frame as the encoder wants it. Shapes: pixels (S, S, 3) uint8 RGB, not normalised."""

    time_s: float
    pixels: ByteArray
    picture: bytes = b""
    """The whole upright frame as a small JPEG (height `PICTURE_HEIGHT_PX`), for grid and film row."""
    cuts_s: tuple[float, ...] = ()
    """Hard cuts after the previous sample and not after this one: time of each new shot's first frame."""


PICTURE_HEIGHT_PX = 180
LARGE_HEIGHT_PX = 1080
"""Of a still picture in the player."""
SMALL_COPY_LINES = 480
"""Of the film played where its original is away or cannot be played."""
LEAST_FREE_BYTES = 2 << 30
"""So much small copies leave free on their disk: for the library itself."""
COPIES_FULL = "The disk of the proxies is nearly full: no more are made."

Span = tuple[float, float]
"""Seconds from (included) and to (not included) on the player's clock."""
WHOLE: Span = (0.0, inf)


@dataclass(frozen=True, slots=True)
class CopyTo:
    """Where a part of a film's small copy is to be written, and who hears in a sentence why that was not done."""

    path: Path
    tell: Callable[[str], None]
    """Thread: any."""


@dataclass(frozen=True, slots=True, eq=False)
class ClipVectors:
    """A segment as the encoder sees it. Shapes: frames (F, E) float16; pooled (D,) float32, unit norm.

    `pooled` is computed from the *rounded* frame vectors, so that a ledger made from the stored ones
    adds up to the stored score.
    """

    start_s: float
    end_s: float
    frame_times_s: tuple[float, ...]
    frames: HalfArray
    pooled: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A piece of a long film that is read and encoded while the rest is not. Shapes: vectors (N, E) float16."""

    number: int
    times_s: tuple[float, ...]
    cuts_s: tuple[float, ...]
    vectors: HalfArray


# --------------------------------------------------------------------------- the model


@dataclass(frozen=True, slots=True)
class FrameShape:
    """How a frame becomes model input: square side, how the frame is fitted, and the filter."""

    image_px: int
    resize_mode: ResizeMode = "shortest"
    interpolation: Interpolation = "bicubic"


@dataclass(frozen=True, slots=True)
class EncoderSpec:
    """Names a vector space: two encoders with equal `key` give comparable vectors."""

    name: str
    """Shown to the user; a demo model says so in its name."""
    backend: str
    weights_sha256: str
    dim: int
    """D, width of pooled vectors."""
    frame_dim: int
    """E, width of frame vectors."""
    frames_per_clip: int
    frame_shape: FrameShape
    context_length: int
    centres: int
    """K; 0 for models without alignment centres."""
    is_demo: bool = False
    frames_sha256: str = ""
    """Identity of the image tower apart from what is built on it; empty when it is not known."""
    sees_clips: bool = False
    """True for a ClipEncoder: what it makes of a frame depends on the frames seen with it."""
    frames_together: int = 0
    """How many frames a ClipEncoder sees at once; what a longer segment comes to is the sum of interleaved parts of it,
    each of which may be encoded by itself. 0: it sees all of a segment at once.
    """

    @property
    def frame_key(self) -> str:
        """Names the space of frame vectors: models of equal frame key give equal vectors of a frame."""
        shape = self.frame_shape
        tower = f"{self.frames_sha256[:16]}-{self.frame_dim}" if self.frames_sha256 else self.key
        return f"{tower}-{shape.image_px}-{shape.resize_mode}-{shape.interpolation}"

    @property
    def key(self) -> str:
        """Short stable name of the vector space, for index stamps and the catalogue."""
        return f"{self.backend}-{self.weights_sha256[:16]}-{self.dim}-{self.frames_per_clip}"


@dataclass(frozen=True, slots=True)
class EncoderState:
    """Where the encoder runs, for the status bar and `doctor`."""

    device: str
    precision: str
    batch: int
    threads: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """What a library has of one model."""

    spec: EncoderSpec
    films: int
    """Films that can be found with it."""
    all_films: int
    """Films of the library, but for those that failed."""
    segments: int
    footage_s: float

    @property
    def is_whole(self) -> bool:
        """True when the model knows every film."""
        return self.films == self.all_films

    @property
    def percent(self) -> int:
        """Share of the films it knows, rounded down: 100 only when it knows them all."""
        return 100 * self.films // self.all_films if self.all_films else 0


@dataclass(frozen=True, slots=True)
class Loss:
    """What leaves a library with a model."""

    holding: Holding
    vector_bytes: int
    films_alone: int
    """Films that no other model knows: they cannot be found until one has looked at them."""


@dataclass(frozen=True, slots=True, eq=False)
class TextVectors:
    """Shapes: pooled (D,) float32, unit norm."""

    text: str
    pooled: FloatArray
    dropped: tuple[str, ...] = ()
    """Words beyond the model's context, which it did not read."""


# --------------------------------------------------------------------------- search


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of the query. `start`/`stop` are character positions in `Query.text`."""

    text: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which videos take part. Empty means all."""

    folder_ids: frozenset[int] = frozenset()
    states: frozenset[VideoState] = frozenset()
    added_after_s: float | None = None

    @property
    def is_empty(self) -> bool:
        """True when nothing is filtered out."""
        return not self.folder_ids and not self.states and self.added_after_s is None


@dataclass(frozen=True, slots=True)
class Query:
    """A sentence, its phrases (ordered, not overlapping) and a filter."""

    text: str
    phrases: tuple[Phrase, ...]
    filter: Filter = field(default_factory=Filter)


@dataclass(frozen=True, slots=True)
class Fusion:
    """How a moment came to its rank in an answer of several models."""

    score: float
    """The sum of 1 / (60 + rank) over the models: it orders moments, and says nothing of how close they are."""
    ranks: tuple[tuple[str, int | None], ...]
    """Name of each model and the rank it gives the moment; None where it is not among that model's first."""
    seen_by: str
    """Name of the model whose segment, score and strength are shown."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked moment. `score` is the model's cosine, without the logit scale."""

    rank: int
    score: float
    strength: Strength
    segment: Segment
    video: Video
    copies: tuple[Video, ...] = ()
    """Other files with the same content at the same place."""
    fusion: Fusion | None = None
    """In an answer of several models; `score` and `strength` are then those of the model that saw this segment."""


@dataclass(frozen=True, slots=True)
class SearchTimings:
    """Milliseconds spent in each step of one search."""

    text_ms: float
    index_ms: float
    fetch_ms: float

    @property
    def total_ms(self) -> float:
        """The three steps together."""
        return self.text_ms + self.index_ms + self.fetch_ms


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search gives back. Hits come best first; weaker than all others is never hidden."""

    query: Query
    hits: tuple[Hit, ...]
    searched_segments: int
    ready_videos: int
    total_videos: int
    dropped: tuple[str, ...]
    timings: SearchTimings
    is_exact: bool
    fused: tuple[Holding, ...] = ()
    """The models whose rankings it is made of, when it is of several."""


@dataclass(frozen=True, slots=True)
class Placing:
    """A moment in one model's answer, and where the other model has the same moment."""

    hit: Hit
    elsewhere: int | None
    """Its rank there; None when it is not among the other model's first."""
    is_known_there: bool = True
    """False when the other model has not looked at this film."""

    @property
    def gain(self) -> int | None:
        """By how many places it stands higher here than there."""
        return None if self.elsewhere is None else self.elsewhere - self.hit.rank


@dataclass(frozen=True, slots=True)
class Column:
    """One model's side of a comparison."""

    holding: Holding
    answer: Answer
    placings: tuple[Placing, ...]
    depth: int
    """So many of its first moments were looked through for those of the other one."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One question, two models."""

    query: Query
    columns: tuple[Column, Column]
    fused: Answer
    """The third ranking, made of the two."""


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """A score taken apart; every cell is a signed share of it (design: the score ledger).

    Shapes: T sampled frames, P phrases, K centres, L words (tokens between start and end, plus the end
    token last). sentence (T,); cells (P+1, K, T), last row the rest of the sentence; word_centres (L, K);
    assignment (K, T), soft assignment of each frame to the centres, columns summing to 1.
    With `kind` "centres" sentence and cells together sum to `score`; with "phrases" (a model without
    centres, K = 1) the sentence row alone does, and each phrase row comes from that phrase encoded by itself.
    """

    kind: LedgerKind
    phrases: tuple[Phrase, ...]
    words: tuple[str, ...]
    word_phrases: tuple[int, ...]
    """For each word the index of its phrase, or -1 for the rest of the sentence."""
    times_s: tuple[float, ...]
    sentence: FloatArray
    cells: FloatArray
    word_centres: FloatArray
    assignment: FloatArray
    score: float
    approximation: str = ""
    """What of the cells is approximate, in a sentence for a person; empty where every cell is exact."""

    @property
    def rows(self) -> FloatArray:
        """Phrase rows and the rest, summed over centres. Shapes: (P+1, T)."""
        summed: FloatArray = self.cells.sum(axis=1)
        return summed

    @property
    def frame_totals(self) -> FloatArray:
        """What each frame adds to the score. Shapes: (T,)."""
        if self.kind == "phrases":
            return self.sentence
        total: FloatArray = self.sentence + self.cells.sum(axis=(0, 1))
        return total

    @property
    def best_frame(self) -> int:
        """Index of the frame to open at: where the named phrases add most, else where the whole score is made.

        The rows of the sentence as a whole say little of time: end token and global half have seen all frames.
        """
        if self.kind == "centres" and self.phrases:
            named: FloatArray = self.rows[:-1].sum(axis=0)
            if named.max() > 0:
                return int(np.argmax(named))
        return int(np.argmax(self.frame_totals))


# --------------------------------------------------------------------------- work


@dataclass(frozen=True, slots=True)
class FolderChange:
    """What a watcher saw below one root, once it had been quiet."""

    folder_id: int
    paths: frozenset[Path]


@dataclass(frozen=True, slots=True)
class Changes:
    """The one broadcast: ids of what changed, and who asked for it. Empty sets mean "none of these"."""

    videos: frozenset[int] = frozenset()
    folders: frozenset[int] = frozenset()
    removed: frozenset[int] = frozenset()
    """Videos that left the library."""
    initiator: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast indexing may go now, and why: "slowed: playing", "waiting until 20:00"."""

    mode: PaceMode = "full"
    words: str = ""


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """How far the running ingest is. Units: frames are *sampled* frames; eta None until it can be told."""

    videos_done: int
    videos_total: int
    frames_done: int
    frames_total: int
    failed: int
    frames_per_s: float
    eta_s: float | None
    current: Path | None
    paused: bool = False
    finished: bool = False
    pace: Pace = Pace()
    note: str = ""
    """What could not be done beside the indexing, in a sentence."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What it would mean for a library to put a model to work."""

    films: int
    """Films and stills that it has not looked at."""
    frames: int
    """About so many sampled frames in those."""
    to_decode: int
    """How many of the films must be read again; a model with the same image tower has looked at the others."""
    footage_s: float


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """Counts for the sidebar, the status bar and `c2v status`."""

    folders: tuple[Folder, ...]
    waiting: int
    ready: int
    failed: int
    missing: int
    offline: int
    segments: int
    footage_s: float
    encoder: EncoderSpec | None
    encoder_state: EncoderState | None
    index: str
    """One line about the index: engine, size, whether it was rebuilt."""
    searchable: int = 0
    """Films that a question is asked of: seen by this model, and as they were then; they may be away."""
    taken: datetime | None = None

    @property
    def total(self) -> int:
        """All videos the library knows."""
        return self.waiting + self.ready + self.failed + self.missing + self.offline
