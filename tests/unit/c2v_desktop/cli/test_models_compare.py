"""`c2v models compare` and `forget` as their user meets them, on fakes."""

import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from c2v_desktop.cli.exit_codes import NOTHING_INDEXED
from c2v_desktop.models import known_item_search, library_models
from c2v_desktop.models.known_item_search import marks_of
from c2v_desktop.paths import find_places
from core.errors import DiskFullError, WeightsMissingError
from core.evaluation.metrics import wilson
from core.model_store.store import MeasuredSpeed, ModelRecord, ModelStore, StoredFile
from tests.fakes.still_frames import draw_video
from tests.unit.c2v_desktop.conftest import Run, open_again

RIGHT = [("a", "red car"), ("b", "blue sky"), ("c", "green frog"), ("c", "a frog")]


@pytest.fixture(autouse=True)
def _models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_item_search, "open_encoder", open_again)


def caption(folder: Path, *lines: tuple[str, str]) -> None:
    rows = "".join(f"v,{name}.film,{said}\n" for name, said in lines)
    (folder / "captions.csv").write_text(f"video_id,file,caption\n{rows}")


def test_each_model_with_what_it_holds_and_what_it_costs(both: Run) -> None:
    code, out, _ = both("models", "compare")
    assert code == 0
    alpha, beta = (line for line in out.splitlines() if line.startswith(("Alpha", "Beta")))
    assert "all 3 clips" in alpha
    assert "(answers)" in beta
    assert "(answers)" not in alpha
    assert "No known-item search: no folder of the library has a captions.csv" in out
    told = json.loads(both("models", "compare", "--json")[1])
    first = told["models"][0]
    assert (first["films"], first["segments"], first["speed"], first["known_item"]) == (3, 3, None, [])
    assert first["vector_bytes"] == 3 * (6 * 64 * 2 + 64 * 4)
    assert first["memory_bytes_about"] == 3 * 64 * 4
    assert told["known_item"] is None


def test_known_items_on_the_users_own_captions(both: Run, tmp_path: Path) -> None:
    caption(tmp_path / "films", *RIGHT)
    code, out, _ = both("models", "compare")
    assert code == 0
    assert "Known-item search: 4 sentences about 3 clips, each searched among 3 clips" in out
    assert "Intervals count clips" in out
    assert "0.333" in out, "chance"
    told = json.loads(both("models", "compare", "--json")[1])
    for model in told["models"]:
        marks = {mark["id"]: mark for mark in model["known_item"]}
        assert marks["known.r1"]["value"] == 1.0
        assert marks["known.r1"]["count"] == 4
        assert marks["known.r1"]["low"] == pytest.approx(wilson(1.0, 3)[0])
        assert marks["known.median"]["value"] == 1.0


def test_a_wrong_caption_counts_against_the_model(both: Run, tmp_path: Path) -> None:
    caption(tmp_path / "films", ("a", "green frog"), ("b", "blue sky"))
    told = json.loads(both("models", "compare", "--json")[1])
    assert told["models"][0]["known_item"][0]["value"] == 0.5


def test_videos_that_only_one_model_knows_are_no_part_of_it(both: Run, tmp_path: Path) -> None:
    draw_video(tmp_path / "films/d.film", [("red boat", 3.0)])
    both("index")
    caption(tmp_path / "films", *RIGHT, ("d", "red boat"), ("gone", "nothing"))
    code, out, _ = both("models", "compare")
    assert code == 0
    assert "3 of 4 clips (75 %)" in out
    assert "4 sentences about 3 clips, each searched among 3 clips" in out
    assert "2 sentences about other clips left out." in out


def test_captions_that_lie_elsewhere(both: Run, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/captions.csv").write_text("video_id,file,caption\n1,../films/a.film,x\n2,z.film,y\n")
    code, out, _ = both("models", "compare", "--captions", tmp_path / "notes")
    assert code == 0
    assert "has no sentence about clips that all models have indexed. 2 sentences about other clips left out." in out
    code, _, err = both("models", "compare", "--captions", tmp_path / "nowhere")
    assert code == 1
    assert "There is no readable captions.csv" in err


def test_a_model_whose_file_is_gone_keeps_its_row(both: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(source: str, *rest: object) -> object:
        if "Alpha" in source:
            raise WeightsMissingError("There is no checkpoint at /models/Alpha.")
        return open_again(source)

    monkeypatch.setattr(known_item_search, "open_encoder", gone)
    caption(tmp_path / "films", *RIGHT)
    code, out, _ = both("models", "compare")
    assert code == 0
    assert "Alpha was not tested. There is no checkpoint at /models/Alpha." in out
    assert "1.000 (0.439 to 1.000)" in next(line for line in out.splitlines()[5:] if line.startswith("Beta"))


def test_a_speed_measured_before_is_shown_and_bench_measures_now(
    both: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ModelStore(find_places(tmp_path / "home").models)
    speed = MeasuredSpeed(12.5, 3.0, "cpu", "float32", "2026-01-02")
    kept = StoredFile("w", 1, "", "made", "")
    record = ModelRecord("alpha", "Alpha", "", "hash", "", "w", (kept,), (), (), "", "2026-01-01", speed=speed)
    place.staging("alpha").mkdir(parents=True)
    (place.staging("alpha") / "w").write_bytes(b"w")
    place.adopt(record, place.staging("alpha"))
    paths = {"Alpha": str(place.weights(record)), "Beta": "/elsewhere"}
    monkeypatch.setattr(known_item_search, "source_weights", lambda _, spec: paths[spec.name])
    monkeypatch.setattr(library_models, "BENCH_S", 0.01)
    code, out, _ = both("models", "compare")
    assert code == 0
    alpha, beta = (line for line in out.splitlines() if line.startswith(("Alpha", "Beta")))
    assert alpha.endswith("12.5 (cpu, 2026-01-02)")
    assert beta.endswith(" -")
    assert "not measured on this computer" in out
    told = json.loads(both("models", "compare", "--bench", "--json")[1])["models"]
    assert [each["id"] for each in told] == ["alpha", ""]
    assert all(each["speed"]["images_per_s"] > 0 for each in told)
    now = place.find("alpha")
    assert now is not None
    assert now.speed is not None
    assert now.speed.date != "2026-01-02"


def test_nothing_indexed_is_said(fake_run: Run) -> None:
    code, _, err = fake_run("models", "compare")
    assert code == NOTHING_INDEXED
    assert "Nothing is indexed yet" in err


def test_intervals_count_videos_and_chance_is_of_the_gallery() -> None:
    r1, r5, r10, median = marks_of(np.array([1.0, 1.0, 3.0, 7.0]), videos=8, asked_videos=2)
    assert (r1.value, r5.value, r10.value, median.value) == (0.5, 0.75, 1.0, 2.0)
    assert (r1.low, r1.high) == pytest.approx(wilson(0.5, 2))
    assert [each.beside for each in (r1, r5, r10, median)] == [
        "chance 0.125",
        "chance 0.625",
        "chance 1.000",
        "chance 4.5",
    ]
    assert r1.count == 4


# ---- forgetting


def test_forgetting_says_what_is_lost_and_frees_the_disk(both: Run, tmp_path: Path) -> None:
    code, out, err = both("models", "forget", "alpha", "--yes")
    assert code == 0
    assert "Alpha has indexed 3 clips: 3 moments," in err
    assert "Your files are not touched" in err
    assert out.startswith("Deleted the index of Alpha for 3 clips. Freed ")
    told = json.loads(both("models", "compare", "--json")[1])
    assert [each["name"] for each in told["models"]] == ["Beta"]
    assert "a.film" in both("search", "red car", "--top", "1")[1]
    assert json.loads(both("status", "--json")[1])["videos"]["ready"] == 3


def test_videos_only_this_model_knows_are_told(both: Run, tmp_path: Path, model: list[str]) -> None:
    """A video whose drive was away when the second model came."""
    draw_video(tmp_path / "drive/x.film", [("white rabbit", 3.0)])
    both("index", tmp_path / "drive")
    (tmp_path / "drive").rename(tmp_path / "away")
    model.append("Gamma")
    both("index")
    code, _, err = both("models", "forget", "beta", "--yes")
    assert code == 0
    assert "No other model has indexed 1 clip of them" in err


def test_without_a_yes_nothing_is_forgotten(both: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, err = both("models", "forget", "alpha")
    assert code == 1
    assert "Nothing was deleted. To skip this question, add --yes." in err

    class TerminalScreen(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", TerminalScreen("no\n"))
    assert both("models", "forget", "alpha")[0] == 130
    assert len(json.loads(both("models", "compare", "--json")[1])["models"]) == 2
    monkeypatch.setattr(sys, "stdin", TerminalScreen("yes\n"))
    assert both("models", "forget", "alpha")[0] == 0
    assert len(json.loads(both("models", "compare", "--json")[1])["models"]) == 1


def test_the_model_in_use_and_an_unknown_one_are_refused(both: Run) -> None:
    code, _, err = both("models", "forget", "beta", "--yes")
    assert code == 1
    assert "Beta is in use." in err
    code, _, err = both("models", "forget", "gamma", "--yes")
    assert code == 1
    assert "No model of this library is named gamma." in err


def test_a_full_disk_is_said_and_the_rest_is_done(both: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> int:
        raise DiskFullError("The disk has no room to compact the library file.", "What was freed stays inside.")

    monkeypatch.setattr("core.store.database.Database.shrink", full)
    code, out, _ = both("models", "forget", "alpha", "--yes")
    assert code == 0
    assert "What was freed stays inside." in out
    assert len(json.loads(both("models", "compare", "--json")[1])["models"]) == 1
