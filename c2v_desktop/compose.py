"""Settings become a library: the one place where every port meets its adapter."""

import os
import sys
from contextlib import suppress
from pathlib import Path

import resources
from c2v_desktop.paths import Places
from core import plugs
from core.encode.host import EncoderProcess
from core.encode.options import EncoderOptions
from core.ingest.stations import how_many
from core.library import Gallery, Library, Parts
from core.media.folders import LocalDisk
from core.media.process import DecoderProcess
from core.media.watcher import FolderWatch
from core.ports import Encoder, OnFolderChange, VectorIndex
from core.settings import EncoderSettings, IndexSettings, Settings
from core.store.catalogue import SqliteCatalogue
from core.store.pictures import PictureFile

DEMO_WEIGHTS = "models/demo.safetensors"
CHILD_FLAG = "--child"
SHARED_THREADS = 2
"""Of each decoder where several read films side by side: more would only take memory."""


def build_library(
    settings: Settings,
    places: Places,
    on_folder_change: OnFolderChange | None = None,
    *,
    in_process: bool = False,
    read_only: bool = False,
) -> Library:
    """The engine. Nothing heavy happens before `Library.wake`; helper processes start when first needed.

    `on_folder_change` is called from the watcher's thread; without it nothing is watched. `in_process` holds the
    model in this process instead of a child; `read_only` is for asking while another program writes.
    Raises: StoreError.
    """
    if not read_only:
        places.make()
    catalogue = SqliteCatalogue(places.catalogue, read_only=read_only)
    decoders = make_decoders(settings)
    return Library(
        Parts(
            catalogue=catalogue,
            frames=decoders[0],
            helpers=decoders[1:],
            prober=make_decoder(settings),
            encoder=make_encoder(settings.encoder, in_process=in_process),
            pictures=PictureFile(places.pictures),
            disk=LocalDisk(settings.sampling.ignore),
            open_index=lambda: make_index(settings.index),
            index_path=places.index,
            settings=settings,
            watcher=FolderWatch(on_folder_change) if on_folder_change is not None else None,
            read_only=read_only,
        )
    )


def build_gallery(settings: Settings, places: Places) -> Gallery:
    """The reader, with connections and a decoder of its own. Build the library first: it makes the files.

    Raises: StoreError.
    """
    catalogue = SqliteCatalogue(places.catalogue, read_only=True)
    return Gallery(catalogue, PictureFile(places.pictures), make_decoder(settings))


def make_decoders(settings: Settings) -> list[DecoderProcess]:
    """As many film readers as may be used at once, should there be a graphics card; each starts when first needed."""
    count = how_many(settings.sampling.decoders, os.cpu_count() or 1, "any", _memory_bytes())
    return [make_decoder(settings, threads=0 if count == 1 else SHARED_THREADS) for _ in range(count)]


def make_decoder(settings: Settings, threads: int = 0) -> DecoderProcess:
    """A film reader in a child process; with 0 threads it takes half of the cores."""
    return DecoderProcess(settings.sampling.deadline_s, _frozen_command("decoder"), threads)


def _memory_bytes() -> int:
    """Of this machine; 0 where it does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 0


def make_encoder(settings: EncoderSettings, *, in_process: bool = False) -> Encoder:
    """The model: in a child process, or in this one. Raises: EncoderError, only when in this one."""
    options = encoder_options(settings)
    if not in_process:
        return EncoderProcess(options, _frozen_command("encoder"))
    encoder: Encoder = plugs.load(plugs.BACKENDS, options.backend).build(options)
    return encoder


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
    index: VectorIndex = plugs.load(plugs.ENGINES, settings.engine).build(settings)
    return index


def run_child(arguments: list[str]) -> int:
    """Be one of our helper processes: `--child decoder ...` or `--child encoder`, for bundles without `-m`."""
    if arguments[:1] == ["decoder"]:
        from core.media import decoder

        return decoder.main(arguments[1:])
    if arguments[:1] == ["encoder"]:
        from core.encode import child

        child.main()
        return 0
    return 2


def _frozen_command(name: str) -> list[str] | None:
    """How a bundle starts itself as a helper; None where Python can be asked for a module."""
    return [sys.executable, CHILD_FLAG, name] if getattr(sys, "frozen", False) else None
