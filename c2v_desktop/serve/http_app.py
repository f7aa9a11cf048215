"""The HTTP side: every request shows the token and comes from this computer, and one bad request harms no other.

There is no CORS, and what a browser sends with an `Origin` is refused: web pages have no business here.
"""

import asyncio
import contextlib
import hmac
import json
import logging
from collections.abc import AsyncIterator, Iterable
from typing import Any

from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from c2v_desktop.serve.host import BUG, Caller, UnknownOperationError, error_json, status_of
from c2v_desktop.serve.openapi import describe
from c2v_desktop.serve.operations import OPERATIONS
from core.errors import C2VError, QueryError

MOST_BYTES = 32 << 20
BODY_S = 20.0
"""A body that is not complete within this time is given up."""
EXPECT = "c2v-expect"
PREFIX = "/v1"
_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
_log = logging.getLogger(__name__)


def make_app(caller: Caller, token: str, hosts: Iterable[str], mcp_server: Server[Any]) -> ASGIApp:
    """The whole application; `hosts` are the values of the header Host that mean us."""
    sessions = StreamableHTTPSessionManager(mcp_server, json_response=True, stateless=True)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with sessions.run():
            yield

    async def answer(request: Request) -> Response:
        name = request.path_params["name"]
        try:
            body = await _body_of(request) if request.method == "POST" else {}
            if request.method == "GET" and name in OPERATIONS and not OPERATIONS[name].is_plain:
                return _refused(405, f"“{name}” is asked with POST.", "Send its fields as a JSON body.", "method")
            data = await caller.call(name, body, request.headers.get(EXPECT, ""))
        except C2VError as error:
            return _json(error_json(error), status_of(error)[0])
        except (ClientDisconnect, TimeoutError):
            return _refused(408, "The request did not arrive in time.", "", "request")
        except Exception:
            _log.exception("a request failed")
            return _refused(500, BUG, "Details are in the log (`c2v doctor` prints where it is).", "bug")
        return _json(data)

    async def description(_: Request) -> Response:
        return _json(describe())

    async def mcp(scope: Scope, receive: Receive, send: Send) -> None:
        await sessions.asgi_app(scope, receive, send)

    app = Starlette(
        routes=[
            Route(f"{PREFIX}/openapi.json", description, methods=["GET"]),
            Route(f"{PREFIX}/{{name}}", answer, methods=["GET", "POST"]),
            Mount("/mcp", app=mcp),
        ],
        lifespan=lifespan,
        exception_handlers={HTTPException: _unknown, Exception: _failed},
    )
    return Guard(app, token, hosts)


class Guard:
    """Lets in who shows the token, from this computer, with a body of reasonable size."""

    def __init__(self, app: ASGIApp, token: str, hosts: Iterable[str]) -> None:
        self._app = app
        self._token = token.encode("ascii")
        self._hosts = frozenset(each.encode("ascii") for each in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As of any ASGI application."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        refused = self._refusal(scope["headers"])
        if refused is not None:
            await refused(scope, receive, send)
            return
        if scope["path"] == "/mcp":  # the address in the documentation; `Mount` would redirect it to /mcp/
            scope = {**scope, "path": "/mcp/", "raw_path": b"/mcp/"}
        await self._app(scope, _limited(receive), send)

    def _refusal(self, headers: Iterable[tuple[bytes, bytes]]) -> Response | None:
        given: dict[bytes, list[bytes]] = {}
        for name, value in headers:
            given.setdefault(name, []).append(value)
        if len(given.get(b"host", [])) != 1 or given[b"host"][0].lower() not in self._hosts:
            return _refused(421, "The header Host does not name this program.", "Use the address as printed.", "host")
        if b"origin" in given or given.get(b"sec-fetch-site", [b"none"]) != [b"none"]:
            return _refused(403, "Web pages may not ask this program.", "", "origin")
        shown = given.get(b"authorization", [])
        scheme, _, token = (shown[0] if len(shown) == 1 else b"").partition(b" ")
        if not (hmac.compare_digest(token.strip(), self._token) and scheme.lower() == b"bearer"):
            response = _refused(
                401, "The access token is missing or wrong.", "Send “Authorization: Bearer TOKEN”.", "token"
            )
            response.headers["www-authenticate"] = "Bearer"
            return response
        length = given.get(b"content-length", [b"0"])[0]
        if not length.isdigit() or int(length[:20]) > MOST_BYTES:
            return _too_large()
        return None


def _limited(receive: Receive) -> Receive:
    """The body, as far as it comes in time and is not too large."""
    loop = asyncio.get_running_loop()
    until_s, size, is_done = loop.time() + BODY_S, 0, False

    async def limited() -> Message:
        nonlocal size, is_done
        if is_done:
            return await receive()
        message = await asyncio.wait_for(receive(), max(0.0, until_s - loop.time()))
        size += len(message.get("body", b""))
        is_done = not message.get("more_body", False)
        if size > MOST_BYTES:
            raise QueryError("The request is too large.", f"The limit is {MOST_BYTES >> 20} MB.")
        return message

    return limited


async def _body_of(request: Request) -> dict[str, Any]:
    """Raises: QueryError, TimeoutError, ClientDisconnect."""
    raw = await request.body()
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise QueryError(f"The request is not valid JSON: {error}.", "Send a JSON object in UTF-8.") from error
    if not isinstance(body, dict):
        raise QueryError("The request is not a JSON object.", 'For example {"query": "a red car"}.')
    return body


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def _json(data: Any, status: int = 200) -> Response:
    """ASCII only: names with foreign bytes survive."""
    return Response(json.dumps(data), status, _HEADERS, "application/json")


def _refused(status: int, title: str, hint: str, kind: str) -> Response:
    return _json({"error": {"title": title, "hint": hint, "kind": kind}}, status)


def _too_large() -> Response:
    return _refused(413, "The request is too large.", f"The limit is {MOST_BYTES >> 20} MB.", "size")


async def _failed(request: Request, error: Exception) -> Response:
    """What nobody caught; it is in the log."""
    return _refused(500, BUG, "Details are in the log (`c2v doctor` prints where it is).", "bug")


async def _unknown(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.status_code == 405:
        return _refused(405, "This method is not known here.", "Use GET or POST.", "method")
    known = UnknownOperationError(f"There is nothing at {request.url.path[:80]}.", f"{PREFIX}/openapi.json lists all.")
    return _json(error_json(known), 404)
