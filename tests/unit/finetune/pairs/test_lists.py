"""Lists in all the forms in which people have them give the pairs that they mean."""

import json
from fractions import Fraction

import pytest

from c2v_desktop.format.caption_text import caption_json, caption_list, judgement_json
from core.finetune.pairs import save_template, template_text
from core.finetune.pairs.columns import columns_guessed, columns_named
from core.finetune.pairs.times import read_listed_time
from core.values.annotations import Judgement, KeptCaption
from tests.unit.finetune.pairs.lists import check, kinds, make_clips, usable, write

WHOLE = [("a.mp4", "a dog", None, None), ("b.mp4", "a cat", None, None)]
TIMED = [("a.mp4", "a dog", Fraction(1), Fraction(5, 2)), ("b.mp4", "a cat", Fraction(3), Fraction(4))]


@pytest.fixture
def folder(tmp_path):
    make_clips(tmp_path, "a.mp4", "b.mp4")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("l.csv", "file,caption\na.mp4,a dog\nb.mp4,a cat\n"),
        ("l.csv", "file,caption\r\na.mp4,a dog\r\nb.mp4,a cat\r\n"),
        ("l.csv", "file,caption\ra.mp4,a dog\rb.mp4,a cat"),
        ("l.csv", '"file","caption"\n"a.mp4","a dog"\n"b.mp4","a cat"'),
        ("l.csv", "\n\nfile,caption\n\na.mp4,a dog\n\nb.mp4,a cat\n\n"),
        ("l.csv", "sep=;\nfile;caption\na.mp4;a dog\nb.mp4;a cat"),
        ("l.csv", "file;caption\na.mp4;a dog\nb.mp4;a cat"),
        ("l.csv", "Caption , Video Path\na dog,a.mp4\na cat,b.mp4"),
        ("l.csv", "video_id,sentence\na,a dog\nb,a cat"),
        ("l.csv", "video_id,file,caption\nv1,a.mp4,a dog\nv2,b.mp4,a cat"),
        ("l.csv", "clip,description,reviewer\na.mp4,a dog,Ann\nb.mp4,a cat,Bob"),
        ("l.csv", "file,caption,,\na.mp4,a dog,,\nb.mp4,a cat,,"),
        ("l.tsv", "file\tcaption\na.mp4\ta dog\nb.mp4\ta cat"),
        ("l.txt", "file|caption\na.mp4|a dog\nb.mp4|a cat"),
        ("l.csv", "a.mp4,a dog\nb.mp4,a cat"),
        ("l.csv", "a.mp4;a dog\nb.mp4;a cat"),
        ("l.tsv", "a dog\ta.mp4\na cat\tb.mp4"),
        ("l.json", '[{"file": "a.mp4", "caption": "a dog"}, {"file": "b.mp4", "caption": "a cat"}]'),
        ("l.json", '{"a.mp4": "a dog", "b.mp4": ["a cat"]}'),
        ("l.json", '{"annotations": [{"image_id": "a", "caption": "a dog"}, {"image_id": "b", "caption": "a cat"}]}'),
        ("l.json", '{"videos": [{"video_id": "a"}], "sentences": [{"video_id": "a", "caption": "a dog"},'
                   '{"video_id": "b", "caption": "a cat"}]}'),
        ("l.json", '{"a": {"captions": ["a dog"]}, "b": {"captions": ["a cat"]}}'),
        ("l.json", '[{"videoID": "a", "enCap": ["a dog"], "chCap": ["x"]}, {"videoID": "b", "enCap": ["a cat"]}]'),
        ("l.jsonl", '{"file": "a.mp4", "text": "a dog"}\n\n{"file": "b.mp4", "text": "a cat"}\n'),
        ("l.json", '{"file": "a.mp4", "text": "a dog"}\n{"file": "b.mp4", "text": "a cat"}\n'),
    ],
)  # fmt: skip
def test_a_list_of_files_and_captions_is_read_in_any_form(folder, name, text):
    checked = check(write(folder / name, text))
    assert usable(checked) == WHOLE
    assert kinds(checked) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("l.csv", "file,start,end,caption\na.mp4,1,2.5,a dog\nb.mp4,3.0,4,a cat"),
        ("l.csv", "file;start;end;caption\na.mp4;1,0;2,5;a dog\nb.mp4;3;4;a cat"),
        ("l.csv", "file,start_ms,end_ms,caption\na.mp4,1000,2500,a dog\nb.mp4,3000,4000,a cat"),
        ("l.csv", "file,start (s),stop,caption\na.mp4,0:01,0:02.5,a dog\nb.mp4,00:00:03,00:00:04.000,a cat"),
        ("l.csv", "file,in,duration,caption\na.mp4,1,1.5,a dog\nb.mp4,3,1 s,a cat"),
        ("l.csv", "Datei;Anfang;Länge;Beschreibung\na.mp4;1;1,5;a dog\nb.mp4;3;1;a cat"),
        ("l.csv", "file,start_s,duration_ms,caption\na.mp4,1,1500,a dog\nb.mp4,3,1000,a cat"),
        ("l.csv", "file,start_frame,end_frame,caption\na.mp4,25,62.5,a dog\nb.mp4,75,100,a cat"),
        ("l.csv", "a.mp4,1,2.5,a dog\nb.mp4,3,4,a cat"),
        ("l.csv", "a.mp4,a dog,1,2.5\nb.mp4,a cat,3,4"),
        ("l.json", '[{"file": "a.mp4", "start": 1, "end": 2.5, "caption": "a dog"},'
                   '{"file": "b.mp4", "begin": "0:03", "stop": 4, "caption": "a cat"}]'),
        ("l.json", '{"a": {"duration": 9.9, "timestamps": [[1, 2.5]], "sentences": ["a dog"]},'
                   '"b": {"duration": 9.9, "timestamps": [[3, 4]], "sentences": ["a cat"]}}'),
    ],
)  # fmt: skip
def test_times_are_read_in_any_form(folder, name, text):
    checked = check(write(folder / name, text))
    assert usable(checked) == TIMED
    assert kinds(checked) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_with_and_without_its_mark(folder, encoding):
    checked = check(
        write(folder / "l.csv", "file,caption\r\na.mp4,café “drôle” on the terrace of a house\r\n", encoding)
    )
    assert [pair[1] for pair in usable(checked)] == ["café “drôle” on the terrace of a house"]
    assert kinds(checked) == []


def test_windows_1252_is_read_and_said(folder):
    checked = check(write(folder / "l.csv", "file;caption\na.mp4;ein Mädchen läuft", "cp1252"))
    assert [pair[1] for pair in usable(checked)] == ["ein Mädchen läuft"]
    assert kinds(checked) == ["encoding"]
    assert checked.problems[0].pair is None


def test_captions_may_hold_delimiters_quotes_and_line_breaks(folder):
    text = 'file,caption\na.mp4,"a dog, a ""big"" one,\nruns"\nb.mp4,a 5" screen\n'
    checked = check(write(folder / "l.csv", text))
    assert [pair[1] for pair in usable(checked)] == ['a dog, a "big" one, runs', 'a 5" screen']


def test_a_malformed_row_is_told_with_its_line_and_the_others_are_read(folder):
    text = 'file,caption\na.mp4,a dog, running\n,a horse\na.mp4\n"b.mp4" x,a cat\na.mp4,"open\nb.mp4,a bird\n'
    checked = check(write(folder / "l.csv", text))
    assert usable(checked) == [("b.mp4", "a bird", None, None)]
    assert kinds(checked) == ["row"] * 5
    assert [problem.origin for problem in checked.problems] == [f"l.csv, line {line}" for line in (2, 3, 4, 5, 6)]
    assert all(problem.pair is None for problem in checked.problems)


def test_unquoted_commas_without_names_of_columns_are_told(folder):
    checked = check(write(folder / "l.csv", "a.mp4,a dog\nb.mp4,a cat\na.mp4,one, two, three\n"))
    assert usable(checked) == WHOLE
    assert kinds(checked) == ["row"]


def test_json_lines_that_are_no_records_are_told(folder):
    text = '{"file": "a.mp4", "text": "a dog"}\nnonsense\n[1]\n{"file": "b.mp4"}\n{"file": ["a"], "text": "x"}\n'
    checked = check(write(folder / "l.jsonl", text))
    assert len(usable(checked)) == 1
    assert [(p.kind, p.origin) for p in checked.problems] == [("row", f"l.jsonl, line {n}") for n in (2, 3, 4, 5)]


def test_invalid_json_is_told_with_its_line(folder):
    checked = check(write(folder / "l.json", '[{"file": "a.mp4",\n "caption": }]'))
    assert kinds(checked) == ["row"]
    assert checked.problems[0].origin == "l.json, line 2"


def test_several_captions_of_a_record_are_several_pairs(folder):
    checked = check(
        write(folder / "l.json", '{"a.mp4": ["a dog", "an animal"], "b.mp4": [{"caption": "a cat", "end": 2}]}')
    )
    assert usable(checked) == [
        ("a.mp4", "a dog", None, None), ("a.mp4", "an animal", None, None), ("b.mp4", "a cat", None, Fraction(2)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "places"),
    [
        (["Start", "End", "Clip Name", "Text"], {"start": 0, "end": 1, "file": 2, "caption": 3}),
        (["id", "path", "note", "caption"], {"file": 1, "caption": 3}),
        (["\ufeffFile", "IN-POINT", "Out point", "Description", "subset"],
         {"file": 0, "start": 1, "end": 2, "caption": 3, "split": 4}),
        (["frame", "colour"], {}),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_usual_names(header, places):
    assert columns_named(header).places == places


def test_columns_without_names_are_told_apart_or_not_at_all():
    assert columns_guessed([["a.mp4", "train", "a dog runs"], ["b.mp4", "test", "a cat"]]).places == {
        "file": 0, "caption": 2, "split": 1,
    }  # fmt: skip
    assert not columns_guessed([["one", "two"], ["three", "four"]]).is_enough
    assert not columns_guessed([["a.mp4", "b.mp4", "a dog"]]).is_enough
    assert not columns_guessed([]).is_enough


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("8.64", Fraction(216, 25)), ("8,64", Fraction(216, 25)), (" 8.64 s", Fraction(216, 25)), ("1e1", Fraction(10)),
        (".5", Fraction(1, 2)), ("3.", Fraction(3)), ("1500ms", Fraction(3, 2)), ("5/2", Fraction(5, 2)),
        ("50 frames", Fraction(2)),
        ("0:08.64", Fraction(216, 25)), ("1:02:30", Fraction(3750)), ("00:00:08:16", Fraction(216, 25)),
        ("00:00:08;16", Fraction(216, 25)), ("'8.64'", Fraction(216, 25)), ("-1", Fraction(-1)),
        ("", None), ("NaN", None), ("n/a", None), ("-", None),
    ],
)  # fmt: skip
def test_a_time_is_read_as_it_is_meant(text, seconds):
    assert read_listed_time(text, Fraction(25)) == seconds


@pytest.mark.parametrize("text", ["soon", "1:99:00", "00:00:08:30", "--", "1/0", "٣", "0x10", "1" * 40])
def test_what_is_no_time_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"\.$"):
        read_listed_time(text, Fraction(25))


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".json", ".jsonl"])
def test_captions_that_the_library_exports_can_be_read_again(folder, suffix):
    rows = [
        (str(folder / "a.mp4"), Fraction(1, 3), Fraction(5, 2), "a dog, running"),
        ("b.mp4", None, None, "ein Hündchen"),
    ]
    (folder / f"l{suffix}").write_bytes(caption_list(rows, suffix))
    checked = check(folder / f"l{suffix}")
    assert kinds(checked) == []
    assert [(name, text) for name, text, *_ in usable(checked)] == [
        ("a.mp4", "a dog, running"),
        ("b.mp4", "ein Hündchen"),
    ]
    assert float(usable(checked)[0][2]) == pytest.approx(1 / 3, abs=1e-5)


def test_what_c2v_captions_lists_as_json_can_be_read_again(folder):
    captions = [KeptCaption(1, "x", folder / "a.mp4", Fraction(1, 3), Fraction(5, 2), "a dog")]
    said = {"captions": [caption_json(caption, []) for caption in captions]}
    checked = check(write(folder / "l.json", json.dumps(said)))
    assert usable(checked) == [("a.mp4", "a dog", Fraction(1, 3), Fraction(5, 2))]


def test_of_judgements_those_that_are_right_are_pairs(folder):
    made = [Judgement(n, "x", folder / "a.mp4", None, None, f"a dog {n}", is_right=n == 1) for n in (1, 2)]
    said = {"judgements": [judgement_json(each, []) for each in made]}
    checked = check(write(folder / "l.json", json.dumps(said)))
    assert usable(checked) == [("a.mp4", "a dog 1", None, None)]
    assert kinds(checked) == ["row"]


def test_a_template_is_a_list_that_can_be_read(folder):
    path = folder / "template.csv"
    save_template(path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    make_clips(folder, "clips/dog.mp4", "clips/market.mp4")
    assert [pair[2:] for pair in usable(check(path))] == [(Fraction(3, 2), Fraction(4)), (None, None)]
    assert template_text().count("\r\n") == 3
