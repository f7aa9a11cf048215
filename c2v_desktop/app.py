"""The window's process: window first, engine after the first paint, and an orderly end."""

import logging
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_API", "pyside6")  # before qasync looks for a binding

import qasync
from PySide6.QtCore import QLoggingCategory, QObject, QSettings, QSize, QTimer, Signal
from PySide6.QtWidgets import QApplication

from c2v_desktop import RELEASES, __version__
from c2v_desktop.cli.exit_codes import AWAY
from c2v_desktop.finetune_wizard.teaching_launcher import TeachingLauncher
from c2v_desktop.first_run import FirstRunController
from c2v_desktop.library_location import expect_home, find_library, last_library, remember_library
from c2v_desktop.logs import start_logs, stop_logs
from c2v_desktop.models_page.launcher import ModelsLauncher
from c2v_desktop.paths import Places, find_places
from c2v_desktop.script_server import ScriptServer
from c2v_desktop.shell import samples, single_instance
from c2v_desktop.shell.end_signals import EndSignals
from c2v_desktop.shell.garbage_collection import MainThreadCollector
from c2v_desktop.shell.lane_thread import LaneOwner, LaneThread
from c2v_desktop.shell.library_away import LibraryAwayController, wait_for_home
from c2v_desktop.shell.settings import SettingsController, show_look
from c2v_desktop.shell.start_options import Options
from core.errors import CatalogueLockedError, LibraryAwayError, SettingsError
from core.lane import Lane
from core.settings import Settings, load_settings
from core.values import FolderChange, Given, Query
from ui import language
from ui.notices import Notice
from ui.open_elsewhere import open_elsewhere
from ui.tasks import Tasks
from ui.translate import translate
from ui.window.main_window import MainWindow

if TYPE_CHECKING:  # loaded behind the painted window
    from core.library import Library
    from core.library_reader import LibraryReader
    from core.media.decoder_process import DecoderProcess
    from ui.controllers.main import MainController

SCREENSHOT_PX = QSize(1440, 900)
_PATIENCE_MS = 4000
"""For the engine to put its things away after the window has gone."""
_LOCKED_S = 5.0
"""A window that was closed a moment ago lets go of the library within this time."""
_LATER_MS = 400
"""Multimedia is loaded behind the first pictures."""
_log = logging.getLogger(__name__)


def run(options: Options) -> int:
    """Open the window and stay until it is closed; returns the exit code."""
    application = _application()
    places = find_places(options.home)
    read = _read_settings(places.settings)
    named = options.library or read[0].library.folder
    places = places.with_library(named) if named or not read[2] else last_library(places)
    name = single_instance.name_of(places.catalogue)
    if options.screenshot is None and single_instance.hand_over(name, options.given, options.ask):
        return 0
    if not options.new_library and not _is_home_there(application, places, options, read[0]):
        return AWAY
    program = Program(application, places, options, read)
    server = single_instance.InstanceServer(name, program)
    server.called.connect(program.call)
    program.ending.connect(server.close)  # a later start opens a window of its own
    with program.loop:
        program.loop.run_forever()
    server.close()
    program.signals.close()
    program.scripts.wait()
    program.collector.close()
    stop_logs()
    if program.wants_restart:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    return program.code


def _is_home_there(application: QApplication, places: Places, options: Options, settings: Settings) -> bool:
    """False when the folder that `--home` names is away, and nobody wants to wait or to begin a new one."""
    if options.screenshot is None:
        language.apply(application, settings.look.language)
        show_look(application, settings)
        return wait_for_home(places)
    try:
        expect_home(places)
    except LibraryAwayError as error:
        sys.stderr.write(f"c2v-desktop: {error}\n")
        return False
    return True


def _application() -> QApplication:
    application = QApplication(sys.argv[:1])
    application.setApplicationName("c2v-desktop")
    application.setApplicationDisplayName("C2V Desktop")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("c2v-desktop")
    if "QT_LOGGING_RULES" not in os.environ:  # FFmpeg describes every video it opens; our own test says what is missing
        QLoggingCategory.setFilterRules("qt.multimedia.*=false")
    application.setQuitOnLastWindowClosed(False)  # the engine puts its things away first
    return application


class Program(QObject):
    """One window, three lanes on their threads, and the order in which they begin and end."""

    ending = Signal()
    """The window has gone."""
    _crashed = Signal(object, object)

    def __init__(
        self,
        application: QApplication,
        places: Places,
        options: Options,
        read: tuple[Settings, list[str], bool] | None = None,
    ) -> None:
        super().__init__()
        self._application, self._places, self._options = application, places, options
        self.code = 0
        self.wants_restart = False
        self.collector = MainThreadCollector(self)
        self._controller: MainController | None = None
        self._ended = False
        self._crashed.connect(self._show_crash)
        self.log = start_logs(places.logs, "window", self._crashed.emit)
        self.loop = qasync.QEventLoop(application)
        self._tasks = Tasks(self.loop, self)
        self._engine, self._pictures, self._files = Lane("engine"), Lane("pictures"), Lane("files")
        self._settings, self._warnings, self._is_guessing = read or _read_settings(places.settings)
        language.apply(application, self._settings.look.language)
        show_look(application, self._settings)
        geometry = QSettings(str(places.settings.with_name("window.ini")), QSettings.Format.IniFormat)
        self._library: Library | None = None
        self.window = MainWindow(self._cut, _recut, geometry)
        self.window.notices.log = self.log
        self.window.closing.connect(self._end)
        self._engine_thread = LaneThread(self._engine, self._build_library, self)
        self._pictures_thread = LaneThread(self._pictures, self._build_reader, self)
        self._files_thread: LaneThread | None = None
        self._how = "begin" if options.new_library else "use" if options.this_library else ""
        self.away = LibraryAwayController(self.window, keeps_choice=options.library is None)
        self.away.open_asked.connect(self._open_library)
        self.away.lost.connect(self._lose_library)
        self.away.restart_asked.connect(self._restart)
        self._connect_threads()
        self.window.actions_.connect({"help.about": self._tell_about, "help.releases": _open_releases})
        self.window.actions_["help.releases"].setVisible(bool(RELEASES))
        self.settings = SettingsController(
            self.window, lambda: self._places, self._settings, self._tasks, self._pictures
        )
        self.settings.log = self.log
        self.settings.restart_asked.connect(self._restart)
        self.models = ModelsLauncher(self.window, places, self._tasks, self._settings.encoder, options.home)
        self.models.network_asked.connect(lambda: self.settings.open("network"))
        self.models.changed.connect(self.settings.follow_model)
        self.settings.models_asked.connect(self.models.open)
        self.teaching = TeachingLauncher(self.window, lambda: self._places, self._tasks, self.models)
        self.first_run = FirstRunController(self.window, self.settings, self.models, self._tasks)
        self.scripts = ScriptServer(self.window, lambda: self._places, self._settings, self.settings.enter)
        self.settings.changed.connect(lambda settings: self.scripts.apply(settings.scripts))
        self.models.running_changed.connect(self.scripts.follow_model)
        self.window.grid.sample_asked.connect(self._draw_samples)
        self.signals = EndSignals(self)
        self.signals.asked_to_end.connect(self.window.close)
        if options.screenshot is not None:  # a picture has the same size on every screen
            self.window.index_manager.end()
            self.window.resize(SCREENSHOT_PX)
        self.window.show()
        QTimer.singleShot(0, self._after_first_paint)

    # ---- beginning

    def _after_first_paint(self) -> None:
        for warning in self._warnings:
            self.window.notices.show_notice(Notice("warning", warning, "", warning))
        self._warnings.clear()
        self.window.status.say(translate("Program", "Opening the library…"), is_busy=True)
        self._engine_thread.start()
        self.window.inbox.add(self._options.given)
        if self._options.ask and self._options.screenshot is None:
            self.window.query.ask(self._options.ask)
        QTimer.singleShot(_LATER_MS, self._test_player)

    def _test_player(self) -> None:
        """Where a system library is missing Qt says so on standard error only, and shows no picture."""
        from PySide6.QtMultimedia import QMediaPlayer

        if not self._ended and not QMediaPlayer().isAvailable():
            self.window.notices.show_notice(_no_player())

    def _connect_threads(self) -> None:
        self._engine_thread.built.connect(self._take_library)
        self._pictures_thread.built.connect(self._take_reader)
        for thread in (self._engine_thread, self._pictures_thread):
            thread.failed.connect(self._show_closed_library)
            thread.finished.connect(self._leave_when_still)

    def _build_library(self) -> LaneOwner:
        """Thread: engine. Imported here, so that the machinery's modules load behind the painted window."""
        from c2v_desktop import compose

        how, self._how = self._how, ""
        if how == "begin":
            compose.begin_library(self._places)
        elif how == "use":
            remember_library(self._places)
        found = find_library(self._places)
        self._places = found.places
        if found.note:
            self._warnings.append(found.note)
        # With the defaults everything would be indexed for hours with another model than the one meant.
        more = {"read_only": True} if self._is_guessing and not found.is_new else {}
        until_s = time.monotonic() + _LOCKED_S
        while True:
            try:
                return compose.build_library(self._settings, self._places, self._notice, **more)
            except CatalogueLockedError:
                if self._ended or time.monotonic() > until_s:
                    raise
                time.sleep(0.1)

    def _build_reader(self) -> LaneOwner:
        """Thread: pictures."""
        from c2v_desktop import compose

        return compose.build_reader(self._settings, self._places)

    def _notice(self, change: FolderChange) -> None:
        """Thread: the watcher's; it only speaks once the main controller has opened the library."""
        if self._controller is not None:
            self._controller.indexing.notice(change)

    def _take_library(self, library: "Library") -> None:
        self._library = library
        remember_library(self._places)
        self.away.guard(self._places)
        for note in [*library.notes, *self._warnings]:
            self.window.notices.show_notice(Notice("warning", note, "", note))
        self._pictures_thread.start()

    def _take_reader(self, reader: "LibraryReader") -> None:
        """The library and its reader are open: connect them to the window."""
        if self._ended or self._library is None:
            return
        from core.export.kept_choices import FILE_NAME, ChoicesFile
        from ui.controllers.main import MainController
        from ui.controllers.services import Services

        maker, choices = self._start_files(), ChoicesFile(self._places.settings.with_name(FILE_NAME))
        pasted = self._places.pasted
        services = Services(self._library, reader, self._engine, self._pictures, self._files, maker, choices, pasted)
        search = self._settings.search
        self._controller = MainController(self.window, services, self._tasks, search.limit, remembers=search.history)
        self._controller.start()
        self.models.tie(self._library, self._engine, self._controller)
        self.settings.tie(self._library, self._controller)
        self.teaching.tie(self._library, self._engine, self._controller)
        self.first_run.tie(self._library, self._engine)
        if self._options.screenshot is None:
            self.scripts.tie(self._library, self._engine)
        else:
            self._screenshot_task = self.loop.create_task(
                self._take_screenshot(self._controller, self._options.screenshot)
            )

    def _start_files(self) -> "DecoderProcess":
        """A decoder of its own for subclips; its process starts when the first one is made."""
        from c2v_desktop import compose

        maker = compose.make_decoder(self._settings)
        self._files_thread = LaneThread(self._files, lambda: maker, self)
        self._files_thread.finished.connect(self._leave_when_still)
        self._files_thread.start()
        return maker

    async def _take_screenshot(self, controller: "MainController", path: Path) -> None:
        from c2v_desktop.shell import screenshot

        if not await screenshot.take_screenshot(self.window, controller, path, self._options.ask):
            self.code = 1
        self.window.close()

    def call(self, given: list[Given], ask: str = "") -> None:
        """The program was started again: this window comes to the front and takes paths and question."""
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        self.window.inbox.add(given)
        if ask:
            self.window.query.ask(ask)

    def _draw_samples(self) -> None:
        """A few videos of our own for whoever has no footage at hand."""
        self.window.status.say(translate("Program", "Creating sample clips…"), is_busy=True)
        self.window.grid.first_run.setEnabled(False)
        drawing = samples.Drawing(self._places.catalogue.parent / "sample films", self)
        drawing.done.connect(self._take_samples)
        drawing.start()

    def _take_samples(self, folder: Path | None) -> None:
        self.window.grid.first_run.setEnabled(True)
        self.window.status.say("")
        if folder is None:
            self.window.notices.show_notice(
                Notice(
                    "error",
                    translate("Program", "The sample clips could not be created."),
                    translate("Program", "Details are in {log}.").format(log=self.log),
                )
            )
        else:
            self.window.inbox.add([Given.of(folder)])

    def _tell_about(self) -> None:
        places = self._places
        where = translate(
            "Program",
            "Library: {library}. Settings: {settings}. Models: {models}. Index, pictures and proxies, made again "
            "when they are deleted: {caches}. Log: {log}.",
        ).format(
            library=places.catalogue.parent,
            settings=places.settings.parent,
            models=places.models,
            caches=places.index.parent,
            log=self.log,
        )
        self.window.notices.show_notice(Notice("info", f"C2V Desktop {__version__}", where, "about"))

    # ---- trouble

    def _open_library(self, places: Places, how: str) -> None:
        """The library is there now, or another one was chosen."""
        self._places, self._how = places, how
        self.window.status.say(translate("Program", "Opening the library…"), is_busy=True)
        self._engine_thread.start()

    def _lose_library(self, lost: bool) -> None:
        """While its files are away nothing is indexed, and nothing is written in their place."""
        if self._library is not None and self._controller is not None:
            self._library.set_lost(lost)
            self._controller.indexing.pause(lost or self.window.is_paused)

    def _restart(self) -> None:
        self.wants_restart = True
        self.window.close()

    def _show_closed_library(self, error: BaseException) -> None:
        if isinstance(error, LibraryAwayError):
            self.away.show(error, self._places)
            return
        self.window.status.say(translate("Program", "The library is not open."))
        self.window.inbox.fail()
        self.window.notices.show_error(error, (translate("Program", "Quit"), self.window.close))

    def _show_crash(self, error: BaseException, log: Path) -> None:
        self.window.notices.log = log
        self.window.notices.show_error(error)

    # ---- the end

    def _end(self) -> None:
        """The window has gone; lanes stop at their next yield and close what they own on their own threads."""
        if self._ended:
            return
        self._ended = True
        self.ending.emit()
        self.away.close()
        self.teaching.close()
        self.models.close()
        self.scripts.close()
        self._tasks.close()
        self.window.player.stop()
        for lane in (self._engine, self._pictures, self._files):
            lane.close()
        QTimer.singleShot(_PATIENCE_MS, self._leave_at_once)
        self._leave_when_still()

    def _cut(self, text: str) -> Query:
        """Imported when something is asked: the window opens without the machinery of searching."""
        if self._library is not None:
            return self._library.cut(text)
        from core.search.phrases import cut_query

        return cut_query(text)

    def _leave_when_still(self) -> None:
        threads = (self._engine_thread, self._pictures_thread, self._files_thread)
        if self._ended and not any(thread is not None and thread.isRunning() for thread in threads):
            self._application.quit()

    def _leave_at_once(self) -> None:
        """Something on a lane does not come back. Helper processes end by themselves when we are gone."""
        _log.warning("the engine did not stop in time; leaving without it")
        logging.shutdown()
        os._exit(self.code)


def _recut(query: Query, spans: Sequence[tuple[int, int]]) -> Query:
    from core.library import edit_phrases

    return edit_phrases(query, spans)


def _read_settings(path: Path) -> tuple[Settings, list[str], bool]:
    """Settings, what to say of them, and whether they are only the defaults because the file cannot be used."""
    try:
        return (*load_settings(path), False)
    except SettingsError as error:
        return (
            Settings(),
            [translate("Program", "{error} Until then, the library is open for searching only.").format(error=error)],
            True,
        )


def _open_releases() -> None:
    """In the browser, and only because somebody asked."""
    open_elsewhere(RELEASES)


def _no_player() -> Notice:
    """Said by `isAvailable` when Qt's media plug-in could not be loaded; nothing raises."""
    hint = translate(
        "Program", "On Debian and Ubuntu, run: sudo apt-get install --no-install-recommends libpulse0 libxrandr2"
    )
    return Notice(
        "warning", translate("Program", "Clips cannot be played: a system library is missing."), hint, "player"
    )
