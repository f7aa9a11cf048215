"""The settings window: every setting is there, is found, and tells what was entered."""

from dataclasses import fields, replace

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
)

from core.settings import AppearanceSettings, EncoderSettings, MachineSettings, SamplingSettings, Settings
from core.values import IndexingCost
from tests.ui import reach
from ui import language, theme
from ui.settings.editors import RealBox
from ui.settings.groups import GROUP_OF_SECTION, GROUPS, help_of, title_of
from ui.settings.storage_page import StoredFiles
from ui.settings.window import SettingsWindow

EVERY = [
    (section.name, each.name) for section in fields(Settings) for each in fields(getattr(Settings(), section.name))
]
SHOWN = [place for place in EVERY if place[0] != "keys"]
CHOICES = {("index", "engine"): ["exact", "hnsw"], ("encoder", "backend"): ["clip2video", "clip_mean"]}


@pytest.fixture
def odd():
    return Settings(
        sampling=SamplingSettings(every_s=0.75, ignore=("*.tmp", ".*")),
        encoder=EncoderSettings(device="cpu", weights="/w/a b.pt", batch=3),
        look=AppearanceSettings("light"),
        machine=MachineSettings(hours="20:00-07:00"),
    )


@pytest.fixture
def page(qtbot, odd):
    made = SettingsWindow(odd, None, CHOICES)
    qtbot.addWidget(made)
    made.show()
    reach.settle()
    return made


@pytest.fixture
def heard(page):
    found = []
    page.entered.connect(lambda place, value: found.append((place, value)))
    return found


def control(page, name):
    """The visible control of a setting."""
    kinds = (QComboBox, QSpinBox, QDoubleSpinBox, QCheckBox, QLineEdit)
    return next(each for kind in kinds for each in page.findChildren(kind) if each.objectName() == name)


def rows(page):
    return {row.place: row for section in page._sections for row in section.rows}


def shown(page):
    return {place for place, row in rows(page).items() if row.isVisible()}


def test_every_setting_stands_in_one_group():
    placed = [place for group in GROUPS for place in group.settings]
    assert sorted(placed) == sorted(SHOWN)
    assert {section.name for section in fields(Settings)} <= {*GROUP_OF_SECTION, *(group.id for group in GROUPS)}


def test_every_setting_has_its_label_and_help_and_shows_its_value(page, odd):
    texts = {label.text() for label in page.findChildren(QLabel)}
    for place in SHOWN:
        assert {title_of(place), help_of(place)} <= texts, place
    assert control(page, "look.theme").currentData() == "light"
    assert control(page, "encoder.batch").value() == 3
    assert control(page, "sampling.every_s").value() == 0.75
    assert control(page, "sampling.ignore").text() == "*.tmp .*"
    assert control(page, "encoder.weights").text() == "/w/a b.pt"
    assert control(page, "machine.hours").text() == "20:00-07:00"


def test_looking_changes_nothing(page, heard, odd):
    page.show_settings(odd)
    page.done(0)
    assert heard == []


def test_what_is_entered_is_told_at_once(page, heard):
    control(page, "look.theme").setCurrentIndex(control(page, "look.theme").findData("system"))
    control(page, "encoder.batch").setValue(8)
    control(page, "sampling.every_s").setValue(1.0)
    control(page, "watching.watch").click()
    control(page, "look.text_percent").setValue(900)
    line = control(page, "sampling.ignore")
    line.setText("*.part  .*")
    line.editingFinished.emit()
    assert heard == [
        (("look", "theme"), "system"),
        (("encoder", "batch"), 8),
        (("sampling", "every_s"), 1.0),
        (("watching", "watch"), False),
        (("look", "text_percent"), 200),
        (("sampling", "ignore"), ("*.part", ".*")),
    ]


def test_a_text_counts_when_the_window_is_closed_over_it(page, heard):
    line = control(page, "network.mirror")
    line.setFocus()
    QTest.keyClicks(line, "http://m")
    assert heard == []
    page.close()
    assert heard == [(("network", "mirror"), "http://m")]


def test_hours_that_are_none_are_refused_with_a_sentence(page, heard):
    line = control(page, "machine.hours")
    line.setText("at night")
    line.editingFinished.emit()
    assert heard == []
    troubles = [label for label in rows(page)["machine", "hours"].findChildren(QLabel) if "20:00-07:00" in label.text()]
    assert any(label.isVisibleTo(page) and label.property("kind") == "error" for label in troubles)
    for text in ("22:00-05:00", ""):
        line.setText(text)
        line.editingFinished.emit()
    assert [value for _, value in heard] == ["22:00-05:00", ""]
    assert not any(label.isVisibleTo(page) and label.property("kind") == "error" for label in troubles)


def test_a_changed_setting_goes_back_to_its_default(page, heard):
    row = rows(page)["encoder", "batch"]
    assert row._reset.isVisible()
    row._reset.click()
    assert heard == [(("encoder", "batch"), 16)]
    assert control(page, "encoder.batch").value() == 16
    assert not row._reset.isVisible()
    assert not rows(page)["encoder", "threads"]._reset.isVisible()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("battery", {("machine", "on_battery")}),
        ("BATT hours", {("machine", "hours")}),
        ("proxy server", {("network", "proxy")}),
        ("look.theme", {("look", "theme")}),
        ("text size", {("look", "text_percent")}),
        ("graphics", {("encoder", "device"), ("sampling", "decoders"), ("machine", "hardware_decoding")}),
        ("zzz", set()),
    ],
)
def test_a_search_shows_what_matches_and_says_when_nothing_does(page, typed, found):
    page._find.setText(typed)
    reach.settle()
    assert shown(page) == found
    if not found:
        assert not shown(page)
        assert page._none.isVisible()
        assert typed in page._none.text()
    page._find.clear()
    assert len(shown(page)) == len(SHOWN)
    assert not page._none.isVisible()


def test_a_search_for_a_group_or_a_command_shows_its_page(page):
    page._find.setText("Premiere")
    assert page.keys.isVisible()
    assert not shown(page)
    page._find.setText("shuttle")
    assert page.keys.isVisible()
    table = page.keys._table
    assert 0 < sum(not table.isRowHidden(row) for row in range(table.rowCount())) < 5
    page._find.setText("")
    assert not any(table.isRowHidden(row) for row in range(table.rowCount()))


def test_a_search_works_in_german(qtbot, qapp, odd):
    language.apply(qapp, "de")
    try:
        made = SettingsWindow(odd)
        qtbot.addWidget(made)
        made.show()
        made._find.setText("akku")
        assert ("machine", "on_battery") in shown(made)
    finally:
        language.apply(qapp, "en")


def test_escape_empties_the_search_and_then_closes(page):
    page._find.setFocus()
    page._find.setText("disk")
    QTest.keyClick(page._find, Qt.Key.Key_Escape)
    assert page._find.text() == ""
    assert page.isVisible()
    QTest.keyClick(page._find, Qt.Key.Key_Escape)
    assert not page.isVisible()


@pytest.mark.parametrize(
    ("at", "name"), [("network", "network.proxy"), ("keys", "keys.preset"), ("look", "look.theme")]
)
def test_it_opens_at_a_group_or_at_a_section_of_the_file(page, qtbot, at, name):
    page.open_at(at)
    there = next(
        each for each in page.findChildren(QLineEdit) + page.findChildren(QComboBox) if each.objectName() == name
    )
    qtbot.waitUntil(lambda: page._area.rect().contains(there.mapTo(page._area, QPoint(4, 4))))


def test_it_holds_nothing_up(page):
    page.open_at()
    assert not page.isModal()


def test_it_says_what_waits_for_a_restart_and_offers_one(page, qtbot, odd):
    wanted = replace(odd, look=replace(odd.look, theme="dark", language="de"), search=replace(odd.search, limit=3))
    page.show_needs(odd, wanted)
    assert page._needs.text() == "Restart to apply: Language."
    with qtbot.waitSignal(page.restart_asked):
        page._restart.click()
    page.show_needs(odd, odd)
    assert not page._restart.isVisible()
    assert not page._needs.isVisible()


def test_it_leads_to_the_models(page, qtbot):
    link = next(each for each in page.findChildren(QPushButton) if each.objectName() == "models")
    with qtbot.waitSignal(page.models_asked):
        link.click()


def test_files_have_a_path_a_size_and_what_can_be_done(page, qtbot, tmp_path):
    files = [StoredFiles("Library", tmp_path, None), StoredFiles("Proxies", tmp_path / "p", 5 << 20, True, "Delete")]
    page.show_files(files)
    reach.settle()
    buttons = {each.text(): each for each in page.storage.findChildren(QPushButton) if not each.isHidden()}
    with qtbot.waitSignal(page.clear_asked) as told:
        buttons["Delete"].click()
    assert told.args == ["Proxies"]
    with qtbot.waitSignal(page.reveal_asked) as told:
        buttons["Show"].click()
    texts = {label.text() for label in page.storage.findChildren(QLabel) if not label.isHidden()}
    assert {"Library", "…", str(tmp_path)} <= texts
    page.show_files([files[0], replace(files[1], size_bytes=None, is_there=False)])
    assert not buttons["Delete"].isEnabled()
    assert "none yet" in {label.text() for label in page.storage.findChildren(QLabel)}


def test_the_wheel_changes_nothing_in_passing(page, heard):
    for name in ("look.theme", "encoder.batch", "sampling.every_s"):
        at, none = QPointF(5, 5), QPoint()
        keys, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
        page._find.setFocus()
        down = QWheelEvent(at, at, none, QPoint(0, -120), buttons, keys, Qt.ScrollPhase.NoScrollPhase, False)
        QApplication.sendEvent(control(page, name), down)
    assert heard == []


def test_plain_texts_with_known_values_are_lists(page):
    assert [control(page, "index.engine").itemText(n) for n in range(2)] == ["exact", "hnsw"]


def test_numbers_have_no_zeros_at_their_end(qtbot):
    number = RealBox()
    qtbot.addWidget(number)
    number.setRange(0, 1000)
    shown = []
    for place in (QLocale(QLocale.Language.English), QLocale(QLocale.Language.German)):
        number.setLocale(place)
        for value in (5, 0.25, 0.5, 100):
            number.setValue(value)
            shown.append(number.text())
    assert shown == ["5", "0.25", "0.5", "100", "5", "0,25", "0,5", "100"]


def test_numbers_can_be_read_in_their_boxes(qapp, page):
    theme.apply(qapp, "dark")
    box = control(page, "encoder.batch")
    picture = box.grab().toImage()
    middle = range(8, picture.height() - 8)
    shades = {picture.pixelColor(x, y).lightness() for x in range(8, 60) for y in middle}
    assert max(shades) - min(shades) > 100  # light digits on dark ground


def test_the_interval_says_what_it_finds_and_what_others_cost_here(page, odd):
    row = page._interval
    note = row.findChild(QLabel, "note")
    assert not note.isHidden()
    assert "0.75 s" in note.text()
    assert "×" not in note.text()  # nothing was measured yet
    page.show_cost(odd, IndexingCost(0.5, 30.0, 10.0))
    assert "0.5 s: 1 ×" in note.text()
    assert "2 s: 0.81 ×" in note.text()
    row.editor.entered.emit(3.0)
    assert "3 s: 0.79 ×" in note.text()
