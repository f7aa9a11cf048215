"""Python's lock and Qt's mutexes: the window's way of loading pictures must never wait for itself.

C2V_BENCH_LOCK_MINUTES says how long the present way is tried (1), C2V_BENCH_LOCK_OLD=1 also tries the old way, which
is expected to hang: seconds until it did.
"""

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

from tests.bench.harness import BenchRow, bench

MINUTES = float(os.environ.get("C2V_BENCH_LOCK_MINUTES", "1"))
TRIES_OLD = bool(os.environ.get("C2V_BENCH_LOCK_OLD"))
OLD_S = 120.0
SILENT_S = 60.0
"""So long without a sign of life is a hang; on a busy machine the probe speaks each second or two."""


@bench("L1")
def pictures_and_mutexes() -> Iterator[BenchRow]:
    """Hangs of the present way, and how long the old way went well."""
    hung_after_s, rounds, pictures = _try("now", 60 * MINUTES)
    detail = f"{rounds:,} rounds, {pictures:,} pictures" + (
        f", hung after {hung_after_s:.0f} s" if hung_after_s else ""
    )
    what = f"hangs in {MINUTES:g} min of loading pictures while objects come and go"
    yield BenchRow("L1", what, float(hung_after_s is not None), 0.0, unit="hangs", detail=detail)
    if TRIES_OLD:
        hung_after_s, rounds, pictures = _try("qt", OLD_S)
        detail = f"{rounds:,} rounds, {pictures:,} pictures before" if hung_after_s else "it did not hang this time"
        yield BenchRow(
            "L1",
            "the same, Qt reading the JPEG on the lane: hung after",
            hung_after_s or OLD_S,
            unit="s",
            detail=detail,
        )


def _try(way: str, seconds: float) -> tuple[float | None, int, int]:
    """Seconds until it hung, or None; rounds and pictures."""
    command = [sys.executable, "-m", "tests.bench.lock_probe", way, str(seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    said: queue.SimpleQueue[str] = queue.SimpleQueue()
    assert process.stdout is not None
    threading.Thread(target=lambda lines: [said.put(line) for line in lines], args=(process.stdout,)).start()
    begun_s = last_s = time.monotonic()
    rounds = pictures = 0
    try:
        while True:
            word, *numbers = said.get(timeout=SILENT_S).split()
            rounds, pictures = map(int, numbers)
            last_s = time.monotonic()
            if word == "end":
                process.wait(SILENT_S)
                return None, rounds, pictures
    except (queue.Empty, subprocess.TimeoutExpired):
        return last_s - begun_s, rounds, pictures
    finally:
        process.kill()
        process.wait()
