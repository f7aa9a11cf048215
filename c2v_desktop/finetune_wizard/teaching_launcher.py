"""Where the main window meets the teaching window. What is behind it is loaded when it is first opened."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from c2v_desktop.models_page.launcher import ModelsLauncher
from c2v_desktop.paths import Places
from core.lane import Lane
from ui.notices import Notice
from ui.tasks import Tasks
from ui.translate import translate
from ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from c2v_desktop.finetune_wizard.program_host import ProgramHost
    from c2v_desktop.finetune_wizard.wizard import WizardController
    from c2v_desktop.names_window.controller import NamesController
    from core.library import Library
    from ui.controllers.main import MainController

_STATE = "teaching.json"


class TeachingLauncher(QObject):
    """Lives as long as the main window."""

    def __init__(self, window: MainWindow, places: Callable[[], Places], tasks: Tasks, models: ModelsLauncher) -> None:
        super().__init__(window)
        self._window, self._places, self._tasks, self._models = window, places, tasks, models
        self._services: tuple[Library, Lane, MainController] | None = None
        self._wizard: WizardController | None = None
        self._host: ProgramHost | None = None
        self._names: NamesController | None = None
        window.actions_.connect({"app.teach": self.open, "mark.teach": self.teach_name, "app.names": self.open_names})
        models.teach_asked.connect(self.open)
        models.names_asked.connect(self.open_names)

    def tie(self, library: "Library", engine: Lane, controller: "MainController") -> None:
        """The library is open: an interrupted training is offered again."""
        self._services = (library, engine, controller)
        from c2v_desktop.finetune_wizard.wizard_state import WizardFile

        if WizardFile(self._places().settings.with_name(_STATE)).read().is_under_way:
            self._window.notices.show_notice(
                Notice(
                    "info",
                    translate("Finetune", "A training run was interrupted."),
                    translate("Finetune", "You can resume it where it stopped."),
                    "teaching",
                ),
                (translate("Finetune", "Show"), lambda: self.wizard().open_training()),
            )

    def open(self) -> None:
        """Show the window."""
        if self._services is None:
            self._window.status.say(translate("Finetune", "The library is not open yet."))
        else:
            self.wizard().open()

    def teach_name(self) -> None:
        """The selected moments become examples of a name."""
        if self._services is None:
            self.open()
            return
        wizard = self.wizard()
        assert self._host is not None
        wizard.teach_name(self._host.selected())

    def open_names(self) -> None:
        """Show what was taught."""
        if self._services is None:
            self._window.status.say(translate("Finetune", "The library is not open yet."))
            return
        if self._names is None:
            from c2v_desktop.names_window.controller import NamesController

            library, lane, controller = self._services
            self._names = NamesController(self._window, library, lane, self._tasks, controller, self.wizard)
        self._names.open()

    def close(self) -> None:
        """The program ends; a run can be resumed."""
        if self._wizard is not None:
            self._wizard.close()

    def wizard(self) -> "WizardController":
        """The controller of the window, made when it is first needed."""
        if self._wizard is None:
            self._wizard = self._make()
        return self._wizard

    def _make(self) -> "WizardController":
        from c2v_desktop.finetune.opening import make_teaching_engine
        from c2v_desktop.finetune_wizard.program_host import ProgramHost
        from c2v_desktop.finetune_wizard.wizard import WizardController
        from c2v_desktop.finetune_wizard.wizard_state import WizardFile
        from core.model_store.store import ModelStore

        assert self._services is not None
        library, lane, controller = self._services
        store = ModelStore(self._places().models)
        self._host = host = ProgramHost(self._window, controller, library, lane, self._tasks, self._models, store)
        host.words_asked.connect(self.open_names)
        engine = make_teaching_engine(self._places(), lambda: self._models.settings, host.put_words)
        file = WizardFile(self._places().settings.with_name(_STATE))
        wizard = WizardController(self._window, engine, host, self._tasks, file)
        self._models.running_changed.connect(lambda _: wizard.uses.show())
        return wizard
