"""The command `c2v`: reads the command line, finds settings and library, and runs one command. No Qt in here."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from c2v_desktop.shell.interrupt import interrupt

if __name__ == "__main__":  # what follows takes seconds to load on a busy computer
    interrupt.take_over()

from c2v_desktop import __version__
from c2v_desktop.cli import (
    captions,
    clips,
    collect,
    doctor,
    explain,
    export,
    finetune,
    forget,
    import_timeline,
    index,
    judge,
    keep,
    models,
    names,
    proxies,
    rate,
    remove,
    retry,
    search,
    serve,
    skipped,
    status,
    streams,
    tag,
    undo,
)
from c2v_desktop.cli.argument_parser import ArgumentParser
from c2v_desktop.cli.command import ENDINGS, CommandResult, Context
from c2v_desktop.cli.dev import evaluate, train
from c2v_desktop.cli.exit_codes import AWAY, FAILED, INTERRUPTED, NOTHING_INDEXED, USAGE
from c2v_desktop.library_location import expect_home, find_library, last_library, remember_library
from c2v_desktop.logs import start_logs
from c2v_desktop.paths import Places, check_ours, find_places
from core.errors import C2VError, Cancelled, LibraryAwayError, NothingIndexedError, SettingsError
from core.settings import Settings, load_settings

COMMANDS = (
    index,
    search,
    explain,
    clips,
    rate,
    tag,
    keep,
    collect,
    captions,
    judge,
    export,
    import_timeline,
    skipped,
    retry,
    status,
    remove,
    forget,
    undo,
    proxies,
    models,
    names,
    finetune,
    serve,
    doctor,
    evaluate,
    train,
)
"""In the order in which `c2v --help` lists them. What is heavy they import when they run."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Without arguments given it is this process's own command line."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["--child"]:
        from c2v_desktop.compose import run_child
        from core.processes.child_side import end_with_program

        if arguments[1:2] == ["trial"]:  # asked for by `models.format_trial`
            end_with_program()
            return main(["models", "bench", *arguments[2:]])
        return run_child(arguments[1:])
    streams.prepare(own_process=argv is None)
    options = _parse(arguments)
    stranger = check_ours()
    if stranger:
        streams.complain(stranger)
        return FAILED
    interrupt.allow_cleaning()
    try:
        return _run(options)
    except KeyboardInterrupt:
        if interrupt.is_in_force:
            interrupt.leave()  # all is closed; taking the libraries down one by one takes half a second more
        return interrupt.code
    except Cancelled:
        return INTERRUPTED


def _parse(arguments: list[str]) -> argparse.Namespace:
    """Raises: SystemExit, for help and mistakes."""
    parser = make_parser()
    if not arguments:
        parser.print_help(sys.stderr)
        raise SystemExit(USAGE)
    return parser.parse_args(arguments)


def _run(options: argparse.Namespace) -> int:
    places = find_places(options.home)
    as_json = getattr(options, "json", False)
    try:
        if options.new_library or _is_home_there(places, options):
            start_logs(places.logs, "c2v")
        context = _context(places, options)
        outcome: CommandResult = options.run(context, options)
    except C2VError as error:
        code = _code_of(error)
        streams.complain(str(error))
        if as_json:
            streams.write_json({"error": {"title": error.title, "hint": error.hint, "exit_code": code}})
        return code
    if options.library_use == "needed":
        remember_library(context.places)
    lost = 0
    if as_json or outcome.lines:  # a command that has spoken another protocol adds nothing
        lost = streams.write_json(outcome.data) if as_json else streams.write_answer("\n".join(outcome.lines))
    if context.away is not None:
        streams.complain(str(context.away))
    return lost or outcome.code or (AWAY if context.away is not None else 0)


def _is_home_there(places: Places, options: argparse.Namespace) -> bool:
    """False when the command runs without a home. Raises: LibraryAwayError, for all other commands."""
    try:
        expect_home(places)
    except LibraryAwayError:
        if options.library_use == "optional":
            return False
        raise
    return True


def _context(places: Places, options: argparse.Namespace) -> Context:
    """Settings, and where the library is. Raises: LibraryAwayError, StoreError, SettingsError."""
    trouble: SettingsError | None = None
    try:
        settings, warnings = load_settings(places.settings)
    except SettingsError as error:  # shown; commands that only read continue with the defaults
        settings, warnings, trouble = Settings(), [str(error)], error
    for warning in warnings:
        streams.complain(warning)
    named = options.library or settings.library.folder
    places = places.with_library(named) if named or trouble is None else last_library(places)
    if options.new_library:
        from c2v_desktop.compose import begin_library

        begin_library(places)
    elif options.this_library:
        remember_library(places)
    away: LibraryAwayError | None = None
    if options.library_use != "unused":
        try:
            found = find_library(places)
        except LibraryAwayError as error:
            if options.library_use == "needed":
                raise
            away = error
        else:
            places = found.places
            if found.note:
                streams.complain(found.note)
    return Context(settings, places, trouble, away)


def _code_of(error: C2VError) -> int:
    if isinstance(error, LibraryAwayError):
        return AWAY
    return NOTHING_INDEXED if isinstance(error, NothingIndexedError) else FAILED


def make_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = ArgumentParser(
        prog="c2v",
        description="Find moments in your footage by describing them.",
        epilog=ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"C2V Desktop {__version__}")
    parser.add_argument(
        "--home", type=Path, metavar="DIR", help="keep settings, library, pictures and logs in this folder"
    )
    parser.add_argument("--library", type=Path, metavar="DIR", help="use the library in this folder, on any drive")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--new-library", action="store_true", help="create a new library where none was found")
    which.add_argument(
        "--this-library",
        action="store_true",
        help="use the library found there, even if a different one was there before",
    )
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(verbs)
    return parser


if __name__ == "__main__":
    sys.exit(main())
