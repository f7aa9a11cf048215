"""One file over HTTP: with progress, a place to stop, resuming, and a checksum before it takes its name.

Proxies come from the system (`https_proxy`, `no_proxy`) unless one is named. Nothing here decides to fetch anything.
"""

import http.client
import re
import shutil
import socket
import ssl
import time
import urllib.error
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from core.errors import DamagedDownloadError, DownloadError, NoRoomError
from core.model_store.http_client import Redirects, host_of, make_opener, make_request, split_secret, system_trust
from core.model_store.http_failures import (
    IMPORT_INSTEAD,
    BrokenConnection,
    RetryLater,
    odd,
    of_answer,
    of_failure,
    portal,
)
from core.model_store.partial_download import Origin, PartialDownload
from core.model_store.retry_after import clock_words
from core.model_store.source_headers import (
    RANGE,
    SHA1,
    SHA256,
    SourceHeaders,
    fits,
    git_sum,
    is_page,
    looks_like_page,
    read_headers,
)

Checked = Literal["pinned", "source"]
HangUp = Callable[[], None]
Report = Callable[[int, int], None]
"""Called with the bytes so far and in all (0 when unknown). What it raises stops the download; the part stays."""
T = TypeVar("T")

_BLOCK_BYTES = 1 << 18
_SPARE_BYTES = 64 << 20
_ENOUGH_BYTES = 1 << 16
_ANSWER_BYTES = 1 << 20
_LONGEST_PAUSE_S = 30.0
_SHORTEST_WAIT_S, _FIRST_WAIT_S = 1.0, 10.0
_LONGEST_WAIT_S = 3600.0
"""In all, without a byte: who wants more is taken at another time."""
_NO_RANGE = re.compile(r"bytes \*/(\d+)")


@dataclass(frozen=True, slots=True)
class DownloadRequest:
    """A file to fetch, and what is known of it beforehand. The address may carry a name and password for its host."""

    url: str
    bytes: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file that came whole. `checked` says against what: our own record, or that of its source."""

    bytes: int
    sha256: str
    checked: Checked
    commit: str


@dataclass(frozen=True, slots=True)
class DownloadWait:
    """The source wants to be left alone for a while: nothing has failed, and the download continues by itself."""

    host: str
    until_s: float
    """Seconds since 1970."""
    until: str
    """The same as a person reads it."""


@dataclass(frozen=True, slots=True)
class Downloader:
    """How files are fetched. Waiting, clock and free space are handed in, so that tests need none of them."""

    timeout_s: float = 30.0
    tries: int = 5
    """Tries after one another that bring next to nothing, before it is given up."""
    proxy: str = ""
    """Address of a proxy; "" takes the system's."""
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time
    waiting: Callable[[DownloadWait | None], None] = field(default=lambda waiting: None)
    """Told when the source asks for a pause, and None when it is over."""
    coverage: Callable[[HangUp | None], None] = field(default=lambda hang_up: None)
    """Told how to break the connection off while bytes come, and None when none do. Called by another thread it wakes
    a read that waits for a source that has fallen silent."""
    free_bytes: Callable[[Path], int] = field(default=lambda folder: shutil.disk_usage(folder).free)
    trust: Callable[[], ssl.SSLContext] = system_trust
    """Whose certificates count."""

    def fetch(
        self,
        wanted: DownloadRequest,
        target: Path,
        report: Report,
        verified: Callable[[Downloaded], None] = lambda fetched: None,
    ) -> Downloaded:
        """Bring a file to `target`, or continue with what an earlier try left beside it.

        `verified` is called once all bytes are there and right, before the file takes its name: what it keeps makes
        sure that a program that ends just then need not fetch them again.
        Raises: DownloadError, DamagedDownloadError, NoRoomError, ModelStoreError, and whatever `report` raises.
        """
        partial = PartialDownload(target, split_secret(wanted.url)[0])
        try:
            fetched = _whole(wanted, partial)
            if fetched is None:
                said = self._patiently(lambda: self._try(wanted, partial, report), lambda: partial.bytes)
                fetched = _check(wanted, said, partial)
            else:
                report(fetched.bytes, fetched.bytes)
            verified(fetched)
            partial.finish(self.sleep)
        finally:
            partial.close()
        return fetched

    def ask(self, url: str, what: str) -> bytes:
        """A short answer, such as the hub's about a model; `what` names it in sentences. Raises: DownloadError."""
        return self._patiently(lambda: self._ask(url, what), lambda: 0)

    # ---- patience

    def _patiently(self, attempt: Callable[[], T], so_far: Callable[[], int]) -> T:
        """Try until it succeeds. What brings bytes earns more tries; a wait that was asked for costs none."""
        in_vain, waits, waited_s = 0, 0, 0.0
        while True:
            before = so_far()
            try:
                return attempt()
            except RetryLater as retry:
                if so_far() >= before + _ENOUGH_BYTES:
                    waits, waited_s = 0, 0.0
                waited_s += self._wait(retry, waits, waited_s)
                waits += 1
                continue
            except BrokenConnection as error:
                if so_far() >= before + _ENOUGH_BYTES:
                    in_vain, waits, waited_s = 0, 0, 0.0
                else:
                    in_vain += 1
                if in_vain >= self.tries:
                    raise error.final from error
            self.sleep(min(2.0**in_vain / 2, _LONGEST_PAUSE_S))

    def _wait(self, retry: RetryLater, waits: int, waited_s: float) -> float:
        """Let the source have its pause; longer each time when it does not say how long. Raises: DownloadError."""
        own_s = min(_FIRST_WAIT_S * 2.0**waits, retry.window_s)
        least_s = min(_SHORTEST_WAIT_S * 2.0**waits, _LONGEST_PAUSE_S)
        asked_s = own_s if retry.seconds is None else max(retry.seconds, least_s)
        until_s = self.now() + asked_s
        until = clock_words(until_s, self.now())
        if waited_s + asked_s > _LONGEST_WAIT_S:
            raise DownloadError(
                f"{retry.host} is limiting downloads until {until}.",
                "Try again then. The download resumes where it stopped.",
                reason="busy",
            ) from retry
        self.waiting(DownloadWait(retry.host, until_s, until))
        try:
            self.sleep(asked_s)
        finally:
            self.waiting(None)
        return asked_s

    # ---- one request

    def _try(self, wanted: DownloadRequest, partial: PartialDownload, report: Report) -> SourceHeaders:
        """Ask for the file, or the rest of it. Raises: Broken or Wait, when another request may help."""

        def take(response: Any, hops: Redirects) -> SourceHeaders:
            said = read_headers(response, hops)
            if self._settle(wanted, partial, said, response, host_of(hops.url)):
                self.coverage(lambda: _hang_up(response))
                try:
                    _receive(response, partial, said, report, host_of(hops.url))
                finally:
                    self.coverage(None)
            partial.is_odd = False
            return said

        return self._request(wanted.url, _headers(wanted, partial), partial.target.name, take, partial)

    def _ask(self, url: str, what: str) -> bytes:
        def take(response: Any, hops: Redirects) -> bytes:
            if is_page(response):
                raise portal(host_of(hops.url))
            content = bytes(response.read(_ANSWER_BYTES + 1))
            if len(content) > _ANSWER_BYTES:
                raise odd("its response is too long", host_of(hops.url))
            return content

        return self._request(url, {}, what, take, None)

    def _request(
        self,
        url: str,
        headers: dict[str, str],
        what: str,
        take: Callable[[Any, Redirects], T],
        partial: PartialDownload | None,
    ) -> T:
        hops = Redirects()
        hops.request = asked = make_request(url, {"Accept-Encoding": "identity", **headers})
        try:
            with make_opener(hops, self.proxy, self.trust).open(asked, timeout=self.timeout_s) as response:
                return take(response, hops)
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 416 and partial is not None:
                    return cast(T, _no_such_range(error, hops, partial))
                raise of_answer(error, what, hops) from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, Exception):
                raise of_failure(error.reason, hops) from error
            raise DownloadError(
                f"{host_of(hops.url)} cannot be reached: {error.reason}.",
                "Proxy addresses start with http://, download addresses with https:// or http://.",
                reason="address",
            ) from error
        except (OSError, http.client.HTTPException) as error:  # what our own disk says is a ModelStoreError by now
            raise of_failure(error, hops) from error

    def _settle(
        self, wanted: DownloadRequest, partial: PartialDownload, said: SourceHeaders, response: Any, host: str
    ) -> bool:
        """Do these bytes follow on those we have, and is there room? False when all of them are here already.

        Raises: Broken, DownloadError, NoRoomError.
        """
        partial.expect(None)
        if is_page(response):
            raise portal(host)
        if wanted.bytes and said.total and said.total != wanted.bytes:
            raise DownloadError(
                f"{host} offers a file of {said.total:,} bytes, expected {wanted.bytes:,}.",
                "This is not the expected file, so nothing was kept. Check your proxy or mirror.",
                reason="length",
            )
        if (response.headers.get("Content-Encoding") or "identity").lower() != "identity":
            raise DownloadError(f"{host} sent the file compressed, which was not requested.", reason="answer")
        now = Origin(partial.origin.url, said.validator)
        if response.status == 206:
            found = RANGE.fullmatch(response.headers.get("Content-Range", ""))
            if found is None or int(found[1]) != partial.bytes or now.validator != partial.origin.validator:
                partial.restart(now)
                raise odd("the file has changed there, or the wrong part of it was sent", host)
        elif partial.bytes and partial.bytes == said.total and fits(said, partial):
            return False
        else:
            length = response.headers.get("Content-Length", "")
            if said.total and length.isdigit() and int(length) != said.total:
                raise odd(f"it announces {int(length):,} bytes, expected {said.total:,}", host)
            partial.expect(now)
        short = said.total - partial.bytes_kept + _SPARE_BYTES - self.free_bytes(partial.target.parent)
        if said.total and short > 0:
            raise NoRoomError(
                f"Not enough disk space for {partial.target.name}: {-(-short // 1000000):,} MB more are needed.",
                "Free up some space and try again. The download resumes where it stopped.",
            )
        return True


# ---- what the source says


def _headers(wanted: DownloadRequest, partial: PartialDownload) -> dict[str, str]:
    """Ask for the rest when we know of what file it would be the rest."""
    validator = partial.origin.validator
    if not partial.bytes or partial.is_odd or not (validator or wanted.sha256):
        return {}
    headers = {"Range": f"bytes={partial.bytes}-"}
    if validator and not SHA256.fullmatch(validator) and not SHA1.fullmatch(validator):
        headers["If-Range"] = f'"{validator}"'
    return headers


def _receive(response: Any, partial: PartialDownload, said: SourceHeaders, report: Report, host: str) -> None:
    """Take in the body. Raises: Broken, when it ends early or never; DownloadError, when it is a web page."""
    total, is_first = said.total, True
    report(partial.bytes_kept, total)
    while block := response.read1(_BLOCK_BYTES):
        if is_first and response.status != 206 and looks_like_page(block):
            raise portal(host)
        is_first = False
        partial.add(block)
        report(partial.bytes, total)
        if total and partial.bytes > total:
            partial.restart(partial.origin)
            raise odd(f"it sends more than the {total:,} bytes it announced", host)
    if is_first:
        partial.begin()  # an empty file is one too
    if partial.bytes < total:
        raise odd(f"it stopped after {partial.bytes:,} of {total:,} bytes", host)


def _no_such_range(error: urllib.error.HTTPError, hops: Redirects, partial: PartialDownload) -> SourceHeaders:
    """There is no rest: all is here, or what is here is not of this file, or the source is mistaken. Raises: Broken."""
    said = read_headers(error, hops)
    found = _NO_RANGE.fullmatch(error.headers.get("Content-Range", ""))
    total = int(found[1]) if found else said.total if "X-Linked-Size" in hops.linked else 0
    if fits(said, partial):
        return said
    if total and partial.bytes > total:
        partial.restart(partial.origin)
    else:
        partial.is_odd = True  # ask for the whole file, and compare before a byte is thrown away
    raise odd(f"it responded 416 {error.reason}", host_of(hops.url))


def _hang_up(response: Any) -> None:
    """Shut the connection down below whoever reads from it: closing alone would not wake that read."""
    with suppress(OSError, ValueError), socket.fromfd(response.fileno(), socket.AF_INET, socket.SOCK_STREAM) as same:
        same.shutdown(socket.SHUT_RDWR)


# ---- the end


def _whole(wanted: DownloadRequest, partial: PartialDownload) -> Downloaded | None:
    """All bytes are here and right, as far as is known without a request."""
    if not partial.bytes:
        return None
    sha256, validator = partial.digest.hexdigest(), partial.origin.validator
    if wanted.sha256:
        return Downloaded(partial.bytes, sha256, "pinned", "") if sha256 == wanted.sha256 else None
    is_it = sha256 == validator or (bool(SHA1.fullmatch(validator)) and git_sum(partial) == validator)
    return Downloaded(partial.bytes, sha256, "source", "") if is_it else None


def _check(wanted: DownloadRequest, said: SourceHeaders, partial: PartialDownload) -> Downloaded:
    """Is it the file that was meant? Wrong bytes are removed. Raises: DamagedDownloadError."""
    sha256 = partial.digest.hexdigest()
    is_named = bool(said.sha256 or said.git_sha1)
    is_it = sha256 == wanted.sha256 if wanted.sha256 else fits(said, partial)
    if not is_it and not wanted.sha256 and not is_named:
        partial.discard()
        raise DamagedDownloadError(
            f"{host_of(wanted.url)} provides no checksum for {partial.target.name}. Nothing was kept.",
            "Use another source, or import a copy you trust.",
        )
    if not is_it:
        partial.discard()
        raise DamagedDownloadError(
            f"The download of {partial.target.name} is damaged: its checksum is wrong. It was deleted.",
            (f"Try again. If this happens again, something on the network is changing the file. {IMPORT_INSTEAD}"),
        )
    return Downloaded(partial.bytes, sha256, "pinned" if wanted.sha256 else "source", said.commit)
