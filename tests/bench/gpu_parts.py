"""The parts of `make gpu`: each measures one thing until its time is up, and yields what it found row by row."""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import av
import numpy as np
import torch

from core.encode.backends.clip2video import Clip2VideoModel
from core.encode.clip2video_layout import ModelSizes
from core.encode.devices import has_bfloat16
from core.encode.frame_encoder import FrameEncoder, PixelStatistics
from core.encode.frozen.frozen_layout import FrozenSizes
from core.encode.frozen.model import FrozenModel
from core.encode.frozen.tower import TowerSizes
from core.encode.number_formats import COMPILED, dress, names_to_try
from core.encode.placement import Placement
from core.encode.preprocessing import normalise
from core.encode.tokenizer import Tokenizer
from core.finetune.full.cached_gradients import differentiate
from core.finetune.full.clip2video_pairs import Clip2VideoPairs
from core.finetune.full.clip_frames import DrawnClips
from core.finetune.full.pair_batches import FrameStyle, PairSet, draw_chunks
from core.finetune.full.recipe import CLIP2VIDEO
from core.finetune.full.trainer import FullTrainer
from core.finetune.full.workers import Workers
from core.media.decoder_process import DecoderProcess
from core.media.hardware import MOST_OF_THE_TIME, agrees, trial_on, tried_run, usable_devices
from core.media.open_video import HardwareGaveUp
from core.media.probe import probe_video
from core.synthetic.sample_videos import draw_samples
from core.values import FrameShape
from tests.bench.gpu_card import BusyMeter, Card
from tests.bench.harness import Skipped

ROOT = Path(__file__).resolve().parents[2]
OFFICIAL = ModelSizes(224, 32, 768, 12, 77, 49408, 512, 12, 512)
TOY = ModelSizes(64, 16, 64, 2, 77, 49408, 64, 1, 64, temporal_layers=1)
MARK = "mark.gpu"
DECODED = {"libx264": "yuv420p", "libx265": "yuv420p10le"}
"""Encoders of the clips that a card is to decode, and their forms of pixels."""
CAPTIONS = ("a red car drives up the road", "two people talk in a quiet kitchen", "a dog jumps into the lake at dusk")


@dataclass(frozen=True, slots=True)
class Found:
    """One row of the report. `passes` None: a figure without a verdict."""

    what: str
    value: float
    unit: str
    detail: str = ""
    passes: bool | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What is measured, and how long it may take at most; with less than `least_s` left it is skipped."""

    name: str
    run: Callable[[Card, float], Iterator[Found]]
    least_s: float
    most_s: float


# ---- the tests that need a card


def marked_tests(card: Card, until_s: float) -> Iterator[Found]:
    """Tests marked `gpu`, in a process of their own. Without a card they are collected, no more."""
    files = [str(each) for each in sorted((ROOT / "tests").rglob("test_*.py")) if MARK in each.read_text("utf-8")]
    command = [sys.executable, "-m", "pytest", "-m", "gpu", "-q", "-p", "no:cacheprovider", *files]
    try:
        ran = subprocess.run(
            command if card.is_real else [*command, "--collect-only"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=max(5.0, until_s - time.monotonic()),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Skipped("the tests took longer than their time") from error
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error|skipped)", ran.stdout)}
    tail = ran.stdout.strip().splitlines()[-1:] or [ran.stderr.strip()[-200:]]
    if not card.is_real:
        yield Found("tests marked gpu, collected only", ran.stdout.count("::"), "tests", tail[0], ran.returncode == 0)
        return
    yield Found("tests marked gpu that pass", counts.get("passed", 0), "tests", tail[0], ran.returncode == 0)
    if ran.returncode:
        yield Found("what failed", 1, "", ran.stdout[-1500:].replace("\n", " | "), False)


# ---- the same numbers


def parity(card: Card, until_s: float) -> Iterator[Found]:
    """The card against the processor: vectors in each number type, and a training step."""
    model = _model(card)
    pixels = _pixels(card, 8)
    ids, words = _tokens(model)
    here = _vectors(model, pixels, ids, words)
    halves = [None, torch.float16, *([torch.bfloat16] if not card.is_real or has_bfloat16(card.device) else [])]
    moved = _model(card).to(card.device)
    for half in halves:
        kind = str(half or torch.float32).removeprefix("torch.")
        least = 0.99999 if half is None else 0.999
        with torch.autocast(card.device.type, half or torch.float16, enabled=half is not None):
            there = _vectors(moved, pixels.to(card.device), ids.to(card.device), words.to(card.device))
        for name, a, b in zip(("frames", "clips", "sentences"), here, there, strict=True):
            cosine = float(torch.cosine_similarity(a.double(), b.double().cpu(), dim=-1).min())
            yield Found(f"{name}, {kind} against the processor", cosine, "least cosine", "", cosine >= least)
    yield from _frozen_parity(card)
    yield from _gradient_parity(card)


def _frozen_parity(card: Card) -> Iterator[Found]:
    torch.manual_seed(0)
    tower = TowerSizes(64, 16, 64, 2, 1, 4) if card.is_quick else TowerSizes(224, 16, 768, 12, 12, 4)
    text = (64, 128, 1, 1) if card.is_quick else (768, 3072, 6, 12)
    model = FrozenModel(FrozenSizes(tower, 1000, 64, text[0], text[1], text[2], text[3], 256)).eval()
    videos = torch.randn(2, 4, 3, tower.image_px, tower.image_px, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        here = model.encode_videos(videos)
        there = model.to(card.device).encode_videos(videos.to(card.device)).cpu()
        shares = model.split_videos(videos.to(card.device)).sum(1).cpu()
    for name, found in (("videos", there), ("sums of frames", shares)):
        cosine = float(torch.cosine_similarity(here.double(), found.double(), dim=-1).min())
        yield Found(f"Frozen in Time, {name}, float32", cosine, "least cosine", "", cosine >= 0.9999)


def _gradient_parity(card: Card) -> Iterator[Found]:
    gradients = []
    for device in (torch.device("cpu"), card.device):
        pairs, trained = _pairs(card, 4), _pair_model(card).to(device).eval()
        (batch,) = draw_chunks(pairs, np.arange(4), 4, _style(card), trained.tokens, 0, 0, 0)
        loss = differentiate(trained, trained, [batch.to(device)], Workers(), 0)
        gradients.append({name: p.grad.cpu() for name, p in trained.named_parameters() if p.grad is not None})
        gradients[-1]["loss"] = loss.cpu()
    here, there = gradients
    gap = float((here["loss"] - there["loss"]).abs())
    yield Found("loss of a training step, float32", gap, "difference", f"{float(here['loss']):.4f}", gap < 1e-3)
    largest = max(float((here[name] - there[name]).norm() / here[name].norm().clamp(min=1e-6)) for name in here)
    yield Found("its gradients", largest, "largest relative difference", f"{len(here) - 1} weights", largest < 0.02)


# ---- frames per second


def image_tower(card: Card, until_s: float) -> Iterator[Found]:
    """Frames per second of each number format: bytes in memory to vectors in memory, against the bare tower."""
    pixels = np.random.default_rng(0).integers(0, 256, _shape(card, 4 if card.is_quick else 256), dtype=np.uint8)
    batch = 2 if card.is_quick else 64
    tower = _model(card).clip.visual.to(card.device)
    if card.is_real:
        names = names_to_try(card.device, has_bfloat16(card.device))
        names += [f"{names[-1]} {COMPILED}"]
    else:
        names = ["float32", "bfloat16"]
    rates: dict[str, float] = {}
    for i, name in enumerate(names):
        left_s = until_s - time.monotonic()
        if left_s < (40 if COMPILED in name else 3):
            yield Found(f"{name}: left out", 0, "", f"{left_s:.0f} s are left")
            continue
        card.forget_peak()
        dressed, placement = dress(tower, card.device, name)
        encoder = FrameEncoder(dressed, placement, batch, PixelStatistics())
        try:
            began_s = time.monotonic()
            encoder.encode(pixels[:batch])
            made_s = time.monotonic() - began_s
        except Exception as error:  # noqa: BLE001  a format that cannot be used here is a result
            yield Found(f"{name}: cannot be used here", 0, "", str(error).splitlines()[0][:200])
            continue
        ready = normalise(torch.from_numpy(pixels[:batch]).permute(0, 3, 1, 2).to(card.device)).to(placement.weights)
        if placement.channels_last:
            ready = ready.contiguous(memory_format=torch.channels_last)
        bare = _bare(dressed, ready, placement)
        with BusyMeter(card) as meter:
            whole_s, bare_s = card.in_turns(
                [partial(encoder.encode, pixels), bare], min(6.0, left_s / max(1, len(names) - i))
            )
        rates[name] = len(pixels) / whole_s
        share = rates[name] / (batch / bare_s)
        busy = "" if meter.percent is None else f", card busy {meter.percent:.0f} %"
        detail = f"{share:.2f} of the bare tower's {batch / bare_s:.0f}, batch {batch}{busy}"
        if COMPILED in name:
            detail += f", compiled in {made_s:.0f} s"
        yield Found(f"{name}: frames a second, memory to memory", rates[name], "frames/s", detail)
        if card.is_real:
            yield Found(f"{name}: peak memory", card.peak_gb(), "GB")
    if len(rates) > 1:
        best = max(rates, key=lambda name: rates[name])
        yield Found("the fastest against float32", rates[best] / rates["float32"], "ratio", best)


def _bare(tower: Callable, ready: torch.Tensor, placement: Placement) -> Callable[[], object]:
    @torch.inference_mode()
    def run() -> object:
        enabled = placement.autocast is not None
        with torch.autocast(ready.device.type, placement.autocast or torch.float16, enabled=enabled):
            return tower(ready)

    return run


def decoding(card: Card, until_s: float) -> Iterator[Found]:
    """The program's own trial of each device that decodes: time against the processor, and whether pictures agree."""
    devices = list(usable_devices()) if card.is_real else [""]  # the processor against itself runs the same code
    if not devices:
        raise Skipped("no device here decodes")
    run_trial = trial_on(lambda: None)
    with tempfile.TemporaryDirectory() as folder:
        for codec, pix_fmt in DECODED.items():
            if codec not in av.codecs_available or time.monotonic() > until_s:
                yield Found(f"{codec}: left out", 0, "", "no encoder here" if codec not in av.codecs_available else "")
                continue
            known = probe_video(_grainy(Path(folder) / f"{codec}.mp4", codec, pix_fmt, card), lambda: None)
            run = tried_run(known.index)
            software = run_trial(known, run, "")
            for device in devices:
                try:
                    hardware = run_trial(known, run, device)
                except HardwareGaveUp:
                    yield Found(f"{codec} by {device}: not decoded, the processor would", 0, "")
                    continue
                ratio = hardware.seconds / max(software.seconds, 1e-9)
                detail = "chosen" if ratio < MOST_OF_THE_TIME else "not worth it"
                name = f"{codec} {pix_fmt} by {device or 'the processor'}: seconds / the processor's"
                yield Found(name, ratio, "ratio", detail, agrees(software, hardware))


def _grainy(path: Path, codec: str, pix_fmt: str, card: Card) -> Path:
    """Frames of moving noise, which cost a decoder as much as footage does."""
    width, height, count = (320, 192, 24) if card.is_quick else (1920, 1088, 120)
    grain = np.random.default_rng(0).integers(0, 256, (height // 4, width // 4, 3), dtype=np.uint8)
    options = {"preset": "ultrafast"} | ({"x265-params": "log-level=none"} if codec == "libx265" else {})
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25, options=options)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = width, height, pix_fmt, 20_000_000
        for number in range(count):
            picture = np.roll(grain, 3 * number, axis=1).repeat(4, axis=0).repeat(4, axis=1)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def clips_to_vectors(card: Card, until_s: float) -> Iterator[Found]:
    """Drawn clips through several decoders and the tower: who waits for whom."""
    readers = 1 if card.is_quick else 8
    half = None if not card.is_real else torch.bfloat16 if has_bfloat16(card.device) else torch.float16
    encoder = FrameEncoder(
        _model(card).clip.visual.to(card.device),
        Placement(card.device, autocast=half),
        4 if card.is_quick else 64,
        PixelStatistics(),
    )
    with tempfile.TemporaryDirectory() as folder:
        draw_samples(Path(folder))
        paths = sorted(Path(folder).rglob("*.mp4"))[: 1 if card.is_quick else None]

        def decode(path: Path) -> np.ndarray:
            with closing(DecoderProcess(threads=1)) as source:
                info = source.probe(path)
                with source.scan(info, 2.0 if card.is_quick else 0.2, FrameShape(_side(card))) as samples:
                    return np.stack([sample.pixels for sample in samples])

        with ThreadPoolExecutor(readers) as pool, BusyMeter(card) as meter:
            began = time.perf_counter()
            frames = list(pool.map(decode, paths))
            alone_s = time.perf_counter() - began
            if time.monotonic() + 2 * alone_s > until_s:
                raise Skipped("decoding alone took most of its time")
            meter.samples.clear()
            began = time.perf_counter()
            for decoded in pool.map(decode, paths):
                encoder.encode(decoded)
            card.wait()
            both_s = time.perf_counter() - began
    count = sum(map(len, frames))
    began = time.perf_counter()
    encoder.encode(np.concatenate(frames))
    encode_s = time.perf_counter() - began
    busy = "" if meter.percent is None else f", card busy {meter.percent:.0f} %"
    detail = f"{count} frames of {len(paths)} clips, {readers} decoders{busy}"
    yield Found("clips to vectors", count / both_s, "frames/s", detail)
    yield Found("decoding alone", count / alone_s, "frames/s")
    yield Found("encoding alone", count / encode_s, "frames/s", f"the card works {encode_s / both_s:.0%} of the time")


# ---- training


def training(card: Card, until_s: float) -> Iterator[Found]:
    """Pairs a second of full training against bare forward and backward on pairs that lie on the card."""
    size = 4 if card.is_quick else 64
    pairs = _pairs(card, size)
    plain = replace(CLIP2VIDEO, batch=size, epochs=10_000, precision="float32")
    ways = {
        "float32": plain,
        "half precision": replace(plain, precision="auto" if card.is_real else "bfloat16"),
        "half precision, chunks of a quarter": replace(
            plain, precision="auto" if card.is_real else "bfloat16", chunk=size // 4
        ),
        "half precision, activations computed again": replace(
            plain, precision="auto" if card.is_real else "bfloat16", checkpointing=True
        ),
    }
    for i, (name, recipe) in enumerate(ways.items()):
        left_s = until_s - time.monotonic()
        if left_s < 4:
            yield Found(f"{name}: left out", 0, "", f"{left_s:.0f} s are left")
            continue
        trainer = FullTrainer(_pair_model(card).to(card.device), pairs, _style(card), recipe)
        other = _pair_model(card).to(card.device).train()
        other.number_type = trainer.model.number_type
        try:
            trainer.advance()
            need = trainer.memory()
            card.forget_peak()
            trainer.advance()
            peak = card.peak_gb()
            (batch,) = draw_chunks(pairs, np.arange(size), size, _style(card), other.tokens, 0, 0, 0)
            batch = batch.to(card.device)
            with BusyMeter(card) as meter:
                ours_s, bare_s = card.in_turns(
                    [trainer.advance, _bare_step(other, batch)], min(12.0, left_s / max(1, len(ways) - i)), most=40
                )
        finally:
            trainer.close()
        busy = "" if meter.percent is None else f", card busy {meter.percent:.0f} %"
        half = str(trainer.model.number_type or torch.float32).removeprefix("torch.")
        detail = (
            f"{bare_s / ours_s:.2f} of bare forward and backward, {half}, batch {size}, chunk {trainer.chunk}{busy}"
        )
        yield Found(f"{name}: pairs a second", size / ours_s, "pairs/s", detail)
        if card.is_real:
            estimated_gb = (need.fixed_bytes + trainer.chunk * need.a_pair_bytes) / 2**30
            yield Found(f"{name}: peak memory of a step", peak, "GB", f"{estimated_gb:.1f} GB were estimated")
        del trainer, other, batch


def _bare_step(model: Clip2VideoPairs, batch) -> Callable[[], object]:
    def run() -> None:
        vectors = model(batch)
        model.loss(vectors, batch.clips).backward()
        model.zero_grad(set_to_none=True)

    return run


PARTS = (
    Part("tests", marked_tests, 20, 100),
    Part("parity", parity, 15, 60),
    Part("image tower", image_tower, 15, 130),
    Part("decoding", decoding, 5, 30),
    Part("clips to vectors", clips_to_vectors, 20, 60),
    Part("training", training, 20, 100),
)


# ---- material


def _sizes(card: Card) -> ModelSizes:
    return TOY if card.is_quick else OFFICIAL


def _side(card: Card) -> int:
    return _sizes(card).image_px


def _shape(card: Card, count: int) -> tuple[int, int, int, int]:
    return count, _side(card), _side(card), 3


def _model(card: Card) -> Clip2VideoModel:
    torch.manual_seed(0)
    return Clip2VideoModel(_sizes(card)).eval()


def _pair_model(card: Card) -> Clip2VideoPairs:
    model = _model(card)
    return Clip2VideoPairs(model, Tokenizer(model.words))


def _pixels(card: Card, count: int) -> torch.Tensor:
    drawn = np.random.default_rng(1).integers(0, 256, _shape(card, count), dtype=np.uint8)
    return normalise(torch.from_numpy(drawn).permute(0, 3, 1, 2))


def _tokens(model: Clip2VideoModel) -> tuple[torch.Tensor, torch.Tensor]:
    tokens = Tokenizer(model.words)
    return tokens.pad([tokens.read(caption) for caption in CAPTIONS])


@torch.inference_mode()
def _vectors(model: Clip2VideoModel, pixels: torch.Tensor, ids: torch.Tensor, words: torch.Tensor) -> tuple:
    """Frames, one clip of them, and sentences."""
    frames = model.encode_frames(pixels).float()
    with torch.autocast(pixels.device.type, enabled=False):
        clip = model.join_halves(*model.video_vectors(frames[None], torch.ones(1, len(frames), device=frames.device)))
    return frames, clip, model.join_halves(*model.text_vectors(ids, words)).float()


def _pairs(card: Card, count: int) -> PairSet:
    rng = np.random.default_rng(2)
    clips = [rng.integers(0, 256, _shape(card, 12), dtype=np.uint8) for _ in range(count)]
    return PairSet([CAPTIONS[i % len(CAPTIONS)] for i in range(count)], np.arange(count), DrawnClips(clips))


def _style(card: Card) -> FrameStyle:
    return FrameStyle(12, _side(card))
