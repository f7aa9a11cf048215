"""Libraries that make graphs, side by side: recall, time, memory, and damaged files.

Opt in, because a graph takes long: `C2V_BENCH_ENGINES=10000x1024,100000x256 make bench IDS=V8`. usearch is measured
where it is installed; the program does not use it.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path
from unittest import mock

import numpy as np

from core.store.engines.hnsw import HnswIndex
from core.store.graph import local
from tests.bench.bench_store import ROOT, outcomes
from tests.bench.harness import BenchRow, Skipped, bench
from tests.unit.store.damage import cases

RIVALS = ("hnswlib", "faiss", "usearch", "usearch f16")


@bench("V8")
def engines() -> Iterator[BenchRow]:
    wanted = os.environ.get("C2V_BENCH_ENGINES", "")
    if not wanted:
        raise Skipped("graphs take long to build: C2V_BENCH_ENGINES=10000x1024,100000x256 does it")
    for size in wanted.split(","):
        for name in (each for each in RIVALS if find_spec(each.split()[0])):
            yield from _measured(name, size)
    for name in ("hnswlib", "faiss"):
        yield from _damaged(name)


def _measured(name: str, size: str) -> Iterator[BenchRow]:
    command = [sys.executable, "-m", "tests.bench.engine_probe", name, size]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    yield BenchRow(
        "V8", f"{name}, {size}: building, CPU", told["build_s"], unit="s",
        detail=f"graph {told['memory_mib']:,.0f} MiB, file {told['file_mib']:,.0f} MiB; "
        f"saving {told['save_s']:.2f} s, opening {told['open_s']:.2f} s",
    )  # fmt: skip
    for label, what in (("all", "k=100"), ("half", "filter 50 %"), ("deleted", "20 % deleted")):
        detail = f"p50 {told[f'{label}_p50_ms']:.2f}, p95 {told[f'{label}_p95_ms']:.2f} ms CPU"
        if told[f"{label}_unanswered"]:
            detail += f", {told[f'{label}_unanswered']} left to exact search"
        yield BenchRow("V8", f"  recall@100, {what}", told[f"{label}_recall"], 0.99, ">=", unit="", detail=detail)


def _damaged(name: str) -> Iterator[BenchRow]:
    """As V5, for the engine with this library."""
    without = mock.patch.object(local, "hnswlib", None) if name == "faiss" else nullcontext()
    with without, tempfile.TemporaryDirectory() as folder:
        place, rng = Path(folder), np.random.default_rng(0)
        for kind in ("good", "other"):
            index = HnswIndex(0)
            index.add(np.arange(2000), rng.standard_normal((2000, 16)).astype(np.float32))
            while index.build_step(60.0):
                pass
            index.save(place / kind / "index", "stamp")
        broken = []
        for number, (_, suffix, break_it) in enumerate(cases()):
            shutil.copytree(place / "good", place / str(number))
            break_it(place / str(number) / f"index{suffix}", place / "other")
            broken.append(f"{'hnsw' if name == 'hnswlib' else name}={place / str(number)}")
        deaths, accepted = outcomes(broken)
    yield BenchRow("V8", f"{name}, {len(broken)} damaged files: deaths of the process", deaths, 0, unit="")
    yield BenchRow("V8", "  accepted silently", accepted, 0, unit="")
