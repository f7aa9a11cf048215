"""A million segments: build, save, open, search, filter, add, delete a fifth, compact. Opt in, because it takes long.

`C2V_BENCH_V2=1000000x256 make bench IDS=V2`; with `C2V_BENCH_V2_KEEP=FOLDER` the built index is kept there and
used again by the next run.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from time import perf_counter

import numpy as np

from core.errors import StaleIndexError
from core.store.engines.exact import ExactIndex
from core.store.engines.hnsw import HnswIndex
from tests.bench.bench_store import K, _drawn
from tests.bench.harness import BenchRow, Skipped, bench, memory_mib, percentile

SEGMENTS_OF_A_VIDEO = 200
STAMP = "bench"
Search = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


@bench("V2")
def million() -> Iterator[BenchRow]:
    wanted = os.environ.get("C2V_BENCH_V2", "")
    if not wanted:
        raise Skipped("a graph of a million takes long to build: C2V_BENCH_V2=1000000x256 does it")
    n, dim = map(int, wanted.split("x"))
    keep = os.environ.get("C2V_BENCH_V2_KEEP", "")
    with nullcontext(keep) if keep else tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"index-{n}x{dim}"
        rows, questions = _drawn(n, dim)
        yield from _built(path, rows)
        before = memory_mib()
        began = perf_counter()
        index = HnswIndex(20_000)
        index.load(path, STAMP)
        opened_s = perf_counter() - began
        size = sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*")) / 2**20
        yield BenchRow(
            "V2", f"open {n:,} x {dim}, checksums included", opened_s, 5, unit="s", detail=f"{size:,.0f} MiB"
        )
        held = memory_mib() - before + memory_mib(index._graph.pid)  # type: ignore[attr-defined]
        yield BenchRow("V2", "  memory of the open index, its graph's process included", held, unit="MiB")
        yield from _searched(index, rows, questions)
        yield from _changed(index, path, rows, questions)


def _built(path: Path, rows: np.ndarray) -> Iterator[BenchRow]:
    """Make the index file, unless an earlier run left it."""
    try:
        HnswIndex(20_000).load(path, STAMP)
    except StaleIndexError:
        index, began, spent_s = HnswIndex(20_000, threads=os.cpu_count() or 1), perf_counter(), time.process_time()
        for start in range(0, len(rows), 4096):
            part = np.arange(start, min(start + 4096, len(rows)))
            index.add(part, rows[part])
        while index.build_step(60.0):
            pass
        detail = f"{time.process_time() - spent_s:,.0f} CPU s"
        yield BenchRow("V2", f"weaving a graph of {len(rows):,}, once", perf_counter() - began, unit="s", detail=detail)
        began = perf_counter()
        index.save(path, STAMP)
        yield BenchRow("V2", "  saving it", perf_counter() - began, unit="s")


def _searched(index: HnswIndex, rows: np.ndarray, questions: np.ndarray) -> Iterator[BenchRow]:
    brute = _times(lambda q: _brute(rows, q), questions)
    graph = _times(lambda q: index.search(q, K), questions)
    exact = ExactIndex()
    exact._vectors = index._vectors
    plain = _times(lambda q: exact.search(q, K), questions)
    ratio = percentile(graph, 50) / percentile(brute, 50)
    yield BenchRow("V2", f"search, k={K}: hnsw / numpy float32", ratio, 0.5, detail=_told(graph, brute))
    yield BenchRow("V2", "  p95", percentile(graph, 95), 50, unit="ms")
    everything = np.ones(len(rows), np.bool_)
    yield BenchRow(
        "V2", "  recall@100", _recall(lambda q: index.search(q, K), rows, questions, everything), 0.99, ">=", ""
    )
    ratio = percentile(plain, 50) / percentile(brute, 50)
    yield BenchRow("V2", "  the exact engine, on one thread, / numpy on all", ratio, detail=_told(plain, brute))
    rng = np.random.default_rng(1)
    for share in (0.01, 0.1, 0.5):
        passing = rng.random(len(rows)) < share
        allowed = np.flatnonzero(passing)
        taken = _times(lambda q: index.search(q, K, allowed), questions)  # noqa: B023
        recall = _recall(lambda q: index.search(q, K, allowed), rows, questions, passing)  # noqa: B023
        detail = f"p50 {percentile(taken, 50):.1f} ms, recall {recall:.4f}"
        yield BenchRow(
            "V2", f"  filter lets {share:.0%} through: p95", percentile(taken, 95), 50, unit="ms", detail=detail
        )


def _changed(index: HnswIndex, path: Path, rows: np.ndarray, questions: np.ndarray) -> Iterator[BenchRow]:
    """A video comes while searching goes on; a fifth goes; what is left is moved together."""
    rng = np.random.default_rng(2)
    n, added_ms, asked_ms = len(rows), [], []
    for video in range(20):
        new = rows[rng.integers(0, n, SEGMENTS_OF_A_VIDEO)] + 1e-3 * rng.standard_normal(
            (SEGMENTS_OF_A_VIDEO, rows.shape[1]), dtype=np.float32
        )
        new /= np.linalg.norm(new, axis=1, keepdims=True)
        ids = n + video * SEGMENTS_OF_A_VIDEO + np.arange(SEGMENTS_OF_A_VIDEO)
        began = perf_counter()
        index.add(ids, new)
        added_ms.append(1e3 * (perf_counter() - began))
        asked_ms += _times(lambda q: index.search(q, K), questions[video : video + 1])
    detail = f"the search right after it: p50 {percentile(asked_ms, 50):.1f}, p95 {percentile(asked_ms, 95):.1f} ms"
    yield BenchRow("V2", "add a video of 200: p95", percentile(added_ms, 95), 250, unit="ms", detail=detail)
    index.remove(np.arange(n, n + 20 * SEGMENTS_OF_A_VIDEO))
    began = perf_counter()
    index.save(path, STAMP)
    yield BenchRow("V2", "save after these 20 videos", perf_counter() - began, 2, unit="s")
    gone = rng.permutation(n)[: n // 5]
    began = perf_counter()
    index.remove(gone)
    yield BenchRow("V2", "delete 20 %", perf_counter() - began, 5, unit="s")
    kept = np.ones(n, np.bool_)
    kept[gone] = False
    taken = _times(lambda q: index.search(q, K), questions)
    recall = _recall(lambda q: index.search(q, K), rows, questions, kept)
    detail = f"p50 {percentile(taken, 50):.1f}, p95 {percentile(taken, 95):.1f} ms"
    yield BenchRow("V2", "  recall@100 then", recall, 0.99, ">=", "", detail)
    more = np.flatnonzero(kept)[: n // 8]
    began = perf_counter()
    index.remove(more)
    detail = f"{index.note}; {memory_mib():,.0f} MiB"
    yield BenchRow("V2", "delete past 30 %, with compacting", perf_counter() - began, 15, unit="s", detail=detail)
    kept[more] = False
    taken = _times(lambda q: index.search(q, K), questions[:20])
    recall = _recall(lambda q: index.search(q, K), rows, questions[:20], kept)
    detail = f"p50 {percentile(taken, 50):.1f}, p95 {percentile(taken, 95):.1f} ms"
    yield BenchRow("V2", "  recall@100 then", recall, 0.99, ">=", "", detail)


def _brute(rows: np.ndarray, question: np.ndarray) -> np.ndarray:
    scores = rows @ question
    best = np.argpartition(scores, -K)[-K:]
    return best[np.argsort(-scores[best])]


def _times(search: Callable[[np.ndarray], object], questions: np.ndarray) -> list[float]:
    """Milliseconds of each question, after one to warm up."""
    search(questions[0])
    taken = []
    for question in questions:
        began = perf_counter()
        search(question)
        taken.append(1e3 * (perf_counter() - began))
    return taken


def _recall(search: Search, rows: np.ndarray, questions: np.ndarray, passing: np.ndarray) -> float:
    """Share of answers as good as the k-th best of those that pass; ids are row numbers."""
    found = []
    for question in questions:
        scores = rows @ question
        floor = np.partition(scores[passing], -K)[-K]
        ids, _ = search(question)
        found.append(np.sum((scores[ids] >= floor - 1e-6) & passing[ids]) / K)
    return float(np.mean(found))


def _told(mine: list[float], brute: list[float]) -> str:
    return (
        f"p50 {percentile(mine, 50):.1f}, p95 {percentile(mine, 95):.1f} ms; numpy p50 {percentile(brute, 50):.1f} ms"
    )
