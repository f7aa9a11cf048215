"""Lets a running library answer `c2v search` and `c2v explain`, when there is one that would give the same answer."""

import argparse
import base64
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple, cast

from c2v_desktop.cli.command import CommandResult, Context
from c2v_desktop.cli.engine import LibraryNames
from c2v_desktop.cli.query_options import build_query
from c2v_desktop.library_files import CatalogueNames, has_catalogue
from c2v_desktop.serve.client import ServerGoneError, ask
from c2v_desktop.serve.runtime_file import find_running, stamp_of
from core.errors import C2VError
from core.library import write_query
from core.ports import Disk
from core.values import Query

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
MOST_PICTURES_BYTES = 20 << 20
_log = logging.getLogger(__name__)


class NamesSession:
    """Finds what options name, in the catalogue alone."""

    def __init__(self, names: CatalogueNames) -> None:
        self._names = names

    @property
    def library(self) -> LibraryNames:
        """Where names are asked."""
        return self._names

    def do(self, work: Callable[[*Ts], T], *args: *Ts) -> T:
        """Ask at once."""
        return work(*args)


def ask_running(context: Context, options: argparse.Namespace, name: str, more: dict[str, Any]) -> CommandResult | None:
    """The answer of a running library; None when there is none, or none of this version, library and model.

    Whatever else goes wrong there goes wrong here too, and is reported by this program. Raises: QueryError.
    """
    if options.no_server or context.trouble is not None or not has_catalogue(context.places):
        return None
    running = [*find_running(context.places)]
    if not running:
        return None
    stamp = stamp_of(context.places, context.settings.encoder, context.settings)
    same = [each for each in running if each.stamp == stamp]
    if not same:
        return None
    with CatalogueNames(context.places, lambda: _disk(context)) as names:
        query = options.built = build_query(NamesSession(names), options)
    pictures = _pictures(query)
    if pictures is None:
        return None
    body = {"query": write_query(query), "pictures": pictures, "lines": True, **more}
    for server in same:
        try:
            said = ask(server, name, body, stamp)
            lines = said.pop("lines")
        except (ServerGoneError, C2VError, KeyError) as error:
            _log.info("a running library gave no answer: %s", error)
            continue
        return CommandResult(cast("list[str]", lines), said)
    return None


def _pictures(query: Query) -> dict[str, str] | None:
    """Bytes of example pictures by path; None when they cannot be sent."""
    found, left = dict[str, str](), MOST_PICTURES_BYTES
    for example in query.examples:
        if example.kind == "image":
            raw = _bytes_of(example.path, left)
            if raw is None:
                return None
            left -= len(raw)
            found[str(example.path)] = base64.b64encode(raw).decode("ascii")
    return found


def _bytes_of(path: Path, most: int) -> bytes | None:
    try:
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except OSError:
        return None
    return raw if len(raw) <= most else None


def _disk(context: Context) -> Disk:
    from c2v_desktop.compose import make_disk

    return make_disk(context.settings)
