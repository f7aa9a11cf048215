from dataclasses import fields, replace

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox

from core.settings import AppearanceSettings, EncoderSettings, MachineSettings, SamplingSettings, Settings
from ui import theme
from ui.preferences import Preferences


@pytest.fixture
def odd():
    return Settings(
        sampling=SamplingSettings(every_s=0.75, ignore=("*.tmp", ".*")),
        encoder=EncoderSettings(device="cpu", weights="/w/a b.pt", batch=3),
        look=AppearanceSettings("light"),
    )


def test_an_untouched_form_gives_back_what_it_was_given(qtbot, odd):
    page = Preferences(odd)
    qtbot.addWidget(page)
    assert page.entered == odd


def test_every_field_can_be_changed(qtbot, odd):
    page = Preferences(odd)
    qtbot.addWidget(page)
    boxes = {box.objectName(): box for box in page.findChildren(QComboBox)}
    boxes["look.theme"].setCurrentText("system")
    spins = {box.objectName(): box for box in page.findChildren(QSpinBox)}
    spins["encoder.batch"].setValue(8)
    lines = {line.objectName(): line for line in page.findChildren(QLineEdit)}
    lines["sampling.ignore"].setText("*.part  .*")
    expected = replace(
        odd,
        look=AppearanceSettings("system"),
        encoder=replace(odd.encoder, batch=8),
        sampling=replace(odd.sampling, ignore=("*.part", ".*")),
    )
    assert page.entered == expected


def test_every_field_has_a_label_and_help_that_can_be_read(qtbot, odd):
    page = Preferences(odd)
    qtbot.addWidget(page)
    shown = {label.text() for label in page.findChildren(QLabel)}
    for section in fields(Settings):
        assert section.metadata["title"].upper() in shown
        for each in fields(getattr(odd, section.name)):
            assert {each.metadata["title"], each.metadata["help"]} <= shown, each.name


def test_saving_tells_the_new_settings(qtbot, odd):
    page = Preferences(odd)
    qtbot.addWidget(page)
    page.open()
    with qtbot.waitSignal(page.saved) as told:
        page._save()
    assert told.args == [odd]


def test_hours_that_are_none_are_not_taken(qtbot, odd):
    page = Preferences(replace(odd, machine=MachineSettings(hours="20:00-07:00")))
    qtbot.addWidget(page)
    line = next(each for each in page.findChildren(QLineEdit) if each.objectName() == "machine.hours")
    line.setText("at night")
    assert page.entered.machine.hours == "20:00-07:00"
    line.setText("22:00-05:00")
    assert page.entered.machine.hours == "22:00-05:00"
    line.clear()
    assert page.entered.machine.hours == ""


def test_numbers_can_be_read_in_their_boxes(qtbot, qapp, odd):
    theme.apply(qapp, "dark")
    page = Preferences(odd)
    qtbot.addWidget(page)
    page.show()
    box = next(each for each in page.findChildren(QSpinBox) if each.objectName() == "encoder.batch")
    picture = box.grab().toImage()
    middle = range(8, picture.height() - 8)
    shades = {picture.pixelColor(x, y).lightness() for x in range(8, 60) for y in middle}
    assert max(shades) - min(shades) > 100  # light digits on dark ground


def test_the_settings_lead_to_the_models_and_open_where_wanted(qtbot, odd):
    page = Preferences(odd, None, "network")
    qtbot.addWidget(page)
    page.show()
    proxy = next(each for each in page.findChildren(QLineEdit) if each.objectName() == "network.proxy")
    qtbot.waitUntil(lambda: page.rect().contains(proxy.mapTo(page, proxy.rect().center())))
    link = next(each for each in page.findChildren(QPushButton) if "models" in each.text())
    with qtbot.waitSignal(page.models_asked):
        link.click()
    assert not page.isVisible()
