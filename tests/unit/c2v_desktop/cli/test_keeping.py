"""`c2v rate`, `tag`, `keep`, `collections`, `clips`, and the filters of `c2v search`."""

import json
from pathlib import Path
from typing import Any

import pytest

from c2v_desktop.cli.exit_codes import FAILED, NOTHING_INDEXED, USAGE
from tests.fakes.still_frames import draw_video
from tests.unit.c2v_desktop.conftest import VIDEOS, Run

COMMANDS = [
    ["rate", "a.film", "--stars", "3"],
    ["tag", "a.film", "--add", "x"],
    ["tag"],
    ["keep", "add", "a.film"],
    ["keep", "list"],
    ["keep", "carry-over", "a.film"],
    ["collections", "list"],
    ["collections", "add", "x"],
    ["clips"],
    ["clips", "--counts"],
]


@pytest.fixture
def run(fake_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """films/a, b and films/sub/c are indexed; commands are given in films."""
    for name, words in VIDEOS.items():
        draw_video(tmp_path / ("films/sub" if name == "c" else "films") / f"{name}.film", [(words, 3.0)])
    assert fake_run("index", tmp_path / "films")[0] == 0
    monkeypatch.chdir(tmp_path / "films")
    return fake_run


def told(run: Run, *arguments: str | Path) -> Any:
    code, out, err = run(*arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def refused(run: Run, *arguments: str | Path, code: int = FAILED) -> str:
    got, out, err = run(*arguments)
    assert (got, out) == (code, ""), err
    return err


def clips(run: Run, *filters: str) -> list[str]:
    return [Path(each["path"]).name for each in told(run, "clips", *filters)]


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_library_each_says_what_to_do_first(fake_run: Run, command: list[str]) -> None:
    assert "c2v index" in refused(fake_run, *command, code=NOTHING_INDEXED)


def test_clips_are_rated_and_found_by_their_ratings(run: Run) -> None:
    (a,) = told(run, "rate", "a.film", "--stars", "4", "--pick", "--seen")["clips"]
    assert (a["rating"], a["flag"], a["seen"]) == (4, "pick", True)
    told(run, "rate", "sub", "b.film", "--stars", "2")
    assert clips(run, "--rating", "2") == ["a.film", "b.film", "c.film"]
    assert clips(run, "--rating", "3") == clips(run, "--flag", "pick") == clips(run, "--seen") == ["a.film"]
    assert clips(run, "--flag", "none", "--unseen") == ["b.film", "c.film"]
    told(run, "rate", "a.film", "--stars", "0", "--unflag", "--unseen")
    assert clips(run, "--rating", "3") == []
    assert "No clip passes" in run("clips", "--rating", "3")[1]
    assert "★★☆☆☆" in run("clips")[1]


def test_clips_are_tagged_and_tags_renamed(run: Run) -> None:
    told(run, "tag", ".", "--add", "Day 1", "--add", "car")
    told(run, "tag", "b.film", "--remove", "CAR")
    assert told(run, "tag") == [{"name": "car", "clips": 2}, {"name": "Day 1", "clips": 3}]
    assert clips(run, "--tag", "Car", "--tag", "day 1") == ["a.film", "c.film"]
    assert told(run, "tag", "--rename", "car", "Auto")["clips"] == 2
    assert told(run, "tag", "--delete", "day 1")["clips"] == 3
    assert told(run, "tag") == [{"name": "Auto", "clips": 2}]


def test_moments_are_kept_listed_edited_moved_and_removed(run: Run) -> None:
    (first,) = told(run, "keep", "add", "a.film", "--in", "0:01", "--out", "00:00:02:00", "--note", "the car")
    assert (first["in"], first["out"], first["note"]) == ("1", "2", "the car")
    (second,) = told(run, "keep", "add", "b.film")
    assert (second["in"], second["out"]) == (None, None)
    told(run, "collections", "add", "Trailer")
    (third,) = told(run, "keep", "add", "a.film", "--out", "1.52", "--collection", "trailer")
    assert (third["in"], third["out_s"]) == ("0", 1.52)
    assert clips(run, "--collection", "Trailer") == ["a.film"]
    (edited,) = told(run, "keep", "edit", str(first["id"]), "--in", "0:00.52")
    assert (edited["in_s"], edited["out"], edited["note"]) == (0.52, "2", "the car")
    moved = told(run, "keep", "move", str(second["id"]), "--to", "1")
    assert [each["id"] for each in moved] == [second["id"], first["id"]]
    copied = told(run, "keep", "move", str(first["id"]), "--copy", "--collection", "Trailer")
    assert [each["note"] for each in copied] == ["", "the car"]
    assert len(told(run, "keep", "list", "--all")) == 4
    told(run, "keep", "remove", str(first["id"]), str(second["id"]))
    assert told(run, "keep", "list") == []
    assert "the car" in run("keep", "list", "--collection", "Trailer")[1]


def test_a_replaced_clip_takes_over_what_was_kept_of_the_old_one(run: Run, tmp_path: Path) -> None:
    told(run, "rate", "a.film", "--stars", "4")
    told(run, "tag", "a.film", "--add", "car")
    (early,) = told(run, "keep", "add", "a.film", "--in", "0:01", "--out", "0:02")
    (late,) = told(run, "keep", "add", "a.film", "--in", "0:02", "--out", "0:03")
    assert "Nothing is kept of an earlier version" in refused(run, "keep", "carry-over", "b.film")
    draw_video(tmp_path / "films/a.film", [("a blue car", 2.5)])
    assert run("index", tmp_path / "films")[0] == 0
    assert clips(run, "--rating", "4") == []
    done = told(run, "keep", "carry-over", "a.film")
    assert (done["clip"]["rating"], done["clip"]["tags"]) == (4, ["car"])
    assert [each["id"] for each in done["moments"]] == [early["id"]]
    assert [(each["id"], each["paths"]) for each in done["left"]] == [(late["id"], [])]
    assert clips(run, "--rating", "4") == ["a.film"]
    assert "already" in refused(run, "keep", "carry-over", "a.film")
    back = told(run, "keep", "carry-over", "a.film", "--undo")
    assert back["clip"]["rating"] == 0
    assert [moment["id"] for moment in back["moments"]] == [moment["id"] for moment in done["moments"]]
    assert "Nothing was carried over" in refused(run, "keep", "carry-over", "a.film", "--undo")
    assert told(run, "keep", "carry-over", "a.film") == done
    assert told(run, "undo", "a.film") == back, "the other command that undoes"


def test_a_new_version_under_another_name_takes_over_from_the_old_one(run: Run, tmp_path: Path) -> None:
    told(run, "keep", "add", "a.film", "--in", "0:01", "--out", "0:02", "--note", "the car")
    told(run, "keep", "add", "b.film", "--in", "0:02", "--out", "0:03")
    for name, length_s in (("new", 2.6), ("short", 1.5)):
        draw_video(tmp_path / f"films/{name}.film", [("a red car", length_s)])
    (tmp_path / "films/copy.film").write_bytes((tmp_path / "films/a.film").read_bytes())
    assert run("index", tmp_path / "films")[0] == 0
    before = told(run, "keep", "list", "--all")
    assert "already" in refused(run, "keep", "carry-over", "copy.film", "--from", "a.film")
    assert "too short" in refused(run, "keep", "carry-over", "short.film", "--from", "b.film")
    assert "Nothing is kept" in refused(run, "keep", "carry-over", "new.film", "--from", "sub/c.film")
    assert "Nothing is kept" in refused(run, "keep", "carry-over", "new.film", "--from", "never.film")
    assert "Name one clip" in refused(run, "keep", "carry-over", ".", "--from", "a.film")
    assert "no clips in" in refused(run, "keep", "carry-over", "never.film", "--from", "a.film")
    assert told(run, "keep", "list", "--all") == before
    (tmp_path / "films/a.film").unlink()
    (tmp_path / "films/copy.film").unlink()
    code, out, err = run("keep", "carry-over", "new.film", "--from", "a.film")
    assert (code, err) == (0, "")
    assert "new.film" in out
    assert "the car" in out
    (mine,) = [each for each in told(run, "keep", "list") if each["note"] == "the car"]
    assert mine["path"].endswith("new.film")


def test_collections_are_listed_renamed_and_removed(run: Run, tmp_path: Path) -> None:
    query = tmp_path / "q.json"
    query.write_text('{"version": 1, "text": "red car"}')
    told(run, "collections", "add", "Cars", "--query", query)
    told(run, "collections", "add", "Trailer")
    told(run, "collections", "rename", "trailer", "Teaser")
    listed = told(run, "collections", "list")
    assert [each["name"] for each in listed] == ["Basket", "Cars", "Teaser"]
    assert json.loads(listed[1]["query"])["text"] == "red car"
    told(run, "keep", "add", "a.film", "--collection", "Teaser")
    assert "--yes" in refused(run, "collections", "remove", "Teaser")
    assert [each["name"] for each in told(run, "collections", "remove", "Teaser", "--yes")] == ["Basket", "Cars"]
    query.write_text("nonsense")
    refused(run, "collections", "add", "Other", "--query", query)
    refused(run, "collections", "add", "Other", "--query", tmp_path / "none.json")
    assert len(told(run, "collections", "list")) == 2


def test_a_search_is_filtered(run: Run) -> None:
    told(run, "rate", "b.film", "--stars", "5")
    hits = told(run, "search", "red car", "--rating", "1")["hits"]
    assert [Path(each["path"]).name for each in hits] == ["b.film"]
    assert told(run, "search", "red car", "--name", "nothing")["hits"] == []
    assert "passes these filters" in run("search", "red car", "--name", "nothing")[1]
    assert "clips that pass the filters" in run("search", "red car", "--rating", "1")[1]
    assert "the chosen folders" in run("search", "red car", "--folder", "sub")[1]
    names = [Path(each["path"]).name for each in told(run, "search", "red car", "--folder", "sub")["hits"]]
    assert names == ["c.film"]
    assert told(run, "search", "red car", "--folder", "sub", "--rating", "1")["hits"] == []


def test_filters_choose_by_what_files_say(run: Run) -> None:
    everything = ["a.film", "b.film", "c.film"]
    assert clips(run) == everything
    assert clips(run, "--name", "B.FI") == ["b.film"]
    assert clips(run, "sub") == ["c.film"]
    assert clips(run, "--min-length", "0:02", "--max-length", "3.5") == everything
    assert clips(run, "--min-length", "0:04") == []
    assert clips(run, "--added-from", "2000-01-01", "--added-until", "2100-01-01") == everything
    assert clips(run, "--added-until", "2000-01-01") == []
    assert clips(run, "--added-within", "0.5") == everything
    assert clips(run, "--added-within", "0.0000001") == []
    assert clips(run, "--shot-from", "2000-01-01") == [], "these do not say when"
    counts = told(run, "clips", "--counts")
    assert counts["clips"] == 3
    for kind, option in (("codec", "--codec"), ("resolution", "--resolution"), ("orientation", "--orientation")):
        (only,) = counts["filters"][kind]
        assert only["clips"] == 3
        assert clips(run, option, str(only["value"])) == everything
    (rate,) = counts["filters"]["frame_rate"]
    assert clips(run, "--fps", str(rate["value"] / 100)) == everything
    assert clips(run, "--fps", "12.3") == []


def test_counts_are_shown_in_words(run: Run) -> None:
    told(run, "tag", "a.film", "--add", "Day 1")
    told(run, "keep", "add", "a.film")
    out = run("clips", "--counts")[1]
    assert "tag: Day 1 1" in out
    assert "collection: Basket 1" in out
    assert "flag: none 3" in out


@pytest.mark.parametrize(
    "command",
    [
        ["rate", "a.film"],
        ["rate", "a.film", "--stars", "6"],
        ["rate", "a.film", "--stars", "-1"],
        ["rate", "nowhere.film", "--stars", "1"],
        ["tag", "a.film"],
        ["tag", "--add", "x"],
        ["tag", "a.film", "--add", " "],
        ["tag", "--rename", "none", "x"],
        ["tag", "--delete", "none"],
        ["tag", "a.film", "--delete", "x"],
        ["keep", "add", "sub/../."],
        ["keep", "add", "nowhere.film"],
        ["keep", "add", "a.film", "--in", "soon"],
        ["keep", "add", "a.film", "--in", "0:02", "--out", "0:01"],
        ["keep", "add", "a.film", "--in", "0:59"],
        ["keep", "add", "a.film", "--out", "0:59"],
        ["keep", "add", "a.film", "--collection", "none"],
        ["keep", "edit", "9", "--note", "x"],
        ["keep", "edit", "9"],
        ["keep", "edit", "9", "--whole", "--in", "1"],
        ["keep", "remove", "9"],
        ["keep", "move", "9"],
        ["keep", "move", "9", "--copy", "--to", "1"],
        ["collections", "add", "BASKET"],
        ["collections", "rename", "Basket", "x"],
        ["collections", "remove", "none", "--yes"],
        ["clips", "--tag", "none"],
        ["clips", "--collection", "none"],
        ["clips", "--codec", "none"],
        ["clips", "--camera", "none"],
        ["clips", "nowhere"],
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_changed(run: Run, command: list[str]) -> None:
    before = told(run, "clips"), told(run, "keep", "list", "--all"), told(run, "collections", "list"), told(run, "tag")
    assert refused(run, *command).rstrip().endswith(".")
    after = told(run, "clips"), told(run, "keep", "list", "--all"), told(run, "collections", "list"), told(run, "tag")
    assert after == before


@pytest.mark.parametrize(
    "command",
    [
        ["rate"],
        ["rate", "a.film", "--pick", "--reject"],
        ["keep"],
        ["keep", "remove", "x"],
        ["clips", "--rating", "6"],
        ["clips", "--fps", "fast"],
        ["clips", "--resolution", "huge"],
        ["clips", "--added-from", "31.5.2026"],
        ["clips", "--added-within", "-1"],
        ["clips", "--min-length", "long"],
        ["clips", "--seen", "--unseen"],
        ["search", "x", "--flag", "maybe"],
    ],
)
def test_a_command_line_that_makes_no_sense_is_refused(run: Run, command: list[str]) -> None:
    refused(run, *command, code=USAGE)
