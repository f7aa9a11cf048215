"""`c2v rate`: give clips stars, pick or reject them, mark them as seen."""

import argparse
from collections.abc import Collection, Sequence
from pathlib import Path

from c2v_desktop.cli.argument_parser import whole
from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import expect_any_clips, open_engine
from c2v_desktop.cli.selection import clips_meant
from c2v_desktop.cli.streams import say
from c2v_desktop.format import units
from c2v_desktop.format.kept_text import clip_json, clip_line
from core.errors import QueryError
from core.values import MOST_STARS, KeptChange, Video


def add_parser(commands: Commands) -> None:
    """`c2v rate CLIP... [--stars N] [--pick]`."""
    rate = add_command(commands, "rate", run, "give clips stars, pick or reject them, mark them as seen")
    rate.add_argument("clips", nargs="+", type=Path, metavar="CLIP", help="clips, or folders: all clips in them")
    rate.add_argument("--stars", type=whole, metavar="N", help=f"1 to {MOST_STARS}; 0 removes the rating")
    flag = rate.add_mutually_exclusive_group()
    flag.add_argument("--pick", dest="flag", action="store_const", const="pick", help="pick")
    flag.add_argument("--reject", dest="flag", action="store_const", const="reject", help="reject")
    flag.add_argument("--unflag", dest="flag", action="store_const", const="", help="neither pick nor reject")
    seen = rate.add_mutually_exclusive_group()
    seen.add_argument("--seen", action="store_const", const=True, help="mark as seen")
    seen.add_argument("--unseen", dest="seen", action="store_const", const=False, help="mark as not seen")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Change the marks of clips. Raises: QueryError, NothingIndexedError, StoreError."""
    if (options.stars, options.flag, options.seen) == (None, None, None):
        raise QueryError(
            "Nothing to change was given.", "Use --stars N, --pick, --reject, --unflag, --seen or --unseen."
        )
    if options.stars is not None and not 0 <= options.stars <= MOST_STARS:
        raise QueryError(f"A rating is 0 to {MOST_STARS} stars, not {options.stars}.")
    expect_any_clips(context)
    with open_engine(context) as session:
        videos = clips_meant(session, options.clips)
        ids, library, left_out = [video.id for video in videos], session.library, set[Path]()
        done = list[KeptChange]()
        if options.stars is not None:
            done.append(session.do(library.rate, ids, options.stars))
        if options.flag is not None:
            done.append(session.do(library.flag, ids, options.flag))
        if options.seen is not None:
            done.append(session.do(library.mark_seen, ids, options.seen))
        left_out.update(*(change.left_out for change in done))
        return marked(clips_meant(session, options.clips), left_out)


def marked(videos: Sequence[Video], left_out: Collection[Path]) -> CommandResult:
    """The marks of these clips now, and which could not be marked."""
    now = [video for video in videos if video.path not in left_out]
    if left_out:
        say(f"{units.count(len(left_out), 'clip was', 'clips were')} left out: not read yet. Index first:")
        for path in sorted(left_out):
            say(f"  {units.shown(path)}")
    data = {"clips": [clip_json(video) for video in now], "left_out": [str(path) for path in sorted(left_out)]}
    return CommandResult([clip_line(video) for video in now], data)
