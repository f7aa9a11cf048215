"""`c2v captions`: write, list, edit and remove captions of moments, and save them as a list."""

import argparse
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from c2v_desktop.cli.argument_parser import positive
from c2v_desktop.cli.command import ENDINGS, CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import Engine, expect_any_clips, expect_library, open_engine
from c2v_desktop.cli.selection import clip_meant, clips_meant, time_meant
from c2v_desktop.format import units
from c2v_desktop.format.caption_text import LIST_SUFFIXES, caption_json, caption_line, caption_list, path_of
from core.errors import QueryError
from core.export import OutputFile, write_outputs
from core.values import Judgement, KeptCaption

Kept = TypeVar("Kept", KeptCaption, Judgement)
TIMES = """\
Times count from the start of the clip: 00:00:08:16 (frames last), 0:08.6 or 8.6 (seconds). A moment ends just before
its out point. Without --in and --out a caption is about the whole clip.
"""


def add_parser(commands: Commands) -> None:
    """`c2v captions COMMAND`."""
    text = "write captions of moments, which a model can be taught with"
    parser = commands.add_parser(
        "captions",
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog=f"{TIMES}\n{ENDINGS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    inner = parser.add_subparsers(required=True, metavar="COMMAND")
    shown = add_command(inner, "list", run_list, "list captions, clip by clip")
    shown.add_argument("paths", type=Path, nargs="*", metavar="PATH", help="only of these clips and folders")
    add = add_command(inner, "add", run_add, "write a caption for a moment, or for a whole clip")
    add.add_argument("clip", type=Path, metavar="CLIP", help="a clip of the library")
    add.add_argument("text", metavar="TEXT", help="what happens, in a sentence")
    _add_points(add)
    edit = add_command(inner, "edit", run_edit, "change the text or the in and out points of a caption")
    edit.add_argument("caption", type=positive, metavar="ID", help="as in `c2v captions list`")
    edit.add_argument("--text", metavar="TEXT", help="the new text")
    _add_points(edit)
    edit.add_argument("--whole", action="store_true", help="about the whole clip: no in and out points")
    remove = add_command(inner, "remove", run_remove, "remove captions; the clips stay as they are")
    remove.add_argument("captions", type=positive, nargs="+", metavar="ID", help="as in `c2v captions list`")
    export = add_command(inner, "export", run_export, "save captions as a list: file, start, end, caption")
    export.add_argument("file", type=Path, metavar="FILE", help=f"ends in {', '.join(LIST_SUFFIXES)}")
    export.add_argument("paths", type=Path, nargs="*", metavar="PATH", help="only of these clips and folders")
    export.add_argument(
        "--judged", action="store_true", help="also moments that are right for a search, with its sentence"
    )
    export.add_argument("--replace", action="store_true", help="replace a file that already exists")


def run_list(context: Context, options: argparse.Namespace) -> CommandResult:
    """List captions. Raises: QueryError, NothingIndexedError, StoreError."""
    expect_library(context)
    with open_engine(context, read_only=True) as session:
        return _listing(session, _chosen(session, session.do(session.library.captions), options.paths))


def run_add(context: Context, options: argparse.Namespace) -> CommandResult:
    """Write a caption. Raises: QueryError, NothingIndexedError, StoreError."""
    expect_any_clips(context)
    with open_engine(context) as session:
        video = clip_meant(session, options.clip)
        start_s, end_s = time_meant(options.start, video), time_meant(options.end, video)
        done = session.do(session.library.add_caption, video.id, options.text, start_s, end_s)
        return _listing(session, done.captions)


def run_edit(context: Context, options: argparse.Namespace) -> CommandResult:
    """Change a caption. Raises: QueryError, NothingIndexedError, StoreError."""
    has_points = options.start is not None or options.end is not None
    if options.whole and has_points:
        raise QueryError("A whole clip has no in and out points.", "Use --whole, or --in and --out.")
    if not options.whole and not has_points and options.text is None:
        raise QueryError("Nothing to change was given.", "Use --text, --in, --out or --whole.")
    expect_library(context)
    with open_engine(context) as session:
        (caption,) = session.do(session.library.captions_by_id, [options.caption])
        start_s, end_s = (None, None) if options.whole else (caption.start_s, caption.end_s)
        if has_points:
            videos = session.do(session.library.videos_of, [caption]).get(caption.fingerprint, [])
            if not videos:
                raise QueryError(f"{caption.path.name} is not in the library: in and out stay as they are.")
            start_s = start_s if options.start is None else time_meant(options.start, videos[0])
            end_s = end_s if options.end is None else time_meant(options.end, videos[0])
        text = caption.text if options.text is None else options.text
        session.do(session.library.edit_caption, caption.id, text, start_s, end_s)
        return _listing(session, session.do(session.library.captions_by_id, [caption.id]))


def run_remove(context: Context, options: argparse.Namespace) -> CommandResult:
    """Remove captions; what they said is printed. Raises: QueryError, NothingIndexedError, StoreError."""
    expect_library(context)
    with open_engine(context) as session:
        find: Callable[[Sequence[int]], list[KeptCaption]] = session.library.captions_by_id
        gone = session.do(find, options.captions)
        listing = _listing(session, gone)
        session.do(session.library.remove_captions, [each.id for each in gone])
    return CommandResult([f"Removed {units.count(len(gone), 'caption')}:", *listing.lines], {"removed": listing.data})


def run_export(context: Context, options: argparse.Namespace) -> CommandResult:
    """Save captions as a list. Raises: QueryError, ExportError, NothingIndexedError, StoreError."""
    suffix = options.file.suffix.lower()
    if suffix not in LIST_SUFFIXES:
        raise QueryError(
            f"{units.shown(options.file)} has no ending that names a list.", f"Use one of {', '.join(LIST_SUFFIXES)}."
        )
    expect_library(context)
    with open_engine(context, read_only=True) as session:
        captions = _chosen(session, session.do(session.library.captions), options.paths)
        judged = [each for each in session.do(session.library.judgements) if each.is_right] if options.judged else []
        judged = _chosen(session, judged, options.paths)
        chosen: list[KeptCaption | Judgement] = [*captions, *judged]
        videos = session.do(session.library.videos_of, chosen)
        rows: list[tuple[str, Fraction | None, Fraction | None, str]] = []
        for each in chosen:
            text = each.text if isinstance(each, KeptCaption) else each.sentence
            row = (path_of(each, videos.get(each.fingerprint, [])), each.start_s, each.end_s, text)
            rows += [] if row in rows else [row]
        if not rows:
            raise QueryError("There are no captions to save.", "`c2v captions add` writes one.")
        output = OutputFile(suffix, caption_list(rows, suffix))
        write: Callable[..., object] = write_outputs
        session.do(lambda: write([output], [options.file], replace=options.replace))
    written = {"file": str(options.file), "captions": len(rows)}
    return CommandResult([f"Saved {units.count(len(rows), 'caption')} to {units.shown(options.file)}."], written)


def _add_points(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--in", dest="start", metavar="TIME", help="where it begins, such as 00:00:08:16 or 8.6")
    parser.add_argument("--out", dest="end", metavar="TIME", help="where it ends: this frame is not part of it")


def _chosen(session: Engine, kept: Sequence[Kept], paths: Sequence[Path]) -> list[Kept]:
    """Those of clips at these paths, or all."""
    if not paths:
        return list(kept)
    contents = {video.info.fingerprint for video in clips_meant(session, paths) if video.info is not None}
    return [each for each in kept if each.fingerprint in contents]


def _listing(session: Engine, captions: Sequence[KeptCaption]) -> CommandResult:
    """Clip by clip, and from the start of each to its end."""
    videos = session.do(session.library.videos_of, captions)

    def key(caption: KeptCaption) -> tuple[str, Fraction, int]:
        return path_of(caption, videos.get(caption.fingerprint, [])), caption.start_s or Fraction(-1), caption.id

    ordered = sorted(captions, key=key)
    lines = [caption_line(each, videos.get(each.fingerprint, [])) for each in ordered]
    data = [caption_json(each, videos.get(each.fingerprint, [])) for each in ordered]
    return CommandResult(lines or ["There are no captions here."], data)
