"""The window in another language: our texts, plural forms, Qt's own dialogs, and back to English."""

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QDoubleSpinBox, QMenuBar, QWidget

from core.demo_model.training import NAME
from core.values import EncoderSpec, FrameShape
from ui import language
from ui.actions import Actions
from ui.translate import in_english, translate
from ui.widgets import amounts, formatting
from ui.widgets.status_strip import StatusStrip


@pytest.fixture
def german(qapp):
    assert language.apply(qapp, "de") == "de"
    yield qapp
    language.apply(qapp, "en")


def test_texts_are_german(german):
    assert translate("Browse", "Library not found") == "Bibliothek nicht gefunden"
    assert formatting.state("missing") == "Datei nicht gefunden"


def test_each_number_has_its_form(german):
    assert (amounts.moments(1), amounts.moments(2)) == ("1 Moment", "2 Momente")
    assert amounts.moments(1234) == f"1{amounts.THIN}234 Momente"


def test_numbers_have_a_decimal_comma(german, qtbot):
    assert amounts.number(2.5) == "2,5"
    assert amounts.number(-0.125, 2, signed=True) == "\N{MINUS SIGN}0,12"
    assert formatting.gap(0.5) == "0,5 s"
    assert formatting.size(1_240_000_000) == "1,2 GB"
    assert formatting.place(6.6) == "0:06,6"
    assert amounts.hours(1.5).startswith("1,5 ")
    box = QDoubleSpinBox()
    qtbot.addWidget(box)
    box.setValue(2.5)
    assert box.text() == "2,50"
    with in_english():
        assert formatting.size(1_240_000_000) == "1.2 GB"
    language.apply(german, "en")
    assert formatting.gap(0.5) == "0.5 s"
    assert QLocale().decimalPoint() == "."


def test_the_built_in_model_has_a_german_name_in_the_status_bar(german, qtbot):
    strip = StatusStrip()
    qtbot.addWidget(strip)
    strip.show_model(EncoderSpec(NAME, "clip2video", "0" * 64, 4, 4, 3, FrameShape(8), 32, 0), None)
    assert strip._model.text().startswith("Demomodell")
    assert formatting.model("My model") == "My model"


def test_menus_and_commands_are_german(german, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    actions, bar = Actions(window), QMenuBar(window)
    actions.fill(bar)
    assert [each.text() for each in bar.actions()][:2] == ["Datei", "Bearbeiten"]
    assert actions["library.add_folder"].text() == "Ordner hinzufügen…"


def test_buttons_of_qt_are_german(german):
    assert german.translate("QPlatformTheme", "Cancel") == "Abbrechen"


def test_a_text_nobody_translated_stays_english(german):
    assert translate("Browse", "A text of tomorrow") == "A text of tomorrow"


def test_english_needs_no_translation(qapp):
    language.apply(qapp, "de")
    assert language.apply(qapp, "en") == "en"
    assert (amounts.clips(1), amounts.clips(2)) == ("1 clip", "2 clips")
    assert qapp.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_a_language_chosen_twice_is_loaded_once(german):
    language.apply(german, "de")
    assert len(german.findChildren(QTranslator)) == 2, "ours and Qt's"
    assert amounts.days(1) == "1 Tag"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (["de-AT", "en"], "de"),
        (["fr", "de"], "de"),
        (["fr", "en-GB", "de"], "en"),
        (["fr"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_systems_first_language_that_there_is(wanted, code):
    assert language.best_of(wanted) == code


def test_the_system_decides_when_asked_to(qapp, monkeypatch):
    class System(QLocale):
        def uiLanguages(self, *_):
            return ["de-DE"]

    monkeypatch.setattr(QLocale, "system", lambda: System("de-AT"))
    assert language.apply(qapp, "system") == "de"
    assert QLocale().name() == "de_AT", "dates and numbers are those of the country"
    language.apply(qapp, "en")
