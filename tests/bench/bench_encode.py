"""Encoding: the number format chosen at start against plain float32, small batches, one text query.

The towers have the sizes of ViT-B/32 and random weights: speed and agreement are measured, not retrieval.
"""

import tempfile
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import torch

import resources
from core.encode.backends import clip_mean
from core.encode.backends.clip2video import Clip2VideoEncoder, Clip2VideoModel, build_from_state_dict
from core.encode.backends.clip_mean import ClipMeanEncoder
from core.encode.clip2video_layout import ModelSizes
from core.encode.devices import place_tower, set_threads
from core.encode.encoder_options import EncoderOptions
from core.encode.format_measurements import ONNX
from core.encode.frame_encoder import FrameEncoder
from core.encode.int8 import make_int8
from core.encode.onnx_runtime import is_available
from core.encode.onnx_tower import OnnxTower, make_tower
from core.encode.placement import Placement
from core.encode.text_layers import OnnxTextLayers, make_text_layers
from core.encode.tokenizer import Tokenizer
from core.encode.weights import read_checkpoint
from core.evaluation.galleries import random_gallery
from core.media.resize import reduce_frame
from core.synthetic.drawing import draw_video
from core.values import ByteArray, EncoderSpec, FrameShape, HalfArray
from tests.bench.bench_start import write_plain_model
from tests.bench.harness import FOOTAGE, BenchRow, Skipped, bench, side_by_side

OFFICIAL = ModelSizes(
    image_px=224,
    patch_px=32,
    vision_width=768,
    vision_layers=12,
    context_length=77,
    vocab=49408,
    text_width=512,
    text_layers=12,
    embed_dim=512,
)
FRAMES = 64
BATCH = EncoderOptions().batch
QUERY = "a red car drives up the road while two people watch"


def _frames() -> ByteArray:
    return np.random.default_rng(0).integers(0, 256, (FRAMES, 224, 224, 3), dtype=np.uint8)


@lru_cache(maxsize=1)
def _model() -> Clip2VideoModel:
    torch.manual_seed(0)
    return Clip2VideoModel(OFFICIAL).eval().requires_grad_(False)


@bench("C1", "C2")
def image_tower() -> Iterator[BenchRow]:
    """Images per second of what runs here, against float32 in batches of 32."""
    threads = set_threads(0)
    frames = _frames()
    tower = _model().clip.visual
    plain = FrameEncoder(tower, Placement(torch.device("cpu")), 32)
    chosen, placement = place_tower(tower, 224, EncoderOptions(device="cpu"))
    used, wide = (FrameEncoder(chosen, placement, batch) for batch in (BATCH, 32))
    cosine = _least_cosine(*(each.encode(frames[:32]) for each in (plain, used)))
    plain_s, used_s, wide_s = side_by_side(
        [lambda: plain.encode(frames), lambda: used.encode(frames), lambda: wide.encode(frames)]
    )
    detail = f"{placement.precision}, {threads} thread(s), {FRAMES / used_s:.1f} img/s against {FRAMES / plain_s:.1f}"
    if placement.precision == "float32":
        detail += f"; {placement.note or 'no bfloat16 instructions here'}"
    target = None if placement.precision == "float32" else 1.7
    yield BenchRow(
        "C1", f"ViT-B/32 img/s, batch {BATCH}, vs float32 batch 32", plain_s / used_s, target, ">=", detail=detail
    )
    yield BenchRow("C1", "least cosine with float32", cosine, 0.999, ">=", "cosine", detail="32 frames")
    yield BenchRow("C2", f"img/s in batches of {BATCH} vs 32", wide_s / used_s, 0.9, ">=", detail=placement.precision)


@bench("C4")
def eight_bits() -> Iterator[BenchRow]:
    """Eight bits against float32 and against what runs unmeasured, on frames of videos where there are some."""
    if not is_available():
        raise Skipped("needs onnx and onnxruntime")
    threads = set_threads(0)
    tower, frames = _model().clip.visual, _video_frames(224)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tower.int8.onnx"
        make_int8(tower, 224, path)
        plain = FrameEncoder(tower, Placement(torch.device("cpu")), BATCH)
        without = FrameEncoder(*place_tower(tower, 224, EncoderOptions(device="cpu")), BATCH)
        eight = FrameEncoder(OnnxTower(path, "int8", threads), Placement(torch.device("cpu"), format="int8"), BATCH)
        cosine = _least_cosine(plain.encode(frames), eight.encode(frames))
        plain_s, without_s, eight_s = side_by_side(
            [lambda: plain.encode(frames), lambda: without.encode(frames), lambda: eight.encode(frames)]
        )
    n = len(frames)
    detail = f"{threads} thread(s), {n / eight_s:.1f} img/s against {n / plain_s:.1f}"
    yield BenchRow(
        "C4", "ViT-B/32 int8, frame by frame, vs float32, img/s", plain_s / eight_s, 2.2, ">=", detail=detail
    )
    yield BenchRow("C4", "the same vs what runs unmeasured", without_s / eight_s, detail=without.placement.precision)
    yield BenchRow(
        "C4", "least cosine with float32, random weights", cosine, 0.999, ">=", "cosine", detail=f"{n} frames"
    )
    yield from _demo_cosine()


@bench("C5")
def float32_by_onnx() -> Iterator[BenchRow]:
    """Both towers in float32 by ONNX Runtime against torch: how near each number of a unit vector is, and how fast."""
    if not is_available():
        raise Skipped("needs onnx and onnxruntime")
    threads = set_threads(1)
    with tempfile.TemporaryDirectory() as place:
        yield from _pictures_by_onnx(Path(place), threads)
        yield from _sentences_by_onnx(Path(place), threads)


def _pictures_by_onnx(folder: Path, threads: int) -> Iterator[BenchRow]:
    tower, frames, made = _model().clip.visual, _video_frames(224), folder / "tower.float32.onnx"
    make_tower(tower, 224, ONNX, made)
    towers = (tower, OnnxTower(made, ONNX, threads))
    with torch.inference_mode():  # not by encoders, whose vectors are in half precision
        pixels = torch.from_numpy(frames[:BATCH]).permute(0, 3, 1, 2) / 127.5 - 1.0
        apart = _farthest(*(each(pixels).numpy() for each in towers))
    plain, near = (FrameEncoder(each, Placement(torch.device("cpu")), BATCH) for each in towers)
    plain_s, near_s = side_by_side([lambda: plain.encode(frames), lambda: near.encode(frames)])
    yield BenchRow("C5", "pictures to ViT-B/32, ONNX Runtime vs torch", near_s / plain_s, detail="one thread")
    yield BenchRow("C5", "largest difference of a number", apart, 1e-4, unit="", detail=f"{len(pixels)} frames")


def _sentences_by_onnx(folder: Path, threads: int) -> Iterator[BenchRow]:
    weights, made = write_plain_model(folder), folder / "tower.text.onnx"
    encoder = clip_mean.build(EncoderOptions("clip_mean", str(weights), "ViT-B-32", "cpu", "float32", threads=threads))
    assert isinstance(encoder, ClipMeanEncoder)
    text: Any = encoder.text_tower
    make_text_layers(text, made)
    layers, near = text.transformer, OnnxTextLayers(made, threads)

    def read(sentence: str, by: torch.nn.Module) -> np.ndarray:
        text.transformer = by
        encoder.close()  # forgets what was read
        return encoder.encode_text([sentence])[0].pooled

    words = QUERY.split()
    sentences = [" ".join((words * 7)[:count]) for count in range(1, 76)]
    apart = max(_farthest(read(each, layers)[None], read(each, near)[None]) for each in sentences)
    plain_s, near_s = side_by_side([_often(lambda: read(QUERY, layers)), _often(lambda: read(QUERY, near))], repeats=5)
    yield BenchRow("C5", "one sentence, ONNX Runtime vs torch", near_s / plain_s, detail=f"{len(words)} words")
    yield BenchRow("C5", "largest difference of a number", apart, 1e-4, unit="", detail="sentences of 1 to 75 words")


def _farthest(exact: np.ndarray, near: np.ndarray) -> float:
    """Of unit vectors. Shapes: (N, E), (N, E)."""
    a, b = (each / np.linalg.norm(each, axis=1, keepdims=True) for each in map(np.float64, (exact, near)))
    return float(np.abs(a - b).max())


def _demo_cosine() -> Iterator[BenchRow]:
    """Trained weights round otherwise than random ones: the bundled tower, on videos of its own kind."""
    checkpoint = read_checkpoint(Path(str(resources.path("models/demo.safetensors"))))
    tower = build_from_state_dict(checkpoint.state).requires_grad_(False).clip.visual
    frames = np.concatenate([draw_video(video) for video in random_gallery(5, 60)])[:500]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo.int8.onnx"
        make_int8(tower, 64, path)
        encoders = [
            FrameEncoder(each, Placement(torch.device("cpu")), 32) for each in (tower, OnnxTower(path, "int8", 1))
        ]
        cosine = _least_cosine(*(each.encode(frames) for each in encoders))
    yield BenchRow(
        "C4",
        "least cosine, the demo model's trained tower",
        cosine,
        0.999,
        ">=",
        "cosine",
        detail=f"{len(frames)} frames",
    )


def _video_frames(side: int) -> ByteArray:
    """A frame of each of some clips; without the footage noise, which is no picture, but rounds no better."""
    found = []
    for path in sorted((FOOTAGE / "clips").glob("*"))[:48]:
        with av.open(str(path)) as video:
            frame = next(video.decode(video=0))
            found.append(reduce_frame(frame.to_ndarray(format="rgb24"), FrameShape(side)))
    return np.stack(found) if found else _frames()


def _least_cosine(exact: HalfArray, near: HalfArray) -> float:
    a, b = exact.astype(np.float64), near.astype(np.float64)
    return float(((a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)).min())


@bench("T1")
def one_query() -> Iterator[BenchRow]:
    """One sentence through both text paths, against open_clip on ids padded to 77."""
    set_threads(0)
    spec = EncoderSpec("bench", "clip2video", "0" * 64, 1024, 512, 12, FrameShape(224), 32, 5)
    encoder = Clip2VideoEncoder(_model(), spec, EncoderOptions(device="cpu", precision="float32"))
    clip = _model().clip
    tokens = Tokenizer(77)

    @torch.inference_mode()
    def plain() -> np.ndarray:
        vector = clip.encode_text(tokens.pad([tokens.read(QUERY)], 77)[0], normalize=True)
        return np.asarray(vector[0].numpy())

    def ours() -> np.ndarray:
        encoder.close()  # forgets what was read
        return encoder.encode_text([QUERY])[0].pooled

    half = ours()[:512] / np.sqrt(0.5)
    plain_s, ours_s = side_by_side([_often(plain), _often(ours)], repeats=5)
    if plain_s == 0:
        raise Skipped("the clock is too coarse")
    detail = f"{ours_s * 100:.0f} ms against {plain_s * 100:.0f} ms, {len(tokens.read(QUERY).tokens)} tokens"
    yield BenchRow(
        "T1", "text query incl. aligned half vs open_clip encode_text", ours_s / plain_s, 0.45, detail=detail
    )
    yield BenchRow("T1", "cosine of the two", float(half @ plain()), 0.9999, ">=", "cosine")


@bench("T2")
def plain_query() -> Iterator[BenchRow]:
    """One sentence to a plain image-text model, against open_clip on all 77 places."""
    set_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        path = write_plain_model(Path(folder))
        encoder = clip_mean.build(EncoderOptions("clip_mean", str(path), "ViT-B-32", "cpu", "float32", threads=1))
    assert isinstance(encoder, ClipMeanEncoder)
    clip, tokenize = cast(Any, encoder._model), encoder._tokenize

    @torch.inference_mode()
    def plain() -> np.ndarray:
        return np.asarray(clip.encode_text(tokenize([QUERY]), normalize=True)[0].numpy())

    def ours() -> np.ndarray:
        encoder.close()  # forgets what was read
        return encoder.encode_text([QUERY])[0].pooled

    cosine = float(plain() @ ours())
    plain_s, ours_s = side_by_side([_often(plain), _often(ours)], repeats=5)
    detail = f"{ours_s * 100:.0f} ms against {plain_s * 100:.0f} ms, one thread"
    yield BenchRow("T2", "text query to ViT-B/32 vs open_clip encode_text", ours_s / plain_s, 0.45, detail=detail)
    yield BenchRow("T2", "cosine of the two", cosine, 0.9999, ">=", "cosine")


def _often(work: Callable[[], object], times: int = 10) -> Callable[[], None]:
    def run() -> None:
        for _ in range(times):
            work()

    return run
