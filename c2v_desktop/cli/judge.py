"""`c2v judge`: note that moments are right or wrong for a sentence, list that, and take it back."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from c2v_desktop.cli.argument_parser import positive
from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import Engine, expect_any_clips, expect_library, open_engine
from c2v_desktop.cli.selection import clip_meant, time_meant
from c2v_desktop.format import units
from c2v_desktop.format.caption_text import judgement_json, judgement_line
from core.errors import QueryError
from core.values import Judgement


def add_parser(commands: Commands) -> None:
    """`c2v judge COMMAND`."""
    text = "note which moments are right or wrong for a sentence, which a model can be taught with"
    parser = commands.add_parser("judge", help=text, description=text[0].upper() + text[1:] + ".")
    inner = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, help_ in (("right", "note that a moment fits a sentence"), ("wrong", "note that it does not fit")):
        add = add_command(inner, name, run_add, help_)
        add.add_argument("clip", type=Path, metavar="CLIP", help="a clip of the library")
        add.add_argument("sentence", metavar="SENTENCE", help="as in `c2v search`")
        add.add_argument("--in", dest="start", metavar="TIME", help="where it begins, such as 00:00:08:16 or 8.6")
        add.add_argument("--out", dest="end", metavar="TIME", help="where it ends: this frame is not part of it")
        add.set_defaults(is_right=name == "right")
    shown = add_command(inner, "list", run_list, "list what was noted")
    shown.add_argument("sentence", nargs="?", metavar="SENTENCE", help="only for this one")
    remove = add_command(inner, "remove", run_remove, "take it back")
    remove.add_argument("judgements", type=positive, nargs="+", metavar="ID", help="as in `c2v judge list`")


def run_add(context: Context, options: argparse.Namespace) -> CommandResult:
    """Judge a moment. Raises: QueryError, NothingIndexedError, StoreError."""
    expect_any_clips(context)
    with open_engine(context) as session:
        library = session.library
        video = clip_meant(session, options.clip)
        start_s, end_s = time_meant(options.start, video), time_meant(options.end, video)
        session.do(library.judge_stretch, video.id, start_s, end_s, options.sentence, options.is_right)
        known = session.do(library.judged_for, options.sentence)
        content = "" if video.info is None else video.info.fingerprint
        return _listing(session, [each for each in known if each.fingerprint == content])


def run_list(context: Context, options: argparse.Namespace) -> CommandResult:
    """List judgements. Raises: NothingIndexedError, StoreError."""
    expect_library(context)
    with open_engine(context, read_only=True) as session:
        if options.sentence is None:
            return _listing(session, session.do(session.library.judgements))
        return _listing(session, session.do(session.library.judged_for, options.sentence))


def run_remove(context: Context, options: argparse.Namespace) -> CommandResult:
    """Take judgements back; what they said is printed. Raises: QueryError, NothingIndexedError, StoreError."""
    expect_library(context)
    with open_engine(context) as session:
        wanted = {*options.judgements}
        gone = [each for each in session.do(session.library.judgements) if each.id in wanted]
        if len(gone) < len(wanted):
            raise QueryError("This judgement is no longer kept.", "`c2v judge list` shows those that are.")
        listing = _listing(session, gone)
        session.do(session.library.unjudge, [each.id for each in gone])
    return CommandResult([f"Removed {units.count(len(gone), 'judgement')}:", *listing.lines], {"removed": listing.data})


def _listing(session: Engine, judgements: Sequence[Judgement]) -> CommandResult:
    videos = session.do(session.library.videos_of, judgements)
    lines = [judgement_line(each, videos.get(each.fingerprint, [])) for each in judgements]
    data = [judgement_json(each, videos.get(each.fingerprint, [])) for each in judgements]
    return CommandResult(lines or ["Nothing was judged here."], data)
