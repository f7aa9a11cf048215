"""Picture files outside of the library as examples of a name: encoded by the model, and kept as pictures."""

import json
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import save_file

from core.finetune.run_folder import RunFolder
from core.finetune.teaching_data import load_data, save_data
from core.finetune.words_file import WordInFile, WordsFile, write_words
from core.values.teaching import CheckedPairs, Pair, TeachingFailed, TeachingPlan
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.still_frames import draw_frame, draw_video
from tests.unit.c2v_desktop.finetune.test_engine import (  # noqa: F401  fixtures
    CLIPS,
    clip,
    engine_of,
    kept_words,
    library,
    until_end,
)
from tests.unit.finetune.test_teaching_data import some_data


def plan_of(*paths: Path) -> TeachingPlan:
    pairs = CheckedPairs(tuple(Pair(path, "Rex") for path in paths), (), ("train",) * len(paths))
    return TeachingPlan("name", pairs, name="Rex")


def finished(engine, plan: TeachingPlan):
    events = SimpleQueue()
    run = engine.start(plan, events.put)
    last = until_end(events)[-1]
    run.wait(20)
    return run, last


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "outside" / "rex.jpg"
    path.parent.mkdir()
    draw_video(path, [("purple dog", 0.0)])
    return path


def test_a_picture_has_the_frame_vector_that_the_model_gives_it(engine_of, library, picture):  # noqa: F811
    run, last = finished(engine_of("runs"), plan_of(picture, clip(library, CLIPS[0])))
    assert not isinstance(last, TeachingFailed), last
    data = load_data(RunFolder(library / "runs" / run.id).data)
    moment = int(data.of_caption[0])
    shown = data.frames[moment][: data.counts[moment]]
    encoder = HashEncoder()
    expected = encoder.encode_frames(draw_frame("purple dog", encoder.spec.frame_shape.image_px)[None])
    assert len(shown) == 3, "a single frame is repeated, as in stills that are indexed"
    assert np.allclose(shown, expected, atol=1e-3)
    assert data.moments[moment].is_picture
    assert not data.moments[int(data.of_caption[1])].is_picture


def test_pictures_are_kept_as_pictures_and_whole_clips_as_whole_clips(engine_of, library, picture, kept_words):  # noqa: F811
    engine = engine_of("runs")
    run, _ = finished(engine, plan_of(picture, clip(library, CLIPS[0]), clip(library, CLIPS[1])))
    rows = np.ones((1, 4), np.float32)
    folder = RunFolder(library / "runs" / run.id)
    write_words(folder.result, WordsFile("text-1", "Alpha", (WordInFile("Rex", "name", rows),)))
    engine.adopt(run.id, "Rex")
    (word,) = kept_words
    assert [each.source for each in word.examples] == ["picture", "clip", "clip"]
    assert word.examples[0].path == picture
    assert word.examples[0].fingerprint
    assert {(each.start_s, each.end_s) for each in word.examples} == {(None, None)}


@pytest.mark.parametrize("content", [b"no picture", None])
def test_a_picture_that_cannot_be_read_is_a_sentence_that_names_it(engine_of, library, picture, content):  # noqa: F811
    picture.unlink()
    if content is not None:
        picture.write_bytes(content)
    _, last = finished(engine_of("runs"), plan_of(picture, clip(library, CLIPS[0])))
    assert isinstance(last, TeachingFailed)
    assert "rex.jpg" in last.message


def test_a_clip_outside_of_the_library_is_still_refused(engine_of, library, tmp_path):  # noqa: F811
    other = tmp_path / "other.mp4"
    draw_video(other, [("purple dog", 3.0)])
    _, last = finished(engine_of("runs"), plan_of(other, clip(library, CLIPS[0])))
    assert isinstance(last, TeachingFailed)
    assert "not indexed" in last.message


def test_data_of_an_earlier_version_is_read(tmp_path):
    path = tmp_path / "data.safetensors"
    save_data(path, some_data())
    with safe_open(path, framework="numpy") as file:
        said = json.loads(file.metadata()["c2v_teaching"])
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  no mapping
    said["moments"] = [each[:6] for each in said["moments"]]
    save_file(arrays, path, {"c2v_teaching": json.dumps(said)})
    assert load_data(path).moments == some_data().moments
