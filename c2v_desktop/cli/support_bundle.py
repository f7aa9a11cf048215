"""`c2v doctor --bundle FILE.zip`: what support needs, without private data."""

import getpass
import importlib.metadata
import json
import os
import platform
import socket
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from c2v_desktop import __version__
from c2v_desktop.cli.health_check import Finding
from c2v_desktop.cli.redact import Private, Redactor, redactor_for
from c2v_desktop.library_files import open_catalogue_reader
from c2v_desktop.library_location import find_library
from c2v_desktop.paths import Places
from core.errors import C2VError, StoreError
from core.settings import Settings
from core.values import Folder, LibraryStatus, Video

LIBRARIES = (
    "PySide6-Essentials",
    "av",
    "faiss-cpu",
    "hnswlib",
    "numpy",
    "open_clip_torch",
    "opencv-python-headless",
    "torch",
)
MOST_LOG_BYTES = 4 << 20
MOST_FAILURES = 500
READ_ME = """\
Collected by `c2v doctor` of C2V Desktop for support. Check it before you send it: it is all plain text.

{members}

Not included: clips, pictures, vectors, and the sentences you searched for. The program does not log those sentences,
but an error message of a library may quote one.
{paths}
"""
SHORTENED = """\
Clips appear as <film 12>.mov, folders of the library as <folder 1>, your home folder as ~, your name as <user>. A line
that names any other path is cut off there. `c2v doctor --bundle FILE.zip --with-paths` keeps all names.
"""
WHOLE = "Paths and names are included because of --with-paths."


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the bundle."""

    name: str
    text: str
    about: str


@dataclass(frozen=True, slots=True)
class SupportData:
    """What the catalogue holds, or why it could not be read."""

    folders: Sequence[Folder] = ()
    videos: Sequence[Video] = ()
    counts: LibraryStatus | None = None
    trouble: str = ""


def write_bundle(
    path: Path, findings: Sequence[Finding], settings: Settings, places: Places, *, with_paths: bool = False
) -> list[Member]:
    """Write the zip file; returns what is inside. Raises: StoreError, when it cannot be written."""
    members = list(gather(findings, settings, places, with_paths=with_paths))
    draft = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as packed:
            for member in members:
                packed.writestr(member.name, member.text.encode("utf-8", "backslashreplace"))
        draft.replace(path)
    except OSError as error:
        raise StoreError(f"The bundle {path} cannot be written: {error.strerror}.", "Choose another folder.") from error
    finally:
        draft.unlink(missing_ok=True)
    return members


def gather(
    findings: Sequence[Finding], settings: Settings, places: Places, *, with_paths: bool = False
) -> Iterator[Member]:
    """All members, the one that describes them first."""
    library_data = _read(places)
    clean = Redactor() if with_paths else _redactor(places, library_data)
    tell = str if with_paths else clean
    made = [
        Member("doctor.txt", tell("\n".join(map(_line, findings)) + "\n"), "what `c2v doctor` found"),
        Member("versions.json", _json(_versions()), "versions of the program, its libraries and the system"),
        Member("settings.json", _json(_settings(settings, None if with_paths else clean)), "your settings"),
        Member("library.json", tell(_json(_library(library_data, places))), "counts: clips by state, codec, size"),
        Member(
            "failures.txt", tell("\n".join(_failures(library_data)) + "\n"), "clips that failed or are damaged, and why"
        ),
    ]
    made += [
        Member(f"logs/{log.name}", tell(_tail(log)), "log of the program") for log in sorted(places.logs.glob("*.log*"))
    ]
    members = "\n".join(f"  {each.name:<24} {each.about}" for each in made)
    words = READ_ME.format(members=members, paths=WHOLE if with_paths else SHORTENED)
    yield Member("READ ME.txt", words, "this list, and what is not included")
    yield from made


def _line(finding: Finding) -> str:
    return f"{finding.verdict:<8} {finding.name:<10} {finding.text}"


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _versions() -> dict[str, Any]:
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not there"
    return {
        "c2v-desktop": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "libraries": found,
    }


def _settings(settings: Settings, clean: Redactor | None) -> dict[str, Any]:
    """All settings; of paths only the ending, of proxy and mirror only whether there is one: they hold passwords."""
    kept = asdict(settings)
    kept["network"] = {key: "given" if value else "" for key, value in kept["network"].items()}
    if clean is not None:
        for section in kept.values():
            section |= {key: clean.path(value) for key, value in section.items() if _is_path(value)}
        kept["sampling"]["ignore"] = [clean(pattern) for pattern in kept["sampling"]["ignore"]]
    return kept


def _is_path(value: object) -> bool:
    return isinstance(value, str) and any(sign in value for sign in "/\\")


def _read(places: Places) -> SupportData:
    try:
        found = find_library(places)
        if found.is_new:
            return SupportData(trouble="There is no library yet.")
        with open_catalogue_reader(places) as reader:
            return SupportData(reader.folders(), reader.videos(), reader.status())
    except C2VError as error:
        return SupportData(trouble=str(error))


def _library(library_data: SupportData, places: Places) -> dict[str, Any]:
    """Counts, no names."""
    if library_data.counts is None:
        return {"trouble": library_data.trouble}
    seen = [video.info for video in library_data.videos if video.info is not None]
    return {
        "films": dict(Counter(video.state for video in library_data.videos)),
        "endings": dict(Counter(video.path.suffix.lower() for video in library_data.videos).most_common(40)),
        "codecs": dict(Counter(info.codec for info in seen)),
        "sizes": dict(Counter(f"{info.width_px}x{info.height_px}" for info in seen).most_common(40)),
        "rates": dict(Counter(str(info.fps) for info in seen).most_common(40)),
        "footage_h": round(sum(info.duration_s for info in seen) / 3600, 2),
        "film_bytes": sum(video.size_bytes for video in library_data.videos),
        "moments": library_data.counts.segments,
        "folders": [{"watched": each.watched, "connected": each.online} for each in library_data.folders],
        "file_bytes": {
            name: path.stat().st_size
            for name, path in (("catalogue", places.catalogue), ("index", places.index), ("pictures", places.pictures))
            if path.exists()
        },
    }


def _failures(library_data: SupportData) -> Iterator[str]:
    """Clips with a note, the newest first."""
    noted = sorted((video for video in library_data.videos if video.note), key=lambda video: -video.id)
    if not noted:
        yield library_data.trouble or "None."
    for video in noted[:MOST_FAILURES]:
        yield f"{video.path}\n  {video.state}, {video.size_bytes:,} bytes: {video.note}"
    if len(noted) > MOST_FAILURES:
        yield f"and {len(noted) - MOST_FAILURES} more"


def _tail(log: Path) -> str:
    """The end of a log."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - MOST_LOG_BYTES))
            return file.read().decode("utf-8", "replace")
    except OSError as error:
        return f"{log.name} cannot be read: {error.strerror}\n"


def _redactor(places: Places, library_data: SupportData) -> Redactor:
    homes = {Path.home(), Path.home().resolve()}
    return redactor_for(
        Private(
            homes=sorted(homes),
            people=[*_names()],
            own={
                "python": Path(sys.prefix),
                "program": Path(__file__).parents[2],
                "settings": places.settings.parent,
                "library": places.catalogue.parent,
                "cache": places.index.parent,
                "logs": places.logs,
            },
            folders=[folder.path for folder in library_data.folders],
            videos=[(video.id, video.path) for video in library_data.videos],
        )
    )


def _names() -> Iterator[str]:
    """Of the user and of the computer."""
    yield socket.gethostname()
    try:
        yield getpass.getuser()
    except (OSError, KeyError):  # nobody of that number is known here
        return
