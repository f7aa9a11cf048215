"""Training files full of foreign objects: their numbers are read, nothing of them is run."""

import os
import pickle
import subprocess
import zipfile
from pathlib import Path

import pytest
import torch

from core.encode.frozen.checkpoint_files import read_frozen_file
from core.encode.frozen.pickled_weights import read_pickled_weights
from core.errors import WeightsCorruptError, WeightsMissingError


class PickledConfigParser:
    """As a training program's own class: it cannot be imported where the file is read."""

    def __init__(self) -> None:
        self.config = {"arch": "FrozenInTime", "lr": 3e-5, "path": Path("here")}
        self.listeners = [self]


PickledConfigParser.__module__ = "parse_config"
PickledConfigParser.__qualname__ = "ConfigParser"


class _Call:
    """Pickles as a call."""

    def __init__(self, function, *arguments) -> None:
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


@pytest.fixture
def foreign(monkeypatch):
    """The foreign module, there while the file is written."""
    module = type(os)("parse_config")
    module.ConfigParser = PickledConfigParser  # type: ignore[attr-defined]
    monkeypatch.setitem(__import__("sys").modules, "parse_config", module)
    yield
    monkeypatch.undo()


def _weights() -> dict[str, torch.Tensor]:
    whole = torch.arange(24.0).view(4, 6)
    return {
        "module.a": whole,
        "module.turned": whole.T,
        "module.part": whole[1:3, ::2],
        "module.half": torch.full((3,), 1.5).half(),
        "module.number": torch.tensor(7),
    }


def test_weights_are_read_beside_objects_of_other_programs(tmp_path, foreign, monkeypatch):
    path = tmp_path / "cc-webvid2m-4f_stformer_b_16_224.pth.tar"
    optimizer = {"state": {0: {"exp_avg": torch.ones(5)}}, "param_groups": [{"lr": 3e-5}]}
    config = PickledConfigParser()
    torch.save(
        {"state_dict": _weights(), "config": config, "epoch": 3, "arch": "FrozenInTime", "optimizer": optimizer}, path
    )
    monkeypatch.undo()
    with pytest.raises(ModuleNotFoundError):
        __import__("parse_config")
    read = read_pickled_weights(path)
    assert set(read) == set(_weights())
    for name, weight in _weights().items():
        assert torch.equal(read[name], weight), name


def test_parameters_are_read_as_their_numbers(tmp_path):
    path = tmp_path / "module.pth"
    layer = torch.nn.Linear(3, 2)
    torch.save({"weight": layer.weight, "epoch": 3}, path)
    read = read_pickled_weights(path)
    assert torch.equal(read["weight"], layer.weight.detach())
    assert read["epoch"] == 3


@pytest.mark.parametrize(
    "call",
    [
        _Call(Path.touch, Path("trap-sprung")),
        _Call(os.system, "touch trap-sprung"),
        _Call(subprocess.check_call, ["touch", "trap-sprung"]),
        _Call(exec, "open('trap-sprung', 'w')"),
        _Call(eval, "open('trap-sprung', 'w')"),
        _Call(getattr, _Call(__import__, "os"), "system"),
        _Call(open, "trap-sprung", "w"),
    ],
    ids=lambda call: call.function.__name__,
)
@pytest.mark.parametrize("place", ["config", "state_dict"])
def test_nothing_in_a_file_is_run(tmp_path, monkeypatch, call, place):
    monkeypatch.chdir(tmp_path)
    held = {"a": torch.ones(2)}
    if place == "state_dict":
        held["trap"] = call
    torch.save({"state_dict": held, "config": call}, tmp_path / "trap.pth.tar")
    read = read_frozen_file(tmp_path / "trap.pth.tar").state
    assert torch.equal(read["a"], torch.ones(2))
    assert not (tmp_path / "trap-sprung").exists()


def test_a_plain_pickle_that_would_run_something_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trap.pth").write_bytes(pickle.dumps(_Call(Path.touch, Path("trap-sprung")), protocol=2))
    with pytest.raises(WeightsCorruptError):
        read_frozen_file(tmp_path / "trap.pth")
    assert not (tmp_path / "trap-sprung").exists()


def _zip_of(path: Path, pickled: bytes, numbers: bytes = b"\0" * 16, how: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", how) as archive:
        archive.writestr("x/data.pkl", pickled)
        archive.writestr("x/data/0", numbers)
    return path


class _Named:
    def __init__(self, key: str = "0", kind: str = "FloatStorage") -> None:
        self.key, self.kind = key, kind


class _Pickler(pickle.Pickler):
    """Writes tensors as torch does, with any claims."""

    def persistent_id(self, obj):
        return ("storage", getattr(torch, obj.kind), obj.key, "cpu", 4) if isinstance(obj, _Named) else None


def _claim(path: Path, *claims: object, **more: str) -> Path:
    import io

    out = io.BytesIO()
    held = _Call(torch._utils._rebuild_tensor_v2, _Named(**more), *claims, False, {})
    _Pickler(out, protocol=2).dump({"a": held})
    return _zip_of(path, out.getvalue())


def test_a_true_claim_is_believed(tmp_path):
    read = read_pickled_weights(_claim(tmp_path / "a.pth", 0, (2, 2), (2, 1)))
    assert torch.equal(read["a"], torch.zeros(2, 2))


@pytest.mark.parametrize(
    ("offset", "shape", "stride"),
    [
        (0, (5,), (1,)),
        (3, (2,), (1,)),
        (-1, (2,), (1,)),
        (0, (2,), (-1,)),
        (0, (1 << 40,), (0,)),
        (0, (2, 2), (1,)),
        (0, ("2",), (1,)),
        (0, (1,) * 40, (1,) * 40),
        (0, (0,), (1,)),
    ],
)
def test_false_claims_about_numbers_are_refused(tmp_path, offset, shape, stride):
    with pytest.raises(WeightsCorruptError):
        read_frozen_file(_claim(tmp_path / "a.pth", offset, shape, stride))


def test_numbers_that_are_not_there_are_refused(tmp_path):
    with pytest.raises(WeightsCorruptError):
        read_frozen_file(_claim(tmp_path / "a.pth", 0, (2,), (1,), key="../../secret"))


CHANGES_A_KNOWN_FUNCTION = b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n}X\x01\x00\x00\x00aK\x01sb."


@pytest.mark.parametrize(
    "pickled",
    [
        b"",
        b"hello",
        b"\x80\x02}q\x00.",
        pickle.dumps([1, 2]),
        pickle.dumps({1: 2}),
        CHANGES_A_KNOWN_FUNCTION,
    ],
)
def test_garbage_is_refused_in_a_sentence(tmp_path, pickled):
    path = _zip_of(tmp_path / "a.pth", pickled)
    if pickled == b"\x80\x02}q\x00.":
        assert read_frozen_file(path).state == {}
        return
    with pytest.raises(WeightsCorruptError) as caught:
        read_frozen_file(path)
    assert caught.value.title.endswith(".")


def test_packed_files_are_refused_since_a_small_one_may_hold_terabytes(tmp_path):
    with pytest.raises(WeightsCorruptError):
        read_frozen_file(_zip_of(tmp_path / "a.pth", pickle.dumps({}), how=zipfile.ZIP_DEFLATED))


def test_a_missing_file_is_missing(tmp_path):
    with pytest.raises(WeightsMissingError):
        read_frozen_file(tmp_path / "none.pth.tar")
