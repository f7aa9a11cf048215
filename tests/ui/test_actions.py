from collections import Counter
from typing import cast

import pytest
from PySide6.QtCore import SIGNAL
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from ui.actions import Actions
from ui.commands import COMMANDS, MENUS

OF_THE_PROGRAM = {"app.teach", "mark.teach", "app.names", "app.models", "app.preferences"} | {
    "help.about",
    "help.first_steps",
    "help.releases",
}


def test_no_two_commands_share_a_name_or_a_key():
    assert max(Counter(each.id for each in COMMANDS).values()) == 1
    keys = Counter(QKeySequence(key).toString() for each in COMMANDS for key in each.keys)
    assert max(keys.values()) == 1, keys.most_common(2)


def test_every_key_is_understood():
    for each in COMMANDS:
        for key in each.keys:
            assert QKeySequence(key).count() == 1, each.id


def test_every_command_is_in_a_menu(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    actions, bar = Actions(host), QMenuBar(host)
    actions.fill(bar)
    shown = [action.objectName() for menu in bar.actions() for action in cast(QMenu, menu.menu()).actions()]
    assert sorted(shown) == sorted(each.id for each in COMMANDS)
    assert [menu.text() for menu in bar.actions()] == list(MENUS)


def test_an_unknown_command_is_refused(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    with pytest.raises(KeyError):
        Actions(host).connect({"no.such": lambda: None})


def test_keys_a_widget_answers_itself_are_shown_but_not_taken(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    action = Actions(host)["clip.open"]
    assert action.shortcuts() == []
    assert "Return" in action.text()


def test_the_map_lists_every_command_with_a_key(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    assert len(Actions(host).key_map()) == sum(bool(each.keys) for each in COMMANDS)


def test_every_command_of_the_window_does_something(window, controller):
    dead = [
        each.id
        for each in COMMANDS
        if each.id not in OF_THE_PROGRAM
        and not window.actions_[each.id].receivers(SIGNAL("triggered(bool)"))
        and not window.actions_[each.id].receivers(SIGNAL("toggled(bool)"))
    ]
    assert dead == []
