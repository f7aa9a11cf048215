"""How far a long ingest is, from what it has done so far. Pure but for the clock handed in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.ingest.plan import expected_frames, step_s
from core.ingest.rate import Rate
from core.ports import Clock
from core.values import IngestProgress, MediaInfo, Video

REPORT_EVERY_S = 0.1


@dataclass(slots=True)
class _InHand:
    """A film being indexed: frames it will give, and those done."""

    video: Video
    expected: int
    done: int = 0


class Meter:
    """Counts films and frames, and tells the rate and the time left.

    `tick` is called at every step, also when nothing came; so a film that hangs lowers the rate, and a pause
    (no ticks at all) does not.
    """

    def __init__(
        self, now_s: Clock, every_s: float, report: Callable[[IngestProgress], None], fast: bool = False
    ) -> None:
        self._now_s = now_s
        self.every_s, self._fast = every_s, fast
        self._report = report
        self._rate = Rate()
        self._last_tick_s = now_s()
        self._last_report_s = float("-inf")
        self._known_bytes, self._known_frames = 0, 0
        self._left: dict[int, Video] = {}
        self._left_frames, self._left_bytes = 0, 0
        """Of the films left: frames of those of known length, bytes of the others."""
        self._in_hand: dict[int, _InHand] = {}
        self._done, self._failed, self._frames_done = 0, 0, 0

    def expect(self, waiting: Sequence[Video]) -> None:
        """Note which films still wait, those in hand among them or not."""
        self._left, self._left_frames, self._left_bytes = {}, 0, 0
        for video in waiting:
            if video.id not in self._in_hand:
                self._left[video.id] = video
                self._weigh(video, 1)

    def learn(self, videos: Sequence[Video]) -> None:
        """Learn from films of known length how many frames a byte is worth."""
        for video in videos:
            if video.info is not None and not video.looks_still:
                self._known_bytes += video.size_bytes
                self._known_frames += self._frames_of(video.info)

    def begin(self, video: Video) -> None:
        """A film is begun."""
        listed = self._left.pop(video.id, None)
        if listed is not None:
            self._weigh(listed, -1)
        self._in_hand[video.id] = _InHand(video, self._guess(video))
        self.tick()

    def probed(self, video: Video) -> None:
        """Its length is known now."""
        self.learn([video])
        film = self._in_hand[video.id]
        film.video, film.expected = video, self._guess(video)

    def restored(self, video_id: int, count: int) -> None:
        """Some sampled frames were encoded by an earlier run; they say nothing about the speed of this one."""
        if video_id in self._in_hand:
            self._in_hand[video_id].done += count

    def frames(self, video_id: int, count: int) -> None:
        """Some sampled frames are encoded."""
        if video_id in self._in_hand:
            self._in_hand[video_id].done += count
        self._pass(count)

    def end(self, video_id: int, failed: bool) -> None:
        """The film is done. One that was copied or cut short counts with the frames it really had."""
        self._done += 1
        self._failed += failed
        self._frames_done += self._in_hand.pop(video_id).done
        self.tick()

    def put_back(self, video_id: int) -> None:
        """The film was begun in vain and waits again; `expect` tells when."""
        self._in_hand.pop(video_id)

    def tick(self) -> None:
        """Time passes; reports now and then."""
        self._pass(0)

    def rest(self) -> None:
        """Time passes while there is nothing to do, which says nothing about speed."""
        self._last_tick_s = self._now_s()

    def finish(self) -> IngestProgress:
        """The last word."""
        last = self.progress(finished=True)
        self._report(last)
        return last

    def progress(self, finished: bool = False) -> IngestProgress:
        """How far it is now."""
        in_hand = self._in_hand.values()
        done = self._frames_done + sum(film.done for film in in_hand)
        ahead = sum(max(0, film.expected - film.done) for film in in_hand) + self._frames_left()
        steady = self._rate.steady if self._known_bytes > 0 or not self._left else None
        return IngestProgress(
            videos_done=self._done,
            videos_total=self._done + len(self._left) + len(in_hand),
            frames_done=done,
            frames_total=done if finished else done + ahead,
            failed=self._failed,
            frames_per_s=self._rate.recent,
            eta_s=ahead / steady if steady is not None and not finished else None,
            current=next((film.video.path for film in in_hand), None),
            finished=finished,
        )

    def _pass(self, frames: int) -> None:
        now_s = self._now_s()
        self._rate.note(now_s - self._last_tick_s, frames)
        self._last_tick_s = now_s
        if now_s - self._last_report_s >= REPORT_EVERY_S:
            self._last_report_s = now_s
            self._report(self.progress())

    def _weigh(self, video: Video, sign: int) -> None:
        """Add a film to what is left, or take it away."""
        if _length_is_known(video) or video.looks_still:
            self._left_frames += sign * self._guess(video)
        else:
            self._left_bytes += sign * video.size_bytes

    def _frames_left(self) -> int:
        """About how many frames the films left have; one each at least."""
        unknown = self._left_bytes * self._known_frames / self._known_bytes if self._known_bytes else 0
        return max(len(self._left), self._left_frames + round(unknown))

    def _guess(self, video: Video) -> int:
        """Sampled frames of a film: from its length, or else from its size at the library's usual rate."""
        if video.info is not None and _length_is_known(video):
            return self._frames_of(video.info)
        if self._known_bytes == 0 or video.looks_still:
            return 1
        return max(1, round(video.size_bytes * self._known_frames / self._known_bytes))

    def _frames_of(self, info: MediaInfo) -> int:
        return expected_frames(info.duration_s, step_s(info, self.every_s, self._fast and info.looked != "refine"))


def _length_is_known(video: Video) -> bool:
    return video.info is not None and video.info.size_bytes == video.size_bytes
