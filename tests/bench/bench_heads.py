"""Heads on towers that have none: what they gain over the mean of the frames, what is forgotten, what they cost."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import open_clip
import torch
from safetensors.torch import save_file

from core.encode.encoder_options import EncoderOptions
from core.encode.teachable import teachable
from core.finetune.full.clip_frames import ClipSpan, candidate_times, read_frames
from core.finetune.heads import HeadsTrainer
from core.finetune.judging import ranks_of
from core.finetune.names import teach_name
from core.finetune.teaching_data import TeachingData, TeachingMoment
from core.finetune.trainer import TrainerRequest
from core.media.decoder_process import DecoderProcess
from core.values import FloatArray
from core.values.arrays import IdArray
from core.values.teaching import TeachingPlan, TeachingSettings
from tests.bench.bench_finetune import demo, drawn_data, open_encoder
from tests.bench.harness import BenchRow, bench, bootstrap_interval, cpu_s, footage
from tests.towers_alone import write_towers_alone

TRAINED, VALIDATED, JUDGED, GENERAL = 700, 60, 400, 150
STEPS, SEEDS = 150, (0, 1)
TOWERS = "ViT-B-32"


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Which pairs are for what. Shapes: all (n,)."""

    train: IdArray
    validation: IdArray
    judged: IdArray
    general: IdArray


@bench("FT6", "FT7")
def heads_from_scratch() -> Iterator[BenchRow]:
    """The demo model's towers alone, new heads, captions true or of other clips."""
    whole = TRAINED + VALIDATED + JUDGED + GENERAL
    data = drawn_data(3, whole, 100)
    cuts = np.cumsum([TRAINED, VALIDATED, JUDGED])
    places = _Places(*np.split(np.arange(whole), cuts))
    order = np.random.default_rng(11).permutation(TRAINED)
    false = replace(data, of_caption=np.concatenate([order, np.arange(TRAINED, whole)]))
    with tempfile.TemporaryDirectory() as root:
        base = replace(demo(), weights=str(write_towers_alone(Path(root) / "towers.safetensors")))
        gains, gap = [], 0.0
        for seed in SEEDS:
            trainer = _trainer(data, places, base, Path(root), seed)
            before = _places_of(trainer, data, places.judged)
            gap = max(gap, _gap_to_mean(trainer, data, base))
            first = _former_firsts(trainer, data, places)
            untaught = _general(trainer, data, places, first)
            _learn(trainer)
            after = _places_of(trainer, data, places.judged)
            gains.append((after <= 1).astype(float) - (before <= 1))
            low, high = bootstrap_interval(gains[-1])
            yield BenchRow(
                "FT6", f"heads from scratch, {STEPS} steps, seed {seed}: R@1 gained over the mean",
                float(gains[-1].mean()), 0.08, ">=", "share",
                f"{low:+.3f} to {high:+.3f}; {(before <= 1).mean():.3f} to {(after <= 1).mean():.3f} among {JUDGED}",
            )  # fmt: skip
            yield _forgotten(f"true captions, seed {seed}", untaught, _general(trainer, data, places, first))
            if seed == SEEDS[0]:
                shuffled = _trainer(false, places, base, Path(root), seed)
                _learn(shuffled)
                yield _forgotten(f"shuffled captions, seed {seed}", untaught, _general(shuffled, data, places, first))
        yield BenchRow("FT6", "  new heads before the first step against the mean of frames", gap, 1e-6, "<=", "")


@bench("FT4")
def heads_epoch() -> Iterator[BenchRow]:
    """An epoch of heads on stored frame vectors, against one that decodes and encodes each clip's frames again."""
    clips, pairs = sorted((footage() / "clips").iterdir())[::8], 192
    with tempfile.TemporaryDirectory() as root:
        base = seeded_towers(Path(root))
        trainer = HeadsTrainer(_random_request(base, Path(root), pairs))
        trainer.advance()
        began_s = time.process_time()
        for _ in range(trainer.epoch_steps):
            trainer.advance()
        stored_s = (time.process_time() - began_s) / pairs
        with closing(open_encoder(base)) as encoder:
            began_s = cpu_s()
            with closing(DecoderProcess(threads=1)) as source:
                for path in clips:
                    info = source.probe(path)
                    times = np.asarray(candidate_times(info, ClipSpan(path)))
                    chosen = times[np.linspace(0, len(times) - 1, 12).round().astype(int)]
                    encoder.encode_frames(read_frames(source, info, chosen.tolist(), encoder.spec.frame_shape))
            again_s = (cpu_s() - began_s) / len(clips)
    yield BenchRow(
        "FT4", "epoch that decodes and encodes again / epoch on stored vectors", (again_s + stored_s) / stored_s,
        20.0, ">=", detail=f"a clip: {1000 * (again_s + stored_s):.0f} and {1000 * stored_s:.1f} ms of processor, "
        f"12 frames, {TOWERS} with seeded weights; {len(clips)} clips of the footage and {pairs} stored pairs",
    )  # fmt: skip


@bench("NMB")
def name_on_large_towers() -> Iterator[BenchRow]:
    """A name on towers of the size of ViT-B/32. Weights are drawn, so only its time says something."""
    with tempfile.TemporaryDirectory() as root, closing(open_encoder(seeded_towers(Path(root)))) as encoder:
        text = teachable(encoder)
        examples, library = _unit(5, encoder.spec.dim, 1), _unit(400, encoder.spec.dim, 2)
        began_s = time.process_time()
        teach_name(text, "Rex", examples, library)
        first_s = time.process_time() - began_s
    yield BenchRow("NMB", f"a name on {TOWERS}, its words searched", first_s, unit="CPU s", detail="5 examples")


# ---- models and data


def seeded_towers(folder: Path) -> EncoderOptions:
    """Towers of the size of ViT-B/32 whose weights are drawn."""
    torch.manual_seed(0)
    model = open_clip.create_model(TOWERS)
    path = folder / "towers.safetensors"
    save_file({name: each.contiguous() for name, each in model.state_dict().items()}, path)
    return EncoderOptions("clip_mean", str(path), TOWERS, device="cpu", precision="float32", threads=1)


def _trainer(data: TeachingData, places: _Places, base: EncoderOptions, cache: Path, seed: int) -> HeadsTrainer:
    epochs = STEPS // max(1, -(-TRAINED // 96))
    plan = TeachingPlan("heads", settings=TeachingSettings(epochs=epochs, seed=seed))
    request = TrainerRequest(plan, data, base, places.train, cache, places.validation, steps=STEPS)
    return HeadsTrainer(request)


def _random_request(base: EncoderOptions, cache: Path, pairs: int) -> TrainerRequest:
    drawn = np.random.default_rng(4).standard_normal((pairs + 20, 12, 512)).astype(np.float32)
    frames = (drawn / np.linalg.norm(drawn, axis=2, keepdims=True)).astype(np.float16)
    data = TeachingData(
        moments=tuple(TeachingMoment("", f"drawn {i}", i, 0.0, 6.0) for i in range(pairs + 20)),
        frames=frames,
        counts=np.full(pairs + 20, 12),
        captions=tuple(f"a person walks through room {i} and opens a red door" for i in range(pairs)),
        of_caption=np.arange(pairs),
        splits=("train",) * pairs,
        library=np.arange(pairs, pairs + 20),
    )
    plan = TeachingPlan("heads", settings=TeachingSettings(epochs=10))
    return TrainerRequest(plan, data, base, np.arange(pairs), cache)


def _unit(count: int, width: int, seed: int) -> FloatArray:
    drawn = np.random.default_rng(seed).standard_normal((count, width)).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


# ---- figures


def _learn(trainer: HeadsTrainer) -> None:
    while trainer.step < STEPS:
        trainer.advance()
    trainer.choose()


def _places_of(trainer: HeadsTrainer, data: TeachingData, pairs: IdArray) -> FloatArray:
    """The rank of each caption's clip among the clips of these captions."""
    text = trainer.text_vectors([data.captions[int(i)] for i in pairs])
    return np.asarray(ranks_of(text, trainer.moment_vectors(pairs), np.arange(len(pairs))), np.float32)


def _gap_to_mean(trainer: HeadsTrainer, data: TeachingData, base: EncoderOptions) -> float:
    """Largest difference of a score to that of the mean of the frames."""
    shown = np.arange(40)
    with closing(open_encoder(base)) as encoder:
        mask = (np.arange(data.frames.shape[1]) < data.counts[shown, None]).astype(np.float32)
        frames = data.frames[shown].astype(np.float32)
        mean = (frames * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        text = np.stack([each.pooled for each in encoder.encode_text([data.captions[int(i)] for i in shown])])
    width = mean.shape[1]
    plain = text[:, :width] @ (mean / np.linalg.norm(mean, axis=1, keepdims=True)).T
    ours = trainer.text_vectors([data.captions[int(i)] for i in shown]) @ trainer.moment_vectors(shown).T
    return float(np.abs(ours - plain).max())


def _former_firsts(trainer: HeadsTrainer, data: TeachingData, places: _Places) -> tuple[IdArray, IdArray]:
    """As in a library whose truth nobody knows: sentences for which a moment stands out, and that moment."""
    text = trainer.text_vectors([data.captions[int(i)] for i in places.general])
    scores = text @ trainer.moment_vectors(places.general).T
    ordered = np.sort(scores, axis=1)
    clear = (ordered[:, -1] - ordered[:, -2]) / scores.std(axis=1)
    kept = np.sort(np.argsort(-clear, kind="stable")[: len(scores) // 2])
    return kept, scores[kept].argmax(axis=1)


def _general(
    trainer: HeadsTrainer, data: TeachingData, places: _Places, first: tuple[IdArray, IdArray]
) -> dict[str, float]:
    """Shares of clips that were not taught: by their true captions, and by what came first before."""
    text = trainer.text_vectors([data.captions[int(i)] for i in places.general])
    moments = trainer.moment_vectors(places.general)
    true = ranks_of(text, moments, np.arange(len(text)))
    former = ranks_of(text[first[0]], moments, first[1])
    return {"true": float((true <= 1).mean()), **{f"{k}": float((former <= k).mean()) for k in (1, 5, 10)}}


def _forgotten(what: str, before: dict[str, float], after: dict[str, float]) -> BenchRow:
    detail = ", ".join(f"first {k}: {after[k]:.2f}" for k in ("1", "5", "10"))
    return BenchRow(
        "FT7", f"clips not taught, {what}: change of their true R@1", after["true"] - before["true"], unit="share",
        detail=f"{before['true']:.3f} to {after['true']:.3f}; the former first moment is among the {detail}",
    )  # fmt: skip
