"""What is said below the player."""

import pytest

from tests.ui.browse.records import video
from ui.browse.card import Card
from ui.browse.details import Details


@pytest.fixture
def details(qtbot):
    made = Details()
    qtbot.addWidget(made)
    made.resize(320, 300)
    made.show()
    return made


def test_a_joined_clip_says_where_its_clock_jumps(details):
    details.show_card(Card(video(1, restarts_s=((70.0, 1.4), (140.0, 36_000.0)))))
    assert "Joined from 3 recordings: the timestamps jump at 00:01:10:00 and 00:02:20:00." in details.words
    assert details._joined.isVisible()
    details.show_card(Card(video(2)))
    assert "Joined" not in details.words
    assert not details._joined.isVisible()
    details.show_card(Card(video(3, restarts_s=((70.0, 1.4),))))
    details.clear()
    assert details.words == ""
    assert not details._joined.isVisible()
