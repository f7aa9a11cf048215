"""The settings of the running window: opened, changed, saved, and followed at once where that is possible."""

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QMessageBox

from c2v_desktop.paths import Places
from c2v_desktop.shell import stored_files
from core import registry
from core.errors import SettingsError
from core.lane import Lane, Priority
from core.settings import KeySettings, Settings, change_settings, load_settings
from core.store.cost_file import load_cost
from ui import density, motion, theme
from ui.keys.scheme import scheme_of
from ui.notices import Notice
from ui.screens import KeepsOnScreen
from ui.settings.groups import Place, is_at_once
from ui.settings.storage_page import StoredFiles
from ui.settings.window import SettingsWindow
from ui.tasks import Tasks
from ui.translate import translate
from ui.widgets import formatting
from ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from core.library import Library
    from ui.controllers.main import MainController


def show_look(application: QApplication, settings: Settings) -> None:
    """Colours, letters and motion as the settings have them."""
    theme.apply(application, settings.look.theme, settings.look.text_percent)
    motion.apply(application, settings.look.motion)
    density.use(settings.look.density)


class SettingsController(QObject):
    """Lives as long as the window."""

    restart_asked = Signal()
    models_asked = Signal()
    changed = Signal(object)
    """Settings, after a change that was saved."""

    def __init__(
        self, window: MainWindow, places: Callable[[], Places], settings: Settings, tasks: Tasks, lane: Lane
    ) -> None:
        """`places`: another library may be opened meanwhile. `lane`: measures files."""
        super().__init__(window)
        self._window, self._places, self._tasks, self._lane = window, places, tasks, lane
        self.running = settings
        """What the program runs with: as it was started, and what it has followed since."""
        self._page: SettingsWindow | None = None
        self._sizes: stored_files.Sizes = {}
        self._library: Library | None = None
        self._controller: MainController | None = None
        self.log: Path | None = None
        self._show_keys(settings.keys)
        window.actions_.connect({"app.preferences": lambda: self.open()})
        window.keys_asked.connect(lambda: self.open("keys"))

    def tie(self, library: "Library", controller: "MainController") -> None:
        """The library is open: it follows from now on."""
        self._library, self._controller = library, controller
        controller.selection.set_pre_roll(self.running.player.pre_roll_s)

    def open(self, at: str = "") -> None:
        """Show the settings, at a group or at a section of settings.toml; one window, however often it is asked."""
        if self._page is None:
            self._page = self._make()
        settings = self._read()
        self._page.show_settings(settings)
        self._page.show_needs(self.running, settings)
        self._page.show_cost(settings, load_cost(self._places().specs))
        self._page.open_at(at)

    def enter(self, place: Place, value: Any) -> bool:
        """Change one setting, save it, and follow it where that is possible. False when it could not be saved."""
        section, name = place
        return self._change(lambda now: replace(now, **{section: replace(getattr(now, section), **{name: value})}))

    def follow_model(self, settings: Settings) -> None:
        """The Models page has chosen a model."""
        self.running = replace(self.running, encoder=settings.encoder)
        if self._page is not None:
            self._page.show_settings(settings)
            self._page.show_needs(self.running, settings)

    # ---- the window

    def _make(self) -> SettingsWindow:
        choices = {
            ("encoder", "backend"): registry.names(registry.BACKENDS),
            ("index", "engine"): registry.names(registry.ENGINES),
        }
        page = SettingsWindow(self._read(), self._window, choices)
        page.entered.connect(self.enter)
        page.keys_entered.connect(self._enter_keys)
        page.models_asked.connect(self.models_asked)
        page.restart_asked.connect(self.restart_asked)
        page.reset_asked.connect(self._ask_to_reset)
        page.storage_asked.connect(self._measure)
        page.reveal_asked.connect(_reveal)
        page.clear_asked.connect(self._ask_to_clear)
        page.show_files(self._files())
        page.show_log(
            translate("Program", "Settings are in {settings}. The log is in {log}.").format(
                settings=self._places().settings, log=self.log
            )
        )
        return page

    def _read(self) -> Settings:
        """As they are in the file now; another program may have changed them."""
        try:
            return load_settings(self._places().settings)[0]
        except SettingsError:
            return self.running  # said at the start, and again when something is to be saved

    # ---- changes

    def _enter_keys(self, keys: KeySettings) -> None:
        self._change(lambda now: replace(now, keys=keys))

    def _change(self, edit: Callable[[Settings], Settings]) -> bool:
        try:
            settings = change_settings(self._places().settings, edit)
        except SettingsError as error:
            self._window.notices.show_error(error)
            if self._page is not None:
                self._page.show_settings(self._read())
                self._page.show_trouble(str(error))
            return False
        self._follow(settings)
        if self._page is not None:
            self._page.show_settings(settings)
            self._page.show_needs(self.running, settings)
        self.changed.emit(settings)
        return True

    def _follow(self, settings: Settings) -> None:
        """What holds at once."""
        before, self.running = self.running, _with_live(self.running, settings)
        now = self.running
        if now.look.theme != before.look.theme:  # each widget is drawn again, which takes a moment
            theme.apply(_application(), now.look.theme)
        if now.look.motion != before.look.motion:
            motion.apply(_application(), now.look.motion)
        if now.look.density != before.look.density:
            density.use(now.look.density)
            self._window.fit()
        if now.keys != before.keys:
            self._show_keys(now.keys)
        if self._library is not None and now.machine != before.machine:
            self._library.use_machine(now.machine)
        if self._controller is not None:
            self._controller.search_controller.limit = now.search.limit
            self._controller.selection.set_pre_roll(now.player.pre_roll_s)
            self._controller.navigation.set_remembers(now.search.history)
            self._controller.indexing.watch_folders(now.watching.watch)

    def _show_keys(self, keys: KeySettings) -> None:
        self._window.actions_.use_keys(scheme_of(keys).keys)

    def _ask_to_reset(self) -> None:
        self._ask(
            translate("Program", "Reset all settings?"),
            translate(
                "Program",
                "Everything goes back to its default, shortcuts too. The library's folder and the chosen model stay.",
            ),
            translate("Program", "Reset"),
            lambda: self._change(_reset),
        )

    # ---- files

    def _files(self) -> list[StoredFiles]:
        titles = {
            "catalogue": translate("Program", "Library"),
            "backups": translate("Program", "Backups"),
            "index": translate("Program", "Search index"),
            "pictures": translate("Program", "Small pictures"),
            "proxies": translate("Program", "Proxies"),
            "models": translate("Program", "Models"),
            "logs": translate("Program", "Logs"),
        }
        delete = translate("Program", "Delete all proxies…")
        return [
            StoredFiles(
                titles[kind],
                path,
                self._sizes.get(kind),
                self._sizes.get(kind, 0) is not None,
                delete if kind == "proxies" else "",
            )
            for kind, path in stored_files.places_of(self._places()).items()
        ]

    def _measure(self) -> None:
        self._tasks.start(self._measure_files())

    async def _measure_files(self) -> None:
        found = await self._tasks.ask(self._lane, Priority.BROWSE, stored_files.measure, self._places(), newest="sizes")
        self._sizes = found
        if self._page is not None:
            self._page.show_files(self._files())

    def _ask_to_clear(self, _title: str) -> None:
        size = formatting.size(self._sizes.get("proxies") or 0)
        self._ask(
            translate("Program", "Delete all proxies?"),
            translate("Program", "This frees {size}. Clips and index stay; proxies can be made again.").format(
                size=size
            ),
            translate("Program", "Delete"),
            lambda: self._tasks.start(self._clear()),
        )

    async def _clear(self) -> None:
        from c2v_desktop.library_files import make_proxy_folder  # with SQLite, which the window does not need to open

        proxies = make_proxy_folder(self.running, self._places())
        gone = await self._tasks.ask(self._lane, Priority.BROWSE, proxies.forget_all)
        words = translate("Program", "Proxies deleted: {size} freed.").format(size=formatting.size(gone.size_bytes))
        self._window.notices.show_notice(Notice("done", words, "", "proxies", fades=True))
        await self._measure_files()

    def _ask(self, title: str, text: str, yes: str, then: Callable[[], object]) -> None:
        box = QMessageBox(self._page or self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(title)
        box.setText(text)
        KeepsOnScreen(box)
        box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        refuse = box.addButton(translate("Program", "Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(refuse)
        box.setEscapeButton(refuse)
        box.accepted.connect(then)
        box.open()


def _reset(now: Settings) -> Settings:
    """Defaults, but for where the library is and which model is chosen."""
    fresh = Settings()
    model = replace(
        fresh.encoder, backend=now.encoder.backend, weights=now.encoder.weights, model=now.encoder.model
    )  # fmt: skip
    return replace(fresh, library=now.library, encoder=model)


def _with_live(running: Settings, settings: Settings) -> Settings:
    """What the program runs with, once it has followed all that it can."""
    for section in fields(settings):
        record = getattr(settings, section.name)
        live = {
            each.name: getattr(record, each.name) for each in fields(record) if is_at_once((section.name, each.name))
        }
        running = replace(running, **{section.name: replace(getattr(running, section.name), **live)})
    return running


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application


def _reveal(path: Path) -> None:
    from ui.controllers.selection import show_in_file_manager

    show_in_file_manager(path)
