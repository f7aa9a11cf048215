"""A graph of one library in a process of its own, for `bench_engines`: builds, asks, deletes, saves, opens; tells JSON.

`python -m tests.bench.engine_probe hnswlib 100000x256`
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from core.store.engines.hnsw import EF_LEAST, EF_POWER, EF_ROWS
from core.store.graph.libraries import open_graph
from core.store.graph.local import EF_CONSTRUCTION, M
from tests.bench.bench_store import K, _drawn
from tests.bench.harness import memory_mib, percentile

BATCH_ROWS = 32
"""As the engine inserts."""


class UsearchGraph:
    """As much of a Graph as is measured; usearch has no filter and is asked for more."""

    def __init__(self, dim: int, numbers: str) -> None:
        from usearch.index import Index

        self._index: Any = Index(ndim=dim, metric="ip", dtype=numbers, connectivity=M, expansion_add=EF_CONSTRUCTION)

    def add(self, rows: np.ndarray, vectors: np.ndarray, capacity: int) -> None:
        self._index.add(rows.astype(np.uint64), vectors, threads=1)

    def mark_deleted(self, rows: np.ndarray) -> None:
        self._index.remove(rows.astype(np.uint64))

    def nearest(self, query: np.ndarray, k: int, ef: int, open_rows: np.ndarray | None) -> np.ndarray | None:
        self._index.expansion_search = ef
        wanted = k if open_rows is None else int(1.3 * k / open_rows.mean()) + 10
        found = self._index.search(query, count=wanted, threads=1).keys.astype(np.int64)
        best = found if open_rows is None else found[open_rows[found] == 1]
        return best[:k] if len(best) >= k else None

    def save(self, path: Path) -> None:
        self._index.save(str(path))

    def load(self, path: Path, capacity: int) -> None:
        self._index.load(str(path))


def make(name: str, dim: int) -> Any:
    """An empty graph of this library, on one thread."""
    if name.startswith("usearch"):
        return UsearchGraph(dim, "f16" if name.endswith("f16") else "f32")
    return open_graph(dim, 1, name)


def _cpu_s(do: Callable[[], object]) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began


def measure(name: str, n: int, dim: int) -> dict[str, float]:
    """Seconds of the processor, MiB, recall@100. Questions without an answer are answered exactly, and are counted."""
    rows, questions = _drawn(n, dim)
    ids, rng = np.arange(n), np.random.default_rng(1)
    ef = int(EF_LEAST * max(1.0, n / EF_ROWS) ** EF_POWER)
    before = memory_mib()
    graph = make(name, dim)

    def build() -> None:
        for start in range(0, n, BATCH_ROWS):
            graph.add(ids[start : start + BATCH_ROWS], rows[start : start + BATCH_ROWS], n + n // 4)

    told = {"build_s": _cpu_s(build), "memory_mib": memory_mib() - before}

    def ask(label: str, live: np.ndarray, open_rows: np.ndarray | None) -> None:
        took, found, unanswered = [], [], 0
        for question in questions:
            floor = np.partition(rows[live] @ question, -K)[-K]
            began = time.process_time()
            got = graph.nearest(question, K, ef, open_rows)
            took.append(1e3 * (time.process_time() - began))
            if got is None:
                unanswered += 1
                continue
            assert set(got.tolist()) <= set(live.tolist())
            found.append(float(np.mean(rows[got] @ question >= floor - 1e-6)))
        told[f"{label}_p95_ms"], told[f"{label}_p50_ms"] = percentile(took, 95), percentile(took, 50)
        told[f"{label}_recall"], told[f"{label}_unanswered"] = float(np.mean(found)) if found else 0.0, unanswered

    ask("all", ids, None)
    half = (rng.random(n) < 0.5).astype(np.uint8)
    ask("half", np.flatnonzero(half), half)
    gone = rng.random(n) < 0.2
    told["delete_s"] = _cpu_s(lambda: graph.mark_deleted(np.flatnonzero(gone)))
    ask("deleted", np.flatnonzero(~gone), None)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "graph"
        told["save_s"] = _cpu_s(lambda: graph.save(path))
        told["file_mib"] = path.stat().st_size / 2**20
        again = make(name, dim)
        told["open_s"] = _cpu_s(lambda: again.load(path, n + n // 4))
    return told


if __name__ == "__main__":
    size = sys.argv[2].split("x")
    print(json.dumps(measure(sys.argv[1], int(size[0]), int(size[1]))))
