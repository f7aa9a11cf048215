"""A kept moment whose file is missing gets a file again: the same clip, or another one when the user says so."""

from fractions import Fraction
from pathlib import Path

import pytest

from core.errors import MediaError, QueryError
from core.values import BASKET_ID
from tests.fakes.house import FakeHouse
from tests.fakes.still_frames import draw_video
from tests.unit.test_keeping import clip, house  # noqa: F401


@pytest.fixture
def kept(house: FakeHouse, tmp_path: Path) -> int:  # noqa: F811
    """b.mp4 from 1 s to 2 s, twice; then its file goes elsewhere."""
    id_ = clip(house, "b").id
    for note in ("one", "two"):
        house.library.keep(id_, Fraction(1), Fraction(2), note)
    (tmp_path / "r/b.mp4").rename(tmp_path / "elsewhere.mp4")
    return house.library.moments(BASKET_ID)[0].id


def test_the_same_content_is_recognised_whatever_its_name(house: FakeHouse, kept: int, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "elsewhere.mp4"
    assert house.library.check_relink(kept, path).is_same
    change = house.library.relink(kept, path)
    assert [moment.path for moment in house.library.moments(BASKET_ID)] == [path, path]
    house.library.undo_kept(change)
    assert {moment.path.name for moment in house.library.moments(BASKET_ID)} == {"b.mp4"}


def test_another_content_is_said_and_taken_only_when_asked(house: FakeHouse, kept: int, tmp_path: Path) -> None:  # noqa: F811
    other = draw_video(tmp_path / "other.mp4", [("black cat", 5.0)])
    check = house.library.check_relink(kept, other)
    assert not check.is_same
    before = house.library.moments(BASKET_ID)
    with pytest.raises(QueryError, match="not the clip of this moment"):
        house.library.relink(kept, other)
    assert house.library.moments(BASKET_ID) == before
    change = house.library.relink(kept, other, to_other=True)
    after = house.library.moments(BASKET_ID)
    assert {moment.path for moment in after} == {other}
    assert {moment.fingerprint for moment in after} != {moment.fingerprint for moment in before}
    assert [(m.start_s, m.end_s, m.note) for m in after] == [(m.start_s, m.end_s, m.note) for m in before]
    house.library.undo_kept(change)
    assert house.library.moments(BASKET_ID) == before


def test_a_clip_that_is_too_short_is_refused(house: FakeHouse, kept: int, tmp_path: Path) -> None:  # noqa: F811
    short = draw_video(tmp_path / "short.mp4", [("black cat", 1.0)])
    before = house.library.moments(BASKET_ID)
    with pytest.raises(QueryError, match=r"lie outside of short\.mp4"):
        house.library.relink(kept, short, to_other=True)
    assert house.library.moments(BASKET_ID) == before


def test_a_file_that_cannot_be_read_changes_nothing(house: FakeHouse, kept: int, tmp_path: Path) -> None:  # noqa: F811
    with pytest.raises(MediaError):
        house.library.check_relink(kept, tmp_path / "gone.mp4")
