"""The command line as its user meets it, on fakes: words, JSON, exit codes."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from c2v_desktop import __main__ as program
from c2v_desktop import compose
from c2v_desktop.cli import main as cli
from core.errors import WeightsMissingError
from core.library import Library, LibraryDeps
from core.media.local_disk import LocalDisk
from core.settings import Settings
from core.store.catalogue import SqliteCatalogue
from core.values import MediaInfo
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.memory_pictures import MemoryPictures
from tests.fakes.plain_disk import PlainDisk
from tests.fakes.plain_index import PlainIndex
from tests.fakes.still_frames import StillFrames, draw_video

Run = Callable[..., tuple[int, str, str]]


def build(settings: Settings, places, on_folder_change=None, *, in_process=False, read_only=False) -> Library:
    places.make()
    return Library(
        LibraryDeps(
            SqliteCatalogue(places.catalogue, read_only=read_only), StillFrames(), HashEncoder(),
            MemoryPictures(), PlainDisk(), PlainIndex, places.index, settings, read_only=read_only,
        )
    )  # fmt: skip


@pytest.fixture
def run(command_line: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(compose, "build_library", build)
    return command_line


@pytest.fixture
def videos(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    draw_video(folder / "a.film", [("red car", 3.0), ("blue sky", 2.0)])
    draw_video(folder / "-dash.film", [("green frog", 3.0)])
    return folder


def test_index_then_search(run: Run, videos: Path) -> None:
    code, out, _ = run("index", videos)
    assert code == 0
    assert out.startswith("Indexed 2 clips.")
    code, out, _ = run("search", "green frog", "--top", "1")
    assert code == 0
    assert "-dash.film" in out.splitlines()[0]


def test_some_bad_videos_are_told_by_reason_and_exit_code(run: Run, videos: Path) -> None:
    (videos / "bad.film").write_text("no video")
    code, out, _ = run("index", videos)
    assert code == 3
    assert "1 clip cannot be used:" in out
    assert "bad.film" in out
    assert "This is not a video." in out


def test_what_is_lost_of_a_video_is_told_once_by_index(run: Run, videos: Path) -> None:
    draw_video(videos / "short.film", [("red car", 10.0)], breaks_at_s=4.0)
    code, out, _ = run("index", videos)
    assert code == 0
    assert "Notes on 1 clip:" in out
    assert "short.film" in out
    assert "3.5 of 10.0 s could be decoded" in out
    assert "could be read" not in run("index")[1]


def test_a_joined_video_is_told_by_index_and_by_explain(
    run: Run, videos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    probe = StillFrames.probe

    def joined(self: StillFrames, path: Path) -> MediaInfo:
        info = probe(self, path)
        return replace(info, restarts_s=((2.0, 36_000.5),)) if path.name == "a.film" else info

    monkeypatch.setattr(StillFrames, "probe", joined)
    _, out, _ = run("index", videos)
    assert "Notes on 1 clip:" in out
    assert "Joined from 2 recordings: the timestamps jump at 00:00:02:00." in out
    assert "Joined" in run("explain", "red car")[1]
    told = json.loads(run("explain", "red car", "--json")[1])
    assert told["restarts"] == [{"at_s": 2.0, "clock_s": 36_000.5}]
    assert "Joined" not in run("explain", "green frog")[1]
    (videos / "a.film").rename(videos / "b.film")
    draw_video(videos / "a.film", [("white rabbit", 3.0)])
    (noted,) = json.loads(run("index", "--json")[1])["noted"]
    assert noted["restarts"] == [{"at_s": 2.0, "clock_s": 36_000.5}]


def test_json_is_alone_on_standard_output(run: Run, videos: Path) -> None:
    (videos / "bad.film").write_text("no video")
    code, out, _ = run("index", "--json", videos)
    told = json.loads(out)
    assert (code, told["indexed"], len(told["failed"])) == (3, 2, 1)
    assert json.loads(run("search", "red car", "--json")[1])["hits"][0]["path"].endswith("a.film")
    assert json.loads(run("explain", "red car", "--json")[1])["path"].endswith("a.film")
    assert json.loads(run("status", "--json")[1])["videos"]["ready"] == 2


def test_a_leading_dash_is_a_name_after_two_dashes(run: Run, videos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(videos)
    assert run("index", "-dash.film")[0] == 2
    code, out, _ = run("index", "--", "-dash.film")
    assert (code, out.splitlines()[0]) == (0, "Indexed 1 clip.")
    assert run("search", "--", "-dash")[0] == 0


def test_index_alone_looks_through_all_again(run: Run, videos: Path) -> None:
    run("index", videos)
    draw_video(videos / "new.film", [("white rabbit", 3.0)])
    assert run("index")[1].startswith("Indexed 1 clip.")
    assert "new.film" in run("search", "white rabbit", "--top", "1")[1]


def test_by_video_and_folder_narrow_the_search(run: Run, videos: Path, tmp_path: Path) -> None:
    other = draw_video(tmp_path / "other/x.film", [("red car", 3.0)], salt="x").parent
    run("index", videos, other)
    assert len(json.loads(run("search", "red", "--by-film", "--json")[1])["hits"]) == 3
    hits = json.loads(run("search", "red", "--folder", other, "--json")[1])["hits"]
    assert [Path(hit["path"]).name for hit in hits] == ["x.film"]
    around = json.loads(run("search", "red", "--folder", tmp_path, "--json")[1])["hits"]
    assert len({hit["path"] for hit in around}) == 3, "a folder around them contains all"
    code, _, err = run("search", "red", "--folder", tmp_path / "home")
    assert code == 1
    assert "no clips in" in err


def test_a_model_is_asked_by_name(run: Run, videos: Path) -> None:
    assert run("index", videos)[0] == 0
    assert "a.film" in run("search", "red car", "--model", "HASH")[1]
    code, _, err = run("search", "red car", "--model", "ViT")
    assert code == 1
    assert "No model of this library is named ViT. Models of this library: hash." in err


def test_a_library_on_another_drive(run: Run, videos: Path, tmp_path: Path) -> None:
    raid = tmp_path / "raid" / "lib"
    assert run("--library", raid, "--new-library", "index", videos)[0] == 0
    assert run("--library", raid, "index", videos)[0] == 0
    assert (raid / "catalogue.db").exists()
    assert "Nothing is indexed" in run("status")[1]
    settings = tmp_path / "home" / "settings.toml"
    settings.write_text(f"[library]\nfolder = {json.dumps(str(raid))}\n")
    assert "a.film" in run("search", "red car")[1]


def test_explain_takes_a_rank(run: Run, videos: Path) -> None:
    run("index", videos)
    code, out, _ = run("explain", "red car, sky", "--rank", "2")
    assert code == 0
    assert out.lstrip().startswith("2")
    assert "red car" in out
    code, _, err = run("explain", "red car", "--rank", "99")
    assert code == 1
    assert "no moment of rank 99" in err


def test_nothing_indexed_is_said(run: Run) -> None:
    assert run("status") == (5, "Nothing is indexed yet. Start with `c2v index FOLDER`.\n", "")
    code, out, err = run("search", "red car")
    assert (code, out) == (5, "")
    assert "Nothing is indexed yet" in err


def test_a_path_that_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    code, _, err = run("index", tmp_path / "nowhere")
    assert code == 1
    assert "nowhere" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("arguments", [[], ["sing"], ["search"], ["search", "x", "--top", "0"], ["explain"]])
def test_a_command_line_that_makes_no_sense_is_refused(run: Run, arguments: list[str]) -> None:
    assert run(*arguments)[0] == 2


def test_an_empty_sentence_is_refused(run: Run, videos: Path) -> None:
    run("index", videos)
    assert run("search", " ")[0] == 1


def test_every_command_is_one_of_the_windows_program_too() -> None:
    """A bundle has one program: `c2v-desktop remove x` must not open a window."""
    parser = cli.make_parser()
    (commands,) = (each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    assert set(program.COMMANDS) == set(commands.choices)


def test_help_names_the_exit_codes(run: Run) -> None:
    code, out, _ = run("index", "--help")
    assert code == 0
    assert "130" in out
    assert "some clips or moments cannot be used" in out


def test_a_missing_model_is_one_sentence(run: Run, videos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing(HashEncoder):
        @property
        def spec(self):
            raise WeightsMissingError("There is no checkpoint at x.", "Choose another.")

        @spec.setter
        def spec(self, value) -> None:
            return

    monkeypatch.setattr(sys.modules[__name__], "HashEncoder", Missing)
    code, _, err = run("index", videos)
    assert code == 1
    assert "There is no checkpoint at x. Choose another." in err


def test_settings_that_cannot_be_used_are_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home/settings.toml").write_text("[sampling]\nevery_s = 'often'\n")
    code, _, err = run("doctor")
    assert code == 0
    assert "every_s" in err


def test_packages_of_others_are_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "check_ours", lambda: "Another package named core hides ours.")
    code, _, err = run("status")
    assert code == 1
    assert "Another package" in err


def test_skipped_videos_are_listed_with_their_reasons(run: Run, videos: Path) -> None:
    run("index", videos)
    assert run("skipped") == (0, "No clips were skipped.\n", "")
    (videos / "bad.film").write_text("no video")
    run("index", videos)
    code, out, _ = run("skipped")
    assert code == 0
    assert out.startswith("1 clip was skipped")
    assert "bad.film" in out
    assert "This is not a video." in out
    (told,) = json.loads(run("skipped", "--json")[1])
    assert told["path"] == str(videos / "bad.film")


def test_retry_tries_one_or_all_again(run: Run, videos: Path) -> None:
    for name in ("bad", "worse", "worst"):
        (videos / f"{name}.film").write_text("no video")
    run("index", videos)
    draw_video(videos / "bad.film", [("white rabbit", 3.0)])
    draw_video(videos / "worse.film", [("yellow duck", 3.0)])
    code, out, _ = run("retry", videos / "bad.film")
    assert (code, out) == (0, "Indexed 1 of 1 clip.\n")
    assert len(json.loads(run("skipped", "--json")[1])) == 2
    code, out, _ = run("retry")
    assert code == 3
    assert out.startswith("Indexed 1 of 2 clips.")
    assert "worst.film" in out
    assert "yellow" not in run("skipped")[1]
    assert "worse.film" in run("search", "yellow duck", "--top", "1")[1]


def test_retry_of_what_is_not_skipped_says_so(run: Run, videos: Path) -> None:
    code, _, err = run("retry")
    assert code == 5
    assert "Nothing is indexed yet" in err
    run("index", videos)
    assert run("retry")[1] == "No clips were skipped.\n"
    code, _, err = run("retry", videos / "a.film")
    assert code == 1
    assert "No skipped clips in" in err


def test_all_that_is_passed_over_is_listed_with_its_reason(run: Run, videos: Path) -> None:
    (videos / "#recycle").mkdir()
    (videos / "#recycle" / "old.mp4").write_bytes(b"x")
    (videos / "sound.mp3").write_bytes(b"x")
    (videos / "bad.film").write_text("no video")
    run("index", videos)
    code, out, _ = run("skipped", "--all")
    assert code == 0
    assert "bad.film" in out
    assert "Audio only. (1)" in out
    assert str(videos / "sound.mp3") in out
    assert str(videos / "#recycle") in out
    told = json.loads(run("skipped", "--all", "--json")[1])
    kinds = {each["path"]: each["kind"] for each in told}
    assert kinds[str(videos / "sound.mp3")] == "audio"
    assert kinds[str(videos / "#recycle")] == "trash"
    assert all(each["reason"] for each in told)
    assert str(videos / "bad.film") in {each["path"] for each in told if each["kind"] == "failed"}


def test_a_folder_that_is_away_is_said_and_not_taken_for_one_of_which_nothing_is_skipped(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "sounds").mkdir()
    (tmp_path / "sounds" / "a.txt").write_bytes(b"x")
    run("index", tmp_path / "sounds")
    (tmp_path / "sounds").rename(tmp_path / "pulled")
    code, out, _ = run("skipped", "--all")
    assert code == 0
    assert "1 folder could not be searched:" in out
    assert str(tmp_path / "sounds") in out
    told = json.loads(run("skipped", "--all", "--json")[1])
    assert [each["path"] for each in told if each["kind"] == "offline"] == [str(tmp_path / "sounds")]


def test_index_says_what_it_passed_over_and_how_to_list_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PlainDisk", lambda: LocalDisk(quiet_s=0))
    videos = draw_video(tmp_path / "films/a.mp4", [("red car", 3.0)]).parent
    (videos / "#recycle").mkdir()
    (videos / "a.mp3").write_bytes(b"x")
    (videos / "b.mp3").write_bytes(b"x")
    for command in (["index", videos], ["index"], ["index", videos / "a.mp4"]):
        code, out, _ = run(*command)
        assert code == 0
        assert "2 files skipped: 2 audio." in out, command
        assert "1 folder skipped: 1 recycle bin." in out
        assert "c2v skipped --all" in out
        (told,) = json.loads(run(*command, "--json")[1])["folders"]
        assert {each["kind"]: each["count"] for each in told["passed_over"]} == {"audio": 2, "trash": 1}
    for name in ("a.mp3", "b.mp3"):
        (videos / name).unlink()
    (videos / "#recycle").rmdir()
    assert "skipped" not in run("index")[1]


def test_a_folder_of_which_all_is_passed_over_is_listed_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sounds").mkdir()
    (tmp_path / "sounds" / "a.txt").write_bytes(b"x")
    assert run("skipped", "--all")[0] == 5
    run("index", tmp_path / "sounds")
    assert str(tmp_path / "sounds" / "a.txt") in run("skipped", "--all")[1]


def test_timings_say_for_each_clip_and_in_all_where_the_time_went(run: Run, videos: Path, caplog) -> None:
    with caplog.at_level("INFO", logger="core.library.indexing"):
        code, out, _ = run("index", videos, "--timings")
    assert code == 0
    table = out[out.index("Seconds spent") :].splitlines()
    assert table[1].split() == ["probe", "decode", "reduce", "encode", "store"]
    assert {line.split()[-1].rsplit("/")[-1] for line in table[2:4]} == {"a.film", "-dash.film"}
    assert table[4].split()[:3] == ["0.50", "1.00", "0.25"]  # two clips, as the fake reader tells
    assert sum("probe 0.25 s, decode 0.50 s, reduce 0.12 s" in line for line in caplog.messages) == 2


def test_timings_as_json(run: Run, videos: Path) -> None:
    data = json.loads(run("index", videos, "--timings", "--json")[1])["timings"]
    assert {Path(clip["path"]).name for clip in data["clips"]} == {"a.film", "-dash.film"}
    assert data["sum"]["decode_s"] == sum(clip["decode_s"] for clip in data["clips"]) == 1.0
    assert data["elapsed_s"] > 0
    assert "timings" not in json.loads(run("index", "--json")[1])
