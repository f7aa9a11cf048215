"""A name: its examples from every source, suggestions, and what it needs before it can be taught."""

from dataclasses import replace

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from tests.fakes.teaching import outcome
from tests.ui.finetune.test_wizard import press
from ui.finetune.teaching_parts import TaughtMoment


@pytest.fixture
def stills(tmp_path):
    paths = []
    for number, colour in enumerate(("red", "blue", "green", "white")):
        path = tmp_path / f"logo {number}.png"
        Image.new("RGB", (64, 48), colour).save(path)
        paths.append(path)
    return paths


@pytest.fixture
def naming(wizard, moments, settle):
    wizard.teach_name(moments[:2])
    settle()
    return wizard


def drop(widget, paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    )
    widget.dragEnterEvent(enter)
    if enter.isAccepted():
        event = QDropEvent(
            QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
        )
        widget.dropEvent(event)
    return enter.isAccepted()


def type_name(wizard, name="Rex"):
    QTest.keyClicks(wizard.window.name.name, name)


def test_moments_of_the_selection_open_the_window_at_the_name(naming, moments):
    assert naming.window.isVisible()
    assert naming.window.step == "data"
    assert naming.window.page_of("data") is naming.window.name
    assert naming.context.state.examples == tuple(moments[:2])
    assert not naming.window.can_continue


def test_a_known_name_begins_with_its_examples_and_what_may_be_more_of_them(wizard, moments, settle):
    wizard.teach_again("Rex", moments[:2], moments[1:])
    settle()
    page = wizard.window.name
    assert (wizard.window.step, page.name.text(), wizard.context.state.way) == ("data", "Rex", "name")
    assert [each.key for each in page.examples.shown] == moments[:2]
    assert [each.key for each in page.suggestions.shown] == moments[2:]


@pytest.mark.parametrize("agrees", [True, False])
def test_a_name_that_was_begun_is_left_only_after_a_question(naming, moments, settle, agrees):
    type_name(naming, "Max")
    naming.teach_again("Rex", moments[2:])
    settle()
    (box,) = [each for each in naming.window.findChildren(QMessageBox) if each.isVisible()]
    assert "Max" in box.text()
    role = QMessageBox.ButtonRole.AcceptRole if agrees else QMessageBox.ButtonRole.RejectRole
    next(each for each in box.buttons() if box.buttonRole(each) == role).click()
    settle()
    expected = ("Rex", tuple(moments[2:])) if agrees else ("Max", tuple(moments[:2]))
    assert (naming.context.state.name, naming.context.state.examples) == expected


def test_examples_come_from_selection_basket_and_results_each_once(naming, host, moments, settle):
    page = naming.window.name
    host.chosen, host.kept, host.found = moments[:1], moments[1:3], moments
    page.selection_asked.emit()
    page.basket_asked.emit()
    settle()
    assert naming.context.state.examples == tuple(moments)
    page.results_asked.emit()
    settle()
    assert page.suggestions.shown == []
    assert page.said


def test_pictures_are_dropped_and_have_thumbnails(naming, stills, settle, qtbot):
    page = naming.window.name
    assert drop(page, [*stills, stills[0].with_name("notes.txt")])
    assert "notes.txt" in page.said
    assert len(naming.context.state.examples) == 6
    settle()
    qtbot.waitUntil(lambda: not page.examples._waiting)


def test_a_drop_from_elsewhere_is_not_taken(naming):
    mime = QMimeData()
    mime.setText("words")
    event = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    )
    naming.window.name.dragEnterEvent(event)
    assert not event.isAccepted()


def test_suggestions_look_like_the_examples_and_are_taken(naming, host, moments, settle):
    page = naming.window.name
    host.found = [*moments, TaughtMoment(moments[0].path, None, None)]
    press(page._suggest)
    settle()
    assert [each.key for each in page.suggestions.shown] == [moments[2]] if len(moments) > 2 else True
    page.suggestions.item(0).setSelected(True)
    press(page._take)
    settle()
    assert naming.context.state.examples == tuple(moments[:3])
    assert page.suggestions.shown == []


def test_a_name_and_enough_examples_are_needed(naming, engine, stills, settle):
    type_name(naming)
    assert not naming.window.can_continue
    naming.examples.add_files(stills[:1])
    assert naming.window.can_continue
    naming.examples.add([TaughtMoment(stills[0], number, number + 1) for number in range(30)])
    assert not naming.window.can_continue


def test_an_example_that_is_not_indexed_is_named(naming, host, moments, stills):
    type_name(naming)
    naming.examples.add_files(stills[:1])
    path = moments[0].path
    host.videos[path] = replace(host.videos[path], state="waiting")
    assert path.name in naming.examples.trouble
    del host.videos[path]
    assert path.name in naming.examples.trouble


def test_examples_are_removed_by_key(naming, moments):
    page = naming.window.name
    page.examples.item(0).setSelected(True)
    QTest.keyClick(page.examples, Qt.Key.Key_Delete)
    assert naming.context.state.examples == tuple(moments[1:2])


def test_a_name_is_taught_used_and_taken_back(naming, engine, host, stills, settle):
    type_name(naming)
    naming.examples.add_files(stills[:1])
    engine.adopted = ""
    naming.window.press_next()
    settle()
    plan = (
        engine.calls[-1][1] if engine.calls[-1][0] == "start" else next(c[1] for c in engine.calls if c[0] == "start")
    )
    assert (plan.way, plan.name) == ("name", "Rex")
    assert [pair.path for pair in plan.pairs.of("train")] == [each.path for each in naming.context.state.examples]
    engine.run.tell(outcome())
    settle()
    naming.go("use")
    settle()
    page = naming.window.use_page
    assert page.name.isHidden()
    press(page.keep)
    settle()
    assert ("adopt", "run-1", "Rex") in engine.calls
    press(page.go_back)
    settle()
    assert host.asked[-1] == ("take back", ["Rex"], "the change")
    assert not page.keep.isHidden()


def test_another_name_begins_with_nothing_once_the_first_is_kept(naming, engine, stills, moments, settle):
    type_name(naming)
    naming.examples.add_files(stills[:1])
    naming.window.press_next()
    settle()
    engine.run.tell(outcome())
    settle()
    naming.go("use")
    press(naming.window.use_page.keep)
    settle()
    naming.teach_name(moments[:1])
    assert naming.context.state.name == ""
    assert naming.context.state.examples == tuple(moments[:1])
    assert naming.context.state.run == ""
