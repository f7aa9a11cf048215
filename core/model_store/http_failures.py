"""What an answer or a failed connection means: try again soon, wait as asked, or a sentence for a person."""

import http.client
import re
import socket
import ssl
import time
import urllib.error
from collections.abc import Mapping
from http import HTTPStatus

from core.errors import DownloadError
from core.model_store.http_client import Redirects, host_of
from core.model_store.retry_after import wait_s, window_s

IMPORT_INSTEAD = "Or download the file on another computer and import it."
_AGAIN = "Check your connection and try again. The download resumes where it stopped."
_SOON = {408, 421, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 530}
_STALE = {400, 401, 403, 410}
"""What a storage host says of a signed address that is too old."""
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")
_TOO_OLD, _TOO_YOUNG = {10}, {9}  # X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID
_OTHER_NAME = {62, 64}  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH


class BrokenConnection(Exception):  # noqa: N818  never leaves this room
    """A try that ended before the file did; the next one may continue."""

    def __init__(self, words: str, final: DownloadError) -> None:
        super().__init__(words)
        self.final = final
        """What to say when no further try is made."""


class RetryLater(Exception):  # noqa: N818  never leaves this room
    """The source asks us to come back later; nothing has failed."""

    def __init__(self, host: str, seconds: float | None, window_s: float) -> None:
        super().__init__(f"{host} is limiting downloads")
        self.host = host
        self.seconds = seconds
        """None when it does not say how long."""
        self.window_s = window_s


def of_answer(error: urllib.error.HTTPError, file: str, hops: Redirects) -> Exception:
    """An answer that is no file. The error is the last hop's."""
    url = hops.url or error.url or ""
    host, code, header = host_of(url), error.code, error.headers.get
    if code == 429 or (code == 503 and wait_s(header, time.time()) is not None):
        return RetryLater(host, wait_s(header, time.time()), window_s(header))
    if code in _SOON:
        return BrokenConnection(
            f"it responded {code} {error.reason}",
            DownloadError(
                f"{host} is not responding correctly: it responded {code} {error.reason}.",
                "Try again later. The download resumes where it stopped.",
                reason="server",
            ),
        )
    if code == 407:
        return _proxy_login(hops)
    if code == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED:
        return portal(host)
    if hops.count and code in _STALE:
        return BrokenConnection(
            f"it refused the request ({code})",
            DownloadError(
                f"{host} refused to send {file} ({code}), even with a new address.",
                f"Check this computer's clock, or try again later. {IMPORT_INSTEAD}",
                reason="forbidden",
            ),
        )
    return _refused(error, file, url, with_secret="Authorization" in _sent(hops))


def _refused(error: urllib.error.HTTPError, file: str, url: str, *, with_secret: bool) -> DownloadError:
    host, code, kind = host_of(url), error.code, error.headers.get("X-Error-Code", "")
    if kind == "GatedRepo":
        return DownloadError(
            f"{host} only allows downloading {file} after logging in and accepting its licence ({code}).",
            "Log in there in a browser, accept the licence, download the file, then import it.",
            reason="login",
        )
    if code == 401 and with_secret:
        return DownloadError(
            f"{host} rejected the name and password in its address.",
            "Correct the mirror's address in Settings.",
            reason="login",
        )
    if code == 401 and error.headers.get("WWW-Authenticate", "").lower().startswith("basic"):
        return DownloadError(
            f"{host} requires a name and password.",
            "Add them to the mirror's address: https://NAME:PASSWORD@HOST.",
            reason="login",
        )
    if code == 401 or kind == "RepoNotFound":
        return DownloadError(
            f"{host} has no public model by this name ({code}): it was removed, renamed, or made private.",
            f"Choose another model or mirror. {IMPORT_INSTEAD}",
            reason="unknown model",
        )
    if code in (404, 410):
        what = {"RevisionNotFound": "This version of the model", "EntryNotFound": "The file"}.get(kind, "The file")
        return DownloadError(
            f"{what} is no longer available: {url}.", "Download it elsewhere and import it instead.", reason="not there"
        )
    if code in (403, 451):
        return DownloadError(
            f"{host} does not allow downloading {file} without a login, or from this network ({code}).",
            "Ask your network administrator whether this host is blocked. Or download the file in a browser, "
            "where you can log in and accept its licence, then import it.",
            reason="forbidden",
        )
    return DownloadError(
        f"{host} responded {code} {error.reason}.", f"Try again later. {IMPORT_INSTEAD}", reason="answer"
    )


def of_failure(error: Exception, hops: Redirects) -> Exception:
    """A connection that did not come about, or ended."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate(error, host_of(hops.url))
    tunnel = _TUNNEL.search(str(error))
    if tunnel is not None:
        return _tunnel(int(tunnel[1]), hops)
    where = f"the proxy {hops.proxy}" if hops.proxy else host_of(hops.url)
    what, reason = _what(error, where, host_of(hops.url))
    return BrokenConnection(_words(error), DownloadError(f"{_capital(what)}.", _AGAIN, reason=reason))


def portal(host: str) -> DownloadError:
    """A web page came where a file was meant."""
    return DownloadError(
        f"{host} sent a web page instead of the file.",
        "This happens on networks that require a login, such as in hotels and trains, or filter traffic. Open "
        "any page in a browser, log in, and try again. The download resumes where it stopped.",
        reason="portal",
    )


def odd(words: str, host: str) -> BrokenConnection:
    """An answer that contradicts itself or what is known of the file."""
    return BrokenConnection(
        words, DownloadError(f"{host} is not responding correctly: {words}.", _AGAIN, reason="answer")
    )


def _what(error: Exception, where: str, host: str) -> tuple[str, str]:
    """A sentence and its kind."""
    if isinstance(error, socket.gaierror):
        return f"{where} was not found: there is no internet connection, or the name cannot be resolved", "name"
    if isinstance(error, TimeoutError):
        return f"{where} did not respond in time", "timeout"
    if isinstance(error, ConnectionRefusedError):
        return f"{where} refused the connection", "refused"
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return f"no secure connection to {host} could be made: {_words(error)}", "tls"
    if isinstance(error, ConnectionError | ssl.SSLError | http.client.IncompleteRead | http.client.RemoteDisconnected):
        return f"the connection to {where} was lost: {_words(error)}", "broken"
    return f"{where} is not responding correctly: {_words(error)}", "broken"


def _certificate(error: ssl.SSLCertVerificationError, host: str) -> DownloadError:
    """Codes are OpenSSL's; macOS and Windows say it in words."""
    code, words = getattr(error, "verify_code", 0), str(getattr(error, "verify_message", "") or error).lower()
    if code in _TOO_OLD | _TOO_YOUNG or "expired" in words or "not yet valid" in words or "validity period" in words:
        return DownloadError(
            f"The certificate of {host} has expired, or this computer's clock is wrong "
            f"({time.strftime('%d %B %Y, %H:%M')}).",
            "Set this computer's date and time, then try again. The download resumes where it stopped.",
            reason="clock",
        )
    if code in _OTHER_NAME or "hostname mismatch" in words or "does not match" in words:
        return DownloadError(
            f"The certificate of {host} is for another name, so the connection is not secure.",
            "This happens on networks that require a login, such as in hotels and trains, or filter traffic. "
            "Open a page in a browser, log in, and try again.",
            reason="certificate",
        )
    return DownloadError(
        f"This computer does not trust the certificate of {host}.",
        "A company proxy or antivirus program may be inspecting the connection. Ask your administrator to add "
        f"its certificate to the system. {IMPORT_INSTEAD}",
        reason="certificate",
    )


def _tunnel(code: int, hops: Redirects) -> Exception:
    """A proxy that does not let us through to a protected host."""
    if code == 407:
        return _proxy_login(hops)
    words = f"the proxy {hops.proxy} does not connect to {host_of(hops.url)}: it responded {code}"
    final = DownloadError(
        f"{_capital(words)}.", f"Ask your proxy administrator to allow this host. {IMPORT_INSTEAD}", reason="proxy"
    )
    return BrokenConnection(words, final) if code in _SOON or code == 429 else final


def _proxy_login(hops: Redirects) -> DownloadError:
    if "Proxy-authorization" in _sent(hops):
        return DownloadError(
            f"The proxy {hops.proxy} rejected the name and password in its address.",
            "Correct the proxy's address: http://NAME:PASSWORD@HOST:PORT. In a password, write @ as %40 and : as %3A.",
            reason="proxy login",
        )
    return DownloadError(
        f"The proxy {hops.proxy} requires a name and password.",
        "Add them to its address: http://NAME:PASSWORD@HOST:PORT.",
        reason="proxy login",
    )


def _sent(hops: Redirects) -> Mapping[str, str]:
    request = hops.request
    return {**request.headers, **request.unredirected_hdrs} if request is not None else {}


def _words(error: Exception) -> str:
    """What went wrong, in a few words."""
    if isinstance(error, TimeoutError):
        return "no response in time"
    if isinstance(error, http.client.RemoteDisconnected):
        return "it closed the connection without responding"
    return str(getattr(error, "strerror", None) or error) or type(error).__name__


def _capital(text: str) -> str:
    """As a sentence begins; a host's name is written as it is."""
    return text[:1].upper() + text[1:] if text.startswith(("the ", "no ")) else text
