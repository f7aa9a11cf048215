from dataclasses import replace

import pytest
from PySide6.QtCore import QRect

from core.values import Facets, Filter
from ui.search.filter_button import FilterButton

FACETS = Facets(
    9,
    {
        "resolution": {"4K": 2, "HD": 7},
        "codec": {"ProRes": 1, "H.264": 8},
        "rating": {1: 5, 4: 2},
        "tag": {"night": 3, "drone": 4},
        "flag": {"pick": 2, "": 7},
        "duration": {0: 3, 1800: 1},
        "collection": {2: 1, 7: 4},
    },
)


@pytest.fixture
def button(qtbot):
    made = FilterButton()
    qtbot.addWidget(made)
    made.show_facets(FACETS, {2: "Titles"})
    return made


def entries(button):
    """Kind to the lines of its menu."""
    menus = {action.text(): action.menu() for action in button.menu().actions() if action.menu()}
    return {title: [action.text() for action in menu.actions()] for title, menu in menus.items()}


def choose(button, kind, start):
    menu = next(action.menu() for action in button.menu().actions() if action.menu() and action.text() == kind)
    next(action for action in menu.actions() if action.text().startswith(start)).trigger()


def test_the_menu_lists_values_with_their_counts_in_a_useful_order(button):
    listed = entries(button)
    assert listed["Rating"] == ["1 star or more\t5", "4 stars or more\t2"]
    assert listed["Resolution"] == ["HD\t7", "4K\t2"]
    assert listed["Codec"] == ["H.264\t8", "ProRes\t1"]
    assert listed["Picked or rejected"] == ["No flag\t7", "Picked\t2"]
    assert listed["Length"] == ["under 0:10\t3", "30:00 or more\t1"]
    assert listed["Collection"] == ["Titles\t1"]


def test_before_the_counts_have_come_it_says_so(qtbot):
    made = FilterButton()
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.facets_wanted):
        made.menu().aboutToShow.emit()
    assert [action.text() for action in made.menu().actions()] == ["Counting…", "Name and ranges…"]


def test_values_are_chosen_and_taken_back(qtbot, button):
    with qtbot.waitSignal(button.changed) as heard:
        choose(button, "Resolution", "4K")
    assert heard.args[0] == Filter(resolutions=frozenset({"4K"}))
    button.menu().aboutToShow.emit()
    choose(button, "Tags", "night")
    button.menu().aboutToShow.emit()
    choose(button, "Tags", "drone")
    assert button.filter == Filter(resolutions=frozenset({"4K"}), tags=frozenset({"night", "drone"}))
    assert button.text() == "Filter (3)"
    assert button.accessibleDescription() == "drone, night, 4K"
    button.menu().aboutToShow.emit()
    choose(button, "Tags", "drone")
    button.menu().aboutToShow.emit()
    choose(button, "Resolution", "4K")
    assert button.filter == Filter(tags=frozenset({"night"}))


def test_another_value_of_a_kind_takes_the_place(button):
    choose(button, "Codec", "H.264")
    button.menu().aboutToShow.emit()
    choose(button, "Codec", "ProRes")
    assert button.filter.codecs == {"ProRes"}


def test_all_are_cleared_at_once(qtbot, button):
    button.set_filter(replace(Filter(), min_rating=4, resolutions=frozenset({"HD"})))
    button.menu().aboutToShow.emit()
    with qtbot.waitSignal(button.changed):
        next(action for action in button.menu().actions() if action.text() == "Clear filters").trigger()
    assert button.filter == Filter()
    assert button.text() == "Filter"


def test_the_menu_stays_on_the_screen_when_its_counts_come(qtbot):
    button = FilterButton()
    qtbot.addWidget(button)
    room = button.screen().availableGeometry()
    button.move(room.right() - 80, room.bottom() - 60)
    button.show()
    qtbot.waitExposed(button)
    menu = button.menu()
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
    assert menu.isVisible()
    button.show_facets(FACETS, {})
    assert room.contains(QRect(menu.pos(), menu.sizeHint()))
    menu.close()
