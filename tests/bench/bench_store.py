"""Index and catalogue: search against brute force, awkward libraries, opening, damage, writing, fetching.

Vectors are drawn, but like those of videos: a common mean, a falling spectrum, video > shot > segment in order of
the file, and questions off to one side. 1024 wide, as CLIP2Video's pooled vectors are.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from time import perf_counter

import numpy as np

from core.store.catalogue import SqliteCatalogue
from core.store.engines.exact import ExactIndex
from core.store.engines.hnsw import HnswIndex
from core.values import EncoderSpec, FrameShape, SegmentVectors
from tests.bench.harness import BenchRow, bench, percentile, side_by_side
from tests.unit.store.damage import cases

N, DIM, K, QUESTIONS = 100_000, 1024, 100, 100
SMALL = 30_000
Engine = ExactIndex | HnswIndex
ROOT = Path(__file__).resolve().parents[2]
SPEC = EncoderSpec("bench", "drawn", "0" * 64, DIM, 16, 12, FrameShape(224), 32, 5)


@cache
def _drawn(n: int, dim: int = DIM) -> tuple[np.ndarray, np.ndarray]:
    """Vectors and questions. Shapes: (n, dim), (QUESTIONS, dim)."""
    rng = np.random.default_rng(7)
    spectrum = (1 + np.arange(dim, dtype=np.float32)) ** -0.5

    def noise(rows: int) -> np.ndarray:
        return rng.standard_normal((rows, dim), dtype=np.float32) * spectrum

    mean, videos, shots = 1.5 * noise(1), noise(n // 60 + 1), 0.7 * noise(n // 8 + 1)
    rows = 0.5 * noise(n)
    rows += mean
    rows += videos[np.arange(n) // 60]
    rows += shots[np.arange(n) // 8]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    questions = rows[rng.integers(0, n, QUESTIONS)] + 0.03 * noise(QUESTIONS) + 0.1 * mean
    questions += 0.5 * noise(1) / np.linalg.norm(spectrum)
    questions /= np.linalg.norm(questions, axis=1, keepdims=True)
    return rows, questions


def _built(ids: np.ndarray, rows: np.ndarray) -> tuple[HnswIndex, float]:
    """A finished graph, and the seconds it took."""
    began = perf_counter()
    index = HnswIndex(0, threads=os.cpu_count() or 1)
    for start in range(0, len(ids), 4096):
        index.add(ids[start : start + 4096], rows[start : start + 4096])
    while index.build_step(60.0):
        pass
    return index, perf_counter() - began


@cache
def _large() -> tuple[HnswIndex, float]:
    rows, _ = _drawn(N)
    return _built(np.arange(N), rows)


@cache
def _large_exact() -> ExactIndex:
    index = ExactIndex()
    index.add(np.arange(N), _drawn(N)[0])
    return index


def _brute(rows: np.ndarray, question: np.ndarray, k: int = K) -> np.ndarray:
    """The plainest quick way: one product, the k best, in order."""
    scores = rows @ question
    best = np.argpartition(scores, -k)[-k:]
    return best[np.argsort(-scores[best])]


def _recall(search: Callable[[np.ndarray], np.ndarray], rows: np.ndarray, questions: np.ndarray, k: int = K) -> float:
    """Share of answers as good as the k-th best; equal vectors are equally good. `search` gives rows."""
    found = []
    for question in questions:
        floor = np.partition(rows @ question, -k)[-k]
        got = search(question)
        found.append(np.sum(rows[got] @ question >= floor - 1e-6) / k)
    return float(np.mean(found))


# ---- V1: speed; V2 is in bench_million


@bench("V1")
def search_100k() -> Iterator[BenchRow]:
    rows, questions = _drawn(N)
    (graph, built_s), exact = _large(), _large_exact()
    rivals = [
        lambda: [_brute(rows, q) for q in questions],
        lambda: [exact.search(q, K) for q in questions],
        lambda: [graph.search(q, K) for q in questions],
    ]
    brute_s, exact_s, graph_s = side_by_side(rivals, repeats=5)
    each = f"{1e3 * brute_s / QUESTIONS:.1f} ms numpy"
    yield BenchRow("V1", f"search {N:,} x {DIM}, k={K}: hnsw / numpy float32", graph_s / brute_s, 0.5, detail=each)
    yield BenchRow(
        "V1", "  recall@100 of hnsw", _recall(lambda q: graph.search(q, K)[0], rows, questions), 0.99, ">=", ""
    )
    yield BenchRow("V1", "  exact engine, on one thread, / numpy float32 on all", exact_s / brute_s)
    yield BenchRow(
        "V1", "  recall@100 of exact", _recall(lambda q: exact.search(q, K)[0], rows, questions), 1.0, ">=", ""
    )
    yield BenchRow("V1", "  building the graph", built_s, unit="s")


# ---- V3: awkward libraries


@bench("V3")
def awkward() -> Iterator[BenchRow]:
    rng = np.random.default_rng(3)
    rows, questions = _drawn(SMALL)
    rows, ids = rows.copy(), np.arange(SMALL)
    black = rng.random(SMALL) < 0.2
    rows[black] = rows[rng.integers(0, SMALL, 5)][rng.integers(0, 5, int(black.sum()))]
    index, _ = _built(ids, rows)
    size = f"{SMALL:,} x {DIM}"
    value = _recall(lambda q: index.search(q, K)[0], rows, questions)
    yield BenchRow("V3", f"recall@100, 20 % exact duplicates ({size})", value, 0.99, ">=", "")
    for share in (0.01, 0.1, 0.5):
        keep = rng.random(SMALL) < share
        place, allowed = np.cumsum(keep) - 1, ids[keep]
        value = _recall(lambda q: place[index.search(q, K, allowed)[0]], rows[keep], questions)  # noqa: B023
        yield BenchRow("V3", f"recall@100, filter lets {share:.0%} through", value, 0.99, ">=", "")
    kept = rng.random(SMALL) >= 0.2
    index.remove(ids[~kept].tolist())
    place = np.cumsum(kept) - 1
    value = _recall(lambda q: place[index.search(q, K)[0]], rows[kept], questions)
    yield BenchRow("V3", "recall@100, 20 % deleted", value, 0.99, ">=", "")


# ---- V4: opening


@bench("V4")
def opening() -> Iterator[BenchRow]:
    graph, built_s = _large()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "index"
        began = perf_counter()
        graph.save(path, "s")
        saved_s = perf_counter() - began
        (opened_s,) = side_by_side([lambda: HnswIndex(0).load(path, "s")])
        detail = f"{opened_s:.2f} s, saving {saved_s:.1f} s"
        what = f"open the saved hnsw index, checksums included, / build it ({N:,})"
        yield BenchRow("V4", what, opened_s / built_s, 0.05, detail=detail)


# ---- V5: damage


@bench("V5")
def damage() -> Iterator[BenchRow]:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        rng = np.random.default_rng(0)
        for kind, at in (("good", 1), ("other", 2)):
            index, _ = _built(np.arange(2000), rng.standard_normal((2000, 16)).astype(np.float32) * at)
            index.save(place / kind / "index", "stamp")
        broken = []
        for number, (_, suffix, break_it) in enumerate(cases()):
            folder = place / str(number)
            shutil.copytree(place / "good", folder)
            break_it(folder / f"index{suffix}", place / "other")
            broken.append(f"hnsw={folder}")
        deaths, accepted = outcomes(broken)
    yield BenchRow("V5", f"{len(broken)} damaged index files: deaths of the process", deaths, 0, unit="")
    yield BenchRow("V5", "  accepted silently", accepted, 0, unit="")


def outcomes(folders: list[str]) -> tuple[int, int]:
    """Deaths and acceptances; after a death the rest goes on in a new process."""
    deaths = accepted = 0
    while folders:
        command = [sys.executable, "-m", "tests.unit.store.load_damaged", *folders]
        child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        told = child.stdout.split()
        accepted += told.count("accepted")
        deaths += len(told) < len(folders)
        folders = folders[len(told) + 1 :]
    return deaths, accepted


# ---- D1, D2, Q1, Q2: the catalogue


def _clips(start: int, n: int) -> list[SegmentVectors]:
    rows, _ = _drawn(N)
    frames = np.ones((12, SPEC.frame_dim), np.float16)
    times = tuple(float(t) for t in range(12))
    return [SegmentVectors(float(i), i + 1.0, times, frames, rows[start + i]) for i in range(n)]


@bench("D1")
def writing() -> Iterator[BenchRow]:
    with tempfile.TemporaryDirectory() as place:
        catalogue = SqliteCatalogue(Path(place) / "c.db")
        root = catalogue.add_folder(Path("/films"), is_file=False)
        wide = np.random.default_rng(0).standard_normal((12, 512)).astype(np.float16)
        spec = EncoderSpec("bench", "drawn", "1" * 64, DIM, 512, 12, FrameShape(224), 32, 5)
        clips = [SegmentVectors(c.start_s, c.end_s, c.frame_times_s, wide, c.pooled) for c in _clips(0, 1000)]
        videos = iter(range(10_000))

        def put(per_video: int, total: int) -> None:
            for start in range(0, total, per_video):
                video = catalogue.add_video(root.id, Path(f"/films/{next(videos)}"), 1, 1, 1.0)
                catalogue.put(video, spec, clips[start % 1000 : start % 1000 + per_video])

        # enough of each that folding the log back is part of what is timed
        one_s, video_s = side_by_side([lambda: put(1, 2000), lambda: put(200, 10_000)])
        catalogue.close()
    detail = f"{10_000 / video_s:,.0f} segments/s of 16 KiB, {2000 / one_s:,.0f} one by one"
    yield BenchRow(
        "D1", "segments/s, a video of 200 a commit / one a commit", 5 * one_s / video_s, 5, ">=", detail=detail
    )


@bench("Q1", "Q2", "D2")
def query() -> Iterator[BenchRow]:
    with tempfile.TemporaryDirectory() as place:
        catalogue = SqliteCatalogue(Path(place) / "c.db")
        root = catalogue.add_folder(Path("/films"), is_file=False)
        for start in range(0, N, 100):
            video = catalogue.add_video(root.id, Path(f"/films/{start}.mp4"), 1, 1, 1.0)
            catalogue.put(video, SPEC, _clips(start, 100))
        yield _latency("Q1", "exact, the engine of small libraries", _large_exact(), catalogue)
        yield _latency("Q2", "hnsw", _large()[0], catalogue)
        for share in (0.01, 0.1, 0.5):
            allowed = np.flatnonzero(np.random.default_rng(1).random(N) < share)
            yield _latency("Q2", f"hnsw, filter {share:.0%}", _large()[0], catalogue, allowed)
        yield from _matrix(Path(place), catalogue)
        catalogue.close()


def _latency(
    id_: str, name: str, engine: ExactIndex | HnswIndex, catalogue: SqliteCatalogue, allowed: np.ndarray | None = None
) -> BenchRow:
    """One question after another: the index, then segments and videos of the hits."""
    _, questions = _drawn(N)
    index_ms, fetch_ms = [], []
    for question in np.concatenate([questions, questions]):
        began = perf_counter()
        ids, _ = engine.search(question, K, allowed)
        found = perf_counter()
        # segments are numbered from 1, rows from 0
        segments = catalogue.segments((ids + 1).tolist())
        for video_id in {segment.video_id for segment in segments}:
            catalogue.video(video_id)
        index_ms.append(1e3 * (found - began))
        fetch_ms.append(1e3 * (perf_counter() - found))
    both = [a + b for a, b in zip(index_ms, fetch_ms, strict=True)]
    detail = ", ".join(
        f"{part} p50 {percentile(values, 50):.1f} p95 {percentile(values, 95):.1f}"
        for part, values in (("index", index_ms), ("fetch", fetch_ms))
    )
    target = 50 if id_ == "Q2" else None
    return BenchRow(
        id_, f"query on {N:,} segments, {name}: p95", percentile(both, 95), target, unit="ms", detail=detail
    )


def _matrix(place: Path, catalogue: SqliteCatalogue) -> Iterator[BenchRow]:
    """Vectors into memory: our checked file, the catalogue's blobs, and NumPy's own file for scale."""
    path, plain = place / "index", place / "rows.npy"
    _large_exact().save(path, "s")
    np.save(plain, _drawn(N)[0])

    def rebuild() -> None:
        index = ExactIndex()
        for ids, vectors in catalogue.all_vectors(SPEC):
            index.add(ids, vectors)

    opened_s, rebuilt_s, numpy_s = side_by_side(
        [lambda: ExactIndex().load(path, "s"), rebuild, lambda: np.load(plain)], repeats=5
    )
    what = f"open the saved matrix, checksum included, / fill it from SQLite ({N:,})"
    yield BenchRow("D2", what, opened_s / rebuilt_s, 0.33, detail=f"{1e3 * opened_s:.0f} ms / {1e3 * rebuilt_s:.0f} ms")
    yield BenchRow("D2", "  the same / np.load of the same matrix, which checks nothing", opened_s / numpy_s)
