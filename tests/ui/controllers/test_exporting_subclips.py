"""Moments become files of their own: measured first, written without replacing anything, stopped between two."""

import pytest

from core.values import BASKET_ID, COPY
from tests.ui.controllers.test_exporting import export, filled, name_file, out, use  # noqa: F401  fixtures
from ui.handoff.choices import ExportMemory

CAR = "car 00-00-00-00.mov"


@pytest.fixture
def dialog(filled, settle, out):  # noqa: F811
    """Subclips of the basket, into a folder of its own."""
    filled.handing_off.export_collection(BASKET_ID)
    settle()
    made = filled.handing_off.exports.dialog
    use(made, settle, "subclips")
    name_file(made, settle, out)
    return made


def lines(dialog):
    table = dialog.subclips
    return [[table.text(row, column) for column in range(4)] for row in range(table.rowCount())]


def use_preset(dialog, settle, key):
    option = dialog.timeline._options["encode"]
    option.setCurrentIndex(option.findData(key))
    option.activated.emit(option.currentIndex())
    settle()


def test_each_moment_becomes_a_file_and_the_folder_is_shown(qtbot, dialog, settle, out):  # noqa: F811
    assert [row[0] for row in lines(dialog)] == [CAR, "van 00-00-00-00.mov", "dog 00-00-00-00.mov"]
    assert {row[3] for row in lines(dialog)} == {"Exact."}
    assert list(out.iterdir()) == []
    use_preset(dialog, settle, "prores-lt")
    export(dialog, settle)
    assert sorted(each.name for each in out.iterdir()) == sorted(row[0] for row in lines(dialog))
    assert (out / CAR).read_text().endswith("prores-lt")
    assert dialog._words.text() == "Wrote 3 subclips into out."
    assert {row[3] for row in lines(dialog)} == {"Written. Exact."}
    with qtbot.waitSignal(dialog.reveal_asked) as asked:
        dialog._reveal.click()
    assert asked.args == [out / CAR]


def test_what_a_copy_really_begins_and_ends_with_is_said_before_it_is_written(dialog, settle, house):
    house.maker.keyframes = 40
    dialog.place.chosen.emit()
    settle()
    row = next(each for each in lines(dialog) if each[0] == CAR)
    assert row[3] != "Exact."
    assert "late" in row[3]
    assert "longer than in and out: copies begin at keyframes." in dialog._said_of_problems.text()
    assert all(job.how == COPY for job in house.maker.jobs)


def test_what_is_there_stays_and_only_the_rest_is_written(dialog, settle, out):  # noqa: F811
    (out / CAR).write_text("mine")
    dialog.place.chosen.emit()
    settle()
    assert [row[3] for row in lines(dialog)] == ["Already exists; it is not replaced.", "Exact.", "Exact."]
    assert not dialog.replace.isVisible()
    export(dialog, settle)
    assert (out / CAR).read_text() == "mine"
    assert dialog._words.text() == "Wrote 2 subclips into out."
    dialog.place.chosen.emit()
    settle()
    assert not dialog.export.isEnabled()
    assert "Not replaced, as they already exist: 3 files." in dialog._said_of_problems.text()


def test_a_clip_that_cannot_be_read_is_told_of_and_the_others_are_written(dialog, settle, out, house):  # noqa: F811
    house.maker.bad = {"van.mov"}
    dialog.place.chosen.emit()
    settle()
    assert lines(dialog)[1][3] == "van.mov is damaged."
    assert "1 subclip cannot be made." in dialog._said_of_problems.text()
    export(dialog, settle)
    assert len(list(out.iterdir())) == 2
    assert dialog._words.text() == "Wrote 2 subclips into out. 1 subclip could not be written: van.mov is damaged."


def test_stopped_between_two_it_leaves_whole_files_only(qtbot, dialog, settle, out, house, lane):  # noqa: F811
    def pause_behind_the_first():
        lane.pause()

    house.maker.before_second = pause_behind_the_first
    dialog.export.click()
    qtbot.waitUntil(lambda: lane.is_paused)
    dialog._stop.click()
    settle(60_000)
    left = list(out.iterdir())
    assert [each.name for each in left] == [CAR]
    assert left[0].read_text() != "half"
    assert dialog._words.text() == "Stopped. Wrote 1 subclip into out."


def test_only_presets_whose_encoders_are_there_are_offered(filled, settle, house):  # noqa: F811
    house.maker.here = ("h264",)
    filled.handing_off.export_collection(BASKET_ID)
    settle()
    dialog = filled.handing_off.exports.dialog
    use(dialog, settle, "subclips")
    option = dialog.timeline._options["encode"]
    assert [option.itemData(row) for row in range(option.count())] == [COPY, "h264"]


def test_the_name_of_a_file_outlives_a_folder(dialog, settle, out, window):  # noqa: F811
    assert dialog.path.text() == str(out)
    assert dialog.path.accessibleName() == "Folder"
    assert dialog.timeline.handles.isVisibleTo(dialog.timeline)
    assert not dialog.timeline.rate.isVisibleTo(dialog.timeline)
    use(dialog, settle, "fcpxml")
    assert dialog.path.text() == str(out / "Basket.fcpxml")
    assert dialog.timeline.rate.isVisibleTo(dialog.timeline)
    use(dialog, settle, "subclips")
    assert dialog.path.text() == str(out)
    assert ExportMemory(window.export_memory, print).format == "subclips"
