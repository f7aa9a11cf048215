"""A part of a name is found in the names of all paths, as one by one."""

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from core.store.folded_names import FoldedNames
from core.values.filter import name_key

PARTS = st.text(st.sampled_from("abAB.\u00e9e\u0301\u00df\udcff ss\u212a"), min_size=1, max_size=4)
PATHS = st.lists(st.lists(PARTS, min_size=1, max_size=3), max_size=6)


@given(PATHS, PARTS)
def test_a_part_is_found_in_names_and_not_in_folders(paths: list[list[str]], part: str) -> None:
    stored = [os.fsencode(str(Path("/", *each))) for each in paths]
    key = name_key(part)
    expected = {number for number, each in enumerate(paths) if key in name_key(Path("/", *each).name)}
    assert set(FoldedNames(b"\0".join(stored)).having(key).tolist()) == expected


def test_a_part_never_reaches_from_one_name_into_the_next() -> None:
    names = FoldedNames(b"/x/ab\0/x/ba")
    assert names.having(b"bb").tolist() == names.having(b"b\0b").tolist() == names.having(b"x").tolist() == []
    assert names.having(b"b").tolist() == [0, 1]
    assert FoldedNames(b"").having(b"a").tolist() == []
