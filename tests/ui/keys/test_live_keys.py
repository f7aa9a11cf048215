"""Keys that were changed hold at once: in menus, tooltips, the map, and by being pressed; never in text fields."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QTextEdit,
)

from ui.keys.presets import PRESETS
from ui.keys.scheme import KeyScheme
from ui.window.key_map import KeyMap


def test_menus_map_and_tooltips_show_the_keys_of_now(window, qtbot):
    made = KeyScheme().with_keys("play.toggle", ["Ctrl+Space"]).with_keys("view.concepts", ["F9"])
    window.actions_.use_keys(made.keys)
    assert window.actions_["play.toggle"].shortcut() == QKeySequence("Ctrl+Space")
    tips = {button.toolTip() for button in window.findChildren(QAbstractButton)}
    assert any("(Ctrl+Space)" in tip for tip in tips)
    assert any("(F9)" in tip for tip in tips)
    assert not any("(Space)" in tip or "(H)" in tip for tip in tips)
    page = KeyMap(window, window.actions_)
    qtbot.addWidget(page)
    shown = {label.text() for label in page.findChildren(QLabel)}
    assert {"Ctrl+Space", "F9"} <= shown
    with qtbot.waitSignal(page.edit_asked):
        next(each for each in page.findChildren(QAbstractButton) if "Change" in each.text()).click()


def test_the_map_names_the_keys_that_phrases_and_evidence_answer_themselves(window, qtbot):
    page = KeyMap(window, window.actions_)
    qtbot.addWidget(page)
    shown = {label.text() for label in page.findChildren(QLabel)}
    assert {"M S N", "U", "+ −", ">", "Mute the row (Shift: solo)", "More or less weight"} <= shown


def test_a_command_without_keys_has_no_bracket(window):
    window.actions_.use_keys(KeyScheme().with_keys("play.toggle", []).keys)
    tips = {button.toolTip() for button in window.findChildren(QAbstractButton)}
    assert {"Play"} & tips
    assert not any("()" in tip for tip in tips)


def test_a_new_key_acts_and_the_old_one_does_not(window, qtbot):
    qtbot.waitUntil(window.isActiveWindow)
    window.grid.setFocus()
    window.grid.list.setFocus()
    heard = []
    window.actions_["mark.keep"].triggered.connect(lambda: heard.append("keep"))
    window.actions_["play.back"].triggered.connect(lambda: heard.append("back"))
    window.actions_.use_keys(KeyScheme().with_keys("mark.keep", ["J"]).keys)
    QTest.keyClick(window.grid.list, Qt.Key.Key_B)
    assert heard == []
    QTest.keyClick(window.grid.list, Qt.Key.Key_J)
    assert heard == ["keep"]


@pytest.mark.parametrize("preset", PRESETS)
def test_keys_without_ctrl_never_act_where_text_is_typed(window, qtbot, preset):
    qtbot.waitUntil(window.isActiveWindow)
    made = KeyScheme(preset)
    window.actions_.use_keys(made.keys)
    heard = []
    for id_ in made.keys:
        window.actions_[id_].triggered.connect(lambda *_, id_=id_: heard.append(id_))
    plain = [
        sequence[0]
        for keys in made.keys.values()
        for key in keys
        if (sequence := QKeySequence(key))[0].keyboardModifiers()
        in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        and sequence[0].key() < Qt.Key.Key_Escape
    ]
    assert len(plain) > 15
    fields = [QLineEdit(window), QPlainTextEdit(window), QTextEdit(window), QSpinBox(window), QDoubleSpinBox(window)]
    for field in fields:
        field.setGeometry(40, 40, 200, 60)
        field.show()
        field.raise_()
    for field in [*fields, window.query._field]:
        field.setFocus()
        assert QApplication.focusWidget() is field
        for key in (*plain, Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            code, keys = (key.key(), key.keyboardModifiers()) if key in plain else (key, Qt.KeyboardModifier.NoModifier)
            QTest.keyClick(field, code, keys)
        assert heard == [], (type(field).__name__, heard)
