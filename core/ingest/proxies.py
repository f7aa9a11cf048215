"""Proxies: made while videos are sampled, or by themselves for videos that are indexed already.

A proxy never stops its video: whatever goes wrong here is reported once, and the video is indexed without.
"""

from collections.abc import Callable, Generator, Iterable
from functools import partial
from pathlib import Path

from core.errors import MediaError
from core.ingest.decoder_pool import DecoderPool, Steps, read_at
from core.ingest.progress_meter import Meter
from core.ingest.read_ahead import BLINK_S
from core.ingest.segment_plan import spans_of
from core.ports import ProxyStore, VideoCatalogue
from core.settings import ProxySettings
from core.values import PROXIES_FULL, FrameShape, MediaInfo, ProxyTarget, Video

SMALLEST, AHEAD = FrameShape(8), 8
"""Of samples that nobody uses."""


class ProxyRequests:
    """Decides which videos get a proxy, and keeps what went wrong. Thread: the engine lane, `tell` any."""

    def __init__(
        self, store: ProxyStore | None = None, settings: ProxySettings | None = None, exact: bool = True
    ) -> None:
        self._store, self._settings, self._exact = store, settings or ProxySettings(), exact
        self._given_up: set[str] = set()
        self._troubles: list[str] = []

    def begin(self, info: MediaInfo) -> "ProxyJob | None":
        """Make one while the video is sampled exactly; None where none is wanted, or there is one.

        In fast mode few frames are decoded, so there is nothing to copy.
        """
        wanted = self._settings.make and self._exact and info.height_px > self._settings.taller_than
        return self._of(info) if wanted else None

    def give_up(self, info: MediaInfo) -> None:
        """No proxy of this video any more: sampling failed while it was made."""
        self._given_up.add(info.fingerprint)
        self.tell(f"No proxy was made of {info.path.name}: it could not be read and copied at the same time.")

    def fulfil(self, catalogue: VideoCatalogue, decoders: DecoderPool, meter: Meter) -> Generator[None, None, None]:
        """Make the proxies that were asked for by hand, one after another, each by reading its video once more.

        Requests for videos whose drive is away stay. Yields where the lane may serve somebody else.
        """
        found = [catalogue.find_fingerprint(each) for each in (self._store.requests() if self._store else [])]
        ready_videos = [
            ready[0] for videos in found if (ready := [video for video in videos if video.state == "ready"])
        ]
        meter.expect(ready_videos)
        for video in ready_videos:
            meter.begin(video)
            for turn in self._settle(video, decoders, meter):
                if turn == "waiting":
                    decoders.wakeup.wait(BLINK_S)
                    decoders.wakeup.clear()
                meter.tick()
                yield
            meter.end(video.id, failed=False)

    def _settle(self, video: Video, decoders: DecoderPool, meter: Meter) -> Steps[None]:
        store, info = self._store, video.info
        if store is not None and info is not None:
            job = self._of(info)
            if job is not None:
                yield from job.read_alone(decoders, meter, video.id)
            store.request(info.fingerprint, False)

    def _of(self, info: MediaInfo) -> "ProxyJob | None":
        store = self._store
        if store is None or info.is_still or info.fingerprint in self._given_up or store.find(info.fingerprint):
            return None
        if not store.has_room:
            self.tell(PROXIES_FULL)
            return None
        return ProxyJob(store, info, self.tell)

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
        return self._troubles[0] + (f" ({more} more.)" if more else "")


class ProxyJob:
    """The making of one proxy."""

    def __init__(self, store: ProxyStore, info: MediaInfo, tell: Callable[[str], None]) -> None:
        self._store, self._info, self._tell = store, info, tell
        self._is_over = False

    def to(self, number: int) -> ProxyTarget | None:
        """Where the proxy of this chunk goes; None once making it has failed."""
        return None if self._is_over else ProxyTarget(self._part(number), self._fail)

    def expect(self, numbers: Iterable[int]) -> None:
        """These chunks were read before; without their parts there is no proxy."""
        if not self._is_over and not all(self._part(number).exists() for number in numbers):
            self._fail(
                f"No proxy was made of {self._info.path.name}: part of it was indexed before proxies were turned on."
            )

    def read_alone(self, decoders: DecoderPool, meter: Meter, video_id: int) -> Steps[None]:
        """Read the video for the proxy only; parts that are there already stay.

        Samples come along, as small as can be: they tell how far it is, and hold the reading while nobody takes them.
        """
        info = self._info
        try:
            with decoders.borrow((yield from decoders.one())) as decoder:
                for number, span_s in enumerate(spans_of(info.duration_s)):
                    copy = self.to(number)
                    if copy is None or copy.path.exists():
                        continue
                    scan = partial(decoder.frames.scan, info, meter.every_s, SMALLEST, span_s, False, copy)
                    with decoder.reader.stream(scan, AHEAD) as stream:
                        for sample in stream.items(0):
                            meter.frames(video_id, int(sample is not None))
                            yield "waiting" if sample is None else "moved"
        except MediaError as error:
            self._fail(str(error))
        yield from self.finish(decoders)

    def finish(self, decoders: DecoderPool) -> Steps[None]:
        """All chunks are read: join the parts into one file and keep it."""
        store, info = self._store, self._info
        parts = [self._part(number) for number in range(len(spans_of(info.duration_s)))]
        if not self._is_over:
            try:
                with decoders.borrow((yield from decoders.one())) as decoder:
                    yield from read_at(
                        decoder, partial(decoder.frames.join, info, parts, store.target(info.fingerprint))
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
