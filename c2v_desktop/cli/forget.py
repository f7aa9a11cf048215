"""`c2v forget`: remove clips whose files were deleted, and delete for good what was removed."""

import argparse
from pathlib import Path

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.confirm import confirm
from c2v_desktop.cli.engine import Engine, expect_any_clips, open_engine
from c2v_desktop.cli.remove import place_meant
from c2v_desktop.cli.selection import videos_at
from c2v_desktop.cli.streams import say
from c2v_desktop.format import units
from c2v_desktop.format.removal_text import clip_lines, impact_text, removal_json, removal_line, removed_text
from c2v_desktop.library_files import open_catalogue_reader
from core.errors import DiskFullError, QueryError
from core.values import Filter, Video


def add_parser(commands: Commands) -> None:
    """`c2v forget [PATH...]`."""
    text = "remove clips whose files were deleted; without PATH or options: list them"
    forget = add_command(commands, "forget", run, text)
    forget.add_argument("paths", nargs="*", metavar="PATH", help="missing clips, or folders that contain some")
    which = forget.add_mutually_exclusive_group()
    which.add_argument(
        "--missing", action="store_true", help="all missing clips; clips on drives that are not connected are kept"
    )
    which.add_argument("--removed", action="store_true", help="permanently delete what was removed in the last 30 days")
    forget.add_argument("--yes", action="store_true", help="do not ask for confirmation")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Remove clips whose files were deleted; or delete for good all that was removed.

    Raises: QueryError, StoreError, Cancelled.
    """
    expect_any_clips(context)
    if options.removed:
        return _purge(context, options)
    if not options.paths and not options.missing:
        return _tell_missing(context)
    with open_engine(context) as session:
        videos: dict[int, Video] = {}
        for text in options.paths:
            place = place_meant(session, text)
            mine = session.do(session.library.missing, [place])
            if not mine:
                raise _none_missing(session, place)
            videos |= {video.id: video for video in mine}
        if options.missing and not options.paths:
            videos = {video.id: video for video in session.do(session.library.missing)}
        if not videos:
            return CommandResult(["No clips are missing."], {"clips": 0, "removed": None})
        impact = session.do(session.library.impact_of_forgetting, list(videos))
        say("These files were deleted or moved:")
        for line in clip_lines(list(videos.values())):
            say(line)
        say(impact_text(impact))
        confirm("Forget them", "Nothing was forgotten.", sure=options.yes)
        removal = session.do(session.library.forget, list(videos))
    text = f"Forgot {units.count(removal.impact.clips, 'clip')}. `c2v undo` restores them within 30 days; "
    text += f"`c2v forget --removed` frees {units.size_text(removal.impact.size_bytes)} now."
    return CommandResult([text], {"clips": removal.impact.clips, "removed": removal_json(removal)})


def _none_missing(session: Engine, place: Path) -> QueryError:
    videos = videos_at(session, session.do(session.library.videos), place)
    away = sum(video.state == "offline" for video in videos)
    hint = "To remove clips whose files exist, use `c2v remove`."
    if away:
        hint = f"{units.count(away, 'clip is', 'clips are')} offline: the drive is not connected. {hint}"
    return QueryError(f"No clips are missing in {units.shown(place)}.", hint)


def _tell_missing(context: Context) -> CommandResult:
    """What could be forgotten; nothing is changed."""
    with open_catalogue_reader(context.places) as reader:
        videos, removals = reader.videos(Filter(states=frozenset({"missing"}))), reader.removals()
        impact = reader.removal_impact(videos)
    lines = ["No clips are missing."]
    if videos:
        lines = [
            f"{units.count(len(videos), 'clip is', 'clips are')} missing: the files were deleted or moved.",
            *clip_lines(videos),
        ]
        lines.append("`c2v forget --missing` removes them all from the library, `c2v forget PATH` those in PATH.")
    if removals:
        lines.append(removed_text(removals))
    paths = [str(video.path) for video in videos]
    data = {
        "missing": paths,
        "bytes": impact.size_bytes,
        "removed": [removal_json(each) for each in removals],
    }
    return CommandResult(lines, data)


def _purge(context: Context, options: argparse.Namespace) -> CommandResult:
    """Delete for good what was removed, and free the disk space."""
    with open_engine(context) as session:
        removals = session.do(session.library.removals)
        if not removals:
            return CommandResult(
                ["Nothing was removed in the last 30 days."], {"clips": 0, "freed_bytes": 0, "note": ""}
            )
        say("These removals are deleted for good and can no longer be restored:")
        for number, each in enumerate(removals, start=1):
            say(removal_line(number, each))
        confirm("Delete it", "Nothing was deleted.", sure=options.yes)
        clips = session.do(session.library.purge, [each.id for each in removals])
        freed, note = 0, ""
        try:
            freed = session.do(session.library.shrink)
        except DiskFullError as error:
            note = str(error)
    text = f"Deleted the index of {units.count(clips, 'clip')}. Freed {units.size_text(freed)}."
    return CommandResult([text, *([note] if note else [])], {"clips": clips, "freed_bytes": freed, "note": note})
