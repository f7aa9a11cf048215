"""Is the library where it should be? One that is away is never taken for an empty one, and nothing is written for it.

A small record beside the settings remembers which libraries were opened and on which drives they lay. Imported
before the window is painted: no machinery.
"""

import json
import logging
import os
import stat
import time
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Literal

from c2v_desktop.paths import Places
from core.errors import LibraryAwayError
from core.media.volumes import Volumes
from core.missing_paths import is_bare, why_missing
from core.textfile import read_text
from core.values import Volume

MOST_KEPT = 50
WHAT_TO_DO = (
    "If its drive is disconnected, connect it. If it was moved or renamed, choose its new location with "
    "--library FOLDER. To create a new library here, add --new-library."
)
CONNECT_IT = "Connect it, choose another library with --library FOLDER, or create a new one here with --new-library."
BEGIN_HERE = "If its drive is disconnected, connect it. To create a new library there, add --new-library."
THE_OTHER = (
    "Connect that drive, choose another library with --library FOLDER, or add --this-library to use the one found here."
)
_DRAFT = ".rescue"
"""A backup on its way into the catalogue's place: the catalogue is as good as there."""
_log = logging.getLogger(__name__)
State = Literal["there", "gone", "unreadable"]


@dataclass(frozen=True, slots=True)
class KnownLibrary:
    """A library that was opened once: where it lay, on which drive, and its own name."""

    path: str
    mount: str = ""
    volume: str = ""
    label: str = ""
    library: str = ""
    opened: str = ""

    @property
    def drive(self) -> str:
        """For a person; empty for the disk that the system is on."""
        return "" if self.mount in ("", "/") else self.label

    def is_on(self, now: Volume | None) -> bool:
        """True when its drive is the one that is at its place now, or when nobody can tell."""
        if now is None or not self.mount:
            return True
        return Volume(Path(self.mount), self.volume).is_same(now)


@dataclass(frozen=True, slots=True)
class LibraryLocation:
    """Where the library is now."""

    places: Places
    note: str = ""
    """Something a person should know of it."""
    is_new: bool = False
    """Nothing is there and nothing should be: the first start."""


@dataclass(frozen=True, slots=True)
class LibraryMemory:
    """The libraries that were opened, the latest first."""

    file: Path
    volumes: Volumes = field(default_factory=lambda: Volumes())

    def all(self) -> list[KnownLibrary]:
        """What is remembered; a record that cannot be read is none."""
        try:
            said = json.loads(read_text(self.file).text)["libraries"]
            names = {each.name for each in fields(KnownLibrary)}
            return [KnownLibrary(**{str(k): str(v) for k, v in each.items() if k in names}) for each in said]
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return []

    def of(self, catalogue: Path) -> list[KnownLibrary]:
        """Those that lay here."""
        return [each for each in self.all() if each.path == str(catalogue)]

    def note(self, catalogue: Path) -> None:
        """Remember that the library here was opened. Where nothing can be written nothing is remembered."""
        from core.store.library_identity import identity_of

        before, now = self.all(), self.volume_of(catalogue)
        place = (str(now.mount), now.id, now.label) if now is not None else ("", "", "")
        known = KnownLibrary(str(catalogue), *place, identity_of(catalogue), time.strftime("%Y-%m-%d"))
        rest = [each for each in before if (each.path, each.library) != (known.path, known.library)]
        if before[:1] == [known]:
            return
        text = json.dumps({"libraries": [asdict(each) for each in [known, *rest][:MOST_KEPT]]}, indent=1)
        draft = self.file.with_name(f"{self.file.name}.{os.getpid()}.new")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(text + "\n", encoding="ascii")
            draft.replace(self.file)
        except OSError as error:
            _log.warning("the library's place could not be noted: %s", error)

    def volume_of(self, path: Path) -> Volume | None:
        """The drive that a path lies on now; None where the system does not tell."""
        return next(iter(self.volumes.holding(path)), None)


def expect_home(places: Places) -> None:
    """A home that was named may be made here, but not the folder around it: its drive is away, or it is mistyped.

    Raises: LibraryAwayError, with a sentence that says which drive or folder is missing.
    """
    home = places.home
    if home is None or not (_is_missing(home) and (home.is_symlink() or _is_missing(home.parent, "folder"))):
        return
    raise LibraryAwayError(
        f"The folder for settings and library, {home}, was not found. {why_missing(home)}", BEGIN_HERE
    )


def find_library(places: Places, volumes: Volumes | None = None) -> LibraryLocation:
    """Where the library is, which may be another place when its drive is mounted elsewhere. Nothing is written.

    Raises: LibraryAwayError, with a sentence that says which drive or folder is missing.
    """
    expect_home(places)
    memory = LibraryMemory(places.known, volumes or Volumes())
    known, now = memory.of(places.catalogue), memory.volume_of(places.catalogue)
    state = _state(places.catalogue)
    if state == "there":
        return LibraryLocation(places, _strange(places, known, now))
    moved = _elsewhere(places, known, memory.volumes)
    if moved is not None:
        return LibraryLocation(
            moved, f"The library's drive is mounted at a new location. Using {moved.catalogue.parent}."
        )
    if state != "unreadable" and not (known or places.is_elsewhere or leftovers(places) or _leads_nowhere(places)):
        return LibraryLocation(places, is_new=True)
    raise _away(places, known, now)


def has_library(places: Places) -> bool:
    """False only where there is none and never was: one that is away is still there."""
    try:
        return not find_library(places).is_new
    except LibraryAwayError:
        return True


def remember_library(places: Places) -> None:
    """Note that the library here was opened."""
    if _state(places.catalogue) == "there":
        LibraryMemory(places.known).note(places.catalogue)


def last_library(places: Places) -> Places:
    """The library that was opened last, for when the settings cannot say which one is meant."""
    latest = next(iter(LibraryMemory(places.known).all()), None)
    if latest is None or Path(latest.path) == places.catalogue:
        return places
    return places.with_library(Path(latest.path).parent)


def leftovers(places: Places) -> list[Path]:
    """Other files of a library that are there: pictures, index, proxies, backups."""
    folder, index = places.catalogue.parent, places.index
    logs = [folder / f"{places.catalogue.name}{end}" for end in ("-wal", ".suspect")]
    others = [places.pictures, index, index.with_name(index.name + ".more"), places.proxies, folder / "backups"]
    return [each for each in [*others, *logs] if _is_anything(each)]


# ---- inside


def _state(catalogue: Path) -> State:
    """An empty file is none: a first start that was broken off leaves one, and so does a disk that failed."""
    try:
        found = catalogue.stat()
    except (FileNotFoundError, NotADirectoryError):
        return "there" if _is_anything(catalogue.with_name(catalogue.name + _DRAFT)) else "gone"
    except OSError:
        return "unreadable"
    if not stat.S_ISREG(found.st_mode):
        return "unreadable"
    return "there" if found.st_size else "gone"


def _is_missing(path: Path, wanted: Literal["anything", "folder"] = "anything") -> bool:
    """True when it is certain that nothing is at this path, or no folder where one is wanted."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return wanted == "folder" and not stat.S_ISDIR(mode)


def _is_anything(path: Path) -> bool:
    try:
        return path.stat().st_size > 0 and not is_bare(path)
    except OSError:
        return False


def _leads_nowhere(places: Places) -> bool:
    """True when the catalogue or a folder above it is a link to something that is not there."""
    here = (places.catalogue, *places.catalogue.parents)
    return any(each.is_symlink() and not each.exists() for each in here)


def _strange(places: Places, known: list[KnownLibrary], now: Volume | None) -> str:
    """What to say of the library that is there, when another one was opened here last.

    Raises: LibraryAwayError, when nobody has seen this one here.
    """
    latest = next(iter(known), None)
    if latest is None or latest.is_on(now):
        return ""
    from core.store.library_identity import identity_of

    name = identity_of(places.catalogue)
    if not latest.library or name == latest.library:
        return ""  # a copy on another drive, or its drive is mounted in another way
    folder, drive = places.catalogue.parent, latest.drive or "unknown"
    if any(each.library == name or each.is_on(now) for each in known[1:]):
        return f"This is not the library last opened in {folder} ({_date(latest)}, drive {drive})."
    raise LibraryAwayError(
        f"Drive {drive} with the library is not connected. The library now in {folder} is a different one.",
        THE_OTHER,
        is_other=True,
    )


def _elsewhere(places: Places, known: list[KnownLibrary], volumes: Volumes) -> Places | None:
    """The same drive mounted at another place."""
    for each in known if places.is_elsewhere else ():
        if not each.volume:
            continue
        inner = Path(each.path).parent.relative_to(each.mount)
        for mount in volumes.places(each.volume):
            moved = places.with_library(mount / inner)
            if moved != places and _state(moved.catalogue) == "there":
                return moved
    return None


def _away(places: Places, known: list[KnownLibrary], now: Volume | None) -> LibraryAwayError:
    folder, latest = places.catalogue.parent, next(iter(known), None)
    if latest is not None and latest.drive and not latest.is_on(now):
        other = "" if not folder.exists() or is_bare(folder) else " Another drive is in its place."
        return LibraryAwayError(
            f"Drive {latest.drive} is not connected. The library in {folder} is on it.{other}", CONNECT_IT
        )
    if latest is not None:
        said = f"The library in {folder}, last opened on {_date(latest)}, was not found."
    else:
        said = f"There is no library in {folder}."
    return LibraryAwayError(f"{said} {_why(places)}", WHAT_TO_DO)


def _why(places: Places) -> str:
    catalogue, folder = places.catalogue, places.catalogue.parent
    try:
        if not stat.S_ISDIR(folder.stat().st_mode):
            return f"{folder} is a file, not a folder."
    except OSError:
        return why_missing(folder)
    if catalogue.is_symlink() and not catalogue.exists():
        return why_missing(catalogue)
    try:
        os.scandir(folder).close()
        there = catalogue.stat()
    except FileNotFoundError:
        there = None
    except OSError as error:
        return f"It cannot be read: {error.strerror or error}."
    if there is not None:
        return f"Its file {catalogue.name} is empty." if not there.st_size else f"{catalogue} is not a file."
    if is_bare(folder):
        return "The folder is empty. Its drive may not be connected."
    others = [each.name for each in leftovers(places)]
    if others:
        return f"It contains other library files ({', '.join(others)}), but not {catalogue.name}."
    return f"The folder exists, but does not contain {catalogue.name}."


def _date(known: KnownLibrary) -> str:
    try:
        made = time.strptime(known.opened, "%Y-%m-%d")
    except ValueError:
        return "an earlier day"
    return time.strftime("%d %B %Y", made).lstrip("0")
