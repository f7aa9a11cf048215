"""A run: killed anywhere it ends as if it had not been; stopped it is judged; what is not better is not handed over."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

from core.encode.encoder_options import EncoderOptions
from core.errors import C2VError, SameCaptionsError
from core.finetune import teaching_data, teaching_run
from core.finetune.judging import forgot_too_much, still_found
from core.finetune.run_folder import RunFolder
from core.finetune.teaching_run import RunControl, TeachingSession
from core.values import TextVectors
from core.values.teaching import (
    LEAST_STILL_FOUND,
    STILL_FOUND,
    EpochFigures,
    Figure,
    TeachingOutcome,
    TeachingProgress,
)
from tests.unit.finetune.teaching_material import make_run, random_data

D = 16


class LinearTrainer:
    """Learns a matrix that turns a caption's vector towards its moment's; small, and with all that a trainer has."""

    def __init__(self, request, rate: float = 0.3) -> None:
        self.request, self.rate = request, rate
        self.steps, self.epoch_steps, self.step = request.steps or 12, 3, 0
        self.weight = torch.zeros(D, D)
        self.speed = torch.zeros(D, D)

    def _text(self, captions):
        found = torch.stack([_vector(caption) for caption in captions])
        return found + found @ self.weight

    def advance(self) -> float:
        draw = np.random.default_rng([self.request.plan.settings.seed, self.step])
        pairs = draw.choice(self.request.pairs, 8)
        captions = [self.request.data.captions[i] for i in pairs]
        goal = torch.from_numpy(_moments(self.request.data, self.request.data.of_caption[pairs]))
        gap = self._text(captions) - goal
        found = torch.stack([_vector(caption) for caption in captions])
        self.speed = 0.5 * self.speed + found.T @ gap / len(pairs)
        self.weight = self.weight - self.rate * self.speed
        self.step += 1
        return float(gap.square().mean())

    def state(self):
        return {"weight": self.weight, "speed": self.speed, "step": self.step}

    def restore(self, state):
        self.weight, self.speed, self.step = state["weight"], state["speed"], state["step"]

    def learned(self):
        return {"weight": self.weight.clone()}

    def use(self, learned):
        self.weight = learned["weight"]

    def choose(self):
        return {}

    def loss_of(self, pairs) -> float:
        return 1.0

    def text_vectors(self, captions):
        found = self._text(captions)
        return (found / found.norm(dim=1, keepdim=True)).numpy()

    def moment_vectors(self, moments):
        return _moments(self.request.data, moments)

    def write(self, path, card) -> None:
        path.write_text(json.dumps({"card": dict(card), "weight": self.weight.tolist()}))

    def close(self) -> None:
        pass


def _vector(caption):
    return torch.from_numpy(np.random.default_rng(list(caption.encode())).normal(size=D).astype(np.float32))


def _moments(data, moments):
    found = data.frames[moments, 0].astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


class PlainEncoder:
    """The model as it is: sentences as they stand."""

    def __init__(self, data):
        self.data = data

    def encode_text(self, texts):
        return [TextVectors(t, (v := _vector(t).numpy()) / np.linalg.norm(v)) for t in texts]

    def encode_segments(self, frames, mask):
        return _moments(self.data, np.arange(len(frames)))

    def close(self) -> None:
        pass


def learnable(clips: int = 60, seed: int = 0, general: int = 6):
    """Moments that a turn of their captions' vectors finds: something to be learned, and it holds for all."""
    data = random_data(D, clips=clips, general=general, seed=seed)
    turn = torch.from_numpy(np.linalg.qr(np.random.default_rng(5).normal(size=(D, D)))[0].astype(np.float32))
    frames = data.frames.copy()
    for caption, moment in zip(data.captions, data.of_caption, strict=True):
        frames[moment, 0] = (_vector(caption) @ turn).numpy()
    for caption, moment in zip(data.general_captions, data.general_of, strict=True):
        frames[moment, 0] = _vector(caption).numpy()
    return replace(data, frames=frames)


def session(folder, events=None, control=None, make=LinearTrainer, **more) -> TeachingSession:
    data = learnable() if "data" not in more else more.pop("data")
    return TeachingSession(
        folder,
        make,
        (events if events is not None else []).append,
        control,
        open_encoder=lambda _: PlainEncoder(data),
        **more,
    )


def fresh(root, data=None, **settings):
    return make_run(root, EncoderOptions(), data or learnable(), **settings)


def without_general(data):
    none = np.zeros(0, np.int64)
    return replace(data, general=none, general_captions=(), general_of=none)


def test_what_is_learned_is_handed_over_when_it_helps_clips_it_did_not_learn_from(tmp_path):
    data = without_general(learnable(150))
    events = []
    outcome = session(fresh(tmp_path / "run", data), events, data=data).run()
    assert outcome.verdict == "better"
    assert outcome.result == tmp_path / "run" / "result.safetensors"
    card = json.loads(outcome.result.read_text())["card"]
    assert (card["pairs"], card["verdict"], card["way"]) == (150, "better", "heads")
    assert [each.epoch for each in events if isinstance(each, EpochFigures)] == [1, 2, 3, 4]
    assert isinstance(events[-1], TeachingOutcome)


def drawn(data):
    """The same, its general clips without files: their captions are true of them."""
    none = set(data.general.tolist())
    moments = tuple(replace(each, path="") if i in none else each for i, each in enumerate(data.moments))
    return replace(data, moments=moments)


def test_what_makes_other_clips_harder_to_find_is_not_handed_over(tmp_path):
    data = drawn(learnable(150))
    outcome = session(fresh(tmp_path / "run", data), data=data).run()
    assert outcome.reason == "forgot"
    first = next(each for each in outcome.general if each.name == "R@1")
    assert first.after < first.before - 2
    assert outcome.result is None
    assert outcome.verdict == "worse"


def test_sentences_that_lead_elsewhere_than_before_keep_the_former_model(tmp_path):
    data = learnable(150, general=60)
    outcome = session(fresh(tmp_path / "run", data), data=data).run()
    assert [(each.name, each.before) for each in outcome.general] == [(name, 100) for name in STILL_FOUND.values()]
    assert outcome.general[-1].after < LEAST_STILL_FOUND
    assert (outcome.verdict, outcome.reason, outcome.result) == ("worse", "strayed", None)
    assert "top ten" in outcome.message


def test_near_equals_that_exchange_places_are_not_forgotten():
    def figures(*after):
        return still_found([Figure(name, 100, now, 0, 0) for name, now in zip(STILL_FOUND, after, strict=True)])

    assert not forgot_too_much(figures(58, 100, 100))
    assert not forgot_too_much(figures(30, 80, 90))
    assert forgot_too_much(figures(30, 80, 89))
    assert forgot_too_much([Figure("R@1", 87, 84, -5, 0), Figure("R@10", 99, 99, 0, 0)])


def test_clips_that_cannot_be_read_any_more_are_judged_by_neither_model(tmp_path):
    data = without_general(learnable(150))

    class Blind(LinearTrainer):
        def is_readable(self, moments):
            return moments % 10 != 0

        def moment_vectors(self, moments):
            assert self.is_readable(moments).all()
            return super().moment_vectors(moments)

    outcome = session(fresh(tmp_path / "run", data), data=data, make=Blind).run()
    assert (outcome.queries, outcome.unread, outcome.verdict) == (135, 15, "better")
    whole = session(fresh(tmp_path / "whole", data), data=data).run()
    assert (whole.queries, whole.unread) == (150, 0)


def test_captions_of_other_clips_are_no_gain(tmp_path):
    data = without_general(learnable(60))
    order = np.random.default_rng(1).permutation(60)
    data = replace(data, of_caption=data.of_caption[order])
    outcome = session(fresh(tmp_path / "run", data), data=data).run()
    assert outcome.verdict != "better"
    assert outcome.result is None


def test_held_out_ranks_are_of_models_that_did_not_learn_the_pair(tmp_path):
    asked = []

    def make(request):
        asked.append(set(request.pairs.tolist()))
        return LinearTrainer(request)

    run = session(fresh(tmp_path / "run"), make=make)
    outcome = run.run()
    folds = [set(range(60)) - each for each in asked[1:4]]
    assert set().union(*folds) == set(range(60))
    assert sum(len(each) for each in folds) == 60 == outcome.queries


KILL = """
import sys
from pathlib import Path
from core.finetune import teaching_data, teaching_run
from core.finetune.run_folder import RunFolder
from tests.unit.finetune import test_teaching_run as here

count = 0
class Dies(here.LinearTrainer):
    def advance(self):
        global count
        count += 1
        if count == int(sys.argv[2]):
            import os, signal
            os.kill(os.getpid(), signal.SIGKILL)
        return super().advance()

here.session(RunFolder(Path(sys.argv[1])), make=Dies, keep_s=0.0 if sys.argv[3] == "each" else 3600).run()
"""


@pytest.mark.parametrize(("at", "how"), [(2, "each"), (8, "late"), (33, "each")])
def test_a_run_killed_at_any_step_ends_in_the_same_weights(tmp_path, at, how):
    whole, broken = fresh(tmp_path / "whole"), fresh(tmp_path / "broken")
    outcome = session(whole).run()
    script = [sys.executable, "-c", KILL, str(broken.root), str(at), how]
    done = subprocess.run(script, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, timeout=120)
    assert done.returncode == -signal.SIGKILL
    again = session(RunFolder(broken.root)).run()
    assert json.loads(whole.result.read_text())["weight"] == json.loads(broken.result.read_text())["weight"]
    assert replace(again, result=None) == replace(outcome, result=None)
    assert [type(each) for each in broken.events()] == [type(each) for each in whole.events()]
    assert broken.events()[:-1] == whole.events()[:-1]


def test_a_run_that_is_stopped_keeps_the_best_and_is_judged(tmp_path):
    control = RunControl()
    events = []

    class Stops(LinearTrainer):
        def advance(self):
            if self.step == 4:
                control.stop()
            return super().advance()

    run = session(fresh(tmp_path / "run"), events, control, make=Stops)
    outcome = run.run()
    assert [each.epoch for each in events if isinstance(each, EpochFigures)] == [1, 2]
    assert isinstance(outcome, TeachingOutcome)
    assert outcome.queries > 0


def test_a_paused_run_holds_until_it_goes_on(tmp_path):
    control, events = RunControl(), []

    class Told(list):
        def append(self, event):
            super().append(event)
            if isinstance(event, TeachingProgress) and event.stage == "Paused":
                control.unpause()

    events = Told()
    control.pause()
    session(fresh(tmp_path / "run"), events, control).run()
    assert [each.stage for each in events if isinstance(each, TeachingProgress)].count("Paused") == 1


def test_a_full_disk_ends_a_run_and_it_continues_when_there_is_room(tmp_path, monkeypatch):
    folder = fresh(tmp_path / "run")
    whole = session(fresh(tmp_path / "whole")).run()
    real, calls = teaching_data.write_whole, []

    def full(path, content):
        calls.append(path)
        if len(calls) > 4:
            raise OSError(28, "No space left on device")
        real(path, content)

    monkeypatch.setattr(teaching_run, "write_whole", full)
    with pytest.raises(OSError):
        session(folder).run()
    monkeypatch.setattr(teaching_run, "write_whole", real)
    assert replace(session(folder).run(), result=None) == replace(whole, result=None)


def test_numbers_that_are_not_finite_end_the_training(tmp_path):
    class Broken(LinearTrainer):
        def advance(self) -> float:
            super().advance()
            return float("nan")

    with pytest.raises(C2VError, match="finite"):
        session(fresh(tmp_path / "run"), make=Broken).run()


@pytest.mark.parametrize("clips", [1, 2])
def test_pairs_of_too_few_clips_are_refused(tmp_path, clips):
    data = random_data(D, clips=clips)
    with pytest.raises(C2VError, match="clips"):
        session(fresh(tmp_path / "run", data), data=data)


def test_equal_captions_are_refused_before_anything_is_learned(tmp_path):
    data = without_general(learnable(30))
    data = replace(data, captions=("a red car", "A red  car.") * 15)
    with pytest.raises(SameCaptionsError, match="say the same"):
        session(fresh(tmp_path / "run", data), data=data)
