"""Teaching: what a verdict is worth, how fast heads learn, how well a run is foretold."""

import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

import resources
from core import registry
from core.encode.encoder_options import EncoderOptions
from core.evaluation.galleries import random_gallery
from core.finetune.run_folder import RunFolder, RunPlan
from core.finetune.teaching_data import TeachingData, TeachingMoment, save_data
from core.finetune.teaching_run import MakeTrainer, TeachingSession
from core.finetune.teaching_trial import measure_trial
from core.finetune.trainer import TrainerRequest
from core.ports import Encoder
from core.synthetic.captions import draw_wording, tell
from core.synthetic.drawing import draw_video
from core.values.teaching import Split, TeachingOutcome, TeachingPlan, TeachingSettings, TeachingWay
from tests.bench.harness import BenchRow, bench

PAIRS, LIBRARY = 100, 200
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
    """Drawn clips with true captions, their frames encoded by the demo model."""
    encoder = open_encoder(demo())
    plans = random_gallery(1000 + seed, pairs + library)
    rng = np.random.default_rng([seed, 41])
    counts = np.array([plan.frames for plan in plans])
    frames = np.zeros((len(plans), 12, encoder.spec.frame_dim), np.float16)
    for row, plan in enumerate(plans):
        frames[row, : plan.frames] = encoder.encode_frames(draw_video(plan, encoder.spec.frame_shape.image_px))
    told = [tell(plan, tuple(range(len(plan.events))), draw_wording(rng, backdrop=1.0, part="test")) for plan in plans]
    splits: list[Split] = ["test" if i % 10 == 0 else "validation" if i % 10 == 1 else "train" for i in range(pairs)]
    return TeachingData(
        moments=tuple(TeachingMoment("", f"drawn {i}", i, 0.0, 6.0) for i in range(len(plans))),
        frames=frames,
        counts=counts,
        captions=tuple(each.text for each in told[:pairs]),
        of_caption=np.arange(pairs),
        splits=tuple(splits),
        library=np.arange(pairs, len(plans)),
    )


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


@bench("FT2", "FT3")
def verdicts() -> Iterator[BenchRow]:
    """Shuffled captions are no gain, true ones are; fresh seeds."""
    false = [judge_words(seed, is_true=False).verdict for seed in range(100, 120)]
    true = [judge_words(seed, is_true=True).verdict for seed in range(200, 210)]
    kept = sum(each != "better" for each in false)
    yield BenchRow("FT2", "shuffled captions are not called a gain, of 20", kept, 19, ">=", "runs")
    yield BenchRow(
        "FT3", "true captions are called a gain, of 10", sum(each == "better" for each in true), 10, ">=", "runs"
    )


@bench("FT4")
def heads_epoch() -> Iterator[BenchRow]:
    """An epoch of heads on stored frame vectors, against one that draws and encodes the frames again.

    Reading files costs more than drawing, so the ratio is a lower limit.
    """
    from core.finetune.heads import HeadsTrainer

    clips = 200
    data = drawn_data(7, clips, 20)
    plans = random_gallery(1007, clips)
    with tempfile.TemporaryDirectory() as root:
        plan = TeachingPlan("heads", settings=TeachingSettings(epochs=4))
        trainer = HeadsTrainer(
            TrainerRequest(plan, data, demo(), data.pairs_of("train", "validation", "test"), Path(root))
        )
        trainer.advance()
        began_s = time.process_time()
        for _ in range(trainer.epoch_steps):
            trainer.advance()
        stored_s = time.process_time() - began_s
    encoder = open_encoder(demo())
    began_s = time.process_time()
    for each in plans:
        encoder.encode_frames(draw_video(each, 64))
    again_s = time.process_time() - began_s
    yield BenchRow(
        "FT4", "epoch that encodes again / epoch on stored vectors", (again_s + stored_s) / stored_s, None, ">=",
        detail=f"{clips} drawn clips of 64 px, demo model; {stored_s:.1f} and {again_s + stored_s:.1f} CPU s",
    )  # fmt: skip


@bench("FT5")
def estimates() -> Iterator[BenchRow]:
    """What a trial foretells, against what the run then takes: the worst of three settings."""
    from core.finetune.heads import HeadsTrainer
    from core.finetune.word_trainers import WordsTrainer

    data = renamed(drawn_data(8), 8)
    ratios = []
    settings: tuple[tuple[TeachingWay, MakeTrainer, dict[str, int]], ...] = (
        ("words", WordsTrainer, {}),
        ("heads", HeadsTrainer, {"epochs": 10}),
        ("heads", HeadsTrainer, {"epochs": 20, "batch": 24}),
    )
    for way, make, more in settings:
        with tempfile.TemporaryDirectory() as root:
            began_s = time.monotonic()
            found = measure_trial(_session(Path(root) / "trial", data, make, way, demo(), **more), began_s)
            began_s = time.monotonic()
            _session(Path(root) / "run", data, make, way, demo(), **more).run()
            ratio = found.seconds / (time.monotonic() - began_s)
            ratios.append(max(ratio, 1 / ratio))
    told = ", ".join(f"{each:.2f}" for each in ratios)
    yield BenchRow("FT5", "measured estimate of time against the run", max(ratios), 1.5, "<=", detail=told)
