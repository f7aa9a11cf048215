"""A run makes several trainers, one after the other: none is alive when the next is made, nor is a thread of it."""

import gc
import threading
import time
import weakref
from dataclasses import replace

import pytest

from c2v_desktop.finetune_child.teaching_main import trainer_of
from core.encode.encoder_options import EncoderOptions
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.finetune.run_folder import RunFolder, RunPlan
from core.finetune.teaching_data import save_data
from core.finetune.teaching_run import TeachingSession
from core.finetune.teaching_trial import measure_trial
from core.values.teaching import TeachingPlan, TeachingSettings
from tests.fakes.still_frames import StillFrames
from tests.unit.encode.tiny import tiny_model
from tests.unit.finetune.full.full_material import data_of, draw_clips
from tests.unit.finetune.teaching_material import random_data

WAYS = ("words", "heads", "full")

pytestmark = pytest.mark.usefixtures("one_torch_thread")


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "tiny.safetensors"
    write_checkpoint(path, tiny_model(vocab=49408), CheckpointMeta("Tiny model"), [49406, 49407, *range(256, 4000, 3)])
    return EncoderOptions(device="cpu", precision="float32", threads=1, batch=4, weights=str(path))


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    return draw_clips(tmp_path_factory.mktemp("clips"))


class Watched:
    """Makes trainers of a way, and knows of those made before whether anything still holds them."""

    def __init__(self, way: str) -> None:
        self._make = trainer_of(way)
        self._threads = set(threading.enumerate())
        self._made: list[weakref.ref] = []
        self.alive: list[int] = []
        """When each was made: how many others there were."""
        self.threads: list[int] = []

    def __call__(self, request):
        self.note()
        trainer = self._make(request)
        self._made.append(weakref.ref(trainer))
        return trainer

    def note(self) -> None:
        self.alive.append(sum(each() is not None for each in self._made))
        self.threads.append(len(set(threading.enumerate()) - self._threads))


@pytest.fixture
def session_of(base, clips, tmp_path, monkeypatch):
    from core.finetune.full import moment_frames

    monkeypatch.setattr(moment_frames, "DecoderProcess", StillFrames)

    def make(way: str):
        folder = RunFolder(tmp_path / way)
        folder.write_plan(RunPlan(TeachingPlan(way, settings=TeachingSettings(epochs=2, batch=4)), base.to_json(), ""))
        data = data_of(clips, base) if way == "full" else random_data(64)
        if way == "words":
            data = replace(data, captions=tuple(f"{each} zorbly" for each in data.captions))
        save_data(folder.data, data)
        watched = Watched(way)
        return TeachingSession(folder, watched, lambda _: None), watched

    gc.collect()
    was_enabled = gc.isenabled()  # not in our tests: it would run on any thread
    gc.disable()  # what only a collection finds is there until one comes, and with large models that is too late
    yield make
    if was_enabled:
        gc.enable()


@pytest.mark.parametrize("way", WAYS)
def test_a_run_has_let_go_of_a_trainer_when_it_makes_the_next(way, session_of):
    session, watched = session_of(way)
    session.run()
    watched.note()
    assert watched.alive == [0] * 6, "the one that is handed over, three folds, the verdict, and the end"
    assert watched.threads == [0] * 6


@pytest.mark.parametrize("way", WAYS)
def test_a_trial_makes_trainers_as_a_run_does(way, session_of):
    session, watched = session_of(way)
    measure_trial(session, time.monotonic())
    watched.note()
    assert watched.alive == [0] * 3, "a first, a second as for a fold, and the end"
    assert watched.threads == [0] * 3
