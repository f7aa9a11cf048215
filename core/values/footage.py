"""What a library holds: roots, drives, videos, and the moments videos are cut into."""

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal

from core.values.selects import NO_MARKS, Marks
from core.values.source_metadata import SourceMetadata

VideoState = Literal["waiting", "ready", "failed", "missing", "offline"]
"""`missing`: gone from a drive that is there. `offline`: indexed, and its drive is not connected."""
SamplingMode = Literal["exact", "fast", "refine"]
"""Frames wherever they lie; keyframes alone; keyframes alone so far, and it waits to be sampled exactly."""

_STILLS = """
    jpg jpeg jpe jfif png tif tiff webp avif heic heif hif bmp psd
    3fr arw cr2 cr3 dng erf fff iiq mef mrw nef nrw orf pef raf rw2 rwl srw x3f
"""
STILL_SUFFIXES = frozenset(f".{word}" for word in _STILLS.split())
"""Names of still pictures, camera raw ones included."""


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a video's file says of itself, checked against its packets.

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
    looked: SamplingMode = "exact"
    """How its vectors came about."""
    proxy: str = ""
    """A camera's proxy, which others made: where the pictures come from when the file itself cannot be read; a path
    from the file's own folder. The proxies made here are another thing (`ports.ProxyStore`)."""
    restarts_s: tuple[tuple[float, float], ...] = ()
    """Where the file's own clock starts again: seconds on the player's clock, and what the file's clock says there."""
    by_walk: bool = False
    """True when a frame can only be found by walking through the packets: times or keyframes are not what they say.

    Then no player is trusted with it either; nor with a Video CD copied in sectors, which players take for damage."""
    is_distrusted: bool = False
    """True when reading it showed that it gives other frames than its packets promise: it is decoded from its beginning
    each time. `by_walk` is then true as well."""
    is_mirrored: bool = False
    """True when left and right are exchanged, before it is turned."""
    source: SourceMetadata | None = None
    """What the file says of its recording; None until it was read for that: records of earlier versions."""
    begins_s: float = 0.0
    """When its first frame is shown, on the player's clock: in some files the pictures begin a little after the sound.
    0 also in records of earlier versions."""
    last_frame_s: float = 0.0
    """When its last frame is shown first; that may be long before the end. 0 also in records of earlier versions."""

    @property
    def has_sound(self) -> bool | None:
        """Whether it has a sound track; None while that is not known."""
        return None if self.source is None else self.source.has_sound

    @property
    def is_still(self) -> bool:
        """True for a still picture, which has no length."""
        return self.frame_count == 1 and self.duration_s == 0

    def with_corrections(self, other: "MediaInfo") -> "MediaInfo":
        """The record with what reading the same content showed before, and the packets alone do not tell."""
        if self.is_distrusted or not other.is_distrusted or self.fingerprint != other.fingerprint:
            return self
        return replace(
            self,
            is_distrusted=True,
            by_walk=True,
            frame_count=other.frame_count,
            key_count=other.key_count,
            key_gap_s=other.key_gap_s,
        )


@dataclass(frozen=True, slots=True)
class Folder:
    """A root the user gave us: a directory with all below it, or one single file."""

    id: int
    path: Path
    watched: bool
    is_file: bool
    online: bool = True
    """False while its drive is not connected; the videos stay searchable."""
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
    needs_proxy: bool = False
    """True when it failed because only a proxy could show it, and there was none."""
    marks: Marks = NO_MARKS
    """Rating, flag and tags of its content; written by `KeepingCatalogue` alone."""
    collection_ids: frozenset[int] = frozenset()
    """The collections that moments of its content are in."""

    @property
    def is_current(self) -> bool:
        """True when what is known of the video's content was read from the file as it is now."""
        info = self.info
        return info is not None and (info.size_bytes, info.mtime_ns) == (self.size_bytes, self.mtime_ns)

    @property
    def is_reindexed_exactly(self) -> bool:
        """True when only its keyframes were sampled, and it waits to be sampled between them too."""
        return self.info is not None and self.info.looked == "refine"

    @property
    def looks_still(self) -> bool:
        """True when its name is that of a still picture."""
        return self.path.suffix.lower() in STILL_SUFFIXES


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What comparing with the disk needs of a video; a library of 100,000 videos is read as these in moments."""

    id: int
    folder_id: int
    place: str
    """Its path as text: to make paths of 100,000 videos takes longer than to compare them."""
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
