"""Where nothing is to move by itself, nothing does."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent

from ui import motion
from ui.browse.grid import Grid
from ui.widgets.busy import Busy


@pytest.fixture(params=["system", "reduce"])
def choice(request, qapp, monkeypatch):
    monkeypatch.setattr(motion, "system_reduces", lambda _: False)
    motion.apply(qapp, request.param)
    yield request.param
    motion.apply(qapp, "system")


def test_a_sign_turns_or_stands_still(qtbot, choice):
    sign = Busy()
    qtbot.addWidget(sign)
    sign.show()
    assert sign._timer.isActive() == (choice == "system")


def test_the_mouse_skims_or_does_not(qtbot, choice, monkeypatch):
    grid = Grid()
    qtbot.addWidget(grid)
    asked = []
    monkeypatch.setattr(grid.list, "_skim", asked.append)
    at, none = QPointF(5, 5), Qt.MouseButton.NoButton
    grid.list.mouseMoveEvent(QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier))
    assert bool(asked) == (choice == "system")


def test_a_desktop_that_asks_for_less_motion_is_followed(qapp, monkeypatch):
    monkeypatch.setattr(motion, "system_reduces", lambda _: True)
    motion.apply(qapp, "system")
    assert motion.is_reduced()
    monkeypatch.setattr(motion, "system_reduces", lambda _: False)
    motion.apply(qapp, "system")
    assert not motion.is_reduced()
