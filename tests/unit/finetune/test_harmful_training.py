"""A training that helps what was taught and harms all else: the guard says so, and nothing is handed over."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from c2v_desktop.finetune.engine import EngineDeps, FinetuneEngine
from c2v_desktop.finetune_child.general_set import add_general_set
from core import registry
from core.encode.encoder_options import EncoderOptions
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.errors import C2VError
from core.finetune import teaching_run
from core.finetune.heads import HeadsTrainer
from core.finetune.run_folder import RunFolder
from core.finetune.teaching_data import TeachingData, TeachingMoment, load_data, save_data
from core.finetune.teaching_run import TeachingSession
from core.model_store.installer import ModelInstaller
from core.model_store.store import ModelStore
from core.settings import EncoderSettings
from core.values.teaching import MEDIAN_RANK
from tests.torch_threads import one_torch_thread
from tests.unit.encode.tiny import tiny_model
from tests.unit.finetune.teaching_material import make_run

FIRST = ("red", "blue", "green", "grey", "white", "black", "pink", "brown")
SECOND = ("car", "dog", "house", "boat", "tree", "bird", "train", "horse")
CLIPS, LIBRARY, FRAMES, WIDTH = 200, 60, 4, 64
HARM = 0.02
"""Learning rate: two hundred times as large as heads are taught with."""


@pytest.fixture(autouse=True, scope="module")
def _one_thread_throughout():
    """Also while the module's models are trained."""
    with one_torch_thread():
        yield


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "tiny.safetensors"
    write_checkpoint(path, tiny_model(vocab=49408, frames=FRAMES), CheckpointMeta("Tiny model"))
    return EncoderOptions(device="cpu", precision="float32", threads=1, batch=4, weights=str(path))


@pytest.fixture(scope="module")
def trained(base, tmp_path_factory):
    """The run, trained to its end, which is judged again in each test."""
    root = tmp_path_factory.mktemp("runs")
    encoder = registry.load(registry.BACKENDS, base.backend).build(base)
    data = add_general_set(taught_and_other_clips(), encoder, root)
    encoder.close()
    folder = make_run(root / "harm", base, data, learning_rate=HARM, epochs=4, batch=4)
    TeachingSession(folder, HeadsTrainer, lambda event: None).run()
    return folder


def taught_and_other_clips() -> TeachingData:
    """Clips that share what they show, as their captions share words; and a library that shows other things."""
    draw = np.random.default_rng(3)
    thing, look = draw.normal(size=(2, 8, WIDTH))
    kinds = [(i % 8, (i // 8 + i) % 8) for i in range(CLIPS)]
    frames = 0.3 * draw.normal(size=(CLIPS + LIBRARY, FRAMES, WIDTH))
    frames[:CLIPS] += np.stack([look[a] + thing[b] for a, b in kinds])[:, None]
    frames[CLIPS:] += draw.normal(size=(LIBRARY, 1, WIDTH))
    splits = np.where(np.arange(CLIPS) % 2, "test", np.where(np.arange(CLIPS) % 10, "train", "validation"))
    return TeachingData(
        moments=tuple(TeachingMoment(f"/clips/{i}.mp4", f"c{i}", i, 0.0, 6.0) for i in range(CLIPS + LIBRARY)),
        frames=frames.astype(np.float16),
        counts=np.full(CLIPS + LIBRARY, FRAMES),
        captions=tuple(f"a {FIRST[a]} {SECOND[b]}" for a, b in kinds),
        of_caption=np.arange(CLIPS),
        splits=tuple(splits.tolist()),
        library=np.arange(CLIPS, CLIPS + LIBRARY),
    )


def drawn(data: TeachingData) -> TeachingData:
    """The same, as if the general clips were drawn: their captions are true of them."""
    general = set(data.general.tolist())
    return replace(
        data, moments=tuple(replace(each, path="") if i in general else each for i, each in enumerate(data.moments))
    )


@pytest.fixture
def engine(tmp_path):
    store = ModelStore(tmp_path / "models")
    deps = EngineDeps(
        runs=tmp_path / "runs",
        store=store,
        open_catalogue=pytest.fail,
        settings=EncoderSettings,
        options=lambda settings: EncoderOptions(),
        source=lambda settings: "",
        open_frames=pytest.fail,
        installer=lambda: ModelInstaller(store, "2026-11-30", lambda *_: None, lambda *_: None),
        put_words=pytest.fail,
    )
    return FinetuneEngine(deps)


@pytest.mark.parametrize(("general", "reason"), [(lambda data: data, "strayed"), (drawn, "forgot")])
def test_what_is_gained_at_the_expense_of_all_else_is_not_handed_over(
    general, reason, trained, engine, tmp_path, monkeypatch
):
    folder = RunFolder(tmp_path / "runs" / "harm")
    shutil.copytree(trained.root, folder.root)
    save_data(folder.data, general(load_data(folder.data)))
    outcome = TeachingSession(folder, HeadsTrainer, lambda event: None).run()

    place = outcome.figures[-1]
    assert place.name == MEDIAN_RANK
    assert place.high < 0, "what was taught is found clearly better"
    assert outcome.general[0].after < 50 < outcome.general[0].before
    assert (outcome.verdict, outcome.reason, outcome.result) == ("worse", reason, None)
    assert "the previous model stays" in outcome.message
    with pytest.raises(C2VError, match="no result to keep"):
        engine.adopt(folder.id, "Harm")
    assert ModelStore(tmp_path / "models").records() == []

    monkeypatch.setattr(teaching_run, "forgot_too_much", lambda general: False)
    unguarded = TeachingSession(folder, HeadsTrainer, lambda event: None).run()
    assert unguarded.verdict == "better", "only the general set can tell"
    assert engine.adopt(folder.id, "Harm")
