"""Moments are handed over: chosen, planned, written, told of; and copied as text or dragged out as a picture."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage

from core.export import KeptChoices, PathMapping
from core.export.reading import read_timeline
from core.values import BASKET_ID
from tests.ui.controllers.test_keeping import choose
from ui.controllers.exporting import KEPT, RESULTS, SELECTED, collection_key
from ui.handoff.choices import ExportMemory
from ui.handoff.export_kinds import KINDS


@pytest.fixture
def filled(stocked, window, settle):
    """Three clips lie in the basket, one after the other."""
    for name in ("car.mov", "van.mov", "dog.mov"):
        choose(window, name)
        window.actions_["mark.keep"].trigger()
        settle()
    return stocked


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def dialog(filled, settle, out):
    """The export of the basket, into a folder of its own."""
    filled.handing_off.export_collection(BASKET_ID)
    settle()
    made = filled.handing_off.exports.dialog
    name_file(made, settle, out / "Basket.edl")
    return made


def name_file(dialog, settle, path):
    dialog.path.setText(str(path))
    dialog.path.editingFinished.emit()
    settle()


def use(dialog, settle, key):
    dialog.format.setCurrentIndex(dialog.format.findData(key))
    dialog.format.activated.emit(dialog.format.currentIndex())
    settle()


def export(dialog, settle):
    assert dialog.export.isEnabled(), dialog._words.text()
    dialog.export.click()
    settle(60_000)


def sources(dialog):
    return [dialog.source.itemData(row) for row in range(dialog.source.count())]


def test_the_basket_is_written_in_each_format(dialog, settle, out):
    files = {key: kind for key, kind in KINDS.items() if not kind.is_folder}
    for key, kind in files.items():
        use(dialog, settle, key)
        export(dialog, settle)
        written = out / f"Basket{kind.suffix}"
        assert written.stat().st_size > 0
        assert written.name in dialog._words.text()
    assert sorted(each.name for each in out.iterdir()) == sorted(f"Basket{kind.suffix}" for kind in files.values())


def test_problems_come_first_and_nothing_is_replaced_unless_that_is_asked_for(dialog, settle, out):
    problems = dialog.problems
    assert dialog.tabs.currentWidget().isAncestorOf(problems)
    assert {problems.text(row, 0) for row in range(problems.rowCount())} == {"No timecode", "Reel name"}
    assert list(out.iterdir()) == []
    export(dialog, settle)
    written = (out / "Basket.edl").read_bytes()
    assert not dialog.export.isEnabled()
    assert dialog.replace.isVisible()
    dialog.timeline.title.setText("Other")
    dialog.timeline.title.editingFinished.emit()
    settle()
    dialog.replace.setChecked(True)
    export(dialog, settle)
    assert (out / "Basket.edl").read_bytes() == written.replace(b"TITLE: Basket", b"TITLE: Other")


def test_what_is_chosen_holds_for_its_format_and_for_the_next_time(dialog, window, settle, out, house):
    dialog.timeline.handles.setValue(12)
    dialog.timeline.rate.setCurrentIndex(dialog.timeline.rate.findData("50"))
    dialog.timeline.rate.activated.emit(0)
    dialog.reels.table.item(0, 2).setText("MY REEL")
    settle()
    export(dialog, settle)
    text = (out / "Basket.edl").read_text()
    assert "MY_REEL" in text
    use(dialog, settle, "csv")
    assert (dialog.timeline.handles.value(), dialog.timeline.rate.currentData()) == (0, "")
    dialog.columns.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    dialog.columns.save_as("Mine")
    settle()
    export(dialog, settle)
    assert not (out / "Basket.csv").read_text("utf-8-sig").startswith("number")
    use(dialog, settle, "edl")
    assert (dialog.timeline.handles.value(), dialog.timeline.rate.currentData()) == (12, "50")
    kept = ExportMemory(window.export_memory, print, house.choices)
    assert (kept.format, kept.folder, kept.of("edl").handles) == ("edl", str(out), "12")
    assert list(kept.presets) == ["Mine"]
    assert "MY REEL" in kept.reels.values()


def test_paths_are_written_as_the_other_computer_has_them(dialog, settle, out, footage_folder):
    dialog.paths.add()
    assert dialog.paths.table.text(0, 0) == str(footage_folder)
    dialog.paths.table.item(0, 1).setText("Z:\\footage")
    settle()
    use(dialog, settle, "fcpxml")
    export(dialog, settle)
    paths = {each.path for each in read_timeline(out / "Basket.fcpxml").moments}
    assert paths == {f"Z:\\footage\\{name}" for name in ("car.mov", "van.mov", "dog.mov")}


def test_what_cannot_be_done_is_said(dialog, settle, out):
    name_file(dialog, settle, out / "nowhere" / "x.edl")
    export(dialog, settle)
    assert "was not found" in dialog._words.text()
    dialog.timeline.start.setText("soon")
    dialog.timeline.start.editingFinished.emit()
    settle()
    assert "soon" in dialog._words.text()
    assert not dialog.export.isEnabled()


def test_an_export_that_is_stopped_leaves_nothing(qtbot, dialog, settle, out, lane):
    use(dialog, settle, "sheet-pdf")
    lane.pause()  # it waits, so that it is not done before it is stopped
    dialog.export.click()
    qtbot.waitUntil(dialog._stop.isVisible)
    dialog._stop.click()
    settle(60_000)
    assert dialog._words.text() == "Stopped. Nothing was written."
    assert list(out.iterdir()) == []


def test_the_window_knows_what_is_meant(filled, window, settle):
    handing = filled.handing_off
    choose(window)
    handing.export()
    settle()
    dialog = handing.exports.dialog
    assert sources(dialog) == [collection_key(BASKET_ID)]
    choose(window, "car.mov")
    handing.export()
    settle()
    assert sources(dialog) == [SELECTED, collection_key(BASKET_ID)]
    assert dialog.chosen_source.key == SELECTED
    window.query.ask("red car")
    settle()
    window.grid.list.clearSelection()
    handing.export()
    settle()
    assert dialog.chosen_source.key == RESULTS
    assert dialog.path.text().endswith("red car.edl")
    assert dialog._plan.handoff.moments[0].phrases[0].text == "red car"
    filled.basket.open()
    settle()
    filled.basket.dialog.table.selectAll()
    handing.export()
    settle()
    assert KEPT in sources(dialog)


def test_selected_moments_are_copied_as_text(stocked, window, settle, footage_folder):
    choose(window, "car.mov", "van.mov")
    window.actions_["clip.copy_text"].trigger()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert sorted(lines) == sorted(str(footage_folder / name) for name in ("car.mov", "van.mov"))
    window.query.ask("red car")
    settle()
    window.actions_["clip.copy_text"].trigger()
    path, begin, end = QGuiApplication.clipboard().text().split("\n")[0].split("\t")
    assert (path, begin, end) == (str(footage_folder / "car.mov"), "00:00:00:00", "00:00:03:00")


def test_the_frame_of_the_player_is_kept_as_a_picture_once(stocked, window, tmp_path, monkeypatch, footage_folder):
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(tmp_path / "Pictures"))
    window.player.cue(footage_folder / "car.mov", 0.0, None)
    frame = QImage(64, 36, QImage.Format.Format_RGB32)
    frame.fill(QColor("red"))
    file = stocked.handing_off.keep_frame(frame)
    assert (file.parent.parent, file.suffix) == (tmp_path / "Pictures", ".png")
    assert file.name.startswith("car 00-00-00")
    assert QImage(str(file)).pixelColor(5, 5) == QColor("red")
    assert stocked.handing_off.keep_frame(frame) == file
    frame.fill(QColor("blue"))
    other = stocked.handing_off.keep_frame(frame)
    assert other != file
    assert QImage(str(file)).pixelColor(5, 5) == QColor("red")


def test_the_frame_of_the_player_is_dragged_out_as_a_file_that_is_only_copied(
    stocked, window, tmp_path, monkeypatch, footage_folder
):
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(tmp_path / "Pictures"))
    drags = []

    class SeenDrag:
        def __init__(self, source):
            assert source is window.player

        def setMimeData(self, mime):
            self.files = [Path(each.toLocalFile()) for each in mime.urls()]

        def setPixmap(self, pixmap):
            assert not pixmap.isNull()

        def exec(self, *actions):
            drags.append((self.files, actions))

    monkeypatch.setattr("ui.controllers.handing_off.QDrag", SeenDrag)
    window.player.cue(footage_folder / "car.mov", 0.0, None)
    frame = QImage(64, 36, QImage.Format.Format_RGB32)
    frame.fill(QColor("red"))
    window.player.frame_dragged.emit(frame)
    ((files, actions),) = drags
    assert [each.is_file() for each in files] == [True]
    assert actions == (Qt.DropAction.CopyAction,)


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", json.dumps({"formats": {"edl": {"handles": "-9", "rate": "7", "columns": ["x"]}}})]
)
def test_choices_that_cannot_be_read_are_as_none(text):
    memory = ExportMemory(text, print)
    assert memory.of("edl") == ExportMemory("", print).of("edl")


def test_what_the_command_line_keeps_is_there_in_the_window_and_the_other_way_round(filled, settle, house):
    house.choices.write(KeptChoices((PathMapping("/mnt/a", "Z:\\a"),), {"Mine": ("clip", "in")}))
    filled.handing_off.export_collection(BASKET_ID)
    settle()
    dialog = filled.handing_off.exports.dialog
    assert dialog.paths.mappings == (PathMapping("/mnt/a", "Z:\\a"),)
    assert dialog.columns.presets == {"Mine": ("clip", "in")}
    house.choices.write(KeptChoices((PathMapping("/mnt/b", "/Volumes/B"),)))
    dialog.close()
    filled.handing_off.export_collection(BASKET_ID)
    settle()
    assert dialog.paths.mappings == (PathMapping("/mnt/b", "/Volumes/B"),)
    dialog.paths.table.item(0, 1).setText("/Volumes/C")
    settle()
    assert house.choices.read().mappings == (PathMapping("/mnt/b", "/Volumes/C"),)


def test_what_an_earlier_version_kept_is_still_there(house):
    old = json.dumps({"mappings": [["/a", "/b"]], "presets": {"Mine": ["clip"]}, "reels": {"content": "TAPE"}})
    memory = ExportMemory(old, print, house.choices)
    assert (memory.mappings, memory.presets) == ((PathMapping("/a", "/b"),), {"Mine": ("clip",)})
    memory.presets["More"] = ("in",)
    memory.save()
    assert house.choices.read().reels == {"content": "TAPE"}
    assert set(house.choices.read().presets) == {"Mine", "More"}
