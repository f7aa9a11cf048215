"""The window on a library of a million moments: how late its timer is while it opens, scrolls, searches and indexes.

Opt in, since the library takes 7 GB of disk and minutes to make: `C2V_BENCH_U3=50000x20 make bench IDS=U3` (videos x
segments). With `C2V_BENCH_U3_KEEP=FOLDER` the library is kept there and used again. The window is the real program in a
process of its own, see `large_probe`.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from fractions import Fraction
from pathlib import Path

import numpy as np

from c2v_desktop.compose import make_encoder
from c2v_desktop.paths import Places, find_places
from core.settings import Settings
from core.store.catalogue import SqliteCatalogue
from core.store.records import info_json, path_bytes, times_bytes
from core.store.writes import learn_model
from core.values import EncoderSpec, MediaInfo
from tests.bench.harness import BenchRow, Skipped, bench, footage, percentile

ROOT = Path(__file__).resolve().parents[2]
VIDEOS_A_GO = 500
PHASES = {"open": "opens", "scroll": "scrolls from end to end", "search": "answers 12 questions", "index": "indexes"}


@bench("U3")
def large_window() -> Iterator[BenchRow]:
    wanted = os.environ.get("C2V_BENCH_U3", "")
    if not wanted:
        raise Skipped("a library of a million moments takes minutes to make: C2V_BENCH_U3=50000x20 does it")
    videos, segments = map(int, wanted.split("x"))
    keep = os.environ.get("C2V_BENCH_U3_KEEP", "")
    with nullcontext(keep) if keep else tempfile.TemporaryDirectory() as home:
        places = find_places(Path(home)).make()
        if not places.catalogue.exists():
            _fill(Path(home), places, videos, segments)
        seen = _watch(Path(home), footage() / "clips")
    size = f"{videos:,} videos, {videos * segments:,} segments"
    yield BenchRow("U3", f"window on {size}: start to all videos shown", float(seen["shown_s"]), unit="s")
    for name, does in PHASES.items():
        late = seen["late_ms"][name]
        detail = f"p95 {percentile(late, 95):.1f} ms, {len(late)} ticks"
        yield BenchRow("U3", f"  16 ms timer while it {does}: worst lateness", max(late), 100, unit="ms", detail=detail)
    answers = seen["answer_ms"]
    detail = f"p50 {percentile(answers, 50):.0f} ms, text and paint included"
    yield BenchRow("U3", "  question to answer shown, p95", percentile(answers, 95), 500, unit="ms", detail=detail)


def _watch(home: Path, videos: Path) -> dict:
    command = [sys.executable, "-m", "tests.bench.large_probe", str(home), str(videos)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.strip().splitlines()[-1])


def _fill(home: Path, places: Places, videos: int, segments: int) -> None:
    """Rows as `put` writes them, many videos a commit. Each file is one byte, with nothing to decode."""
    encoder = make_encoder(Settings().encoder)
    spec = encoder.spec
    encoder.close()
    catalogue, rng = SqliteCatalogue(places.catalogue), np.random.default_rng(3)
    folder = catalogue.add_folder(home / "footage", is_file=False)
    mean = rng.standard_normal(spec.dim)
    for first in range(0, videos, VIDEOS_A_GO):
        with catalogue._db.write() as db:
            model = learn_model(db, spec)
            for number in range(first, min(videos, first + VIDEOS_A_GO)):
                path = home / "footage" / f"{number // 500:04d}" / f"A{number:06d}.mov"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b".")
                os.utime(path, ns=(1, 1))
                info = MediaInfo(path, 1, 1, 6.0 * segments, Fraction(25), 1920, 1080, 0, "h264", 1, f"{number:032x}")
                db.execute(
                    "INSERT INTO videos (id, folder_id, path, size_bytes, mtime_ns, added_s, state, away, note,"
                    " duration_s, info, fingerprint) VALUES (?, ?, ?, 1, 1, 0, 'ready', 0, x'', ?, ?, ?)",
                    (number + 1, folder.id, path_bytes(path), info.duration_s, info_json(info), info.fingerprint),
                )
                _put_segments(db, spec, model, number, mean + rng.standard_normal(spec.dim), segments, rng)
    with catalogue._db.write() as db:
        db.execute("INSERT OR REPLACE INTO sqlite_sequence (name, seq) VALUES ('segments', ?)", (videos * segments,))
    catalogue.close()


def _put_segments(
    db, spec: EncoderSpec, model: int, number: int, middle: np.ndarray, segments: int, rng: np.random.Generator
) -> None:
    frames = rng.standard_normal((spec.frames_per_clip, spec.frame_dim)).astype("<f2").tobytes()
    rows = middle + 0.7 * rng.standard_normal((segments, spec.dim))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype("<f4")
    first = number * segments + 1
    ids = range(first, first + segments)
    times = [times_bytes(tuple(6.0 * i + 0.5 * f for f in range(spec.frames_per_clip))) for i in range(segments)]
    db.executemany(
        "INSERT INTO segments (id, video_id, start_s, end_s, frame_times_s, model_id) VALUES (?, ?, ?, ?, ?, ?)",
        [(id_, number + 1, 6.0 * i, 6.0 * i + 6, times[i], model) for i, id_ in enumerate(ids)],
    )
    db.executemany("INSERT INTO frame_vectors VALUES (?, ?)", [(id_, frames) for id_ in ids])
    db.executemany(
        "INSERT INTO segment_vectors VALUES (?, ?)", [(i, row.tobytes()) for i, row in zip(ids, rows, strict=True)]
    )
    db.execute("INSERT INTO encodings VALUES (?, ?, ?, ?)", (number + 1, model, first, segments))
