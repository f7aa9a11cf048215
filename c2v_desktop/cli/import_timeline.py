"""`c2v import`: keep the moments of a timeline, list or table that another program wrote."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import Engine, expect_any_clips, open_engine
from c2v_desktop.cli.exit_codes import SOME_FAILED
from c2v_desktop.cli.export import choices_file, mapping
from c2v_desktop.format.export_text import import_json, import_lines, relink_json, relink_lines, unmatched_lines
from core.errors import ExportError
from core.export import OutputFile, PathMapping, with_mappings, write_outputs
from core.export.reading import IMPORTED, ForeignTimeline, ImportPlan, match_timeline, read_timeline, timeline_bytes
from core.export.timeline_relinking import relink
from core.library.handing_over import keep_imported
from core.values import BASKET_ID, LONGEST_TAG, MomentCollection, fold, tidy


def add_parser(commands: Commands) -> None:
    """`c2v import FILE`."""
    parser = add_command(commands, "import", run, "keep the moments of a timeline that another program wrote")
    parser.add_argument("file", type=Path, metavar="FILE", help=f"one of {', '.join(IMPORTED)}")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--basket", action="store_true", help="keep them in the basket")
    where.add_argument(
        "--collection", default="", metavar="NAME", help="keep them in this collection (default: one named as the file)"
    )
    parser.add_argument("--dry-run", action="store_true", help="keep nothing: list what could and could not be matched")
    parser.add_argument(
        "--map",
        dest="mappings",
        type=mapping,
        action="append",
        default=[],
        metavar="HERE=THERE",
        help="paths below THERE in the file are below HERE on this machine; may be repeated",
    )
    parser.add_argument(
        "--relink",
        type=Path,
        metavar="NEW",
        help="keep nothing: write FILE again as NEW, with the paths that its clips have now",
    )
    parser.add_argument("--no-kept", action="store_true", help="use no kept paths, only those of --map")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Import moments. Raises: C2VError."""
    expect_any_clips(context)
    timeline = read_timeline(options.file)
    kept = () if options.no_kept else choices_file(context).read().mappings
    mappings = with_mappings(kept, tuple(options.mappings))
    if options.relink is not None:
        return _relink(context, timeline, mappings, options)
    with open_engine(context, read_only=options.dry_run) as session:
        plan = match_timeline(timeline, session.do(session.library.videos), mappings)
        name = _collection_name(session, plan, options)
        if not plan.moments:
            reasons = " ".join(each.strip() for each in unmatched_lines(plan.unmatched[:3]))
            raise ExportError("None of its moments could be matched with a clip of the library.", reasons)
        if not options.dry_run:
            session.do(keep_imported, session.library, plan, name)
    code, dry = SOME_FAILED if plan.unmatched else 0, options.dry_run
    return CommandResult(import_lines(plan, name, is_dry=dry), import_json(plan, name, is_dry=dry), code)


def _relink(
    context: Context, timeline: ForeignTimeline, mappings: Sequence[PathMapping], options: argparse.Namespace
) -> CommandResult:
    """Write the timeline with other paths. Raises: C2VError."""
    target: Path = options.relink
    raw = timeline_bytes(options.file)
    with open_engine(context, read_only=True) as session:
        plan = relink(raw, options.file.name, timeline, session.do(session.library.videos), mappings)
    if not plan.files:
        reasons = " ".join(each.strip() for each in unmatched_lines(plan.lost[:3]))
        raise ExportError("None of its clips was found in the library.", reasons)
    if not options.dry_run:
        for _ in write_outputs([OutputFile("", plan.content)], [target]):
            pass
    code, dry = SOME_FAILED if plan.lost else 0, options.dry_run
    return CommandResult(relink_lines(plan, target, is_dry=dry), relink_json(plan, target, is_dry=dry), code)


def _collection_name(session: Engine, plan: ImportPlan, options: argparse.Namespace) -> str:
    """The collection to keep them in: the one that was named, or a new one named as the timeline or the file."""
    known: list[MomentCollection] = session.do(session.library.collections)
    if options.basket:
        return next(each.name for each in known if each.id == BASKET_ID)
    if options.collection:
        named: str = options.collection
        return named
    wanted = (tidy(plan.title) or tidy(options.file.stem) or "Import")[: LONGEST_TAG - 5].strip()
    taken, name, number = {fold(each.name) for each in known}, wanted, 1
    while fold(name) in taken:
        number += 1
        name = f"{wanted} {number}"
    return name
