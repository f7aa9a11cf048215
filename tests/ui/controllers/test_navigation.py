"""Back, forward, and what was asked before."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.values import Example, Filter
from tests.ui.controllers.test_filters import shown
from tests.ui.services import services_of
from ui.controllers.main import MainController
from ui.library_model import SidebarFilter


def ask(window, settle, text):
    """As with Enter."""
    window.query._field.setText(text)
    window.query._field.entered.emit()
    settle()


def back(window, settle, command="view.back"):
    window.actions_[command].trigger()
    settle()


def said(window):
    query = window.query.query
    return (query.text if query is not None else None), window.sidebar.place.kind, window.query.filters.filter


def test_back_and_forward_go_through_searches_places_and_filters(stocked, window, settle):
    folder = SidebarFilter("folder", stocked.library_model.folders[0].id)
    ask(window, settle, "red car")
    ask(window, settle, "white van")
    window.query.filters.set_filter(Filter(seen=False))
    settle()
    window.sidebar.choose(folder)
    settle()
    window.query.clear()
    settle()
    visited = [
        (None, "folder", Filter(seen=False)),
        ("white van", "folder", Filter(seen=False)),
        ("white van", "all", Filter(seen=False)),
        ("white van", "all", Filter()),
        ("red car", "all", Filter()),
        (None, "all", Filter()),
    ]
    for each in visited:
        assert said(window) == each
        back(window, settle)
    assert not window.actions_["view.back"].isEnabled()
    for each in reversed(visited):
        assert said(window) == each
        back(window, settle, "view.forward")
    assert not window.actions_["view.forward"].isEnabled()
    assert stocked.search_controller.answer is None


def test_what_is_ahead_is_forgotten_when_another_way_is_taken(stocked, window, settle):
    ask(window, settle, "red car")
    ask(window, settle, "white van")
    back(window, settle)
    ask(window, settle, "dog")
    assert not window.actions_["view.forward"].isEnabled()
    back(window, settle)
    assert said(window)[0] == "red car"


def test_selection_and_scroll_come_back(qtbot, stocked, window, settle):
    ask(window, settle, "red car")
    grid = window.grid
    grid.list.setCurrentIndex(grid._model.index(2))
    bar = grid.list.verticalScrollBar()
    window.resize(900, 500)
    settle()
    bar.setValue(bar.maximum())
    was, key = bar.value(), grid.current.key
    assert was > 0
    ask(window, settle, "white van")
    assert grid.row == 0
    back(window, settle)
    assert (grid.current.key, bar.value()) == (key, was)


def test_a_sentence_being_typed_and_its_refinements_are_one_step(qtbot, stocked, window, settle):
    for text in ("re", "red", "red ca", "red car"):
        window.query._field.setText(text)
        window.query.editor.ask(now=False)
        settle()
    phrases = window.query.query.phrases
    for weight in (1.1, 1.2, 1.3):
        window.query.editor.mark([replace(phrases[0], weight=weight)])
        settle()
    back(window, settle)
    assert said(window)[0] is None
    back(window, settle, "view.forward")
    assert window.query.query.phrases[0].weight == 1.3


def test_what_was_looked_at_is_a_step_of_its_own(qtbot, stocked, window, settle):
    window.query._field.setText("red car")
    window.query.editor.ask(now=False)
    settle()
    window.grid.list.setCurrentIndex(window.grid._model.index(1))
    window.query._field.setText("white van")
    window.query.editor.ask(now=False)
    settle()
    back(window, settle)
    assert said(window)[0] == "red car"
    assert window.grid.row == 1


def test_the_side_buttons_of_a_mouse_go_back_and_forward(qtbot, stocked, window, settle):
    ask(window, settle, "red car")
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.BackButton)
    settle()
    assert said(window)[0] is None
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.ForwardButton)
    settle()
    assert said(window)[0] == "red car"


def test_a_place_that_is_gone_is_left_out_of_the_way_back(qtbot, stocked, window, settle):
    window.query.ask("red car")
    settle()
    stocked.saved._do_save("Mine", stocked.search_controller.record())
    settle()
    (saved,) = [each for each in stocked.library_model.kept if each.collection.is_smart]
    window.sidebar.choose(SidebarFilter("search", collection_id=saved.collection.id))
    settle()
    ask(window, settle, "white van")
    stocked.saved._delete(saved.collection.id)
    settle()
    back(window, settle)
    back(window, settle)
    assert said(window)[:2] == ("red car", "all")


# ---- what was asked before


def press(qtbot, window, settle, key):
    window.query._field.setFocus()
    qtbot.keyClick(window.query._field, key)
    qtbot.waitUntil(lambda: not window.query.editor._timer.isActive())
    settle()


def test_up_brings_back_whole_searches_and_down_the_draft(qtbot, stocked, window, settle):
    ask(window, settle, "red car, white van")
    phrases = window.query.query.phrases
    window.query.editor.mark([replace(phrases[0], role="not"), *phrases[1:]])
    settle()
    window.query.filters.set_filter(Filter(seen=False))
    settle()
    window.query.filters.clear()
    window.query.clear()
    settle()
    ask(window, settle, "dog")
    window.query.clear()
    settle()
    press(qtbot, window, settle, Qt.Key.Key_Up)
    assert said(window)[0] == "dog"
    press(qtbot, window, settle, Qt.Key.Key_Up)
    assert said(window) == ("red car, white van", "all", Filter(seen=False))
    press(qtbot, window, settle, Qt.Key.Key_Up)
    assert said(window) == ("red car, white van", "all", Filter())
    before = stocked.navigation.past
    assert [phrase.role for phrase in window.query.query.phrases] == ["not", "must"]
    for _ in range(4):
        press(qtbot, window, settle, Qt.Key.Key_Down)
    assert window.query._field.text() == ""
    assert said(window)[0] is None
    assert stocked.navigation.past == before, "walking through the list does not change it"


def test_examples_are_remembered_too(qtbot, stocked, window, settle, footage_folder):
    window.query.add_examples([Example("frame", footage_folder / "car.mov", 1.0)])
    settle()
    window.query.clear()
    settle()
    (past,) = stocked.navigation.past
    assert past.examples[0].path.name == "car.mov"
    stocked.navigation._fill_menu()
    assert next(each.text() for each in stocked.navigation.menu.actions()) == "like car.mov"
    stocked.navigation.menu.actions()[0].trigger()
    settle()
    assert window.query.query.examples == past.examples


def test_searches_outlive_the_window_and_can_be_cleared(qtbot, stocked, window, settle, lane, tasks, house):
    ask(window, settle, "red car")
    ask(window, settle, "white van")
    assert len(window.past_searches) == 2
    again = MainController(
        window,
        services_of(house, lane),
        tasks,
    )
    assert [query.text for query in again.navigation.past] == ["red car", "white van"]
    again.navigation.clear()
    assert window.past_searches == []
    again.indexing.stop()


def test_nothing_is_remembered_where_that_is_off(qtbot, stocked, window, settle):
    ask(window, settle, "red car")
    stocked.navigation.set_remembers(False)
    assert window.past_searches == []
    ask(window, settle, "white van")
    window.query.clear()
    settle()
    assert window.past_searches == []
    assert stocked.navigation.past == []


def test_a_remembered_search_of_a_folder_that_is_gone_says_so(qtbot, stocked, window, settle):
    folder = stocked.library_model.folders[0]
    window.sidebar.choose(SidebarFilter("folder", folder.id))
    ask(window, settle, "red car")
    window.query.clear()
    settle()
    (read, _) = stocked.navigation._past[0]
    gone = replace(read, names=replace(read.names, folders={folder.id: "/media/Wedding"}))
    stocked.navigation._past = [(gone, "")]
    stocked.navigation._recall(gone.query)
    settle()
    assert "Not in this library: the folder /media/Wedding" in window.query._notice.text()
    assert window.query._field.text() == "red car"


def test_an_unreadable_history_is_not_offered(qtbot, stocked, window):
    window._geometry.setValue("searches", '["{]", 3, "{\\"version\\": 99}"]')
    stocked.navigation.set_remembers(True)
    assert stocked.navigation.past == []
    window._geometry.setValue("searches", "not JSON")
    assert window.past_searches == []


def test_a_refined_search_keeps_its_selection_and_another_one_does_not(qtbot, stocked, window, settle):
    ask(window, settle, "red car, white van")
    window.grid.list.setCurrentIndex(window.grid._model.index(2))
    key = window.grid.current.key
    window.query.editor.choose(replace(window.query.query, sort="name"))
    settle()
    assert window.grid.current.key == key
    stocked.search_controller.again()
    settle()
    assert window.grid.current.key == key
    ask(window, settle, "dog")
    assert window.grid.row == 0
    assert shown(window)
