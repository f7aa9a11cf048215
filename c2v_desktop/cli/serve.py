"""`c2v serve`: answer scripts and assistants from a library that stays open."""

import argparse
import contextlib
import time
from collections.abc import Generator
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

from c2v_desktop.cli.argument_parser import whole
from c2v_desktop.cli.command import ENDINGS, CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import Engine, expect_library, open_for_search
from c2v_desktop.cli.streams import say, write_event
from c2v_desktop.format import units
from c2v_desktop.serve.runtime_file import RunningServer, find_running, stamp_of
from core.errors import C2VError, QueryError
from core.export.kept_choices import FILE_NAME, ChoicesFile, KeptChoices
from core.library import Library

if TYPE_CHECKING:
    from c2v_desktop.serve.host import Work
    from c2v_desktop.serve.subclip_jobs import ClosingMaker

LOOK_S = 0.2
HOW = """\
Only programs on this computer can ask, and only with the access token. Both address and token are in a file that
only you can read; `c2v serve --running` prints them. docs/scripting.md describes what can be asked.
"""


def add_parser(commands: Commands) -> None:
    """`c2v serve`."""
    serve = add_command(commands, "serve", run, "answer scripts and assistants on this computer, until Ctrl-C")
    serve.epilog = f"{HOW}\n{ENDINGS}"
    serve.add_argument(
        "--allow-changes",
        action="store_true",
        help="let scripts rate and tag clips, keep moments and create collections",
    )
    how = serve.add_mutually_exclusive_group()
    how.add_argument(
        "--mcp", action="store_true", help="speak MCP on standard input and output, as assistants start it"
    )
    how.add_argument("--port", type=whole, default=0, metavar="N", help="listen on this port (default: a free one)")
    how.add_argument(
        "--running", action="store_true", help="print address and token of what is running for this library"
    )


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Serve until Ctrl-C, or until standard input ends. Raises: C2VError, KeyboardInterrupt."""
    if options.running:
        return _show(context)
    if not 0 <= options.port < 1 << 16:
        raise QueryError(f"There is no port {options.port}.", "Choose one from 1024 to 65535, or leave out --port.")
    if options.mcp and options.json:
        raise QueryError("With --mcp, standard output belongs to the assistant.", "Leave out --json.")
    _expect_packages()
    stamp = stamp_of(context.places, context.settings.encoder, context.settings)  # of the model as it is now
    return _speak(context, options, stamp) if options.mcp else _serve(context, options, stamp)


class EngineHost:
    """A library that reads; for each change it is opened for writing as briefly as possible. Thread: any."""

    def __init__(self, context: Context, session: Engine, stamp: str, *, can_change: bool) -> None:
        self._context, self._session = context, session
        self.stamp, self.can_change = stamp, can_change

    def ask(self, work: "Work") -> Future[Any]:
        """Read, with what other programs have written meanwhile."""
        return self._session.submit(self._read, work)

    def change(self, work: "Work") -> Future[Any]:
        """Write. The window, or another command, may hold the library: then this says so."""
        return self._session.submit(self._write, work)

    def stop(self, future: Future[Any]) -> None:
        """End a job at its next yield."""
        self._session.stop(future)

    def open_maker(self) -> "ClosingMaker":
        """A decoder of its own."""
        from c2v_desktop.compose import make_decoder

        return make_decoder(self._context.settings)

    def kept(self) -> KeptChoices:
        """As the file has it now."""
        return ChoicesFile(self._context.places.settings.with_name(FILE_NAME)).read()

    def _read(self, work: "Work") -> Generator[None, None, Any]:
        self._session.library.refresh()
        return (yield from _steps(work, self._session.library))

    def _write(self, work: "Work") -> Generator[None, None, Any]:
        from c2v_desktop.compose import build_library

        library = build_library(self._context.settings, self._context.places)
        try:
            return (yield from _steps(work, library))
        finally:
            library.close()


def _steps(work: "Work", library: Library) -> Generator[None, None, Any]:
    made = work(library)
    if isinstance(made, Generator):
        return (yield from made)
    return made


def _serve(context: Context, options: argparse.Namespace, stamp: str) -> CommandResult:
    from c2v_desktop.serve.http_server import HttpServer

    with open_for_search(context) as session:
        host = EngineHost(context, session, stamp, can_change=options.allow_changes)
        server = HttpServer(host, context.places, "serve", options.port)
        try:
            record = server.start()
            if options.json:
                write_event({"event": "ready", **_shown(record, server.file)})
            else:
                say(f"Scripts are answered at {record.url}. Ctrl-C stops.")
                say(f"The access token is in {units.shown(Path(server.file))}.")
            while server.is_alive:
                time.sleep(LOOK_S)
        finally:
            server.close(within_s=0.4)
            if options.json:
                write_event({"event": "stopped"})
    raise C2VError("The server for scripts ended by itself.", "Details are in the log (`c2v doctor` prints where).")


def _speak(context: Context, options: argparse.Namespace, stamp: str) -> CommandResult:
    from c2v_desktop.serve.mcp_stdio import run_stdio

    expect_library(context)
    with contextlib.ExitStack() as stack:

        def open_host() -> EngineHost:
            session = stack.enter_context(open_for_search(context))
            return EngineHost(context, session, stamp, can_change=options.allow_changes)

        run_stdio(context.places, stamp, open_host, can_change=options.allow_changes)
    return CommandResult([], {"event": "stopped"})


def _show(context: Context) -> CommandResult:
    """Raises: C2VError, when nothing is running."""
    running = [*find_running(context.places)]
    if not running:
        raise C2VError(
            "Nothing answers scripts for this library.",
            "Start `c2v serve`, or allow scripts in the settings of the window.",
        )
    by = {"window": "the window", "serve": "`c2v serve`"}
    lines = []
    for each in running:
        more = ", may change ratings, tags and moments" if each.can_change else ", only reads"
        lines += [f"{each.url}  ({by.get(each.by, each.by)}, process {each.pid}{more})", f"  token: {each.token}"]
    return CommandResult(lines, {"running": [{**_shown(each, each.file), "token": each.token} for each in running]})


def _shown(server: RunningServer, file: str) -> dict[str, Any]:
    """Without the token: what is printed may be kept in a log."""
    return {
        "url": server.url,
        "mcp": f"{server.url}/mcp",
        "file": file,
        "by": server.by,
        "pid": server.pid,
        "can_change": server.can_change,
    }


def _expect_packages() -> None:
    """Raises: C2VError, with what to do, where a package is missing."""
    try:
        import mcp.server.lowlevel  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise C2VError(
            f"Answering scripts needs a package that is not installed: {error.name or error}.",
            "Install it: pip install mcp starlette uvicorn.",
        ) from error
