"""How far a long ingest is, from what it has done so far. Pure but for the clock handed in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.ingest.segment_plan import expected_frames, step_s
from core.ingest.throughput import Throughput
from core.ports import Clock
from core.values import DecoderCrash, FolderShare, IngestProgress, MediaInfo, Video, VideoState

REPORT_EVERY_S = 0.1


@dataclass(slots=True)
class _Running:
    """A video being indexed: frames it will give, and those done."""

    video: Video
    expected: int
    done: int = 0


@dataclass(slots=True)
class _Tally:
    """Of one folder: videos left, frames of those of known length, bytes of the others; frames done for good."""

    videos: int = 0
    frames: int = 0
    bytes: int = 0
    done: int = 0


class Meter:
    """Counts videos and frames, and tells the rate and the time left.

    `tick` is called at every step, also when nothing came; so a video that hangs lowers the rate, and a pause
    (no ticks at all) does not.
    """

    def __init__(
        self, now_s: Clock, every_s: float, report: Callable[[IngestProgress], None], fast: bool = False
    ) -> None:
        self._now_s = now_s
        self.every_s, self._fast = every_s, fast
        self._report = report
        self._rate = Throughput()
        self._last_tick_s = now_s()
        self._last_report_s = float("-inf")
        self._known_bytes, self._known_frames = 0, 0
        self._left: dict[int, Video] = {}
        self._folders: dict[int, _Tally] = {}
        self._in_progress: dict[int, _Running] = {}
        self._done, self._failed = 0, 0
        self._crashes: dict[int, DecoderCrash] = {}

    def expect(self, waiting: Sequence[Video]) -> None:
        """Note which videos still wait, those in progress among them or not."""
        self._left = {}
        for tally in self._folders.values():
            tally.videos = tally.frames = tally.bytes = 0
        for video in waiting:
            if video.id not in self._in_progress:
                self._left[video.id] = video
                self._weigh(video, 1)

    def learn(self, videos: Sequence[Video]) -> None:
        """Learn from videos of known length how many frames a byte is worth."""
        for video in videos:
            if video.info is not None and not video.looks_still:
                self._known_bytes += video.size_bytes
                self._known_frames += self._frames_of(video.info)

    def begin(self, video: Video) -> None:
        """A video is begun."""
        listed = self._left.pop(video.id, None)
        if listed is not None:
            self._weigh(listed, -1)
        self._in_progress[video.id] = _Running(video, self._guess(video))
        self.tick()

    def probed(self, video: Video) -> None:
        """Its length is known now."""
        self.learn([video])
        running = self._in_progress[video.id]
        running.video, running.expected = video, self._guess(video)

    def restored(self, video_id: int, count: int) -> None:
        """Some sampled frames were encoded by an earlier run; they say nothing about the speed of this one."""
        if video_id in self._in_progress:
            self._in_progress[video_id].done += count

    def frames(self, video_id: int, count: int) -> None:
        """Some sampled frames are encoded."""
        if video_id in self._in_progress:
            self._in_progress[video_id].done += count
        self._pass(count)

    def end(self, video_id: int, failed: bool) -> None:
        """The video is done. One that was copied or cut short counts with the frames it really had."""
        self._done += 1
        self._failed += failed
        running = self._in_progress.pop(video_id)
        self._tally(running.video).done += running.done
        self.tick()

    def crashed(self, video: Video) -> None:
        """The decoder stopped over a video, which is tried once more."""
        self._crashes[video.id] = DecoderCrash(video.path)
        self._report_now()

    def after_crash(self, video_id: int, state: VideoState, *, skipped: bool) -> None:
        """What became of a video over which the decoder stopped; nothing is reported about a removed one."""
        crash = self._crashes.get(video_id)
        if crash is None:
            return
        if state == "ready":
            self._crashes[video_id] = replace(crash, outcome="indexed")
        elif state == "failed":
            self._crashes[video_id] = replace(crash, outcome="skipped" if skipped else "failed")
        else:
            del self._crashes[video_id]

    def put_back(self, video_id: int) -> None:
        """The video goes back to the queue; `expect` tells when."""
        self._in_progress.pop(video_id)

    def tick(self) -> None:
        """Time passes; reports now and then."""
        self._pass(0)

    @property
    def worked_s(self) -> float:
        """Seconds of work, without pauses."""
        return self._rate.worked_s

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
        in_progress = self._in_progress.values()
        shares = self._shares(finished)
        done, total = sum(each.frames_done for each in shares), sum(each.frames_total for each in shares)
        ahead = total - done
        steady = self._rate.steady if self._known_bytes > 0 or not self._left else None
        return IngestProgress(
            videos_done=self._done,
            videos_total=self._done + len(self._left) + len(in_progress),
            frames_done=done,
            frames_total=total,
            failed=self._failed,
            frames_per_s=self._rate.recent,
            eta_s=ahead / steady if steady is not None and not finished else None,
            current=next((running.video.path for running in in_progress), None),
            finished=finished,
            folders=shares,
            crashes=tuple(self._crashes.values()),
        )

    def _shares(self, finished: bool) -> tuple[FolderShare, ...]:
        """What is done and what is ahead, by folder."""
        done = {folder_id: tally.done for folder_id, tally in self._folders.items()}
        ahead = {folder_id: 0 if finished else self._frames_left(tally) for folder_id, tally in self._folders.items()}
        for running in self._in_progress.values():
            done[running.video.folder_id] = done.get(running.video.folder_id, 0) + running.done
            more = 0 if finished else max(0, running.expected - running.done)
            ahead[running.video.folder_id] = ahead.get(running.video.folder_id, 0) + more
        return tuple(FolderShare(each, done[each], done[each] + ahead.get(each, 0)) for each in sorted(done))

    def _pass(self, frames: int) -> None:
        now_s = self._now_s()
        self._rate.note(now_s - self._last_tick_s, frames)
        self._last_tick_s = now_s
        if now_s - self._last_report_s >= REPORT_EVERY_S:
            self._report_now()

    def _report_now(self) -> None:
        self._last_report_s = self._now_s()
        self._report(self.progress())

    def _tally(self, video: Video) -> _Tally:
        return self._folders.setdefault(video.folder_id, _Tally())

    def _weigh(self, video: Video, sign: int) -> None:
        """Add a video to what is left, or take it away."""
        tally = self._tally(video)
        tally.videos += sign
        if _length_is_known(video) or video.looks_still:
            tally.frames += sign * self._guess(video)
        else:
            tally.bytes += sign * video.size_bytes

    def _frames_left(self, tally: _Tally) -> int:
        """About how many frames the videos left have; one each at least."""
        unknown = tally.bytes * self._known_frames / self._known_bytes if self._known_bytes else 0
        return max(tally.videos, tally.frames + round(unknown))

    def _guess(self, video: Video) -> int:
        """Sampled frames of a video: from its length, or else from its size at the library's usual rate."""
        if video.info is not None and _length_is_known(video):
            return self._frames_of(video.info)
        if self._known_bytes == 0 or video.looks_still:
            return 1
        return max(1, round(video.size_bytes * self._known_frames / self._known_bytes))

    def _frames_of(self, info: MediaInfo) -> int:
        return expected_frames(info.duration_s, step_s(info, self.every_s, self._fast and info.looked != "refine"))


def _length_is_known(video: Video) -> bool:
    return video.info is not None and video.info.size_bytes == video.size_bytes
