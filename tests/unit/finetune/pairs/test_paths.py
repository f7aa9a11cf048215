"""The file that a list means is found, wherever it lies now and however its path is written."""

import unicodedata

import pytest

from tests.unit.finetune.pairs.lists import PlainLookup, check, kinds, make_clips, usable, write


@pytest.mark.parametrize(
    "written",
    [
        "clips/a.mp4", "./clips/a.mp4", "clips\\a.mp4", "{folder}/clips/a.mp4", "file://{folder}/clips/a.mp4",
        "file://localhost{folder}/clips/a.mp4", "a.mp4", "a", "A.MP4", '"clips/a.mp4"',
        "D:\\Footage\\Day 4\\clips\\a.mp4",
        "file:///D:/Footage/clips/a.mp4", "\\\\server\\share\\a.mp4", "/mnt/gone/a.mp4", "../{name}/clips/a.mp4",
    ],
)  # fmt: skip
def test_a_path_is_found_however_it_is_written(tmp_path, written):
    (clip,) = make_clips(tmp_path, "clips/a.mp4")
    written = written.format(folder=tmp_path, name=tmp_path.name).replace('"', '""')
    checked = check(write(tmp_path / "l.csv", f'caption,file\na dog,"{written}"\n'))
    assert [pair.path for pair in checked.pairs] == [clip]
    assert kinds(checked) == []


def test_letters_with_accents_are_found_composed_or_not(tmp_path):
    composed, apart = (unicodedata.normalize(form, "Café é.mp4") for form in ("NFC", "NFD"))
    make_clips(tmp_path, apart)
    checked = check(write(tmp_path / "l.csv", f"file,caption\n{composed},a dog\nx/{composed},a cat"))
    assert len(usable(checked)) == 2


def test_a_percent_sign_in_a_url_is_undone(tmp_path):
    make_clips(tmp_path, "a b%.mp4")
    assert len(usable(check(write(tmp_path / "l.csv", f"file,caption\nfile://{tmp_path}/a%20b%25.mp4,a dog")))) == 1


def test_a_file_that_moved_is_found_in_the_roots_by_name(tmp_path):
    (clip,) = make_clips(tmp_path / "new place", "deep/a.mp4")
    source = write(tmp_path / "lists" / "l.csv", "file,caption\n/old/place/a.mp4,a dog")
    assert kinds(check(source)) == ["missing"]
    checked = check(source, roots=[tmp_path / "new place"])
    assert [pair.path for pair in checked.pairs] == [clip]


def test_a_file_that_moved_and_was_renamed_is_found_by_its_content(tmp_path):
    (clip,) = make_clips(tmp_path / "archive", "renamed.mp4")
    source = write(tmp_path / "lists" / "l.csv", "file,caption\nold.mp4,a dog")
    lookup = PlainLookup(former={tmp_path / "lists" / "old.mp4": clip})
    assert [pair.path for pair in check(source, lookup=lookup).pairs] == [clip]


def test_a_name_is_found_in_the_library(tmp_path):
    (clip,) = make_clips(tmp_path / "library", "a.mp4")
    source = write(tmp_path / "lists" / "l.csv", "file,caption\na.mp4,a dog")
    assert [pair.path for pair in check(source, lookup=PlainLookup(names={"a.mp4": [clip]})).pairs] == [clip]


def test_among_files_of_one_name_folders_decide_and_copies_are_one(tmp_path):
    first, _ = make_clips(tmp_path, "day 1/card/a.mp4", "day 2/card/a.mp4")
    checked = check(write(tmp_path / "l.csv", "file,caption\nX:\\day 1\\card\\a.mp4,a dog\ncard/a.mp4,a cat"))
    assert checked.pairs[0].path == first
    assert [(problem.kind, problem.pair) for problem in checked.problems] == [("missing", 1)]
    assert "day 1" in checked.problems[0].hint
    assert "day 2" in checked.problems[0].hint
    copies = tmp_path / "copies"
    for place in ("one", "two"):
        write(copies / place / "b.mp4", "the same bytes")
    assert kinds(check(write(copies / "l.csv", "file,caption\nb.mp4,a dog"))) == []


@pytest.mark.parametrize(
    "name", ["x" * 5000, "a\\0b", "con:", "~nobody-of-this-name/a.mp4", "file://[", "..", "/", "*?"]
)
def test_a_name_that_cannot_be_is_missing(tmp_path, name):
    checked = check(write(tmp_path / "l.jsonl", f'{{"file": "{name}", "caption": "a dog"}}'.replace("\\0", "\\u0000")))
    assert set(kinds(checked)) <= {"missing", "unreadable", "row"}
    assert kinds(checked)
    assert checked.usable == 0
