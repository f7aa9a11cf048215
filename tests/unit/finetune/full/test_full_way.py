"""The way `full` behind the engine's protocol: from clips on disk to a file that its own backend opens."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
import torch

from core import registry
from core.encode.weights import read_card, read_meta
from core.errors import C2VError, OutOfMemoryError
from core.finetune.full import full_way
from core.finetune.full.full_way import FullWay, recipe_for
from core.finetune.full.recipe import CLIP2VIDEO
from core.finetune.full.taught_models import open_model
from core.finetune.teaching_run import TeachingSession
from core.finetune.trainer import TrainerRequest
from core.values.teaching import TeachingOutcome, TeachingPlan, TeachingSettings
from tests.fakes.still_frames import StillFrames
from tests.unit.finetune.full.full_material import CLIPS, LIBRARY, PLAIN, data_of, draw_clips, make_run, write_bases


@pytest.fixture(scope="module")
def bases(tmp_path_factory):
    return write_bases(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    return draw_clips(tmp_path_factory.mktemp("clips"))


@pytest.fixture
def made(bases, clips, tmp_path):
    ways = []

    def make(name="clip2video", cache=None, sample=0, clips=clips, **settings):
        data = data_of(clips, bases[name])
        plan = TeachingPlan("full", name="Mine", settings=TeachingSettings(**{"batch": 4, "epochs": 2, **settings}))
        request = TrainerRequest(
            plan, data, bases[name], data.pairs_of("train", "test"), cache or tmp_path, data.pairs_of("validation"),
            sample=sample,
        )  # fmt: skip
        ways.append(FullWay(request, StillFrames()))
        return ways[-1]

    yield make
    for each in ways:
        each.close()


def written(state):
    file = BytesIO()
    torch.save(state, file)
    return torch.load(BytesIO(file.getvalue()), weights_only=True)


def open_encoder(options):
    return registry.load(registry.BACKENDS, options.backend).build(options)


NAMES = ("clip2video", "towers", "frozen")


@pytest.mark.parametrize("name", NAMES)
def test_a_run_broken_off_ends_with_the_same_bits(name, made):
    unbroken = made(name)
    losses = [unbroken.advance() for _ in range(unbroken.steps)]
    broken = made(name)
    found = [broken.advance() for _ in range(2)]
    kept = written(broken.state())
    resumed = made(name)
    resumed.restore(kept)
    found += [resumed.advance() for _ in range(resumed.steps - 2)]
    assert found == losses
    last, other = written(unbroken.learned())["weights"], written(resumed.learned())["weights"]
    assert all(torch.equal(last[key], other[key]) for key in last)


@pytest.mark.parametrize("name", NAMES)
def test_the_written_model_is_what_was_judged(name, made, tmp_path, clips, bases):
    way = made(name, learning_rate=1e-3)
    if name == "towers":
        assert way.choose()["center_weight"] in full_way.WEIGHTS
    for _ in range(3):
        way.advance()
    path = tmp_path / "out" / "taught.safetensors"
    way.write(path, {"base": "tiny"})
    backend = "frozen" if name == "frozen" else "clip2video"
    encoder = open_encoder(replace(PLAIN, backend=backend, weights=str(path)))
    assert (read_card(path)["base"], read_meta(path).name, encoder.spec.name) == ("tiny", "Mine", "Mine")
    captions = way._data.captions[:4]
    text = np.stack([each.pooled for each in encoder.encode_text(captions)])
    assert (way.text_vectors(captions) * text).sum(1).min() > 0.999
    moments = np.array([0, 5, CLIPS + LIBRARY])
    pixels = np.stack([way._frames.take(int(moment), range(10)) for moment in moments])
    mask = np.ones((3, 10), np.uint8)
    if name == "frozen":
        stored = encoder.encode_clips(pixels, mask)
    else:
        stored = encoder.encode_frames(pixels.reshape(-1, *pixels.shape[2:])).reshape(3, 10, -1)
    seen = encoder.encode_segments(stored, mask)
    assert (way.moment_vectors(moments) * seen).sum(1).min() > 0.999
    encoder.close()


def test_new_heads_score_as_the_mean_of_frames_before_the_first_step(made, bases, clips):
    way, encoder = made("towers"), open_encoder(bases["towers"])
    moments = np.arange(4)
    pixels = np.stack([way._frames.take(int(moment), range(10)) for moment in moments])
    stored = encoder.encode_frames(pixels.reshape(-1, *pixels.shape[2:])).reshape(4, 10, -1)
    text = np.stack([each.pooled for each in encoder.encode_text(way._data.captions)])
    before = text @ encoder.encode_segments(stored, np.ones((4, 10), np.uint8)).T
    after = way.text_vectors(way._data.captions) @ way.moment_vectors(moments).T
    assert np.abs(after - before).max() < 1e-3  # stored frames are rounded to half precision
    encoder.close()


def test_frames_are_decoded_once_for_all_trainers_of_a_run(made, tmp_path):
    made(cache=tmp_path / "cache")
    frames = next((tmp_path / "cache").rglob("*.u8"))
    before = frames.stat()
    made(cache=tmp_path / "cache")
    assert (frames.stat().st_mtime_ns, frames.stat().st_size) == (before.st_mtime_ns, before.st_size)
    assert before.st_size == (CLIPS + LIBRARY) * 10 * 32 * 32 * 3


def test_a_trial_decodes_a_sample_that_stands_for_all(made, tmp_path):
    whole, trial = made(cache=tmp_path / "whole"), made(cache=tmp_path / "trial", sample=4)
    size = 10 * 32 * 32 * 3
    assert next((tmp_path / "trial").rglob("*.u8")).stat().st_size == 4 * size
    assert trial.decoding.disk_bytes == whole.decoding.disk_bytes == (CLIPS + LIBRARY) * size
    assert trial.decoding.left_s == pytest.approx(trial.decoding.done_s * (CLIPS + LIBRARY - 4) / 4)
    assert whole.decoding.left_s == 0 < whole.decoding.done_s
    assert (trial.steps, trial._trainer.batch) == (whole.steps, whole._trainer.batch)
    trial.advance()
    seen = trial.moment_vectors(np.arange(CLIPS + LIBRARY))
    assert np.linalg.norm(seen, axis=1) == pytest.approx(1, abs=1e-4), "each has a moment in its place"


def test_a_clip_that_is_gone_takes_no_part_and_too_many_end_the_run(made, clips, tmp_path):
    kept = [path.read_bytes() for path in clips]
    try:
        clips[2].unlink()
        way = made(cache=tmp_path / "one")
        assert 2 not in way._trainer.pairs.clips
        assert not way.moment_vectors(np.array([2])).any()
        way.advance()
        for path in clips[1:]:
            path.unlink(missing_ok=True)
        with pytest.raises(C2VError, match="cannot be read"):
            made(cache=tmp_path / "two")
    finally:
        for path, content in zip(clips, kept, strict=True):
            path.write_bytes(content)


def test_new_heads_choose_among_clips_that_can_be_read(made, tmp_path, monkeypatch):
    own = draw_clips(tmp_path)
    own[CLIPS].unlink()  # of the library, and of no pair
    way = made("towers", cache=tmp_path / "cache", clips=own)
    right = way._data.of_caption[way._request.validation].tolist()
    assert len(right) == 2
    scores = {1.0: (-0.1, -0.1), 0.5: (0.3, -0.9)}  # both first, but below 0; one first and one last

    def moment_vectors(moments):
        found = np.full((len(moments), 2), -0.5, np.float32)
        found[~way.is_readable(moments)] = 0
        for row, (moment, score) in enumerate(zip(right, scores.get(way.taught.weight, (-0.9, -0.9)), strict=True)):
            found[moments == moment, row] = score
        return found

    monkeypatch.setattr(way, "text_vectors", lambda captions: np.eye(len(captions), 2, dtype=np.float32))
    monkeypatch.setattr(way, "moment_vectors", moment_vectors)
    assert way.choose() == {"center_weight": 1.0}


def test_a_model_too_large_for_this_computer_is_refused(made, monkeypatch):
    monkeypatch.setattr(full_way, "total_memory_bytes", lambda: 2**20)
    with pytest.raises(OutOfMemoryError, match="in full"):
        made()


def test_chunks_fill_half_of_the_memory(made, monkeypatch):
    need = made()._trainer.memory()
    monkeypatch.setattr(full_way, "total_memory_bytes", lambda: 2 * (need.fixed_bytes + 3 * need.a_pair_bytes))
    assert made()._trainer.chunk == 3


def test_quick_runs_leave_the_first_half_of_the_towers_as_it_is(bases):
    taught = open_model(bases["clip2video"], 0)
    careful = recipe_for(TeachingSettings("careful"), taught, 1000)
    assert careful == replace(CLIP2VIDEO, seed=0)
    taught.layers = 12
    quick = recipe_for(TeachingSettings("quick"), taught, 1000)
    assert (quick.frozen_layers, quick.epochs) == (6, 3)
    assert recipe_for(TeachingSettings("quick", frozen_layers=0), taught, 1000).frozen_layers == 0
    asked = recipe_for(TeachingSettings(epochs=9, batch=7, learning_rate=0.5, seed=3), taught, 1000)
    assert (asked.epochs, asked.batch, asked.rate, asked.seed) == (9, 7, 0.5, 3)


@pytest.mark.parametrize("name", ["clip2video", "frozen"])
def test_the_engine_runs_it_to_a_verdict(name, bases, clips, tmp_path):
    folder = make_run(tmp_path / "run", bases[name], clips)
    events, ways = [], []

    def make(request):
        ways.append(FullWay(request, StillFrames()))
        return ways[-1]

    TeachingSession(folder, make, events.append).run()
    for each in ways:
        each.close()
    outcome = events[-1]
    assert isinstance(outcome, TeachingOutcome)
    assert outcome.queries == CLIPS
    assert folder.result.exists()
    if name == "frozen":
        assert folder.result.with_name("vocab.txt").exists()
