"""What a proxy costs when it is made in the pass that indexing makes anyway (X1)."""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from core.media.proxy_join import join_parts
from core.media.video_reader import VideoReader
from core.values import FrameShape, ProxyTarget
from tests.bench.harness import BenchRow, bench, cpu_s, one_thread, side_by_side
from tests.bench.material import coded, hevc_4k

SHAPE = FrameShape(224)
VIDEOS = {
    "H.264 GOP 24 1080p": partial(coded, "x1-gop24.mp4", "libx264", "yuv420p", 24_000_000, 24),
    "H.264 GOP 250 1080p": partial(coded, "x1-gop250.mp4", "libx264", "yuv420p", 8_000_000, 250),
    "MPEG-2 MXF 50 Mb/s 1080p": partial(coded, "x1-mpeg2.mxf", "mpeg2video", "yuv422p", 50_000_000, 12),
    "ProRes 1080p": partial(coded, "x1-prores.mov", "prores_ks", "yuv422p10le", 0, 1),
    "HEVC 10 bit 2160p GOP 60": partial(hevc_4k, 100),
}


def _no_tick() -> None:
    """Nothing to report."""


def scan(path: Path, copy: ProxyTarget | None = None) -> int:
    """What indexing does."""
    return sum(1 for _ in VideoReader(_no_tick).scan(path, 0.5, SHAPE, copy=copy))


def with_proxy(path: Path, folder: Path) -> int:
    """The same, and the proxy made of what passed; returns its size."""
    reader, part, small = VideoReader(_no_tick), folder / "0.part", folder / "small.mp4"
    scan(path, ProxyTarget(part, _complain))
    join_parts(reader.probe(path), [part], small, _no_tick)
    return small.stat().st_size


def _complain(sentence: str) -> None:
    raise RuntimeError(sentence)


@bench("X1")
def proxies() -> Iterator[BenchRow]:
    one_thread()
    for words, material in VIDEOS.items():
        path = material()
        info = VideoReader(_no_tick).probe(path)
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            rivals = [partial(with_proxy, path, folder), partial(scan, path)]
            together_s, scan_s = side_by_side(rivals, 3, cpu_s)
            size = with_proxy(path, folder)
        more_ms = 1000 * (together_s - scan_s) / info.frame_count
        detail = f"{more_ms:.1f} ms a frame more, {size / info.duration_s * 3600 / 1e9:.2f} GB an hour"
        yield BenchRow("X1", f"{words}: scan with a proxy / scan alone, CPU", together_s / scan_s, detail=detail)
