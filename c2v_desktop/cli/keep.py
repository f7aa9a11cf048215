"""`c2v keep`: keep moments of clips, with in and out points and notes, in collections."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from c2v_desktop.cli.argument_parser import positive
from c2v_desktop.cli.command import ENDINGS, CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import Engine, expect_any_clips, expect_library, open_engine
from c2v_desktop.cli.filter_options import collection_named
from c2v_desktop.cli.selection import clip_meant, time_meant
from c2v_desktop.format import units
from c2v_desktop.format.caption_text import caption_json, caption_line
from c2v_desktop.format.kept_text import clip_json, clip_line, moment_json, moment_line
from core.errors import QueryError
from core.values import BASKET_ID, KeptCaption, Moment, Video

TIMES = """\
Times count from the start of the clip: 00:00:08:16 (frames last), 0:08.6 or 8.6 (seconds). A moment ends just before
its out point. Without --in and --out the whole clip is kept.
"""


def add_parser(commands: Commands) -> None:
    """`c2v keep COMMAND`."""
    text = "keep moments of clips, with in and out points and notes, in collections"
    parser = commands.add_parser(
        "keep",
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog=f"{TIMES}\n{ENDINGS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    inner = parser.add_subparsers(required=True, metavar="COMMAND")
    add = add_command(inner, "add", run_add, "keep a moment, or a whole clip")
    add.add_argument("clip", type=Path, metavar="CLIP", help="a clip of the library")
    _add_points(add)
    _add_collection(add, "the collection to keep it in (default: the basket)")
    shown = add_command(inner, "list", run_list, "list the moments of a collection, in order")
    _add_collection(shown, "the collection (default: the basket)")
    shown.add_argument("--all", action="store_true", help="the moments of all collections")
    edit = add_command(inner, "edit", run_edit, "change the in and out points or the note of a moment")
    edit.add_argument("moment", type=positive, metavar="ID", help="as in `c2v keep list`")
    _add_points(edit)
    edit.add_argument("--whole", action="store_true", help="keep the whole clip: no in and out points")
    remove = add_command(inner, "remove", run_remove, "stop keeping moments; the clips stay as they are")
    remove.add_argument("moments", type=positive, nargs="+", metavar="ID", help="as in `c2v keep list`")
    move = add_command(inner, "move", run_move, "put moments in another place or collection, in the order given")
    move.add_argument("moments", type=positive, nargs="+", metavar="ID", help="as in `c2v keep list`")
    _add_collection(move, "the collection to put them in (default: where the first of them is)")
    move.add_argument(
        "--to", type=positive, metavar="PLACE", help="the place of the first, from 1 (default: at the end)"
    )
    move.add_argument("--copy", action="store_true", help="copy them to the end of the collection instead")
    carry = add_command(
        inner,
        "carry-over",
        run_carry_over,
        "give a new version of a clip what is kept of the old one: marks, moments, captions",
    )
    carry.add_argument("clip", type=Path, metavar="CLIP", help="the new version: a clip of the library")
    carry.add_argument(
        "--from",
        dest="old",
        type=Path,
        metavar="OLD",
        help="where the old version is or was (default: the file that CLIP replaced at its place)",
    )
    carry.add_argument("--undo", action="store_true", help="give back to the old version what was carried over to CLIP")


def run_add(context: Context, options: argparse.Namespace) -> CommandResult:
    """Keep a moment. Raises: QueryError, NothingIndexedError, StoreError."""
    expect_any_clips(context)
    with open_engine(context) as session:
        video = clip_meant(session, options.clip)
        start_s, end_s = time_meant(options.start, video), time_meant(options.end, video)
        place = _collection(session, options.collection, BASKET_ID)
        done = session.do(session.library.keep, video.id, start_s, end_s, options.note or "", place)
        return _listing(session, done.moments)


def run_list(context: Context, options: argparse.Namespace) -> CommandResult:
    """List kept moments. Raises: QueryError, NothingIndexedError, StoreError."""
    expect_library(context)
    with open_engine(context, read_only=True) as session:
        places = [_collection(session, options.collection, BASKET_ID)]
        if options.all:
            places = [each.id for each in session.do(session.library.collections)]
        moments = [moment for place in places for moment in session.do(session.library.moments, place)]
        return _listing(session, moments)


def run_edit(context: Context, options: argparse.Namespace) -> CommandResult:
    """Change a moment. Raises: QueryError, NothingIndexedError, StoreError."""
    if options.whole and (options.start is not None or options.end is not None):
        raise QueryError("A whole clip has no in and out points.", "Use --whole, or --in and --out.")
    if not options.whole and (options.start, options.end, options.note) == (None, None, None):
        raise QueryError("Nothing to change was given.", "Use --in, --out, --whole or --note.")
    expect_library(context)
    with open_engine(context) as session:
        (moment,) = session.do(session.library.moments_by_id, [options.moment])
        start_s, end_s = moment.start_s, moment.end_s
        if options.start is not None or options.end is not None:
            videos = session.do(session.library.videos_of, [moment]).get(moment.fingerprint, [])
            if not videos:
                raise QueryError(f"{moment.path.name} is not in the library: in and out stay as they are.")
            start_s = start_s if options.start is None else time_meant(options.start, videos[0])
            end_s = end_s if options.end is None else time_meant(options.end, videos[0])
        elif options.whole:
            start_s = end_s = None
        note = moment.note if options.note is None else options.note
        session.do(session.library.edit_moment, moment.id, start_s, end_s, note)
        return _listing(session, session.do(session.library.moments_by_id, [moment.id]))


def run_remove(context: Context, options: argparse.Namespace) -> CommandResult:
    """Stop keeping moments. Raises: QueryError, NothingIndexedError, StoreError."""
    expect_library(context)
    with open_engine(context) as session:
        gone = _known(session, options.moments)
        listing = _listing(session, gone)
        session.do(session.library.remove_moments, [each.id for each in gone])
    return CommandResult([f"Removed {units.count(len(gone), 'moment')}.", *listing.lines], {"removed": listing.data})


def run_move(context: Context, options: argparse.Namespace) -> CommandResult:
    """Move or copy moments. Raises: QueryError, NothingIndexedError, StoreError."""
    if options.copy and options.to is not None:
        raise QueryError("Copies go to the end of the collection.", "Use --copy or --to.")
    expect_library(context)
    with open_engine(context) as session:
        known = {each.id: each for each in _known(session, options.moments)}
        place = _collection(session, options.collection, known[options.moments[0]].collection_id)
        if options.copy:
            session.do(session.library.copy_moments, options.moments, place)
        else:
            session.do(
                session.library.move_moments, options.moments, place, None if options.to is None else options.to - 1
            )
        return _listing(session, session.do(session.library.moments, place))


def run_carry_over(context: Context, options: argparse.Namespace) -> CommandResult:
    """Move marks and moments to a new version of a clip. Raises: QueryError, NothingIndexedError, StoreError."""
    expect_any_clips(context)
    with open_engine(context) as session:
        library = session.library
        video = clip_meant(session, options.clip)
        if options.undo:
            return taken_back(session, video)
        places = () if options.old is None else session.do(library.places_of, options.old)
        done = session.do(library.carry_over, video.id, places)
        video = clip_meant(session, options.clip)
        moved = _listing(session, done.moments)
        left = session.do(library.left_behind, done, video.id)
        stayed = _listing(session, left)
        captions = _captions(session, done.captions)
        judged = len(done.judgements)
        old = done.fingerprints - {video.info.fingerprint if video.info is not None else ""}
        late = _captions(session, [each for each in session.do(library.captions) if each.fingerprint in old])
    lines = [clip_line(video), *(moved.lines if done.moments else []), *captions.lines]
    lines += [f"{units.count(judged, 'judgement')} came along."] if judged else []
    if left:
        are = units.count(len(left), "moment does", "moments do")
        lines += [f"{are} not fit into the new version and stayed with the old one:", *stayed.lines]
    if late.lines:
        are = units.count(len(late.lines), "caption does", "captions do")
        lines += [f"{are} not fit into the new version and stayed with the old one:", *late.lines]
    lines.append("`c2v keep carry-over --undo` with this clip takes it back.")
    data = {"clip": clip_json(video), "moments": moved.data, "left": stayed.data}
    listing = {"captions": captions.data, "left_captions": late.data, "judgements": judged}
    return CommandResult(lines, {**data, **listing})


def taken_back(session: Engine, video: Video) -> CommandResult:
    """Undo a carry-over. Raises: QueryError, StoreError."""
    done = session.do(session.library.take_back, video.id)
    again = clip_meant(session, video.path)
    moments, captions = _listing(session, done.moments), _captions(session, done.captions)
    lines = ["Gave back to the old version what was carried over.", clip_line(again), *moments.lines, *captions.lines]
    data = {"clip": clip_json(again), "moments": moments.data, "left": []}
    listing = {"captions": captions.data, "left_captions": [], "judgements": len(done.judgements)}
    return CommandResult(lines, {**data, **listing})


def _add_points(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--in", dest="start", metavar="TIME", help="where it begins, such as 00:00:08:16 or 8.6")
    parser.add_argument("--out", dest="end", metavar="TIME", help="where it ends: this frame is not part of it")
    parser.add_argument("--note", metavar="TEXT", help="a note")


def _add_collection(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--collection", default="", metavar="NAME", help=text)


def _collection(session: Engine, name: str, default: int) -> int:
    return collection_named(session, name) if name else default


def _known(session: Engine, ids: Sequence[int]) -> list[Moment]:
    find: Callable[[Sequence[int]], list[Moment]] = session.library.moments_by_id
    return session.do(find, ids)


def _captions(session: Engine, captions: Sequence[KeptCaption]) -> CommandResult:
    """Captions that came along."""
    videos = session.do(session.library.videos_of, captions)
    lines = [caption_line(each, videos.get(each.fingerprint, [])) for each in captions]
    return CommandResult(lines, [caption_json(each, videos.get(each.fingerprint, [])) for each in captions])


def _listing(session: Engine, moments: Sequence[Moment]) -> CommandResult:
    videos = session.do(session.library.videos_of, moments)
    lines = [moment_line(each, videos.get(each.fingerprint, [])) for each in moments]
    data = [moment_json(each, videos.get(each.fingerprint, [])) for each in moments]
    return CommandResult(lines or ["No moments are kept here."], data)
