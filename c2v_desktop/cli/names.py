"""`c2v names`: names and words that the model was taught: list, teach, rename, remove, hand on, find examples."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from c2v_desktop.cli import names_teach
from c2v_desktop.cli.argument_parser import positive
from c2v_desktop.cli.command import ENDINGS, CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import Engine, expect_library, open_engine, open_for_search
from c2v_desktop.format import units
from c2v_desktop.format.names_text import example_json, example_text, name_json, name_lines
from c2v_desktop.names_sharing import export_names, import_names, read_names, suggest_examples, taken_names
from core.errors import QueryError
from core.printable import printable
from core.values import TaughtWord, tag_key


def add_parser(commands: Commands) -> None:
    """`c2v names COMMAND`."""
    text = "teach the model names of your people, products and places, and words of your captions"
    parser = commands.add_parser(
        "names",
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog=ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    inner = parser.add_subparsers(required=True, metavar="COMMAND")
    add_command(inner, "list", run_list, "list taught names and words")
    names_teach.add_parser(inner)
    rename = add_command(inner, "rename", run_rename, "change the spelling of a name; what was learned stays")
    rename.add_argument("name", metavar="NAME")
    rename.add_argument("new", metavar="NEW")
    remove = add_command(inner, "remove", run_remove, "forget names; `c2v names export` keeps them in a file")
    remove.add_argument("names", nargs="+", metavar="NAME")
    add_command(inner, "undo", run_undo, "undo the last change: what was taught, renamed, removed or imported")
    export = add_command(inner, "export", run_export, "write names to a file for another library or a colleague")
    export.add_argument("names", nargs="*", metavar="NAME", help="(default: all)")
    export.add_argument("--to", type=Path, required=True, metavar="FILE", help="a .safetensors file")
    export.add_argument("--force", action="store_true", help="replace FILE")
    read = add_command(inner, "import", run_import, "take over names from a file")
    read.add_argument("file", type=Path, metavar="FILE")
    read.add_argument("--replace", action="store_true", help="replace names that this library has already")
    suggest = add_command(inner, "suggest", run_suggest, "list moments that may be more examples of a name")
    suggest.add_argument("name", metavar="NAME")
    suggest.add_argument("--limit", type=positive, default=12, metavar="N", help="how many (default: 12)")


def run_list(context: Context, options: argparse.Namespace) -> CommandResult:
    """List what was taught. Raises: NothingIndexedError, StoreError."""
    expect_library(context)
    with open_engine(context, read_only=True) as session:
        return _listing(session, session.do(session.library.taught_words))


def run_rename(context: Context, options: argparse.Namespace) -> CommandResult:
    """Rename one. Raises: QueryError, NothingIndexedError, StoreError."""
    expect_library(context)
    with open_engine(context) as session:
        (word,) = names_meant(session, [options.name])
        session.do(session.library.note_words, session.do(session.library.rename_word, word.id, options.new))
        (word,) = [each for each in session.do(session.library.taught_words) if each.id == word.id]
        listing = _listing(session, [word])
    return CommandResult([f"Renamed {printable(options.name)} to {printable(word.text)}."], listing.data)


def run_remove(context: Context, options: argparse.Namespace) -> CommandResult:
    """Forget names. Raises: QueryError, NothingIndexedError, StoreError."""
    expect_library(context)
    with open_engine(context) as session:
        words = names_meant(session, options.names)
        listing = _listing(session, words)
        session.do(session.library.note_words, session.do(session.library.remove_words, [word.id for word in words]))
    names = ", ".join(printable(word.text) for word in words)
    return CommandResult([f"Removed {names}. `c2v names undo` brings them back."], {"removed": listing.data})


def run_undo(context: Context, _: argparse.Namespace) -> CommandResult:
    """Undo the last change. Raises: QueryError, NothingIndexedError, StoreError."""
    expect_library(context)
    with open_engine(context) as session:
        undone = session.do(session.library.undo_words)
        now = [each.row for each in undone.after if isinstance(each.row, TaughtWord)]
        gone = [each.row for each in undone.before if isinstance(each.row, TaughtWord)]
        listing = _listing(session, now)
    back = {tag_key(each.text) for each in now}
    removed = [each.text for each in gone if tag_key(each.text) not in back]
    lines = [f"{printable(each.text)} is as it was before." for each in now]
    lines += [f"{printable(each)} is no longer taught." for each in removed]
    return CommandResult(lines, {"names": listing.data, "removed": removed})


def run_export(context: Context, options: argparse.Namespace) -> CommandResult:
    """Write names as the model in use learned them. Raises: QueryError, NothingIndexedError, StoreError."""
    if options.to.exists() and not options.force:
        raise QueryError(f"{units.shown(options.to)} exists.", "Choose another name, or add --force to replace it.")
    expect_library(context)
    with open_engine(context, read_only=True) as session:
        words = session.do(session.library.taught_words)
        words = names_meant(session, options.names) if options.names else words
        made = session.do(lambda: export_names(session.library, options.to, words, is_partial=not options.names))
    line = f"Wrote {units.count(len(made.names), 'name')} of {printable(made.model)} to {units.shown(options.to)}."
    data = {
        "file": str(options.to), "model": made.model, "sha256": made.checksum,
        "names": list(made.names), "left_out": list(made.left_out),
    }  # fmt: skip
    left = [f"Not taught for this model, so left out: {', '.join(map(printable, made.left_out))}."]
    return CommandResult([line, *(left if made.left_out else [])], data)


def run_import(context: Context, options: argparse.Namespace) -> CommandResult:
    """Take over names of a file. Raises: QueryError, NothingIndexedError, StoreError."""
    found = read_names(options.file)
    expect_library(context)
    with open_engine(context) as session:
        taken = session.do(taken_names, session.library, found)
        if taken and not options.replace:
            raise QueryError(
                f"This library has {', '.join(map(printable, taken))} already.",
                "Rename those first, or add --replace.",
            )
        session.do(session.library.note_words, session.do(import_names, session.library, found))
        names = {each.text for each in found.words}
        listing = _listing(session, [word for word in session.do(session.library.taught_words) if word.text in names])
        spec = session.do(session.library.status).encoder
    lines = [f"Imported {units.count(len(found.words), 'name')}, taught to {printable(found.model)}."]
    if spec is not None and not found.is_for(spec):
        lines.append(f"The model in use is {printable(spec.name)}, which reads them as plain text. Teach them again.")
    return CommandResult(lines, listing.data)


def run_suggest(context: Context, options: argparse.Namespace) -> CommandResult:
    """Moments that the name finds, and that are no examples yet. Raises: QueryError, StoreError."""
    with open_for_search(context) as session:
        (word,) = names_meant(session, [options.name])
        hits = session.do(suggest_examples, session.library, word, options.limit)
        examples = [
            session.do(session.library.clip_example, each.video.id, each.segment.start_s, each.segment.end_s)
            if each.video.info is not None and not each.video.info.is_still
            else session.do(session.library.clip_example, each.video.id)
            for each in hits
        ]
    lines = [f"{hit.strength:<6}  {example_text(each)}" for hit, each in zip(hits, examples, strict=True)]
    data = [
        {**example_json(each), "score": round(hit.score, 4), "strength": hit.strength}
        for hit, each in zip(hits, examples, strict=True)
    ]
    return CommandResult(lines or ["No other moments were found."], data)


def names_meant(session: Engine, names: Sequence[str]) -> list[TaughtWord]:
    """Taught names, however they are spelled. Raises: QueryError, for one that was not taught."""
    known = {tag_key(each.text): each for each in session.do(session.library.taught_words)}
    for name in names:
        if tag_key(name) not in known:
            raise QueryError(f"{printable(name)} was not taught.", "`c2v names list` lists what was.")
    return [known[key] for key in dict.fromkeys(map(tag_key, names))]


def _listing(session: Engine, words: list[TaughtWord]) -> CommandResult:
    spec = session.do(session.library.status).encoder
    return CommandResult(name_lines(words, spec), [name_json(word, spec) for word in words])
