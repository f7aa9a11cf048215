from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QSlider, QToolButton

from core.values import Timecode
from ui.play.controls import Controls
from ui.play.timeline import Timeline


@pytest.fixture
def timeline(qtbot):
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(416, 28)
    made.set_video(20.0, Fraction(25))
    made.show()
    return made


@pytest.fixture
def controls(qtbot):
    made = Controls()
    qtbot.addWidget(made)
    made.resize(440, 40)
    made.set_video(20.04, Fraction(25))
    made.show()
    return made


def text_of(controls, name):
    return controls.findChild(QLabel, name).text()


def test_places_and_times_belong_together(timeline):
    for time_s in (0.0, 5.0, 20.0):
        assert timeline.time_at(timeline.x_of(time_s)) == pytest.approx(time_s)
    assert timeline.time_at(-50) == 0
    assert timeline.time_at(9999) == 20


def test_a_drag_seeks_all_the_way(qtbot, timeline):
    heard = []
    timeline.sought.connect(heard.append)
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(108, 20))
    qtbot.mouseMove(timeline, QPoint(208, 20))
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(208, 20))
    qtbot.mouseMove(timeline, QPoint(300, 20))
    assert heard == [pytest.approx(5.0), pytest.approx(10.0)]


def test_a_click_on_a_peak_goes_to_it(qtbot, timeline):
    timeline.set_peaks([12.34])
    with qtbot.waitSignal(timeline.sought) as heard:
        qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(round(timeline.x_of(12.34)) + 2, 6))
    assert heard.args == [12.34]


def test_without_a_video_a_click_does_nothing(qtbot, timeline):
    timeline.set_video(0.0, None)
    with qtbot.assertNotEmitted(timeline.sought):
        qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(100, 14))
    assert not timeline.grab().isNull()


def test_another_video_has_no_old_marks(timeline):
    timeline.set_moment(1, 2)
    timeline.set_peaks([3])
    timeline.set_video(5.0, None)
    assert timeline.peaks_s == ()


def test_time_is_shown_as_timecode_and_end(controls):
    controls.show_time(8.64)
    assert text_of(controls, "time") == "00:00:08:16 / 00:00:20:01"
    controls.show_time(None)
    assert text_of(controls, "time") == "--:--:--:--"


def test_the_recorded_timecode_stands_beside_the_time_where_there_is_one(controls):
    shown = controls.findChild(QLabel, "source-time")
    controls.show_time(8.64)
    assert not shown.isVisible()
    controls.set_start(Timecode.parse("23:59:55:00", Fraction(25)))
    controls.show_time(8.64)
    assert (shown.text(), shown.isVisible()) == ("TC 00:00:03:16", True)
    assert text_of(controls, "time") == "00:00:08:16 / 00:00:20:01"
    controls.show_time(None)
    assert shown.text() == ""
    controls.set_start(None)
    controls.show_time(8.64)
    assert not shown.isVisible()


@pytest.mark.parametrize(("speed", "text"), [(0, ""), (1, ""), (4, "4×"), (-2, "−2×")])
def test_the_speed_is_said_when_it_is_unusual(controls, speed, text):
    controls.show_speed(speed)
    assert text_of(controls, "speed") == text
    play = controls.findChild(QToolButton, "play")
    assert play.accessibleName() == ("Pause" if speed else "Play")


def test_mute_and_volume_are_told(qtbot, controls):
    heard = []
    controls.sound_changed.connect(lambda volume, muted: heard.append((volume, muted)))
    qtbot.mouseClick(controls.findChild(QToolButton, "volume"), Qt.MouseButton.LeftButton)
    controls.findChild(QSlider).setValue(30)
    controls.findChild(QSlider).setValue(0)
    assert heard == [(0.8, True), (0.3, False), (0.0, True)]


def test_without_a_sound_device_there_is_nothing_to_set(controls):
    controls.set_has_sound(False)
    assert not controls.findChild(QSlider).isEnabled()
    assert controls.findChild(QToolButton, "volume").toolTip() == "This computer has no audio device"


def test_every_button_has_a_name_and_is_large_enough(controls):
    for button in controls.findChildren(QToolButton):
        assert button.accessibleName()
        assert min(button.width(), button.height()) >= 28
