"""Steps in the search line: chips divided by arrows, what is offered, keys, undo."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QPushButton, QToolButton

from core.library import edit_phrases
from core.search.phrases import cut_query
from core.values import Example
from ui.search.chip_layout import Spot
from ui.search.chips import PhraseChips
from ui.search.offer_row import OfferRow
from ui.search.query_field import QueryField
from ui.search.query_panel import QueryPanel
from ui.search.refine_button import RefineButton
from ui.search.step_line import ANY_TIME_S, steps_of


@pytest.fixture
def panel(qtbot):
    made = QueryPanel(cut_query, edit_phrases)
    qtbot.addWidget(made)
    made.resize(1000, 160)
    made.show()
    qtbot.waitExposed(made)
    made.focus()
    return made


@pytest.fixture
def field(panel):
    return panel.findChild(QueryField)


@pytest.fixture
def chips(panel):
    return panel.findChild(PhraseChips)


@pytest.fixture
def offers(panel):
    return panel.findChild(OfferRow)


def texts(panel):
    return [step.text for step in steps_of(panel.query)]


def walk_to(qtbot, chips, spot):
    chips.setFocus()
    qtbot.keyClick(chips, Qt.Key.Key_Home)
    for _ in range(60):
        if chips._stop() == spot:
            return
        qtbot.keyClick(chips, Qt.Key.Key_Right)
    raise AssertionError(f"{spot} is never reached")


def test_the_phrases_of_all_steps_have_colours_of_their_own(panel, chips):
    panel.ask("a red car → a blue boat")
    picture = chips.grab().toImage()
    dots = [chips._layout.rect_of(Spot("dot", phrase)).center().toPoint() for phrase in (0, 1)]
    first, second = (picture.pixelColor(dot) for dot in dots)
    assert first != second


def test_an_arrow_in_the_line_divides_steps(panel, chips):
    panel.ask("a red car stops → a man gets out")
    assert texts(panel) == ["a red car stops", "a man gets out"]
    assert len(chips._layout.arrows) == 1
    assert chips.accessibleDescription().count("then") == 1


def test_then_is_offered_and_not_applied_by_itself(qtbot, panel, field, offers):
    panel.ask("a red car stops then a man gets out")
    assert panel.query.then == ()
    assert [offer.key for offer in offers.offers] == ["then"]
    qtbot.mouseClick(offers.findChild(QPushButton, "take"), Qt.MouseButton.LeftButton)
    assert texts(panel) == ["a red car stops", "a man gets out"]
    assert field.text() == "a red car stops → a man gets out"
    assert not offers.isVisible()


def test_an_offer_that_was_dismissed_stays_away_while_the_line_is_typed_on(qtbot, panel, field, offers):
    panel.ask("a red car > a man")
    qtbot.mouseClick(offers.findChild(QToolButton, "dismiss"), Qt.MouseButton.LeftButton)
    assert not offers.isVisible()
    panel.ask("a red car > a man with a hat")
    assert not offers.isVisible()
    panel.clear()
    panel.ask("a red car > a man")
    assert offers.isVisible()


def test_an_offer_taken_is_undone_by_the_undo_of_the_line(qtbot, panel, field, chips, offers):
    panel.ask("a car then a man")
    offers.taken.emit("then")
    chips.setFocus()
    qtbot.keyClick(chips, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert texts(panel) == ["a car then a man"]
    assert field.text() == "a car then a man"
    qtbot.keyClick(chips, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert texts(panel) == ["a car", "a man"]


def test_a_key_on_a_chip_begins_the_next_step_there(qtbot, panel, field, chips):
    panel.ask("a red car stops, a man gets out")
    man = next(n for n in range(len(chips.cut.words)) if chips.cut.word(n) == "man")
    walk_to(qtbot, chips, Spot("word", man))
    qtbot.keyClicks(chips, ">")
    assert texts(panel) == ["a red car stops", "a man gets out"]
    assert field.text() == "a red car stops → a man gets out"


def test_the_menu_of_a_chip_begins_a_step_except_where_one_begins(qtbot, panel, chips):
    panel.ask("a red car stops, a man gets out")
    titles = ["Next step starts here"]
    found = [
        [action for action in chips.menu_of(phrase).actions() if action.text().split("\t")[0] in titles]
        for phrase in (0, 2)
    ]
    assert [action.isEnabled() for (action,) in found] == [False, True]
    found[1][0].trigger()
    assert texts(panel) == ["a red car stops", "a man gets out"]


def test_the_arrow_can_be_reached_by_key_and_joins_swaps_and_sets_the_gap(qtbot, panel, chips, field):
    panel.ask("a red car → a man → a dog")
    arrow = Spot("arrow", min(chips._layout.arrows))
    by_title = {action.text().split("\t")[0]: action for action in chips.step_menu_of(arrow).actions()}
    by_title["Swap the two steps"].trigger()
    assert texts(panel) == ["a man", "a red car", "a dog"]
    by_title["30 s"].trigger()
    assert panel.query.within_s == 30
    by_title["Any time later in the clip"].trigger()
    assert panel.query.within_s == ANY_TIME_S
    walk_to(qtbot, chips, Spot("arrow", min(chips._layout.arrows)))
    qtbot.keyClick(chips, Qt.Key.Key_Delete)
    assert texts(panel) == ["a man, a red car", "a dog"]
    for expected in (["a man", "a red car", "a dog"],) * 3 + (["a red car", "a man", "a dog"],):
        qtbot.keyClick(chips, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert texts(panel) == expected
    assert panel.query.within_s == 10
    assert field.text() == "a red car → a man → a dog"


def test_any_gap_can_be_typed(panel, chips):
    panel.ask("a red car → a man")
    box = chips.step_menu_of(Spot("arrow", min(chips._layout.arrows))).findChild(QDoubleSpinBox, "gap")
    box.setValue(2.5)
    assert panel.query.within_s == 2.5


def test_the_command_waits_for_the_next_step_at_the_end_of_the_line(qtbot, panel, field):
    panel.ask("a red car")
    panel.begin_step()
    assert field.text() == "a red car → "
    assert field.hasFocus()
    qtbot.keyClicks(field, "a man")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert texts(panel) == ["a red car", "a man"]


def test_an_empty_line_has_no_step_to_follow(panel, field):
    panel.begin_step()
    assert field.text() == ""
    panel.add_examples([Example("image", __import__("pathlib").Path("/a.png"))])
    panel.begin_step()
    field.setText(field.text() + "a man")
    panel.editor.ask(now=True)
    assert texts(panel) == ["", "a man"]
    assert len(panel.query.examples) == 1


def test_phrases_of_different_steps_do_not_mix(qtbot, panel, chips):
    panel.ask("a red car → a man")
    words = range(len(chips.cut.words))
    car, man = (next(n for n in words if chips.cut.word(n) == word) for word in ("car", "man"))
    before = panel.query
    at = [chips._layout.rect_of(Spot("word", n)).center().toPoint() for n in (car, man)]
    qtbot.mousePress(chips, Qt.MouseButton.LeftButton, pos=at[0])
    qtbot.mouseMove(chips, at[1])
    qtbot.mouseRelease(chips, Qt.MouseButton.LeftButton, pos=at[1])
    assert panel.query == before


def test_a_recut_of_one_step_leaves_the_other_as_it_is(qtbot, panel, chips):
    panel.ask("a red car → a big man")
    big = next(n for n in range(len(chips.cut.words)) if chips.cut.word(n) == "big")
    chips.do(Spot("joint", big))
    assert [phrase.text for phrase in panel.query.then[0].phrases] == ["big", "man"]
    assert [phrase.text for phrase in panel.query.phrases] == ["red car"]
    chips.do(Spot("dot", 2))
    assert [phrase.muted for phrase in panel.query.then[0].phrases] == [False, True]


def test_with_steps_phrases_cannot_be_combined_by_any_or_in_order(panel):
    panel.ask("a red car → a man")
    refine = panel.findChild(RefineButton)
    refine._fill()
    combine = refine.menu().actions()[0].menu().actions()
    assert [action.data() for action in combine if action.isEnabled()] == ["sentence", "all"]
