"""What happens while the library works: changes, pace, progress, and its counts."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.values.footage import Folder
from core.values.models import EncoderSpec, EncoderState

PaceMode = Literal["full", "slow", "held"]
CrashOutcome = Literal["retrying", "indexed", "skipped", "failed"]
"""Tried once more; that went well; the decoder stopped again; it was read, and cannot be used."""


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
    kept: bool = False
    """True when ratings, tags, moments or collections are different."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast indexing may go now, and why: "slowed: playing", "waiting until 20:00"."""

    mode: PaceMode = "full"
    words: str = ""


@dataclass(frozen=True, slots=True)
class FolderShare:
    """What the running ingest has done of one folder of the library. Units: sampled frames."""

    folder_id: int
    frames_done: int
    frames_total: int


@dataclass(frozen=True, slots=True)
class DecoderCrash:
    """A clip over which the decoder stopped in this ingest, and what became of it."""

    path: Path
    outcome: CrashOutcome = "retrying"


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """How far the running ingest is. Units: frames are *sampled* frames; eta None until it is known."""

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
    folders: tuple[FolderShare, ...] = ()
    """Of each folder that has clips in this ingest; together they are the whole."""
    crashes: tuple[DecoderCrash, ...] = ()
    """Clips over which the decoder stopped, in the order in which it did."""

    @property
    def percent(self) -> int | None:
        """The one figure of how far it is, wherever it is shown: the share of frames that are done.

        None while their number is unknown; 100 only at the end.
        """
        return percent_of(self.frames_done, self.frames_total, finished=self.finished)

    def percent_in(self, folder_ids: Collection[int]) -> int | None:
        """The same measure, of these folders alone; None when nothing in them is left to be done."""
        mine = [share for share in self.folders if share.folder_id in folder_ids]
        done, total = sum(share.frames_done for share in mine), sum(share.frames_total for share in mine)
        if done >= total and self.frames_done < self.frames_total:
            return None  # others continue
        return percent_of(done, total, finished=self.finished)

    @property
    def videos_left(self) -> int:
        """Clips that wait or are in progress."""
        return max(0, self.videos_total - self.videos_done)


def percent_of(done: int, total: int, *, finished: bool) -> int | None:
    """Whole per cent, rounded down; None of nothing, and 100 only at the end."""
    return min(100 * done // total, 100 if finished else 99) if total > 0 else None


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
    """Videos that a question is asked of: seen by this model, and as they were then; they may be away."""

    @property
    def total(self) -> int:
        """All videos the library knows."""
        return self.waiting + self.ready + self.failed + self.missing + self.offline
