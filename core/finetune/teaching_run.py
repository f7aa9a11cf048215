"""A run of teaching, from its data to the verdict: trains, measures, keeps its state, judges.

First the model that is handed over is trained; then, where there are too few pairs to put enough aside, the pairs are
dealt into folds, and each fold is ranked by a model that learned from the others with as many steps.

Killed at any moment, a run continues from its last kept state and ends in the same weights.
"""

import math
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any, Final

import numpy as np
import torch
from safetensors.numpy import load_file, save

from core import registry
from core.encode.encoder_options import EncoderOptions
from core.errors import Cancelled, ClipsAwayError, NotFiniteError, StoreError
from core.finetune.judging import (
    RankedPairs,
    expect_tellable,
    figures_of,
    folds_of,
    forgot_too_much,
    mean_reciprocal,
    reason_of,
    sentence_on,
    verdict_on,
)
from core.finetune.retrieval_metrics import retrieval_metrics
from core.finetune.run_folder import RunFolder, RunPlan, card_of
from core.finetune.run_ranks import RunRanks, readable_by, vectors_before
from core.finetune.teaching_data import TeachingData, load_data, write_whole
from core.finetune.trainer import Trainer, TrainerRequest, TrainerState
from core.ports import Encoder
from core.values.arrays import IdArray
from core.values.teaching import (
    ENOUGH_TEST_QUERIES,
    EpochFigures,
    Split,
    TeachingEvent,
    TeachingOutcome,
    TeachingProgress,
)

MakeTrainer = Callable[[TrainerRequest], Trainer]
Tell = Callable[[TeachingEvent], None]
KEEP_S: Final = 20.0
_KEEP_SHARE: Final = 20.0
"""Between two kept states this many times as long as writing one takes."""
_TELL_S: Final = 0.2
_FEW_QUERIES: Final = 50
"""With fewer validation queries the best epoch is the last that is not clearly below the best: one query is noise."""


@dataclass(slots=True)
class RunControl:
    """What is asked of a run in progress. Written by another thread."""

    stopped: bool = False
    """End the training, and judge the best state."""
    closed: bool = False
    """Keep the state after the current step, and end."""
    _going: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._going.set()

    @property
    def is_paused(self) -> bool:
        """True while it holds."""
        return not self._going.is_set()

    def pause(self) -> None:
        """Hold after the current step."""
        self._going.clear()

    def unpause(self) -> None:
        """Continue."""
        self._going.set()

    def stop(self) -> None:
        """End the training."""
        self.stopped = True
        self._going.set()

    def close(self) -> None:
        """Keep the state and end; the run can be resumed."""
        self.closed = True
        self._going.set()

    def wait(self) -> None:
        """Wait until it continues."""
        self._going.wait()


@dataclass(slots=True)
class RunState:
    """What is kept of a run beside the weights; all of it in `state.pt`."""

    leg: int = 0
    """0: the model that is handed over; k: the k-th fold; past the last fold: judging."""
    step: int = 0
    """Made in this leg."""
    best_step: int = 0
    best_rank: float = -1.0
    best_error: float = 0.0
    loss_sum: float = 0.0
    """Of the epoch so far."""
    loss_count: int = 0
    spent_s: float = 0.0
    is_stopped: bool = False
    planned: int = 0
    """Steps of the trainer that is handed over."""
    chosen: dict[str, float] = field(default_factory=dict)
    held_out: dict[str, list[float]] = field(default_factory=dict)
    """Of each fold that is done: the ranks after, by the fold's number."""


class TeachingSession:
    """Does a run. `encoder` opens the model as the library uses it, to rank with before. Thread: one."""

    def __init__(
        self,
        folder: RunFolder,
        make_trainer: MakeTrainer,
        tell: Tell,
        control: RunControl | None = None,
        *,
        keep_s: float = KEEP_S,
        open_encoder: Callable[[EncoderOptions], Encoder] | None = None,
        writes: bool = True,
    ) -> None:
        """`writes` False: another process leads this run; this one makes the same steps, and changes no file.

        Raises: C2VError, OSError.
        """
        self.folder = folder
        self._make_trainer = make_trainer
        self._tell = tell
        self.control = control or RunControl()
        self._keep_s = keep_s
        self._open_encoder = open_encoder or _open
        self._writes = writes
        self._best: TrainerState | None = None
        self._run: RunPlan = folder.read_plan()
        self.data: TeachingData = load_data(folder.data)
        self._state = RunState()
        self._kept_s = self._told_s = self._decoding_s = time.monotonic()
        self._saving_s = 0.0
        self._leg_steps = 0
        pairs = self.data
        expect_tellable(len(np.unique(pairs.sources)), pairs.captions)
        self.ranks = self._measure_before()
        self.is_folded = len(pairs.pairs_of("test")) < ENOUGH_TEST_QUERIES
        self.folds = folds_of(pairs.sources, self._plan_seed) if self.is_folded else []

    @property
    def _plan_seed(self) -> int:
        return self._run.plan.settings.seed

    # ---- the run

    def run(self) -> TeachingOutcome:
        """Train and judge; tells events and appends them to the folder. Raises: C2VError, OSError."""
        trainer = self._resume()
        while self._state.leg <= len(self.folds):
            with closing(trainer or self.new_trainer(self._state.leg)) as leg:
                trainer = None
                if self._state.leg == 0:
                    self._train_model(leg)
                else:
                    self._train_fold(leg)
            del leg  # before the next is made: two of them may not fit
        self._tell(TeachingProgress("Comparing before and after", *self._count(), kind="comparing"))
        with closing(self.new_trainer(0)) as judged:
            judged.use(self.best())
            return self._judge(judged)

    def _train_model(self, trainer: Trainer) -> None:
        state, steps = self._state, trainer.steps
        self._leg_steps = state.planned = steps
        epochs = math.ceil(steps / trainer.epoch_steps)
        while state.step < steps and not (self.control.stopped or state.is_stopped):
            moved = self._advance(trainer, TeachingProgress("Training", kind="training"))
            if moved and (state.step % trainer.epoch_steps == 0 or state.step == steps):
                self._end_epoch(trainer, epochs)
        if state.loss_count or state.best_rank < 0:  # stopped in the middle of an epoch
            self._end_epoch(trainer, epochs)
        state.is_stopped = state.is_stopped or self.control.stopped
        state.leg, state.step = 1, 0
        self._keep({})

    def _train_fold(self, trainer: Trainer) -> None:
        state, number = self._state, self._state.leg
        self._leg_steps = state.best_step
        parts = len(self.folds)
        stage = TeachingProgress(
            f"Checking with clips that it has not learned from, part {number} of {parts}",
            kind="folds",
            part=number,
            parts=parts,
        )
        while state.step < state.best_step:
            self._advance(trainer, stage)
        trainer.choose()
        state.held_out[str(number)] = self.ranks.after(trainer, self.folds[number - 1]).tolist()
        enough = self.control.stopped and number < len(self.folds)
        state.leg = len(self.folds) + 1 if enough else number + 1
        state.step = 0
        self._keep({})

    def _advance(self, trainer: Trainer, stage: TeachingProgress) -> bool:
        """Make a step of this stage, unless it was stopped while it was paused."""
        state = self._state
        if self.control.is_paused:
            self._keep(trainer.state())
            self._tell(TeachingProgress("Paused", *self._count(), kind="paused"))
            self.control.wait()
            if self.control.stopped:
                return False
        self._end_if_closed(trainer)
        started_s = time.monotonic()
        loss = trainer.advance()
        if not math.isfinite(loss):
            raise NotFiniteError(
                "The training no longer gives finite numbers, so it was ended.",
                "Start again with a smaller learning rate.",
            )
        state.step += 1
        state.loss_sum += loss
        state.loss_count += 1
        state.spent_s += time.monotonic() - started_s
        now_s = time.monotonic()
        if now_s - self._told_s >= _TELL_S:
            self._told_s = now_s
            step, steps = self._count()
            self._tell(replace(stage, step=step, steps=steps, eta_s=self._eta_s()))
        if now_s - self._kept_s >= max(self._keep_s, _KEEP_SHARE * self._saving_s):
            self._keep(trainer.state())
        self._end_if_closed(trainer)
        return True

    def _end_if_closed(self, trainer: Trainer) -> None:
        """Raises: Cancelled."""
        if self.control.closed:
            self._keep(trainer.state())
            raise Cancelled

    def _end_epoch(self, trainer: Trainer, epochs: int) -> None:
        state, measured = self._state, self.measured(trainer)
        state.chosen = trainer.choose()
        ranks = self.ranks.after(trainer, measured)
        rank, error = mean_reciprocal(ranks)
        margin = state.best_error if len(measured) < _FEW_QUERIES else 0.0
        is_best = rank >= state.best_rank - margin
        if is_best:
            state.best_step = state.step
            self._write_best(trainer)
        if rank > state.best_rank:
            state.best_rank, state.best_error = rank, error
        metrics = retrieval_metrics(ranks)
        figures = EpochFigures(
            epoch=max(1, math.ceil(state.step / trainer.epoch_steps)),
            epochs=epochs,
            train_loss=state.loss_sum / max(1, state.loss_count),
            validation_loss=trainer.loss_of(measured),
            r_at_1=metrics.r_at_1,
            r_at_5=metrics.r_at_5,
            is_best=is_best,
        )
        state.loss_sum, state.loss_count = 0.0, 0
        self._keep(trainer.state())
        if self._writes:
            self.folder.append(figures)
        self._tell(figures)

    def measured(self, trainer: Trainer) -> IdArray:
        """Pairs by which the best epoch is found: for validation, else, where there are none, all others."""
        data = self.data
        parts: tuple[tuple[Split, ...], ...] = (("validation",), ("train", "test"))
        for splits in parts:
            pairs = data.pairs_of(*splits)
            if len(kept := pairs[readable_by(trainer, data.of_caption[pairs])]):
                return kept
        raise ClipsAwayError("None of the clips can be read now.", "Connect the drive with the clips, then resume.")

    # ---- judging

    def _judge(self, trainer: Trainer) -> TeachingOutcome:
        state = self._state
        if self.is_folded:
            places = [self.folds[int(number) - 1] for number in state.held_out]
            pairs = np.concatenate(places)
            after = np.concatenate([np.array(ranks) for ranks in state.held_out.values()])
        else:
            pairs = self.data.pairs_of("test")
            after = self.ranks.after(trainer, pairs)
        before = self.ranks.before(pairs, trainer)
        judged = np.isfinite(before) & np.isfinite(after)
        pairs = pairs[judged]
        ranked = RankedPairs(before[judged], after[judged], self.data.sources[pairs])
        figures = figures_of(ranked, self._plan_seed)
        general = self.ranks.general(trainer)
        verdict = verdict_on(ranked, figures)
        if forgot_too_much(general):
            verdict = "worse"
        outcome = TeachingOutcome(
            verdict=verdict,
            message=sentence_on(verdict, figures, general),
            queries=len(pairs),
            clips=len(self.ranks.gallery),
            figures=figures,
            general=general,
            result=self.folder.result if verdict == "better" else None,
            reason=reason_of(verdict, figures, general),
            unread=self.ranks.count_unread(trainer),
        )
        if self._writes:
            trainer.write(self.folder.result, self._card(outcome))
            self.folder.append(outcome)
        self._tell(outcome)
        return outcome

    def best(self) -> TrainerState:
        """What the best epoch learned. Raises: StoreError."""
        if self._best is not None:
            return self._best
        try:
            return _load(self.folder.best.read_bytes())
        except (OSError, RuntimeError, ValueError) as error:
            raise StoreError("What this run learned cannot be read.", "Start the run again.") from error

    def rehearse(self, trainer: Trainer) -> None:
        """All that the verdict takes, to be timed."""
        pairs = np.arange(len(self.data.captions)) if self.is_folded else self.data.pairs_of("test")
        compared = self.ranks
        before, after = compared.before(pairs, trainer), compared.after(trainer, pairs)
        figures_of(RankedPairs(before, after, self.data.sources[pairs]))
        compared.general(trainer)

    def _card(self, outcome: TeachingOutcome) -> dict[str, Any]:
        return {
            **card_of(self._run, self.data),
            "steps": self._state.best_step,
            "verdict": outcome.verdict,
            "queries": outcome.queries,
            "gallery": outcome.clips,
            "figures": [[each.name, each.before, each.after, each.low, each.high] for each in outcome.figures],
            "general": [[each.name, each.before, each.after, each.low, each.high] for each in outcome.general],
        }

    def _measure_before(self) -> RunRanks:
        """By the model as it is. Its vectors are kept: the encoder is needed once."""
        if self.folder.before.exists():
            kept = load_file(self.folder.before)
            return RunRanks(self.data, kept["text"], kept["moments"], self._plan_seed)
        self._tell(TeachingProgress("Measuring the model as it is", kind="measuring"))
        encoder = self._open_encoder(EncoderOptions.from_json(self._run.base))
        try:
            text, moments = vectors_before(self.data, encoder)
        finally:
            encoder.close()
        write_whole(self.folder.before, save({"text": text, "moments": moments}))
        return RunRanks(self.data, text, moments, self._plan_seed)

    # ---- trainers and their state

    def new_trainer(self, leg: int, sample: int = 0) -> Trainer:
        """A new one for a leg, at its start; `sample`: for a trial, so many moments are decoded at most."""
        data, cache = self.data, self.folder.cache
        cache.mkdir(exist_ok=True)
        validation = data.pairs_of("validation")
        if leg:
            pairs = np.setdiff1d(np.arange(len(data.captions)), self.folds[leg - 1])
            validation = validation[:0]
        else:
            pairs = data.pairs_of("train", "test") if self.is_folded else data.pairs_of("train")
        return self._make_trainer(
            TrainerRequest(
                plan=self._run.plan,
                data=data,
                base=EncoderOptions.from_json(self._run.base),
                pairs=pairs,
                cache=cache,
                validation=validation,
                chosen=dict(self._state.chosen) if leg else {},
                steps=self._state.planned if leg else 0,
                before=self.ranks.moments,
                decoded=self._count_decoded,
                sample=sample,
            )
        )

    def _count_decoded(self, done: int, clips: int) -> None:
        """Before the first step, clip by clip; here a run that decodes can be held and closed. Raises: Cancelled."""
        now_s = time.monotonic()
        if done <= 1:
            self._decoding_s = now_s
        if self.control.is_paused:
            self._tell(TeachingProgress("Paused", done, clips, kind="paused"))
            self.control.wait()
        if self.control.closed:
            raise Cancelled
        if now_s - self._told_s >= _TELL_S or done == clips:
            self._told_s = now_s
            left_s = (clips - done) * (now_s - self._decoding_s) / (done - 1) if done > 3 else None
            self._tell(TeachingProgress("Decoding clips", done, clips, left_s, "decoding"))

    def _write_best(self, trainer: Trainer) -> None:
        if not self._writes:
            self._best = trainer.learned()
            return
        write_whole(self.folder.best, dumped(trainer.learned()))

    def _keep(self, trainer: Mapping[str, Any]) -> None:
        """Write all that a resumed run needs. `trainer` empty: it begins a leg."""
        if not self._writes or (self._state.leg, self._state.step) == (0, 0):  # before the first step there is nothing
            return
        started_s = time.monotonic()
        run = {name: getattr(self._state, name) for name in RunState.__slots__}
        write_whole(self.folder.state, dumped({"run": run, "trainer": dict(trainer)}))
        self._kept_s = time.monotonic()
        self._saving_s = self._kept_s - started_s

    def _resume(self) -> Trainer | None:
        """Continue from the kept state; a trainer where one was in the middle of a leg."""
        if not self.folder.state.exists():
            return None
        try:
            kept = _load(self.folder.state.read_bytes())
            self._state = RunState(**kept["run"])
        except (OSError, RuntimeError, KeyError, TypeError, ValueError) as error:
            raise StoreError("The kept state of this run cannot be read.", "Start the run again.") from error
        if not kept["trainer"]:
            return None
        trainer = self.new_trainer(self._state.leg)
        trainer.restore(kept["trainer"])
        return trainer

    # ---- telling

    def _count(self) -> tuple[int, int]:
        """Steps made and steps in all, over all legs."""
        state, first = self._state, self._leg_steps
        if state.leg == 0:
            return state.step, first * (1 + len(self.folds))
        whole = state.best_step * (1 + len(self.folds))
        return min(whole, state.best_step * state.leg + state.step), whole

    def _eta_s(self) -> float | None:
        done, whole = self._count()
        return (whole - done) * self._state.spent_s / done if done >= 3 else None


def _open(options: EncoderOptions) -> Encoder:
    encoder: Encoder = registry.load(registry.BACKENDS, options.backend).build(options)
    return encoder


def dumped(state: Mapping[str, Any]) -> bytes:
    """As it is written."""
    buffer = BytesIO()
    torch.save(dict(state), buffer)
    return buffer.getvalue()


def _load(content: bytes) -> dict[str, Any]:
    loaded: dict[str, Any] = torch.load(BytesIO(content), weights_only=True, map_location="cpu")
    return loaded
