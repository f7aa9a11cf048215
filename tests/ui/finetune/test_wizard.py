"""The teaching window from the first page to the last, on a fake engine."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.errors import StoreError
from core.values.teaching import (
    LEAST_STILL_FOUND,
    STILL_FOUND,
    Figure,
    TeachingEstimate,
    TeachingFailed,
    TeachingProgress,
)
from tests.fakes.teaching import checked, epochs, outcome
from ui.finetune.teaching_text import outcome_text


def press(button):
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(wizard, way):
    wizard.window.way.choices[way].click()


def go_on(wizard, settle):
    assert wizard.window.can_continue
    wizard.window.press_next()
    settle()


@pytest.fixture
def at_settings(opened, engine, clips, settle):
    """Captions were checked, and a run measured."""
    engine.checked = checked([*clips] * 4)
    choose(opened, "words")
    go_on(opened, settle)
    go_on(opened, settle)
    go_on(opened, settle)
    assert opened.window.step == "settings"
    return opened


@pytest.fixture
def training(at_settings, settle):
    go_on(at_settings, settle)
    assert at_settings.window.step == "training"
    return at_settings


def test_nothing_can_be_gone_to_before_a_way_is_chosen(opened):
    assert opened.window.step == "way"
    assert not opened.window.can_continue
    choose(opened, "heads")
    assert opened.window.can_continue


def test_a_name_needs_no_check_and_no_settings(opened):
    choose(opened, "name")
    assert opened.steps == ("way", "data", "training", "outcome", "use")
    choose(opened, "words")
    assert "check" in opened.steps


def test_sources_are_added_once_and_removed(opened, settle, tmp_path):
    choose(opened, "words")
    go_on(opened, settle)
    page = opened.window.pairs
    page.files_added.emit([tmp_path / "a.csv", tmp_path / "b"])
    page.files_added.emit([tmp_path / "a.csv"])
    assert opened.context.state.sources == (tmp_path / "a.csv", tmp_path / "b")
    page.sources.item(0).setSelected(True)
    QTest.keyClick(page.sources, Qt.Key.Key_Delete)
    assert opened.context.state.sources == (tmp_path / "b",)


def test_without_captions_and_files_there_is_nothing_to_check(opened, settle):
    choose(opened, "words")
    go_on(opened, settle)
    opened.window.pairs.kept.click()
    assert not opened.window.can_continue


def test_a_template_is_a_table_the_program_reads(opened, settle, tmp_path):
    opened.window.pairs.template_asked.emit(tmp_path / "captions.csv")
    settle()
    assert (tmp_path / "captions.csv").read_text("utf-8-sig").startswith("file,start,end,caption")
    opened.window.pairs.template_asked.emit(tmp_path / "no folder" / "captions.csv")
    settle()
    assert opened.window.pairs.said


def test_problems_are_counted_and_can_be_narrowed_to_a_kind(at_settings, settle):
    at_settings.go("check")
    settle()
    page = at_settings.window.check
    assert page.problems.rowCount() == 4
    page.problems.narrow("row")
    assert page.problems.rowCount() == 1
    assert "row 92" in page.problems.text(0, 1)
    assert len(page.samples.shown) == 5
    assert "2" in page.unknown.text()


def test_other_sources_make_the_check_old(at_settings, engine, settle, tmp_path):
    at_settings.go("data")
    at_settings.window.pairs.files_added.emit([tmp_path / "more.csv"])
    assert at_settings.pairs.checked is None
    go_on(at_settings, settle)
    assert engine.calls[-1] == ("check", (tmp_path / "more.csv",), True, 0)


def test_clips_that_are_not_indexed_are_offered(at_settings, host, settle):
    at_settings.go("check")
    settle()
    press(at_settings.window.check._index)
    assert host.asked == [("index", [Path("/away/none.mov")])]


def test_the_cheapest_way_that_has_enough_is_suggested(at_settings):
    at_settings.go("way")
    page = at_settings.window.way
    assert not page._advice["words"].isHidden()
    assert page._advice["words"].property("kind") == "ok"
    assert page._advice["heads"].property("kind") == "warn"


def test_captions_are_not_counted_as_examples_of_a_name(at_settings):
    at_settings.go("way")
    assert at_settings.window.way._advice["name"].isHidden()
    assert "enough for a name" not in at_settings.window.check._advice.text()


def test_a_loss_below_one_stands_on_its_axis_as_it_is(training, engine, settle):
    engine.run.tell(*(replace(each, train_loss=0.3, validation_loss=0.4) for each in epochs()))
    settle()
    loss = training.window.training.curves.plots[0].getAxis("left")
    assert loss.tickStrings([0.25], loss.scale * loss.autoSIPrefixScale, 0.05) == ["0.25"]


def test_a_fault_of_the_check_is_said(opened, engine, settle):
    engine.trouble = StoreError("The folder is gone.", "Connect its drive.")
    choose(opened, "words")
    go_on(opened, settle)
    go_on(opened, settle)
    assert "folder is gone" in opened.window.check.said
    assert not opened.window.check.is_busy
    assert not opened.window.can_continue


def test_what_cannot_fit_is_refused_with_the_reason(at_settings, engine, settle):
    engine.estimates = TeachingEstimate(0.0, 0, 0, "It needs 40 GB of memory; this computer has 16.")
    at_settings.window.settings.careful.click()
    settle()
    at_settings.runs.measure_if_needed()
    settle()
    assert at_settings.window.settings.refusal.text() == engine.estimates.refusal
    assert not at_settings.window.can_continue


def test_other_settings_are_measured_again(at_settings, engine, qtbot):
    at_settings.window.settings.careful.click()
    assert not at_settings.window.can_continue
    qtbot.waitUntil(lambda: at_settings.window.can_continue)
    assert engine.calls[-1][0] == "estimate"
    assert engine.calls[-1][2].preset == "careful"


def test_events_of_a_foreign_thread_become_curves(training, engine, settle):
    seen = []
    training.runs.follower.epoch_came.connect(lambda: seen.append(threading.current_thread()))
    engine.run.tell(TeachingProgress("Learning…", 30, 120, 60.0), *epochs())
    settle()
    page = training.window.training
    assert seen == [threading.main_thread()] * 4
    assert page.curves.points == 4
    assert page.bar.value() == 30
    assert {plot.objectName() for plot in page.curves.plots} == {"loss", "recall"}
    assert all(plot.getAxis(side).labelText for plot in page.curves.plots for side in ("left", "bottom"))


def test_pause_stop_and_what_they_ask(training, engine, settle):
    page = training.window.training
    press(page.pause)
    press(page.resume)
    press(page.stop)
    assert engine.run.asked == ["pause", "go on", "stop"]
    assert not page.stop.isEnabled()
    engine.run.tell(outcome())
    settle()
    assert training.window.can_continue


def test_a_second_run_waits_for_the_first(training, engine, settle):
    training.go("settings")
    settle()
    assert not training.window.can_continue
    assert [call[0] for call in engine.calls].count("start") == 1


def test_a_failure_is_said_and_can_be_resumed(training, engine, settle):
    engine.run.tell(TeachingFailed("The disk is full.", "Free 2 GB."))
    settle()
    page = training.window.training
    assert "disk is full" in page.said
    press(page.resume)
    settle()
    assert engine.calls[-1] == ("resume", "run-1") or ("resume", "run-1") in engine.calls
    assert training.runs.follower.state == "running"


def test_late_events_of_an_earlier_start_are_not_shown(training, engine, settle):
    first = engine.run
    first.tell(TeachingFailed("Gone."))
    settle()
    press(training.window.training.resume)
    first.tell(*epochs())
    settle()
    assert training.window.training.curves.points == 0


def test_figures_have_n_and_intervals_and_say_where_nothing_is_clear(training, engine, settle):
    engine.run.tell(outcome())
    settle()
    go_on(training, settle)
    page = training.window.outcome
    assert "12 searches" in page.measured.text()
    assert "among 6 moments" in page.measured.text()
    assert page.figures.item(3, 0).text() == "Median rank (lower is better)"
    cells = [page.figures.item(row, 3).text() for row in range(4)]
    assert "(+4.2 to +29.0)" in cells[0]
    assert "no clear change" not in cells[0]
    assert "no clear change" in cells[2]
    assert page.general.rowCount() == 1


def test_former_rankings_are_named_as_such_and_clips_that_could_not_be_read_are_counted(training, engine, settle):
    figures = tuple(
        Figure(name, 100, now, now - 105, 0) for name, now in zip(STILL_FOUND.values(), (58, 98, 99), strict=True)
    )
    engine.run.tell(replace(outcome(), general=figures, unread=3))
    settle()
    go_on(training, settle)
    page = training.window.outcome
    assert page.general.item(2, 0).text() == "First moment still in the top 10, %"
    assert page.general.item(2, 2).text() == "99.0"
    assert f"{LEAST_STILL_FOUND:.0f} of 100" in page._general_words.text()
    assert "Clips of 3 pairs could not be read" in page.measured.text()


def test_own_sentences_are_compared_with_pictures(training, engine, host, settle):
    engine.run.tell(outcome())
    settle()
    go_on(training, settle)
    page = training.window.outcome
    assert page.sentences == list(host.past)
    press(page._compare_button)
    settle()
    assert engine.calls[-1] == ("preview", "run-1", host.past)
    strips = [each for each in page._answers.children() if hasattr(each, "shown")]
    assert len(strips) == 4
    assert all(strip.shown for strip in strips)


def test_words_that_are_better_are_used_and_can_be_taken_back(training, engine, host, settle):
    engine.run.tell(outcome())
    settle()
    go_on(training, settle)
    go_on(training, settle)
    page = training.window.use_page
    press(page.keep)
    settle()
    assert ("adopt", "run-1", "") in engine.calls  # words have their names already
    assert not page.go_back.isHidden()


@pytest.fixture
def heads_kept(opened, engine, clips, settle):
    engine.checked = checked([*clips] * 4)
    choose(opened, "heads")
    for _ in range(4):
        go_on(opened, settle)
    engine.run.tell(*epochs(), outcome())
    settle()
    go_on(opened, settle)
    go_on(opened, settle)
    opened.window.use_page.name.setText("My model")
    press(opened.window.use_page.keep)
    settle()
    assert ("adopt", "run-1", "My model") in engine.calls
    return opened


def test_a_taught_model_is_used_and_one_click_goes_back(heads_kept, host):
    page = heads_kept.window.use_page
    press(page.use_now)
    heads_kept.uses.show()
    assert page.use_now.isHidden()
    press(page.go_back)
    heads_kept.uses.show()
    assert host.asked[-2:] == [("use", "taught-1", False), ("use", "demo", True)]
    assert not page.use_now.isHidden()


def test_what_is_not_better_is_not_handed_over(training, engine, settle):
    engine.run.tell(outcome("no_clear_change"))
    settle()
    training.go("use")
    settle()
    page = training.window.use_page
    assert page.keep.isHidden()
    assert "stays" in page.said
    assert page._kept.isHidden()


def test_the_reason_why_nothing_can_be_kept_is_the_one_that_was_measured(training, engine, settle):
    harmful = replace(outcome("worse"), general=(Figure("R@1", 96.0, 80.0, -20.0, -5.0),), reason="forgot")
    engine.run.tell(harmful)
    settle()
    training.go("use")
    settle()
    page = training.window.use_page
    assert page.said == outcome_text(harmful)
    assert "80.0" in page.said
    assert page.keep.isHidden()


@pytest.mark.parametrize(("way", "is_said"), [("words", False), ("heads", True)])
def test_a_library_too_small_to_notice_forgetting_is_said(way, is_said, opened, engine, clips, settle):
    engine.checked = checked([*clips] * 4)
    choose(opened, way)
    for _ in range(4):
        go_on(opened, settle)
    engine.run.tell(replace(outcome(), general=()))
    settle()
    go_on(opened, settle)
    page = opened.window.outcome
    assert page.general.isHidden()
    assert page._general_words.isHidden() != is_said


def test_a_long_sentence_shows_its_beginning(training, engine, host, settle):
    host.past = ("a dog runs along the beach " * 9,)
    engine.run.tell(outcome())
    settle()
    go_on(training, settle)
    assert training.window.outcome.lines[0].cursorPosition() == 0


def test_the_table_of_figures_is_brought_into_sight(training, engine, settle):
    engine.run.tell(*epochs())
    settle()
    page = training.window.training
    page.as_table.click()
    settle()
    assert page.viewport().rect().contains(page.table.geometry().translated(page.widget().pos()))


def test_closing_the_window_does_not_end_the_run(training, engine, host, settle):
    training.window.close()
    engine.run.tell(*epochs(2))
    settle()
    assert engine.run.asked == []
    training.open()
    assert training.window.training.curves.points == 2
    training.window.close()
    engine.run.tell(outcome())
    settle()
    assert host.asked[-1][0] == "say"


def test_after_a_restart_all_is_as_it_was_left(training, engine, make_wizard, host, settle):
    engine.run.tell(*epochs(3))
    settle()
    training.close()
    assert engine.run.asked == ["close"]
    engine.note("run-1", epochs=tuple(epochs(3)))
    again = make_wizard()
    assert again.context.state.is_under_way
    again.open_training()
    settle()
    page = again.window.training
    assert again.window.step == "training"
    assert page.curves.points == 3
    press(page.resume)
    settle()
    assert ("resume", "run-1") in engine.calls
    engine.run.tell(outcome())
    settle()
    assert not again.context.state.is_under_way


def test_an_earlier_run_is_shown_again_and_deleted(training, engine, settle, qtbot):
    engine.run.tell(outcome())
    settle()
    engine.note("run-1", state="finished", outcome=outcome())
    training.go("way")
    training.window.close()
    training.open()
    settle()
    page = training.window.way
    assert page.runs.count() == 1
    page.runs.setCurrentRow(0)
    press(page._show)
    settle()
    assert training.window.step == "outcome"
    training.context.start(training._discard("run-1"))
    settle()
    assert page.runs.count() == 0
    assert training.runs.follower.state == "none"


def test_what_an_earlier_run_taught_goes_back_to_the_model_that_was_in_use_then(heads_kept, engine, host, settle):
    host.names["taught-2"] = "Second"
    press(heads_kept.window.use_page.use_now)
    engine.note("run-1", state="finished", outcome=outcome())
    engine.kept.insert(0, replace(engine.kept[0], id="run-2"))
    engine.adopted = "taught-2"
    heads_kept.window.close()
    heads_kept.open()
    settle()
    heads_kept.window.way.run_opened.emit("run-2")
    settle()
    heads_kept.go("use")
    heads_kept.window.use_page.name.setText("Second")
    press(heads_kept.window.use_page.keep)
    settle()
    press(heads_kept.window.use_page.use_now)
    heads_kept.uses.show()
    press(heads_kept.window.use_page.go_back)
    assert host.running == "taught-1", "not the model from before the first run"


def test_state_of_a_later_version_or_nonsense_is_no_obstacle(file):
    file._path.write_text(
        '{"step": "moon", "way": 7, "examples": [[1], ["a", "x", null], ["b", "1/3", "2"]], "new": 1}'
    )
    found = file.read()
    assert found.step == "way"
    assert [each.path for each in found.examples] == [Path("b")]
    file.write(replace(found, name="Rex"))
    assert file.read() == replace(found, name="Rex")
    file._path.write_text("[")
    assert file.read().name == ""
