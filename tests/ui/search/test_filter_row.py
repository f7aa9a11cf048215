"""Filters that are on as pills, their dialog, undo; and hints taken as filters."""

from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton

from core.library import edit_phrases
from core.search.phrases import cut_query
from core.values import Filter
from ui.search.filter_dialog import FilterDialog
from ui.search.filter_row import FilterRow
from ui.search.query_field import QueryField
from ui.search.query_panel import QueryPanel
from ui.search.step_line import cut_line, without_stretch
from ui.widgets.filter_parts import parts_of

ALL = Filter(
    folder_ids=frozenset({1, 2}),
    below=frozenset({Path("/rushes/Day 4")}),
    singles=True,
    states=frozenset({"offline"}),
    added_after_s=datetime(2026, 5, 1).timestamp(),
    added_before_s=datetime(2026, 6, 1).timestamp(),
    shot_from=date(2026, 5, 1),
    shot_until=date(2026, 5, 31),
    added_within_s=7 * 86_400.0,
    min_duration_s=90.0,
    max_duration_s=600.0,
    frame_rates=frozenset({2500}),
    min_frame_rate=2400,
    max_frame_rate=6000,
    resolutions=frozenset({"4K"}),
    orientations=frozenset({"portrait"}),
    codecs=frozenset({"hevc"}),
    cameras=frozenset({"Alexa"}),
    reels=frozenset({"A001"}),
    min_rating=3,
    flags=frozenset({"pick"}),
    seen=False,
    has_sound=True,
    tags=frozenset({"night", "drone"}),
    collection_ids=frozenset({7}),
    only_kept=True,
    name="C01",
)


@pytest.fixture
def panel(qtbot):
    made = QueryPanel(cut_query, edit_phrases)
    qtbot.addWidget(made)
    made.resize(1000, 200)
    made.show()
    qtbot.waitExposed(made)
    made.focus()
    return made


@pytest.fixture
def row(panel):
    return panel.findChild(FilterRow)


def texts(panel):
    return [part.text for part in panel.filters.parts()]


def test_every_field_of_a_filter_has_a_part_that_takes_it_away():
    assert all(getattr(ALL, each.name) != getattr(Filter(), each.name) for each in fields(Filter)), "draw a new field"
    left = ALL
    while parts := parts_of(left):
        assert all(part.text for part in parts)
        assert len({part.key for part in parts}) == len(parts)
        left = parts[0].rest
    assert left == Filter()


def test_parts_are_said_in_words():
    said = [
        part.text for part in parts_of(replace(ALL, folder_ids=frozenset(), singles=False), collections={7: "Best"})
    ]
    for words in ("Name has “C01”", "3 stars or more", "night", "drone", "Best", "4K", "Portrait", "25 fps", "Not seen",
                  "With sound", "Only kept moments", "Shot 2026-05-01 to 2026-05-31", "Added 2026-05-01 to 2026-05-31",
                  "Length 1:30 to 10:00", "24 to 60 fps"):  # fmt: skip
        assert words in said


def test_a_pill_is_removed_by_its_cross_and_comes_back_by_undo(qtbot, panel, row):
    panel.filters.set_filter(Filter(min_rating=3, has_sound=True))
    assert row.isVisible()
    with qtbot.waitSignal(panel.filters.changed):
        qtbot.mouseClick(row.findChildren(QToolButton, "remove")[0], Qt.MouseButton.LeftButton)
    assert panel.filters.filter == Filter(has_sound=True)
    field = panel.findChild(QueryField)
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.filters.filter == Filter(min_rating=3, has_sound=True)
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert panel.filters.filter == Filter(has_sound=True)


def test_undo_works_from_a_pill_too(qtbot, panel, row):
    panel.filters.set_filter(Filter(min_rating=3))
    pill = row.findChild(QPushButton, "change")
    pill.setFocus()
    qtbot.keyClick(pill, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.filters.filter == Filter()
    assert not row.isVisible()


def test_all_are_cleared_at_once_and_undone_at_once(qtbot, panel, row):
    panel.filters.set_filter(Filter(min_rating=3, has_sound=True, name="x"))
    qtbot.mouseClick(row.findChild(QPushButton, "clear_filters"), Qt.MouseButton.LeftButton)
    assert panel.filters.filter == Filter()
    panel.editor.undo()
    assert len(texts(panel)) == 3


def test_undo_of_a_filter_leaves_the_question_that_was_asked_since(panel):
    panel.filters.set_filter(Filter(min_rating=3))
    panel.ask("a dog")
    panel.editor.undo()
    assert panel.filters.filter == Filter()
    assert panel.query.text == "a dog"


def test_phrases_and_filters_share_one_undo(panel):
    panel.ask("a red car, a dog")
    panel.editor.mark([replace(each, role="not") if each.text == "dog" else each for each in panel.query.phrases])
    panel.filters.set_filter(Filter(min_rating=3))
    panel.editor.undo()
    assert panel.filters.filter == Filter()
    assert [phrase.role for phrase in panel.query.phrases] == ["must", "not"]
    panel.editor.undo()
    assert [phrase.role for phrase in panel.query.phrases] == ["must", "must"]
    panel.editor.redo()
    panel.editor.redo()
    assert panel.filters.filter == Filter(min_rating=3)
    assert [phrase.role for phrase in panel.query.phrases] == ["must", "not"]


# ---- the dialog


@pytest.fixture
def dialog(qtbot):
    made = FilterDialog(Filter(tags=frozenset({"night"})))
    qtbot.addWidget(made)
    return made


def test_the_dialog_makes_ranges_and_keeps_all_else(qtbot, dialog):
    dialog.name.setText(" C01 ")
    dialog.shot.set_days(date(2026, 5, 1), None)
    dialog.added.set_days(date(2026, 5, 1), date(2026, 5, 31))
    dialog.length.set_texts("90", "1:00:00")
    dialog.rates.boxes[0].setValue(23.98)
    dialog.rating.setCurrentIndex(3)
    with qtbot.waitSignal(dialog.chosen) as heard:
        dialog.apply.click()
    assert heard.args[0] == Filter(
        tags=frozenset({"night"}),
        name="C01",
        shot_from=date(2026, 5, 1),
        added_after_s=datetime(2026, 5, 1).timestamp(),
        added_before_s=datetime(2026, 6, 1).timestamp(),
        min_duration_s=90.0,
        max_duration_s=3600.0,
        min_frame_rate=2398,
        min_rating=3,
    )


def test_the_dialog_opens_as_the_filter_is_and_changes_nothing_by_itself(qtbot):
    whole = replace(ALL, min_duration_s=9.9995, max_duration_s=59.99999)
    made = FilterDialog(whole)
    qtbot.addWidget(made)
    assert made.made() == whole


@pytest.mark.parametrize(
    ("least", "most", "says"),
    [("ninety", "", "“ninety” is not a length"), ("2:00", "60", "least length is more"), ("-5", "", "not a length")],
)
def test_what_cannot_be_is_said_and_nothing_is_applied(qtbot, dialog, least, most, says):
    dialog.length.set_texts(least, most)
    with qtbot.assertNotEmitted(dialog.chosen):
        dialog.apply.click()
    assert says in dialog._wrong.text()
    assert dialog.result() == 0


def test_days_and_rates_the_wrong_way_round_are_said(qtbot, dialog):
    dialog.shot.set_days(date(2026, 5, 2), date(2026, 5, 1))
    with pytest.raises(ValueError, match="first day is after"):
        dialog.made()
    dialog.shot.clear()
    dialog.rates.boxes[0].setValue(50)
    dialog.rates.boxes[1].setValue(25)
    with pytest.raises(ValueError, match="lowest frame rate"):
        dialog.made()


def test_a_click_on_a_range_opens_the_dialog_there(qtbot, panel, row):
    panel.filters.set_filter(Filter(name="C01"))
    qtbot.mouseClick(row.findChild(QPushButton, "change"), Qt.MouseButton.LeftButton)
    made = panel.window().findChild(FilterDialog)
    assert made.name.text() == "C01"
    made.name.setText("")
    made.apply.click()
    assert panel.filters.filter == Filter()


def test_each_range_is_changed_in_its_own_field(qtbot, panel, row):
    fields_of = {
        Filter(name="C01"): "name",
        Filter(shot_from=date(2026, 5, 1)): "shot",
        Filter(added_after_s=datetime(2026, 5, 1).timestamp()): "added",
        Filter(added_within_s=86_400.0): "added_within",
        Filter(min_duration_s=90.0): "length",
        Filter(min_frame_rate=2400): "rates",
        Filter(min_rating=3): "rating",
    }
    for wanted, field in fields_of.items():
        panel.filters.set_filter(wanted)
        qtbot.mouseClick(row.findChildren(QPushButton, "change")[-1], Qt.MouseButton.LeftButton)
        made = panel.window().findChild(FilterDialog)
        focused = made.focusWidget()
        assert focused is getattr(made, field) or getattr(made, field).isAncestorOf(focused), field
        assert made.made() == wanted
        made.reject()
        qtbot.waitUntil(lambda: panel.window().findChild(FilterDialog) is None)


@pytest.mark.parametrize(
    ("before_s", "number", "unit", "shown", "after_s"),
    [
        (86_400.0, 12, "hours", (24, "hours"), 43_200.0),
        (7 * 86_400.0, 3, "days", (7, "days"), 3 * 86_400.0),
        (None, 2, "days", (0, "days"), 2 * 86_400.0),
        (5400.0, 0, "hours", (2, "hours"), None),
        (60.0, 1, "hours", (1, "hours"), 60.0),
    ],
)
def test_the_last_hours_and_days_are_changed(qtbot, before_s, number, unit, shown, after_s):
    made = FilterDialog(Filter(added_within_s=before_s))
    qtbot.addWidget(made)
    within = made.added_within
    assert (within.number.value(), within.unit.currentText()) == shown
    assert made.made().added_within_s == before_s
    within.unit.setCurrentText(unit)
    within.number.setValue(number)
    assert made.made().added_within_s == after_s
    within.clear()
    assert made.made().added_within_s is None


# ---- words taken as filters


@pytest.mark.parametrize(
    ("line", "words", "rest"),
    [
        ("a dog filmed yesterday", "yesterday", "a dog"),
        ("4K shots of a beach", "4K", "a beach"),
        ("a dog in 4K", "4K", "a dog"),
        ("a vertical video of a dog", "vertical video", "a dog"),
        ("yesterday, a dog", "yesterday", "a dog"),
        ("a dog, yesterday, at night", "yesterday", "a dog, at night"),
        ("a dog → a cat in 4K", "4K", "a dog → a cat"),
        ("4K", "4K", ""),
    ],
)
def test_words_that_became_a_filter_leave_the_line(line, words, rest):
    start = line.index(words)
    assert without_stretch(cut_line(line, cut_query), start, start + len(words)) == rest


def test_a_hint_is_taken_and_undone_in_one_step(panel):
    panel.ask("a dog filmed yesterday")
    chosen = Filter(shot_from=date(2026, 5, 1), shot_until=date(2026, 5, 1))
    panel.take_filter(chosen, (13, 22))
    assert panel.query.text == "a dog"
    assert panel.filters.filter == chosen
    panel.editor.undo()
    assert panel.query.text == "a dog filmed yesterday"
    assert panel.filters.filter == Filter()


def test_a_hint_that_is_all_there_is_leaves_a_filter_and_no_question(qtbot, panel):
    panel.ask("4K")
    with qtbot.waitSignal(panel.cleared):
        panel.take_filter(Filter(resolutions=frozenset({"4K"})), (0, 2))
    assert panel.query is None
    assert panel.filters.filter == Filter(resolutions=frozenset({"4K"}))
    panel.editor.undo()
    assert panel.query is not None  # mypy thinks it is None still
    assert panel.query.text == "4K"
    assert panel.filters.filter == Filter()
