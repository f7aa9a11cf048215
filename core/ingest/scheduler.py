"""Several videos are indexed at once: each has its turn, and the model gets its batch."""

from collections.abc import Callable, Collection, Generator
from dataclasses import dataclass

from core.errors import EncoderDiedError
from core.ingest.crashes import CrashBook
from core.ingest.decoder_pool import Steps, Turn
from core.ingest.index_queue import IndexQueue
from core.ingest.outcome import IndexOutcome
from core.ingest.read_ahead import BLINK_S
from core.ingest.video_indexer import IndexingTools, VideoIndexer
from core.values import Video

PATIENCE_BLINKS = 5
"""The last frames of one video wait this long for those of others, so that batches are full."""

WAITING_MOST = 8
"""Videos begun besides those being read: they wait for the model, or for the vectors of a video of equal content."""


@dataclass(frozen=True, slots=True, eq=False)
class _IndexJob:
    """A video being indexed, and what is still to do for it."""

    video: Video
    indexer: VideoIndexer
    steps: Steps[IndexOutcome]


class IndexScheduler:
    """Takes videos from the queue as decoders become free. Thread: the engine lane.

    Videos begun earlier get a decoder first; one whose last frames wait for the model leaves its decoder to the next.
    `on_done` hears of each video and says whether to continue: after a False those begun are the last.
    """

    def __init__(self, tools: IndexingTools, queue: IndexQueue, on_done: Callable[[IndexOutcome], bool]) -> None:
        self._tools, self._queue, self._on_done = tools, queue, on_done
        self._crashes = CrashBook()
        self._is_ending = False
        self._one_at_a_time = False
        """True once the model died over a batch of several videos: to see which it is."""
        self._jobs: list[_IndexJob] = []
        self._idle_blinks = 0

    def run(self) -> Generator[None, None, None]:
        """Index until nothing waits. Yields where the lane may serve somebody else.

        Raises: EncoderError, StoreError, IndexingPausedError (helpers keep dying); videos not done yet keep waiting.
        """
        try:
            while True:
                self._tools.decoders.wakeup.clear()
                yield from self._begin()
                if self._is_ending and not self._jobs:
                    return
                if not self._jobs and self._queue.gives_up(self._tools.meter):
                    if not self._crashes.another_round():
                        return
                    continue  # the queue is read again: videos put aside come once more
                turns = yield from self._turns()
                if "moved" in turns or self._may_begin:
                    self._idle_blinks = 0
                else:
                    self._wait(turns)
                    yield
        finally:
            for job in self._jobs:
                job.steps.close()

    def _begin(self) -> Generator[None, None, None]:
        """Begin videos while there are free decoders for them."""
        decoders = self._tools.decoders
        decoders.may_lend = False
        while decoders.has_free:
            too_many = len(self._jobs) >= (1 if self._one_at_a_time else decoders.count + WAITING_MOST)
            video = None if too_many or self._is_ending else self._queue.take(self._tools.meter, self._in_progress)
            if video is None:
                decoders.may_lend = True
                return
            self._tools.meter.begin(video)
            indexer = VideoIndexer(self._tools, video, self._is_outranked)
            job = _IndexJob(video, indexer, indexer.run())
            self._jobs.append(job)
            self._turn(job)
            yield
            self._tools.meter.tick()

    def _turns(self) -> Generator[None, None, set[Turn]]:
        """One turn for each video."""
        turns: set[Turn] = set()
        for job in [*self._jobs]:
            if job not in self._jobs:
                continue  # it was put back meanwhile
            turn = self._turn(job)
            turns.add(turn)
            if turn == "moved":
                yield
                self._tools.meter.tick()
        return turns

    def _turn(self, job: _IndexJob) -> Turn:
        try:
            return next(job.steps)
        except StopIteration as end:
            self._finish(job, end.value)
        except EncoderDiedError as error:
            self._model_died(error, self._tools.batcher.failed or {job.video.id})
        return "moved"

    def _finish(self, job: _IndexJob, outcome: IndexOutcome) -> None:
        self._jobs.remove(job)
        self._tools.meter.after_crash(job.video.id, outcome.video.state, skipped=outcome.skipped)
        self._tools.meter.end(job.video.id, failed=outcome.video.state == "failed")
        self._queue.back(job.video.id)
        self._is_ending |= not self._on_done(outcome)
        if outcome.skipped:
            self._crashes.video_skipped()
        else:
            self._crashes.went_well(by_model=bool(outcome.made))

    def _model_died(self, error: EncoderDiedError, suspects: Collection[int]) -> None:
        """One video is to blame, or has another try later; of several each is tried by itself."""
        taken = [job for job in self._jobs if job.video.id in suspects or len(suspects) > 1]
        for job in taken:
            job.steps.close()
        self._tools.batcher.failed = set()
        if len(suspects) > 1:
            self._one_at_a_time = True
            for job in taken:
                self._jobs.remove(job)
                self._tools.meter.put_back(job.video.id)
            self._queue.invalidate()
            return
        for job in taken:
            if self._crashes.model_died(job.video.id, error):
                self._finish(job, job.indexer.blame(error))
            else:
                self._jobs.remove(job)
                self._tools.meter.end(job.video.id, failed=False)

    @property
    def _in_progress(self) -> set[int]:
        return {job.video.id for job in self._jobs}

    def _is_outranked(self, video: Video) -> bool:
        return self._queue.outranks(video, self._tools.meter, self._in_progress)

    @property
    def _may_begin(self) -> bool:
        """True when a decoder became free since the queue was last asked."""
        return self._tools.decoders.has_free and not self._tools.decoders.may_lend

    def _wait(self, turns: set[Turn]) -> None:
        """Nothing moved: the model takes what there is if videos wait for it, else we sleep for a blink."""
        tools = self._tools
        if not self._jobs:
            tools.sleep(BLINK_S)
            tools.meter.rest()
        elif turns == {"hungry"} or ("hungry" in turns and self._idle_blinks >= PATIENCE_BLINKS):
            self._idle_blinks = 0
            try:
                tools.batcher.encode(tools.meter)
            except EncoderDiedError as error:
                self._model_died(error, tools.batcher.failed)
        else:
            self._idle_blinks += not tools.decoders.wakeup.wait(BLINK_S)
        tools.meter.tick()
