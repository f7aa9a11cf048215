"""What a run will take, measured by a short trial: some steps, one measuring of ranks, one writing of everything."""

import math
import time
from dataclasses import dataclass
from typing import Final

from core.finetune.teaching_run import TeachingSession, dumped
from core.finetune.trainer import Decoding
from core.machine import peak_memory_bytes

TRIAL_S: Final = 4.0
"""So long steps are made; at least three, and two more to warm up."""
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
    trainer = session.new_trainer(0, SAMPLE)
    made_s = time.monotonic() - now_s
    decoding: Decoding = getattr(trainer, "decoding", Decoding())
    for _ in range(_WARM):
        trainer.advance()
    now_s, steps = time.monotonic(), 0
    while steps < _FEWEST or (steps < _MOST and time.monotonic() - now_s < TRIAL_S):
        trainer.advance()
        steps += 1
    step_s = (time.monotonic() - now_s) / steps
    now_s = time.monotonic()
    measured = session.measured(trainer)
    trainer.choose()
    session.ranks.after(trainer, measured)
    trainer.loss_of(measured)
    state = len(dumped(trainer.state()))
    best = len(dumped(trainer.learned()))
    epoch_s = time.monotonic() - now_s
    now_s = time.monotonic()
    session.rehearse(trainer)
    path = session.folder.root / "trial.safetensors"
    trainer.write(path, {})
    result = path.stat().st_size
    path.unlink()
    end_s = time.monotonic() - now_s
    legs = 1 + len(session.folds)
    epochs = math.ceil(trainer.steps / trainer.epoch_steps)
    make_s = made_s - decoding.done_s
    once_s = before_s + decoding.done_s + decoding.left_s + end_s
    seconds = once_s + legs * (make_s + trainer.steps * step_s) + epochs * epoch_s + make_s
    disk = started_bytes + decoding.disk_bytes + 2 * state + 2 * best + 2 * result
    return TrialFigures(seconds, peak_memory_bytes(), disk)
