"""Filters beside the query: what is shown, searched and counted."""

from core.values import Filter
from tests.ui.controllers.test_keeping import choose
from ui.library_model import SidebarFilter, narrowed

RATED = Filter(min_rating=3)


def shown(window):
    model = window.grid._model
    return sorted(model.card(row).video.path.name for row in range(model.rowCount()))


def rate(window, settle, name, stars):
    choose(window, name)
    window.actions_[f"mark.rate_{stars}"].trigger()
    settle()


def test_only_clips_that_pass_are_shown_and_searched(stocked, window, settle):
    rate(window, settle, "car.mov", 4)
    rate(window, settle, "van.mov", 2)
    window.query.filters.set_filter(RATED)
    settle()
    assert shown(window) == ["car.mov"]
    assert window.grid._heading.clear.isVisible()
    window.query.ask("white van turning")
    settle()
    assert set(shown(window)) == {"car.mov"}
    window.grid._heading.clear.click()
    settle()
    assert "van.mov" in shown(window)
    assert not window.grid._heading.clear.isVisible()
    window.query.clear()
    settle()
    assert len(shown(window)) == 4


def test_what_is_rated_away_leaves_the_list(stocked, window, settle):
    rate(window, settle, "car.mov", 4)
    window.query.filters.set_filter(RATED)
    settle()
    rate(window, settle, "car.mov", 1)
    assert shown(window) == []
    assert window.grid._pages.blank.isVisible()


def test_nothing_that_passes_is_said_and_not_taken_for_an_empty_library(stocked, window, settle):
    window.query.filters.set_filter(RATED)
    settle()
    assert any("No clip passes these filters" in label for label in said(window))
    window.query.ask("red car")
    settle()
    assert any("No indexed clip passes these filters" in label for label in said(window))


def said(window):
    from PySide6.QtWidgets import QLabel

    return [label.text() for label in window.grid._pages.blank.findChildren(QLabel)]


def test_the_menu_counts_the_clips_of_the_place(stocked, window, settle):
    rate(window, settle, "car.mov", 4)
    window.query.filters.facets_wanted.emit()
    settle()
    assert window.query.filters._facets.counts["rating"] == {1: 1, 2: 1, 3: 1, 4: 1}
    window.sidebar.choose(SidebarFilter("failed"))
    settle()
    window.query.filters.facets_wanted.emit()
    settle()
    assert not window.query.filters._facets.counts.get("rating")


def test_a_place_of_the_sidebar_and_filters_hold_together():
    place = Filter(folder_ids=frozenset({3}), added_after_s=5.0)
    assert narrowed(place, None) == place
    assert narrowed(place, Filter()) == place
    both = narrowed(place, Filter(min_rating=2, folder_ids=frozenset({9})))
    assert both == Filter(min_rating=2, folder_ids=frozenset({3}), added_after_s=5.0)
