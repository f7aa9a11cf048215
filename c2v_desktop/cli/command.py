"""What a command of `c2v` is: what it is given, what it answers, and its place on the command line."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from c2v_desktop.cli.exit_codes import TABLE
from c2v_desktop.paths import Places
from core.errors import LibraryAwayError, SettingsError
from core.settings import Settings

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where a command adds its parser."""

ENDINGS = f"""\
{TABLE}
Names that begin with a dash go after "--": c2v index -- -clip.mp4
"""
LibraryUse = Literal["needed", "told", "unused"]
"""What a command wants of the library: it is about it, it says when it is away, or it does without."""


@dataclass(frozen=True, slots=True)
class Context:
    """What every command needs."""

    settings: Settings
    places: Places
    trouble: SettingsError | None = None
    """The settings could not be read: what is in `settings` are the defaults."""
    away: LibraryAwayError | None = None
    """Why the library is not there, for commands that can do without."""


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a command has to say, for people and for scripts."""

    lines: list[str]
    data: Any
    code: int = 0


Run = Callable[[Context, argparse.Namespace], CommandResult]


def add_command(
    commands: Commands, name: str, run: Run, text: str, use: LibraryUse = "needed"
) -> argparse.ArgumentParser:
    """Add a command whose help begins with `text`."""
    parser = commands.add_parser(
        name,
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog=ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print JSON, nothing else, to standard output")
    parser.set_defaults(run=run, library_use=use)
    return parser
