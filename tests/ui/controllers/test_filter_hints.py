"""Words of a question offered as filters: never applied by themselves."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from core.values import Filter
from ui.search.offer_row import OfferRow


@pytest.fixture
def offers(window):
    return window.query.findChild(OfferRow)


def ask(window, settle, text):
    window.query.ask(text)
    settle()


def test_a_word_is_offered_and_applied_by_a_click_only(stocked, window, settle, offers, qtbot):
    ask(window, settle, "a red car in 4K")
    assert [offer.text for offer in offers.offers] == ["Filter: 4K"]
    assert window.query.filters.filter == Filter()
    qtbot.mouseClick(offers.findChild(QPushButton, "take"), Qt.MouseButton.LeftButton)
    settle()
    assert window.query.filters.filter == Filter(resolutions=frozenset({"4K"}))
    assert window.query.query.text == "a red car"
    assert offers.offers == ()
    assert stocked.search_controller.answer.query.filter.resolutions == {"4K"}


def test_what_is_filtered_already_is_not_offered(stocked, window, settle, offers):
    window.query.filters.set_filter(Filter(resolutions=frozenset({"4K"})))
    ask(window, settle, "a red car in 4K")
    assert offers.offers == ()
    window.query.filters.clear()
    settle()
    assert [offer.text for offer in offers.offers] == ["Filter: 4K"]


def test_a_dismissed_offer_stays_away_for_this_question(stocked, window, settle, offers):
    ask(window, settle, "a red car in 4K")
    offers.dismissed.emit(offers.offers[0].key)
    assert offers.offers == ()
    ask(window, settle, "a red car in 4K at night")
    assert offers.offers == ()


def test_tags_of_the_library_are_offered_and_their_words_stay(stocked, window, settle, offers):
    video = next(each for each in stocked.library_model.videos.values() if each.info is not None)
    stocked._services.library.add_tags([video.id], ["night"])
    ask(window, settle, "a red car at night")
    assert [offer.text for offer in offers.offers] == ["Filter: night"]
    offers.taken.emit(offers.offers[0].key)
    settle()
    assert window.query.filters.filter == Filter(tags=frozenset({"night"}))
    assert window.query.query.text == "a red car at night"


def test_a_question_without_such_words_has_no_offers(stocked, window, settle, offers):
    ask(window, settle, "a red car")
    assert not offers.isVisible()
