"""Looking through a large library: a real tree of 100,000 files, a real catalogue that knows them all.

Processor time throughout: how long a disk takes to list its folders is the disk's affair.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from pathlib import Path

from core.ingest.read_ahead import ReadAhead
from core.ingest.reconcile.reconciler import ReconcileContext, Reconciler
from core.media.content_fingerprint import fingerprint
from core.media.local_disk import LocalDisk
from core.store.catalogue import SqliteCatalogue
from core.store.records import info_json, path_bytes
from core.values import MediaInfo
from tests.bench.harness import BenchRow, bench, cpu_s, percentile, side_by_side

VIDEOS = int(os.environ.get("C2V_BENCH_FILMS", "100000"))
IN_A_FOLDER = 500


@bench("W1", "W2", "W3")
def looking_through() -> Iterator[BenchRow]:
    """Nothing changed, then a folder was renamed."""
    with tempfile.TemporaryDirectory() as place:
        root, catalogue = Path(place) / "footage", SqliteCatalogue(Path(place) / "catalogue.db")
        _fill(root, catalogue)
        reader = ReadAhead()
        sight = ReconcileContext(catalogue, LocalDisk(), reader, time.time, catalogue.last_spec, lambda gone: None)
        steps: list[float] = []
        seconds, plain = side_by_side([partial(_look, sight, steps), partial(_walk, root)], clock=cpu_s)
        yield BenchRow("W1", f"look through {VIDEOS:,} videos, nothing changed, CPU", seconds, 5.0, unit="s")
        yield BenchRow("W1", "the same / os.walk and stat of the tree alone, CPU", seconds / plain, unit="x")
        usual = f"p95 {percentile(steps, 95):.1f} ms, {len(steps) // 3} steps"
        yield BenchRow(
            "W2", "its longest step, in which no search is answered, CPU", max(steps), 100.0, unit="ms", detail=usual
        )
        (root / "0000").rename(root / "renamed")
        steps.clear()
        began_s = cpu_s()
        changed = _look(sight, steps)
        detail = f"{changed} videos known again by content, longest step {max(steps):.0f} ms"
        what = f"look again after a folder of {IN_A_FOLDER} of them was renamed, CPU"
        yield BenchRow("W3", what, cpu_s() - began_s, 5.0, unit="s", detail=detail)
        reader.close()
        catalogue.close()


def _look(sight: ReconcileContext, steps_ms: list[float]) -> int:
    """Run a look to its end, timing each step; returns how many videos it changed."""
    job = Reconciler(sight).run(sight.catalogue.folders())
    while True:
        began_s = time.thread_time()
        try:
            next(job)
        except StopIteration as end:
            changed: int = len(end.value.videos)
            return changed
        finally:
            steps_ms.append(1000 * (time.thread_time() - began_s))


def _walk(root: Path) -> None:
    for here, _, names in os.walk(root):
        for name in names:
            Path(here, name).stat()


def _fill(root: Path, catalogue: SqliteCatalogue) -> None:
    """Make the files, and let the catalogue know them."""
    folder = catalogue.add_folder(root, is_file=False)
    rows = []
    for number in range(VIDEOS):
        path = root / f"{number // IN_A_FOLDER:04d}" / f"A{number:06d}.mov"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%d" % number * 10)
        found = path.stat()
        size, time_ns, content = found.st_size, found.st_mtime_ns, fingerprint(path, found.st_size)
        info = MediaInfo(path, size, time_ns, 10.0, Fraction(25), 1920, 1080, 0, "h264", 250, content)
        rows.append((folder.id, path_bytes(path), size, time_ns, info_json(info), content))
    with catalogue._db.write() as db:
        db.executemany(
            "INSERT INTO videos (folder_id, path, size_bytes, mtime_ns, added_s, state, note, duration_s, info,"
            " fingerprint) VALUES (?, ?, ?, ?, 0, 'ready', x'', 10, ?, ?)",
            rows,
        )
