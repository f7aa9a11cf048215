"""The options that make a query: of `c2v search` and `c2v explain`."""

import argparse
import os
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Final

from c2v_desktop.cli.engine import Session
from c2v_desktop.cli.example_option import example_of, like_of
from c2v_desktop.cli.filter_options import filter_with
from c2v_desktop.cli.selection import filter_below
from c2v_desktop.cli.streams import say
from c2v_desktop.format.units import shown
from core.errors import QueryError
from core.library import ReadQuery, add_phrase, check_query, load_query
from core.textfile import decode
from core.values import WITHIN_S, Combine, Filter, PhraseRole, Query

COMBINE: Final[dict[str, Combine]] = {"sentence": "sentence", "all": "all", "any": "any", "in-order": "in_order"}
SORT = ("match", "shot", "name", "added")
STDIN = "-"
ENOUGH = ("sentence", "must", "should", "like", "query")
"""One of these says what to look for."""


def add_query_options(parser: argparse.ArgumentParser) -> None:
    """SENTENCE and all that refines it."""
    parser.add_argument(
        "sentence", metavar="SENTENCE", nargs="?", help='what the shot shows, such as "a red car drives past"'
    )
    refine = parser.add_argument_group(
        "refine the query", "--must, --should, --not, --then, --like, --liked and --disliked may be repeated."
    )
    refine.add_argument("--must", action="append", default=[], metavar="PHRASE", help="the moment must show this, too")
    refine.add_argument(
        "--should", action="append", default=[], metavar="PHRASE", help="better if the moment shows this"
    )
    refine.add_argument("--not", dest="exclude", action="append", default=[], metavar="PHRASE", help="exclude this")
    refine.add_argument(
        "--then", action="append", default=[], metavar="SENTENCE", help="what comes next in the same clip"
    )
    refine.add_argument(
        "--within", type=seconds, metavar="SECONDS", help=f"longest gap between steps (default: {WITHIN_S:g})"
    )
    refine.add_argument(
        "--like",
        action="append",
        default=[],
        metavar="FILE",
        help="looks like this picture, frame (CLIP@TIME) or moment (CLIP@START-END)",
    )
    for kind, words in (("liked", "first"), ("disliked", "last")):
        refine.add_argument(
            f"--{kind}",
            action="append",
            default=[],
            metavar="MOMENT",
            help=f"list what looks like this result {words} (CLIP@START-END, or a still picture)",
        )
    refine.add_argument(
        "--combine",
        choices=list(COMBINE),
        help="how phrases go together: read as one sentence (default), all of them (default with --must), "
        "any of them, or one after the other",
    )
    refine.add_argument(
        "--motion", type=share, metavar="0..1", help="weight of change over time, for models that measure it"
    )
    refine.add_argument("--sort", choices=SORT, help="order of the list (default: match)")
    refine.add_argument(
        "--query", metavar="FILE", help="start from a saved query, JSON or TOML; - reads standard input"
    )
    refine.add_argument("--save-query", type=Path, metavar="FILE", help="save the query as JSON")
    parser.add_argument(
        "--no-server", action="store_true", help="answer by itself, even if `c2v serve` or the window could"
    )
    parser.set_defaults(refuse=parser.error)


def build_query(session: Session, options: argparse.Namespace) -> Query:
    """The query that the options describe, saved where they say. Raises: QueryError, MediaError."""
    built: Query | None = getattr(options, "built", None)
    if built is not None:  # by somebody who could not answer it: standard input is read once
        return built
    query = _refined(session, _started(session, options), options)
    check_query(query)
    if getattr(options, "save_query", None) is not None:
        _save(session, query, options.save_query)
    return query


def expect_query(options: argparse.Namespace) -> None:
    """End with a usage message when nothing is to be looked for. Raises: SystemExit."""
    if not any(getattr(options, name) for name in ENOUGH):
        options.refuse("missing: SENTENCE. --must, --should, --like or --query can stand alone.")
    if options.sentence is not None and options.query:
        options.refuse("SENTENCE and --query cannot be used together. --must, --not and --then add to a saved query.")


def seconds(text: str) -> float:
    """A number of seconds from 0."""
    return _number(text, 0, 1e9, "a number of seconds, 0 or more")


def share(text: str) -> float:
    """A number from 0 to 1."""
    return _number(text, 0, 1, "a number from 0 to 1")


def _number(text: str, least: float, most: float, words: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(f"must be {words}; {text[:40]!r} is not.")
    return number


def _started(session: Session, options: argparse.Namespace) -> Query:
    """The sentence, or the saved query."""
    if options.query:
        return _bound(session, _load(options.query), options)
    if options.sentence is not None:
        cut: Query = session.library.cut(options.sentence)
        return cut
    return Query("", ())


def _refined(session: Session, query: Query, options: argparse.Namespace) -> Query:
    roles: tuple[tuple[PhraseRole, list[str]], ...] = (
        ("must", options.must),
        ("should", options.should),
        ("not", options.exclude),
    )
    for role, texts in roles:
        for text in texts:
            query = add_phrase(query, text, role)
    steps = tuple(session.library.cut_step(text) for text in options.then)
    examples = tuple(example_of(session, text) for text in options.like)
    likes = (
        *(like_of(session, text, "liked") for text in options.liked),
        *(like_of(session, text, "disliked") for text in options.disliked),
    )
    query = replace(
        query, then=(*query.then, *steps), examples=(*query.examples, *examples), likes=(*query.likes, *likes)
    )
    if options.must and not options.combine and query.combine == "sentence":
        query = replace(query, combine="all")
    if options.combine:
        query = replace(query, combine=COMBINE[options.combine])
    if options.within is not None:
        query = replace(query, within_s=options.within)
    if options.motion is not None:
        query = replace(query, motion=options.motion)
    if options.sort:
        query = replace(query, sort=options.sort)
    return replace(query, filter=_narrowed(session, query.filter, options))


def _narrowed(session: Session, saved: Filter, options: argparse.Namespace) -> Filter:
    """The filter of the saved query with what the options say instead; what they leave out stays."""
    folders = getattr(options, "folder", [])
    asked = filter_with(session, options, filter_below(session, folders) if folders else Filter())
    named = [field.name for field in fields(Filter)]
    said = {name: getattr(asked, name) for name in named if getattr(asked, name) != getattr(Filter(), name)}
    return replace(saved, **said)


def _bound(session: Session, read: ReadQuery, options: argparse.Namespace) -> Query:
    """The saved query as this library understands it; what options say instead need not be here. Raises: QueryError."""
    query = read.query
    if getattr(options, "folder", []):
        query = replace(query, filter=replace(query.filter, folder_ids=frozenset(), below=frozenset()))
    if getattr(options, "collection", []):
        query = replace(query, filter=replace(query.filter, collection_ids=frozenset()))
    bound = session.do(session.library.bind_query, query, read.names)
    for note in (*read.notes, *bound.notes):
        say(note)
    return bound.expect_whole()


def _load(name: str) -> ReadQuery:
    path = Path(name)
    try:
        raw = sys.stdin.buffer.read() if name == STDIN else path.read_bytes()
        text = decode(raw).text
    except OSError as error:
        raise QueryError(
            f"The saved query {shown(path)} cannot be read: {error.strerror or error}.", "Check its name and place."
        ) from error
    except UnicodeDecodeError as error:
        raise QueryError(f"{shown(path)} is not a text file.", "A saved query is a JSON or TOML file.") from error
    return load_query(text, is_toml=path.suffix.lower() == ".toml", may_be_empty=True)


def _save(session: Session, query: Query, path: Path) -> None:
    """Write whole or not at all; a file that is no saved query is never replaced. Raises: QueryError."""
    text = session.do(session.library.query_text, query)
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        if path.exists() and not _is_query(path):
            raise QueryError(
                f"{shown(path)} is not a saved query, so it was not replaced.", "Choose another name for --save-query."
            )
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise QueryError(
            f"The query could not be saved as {shown(path)}: {error.strerror or error}.", "Choose another folder."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    say(f"Saved the query as {shown(path)}.")


def _is_query(path: Path) -> bool:
    try:
        load_query(path.read_text(encoding="utf-8"), may_be_empty=True)
    except (QueryError, UnicodeDecodeError):
        return False
    return True
