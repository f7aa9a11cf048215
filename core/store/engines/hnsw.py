"""A navigable small-world graph over the distinct vectors, for libraries where exact search gets slow.

Every answer is complete: rows the graph does not hold yet are searched exactly beside it, and small libraries,
narrow filters and questions for most of the library are searched exactly altogether. Scores are always products
with the original vectors.
The graph lives in a process of its own (`core.store.graph`); when that ends, answers are exact until it is rebuilt.
Source: Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using HNSW", 2016.
"""

import logging
import os
import time
from collections.abc import Callable, Collection, Generator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import numpy as np

from core.errors import StaleIndexError
from core.store.background_writer import REST_S, BackgroundWriter
from core.store.checksummed_file import check, check_sidecar, discard, file_errors, put_in_place, stale_errors
from core.store.distinct_vectors import DistinctVectors, as_ids, nothing, top
from core.store.engines.exact import ExactIndex
from core.store.graph.libraries import library
from core.store.graph.local import Graph, GraphGoneError, M
from core.store.graph.process import GraphProcess
from core.store.saved_vectors import SavedVectors, discard_saved, graph_path
from core.values import FloatArray, IdArray

_log = logging.getLogger(__name__)

OpenGraph = Callable[[int, int], Graph]
"""Makes an empty graph for vectors of this width, built by so many threads."""
EF_LEAST = 400
EF_PER_HIT = 4
EF_ROWS = 100_000
"""Up to this many rows EF_LEAST is enough; recall at a fixed ef falls as a library grows."""
EF_POWER = 0.3
NARROW_SHARE = 0.2
"""A filter that lets through less than this is searched exactly: the graph would run dry."""
WIDE_SHARE = 0.25
"""A question for more than this share of the library is answered exactly."""
ADD_S = 0.05
"""An addition inserts for about this long; a video's worth is then done, a whole library's is not."""
GRAPH_SHARE = 0.05
"""A saved graph is good until this share of its rows has been inserted since; the rest is rebuilt."""
GRAPH_STAMPS = {"hnswlib": "graph", "faiss": "graph of faiss"}
"""No library reads the file of another; then it is rebuilt."""
_BATCH_ROWS = 32
DEATHS_MOST = 3
"""So often the process of the graph may end before answers stay exact."""


class HnswOptions(Protocol):
    """What this engine wants to know of the index settings."""

    @property
    def exact_below(self) -> int:
        """Libraries with fewer segments get no graph and are searched exactly."""
        ...


def build(options: HnswOptions) -> "HnswIndex | ExactIndex":
    """An empty index; an exact one where no library makes graphs."""
    if not library():
        return ExactIndex(" · neither hnswlib nor faiss is installed, so all searches are exact")
    return HnswIndex(options.exact_below)


def memory_bytes(segments: int, dim: int, exact_below: int) -> int:
    """About what an index of so many different vectors takes: the matrix, and from `exact_below` on the graph.

    The graph has a second copy of each vector, 2 M links at the bottom and about as much again for the rest.
    """
    matrix = segments * dim * 4
    return matrix if segments < exact_below else 2 * matrix + segments * (2 * M * 4 + 24)


class HnswIndex:
    """Fits the port VectorIndex. Thread: one at a time."""

    def __init__(self, exact_below: int, threads: int = 0, open_graph: OpenGraph = GraphProcess) -> None:
        self._exact_below = exact_below
        self._open_graph = open_graph
        # one core stays with the person at the screen
        self._threads = threads or max(1, (os.cpu_count() or 2) - 1)
        self._vectors = DistinctVectors()
        self._graph: Graph | None = None
        self._indexed = 0
        """Rows before this one are in the graph."""
        self._deaths = 0
        self._files = SavedVectors()
        self._aside = BackgroundWriter()
        self._unburied: list[IdArray] = []
        """Rows that died while the graph was being written."""
        self._graph_file: tuple[Path, int, int] | None = None
        """Where this graph was saved, with which checksum, and how much of it was built then."""
        self._saved = ""

    def add(self, ids: IdArray, vectors: FloatArray) -> None:
        """Shapes: (N,), (N, D). Found at once; what cannot be inserted into the graph quickly waits for `tend`."""
        self._mark_deleted(self._vectors.add(ids, vectors))
        self._saved = ""
        self.build_step(ADD_S)

    def remove(self, ids: Collection[int]) -> None:
        """Forget these ids; unknown ones are ignored."""
        self._mark_deleted(self._vectors.remove(ids))
        self._saved = ""

    def search(self, vector: FloatArray, k: int, allowed: Collection[int] | None = None) -> tuple[IdArray, FloatArray]:
        """Best first, at most k, scores exact to float32. Shapes: (D,) -> (n,), (n,)."""
        vectors = self._vectors
        if k <= 0 or not len(vectors):
            return nothing()
        share = 1.0 if allowed is None else len(allowed) / len(vectors)
        behind = vectors.count - self._indexed
        small = len(vectors) < self._exact_below
        if small or behind > self._indexed or share < NARROW_SHARE or k > WIDE_SHARE * share * len(vectors):
            return vectors.best(vector, k, allowed)
        query = vectors.check(vector)
        flags = None if allowed is None else np.isin(vectors.ids, as_ids(allowed))
        rows = self._walk(query, k, flags)
        if rows is None:
            return vectors.best(vector, k, allowed)
        tail = np.arange(self._indexed, vectors.count)
        entries = vectors.of_rows(np.concatenate([rows, tail]))
        if flags is not None:
            entries = entries[flags[entries]]
        owners = vectors.owners[entries]
        scores = np.empty(vectors.count, np.float32)
        scores[rows] = vectors.rows.take(rows) @ query
        scores[self._indexed :] = vectors.rows.products(query, start=self._indexed)
        return top(vectors.ids[entries], scores[owners], k)

    def build_step(self, budget_s: float) -> bool:
        """Insert waiting rows into the graph for about this long; True when some are left."""
        if len(self) < self._exact_below or self._deaths >= DEATHS_MOST or self._is_writing:
            return False
        end_s = time.monotonic() + budget_s
        try:
            while self._indexed < self._vectors.count and time.monotonic() < end_s:
                self._insert(_BATCH_ROWS)
        except GraphGoneError:
            self._lose_graph()
        return self._indexed < self._vectors.count and self._deaths < DEATHS_MOST

    def save(self, path: Path, stamp: str) -> None:
        """Write graph, matrix and their checksums. Raises: DiskFullError, StoreError."""
        self._take_over()
        key = f"{path}\0{stamp}"
        if key == self._saved:
            return
        crc, indexed = self._save_graph(graph_path(path))
        # the matrix names the graph it belongs to, so a crash between the two files is seen
        self._files.save(path, stamp, self._vectors, {"graph": crc, "woven": indexed})
        self._saved = key

    def save_beside(self, path: Path, stamp: Callable[[], str]) -> Generator[float, None, bool]:
        """As in the port; while the graph is written, answers are exact and nothing is inserted.

        Raises: DiskFullError, StoreError.
        """
        self._take_over()
        turn = self._aside.turn
        crc, indexed = yield from self._save_graph_beside(graph_path(path))
        if self._aside.turn != turn:
            return False
        # the matrix may have grown since: later rows are inserted again, and deleted ones marked, when it is opened
        name, facts = stamp(), {"graph": crc, "woven": indexed}
        return (yield from self._files.save_beside(self._aside, path, name, self._vectors, facts))

    def load(self, path: Path, stamp: str) -> None:
        """Read what any engine saved. Raises: StaleIndexError, when anything about the files is off."""
        self._take_over()
        vectors, facts = self._files.load(path, stamp)
        with stale_errors(path):
            graph, indexed, place = None, 0, None
            if facts["graph"]:
                indexed, crc = int(facts["woven"]), int(facts["graph"])
                graph = self._load_graph(graph_path(path), crc, indexed, vectors)
                place = graph_path(path), crc, indexed
        self._vectors, self._graph, self._indexed, self._graph_file = vectors, graph, indexed, place
        self._saved = f"{path}\0{stamp}"

    def discard(self, path: Path, space: str) -> int:
        """Delete what any engine saved there of this vector space; returns the bytes freed. Raises: StoreError."""
        return discard_saved(path, space)

    @property
    def note(self) -> str:
        """One line for status and doctor."""
        moments, rows = f"hnsw · {len(self):,} moments", self._vectors.count
        if len(self) < self._exact_below:
            return f"{moments}, searched exactly"
        if self._deaths >= DEATHS_MOST:
            return f"{moments}, searched exactly: the graph process ended {self._deaths} times"
        return moments if self._indexed == rows else f"{moments}, graph {100 * self._indexed // max(rows, 1)} % built"

    def __len__(self) -> int:
        return len(self._vectors)

    # ---- the graph

    def _mark_deleted(self, dead: IdArray) -> None:
        """Keep rows that died from being found; start over when too many have."""
        try:
            if self._is_writing:
                self._unburied.append(dead[dead < self._indexed])
            elif self._graph is not None:
                self._graph.mark_deleted(dead[dead < self._indexed])
        except GraphGoneError:
            self._lose_graph()
        if self._vectors.compact():
            self._drop_graph()

    @property
    def _is_writing(self) -> bool:
        """True while the graph is not to be asked."""
        return self._graph is not None and self._graph.is_busy

    def _take_over(self) -> None:
        """Wait for what is being written; from here on that is of no more use."""
        self._aside.take_over()
        if self._graph is not None and self._graph.is_busy:
            with suppress(GraphGoneError, RuntimeError):
                self._graph.end_save()
        self._mark_rest_deleted()

    def _mark_rest_deleted(self) -> None:
        """Rows that died while the graph was being written."""
        dead, self._unburied = self._unburied, []
        try:
            if self._graph is not None and dead:
                self._graph.mark_deleted(np.concatenate(dead))
        except GraphGoneError:
            self._lose_graph()

    def _drop_graph(self) -> None:
        self._aside.turn += 1
        self._unburied = []
        if self._graph is not None:
            self._graph.close()
        self._graph, self._indexed, self._graph_file = None, 0, None

    def _lose_graph(self) -> None:
        """Its process has ended: answers are exact until it is rebuilt."""
        self._deaths += 1
        self._drop_graph()
        self._saved = ""

    def _walk(self, query: FloatArray, k: int, flags: np.ndarray | None) -> IdArray | None:
        """The nearest rows of the graph; None when it cannot give enough."""
        if self._graph is None or self._is_writing:
            return None
        grown = max(1.0, self._indexed / EF_ROWS) ** EF_POWER
        open_rows = None
        if flags is not None:
            open_rows = np.zeros(self._vectors.count, np.uint8)
            open_rows[self._vectors.owners[flags]] = 1
        alive = int(np.count_nonzero(self._vectors.live[: self._indexed]))
        try:
            return self._graph.nearest(query, min(k, alive), int(max(EF_LEAST, EF_PER_HIT * k) * grown), open_rows)
        except GraphGoneError:
            self._lose_graph()
            return None

    def _insert(self, batch: int) -> None:
        """Put the next rows into the graph. Raises: GraphGoneError."""
        vectors, start = self._vectors, self._indexed
        stop = min(start + batch, vectors.count)
        if self._graph is None:
            self._graph = self._open_graph(vectors.rows.width, self._threads)
        rows = start + np.flatnonzero(vectors.live[start:stop])
        self._graph.add(rows, vectors.rows.take(rows), _room(vectors.count))
        self._indexed = stop
        self._saved = ""

    def _save_graph(self, path: Path) -> tuple[int, int]:
        """Write and seal the graph, unless the one there is nearly as good; returns its checksum and rows, or 0, 0."""
        steps = self._save_graph_beside(path)
        while True:
            try:
                time.sleep(next(steps))
            except StopIteration as end:
                crc, indexed = end.value
                return crc, indexed

    def _save_graph_beside(self, path: Path) -> Generator[float, None, tuple[int, int]]:
        """The same in steps. Whoever drops the graph or saves meanwhile begins another turn: then it is of no use."""
        if self._graph is None or self._indexed == 0:
            discard(path)
            return 0, 0
        if self._graph_file is not None:
            place, crc, indexed = self._graph_file
            if (
                place == path
                and self._indexed - indexed <= GRAPH_SHARE * indexed
                and check_sidecar(path, graph_stamp()) == crc
            ):
                return crc, indexed
        draft = path.with_name(path.name + ".new")
        with file_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return (yield from self._write_graph(draft, path))
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)

    def _write_graph(self, draft: Path, path: Path) -> Generator[float, None, tuple[int, int]]:
        turn, graph, indexed = self._aside.turn, self._graph, self._indexed
        assert graph is not None
        try:
            graph.begin_save(draft)
            while graph.is_busy and self._aside.turn == turn:
                yield REST_S
            if self._aside.turn != turn:
                return 0, 0
            graph.end_save()
            self._mark_rest_deleted()
            if self._aside.turn != turn:
                return 0, 0
        except GraphGoneError:
            self._lose_graph()
            discard(path)
            return 0, 0
        except RuntimeError:
            _log.warning("the graph could not be written; it will be built again from the vectors", exc_info=True)
            discard(path)
            return 0, 0
        crc = yield from self._aside.run(lambda: put_in_place(draft, path, graph_stamp(), {}))
        if self._aside.turn == turn:
            self._graph_file = path, crc, indexed
        return crc, indexed

    def _load_graph(self, path: Path, crc: int, indexed: int, vectors: DistinctVectors) -> Graph:
        """The graph that belongs to these vectors. Raises: StaleIndexError."""
        found, _ = check(path, graph_stamp())
        if found != crc or indexed > vectors.count:
            raise StaleIndexError(f"The graph file {path.name} belongs to another index.", "It is rebuilt.")
        try:
            graph = self._open_graph(vectors.rows.width, self._threads)
            graph.load(path, _room(vectors.count))
            # those that died before it was saved are marked already, or were never inserted
            graph.mark_deleted(np.flatnonzero(~vectors.live[:indexed]))
        except (RuntimeError, GraphGoneError) as error:
            raise StaleIndexError(f"The graph file {path.name} cannot be read: {error}.", "It is rebuilt.") from error
        return graph


def graph_stamp() -> str:
    """The stamp of a graph file."""
    return GRAPH_STAMPS.get(library(), "")


def _room(rows: int) -> int:
    """Capacity of a graph: hnswlib must be resized before it is full."""
    return max(1024, rows + rows // 4)
