"""Settings of a running window: saved at once, followed where possible, and files measured beside the window."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QMessageBox

from c2v_desktop.paths import find_places
from c2v_desktop.shell.settings import SettingsController
from core.settings import KeySettings, MachineSettings, Settings, change_settings, load_settings, save_settings
from ui import motion, theme


@pytest.fixture
def places(tmp_path):
    return find_places(tmp_path / "h").make()


@pytest.fixture
def settings(window, places, tasks, lane, qapp):
    made = SettingsController(window, lambda: places, Settings(), tasks, lane)
    yield made
    motion.apply(qapp, "system")
    if theme.tokens(qapp.palette()) is not theme.DARK:
        theme.apply(qapp, "dark", 100)


@pytest.fixture
def page(settings):
    settings.open()
    return settings._page


def saved(places):
    return load_settings(places.settings)[0]


def test_a_change_is_saved_and_followed(settings, page, places, qapp):
    page.entered.emit(("look", "theme"), "light")
    assert saved(places).look.theme == "light"
    assert theme.tokens(qapp.palette()) is theme.LIGHT
    assert not page._restart.isVisible()


def test_motion_stops_at_once(settings, page):
    assert not motion.is_reduced()
    page.entered.emit(("look", "motion"), "reduce")
    assert motion.is_reduced()


def test_what_needs_a_restart_says_so_until_it_is_taken_back(settings, page, places):
    page.entered.emit(("look", "language"), "de")
    assert saved(places).look.language == "de"
    assert page._restart.isVisible()
    page.entered.emit(("look", "language"), "en")
    assert not page._restart.isVisible()


def test_what_another_program_changed_is_kept_and_shown(settings, page, places):
    change_settings(places.settings, lambda now: replace(now, search=replace(now.search, limit=7)))
    page.entered.emit(("look", "theme"), "light")
    assert (saved(places).search.limit, saved(places).look.theme) == (7, "light")
    page.close()
    settings.open()
    row = next(row for section in settings._page._sections for row in section.rows if row.place == ("search", "limit"))
    assert row.editor.control.value() == 7


def row_of(settings, *place):
    return next(row for section in settings._page._sections for row in section.rows if row.place == place)


def test_what_another_dialog_changes_is_shown_and_what_is_being_typed_stays(settings, page):
    line = row_of(settings, "machine", "hours").editor.control
    line.setText("20:0")
    line.setModified(True)
    assert settings.enter(("scripts", "allow"), True)
    assert row_of(settings, "scripts", "allow").editor.control.isChecked()
    assert row_of(settings, "scripts", "allow")._reset.isVisibleTo(page)
    assert line.text() == "20:0"
    assert settings.enter(("scripts", "allow"), False)
    assert not row_of(settings, "scripts", "allow").editor.control.isChecked()


def test_keys_hold_at_once_and_after_a_restart(settings, page, places, window, tasks, lane):
    page.keys_entered.emit(KeySettings("premiere", ("mark.keep = J",)))
    assert window.actions_.key_of("mark.keep") == "J"
    assert window.actions_.key_of("library.add_files") == "Ctrl+I"
    assert saved(places).keys == KeySettings("premiere", ("mark.keep = J",))


def test_keys_of_the_settings_hold_from_the_start(window, places, tasks, lane):
    SettingsController(window, lambda: places, Settings(keys=KeySettings("c2v", ("mark.keep = F9",))), tasks, lane)
    assert window.actions_.key_of("mark.keep") == "F9"


def test_a_file_that_cannot_be_written_is_said_and_the_window_shows_what_holds(settings, page, places, window):
    places.settings.write_text("no toml [")
    page.entered.emit(("look", "theme"), "light")
    assert window.notices.bars
    assert "settings" in page._needs.text()
    row = next(row for section in page._sections for row in section.rows if row.place == ("look", "theme"))
    assert row.editor.control.currentData() == "dark"
    assert places.settings.read_text() == "no toml ["


def test_reset_keeps_library_and_model(settings, page, places, qtbot):
    odd = Settings(machine=MachineSettings(hours="20:00-07:00"), keys=KeySettings("resolve"))
    odd = replace(odd, library=replace(odd.library, folder="/l"), encoder=replace(odd.encoder, weights="/w", batch=3))
    save_settings(places.settings, odd)
    page.reset_asked.emit()
    box = page.findChildren(QMessageBox)[-1]
    next(each for each in box.buttons() if "Reset" in each.text()).click()
    now = saved(places)
    assert (now.library.folder, now.encoder.weights) == ("/l", "/w")
    assert (now.machine, now.keys, now.encoder.batch) == (MachineSettings(), KeySettings(), 16)


def test_reset_can_be_declined(settings, page, places):
    save_settings(places.settings, Settings(keys=KeySettings("resolve")))
    page.reset_asked.emit()
    page.findChildren(QMessageBox)[-1].reject()
    assert saved(places).keys.preset == "resolve"


def test_files_are_measured_and_proxies_deleted(settings, page, places, qtbot, tasks):
    places.proxies.mkdir()
    (places.proxies / "abc.mp4").write_bytes(b"x" * 3_000_000)
    (places.index.parent / "index.bin").write_bytes(b"x" * 10)
    (places.index.parent / "index.bin.seal").write_bytes(b"x" * 10)
    settings.open("storage")
    qtbot.waitUntil(lambda: settings._sizes.get("index") == 20)
    assert settings._sizes["proxies"] == 3_000_000
    assert settings._sizes["models"] is None
    page.clear_asked.emit("Proxies")
    box = page.findChildren(QMessageBox)[-1]
    next(each for each in box.buttons() if "Delete" in each.text()).click()
    qtbot.waitUntil(lambda: not settings._sizes["proxies"])
    assert not (places.proxies / "abc.mp4").exists()


def test_a_running_library_follows(settings, page, controller, house):
    settings.tie(house.library, controller)
    page.entered.emit(("search", "limit"), 12)
    assert controller.search_controller.limit == 12
    page.entered.emit(("machine", "hours"), "20:00-07:00")
    assert house.library._indexing.pacer.machine.hours == "20:00-07:00"


def test_the_same_window_comes_back(settings, page):
    settings.open("keys")
    assert settings._page is page
    assert page.isVisible()
    assert page.findChildren(QLabel)


def test_density_and_pre_roll_hold_at_once(settings, page, window, places):
    heights = []
    for name in ("compact", "roomy", "normal"):
        page.entered.emit(("look", "density"), name)
        heights.append(window.grid.table.verticalHeader().defaultSectionSize())
    assert heights[0] < heights[2] < heights[1]
    page.entered.emit(("player", "pre_roll_s"), 2.0)
    assert (saved(places).player.pre_roll_s, settings.running.player.pre_roll_s) == (2.0, 2.0)
