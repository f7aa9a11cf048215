"""A source of files on loopback that can be told to misbehave, request by request."""

import hashlib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Act = Callable[["Talk"], None]


class Talk(BaseHTTPRequestHandler):
    """One request; the server's next act answers it."""

    server: "ModelSource"

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        plan = self.server.plans.get(self.path, self.server.plan)
        (plan.pop(0) if plan else SourceAnswer())(self)

    def log_message(self, *args: Any) -> None:
        return


class ModelSource(ThreadingHTTPServer):
    """Content by path; `plan` are acts for requests to come, those after them are answered well."""

    daemon_threads = True

    def __init__(self, content: bytes, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        super().__init__((host, 0), Talk)
        self.host, self.scheme = host, "https" if tls is not None else "http"
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.content = content
        self.sent = 0
        """Bytes of bodies that were sent."""
        self.contents: dict[str, bytes] = {}
        self.plan: list[Act] = []
        self.plans: dict[str, list[Act]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.over = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"{self.scheme}://{self.host}:{self.server_port}"

    @property
    def ranges(self) -> list[str]:
        return [headers.get("Range", "") for _, headers in self.asked]

    def of(self, path: str) -> bytes:
        return self.contents.get(path, self.content)

    def handle_error(self, request: Any, client_address: Any) -> None:
        return  # a client that hangs up is what some tests are about

    def end(self) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()


@dataclass
class SourceAnswer:
    """Send the content, or what of it was asked for, well or badly."""

    etag: str = "v1"
    linked: bool = True
    """Tell the SHA-256 as the hub does."""
    git: bool = False
    """Tell git's sum instead, as the hub does for small files."""
    weak: bool = False
    """The ETag is weak; without one it is git's sum of the file."""
    ranges: bool = True
    cut: int | None = None
    """Hang up after so many bytes of the body."""
    stall: int | None = None
    """Fall silent after so many bytes."""
    declare: int = 0
    """Announce so many bytes more than there are; negative: fewer."""
    damage: bool = False
    chunked: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, talk: Talk) -> None:
        whole = talk.server.of(talk.path)
        start = self._start(talk)
        if start >= len(whole) > 0:
            refuse(416, Content_Range=f"bytes */{len(whole)}")(talk)
            return
        body = whole[start:]
        talk.send_response(206 if start else 200)
        if start:
            talk.send_header("Content-Range", f"bytes {start}-{len(whole) - 1}/{len(whole)}")
        if self.etag or self.weak:
            talk.send_header("ETag", f'{"W/" if self.weak else ""}"{self.etag or git_name(whole)}"')
        if self.linked:
            talk.send_header("X-Linked-Etag", f'"{hashlib.sha256(whole).hexdigest()}"')
            talk.send_header("X-Repo-Commit", "c0ffee")
        if self.git:
            talk.send_header("X-Repo-Commit", "c0ffee")
            talk.send_header("X-Linked-Etag", f'"{git_name(whole)}"')
        if self.chunked:
            talk.send_header("Transfer-Encoding", "chunked")
        else:
            talk.send_header("Content-Length", str(len(body) + self.declare))
        for name, value in self.headers.items():
            talk.send_header(name, value)
        talk.end_headers()
        if self.damage:
            body = bytes([body[0] ^ 1]) + body[1:]
        self._send(talk, body)

    def _start(self, talk: Talk) -> int:
        asked = talk.headers.get("Range", "")
        meant = talk.headers.get("If-Range", f'"{self.etag}"') == f'"{self.etag}"'
        return int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.ranges and meant else 0

    def _send(self, talk: Talk, body: bytes) -> None:
        sent = body[: self.cut if self.cut is not None else self.stall]
        talk.server.sent += len(sent)
        if self.chunked:
            talk.wfile.write(b"%x\r\n%s\r\n" % (len(sent), sent))
            talk.wfile.write(b"0\r\n\r\n" if self.cut is None else b"")
        else:
            talk.wfile.write(sent)
        talk.wfile.flush()
        if self.stall is not None:
            talk.server.over.wait(5)
        talk.close_connection = True


def git_name(content: bytes) -> str:
    """What `git hash-object` says of a file."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def page(code: int = 200, kind: str = "text/html; charset=utf-8") -> Act:
    """A page that wants a login, in place of whatever was asked for."""

    def act(talk: Talk) -> None:
        body = b"<!DOCTYPE html><html><body>Welcome to our Wi-Fi. Please log in.</body></html>"
        talk.send_response(code)
        talk.send_header("Content-Type", kind)
        talk.send_header("Content-Length", str(len(body)))
        talk.end_headers()
        talk.wfile.write(body)

    return act


def refuse(code: int, **headers: str) -> Act:
    """Answer with a code and nothing else."""

    def act(talk: Talk) -> None:
        talk.send_response(code)
        for name, value in headers.items():
            talk.send_header(name.replace("_", "-"), value)
        talk.send_header("Content-Length", "0")
        talk.end_headers()

    return act


def send_on(to: str, **headers: str) -> Act:
    """Redirect."""
    return refuse(302, Location=to, **headers)


class _Relay(BaseHTTPRequestHandler):
    """One client of the proxy."""

    server: "Proxy"

    def do_CONNECT(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        if self.server.wants and self.headers.get("Proxy-Authorization") != self.server.wants:
            self.send_error(407, "Proxy Authentication Required")
            return
        if self.server.code != 200:
            self.send_error(self.server.code)
            return
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port))) as there:
            self.send_response(200, "Connection established")
            self.end_headers()
            back = threading.Thread(target=_pump, args=(there, self.connection), daemon=True)
            back.start()
            _pump(self.connection, there)
            back.join()
        self.close_connection = True

    def log_message(self, *args: Any) -> None:
        return


class Proxy(ThreadingHTTPServer):
    """A proxy that makes tunnels, for those who know its word."""

    daemon_threads = True

    def __init__(self, wants: str = "", code: int = 200) -> None:
        super().__init__(("127.0.0.1", 0), _Relay)
        self.wants, self.code = wants, code
        self.asked: list[tuple[str, dict[str, str]]] = []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def end(self) -> None:
        self.shutdown()
        self.server_close()


def _pump(one: socket.socket, other: socket.socket) -> None:
    try:
        while block := one.recv(1 << 16):
            other.sendall(block)
    except OSError:
        pass
    try:
        other.shutdown(socket.SHUT_WR)
    except OSError:
        return
