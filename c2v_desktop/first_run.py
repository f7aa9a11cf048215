"""What the first-run page asks for: models, a survey of the chosen folder, the start. Work runs on the engine lane."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from c2v_desktop.models_page.launcher import ModelsLauncher
from c2v_desktop.shell.settings import SettingsController
from core.errors import C2VError
from core.lane import Lane, Priority
from core.values import FolderSurvey, Given
from ui.tasks import Tasks
from ui.translate import translate
from ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from core.library import Library

_SURVEY = "survey"


class FirstRunController(QObject):
    """Lives as long as the window."""

    _received = Signal(object)
    """FolderSurvey, from the engine lane."""

    def __init__(self, window: MainWindow, settings: SettingsController, models: ModelsLauncher, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._settings, self._models, self._tasks = window, settings, models, tasks
        self._page = window.grid.first_run
        self._library: Library | None = None
        self._engine: Lane | None = None
        self._path: Path | None = None
        self._found = FolderSurvey()
        self._is_following = False
        """True once changes of the models come here."""
        self._received.connect(self._show)
        # Queued: the page is painted before the machinery of models is loaded.
        self._page.shown.connect(self._fill, Qt.ConnectionType.QueuedConnection)
        window.grid.welcome_asked.connect(self.open)
        window.actions_.connect({"help.first_steps": self.open})
        self._page.add_asked.connect(self._choose)
        self._page.start_asked.connect(self._start)
        self._page.stop_asked.connect(self._stop)
        self._page.leave_asked.connect(self._leave)
        self._page.model_acted.connect(self._act_on_model)
        self._page.watch.setChecked(settings.running.watching.watch)

    def tie(self, library: "Library", engine: Lane) -> None:
        """The library is open: folders can be surveyed."""
        self._library, self._engine = library, engine
        self._fill()

    def open(self) -> None:
        """Show the page, whatever the library holds."""
        self._window.show_two(False)
        self._window.grid.open_first_run()

    def _leave(self) -> None:
        self._end()
        self._window.grid.leave_first_run()

    # ---- models

    def _fill(self) -> None:
        """What can be said of models needs the machinery of the Models page, which is loaded now."""
        if self._library is None or not self._page.isVisible():
            return
        actions = self._models.actions()
        if not self._is_following:
            self._is_following = True
            actions.models.moved.connect(self._show_models)
            actions.models.changed.connect(self._show_models)
        self._show_models()

    def _show_models(self) -> None:
        if self._page.isVisible():
            self._page.show_models(self._models.offers())

    def _act_on_model(self, act: str, key: str) -> None:
        self._models.act(act, key)

    # ---- the folder

    def _choose(self) -> None:
        dialog = QFileDialog(self._window, translate("Program", "Choose a folder of footage"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda path: self.survey(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def survey(self, path: Path) -> None:
        """Count, read lengths and measure, without adding anything."""
        if self._library is None or self._engine is None:
            self._window.inbox.add([Given.of(path)])  # the library opens in a moment, and takes it then
            return
        self._path, self._found = path, FolderSurvey()
        self._show(self._found)
        self._tasks.start(self._run(path, self._library, self._engine))

    async def _run(self, path: Path, library: "Library", engine: Lane) -> None:
        def tell(found: FolderSurvey) -> None:
            """Thread: engine."""
            self._received.emit((path, found))

        try:
            await self._tasks.ask(engine, Priority.BROWSE, library.survey, [path], tell, newest=_SURVEY)
        except C2VError as error:
            self._end()
            self._window.notices.show_error(error)

    def _show(self, event: object) -> None:
        path, found = event if isinstance(event, tuple) else (self._path, event)
        if path is None or path != self._path or self._found.gap == "stopped":
            return  # of a folder that was chosen before, or of measuring that was stopped
        assert isinstance(found, FolderSurvey)
        self._found = found
        self._page.show_survey(path, found)

    def _stop(self) -> None:
        """What was counted and read stays; a time that was not measured is not told."""
        found = FolderSurvey(
            "done", self._found.clips, self._found.known, self._found.footage_s, self._found.lengths, gap="stopped"
        )
        self._tasks.forget(_SURVEY)
        self._show(found)

    def _start(self, watch: bool) -> None:
        path = self._path
        self._end()
        if path is None:
            return
        if watch != self._settings.running.watching.watch:
            self._settings.enter(("watching", "watch"), watch)
        self._window.grid.close_first_run()
        self._window.inbox.add([Given.of(path)])

    def _end(self) -> None:
        self._path, self._found = None, FolderSurvey()
        self._tasks.forget(_SURVEY)
        self._page.show_survey(None, None)
