"""`c2v proxies`: their size, making them for indexed clips, and deleting them all."""

import argparse
import os
from pathlib import Path

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import Engine, count_videos, expect_library, expect_videos, open_engine
from c2v_desktop.cli.exit_codes import NOTHING_INDEXED
from c2v_desktop.cli.indexing_bar import progress_bar
from c2v_desktop.cli.selection import videos_at
from c2v_desktop.format import units
from c2v_desktop.library_files import make_proxy_folder
from core.errors import QueryError
from core.values import Filter, Video

READY = Filter(states=frozenset({"ready"}))


def add_parser(commands: Commands) -> None:
    """`c2v proxies [make | delete]`."""
    text = "manage proxies: small copies that play while the original's drive is not connected"
    parser = add_command(commands, "proxies", run, text)
    inner = parser.add_subparsers(metavar="COMMAND", title="commands (without one: how many there are and their size)")
    make_parser = add_command(inner, "make", make, "make proxies for indexed clips; without PATH: for all")
    make_parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="clips, or folders that contain some")
    add_command(inner, "delete", delete, "delete all proxies; clips and index are kept")


def usage_text(count: int, size_bytes: int) -> str:
    """3 proxies, 1.2 GB."""
    gb = size_bytes / (1 << 30)
    size = f"{gb:.1f} GB" if gb >= 1 or not gb else f"{1024 * gb:.0f} MB"
    return f"{units.count(count, 'proxy', 'proxies')}, {size}"


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """How many there are, their size, and whether more are made."""
    usage, settings = make_proxy_folder(context.settings, context.places).usage, context.settings.proxies
    makes = "are made while clips are indexed in full" if settings.make else "are made only on request"
    lines = [
        f"{usage_text(usage.count, usage.size_bytes)} of {settings.disk_gb:g} GB at most.",
        f"They {makes}, in {units.shown(context.places.proxies)}.",
    ]
    data = {
        "count": usage.count,
        "bytes": usage.size_bytes,
        "most_gb": settings.disk_gb,
        "make": settings.make,
        "folder": str(context.places.proxies),
    }
    return CommandResult(lines, data, 0 if count_videos(context) else NOTHING_INDEXED)


def make(context: Context, options: argparse.Namespace) -> CommandResult:
    """Make them for indexed clips: those named, those in the folders named, or all."""
    expect_library(context)
    with open_engine(context) as session:
        expect_videos(session)
        chosen = _chosen(session, options.paths)
        asked = session.do(session.library.make_proxies, [video.id for video in chosen])
        note = ""
        if asked:
            with progress_bar(session):
                session.do(session.library.wake)
                note = session.do(session.library.ingest, False).note
    made = make_proxy_folder(context.settings, context.places)
    have = [video for video in chosen if video.info is not None and made.find(video.info.fingerprint)]
    lines = [f"{len(have):,} of {units.count(len(chosen), 'clip')} {'has' if len(have) == 1 else 'have'} a proxy."]
    data = {"chosen": len(chosen), "asked": asked, "have": [str(video.path) for video in have], "note": note}
    return CommandResult([*lines, note] if note else lines, data)


def delete(context: Context, options: argparse.Namespace) -> CommandResult:
    """Delete them all; clips and index are kept."""
    gone = make_proxy_folder(context.settings, context.places).forget_all()
    return CommandResult(
        [f"Deleted: {usage_text(gone.count, gone.size_bytes)}."], {"count": gone.count, "bytes": gone.size_bytes}
    )


def _chosen(session: Engine, paths: list[Path]) -> list[Video]:
    """The clips meant. Raises: QueryError, if there are none at a path."""
    videos = session.do(session.library.videos, READY)
    if not paths:
        return videos
    chosen: dict[int, Video] = {}
    for path in paths:
        mine = videos_at(session, videos, path)
        if not mine:
            whole = Path(os.path.abspath(path))  # noqa: PTH100  as it was given
            raise QueryError(f"No indexed clips in {units.shown(whole)}.", "`c2v status` lists the folders.")
        chosen |= {video.id: video for video in mine}
    return list(chosen.values())
