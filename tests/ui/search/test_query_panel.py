from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QImage, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QPushButton, QSlider

from core.errors import EmptyQueryError, EncoderError, QueryError
from core.library import edit_phrases
from core.search.hints import find_hints
from core.search.phrases import cut_query
from core.values import Answer, Example, Hint, Query, SearchTimings
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.ledgers import make_query
from ui import theme, translate
from ui.search.chip_layout import Spot
from ui.search.chips import PhraseChips
from ui.search.model_note import SHORT
from ui.search.query_field import QueryField
from ui.search.query_panel import QueryPanel
from ui.search.refine_button import RefineButton


def cut(text):
    if not text.strip(" ,"):
        raise EmptyQueryError("The query is empty.", "Describe a shot.")
    return make_query(text, *[part.strip() for part in text.split(",") if part.strip()])


@pytest.fixture
def panel(qtbot):
    made = QueryPanel(cut, edit_phrases)
    qtbot.addWidget(made)
    made.resize(900, 120)
    made.show()
    qtbot.waitExposed(made)
    made.focus()
    return made


@pytest.fixture
def field(panel):
    return panel.findChild(QueryField)


def answer(query, hits=38, ready=12, total=1204, dropped=()):
    return Answer(query, (None,) * hits, 5000, ready, total, dropped, SearchTimings(30, 8, 4), True)


def said(panel):
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible() and label.text()]


def test_enter_asks_at_once(qtbot, panel, field):
    qtbot.keyClicks(field, "a red car, a dog")
    with qtbot.waitSignal(panel.asked, timeout=100) as heard:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    query: Query = heard.args[0]
    assert [phrase.text for phrase in query.phrases] == ["a red car", "a dog"]


def test_a_pause_in_typing_asks_once(qtbot, panel, field):
    heard = []
    panel.asked.connect(heard.append)
    qtbot.keyClicks(field, "a dog")
    assert heard == []
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard[0].text == "a dog"
    qtbot.wait(320)
    assert len(heard) == 1


def test_the_key_that_leads_to_the_line_is_not_typed_into_it(qtbot, field):
    qtbot.keyClicks(field, "/either/or")
    assert field.text() == "either/or"


def test_esc_clears_and_says_so(qtbot, panel, field):
    panel.ask("a dog")
    with qtbot.waitSignal(panel.cleared):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert panel.query is None
    assert said(panel) == []


def test_emptying_by_hand_clears_once(qtbot, panel, field):
    panel.ask("ab")
    heard = []
    panel.cleared.connect(lambda: heard.append(1))
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert heard == [1]


def test_up_and_down_walk_through_what_was_asked(qtbot, panel, field):
    dog, cat = cut_query("a dog"), cut_query("a cat")
    heard = []
    panel.recalled.connect(heard.append)
    panel.ask("a cat")
    panel.set_history([dog, cat], lambda: panel.query)
    field.setText("")
    qtbot.keyClicks(field, "dr")
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.text() == "a cat"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == [cat]
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.text() == "a dog"
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.text() == "a dog"
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.text() == "dr"


def test_the_answer_is_one_line(panel):
    panel.ask("a dog")
    panel.show_answer(answer(panel.query))
    line = said(panel)[0].replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert line == "38 moments · 12 of 1 204 clips searched · 42 ms"


@pytest.mark.parametrize(
    ("hits", "ready", "total", "expected"),
    [(1, 1, 1, "1 moment · 1 clip searched"), (0, 3, 3, "no moments · 3 clips searched")],
)
def test_small_counts_read_well(panel, hits, ready, total, expected):
    panel.ask("a dog")
    panel.show_answer(answer(panel.query, hits, ready, total))
    assert said(panel)[0].startswith(expected)


def test_words_the_model_did_not_read_are_said(panel):
    panel.ask("a dog")
    panel.show_answer(answer(panel.query, dropped=("with", "hats")))
    assert "Ignored" in said(panel)[1]
    assert said(panel)[1].endswith("with hats")


def test_an_answer_to_another_question_is_passed_over(panel):
    panel.ask("a dog")
    late = answer(panel.query)
    panel.ask("a cat")
    panel.show_answer(late)
    assert said(panel) == []


def test_an_answer_with_a_filter_is_an_answer_to_the_question(panel):
    panel.ask("a dog")
    filtered = replace(panel.query, filter=replace(panel.query.filter, folder_ids=frozenset({3})))
    panel.show_answer(answer(filtered))
    assert "38 moments" in said(panel)[0]


def test_busy_is_said_in_place_and_ends(panel):
    panel.ask("a dog")
    panel.set_busy("Model is waking up…")
    assert "Model is waking up…" in said(panel)
    assert panel.findChild(QueryField).isEnabled()
    panel.show_answer(answer(panel.query))
    assert "Model is waking up…" not in said(panel)


def test_an_error_is_said_with_its_hint_and_goes_with_the_next_question(panel):
    panel.ask("a dog")
    panel.show_error(EncoderError("The search engine stopped.", "Start it again."))
    assert said(panel) == ["The search engine stopped. Start it again."]
    panel.ask("a cat")
    assert said(panel) == []


def test_enter_on_nothing_says_what_to_do(qtbot, panel, field):
    with qtbot.assertNotEmitted(panel.asked):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "query is empty" in said(panel)[0]


def test_cutting_by_hand_asks_anew_and_survives_enter(qtbot, panel, field):
    panel.ask("a red car, a dog")
    chips = panel.findChild(PhraseChips)
    with qtbot.waitSignal(panel.asked) as heard:
        chips.do(Spot("joint", 1))
    assert [phrase.text for phrase in heard.args[0].phrases] == ["a red", "car", "a dog"]
    with qtbot.waitSignal(panel.asked) as heard:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert [phrase.text for phrase in heard.args[0].phrases] == ["a red", "car", "a dog"]


def test_a_refused_cut_is_undone_and_said(qtbot):
    def refuse(query, spans):
        raise QueryError("At least one phrase is needed.")

    panel = QueryPanel(cut, refuse)
    qtbot.addWidget(panel)
    panel.show()
    panel.ask("a dog")
    chips = panel.findChild(PhraseChips)
    chips.do(Spot("close", 0))
    assert chips.cut.spans == ((0, 5),)
    assert said(panel) == ["At least one phrase is needed."]


def test_examples_are_offered_while_nothing_is_asked(qtbot, panel):
    panel.suggest(["a dog", "a cat"])
    button = next(b for b in panel.findChildren(QPushButton) if b.text() == "a cat")
    assert button.isVisible()
    with qtbot.waitSignal(panel.asked) as heard:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard.args[0].text == "a cat"
    assert not button.isVisible()


def test_typed_letters_do_not_reach_the_player(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    heard = []
    for key in ("J", "K", "L", "I", "O", "/", "Space", "Return", "Esc", "Left", "H", "P"):
        action = QAction(key, window)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _checked=False, key=key: heard.append(key))
        window.addAction(action)
    panel = QueryPanel(cut, edit_phrases)
    window.setCentralWidget(panel)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_J)
    assert heard == ["J"], "the window's shortcuts do work"
    heard.clear()
    panel.focus()
    field = panel.findChild(QueryField)
    qtbot.keyClicks(field, "jkl /io hp")
    qtbot.keyClick(field, Qt.Key.Key_Left)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert heard == []
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert heard == ["Esc"], "an empty line lets Esc through"


def test_colours_follow_the_theme_while_it_is_open(qapp, panel):
    panel.ask("a dog")
    panel.show_error(EncoderError("The search engine stopped."))
    notice = panel.findChild(QLabel, "query_notice")
    theme.apply(qapp, "light")
    qapp.processEvents()
    assert theme.LIGHT.error.name() in notice.styleSheet()
    theme.apply(qapp, "dark")
    qapp.processEvents()
    assert theme.DARK.error.name() in notice.styleSheet()


def test_answers_of_the_demo_model_say_what_it_is_good_for(qtbot, panel):
    panel.set_demo(True)
    assert panel.model_note.isHidden()
    panel.ask("a dog")
    assert not panel.model_note.isHidden()
    assert panel.model_note.findChild(QLabel).text() == SHORT
    panel.clear()
    assert panel.model_note.isHidden()


def test_answers_of_other_models_do_not(panel):
    panel.set_demo(False)
    panel.ask("a dog")
    assert panel.model_note.isHidden()


def test_the_note_of_the_demo_model_leads_to_the_models(qtbot, panel):
    with qtbot.waitSignal(panel.model_note.more_asked):
        panel.model_note.findChild(QPushButton).click()


def roles(query):
    return [(phrase.text, phrase.role, phrase.muted) for phrase in query.phrases]


def test_what_is_chosen_for_a_phrase_is_asked_and_stays_while_typing(qtbot, panel, field):
    panel.ask("a red car, a dog")
    chips = panel.findChild(PhraseChips)
    with qtbot.waitSignal(panel.asked) as heard:
        next(each for each in chips.menu_of(1).actions() if each.text().startswith("Exclude")).trigger()
    assert roles(heard.args[0]) == [("a red car", "must", False), ("a dog", "not", False)]
    with qtbot.waitSignal(panel.asked) as heard:
        qtbot.keyClicks(field, " ")
        field.setText("a red car, a tree, a dog")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert roles(heard.args[0])[-1] == ("a dog", "not", False)


def test_changes_of_phrases_are_undone_and_done_again(qtbot, panel, field):
    panel.ask("a red car, a dog")
    chips = panel.findChild(PhraseChips)
    first = panel.query
    chips.do(Spot("dot", 0))
    second = panel.query
    assert second != first
    chips.setFocus()
    qtbot.keyClick(chips, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.query == first
    qtbot.keyClick(chips, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert panel.query == second


def test_in_the_line_the_newest_change_is_undone_first(qtbot, panel, field):
    field.setFocus()
    qtbot.keyClicks(field, "a red car, a dog")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    first = panel.query
    panel.findChild(PhraseChips).do(Spot("dot", 0))
    second = panel.query
    assert second != first
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(field, Qt.Key.Key_Z, control)
    assert (panel.query, field.text()) == (first, "a red car, a dog")
    qtbot.keyClick(field, Qt.Key.Key_Z, control | Qt.KeyboardModifier.ShiftModifier)
    assert panel.query == second
    qtbot.keyClicks(field, "s")
    qtbot.keyClick(field, Qt.Key.Key_Z, control)
    assert not field.text().endswith("s"), "the letter was newer"


def entry(menu, *titles):
    for title in titles:
        action = next(each for each in menu.actions() if each.text() == title)
        menu = action.menu() or menu
    return action


def test_refine_says_and_does_how_phrases_combine(qtbot, panel):
    refine = panel.findChild(RefineButton)
    assert not refine.isVisible()
    panel.ask("a red car, a dog")
    assert refine.isVisible()
    refine.menu().aboutToShow.emit()
    assert refine.menu().findChild(QSlider, "motion") is None
    with qtbot.waitSignal(panel.asked) as heard:
        entry(refine.menu(), "Combine phrases", "Any phrase").trigger()
    assert heard.args[0].combine == "any"
    assert refine.text() == "Any phrase"
    refine.menu().aboutToShow.emit()
    with qtbot.waitSignal(panel.asked) as heard:
        entry(refine.menu(), "Reset").trigger()
    assert heard.args[0].is_plain


def test_the_motion_slider_asks_while_it_moves_and_is_one_undo(qtbot, panel):
    panel.set_model(replace(HashEncoder().spec, centres=5))
    panel.ask("a red car, a dog")
    plain = panel.query
    refine = panel.findChild(RefineButton)
    refine.menu().aboutToShow.emit()
    slider = refine.menu().findChild(QSlider, "motion")
    asked = []
    panel.asked.connect(lambda query: asked.append(query.motion))
    for value in (12, 15, 20):
        slider.setValue(value)
    assert asked == [0.6, 0.75, 1.0]
    own = next(each for each in refine.menu().actions() if each.text() == "The model's own balance")
    assert own.isEnabled(), "at once, while the menu is still open"
    panel.editor.undo()
    assert panel.query == plain


def test_an_exclusion_in_words_is_offered_as_a_phrase(qtbot, panel, field):
    panel.ask("a street without cars")
    panel.show_answer(replace(answer(panel.query), hints=(Hint("exclusion", "cars"),)))
    button = panel.findChild(QPushButton, "exclude")
    assert button.isVisible()
    assert button.text() == "Exclude “cars”"
    with qtbot.waitSignal(panel.asked) as heard:
        button.click()
    assert heard.args[0].text == "a street, cars"
    assert field.text() == "a street, cars"
    assert roles(heard.args[0])[-1] == ("cars", "not", False)
    assert not button.isVisible()
    panel.show_answer(answer(panel.query))
    assert not button.isVisible()


def test_nothing_but_an_exclusion_is_said_in_place(panel):
    panel.ask("no cars")
    panel.show_answer(replace(answer(panel.query), hints=(Hint("exclusion", "cars"),)))
    panel.findChild(QPushButton, "exclude").click()
    assert any("empty" in text or "nothing" in text for text in said(panel))


def dropped(qapp, target, *urls):
    mime = QMimeData()
    mime.setUrls([QUrl(each) for each in urls])
    place = QPointF(target.rect().center())
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(place.toPoint(), Qt.DropAction.CopyAction, mime, buttons, keys)
    qapp.sendEvent(target, entering)
    if entering.isAccepted():
        qapp.sendEvent(target, QDropEvent(place, Qt.DropAction.CopyAction, mime, buttons, keys))
    return entering.isAccepted()


def test_a_picture_without_a_file_is_dropped_on_the_line(qtbot, qapp, panel, field):
    """As browsers drag it: its address, and the picture itself."""
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/fox.png")])
    mime.setImageData(QImage(8, 6, QImage.Format.Format_RGB32))
    place, none = QPointF(20, 10), Qt.KeyboardModifier.NoModifier
    with qtbot.waitSignal(panel.image_given) as given:
        for kind, at in ((QDragEnterEvent, place.toPoint()), (QDragMoveEvent, place.toPoint()), (QDropEvent, place)):
            event = kind(at, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
            qapp.sendEvent(field, event)
            assert event.isAccepted()
    assert (given.args[0].width(), given.args[0].height()) == (8, 6)
    assert field.text() == ""


def test_a_picture_that_is_offered_to_be_moved_is_taken_as_a_copy(qapp, field):
    mime = QMimeData()
    mime.setUrls([QUrl("file:///stills/fox.png")])
    both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    place, none = QPointF(20, 10), Qt.KeyboardModifier.NoModifier
    for kind, at in ((QDragEnterEvent, place.toPoint()), (QDragMoveEvent, place.toPoint()), (QDropEvent, place)):
        event = kind(at, both, mime, Qt.MouseButton.LeftButton, none)
        event.setDropAction(Qt.DropAction.MoveAction)
        qapp.sendEvent(field, event)
        assert event.isAccepted()
        assert event.dropAction() == Qt.DropAction.CopyAction, "who gave it would delete it after a move"


def test_a_picture_dropped_on_the_line_is_searched_for(qtbot, qapp, panel, field):
    with qtbot.waitSignal(panel.asked) as heard:
        assert dropped(qapp, field, "file:///stills/fox.png")
    assert heard.args[0].examples == (Example("image", Path("/stills/fox.png")),)
    assert heard.args[0].text == ""


@pytest.mark.parametrize(
    "urls", [("file:///rushes/a.mov",), ("file:///a.png", "file:///b.mov"), ("https://example.org/a.png",)]
)
def test_other_files_belong_to_the_window(qapp, panel, field, urls):
    assert not dropped(qapp, field, *urls)
    assert panel.query is None


def test_a_copied_picture_file_is_pasted_and_words_are_typed(qtbot, panel, field):
    mime = QMimeData()
    mime.setUrls([QUrl("file:///stills/fox.png")])
    QGuiApplication.clipboard().setMimeData(mime)
    with qtbot.waitSignal(panel.asked):
        qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == ""
    QGuiApplication.clipboard().setText("a dog")
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "a dog"


FOX = Example("image", Path("/stills/fox.png"))


def test_examples_and_words_are_asked_together_and_the_last_of_both_ends_the_question(qtbot, panel, field):
    panel.ask("a dog")
    panel.add_examples([FOX])
    assert (panel.query.text, panel.query.examples) == ("a dog", (FOX,))
    panel.add_examples([FOX])
    assert panel.query.examples == (FOX,)
    with qtbot.waitSignal(panel.asked) as heard:
        field.selectAll()
        qtbot.keyClick(field, Qt.Key.Key_Delete)
    assert (heard.args[0].text, heard.args[0].examples) == ("", (FOX,))
    with qtbot.waitSignal(panel.cleared):
        panel._examples.changed.emit(())
    assert panel.query is None


def test_esc_takes_examples_away_too(qtbot, panel, field):
    panel.ask("a dog")
    panel.add_examples([FOX])
    with qtbot.waitSignal(panel.cleared):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert panel.query is None
    assert panel._examples.isHidden()


def test_unmuting_can_be_undone_as_well(panel):
    panel.ask("a red car, a dog")
    chips = panel.findChild(PhraseChips)
    chips.do(Spot("dot", 0))
    muted = panel.query
    chips.do(Spot("dot", 0))
    panel.editor.undo()
    assert panel.query == muted


@pytest.mark.parametrize("what", ["nothing", "suggestions", "a query"])
def test_the_filters_stay_at_the_right_edge(panel, qtbot, what):
    if what == "suggestions":
        panel.suggest(["a red car"])
    elif what == "a query":
        panel.ask("a red car")
    last = panel._refine if what == "a query" else panel.filters
    margin = panel.layout().contentsMargins().right()
    qtbot.waitUntil(lambda: last.geometry().right() >= panel.width() - margin - 1, timeout=2000)


def test_what_turns_while_searching_is_level_with_its_words(panel):
    panel.ask("a dog")
    panel.set_busy()
    QApplication.processEvents()
    turning, words = panel._spinner.geometry(), panel._status.geometry()
    assert turning.center().y() == words.center().y()
    drawn = panel._spinner.grab().toImage()
    rows = [y for y in range(drawn.height()) if any(drawn.pixel(x, y) != drawn.pixel(0, 0) for x in range(14))]
    assert abs((rows[0] + rows[-1]) / 2 - (drawn.height() - 1) / 2) <= 1


def test_hints_are_told_in_the_language_of_the_window(panel):
    words = {
        "This model understands English, but this looks like {language}. Try it in English.": "Das ist {language}.",
        "German": "Deutsch",
        "The model does not understand exclusions in a sentence: moments with “{words}” may be shown. "
        "Exclude the phrase instead.": "Ohne „{words}“ geht nicht.",
    }
    translate.use(lambda _context, text, _comment, _number: words.get(text, text))
    try:
        panel.ask("ein Hund ohne Leine")
        panel.show_answer(replace(answer(panel.query), hints=find_hints("ein Hund ohne Leine", is_multilingual=False)))
    finally:
        translate.use(None)
    assert "Das ist Deutsch.\nOhne „Leine“ geht nicht." in said(panel)
