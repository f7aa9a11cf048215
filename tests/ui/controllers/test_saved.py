"""Saved searches and collections in the sidebar: saved, asked, renamed, deleted, and all of it undone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from core.values import Filter, Like, Phrase
from tests.ui.controllers.test_filters import shown
from tests.ui.controllers.test_keeping import choose
from ui.library_model import SidebarFilter

SHIFT = Qt.KeyboardModifier.ShiftModifier


def rows(window):
    return {entry.title: entry for entry in window.sidebar._rows}


def save(qtbot, controller, window, settle, name=""):
    qtbot.keyClick(window.query._field, Qt.Key.Key_Return, SHIFT)
    dialog = controller.saved.dialog
    if name:
        dialog.line.setText(name)
    dialog.accept()
    settle()
    return dialog


def go(window, settle, title):
    window.sidebar.choose(rows(window)[title].place)
    settle()


def test_undo_in_the_notice_of_a_removal_never_undoes_a_later_step(qtbot, stocked, window, settle):
    window.query.ask("red car")
    settle()
    save(qtbot, stocked, window, settle, "Vans")
    stocked.saved._delete(rows(window)["Vans"].place.collection_id)
    settle()
    (bar,) = [each for each in window.notices.bars if "Vans" in each.notice.title]
    assert [button.text() for button in bar.findChildren(QPushButton)] == ["Undo"]
    window.query.clear()
    window.sidebar.choose(SidebarFilter("all"))
    settle()
    choose(window, "car.mov")
    window.actions_["mark.rate_3"].trigger()
    settle()
    assert not [each for each in window.notices.bars if "Vans" in each.notice.title]


def test_shift_enter_saves_the_search_with_chips_place_and_filters(qtbot, stocked, window, settle):
    choose(window, "car.mov", "van.mov")
    window.actions_["mark.rate_3"].trigger()
    settle()
    window.query.ask("red car, white van")
    settle()
    phrases = window.query.query.phrases
    window.query.editor.mark([replace(phrases[0], muted=True), *phrases[1:]])
    window.query.filters.set_filter(Filter(min_rating=3))
    folder = stocked.library_model.folders[0]
    window.sidebar.choose(SidebarFilter("folder", folder.id))
    settle()
    save(qtbot, stocked, window, settle, "Vans")
    assert rows(window)["Vans"].sign == "search"
    assert "Day 4, 3 stars or more" in rows(window)["Vans"].tip
    window.query.clear()
    window.query.filters.clear()
    window.sidebar.choose(SidebarFilter("all"))
    settle()
    go(window, settle, "Vans")
    assert [(phrase.text, phrase.muted) for phrase in window.query.query.phrases] == [
        ("red car", True),
        ("white van", False),
    ]
    assert window.query.filters.filter == Filter(min_rating=3)
    assert stocked.search_controller.answer.query.filter == Filter(min_rating=3, folder_ids=frozenset({folder.id}))
    assert set(shown(window)) == {"car.mov", "van.mov"}
    assert "3 stars or more" in window.query.filters.accessibleDescription()


def test_saving_under_a_name_that_is_there_replaces_it_and_says_so(qtbot, stocked, window, settle):
    window.query.ask("red car")
    settle()
    save(qtbot, stocked, window, settle, "Mine")
    window.query.ask("white van")
    settle()
    window.actions_["search.save"].trigger()
    dialog = stocked.saved.dialog
    dialog.line.setText("mine")
    assert dialog.note == "Replaces the saved search of this name."
    dialog.line.setText("Basket")
    assert "collection of moments" in dialog.note
    dialog.accept()
    assert dialog.isVisible(), "a name that cannot be used is not taken"
    dialog.line.setText("mine")
    dialog.accept()
    settle()
    (saved,) = [each for each in stocked.library_model.kept if each.collection.is_smart]
    assert saved.query.text == "white van"
    window.actions_["edit.undo"].trigger()
    settle()
    (saved,) = [each for each in stocked.library_model.kept if each.collection.is_smart]
    assert saved.query.text == "red car"


def test_filters_alone_are_saved_and_say_how_many_clips_pass(qtbot, stocked, window, settle):
    choose(window, "car.mov")
    window.actions_["mark.rate_5"].trigger()
    window.query.filters.set_filter(Filter(min_rating=4))
    settle()
    save(qtbot, stocked, window, settle, "Best")
    assert rows(window)["Best"].value == "1"
    choose(window, "car.mov")
    window.actions_["mark.rate_2"].trigger()
    settle()
    assert rows(window)["Best"].value == "0"
    window.query.filters.clear()
    window.query.ask("white van")
    settle()
    go(window, settle, "Best")
    assert window.query.query is None
    assert shown(window) == []
    assert window.grid.words[0] == "Best"


def test_there_is_nothing_to_save_of_the_whole_library(qtbot, stocked, window, settle):
    window.actions_["search.save"].trigger()
    assert stocked.saved.dialog is None
    assert not any(each.collection.is_smart for each in stocked.library_model.kept)


def test_a_click_on_the_chosen_search_asks_it_again_as_it_was_saved(qtbot, stocked, window, settle):
    window.query.ask("red car")
    settle()
    save(qtbot, stocked, window, settle, "Mine")
    go(window, settle, "Mine")
    window.query.ask("white van")
    settle()
    item = window.sidebar._list.currentItem()
    window.sidebar._was_chosen = window.sidebar.place
    qtbot.mouseClick(
        window.sidebar._list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=window.sidebar._list.visualItemRect(item).center(),
    )
    settle()
    assert window.query.query.text == "red car"


@pytest.mark.parametrize("how", ["menu", "key"])
def test_a_search_is_renamed_deleted_and_brought_back(qtbot, stocked, window, settle, how):
    window.query.ask("red car")
    settle()
    save(qtbot, stocked, window, settle, "Mine")
    go(window, settle, "Mine")
    entry, listed = rows(window)["Mine"], window.sidebar._list

    def ask(title, key):
        if how == "key":
            listed.setFocus()
            qtbot.keyClick(listed, key)
        else:
            next(each for each in window.sidebar.menu_of(entry).actions() if each.text() == title).trigger()

    ask("Rename…", Qt.Key.Key_F2)
    stocked.saved.dialog.setTextValue("Red cars")
    stocked.saved.dialog.accept()
    settle()
    assert "Red cars" in rows(window)
    ask("Delete", Qt.Key.Key_Delete)
    settle()
    assert "Red cars" not in rows(window)
    assert "SEARCHES" not in rows(window)
    assert window.query.query.text == "red car", "what is asked stays asked"
    window.actions_["edit.undo"].trigger()
    settle()
    assert "Red cars" in rows(window)


def test_a_search_whose_place_is_gone_says_so_and_answers_nothing_else(qtbot, stocked, window, settle):
    made = stocked._services.library.add_collection("Selects").collections[0].id
    window.query.ask("red car")
    window.query.filters.set_filter(Filter(collection_ids=frozenset({made})))
    settle()
    save(qtbot, stocked, window, settle, "In selects")
    window.query.clear()
    window.query.filters.clear()
    stocked.saved._delete(made)
    settle()
    assert rows(window)["In selects"].sign == "warning"
    go(window, settle, "In selects")
    assert "Not in this library: the collection “Selects”" in window.query._notice.text()
    assert window.query.query.text == "red car"
    assert shown(window) == []


def test_the_current_search_takes_the_place_of_a_saved_one(qtbot, stocked, window, settle):
    window.query.ask("red car")
    settle()
    save(qtbot, stocked, window, settle, "Mine")
    window.query.ask("white van")
    settle()
    menu = window.sidebar.menu_of(rows(window)["Mine"])
    next(each for each in menu.actions() if each.text() == "Replace with the current search").trigger()
    settle()
    (saved,) = [each for each in stocked.library_model.kept if each.collection.is_smart]
    assert saved.query.phrases[0] == Phrase("white van", 0, 9)


# ---- collections


def test_a_collection_shows_its_clips_counts_its_moments_and_limits_a_search(qtbot, stocked, window, settle):
    for name in ("car.mov", "car.mov", "dog.mov"):
        choose(window, name)
        window.actions_["mark.keep"].trigger()
        settle()
    assert rows(window)["Basket"].value == "3"
    go(window, settle, "Basket")
    assert shown(window) == ["car.mov", "dog.mov"]
    assert window.grid.words[0] == "Basket"
    window.query.ask("white van")
    settle()
    assert set(shown(window)) == {"car.mov", "dog.mov"}
    listed = window.sidebar._list
    listed.setFocus()
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    settle()
    assert stocked.basket.dialog.isVisible()


def test_the_basket_is_neither_renamed_nor_deleted(qtbot, stocked, window, settle):
    entry = rows(window)["Basket"]
    assert [each.text() for each in window.sidebar.menu_of(entry).actions()] == ["Show moments…", "Export…"]
    window.sidebar.choose(entry.place)
    window.sidebar._list.setFocus()
    qtbot.keyClick(window.sidebar._list, Qt.Key.Key_F2)
    assert stocked.saved.dialog is None


def test_a_search_saved_among_new_clips_means_those_that_are_new_when_it_is_asked(qtbot, stocked, window, settle):
    window.sidebar.choose(SidebarFilter("new"))
    window.query.ask("red car")
    settle()
    save(qtbot, stocked, window, settle, "New cars")
    assert "Added in the last 24 hours" in rows(window)["New cars"].tip
    (saved,) = [each for each in stocked.library_model.kept if each.collection.is_smart]
    assert saved.query.filter == Filter(added_within_s=86_400.0)
    window.query.clear()
    window.sidebar.choose(SidebarFilter("all"))
    settle()
    go(window, settle, "New cars")
    assert shown(window)
    catalogue = stocked._services.library._parts.catalogue
    for id_, video in catalogue._videos.items():
        catalogue._videos[id_] = replace(video, added_s=video.added_s - 90_000)
    assert window.query.filters.filter == Filter(added_within_s=86_400.0), "it stands below the search line"
    window.actions_["search.again"].trigger()
    settle()
    assert stocked.search_controller.answer.hits == (), "they are old by now"


def test_the_tooltip_of_a_search_counts_what_is_liked(qtbot, stocked, window, settle):
    window.query.ask("red car")
    settle()
    path = stocked.search_controller.answer.hits[0].video.path
    likes = (Like("liked", path, 0.0, 1.0), Like("disliked", path, 1.0, 2.0), Like("liked", path, 2.0, 3.0, muted=True))
    window.query.editor.choose(replace(window.query.query, likes=likes))
    settle()
    save(qtbot, stocked, window, settle, "Liked")
    assert "red car · 1 liked, 1 disliked" in rows(window)["Liked"].tip
