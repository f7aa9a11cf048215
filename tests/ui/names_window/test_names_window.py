"""The list of names and words over a whole library of fakes: shown, renamed, removed, handed on, taught again."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMessageBox

from c2v_desktop.names_window.controller import NamesController
from core.finetune.words_file import WordInFile, WordsFile, read_words, write_words
from core.values import TaughtVectors, TaughtWord
from ui.finetune.words_window import WordsWindow


class FakeTeacher:
    """Fits Teacher."""

    def __init__(self):
        self.asked = []

    def open(self):
        self.asked.append(("open",))

    def teach_again(self, name, examples, suggested=()):
        self.asked.append(("again", name, list(examples), list(suggested)))

    def teach_words(self):
        self.asked.append(("words",))


def vectors_of(tower, width=64, message="It helps."):
    rows = np.arange(2 * width, dtype=np.float32).reshape(2, width)
    return TaughtVectors.of(tower, rows, json.dumps({"message": message}))


@pytest.fixture
def teacher():
    return FakeTeacher()


@pytest.fixture
def opened(stocked, window, house, lane, tasks, settle, teacher):
    """Rex from two clips; limping, a word; and Max, which only another model was taught."""
    library = house.library
    here = library.status().encoder.text_key
    videos = {video.path.stem: video for video in library.videos() if video.info is not None}
    examples = tuple(library.clip_example(videos[name].id) for name in sorted(videos)[:2])
    library.put_words(
        [
            TaughtWord(0, "Rex", "name", examples, 0.0, (vectors_of(here),)),
            TaughtWord(0, "limping", "word", (), 0.0, (vectors_of(here, message=""),)),
            TaughtWord(0, "Max", "name", examples[:1], 0.0, (vectors_of("elsewhere"),)),
        ]
    )
    made = NamesController(window, library, lane, tasks, stocked, lambda: teacher)
    made.open()
    settle()
    yield made
    made.window.close()


def choose(page, *names):
    page.table.clearSelection()
    places = [row.text for row in page.model.rows]
    selection = page.table.selectionModel()
    for name in names:
        index = page.model.index(places.index(name), 0)
        page.table.setCurrentIndex(index) if len(names) == 1 else selection.select(
            index, selection.SelectionFlag.Select | selection.SelectionFlag.Rows
        )


def press(page, text):
    (button,) = [each for each in page.findChildren(type(page._close)) if each.text() == text]
    assert button.isEnabled(), text
    button.click()


def listed(page):
    cells = range(page.model.columnCount())
    return {
        row.text: [page.model.data(page.model.index(place, cell)) for cell in cells]
        for place, row in enumerate(page.model.rows)
    }


def test_each_is_shown_with_kind_examples_date_and_model(opened):
    shown = listed(opened.window)
    assert list(shown) == ["limping", "Max", "Rex"]
    assert shown["Rex"][1:3] == ["name", "2"]
    assert shown["limping"][1:3] == ["word", "–"]
    assert shown["Rex"][3]
    choose(opened.window, "Rex")
    assert "It helps." in opened.window.about


def test_one_that_another_model_was_taught_says_so_and_is_taught_again_from_its_examples(opened, teacher, house):
    choose(opened.window, "Max")
    assert "Max was not taught for" in opened.window.about
    assert not opened.window._suggest.isEnabled()
    press(opened.window, "Teach again…")
    ((what, name, examples, suggested),) = teacher.asked
    assert (what, name, suggested) == ("again", "Max", [])
    assert [each.path for each in examples] == [
        min((video.path for video in house.library.videos() if video.info), key=lambda path: path.stem)
    ]


def test_a_word_is_taught_again_from_captions(opened, teacher):
    choose(opened.window, "limping")
    press(opened.window, "Teach again…")
    assert teacher.asked == [("words",)]


def test_examples_of_a_clip_that_was_moved_are_found_where_it_is_now(opened, teacher, house, settle):
    (rex,) = [word for word in house.library.taught_words() if word.text == "Rex"]
    old = tuple(replace(each, path=each.path.with_name("gone.mp4")) for each in rex.examples)
    house.library.put_words([replace(rex, examples=old)])
    settle()
    choose(opened.window, "Rex")
    press(opened.window, "Teach again…")
    assert all(each.path.exists() for each in teacher.asked[0][2])


def test_a_name_is_renamed_in_its_cell_and_that_is_undone_by_a_key(opened, house, settle, qtbot):
    page = opened.window
    choose(page, "Rex")
    press(page, "Rename")
    editor = page.table.viewport().findChild(QLineEdit)
    editor.setText("Rexy")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle()
    assert set(listed(page)) == {"limping", "Max", "Rexy"}
    page.activateWindow()
    page.table.setFocus()
    qtbot.waitUntil(page.isActiveWindow)
    QTest.keyClick(page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert set(listed(page)) == {"limping", "Max", "Rex"} == {word.text for word in house.library.taught_words()}


def test_a_spelling_that_is_taken_is_a_sentence_and_nothing_changes(opened, settle):
    opened.window.renamed.emit(opened.window.model.rows[2].id, "max")
    settle()
    assert "Max has been taught already." in opened.window.said
    assert set(listed(opened.window)) == {"limping", "Max", "Rex"}


def test_removed_ones_come_back_with_examples_and_vectors(opened, house, settle, stocked):
    before = {(w.text, w.examples, w.vectors) for w in house.library.taught_words()}
    choose(opened.window, "Rex", "limping")
    QTest.keyClick(opened.window.table, Qt.Key.Key_Delete)
    settle()
    assert set(listed(opened.window)) == {"Max"}
    stocked.keeping.undo_stack.undo()
    settle()
    assert {(w.text, w.examples, w.vectors) for w in house.library.taught_words()} == before
    assert set(listed(opened.window)) == {"limping", "Max", "Rex"}


def test_names_are_saved_in_a_file(opened, tmp_path, settle):
    choose(opened.window, "Rex", "Max", "limping")
    file = tmp_path / "names.safetensors"
    opened.window.export_asked.emit([row.id for row in opened.window.selected], file)
    settle()
    assert {each.text for each in read_words(file).words} == {"Rex", "limping"}
    assert "names.safetensors" in opened.window.said


def test_a_place_that_cannot_be_written_is_a_sentence(opened, tmp_path, settle):
    (tmp_path / "file").write_text("")
    opened.window.export_asked.emit([row.id for row in opened.window.model.rows], tmp_path / "file" / "x.safetensors")
    settle()
    assert "could not be written" in opened.window.said


def a_file(path, tower, *names):
    rows = np.ones((1, 64), np.float32)
    write_words(path, WordsFile(tower, "Beta", tuple(WordInFile(name, "name", rows) for name in names)))
    return path


def test_names_of_a_file_are_taken_over_and_that_is_undone(opened, tmp_path, settle, house, stocked):
    tower = house.library.status().encoder.text_key
    opened.window.import_asked.emit(a_file(tmp_path / "x.safetensors", tower, "Bella"))
    settle()
    assert "Bella" in listed(opened.window)
    assert "Beta" in opened.window.said
    stocked.keeping.undo_stack.undo()
    settle()
    assert "Bella" not in listed(opened.window)


def test_a_file_of_another_model_says_that_the_names_have_to_be_taught_again(opened, tmp_path, settle):
    opened.window.import_asked.emit(a_file(tmp_path / "x.safetensors", "else", "Bella"))
    settle()
    assert "plain text" in opened.window.said
    choose(opened.window, "Bella")
    assert "came without any" in opened.window.about


@pytest.mark.parametrize("agrees", [True, False])
def test_what_the_library_has_is_replaced_only_after_a_question(opened, tmp_path, settle, house, agrees):
    tower = house.library.status().encoder.text_key
    opened.window.import_asked.emit(a_file(tmp_path / "x.safetensors", tower, "REX"))
    settle()
    (box,) = [each for each in opened.window.findChildren(QMessageBox) if each.isVisible()]
    assert "REX" in box.text()
    role = QMessageBox.ButtonRole.AcceptRole if agrees else QMessageBox.ButtonRole.RejectRole
    next(each for each in box.buttons() if box.buttonRole(each) == role).click()
    settle()
    (rex,) = [word for word in house.library.taught_words() if word.text.casefold() == "rex"]
    assert (len(rex.of_tower(tower).array) == 1) is agrees
    assert len(rex.examples) == 2


def test_a_damaged_file_is_a_sentence(opened, tmp_path, settle):
    path = tmp_path / "x.safetensors"
    path.write_bytes(b"nothing")
    opened.window.import_asked.emit(path)
    settle()
    assert "x.safetensors holds no taught names" in opened.window.said


def test_suggestions_go_to_the_page_of_the_name(opened, teacher, settle, house):
    choose(opened.window, "Rex")
    press(opened.window, "Suggest more examples")
    settle()
    ((what, name, examples, suggested),) = teacher.asked
    assert (what, name, len(examples)) == ("again", "Rex", 2)
    assert suggested
    assert not {each.path for each in suggested} & {each.path for each in examples}


def test_an_empty_list_says_what_to_do(opened, house, settle, stocked):
    house.library.remove_words([word.id for word in house.library.taught_words()])
    settle()
    assert not opened.window.model.rows
    assert "No names or words were taught yet" in opened.window.about
    assert not opened.window._export.isEnabled()


def test_before_the_library_has_answered_the_list_is_not_called_empty(qtbot):
    page = WordsWindow()
    qtbot.addWidget(page)
    assert "No names" not in page.about
    assert page.about
