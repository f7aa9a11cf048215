from dataclasses import fields, replace

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox

from core.settings import EncoderSettings, IndexSettings, Look, Sampling, SearchSettings, Settings
from ui.preferences import Preferences, field_help


@pytest.fixture
def odd():
    return Settings(
        sampling=Sampling(every_s=0.75, ignore=("*.tmp", ".*")),
        encoder=EncoderSettings(device="cpu", weights="/w/a b.pt", batch=3),
        look=Look("light"),
    )


def test_an_untouched_form_gives_back_what_it_was_given(qtbot, odd):
    page = Preferences(odd)
    qtbot.addWidget(page)
    assert page.entered == odd


def test_every_field_can_be_changed(qtbot, odd):
    page = Preferences(odd)
    qtbot.addWidget(page)
    boxes = {box.accessibleName(): box for box in page.findChildren(QComboBox)}
    boxes["look theme"].setCurrentText("system")
    spins = {box.accessibleName(): box for box in page.findChildren(QSpinBox)}
    spins["encoder batch"].setValue(8)
    lines = {line.accessibleName(): line for line in page.findChildren(QLineEdit)}
    lines["sampling ignore"].setText("*.part  .*")
    expected = replace(
        odd,
        look=Look("system"),
        encoder=replace(odd.encoder, batch=8),
        sampling=replace(odd.sampling, ignore=("*.part", ".*")),
    )
    assert page.entered == expected


@pytest.mark.parametrize("record", [Sampling, EncoderSettings, IndexSettings, SearchSettings, Look])
def test_every_field_has_its_help(record):
    assert set(field_help(record.__name__)) == {each.name for each in fields(record)}


def test_saving_tells_the_new_settings(qtbot, odd):
    page = Preferences(odd)
    qtbot.addWidget(page)
    page.open()
    with qtbot.waitSignal(page.saved) as told:
        page._save()
    assert told.args == [odd]
