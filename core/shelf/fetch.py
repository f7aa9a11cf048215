"""One file over HTTP: with progress, a place to stop, resuming, and a checksum before it takes its name.

Proxies come from the system (`https_proxy`, `no_proxy`) unless one is named. Nothing here decides to fetch anything.
"""

import hashlib
import http.client
import re
import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import IO, Any, Literal, cast

from core.errors import DamagedDownloadError, DownloadError, NoRoomError
from core.shelf.partial import Origin, Partial

Checked = Literal["pinned", "source"]
HangUp = Callable[[], None]
Report = Callable[[int, int], None]
"""Called with the bytes so far and in all (0 when unknown). What it raises stops the download; the part stays."""

_BLOCK_BYTES = 1 << 18
_SPARE_BYTES = 64 << 20
_ENOUGH_BYTES = 1 << 16
_LONGEST_WAIT_S = 30.0
_TEMPORARY = {408, 416, 425, 429, 500, 502, 503, 504}
_SHA256, _SHA1 = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{40}")
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to fetch, and what is known of it beforehand."""

    url: str
    bytes: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that came whole. `checked` says against what: our own record, or that of its source."""

    bytes: int
    sha256: str
    checked: Checked
    commit: str


@dataclass(frozen=True, slots=True)
class _Said:
    """What the source's headers say of the file, on whichever hop. Source: the hub's `X-Linked-Etag` and relatives."""

    total: int
    """Bytes of the whole file; 0 when it does not say."""
    etag: str
    """Strong ETag of the bytes sent; "" when it gives none."""
    sha256: str
    git_sha1: str
    commit: str

    @property
    def validator(self) -> str:
        return self.sha256 or self.etag


class _Broken(Exception):  # noqa: N818  never leaves this file
    """A try that ended before the file did; the next one may go on."""


@dataclass(frozen=True, slots=True)
class Fetcher:
    """How files are fetched. Waiting and free space are handed in, so that tests need neither."""

    timeout_s: float = 30.0
    tries: int = 5
    """Tries after one another that bring next to nothing, before it is given up."""
    proxy: str = ""
    """Address of a proxy; "" takes the system's."""
    sleep: Callable[[float], None] = time.sleep
    holding: Callable[[HangUp | None], None] = field(default=lambda hang_up: None)
    """Told how to break the connection off while bytes come, and None when none do. Called by another thread it wakes
    a read that waits for a source that has fallen silent."""
    free_bytes: Callable[[Path], int] = field(default=lambda folder: shutil.disk_usage(folder).free)

    def fetch(self, wanted: Wanted, target: Path, report: Report) -> Fetched:
        """Bring a file to `target`, or go on with what an earlier try left beside it.

        Raises: DownloadError, DamagedDownloadError, NoRoomError, ShelfError, and whatever `report` raises.
        """
        partial = Partial(target, wanted.url)
        try:
            said = self._bring(wanted, partial, report)
            fetched = _check(wanted, said, partial)
            partial.finish()
        finally:
            partial.close()
        return fetched

    def _bring(self, wanted: Wanted, partial: Partial, report: Report) -> _Said:
        """Try until all bytes are there."""
        in_vain = 0
        while True:
            before = partial.bytes
            try:
                return self._try(wanted, partial, report)
            except _Broken as error:
                in_vain = 0 if partial.bytes >= before + _ENOUGH_BYTES else in_vain + 1
                if in_vain >= self.tries:
                    raise DownloadError(
                        f"{_host(wanted.url)} does not answer as it should: {error}.",
                        "Check the connection. What has come stays; the next try goes on with the rest.",
                    ) from error
            self.sleep(min(2.0**in_vain / 2, _LONGEST_WAIT_S))

    def _try(self, wanted: Wanted, partial: Partial, report: Report) -> _Said:
        """One request. Raises: _Broken, when another may help."""
        hops = _Hops()
        asked = _request(wanted, partial)
        try:
            with _opener(hops, self.proxy).open(asked, timeout=self.timeout_s) as response:
                said = _read_headers(response, hops)
                self._settle(wanted, partial, said, response)
                self.holding(lambda: _hang_up(response))
                try:
                    _receive(response, partial, said, report)
                finally:
                    self.holding(None)
                return said
        except urllib.error.HTTPError as error:
            with error:
                raise _refusal(error, partial) from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, Exception):
                raise _Broken(_words(error.reason)) from error
            raise DownloadError(f"{wanted.url} cannot be fetched: {error.reason}.") from error
        except (OSError, http.client.HTTPException) as error:  # what our own disk says is a ShelfError by now
            raise _Broken(_words(error)) from error

    def _settle(self, wanted: Wanted, partial: Partial, said: _Said, response: Any) -> None:
        """Do these bytes follow on those we have, and is there room? Raises: _Broken, DownloadError, NoRoomError."""
        if wanted.bytes and said.total and said.total != wanted.bytes:
            raise DownloadError(
                f"{_host(wanted.url)} offers a file of {said.total:,} bytes instead of {wanted.bytes:,}.",
                "It is not the file that was meant: nothing was kept. Is there a proxy or mirror in between?",
            )
        if (response.headers.get("Content-Encoding") or "identity").lower() != "identity":
            raise DownloadError(f"{_host(wanted.url)} sends the file packed, which was not asked for.")
        now = Origin(wanted.url, said.validator)
        if response.status == 206:
            found = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
            if found is None or int(found[1]) != partial.bytes or now.validator != partial.origin.validator:
                partial.restart(now)
                raise _Broken("the file has changed there, or another part of it came than was asked for")
        else:
            partial.restart(now)
        short = said.total - partial.bytes + _SPARE_BYTES - self.free_bytes(partial.target.parent)
        if said.total and short > 0:
            raise NoRoomError(
                f"There is no room for {partial.target.name}: {-(-short // 1_000_000):,} MB more are needed.",
                "Make room; nothing was lost, the next try goes on.",
            )


# ---- the conversation


class _Hops(urllib.request.HTTPRedirectHandler):
    """Follows redirects, and remembers what the source says of the file before it sends us on."""

    def __init__(self) -> None:
        self.linked: dict[str, str] = {}

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """Raises: DownloadError, when it leads from a safe connection to an open one."""
        if req.type == "https" and not newurl.startswith("https:"):
            raise DownloadError(f"{req.host} sends us on to an unprotected address, which is not followed.")
        self.listen(headers)
        return super().redirect_request(req, fp, code, msg, headers, newurl)

    def listen(self, headers: Message) -> None:
        """Keep the hub's own record of the file; the first hop that has one is the hub."""
        for name in ("X-Linked-Etag", "X-Linked-Size", "X-Repo-Commit"):
            if value := headers.get(name):
                self.linked.setdefault(name, value.removeprefix("W/").strip('"'))


def _opener(hops: _Hops, proxy: str) -> urllib.request.OpenerDirector:
    """HTTP and HTTPS only: no files, no FTP."""
    opener = urllib.request.OpenerDirector()
    named = {"http": proxy, "https": proxy} if proxy else None
    for handler in (
        urllib.request.ProxyHandler(named), urllib.request.UnknownHandler(), urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(), urllib.request.HTTPDefaultErrorHandler(), hops,
        urllib.request.HTTPErrorProcessor(),
    ):  # fmt: skip
        opener.add_handler(handler)
    opener.addheaders = [("User-Agent", "c2v-desktop")]
    return opener


def _request(wanted: Wanted, partial: Partial) -> urllib.request.Request:
    """Ask for the rest when we know of what file it would be the rest."""
    request = urllib.request.Request(wanted.url, headers={"Accept-Encoding": "identity"})
    validator = partial.origin.validator
    if partial.bytes and (validator or wanted.sha256):
        request.add_header("Range", f"bytes={partial.bytes}-")
        if validator and not _SHA256.fullmatch(validator):
            request.add_header("If-Range", f'"{validator}"')
    return request


def _read_headers(response: Any, hops: _Hops) -> _Said:
    headers = response.headers
    hops.listen(headers)
    linked = hops.linked.get("X-Linked-Etag", "")
    etag = headers.get("ETag", "")
    strong = "" if etag.startswith("W/") else etag.strip('"')
    length, size = headers.get("Content-Length", ""), hops.linked.get("X-Linked-Size", "")
    found = _RANGE.fullmatch(headers.get("Content-Range", ""))
    sent = int(found[2]) if found else int(length) if length.isdigit() else 0
    commit = hops.linked.get("X-Repo-Commit", "")
    name = linked or (strong if commit else "")  # the hub names small files by git's sum of them
    return _Said(
        total=int(size) if size.isdigit() else sent,
        etag=strong,
        sha256=name if _SHA256.fullmatch(name) else "",
        git_sha1=name if _SHA1.fullmatch(name) else "",
        commit=commit,
    )


def _receive(response: Any, partial: Partial, said: _Said, report: Report) -> None:
    """Take in the body. Raises: _Broken, when it ends early or never."""
    partial_total = said.total
    report(partial.bytes, partial_total)
    while block := response.read1(_BLOCK_BYTES):
        partial.add(block)
        report(partial.bytes, partial_total)
        if partial_total and partial.bytes > partial_total:
            partial.restart(partial.origin)
            raise _Broken(f"it sends more than the {partial_total:,} bytes it announced")
    if partial.bytes < partial_total:
        raise _Broken(f"it broke off after {partial.bytes:,} of {partial_total:,} bytes")


def _hang_up(response: Any) -> None:
    """Shut the connection down below whoever reads from it: closing alone would not wake that read."""
    with suppress(OSError, ValueError), socket.fromfd(response.fileno(), socket.AF_INET, socket.SOCK_STREAM) as same:
        same.shutdown(socket.SHUT_RDWR)


def _refusal(error: urllib.error.HTTPError, partial: Partial) -> Exception:
    """An answer that is no file, as something to try again or as a sentence."""
    host = _host(error.url or "")
    if error.code in _TEMPORARY:
        if error.code == 416:
            partial.restart(partial.origin)
        return _Broken(f"it answers {error.code} {error.reason}")
    if error.code in (404, 410):
        return DownloadError(f"The file is not there any more: {error.url}.", "Import it from elsewhere instead.")
    if error.code in (401, 403):
        return DownloadError(
            f"{host} gives {partial.target.name} only to people it knows ({error.code}).",
            "Fetch the file in a browser, where you can log in and accept its licence; then import the file.",
        )
    if error.code == 407:
        return DownloadError(
            "The proxy wants a name and password.", "Put them into its address: http://NAME:PASSWORD@HOST:PORT."
        )
    return DownloadError(f"{host} answers {error.code} {error.reason}.", "Try again later, or import the file.")


# ---- the end


def _check(wanted: Wanted, said: _Said, partial: Partial) -> Fetched:
    """Is it the file that was meant? Wrong bytes are removed. Raises: DamagedDownloadError."""
    sha256 = partial.digest.hexdigest()
    if wanted.sha256:
        fits, checked = sha256 == wanted.sha256, "pinned"
    elif said.sha256:
        fits, checked = sha256 == said.sha256, "source"
    elif said.git_sha1:
        fits, checked = _git_sha1(partial) == said.git_sha1, "source"
    else:
        partial.discard()
        raise DamagedDownloadError(
            f"{_host(wanted.url)} gives no checksum along with {partial.target.name}. Nothing was kept.",
            "Use another source, or import a copy you trust.",
        )
    if not fits:
        partial.discard()
        raise DamagedDownloadError(
            f"{partial.target.name} arrived damaged: its checksum is another than it should be. It was removed.",
            "Try again. If it stays so, something between here and the source changes files.",
        )
    return Fetched(partial.bytes, sha256, cast(Checked, checked), said.commit)


def _git_sha1(partial: Partial) -> str:
    """The name git gives a file. Source: git hash-object."""
    partial.flush()
    digest = hashlib.sha1(f"blob {partial.bytes}\0".encode(), usedforsecurity=False)
    with partial.path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _host(url: str) -> str:
    return urllib.request.Request(url).host if "://" in url else url


def _words(error: Exception) -> str:
    """What went wrong, in a few words."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return str(getattr(error, "strerror", None) or error) or type(error).__name__
