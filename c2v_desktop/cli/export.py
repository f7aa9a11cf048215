"""`c2v export`: hand moments over to an editing program, as a timeline, list or table."""

import argparse
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from c2v_desktop.cli.argument_parser import positive
from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import Engine, expect_library, open_engine, open_for_search
from c2v_desktop.cli.exit_codes import SOME_FAILED
from c2v_desktop.cli.query_options import ENOUGH, STDIN, add_query_options, build_query
from c2v_desktop.cli.refusing import refusing
from c2v_desktop.cli.selection import clips_meant
from c2v_desktop.cli.subclips import export_subclips
from c2v_desktop.format.export_text import plan_json, plan_lines
from c2v_desktop.format.units import count
from c2v_desktop.library_names import collection_of, model_named
from core.errors import ExportError
from core.export import (
    ALL_FORMATS,
    PRESETS,
    SHEETS,
    SUBCLIPS,
    WITH_REELS,
    ChoicesFile,
    ChosenMoment,
    ExportPlan,
    FindPicture,
    HandoffMoment,
    HandoffOptions,
    KeptChoices,
    OutputFile,
    PathMapping,
    columns_named,
    expect_free,
    plan_export,
    read_reel_table,
    reel_table,
    reels_by,
    reels_of,
    targets_of,
    with_mappings,
    write_outputs,
)
from core.export.kept_choices import FILE_NAME
from core.library import Library, load_query
from core.library.handing_over import chosen_by_search, chosen_clips, chosen_in_collection
from core.printable import printable
from core.values import BASKET_ID, COPY, TRANSCODES, frame_middle_s, standard_rate

DEFAULT_TOP: Final = 50
_HANDLES: Final = re.compile(r"(\d{1,6})|(\d{1,4}(?:\.\d{1,6})?)s")
_ALL: Final = (*ALL_FORMATS, SUBCLIPS)
_SUFFIXES: Final = (".json", ".toml")


def add_parser(commands: Commands) -> None:
    """`c2v export --format F`."""
    export = add_command(commands, "export", run, "hand moments over to an editing program")
    export.add_argument("--format", required=True, choices=_ALL, metavar="FORMAT", help=", ".join(_ALL))
    export.add_argument("--output", "-o", type=Path, metavar="FILE", help="the file to write, or a folder")
    export.add_argument(
        "--encode",
        default=COPY,
        choices=(COPY, *TRANSCODES),
        metavar="PRESET",
        help=f"subclips: {', '.join(TRANSCODES)}, exact to the frame; {COPY} (default) begins at a keyframe",
    )
    export.add_argument("--dry-run", action="store_true", help="write nothing: list problems, and what would be done")
    export.add_argument("--replace", action="store_true", help="replace files that already exist")
    source = export.add_argument_group("moments", "of the basket, a collection, clips, or a search: one of them")
    source.add_argument("--basket", action="store_true", help="the moments in the basket")
    source.add_argument("--collection", default="", metavar="NAME", help="a collection, or a saved search")
    source.add_argument(
        "--clip", type=Path, action="append", default=[], metavar="PATH", help="a whole clip or folder; may be repeated"
    )
    add_query_options(export)
    source.add_argument(
        "--folder", type=Path, action="append", default=[], metavar="DIR", help="search only clips in this folder"
    )
    source.add_argument(
        "--top", type=positive, default=DEFAULT_TOP, metavar="N", help=f"of a search: so many (default: {DEFAULT_TOP})"
    )
    source.add_argument("--by-clip", action="store_true", help="of a search: only the best moment of each clip")
    source.add_argument("--model", default="", metavar="NAME", help="search with this model")
    add_timeline_options(export)


def add_timeline_options(parser: argparse.ArgumentParser) -> None:
    """How moments are written."""
    how = parser.add_argument_group("how they are written")
    how.add_argument("--title", default="", metavar="TEXT", help="of the timeline")
    how.add_argument(
        "--map",
        dest="mappings",
        type=mapping,
        action="append",
        default=[],
        metavar="HERE=THERE",
        help="write paths below HERE as below THERE, such as /mnt/card=Z:\\card; may be repeated",
    )
    how.add_argument(
        "--handles",
        type=_handles,
        default=(0, Fraction()),
        metavar="N",
        help="extra frames at both ends; 0.5s means seconds",
    )
    how.add_argument("--rate", type=_rate, metavar="FPS", help="of the timeline (default: that of most moments)")
    how.add_argument("--start", default="01:00:00:00", metavar="TC", help="its first timecode (default: 01:00:00:00)")
    how.add_argument(
        "--reel-length", type=positive, default=8, metavar="N", help="letters of reel names in EDLs (default: 8)"
    )
    how.add_argument(
        "--markers",
        choices=("timeline", "source"),
        default="timeline",
        help="marker lists: on the timeline, or a file for each clip with its own timecode",
    )
    how.add_argument("--columns", metavar="A,B", help="columns of tables, separated by commas")
    how.add_argument(
        "--preset",
        metavar="NAME",
        help=f"columns of tables by name: {', '.join(PRESETS)} (default: standard), or yours",
    )
    how.add_argument(
        "--reels", type=Path, metavar="FILE", help="reel names: a table with columns clip (or path) and reel"
    )
    how.add_argument(
        "--write-reels", type=Path, metavar="FILE", help="write the reels of these clips as such a table, to be edited"
    )
    kept = parser.add_argument_group("for the next time", "kept beside the settings; the window uses the same")
    kept.add_argument("--save-maps", action="store_true", help="keep the paths of --map")
    kept.add_argument("--save-preset", default="", metavar="NAME", help="keep --columns under this name")
    kept.add_argument(
        "--save-reels", action="store_true", help="remember the names of --reels, by the content of the clips"
    )
    kept.add_argument("--no-kept", action="store_true", help="use no kept paths and reels, only what is given here")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Export moments. Raises: C2VError."""
    _expect_one_source(options)
    if options.output is None and not options.dry_run:
        options.refuse("missing: --output FILE. --dry-run works without it.")
    kept = choices_file(context)
    if options.save_preset and not options.columns:
        options.refuse("--save-preset NAME keeps the columns of --columns A,B.")
    if options.save_preset.casefold() in PRESETS:
        options.refuse(f"{options.save_preset} is the name of a preset that cannot be changed.")
    if options.write_reels is not None and options.format not in WITH_REELS:
        options.refuse(f"Only {' and '.join(sorted(WITH_REELS))} have reel names.")
    handoff_options = read_options(options, _title(options), kept.read())
    expect_library(context)
    if _is_search(options):
        with open_for_search(context) as session:
            return _export((context, session), _searched(session, options), handoff_options, options)
    with open_engine(context, read_only=True) as session:
        if options.clip:
            return _export(
                (context, session), chosen_clips(clips_meant(session, options.clip)), handoff_options, options
            )
        collections = session.do(session.library.collections)
        mine = collection_of(collections, options.collection) if options.collection else None
        if mine is None or not mine.is_smart:
            id_ = BASKET_ID if mine is None else mine.id
            chosen = session.do(chosen_in_collection, session.library, id_)
            return _export((context, session), chosen, handoff_options, options)
    with open_for_search(context) as session:
        return _export((context, session), _saved_search(session, options), handoff_options, options)


def choices_file(context: Context) -> ChoicesFile:
    """What is kept for every export."""
    return ChoicesFile(context.places.settings.with_name(FILE_NAME))


def read_options(options: argparse.Namespace, title: str, kept: KeptChoices) -> HandoffOptions:
    """Raises: QueryError, for columns or a preset that there are not."""
    columns: tuple[str, ...] = ()
    with refusing():
        if options.preset:
            columns = kept.preset(options.preset)
        if options.columns:
            columns = columns_named([each.strip() for each in options.columns.split(",") if each.strip()])
    if options.no_kept:
        kept = KeptChoices()
    frames, seconds = options.handles
    return HandoffOptions(
        title=options.title or title,
        rate=options.rate,
        start=options.start,
        handle_frames=frames,
        handle_s=seconds,
        mappings=with_mappings(kept.mappings, tuple(options.mappings)),
        reel_length=max(4, options.reel_length),
        reels=tuple(kept.reels.items()),
        columns=columns,
        markers=options.markers,
    )


def _export(
    at: tuple[Context, Engine], chosen: list[ChosenMoment], handoff_options: HandoffOptions, options: argparse.Namespace
) -> CommandResult:
    context, session = at
    handoff_options, notes = _take_reels(context, chosen, handoff_options, options)
    if options.format == SUBCLIPS:
        return export_subclips(context, session, chosen, handoff_options, options)
    if options.format in SHEETS:
        handoff_options = replace(handoff_options, find_picture=_picture_finder(session, chosen))
    with refusing():
        plan = plan_export(chosen, options.format, handoff_options)
    if not plan.handoff.moments:
        reasons = "; ".join(f"{each.clip}: {each.what}" for each in plan.problems[:3] if each.is_left_out)
        raise ExportError("There are no moments to export.", reasons)
    targets = _write(session, plan, options)
    _write_reels(plan, options)
    notes += _kept_paths(plan, options)
    code = SOME_FAILED if any(each.is_left_out for each in plan.problems) else 0
    dry = options.dry_run
    lines = [*notes, *plan_lines(plan, targets, is_dry=dry)]
    return CommandResult(lines, {**plan_json(plan, targets, is_dry=dry), "notes": notes}, code)


def _take_reels(
    context: Context, chosen: list[ChosenMoment], handoff_options: HandoffOptions, options: argparse.Namespace
) -> tuple[HandoffOptions, list[str]]:
    """Names of reels from a table, and what is kept for the next time. Raises: ExportError, UnwritableError."""
    file, notes, given = choices_file(context), list[str](), dict[str, str]()
    if options.reels is not None:
        given, strange = reels_by(read_reel_table(options.reels), chosen)
        if strange:
            named = ", ".join(printable(each.clip or each.path) for each in strange[:3])
            notes.append(f"{count(len(strange), 'row')} of {options.reels.name} names none of these clips: {named}.")
    kept = file.read()
    new = replace(
        kept,
        mappings=with_mappings(kept.mappings, tuple(options.mappings)) if options.save_maps else kept.mappings,
        presets={**kept.presets, options.save_preset: handoff_options.columns} if options.save_preset else kept.presets,
        reels={**kept.reels, **given} if options.save_reels else kept.reels,
    )
    if new != kept and not options.dry_run:
        file.write(new)
    return replace(handoff_options, reels=tuple({**dict(handoff_options.reels), **given}.items())), notes


def _write_reels(plan: ExportPlan, options: argparse.Namespace) -> None:
    """The table of reels as they are written. Raises: ExportError."""
    if options.write_reels is None or options.dry_run:
        return
    table = reel_table(reels_of(plan.handoff, plan.options, plan.format.key))
    target: Path = options.write_reels
    for _ in write_outputs([OutputFile("", table)], [target], replace=options.replace):
        pass


def _kept_paths(plan: ExportPlan, options: argparse.Namespace) -> list[str]:
    """Paths that are written otherwise though nobody said so now."""
    named = {each.here for each in options.mappings}
    used = [each for each in plan.options.mappings if each.here not in named and _is_used(each, plan)]
    return [
        f"Paths below {printable(each.here)} are written as below {printable(each.there)}, as saved." for each in used
    ]


def _is_used(mapping_: PathMapping, plan: ExportPlan) -> bool:
    return any(mapping_.undo(each.path) is not None for each in plan.handoff.media)


def _picture_finder(session: Engine, chosen: list[ChosenMoment]) -> FindPicture:
    """Pictures of chosen clips, by their content."""
    videos = {each.video.info.fingerprint: each.video for each in chosen if each.video is not None and each.video.info}

    def find(moment: HandoffMoment, frame: int) -> bytes | None:
        video = videos.get(moment.media.fingerprint)
        time_s = frame_middle_s(frame, moment.media.rate)
        return None if video is None else session.do(session.library.picture, video, time_s)

    return find


def _write(session: Engine, plan: ExportPlan, options: argparse.Namespace) -> list[Path]:
    """The files that were written, or would be. Raises: ExportError."""
    if options.output is None:
        return []
    chosen: Path = options.output
    if chosen.is_dir():
        chosen = chosen / (re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "_", plan.options.title)[:100].strip(" .") or "Selects")
    outputs = plan.outputs()
    targets = targets_of(outputs, chosen)
    if not options.replace:
        expect_free(targets)
    if not options.dry_run:
        write: Callable[..., object] = write_outputs
        session.do(lambda: write(outputs, targets, replace=options.replace))
    return targets


def _expect_one_source(options: argparse.Namespace) -> None:
    """End with a usage message unless exactly one source of moments is named. Raises: SystemExit."""
    named = [bool(options.basket), bool(options.collection), bool(options.clip), _is_search(options)]
    if sum(named) != 1:
        missing = "missing: which moments?" if not any(named) else "too many sources of moments."
        options.refuse(f"{missing} Give one of --basket, --collection NAME, --clip PATH, or a search.")
    if options.query and options.query != STDIN and not _is_file(options.query):
        if options.sentence is not None:
            options.refuse("SENTENCE and --query cannot be used together.")
        options.sentence, options.query = options.query, None  # a sentence, where no file of that name is


def _is_file(name: str) -> bool:
    return name.lower().endswith(_SUFFIXES) or Path(name).is_file()


def _is_search(options: argparse.Namespace) -> bool:
    return any(getattr(options, name) for name in ENOUGH)


def _title(options: argparse.Namespace) -> str:
    if options.collection:
        title: str = options.collection
        return title
    return "Basket" if options.basket else options.sentence or "Selects"


def _searched(session: Engine, options: argparse.Namespace) -> list[ChosenMoment]:
    query = build_query(session, options)
    spec = model_named(session.do(session.library.models), options.model) if options.model else None
    return session.do(chosen_by_search, session.library, query, options.top, options.by_clip, spec)


def _saved_search(session: Engine, options: argparse.Namespace) -> list[ChosenMoment]:
    library: Library = session.library
    mine = collection_of(session.do(library.collections), options.collection)
    read = load_query(mine.query or "", may_be_empty=True)
    query = session.do(lambda: library.bind_query(read.query, read.names, is_own=True)).expect_whole()
    return session.do(chosen_by_search, library, query, options.top, options.by_clip, None)


def mapping(text: str) -> PathMapping:
    """HERE=THERE. Raises: argparse.ArgumentTypeError."""
    try:
        return PathMapping.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _handles(text: str) -> tuple[int, Fraction]:
    found = _HANDLES.fullmatch(text.strip())
    if found is None:
        raise argparse.ArgumentTypeError(f"must be frames such as 12, or seconds such as 0.5s; {text[:40]!r} is not.")
    return (int(found[1]), Fraction()) if found[1] else (0, Fraction(found[2]))


def _rate(text: str) -> Fraction:
    try:
        rate = standard_rate(Fraction(text))
    except (ValueError, ZeroDivisionError):
        rate = None
    if rate is None or rate.denominator not in (1, 1001) or not 1 <= rate <= 240:
        raise argparse.ArgumentTypeError(f"must be a frame rate such as 25 or 29.97; {text[:40]!r} is not.")
    return rate
