"""What `c2v doctor` checks."""

import importlib.metadata
import importlib.util
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import numpy as np

from c2v_desktop.compose import decoding_devices, make_decoder, make_encoder
from c2v_desktop.format.units import count, rounded_time, shown
from c2v_desktop.library_files import (
    check_catalogue,
    has_catalogue,
    make_proxy_folder,
    newest_backup,
    open_catalogue_reader,
)
from c2v_desktop.library_location import find_library
from c2v_desktop.paths import Places
from core.errors import C2VError, LibraryAwayError
from core.settings import Settings

LOW_DISK_BYTES = 2 << 30
OLDEST_PYTHON = (3, 11)


Verdict = Literal["ok", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    name: str
    verdict: Verdict
    text: str


def examine(settings: Settings, places: Places) -> Iterator[Finding]:
    """Check one thing after another; nothing here raises."""
    yield _python()
    yield _library(
        "PySide6", "from PySide6.QtMultimedia import QMediaPlayer, QVideoSink", "the window cannot play clips"
    )
    yield _library("av", "import av", "clips cannot be read")
    yield _library("cv2", "import cv2", "pictures cannot be made")
    yield _graphs()
    library = _library_place(places)
    if library is None:
        yield _disk(places)
    there = "" if places.settings.exists() else " (not created yet: using the defaults)"
    yield Finding("settings", "ok", f"{shown(places.settings)}{there}")
    yield Finding("logs", "ok", shown(places.logs))
    if library is None:
        yield _proxies(settings, places)
    yield _reader(settings)
    yield _hardware(settings)
    yield _torch()
    yield _model(settings)
    if library is not None:
        yield library
        return
    yield from _catalogue(find_library(places).places)


def _library_place(places: Places) -> Finding | None:
    """A finding only if the library is not where it should be."""
    try:
        find_library(places)
    except LibraryAwayError as error:
        return Finding("library", "bad", str(error))
    return None


def _python() -> Finding:
    fine = sys.version_info >= OLDEST_PYTHON
    return Finding("python", "ok" if fine else "bad", f"{platform.python_version()} on {platform.platform(terse=True)}")


def _library(name: str, trial: str, lack: str, needed: bool = True) -> Finding:
    """Import it in a process of its own: a library built for another processor aborts the one that imports it."""
    if getattr(sys, "frozen", False):
        there = importlib.util.find_spec(name) is not None
        missing: Verdict = "bad" if needed else "warning"
        return Finding(name, "ok" if there else missing, "part of the program" if there else lack)
    try:
        tried = subprocess.run(
            [sys.executable, "-P", "-c", trial], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(name, "bad" if needed else "warning", f"could not be checked, {lack}: {error}")
    if tried.returncode == 0:
        return Finding(name, "ok", _version(name))
    last = (tried.stderr.strip().splitlines() or [f"exit code {tried.returncode}"])[-1]
    return Finding(name, "bad" if needed else "warning", f"{lack}: {last}")


def _graphs() -> Finding:
    """What makes graphs for large libraries: hnswlib, else faiss."""
    slow = "large libraries are searched more slowly; add it with: pip install faiss-cpu"
    found = _library("hnswlib", "import hnswlib", slow, needed=False)
    if found.verdict == "ok":
        return replace(found, name="graphs", text=f"hnswlib {found.text}")
    found = _library("faiss", "import faiss", slow, needed=False)
    return replace(found, name="graphs", text=f"faiss {found.text}" if found.verdict == "ok" else found.text)


def _version(name: str) -> str:
    for distribution in importlib.metadata.packages_distributions().get(name, []):
        return f"{importlib.metadata.version(distribution)}"
    return "there"


def _disk(places: Places) -> Finding:
    folder = next(each for each in (places.catalogue.parent, *places.catalogue.parents) if each.exists())
    free = shutil.disk_usage(folder).free
    text = f"{free / (1 << 30):.1f} GB free for the library in {shown(places.catalogue.parent)}"
    return Finding("disk", "warning" if free < LOW_DISK_BYTES else "ok", text)


def _proxies(settings: Settings, places: Places) -> Finding:
    held, makes = make_proxy_folder(settings, places).usage, "" if settings.proxies.make else "; no new ones are made"
    size = f"{held.size_bytes / (1 << 30):.1f} GB of {settings.proxies.disk_gb:g} GB maximum"
    return Finding("proxies", "ok", f"{held.count}, {size}{makes}: {shown(places.proxies)}")


def _reader(settings: Settings) -> Finding:
    """Start the decoder, as the program does, and have it read a clip that is written for this."""
    from core.synthetic.video_files import Format, write_pictures

    decoder = make_decoder(settings)
    allowed = "none on Windows" if sys.platform == "win32" else f"{decoder.memory_bytes / (1 << 30):.1f} GB"
    form = Format("check", "mpeg4", ".mp4", 64, 48, 25)
    pictures = enumerate(np.full((form.height_px, form.width_px, 3), 20 * number, np.uint8) for number in range(5))
    try:
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            clip = write_pictures(Path(folder) / f"check{form.suffix}", pictures, form)
            decoder.still(clip, 0.0, form.height_px, decoder.probe(clip))
    except (C2VError, OSError) as error:
        return Finding("reader", "bad", str(error))
    finally:
        decoder.close()
    return Finding("reader", "ok", f"the decoder reads clips; threads {decoder.threads}, memory limit: {allowed}")


def _hardware(settings: Settings) -> Finding:
    """Which graphics devices could decode; whether one does is tried on each kind of clip."""
    if not settings.machine.hardware_decoding:
        return Finding("hardware", "ok", "clips are decoded on the processor, as set")
    code = "from c2v_desktop.compose import decoding_devices; print(*decoding_devices())"
    if getattr(sys, "frozen", False):
        devices = decoding_devices()
    else:  # in a process of its own: a driver that crashes must not end the check
        try:
            tried = [sys.executable, "-c", code]
            found = subprocess.run(tried, capture_output=True, text=True, check=True, timeout=60)
        except (OSError, subprocess.SubprocessError):
            return Finding("hardware", "warning", "a graphics driver failed; clips are decoded on the processor")
        devices = found.stdout.split()
    if not devices:
        return Finding("hardware", "ok", "no graphics device decodes here; clips are decoded on the processor")
    text = f"{', '.join(devices)}: used for clips where a trial shows the same pictures in less time"
    return Finding("hardware", "ok", text)


def _torch() -> Finding:
    """Which build of torch is here, and how to get the one that fits this computer; torch is not loaded."""
    try:
        version = importlib.metadata.version("torch")
    except importlib.metadata.PackageNotFoundError:
        return Finding("torch", "bad", "not installed, so no model runs: pip install torch torchvision")
    return Finding("torch", "ok", f"{version}, {torch_advice(version, sys.platform, _cards())}")


def torch_advice(version: str, system: str, cards: frozenset[str]) -> str:
    """What a build is for, and the line that brings the one that is faster or smaller here.

    `cards`: the makers of graphics cards whose drivers are here, "nvidia" and "amd".
    """
    mark = version.partition("+")[2]
    if system == "darwin":
        return "for processors and Apple's graphics"
    made_for = "nvidia" if mark.startswith("cu") else "amd" if mark.startswith("rocm") else ""
    if not mark and system == "linux":
        # what the package index has for Linux
        made_for = "nvidia"
    names = {"nvidia": "for NVIDIA cards and processors", "amd": "for AMD cards and processors"}
    text = names.get(made_for, "for processors only")
    if made_for in cards or not (cards or made_for):
        return text
    if getattr(sys, "frozen", False):
        return f"{text}; the Python package uses the graphics card of this computer, this download does not"
    if "nvidia" in cards:
        return f"{text}; faster on the NVIDIA card here: {_line_for('cu130')}"
    if "amd" in cards and system == "linux":
        return f"{text}; faster on the AMD card here: choose ROCm on https://pytorch.org/get-started/locally"
    if made_for and not cards:
        smaller = f"without its libraries it takes several GB less: {_line_for('cpu')}"
        return f"{text}, but this computer has no such card; {smaller}"
    return text


def _line_for(build: str) -> str:
    return f"pip install --force-reinstall torch torchvision --index-url https://download.pytorch.org/whl/{build}"


def _cards() -> frozenset[str]:
    """Makers of the graphics cards whose drivers are loaded."""
    nvidia = Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi") is not None
    found = {"nvidia": nvidia, "amd": Path("/dev/kfd").exists()}
    return frozenset(name for name, is_here in found.items() if is_here)


def _model(settings: Settings) -> Finding:
    """Load the model as the program does."""
    encoder = None
    try:
        encoder = make_encoder(settings.encoder)
        spec, state = encoder.spec, encoder.state
    except C2VError as error:
        return Finding("model", "bad", str(error))
    finally:
        if encoder is not None:
            encoder.close()
    where = f"{state.device}, {state.precision}, {state.threads} threads, batches of {state.batch}"
    return Finding("model", "ok", f"{spec.name} on {where}{'; ' + state.note if state.note else ''}")


def _catalogue(places: Places) -> Iterator[Finding]:
    if not has_catalogue(places):
        yield Finding("library", "ok", "none yet")
        return
    try:
        check_catalogue(places)
        with open_catalogue_reader(places) as reader:
            counts, folders = reader.status(), reader.folders()
        footage = rounded_time(counts.footage_s) if counts.footage_s else "no footage"
        yield Finding(
            "library", "ok", f"{count(counts.total, 'clip')}, {count(counts.segments, 'moment')}, {footage}, undamaged"
        )
        for folder in folders:
            there = folder.path.exists()
            yield Finding(
                "folder", "ok" if there else "warning", shown(folder.path) + ("" if there else " was not found")
            )
    except C2VError as error:
        yield Finding("library", "bad", str(error))
    yield _copies(places)


def _copies(places: Places) -> Finding:
    """The newest undamaged backup."""
    good = newest_backup(places)
    if good is None:
        return Finding("copies", "ok", "no backup of the library yet; one is made each day the library changes")
    kind = "with all vectors" if good.is_whole else "without vectors; clips have to be indexed again"
    return Finding("copies", "ok", f"{good.date}, {kind}: {shown(good.path)}")
