"""A Graph in a process of its own.

Its library keeps Python's lock while it reads and writes its file, seconds for a million rows, in which no window
could move; and a fault in compiled code ends that process, not the program. The process ends when our end of its pipe
does.
"""

import logging
import threading
import weakref
from collections.abc import Sequence
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Any

import numpy as np

from core.processes import child_process
from core.processes.child_process import SLOWEST_BYTES_S, ChildProcess, NoAnswerError
from core.processes.framing import ChannelError, Message
from core.store.graph.libraries import library
from core.store.graph.local import GraphGoneError
from core.values import ByteArray, FloatArray, IdArray

_log = logging.getLogger(__name__)
_START_S = 60.0
PATIENCE_S = 20.0
"""For an answer: one that hangs is ended, and answers are exact."""


class GraphProcess:
    """Fits Graph. Starting it takes a fraction of a second, so it is made when a graph is worth it."""

    def __init__(self, dim: int, threads: int, command: Sequence[str] = ()) -> None:
        try:
            self._child = ChildProcess(
                "graph", command or child_process.helper_command("graph", "core.store.graph.child")
            )
        except ChannelError as error:
            raise GraphGoneError from error
        self._end = weakref.finalize(self, self._child.end)
        self._bytes = 0
        self._saving: Future[None] | None = None
        self._ask({"op": "begin", "dim": dim, "threads": threads, "library": library()}, within_s=_START_S)

    def close(self) -> None:
        """End the process, in the middle of a save too; done by itself when nobody holds the graph any more."""
        if self.is_busy:
            self._child.kill()
            self._wait()
        self._end()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._child.pid

    def add(self, rows: IdArray, vectors: FloatArray, capacity: int) -> None:
        """See Graph."""
        self._bytes += 2 * vectors.nbytes
        self._ask({"op": "add", "capacity": capacity}, rows.astype("<i8"), vectors.astype("<f4"))

    def mark_deleted(self, rows: IdArray) -> None:
        """See Graph."""
        if len(rows):
            self._ask({"op": "mark_deleted"}, rows.astype("<i8"))

    def nearest(self, query: FloatArray, k: int, ef: int, open_rows: ByteArray | None) -> IdArray | None:
        """See Graph."""
        blobs = [query.astype("<f4"), *([] if open_rows is None else [open_rows])]
        answer = self._ask({"op": "nearest", "k": k, "ef": ef}, *blobs)
        return np.frombuffer(answer.blobs[0], "<i8") if answer.fields["is_found"] else None

    def save(self, path: Path) -> None:
        """See Graph."""
        self._ask({"op": "save", "path": str(path)}, within_s=PATIENCE_S + self._bytes / SLOWEST_BYTES_S)

    def begin_save(self, path: Path) -> None:
        """See Graph."""
        self._wait()
        self._saving = future = Future[None]()

        def save() -> None:
            try:
                self._talk({"op": "save", "path": str(path)}, PATIENCE_S + self._bytes / SLOWEST_BYTES_S)
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
        patience_s = PATIENCE_S + self._bytes / SLOWEST_BYTES_S
        self._ask({"op": "load", "path": str(path), "capacity": capacity}, within_s=patience_s)

    def _wait(self) -> None:
        """One request at a time."""
        if self._saving is not None:
            wait([self._saving])

    def _ask(self, fields: dict[str, Any], *arrays: np.ndarray, within_s: float = 0.0) -> Message:
        """One request, one answer. Raises: GraphGoneError; RuntimeError, what its library said."""
        self._wait()
        return self._talk(fields, within_s or PATIENCE_S, *arrays)

    def _talk(self, fields: dict[str, Any], within_s: float, *arrays: np.ndarray) -> Message:
        try:
            blobs = [np.ascontiguousarray(array).data for array in arrays]
            answer = self._child.request(fields, blobs, within_s=within_s)
        except ChannelError as error:
            self._end()
            why = "hung and was ended" if isinstance(error, NoAnswerError) else "has ended"
            _log.warning("the process of the graph %s: %s", why, error)
            raise GraphGoneError from error
        if "error" in answer.fields:
            raise RuntimeError(answer.fields["error"])
        return answer
