"""Record, tables, card and ablation: one source, printed in several places."""

import json
from dataclasses import replace

import pytest

from core.errors import C2VError
from core.evaluation.ablation import Ablation, AblationRun, about, lines_of, load_ablation, save_ablation, table_of
from core.evaluation.metrics import plain_metric, share_metric
from core.evaluation.model_card import main, write_card
from core.evaluation.record import (
    EvaluationRecord,
    Making,
    ModelDescription,
    StageTime,
    join_records,
    load_record,
    save_record,
)
from core.evaluation.tables import aligned, main_rows, markdown, terminal, weight_rows


def made_record() -> EvaluationRecord:
    marks = [
        share_metric(f"random.r{k}", f"random gallery, R@{k}", [1] * (80 + k) + [0] * (20 - k)) for k in (1, 5, 10)
    ]
    marks += [plain_metric("random.median", "random gallery, median rank", 1.0, 100)]
    marks += [share_metric("order.then", 'order, "A, then B"', [1] * 9 + [0], "sentences alone 0.500")]
    marks += [share_metric("pointing.cut", "pointing", [])]
    for step in range(11):
        marks += [
            share_metric(f"weight.{name}.{step / 10}", "w", [1] * step + [0] * (11 - step))
            for name in ("random", "hard")
        ]
    return EvaluationRecord(
        ModelDescription("Demo", "ab" * 32, 5), "drawn", 7, 100, tuple(marks), "2026-11-26", ("A note.",)
    )


def test_four_numbers_of_a_gallery_share_a_row_and_floors_are_judged():
    rows = {row.what: row for row in main_rows(made_record())}
    row = rows["random gallery, R@1 / 5 / 10"]
    assert row.measured == "0.810 (0.722 to 0.875) / 0.850 / 0.900, median rank 1"
    assert row.floor == "0.90 MISSED"
    assert rows['order, "A, then B"'].floor == "0.85 met"
    assert not any("weight" in what or what.endswith("R@5") for what in rows)


def test_what_could_not_be_measured_is_no_floor_met():
    rows = {row.what: row for row in main_rows(made_record())}
    assert "met" not in rows["pointing"].floor.lower().replace("missed", "")
    assert rows["pointing"].measured == "nan"


def test_weights_are_a_table_of_their_own():
    rows = weight_rows(made_record())
    assert len(rows) == 11
    assert rows[0][0] == "0.0"
    assert any("Score weight" in line for line in terminal(made_record()))


def test_columns_stand_below_each_other_and_empty_ones_fall_away():
    assert aligned([("a", "b", "c"), ("long", "", "x")]) == ["a     c", "-------", "long  x"]


def test_a_record_comes_back_as_it_was_written(tmp_path):
    made = Making(7, 14000, [StageTime("pictures", 60.0, 100, 118.0)], "A note.", "c2v train-demo", "2026-11-26")
    record = made_record()
    record = EvaluationRecord(record.model, record.dataset, 7, 100, record.marks[:5], record.date, record.notes, made)
    save_record(tmp_path / "demo.json", record)
    assert load_record(tmp_path / "demo.json") == record


def test_a_mark_that_is_no_number_is_null_in_json(tmp_path):
    save_record(tmp_path / "demo.json", made_record())
    said = json.loads((tmp_path / "demo.json").read_text())
    assert next(mark for mark in said["marks"] if mark["id"] == "pointing.cut")["value"] is None
    assert load_record(tmp_path / "demo.json").get("pointing.cut").count == 0


@pytest.mark.parametrize("text", ["", "[]", '{"marks": 3}', '{"model": {"nam": 1}}'])
def test_a_broken_record_is_said(tmp_path, text):
    (tmp_path / "demo.json").write_text(text)
    with pytest.raises(C2VError, match="no readable record"):
        load_record(tmp_path / "demo.json")


def test_card_and_record_are_written_from_one_source(tmp_path):
    (tmp_path / "demo.safetensors").write_bytes(b"weights")
    times = [StageTime("pictures", 600.0, 100, 1180.0), StageTime("exam", 60.0)]
    lines = write_card(tmp_path / "demo.md", made_record(), Making(7, 500, times, "A note of the maker."))
    card = (tmp_path / "demo.md").read_text()
    kept = load_record(tmp_path / "demo.json")
    assert lines == markdown(kept)
    assert "\n".join(lines) in card
    assert kept.model.size_bytes == 7
    assert kept.model.sha256 in card
    for said in (
        "--seed 7 --films 500 --steps 100",
        "19.7 min",
        "A note of the maker.",
        "## Below the floor",
        "A note.",
    ):
        assert said in card


def test_what_was_measured_later_of_the_same_weights_joins_the_card(tmp_path, capsys):
    made = Making(7, 500, [StageTime("pictures", 600.0, 100)], date="2026-11-26")
    save_record(tmp_path / "demo.json", replace(made_record(), making=made))
    later = replace(made_record(), dataset="footage", making=None, marks=(
        share_metric("order.then", "order again", [1, 1]),
        share_metric("footage.r1", "sentences for 3 real clips, R@1", [1, 0]),
    ), notes=("A note.", "Left out: b.avi."))  # fmt: skip
    save_record(tmp_path / "later.json", later)
    assert main([str(tmp_path / "demo.json"), str(tmp_path / "later.json")]) == 0
    card = (tmp_path / "demo.md").read_text()
    assert "order again" in card
    assert '"A, then B"' not in card
    assert card.index("Real clips") < card.index("sentences for 3 real clips")
    assert card.count("A note.") == 1
    assert load_record(tmp_path / "demo.json").making == made
    assert "random gallery" in capsys.readouterr().out


def test_records_of_other_weights_do_not_join(tmp_path, capsys):
    save_record(tmp_path / "demo.json", made_record())
    save_record(tmp_path / "other.json", replace(made_record(), model=ModelDescription("Demo", "cd" * 32)))
    assert main([str(tmp_path / "demo.json"), str(tmp_path / "other.json")]) == 1
    assert "different models" in capsys.readouterr().err
    assert not (tmp_path / "demo.md").exists()
    with pytest.raises(C2VError):
        join_records(made_record(), load_record(tmp_path / "other.json"))


# --------------------------------------------------------------------------- ablation


def runs() -> Ablation:
    both = [
        AblationRun("both", 5, seed, 600, {"r1_random": 0.9 + 0.02 * seed, "pointing_cut": 0.99}) for seed in (0, 1, 2)
    ]
    three = [AblationRun("both", 3, 0, 600, {"r1_random": 0.9})]
    mean = [AblationRun("mean", 0, 0, 300, {"r1_random": 0.7})]
    return Ablation("2026-11-26", (*both, *three, *mean), "On frame vectors of one image tower.")


def test_the_ablation_is_told_in_the_papers_order_over_seeds():
    lines = lines_of(runs())
    assert [line.name for line in lines] == ["mean pooling", "both: CLIP2Video, K = 3", "both: CLIP2Video, K = 5"]
    headings, rows = table_of(runs())
    assert rows[2][: headings.index("hard R@1")] == ("both: CLIP2Video, K = 5", "3", "0.920 ± 0.050")
    assert rows[0][headings.index("pointing, cuts")] == ""
    assert rows[1][2] == "0.900", "one seed has no interval"
    assert about(runs()).startswith("Trained 2026-11-26, 5 runs of 300 to 600 steps")


def test_the_ablation_comes_back_from_its_file(tmp_path):
    save_ablation(tmp_path / "ablation.json", runs())
    assert load_ablation(tmp_path / "ablation.json") == runs()
    (tmp_path / "ablation.json").write_text('{"trained": "x", "runs": [{"variant": "odd", "figures": {}}]}')
    with pytest.raises(C2VError, match="no readable record of the ablation"):
        load_ablation(tmp_path / "ablation.json")
