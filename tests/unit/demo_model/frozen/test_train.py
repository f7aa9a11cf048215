"""From a seed to a file that is opened like any other Frozen model, by the command and by the program."""

import importlib
import json

import numpy as np
import pytest

pytest.importorskip("transformers", reason="the text tower of Frozen in Time needs transformers")

from c2v_desktop.cli import main as cli
from c2v_desktop.logs import stop_logs
from core.demo_model.frozen import curriculum
from core.demo_model.frozen.curriculum import CurriculumStage
from core.demo_model.frozen.train import NAME, FrozenTrainingPlan, train_frozen
from core.encode.backends.frozen import build
from core.encode.encoder_options import EncoderOptions
from core.encode.weights import file_sha256, read_meta
from core.errors import C2VError, Cancelled
from core.evaluation.record import load_record
from core.evaluation.run import EvaluationSizes

TINY = EvaluationSizes(random=6, setups=1, direction=4, order=4, pointing=4, deletion=4, short=4)


@pytest.fixture(autouse=True)
def _small(monkeypatch, one_torch_thread):
    monkeypatch.setattr(curriculum, "PICTURES", 6)
    monkeypatch.setattr(curriculum, "VIDEOS", {})
    monkeypatch.setattr(curriculum, "FEWEST", 6)
    yield
    stop_logs()


def call(tmp_path, capsys, *arguments):
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    (home / "settings.toml").write_text('[encoder]\nthreads = 1\ndevice = "cpu"\n')
    code = cli.main(["--home", str(home), *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_one_command_makes_a_model_that_is_opened_like_any_other(tmp_path, capsys):
    folder = tmp_path / "model"
    folder.mkdir()
    out = folder / "mine.safetensors"
    code, said, _ = call(tmp_path, capsys, "train-demo", "--backend", "frozen", "--out", out, "--seed", "3",
                         "--stages", "1:2", "4:2", "--size", "12", "--device", "cpu")  # fmt: skip
    assert code == 0
    assert "random gallery" in said
    assert "MISSED" not in said, "the floors are those of another model"
    assert sorted(path.name for path in folder.iterdir()) == ["mine.json", "mine.safetensors", "vocab.txt"]
    record = load_record(folder / "mine.json")
    assert record.model.sha256 == file_sha256(out)
    assert [(each.stage, each.steps) for each in record.making.times] == [("films of 1", 2), ("films of 4", 2)]
    assert record.making.command == ("c2v train-demo --backend frozen --out mine.safetensors --seed 3 --stages 1:2 4:2")
    encoder = build(EncoderOptions("frozen", str(out), precision="float32", threads=1))
    assert encoder.spec.name == NAME
    assert encoder.spec.is_demo
    assert read_meta(out).backend == "frozen"
    assert encoder.model.sizes.tower.frames == 4  # type: ignore[attr-defined]
    words = encoder.encode_text(["a red car drives to the left", "a zebra"])
    assert np.linalg.norm(words[0].pooled) == pytest.approx(1, abs=1e-5)
    code, said, _ = call(tmp_path, capsys, "evaluate", "--model", out, "--size", "8", "--part", "direction", "--json")
    assert code == 0
    assert json.loads(said)["model"]["sha256"] == file_sha256(out), "the file says which backend runs it"


@pytest.mark.slow
def test_it_may_be_stopped_at_each_report_and_goes_on(tmp_path):
    plan = FrozenTrainingPlan(
        tmp_path / "mine.safetensors", 3, (CurriculumStage(1, 2), CurriculumStage(2, 2)), tmp_path / "keep", "cpu", TINY
    )

    def stop(line: str) -> None:
        if line.startswith("films of 2"):
            raise Cancelled

    with pytest.raises(Cancelled):
        train_frozen(plan, stop)
    assert not plan.out.exists()
    train_frozen(plan, lambda _: None)
    resumed = plan.out.read_bytes()
    train_frozen(FrozenTrainingPlan(plan.out, 3, plan.stages, None, "cpu", TINY), lambda _: None)
    assert plan.out.read_bytes() == resumed


@pytest.mark.parametrize(
    ("out", "stages", "said"),
    [
        ("nowhere/x.safetensors", (CurriculumStage(1, 1),), "cannot be written"),
        ("x.pt", (CurriculumStage(1, 1),), "cannot be written"),
        ("x.safetensors", (CurriculumStage(4, 1), CurriculumStage(1, 1)), "few frames to more"),
        ("x.safetensors", (CurriculumStage(4, 1), CurriculumStage(4, 1)), "few frames to more"),
        ("x.safetensors", (CurriculumStage(13, 1),), "12 at most"),
        ("x.safetensors", (), "few frames to more"),
    ],
)
def test_what_cannot_come_to_an_end_is_said_before_the_beginning(tmp_path, out, stages, said):
    with pytest.raises(C2VError, match=said):
        train_frozen(FrozenTrainingPlan(tmp_path / out, 1, stages), pytest.fail)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--backend", "frozen", "--steps", "1", "1", "1"), "are for CLIP2Video"),
        (("--backend", "frozen", "--films", "300"), "are for CLIP2Video"),
        (("--stages", "1:2"), "is for Frozen in Time"),
    ],
)
def test_lengths_of_the_other_model_are_refused(tmp_path, capsys, arguments, said):
    code, _, complaint = call(tmp_path, capsys, "train-demo", "--out", tmp_path / "x.safetensors", *arguments)
    assert code == 1
    assert said in complaint


def test_without_its_library_the_command_says_what_is_lacking(tmp_path, capsys, monkeypatch):
    lacking = ModuleNotFoundError("no", name="transformers")

    def load(name):
        raise lacking

    monkeypatch.setattr(importlib, "import_module",
                        lambda name, real=importlib.import_module: load(name) if name.endswith(".frozen")
                        else real(name))  # fmt: skip
    code, _, complaint = call(
        tmp_path, capsys, "train-demo", "--backend", "frozen", "--out", tmp_path / "x.safetensors"
    )
    assert code == 1
    assert "needs the library transformers" in complaint
