"""The page of shortcuts: pressing keys, conflicts, presets, files, one step back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.settings import KeySettings
from ui.keys.scheme import EDITABLE, KeyScheme, scheme_of
from ui.settings.key_page import KeyPage

ROW = {command.id: row for row, command in enumerate(EDITABLE)}


@pytest.fixture
def page(qtbot):
    made = KeyPage(KeySettings())
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def heard(page):
    found = []
    page.changed.connect(found.append)
    return found


def press(page, command, key, modifiers=Qt.KeyboardModifier.NoModifier):
    page._table.setCurrentCell(ROW[command], 1)
    page._capture.setFocus()
    QTest.keyClick(page._capture, key, modifiers)


def test_a_free_key_is_assigned(page, heard):
    press(page, "mark.keep", Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert not page._note.isVisible()
    page._assign.click()
    assert scheme_of(heard[-1]).keys["mark.keep"] == ("Ctrl+U",)
    assert page._text(ROW["mark.keep"], 2) == "Ctrl+U"
    assert page._capture.keySequence().isEmpty()


def test_a_key_is_added_beside_the_first(page, heard):
    press(page, "mark.keep", Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    page._add.click()
    assert scheme_of(heard[-1]).keys["mark.keep"] == ("B", "Ctrl+U")


def test_whose_key_it_is_is_said_before_it_is_taken(page, heard):
    press(page, "mark.keep", Qt.Key.Key_J)
    assert "Shuttle back" in page._note.text()
    assert heard == []
    page._assign.click()
    assert scheme_of(heard[-1]).keys["play.back"] == ()
    assert page._text(ROW["play.back"], 2) == ""
    assert "Shuttle back" in page._said.text()
    page._undo.click()
    assert heard[-1] == KeySettings()
    assert page._text(ROW["play.back"], 2) == "J"


def test_keys_that_cannot_be_had_say_why(page, heard):
    press(page, "mark.keep", Qt.Key.Key_Left)
    assert page._note.text()
    assert not page._assign.isEnabled()
    assert not page._add.isEnabled()


def test_keys_are_removed_and_come_back(page, heard):
    page._table.setCurrentCell(ROW["mark.keep"], 1)
    page._remove.click()
    assert scheme_of(heard[-1]).keys["mark.keep"] == ()
    assert "no key" in page._title.text()
    page._reset.click()
    assert heard[-1] == KeySettings()
    assert not page._reset.isEnabled()


def test_a_preset_replaces_everything_and_can_be_taken_back(page, heard):
    press(page, "mark.keep", Qt.Key.Key_F9)
    page._assign.click()
    mine = heard[-1]
    page._preset.setCurrentIndex(page._preset.findData("premiere"))
    assert heard[-1] == KeySettings("premiere")
    assert page._text(ROW["library.add_files"], 2) == "Ctrl+I"
    assert page._said.isVisible()
    page._undo.click()
    assert heard[-1] == mine
    assert page._preset.currentData() == "c2v"


def test_shortcuts_go_into_a_file_and_come_from_one(page, heard, tmp_path):
    press(page, "mark.keep", Qt.Key.Key_F9)
    page._assign.click()
    mine = heard[-1]
    page.export_to(tmp_path / "k.toml")
    assert "k.toml" in page._said.text()
    page._preset.setCurrentIndex(page._preset.findData("resolve"))
    before = len(heard)
    page.import_from(tmp_path / "k.toml")
    assert page._asking.isVisible()
    assert len(heard) == before
    page._use.click()
    assert heard[-1] == mine
    assert not page._asking.isVisible()


def test_conflicts_of_a_file_are_shown_before_it_is_used(page, heard, tmp_path):
    (tmp_path / "k.toml").write_text(
        'format = "c2v-keys"\nversion = 1\n[keys]\n"mark.keep" = ["J"]\n"play.back" = ["J"]\n"x.y" = ["Left"]\n'
    )
    page.import_from(tmp_path / "k.toml")
    for words in ("Shuttle back", "Keep moment", "x.y"):
        assert words in page._said.text()
    page._cancel.click()
    assert heard == []
    assert not page._said.isVisible()


def test_a_file_that_is_none_changes_nothing(page, heard, tmp_path):
    (tmp_path / "k.toml").write_text("hello")
    page.import_from(tmp_path / "k.toml")
    assert page._said.property("kind") == "error"
    assert not page._asking.isVisible()
    page.export_to(tmp_path / "nowhere" / "k.toml")
    assert page._said.property("kind") == "error"
    assert heard == []


def test_settings_that_another_program_changed_are_shown(page):
    page.show_settings(KeyScheme("final_cut").settings)
    assert page._preset.currentData() == "final_cut"
    assert page._text(ROW["mark.pick"], 2).startswith("F")
