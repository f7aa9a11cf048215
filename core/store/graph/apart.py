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
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from core.store.graph.local import GraphGoneError
from core.values import ByteArray, FloatArray, IdArray

_log = logging.getLogger(__name__)
_HEAD = struct.Struct("<II")
_FLAGS: int = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
_LAST_WORDS_S = 2.0


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
        self.close = weakref.finalize(self, _end, self._process)
        """End the process; done by itself when nobody holds the graph any more."""
        self._ask({"op": "begin", "dim": dim, "threads": threads})

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def add(self, rows: IdArray, vectors: FloatArray, capacity: int) -> None:
        """See Graph."""
        self._ask({"op": "add", "capacity": capacity}, rows.astype("<i8"), vectors.astype("<f4"))

    def bury(self, rows: IdArray) -> None:
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
        self._ask({"op": "save", "path": str(path)})

    def load(self, path: Path, capacity: int) -> None:
        """See Graph."""
        self._ask({"op": "load", "path": str(path), "capacity": capacity})

    def _ask(self, words: dict[str, Any], *blobs: np.ndarray) -> tuple[dict[str, Any], bytes]:
        """One request, one answer. Raises: GraphGoneError; RuntimeError, what hnswlib had to say."""
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        try:
            write(requests, {**words, "sizes": [blob.nbytes for blob in blobs]}, b"".join(b.tobytes() for b in blobs))
            answer, blob = read(answers)
        except (OSError, ValueError, EOFError) as error:
            self.close()
            _log.warning("the process of the graph has ended (code %s)", self._process.returncode)
            raise GraphGoneError from error
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer, blob


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
