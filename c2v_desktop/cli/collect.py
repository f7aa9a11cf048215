"""`c2v collections`: list, create, rename and remove collections of kept moments, and saved searches."""

import argparse
from pathlib import Path

from c2v_desktop.cli.command import ENDINGS, CommandResult, Commands, Context, add_command
from c2v_desktop.cli.confirm import confirm
from c2v_desktop.cli.engine import Engine, expect_library, open_engine
from c2v_desktop.cli.filter_options import collection_named
from c2v_desktop.cli.streams import say
from c2v_desktop.format import units
from c2v_desktop.format.kept_text import collection_json, collection_line
from core.errors import QueryError
from core.library import ReadQuery, load_query
from core.printable import printable


def add_parser(commands: Commands) -> None:
    """`c2v collections COMMAND`."""
    text = "list, create, rename and remove collections of kept moments"
    parser = commands.add_parser(
        "collections",
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog=ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    inner = parser.add_subparsers(required=True, metavar="COMMAND")
    add_command(inner, "list", run_list, "list the collections")
    add = add_command(inner, "add", run_add, "create a collection, or a saved search")
    add.add_argument("name", metavar="NAME", help="its name")
    add.add_argument("--query", type=Path, metavar="FILE", help="a query as JSON or TOML: makes it a saved search")
    rename = add_command(inner, "rename", run_rename, "rename a collection")
    rename.add_argument("name", metavar="OLD", help="its name now")
    rename.add_argument("new", metavar="NEW", help="its new name")
    remove = add_command(inner, "remove", run_remove, "remove a collection with its moments; clips stay as they are")
    remove.add_argument("name", metavar="NAME", help="its name; the basket itself stays, only its moments are removed")
    remove.add_argument("--yes", action="store_true", help="do not ask for confirmation")


def run_list(context: Context, options: argparse.Namespace) -> CommandResult:
    """List collections. Raises: NothingIndexedError, StoreError."""
    expect_library(context)
    with open_engine(context, read_only=True) as session:
        return _listing(session)


def run_add(context: Context, options: argparse.Namespace) -> CommandResult:
    """Create a collection. Raises: QueryError, NothingIndexedError, StoreError."""
    read = None if options.query is None else _read_query(options.query)
    expect_library(context)
    with open_engine(context) as session:
        query = None if read is None else _bound(session, read)
        session.do(session.library.add_collection, options.name, query)
        return _listing(session)


def run_rename(context: Context, options: argparse.Namespace) -> CommandResult:
    """Rename a collection. Raises: QueryError, NothingIndexedError, StoreError."""
    expect_library(context)
    with open_engine(context) as session:
        session.do(session.library.rename_collection, collection_named(session, options.name), options.new)
        return _listing(session)


def run_remove(context: Context, options: argparse.Namespace) -> CommandResult:
    """Remove a collection. Raises: QueryError, NothingIndexedError, StoreError, Cancelled."""
    expect_library(context)
    with open_engine(context) as session:
        id_ = collection_named(session, options.name)
        moments = len(session.do(session.library.moments, id_))
        if moments:
            say(f"{printable(options.name)} holds {units.count(moments, 'moment')}; the clips stay as they are.")
            confirm("Remove", "Nothing was removed.", sure=options.yes)
        session.do(session.library.remove_collection, id_)
        return _listing(session)


def _bound(session: Engine, read: ReadQuery) -> str:
    """The search as this library understands it. Raises: QueryError, where it lacks what that is limited to."""
    bound = session.do(session.library.bind_query, read.query, read.names)
    for note in (*read.notes, *bound.notes):
        say(note)
    text: str = session.do(session.library.query_text, bound.expect_whole())
    return text


def _read_query(path: Path) -> ReadQuery:
    """Raises: QueryError, for a file that holds no query."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{units.shown(path)} cannot be read as a query: {error}.") from error
    return load_query(text, is_toml=path.suffix.lower() == ".toml", may_be_empty=True)


def _listing(session: Engine) -> CommandResult:
    collections = session.do(session.library.collections)
    counts = [len(session.do(session.library.moments, each.id)) for each in collections]
    pairs = list(zip(collections, counts, strict=True))
    return CommandResult([collection_line(*pair) for pair in pairs], [collection_json(*pair) for pair in pairs])
