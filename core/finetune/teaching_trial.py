"""What a run will take, measured by a short trial: some steps, one measuring of ranks, one writing of everything."""

import math
import time
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from core.finetune.teaching_run import TeachingSession, dumped
from core.finetune.trainer import Decoding
from core.machine import peak_memory_bytes

TRIAL_S: Final = 4.0
"""So long steps are made; at least three, and two more to warm up, but never more than the run has."""
SAMPLE: Final = 24
"""So many moments are decoded where a way decodes them, and stand for all."""
_WARM: Final = 2
_FEWEST: Final = 3
_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class TrialFigures:
    """Of a whole run, from its start in the process that learns."""

    seconds: float
    memory_bytes: int
    disk_bytes: int


def measure_trial(session: TeachingSession, began_s: float, started_bytes: int = 0) -> TrialFigures:
    """Extrapolate a run. `began_s`: when the process began, by `time.monotonic`; what it did since is done once.

    `started_bytes` is the size of what the run's folder held before. Raises: C2VError, OSError.
    """
    now_s = time.monotonic()
    before_s = now_s - began_s
    with closing(session.new_trainer(0, SAMPLE)) as trainer:
        first_s = time.monotonic() - now_s
        decoding: Decoding = getattr(trainer, "decoding", Decoding())
        warm = min(_WARM, trainer.steps - 1)
        for _ in range(warm):
            trainer.advance()
        now_s, made, most = time.monotonic(), 0, min(_MOST, trainer.steps - warm)
        while made < most and (made < _FEWEST or time.monotonic() - now_s < TRIAL_S):
            trainer.advance()
            made += 1
        step_s = (time.monotonic() - now_s) / made
        now_s = time.monotonic()
        measured = session.measured(trainer)
        trainer.choose()
        session.ranks.after(trainer, measured)
        trainer.loss_of(measured)
        learned = trainer.learned()
        state, best = len(dumped(trainer.state())), len(dumped(learned))
        epoch_s = time.monotonic() - now_s
        steps, epochs = trainer.steps, math.ceil(trainer.steps / trainer.epoch_steps)
    del trainer
    # What the first trainer had to read, those after it find in the run's folder; and memory that was freed, the next
    # seldom finds whole.
    now_s = time.monotonic()
    with closing(session.new_trainer(0, SAMPLE)) as trainer:
        next_s = time.monotonic() - now_s
        now_s = time.monotonic()
        trainer.advance()
        trainer.use(learned)
        session.rehearse(trainer)
        path = session.folder.root / "trial.safetensors"
        trainer.write(path, {})
        result = path.stat().st_size
        path.unlink()
        end_s = time.monotonic() - now_s
    folds = len(session.folds)
    once_s = before_s + first_s + decoding.left_s + end_s
    seconds = once_s + (1 + folds) * (steps * step_s + next_s) + epochs * epoch_s
    disk = started_bytes + decoding.disk_bytes + 2 * state + 2 * best + 2 * result
    return TrialFigures(seconds, peak_memory_bytes(), disk)
