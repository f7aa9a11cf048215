"""Small copies (what people call proxies) made while films are read, and by themselves for films read before.

A copy never decides over its film: whatever goes wrong here is said once, and the film is indexed without.
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from core.errors import MediaError
from core.ingest.plan import spans_of
from core.ingest.progress import Meter
from core.ingest.stations import Stations, Steps, read_at
from core.ports import SmallCopies
from core.settings import Proxies
from core.values import CopyTo, MediaInfo


class Copies:
    """Says which films are to be copied, and keeps what went wrong. Thread: the engine lane, `tell` any."""

    def __init__(self, store: SmallCopies | None = None, settings: Proxies | None = None, exact: bool = True) -> None:
        self._store, self._settings, self._exact = store, settings or Proxies(), exact
        self._given_up: set[str] = set()
        self._troubles: list[str] = []

    def begin(self, info: MediaInfo) -> "Copying | None":
        """Make one while the film is read; None where none is wanted, or there is one.

        Nothing is copied in fast mode, as few frames are decoded there, but what was asked for by hand.
        """
        store, settings = self._store, self._settings
        wanted = settings.make and self._exact and info.height_px > settings.taller_than
        if store is None or info.is_still or info.fingerprint in self._given_up:
            return None
        if not (wanted or store.is_wished(info.fingerprint)) or store.find(info.fingerprint) is not None:
            return None
        return Copying(store, info, self.tell)

    def give_up(self, info: MediaInfo) -> None:
        """Not this film any more: reading it did not go well while it was copied."""
        self._given_up.add(info.fingerprint)
        self.tell(f"No proxy of {info.path.name}: it could not be read and copied at the same time.")

    def settle(self, info: MediaInfo, stations: Stations, meter: Meter, video_id: int) -> Steps[None]:
        """What was asked for by hand and did not come about in passing, in a reading of its own."""
        store = self._store
        if store is None or not store.is_wished(info.fingerprint):
            return
        copying = self.begin(info)
        if copying is not None:
            yield from copying.read_alone(stations, meter, video_id)
        store.wish(info.fingerprint, False)

    def tell(self, sentence: str) -> None:
        """Thread: any."""
        if sentence not in self._troubles:
            self._troubles.append(sentence)

    @property
    def note(self) -> str:
        """What went wrong, in a sentence; of several the first, and how many more."""
        if not self._troubles:
            return ""
        more = len(self._troubles) - 1
        return self._troubles[0] + (f" ({more} more like this.)" if more else "")


class Copying:
    """One film's small copy in the making."""

    def __init__(self, store: SmallCopies, info: MediaInfo, tell: Callable[[str], None]) -> None:
        self._store, self._info, self._tell = store, info, tell
        self._is_over = False

    def to(self, number: int) -> CopyTo | None:
        """Where this piece of the film is to be copied; None once it is known that nothing comes of it."""
        return None if self._is_over else CopyTo(self._part(number), self._fail)

    def expect(self, numbers: Iterable[int]) -> None:
        """These pieces were read before; without their parts there is no copy."""
        if not self._is_over and not all(self._part(number).exists() for number in numbers):
            self._fail(f"No proxy of {self._info.path.name}: a part of it was indexed before proxies were wanted.")

    def read_alone(self, stations: Stations, meter: Meter, video_id: int) -> Steps[None]:
        """Read the film for the copy only; parts that are there already stay."""
        info, spans = self._info, spans_of(self._info.duration_s)
        try:
            with stations.held((yield from stations.one())) as station:
                for number, span_s in enumerate(spans):
                    copy = self.to(number)
                    if copy is not None and not copy.path.exists():
                        yield from read_at(station, partial(station.frames.copy, info, span_s, copy))
                    meter.frames(video_id, 1)
        except MediaError as error:
            self._fail(str(error))
        yield from self.finish(stations)

    def finish(self, stations: Stations) -> Steps[None]:
        """All pieces are read: make one film of the parts and take it in."""
        store, info = self._store, self._info
        parts = [self._part(number) for number in range(len(spans_of(info.duration_s)))]
        if not self._is_over:
            try:
                with stations.held((yield from stations.one())) as station:
                    yield from read_at(
                        station, partial(station.frames.join, info, parts, store.target(info.fingerprint))
                    )
            except MediaError as error:
                self._fail(error.title)
        if not self._is_over and (why := store.admit(info.fingerprint)):
            self._fail(why)
        store.drop_parts(info.fingerprint)

    def _part(self, number: int) -> Path:
        return self._store.part(self._info.fingerprint, number)

    def _fail(self, sentence: str) -> None:
        """Thread: any."""
        self._is_over = True
        self._tell(sentence)
