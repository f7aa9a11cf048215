"""A full disk: what was learned is said to be kept only where something was, whatever the way."""

import errno
import os
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from c2v_desktop.finetune_child.teaching_main import PREPARED, answer
from core.encode.encoder_options import EncoderOptions
from core.encode.encoder_protocol import error_from_json
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.errors import DiskFullError
from core.finetune.run_folder import RunFolder, RunPlan
from core.finetune.teaching_data import save_data
from core.finetune.teaching_run import RunControl
from core.processes.framing import receive
from core.values.teaching import TeachingPlan, TeachingSettings
from tests.unit.encode.tiny import tiny_model
from tests.unit.finetune.teaching_material import random_data

WAYS = ("name", "words", "heads", "full")


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "tiny.safetensors"
    write_checkpoint(path, tiny_model(vocab=49408), CheckpointMeta("Tiny model"), [49406, 49407, *range(256, 4000, 3)])
    return EncoderOptions(device="cpu", precision="float32", threads=1, batch=4, weights=str(path))


@pytest.fixture
def run_of(base, tmp_path):
    def make(way: str) -> RunFolder:
        folder = RunFolder(tmp_path / way)
        plan = TeachingPlan(way, name="Rex", settings=TeachingSettings(epochs=3))
        folder.write_plan(RunPlan(plan, base.to_json(), "Tiny model"))
        data = random_data(64, library=60)
        if way == "name":
            data = replace(data, captions=("Rex",) * 6, of_caption=data.of_caption[:6], splits=("train",) * 6)
        save_data(folder.data, data)
        (folder.root / PREPARED).touch()
        return folder

    return make


def how_it_ends(folder: RunFolder) -> DiskFullError:
    stream = BytesIO()
    answer({"op": "run", "folder": str(folder.root), "keep_s": 0}, stream, RunControl(), time.monotonic())
    stream.seek(0)
    said = {}
    while "error" not in said:
        said = receive(stream).fields
        assert "bug" not in said, said["bug"]
    error = error_from_json(said["error"])
    assert type(error) is DiskFullError
    return error


def fill_up(monkeypatch, after: int) -> None:
    """So many files are written, the next finds no room, and no more can be added to those there are."""
    real, real_open, left = os.fsync, Path.open, [after]

    def fsync(number: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(number)

    def opened(self, mode="r", *args, **how):
        if mode == "ab" and left[0] <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real_open(self, mode, *args, **how)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "open", opened)


@pytest.mark.parametrize("way", WAYS)
def test_a_disk_that_is_full_before_anything_was_learned_has_kept_nothing(way, run_of, monkeypatch):
    folder = run_of(way)
    fill_up(monkeypatch, 0)
    error = how_it_ends(folder)
    assert "kept" not in error.title
    assert "resume" in error.hint
    assert not folder.has_learned


@pytest.mark.parametrize("way", ["words", "heads"])
def test_a_disk_that_fills_up_later_has_kept_what_was_learned(way, run_of, monkeypatch):
    folder = run_of(way)
    fill_up(monkeypatch, 5)
    assert "kept" in how_it_ends(folder).title
    assert folder.has_learned


@pytest.mark.parametrize("way", ["words", "heads"])
def test_a_result_for_which_there_is_no_room_can_be_written_when_there_is(way, run_of, monkeypatch):
    folder, real = run_of(way), Path.replace

    def replaced(self, target):
        if Path(target).name == folder.result.name:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replaced)
    error = how_it_ends(folder)
    assert "kept" in error.title
    assert "resume" in error.hint
