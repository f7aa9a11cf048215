"""Asks a running library over HTTP. Standard library only: it must cost the command line nothing."""

import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from c2v_desktop.serve.runtime_file import RunningServer
from core.errors import C2VError, QueryError

CONNECT_S = 2.0
ANSWER_S = 130.0
"""A little longer than the server itself gives an answer."""
MOST_BYTES = 256 << 20
EXPECT = "C2V-Expect"


class ServerGoneError(Exception):
    """It is gone, is not ours, or answers from something else."""


def ask(server: RunningServer, name: str, body: Mapping[str, Any], stamp: str) -> dict[str, Any]:
    """The answer to one operation. Raises: ServerGoneError; C2VError, as the server said it."""
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=CONNECT_S)
    try:
        connection.connect()
        connection.sock.settimeout(ANSWER_S)
        headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json", EXPECT: stamp}
        connection.request("POST", f"/v1/{name}", json.dumps(body).encode("ascii"), headers)
        response = connection.getresponse()
        raw = response.read(MOST_BYTES)
    except (OSError, http.client.HTTPException) as error:
        raise ServerGoneError(str(error)) from error
    finally:
        connection.close()
    try:
        said = json.loads(raw)
    except ValueError as error:
        raise ServerGoneError("this is not JSON") from error
    if not isinstance(said, dict):
        raise ServerGoneError("this is not an answer")
    if response.status == 200:
        return said
    reported = said.get("error")
    if response.status in (401, 404, 412, 421) or not isinstance(reported, dict):
        raise ServerGoneError(f"status {response.status}")
    kind = QueryError if response.status == 400 else C2VError
    raise kind(str(reported.get("title", "")), str(reported.get("hint", "")))
