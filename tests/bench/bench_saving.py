"""How long a question waits while a large index is saved: all at once on the engine lane, as it was, and beside it."""

import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import numpy as np

from core.lane import Lane, Priority
from core.store.engines.hnsw import HnswIndex
from tests.bench.harness import BenchRow, bench, percentile

N = int(os.environ.get("C2V_BENCH_SAVING", "200000"))
DIM, K, PAUSE_S = 256, 100, 0.02


@bench("V7")
def saving() -> Iterator[BenchRow]:
    """Worst and median wait of a question, asked without pause from another thread."""
    rng = np.random.default_rng(5)
    rows = rng.standard_normal((N // 60 + 1, DIM), dtype=np.float32)[np.arange(N) // 60]
    rows += 0.4 * rng.standard_normal((N, DIM), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    index = HnswIndex(0, threads=os.cpu_count() or 1)
    for start in range(0, N, 4096):
        index.add(np.arange(start, min(N, start + 4096)), rows[start : start + 4096])
    while index.build_step(60.0):
        pass
    lane = Lane("bench")
    thread = threading.Thread(target=lane.run)
    thread.start()
    try:
        with tempfile.TemporaryDirectory() as place:

            def beside() -> Iterator[float]:
                yield from index.save_beside(Path(place) / "beside", lambda: "s")

            at_once = _wait_while(lane, index, rows, lambda: index.save(Path(place) / "at once", "s"))
            in_steps = _wait_while(lane, index, rows, beside)
    finally:
        lane.close()
        thread.join()
        index._drop_graph()
    for name, (waits_ms, took_s) in {"all at once": at_once, "beside the lane": in_steps}.items():
        detail = f"p50 {percentile(waits_ms, 50):.0f} ms, {len(waits_ms)} questions, saved in {took_s:.1f} s"
        what = f"longest wait for an answer while {N:,} x {DIM} are saved {name}"
        yield BenchRow("V7", what, max(waits_ms), unit="ms", detail=detail)
    yield BenchRow("V7", "  the second / the first", max(in_steps[0]) / max(at_once[0]), 0.5)


def _wait_while(
    lane: Lane, index: HnswIndex, rows: np.ndarray, save: Callable[[], object]
) -> tuple[list[float], float]:
    """Milliseconds of each question until the save is done, and the seconds that took."""
    began_s = perf_counter()
    saved, waits_ms = lane.submit(Priority.INGEST, save), []
    while not saved.done():
        asked_s = perf_counter()
        lane.submit(Priority.QUERY, index.search, rows[len(waits_ms)], K).result()  # type: ignore[call-arg]
        waits_ms.append(1e3 * (perf_counter() - asked_s))
        time.sleep(PAUSE_S)
    saved.result()
    return waits_ms, perf_counter() - began_s
