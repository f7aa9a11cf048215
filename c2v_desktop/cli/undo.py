"""`c2v undo`: restore what was removed."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import Engine, expect_any_clips, open_engine, read_removals
from c2v_desktop.cli.keep import taken_back
from c2v_desktop.format import units
from c2v_desktop.format.removal_text import names_of, removal_json, removal_line
from core.errors import QueryError
from core.values import Filter, Removal, Video


def add_parser(commands: Commands) -> None:
    """`c2v undo [WHICH]`."""
    undo = add_command(commands, "undo", run, "restore what was removed in the last 30 days; without WHICH: the latest")
    undo.add_argument(
        "which",
        nargs="?",
        default="",
        metavar="WHICH",
        help="a number from --list, a path, or a clip to which `c2v keep carry-over` gave what was kept",
    )
    undo.add_argument("--list", action="store_true", help="list what can be restored")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Restore what was removed lately, or list it. Raises: QueryError, StoreError."""
    expect_any_clips(context)
    if options.list:
        removals = read_removals(context)
        lines = [removal_line(number, each) for number, each in enumerate(removals, start=1)]
        return CommandResult(lines or ["Nothing was removed in the last 30 days."], [removal_json(r) for r in removals])
    with open_engine(context) as session:
        carried = _carried_over(session, options.which)
        if carried is not None:
            return taken_back(session, carried)
        removal = _removal_meant(session.do(session.library.removals), options.which)
        changes = session.do(session.library.restore, removal.id)
        left = next((r for r in session.do(session.library.removals) if r.id == removal.id), None)
    lines = [f"Restored {units.count(len(changes.videos), 'clip')} of {names_of(removal)}, without indexing again."]
    if left is not None:
        clips = units.count(left.impact.clips, "clip", "clips")
        lines.append(
            f"{clips} not restored: the folder was removed too. Restore the folder first, then run this again."
        )
    data = {
        "restored": len(changes.videos),
        "left": left.impact.clips if left else 0,
        **removal_json(removal),
    }
    return CommandResult(lines, data)


def _carried_over(session: Engine, which: str) -> Video | None:
    """The clip of this path, where something was carried over to it and it was not removed lately."""
    if not which or which.isdigit():
        return None
    places = session.do(session.library.places_of, Path(os.path.abspath(which)))  # noqa: PTH100  as it was given
    videos = session.do(session.library.videos, Filter(below=frozenset(places)))
    found = next((each for each in videos if each.path in places), None)
    return found if found is not None and session.do(session.library.has_carried_over, found.id) else None


def _removal_meant(removals: Sequence[Removal], which: str) -> Removal:
    """The latest, the one of this number in `c2v undo --list`, or the latest of this path. Raises: QueryError."""
    if not removals:
        raise QueryError("Nothing was removed in the last 30 days.")
    if not which:
        return removals[0]
    if which.isdigit() and 0 < int(which) <= len(removals):
        return removals[int(which) - 1]
    path = Path(os.path.abspath(which))  # noqa: PTH100  what was removed need not be there
    for removal in removals:
        if any(path in (each, Path(os.path.realpath(each))) or units.shown(each) == which for each in removal.paths):
            return removal
    raise QueryError(f"{which} was not removed in the last 30 days.", "`c2v undo --list` lists what was removed.")
