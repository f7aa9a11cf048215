"""The measured cost of indexing is kept in a file that may be missing or damaged."""

import pytest

from core.store.cost_file import FILE, keep_cost, load_cost
from core.values import IndexingCost

COST = IndexingCost(0.5, 30.0, 10.0)


def test_the_last_cost_that_was_kept_is_found(tmp_path):
    folder = tmp_path / "specs"
    assert load_cost(folder) is None
    keep_cost(folder, IndexingCost(1.0, 1.0, 1.0))
    keep_cost(folder, COST)
    assert load_cost(folder) == COST
    assert [each.name for each in folder.iterdir()] == [FILE]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "{}",
        "[1]",
        '{"every_s": 0, "reading_s": 1, "frames_s": 1}',
        '{"every_s": NaN, "reading_s": 1, "frames_s": 1}',
    ],
)
def test_a_damaged_file_says_nothing(tmp_path, said):
    (tmp_path / FILE).write_text(said, encoding="utf-8")
    assert load_cost(tmp_path) is None


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path):
    place = tmp_path / "file"
    place.write_text("in the way", encoding="utf-8")
    keep_cost(place, COST)
    assert load_cost(place) is None
