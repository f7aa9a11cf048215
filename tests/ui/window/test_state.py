"""What a user has set up is there again after a restart, on whatever screens there are then."""

import json
import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, QSize

from core.library import edit_phrases
from core.search.phrases import cut_query
from tests.ui import reach
from ui import screens
from ui.browse.columns import Order
from ui.library_model import SidebarFilter
from ui.window.main_window import MainWindow

PANELS = ("view.sidebar", "view.inspector", "view.evidence")


@pytest.fixture
def again(qtbot, tmp_path):
    """Makes a window on the same ini file, as a restart does."""

    def make(*, is_shown=True):
        made = MainWindow(cut_query, edit_phrases, QSettings(str(tmp_path / "again.ini"), QSettings.Format.IniFormat))
        qtbot.addWidget(made)
        if is_shown:
            made.show()
            reach.settle()
        return made

    return make


@pytest.mark.parametrize("hidden", [*[(each,) for each in PANELS], PANELS])
def test_hidden_panels_stay_hidden_and_the_menu_agrees(again, hidden):
    first = again()
    for command in hidden:
        first.actions_[command].trigger()
    first.close()
    second = again()
    second.show_evidence(True)
    shown = {"view.sidebar": second.sidebar, "view.inspector": second.player, "view.evidence": second.evidence}
    for command, panel in shown.items():
        assert panel.isVisible() == (command not in hidden)
        assert second.actions_[command].isChecked() == (command not in hidden)
    for command in hidden:
        second.actions_[command].trigger()
    second.close()
    third = again()
    assert all(third.actions_[command].isChecked() for command in PANELS)


def test_a_panel_hidden_before_a_crash_stays_hidden(again, tmp_path):
    first = again()
    first.actions_["view.sidebar"].trigger()
    first._geometry.sync()  # Qt's own loop does so a moment later; the window is never closed
    assert not again().sidebar.isVisible()


def test_a_panel_that_comes_back_has_the_size_it_had(again):
    first = again()
    first.resize(1400, 800)
    reach.settle()
    first._columns.setSizes([333, 1067])
    wide = first.sidebar.width()
    first.actions_["view.sidebar"].trigger()
    first.close()
    second = again()
    second.actions_["view.sidebar"].trigger()
    reach.settle()
    assert abs(second.sidebar.width() - wide) <= 2


def test_splitters_zoom_and_sound_are_as_they_were(again):
    first = again()
    first.resize(1400, 850)
    reach.settle()
    first.show_evidence(True)
    first._rows.setSizes([500, 230])
    first._inspector.setSizes([300, 220])
    first.grid.set_zoom(1.5)
    first.player.set_sound(0.35, True)
    sizes = [each for splitter in first._splitters().values() for each in splitter.sizes()]
    first.close()
    second = again()
    second.show_evidence(True)
    reach.settle()
    found = [each for splitter in second._splitters().values() for each in splitter.sizes()]
    assert found == pytest.approx(sizes, abs=2)
    assert second.grid.zoom_level == second.compare.columns[0].delegate.zoom == 1.5
    assert second.player.sound == (0.35, True)


def test_a_computer_without_sound_does_not_mute_the_next_start(again):
    first = again()
    first.player._controls.set_has_sound(False)
    first.close()
    assert again().player.sound[1] is False


def test_maximised_comes_back_maximised(again):
    first = again()
    first.showMaximized()
    reach.settle()
    first.close()
    assert again().isMaximized()


def test_a_video_on_the_whole_screen_is_left_as_the_window_was(again):
    first = again()
    first.resize(1234, 765)
    reach.settle()
    first._toggle_video_only()
    reach.settle()
    first.close()
    second = again()
    assert not second.isFullScreen()
    assert second.size() == QSize(1234, 765)
    assert second.sidebar.isVisible()


def test_resetting_the_layout_shows_all_panels_and_is_kept(again):
    first = again()
    first.actions_["view.sidebar"].trigger()
    first.reset_layout()
    first.close()
    assert again().sidebar.isVisible()


@pytest.mark.parametrize("text", ["x", "-7", "1e99", "@ByteArray(zz)", "true", ""])
@pytest.mark.parametrize("key", ["window", "columns", "view.sidebar", "zoom", "volume", "muted", "paused"])
def test_an_ini_file_mended_by_hand_ends_nothing(again, tmp_path, key, text):
    (tmp_path / "again.ini").write_text(f"[General]\n{key}={text}\n")
    made = again()
    assert made.isVisible()
    made.close()


# ---- screens


def test_the_first_window_is_as_large_as_designed_or_as_the_screen(again, screen):
    assert again().size() == QSize(1440, 900)
    screen.room = QRect(0, 0, 1366, 728)
    assert again(is_shown=False)._geometry.value("window") is None
    small = again()
    assert screen.room.contains(small.frameGeometry())


@pytest.mark.parametrize("room", [QRect(0, 0, 1366, 728), QRect(0, 24, 960, 476), QRect(1920, 0, 1280, 1000)])
def test_a_window_from_a_larger_or_vanished_screen_comes_into_reach(again, screen, room):
    screen.room = QRect(0, 0, 5120, 2880)
    first = again()
    first.setGeometry(3000, 1500, 2000, 1300)
    reach.settle()
    first.close()
    screen.room = room
    second = again()
    assert room.contains(second.frameGeometry()), second.frameGeometry()
    third = again()
    assert third.minimumSize().height() <= 388


def test_a_screen_that_shrinks_takes_the_window_along(again, screen):
    window = again()
    screen.room = QRect(0, 0, 1024, 700)
    window.screen().availableGeometryChanged.emit(screen.room)
    reach.settle()
    assert screen.room.contains(window.frameGeometry())


def test_a_screen_smaller_than_the_least_window_still_shows_its_frame(again, screen):
    screen.room = QRect(0, 0, 640, 360)
    window = again()
    assert screen.room.contains(window.frameGeometry())


def test_what_fits_is_left_where_it_is(again, screen):
    screen.room = QRect(0, 0, 2560, 1400)
    window = again()
    window.setGeometry(300, 200, 1200, 800)
    screens.fit(window)
    assert window.geometry() == QRect(300, 200, 1200, 800)
    assert screens.centred(QSize(100, 50), QRect(0, 0, 300, 150)) == QRect(QPoint(100, 50), QSize(100, 50))


@pytest.mark.skipif(sys.platform != "linux", reason="the offscreen platform's screens are said in a file")
@pytest.mark.parametrize(("size", "scale"), [((1366, 768), 1), ((1920, 1080), 2), ((1920, 1080), 1.5)])
def test_on_screens_of_the_system_itself(tmp_path, size, scale):
    """Nothing is faked here: the platform says how large its screen is, and Qt how many points that makes."""
    screen = {"name": "one", "x": 0, "y": 0, "width": size[0], "height": size[1], "logicalDpi": 96}
    (tmp_path / "screens.json").write_text(json.dumps({"screens": [screen]}))
    script = (
        "import sys; from PySide6.QtCore import QSettings; from PySide6.QtWidgets import QApplication\n"
        "from ui import theme; from ui.window.main_window import MainWindow\n"
        "app = QApplication([]); theme.apply(app, 'dark')\n"
        "window = MainWindow(None, None, QSettings(sys.argv[1], QSettings.Format.IniFormat)); window.show()\n"
        "[app.processEvents() for _ in range(9)]\n"
        "room, frame = window.screen().availableGeometry(), window.frameGeometry()\n"
        "print(room.contains(frame), room.width(), room.height(), frame)"
    )
    platform = f"offscreen:configfile={tmp_path / 'screens.json'}"
    told = {**os.environ, "QT_QPA_PLATFORM": platform, "QT_SCALE_FACTOR": str(scale), "PYTHONPATH": os.getcwd()}  # noqa: PTH109
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "w.ini")], env=told, capture_output=True, text=True, timeout=200
    )
    assert done.stdout.startswith(f"True {round(size[0] / scale)} {round(size[1] / scale)}"), done.stdout + done.stderr


@pytest.mark.parametrize("kept", ["folder:1", "folder:77", "below:/nowhere", "nonsense", "folder:x", "failed:"])
def test_the_window_opens_where_it_was_left(window, running, settle, footage_folder, kept):
    """A place that is gone, or that was never one, is passed over."""
    window._kept_place = kept
    running.add([footage_folder])
    settle()
    folder = running.library_model.folders[0]
    expected = ("folder", folder.id) if kept == f"folder:{folder.id}" else ("all", 0)
    assert (window.sidebar.place.kind, window.sidebar.place.folder_id) == expected


def test_the_place_is_kept_as_soon_as_it_is_chosen(window, stocked, again, tmp_path):
    window.sidebar.choose(SidebarFilter("folder", stocked.library_model.folders[0].id))
    assert window._geometry.value("place") == f"folder:{stocked.library_model.folders[0].id}"
    window.sidebar.choose(SidebarFilter("failed"))
    assert window._geometry.value("place") == f"folder:{stocked.library_model.folders[0].id}"


def test_whether_takes_are_stacked_is_remembered_and_asked_by_menu_refine_and_list(again):
    first = again()
    action = first.actions_["view.stacks"]
    assert action.isChecked()
    first.query.ask("red car")
    menu = first.query._refine.menu()
    menu.aboutToShow.emit()
    assert action in menu.actions()
    first.grid.folding_asked.emit(False)
    assert not action.isChecked()
    assert not first.grid._model.is_folding
    first.close()
    second = again()
    assert not second.actions_["view.stacks"].isChecked()
    assert not second.grid._model.is_folding


def test_the_list_its_columns_its_order_and_grouping_are_kept(qtbot, qapp, tmp_path):
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    before = MainWindow(cut_query, edit_phrases, settings)
    qtbot.addWidget(before)
    before.actions_["view.list"].trigger()
    before.actions_["view.group"].trigger()
    head = before.grid.table.horizontalHeader()
    head.moveSection(head.visualIndex(9), 0)
    before.grid.sort(Order("length", descending=True))
    again = MainWindow(cut_query, edit_phrases, settings)
    qtbot.addWidget(again)
    assert again.grid.is_listed
    assert again.actions_["view.group"].isChecked()
    assert again.grid.table.horizontalHeader().visualIndex(9) == 0
    assert again.grid.order == Order("length", descending=True)
