"""The ports FrameSource and SubclipMaker, kept by a child process: a deadly video costs one video."""

import logging
import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.errors import C2VError, CrashedError, UnreadableError
from core.machine import total_memory_bytes
from core.media.decoder_protocol import pack_info, pack_job, unpack_error, unpack_info, unpack_made, unpack_sample
from core.media.opening import shown_name
from core.media.stopwatch import Stopwatch
from core.media.subclips.transcodes import transcodes_here
from core.processes import child_process
from core.processes.child_process import ChildProcess, NoAnswerError, StartError
from core.processes.framing import ChannelError, Message
from core.sentences import sentence
from core.values import (
    WHOLE,
    FrameShape,
    IndexTimings,
    MediaInfo,
    ProxyTarget,
    Sample,
    SourceMetadata,
    Span,
    SubclipJob,
    SubclipMade,
)

log = logging.getLogger(__name__)

READ_AHEAD = 24
"""Messages kept ready while the consumer works on earlier ones; then the child waits."""
START_S = 60.0
"""A child that does not say hello within this time cannot be started here."""
STARTS = 2
"""A child that dies before it says hello may have been killed from outside."""
MOST_BYTES, LEAST_BYTES = 8 << 30, 1 << 30
"""Memory a child may have by default: 8K video fits in the most, HD video in the least."""


def usual_memory_bytes() -> int:
    """Half of the machine's memory, within reason."""
    whole = total_memory_bytes()
    return max(LEAST_BYTES, min(MOST_BYTES, whole // 2)) if whole else MOST_BYTES


class DecoderProcess:
    """Reads videos in a child process that is started when first needed, and again after it died.

    `command` starts another child than ours; threads, the memory limit (0: as usual here) and whether a graphics card
    may decode are appended to it. Once a child died or hung, its successors decode on the processor.
    Windows sets no memory limit. Thread: one at a time per instance.
    """

    def __init__(
        self,
        deadline_s: float = 20.0,
        command: Sequence[str] | None = None,
        threads: int = 0,
        memory_bytes: int = 0,
        uses_hardware: bool = False,
    ) -> None:
        begin = command or child_process.helper_command("decoder", "core.media.decoder_main")
        self.threads = threads or max(1, min(8, (os.cpu_count() or 2) // 2))
        self._memory_bytes = memory_bytes
        self._uses_hardware, self._device = uses_hardware, ""
        self._command = [*begin, str(self.threads)]
        self._deadline_s = deadline_s
        self._child: ChildProcess | None = None
        self._is_used = False
        """Whether the child was asked anything before."""
        self._job = 0
        self._share = 1.0
        self._corrected_info: MediaInfo | None = None
        """Of the video that was found untrustworthy last."""
        self._spent = IndexTimings()

    @property
    def memory_bytes(self) -> int:
        """What a child may have."""
        return self._memory_bytes or usual_memory_bytes()

    @property
    def pid(self) -> int | None:
        """Of the child, while there is one."""
        return None if self._child is None else self._child.pid

    def probe(self, path: Path) -> MediaInfo:
        """Read sizes, rate, true duration and fingerprint. Raises: MediaError."""
        watch = Stopwatch()
        try:
            with watch.running(), closing(self._ask(path, "probe", {})) as answers:
                for message in answers:
                    return unpack_info(path, _named(message, "info"))
        finally:
            self._spent += IndexTimings(probe_s=watch.seconds)
        raise self._stopped(path)

    def source_metadata(self, info: MediaInfo) -> SourceMetadata:
        """What the file says of its recording, see the port. Raises: MediaError."""
        with closing(self._ask(info.path, "source", {"fps": str(info.fps)})) as answers:
            for message in answers:
                return SourceMetadata.from_json(message.fields["source"])
        raise self._stopped(info.path)

    def scan(
        self,
        info: MediaInfo,
        every_s: float,
        shape: FrameShape,
        span_s: Span = WHOLE,
        fast: bool = False,
        copy: ProxyTarget | None = None,
    ) -> AbstractContextManager[Iterator[Sample]]:
        """Walk through the video, see the port. Raises: MediaError while iterating."""
        wanted = {
            "every_s": every_s,
            "shape": asdict(shape),
            "span_s": span_s,
            "fast": fast,
            "copy": str(copy.path) if copy else "",
            "is_distrusted": info.is_distrusted,
        }
        return closing(self._samples(info.path, "scan", wanted, copy))

    def join(self, info: MediaInfo, parts: Sequence[Path], target: Path) -> None:
        """Make the proxy of its parts, see the port. Raises: MediaError."""
        wanted = {"info": pack_info(info), "parts": [str(part) for part in parts], "target": str(target)}
        with closing(self._ask(info.path, "join", wanted)) as answers:
            for _ in answers:
                pass

    def frames(self, info: MediaInfo, times_s: Sequence[float], shape: FrameShape) -> list[Sample]:
        """The frames on screen at these times, in order of time, equal ones once. Raises: MediaError."""
        if not times_s:
            return []
        wanted = {
            "times_s": [float(time_s) for time_s in times_s],
            "shape": asdict(shape),
            "is_distrusted": info.is_distrusted,
        }
        with closing(self._samples(info.path, "frames", wanted)) as samples:
            return list(samples)

    def still(self, path: Path, time_s: float, height_px: int, info: MediaInfo | None = None) -> bytes:
        """The upright frame on screen at this time as JPEG, see the port. Raises: MediaError."""
        wanted = {
            "time_s": float(time_s),
            "height_px": height_px,
            "by_walk": None if info is None else info.by_walk,
            "is_distrusted": info is not None and info.is_distrusted,
        }
        with closing(self._ask(path, "still", wanted)) as answers:
            for message in answers:
                return bytes(message.blobs[0])
        raise self._stopped(path)

    def transcodes(self) -> tuple[str, ...]:
        """Keys of the transcodes whose encoders are there, see the port `SubclipMaker`. Thread: any."""
        return transcodes_here()

    def subclip(self, job: SubclipJob, target: Path | None) -> Generator[float, None, SubclipMade]:
        """Write a stretch to a new file, see the port `SubclipMaker`. Raises: MediaError."""
        wanted = {"target": str(target) if target is not None else "", **pack_job(job)}
        made: SubclipMade | None = None
        try:
            with closing(self._ask(job.path, "subclip", wanted)) as answers:
                for message in answers:
                    if "start_s" in message.fields:
                        made = unpack_made(message.fields)
                    else:
                        yield float(message.fields["done"])
        finally:
            if made is None and target is not None:
                self._drop()  # then nobody has the file open any more, and it can be removed
        if made is None:
            raise self._stopped(job.path)
        return made

    def learned(self, info: MediaInfo) -> MediaInfo:
        """The record with what reading the video has shown, see the port."""
        return info if self._corrected_info is None else info.with_corrections(self._corrected_info)

    def spent(self) -> IndexTimings:
        """What reading took, see the port."""
        spent, self._spent = self._spent, IndexTimings()
        return spent

    def throttle(self, share: float) -> None:
        """Work only this share of the time from now on; 1 is all of it. Thread: any."""
        self._share = share
        child = self._child
        if child is not None:
            with suppress(ChannelError):
                child.send({"verb": "pace", "share": share}, within_s=self._deadline_s)

    def close(self) -> None:
        """End the child."""
        self._drop()

    def _samples(
        self, path: Path, verb: str, fields: dict[str, Any], copy: ProxyTarget | None = None
    ) -> Generator[Sample, None, None]:
        with closing(self._ask(path, verb, fields)) as answers:
            for message in answers:
                if "fingerprint" in message.fields:
                    self._corrected_info = unpack_info(path, _named(message, "corrected_info"))
                elif "reduce_s" in message.fields:
                    spent = _named(message, "spent")
                    self._tell_device(spent.pop("device"), path)
                    self._spent += IndexTimings(**spent)
                elif "why" not in message.fields:
                    yield unpack_sample(message)
                elif copy is not None:
                    copy.tell(message.fields["why"])

    def _tell_device(self, device: str, path: Path) -> None:
        """Put into the log what decodes, when that changes."""
        if device != self._device:
            self._device = device
            log.info("%s was decoded by %s", shown_name(path), device or "the processor")

    def _ask(self, path: Path, verb: str, fields: dict[str, Any]) -> Generator[Message, None, None]:
        """Send a request and give its answers. Leaving early tells the child to stop."""
        child = self._running()
        self._job = job = self._job + 1
        request = {"verb": verb, "job": job, "path": str(path), **fields}
        finished = False
        try:
            first = self._first_answer(child, request)
            if first is None:  # it had died over something earlier: that is not this video's fault
                self._drop()
                child = self._running()
                child.send(request, within_s=self._deadline_s)
            while True:
                message = first or child.receive(self._deadline_s)
                first = None
                if message.fields["job"] != job:
                    continue  # the rest of an earlier request that was left
                answer = message.fields.pop("answer")
                if answer == "end":
                    finished = True
                    return
                if answer == "error":
                    raise unpack_error(path, message.fields)
                if answer == "bug":
                    log.error("The decoder failed on %s:\n%s", path, message.fields["trace"])
                    said = sentence("The decoder failed while reading {name}.", name=shown_name(path))
                    raise UnreadableError(path, said)
                if answer != "alive":
                    yield message
        except NoAnswerError as error:
            finished, self._uses_hardware = True, False
            self._drop()
            name, waited_s = shown_name(path), f"{self._deadline_s:g}"
            raise CrashedError(
                path,
                sentence("{name} yielded no new frame for {waited_s} s and was skipped.", name=name, waited_s=waited_s),
                sentence("Check that its drive is connected."),
            ) from error
        except ChannelError as error:
            finished, self._uses_hardware = True, False
            self._drop()
            raise self._stopped(path) from error
        finally:
            if not finished:
                self._stop(child, job)

    def _first_answer(self, child: ChildProcess, request: dict[str, Any]) -> Message | None:
        """Send a request and wait for any message; None when the child was used before and is gone."""
        was_used, self._is_used = self._is_used, True
        try:
            child.send(request, within_s=self._deadline_s)
            return child.receive(self._deadline_s)
        except NoAnswerError:
            raise
        except ChannelError:
            if not was_used:
                raise
            return None

    def _stop(self, child: ChildProcess, job: int) -> None:
        """Tell it to leave a request, without waiting; free what it has sent already."""
        with suppress(ChannelError):
            child.send({"verb": "stop", "job": job}, within_s=self._deadline_s)
        child.discard()

    def _running(self) -> ChildProcess:
        if self._child is None or not self._child.is_alive:
            self._drop()
            self._child = self._start()
            if self._share < 1:
                self.throttle(self._share)
        return self._child

    def _start(self) -> ChildProcess:
        """A child that has said hello; one that dies before gets a successor. Raises: C2VError."""
        self._is_used = False
        command = [*self._command, str(self.memory_bytes), str(int(self._uses_hardware))]
        tries = 0
        while True:
            tries, child = tries + 1, None
            try:
                child = ChildProcess("decoder", command, environment=_MODEST, read_ahead=READ_AHEAD)
                child.receive(START_S)
                return child
            except ChannelError as error:
                log.error("The decoder did not start (%s): %s", error, "" if child is None else child.end())
                if tries == STARTS or isinstance(error, StartError | NoAnswerError):  # the next would fare no better
                    raise C2VError(
                        sentence("The decoder could not be started."),
                        sentence("Reinstall C2V Desktop. Details are in the log."),
                    ) from error

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def _stopped(self, path: Path) -> CrashedError:
        return CrashedError(
            path,
            sentence("The decoder stopped while reading {name}.", name=shown_name(path)),
            sentence("The file is probably damaged."),
        )


def _named(message: Message, answer: str) -> dict[str, Any]:
    """The fields of an answer, without those of the envelope."""
    return {name: value for name, value in message.fields.items() if name not in {"job", answer}}


_MODEST = {
    "OMP_NUM_THREADS": "1",  # products of small matrices: more threads would only wait for each other, loudly
    "OPENBLAS_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
}
"""Read by numpy and OpenCV when they are loaded, so they have to be there before the child starts."""
