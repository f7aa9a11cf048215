"""A checkpoint of Frozen in Time is known for what it is, also as its authors publish it."""

import pytest
import torch

from core.encode import checkpoint_check
from core.errors import WeightsCorruptError
from tests.unit.encode.frozen.tiny import tiny_state, write_tiny


class ConfigParser:
    """As a training program's own class: it cannot be imported where the file is read."""


ConfigParser.__module__ = "parse_config"
ConfigParser.__qualname__ = "ConfigParser"


@pytest.fixture
def released(tmp_path, monkeypatch):
    """Weights below a prefix, beside a pickled object of somebody else's class."""
    import sys
    import types

    module = types.ModuleType("parse_config")
    module.ConfigParser = ConfigParser  # type: ignore[attr-defined]

    def save(state):
        path = tmp_path / "released.pth.tar"
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, "parse_config", module)
            named = {f"module.{name}": weight for name, weight in state.items()}
            torch.save({"state_dict": named, "config": ConfigParser(), "epoch": 3}, path)
        return path

    return save


def test_our_own_file(tmp_path):
    found = checkpoint_check.recognise(write_tiny(tmp_path))
    assert (found.kind, found.misfits, found.beside) == ("frozen", (), ("tokenizer.json", "vocab.txt"))
    assert found.about == "Frozen in Time: 28 px in patches of 14, 4 frames together, width 32"


def test_the_released_file(released):
    assert checkpoint_check.recognise(released(tiny_state())).kind == "frozen"


def test_every_name_that_does_not_fit_is_in_the_table(released):
    state = tiny_state()
    del state["txt_proj.1.bias"]
    state["surplus"] = torch.zeros(3, 2)
    found = checkpoint_check.recognise(released(state))
    assert {(each.name, each.problem) for each in found.misfits} == {
        ("txt_proj.1.bias", "missing"),
        ("surplus", "unexpected"),
    }


def test_a_foreign_file_full_of_objects_is_refused_as_before(released):
    with pytest.raises(WeightsCorruptError):
        checkpoint_check.recognise(released({"weights": torch.zeros(3)}))
