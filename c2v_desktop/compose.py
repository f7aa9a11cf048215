"""Settings become a library: the one place where every port meets its adapter."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import resources
from c2v_desktop.library_files import make_proxy_folder
from c2v_desktop.library_location import find_library, leftovers, remember_library
from c2v_desktop.paths import Places
from c2v_desktop.shell.power import Outside
from core import registry
from core.encode.checkpoint_process import CheckpointProcess
from core.encode.encoder_options import EncoderOptions
from core.encode.encoder_process import EncoderProcess
from core.errors import CatalogueCorruptError, StoreError, UnwritableError
from core.ingest.decoder_pool import how_many
from core.library import Library, LibraryDeps, Scratch
from core.library_reader import LibraryReader
from core.machine import total_memory_bytes
from core.media.decoder_process import DecoderProcess
from core.media.local_disk import LocalDisk
from core.media.watcher import FolderWatch
from core.ports import Encoder, OnFolderChange, VectorIndex
from core.search.calibration import Calibration
from core.settings import EncoderSettings, IndexSettings, Settings
from core.store.catalogue import SqliteCatalogue
from core.store.cost_file import keep_cost
from core.store.null_files import NullFiles
from core.store.picture_cache import PictureCache
from core.store.reading import open_to_read
from core.store.recovery import go_back
from core.values import ByteArray, FrameShape

if TYPE_CHECKING:
    from core.evaluation.viewer import Viewer

DEMO_WEIGHTS = "models/demo.safetensors"
MODELS = resources.path("models")
NULLS = "nulls"
"""Folder beside the index."""
SHARED_THREADS = 2
"""Of each decoder where several read videos side by side: more would only take memory."""
READ_ONLY = "This library is read-only. You can search, browse and play clips, but not change anything."


def build_library(
    settings: Settings,
    places: Places,
    on_folder_change: OnFolderChange | None = None,
    *,
    in_process: bool = False,
    read_only: bool = False,
) -> Library:
    """The engine. Nothing heavy happens before `Library.wake`; helper processes start when first needed.

    `on_folder_change` is called from the watcher's thread; without it nothing is watched, and indexing does not give
    way to videos that play, to batteries and hours: somebody waits for it. `in_process` holds the model in this
    process instead of a child; `read_only` is for asking while another program writes.
    Raises: LibraryAwayError, when there was or should be a library and is none: then nothing is written. StoreError.
    """
    places = find_library(places).places
    opened = open_catalogue(places, read_only=read_only)
    watch = on_folder_change is not None and not opened.read_only
    decoders, specs = make_decoders(settings), places.specs
    return Library(
        LibraryDeps(
            catalogue=opened.catalogue,
            frames=decoders[0],
            helpers=decoders[1:],
            encoder=make_encoder(settings.encoder, in_process=in_process, notes=specs),
            pictures=PictureCache(places.pictures),
            proxies=make_proxy_folder(settings, places),
            disk=make_disk(settings),
            open_index=lambda: make_index(settings.index),
            index_path=places.index,
            settings=settings,
            watcher=make_watcher(settings, on_folder_change) if on_folder_change is not None and watch else None,
            read_only=opened.read_only,
            notes=opened.notes,
            source=encoder_source(settings.encoder),
            open_encoder=lambda source: open_encoder(source, settings.encoder, in_process=in_process, notes=specs),
            calibration=Calibration(NullFiles(places.index.parent / NULLS, MODELS), _reference_videos),
            surroundings=Outside() if on_folder_change is not None else None,
            keep_cost=lambda cost: keep_cost(specs, cost),
            open_scratch=lambda: _open_scratch(settings),
        )
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """A catalogue as it could be opened, and what to tell of that."""

    catalogue: SqliteCatalogue
    read_only: bool
    notes: tuple[str, ...] = ()


def open_catalogue(places: Places, *, read_only: bool) -> Opened:
    """The library's file; a damaged one is replaced by its newest backup, one that cannot be written is only read.

    Raises: StoreError.
    """
    path = places.catalogue
    if read_only:
        return Opened(open_to_read(path), True)
    try:
        _make(places)
        return Opened(SqliteCatalogue(path), False)
    except CatalogueCorruptError as error:
        note = go_back(path, error, time.time())
        return Opened(SqliteCatalogue(path), False, (note,))
    except UnwritableError:
        if not path.exists():
            raise
        return Opened(open_to_read(path), True, (READ_ONLY,))


def _open_scratch(settings: Settings) -> Scratch:
    """A catalogue in a folder of its own, deleted in the end; nothing of the library is touched. Raises: StoreError."""
    try:
        folder = TemporaryDirectory(prefix="c2v-survey-", ignore_cleanup_errors=True)
    except OSError as error:
        raise StoreError(f"No temporary folder could be made: {error.strerror or error}.") from error
    root = Path(folder.name)
    decoders = make_decoders(settings)
    catalogue, pictures = SqliteCatalogue(root / "catalogue.db"), PictureCache(root / "pictures.db")

    def close() -> None:
        for decoder in decoders:
            decoder.close()
        pictures.close()
        catalogue.close()
        folder.cleanup()

    return Scratch(catalogue, pictures, decoders[0], decoders[1:], close)


def begin_library(places: Places) -> None:
    """Begin a new, empty library, because somebody asked for that. What an earlier one left there is set aside.

    Raises: StoreError, when there is a library already; UnwritableError.
    """
    path = places.catalogue
    if path.exists() and path.stat().st_size:
        raise StoreError(
            f"There is already a library in {path.parent}.",
            "Leave out --new-library to use it, or choose another folder.",
        )
    left = leftovers(places)
    _make(places)
    try:
        stamp = time.strftime("set aside %Y%m%d-%H%M%S")
        for each in left:  # an old index might be taken for that of the new library, old copies for its own
            aside = each.parent / stamp
            aside.mkdir(exist_ok=True)
            each.rename(aside / each.name)
    except OSError as error:
        raise UnwritableError(
            f"Files of an earlier library in {path.parent} could not be moved aside: {error.strerror or error}.",
            "Choose another folder for the new library.",
        ) from error
    SqliteCatalogue(path).close()
    remember_library(places)


def _make(places: Places) -> None:
    """Make the folders. Raises: UnwritableError."""
    try:
        places.make()
    except OSError as error:
        raise UnwritableError(
            f"The folder {error.filename or places.catalogue.parent} cannot be created or written to.",
            "Connect its drive, check its permissions, or choose another location for the library.",
        ) from error


def write_null(weights: Path) -> None:
    """Write how a model of our own scores unrelated pairs beside its file. Raises: EncoderError."""
    encoder = make_encoder(EncoderSettings(weights=str(weights)), in_process=True)
    for _ in Calibration(NullFiles(weights.parent), _reference_videos).make(encoder):
        pass


def _reference_videos(shape: FrameShape, count: int, frames: int) -> Iterator[ByteArray]:
    """Videos drawn for comparison; imported when a model is first used."""
    from core.synthetic.references import reference_videos

    return reference_videos(shape, count, frames)


def build_reader(settings: Settings, places: Places) -> LibraryReader:
    """The reader, with connections and a decoder of its own. Build the library first: it makes the files.

    Raises: StoreError.
    """
    places = find_library(places).places
    catalogue = open_to_read(places.catalogue)
    copies = make_proxy_folder(settings, places)
    return LibraryReader(catalogue, PictureCache(places.pictures), make_decoder(settings), copies, make_disk(settings))


def make_viewer(encoder: Encoder, height_px: int) -> "Viewer":
    """The model on drawn videos, whose frames are resized as those of the user's clips are."""
    from core.evaluation.viewer import Viewer
    from core.media.resize import reduce_frame

    return Viewer(encoder, height_px, reduce_frame)


def make_disk(settings: Settings) -> LocalDisk:
    """What looks through folders."""
    return LocalDisk(settings.sampling.ignore, stills=settings.sampling.stills)


def make_decoders(settings: Settings) -> list[DecoderProcess]:
    """As many video readers as may be used at once, should there be a graphics card; each starts when first needed."""
    wanted = settings.sampling.decoders
    count = wanted or how_many(0, os.cpu_count() or 1, "any", total_memory_bytes())
    return [make_decoder(settings, 0 if count == 1 else SHARED_THREADS) for _ in range(count)]


def make_decoder(settings: Settings, threads: int = 0) -> DecoderProcess:
    """A video reader in a child process. `threads` counts if the settings leave it open; 0 takes half of the cores."""
    machine = settings.machine
    most_bytes = round(machine.reader_memory_gb * (1 << 30))
    return DecoderProcess(
        settings.sampling.deadline_s,
        threads=machine.reader_threads or threads,
        memory_bytes=most_bytes,
        uses_hardware=machine.hardware_decoding,
    )


def decoding_devices() -> list[str]:
    """Graphics devices that open here, by the names libav has for them. A bad driver may end the process that asks."""
    from core.media.hardware import usable_devices

    return list(usable_devices())


def make_encoder(settings: EncoderSettings, *, in_process: bool = False, notes: Path | None = None) -> Encoder:
    """The model: in a child process, or in this one. `notes` is where it keeps what it finds out of its file.

    Raises: EncoderError, only when in this one.
    """
    options = replace(encoder_options(settings), notes=str(notes or ""))
    if not in_process:
        return EncoderProcess(options)
    encoder: Encoder = registry.load(registry.BACKENDS, options.backend).build(options)
    return encoder


def encoder_source(settings: EncoderSettings) -> str:
    """Which model is meant, as the catalogue keeps it; where it runs is a matter of the day."""
    weights = encoder_options(settings).weights if settings.weights else ""
    return json.dumps({"backend": settings.backend, "weights": weights, "model": settings.model})


def open_encoder(
    source: str, settings: EncoderSettings, *, in_process: bool = False, notes: Path | None = None
) -> Encoder:
    """The model that `encoder_source` names. Raises: EncoderError, only when in this process."""
    return make_encoder(replace(settings, **json.loads(source)), in_process=in_process, notes=notes)


def make_inspector() -> CheckpointProcess:
    """Checks checkpoint files in a process of its own."""
    return CheckpointProcess()


def make_watcher(settings: Settings, on_folder_change: OnFolderChange) -> FolderWatch:
    """Notices changes; what it cannot watch it looks through from time to time."""
    return FolderWatch(on_folder_change, rescan_s=60 * settings.watching.rescan_minutes)


def encoder_options(settings: EncoderSettings) -> EncoderOptions:
    """Settings with every path resolved: without weights of one's own, CLIP2Video means the demo model."""
    weights = str(Path(settings.weights).expanduser()) if settings.weights else ""
    if not weights and settings.backend == "clip2video":
        # Whoever opens the file says that it is missing, in words for a person.
        weights = DEMO_WEIGHTS
        with suppress(FileNotFoundError):
            weights = str(resources.path(DEMO_WEIGHTS))
    return EncoderOptions(
        backend=settings.backend,
        weights=weights,
        model=settings.model,
        device=settings.device,
        precision=settings.precision,
        batch=settings.batch,
        threads=settings.threads,
    )


def make_index(settings: IndexSettings) -> VectorIndex:
    """An empty index of the chosen engine. Raises: StoreError, when there is none of that name."""
    index: VectorIndex = registry.load(registry.ENGINES, settings.engine).build(settings)
    return index


def run_child(arguments: list[str]) -> int:
    """Be a helper process: `--child decoder ...`, `encoder`, `graph`, `teaching`, `inspector` or `samples FOLDER`, for
    bundles, which have no `-m`.
    """
    if arguments[:1] == ["decoder"]:
        from core.media import decoder_main

        return decoder_main.main(arguments[1:])
    if arguments[:1] == ["encoder"]:
        from core.encode import encoder_main

        encoder_main.main()
        return 0
    if arguments[:1] == ["graph"]:
        from core.store.graph import child as graph

        graph.main()
        return 0
    if arguments[:1] == ["teaching"]:
        from c2v_desktop.finetune_child import teaching_main

        teaching_main.main()
        return 0
    if arguments[:1] == ["inspector"]:
        from core.encode import checkpoint_main

        checkpoint_main.main()
        return 0
    if arguments[:1] == ["samples"]:
        from core.synthetic import samples_main

        return samples_main.main(arguments[1:])
    return 2
