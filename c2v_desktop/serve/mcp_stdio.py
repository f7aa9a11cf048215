"""MCP over standard input and output, as assistants start it: a running library answers, else one of its own."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

import anyio
from mcp.server.stdio import stdio_server

from c2v_desktop.paths import Places
from c2v_desktop.serve import client
from c2v_desktop.serve.host import Caller, Host
from c2v_desktop.serve.mcp_server import make_server
from c2v_desktop.serve.operations import OPERATIONS
from c2v_desktop.serve.runtime_file import find_running

_log = logging.getLogger(__name__)


class Relay:
    """Passes calls on. Thread: the event loop."""

    def __init__(self, places: Places, stamp: str, open_host: Callable[[], Host], *, can_change: bool) -> None:
        """`open_host` opens a library of its own, which takes seconds; it is asked when no other answers."""
        self._places, self._stamp, self._open_host = places, stamp, open_host
        self._may_change = can_change
        self._caller: Caller | None = None
        self._opening = asyncio.Lock()

    @property
    def can_change(self) -> bool:
        """True when changes are allowed here, or by a library that is running."""
        return self._may_change or any(each.can_change for each in find_running(self._places))

    async def call(self, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Ask for an operation. Raises: C2VError."""
        changes = name in OPERATIONS and OPERATIONS[name].changes
        for server in find_running(self._places):
            if changes and not server.can_change:
                continue
            try:
                return await asyncio.to_thread(client.ask, server, name, body, self._stamp)
            except client.ServerGoneError as error:
                _log.info("a running library gave no answer: %s", error)
        async with self._opening:
            if self._caller is None:
                self._caller = Caller(await asyncio.to_thread(self._open_host))
        return await self._caller.call(name, body)

    def close(self) -> None:
        """Give back what was sent along."""
        if self._caller is not None:
            self._caller.close()


def run_stdio(places: Places, stamp: str, open_host: Callable[[], Host], *, can_change: bool) -> None:
    """Serve until standard input ends. Raises: KeyboardInterrupt."""

    async def main() -> None:
        relay = Relay(places, stamp, open_host, can_change=can_change)
        server = make_server(relay.call, lambda: relay.can_change)
        try:
            async with stdio_server() as (read, write):
                await server.run(read, write, server.create_initialization_options())
        finally:
            relay.close()

    anyio.run(main)
