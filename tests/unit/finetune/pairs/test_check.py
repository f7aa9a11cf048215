"""Every problem is found and told once, and nothing is dropped silently."""

import pytest

from core.errors import C2VError
from core.finetune.pairs import save_template
from core.values.teaching import Pair
from tests.unit.finetune.pairs.lists import PlainLookup, check, kinds, make_clips, usable, write


def problems_of(checked):
    """Kind and caption of each problem that belongs to a pair."""
    return [(each.kind, checked.pairs[each.pair].caption) for each in checked.problems if each.pair is not None]


def listing(folder, *rows, name="l.csv", columns="file,caption,start,end,split"):
    return write(folder / name, "\n".join([columns, *rows]))


def test_every_kind_of_problem_is_told_with_its_pair(tmp_path):
    make_clips(tmp_path, "a.mp4", "b.mp4", "still.jpg")
    (tmp_path / "broken.mp4").write_bytes(b"broken")
    source = listing(
        tmp_path,
        "a.mp4,fine", "gone.mp4,one", "broken.mp4,two", "a.mp4,", "a.mp4,...", "b.mp4,four words are long",
        "a.mp4,Fine.", "a.mp4,late,11,12", "a.mp4,turned round,5,4", "a.mp4,before,-2,4", "a.mp4,no time,soon,",
        "still.jpg,has times,1,2",
        "a.mp4,odd split,,,sometimes", "still.jpg,a picture", "a.mp4,a little over,9,10.3",
    )  # fmt: skip
    checked = check(source, count_tokens=lambda text: len(text.split()), context_length=3)
    assert problems_of(checked) == [
        ("missing", "one"), ("unreadable", "two"), ("empty", ""), ("empty", "..."), ("too_long", "four words are long"),
        ("outside", "late"), ("outside", "turned round"), ("outside", "before"), ("row", "no time"),
        ("outside", "has times"), ("row", "odd split"), ("duplicate", "Fine."),
    ]  # fmt: skip
    assert [pair[1] for pair in usable(checked)] == ["fine", "a picture", "a little over"]
    assert usable(checked)[-1][3] == 10
    assert len(checked.pairs) == 15
    assert all(each.message.endswith(".") and each.origin.startswith("l.csv, line ") for each in checked.problems)


def test_clips_that_are_not_indexed_take_part_where_files_are_read(tmp_path):
    make_clips(tmp_path, "a.mp4")
    source, lookup = listing(tmp_path, "a.mp4,a dog"), PlainLookup(indexed=False)
    assert kinds(check(source, lookup=lookup)) == ["not_indexed"]
    assert kinds(check(source, lookup=lookup, needs_index=False)) == []


def test_a_copy_is_the_same_pair(tmp_path):
    for name in ("a.mp4", "copy.mp4"):
        write(tmp_path / name, "the same bytes")
    assert problems_of(check(listing(tmp_path, "a.mp4,a dog", "copy.mp4,a  DOG"))) == [("duplicate", "a DOG")]


def test_the_same_caption_of_other_times_is_another_pair(tmp_path):
    make_clips(tmp_path, "a.mp4")
    assert kinds(check(listing(tmp_path, "a.mp4,a dog,1,2", "a.mp4,a dog,3,4", "a.mp4,a dog"))) == []


def test_a_picture_outside_of_the_library_can_be_learned_from_as_a_name_alone(tmp_path):
    make_clips(tmp_path, "rex.jpg")
    source, lookup = listing(tmp_path, "rex.jpg,Rex", columns="file,caption"), PlainLookup(indexed=False)
    checked = check(source, lookup=lookup)
    assert kinds(checked) == ["not_indexed"]
    assert "name" in checked.problems[0].hint
    assert check(source, lookup=lookup, takes_pictures=True).usable == 1


def test_a_clip_in_two_given_splits_stays_in_the_stricter_one(tmp_path):
    make_clips(tmp_path, "b.mp4")
    for name in ("a.mp4", "copy.mp4"):
        write(tmp_path / name, "the same bytes")
    source = listing(
        tmp_path, "a.mp4,one,,,train", "copy.mp4,two,,,test", "b.mp4,three,,,train", "a.mp4,four,,,dev", "a.mp4,five"
    )
    checked = check(source)
    assert problems_of(checked) == [("leak", "one"), ("leak", "four")]
    assert checked.splits == (None, "test", "train", None, "test")


def test_what_is_kept_in_the_library_is_checked_too(tmp_path):
    clip, other = make_clips(tmp_path, "a.mp4", "b.mp4")
    gone = tmp_path / "gone.mp4"
    kept = [Pair(clip, "a dog"), Pair(gone, "a cat"), Pair(tmp_path / "lost.mp4", "a bird"), Pair(clip, "A dog")]
    checked = check(kept=kept, lookup=PlainLookup(former={gone: other}))
    assert usable(checked) == [("a.mp4", "a dog", None, None), ("b.mp4", "a cat", None, None)]
    assert problems_of(checked) == [("missing", "a bird"), ("duplicate", "A dog")]


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("l.csv", b""), ("l.csv", b" \r\n"), ("l.csv", b"\xef\xbb\xbf"), ("l.csv", b"\xff\xfe"), ("l.json", b"{}"),
        ("l.json", b"[]"), ("l.json", b"3"), ("l.json", b"[" * 100_000), ("l.json", b'{"file": ' + b"9" * 5000),
        ("l.csv", b"\0\1\2\3" * 1000), ("l.csv", bytes(range(256)) * 20), ("l.csv", b"ftypisom" + bytes(5000)),
        ("l.csv", b"file,caption\n"), ("l.csv", b"colour,size\nred,2\n"), ("l.csv", b"one column\nonly\n"),
        ("l.csv", b"file,caption\n" + b'"' * 3001), ("l.csv", b"file,caption\na.mp4,\0\0\n"), ("l.srt", b"\x81\x8d"),
        ("l.jsonl", b'{"file": "a.mp4", "caption": "\\ud800"}'),
        ("l.jsonl", b'{"file": "a.mp4", "caption": "x\\u0000"}'),
        ("l.csv", b"\n" * 5000), ("l.csv", b"file\n" * 3), ("l.csv", b"\x81\x8d\x8f\x90\x9d"),
    ],
)  # fmt: skip
def test_rubbish_is_told_in_a_sentence(tmp_path, name, raw):
    make_clips(tmp_path, "a.mp4")
    (tmp_path / name).write_bytes(raw)
    checked = check(tmp_path / name)
    assert checked.usable == 0
    assert checked.problems
    assert all(each.message.endswith((".", "…")) or ":" in each.message for each in checked.problems)
    assert not any(each.is_enough for each in checked.advice)


def test_a_list_that_is_too_large_is_refused_unread(tmp_path):
    with (tmp_path / "l.csv").open("wb") as file:
        file.truncate(200_000_000)
    checked = check(tmp_path / "l.csv")
    assert kinds(checked) == ["row"]
    assert "200 MB" in checked.problems[0].message


def test_a_caption_of_ten_thousand_characters_is_too_long_and_no_more(tmp_path):
    make_clips(tmp_path, "a.mp4")
    source = listing(tmp_path, f'a.mp4,"{"word " * 2000}"', "a.mp4,a dog")
    checked = check(source, count_tokens=lambda text: len(text.split()), context_length=32)
    assert kinds(checked) == ["too_long"]
    assert [pair[1] for pair in usable(checked)] == ["a dog"]


@pytest.mark.parametrize("quote", ['"never closed', '"closed" and more'])
def test_many_wrong_quotation_marks_cost_only_their_own_rows(tmp_path, quote):
    make_clips(tmp_path, "a.mp4")
    rows = [f"a.mp4,{quote} {n}\na.mp4,caption {n}" for n in range(300)]
    assert check(listing(tmp_path, *rows, columns="file,caption")).usable == 300


def test_advice_says_how_far_pairs_go(tmp_path):
    make_clips(tmp_path, *(f"{n}.mp4" for n in range(20)))
    rows = [f"{n % 20}.mp4,caption number {n}" for n in range(34)]
    said = {each.way: each for each in check(listing(tmp_path, *rows)).advice}
    assert {way: each.is_enough for way, each in said.items()} == {
        "name": False, "words": True, "heads": False, "full": False,
    }  # fmt: skip
    assert said["words"].message == "34 pairs of 20 clips: enough for new words."
    assert (
        said["heads"].message == "34 pairs of 20 clips: too few for the heads, which need about 200 pairs of 100 clips."
    )


def test_one_clip_and_equal_captions_are_never_enough(tmp_path):
    make_clips(tmp_path, *(f"{n}.mp4" for n in range(40)))
    one = check(listing(tmp_path, *(f"1.mp4,caption {n},{n / 5},{n / 5 + 1}" for n in range(40))))
    equal = check(listing(tmp_path, *(f"{n}.mp4,the same" for n in range(40))))
    for checked, enough in ((one, set()), (equal, {"name"})):
        assert checked.usable == 40
        assert {each.way for each in checked.advice if each.is_enough} == enough
    assert set(one.splits) == {"train"}


def test_unknown_words_are_asked_of_usable_captions_alone(tmp_path):
    make_clips(tmp_path, "a.mp4")
    asked = []
    checked = check(
        listing(tmp_path, "a.mp4,a zorb", "gone.mp4,a blick"),
        unknown_words=lambda said: asked.extend(said) or [("zorb", 1)],
    )
    assert asked == ["a zorb"]
    assert checked.unknown_words == (("zorb", 1),)


def test_a_template_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(C2VError, match="could not be written"):
        save_template(tmp_path / "nowhere" / "template.csv")
