from dataclasses import replace
from pathlib import Path

import pytest

from core.values import Like
from ui.search.like_row import LikeRow

GOOD = Like("liked", Path("/rushes/C012.mov"), 12.0, 15.0)
BAD = Like("disliked", Path("/stills/fox.png"), 0.0, 0.0)


@pytest.fixture
def row(qtbot):
    made = LikeRow()
    qtbot.addWidget(made)
    return made


def choose(button, title):
    next(each for each in button.menu().actions() if each.text() == title).trigger()


def test_it_is_hidden_while_there_is_none(row):
    row.show_likes(())
    assert row.isHidden()
    row.show_likes((GOOD,))
    assert not row.isHidden()


def test_each_says_what_it_is_and_never_by_colour_alone(row):
    row.show_likes((GOOD, BAD, replace(GOOD, muted=True)))
    names = [each.accessibleName() for each in row.buttons]
    assert names == ["Liked: C012.mov 0:12", "Disliked: fox.png", "Liked: C012.mov 0:12 (muted)"]
    icons = [each.icon().pixmap(14, 14).toImage() for each in row.buttons]
    assert icons[0] != icons[1]


@pytest.mark.parametrize(
    ("title", "after"),
    [
        ("Mute", (GOOD, replace(BAD, muted=True))),
        ("Like instead", (GOOD, replace(BAD, kind="liked"))),
        ("Remove", (GOOD,)),
        ("Remove all likes and dislikes", ()),
    ],
)
def test_it_is_muted_turned_and_removed(qtbot, row, title, after):
    row.show_likes((GOOD, BAD))
    with qtbot.waitSignal(row.changed) as heard:
        choose(row.buttons[1], title)
    assert heard.args[0] == after


def test_a_hostile_name_is_plain_text(row):
    row.show_likes((Like("liked", Path("/a/<b>&x\n" + "n" * 300 + ".png"), 0.0, 1.0),))
    (button,) = row.buttons
    assert "\n" not in button.text()
    assert len(button.accessibleName()) < 60
    assert "<b>" not in button.toolTip()
