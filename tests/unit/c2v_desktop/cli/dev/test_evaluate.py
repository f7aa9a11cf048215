"""`c2v evaluate` as its user meets it, on a fresh network in a file."""

import json
from dataclasses import replace

import pytest
import torch

from c2v_desktop.cli import main as cli
from c2v_desktop.cli.dev import evaluation
from c2v_desktop.cli.dev.evaluate import PARTS
from c2v_desktop.logs import stop_logs
from core.demo_model.network import fresh_network
from core.demo_model.training import write_model
from core.encode.weights import file_sha256
from core.evaluation.ablation import Ablation, AblationRun
from core.evaluation.metrics import plain_metric
from core.evaluation.record import EvaluationRecord, ModelDescription, load_record, save_record


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "fresh.safetensors"
    write_model(fresh_network(1), path)
    return path


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.toml").write_text('[encoder]\nthreads = 1\ndevice = "cpu"\n')
    threads = torch.get_num_threads()

    def call(*arguments):
        try:
            code = cli.main(["--home", str(tmp_path / "home"), "evaluate", *map(str, arguments)])
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    yield call
    torch.set_num_threads(threads)
    stop_logs()


def test_a_part_of_the_exam_on_a_file_of_ones_own(run, weights, tmp_path):
    code, out, _ = run(
        "--model", weights, "--size", 12, "--seed", 3, "--part", "direction", "--save", tmp_path / "r.json"
    )
    assert code == 0
    assert out.startswith("Demo model: drawn shapes, colours, motions on synthetic clips, seed 3, size 12")
    assert "video against its reversal, right" in out
    kept = load_record(tmp_path / "r.json")
    assert (kept.seed, kept.size, kept.model.sha256) == (3, 12, file_sha256(weights))
    assert {mark.id for mark in kept.marks} == {"direction.accuracy", "direction.auc"}


def test_json_is_alone_on_standard_output(run, weights):
    code, out, _ = run("--model", weights, "--size", 8, "--part", "deletion", "--json")
    said = json.loads(out)
    assert code == 0
    assert said["dataset"] == "drawn"
    assert {"id", "value", "low", "high", "count"} <= said["marks"][0].keys()


def test_another_seed_measures_other_videos_and_the_same_seed_the_same(run, weights):
    arguments = ("--model", weights, "--size", 30, "--part", "direction", "--json")
    first, again, other = (json.loads(run(*arguments, "--seed", seed)[1])["marks"] for seed in (1, 1, 3))
    assert first == again
    assert first != other


def test_videos_may_be_drawn_larger(run, weights):
    code, out, _ = run("--model", weights, "--size", 8, "--part", "direction", "--height", 90)
    assert code == 0
    assert "reversal" in out


def test_what_is_not_there_is_said(run, tmp_path):
    code, _, err = run("--model", tmp_path / "nowhere.safetensors", "--part", "direction")
    assert code == 1
    assert "was not found" in err
    code, _, err = run("--dataset", tmp_path)
    assert code == 1
    assert "captions.csv" in err
    assert run("--part", "nonsense")[0] == 2


def test_help_names_every_part_and_the_columns(run):
    code, out, _ = run("--help")
    assert code == 0
    assert all(word in out for word in ("captions.csv", "video_id", "caption", *PARTS))
    assert PARTS == evaluation.ALL_PARTS


def test_what_only_training_could_measure_is_taken_from_the_record_of_the_same_weights():
    own = EvaluationRecord(ModelDescription("m", "a" * 64), "drawn", 1, 10, (plain_metric("random.r1", "x", 0.9, 10),))
    kept = replace(own, marks=(plain_metric("random.r1", "x", 0.1, 10), plain_metric("random.mean.r1", "y", 0.7, 10)),
                   date="2026-11-26")  # fmt: skip
    joined = evaluation.with_recorded(own, kept)
    assert [(mark.id, mark.value) for mark in joined.marks] == [("random.r1", 0.9), ("random.mean.r1", 0.7)]
    assert joined.marks[1].beside == "measured when trained, 2026-11-26"
    assert evaluation.with_recorded(own, replace(kept, model=ModelDescription("m", "b" * 64))) == own
    assert evaluation.with_recorded(own, None) == own


def test_the_record_beside_a_model_is_found(tmp_path):
    record = EvaluationRecord(ModelDescription("m", "a" * 64), "drawn", 1, 10, ())
    save_record(tmp_path / "mine.json", record)
    assert evaluation.find_record(tmp_path / "mine.safetensors") == record
    assert evaluation.find_record(tmp_path / "other.safetensors") is None


def test_the_ablation_is_printed_at_the_end_of_the_whole_exam(run, weights, monkeypatch):
    kept = Ablation("2026-11-26", (AblationRun("both", 5, 1, 600, {"r1_hard": 0.8}),))
    monkeypatch.setattr(evaluation, "find_ablation", lambda: kept)
    monkeypatch.setattr(evaluation, "ALL_PARTS", ("direction",))
    _, out, _ = run("--model", weights, "--size", 8)
    assert out.rstrip().splitlines()[-1].startswith("both: CLIP2Video, K = 5")
    assert "Trained 2026-11-26, 1 run of 600 steps" in out
