"""A Graph in a process of its own.

hnswlib keeps Python's lock while it reads and writes its file, seconds for a million rows, in which no window could
move; and a fault in compiled code ends that process, not the program. The process ends when our end of its pipe does.
"""

import json
import logging
import os
import struct
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from core.child_processes import note_helper
from core.store.graph.local import GraphGoneError
from core.values import ByteArray, FloatArray, IdArray

_log = logging.getLogger(__name__)
_HEAD = struct.Struct("<II")
_FLAGS: int = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
_LAST_WORDS_S = 2.0
_START_S = 60.0
PATIENCE_S = 20.0
"""For an answer: one that hangs is ended, and answers are exact."""
BYTES_S = 5e6
"""A disk is at least so fast, for the patience while a file is read or written."""
_LOOK_EVERY_S = 0.5


class GraphProcess:
    """Fits Graph. Starting it takes a fraction of a second, so it is made when a graph is worth it."""

    def __init__(self, dim: int, threads: int, command: Sequence[str] = ()) -> None:
        try:
            self._process = subprocess.Popen(
                [*command] or _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(place for place in sys.path if place)},
                start_new_session=True,  # Ctrl-C in a terminal is for the program, not for its helper
                creationflags=_FLAGS,
            )
        except OSError as error:
            raise GraphGoneError from error
        note_helper(self._process)
        self._end = weakref.finalize(self, _end, self._process)
        self._bytes = 0
        self._saving: Future[None] | None = None
        self._due = _Due()
        threading.Thread(target=_guard, args=(self._process, self._due), name="graph guard", daemon=True).start()
        self._ask({"op": "begin", "dim": dim, "threads": threads}, within_s=_START_S)

    def close(self) -> None:
        """End the process, in the middle of a save too; done by itself when nobody holds the graph any more."""
        if self.is_busy:
            self._process.kill()  # else its pipe could not be closed before the save has ended
            self._wait()
        self._end()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def add(self, rows: IdArray, vectors: FloatArray, capacity: int) -> None:
        """See Graph."""
        self._bytes += 2 * vectors.nbytes
        self._ask({"op": "add", "capacity": capacity}, rows.astype("<i8"), vectors.astype("<f4"))

    def mark_deleted(self, rows: IdArray) -> None:
        """See Graph."""
        if len(rows):
            self._ask({"op": "bury"}, rows.astype("<i8"))

    def nearest(self, query: FloatArray, k: int, ef: int, open_rows: ByteArray | None) -> IdArray | None:
        """See Graph."""
        blobs = [query.astype("<f4"), *([] if open_rows is None else [open_rows])]
        answer, found = self._ask({"op": "nearest", "k": k, "ef": ef}, *blobs)
        return np.frombuffer(found, "<i8") if answer["is_found"] else None

    def save(self, path: Path) -> None:
        """See Graph."""
        self._ask({"op": "save", "path": str(path)}, within_s=PATIENCE_S + self._bytes / BYTES_S)

    def begin_save(self, path: Path) -> None:
        """See Graph."""
        self._wait()
        self._saving = future = Future[None]()

        def save() -> None:
            try:
                self._talk({"op": "save", "path": str(path)}, PATIENCE_S + self._bytes / BYTES_S)
            except (GraphGoneError, RuntimeError) as error:
                future.set_exception(error)
            else:
                future.set_result(None)

        threading.Thread(target=save, name="graph save", daemon=True).start()

    @property
    def is_busy(self) -> bool:
        """See Graph."""
        return self._saving is not None and not self._saving.done()

    def end_save(self) -> None:
        """See Graph."""
        saving, self._saving = self._saving, None
        if saving is not None:
            saving.result()

    def load(self, path: Path, capacity: int) -> None:
        """See Graph."""
        self._bytes = path.stat().st_size if path.exists() else 0
        patience_s = PATIENCE_S + self._bytes / BYTES_S
        self._ask({"op": "load", "path": str(path), "capacity": capacity}, within_s=patience_s)

    def _wait(self) -> None:
        """One talk at a time."""
        if self._saving is not None:
            wait([self._saving])

    def _ask(
        self, words: dict[str, Any], *blobs: np.ndarray, within_s: float = PATIENCE_S
    ) -> tuple[dict[str, Any], bytes]:
        """One request, one answer. Raises: GraphGoneError; RuntimeError, what hnswlib had to say."""
        self._wait()
        return self._talk(words, within_s, *blobs)

    def _talk(self, words: dict[str, Any], within_s: float, *blobs: np.ndarray) -> tuple[dict[str, Any], bytes]:
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        self._due.at_s = time.monotonic() + within_s
        try:
            write(requests, {**words, "sizes": [blob.nbytes for blob in blobs]}, b"".join(b.tobytes() for b in blobs))
            answer, blob = read(answers)
        except (OSError, ValueError, EOFError) as error:
            is_late = self._due.is_past
            self._end()
            why = "hung and was ended" if is_late else "has ended"
            _log.warning("the process of the graph %s (code %s)", why, self._process.returncode)
            raise GraphGoneError from error
        finally:
            self._due.at_s = None
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer, blob


@dataclass(slots=True)
class _Due:
    """When the answer should be there; None while nothing is asked."""

    at_s: float | None = None

    @property
    def is_past(self) -> bool:
        at_s = self.at_s
        return at_s is not None and time.monotonic() > at_s


def _guard(process: "subprocess.Popen[bytes]", due: _Due) -> None:
    """End a process that does not answer in time: whoever waits on its pipe, to write or to read, goes on.

    Thread: its own; it holds no graph, so that one that nobody wants ends.
    """
    while process.poll() is None:
        if due.is_past:
            process.kill()
            return
        time.sleep(_LOOK_EVERY_S)


def _command() -> list[str]:
    """In a bundle there is no `-m`: the program itself is asked to be its helper."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--child", "graph"]
    return [sys.executable, "-P", "-m", "core.store.graph.child"]


def write(stream: BinaryIO | Any, words: dict[str, Any], blob: bytes = b"") -> None:
    """One message: lengths, JSON, bytes. Raises: OSError, ValueError, when the other side has gone."""
    text = json.dumps(words).encode()
    stream.write(_HEAD.pack(len(text), len(blob)) + text + blob)
    stream.flush()


def read(stream: BinaryIO | Any) -> tuple[dict[str, Any], bytes]:
    """The next message. Raises: EOFError, at the end; OSError, ValueError."""
    sizes = _HEAD.unpack(_exactly(stream, _HEAD.size))
    words: dict[str, Any] = json.loads(_exactly(stream, sizes[0]))
    return words, _exactly(stream, sizes[1])


def _exactly(stream: BinaryIO | Any, count: int) -> bytes:
    data: bytes = stream.read(count)
    if len(data) != count:
        raise EOFError
    return data


def _end(process: "subprocess.Popen[bytes]") -> None:
    """It has nothing to save: close its pipes, and do not wait long."""
    for pipe in (process.stdin, process.stdout):
        try:
            assert pipe is not None
            pipe.close()
        except OSError:  # what was still to be sent to somebody who has gone
            pass
    try:
        process.wait(_LAST_WORDS_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
