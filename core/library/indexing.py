"""One run of indexing: the queue of waiting videos, the decoders that read them, and the pace."""

import logging
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from core.ingest.decoder_pool import DecoderPool, how_many
from core.ingest.frame_batcher import FrameBatcher
from core.ingest.index_queue import IndexQueue
from core.ingest.metadata_backfill import MetadataBackfill
from core.ingest.outcome import IndexOutcome
from core.ingest.pace import SLOW_SHARE, Pacer
from core.ingest.progress_meter import Meter
from core.ingest.proxies import ProxyRequests
from core.ingest.scheduler import IndexScheduler
from core.ingest.time_spent import TimeSpent
from core.ingest.video_indexer import IndexingTools
from core.library.contents import is_known
from core.library.deps import LibraryDeps
from core.values import Filter, IndexingCost, IndexTimings, IngestProgress, Video

log = logging.getLogger(__name__)

_NOTHING_YET = IngestProgress(0, 0, 0, 0, 0, 0.0, None, None)
ENOUGH_FRAMES = 30
"""So many sampled frames say where the time goes."""
CALIBRATE_AFTER_S = 60.0
"""Of work: the first clips are searchable before the model is asked what its scores are worth, and a long queue does
not put that off."""
KEEP_PIECES_S = 30 * 86400.0
"""Checkpoints of a video that was never finished are forgotten after this long."""


@dataclass(frozen=True, slots=True)
class IndexingCallbacks:
    """What indexing asks of the library around it."""

    wake: Callable[[], None]
    """Load the model, unless that was done."""
    follow: Callable[[IndexOutcome], None]
    """A video is done: update the index and notify listeners."""
    look_through: Callable[[Collection[int]], Generator[None, None, object]]
    """Compare disk and catalogue of these folders."""
    calibrate: Callable[[], Generator[None, None, None]]
    """Learn how the chosen model scores what does not belong together, unless that is known."""
    settle: Callable[[], Generator[float | None, None, None]]
    """All videos are done: the index is made quicker and kept, and the chosen model answers if it can."""
    changed: Callable[[frozenset[int]], None]
    """The records of these videos say more than before."""
    tell: Callable[[IngestProgress], None]


class Indexing:
    """Indexes every video that waits. Thread: the engine lane; attributes of `pacer` are set from any."""

    def __init__(self, parts: LibraryDeps, callbacks: IndexingCallbacks) -> None:
        self.parts = parts
        """Others, once another model is in use."""
        self._callbacks = callbacks
        self.decoders = DecoderPool([parts.frames, *parts.helpers])
        self.queue = IndexQueue(parts.catalogue, parts.disk, parts.now_s)
        self.pacer = Pacer(parts.settings.machine, parts.surroundings, parts.now_s)
        self.pacer.on_change = self._tell_pace
        self._progress = _NOTHING_YET
        self._proxies = ProxyRequests()
        self._backfill = MetadataBackfill(lambda videos: callbacks.changed(frozenset(videos)))
        self._is_swept = self._is_calibrated = False
        self._batchers: list[FrameBatcher] = []
        self._spent = TimeSpent(parts.now_s)
        self.timings: dict[int, IndexTimings] = {}
        """What each clip cost that was indexed in the last run, by its id."""
        self._lost: list[Video] = []
        self.cost: IndexingCost | None = None
        """Where the time went in the last run that was long enough."""

    def run(self, calibrate: bool = True) -> Generator[Any, None, IngestProgress]:
        """Index every waiting video, at the pace the surroundings allow; see `Library.ingest`."""
        self._progress = _NOTHING_YET
        self._spent, self.timings = TimeSpent(self.parts.now_s), {}
        self._is_calibrated = False
        return (yield from self.pacer.through(self._run(calibrate)))

    def _run(self, calibrate: bool) -> Generator[float | None, None, IngestProgress]:
        """Several videos at a time; a bad one gets its reason and the others continue."""
        parts = self.parts
        sampling = parts.settings.sampling
        meter = Meter(parts.now_s, sampling.every_s, self._report, sampling.mode == "fast")
        if parts.read_only:
            return meter.finish()
        self._callbacks.wake()
        if parts.catalogue.counts(None).waiting:
            meter.learn(parts.catalogue.videos(Filter(states=frozenset({"ready"}))))
        self._batchers.clear()
        parts.catalogue.drop_checkpoints(parts.today_s() - KEEP_PIECES_S)
        self._sweep()
        self._proxies = ProxyRequests(parts.proxies, parts.settings.proxies, exact=sampling.mode == "exact")
        self.decoders.use(how_many(sampling.decoders, parts.cores, parts.encoder.state.device))
        self.queue.invalidate()  # a run that was stopped had taken its videos out of the queue
        try:
            is_complete = False
            while not is_complete:
                yield from self._all_videos(meter)
                if calibrate:
                    yield from self._calibrate(meter)
                news = self.queue.news
                requests = Meter(parts.now_s, sampling.every_s, self._report)
                yield from self._proxies.fulfil(parts.catalogue, self.decoders, requests)
                yield from self._callbacks.settle()
                meter.finish()
                is_complete = yield from self._backfill.run(
                    parts.catalogue, self.decoders, partial(self._is_news, news)
                )
        finally:
            last = replace(meter.finish(), note=self._proxies.note)
            self.cost = self._cost_of(meter, last.frames_done) or self.cost
            if self.cost is not None and parts.keep_cost is not None:
                parts.keep_cost(self.cost)
        return last

    def _cost_of(self, meter: Meter, frames: int) -> IndexingCost | None:
        """None where too little was indexed to tell, or clips were sampled at their keyframes only."""
        encode_s = sum(each.encode_s for each in self._batchers)
        if frames < ENOUGH_FRAMES or encode_s <= 0 or self.parts.settings.sampling.mode == "fast":
            return None
        return IndexingCost(meter.every_s, max(0.0, meter.worked_s - encode_s), encode_s)

    def _is_news(self, before: int) -> bool:
        """True when there may be more to index than when the queue had so many news."""
        return self.queue.news > before

    def _all_videos(self, meter: Meter) -> Generator[None, None, None]:
        """Videos in the queue, and those found again that were gone when their turn came."""
        searched = set[int]()
        while True:
            with closing(IndexScheduler(self._tools(meter), self.queue, self._finish).run()) as steps:
                for step in steps:
                    yield step
                    if meter.worked_s >= CALIBRATE_AFTER_S:
                        yield from self._calibrate(meter)
            if not self._lost:
                return
            lost = [video for video in self._lost if video.id not in searched]
            self._lost.clear()
            searched |= {video.id for video in lost}  # once: a drive may only say that it is there
            if lost:
                yield from self._look_for(lost)

    def _calibrate(self, meter: Meter) -> Generator[None, None, None]:
        """Once a run; what it takes says nothing of how fast clips are indexed."""
        if not self._is_calibrated:
            self._is_calibrated = True
            yield from self._callbacks.calibrate()
            meter.rest()

    def _look_for(self, lost: Sequence[Video]) -> Generator[None, None, None]:
        """Videos were gone when their turn came: were they moved, deleted, or was their drive pulled?"""
        self.parts.catalogue.set_states([video.id for video in lost], "waiting")
        yield from self._callbacks.look_through({video.folder_id for video in lost})

    def _finish(self, outcome: IndexOutcome) -> bool:
        """A video is done. False when its folder is to be compared with the disk before others continue."""
        self._note_time(outcome.video)
        self._callbacks.follow(outcome)
        if outcome.video.state == "missing":
            self._lost.append(outcome.video)
        return not self._lost

    def _note_time(self, video: Video) -> None:
        """Keep what a clip cost, and put it into the log."""
        spent = self._spent.of(video.id)
        if spent != IndexTimings():
            self.timings[video.id] = spent
            steps = ", ".join(f"{step} {seconds:.2f} s" for step, seconds in spent.parts().items())
            log.info("Read %s (%s): %s", video.path, video.state, steps)

    def _tools(self, meter: Meter) -> IndexingTools:
        parts = self.parts
        batcher = FrameBatcher(parts.encoder, parts.pictures, parts.now_s, parts.settings.encoder.batch, self._spent)
        self._batchers.append(batcher)
        return IndexingTools(
            parts.catalogue,
            parts.encoder,
            self.decoders,
            batcher,
            meter,
            parts.today_s,
            parts.settings.sampling,
            parts.sleep,
            self._proxies,
            self._spent,
        )

    def _sweep(self) -> None:
        """Once: what dead programs left of proxies, and proxies of videos that are no longer here."""
        parts = self.parts
        store, self._is_swept = parts.proxies if not self._is_swept else None, True
        if store is not None:
            store.sweep(parts.today_s() - KEEP_PIECES_S, lambda each: is_known(parts.catalogue, each))

    def _report(self, progress: IngestProgress) -> None:
        self._progress = replace(progress, pace=self.pacer.pace, note=self._proxies.note)
        self._callbacks.tell(self._progress)

    def _tell_pace(self) -> None:
        """The pace has changed, perhaps before anything was begun."""
        self.decoders.throttle(1.0 if self.pacer.pace.mode == "full" else SLOW_SHARE)
        self._report(self._progress)
