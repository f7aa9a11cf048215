"""`c2v search --compare` and `--fuse` as their user meets them, on fakes."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from c2v_desktop import compose
from c2v_desktop.format.comparison import comparison_lines, coverage
from c2v_desktop.paths import find_places
from core.settings import Settings
from core.values import ModelCoverage
from tests.fakes.still_frames import draw_video
from tests.unit.c2v_desktop.cli.test_main import Run
from tests.unit.c2v_desktop.conftest import VIDEOS
from tests.unit.search.test_hit_merging import A, hit, video
from tests.unit.search.test_model_comparison import put


def test_two_columns_with_differences(both: Run) -> None:
    code, out, _ = both("search", "red car", "--compare", "alpha", "beta", "--top", "2")
    assert code == 0
    head, known, cut, rule, first, second, *rest = out.splitlines()
    assert head.split() == ["Alpha", "Beta"]
    assert re.fullmatch(r"has indexed all 3 clips +has indexed all 3 clips", known)
    assert re.fullmatch(r"First 2 of 3 moments +First 2 of 3 moments", cut)
    assert set(rule) <= {"-", " "}
    assert first.count("a.film") == 2
    assert first.count("same") == 2
    assert first.index("  1  ", 20) == second.index("  2  ", 20), "columns stand below each other"
    assert "not among the first 3 of the other" in "\n".join(rest)
    assert "Searched 3 moments with Alpha exactly" in rest[-1]
    assert "cannot be found" not in out


def test_json_gives_every_rank(both: Run) -> None:
    told = json.loads(both("search", "red car", "--compare", "alpha", "beta", "--json")[1])
    assert [each["name"] for each in told["models"]] == ["Alpha", "Beta"]
    left, right = (each["hits"] for each in told["models"])
    for one in left:
        (other,) = (each for each in right if each["path"] == one["path"])
        assert one["other_rank"] == other["rank"]
        assert one["gain"] == other["rank"] - one["rank"] == -other["gain"]


def test_lists_that_are_cut_say_so_in_both_columns_and_in_the_fused_ranking(both: Run) -> None:
    out = both("search", "red car", "--compare", "alpha", "beta", "--top", "1")[1]
    assert re.search(r"^First 1 of (\d+ moments) +First 1 of \1$", out, re.MULTILINE), out
    told = json.loads(both("search", "red car", "--compare", "alpha", "beta", "--top", "1", "--json")[1])
    assert [each["is_cut"] for each in told["models"]] == [True, True]
    assert "First 1 moment." in both("search", "red car", "--fuse", "alpha", "beta", "--top", "1")[1]
    whole = both("search", "red car", "--compare", "alpha", "beta", "--top", "99")[1]
    assert "First" not in whole


def test_the_fused_ranking_gives_both_ranks_and_no_score(both: Run) -> None:
    code, out, _ = both("search", "red car", "--fuse", "alpha", "beta", "--top", "1")
    assert code == 0
    lines = out.splitlines()
    assert lines[:2] == ["A  Alpha", "B  Beta"]
    assert re.match(r" +1 +1 +1 +00:00:00:00-00:00:03:00 +.*a\.film$", lines[4])
    assert "not by match quality" in out
    told = json.loads(both("search", "red car", "--fuse", "alpha", "beta", "--json")[1])
    assert told["hits"][0]["ranks"] == [1, 1]
    assert told["hits"][0]["fused_score"] == pytest.approx(2 / 61)


def test_a_model_that_knows_only_a_part_says_which_share(both: Run, tmp_path: Path) -> None:
    draw_video(tmp_path / "films/d.film", [("red boat", 3.0)])
    both("index")
    code, out, _ = both("search", "red", "--compare", "alpha", "beta")
    assert code == 0
    assert re.search(r"^has indexed 3 of 4 clips \(75 %\) +has indexed all 4 clips$", out, re.MULTILINE)
    assert "Alpha has indexed 3 of 4 clips (75 %); the rest cannot be found with it." in out
    assert re.search(r"not indexed .*d\.film", out)
    assert "Alpha has indexed 3 of 4" in both("search", "red", "--fuse", "alpha", "beta")[1]
    assert "of 3 of 4 clips" in both("search", "red", "--model", "alpha")[1]


def test_a_model_without_vectors_here_is_said_with_those_that_have_some(both: Run) -> None:
    code, out, err = both("search", "red", "--compare", "alpha", "gamma")
    assert (code, out) == (1, "")
    assert "No model of this library is named gamma. Models of this library: Alpha, Beta." in err


def test_a_model_is_not_compared_with_itself(both: Run) -> None:
    code, _, err = both("search", "red", "--fuse", "alpha", "ALPHA")
    assert code == 1
    assert "the same model, Alpha" in err


def test_a_library_of_one_model_has_nothing_to_compare(fake_run: Run, tmp_path: Path) -> None:
    draw_video(tmp_path / "films/a.film", [("red car", 3.0)])
    fake_run("index", tmp_path / "films")
    code, _, err = fake_run("search", "red", "--compare", "alpha", "beta")
    assert code == 1
    assert "indexed with one model only, Alpha" in err
    assert "c2v models use ID" in err


def test_compare_fuse_and_model_exclude_one_another(fake_run: Run) -> None:
    assert fake_run("search", "red", "--compare", "a", "b", "--fuse", "a", "b")[0] == 2
    assert fake_run("search", "red", "--compare", "a")[0] == 2


# ---- words


def model_coverage(videos: int, all_videos: int) -> ModelCoverage:
    return replace(put([], []).columns[0].coverage, videos=videos, all_videos=all_videos)


def test_a_share_is_never_rounded_up_to_all() -> None:
    assert coverage(model_coverage(1, 1)) == "the only clip"
    assert coverage(model_coverage(12, 12)) == "all 12 clips"
    assert coverage(model_coverage(1999, 2000)) == "1,999 of 2,000 clips (99 %)"
    assert coverage(model_coverage(0, 2)) == "0 of 2 clips (0 %)"


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_every_line_fits_the_width_and_none_is_cut_in_its_numbers(width: int) -> None:
    up, down = "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}"
    long = video(7, name="a very long name of a video from the camera of somebody else.mov")
    one = [hit(1, 0, 6, A, 1), hit(2, 0, 6, long, 2)]
    lines = comparison_lines(put(one, [hit(1, 0, 6, long, 12)]), width)
    table = lines[: lines.index("")]
    assert max(map(len, table)) <= width
    assert len(table) == 5
    assert re.match(r"  1 +only here .*00:00:00:00.* 1\.mov", table[3])
    assert up + "1" in table[3]
    assert re.match(rf"  2 +{down}1 .*00:00:00:00.* a .*\.mov$", table[4])
    assert (" good " in table[3]) == (width >= 100)


def test_half_way_through_a_switch_the_former_model_answers_and_it_is_said(
    fake_run: Run, model: list[str], tmp_path: Path
) -> None:
    for name, words in VIDEOS.items():
        draw_video(tmp_path / f"films/{name}.film", [(words, 3.0)])
    assert fake_run("index", tmp_path / "films")[0] == 0
    code, out, _ = fake_run("search", "red car", "--json")
    assert json.loads(out)["models"] == {"answering": "Alpha", "chosen": "Alpha"}
    model.append("Beta")
    library = compose.build_library(Settings(), find_places(tmp_path / "home"))
    beta = library.wake()
    half = library.ingest()
    while not any(each.name == "Beta" for each in library.models()):
        next(half)
    half.close()
    library.close()
    code, out, err = fake_run("search", "red car")
    assert code == 0, err
    assert out.count("a.film") == 1
    assert "Answered by Alpha: Beta has not indexed every clip yet." in out
    assert "Searched 3 moments" in out
    code, out, _ = fake_run("search", "red car", "--json")
    assert json.loads(out)["models"] == {"answering": "Alpha", "chosen": "Beta"}
    assert "Answered by Alpha" in fake_run("explain", "red car")[1]
    out = fake_run("search", "red car", "--model", "Beta")[1]
    assert "Answered by" not in out
    assert fake_run("index")[0] == 0
    assert "Answered by" not in fake_run("search", "red car")[1]
    assert beta.name == "Beta"
