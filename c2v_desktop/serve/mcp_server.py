"""The operations as tools of an MCP server, for assistants."""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server

from c2v_desktop import __version__
from c2v_desktop.serve.host import BUG, error_json
from c2v_desktop.serve.openapi import input_schema
from c2v_desktop.serve.operations import OPERATIONS
from core.errors import C2VError

Call = Callable[[str, Mapping[str, Any]], Awaitable[dict[str, Any]]]
"""Asks for an operation by name. Raises: C2VError."""
NAME = "c2v"
INSTRUCTIONS = (
    "Finds moments in the user's video footage. `search` takes a sentence that says what can be seen, such as"
    " “a red car drives up”, or a query record with phrases to exclude (role “not”), later steps (then) and a filter."
    " Each result has a path, a time to open it at (best_s, seconds) and a strength: strong, good, or weak, which may"
    " well be chance. Do not write “without”: exclude the phrase. `explain` says which phrase met which frame."
    " `facets` lists what can be filtered by."
)
_log = logging.getLogger(__name__)


def make_server(call: Call, can_change: Callable[[], bool]) -> Server[Any]:
    """A server with a tool for each operation; those that change something only where that is allowed."""

    async def list_tools(
        _: ServerRequestContext[Any], __: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=name,
                    description=operation.summary,
                    input_schema=input_schema(name),
                    annotations=types.ToolAnnotations(
                        read_only_hint=not operation.changes, destructive_hint=False, open_world_hint=False
                    ),
                )
                for name, operation in OPERATIONS.items()
                if can_change() or not operation.changes
            ]
        )

    async def call_tool(_: ServerRequestContext[Any], asked: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            data = await call(asked.name, asked.arguments or {})
        except C2VError as error:
            return _result(error_json(error), is_error=True)
        except Exception:
            _log.exception("a tool failed")
            return _result({"error": {"title": BUG, "hint": "", "kind": "bug"}}, is_error=True)
        return _result(data)

    return Server(
        NAME,
        version=__version__,
        title="C2V Desktop",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _result(data: Mapping[str, Any], *, is_error: bool = False) -> types.CallToolResult:
    """As text: JSON in ASCII, so that names with foreign bytes arrive."""
    return types.CallToolResult(content=[types.TextContent(text=json.dumps(data))], is_error=is_error)
