"""The decoder process: reads requests from its input, videos from disk, and answers on its output.

Run as `python -m core.media.decoder_main`. It ends when its input closes, whatever it is doing, so that it never
outlives the program; a request to stop is heard between two packets. No torch in here.
Thread: the main thread decodes; one thread listens.
"""

import queue
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import cv2

from core.errors import Cancelled, MediaError
from core.media.decoder_protocol import pack_error, pack_info, pack_made, pack_sample, unpack_info, unpack_job
from core.media.opening import too_large
from core.media.proxy_join import join_parts
from core.media.source_reader import SourceReader
from core.media.stopwatch import Stopwatch
from core.processes.child_side import be_nice, limit_memory, listen, take_streams
from core.processes.framing import Blob, ChannelError, Message, send
from core.values import FrameShape, ProxyTarget

NICE = 10
ALIVE_EVERY_S = 0.5
REPORT_EVERY_S = 0.2
"""Between two reports of a subclip's progress."""
SLICE_S, LONGEST_REST_S = 0.05, 2.0
"""When slowed: work at least so long between two rests, which are never longer than this."""


class DecoderMain:
    """The loop of the process: one request after another, each answered by messages that end with `end`."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO, threads: int, uses_hardware: bool = False) -> None:
        self._requests, self._answers = requests, answers
        self._todo: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._stopped = 0
        self._job = 0
        self._alive_s = 0.0
        self._share, self._work_from_s = 1.0, 0.0
        self._news = threading.Event()
        """Ends a rest: there is a request to stop, or another pace."""
        self._rested = Stopwatch()
        self._reader = SourceReader(self._tick, threads, uses_hardware)

    def run(self) -> None:
        """Serve until the program goes away."""
        listen(self._requests, self._take)
        self._send("hello", {})
        while True:
            request = self._todo.get()
            self._job = int(request["job"])
            self._work_from_s = time.monotonic()
            try:
                self._serve(request)
            except Cancelled:
                pass
            except MediaError as error:
                self._send("error", pack_error(error))
            except ChannelError:
                return
            except MemoryError:
                self._send("error", pack_error(too_large(Path(request["path"]))))
            except cv2.error as error:
                self._send(*_opencv_answer(Path(request["path"]), error))
            except Exception:  # noqa: BLE001  a bug of ours must cost one video only, and be reported
                self._send("bug", {"trace": traceback.format_exc()})
            self._send("end", {})

    def _take(self, message: Message) -> None:
        """Keep a request for later; "stop" and "pace" take effect at once. Thread: the one that listens."""
        request = message.fields
        if request["verb"] == "stop":
            self._stopped = int(request["job"])
            self._news.set()
        elif request["verb"] == "pace":
            self._share = float(request["share"])
            self._news.set()
        else:
            self._todo.put(request)

    def _tick(self) -> None:
        if self._stopped >= self._job:
            raise Cancelled
        now_s = time.monotonic()
        if now_s - self._alive_s > ALIVE_EVERY_S:
            self._alive_s = now_s
            self._send("alive", {})
        if self._share < 1 and now_s - self._work_from_s >= SLICE_S:
            self._news.clear()
            with self._rested.running():
                self._news.wait(min(LONGEST_REST_S, (now_s - self._work_from_s) * (1 / self._share - 1)))
            self._work_from_s = time.monotonic()
        elif self._share >= 1:
            self._work_from_s = now_s

    def _send(self, kind: str, fields: dict[str, Any], blobs: Sequence[Blob] = ()) -> None:
        send(self._answers, {"answer": kind, "job": self._job, **fields}, blobs)

    def _serve(self, request: dict[str, Any]) -> None:
        path, verb = Path(request["path"]), request["verb"]
        if verb == "probe":
            self._send("info", pack_info(self._reader.probe(path)))
        elif verb == "source":
            self._send("source", {"source": self._reader.source_metadata(path, Fraction(request["fps"])).to_json()})
        elif verb == "still":
            by_walk, is_distrusted = request.get("by_walk"), request.get("is_distrusted", False)
            picture = self._reader.still(path, request["time_s"], request["height_px"], by_walk, is_distrusted)
            self._send("still", {}, (picture,))
        elif verb == "join":
            info = unpack_info(path, request["info"])
            join_parts(info, [Path(part) for part in request["parts"]], Path(request["target"]), self._tick)
        elif verb == "subclip":
            self._make_subclip(path, request)
        else:
            self._reader.reducing_s()
            self._rested.taken()
            working = Stopwatch()
            samples = iter(self._samples(path, verb, request))
            while True:
                with working.running():
                    sample = next(samples, None)
                if sample is None:
                    break
                fields, blobs = pack_sample(sample)
                self._send("sample", fields, blobs)
            reduce_s = self._reader.reducing_s()
            decode_s = max(0.0, working.seconds - reduce_s - self._rested.seconds)
            self._send("spent", {"decode_s": decode_s, "reduce_s": reduce_s, "device": self._reader.device})
            if not request.get("is_distrusted") and (corrected_info := self._reader.corrected_info(path)) is not None:
                self._send("corrected_info", pack_info(corrected_info))

    def _make_subclip(self, path: Path, request: dict[str, Any]) -> None:
        target = Path(request["target"]) if request["target"] else None
        steps, reported_s = self._reader.subclip(unpack_job(path, request), target), time.monotonic()
        while True:
            try:
                done = next(steps)
            except StopIteration as end:
                self._send("made", pack_made(end.value))
                return
            if time.monotonic() - reported_s > REPORT_EVERY_S:
                reported_s = time.monotonic()
                self._send("progress", {"done": done})

    def _samples(self, path: Path, verb: str, request: dict[str, Any]) -> Iterator[Any]:
        shape, is_distrusted = FrameShape(**request["shape"]), request.get("is_distrusted", False)
        if verb == "scan":
            place = request["copy"]
            copy = ProxyTarget(Path(place), self._tell_why_not) if place else None
            every_s, span_s, fast = request["every_s"], tuple(request["span_s"]), request["fast"]
            return self._reader.scan(path, every_s, shape, span_s, fast, copy, is_distrusted)
        return self._reader.frames(path, request["times_s"], shape, is_distrusted)

    def _tell_why_not(self, sentence: str) -> None:
        self._send("uncopied", {"why": sentence})


def _opencv_answer(path: Path, error: cv2.error) -> tuple[str, dict[str, Any]]:
    """OpenCV says in an error of its own that memory ran out; its other errors are bugs of ours."""
    if error.code == cv2.Error.StsNoMem:
        return "error", pack_error(too_large(path))
    return "bug", {"trace": traceback.format_exc()}


def main(arguments: list[str] | None = None) -> int:
    """Arguments: threads, the most memory in bytes (0: no limit), and 1 where a graphics card may decode."""
    given = [int(one) for one in (sys.argv[1:] if arguments is None else arguments)[:3]]
    threads, memory_bytes, uses_hardware = (*given, 0)[:3]
    requests, answers = take_streams(is_silent=True)
    cv2.setNumThreads(1)
    be_nice(NICE)
    limit_memory(memory_bytes)
    DecoderMain(requests, answers, threads, bool(uses_hardware)).run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
