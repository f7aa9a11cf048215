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

IMPORT_INSTEAD = "Download the file elsewhere, and import it here."
_AGAIN = "Check the connection. What has come stays; the next try goes on with the rest."
_SOON = {408, 421, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 530}
_STALE = {400, 401, 403, 410}
"""What a storage host says of a signed address that is too old."""
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")
_TOO_OLD, _TOO_YOUNG = {10}, {9}  # X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID
_OTHER_NAME = {62, 64}  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH


class BrokenConnection(Exception):  # noqa: N818  never leaves this room
    """A try that ended before the file did; the next one may go on."""

    def __init__(self, words: str, final: DownloadError) -> None:
        super().__init__(words)
        self.final = final
        """What to say when no further try is made."""


class RetryLater(Exception):  # noqa: N818  never leaves this room
    """The source asks us to come back later; nothing has failed."""

    def __init__(self, host: str, seconds: float | None, window_s: float) -> None:
        super().__init__(f"{host} takes no more requests just now")
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
            f"it answers {code} {error.reason}",
            DownloadError(
                f"{host} does not answer as it should: it answers {code} {error.reason}.",
                "Try again later. What has come stays; the next try goes on with the rest.",
                reason="server",
            ),
        )
    if code == 407:
        return _proxy_login(hops)
    if code == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED:
        return portal(host)
    if hops.count and code in _STALE:
        return BrokenConnection(
            f"it refuses the address it was asked at ({code})",
            DownloadError(
                f"{host} refuses {file} ({code}), also at a fresh address.",
                f"Such addresses hold for minutes: check this computer's clock. Else try later. {IMPORT_INSTEAD}",
                reason="forbidden",
            ),
        )
    return _refused(error, file, url, with_secret="Authorization" in _sent(hops))


def _refused(error: urllib.error.HTTPError, file: str, url: str, *, with_secret: bool) -> DownloadError:
    host, code, kind = host_of(url), error.code, error.headers.get("X-Error-Code", "")
    if kind == "GatedRepo":
        return DownloadError(
            f"{host} gives {file} only to people it knows, who have accepted its terms ({code}).",
            "Log in there with a browser, accept its licence, download the file, then import it.",
            reason="login",
        )
    if code == 401 and with_secret:
        return DownloadError(
            f"{host} rejects the name and password in its address.", "Correct the mirror's address.", reason="login"
        )
    if code == 401 and error.headers.get("WWW-Authenticate", "").lower().startswith("basic"):
        return DownloadError(
            f"{host} wants a name and password.",
            "Put them into the mirror's address: https://NAME:PASSWORD@HOST.",
            reason="login",
        )
    if code == 401 or kind == "RepoNotFound":
        return DownloadError(
            f"{host} has no such model for the public ({code}): it was removed, renamed, or is only for people it "
            "knows.",
            f"Choose another model, or another mirror. {IMPORT_INSTEAD}",
            reason="unknown model",
        )
    if code in (404, 410):
        what = {"RevisionNotFound": "This version of the model", "EntryNotFound": "The file"}.get(kind, "The file")
        return DownloadError(
            f"{what} is not there any more: {url}.", "Import it from elsewhere instead.", reason="not there"
        )
    if code in (403, 451):
        return DownloadError(
            f"{host} gives {file} only to people it knows, or not to this network ({code}).",
            "Ask whoever runs the network whether it blocks that host. Or fetch the file in a browser, where you can "
            "log in and accept its licence; then import the file.",
            reason="forbidden",
        )
    return DownloadError(
        f"{host} answers {code} {error.reason}.", f"Try again later. {IMPORT_INSTEAD}", reason="answer"
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
        f"A web page came instead of the file from {host}.",
        "A network that asks for a login first does that, as in hotels and trains, or a company's filter: open any "
        "page in a browser, log in, and try again. What has come stays.",
        reason="portal",
    )


def odd(words: str, host: str) -> BrokenConnection:
    """An answer that contradicts itself or what is known of the file."""
    return BrokenConnection(
        words, DownloadError(f"{host} does not answer as it should: {words}.", _AGAIN, reason="answer")
    )


def _what(error: Exception, where: str, host: str) -> tuple[str, str]:
    """A sentence and its kind."""
    if isinstance(error, socket.gaierror):
        return f"{where} was not found: there is no internet connection, or its name cannot be looked up", "name"
    if isinstance(error, TimeoutError):
        return f"{where} does not answer as it should: no answer in time", "timeout"
    if isinstance(error, ConnectionRefusedError):
        return f"{where} refuses the connection", "refused"
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return f"no protected connection to {host} came about: {_words(error)}", "tls"
    if isinstance(error, ConnectionError | ssl.SSLError | http.client.IncompleteRead | http.client.RemoteDisconnected):
        return f"the connection to {where} broke off: {_words(error)}", "broken"
    return f"{where} does not answer as it should: {_words(error)}", "broken"


def _certificate(error: ssl.SSLCertVerificationError, host: str) -> DownloadError:
    """Codes are OpenSSL's; macOS and Windows say it in words."""
    code, words = getattr(error, "verify_code", 0), str(getattr(error, "verify_message", "") or error).lower()
    if code in _TOO_OLD | _TOO_YOUNG or "expired" in words or "not yet valid" in words or "validity period" in words:
        return DownloadError(
            f"The certificate of {host} is out of date, or this computer's clock is wrong: it says "
            f"{time.strftime('%d %B %Y, %H:%M')}.",
            "Set date and time of this computer, then try again. What has come stays.",
            reason="clock",
        )
    if code in _OTHER_NAME or "hostname mismatch" in words or "does not match" in words:
        return DownloadError(
            f"Somebody else answers in place of {host}: the certificate is for another name.",
            "A network that asks for a login first does that, as in hotels and trains, or a company's filter. Open a "
            "page in a browser, log in, and try again.",
            reason="certificate",
        )
    return DownloadError(
        f"This computer does not trust the certificate that {host} shows.",
        "Most likely a company's proxy or an antivirus program reads along with a certificate of its own: ask whoever "
        f"runs it to add that certificate to the system's. {IMPORT_INSTEAD}",
        reason="certificate",
    )


def _tunnel(code: int, hops: Redirects) -> Exception:
    """A proxy that does not let us through to a protected host."""
    if code == 407:
        return _proxy_login(hops)
    words = f"the proxy {hops.proxy} does not connect to {host_of(hops.url)}: it answers {code}"
    final = DownloadError(
        f"{_capital(words)}.", f"Ask whoever runs the proxy to allow that host. {IMPORT_INSTEAD}", reason="proxy"
    )
    return BrokenConnection(words, final) if code in _SOON or code == 429 else final


def _proxy_login(hops: Redirects) -> DownloadError:
    if "Proxy-authorization" in _sent(hops):
        return DownloadError(
            f"The proxy {hops.proxy} rejects the name and password in its address.",
            "Correct the proxy's address: http://NAME:PASSWORD@HOST:PORT. Special signs in a password are written as "
            "%40 for @, %3A for :.",
            reason="proxy login",
        )
    return DownloadError(
        f"The proxy {hops.proxy} wants a name and password.",
        "Put them into its address: http://NAME:PASSWORD@HOST:PORT.",
        reason="proxy login",
    )


def _sent(hops: Redirects) -> Mapping[str, str]:
    request = hops.request
    return {**request.headers, **request.unredirected_hdrs} if request is not None else {}


def _words(error: Exception) -> str:
    """What went wrong, in a few words."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, http.client.RemoteDisconnected):
        return "it hung up without an answer"
    return str(getattr(error, "strerror", None) or error) or type(error).__name__


def _capital(text: str) -> str:
    """As a sentence begins; a host's name is written as it is."""
    return text[:1].upper() + text[1:] if text.startswith(("the ", "no ")) else text
