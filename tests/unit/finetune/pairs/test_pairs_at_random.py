"""Whatever a list holds: no exception, every row a pair or a problem, no clip in two splits, no rubbish in training."""

import csv
import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from core.values.teaching import Pair
from tests.unit.finetune.pairs.lists import PlainLookup, check, make_clips, write

CLIPS = ("a.mp4", "b.mp4", "c d.mov", "ü.mp4")
files = st.sampled_from([*CLIPS, "a", "sub/a.mp4", "gone.mp4", "", "C:\\x\\b.mp4"]) | st.text(max_size=12)
cells = st.text(max_size=20) | st.sampled_from(["1", "2.5", "0:03", "00:00:04:10", "-1", "99", "train", "test", "nan"])


@settings(max_examples=40)
@given(
    st.binary(max_size=400),
    st.sampled_from(["l.csv", "l.tsv", "l.json", "l.jsonl", "l.txt", "a.srt", "a.vtt", "l.xyz"]),
)
def test_any_bytes_are_read_without_an_exception(tmp_path_factory, raw, name):
    folder = tmp_path_factory.mktemp("bytes")
    make_clips(folder, "a.mp4")
    (folder / name).write_bytes(raw)
    for source in (folder / name, folder):
        checked = check(source)
        assert checked.pairs or checked.problems
        assert all(0 <= each.pair < len(checked.pairs) for each in checked.problems if each.pair is not None)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(files, cells, cells, cells, st.sampled_from(["", "train", "dev", "test", "x"])), max_size=12),
    st.sampled_from(",;\t|"),
)
def test_every_row_is_a_pair_or_a_problem(tmp_path_factory, rows, delimiter):
    folder = tmp_path_factory.mktemp("rows")
    make_clips(folder, *CLIPS)
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(
        [("file", "start", "end", "caption", "split"), *rows]
    )
    checked = check(write(folder / "l.csv", written.getvalue().encode("utf-8", "replace").decode()))
    there = [row for row in rows if any(cell.strip() for cell in row)]
    without_pair = sum(each.pair is None and each.kind == "row" for each in checked.problems)
    assert len(checked.pairs) + without_pair == len(there) + (not there)
    faulty = {each.pair for each in checked.problems if each.pair is not None}
    assert faulty == {at for at, split in enumerate(checked.splits) if split is None}
    splits = {}
    for pair, split in zip(checked.pairs, checked.splits, strict=True):
        if split is not None:
            assert any(letter.isalnum() for letter in pair.caption)
            assert pair.start_s is None or 0 <= pair.start_s < 10
            assert pair.end_s is None or (pair.start_s or 0) < pair.end_s <= 10
            assert splits.setdefault(pair.path.read_bytes(), split) == split


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(CLIPS),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["file", "caption", "start", "sentences", "timestamps", "a.mp4", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(max_examples=40)
@given(json_values)
def test_any_json_is_read_without_an_exception(tmp_path_factory, value):
    folder = tmp_path_factory.mktemp("json")
    make_clips(folder, *CLIPS)
    text = json.dumps(value)
    for name in ("l.json", "l.jsonl"):
        checked = check(write(folder / name, text))
        assert checked.pairs or checked.problems


@settings(max_examples=40)
@given(st.lists(st.text(max_size=30), max_size=5))
def test_any_kept_caption_is_checked_without_an_exception(tmp_path_factory, captions):
    folder = tmp_path_factory.mktemp("kept")
    (clip,) = make_clips(folder, "a.mp4")
    checked = check(kept=[Pair(clip, caption) for caption in captions], lookup=PlainLookup())
    assert len(checked.pairs) == len(captions)
