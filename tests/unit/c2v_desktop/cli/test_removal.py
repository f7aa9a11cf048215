"""`c2v remove`, `forget`, `undo`, and folders given in any form."""

import json
import os
import sys
from pathlib import Path

import pytest

from c2v_desktop.cli.exit_codes import NOTHING_INDEXED
from tests.fakes.still_frames import draw_video
from tests.unit.c2v_desktop.conftest import VIDEOS, Run


@pytest.fixture
def run(fake_run: Run, tmp_path: Path) -> Run:
    """films/a, b and films/sub/c are indexed."""
    for name, words in VIDEOS.items():
        draw_video(tmp_path / ("films/sub" if name == "c" else "films") / f"{name}.film", [(words, 3.0)])
    assert fake_run("index", tmp_path / "films")[0] == 0
    return fake_run


def told(run: Run, *arguments: str | Path) -> dict:
    code, out, err = run(*arguments, "--json")
    assert code in (0, NOTHING_INDEXED), err
    return json.loads(out)


def ready(run: Run) -> int:
    return told(run, "status")["videos"].get("ready", 0)


def paths_of(run: Run, words: str, *arguments: str | Path) -> list[str]:
    return [Path(hit["path"]).name for hit in told(run, "search", words, *arguments)["hits"]]


@pytest.mark.parametrize("form", ["films/sub", "films/sub/", "films/./sub/../sub", "link/sub", "link2"])
def test_a_search_takes_any_folder_of_the_library_in_any_form(run: Run, tmp_path: Path, form: str, monkeypatch) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "films")
    (tmp_path / "link2").symlink_to(tmp_path / "films/sub")
    assert paths_of(run, "red car", "--folder", tmp_path / form) == ["c.film"]
    monkeypatch.chdir(tmp_path)
    assert paths_of(run, "red car", "--folder", form) == ["c.film"]
    code, _, err = run("search", "red car", "--folder", tmp_path / "elsewhere")
    assert code == 1
    assert "no clips in" in err


def test_removing_says_what_is_lost_and_undo_brings_it_back(run: Run, tmp_path: Path) -> None:
    code, _out, err = run("remove", tmp_path / "films")
    assert code == 1
    assert "3 clips to be removed from the library: 3 moments in 9 s of footage" in err
    assert "--yes" in err
    assert ready(run) == 3
    removed = told(run, "remove", tmp_path / "films", "--yes")
    assert (removed["clips"], removed["segments"], removed["kind"]) == (3, 3, "folder")
    assert ready(run) == 0
    status = told(run, "status")
    assert status["folders"] == []
    assert status["removed"][0]["clips"] == 3
    assert "removed in the last 30 days: 3 clips" in run("status")[1]
    assert str(tmp_path / "films") in run("undo", "--list")[1]
    assert told(run, "undo")["restored"] == 3
    assert ready(run) == 3
    assert run("undo")[0] == 1
    assert paths_of(run, "green frog")[0] == "c.film"


def test_a_folder_that_is_gone_is_removed_by_what_status_shows(run: Run, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9 \n"))
    draw_video(odd / "d.film", [("moon", 2.0)])
    assert run("index", odd)[0] == 0
    (odd / "d.film").unlink()
    odd.rmdir()
    line = next(line for line in run("status")[1].splitlines() if "caf" in line)
    shown = line.split(None, 1)[1].split("  (")[0]
    assert told(run, "remove", shown, "--yes")["clips"] == 1
    told(run, "undo")
    assert told(run, "remove", "2", "--yes")["clips"] == 1
    told(run, "undo")
    assert told(run, "remove", shown.rsplit("/", 1)[1], "--yes")["clips"] == 1
    assert len(told(run, "status")["folders"]) == 1


def test_a_name_that_several_folders_have_is_asked_for(run: Run, tmp_path: Path) -> None:
    for card in ("card A", "card B"):
        draw_video(tmp_path / card / "DCIM/d.film", [("moon", 2.0)])
        run("index", tmp_path / card / "DCIM")
    code, _, err = run("remove", "DCIM", "--yes")
    assert code == 1
    assert "Several folders" in err
    assert told(run, "remove", "DCIM (card B)", "--yes")["paths"] == [str(tmp_path / "card B/DCIM")]


@pytest.mark.parametrize("what", ["nowhere", "7", "sub"])
def test_what_is_not_in_the_library_is_not_removed(run: Run, tmp_path: Path, what: str, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run("remove", what, "--yes")
    assert code == 1
    assert "not in the library" in err
    assert ready(run) == 3


def test_a_part_of_a_folder_and_a_clip_are_removed(run: Run, tmp_path: Path) -> None:
    told(run, "remove", tmp_path / "films/sub", tmp_path / "films/a.film", "--yes")
    assert run("index")[0] == 0
    assert ready(run) == 1
    told(run, "undo")
    assert run("index")[0] == 0
    assert ready(run) == 3


def test_deleted_clips_are_listed_and_forgotten(run: Run, tmp_path: Path) -> None:
    assert "No clips are missing" in run("forget")[1]
    assert told(run, "forget", "--missing", "--yes")["clips"] == 0
    (tmp_path / "films/a.film").unlink()
    (tmp_path / "films/sub/c.film").unlink()
    run("index")
    assert told(run, "forget")["missing"] == [str(tmp_path / "films/a.film"), str(tmp_path / "films/sub/c.film")]
    assert paths_of(run, "red car")[0] == "b.film"
    code, _, err = run("forget", tmp_path / "films/b.film", "--yes")
    assert code == 1
    assert "No clips are missing in" in err
    assert run("forget", "--missing")[0] == 1, "nobody can be asked here"
    assert told(run, "forget", tmp_path / "films/sub", "--yes")["clips"] == 1
    assert told(run, "forget", "--missing", "--yes")["clips"] == 1
    assert told(run, "status")["videos"]["missing"] == 0
    assert told(run, "forget", "--removed", "--yes")["clips"] == 2
    assert told(run, "undo", "--list") == []


def test_clips_of_a_drive_that_is_away_are_not_missing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "films").rename(tmp_path / "unplugged")
    run("index")
    assert told(run, "status")["videos"]["offline"] == 3
    assert told(run, "forget", "--missing", "--yes")["clips"] == 0
    code, _, err = run("forget", tmp_path / "films", "--yes")
    assert code == 1
    assert "3 clips are offline" in err


def test_a_yes_is_waited_for(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        said = "no\n"

        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return self.said

    monkeypatch.setattr(sys, "stdin", Terminal())
    assert run("remove", tmp_path / "films")[0] == 130
    assert ready(run) == 3
    Terminal.said = "yes\n"
    assert run("remove", tmp_path / "films")[0] == 0
    assert ready(run) == 0


@pytest.mark.parametrize(("name", "says"), [("typo", "Not found"), ("notes.txt", "Not a video")])
def test_what_is_no_clip_leaves_no_trace(run: Run, tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    code, out, err = run("index", tmp_path / name)
    assert code != 0
    assert says in out + err
    assert len(told(run, "status")["folders"]) == 1


def test_before_anything_is_indexed(fake_run: Run) -> None:
    for command in (["remove", "x"], ["forget"], ["undo"], ["undo", "--list"]):
        code, _, err = fake_run(*command)
        assert code != 0
        assert "Nothing is indexed" in err


def test_the_version_is_told(fake_run: Run) -> None:
    code, out, _ = fake_run("--version")
    assert code == 0
    assert out.startswith("C2V Desktop ")
