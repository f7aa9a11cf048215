"""What holds for every export is kept in a file, and a table of reels names those of clips."""

import pytest

from core.errors import ExportError, UnwritableError
from core.export import (
    ChoicesFile,
    HandoffOptions,
    KeptChoices,
    PathMapping,
    plan_export,
    read_reel_table,
    reel_table,
    reels_by,
    reels_of,
    with_mappings,
)
from tests.handoffs import chosen, clip

KEPT = KeptChoices((PathMapping("/mnt/a", "Z:\\a"),), {"Mine": ("clip", "in")}, {"content-1": "TAPE1"})
ONE, TWO = clip("/a/A001.mov", number=1), clip("/b/A001.mov", number=2)
THREE = clip("/b/C003.mov", number=3)


def test_what_is_kept_is_read_again(tmp_path):
    file = ChoicesFile(tmp_path / "deep" / "handoff.json")
    assert (file.is_there, file.read()) == (False, KeptChoices())
    file.write(KEPT)
    assert file.read() == KEPT
    assert [each.name for each in file.path.parent.iterdir()] == ["handoff.json"]


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", '{"mappings": [["a"], "b", [1, 2]], "presets": {"x": ["nope"]}, "reels": {"a": 1}}']
)
def test_what_cannot_be_read_is_as_if_it_had_not_been_chosen(tmp_path, text):
    file = ChoicesFile(tmp_path / "handoff.json")
    file.path.write_text(text)
    assert file.read() == KeptChoices()


def test_a_file_that_cannot_be_written_is_told_of(tmp_path):
    (tmp_path / "no folder").write_text("x")
    with pytest.raises(UnwritableError, match="cannot be written"):
        ChoicesFile(tmp_path / "no folder" / "handoff.json").write(KEPT)


def test_presets_are_found_whatever_their_case_and_ours_stay_ours():
    assert KEPT.preset("mine") == ("clip", "in")
    assert KeptChoices(presets={"Standard": ("in",)}).preset("standard")[0] == "number"
    with pytest.raises(ValueError, match=r"There is no preset .*Mine"):
        KEPT.preset("yours")


def test_a_mapping_that_is_given_comes_in_the_place_of_the_kept_one():
    other = (PathMapping("/mnt/a", "/Volumes/A"), PathMapping("/x", "/y"))
    assert with_mappings(KEPT.mappings, other) == other
    assert with_mappings(KEPT.mappings, ()) == KEPT.mappings


def plan(reels=()):
    return plan_export([chosen(each, 10, 20) for each in (ONE, TWO, THREE)], "edl", HandoffOptions(reels=tuple(reels)))


def named(made):
    return [each.name for each in reels_of(made.handoff, made.options, "edl").values()]


def test_a_table_that_was_written_gives_the_same_reels(tmp_path):
    first = plan([("content-1", "TAPE1"), ("content-2", "TAPE2"), ("content-3", "TAPE3")])
    file = tmp_path / "reels.csv"
    file.write_bytes(reel_table(reels_of(first.handoff, first.options, "edl")))
    moments = [chosen(each, 10, 20) for each in (ONE, TWO, THREE)]
    reels, strange = reels_by(read_reel_table(file), moments)
    assert strange == []
    assert named(plan(reels.items())) == named(first) == ["TAPE1", "TAPE2", "TAPE3"]


def test_rows_mean_clips_by_path_or_by_name_and_strange_ones_are_told(tmp_path):
    file = tmp_path / "reels.tsv"
    file.write_text(
        "Clip\tPath\tTape\nA001.mov\t\tBOTH\nc003.MOV\t\tC\n\t/b/A001.mov\tSECOND\nZ.mov\t\tX\nA001.mov\t\t\n"
    )
    reels, strange = reels_by(read_reel_table(file), [chosen(each, 0, 5) for each in (ONE, TWO, THREE)])
    assert reels == {"content-1": "BOTH", "content-2": "SECOND", "content-3": "C"}
    assert [each.clip for each in strange] == ["Z.mov"]


@pytest.mark.parametrize("raw", [b"", b"clip,in\na,b\n", b"reel\nA\n", b"\0\1\2"])
def test_a_table_that_is_none_is_refused(tmp_path, raw):
    file = tmp_path / "reels.csv"
    file.write_bytes(raw)
    with pytest.raises(ExportError, match=r"reels\.csv"):
        read_reel_table(file)
    with pytest.raises(ExportError, match="cannot be read"):
        read_reel_table(tmp_path / "none.csv")
