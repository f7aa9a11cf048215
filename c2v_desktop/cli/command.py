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
Put "--" before names that begin with a dash: c2v index -- -clip.mp4
"""
LibraryUse = Literal["needed", "optional", "unused"]
"""Whether a command needs the library, runs without it but says that it is not there, or does not use it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What every command is given."""

    settings: Settings
    places: Places
    trouble: SettingsError | None = None
    """The settings could not be read: what is in `settings` are the defaults."""
    away: LibraryAwayError | None = None
    """Why the library is not there, for commands that run without it."""


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a command answers: lines for people, data for scripts."""

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
    parser.add_argument("--json", action="store_true", help="print only JSON to standard output")
    parser.set_defaults(run=run, library_use=use)
    return parser
