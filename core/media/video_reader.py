"""Everything a video can be asked for, inside the decoder process; also usable in one's own process."""

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from math import inf
from pathlib import Path

import av.error
from av.container import InputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from core.errors import UnreadableError
from core.media.camera_log import camera_log
from core.media.clean_aperture import crop_of
from core.media.decode_plan import frames_on_screen, plan_runs
from core.media.full_decode import decoded_in_full
from core.media.hardware import HardwareDecoders
from core.media.keyframe_scan import KeyScan
from core.media.open_video import HardwareGaveUp, KeyframesDistrusted, OpenVideo
from core.media.opening import media_errors, no_frame, open_video, packets_of, shown_name, stat_regular
from core.media.packet_index import CLOCKS_ONLY, NO_TIMES, Tick
from core.media.probe import ProbedMedia, probe_video
from core.media.proxy_encoder import ProxyPart
from core.media.subclips.subclip_copy import copy_subclip
from core.media.subclips.subclip_encoder import encode_subclip
from core.media.upright import posture_of, upright
from core.media.video_scan import VideoScan, sample_of
from core.sentences import sentence
from core.values import COPY, WHOLE, FrameShape, MediaInfo, ProxyTarget, Sample, Span, SubclipJob, SubclipMade

HELD = 4
"""Samples that wait before they are given: most lies come out in the first group, and what came before is wrong."""


class VideoReader:
    """Reads videos one at a time and remembers the last one's packets. Thread: one.

    `tick` is called about once per packet; what it raises ends the work. `hardware` says what a graphics card decodes.
    """

    def __init__(self, tick: Tick, threads: int = 1, hardware: HardwareDecoders | None = None) -> None:
        self._tick, self._threads = tick, threads
        self._hardware = hardware or HardwareDecoders(tick, is_wanted=False)
        self.device = ""
        """What decoded the last scan; "" for the processor."""
        self._known: ProbedMedia | None = None

    def probe(self, path: Path) -> MediaInfo:
        """Raises: MediaError."""
        return self._look(path, again=True).info

    def scan(
        self,
        path: Path,
        every_s: float,
        shape: FrameShape,
        span_s: Span = WHOLE,
        fast: bool = False,
        copy: ProxyTarget | None = None,
        is_distrusted: bool = False,
    ) -> Iterator[Sample]:
        """Samples with cuts. Raises: MediaError, when not one frame of the whole video could be read."""
        latest_s = -inf
        held: deque[Sample] = deque()
        known = self._look(path, is_distrusted=is_distrusted)
        self.device = "" if fast or copy is not None else self._hardware.device_for(known)
        is_over = False
        while not is_over:
            try:
                for sample in self._walk(known, (every_s, shape, span_s, fast, copy)):
                    if sample.time_s <= latest_s:
                        continue
                    held.append(sample)
                    if len(held) > HELD:
                        latest_s = held[0].time_s
                        yield held.popleft()
                is_over = True
            except (HardwareGaveUp, KeyframesDistrusted):
                held.clear()
                if self.device:
                    self.device = ""
                    self._hardware.give_up(known)
                elif known.in_sequence:
                    raise
                else:
                    known = self._distrust()
        for sample in held:
            latest_s = sample.time_s
            yield sample
        if latest_s == -inf and span_s == WHOLE:
            raise no_frame(path)

    def _walk(
        self, known: ProbedMedia, wanted: tuple[float, FrameShape, Span, bool, ProxyTarget | None]
    ) -> Iterator[Sample]:
        every_s, shape, span_s, fast, copy = wanted
        with (
            self._video(known, self.device) as video,
            self._video(known) as second_look,
            self._part(known, span_s, copy) as part,
        ):
            by_keys = fast and not known.info.is_distrusted  # then its keyframes are not to be believed either
            walk = KeyScan(video, known, shape) if by_keys else VideoScan(video, second_look, known, shape, part)
            yield from walk.samples(every_s, span_s)

    def _distrust(self) -> ProbedMedia:
        """The video read last gave something else than it promised: decode it once, and remember what is in it."""
        assert self._known is not None
        self._known = known = decoded_in_full(self._known, self._tick, self._threads)
        return known

    def frames(
        self, path: Path, times_s: Sequence[float], shape: FrameShape, is_distrusted: bool = False
    ) -> Iterator[Sample]:
        """The frames on screen at these times, in order of time, equal ones once."""
        latest_s = -inf
        try:
            for sample in self._looked_up(self._look(path, is_distrusted=is_distrusted), times_s, shape):
                latest_s = sample.time_s
                yield sample
        except KeyframesDistrusted:
            for sample in self._looked_up(self._distrust(), times_s, shape):
                if sample.time_s > latest_s:
                    yield sample

    def _looked_up(self, known: ProbedMedia, times_s: Sequence[float], shape: FrameShape) -> Iterator[Sample]:
        wanted = frames_on_screen(known.index, times_s)
        with self._video(known) as video:
            for run in plan_runs(known.index, [int(pts) for pts in wanted]):
                for ticks, frame in video.wanted_frames(run):
                    yield sample_of(frame, ticks, known, video.posture, shape)

    def still(
        self, path: Path, time_s: float, height_px: int, by_walk: bool | None = None, is_distrusted: bool = False
    ) -> bytes:
        """The frame on screen at this time as JPEG. Raises: MediaError.

        `by_walk` as in `MediaInfo`: whether it can only be found by walking through the packets; None: not known yet.
        """
        found = stat_regular(path)
        known = self._known
        is_known = known is not None and _is_same(known.info, path, (found.st_size, found.st_mtime_ns))
        if not is_known and not by_walk:
            for start_s in (time_s, time_s - 10.0, None):  # a seek may land late; then from farther back
                picture = self._sought(path, time_s, start_s, height_px, is_trusted=by_walk is False)
                if picture is not None:
                    return picture
        try:
            picture = self._still_of(self._look(path, is_distrusted=is_distrusted), time_s, height_px)
        except KeyframesDistrusted:
            picture = self._still_of(self._distrust(), time_s, height_px)
        if picture is None:
            raise no_frame(path)
        return picture

    def _still_of(self, known: ProbedMedia, time_s: float, height_px: int) -> bytes | None:
        wanted = [int(pts) for pts in frames_on_screen(known.index, [time_s])]
        with self._video(known) as video:
            for run in plan_runs(known.index, wanted):
                for _, frame in video.wanted_frames(run):
                    return upright(frame, video.posture, height_px).picture(height_px)
        return None

    def _sought(
        self, path: Path, time_s: float, start_s: float | None, height_px: int, is_trusted: bool
    ) -> bytes | None:
        """Seek to a keyframe and decode up to the time. None when the seek landed behind it, or on no keyframe."""
        with open_video(path) as (container, chosen):
            track = chosen.stream
            time_base = track.time_base
            origin_s = (container.start_time or 0) / 1e6
            if not is_trusted and container.format.name in CLOCKS_ONLY | NO_TIMES:
                return None
            if start_s is not None and time_base is not None:
                try:
                    container.seek(max(0, round((start_s + origin_s) / time_base)), stream=track, backward=True)
                except (av.error.FFmpegError, OSError):
                    return None
            best: VideoFrame | None = None
            for frame in self._decoded(container, track):
                if best is None and not (frame.key_frame or frame.pict_type == PictureType.I):
                    return None
                if frame.time is not None and frame.time - origin_s > time_s + 1e-6:
                    if best is None and start_s is not None:
                        return None
                    best = best or frame
                    break
                best = frame
            if best is None:
                return None
            ratio = track.sample_aspect_ratio
            log = camera_log(path, container.metadata)
            crop = crop_of(path, container, track.index, (best.width, best.height))
            posture = posture_of(best, float(ratio) if ratio else None, log, crop)
            return upright(best, posture, height_px).picture(height_px)

    def _decoded(self, container: InputContainer, track: VideoStream) -> Iterator[VideoFrame]:
        """Frames from here on, damaged packets passed over."""
        packets = packets_of(container, track)
        while True:
            self._tick()
            try:
                packet = next(packets)
            except (StopIteration, av.error.FFmpegError, OSError):
                return
            with suppress(av.error.FFmpegError):
                yield from packet.decode()

    def subclip(self, job: SubclipJob, source: Path, target: Path | None) -> Generator[float, None, SubclipMade]:
        """Write a stretch as a file of its own, see the port `SubclipMaker`. Raises: MediaError.

        `source` is the file that is read, where that is not the clip itself.
        """
        known = self._look(source, is_distrusted=job.is_distrusted)
        with media_errors(job.path):
            try:
                return (yield from self._written(known, job, target))
            except KeyframesDistrusted:
                return (yield from self._written(self._distrust(), job, target))
            except ValueError as error:  # of the container that is written
                raise UnreadableError(
                    job.path,
                    sentence("No subclip of {name} could be written: {error}.", name=shown_name(job.path), error=error),
                    sentence("Choose a preset."),
                ) from error

    def _written(self, known: ProbedMedia, job: SubclipJob, target: Path | None) -> Generator[float, None, SubclipMade]:
        if job.how == COPY:
            return (yield from copy_subclip(known, job, target, self._tick))
        with self._video(known) as video:
            return (yield from encode_subclip(known, video, job, target, self._tick, self._threads))

    @property
    def corrected_info(self) -> MediaInfo | None:
        """What is known of the video read last, if reading it has shown that it cannot be trusted."""
        known = self._known
        return known.info if known is not None and known.info.is_distrusted else None

    def reducing_s(self) -> float:
        """Seconds spent on making samples of the frames of the video read last, since this was last asked."""
        return 0.0 if self._known is None else self._known.reducing.taken()

    def _look(self, path: Path, again: bool = False, is_distrusted: bool = False) -> ProbedMedia:
        """What is known of a video. `is_distrusted`: an earlier look found that it does not give what it promises."""
        found = stat_regular(path)
        known = self._known
        if again or known is None or not _is_same(known.info, path, (found.st_size, found.st_mtime_ns)):
            self._known = None
            self._known = known = probe_video(path, self._tick)
        if not known.info.is_distrusted and (is_distrusted or not known.index.is_ordered):
            known = self._distrust()
        return known

    def _video(self, known: ProbedMedia, device: str = "") -> OpenVideo:
        return OpenVideo(known, self._tick, self._threads, device)

    def _part(
        self, known: ProbedMedia, span_s: Span, copy: ProxyTarget | None
    ) -> AbstractContextManager[ProxyPart | None]:
        return nullcontext() if copy is None else ProxyPart(copy, known, span_s, self._threads)


def _is_same(info: MediaInfo, path: Path, stamp: tuple[int, int]) -> bool:
    return info.path == path and (info.size_bytes, info.mtime_ns) == stamp
