from pathlib import Path

import pytest
from PySide6.QtWidgets import QToolButton

from core.values import Example
from ui.search.example_row import ExampleRow

PICTURE = Example("image", Path("/stills/fox.png"))
MOMENT = Example("moment", Path("/rushes/C012.mov"), 12.0, 15.0, 1.5)


@pytest.fixture
def row(qtbot):
    made = ExampleRow()
    qtbot.addWidget(made)
    return made


def buttons(row):
    return [each for each in row.findChildren(QToolButton) if not each.isHidden()]


def choose(button, title):
    for action in button.menu().actions():
        inner = action.menu().actions() if action.menu() else [action]
        for each in inner:
            if each.text() == title:
                each.trigger()
                return
    raise AssertionError(title)


def test_it_is_hidden_while_there_is_none(row):
    row.show_examples(())
    assert row.isHidden()
    row.show_examples((PICTURE,))
    assert not row.isHidden()


def test_each_says_what_it_is(row):
    row.show_examples((PICTURE, MOMENT))
    assert [each.accessibleName() for each in buttons(row)] == ["Like fox.png", "Like C012.mov 0:12 ×1.5"]


@pytest.mark.parametrize(
    ("title", "after"),
    [
        ("×2", (PICTURE, Example("moment", MOMENT.path, 12.0, 15.0, 2.0))),
        ("Mute", (PICTURE, Example("moment", MOMENT.path, 12.0, 15.0, 1.5, muted=True))),
        ("Remove example", (PICTURE,)),
    ],
)
def test_it_is_weighed_muted_and_removed(qtbot, row, title, after):
    row.show_examples((PICTURE, MOMENT))
    with qtbot.waitSignal(row.changed) as heard:
        choose(buttons(row)[1], title)
    assert heard.args[0] == after


def test_a_hostile_name_is_plain_text(row):
    row.show_examples((Example("image", Path("/a/<b>&x\n" + "n" * 300 + ".png")),))
    (button,) = buttons(row)
    assert "\n" not in button.text()
    assert len(button.accessibleName()) < 60
