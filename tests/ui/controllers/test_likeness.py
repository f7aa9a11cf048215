from pathlib import Path

import pytest

from core.values import Example
from tests.fakes.ledgers import make_hit, make_ledger, make_query
from ui.browse.card import Card
from ui.controllers.likeness import LikenessController


@pytest.fixture
def likeness(window):
    return LikenessController(window)


def test_a_moment_and_a_clip_are_searched_for_by_what_they_look_like(window, likeness):
    hit = make_hit(make_ledger(make_query("a dog", "dog")))
    window.menus.similar_asked.emit(Card(hit.video, hit))
    segment = hit.segment
    moment = Example("moment", hit.video.path, segment.start_s, segment.end_s)
    assert window.query.query.examples == (moment,)
    card = Card(hit.video)
    likeness.add_card(card)
    assert window.query.query.examples == (moment, Example("frame", hit.video.path, card.best_s))


def test_without_a_clip_in_the_player_there_is_no_frame(window, likeness):
    likeness.add_frame()
    assert window.query.query is None


def test_the_frame_of_the_player_is_searched_for(window, likeness, monkeypatch):
    monkeypatch.setattr(type(window.player), "path", Path("/rushes/C012.mov"))
    monkeypatch.setattr(type(window.player), "position_s", 4.5)
    likeness.add_frame()
    assert window.query.query.examples == (Example("frame", Path("/rushes/C012.mov"), 4.5),)
