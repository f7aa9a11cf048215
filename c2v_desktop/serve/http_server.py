"""The HTTP server on a thread of its own, from a free port to an orderly end. No Qt."""

import asyncio
import errno
import logging
import os
import secrets
import socket
import threading

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from c2v_desktop.paths import Places
from c2v_desktop.serve.host import Caller, Host
from c2v_desktop.serve.http_app import make_app
from c2v_desktop.serve.mcp_server import make_server
from c2v_desktop.serve.runtime_file import By, Publication, RunningServer, tidy_up
from core.errors import C2VError, StoreError

HEADERS_S = 10.0
"""A connection that has not said what it wants within this time is closed."""
IDLE_S = 15
MOST_CONNECTIONS = 64
LEAVE_S = 1
"""Requests under way may take so long when the server ends."""
_log = logging.getLogger(__name__)


class HttpServer:
    """Listens on this computer only. Thread: any; requests are served on its own."""

    def __init__(self, host: Host, places: Places, by: By, port: int = 0) -> None:
        """Raises: StoreError, for a port that is taken; UnwritableError, where the token cannot be kept private."""
        self._host, self._places, self._by = host, places, by
        self._caller = Caller(host)
        self._token = secrets.token_urlsafe(32)
        self._socket = _bound(port)
        self.port = int(self._socket.getsockname()[1])
        name = "[::1]" if self._socket.family == socket.AF_INET6 else "127.0.0.1"
        self.url = f"http://{name}:{self.port}"
        mcp_server = make_server(self._caller.call, lambda: host.can_change)
        hosts = [f"{each}:{self.port}" for each in ("127.0.0.1", "localhost", "[::1]")]
        config = uvicorn.Config(
            make_app(self._caller, self._token, hosts, mcp_server),
            http=_Impatient,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_keep_alive=IDLE_S,
            timeout_graceful_shutdown=LEAVE_S,
        )
        logging.getLogger("uvicorn").setLevel(logging.WARNING)
        self._server = uvicorn.Server(config)
        self._publication: Publication | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="scripts", daemon=True)
        self.record: RunningServer | None = None

    def start(self) -> RunningServer:
        """Begin to listen, and write where. Raises: UnwritableError."""
        tidy_up(self._places)
        try:
            self.publish()
        except C2VError:
            self._socket.close()
            raise
        self._socket.listen(MOST_CONNECTIONS)  # who reads the file at once is not refused
        self._thread.start()
        assert self.record is not None
        return self.record

    def publish(self) -> None:
        """Write what it answers from now; again after that has changed. Raises: UnwritableError."""
        with self._lock:
            if self._server.should_exit:
                return
            self.record = RunningServer(
                url=self.url,
                token=self._token,
                stamp=self._host.stamp,
                can_change=self._host.can_change,
                by=self._by,
                library=str(self._places.catalogue),
                pid=os.getpid(),
                host=socket.gethostname(),
            )
            if self._publication is None:
                self._publication = Publication(self._places, self.record)
            else:
                self._publication.rewrite(self.record)

    @property
    def is_alive(self) -> bool:
        """False once it has ended, or failed."""
        return self._thread.is_alive()

    @property
    def file(self) -> str:
        """Where address and token are."""
        return "" if self._publication is None else str(self._publication.file)

    def begin_end(self) -> None:
        """Take no more requests; nobody finds it any more."""
        with self._lock:
            if self._publication is not None:
                self._publication.remove()
        self._server.should_exit = True

    def close(self, within_s: float = 2.0) -> None:
        """End it, and wait for that."""
        self.begin_end()
        if self._thread.ident is not None:
            self._thread.join(within_s)

    def _run(self) -> None:
        """Thread: its own."""
        try:
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(self._server.serve(sockets=[self._socket]))
        except SystemExit as error:  # as uvicorn ends when it cannot begin
            _log.error("the server for scripts ended: %s", error)
        finally:
            self._caller.close()


class _Impatient(H11Protocol):
    """uvicorn waits for ever for the headers of a request; this closes a connection that is slow to say them."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_asked:
            self._stop_waiting()
        elif self._waiting is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    @property
    def _is_asked(self) -> bool:
        """True while a request is answered."""
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEADERS_S, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if not self._is_asked:
            self.transport.close()


def _bound(port: int) -> socket.socket:
    """A socket on this computer's own address, of IPv4 or else of IPv6. Raises: StoreError."""
    failed: OSError | None = None
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            made = socket.socket(family, socket.SOCK_STREAM)
        except OSError as error:
            failed = failed or error
            continue
        try:
            made.bind((address, port))
        except OSError as error:
            failed = failed or error
            made.close()
            if error.errno != errno.EADDRNOTAVAIL:  # a port that is taken is taken
                break
            continue
        return made
    assert failed is not None
    raise StoreError(
        f"Port {port} of this computer cannot be used: {failed.strerror or failed}.", "Choose another port, or none."
    ) from failed
