"""`c2v names`: taught, listed, renamed, removed, handed on, and more examples found."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from c2v_desktop import name_teaching
from c2v_desktop.cli.exit_codes import FAILED, NOTHING_INDEXED
from core.errors import EncoderError
from core.values import TaughtVectors, TaughtWord
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.still_frames import colour_of, draw_video
from tests.unit.c2v_desktop.conftest import Run

COMMANDS: list[list[str]] = [
    ["list"],
    ["teach", "Rex", "a.film"],
    ["rename", "Rex", "Max"],
    ["remove", "Rex"],
    ["undo"],
    ["export", "--to", "x.safetensors"],
    ["suggest", "Rex"],
]


@pytest.fixture
def run(fake_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """films/0 to 5 show a tree, 6 to 9 something else; commands are given in films."""
    for number in range(10):
        words = "green tree" if number < 6 else "red car"
        draw_video(tmp_path / f"films/{number}.film", [(f"{words} {number}", 6.0)])
    assert fake_run("index", tmp_path / "films")[0] == 0
    monkeypatch.chdir(tmp_path / "films")
    return fake_run


@pytest.fixture
def lessons(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was asked to be taught; the lesson itself is played: a name means what a tree is."""
    asked: list[Any] = []

    def teach(settings: object, name: str, examples: Sequence[Any], material: Any, **more: Any) -> TaughtWord:
        asked.append((name, list(examples), material, more))
        rows = 3 * HashEncoder("Alpha")._vector(colour_of("tree"))[None]
        learned = TaughtVectors.of(material.spec.text_key, rows, json.dumps({"message": "It helps.", "seconds": 1.5}))
        return TaughtWord(0, name, "name", tuple(examples), 0.0, (learned,))

    monkeypatch.setattr(name_teaching, "teach", teach)
    return asked


def told(run: Run, *arguments: str | Path) -> Any:
    code, out, err = run("names", *arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def refused(run: Run, *arguments: str | Path, code: int = FAILED) -> str:
    got, out, err = run("names", *arguments)
    assert (got, out) == (code, ""), err
    return err


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_library_each_says_what_to_do_first(fake_run: Run, command: list[str]) -> None:
    assert "c2v index" in refused(fake_run, *command, code=NOTHING_INDEXED)


def test_a_name_is_taught_from_clips_and_moments(run: Run, lessons: list[Any]) -> None:
    said = told(run, "teach", "Rex", "0.film", "1.film@0-3", "2.film@2-0:04", "3.film")
    assert (said["name"], said["kind"], said["taught"]) == ("Rex", "name", True)
    assert [each["start_s"] for each in said["examples"]] == [None, 0.0, 2.0, None]
    ((name, examples, material, more),) = lessons
    assert (name, len(examples), more["vectors"], more["seed"]) == ("Rex", 4, 2, 0)
    assert material.examples.shape == (4, material.spec.dim)
    assert material.sources == (0, 1, 2, 3)
    assert 0 < len(material.library) <= 12  # without the clips of the examples
    assert np.allclose(np.linalg.norm(material.examples, axis=1), 1, atol=1e-5)
    assert "It helps." in run("names", "list")[1]
    suggested = [Path(each["path"]).name for each in told(run, "suggest", "REX", "--limit", "2")]
    assert sorted(suggested) == ["4.film", "5.film"]


def test_examples_are_added_and_a_known_name_is_taught_again_from_its_own(run: Run, lessons: list[Any]) -> None:
    told(run, "teach", "Rex", "0.film", "1.film", "2.film")
    told(run, "teach", "rex", "3.film", "--add", "--vectors", "3", "--seed", "8")
    assert len(lessons[1][1]) == 4
    assert lessons[1][3] == {"vectors": 3, "seed": 8}
    told(run, "teach", "Rex")
    assert len(lessons[2][1]) == 4
    assert len(told(run, "list")) == 1


def test_moments_of_a_collection_are_examples(run: Run, lessons: list[Any]) -> None:
    assert run("collections", "add", "Trees")[0] == 0
    for number in range(3):
        assert run("keep", "add", f"{number}.film", "--in", "1", "--out", "2", "--collection", "Trees")[0] == 0
    said = told(run, "teach", "Rex", "--collection", "Trees")
    assert [(each["start_s"], each["end_s"]) for each in said["examples"]] == [(1.0, 2.0)] * 3


def test_too_few_examples_and_what_is_none_are_refused(run: Run, lessons: list[Any], tmp_path: Path) -> None:
    assert "3 to 20" in refused(run, "teach", "Rex", "0.film", "1.film")
    assert "3 to 20" in refused(run, "teach", "Rex")
    refused(run, "teach", "Rex", "none.film", "0.film", "1.film")
    refused(run, "teach", "Rex", "0.film@2", "1.film", "2.film")
    refused(run, "teach", "Rex", tmp_path / "films", "1.film", "2.film")
    refused(run, "teach", "Rex", "0.film@4-2", "1.film", "2.film")
    assert told(run, "list") == []


def test_what_the_model_cannot_learn_is_not_kept(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def teach(*_: object, **__: object) -> TaughtWord:
        raise EncoderError('"Rex" was not taught.', "The examples do not look like one thing.")

    monkeypatch.setattr(name_teaching, "teach", teach)
    assert "one thing" in refused(run, "teach", "Rex", "0.film", "1.film", "2.film")
    assert told(run, "list") == []


def test_names_are_renamed_and_removed(run: Run, lessons: list[Any]) -> None:
    told(run, "teach", "Rex", "0.film", "1.film", "2.film")
    assert told(run, "rename", "rex", "the old Oak")[0]["name"] == "the old Oak"
    refused(run, "remove", "Rex")
    assert [each["name"] for each in told(run, "remove", "THE OLD OAK")["removed"]] == ["the old Oak"]
    assert told(run, "list") == []


def test_the_last_change_of_names_is_undone_by_a_later_command(run: Run, lessons: list[Any]) -> None:
    refused(run, "undo")
    told(run, "teach", "Rex", "0.film", "1.film", "2.film")
    before = told(run, "list")
    told(run, "remove", "Rex")
    assert [each["name"] for each in told(run, "undo")["names"]] == ["Rex"]
    assert told(run, "list") == before
    refused(run, "undo")
    told(run, "rename", "Rex", "Max")
    assert told(run, "undo")["removed"] == ["Max"]
    assert told(run, "list") == before
    told(run, "teach", "Rex", "3.film", "--add")
    told(run, "undo")
    assert len(told(run, "list")[0]["examples"]) == 3
    told(run, "teach", "Ida", "3.film", "4.film", "5.film")
    assert told(run, "undo")["removed"] == ["Ida"]
    assert told(run, "list") == before


def test_names_go_by_file_to_another_library(run: Run, lessons: list[Any], tmp_path: Path) -> None:
    told(run, "teach", "Rex", "0.film", "1.film", "2.film")
    file = tmp_path / "out/rex.safetensors"
    said = told(run, "export", "--to", file)
    assert (said["names"], said["model"], len(said["sha256"])) == (["Rex"], "Alpha", 64)
    refused(run, "export", "--to", file)
    told(run, "export", "rex", "--to", file, "--force")
    refused(run, "import", file)
    assert len(told(run, "import", file, "--replace")[0]["examples"]) == 3
    told(run, "remove", "Rex")
    assert told(run, "import", file)[0]["taught"] is True
    assert told(run, "list")[0]["figures"]["message"] == "It helps."
    file.write_bytes(file.read_bytes()[:-4])
    refused(run, "import", file)
    refused(run, "import", tmp_path / "none.safetensors")
    refused(run, "export", "Max", "--to", tmp_path / "x")
