"""What happens while the library works: changes, pace, progress, and its counts."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from core.values.footage import Folder
from core.values.models import EncoderSpec, EncoderState

PaceMode = Literal["full", "slow", "held"]


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
