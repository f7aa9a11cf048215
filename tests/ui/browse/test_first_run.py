"""The first-run page says only what was counted or measured, and what can be done next."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from core.values import FolderSurvey, IndexingCost
from ui.browse.first_run import FirstRun, ModelOffer, contents, footage, time

DONE = FolderSurvey("done", 214, 0, 6.2 * 3600, 214, 11.8, 3000.0, "Demo model")


@pytest.fixture
def page(qtbot):
    made = FirstRun()
    qtbot.addWidget(made)
    made.resize(700, 700)
    made.show()
    return made


def said(page, name):
    return next(each for each in page.findChildren(QLabel) if each.objectName() == name).text()


def button(page, words):
    return next(each for each in page.findChildren(QPushButton) if words in each.text())


def test_a_measured_folder_has_clips_hours_and_a_time():
    assert contents(DONE) == "214 clips, 6.2 h of footage"
    assert time(DONE) == "About 50 min on this computer, measured with Demo model."


@pytest.mark.parametrize("gap", ["empty", "gone", "stopped", "slow", "model"], ids="no {}".format)
def test_a_time_that_is_not_known_is_not_told(gap):
    found = FolderSurvey("done", 214, 0, 100.0, 214, None, None, "", gap)
    assert time(found)
    assert not any(letter.isdigit() for letter in time(found))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (FolderSurvey("counting", 12), "Counting: 12 clips"),
        (FolderSurvey("reading", 1), "1 clip"),
        (FolderSurvey("reading", 20, 0, 600.0, 5), "20 clips, about 10 min of footage"),
        (FolderSurvey("done", 20, 0, 0.0, 20), "20 clips, 0 s of footage"),
        (FolderSurvey("done", 2, 3, 90.0, 2), "2 clips (3 more are in the library already), 2 min of footage"),
        (FolderSurvey("done", 0, 0, None, 0, gap="empty"), "0 clips"),
    ],
)
def test_contents_say_what_is_exact(found, words):
    assert contents(found) == words


def test_no_stage_before_the_last_tells_a_time():
    for stage in ("counting", "reading", "measuring"):
        words = time(FolderSurvey(stage, 5))
        assert not any(letter.isdigit() for letter in words)


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "60 min"), (22320, "6.2 h")]
)
def test_lengths(seconds, words):
    assert footage(seconds) == words


def test_a_folder_is_shown_with_its_start(page, qtbot):
    assert not page._survey.isVisible()
    page.show_survey(Path("/footage/Day 4"), FolderSurvey("measuring", 214, 0, 100.0, 214))
    assert page._busy.isVisible()
    with qtbot.waitSignal(page.stop_asked):
        button(page, "Stop").click()
    page.show_survey(Path("/footage/Day 4"), DONE)
    assert not page._busy.isVisible()
    assert said(page, "survey found") == contents(DONE)
    assert said(page, "survey time") == time(DONE)
    page.watch.setChecked(False)
    with qtbot.waitSignal(page.start_asked) as told:
        button(page, "Start indexing").click()
    assert told.args == [False]
    page.show_survey(None, None)
    assert not page._survey.isVisible()


def test_one_can_start_before_the_measuring_has_ended_but_not_with_nothing(page):
    page.show_survey(Path("/a"), FolderSurvey("measuring", 3))
    assert button(page, "Start indexing").isEnabled()
    page.show_survey(Path("/a"), FolderSurvey("done", 0, gap="empty"))
    assert not button(page, "Start indexing").isEnabled()


def test_models_have_a_state_and_what_can_be_done(page, qtbot):
    offers = [
        ModelOffer("demo", "Demo", "Works now.", "In use"),
        ModelOffer("m", "Full", "1 GB", "", "install", "Get…"),
    ]
    assert page._waiting.isVisible(), "models are not known before the program has looked"
    page.show_models(offers)
    assert not page._waiting.isVisible()
    get = button(page, "Get")
    assert get.accessibleName() == "Get… Full"
    with qtbot.waitSignal(page.model_acted) as told:
        get.click()
    assert told.args == ["install", "m"]
    page.show_models([offers[0], ModelOffer("m", "Full", "1 GB", "3 of 9 MB", "pause", "Pause")])
    assert button(page, "Pause") is get
    assert "3 of 9 MB" in {label.text() for label in page.findChildren(QLabel)}
    with qtbot.waitSignal(page.leave_asked):
        button(page, "Not now").click()


def test_what_other_intervals_would_take_is_said_once_it_was_measured(page):
    page.show_survey(Path("/footage"), DONE)
    label = next(each for each in page.findChildren(QLabel) if each.objectName() == "survey interval")
    assert label.isHidden()
    page.show_survey(Path("/footage"), replace(DONE, cost=IndexingCost(0.5, 10.0, 30.0)))
    assert not label.isHidden()
    assert "2 s: 0.44 ×" in label.text()
