"""`c2v tag`: give clips tags, take tags from them, rename tags; list all tags."""

import argparse
from pathlib import Path

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import Engine, expect_library, open_engine
from c2v_desktop.cli.filter_options import tag_named
from c2v_desktop.cli.rate import marked
from c2v_desktop.cli.selection import clips_meant
from c2v_desktop.format import units
from c2v_desktop.format.kept_text import tag_lines
from core.errors import QueryError
from core.printable import printable
from core.values import tidy


def add_parser(commands: Commands) -> None:
    """`c2v tag [CLIP...]`."""
    tag = add_command(commands, "tag", run, "tag clips; without CLIP or options: list all tags")
    tag.add_argument("clips", nargs="*", type=Path, metavar="CLIP", help="clips, or folders: all clips in them")
    tag.add_argument("--add", action="append", default=[], metavar="NAME", help="add this tag; may be repeated")
    tag.add_argument("--remove", action="append", default=[], metavar="NAME", help="remove this tag; may be repeated")
    whole = tag.add_mutually_exclusive_group()
    whole.add_argument(
        "--rename", nargs=2, metavar=("OLD", "NEW"), help="rename a tag on all clips; two tags of one name become one"
    )
    whole.add_argument("--delete", metavar="NAME", help="remove a tag from all clips")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Change or list tags. Raises: QueryError, NothingIndexedError, StoreError."""
    changes = bool(options.add or options.remove)
    if (options.rename or options.delete) and (options.clips or changes):
        raise QueryError(
            "--rename and --delete change a tag on all clips.", "Use them without CLIP, --add and --remove."
        )
    if bool(options.clips) != changes:
        raise QueryError("To tag clips, name them and the tags.", "For example: `c2v tag A001.mov --add interview`.")
    expect_library(context)
    with open_engine(context, read_only=not (changes or options.rename or options.delete)) as session:
        if options.rename:
            return _rename(session, *options.rename)
        if options.delete:
            name = tag_named(session, options.delete)
            done = session.do(session.library.delete_tag, name)
            text = f"Removed the tag {printable(name)} from {units.count(len(done.after), 'clip')}."
            return CommandResult([text], {"deleted": name, "clips": len(done.after)})
        if not options.clips:
            tags = session.do(session.library.tags)
            return CommandResult(tag_lines(tags), [{"name": each.name, "clips": each.clips} for each in tags])
        ids = [video.id for video in clips_meant(session, options.clips)]
        done = session.do(session.library.change_tags, ids, options.add, options.remove)
        return marked(clips_meant(session, options.clips), done.left_out)


def _rename(session: Engine, old: str, new: str) -> CommandResult:
    name = tag_named(session, old)
    done = session.do(session.library.rename_tag, name, new)
    text = f"Renamed the tag {printable(name)} to {printable(tidy(new))} on {units.count(len(done.after), 'clip')}."
    return CommandResult([text], {"renamed": name, "to": tidy(new), "clips": len(done.after)})
