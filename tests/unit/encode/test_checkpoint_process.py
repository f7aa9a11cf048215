"""Checkpoints are checked in a process of their own: answers, refusals, an end."""

import pickle
import sys
import threading
import time
from pathlib import Path

import pytest
import torch

from core.encode import checkpoint_check
from core.encode.checkpoint_process import PATIENCE_S, CheckpointProcess
from core.errors import Cancelled, DeviceError, WeightsCorruptError
from core.processes.child_process import ChildProcess
from core.processes.framing import ChannelError
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


def test_one_that_hangs_is_ended(tmp_path: Path) -> None:
    inspector = CheckpointProcess([sys.executable, "-c", "import time; time.sleep(60)"], patience_s=0.5)
    with pytest.raises(DeviceError, match="took longer than") as caught:
        inspector.recognise(tmp_path / "model.pt")
    assert "drive" in caught.value.hint


def test_a_larger_file_gets_more_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []

    def request(self: ChildProcess, fields: dict[str, object], *, within_s: float) -> None:
        asked.append(within_s)
        raise ChannelError

    monkeypatch.setattr(ChildProcess, "request", request)
    large = tmp_path / "model.pt"
    with large.open("wb") as file:
        file.truncate(10**9)
    for path in (tmp_path / "nothing.pt", large):
        with pytest.raises(DeviceError):
            CheckpointProcess([sys.executable, "-c", "pass"]).recognise(path)
    assert asked == [PATIENCE_S, PATIENCE_S + 200]
