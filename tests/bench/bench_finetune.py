"""Teaching: what a verdict is worth, and how well a run is foretold."""

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

import resources
from c2v_desktop.finetune.run_process import ask, child_command
from c2v_desktop.paths import find_places
from core import registry
from core.encode.encoder_options import EncoderOptions
from core.evaluation.galleries import random_gallery
from core.evaluation.metrics import wilson
from core.finetune.full.clip_frames import ClipSpan, candidate_times
from core.finetune.run_folder import RunFolder, RunPlan
from core.finetune.teaching_data import TeachingData, TeachingMoment, save_data
from core.finetune.teaching_run import MakeTrainer, TeachingSession
from core.media.decoder_process import DecoderProcess
from core.ports import Encoder
from core.synthetic.captions import draw_wording, tell
from core.synthetic.drawing import draw_video
from core.synthetic.world import VideoPlan
from core.values import HalfArray
from core.values.teaching import Split, TeachingOutcome, TeachingPlan, TeachingSettings, TeachingWay
from tests.bench.harness import BenchRow, bench, cpu_s, footage, percentile
from tests.towers_alone import write_towers_alone

PAIRS, LIBRARY, LIBRARY_SEED = 100, 200, 55
WATCH_S = 20
FULL_EPOCHS, FULL_BATCH = 6, 16
SHUFFLED_WORDS, TRUE_WORDS = range(300, 320), range(400, 410)
SHUFFLED_HEADS, TRUE_HEADS = range(500, 520), range(600, 605)
"""Seeds of clips, captions, renamed words and folds."""
SHORT_HEADS = {"epochs": 8, "batch": 24}
"""24 steps, a third of a quick run's pairs: 25 runs in a bearable time."""
RENAMED = 6
"""Of the words that captions use most: each gets a spelling that the model never saw."""
_SMALL = frozenset(
    "a an the in of on at to and then while it is by with from front before after into over".split()  # noqa: SIM905
)


def demo() -> EncoderOptions:
    return EncoderOptions(weights=str(resources.path("models/demo.safetensors")), device="cpu", precision="float32")


def open_encoder(options: EncoderOptions) -> Encoder:
    return registry.load(registry.BACKENDS, options.backend).build(options)


def drawn_data(seed: int, pairs: int = PAIRS, library: int = LIBRARY) -> TeachingData:
    """Drawn clips with true captions, their frames encoded by the demo model. The library is the same for all seeds."""
    own, others = random_gallery(1000 + seed, pairs), random_gallery(LIBRARY_SEED, library)
    plans = [*own, *others]
    rng = np.random.default_rng([seed, 41])
    counts = np.array([plan.frames for plan in plans])
    frames = np.concatenate([_frames_of(own), _library_frames(library)])
    true = [tell(plan, tuple(range(len(plan.events))), draw_wording(rng, backdrop=1.0, part="test")) for plan in plans]
    splits: list[Split] = ["test" if i % 10 == 0 else "validation" if i % 10 == 1 else "train" for i in range(pairs)]
    return TeachingData(
        moments=tuple(TeachingMoment("", f"drawn {i}", i, 0.0, 6.0) for i in range(len(plans))),
        frames=frames,
        counts=counts,
        captions=tuple(each.text for each in true[:pairs]),
        of_caption=np.arange(pairs),
        splits=tuple(splits),
        library=np.arange(pairs, len(plans)),
    )


def _frames_of(plans: Sequence[VideoPlan]) -> HalfArray:
    encoder = open_encoder(demo())
    frames = np.zeros((len(plans), 12, encoder.spec.frame_dim), np.float16)
    for row, plan in enumerate(plans):
        frames[row, : plan.frames] = encoder.encode_frames(draw_video(plan, encoder.spec.frame_shape.image_px))
    encoder.close()
    return frames


@lru_cache(maxsize=1)
def _library_frames(count: int) -> HalfArray:
    return _frames_of(random_gallery(LIBRARY_SEED, count))


def renamed(data: TeachingData, seed: int) -> TeachingData:
    """The same with words that nobody knows."""
    used = Counter(word for caption in data.captions for word in set(re.findall(r"[a-z]+", caption)) - _SMALL)
    rng = np.random.default_rng([seed, 43])
    words = rng.choice([word for word, _ in used.most_common(24)], RENAMED, replace=False)
    spelled = {str(word): f"{'bdgklmnprstvz'[i]}o{'rlmnx'[i % 5]}{'aiu'[i % 3]}{i}q" for i, word in enumerate(words)}
    spelled = {word: re.sub(r"\d", "", new) + "bdgklm"[i] for i, (word, new) in enumerate(spelled.items())}
    return replace(data, captions=tuple(re.sub(r"[a-z]+", lambda m: spelled.get(m[0], m[0]), c) for c in data.captions))


def shuffled(data: TeachingData, seed: int) -> TeachingData:
    """The same with captions of other clips."""
    order = np.random.default_rng([seed, 47]).permutation(len(data.captions))
    return replace(data, of_caption=data.of_caption[order])


def taught(
    data: TeachingData, make: MakeTrainer, way: TeachingWay, base: EncoderOptions, **settings: int
) -> TeachingOutcome:
    """A whole run, in this process."""
    with tempfile.TemporaryDirectory() as root:
        return _session(Path(root), data, make, way, base, **settings).run()


def _session(
    root: Path, data: TeachingData, make: MakeTrainer, way: TeachingWay, base: EncoderOptions, **settings: int
) -> TeachingSession:
    folder = RunFolder(root / "run")
    folder.write_plan(RunPlan(TeachingPlan(way, settings=TeachingSettings(**settings)), base.to_json(), "Demo model"))
    save_data(folder.data, data)
    return TeachingSession(folder, make, lambda _: None, keep_s=1e9)


def judge_words(seed: int, *, is_true: bool) -> TeachingOutcome:
    """100 pairs with six unknown words, their captions true or of other clips."""
    from core.finetune.word_trainers import WordsTrainer

    data = renamed(drawn_data(seed), seed)
    return taught(data if is_true else shuffled(data, seed), WordsTrainer, "words", demo(), seed=seed)


def judge_heads(seed: int, *, is_true: bool, base: EncoderOptions) -> TeachingOutcome:
    """100 pairs in the model's own words, their captions true or of other clips."""
    from core.finetune.heads import HeadsTrainer

    data = drawn_data(seed)
    return taught(data if is_true else shuffled(data, seed), HeadsTrainer, "heads", base, seed=seed, **SHORT_HEADS)


@bench("FT2", "FT3")
def verdicts() -> Iterator[BenchRow]:
    """Shuffled captions are no gain, true ones are. No figure of the verdict was chosen with these seeds in view."""
    false = [judge_words(seed, is_true=False) for seed in SHUFFLED_WORDS]
    yield _verdicts("FT2", "words: shuffled captions are not called a gain", false, 19, is_gain=False)
    true = [judge_words(seed, is_true=True) for seed in TRUE_WORDS]
    yield _verdicts("FT3", "words: true captions are called a gain", true, 10, is_gain=True)


@bench("FT9")
def verdicts_on_heads() -> Iterator[BenchRow]:
    """The same of new heads, on the demo model's towers alone: of all ways the one with most to gain by chance."""
    with tempfile.TemporaryDirectory() as root:
        path = write_towers_alone(Path(root) / "towers.safetensors")
        base = replace(demo(), weights=str(path))
        false = [judge_heads(seed, is_true=False, base=base) for seed in SHUFFLED_HEADS]
        yield _verdicts("FT9", "new heads: shuffled captions are not called a gain", false, 19, is_gain=False)
        true = [judge_heads(seed, is_true=True, base=base) for seed in TRUE_HEADS]
        yield _verdicts("FT9", "new heads: true captions are called a gain", true, None, is_gain=True)


def _verdicts(
    id_: str, what: str, outcomes: Sequence[TeachingOutcome], target: float | None, *, is_gain: bool
) -> BenchRow:
    called = sum((each.verdict == "better") == is_gain for each in outcomes)
    low, high = wilson(called / len(outcomes), len(outcomes))
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(Counter(each.verdict for each in outcomes).items()))
    moved = [first.after - first.before for each in outcomes for first in each.figures if first.name == "R@1"]
    return BenchRow(
        id_, f"{what}, of {len(outcomes)}", called, target, ">=", "runs",
        f"95 % of the share: {low:.2f} to {high:.2f}; {kinds}; R@1 moves by {min(moved):+.1f} to {max(moved):+.1f}",
    )  # fmt: skip


@bench("FT5")
def estimates() -> Iterator[BenchRow]:
    """What a trial foretells, against what the run then takes: the worst of four settings, each trial and each run in
    a process of its own, as the program does it. Time by the clock holds on a machine that does nothing else; beside
    other work time in processor seconds does, by the trial's own share of the processor.
    """
    drawn = renamed(drawn_data(8), 8)
    settings: tuple[tuple[TeachingWay, TeachingData, TeachingSettings], ...] = (
        ("words", drawn, TeachingSettings()),
        ("heads", drawn, TeachingSettings(epochs=10)),
        ("heads", drawn, TeachingSettings(epochs=20, batch=24)),
        ("full", filmed_data(), TeachingSettings("careful", epochs=FULL_EPOCHS, batch=FULL_BATCH)),
    )
    ratios: dict[str, list[float]] = {"time by the clock": [], "time of the processor": [], "memory": []}
    for way, data, chosen in settings:
        foretold, trial_share = _in_a_process("estimate", data, way, chosen)
        took, run_share = _in_a_process("run", data, way, chosen)
        clock = foretold["seconds"] / took["seconds"]
        for kept, found in zip(
            ratios.values(),
            (clock, clock * trial_share / run_share, foretold["memory_bytes"] / took["peak_bytes"]),
            strict=True,
        ):
            kept.append(found)
    ways = ", ".join(way for way, *_ in settings)
    for what, quotients in ratios.items():
        farthest = max(max(each, 1 / each) for each in quotients)
        detail = f"foretold / taken, {ways}: " + ", ".join(f"{each:.2f}" for each in quotients)
        yield BenchRow("FT5", f"measured estimate of {what} against the run", farthest, 1.5, "<=", detail=detail)


def filmed_data() -> TeachingData:
    """Real clips with a caption each, of which a way that decodes takes twelve frames. Raises: Skipped."""
    clips = sorted((footage() / "clips").iterdir())
    with (footage() / "captions.csv").open(newline="", encoding="utf-8") as file:
        captions = {Path(row["file"]).name: row["caption"] for row in csv.DictReader(file)}
    times = []
    with closing(DecoderProcess(threads=1)) as source:
        for path in clips:
            seconds = candidate_times(source.probe(path), ClipSpan(path))
            chosen = np.linspace(0, len(seconds) - 1, 12).round().astype(int)
            times.append(tuple(float(seconds[i]) for i in chosen))
    with closing(open_encoder(demo())) as encoder:
        frames = np.random.default_rng(6).standard_normal((len(clips), 12, encoder.spec.frame_dim))
    splits: list[Split] = [
        "test" if i % 10 == 0 else "validation" if i % 10 == 1 else "train" for i in range(len(clips))
    ]
    return TeachingData(
        moments=tuple(TeachingMoment(str(path), path.name, i, 0.0, 6.0, times[i]) for i, path in enumerate(clips)),
        frames=frames.astype(np.float16),
        counts=np.full(len(clips), 12),
        captions=tuple(captions[path.name] for path in clips),
        of_caption=np.arange(len(clips)),
        splits=tuple(splits),
        library=np.zeros(0, np.int64),
    )


@bench("FT8")
def window_meanwhile() -> Iterator[BenchRow]:
    """How late the window is while heads are taught and their curves are shown: see `teaching_probe`."""
    with tempfile.TemporaryDirectory() as home:
        places = find_places(Path(home)).make()
        folder, plan = RunFolder(places.runs / "begun"), TeachingPlan("heads", settings=TeachingSettings(epochs=400))
        folder.write_plan(RunPlan(plan, demo().to_json(), "Demo model"))
        save_data(folder.data, drawn_data(8))
        command = [sys.executable, "-m", "tests.bench.teaching_probe", home, str(WATCH_S)]
        done = subprocess.run(
            command, cwd=Path(__file__).resolve().parents[2], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True, text=True, check=True, timeout=900,
        )  # fmt: skip
    seen = json.loads(done.stdout.strip().splitlines()[-1])
    busy, detail = (
        seen["busy_ms"],
        f"{seen['epochs']} epochs meanwhile; idle p95 {percentile(seen['idle_ms'], 95):.2f} ms",
    )
    yield BenchRow(
        "FT8", f"16 ms timer while a model is taught, {WATCH_S} s: p95 lateness", percentile(busy, 95), 8, unit="ms",
        detail=detail,
    )  # fmt: skip
    yield BenchRow("FT8", "  worst", max(busy), 33, unit="ms", detail=f"{len(busy)} ticks, the run was {seen['state']}")


def _in_a_process(
    op: str, data: TeachingData, way: TeachingWay, settings: TeachingSettings
) -> tuple[dict[str, float], float]:
    """What it answers, and how much of the clock's time it had a processor for; more than 1 with several."""
    with tempfile.TemporaryDirectory() as root:
        folder = RunFolder(Path(root) / "run")
        folder.write_plan(RunPlan(TeachingPlan(way, settings=settings), demo().to_json(), "Demo model"))
        save_data(folder.data, data)
        began_s, began_cpu_s = time.monotonic(), cpu_s()
        found: dict[str, float] = ask(child_command(), {"op": op, "folder": str(folder.root), "keep_s": 1e9})
        return found, (cpu_s() - began_cpu_s) / (time.monotonic() - began_s)
