"""`c2v captions` and `c2v judge`: written, listed, edited, removed, saved as lists."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from c2v_desktop.cli.exit_codes import FAILED, NOTHING_INDEXED
from c2v_desktop.format.caption_text import caption_list
from core.finetune.pairs.sources import read_sources
from tests.fakes.still_frames import draw_video
from tests.unit.c2v_desktop.cli.test_keeping import refused, run, told  # noqa: F401
from tests.unit.c2v_desktop.conftest import Run

COMMANDS = [
    ["captions", "list"],
    ["captions", "add", "a.film", "x"],
    ["captions", "edit", "1", "--text", "x"],
    ["captions", "remove", "1"],
    ["captions", "export", "x.csv"],
    ["judge", "right", "a.film", "x"],
    ["judge", "list"],
    ["judge", "remove", "1"],
]


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_library_each_says_what_to_do_first(fake_run: Run, command: list[str]) -> None:
    assert "c2v index" in refused(fake_run, *command, code=NOTHING_INDEXED)


def test_captions_are_written_listed_edited_and_removed(run: Run) -> None:  # noqa: F811
    (first,) = told(run, "captions", "add", "a.film", " a car\n drives ", "--in", "0:01", "--out", "00:00:02:00")
    assert (first["in"], first["out"], first["text"]) == ("1", "2", "a car drives")
    (whole,) = told(run, "captions", "add", "b.film", "a frog")
    assert (whole["in"], whole["out_s"]) == (None, None)
    assert [each["text"] for each in told(run, "captions", "list")] == ["a car drives", "a frog"]
    assert [each["text"] for each in told(run, "captions", "list", "b.film")] == ["a frog"]
    (edited,) = told(run, "captions", "edit", str(first["id"]), "--text", "the car", "--in", "0.52")
    assert (edited["in_s"], edited["out"], edited["text"]) == (0.52, "2", "the car")
    (edited,) = told(run, "captions", "edit", str(first["id"]), "--whole")
    assert (edited["in"], edited["text"]) == (None, "the car")
    assert "the car" in run("captions", "list")[1]
    gone = told(run, "captions", "remove", str(first["id"]), str(whole["id"]))["removed"]
    assert [each["text"] for each in gone] == ["the car", "a frog"]
    assert told(run, "captions", "list") == []


def test_what_cannot_be_a_caption_is_told_and_nothing_changes(run: Run) -> None:  # noqa: F811
    told(run, "captions", "add", "a.film", "a car")
    assert "empty" in refused(run, "captions", "add", "a.film", " ")
    assert "1,000 characters" in refused(run, "captions", "add", "a.film", "x" * 10_000)
    assert "already" in refused(run, "captions", "add", "a.film", "A car")
    assert "in point" in refused(run, "captions", "add", "a.film", "x", "--in", "2", "--out", "1")
    assert "is a folder" in refused(run, "captions", "add", ".", "x")
    assert "no longer" in refused(run, "captions", "edit", "99", "--text", "x")
    assert "no longer" in refused(run, "captions", "remove", "1", "99")
    assert "Nothing to change" in refused(run, "captions", "edit", "1")
    assert "whole clip" in refused(run, "captions", "edit", "1", "--whole", "--in", "1")
    assert [each["text"] for each in told(run, "captions", "list")] == ["a car"]


@pytest.mark.parametrize("suffix", ["csv", "tsv", "json", "jsonl", "CSV"])
def test_a_saved_list_is_read_again_as_the_same_pairs(run: Run, tmp_path: Path, suffix: str) -> None:  # noqa: F811
    text = 'a "car", red; wheels\u2019 — \u4e2d'
    told(run, "captions", "add", "a.film", text, "--in", "0:01", "--out", "0:02.52")
    told(run, "captions", "add", "b.film", "a frog jumps")
    told(run, "judge", "right", "b.film", "a frog in the grass", "--out", "1")
    told(run, "judge", "wrong", "a.film", "a frog in the grass")
    file = tmp_path / f"captions.{suffix}"
    assert told(run, "captions", "export", file)["captions"] == 2
    assert "already exists" in refused(run, "captions", "export", file, "--judged")
    assert told(run, "captions", "export", file, "--judged", "--replace")["captions"] == 3
    reading = read_sources([file])
    assert reading.problems == []
    assert [(Path(each.file).name, each.caption) for each in reading.pairs] == [
        ("a.film", text),
        ("b.film", "a frog jumps"),
        ("b.film", "a frog in the grass"),
    ]
    assert [Fraction(str(each.start or 0)) for each in reading.pairs] == [1, 0, 0]
    assert [Fraction(str(each.end or 0)) for each in reading.pairs] == [Fraction("2.52"), 0, 1]


def test_a_list_needs_captions_and_an_ending(run: Run, tmp_path: Path) -> None:  # noqa: F811
    assert "no captions" in refused(run, "captions", "export", tmp_path / "x.csv")
    assert ".jsonl" in refused(run, "captions", "export", tmp_path / "x.doc")
    told(run, "captions", "add", "a.film", "a car")
    assert refused(run, "captions", "export", tmp_path / "none/x.csv", code=FAILED)
    assert "no clips" in refused(run, "captions", "export", tmp_path / "x.csv", "elsewhere")


def test_a_list_can_hold_names_that_are_no_text() -> None:
    rows = [("/films/\udcff.mov", Fraction(1001, 24), Fraction(2002, 24), "x")]
    assert caption_list(rows, ".csv") == b"file,start,end,caption\n/films/\xff.mov,41.708333,83.416667,x\n"
    assert json.loads(caption_list(rows, ".jsonl"))["file"] == "/films/\udcff.mov"


def test_moments_are_judged_and_judgements_taken_back(run: Run) -> None:  # noqa: F811
    (right,) = told(run, "judge", "right", "a.film", "a car", "--in", "0:01", "--out", "0:02")
    assert (right["right"], right["sentence"], right["in"]) == (True, "a car", "1")
    (wrong,) = told(run, "judge", "wrong", "a.film", "A CAR", "--in", "0:01", "--out", "0:02")
    assert (wrong["id"], wrong["right"]) == (right["id"], False)
    told(run, "judge", "right", "b.film", "a frog")
    assert len(told(run, "judge", "list")) == 2
    assert [each["right"] for each in told(run, "judge", "list", "a car")] == [False]
    assert "wrong for" in run("judge", "list")[1]
    assert "no longer" in refused(run, "judge", "remove", str(right["id"]), "99")
    assert len(told(run, "judge", "remove", str(right["id"]))["removed"]) == 1
    assert [each["sentence"] for each in told(run, "judge", "list")] == ["a frog"]


def test_a_new_version_of_a_clip_takes_over_its_captions(run: Run, tmp_path: Path) -> None:  # noqa: F811
    told(run, "captions", "add", "a.film", "early", "--out", "1")
    told(run, "captions", "add", "a.film", "late", "--in", "2", "--out", "3")
    told(run, "judge", "right", "a.film", "a car", "--out", "1")
    draw_video(tmp_path / "films/a.film", [("a blue car", 2.5)])
    assert run("index", tmp_path / "films")[0] == 0
    done = told(run, "keep", "carry-over", "a.film")
    assert ([each["text"] for each in done["captions"]], done["judgements"]) == (["early"], 1)
    assert [each["text"] for each in done["left_captions"]] == ["late"]
    assert [each["text"] for each in told(run, "captions", "list", "a.film")] == ["early"]
