"""The run of an ingest: films in the line, places to read them, and the pace."""

from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.ingest.decoder_pool import Stations, how_many
from core.ingest.frame_batcher import Hopper
from core.ingest.index_queue import WaitingLine
from core.ingest.pace import SLOW_SHARE, Pacer
from core.ingest.pipeline import Outcome
from core.ingest.progress_meter import Meter
from core.ingest.proxies import Copies
from core.ingest.scheduler import Crew
from core.ingest.video_sampler import Tools
from core.library.contents import is_known
from core.library.deps import Parts
from core.values import Filter, IngestProgress, Video

_NOTHING_YET = IngestProgress(0, 0, 0, 0, 0, 0.0, None, None)
KEEP_PIECES_S = 30 * 86400.0
"""Pieces of a film that was never finished are forgotten after this long."""


@dataclass(frozen=True, slots=True)
class Ties:
    """What indexing asks of the library around it."""

    wake: Callable[[], None]
    """Load the model, unless that was done."""
    follow: Callable[[Outcome], None]
    """A film is done: the index follows, and everyone is told."""
    look_through: Callable[[Collection[int]], Generator[None, None, object]]
    """Compare disk and catalogue of these folders."""
    settle: Callable[[], Generator[float | None, None, None]]
    """All films are done: the index is made quicker and kept, and the chosen model answers if it can."""
    tell: Callable[[IngestProgress], None]


class Indexing:
    """Looks at every film that waits. Thread: the engine lane; attributes of `pacer` are set from any."""

    def __init__(self, parts: Parts, ties: Ties) -> None:
        self.parts = parts
        """Others, once another model is at work."""
        self._ties = ties
        self.stations = Stations([parts.frames, *parts.helpers])
        self.line = WaitingLine(parts.catalogue, parts.disk, parts.now_s)
        self.pacer = Pacer(parts.settings.machine, parts.surroundings, parts.now_s)
        self.pacer.on_change = self._tell_pace
        self._progress = _NOTHING_YET
        self._copies = Copies()
        self._is_swept = False
        self._lost: list[Video] = []

    def run(self) -> Generator[Any, None, IngestProgress]:
        """Index every waiting film, at the pace the surroundings allow; see `Library.ingest`."""
        self._progress = _NOTHING_YET
        return (yield from self.pacer.through(self._run()))

    def _run(self) -> Generator[float | None, None, IngestProgress]:
        """Several films at a time; a bad one gets its reason and the walk goes on."""
        parts = self.parts
        sampling = parts.settings.sampling
        meter = Meter(parts.now_s, sampling.every_s, self._report, sampling.mode == "fast")
        if parts.read_only:
            return meter.finish()
        self._ties.wake()
        if parts.catalogue.counts(None).waiting:
            meter.learn(parts.catalogue.videos(Filter(states=frozenset({"ready"}))))
        parts.catalogue.drop_pieces(parts.today_s() - KEEP_PIECES_S)
        self._sweep()
        self._copies = Copies(parts.small_copies, parts.settings.proxies, exact=sampling.mode == "exact")
        self.stations.use(how_many(sampling.decoders, parts.cores, parts.encoder.state.device))
        self.line.stir()  # an ingest that was stopped had taken its films out of the line
        try:
            yield from self._all_films(meter)
            wishes = Meter(parts.now_s, sampling.every_s, self._report)
            yield from self._copies.fulfil(parts.catalogue, self.stations, wishes)
            yield from self._ties.settle()
        finally:
            last = replace(meter.finish(), note=self._copies.note)
        return last

    def _all_films(self, meter: Meter) -> Generator[None, None, None]:
        """Films in the line, and those found again that were gone when their turn came."""
        looked_for = set[int]()
        while True:
            yield from Crew(self._tools(meter), self.line, self._finish).run()
            if not self._lost:
                return
            lost = [video for video in self._lost if video.id not in looked_for]
            self._lost.clear()
            looked_for |= {video.id for video in lost}  # once: a drive may only say that it is there
            if lost:
                yield from self._look_for(lost)

    def _look_for(self, lost: Sequence[Video]) -> Generator[None, None, None]:
        """Films were gone when their turn came: were they moved, deleted, or was their drive pulled?"""
        self.parts.catalogue.set_states([video.id for video in lost], "waiting")
        yield from self._ties.look_through({video.folder_id for video in lost})

    def _finish(self, outcome: Outcome) -> bool:
        """A film is done. False when its folder is to be looked at before others go on."""
        self._ties.follow(outcome)
        if outcome.video.state == "missing":
            self._lost.append(outcome.video)
        return not self._lost

    def _tools(self, meter: Meter) -> Tools:
        parts, batch = self.parts, self.parts.settings.encoder.batch
        hopper = Hopper(parts.encoder, parts.pictures, parts.now_s, batch)
        return Tools(
            parts.catalogue,
            parts.encoder,
            self.stations,
            hopper,
            meter,
            parts.today_s,
            parts.settings.sampling,
            batch,
            parts.sleep,
            self._copies,
        )

    def _sweep(self) -> None:
        """Once: what dead programs left of small copies, and those of films that are no longer here."""
        parts = self.parts
        store, self._is_swept = parts.small_copies if not self._is_swept else None, True
        if store is not None:
            store.sweep(parts.today_s() - KEEP_PIECES_S, lambda each: is_known(parts.catalogue, each))

    def _report(self, progress: IngestProgress) -> None:
        self._progress = replace(progress, pace=self.pacer.pace, note=self._copies.note)
        self._ties.tell(self._progress)

    def _tell_pace(self) -> None:
        """The pace has changed, perhaps before anything was begun."""
        self.stations.give_way(1.0 if self.pacer.pace.mode == "full" else SLOW_SHARE)
        self._report(self._progress)
