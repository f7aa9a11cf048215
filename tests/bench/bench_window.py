"""The list of results: from a keystroke to the first picture, scrolling a hundred thousand rows, memory."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import cv2
import numpy as np

from c2v_desktop.paths import find_places
from core.store.picture_cache import PictureCache
from core.values import Marks
from tests.bench.bench_large import _fill
from tests.bench.harness import BenchRow, bench, memory_mib, percentile

ROOT = Path(__file__).resolve().parents[2]
SIZES = (10_000, 100_000)
PER_VIDEO = 200
SEGMENT_S = 6
"""Each has a picture within half a second of every frame, as indexing leaves them: any of them may lead a card."""
ROWS = 100_000
SCROLLS = 100


def _picture() -> bytes:
    pixels = np.full((180, 320, 3), 90, np.uint8)
    return bytes(cv2.imencode(".jpg", pixels)[1])


@bench("U4")
def keystroke_to_picture() -> Iterator[BenchRow]:
    for segments in SIZES:
        with tempfile.TemporaryDirectory() as home:
            places = find_places(Path(home)).make()
            _fill(Path(home), places, segments // PER_VIDEO, PER_VIDEO)
            cache, jpeg = PictureCache(places.pictures), _picture()
            for number in range(segments // PER_VIDEO):
                cache.put(f"{number:032x}", [(at + 0.5, jpeg) for at in range(SEGMENT_S * PER_VIDEO)])
            cache.close()
            found = _type(Path(home))
        rest = f"{found['debounce_ms']} ms of them rest in typing"
        what = f"last letter to first picture, {segments:,} moments"
        yield BenchRow("U4", f"{what}: p50", percentile(found["ms"], 50), 400, unit="ms", detail=rest)
        detail = f"{len(found['ms'])} questions, window {found['memory_mib']:.0f} MiB"
        yield BenchRow("U4", f"{what}: p95", percentile(found["ms"], 95), 500, unit="ms", detail=detail)
        spent = found["cpu_ms"]
        detail = f"p50 {percentile(spent, 50):.0f} ms, the window and its helpers"
        yield BenchRow("U4", "  processor time of it: p95", percentile(spent, 95), None, unit="ms", detail=detail)


def _type(home: Path) -> dict:
    command = [sys.executable, "-m", "tests.bench.typing_probe", str(home)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=3600, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.strip().splitlines()[-1])


@bench("U5")
def scrolling() -> Iterator[BenchRow]:
    from PySide6.QtGui import QColor, QImage
    from PySide6.QtWidgets import QApplication

    from tests.ui.browse.records import video
    from ui import theme
    from ui.browse.grid import Grid

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application, "dark")
    image = QImage(320, 180, QImage.Format.Format_RGB32)
    image.fill(QColor("#556677"))
    videos = [replace(video(n, folder_id=n // 500), marks=Marks(rating=n % 6)) for n in range(1, ROWS + 1)]
    before = memory_mib()
    grid = Grid()
    grid._views.delegate._image = lambda card: image  # type: ignore[method-assign]
    grid.resize(1000, 700)
    grid.show()
    grid.show_videos(videos, "All clips")
    _settle(application, lambda: grid.list.verticalScrollBar().maximum() > ROWS * 10)
    for name, is_listed in (("cards", False), ("list with columns", True)):
        grid.set_listed(is_listed)
        application.processEvents()
        near = _scroll(application, grid, lambda bar, step: bar.value() + 120)
        detail = f"p50 {percentile(near, 50):.1f} ms, worst {max(near):.0f} ms"
        what = f"{ROWS:,} rows, {name}: one step of the wheel, painted: p95"
        yield BenchRow("U5", what, percentile(near, 95), 12, unit="ms", detail=detail)
        far = _scroll(application, grid, lambda bar, step: bar.maximum() * step // SCROLLS)
        detail = f"p50 {percentile(far, 50):.1f} ms, all rows in view new"
        yield BenchRow("U5", "  a jump to anywhere: p95", percentile(far, 95), 33, unit="ms", detail=detail)
    yield _sorting(application, grid)
    yield BenchRow("U5", f"  memory of {ROWS:,} rows after all that", memory_mib() - before, 150, unit="MiB")
    grid.deleteLater()


def _sorting(application, grid) -> BenchRow:
    """What the window itself spends, at the longest without a break, while another thread puts rows in order."""
    from ui.browse.columns import COLUMNS, Order

    done: SimpleQueue = SimpleQueue()

    def aside(work, then):
        threading.Thread(target=lambda: done.put((then, work())), daemon=True).start()

    grid.arrange_by(aside)
    held_ms, shown_ms = [], []
    for key in [column.key for column in COLUMNS if not column.is_of_moments]:
        began = time.monotonic()
        grid.sort(Order(key, descending=True))
        while done.empty():
            step = time.monotonic()
            application.processEvents()
            time.sleep(0.001)
            held_ms.append(1000 * (time.monotonic() - step))
        then, rows = done.get()
        step = time.thread_time()
        then(rows)
        application.processEvents()
        held_ms.append(1000 * (time.thread_time() - step))
        shown_ms.append(1000 * (time.monotonic() - began))
    detail = f"p95 of all steps {percentile(held_ms, 95):.1f} ms; shown after {percentile(shown_ms, 50):.0f} ms, "
    detail += f"at worst {max(shown_ms):.0f}, of {len(shown_ms)} columns"
    return BenchRow(
        "U5", f"  sorting {ROWS:,} rows: the window's longest step", max(held_ms), 100, unit="ms", detail=detail
    )


def _scroll(application, grid, place: Callable) -> list[float]:
    """Processor time of the window for each step: what else the machine does is not counted."""
    bar, taken = grid.view.verticalScrollBar(), []
    bar.setValue(bar.maximum() // 3)
    application.processEvents()
    for step in range(SCROLLS):
        began = time.thread_time()
        bar.setValue(place(bar, step))
        application.processEvents()
        taken.append(1000 * (time.thread_time() - began))
    return taken


def _settle(application, is_done: Callable[[], bool]) -> None:
    until = time.monotonic() + 600
    while not is_done():
        application.processEvents()
        if time.monotonic() > until:
            raise TimeoutError("the cards were not laid out")
