"""What other light and other files than ordinary video cost (K)."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from PIL import Image

from core.media.source_reader import SourceReader
from core.media.upright import Posture, upright
from core.values import PICTURE_HEIGHT_PX, FrameShape
from tests.bench.harness import BenchRow, bench, cpu_s, one_thread, side_by_side
from tests.colours import Flavour, patch_frame

SHAPE = FrameShape(224)
ROUNDS = 6


def _sampled(frame: VideoFrame, posture: Posture) -> Callable[[], None]:
    def work() -> None:
        for _ in range(ROUNDS):
            shown = upright(frame, posture, max(SHAPE.image_px, PICTURE_HEIGHT_PX))
            shown.reduced(SHAPE)
            shown.picture(PICTURE_HEIGHT_PX)

    return work


def _frame(size: tuple[int, int], transfer: int) -> VideoFrame:
    flavour = Flavour("", "yuv420p10le", "", matrix=9, primaries=9 if transfer > 14 else 1, transfer=transfer)
    frame = patch_frame(flavour).reformat(*size, src_colorspace=9, dst_colorspace=9)
    frame.color_trc = transfer
    return frame


@bench("K1")
def light() -> Iterator[BenchRow]:
    one_thread()
    plain, square = Posture(0, 1.0), Posture(0, 1.0, "s-log3 cine")
    for size, target in (((1920, 1080), 1.5), ((3840, 2160), 1.0)):
        rivals = [
            _sampled(_frame(size, 16), plain),
            _sampled(_frame(size, 18), plain),
            _sampled(_frame(size, 1), square),
            _sampled(_frame(size, 1), plain),
        ]
        *others, ordinary = side_by_side(rivals, 5, cpu_s)
        each_ms = 1000 * ordinary / ROUNDS
        for name, taken in zip(("PQ", "HLG", "S-Log3"), others, strict=True):
            what = f"{name} frame of {size[1]} lines to 224 px and JPEG / the same frame as SDR, CPU"
            yield BenchRow("K1", what, taken / ordinary, target, detail=f"SDR {each_ms:.1f} ms")


@bench("K2")
def photographs() -> Iterator[BenchRow]:
    one_thread()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.jpg"
        rough = np.random.default_rng(3).integers(0, 256, (50, 75, 3), dtype=np.uint8)
        Image.fromarray(rough).resize((6000, 4000), Image.Resampling.BICUBIC).save(path, quality=92)
        reader = SourceReader(lambda: None)

        def sampled() -> None:
            reader.probe(path)
            list(reader.scan(path, 0.5, SHAPE))

        def whole() -> None:
            with Image.open(path) as picture:
                picture.convert("RGB").load()

        ours, plain = side_by_side([sampled, whole], 5, cpu_s)
    detail = f"{1000 * ours:.0f} ms a photograph"
    yield BenchRow(
        "K2", "24 MP JPEG: probe, 224 px, small JPEG / Pillow decoding it whole, CPU", ours / plain, 1.0, detail=detail
    )
