"""What can be said to the window when it is started, and why it may not start at all. No Qt."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from c2v_desktop import __version__
from c2v_desktop.paths import check_ours
from core.values import Given


@dataclass(frozen=True, slots=True)
class Options:
    """The command line of the window."""

    given: tuple[Given, ...] = ()
    """Folders and clips to add, and whatever else was named."""
    home: Path | None = None
    library: Path | None = None
    """Folder of the library, instead of the one in the settings."""
    new_library: bool = False
    """Begin a new library where it should be."""
    this_library: bool = False
    """Use the library found there, though another one was there before."""
    ask: str = ""
    """A first question."""
    screenshot: Path | None = None
    """Where to put a picture of the window; it closes by itself then."""


def parse(arguments: Sequence[str]) -> Options:
    """Read the arguments; --help and mistakes end the program."""
    parser = argparse.ArgumentParser(prog="c2v-desktop", description="Search footage by describing it.")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="folders and clips to add to the library")
    parser.add_argument("--home", type=_folder, metavar="DIR", help="keep settings, library, thumbnails and logs there")
    parser.add_argument("--library", type=_folder, metavar="DIR", help="use the library in this folder, on any drive")
    library_choice = parser.add_mutually_exclusive_group()
    library_choice.add_argument(
        "--new-library", action="store_true", help="create a new library where the old one should be"
    )
    library_choice.add_argument(
        "--this-library", action="store_true", help="use the library found there, even if it replaced another one"
    )
    parser.add_argument("--ask", default="", metavar="SENTENCE", help="search for this on start")
    parser.add_argument("--screenshot", type=Path, metavar="PNG", help=argparse.SUPPRESS)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    given = parser.parse_args(arguments)
    paths = tuple(Given.read(text) for text in given.paths)
    return Options(paths, given.home, given.library, given.new_library, given.this_library, given.ask, given.screenshot)


def _folder(text: str) -> Path:
    """Empty, as of a variable of the shell that is not set, it would be the current folder."""
    if not text:
        raise argparse.ArgumentTypeError("the name is empty. To name the current folder, write a dot.")
    return Path(text)


def cannot_start(environment: Mapping[str, str], platform: str) -> str:
    """A sentence when there can be no window, else empty. Qt itself would abort without a word to a person."""
    stranger = check_ours()
    if stranger:
        return stranger
    named = any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    if platform.startswith("linux") and not named:
        return "No display is available for the window. The command line works without one: c2v --help"
    return ""
