import pytest
from PySide6.QtCore import QPoint, Qt

from tests.fakes.ledgers import make_query
from ui.search.chip_layout import Spot
from ui.search.chips import PhraseChips
from ui.search.phrase_editing import cut_of
from ui.search.phrase_marks import with_role, with_weight

QUERY = make_query("a red car drives up", "red car", "drives up")


@pytest.fixture
def chips(qtbot):
    made = PhraseChips()
    qtbot.addWidget(made)
    made.resize(700, 60)
    made.show_cut(cut_of(QUERY.text, QUERY.phrases))
    made.show()
    qtbot.waitExposed(made)
    return made


def texts(spans):
    return [QUERY.text[start:stop] for start, stop in spans]


def click(qtbot, chips, spot):
    qtbot.mouseClick(chips, Qt.MouseButton.LeftButton, pos=chips._layout.rect_of(spot).center().toPoint())


@pytest.mark.parametrize(
    ("spot", "expected"),
    [
        (Spot("close", 0), ["drives up"]),
        (Spot("joint", 1), ["red", "car", "drives up"]),
        (Spot("joint", 2), ["red car drives up"]),
        (Spot("joint", 0), ["a red car", "drives up"]),
        (Spot("word", 1), ["car", "drives up"]),
        (Spot("word", 0), ["a", "red car", "drives up"]),
    ],
)
def test_a_click_cuts_otherwise(qtbot, chips, spot, expected):
    with qtbot.waitSignal(chips.recut) as heard:
        click(qtbot, chips, spot)
    assert texts(heard.args[0]) == expected
    assert chips.cut.spans == heard.args[0]


def test_a_drag_over_words_makes_one_phrase(qtbot, chips):
    first, last = (chips._layout.rect_of(Spot("word", i)).center().toPoint() for i in (2, 3))
    with qtbot.waitSignal(chips.recut) as heard:
        qtbot.mousePress(chips, Qt.MouseButton.LeftButton, pos=first)
        qtbot.mouseMove(chips, last)
        qtbot.mouseRelease(chips, Qt.MouseButton.LeftButton, pos=last)
    assert texts(heard.args[0]) == ["red", "car drives", "up"]


def test_a_click_beside_the_words_does_nothing(qtbot, chips):
    with qtbot.assertNotEmitted(chips.recut):
        qtbot.mouseClick(chips, Qt.MouseButton.LeftButton, pos=chips.rect().bottomRight())


def test_the_keyboard_splits_joins_and_removes(qtbot, chips):
    chips.setFocus()
    heard = []
    chips.recut.connect(lambda spans: heard.append(texts(spans)))
    for _ in range(3):
        qtbot.keyClick(chips, Qt.Key.Key_Right)
    qtbot.keyClick(chips, Qt.Key.Key_Space)
    assert heard[-1] == ["red", "car", "drives up"]
    qtbot.keyClick(chips, Qt.Key.Key_Return)
    assert heard[-1] == ["red car", "drives up"]
    qtbot.keyClick(chips, Qt.Key.Key_Left)
    qtbot.keyClick(chips, Qt.Key.Key_Delete)
    assert heard[-1] == ["drives up"]
    qtbot.keyClick(chips, Qt.Key.Key_End)
    qtbot.keyClick(chips, Qt.Key.Key_Space)
    assert heard[-1] == ["drives"]


def test_each_spot_says_what_a_click_would_do(chips):
    assert chips.tip_of(Spot("joint", 1)) == "Split phrase here"
    assert chips.tip_of(Spot("joint", 2)) == "Join into one phrase"
    assert "“car” out" in chips.tip_of(Spot("word", 2))


def test_long_sentences_wrap_and_everything_can_still_be_hit(qtbot):
    long = make_query("word " * 30 + "andaveryverylongwordthatismuchwiderthanthewholepanelcouldeverbe", "word word")
    chips = PhraseChips()
    qtbot.addWidget(chips)
    chips.show_cut(cut_of(long.text, long.phrases))
    chips.resize(260, chips.heightForWidth(260))
    chips.show()
    assert chips.heightForWidth(260) > 3 * chips.minimumSizeHint().height()
    for index in range(len(chips.cut.words)):
        rect = chips._layout.rect_of(Spot("word", index))
        assert chips.rect().contains(rect.center().toPoint())
        assert chips._layout.spot_at(rect.center()) == Spot("word", index)


def test_it_can_be_heard(chips):
    assert chips.accessibleName() == "Phrases"
    assert chips.accessibleDescription() == "2 phrases: red car; drives up"


def marks(phrases):
    return [(phrase.text, phrase.role, phrase.weight, phrase.muted) for phrase in phrases]


def test_a_click_on_the_dot_mutes_and_takes_in_again(qtbot, chips):
    with qtbot.waitSignal(chips.marked) as heard:
        click(qtbot, chips, Spot("dot", 0))
    assert marks(heard.args[0]) == [("red car", "must", 1.0, True), ("drives up", "must", 1.0, False)]
    with qtbot.waitSignal(chips.marked) as heard:
        click(qtbot, chips, Spot("dot", 0))
    assert not heard.args[0][0].muted


def test_a_drag_up_makes_a_phrase_count_more(qtbot, chips):
    at = chips._layout.rect_of(Spot("word", 2)).center().toPoint()
    with qtbot.assertNotEmitted(chips.recut), qtbot.waitSignal(chips.marked) as heard:
        qtbot.mousePress(chips, Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseMove(chips, QPoint(at.x() + 2, at.y() - 30))
        qtbot.mouseRelease(chips, Qt.MouseButton.LeftButton, pos=QPoint(at.x() + 2, at.y() - 30))
    assert heard.args[0][0].weight == 1.4


def test_letters_choose_roles_and_weights(qtbot, chips):
    chips.setFocus()
    heard = []
    chips.marked.connect(lambda phrases: heard.append(marks(phrases)[0][1:]))
    qtbot.keyClick(chips, Qt.Key.Key_Right)
    qtbot.keyClick(chips, Qt.Key.Key_Right)
    for key in (Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_S, Qt.Key.Key_Plus, Qt.Key.Key_U, Qt.Key.Key_M):
        qtbot.keyClick(chips, key)
    assert heard == [
        ("not", 1.0, False),
        ("must", 1.0, False),
        ("should", 1.0, False),
        ("should", 1.1, False),
        ("should", 1.1, True),
        ("must", 1.1, False),
    ]


def test_the_menu_does_the_same(qtbot, chips):
    menu = chips.menu_of(1)
    titles = {action.text().split("\t")[0]: action for action in menu.actions() if action.text()}
    with qtbot.waitSignal(chips.marked) as heard:
        titles["Exclude"].trigger()
    assert heard.args[0][1].role == "not"
    weights = next(action.menu() for action in chips.menu_of(1).actions() if action.menu())
    with qtbot.waitSignal(chips.marked) as heard:
        next(action for action in weights.actions() if action.text() == "×2").trigger()
    assert marks(heard.args[0])[1] == ("drives up", "not", 2.0, False)
    with qtbot.waitSignal(chips.recut):
        next(action for action in chips.menu_of(1).actions() if action.text().startswith("Remove")).trigger()


def test_roles_and_weights_can_be_heard_and_seen(qtbot, chips):
    plain = chips.grab().toImage()
    phrases = (with_role(QUERY.phrases[0], "not"), with_weight(QUERY.phrases[1], 1.5))
    chips.show_cut(chips.cut, phrases)
    assert chips.accessibleDescription() == "2 phrases: not red car; drives up ×1.5"
    assert chips.grab().toImage() != plain
    words = [chips._layout.rect_of(Spot("word", index)) for index in range(5)]
    assert chips._layout.role_rect(0).right() <= words[1].left() + 4
    assert chips._layout.weight_rect(1).left() >= words[4].right() - 4


def test_undo_is_the_chips_own_key(qtbot, chips):
    chips.setFocus()
    with qtbot.waitSignal(chips.undo_asked):
        qtbot.keyClick(chips, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
