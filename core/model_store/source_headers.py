"""What a source says of a file, and whether the bytes that are here are that file."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from core.model_store.http_client import Redirects
from core.model_store.partial_download import PartialDownload

_BLOCK_BYTES = 1 << 20
SHA256, SHA1 = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{40}")
RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")


@dataclass(frozen=True, slots=True)
class SourceHeaders:
    """What the source's headers say of the file, on whichever hop. Source: the hub's `X-Linked-Etag` and relatives."""

    total: int = 0
    """Bytes of the whole file; 0 when it does not say."""
    etag: str = ""
    """Strong ETag of the bytes sent; "" when it gives none."""
    sha256: str = ""
    git_sha1: str = ""
    commit: str = ""
    hint: str = ""
    """An ETag that looks like a checksum, from a source that does not say what it is: it counts when it fits."""

    @property
    def validator(self) -> str:
        """The source's name for this version of the file; a checksum where it gives one."""
        return self.sha256 or self.git_sha1 or self.etag or self.hint


def read_headers(response: Any, hops: Redirects) -> SourceHeaders:
    """Headers of an answer, with what the hops before it said."""
    headers = response.headers
    hops.listen(headers)
    linked = hops.linked.get("X-Linked-Etag", "")
    etag = headers.get("ETag", "")
    plain = etag.removeprefix("W/").strip('"')
    strong = "" if etag.startswith("W/") else plain
    length, size = headers.get("Content-Length", ""), hops.linked.get("X-Linked-Size", "")
    found = RANGE.fullmatch(headers.get("Content-Range", ""))
    sent = int(found[2]) if found else int(length) if length.isdigit() else 0
    commit = hops.linked.get("X-Repo-Commit", "")
    name = linked or (plain if commit else "")  # the hub names small files by git's sum of them, weak or not
    is_sum = SHA256.fullmatch(plain) or SHA1.fullmatch(plain)
    return SourceHeaders(
        total=int(size) if size.isdigit() else sent,
        etag=strong,
        sha256=name if SHA256.fullmatch(name) else "",
        git_sha1=name if SHA1.fullmatch(name) else "",
        commit=commit,
        hint=plain if is_sum and not name else "",
    )


def is_page(response: Any) -> bool:
    """A web page, says its header."""
    kind = (response.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml")


def looks_like_page(block: bytes) -> bool:
    """A web page, say its first bytes."""
    return block[:256].lstrip().lower().startswith((b"<!doctype html", b"<html"))


def fits(said: SourceHeaders, partial: PartialDownload) -> bool:
    """Is what we have the file that the source speaks of?"""
    if said.sha256 or SHA256.fullmatch(said.hint):
        return partial.digest.hexdigest() == (said.sha256 or said.hint)
    named = said.git_sha1 or said.hint
    return bool(named) and git_sum(partial) == named


def git_sum(partial: PartialDownload) -> str:
    """The name git gives a file. Source: git hash-object."""
    partial.flush()
    digest = hashlib.sha1(f"blob {partial.bytes}\0".encode(), usedforsecurity=False)
    with partial.path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()
