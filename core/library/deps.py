"""What a library is put together from."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.ingest.pace import Surroundings
from core.ports import Catalogue, Clock, Disk, Encoder, FolderWatcher, FrameSource, PictureStore, ProxyStore
from core.search.calibration import Calibration
from core.search.examples import ExampleReader
from core.search.index_manager import OpenIndex
from core.search.model_registry import ModelStoreDeps
from core.search.secondary_model import OpenEncoder
from core.settings import Settings
from core.values import IndexingCost


@dataclass(frozen=True, slots=True)
class Scratch:
    """A catalogue, pictures and decoders to be thrown away after a trial."""

    catalogue: Catalogue
    pictures: PictureStore
    frames: FrameSource
    helpers: Sequence[FrameSource]
    close: Callable[[], None]
    """Ends and deletes all of it."""


@dataclass(frozen=True, slots=True)
class LibraryDeps:
    """Ports and settings; `c2v_desktop.compose` makes the real ones.

    `frames` scans; `helpers` scan further videos at the same time where the machine allows it.
    """

    catalogue: Catalogue
    frames: FrameSource
    encoder: Encoder
    pictures: PictureStore
    disk: Disk
    open_index: OpenIndex
    index_path: Path
    settings: Settings = field(default_factory=Settings)
    watcher: FolderWatcher | None = None
    helpers: Sequence[FrameSource] = ()
    cores: int = os.cpu_count() or 1
    proxies: ProxyStore | None = None
    """Proxies made here; None for a library that has none."""
    read_only: bool = False
    """Only ask: another program may be writing, or the library lies on a medium that cannot be written."""
    notes: tuple[str, ...] = ()
    """Sentences about how the library could be opened."""
    source: str = ""
    """How the encoder is opened, in words that `open_encoder` understands."""
    open_encoder: OpenEncoder | None = None
    """Opens a model that was used before, so that it keeps answering until the chosen one knows all videos."""
    calibration: Calibration = field(default_factory=Calibration)
    """How models score what does not belong together: what strong, good and weak are measured by."""
    surroundings: Callable[[], Surroundings] | None = None
    """Power and time of day, for whoever wants indexing to give way to them."""
    keep_cost: Callable[[IndexingCost], None] | None = None
    """Keeps where the time of indexing went."""
    open_scratch: Callable[[], Scratch] | None = None
    """For trials before anything is added; None where there are none."""
    now_s: Clock = time.monotonic
    today_s: Clock = time.time
    sleep: Callable[[float], None] = time.sleep


def store_of(parts: LibraryDeps) -> ModelStoreDeps:
    """What its models find their vectors and indexes in."""
    return ModelStoreDeps(
        parts.catalogue,
        parts.open_index,
        parts.index_path,
        parts.settings.index,
        parts.read_only,
        parts.source,
        parts.open_encoder,
        ExampleReader(parts.catalogue, parts.frames),
        parts.calibration,
    )
