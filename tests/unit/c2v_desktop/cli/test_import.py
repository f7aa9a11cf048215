"""`c2v import`: timelines of other programs become collections."""

from pathlib import Path

import pytest

from c2v_desktop.cli.exit_codes import FAILED, NOTHING_INDEXED, SOME_FAILED, USAGE
from tests.unit.c2v_desktop.cli.conftest import told
from tests.unit.c2v_desktop.conftest import Run


@pytest.mark.parametrize("format_", ["edl", "fcpxml", "xml", "otio", "csv", "ale"])
def test_what_was_exported_comes_back_as_a_collection(run: Run, tmp_path: Path, format_: str) -> None:
    made = told(run, "export", "--format", format_, "--basket", "-o", tmp_path / "out", "--title", "Their cut")
    (file,) = made["files"]
    before = told(run, "keep", "list")
    assert told(run, "import", file, "--dry-run")["dry_run"]
    done = told(run, "import", file)
    name = "out" if format_ in ("csv", "ale") else "Their cut"
    assert (done["collection"], len(done["moments"]), done["unmatched"]) == (name, 2, [])
    after = told(run, "keep", "list", "--collection", name)
    assert [(each["path"], each["in"], each["out"]) for each in after] == [
        (each["path"], each["in"], each["out"]) for each in before
    ]
    assert told(run, "import", file)["collection"] == f"{name} 2"
    assert len(told(run, "import", file, "--collection", name)["moments"]) == 2
    assert len(told(run, "keep", "list", "--collection", name)) == 4
    assert len(told(run, "import", file, "--basket")["moments"]) == 2
    assert len(told(run, "keep", "list")) == 4


def test_what_is_not_here_is_listed(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "selects.csv"
    table.write_text("clip,in,out\na.film,1,2\nnone.film,1,2\na.film,50,60\n")
    code, out, _ = run("import", table)
    assert code == SOME_FAILED
    assert "row 3  none.film: The library has no clip of this name." in out
    done = told(run, "import", table, "--basket", code=SOME_FAILED)
    assert [each["kind"] for each in done["unmatched"]] == ["unknown_clip", "outside"]


def test_nothing_that_matches_is_a_failure_and_makes_no_collection(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "selects.csv"
    table.write_text("clip\nnone.film\n")
    code, out, err = run("import", table)
    assert (code, out) == (FAILED, "")
    assert "none.film" in err
    assert [each["name"] for each in told(run, "collections", "list")] == ["Basket"]


def test_paths_of_another_machine_are_mapped(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "selects.csv"
    table.write_text("path\nZ:\\sub\\c.film\n")
    done = told(run, "import", table, "--map", f"{tmp_path / 'films'}=Z:\\")
    assert [each["by"] for each in done["moments"]] == ["path"]


@pytest.mark.parametrize("content", [b"", b"\0\0\0", b"<x>", b"a,b\n"])
def test_what_cannot_be_read_is_a_sentence(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.thing"
    file.write_bytes(content)
    code, out, err = run("import", file)
    assert (code, out) == (FAILED, "")
    assert "x.thing cannot be read" in err
    assert run("import", tmp_path / "none.edl")[0] == FAILED


def test_usage_and_an_empty_library(fake_run: Run, tmp_path: Path) -> None:
    assert fake_run("import")[0] == USAGE
    assert fake_run("import", "x", "--basket", "--collection", "y")[0] == USAGE
    assert fake_run("import", "x")[0] == NOTHING_INDEXED


def test_a_timeline_is_written_again_with_the_paths_that_its_clips_have_now(run: Run, tmp_path: Path) -> None:
    made = told(run, "export", "--format", "edl", "--basket", "-o", tmp_path / "here.edl")
    old, new = Path(made["files"][0]), tmp_path / "new.edl"
    text = old.read_text()
    old.write_text(text.replace(str(Path.cwd()), "/gone"))
    before = told(run, "keep", "list")
    assert not told(run, "import", old, "--relink", new, "--dry-run")["lost"]
    assert not new.exists()
    done = told(run, "import", old, "--relink", new)
    assert new.read_text() == text
    assert {each["by"] for each in done["files"]} <= {"content", "name"}
    code, _, err = run("import", old, "--relink", new)
    assert (code, "already exists" in err) == (FAILED, True)
    assert told(run, "keep", "list") == before
