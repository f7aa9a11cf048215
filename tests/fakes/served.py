"""A library on fakes that answers scripts, and ways to ask it."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from c2v_desktop.paths import Places, find_places
from c2v_desktop.serve.http_server import HttpServer
from core.export import KeptChoices
from core.lane import Lane, Priority
from core.library import Library
from tests.fakes.plain_maker import PlainMaker

STAMP = "this one"


class LaneHost:
    """A library on a lane of its own. Thread: any."""

    def __init__(self, library: Library, *, can_change: bool = False) -> None:
        self.library, self.can_change, self.stamp = library, can_change, STAMP
        self.maker, self.choices = PlainMaker(), KeptChoices()
        self._lane = Lane("served")
        self._thread = threading.Thread(target=self._lane.run, daemon=True)
        self._thread.start()

    def ask(self, work: Any) -> Future[Any]:
        return self._lane.submit(Priority.BROWSE, work, self.library)

    change = ask

    def stop(self, future: Future[Any]) -> None:
        self._lane.stop(future)

    def kept(self) -> KeptChoices:
        return self.choices

    def open_maker(self) -> PlainMaker:
        return self.maker

    def close(self) -> None:
        self._lane.close()
        self._thread.join(10)


class Served:
    """A server, and its library."""

    def __init__(self, server: HttpServer, host: LaneHost, places: Places) -> None:
        self.server, self.host, self.places = server, host, places
        assert server.record is not None
        self.token = server.record.token

    def ask(self, name: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and answer; a header of an empty text is left out."""
        raw = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.token}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            method = "GET" if raw is None else "POST"
            connection.request(method, f"/v1/{name}", raw, {k: v for k, v in sent.items() if v})
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def connect(self) -> socket.socket:
        """A connection of which everything has to be said."""
        return socket.create_connection(("127.0.0.1", self.server.port), 60)

    def say(self, raw: bytes) -> bytes:
        """What comes back until the server closes the connection."""
        with self.connect() as talk:
            talk.sendall(raw)
            return read_all(talk)


def read_all(talk: socket.socket) -> bytes:
    """Everything until the other side closes."""
    came = b""
    try:
        while more := talk.recv(65536):
            came += more
    except ConnectionResetError:
        pass
    return came


@contextmanager
def serving(library: Library, home: Path, *, can_change: bool = False) -> Iterator[Served]:
    """The library answers until the end of the block."""
    host, places = LaneHost(library, can_change=can_change), find_places(home)
    server = HttpServer(host, places, "serve")
    server.start()
    try:
        yield Served(server, host, places)
    finally:
        server.close(10)
        host.close()
