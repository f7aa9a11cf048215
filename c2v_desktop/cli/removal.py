"""`c2v remove`, `c2v forget` and `c2v undo`: what leaves the library, what that costs, and how it comes back."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from c2v_desktop.cli.commands import (
    NOTHING,
    CommandResult,
    Context,
    Engine,
    count_videos,
    engine,
    expect_library,
    videos_at,
)
from c2v_desktop.format import answers
from core.errors import Cancelled, DiskFullError, NothingIndexedError, QueryError, StoreError
from core.printable import printable_lines
from core.values import Filter, Removal, RemovalImpact, Video, distinct_labels

SHOWN = 20
"""Clips listed one by one; of more the rest is counted."""


def remove(context: Context, options: argparse.Namespace) -> CommandResult:
    """Take folders, parts of folders, or clips out of the library. Raises: QueryError, StoreError, Cancelled."""
    _expect_library(context)
    with engine(context) as session:
        paths = [place_meant(session, text) for text in options.paths]
        impact = session.do(session.library.weigh, paths)
        say("From the library, not from the disk:")
        for path in paths:
            say(f"  {answers.shown(session.do(session.library.place_of, path))}")
        say(impact_text(impact))
        if impact.kept:
            say(
                f"{answers.count(impact.kept, 'clip stays', 'clips stay')}: another folder of the library has them too."
            )
        confirm("Remove", "Nothing was removed.", sure=options.yes)
        removal = session.do(session.library.remove, paths)
    what = answers.count(removal.impact.clips, "clip")
    if removal.kind == "folder":
        what = f"{answers.count(len(removal.paths), 'folder')} with {what}"
    text = f"Removed {what} from the library. For 30 days `c2v undo` restores what was removed, without indexing again."
    return CommandResult([text], {**answers.removal_json(removal), "kept": impact.kept})


def forget(context: Context, options: argparse.Namespace) -> CommandResult:
    """Take clips out of the library whose files were deleted; or give back the room of all that was removed.

    Raises: QueryError, StoreError, Cancelled.
    """
    _expect_library(context)
    if options.removed:
        return _purge(context, options)
    if not options.paths and not options.missing:
        return _tell_missing(context)
    with engine(context) as session:
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
            return CommandResult(["No clip is missing."], {"clips": 0, "removed": None})
        impact = session.do(session.library.weigh_forgetting, list(videos))
        say("These files were deleted:")
        for line in _listed(list(videos.values())):
            say(line)
        say(impact_text(impact))
        confirm("Forget them", "Nothing was forgotten.", sure=options.yes)
        removal = session.do(session.library.forget, list(videos))
    text = f"Forgot {answers.count(removal.impact.clips, 'clip')}. For 30 days `c2v undo` restores what was forgotten; "
    text += f"`c2v forget --removed` frees its {answers.size_text(removal.impact.size_bytes)} at once."
    return CommandResult([text], {"clips": removal.impact.clips, "removed": answers.removal_json(removal)})


def undo(context: Context, options: argparse.Namespace) -> CommandResult:
    """Bring back what was removed lately, or list it. Raises: QueryError, StoreError."""
    _expect_library(context)
    if options.list:
        removals = read_removals(context)
        lines = [removal_line(number, each) for number, each in enumerate(removals, start=1)]
        return CommandResult(
            lines or ["Nothing was removed in the last 30 days."], [answers.removal_json(r) for r in removals]
        )
    with engine(context) as session:
        removal = _removal_meant(session.do(session.library.removals), options.which)
        changes = session.do(session.library.restore, removal.id)
        left = next((r for r in session.do(session.library.removals) if r.id == removal.id), None)
    lines = [f"Restored {answers.count(len(changes.videos), 'clip')} of {_names(removal)}; nothing has to be indexed."]
    if left is not None:
        clips = answers.count(left.impact.clips, "clip", "clips")
        lines.append(
            f"{clips} could not be restored: their folder was removed as well. Restore it, then run this again."
        )
    data = {"restored": len(changes.videos), "left": left.impact.clips if left else 0, **answers.removal_json(removal)}
    return CommandResult(lines, data)


# ---- what is meant


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
        [[answers.shown(folder.path)] for folder in folders],
        [[labels[folder.path], answers.shown(Path(labels[folder.path]))] for folder in folders],
        [[folder.path.name, answers.shown(Path(folder.path.name))] for folder in folders],
    ):
        found = [folder.path for folder, alike in zip(folders, names, strict=True) if text in alike]
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(answers.shown(each) for each in found)
            raise QueryError(f"Several folders of the library are named {text}.", f"Give one of: {listed}.")
    raise QueryError(
        f"{answers.shown(Path(os.path.abspath(path)))} is not in the library.",  # noqa: PTH100  as it was given
        "`c2v status` lists its folders; each can be given by its path, its number or its name.",
    )


def _has(session: Engine, path: Path) -> bool:
    try:
        session.do(session.library.weigh, [path])
    except QueryError:
        return False
    return True


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
        if any(path in (each, Path(os.path.realpath(each))) or answers.shown(each) == which for each in removal.paths):
            return removal
    raise QueryError(f"{which} was not removed in the last 30 days.", "`c2v undo --list` says what was.")


def _none_missing(session: Engine, place: Path) -> QueryError:
    videos = videos_at(session, session.do(session.library.videos), place)
    away = sum(video.state == "offline" for video in videos)
    hint = "`c2v remove` takes clips out of the library whose files are there."
    if away:
        hint = f"{answers.count(away, 'clip is', 'clips are')} offline: the drive is not connected. {hint}"
    return QueryError(f"No clip is missing in {answers.shown(place)}.", hint)


# ---- telling


def impact_text(impact: RemovalImpact) -> str:
    """12 clips leave the library: 340 moments in 2 h 10 min of footage, 120 MB."""
    if not impact.clips:
        return "No clip leaves the library."
    clips = f"{answers.count(impact.clips, 'clip leaves', 'clips leave')} the library"
    if not impact.segments:
        return f"{clips}, nothing indexed with {'it' if impact.clips == 1 else 'them'}."
    hours, size = answers.rounded_time(impact.footage_s), answers.size_text(impact.size_bytes)
    return f"{clips}: {answers.count(impact.segments, 'moment')} in {hours} of footage, {size}."


def removal_line(number: int, removal: Removal) -> str:
    """For the list of what can be restored."""
    day = time.strftime("%d %B %Y, %H:%M", time.localtime(removal.removed_s)).lstrip("0")
    clips = answers.count(removal.impact.clips, "clip")
    return f"{number:3d}  {day}  {clips}, {answers.size_text(removal.impact.size_bytes)}  {_names(removal)}"


def _names(removal: Removal) -> str:
    first, more = answers.shown(removal.paths[0]) if removal.paths else "", len(removal.paths) - 1
    return f"{first} and {more} more" if more > 0 else first


def _listed(videos: Sequence[Video]) -> list[str]:
    lines = [f"  {answers.shown(video.path)}" for video in videos[:SHOWN]]
    return lines + ([f"  and {len(videos) - SHOWN:,} more"] if len(videos) > SHOWN else [])


# ---- within


def say(text: str) -> None:
    """Tell a person something before asking; standard output belongs to the answer."""
    print(printable_lines(text), file=sys.stderr)  # noqa: T201  this is the command line's


def confirm(question: str, otherwise: str, *, sure: bool) -> None:
    """Wait for a yes. Raises: StoreError, where nobody can be asked; Cancelled."""
    if sure:
        return
    if not sys.stdin.isatty():
        raise StoreError(otherwise, "To do it without being asked, add --yes.")
    sys.stderr.write(f"{question}? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        say(otherwise)
        raise Cancelled


def read_removals(context: Context) -> list[Removal]:
    """What can be restored, without waking anything."""
    from core.store.catalogue import SqliteCatalogue

    catalogue = SqliteCatalogue(context.places.catalogue, read_only=True)
    try:
        return catalogue.removals()
    finally:
        catalogue.close()


def _tell_missing(context: Context) -> CommandResult:
    """Alone: what could be forgotten; nothing is changed."""
    from core.store.catalogue import SqliteCatalogue

    catalogue = SqliteCatalogue(context.places.catalogue, read_only=True)
    try:
        videos, removals = catalogue.videos(Filter(states=frozenset({"missing"}))), catalogue.removals()
        impact = catalogue.impact([video.id for video in videos])
    finally:
        catalogue.close()
    lines = ["No clip is missing."]
    if videos:
        lines = [
            f"{answers.count(len(videos), 'clip is', 'clips are')} missing: the files were deleted.",
            *_listed(videos),
        ]
        lines.append("`c2v forget --missing` takes them out of the library, `c2v forget PATH` some of them.")
    if removals:
        lines.append(answers.removed_text(removals))
    paths = [str(video.path) for video in videos]
    data = {"missing": paths, "bytes": impact.size_bytes, "removed": [answers.removal_json(each) for each in removals]}
    return CommandResult(lines, data)


def _purge(context: Context, options: argparse.Namespace) -> CommandResult:
    """Delete for good what was removed, and give the disk its room back."""
    with engine(context) as session:
        removals = session.do(session.library.removals)
        if not removals:
            return CommandResult(
                ["Nothing was removed in the last 30 days."], {"clips": 0, "freed_bytes": 0, "note": ""}
            )
        say("What was removed is deleted for good, and cannot be restored then:")
        for number, each in enumerate(removals, start=1):
            say(removal_line(number, each))
        confirm("Delete it", "Nothing was deleted.", sure=options.yes)
        clips = session.do(session.library.purge, [each.id for each in removals])
        freed, note = 0, ""
        try:
            freed = session.do(session.library.shrink)
        except DiskFullError as error:
            note = str(error)
    text = (
        f"Deleted what was kept of {answers.count(clips, 'clip')}. The disk has {answers.size_text(freed)} more room."
    )
    return CommandResult([text, *([note] if note else [])], {"clips": clips, "freed_bytes": freed, "note": note})


def _expect_library(context: Context) -> None:
    """Raises: NothingIndexedError, before the first film."""
    expect_library(context)
    if not count_videos(context) and not read_removals(context):
        raise NothingIndexedError(NOTHING)
