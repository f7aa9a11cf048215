"""The pictures of the documents are drawn from records; a missing record leaves its picture out and says so."""

import cv2
import pytest

from core.evaluation.ablation import Ablation, AblationRun, save_ablation
from core.evaluation.metrics import share_metric
from core.evaluation.ranking import WEIGHTS
from core.evaluation.record import EvaluationRecord, ModelDescription, save_record

figures = pytest.importorskip("tests.bench.figures", reason="matplotlib is not installed")


def test_pictures_are_drawn_from_the_records_that_are_there(tmp_path, monkeypatch, capsys):
    marks = [
        share_metric(f"weight.{name}.{weight}", "w", [1, 0, 1]) for name in ("random", "hard") for weight in WEIGHTS
    ]
    save_record(tmp_path / "demo.json", EvaluationRecord(ModelDescription("m", ""), "drawn", 1, 3, tuple(marks)))
    monkeypatch.setattr(figures, "heatmaps", lambda: figures.weights(tmp_path / "demo.json"))
    monkeypatch.setattr("sys.argv", ["figures", "--out", str(tmp_path / "out"), "--models", str(tmp_path)])
    assert figures.main() == 1
    assert "ablation.png left out" in capsys.readouterr().err
    save_ablation(tmp_path / "ablation.json", Ablation("today", (
        AblationRun("mean", 0, 1, 5, {"r1_hard": 0.3}),
        AblationRun("both", 5, 1, 5, {"r1_hard": 0.8, "pointing_cut": 0.9}),
        AblationRun("both", 5, 2, 5, {"r1_hard": 0.9, "pointing_cut": 0.8})), ""))  # fmt: skip
    assert figures.main() == 0
    sizes = {path.name: cv2.imread(str(path)).shape for path in (tmp_path / "out").iterdir()}
    assert set(sizes) == {"weights.png", "ablation.png", "heatmaps.png"}
    assert all(min(size[:2]) > 300 for size in sizes.values())


def test_heatmaps_are_drawn_with_the_bundled_model():
    figure = figures.heatmaps()
    boxes = [patch for axes in figure.axes for patch in axes.patches]
    assert len(boxes) == 6, "two events in each of three videos"
    figures.plt.close(figure)
