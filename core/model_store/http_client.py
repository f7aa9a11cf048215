"""The conversation with a source over HTTP: whom we trust, by which proxy we go, whose redirects we follow.

Certificates are judged by the system's own store, so those that a company has installed count. Names and passwords in
an address go to that host alone: no redirect carries them on, and no sentence shows them.
"""

import base64
import ssl
import urllib.request
from collections.abc import Callable
from email.message import Message
from typing import IO, Any
from urllib.parse import unquote, urlsplit, urlunsplit

import truststore

from core.errors import DownloadError

_LINKED = ("X-Linked-Etag", "X-Linked-Size", "X-Repo-Commit")
_OURS = ("authorization", "proxy-authorization", "cookie")
_PORTAL = (
    "This happens on networks that require a login, such as in hotels and trains. Open any page in a browser, "
    "log in, and try again."
)


class Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, and remembers what the source says of the file before it sends us on."""

    def __init__(self) -> None:
        self.linked: dict[str, str] = {}
        self.request: urllib.request.Request | None = None
        """The one that was sent last."""
        self.count = 0

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """Raises: DownloadError, when it leads from a safe connection to an open one."""
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            fp.close()
            raise DownloadError(
                f"{host_of(req.full_url)} redirects to an insecure address, which is not followed.",
                _PORTAL,
                reason="portal",
            )
        self.listen(headers)
        self.count += 1
        made = super().redirect_request(req, fp, code, msg, headers, newurl)
        if made is not None:
            for name in [name for name in made.headers if name.lower() in _OURS]:
                made.remove_header(name)
            secret = req.unredirected_hdrs.get("Authorization")
            if secret and _origin(req.full_url) == _origin(made.full_url):
                made.add_unredirected_header("Authorization", secret)
            self.request = made
        return made

    def listen(self, headers: Message) -> None:
        """Keep the hub's own record of the file; the first hop that has one is the hub."""
        for name in _LINKED:
            if value := headers.get(name):
                self.linked.setdefault(name, value.removeprefix("W/").strip('"'))

    @property
    def url(self) -> str:
        """Where we were sent last."""
        return self.request.full_url if self.request is not None else ""

    @property
    def proxy(self) -> str:
        """The proxy by which the last request went; "" when it went directly."""
        if self.request is None:
            return ""
        there = self.request.host or ""
        return there if there != urlsplit(self.request.full_url).netloc else ""


def make_opener(hops: Redirects, proxy: str, trust: Callable[[], ssl.SSLContext]) -> urllib.request.OpenerDirector:
    """HTTP and HTTPS only: no files, no FTP."""
    opener = urllib.request.OpenerDirector()
    named = {"http": proxy, "https": proxy} if proxy else None
    for handler in (
        urllib.request.ProxyHandler(named), urllib.request.UnknownHandler(), urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=trust()), urllib.request.HTTPDefaultErrorHandler(), hops,
        urllib.request.HTTPErrorProcessor(),
    ):  # fmt: skip
        opener.add_handler(handler)
    opener.addheaders = [("User-Agent", "c2v-desktop")]
    return opener


def make_request(url: str, headers: dict[str, str]) -> urllib.request.Request:
    """A request to an address that may carry a name and password."""
    plain, secret = split_secret(url)
    request = urllib.request.Request(plain, headers=headers)
    if secret:
        request.add_unredirected_header("Authorization", secret)
    return request


def split_secret(url: str) -> tuple[str, str]:
    """The address without the name and password in it, and these as a header."""
    parts = urlsplit(url)
    person, at, store = parts.netloc.rpartition("@")
    if not at:
        return url, ""
    name, _, password = person.partition(":")
    credentials = base64.b64encode(f"{unquote(name)}:{unquote(password)}".encode()).decode()
    return urlunsplit(parts._replace(netloc=store)), f"Basic {credentials}"


def host_of(url: str) -> str:
    """Host and port, as shown to a person."""
    return urlsplit(url).netloc.rpartition("@")[2] if "://" in url else url


def system_trust() -> ssl.SSLContext:
    """Whom the system trusts."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.rpartition("@")[2].lower()
