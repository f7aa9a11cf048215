"""Checkpoints are looked at in a process of its own: answers, refusals, an end."""

import pickle
import sys
import threading
import time
from pathlib import Path

import pytest
import torch

from core.encode import checkpoint_check
from core.encode.checkpoint_process import CheckpointProcess
from core.errors import Cancelled, DeviceError, WeightsCorruptError
from tests.unit.encode.tiny import tiny_state


def test_it_says_what_a_look_in_this_process_says(tmp_path: Path) -> None:
    state = tiny_state()
    del state["trans_layernorm.bias"]
    torch.save(state, tmp_path / "odd.pt")
    said = CheckpointProcess().recognise(tmp_path / "odd.pt")
    assert said == checkpoint_check.recognise(tmp_path / "odd.pt")
    assert [each.name for each in said.misfits] == ["trans_layernorm.bias"]


def test_what_is_refused_there_is_refused_here(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"no checkpoint at all")
    with pytest.raises(WeightsCorruptError, match=r"film\.mp4"):
        CheckpointProcess().recognise(tmp_path / "film.mp4")


def test_a_malicious_file_runs_nothing(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self):
            return Path.touch, (tmp_path / "was here",)

    (tmp_path / "evil.pt").write_bytes(pickle.dumps({"model": Evil()}))
    with pytest.raises(WeightsCorruptError):
        CheckpointProcess().recognise(tmp_path / "evil.pt")
    assert not (tmp_path / "was here").exists()


def test_a_look_can_be_ended(tmp_path: Path) -> None:
    looker = CheckpointProcess([sys.executable, "-c", "import time; time.sleep(60)"])
    begun = time.monotonic()
    threading.Timer(0.3, looker.stop).start()
    with pytest.raises(Cancelled):
        looker.recognise(tmp_path)
    assert time.monotonic() - begun < 30
    with pytest.raises(Cancelled):
        looker.recognise(tmp_path)


def test_a_process_that_dies_is_a_sentence(tmp_path: Path) -> None:
    looker = CheckpointProcess([sys.executable, "-c", "raise SystemExit('no memory left')"])
    with pytest.raises(DeviceError, match="no memory left"):
        looker.recognise(tmp_path)
