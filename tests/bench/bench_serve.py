"""What a running library saves: `c2v search` alone, and answered by `c2v serve`."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from core.synthetic.sample_videos import draw_samples
from tests.bench.harness import BenchRow, bench

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5


def _c2v(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "c2v_desktop.cli", "--home", str(home), *words]


def _search_s(home: Path, *more: str) -> float:
    begun_s = time.perf_counter()
    subprocess.run(_c2v(home, "search", "a red circle", "--json", *more), cwd=ROOT, capture_output=True, check=True)
    return time.perf_counter() - begun_s


@bench("SV")
def search_with_a_server() -> Iterator[BenchRow]:
    with tempfile.TemporaryDirectory() as folder:
        home, clips = Path(folder) / "home", Path(folder) / "clips"
        clips.mkdir()
        draw_samples(clips)
        subprocess.run(_c2v(home, "index", str(clips)), cwd=ROOT, capture_output=True, check=True)
        serve = subprocess.Popen(_c2v(home, "serve", "--json"), cwd=ROOT, stdout=subprocess.PIPE, text=True)
        try:
            assert serve.stdout is not None
            assert json.loads(serve.stdout.readline())["event"] == "ready"
            pairs = [(_search_s(home, "--no-server"), _search_s(home)) for _ in range(RUNS)]
        finally:
            serve.terminate()
            serve.wait(30)
    alone_s, asked_s = (statistics.median(each) for each in zip(*pairs, strict=True))
    detail = f"{asked_s:.1f} s against {alone_s:.1f} s"
    yield BenchRow(
        "SV", f"c2v search answered by c2v serve / alone, median of {RUNS}", asked_s / alone_s, 0.5, detail=detail
    )
