"""How far a long ingest is, from what it has done so far. Pure but for the clock handed in."""

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from core.ingest.plan import expected_frames
from core.ports import Clock
from core.values import IngestProgress, Video

WINDOW_S = 60.0
"""The rate is a moving average over this long."""
ENOUGH_S = 20.0
"""No remaining time is told before the rate has been watched for this long."""
PAUSE_S = 15.0
"""Two ticks further apart than this: the lane was held or the machine slept, which says nothing about speed."""
REPORT_EVERY_S = 0.1


class Meter:
    """Counts films and frames, and tells the rate and the time left.

    `tick` is called at every step, also when nothing came; so a film that hangs lowers the rate, and a pause
    (no ticks at all) does not.
    """

    def __init__(self, now_s: Clock, every_s: float, report: Callable[[IngestProgress], None]) -> None:
        self._now_s = now_s
        self._every_s = every_s
        self._report = report
        self._marks: deque[tuple[float, int]] = deque()
        self._last_tick_s = now_s()
        self._last_report_s = float("-inf")
        self._watched_s = 0.0
        self._known_bytes, self._known_frames = 0, 0
        self._left: dict[int, Video] = {}
        self._left_frames, self._left_bytes = 0, 0
        """Of the films left: frames of those of known length, bytes of the others."""
        self._done, self._failed, self._frames_done, self._frames_now = 0, 0, 0, 0
        self._current: Video | None = None
        self._current_frames = 0

    def expect(self, waiting: Sequence[Video]) -> None:
        """Note which films still wait, the current one among them or not."""
        self._left, self._left_frames, self._left_bytes = {}, 0, 0
        for video in waiting:
            if self._current is None or video.id != self._current.id:
                self._left[video.id] = video
                self._weigh(video, 1)

    def learn(self, videos: Sequence[Video]) -> None:
        """Learn from films of known length how many frames a byte is worth."""
        for video in videos:
            if video.info is not None and not video.looks_still:
                self._known_bytes += video.size_bytes
                self._known_frames += expected_frames(video.info.duration_s, self._every_s)

    def begin(self, video: Video) -> None:
        """A film is begun."""
        listed = self._left.pop(video.id, None)
        if listed is not None:
            self._weigh(listed, -1)
        self._current, self._current_frames, self._frames_now = video, self._guess(video), 0
        self.tick()

    def probed(self, video: Video) -> None:
        """Its length is known now."""
        self.learn([video])
        self._current, self._current_frames = video, self._guess(video)

    def frames(self, count: int) -> None:
        """Some sampled frames are encoded."""
        self._frames_now += count
        self.tick()

    def end(self, failed: bool) -> None:
        """The film is done. One that was copied or cut short counts with the frames it really had."""
        self._done += 1
        self._failed += failed
        self._frames_done += self._frames_now
        self._current, self._frames_now, self._current_frames = None, 0, 0
        self.tick()

    def tick(self) -> None:
        """Time passes; reports now and then."""
        now_s = self._now_s()
        gap_s = now_s - self._last_tick_s
        self._last_tick_s = now_s
        if gap_s > PAUSE_S:
            self._marks = deque((at_s + gap_s, frames) for at_s, frames in self._marks)
        else:
            self._watched_s += gap_s
        self._marks.append((now_s, self._frames_done + self._frames_now))
        while len(self._marks) > 2 and self._marks[1][0] <= now_s - WINDOW_S:
            self._marks.popleft()
        if now_s - self._last_report_s >= REPORT_EVERY_S:
            self._last_report_s = now_s
            self._report(self.progress())

    def finish(self) -> IngestProgress:
        """The last word."""
        last = self.progress(finished=True)
        self._report(last)
        return last

    def progress(self, finished: bool = False) -> IngestProgress:
        """How far it is now."""
        done = self._frames_done + self._frames_now
        ahead = max(0, self._current_frames - self._frames_now) + self._frames_left()
        rate = self.rate()
        known = rate > 0 and self._watched_s >= ENOUGH_S and (self._known_bytes > 0 or not self._left)
        return IngestProgress(
            videos_done=self._done,
            videos_total=self._done + len(self._left) + (self._current is not None),
            frames_done=done,
            frames_total=done if finished else done + ahead,
            failed=self._failed,
            frames_per_s=rate,
            eta_s=ahead / rate if known and not finished else None,
            current=self._path(),
            finished=finished,
        )

    def rate(self) -> float:
        """Sampled frames per second over the last minute."""
        if len(self._marks) < 2:
            return 0.0
        (from_s, before), (to_s, after) = self._marks[0], self._marks[-1]
        return (after - before) / (to_s - from_s) if to_s > from_s else 0.0

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
            return expected_frames(video.info.duration_s, self._every_s)
        if self._known_bytes == 0 or video.looks_still:
            return 1
        return max(1, round(video.size_bytes * self._known_frames / self._known_bytes))

    def _path(self) -> Path | None:
        return self._current.path if self._current is not None else None


def _length_is_known(video: Video) -> bool:
    return video.info is not None and video.info.size_bytes == video.size_bytes
