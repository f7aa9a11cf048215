import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QPushButton

from core.values import EncoderState
from tests.fakes.hash_encoder import HashEncoder
from tests.ui.browse.records import status
from tests.ui.widgets.test_formatting import progress
from ui.widgets.busy import Busy
from ui.widgets.status_strip import StatusStrip


@pytest.fixture
def strip(qtbot):
    made = StatusStrip()
    qtbot.addWidget(made)
    made.resize(1200, 36)
    made.show()
    return made


def button(strip, title):
    return next(each for each in strip.findChildren(QPushButton) if each.text() == title)


def test_progress_has_a_bar_and_can_be_held_and_stopped(strip):
    strip.show_progress(progress())
    bar = strip.findChild(QProgressBar)
    assert bar.isVisible()
    assert bar.value() == 41
    assert button(strip, "Pause").isVisible()
    assert button(strip, "Stop").isVisible()
    strip.say("109 clips indexed")
    assert not bar.isVisible()
    assert strip.text == "109 clips indexed"


def test_holding_shows_at_once_and_says_so(strip, qtbot):
    strip.show_progress(progress())
    with qtbot.waitSignal(strip.pause_asked) as told:
        qtbot.mouseClick(button(strip, "Pause"), Qt.MouseButton.LeftButton)
    assert told.args == [True]
    assert strip.text.startswith("Paused")
    with qtbot.waitSignal(strip.pause_asked) as told:
        qtbot.mouseClick(button(strip, "Resume"), Qt.MouseButton.LeftButton)
    assert told.args == [False]
    assert strip.text.startswith("Indexing")


def test_stopping_shows_at_once(strip, qtbot):
    strip.show_progress(progress())
    with qtbot.waitSignal(strip.stop_asked):
        qtbot.mouseClick(button(strip, "Stop"), Qt.MouseButton.LeftButton)
    assert strip.text.startswith("Stopping after this batch…")
    strip.show_progress(progress(videos_done=443))
    assert strip.text.startswith("Stopping")
    strip.say("")
    strip.show_progress(progress())
    assert strip.text.startswith("Indexing")


def test_unknown_length_is_a_bar_without_end(strip):
    strip.show_progress(progress(frames_total=0))
    assert strip.findChild(QProgressBar).maximum() == 0


def test_failures_are_counted_and_lead_to_them(strip, qtbot):
    strip.show_counts(status(failed=2))
    with qtbot.waitSignal(strip.failed_asked):
        qtbot.mouseClick(button(strip, "2 failed"), Qt.MouseButton.LeftButton)
    strip.show_counts(status(failed=0))
    assert not button(strip, "0 failed").isVisible()


def test_the_model_and_its_device_are_named(strip):
    spec = HashEncoder().spec
    strip.show_model(spec, EncoderState("cuda", "float16", 16, 4))
    assert button(strip, spec.name).isVisible()
    assert any(label.text() == "CUDA" for label in strip.findChildren(type(strip._device)))


def test_waking_up_is_shown_as_work(strip):
    strip.say("Model is waking up…", is_busy=True)
    assert strip.findChild(Busy).isVisible()
    strip.say("")
    assert not strip.findChild(Busy).isVisible()


def test_the_busy_sign_rests_while_it_is_hidden(qtbot):
    busy = Busy()
    qtbot.addWidget(busy)
    busy.show()
    assert busy._timer.isActive()
    busy.hide()
    assert not busy._timer.isActive()


def test_a_download_is_shown_and_leads_to_the_models(qtbot, strip):
    strip.show_fetch("PE-Core B/16 23 %")
    assert strip._fetch.isVisibleTo(strip)
    with qtbot.waitSignal(strip.model_asked):
        strip._fetch.click()
    strip.show_fetch("")
    assert not strip._fetch.isVisibleTo(strip)


def test_while_models_are_switched_both_are_named(strip):
    old, new = HashEncoder("old").spec, HashEncoder("new").spec
    strip.show_model(new, None, old)
    assert button(strip, "Switching to new; searches use old until then.").isVisible()
    strip.show_model(new, None, new)
    assert button(strip, "new").isVisible()
    strip.show_model(new, None)
    assert button(strip, "new").isVisible()


def test_long_names_of_two_models_do_not_make_the_window_wider(strip):
    old, new = HashEncoder("An old model with a long name").spec, HashEncoder("A new model with a longer name").spec
    strip.show_model(new, None)
    narrow = strip.minimumSizeHint().width()
    strip.show_model(new, None, old)
    assert strip.minimumSizeHint().width() <= narrow
    sentence = "Switching to A new model with a longer name; searches use An old model with a long name until then."
    assert sentence in strip._model.toolTip()
    strip.show_model(new, None)
    assert strip.minimumSizeHint().width() == narrow
