"""Names and words taught to the demo model: whether they are found inside sentences, and what they cost.

Intervals are 95 %, by bootstrap over things or tasks. Things, clips and backgrounds are fixed by the seeds.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

import numpy as np

from c2v_desktop.compose import make_encoder
from core.encode.teachable import TeachableEncoder, teachable
from core.evaluation import movement_evaluation, name_evaluation, word_evaluation
from core.evaluation.viewer import Viewer
from core.finetune.name_search import WordSearch
from core.settings import EncoderSettings
from tests.bench.harness import BenchRow, bench, bootstrap_interval

SEEDS = (900, 911)
WORD_SEED, WORD_TASKS = 921, 8
MOVEMENT_SEED = 931


@bench("NAM")
def names() -> Iterator[BenchRow]:
    """A name and a movement, both right: things that no word describes, then things that two words describe."""
    found: dict[str, list[name_evaluation.NameScores]] = {"5": [], "20": [], "described": []}
    with _opened() as (viewer, text):
        search = WordSearch(text)
        for seed in SEEDS:
            gallery, library, is_plain = name_evaluation.draw_others(viewer, seed)
            for task in name_evaluation.strange_tasks(seed):
                material = name_evaluation.draw_material(viewer, task, (gallery, library))
                for count in (5, 20):
                    scores = name_evaluation.run_task(
                        viewer, text, task, material, count, with_copies=True, search=search
                    )
                    found[str(count)].append(scores)
            for task in name_evaluation.described_tasks(seed):
                material = name_evaluation.draw_material(viewer, task, (gallery[is_plain], library))
                scores = name_evaluation.run_task(viewer, text, task, material, 5, with_copies=False, search=search)
                found["described"].append(scores)
    for key, target in (("5", 0.68), ("20", 0.82), ("described", 0.90)):
        rows = found[key]
        what = "described things, 5 examples" if key == "described" else f"things without a word, {key} examples"
        beside = f"best colour and noun {_mean([r.words for r in rows])}, likeness {_mean([r.likeness for r in rows])}"
        own = [r.name for r in rows]
        yield BenchRow("NAM", what, float(np.mean(own)), target, ">=", "share", f"{_mean(own)}; {beside}")
    seconds = [r.seconds for rows in found.values() for r in rows]
    yield BenchRow("NAM", "teaching and judging a name", float(np.median(seconds)), 5.0, "<=", "s")


@bench("WRD")
def words() -> Iterator[BenchRow]:
    """A shape, a colour and a movement called by new words, from 100 pairs."""
    with _opened() as (viewer, text):
        material = word_evaluation.draw_word_material(viewer, WORD_SEED)
        rows = [
            word_evaluation.run_word_task(viewer, text, task, material)
            for task in word_evaluation.word_tasks(WORD_SEED, WORD_TASKS)
        ]
    gain = [r.hit_after - r.hit_before for r in rows]
    own = [r.hit_after for r in rows]
    detail = (
        f"{_mean(own)}; before {_mean([r.hit_before for r in rows])}; all captions {_mean([r.after for r in rows])}, "
        f"before {_mean([r.before for r in rows])}, with the true words {rows[0].true:.3f}"
    )
    yield BenchRow(
        "WRD", "captions with new words, R@1 of 300, 100 pairs", float(np.mean(own)), 0.90, ">=", "share", detail
    )
    yield BenchRow("WRD", "  gained", float(np.mean(gain)), 0.20, ">=", "share", _mean(gain))
    equal = float(np.mean([r.others_equal for r in rows]))
    yield BenchRow("WRD", "  tasks whose other sentences are equal bit for bit", equal, 1.0, ">=", "share")


@bench("MOV")
def movements() -> Iterator[BenchRow]:
    """Words for movements that the model was never shown: told apart in three clips that differ in nothing else."""
    with _opened() as (viewer, text):
        material = movement_evaluation.draw_movement_material(viewer, MOVEMENT_SEED)
        tasks = movement_evaluation.movement_tasks()
        for pairs, target in zip(movement_evaluation.PAIRS, (0.90, None), strict=True):
            rows = [
                movement_evaluation.run_movement_task(viewer, text, moves, material, pairs, MOVEMENT_SEED + number)
                for number, moves in enumerate(tasks)
            ]
            own, before = [r.after for r in rows], [r.before for r in rows]
            worst = min(rows, key=lambda each: each.after)
            yield BenchRow(
                "MOV", f"movements nobody trained, the right one of three, {pairs} pairs", float(np.mean(own)), target,
                ">=", "share", f"{_mean(own)}; before {_mean(before)}; lowest {worst.after:.3f} of "
                f"{', '.join(worst.moves)}; {len(rows)} tasks",
            )  # fmt: skip


def _mean(values: Sequence[float]) -> str:
    """Mean and interval."""
    low, high = bootstrap_interval(values)
    return f"{np.mean(values):.3f} ({low:.3f} to {high:.3f})"


@contextmanager
def _opened() -> Iterator[tuple[Viewer, TeachableEncoder]]:
    """The demo model, and its text side that learns."""
    settings = EncoderSettings(device="cpu", precision="float32")
    with closing(make_encoder(settings, in_process=True)) as encoder:
        yield Viewer(encoder), teachable(encoder)
