"""Several films in hand at once: each has its turn, and the model gets its batch."""

from collections.abc import Callable, Collection, Generator
from dataclasses import dataclass, replace

from core.errors import EncoderDiedError
from core.ingest.crashes import CrashBook
from core.ingest.decoder_pool import Steps, Turn
from core.ingest.index_queue import IndexQueue
from core.ingest.video_indexer import IndexOutcome, Pipeline
from core.ingest.read_ahead import BLINK_S
from core.ingest.video_sampler import IndexingTools
from core.values import Video

PATIENCE_BLINKS = 5
"""The last frames of one film wait this long for those of others, so that batches are full."""

WAITING_MOST = 8
"""Films in hand besides those being read: for the model, or for the vectors of a film of equal content."""


@dataclass(frozen=True, slots=True, eq=False)
class _IndexJob:
    """A film in hand, and its walk."""

    video: Video
    walk: Steps[IndexOutcome]


class IndexScheduler:
    """Takes films from the line as places to read become free. Thread: the engine lane.

    Films begun earlier have the first pick of places; one whose last frames wait for the model leaves its place to
    the next. `on_done` is told of each film and says whether to go on: after a False those in hand are the last.
    """

    def __init__(self, tools: IndexingTools, line: IndexQueue, on_done: Callable[[IndexOutcome], bool]) -> None:
        self._tools = tools = replace(tools, is_outranked=self._is_outranked)
        self._line, self._on_done = line, on_done
        self._crashes = CrashBook()
        self._is_ending = False
        self._alone = False
        """True once the model died over a batch of several films: then one at a time, to see which it is."""
        self._pipeline = Pipeline(tools)
        self._hands: list[_IndexJob] = []
        self._idle_blinks = 0

    def run(self) -> Generator[None, None, None]:
        """Index until nothing waits. Yields where the lane may serve somebody else.

        Raises: EncoderError, StoreError, IndexingPausedError (helpers keep dying); films not done yet go on waiting.
        """
        try:
            while True:
                self._tools.decoders.wakeup.clear()
                yield from self._begin()
                if self._is_ending and not self._hands:
                    return
                if not self._hands and self._line.gives_up(self._tools.meter):
                    if not self._crashes.another_round():
                        return
                    continue  # the line has been stirred: films put aside come once more
                turns = yield from self._turns()
                if "moved" in turns or self._may_begin:
                    self._idle_blinks = 0
                else:
                    self._wait(turns)
                    yield
        finally:
            for hand in self._hands:
                hand.walk.close()

    def _begin(self) -> Generator[None, None, None]:
        """Take films into hand while there are places for them."""
        decoders = self._tools.decoders
        decoders.may_lend = False
        while decoders.has_free:
            too_many = len(self._hands) >= (1 if self._alone else decoders.count + WAITING_MOST)
            video = None if too_many or self._is_ending else self._line.take(self._tools.meter, self._in_hand)
            if video is None:
                decoders.may_lend = True
                return
            self._tools.meter.begin(video)
            hand = _IndexJob(video, self._pipeline.run(video))
            self._hands.append(hand)
            self._turn(hand)
            yield
            self._tools.meter.tick()

    def _turns(self) -> Generator[None, None, set[Turn]]:
        """One turn for each film."""
        turns: set[Turn] = set()
        for hand in [*self._hands]:
            if hand not in self._hands:
                continue  # it was put back meanwhile
            turn = self._turn(hand)
            turns.add(turn)
            if turn == "moved":
                yield
                self._tools.meter.tick()
        return turns

    def _turn(self, hand: _IndexJob) -> Turn:
        try:
            return next(hand.walk)
        except StopIteration as end:
            self._finish(hand, end.value)
        except EncoderDiedError as error:
            self._model_died(error, self._tools.batcher.failed or {hand.video.id})
        return "moved"

    def _finish(self, hand: _IndexJob, outcome: IndexOutcome) -> None:
        self._hands.remove(hand)
        self._tools.meter.end(hand.video.id, failed=outcome.video.state == "failed")
        self._line.back(hand.video.id)
        self._is_ending |= not self._on_done(outcome)
        if outcome.skipped:
            self._crashes.video_skipped()
        else:
            self._crashes.went_well(by_model=bool(outcome.made))

    def _model_died(self, error: EncoderDiedError, suspects: Collection[int]) -> None:
        """One film is to blame, or has another try later; of several each is tried by itself."""
        taken = [hand for hand in self._hands if hand.video.id in suspects or len(suspects) > 1]
        for hand in taken:
            hand.walk.close()
        self._tools.batcher.failed = set()
        if len(suspects) > 1:
            self._alone = True
            for hand in taken:
                self._hands.remove(hand)
                self._tools.meter.put_back(hand.video.id)
            self._line.invalidate()
            return
        for hand in taken:
            if self._crashes.model_died(hand.video.id, error):
                self._finish(hand, self._pipeline.blame(hand.video, error))
            else:
                self._hands.remove(hand)
                self._tools.meter.end(hand.video.id, failed=False)

    @property
    def _in_hand(self) -> set[int]:
        return {hand.video.id for hand in self._hands}

    def _is_outranked(self, video: Video) -> bool:
        return self._line.outranks(video, self._tools.meter, self._in_hand)

    @property
    def _may_begin(self) -> bool:
        """True when a place became free since the line was last asked."""
        return self._tools.decoders.has_free and not self._tools.decoders.may_lend

    def _wait(self, turns: set[Turn]) -> None:
        """Nothing moved: the model takes what there is if films wait for it, else we sleep for a blink."""
        tools = self._tools
        if not self._hands:
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
