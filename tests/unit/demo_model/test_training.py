import json
from dataclasses import replace

import pytest
import torch

from c2v_desktop.cli import main as cli
from core.demo_model.training import STEPS, TrainingPlan, find_device, train_demo
from core.errors import C2VError
from core.evaluation.record import load_record
from core.evaluation.run import EvaluationSizes

TINY = EvaluationSizes(random=6, setups=1, direction=4, order=4, pointing=4, deletion=4, short=4)


pytestmark = pytest.mark.usefixtures("one_torch_thread")


@pytest.mark.slow
def test_one_command_makes_file_record_and_card(tmp_path):
    plan = TrainingPlan(tmp_path / "demo.safetensors", seed=3, steps=(1, 1, 1), videos=200, keep=tmp_path / "keep",
                device="cpu", sizes=TINY)  # fmt: skip
    said = []
    lines = train_demo(plan, said.append)
    record = load_record(tmp_path / "demo.json")
    assert [time.stage for time in record.making.times] == [
        "pictures", "film store", "films", "mean pooling, to compare", "exam"
    ]  # fmt: skip
    assert record.making.command in (tmp_path / "demo.md").read_text()
    assert "--seed 3 --steps 1 1 1 --films 200" in record.making.command
    assert any("hard gallery" in line for line in lines)
    first = plan.out.read_bytes()
    train_demo(replace(plan), said.append)
    assert plan.out.read_bytes() == first, "a run whose stages are all kept writes the same file"


@pytest.mark.parametrize("out", ["nowhere/demo.safetensors", "demo.pt"])
def test_a_place_that_cannot_be_written_is_said_before_anything_is_trained(tmp_path, out):
    with pytest.raises(C2VError, match=r"cannot be written") as caught:
        train_demo(TrainingPlan(tmp_path / out), print)
    assert ".safetensors file in a folder that exists" in caught.value.hint


def test_the_command_says_what_it_takes():
    given = cli.make_parser().parse_args(["train-demo", "--out", "x.safetensors", "--steps", "1", "2", "3"])
    assert (given.out.name, given.steps, given.seed, given.ablation) == ("x.safetensors", [1, 2, 3], 7, None)


def test_too_few_videos_are_refused_at_once(tmp_path):
    with pytest.raises(C2VError, match="too few"):
        train_demo(TrainingPlan(tmp_path / "demo.safetensors", videos=20), print)


def test_a_graphics_card_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert find_device("auto") == torch.device("cpu")
    with pytest.raises(C2VError, match="no graphics card"):
        find_device("cuda")


def test_the_bundled_file_says_how_it_was_made():
    from pathlib import Path

    models = Path(__file__).resolve().parents[3] / "resources" / "models"
    said = json.loads((models / "demo.json").read_text())
    steps = " ".join(map(str, STEPS))
    assert f"--steps {steps}" in said["making"]["command"], "the defaults of the command are those of the file"
