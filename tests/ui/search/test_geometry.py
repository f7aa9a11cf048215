import itertools

import pytest

from tests.fakes.ledgers import make_ledger, make_query
from ui.search.geometry import Metrics, lay_out
from ui.search.renderers import renderer_of

QUERY = make_query("a red car, a dog", "red car", "dog")
METRICS = Metrics(15, 8)


@pytest.mark.parametrize("width", [320, 760, 1220, 2400])
@pytest.mark.parametrize("frames", [1, 3, 12])
def test_columns_stay_inside_and_are_found_again(width, frames):
    ledger = make_ledger(QUERY, frames=frames)
    geometry = lay_out(renderer_of(ledger).rows(), frames, width, METRICS)
    assert geometry.columns_end + geometry.total_px <= width + 1e-6
    for column in range(frames):
        x, _, w, _ = geometry.frame_box(column)
        assert geometry.column_at(x + w / 2) == column
    assert geometry.column_at(geometry.label_px - 1) is None
    assert geometry.column_at(geometry.columns_end + 1) is None


def test_rows_follow_each_other_without_gaps():
    ledger = make_ledger(QUERY)
    shown = renderer_of(ledger).rows(frozenset({0}))
    geometry = lay_out(shown, 12, 1000, METRICS)
    for row in range(len(shown)):
        assert geometry.row_at(geometry.tops[row] + 1) == row
    assert geometry.row_at(geometry.rows_px + 1) is None
    assert geometry.natural_px == pytest.approx(geometry.head_px + geometry.rows_px + geometry.foot_px)


def test_bars_stay_in_their_row_also_when_negative():
    ledger = make_ledger(QUERY)
    cells = ledger.cells
    cells[0, :, 2] = -0.01
    shown = renderer_of(ledger).rows()
    geometry = lay_out(shown, 12, 1000, METRICS)
    scale = renderer_of(ledger).scales().phrase
    for column, value in enumerate(map(float, shown[1].values)):
        _, y, _, height = geometry.bar_box(1, column, value, scale)
        assert geometry.tops[1] <= y
        assert y + height <= geometry.tops[1] + geometry.heights[1]
    up = geometry.bar_box(1, 5, scale.high, scale)
    down = geometry.bar_box(1, 2, scale.low, scale)
    assert up[3] / down[3] == pytest.approx(scale.high / -scale.low)
    assert up[1] + up[3] == pytest.approx(down[1])


@pytest.mark.parametrize("width", [340, 420, 500, 609, 800, 1400])
@pytest.mark.parametrize("columns", [1, 5, 9, 12])
def test_timecodes_never_touch_each_other_and_stay_inside_the_columns(width, columns):
    geometry = lay_out(renderer_of(make_ledger(QUERY)).rows(), columns, width, METRICS)
    labels = geometry.time_labels(71)
    boxes = list(labels.values())
    assert all(x >= before + wide + 6 for (before, _, wide, _), (x, *_) in itertools.pairwise(boxes))
    assert all(x >= geometry.column_x(0) for x, *_ in boxes)
    assert 0 in labels
    if geometry.column_px >= 77:
        assert list(labels) == list(range(columns))
    else:  # as many as have room
        room = columns * geometry.column_px
        assert len(labels) >= room // (77 + geometry.column_px) or len(labels) == 1
