"""`c2v export`: from the basket, collections, clips and searches."""

from collections.abc import Generator
from pathlib import Path

import pytest
from PIL import Image

from c2v_desktop.cli.exit_codes import FAILED, NOTHING_INDEXED, SOME_FAILED, USAGE
from core.errors import UnreadableError
from core.export import FORMATS
from core.values import SubclipJob, SubclipMade
from tests.unit.c2v_desktop.cli.conftest import told
from tests.unit.c2v_desktop.conftest import Run


def refused(run: Run, *arguments: str | Path, code: int = FAILED) -> str:
    got, out, err = run(*arguments)
    assert (got, out) == (code, ""), err
    return err


@pytest.mark.parametrize("format_", [each for each in FORMATS if each != "otioz"])
def test_the_basket_is_written_in_each_format(run: Run, tmp_path: Path, format_: str) -> None:
    done = told(run, "export", "--format", format_, "--basket", "-o", tmp_path / "out")
    assert done["moments"] == 2
    assert done["files"] == [str(tmp_path / f"out{FORMATS[format_].suffix}")]
    text = Path(done["files"][0]).read_text("utf-8")
    assert "this &" in text or "this %26" in text or "this \\u0026" in text
    assert [each.name for each in tmp_path.glob(".*.part")] == []


@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_contact_sheets_have_pictures_of_the_clips(run: Run, tmp_path: Path, kind: str) -> None:
    (file,) = told(run, "export", "red car", "--top", "2", "--format", f"sheet-{kind}", "-o", tmp_path / "x")["files"]
    content = Path(file).read_bytes()
    assert content.startswith(b"%PDF" if kind == "pdf" else b"\x89PNG")
    if kind == "png":
        with Image.open(file) as page:
            greys = {(232, 232, 232), (255, 255, 255)}
            colours = {page.getpixel((x, 140)) for x in range(400, 1180, 10)}
        assert colours - greys, "frames are not empty"


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    done = told(run, "export", "--format", "edl", "--basket", "-o", tmp_path / "out.edl", "--dry-run")
    assert done["dry_run"]
    assert done["files"] == [str(tmp_path / "out.edl")]
    assert not (tmp_path / "out.edl").exists()
    assert "no_timecode" in {each["kind"] for each in done["problems"]}
    code, out, _ = run("export", "--format", "edl", "--basket", "--dry-run")
    assert code == 0
    assert "no timecode of its own" in out


def test_nothing_is_overwritten_unless_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.edl"
    target.write_text("mine")
    assert "already exists" in refused(run, "export", "--format", "edl", "--basket", "-o", target)
    assert target.read_text() == "mine"
    told(run, "export", "--format", "edl", "--basket", "-o", target, "--replace")
    assert target.read_text().startswith("TITLE: Basket")


def test_a_search_is_exported_with_its_phrases(run: Run, tmp_path: Path) -> None:
    done = told(run, "export", "red car", "--format", "csv", "-o", tmp_path / "x.csv", "--top", "2", "--preset", "all")
    assert done["moments"] == 2
    text = (tmp_path / "x.csv").read_text("utf-8-sig")
    assert "red car" in text
    by_option = told(run, "export", "--query", "red car", "--format", "csv", "--dry-run", "--top", "2")
    assert by_option["moments"] == 2


def test_collections_clips_and_folders_are_exported(run: Run, tmp_path: Path) -> None:
    run("collections", "add", "Day 1")
    run("keep", "add", "sub/c.film", "--collection", "Day 1")
    assert told(run, "export", "--format", "otio", "--collection", "day 1", "-o", tmp_path / "x.otio")["moments"] == 1
    assert told(run, "export", "--format", "otio", "--clip", ".", "--dry-run")["moments"] == 3
    err = refused(run, "export", "--format", "edl", "--collection", "none", "-o", tmp_path / "y")
    assert "no collection named none" in err
    query = tmp_path / "q.json"
    run("search", "red car", "--save-query", query)
    run("collections", "add", "Cars", "--query", query)
    assert told(run, "export", "--format", "edl", "--collection", "Cars", "--dry-run")["moments"] == 3


def test_paths_are_mapped_and_handles_added(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "x.csv"
    columns = ["--columns", "path,in_frame,out_frame"]
    here = f"{tmp_path / 'films'}=Z:\\rushes"
    done = told(run, "export", "--format", "csv", "--basket", "-o", out, "--map", here, "--handles", "5", *columns)
    rows = out.read_text("utf-8-sig").splitlines()
    first, end = (int(each) for each in rows[1].split(",")[1:])
    assert rows[1].startswith("Z:\\rushes\\a.film,")
    rate = int(done["rate"])
    assert (first, end) == (rate - 5, 2 * rate + 5)
    assert rows[2].split(",")[1] == "0"


def test_clips_that_are_gone_are_left_out_and_said(run: Run, tmp_path: Path) -> None:
    run("remove", "b.film", "--yes")
    done = told(run, "export", "--format", "edl", "--basket", "-o", tmp_path / "x.edl", code=SOME_FAILED)
    assert (done["moments"], done["left_out"]) == (1, 1)
    run("remove", "a.film", "--yes")
    assert "no moments to export" in refused(run, "export", "--format", "edl", "--basket", "-o", tmp_path / "y.edl")
    assert not (tmp_path / "y.edl").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--basket"],
        ["--format", "edl", "-o", "x"],
        ["--format", "edl", "--basket", "--collection", "x", "-o", "x"],
        ["--format", "edl", "--basket", "red car", "-o", "x"],
        ["--format", "edl", "--basket"],
        ["--format", "nope", "--basket", "-o", "x"],
        ["--format", "edl", "--basket", "-o", "x", "--map", "nothing"],
        ["--format", "edl", "--basket", "-o", "x", "--handles", "-3"],
        ["--format", "edl", "--basket", "-o", "x", "--handles", "1.5"],
        ["--format", "edl", "--basket", "-o", "x", "--rate", "0"],
        ["--format", "edl", "--basket", "-o", "x", "--rate", "abc"],
    ],
)
def test_what_cannot_be_meant_is_a_usage_message(run: Run, arguments: list[str]) -> None:
    refused(run, "export", *arguments, code=USAGE)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "csv", "--columns", "in,nothing"], "no column “nothing”"),
        (["--format", "edl", "--start", "25:00:00:00"], "is not a time of day"),
        (["--format", "edl", "--start", "now"], "is not a timecode"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(run: Run, tmp_path: Path, arguments: list[str], said: str) -> None:
    assert said in refused(run, "export", "--basket", "-o", tmp_path / "x", *arguments)


def test_a_folder_that_is_not_there_is_a_sentence(run: Run, tmp_path: Path) -> None:
    err = refused(run, "export", "--format", "edl", "--basket", "-o", tmp_path / "no" / "x.edl")
    assert "was not found" in err


def test_a_folder_as_output_gets_a_file_of_the_title(run: Run, tmp_path: Path) -> None:
    done = told(run, "export", "--format", "edl", "--basket", "-o", tmp_path, "--title", "Day 1/2")
    assert [Path(each).name for each in done["files"]] == ["Day 1_2.edl"]


def test_without_a_library_it_says_what_to_do_first(fake_run: Run) -> None:
    assert "c2v index" in refused(fake_run, "export", "--format", "edl", "--basket", "-o", "x", code=NOTHING_INDEXED)


def test_clips_travel_inside_of_an_otioz(run: Run, tmp_path: Path) -> None:
    otio = pytest.importorskip("opentimelineio")
    target = tmp_path / "x.otioz"
    told(run, "export", "--format", "otioz", "--basket", "-o", target)
    (tmp_path / "inside").mkdir()
    timeline = otio.adapters.read_from_file(str(target), extract_to_directory=str(tmp_path / "inside"))
    names = [each.media_reference.target_url for each in timeline.find_clips()]
    assert names == ["media/a.film", "media/b.film"]
    assert (tmp_path / "inside/media/a.film").read_bytes() == Path("a.film").read_bytes()
    Path("a.film").unlink()
    assert "could not be read" in refused(run, "export", "--format", "otioz", "--basket", "-o", tmp_path / "y.otioz")
    assert not (tmp_path / "y.otioz").exists()


class DrawnMaker:
    """Takes every stretch for a whole file; clip b cannot be read."""

    def transcodes(self) -> tuple[str, ...]:
        return ("h264",)

    def subclip(self, job: SubclipJob, target: Path | None) -> Generator[float, None, SubclipMade]:
        yield 0.5
        if job.path.name == "b.film":
            raise UnreadableError(job.path, "b.film is damaged.")
        if target is not None:
            target.write_bytes(b"film")
        return SubclipMade(job.first / job.rate, job.end / job.rate, job.end - job.first)

    def close(self) -> None:
        pass


def test_subclips_are_written_into_a_folder(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("c2v_desktop.compose.make_decoder", lambda _: DrawnMaker())
    folder = tmp_path / "out"
    folder.mkdir()
    asked = ("export", "--format", "subclips", "--basket", "--encode", "h264", "-o", folder)
    done = told(run, *asked, "--dry-run", code=SOME_FAILED)
    assert list(folder.iterdir()) == []
    assert [each["frames_early"] for each in done["subclips"]] == [0, 0]
    done = told(run, *asked, code=SOME_FAILED)
    assert [Path(each).name for each in done["files"]] == [each.name for each in folder.iterdir()]
    assert [each["error"] for each in done["subclips"]] == ["", "b.film is damaged."]
    assert "already exists" in refused(run, *asked)
    assert "no encoder" in refused(run, *asked[:-3], "dnxhr-lb", "-o", folder)


def test_reels_come_from_a_table_and_can_be_kept(run: Run, tmp_path: Path) -> None:
    table, edl = tmp_path / "reels.csv", tmp_path / "x.edl"
    asked = ("export", "--format", "edl", "--basket", "-o", edl, "--replace")
    told(run, *asked, "--write-reels", table)
    assert table.read_text("utf-8-sig").splitlines()[0] == "clip,path,stated,reel,fingerprint"
    assert "already exists" in refused(run, *asked[:-1], "-o", tmp_path / "y.edl", "--write-reels", table)
    table.write_text("clip,reel\na.film,TAPE_A\nz.film,TAPE_Z\n")
    done = told(run, *asked, "--reels", table)
    assert "TAPE_A" in edl.read_text()
    assert done["notes"] == ["1 row of reels.csv names none of these clips: z.film."]
    told(run, *asked)
    assert "TAPE_A" not in edl.read_text()
    told(run, *asked, "--reels", table, "--save-reels")
    told(run, *asked)
    assert "TAPE_A" in edl.read_text()
    told(run, *asked, "--no-kept")
    assert "TAPE_A" not in edl.read_text()
    assert "reel names" in refused(
        run, "export", "--format", "csv", "--basket", "-o", tmp_path / "x.csv", "--write-reels", table, code=USAGE
    )


def test_columns_and_paths_are_kept_for_the_next_time(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "x.csv"
    asked = ("export", "--format", "csv", "--basket", "-o", table, "--replace")
    there = ("--map", f"{Path.cwd()}=Z:\\card")
    told(run, *asked, "--columns", "clip,path", *there, "--save-preset", "Mine", "--save-maps", "--dry-run")
    assert "There is no preset" in refused(run, *asked, "--preset", "mine")
    told(run, *asked, "--columns", "clip,path", *there, "--save-preset", "Mine", "--save-maps")
    done = told(run, *asked, "--preset", "mine")
    assert table.read_text("utf-8-sig").splitlines()[:2] == ["clip,path", "a.film,Z:\\card\\a.film"]
    assert done["notes"] == [f"Paths below {Path.cwd()} are written as below Z:\\card, as saved."]
    assert len(told(run, "import", table, "--dry-run")["moments"]) == 2
    table.write_text("path\nZ:\\card\\a.film\n")
    assert [each["by"] for each in told(run, "import", table, "--dry-run")["moments"]] == ["path"]
    assert [each["by"] for each in told(run, "import", table, "--dry-run", "--no-kept")["moments"]] == ["name"]
    told(run, *asked, "--preset", "mine", "--no-kept")
    assert str(Path.cwd()) in table.read_text("utf-8-sig")
    for wrong in (("--save-preset", "X"), ("--columns", "clip", "--save-preset", "Standard")):
        refused(run, *asked, *wrong, code=USAGE)
