"""What may be deleted at any time: small pictures and proxies."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol


class PictureStore(Protocol):
    """Small JPEGs of sampled frames, a cache that may be deleted at any time."""

    def put(self, fingerprint: str, pictures: Iterable[tuple[float, bytes]]) -> None:
        """Keep pictures of a video, by time in seconds."""
        ...

    def get(self, fingerprint: str, time_s: float) -> bytes | None:
        """The picture nearest to this time within half a second, or None."""
        ...

    def times(self, fingerprint: str) -> list[float]:
        """Times of all pictures of a video, ascending."""
        ...

    def forget(self, fingerprints: Iterable[str]) -> None:
        """Delete those of these videos."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


class ProxyStore(Protocol):
    """Proxies of videos, a cache by content that may be deleted at any time.

    Not the proxies a camera makes: of those `MediaInfo.proxy` tells. Nothing here ever fails the work.
    """

    def find(self, fingerprint: str) -> Path | None:
        """Where the video can be played small; it counts as used now. Thread: any."""
        ...

    @property
    def has_room(self) -> bool:
        """False where a further one would fill the disk."""
        ...

    def part(self, fingerprint: str, number: int) -> Path:
        """Where a part of one in the making lies, or is to lie."""
        ...

    def target(self, fingerprint: str) -> Path:
        """Where one is to be written before it is `admit`ted."""
        ...

    def admit(self, fingerprint: str) -> str:
        """Take in what was written at `target`; those longest unused go. Returns why not, in a sentence, or ""."""
        ...

    def drop_parts(self, fingerprint: str) -> None:
        """Delete what is left of the making of one."""
        ...

    def request(self, fingerprint: str, wanted: bool) -> None:
        """Note that one was asked for by hand, or that this is settled."""
        ...

    def requests(self) -> list[str]:
        """Contents of which one was asked for by hand."""
        ...

    def forget(self, fingerprints: Iterable[str]) -> None:
        """Delete those of these videos."""
        ...

    def sweep(self, before_s: float, is_known: Callable[[str], bool]) -> None:
        """Delete what dead programs left, parts from before this date, and copies of videos that are not known."""
        ...
