"""`c2v remove`: remove folders, subfolders or clips from the library."""

import argparse
import os
from pathlib import Path

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.confirm import confirm
from c2v_desktop.cli.engine import Engine, expect_any_clips, open_engine
from c2v_desktop.cli.streams import say
from c2v_desktop.format import units
from c2v_desktop.format.removal_text import impact_text, removal_json
from core.errors import QueryError
from core.values import distinct_labels


def add_parser(commands: Commands) -> None:
    """`c2v remove PATH...`."""
    text = "remove folders, subfolders or clips from the library; files on disk are not touched"
    remove = add_command(commands, "remove", run, text)
    remove.add_argument("paths", nargs="+", metavar="PATH", help="a path, or a folder's number or name in `c2v status`")
    remove.add_argument("--yes", action="store_true", help="do not ask for confirmation")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Remove folders, subfolders or clips from the library. Raises: QueryError, StoreError, Cancelled."""
    expect_any_clips(context)
    with open_engine(context) as session:
        paths = [place_meant(session, text) for text in options.paths]
        impact = session.do(session.library.impact_of_removing, paths)
        say("To be removed from the library (files on disk are not touched):")
        for path in paths:
            say(f"  {units.shown(session.do(session.library.place_of, path))}")
        say(impact_text(impact))
        if impact.kept:
            say(f"{units.count(impact.kept, 'clip stays', 'clips stay')}: also in another folder of the library.")
        confirm("Remove", "Nothing was removed.", sure=options.yes)
        removal = session.do(session.library.remove, paths)
    what = units.count(removal.impact.clips, "clip")
    if removal.kind == "folder":
        what = f"{units.count(len(removal.paths), 'folder')} with {what}"
    text = f"Removed {what} from the library. `c2v undo` restores it within 30 days, without indexing again."
    return CommandResult([text], {**removal_json(removal), "kept": impact.kept})


def place_meant(session: Engine, text: str) -> Path:
    """The folder or clip that a person means: by path, by the line or number in `c2v status`, or by name.

    Raises: QueryError, when it is none or several.
    """
    path = Path(text).expanduser()
    if _has(session, path):
        return path
    folders = list(session.do(session.library.status).folders)
    if text.isdigit() and 0 < int(text) <= len(folders):
        return folders[int(text) - 1].path
    labels = distinct_labels(folder.path for folder in folders)
    for names in (
        [[units.shown(folder.path)] for folder in folders],
        [[labels[folder.path], units.shown(Path(labels[folder.path]))] for folder in folders],
        [[folder.path.name, units.shown(Path(folder.path.name))] for folder in folders],
    ):
        found = [folder.path for folder, alike in zip(folders, names, strict=True) if text in alike]
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(units.shown(each) for each in found)
            raise QueryError(f"Several folders of the library are named {text}.", f"Use one of these: {listed}.")
    raise QueryError(
        f"{units.shown(Path(os.path.abspath(path)))} is not in the library.",  # noqa: PTH100  as it was given
        "`c2v status` lists its folders. Name a folder by path, number or name.",
    )


def _has(session: Engine, path: Path) -> bool:
    try:
        session.do(session.library.impact_of_removing, [path])
    except QueryError:
        return False
    return True
