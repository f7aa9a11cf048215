"""Where the window meets the Models page. What is behind it is loaded when it is first opened."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from c2v_desktop.models_page.speed_offer import SpeedOffer
from c2v_desktop.paths import Places
from core.errors import SettingsError
from core.lane import Lane
from core.settings import EncoderSettings, Settings, change_settings, load_settings
from ui.notices import Kind, Notice
from ui.tasks import Tasks
from ui.translate import translate
from ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from c2v_desktop.models_page.actions import ModelActions
    from core.library import Library
    from ui.browse.first_run import ModelOffer
    from ui.controllers.main import MainController


class ModelsLauncher(QObject):
    """Lives as long as the window."""

    network_asked = Signal()
    teach_asked = Signal()
    names_asked = Signal()
    changed = Signal(object)
    """Settings, after a model was chosen on the page."""
    running_changed = Signal(object)
    """EncoderSettings: the library answers with another model now."""

    def __init__(
        self, window: MainWindow, places: Places, tasks: Tasks, running: EncoderSettings, home: Path | None = None
    ) -> None:
        """`home` as given; passed on to child processes."""
        super().__init__(window)
        self._home = home
        self._window, self._places, self._tasks = window, places, tasks
        self._running = running
        """The model the library has; the settings may name another one for the next start."""
        self._controller: ModelActions | None = None
        self._services: tuple[Library, Lane, MainController] | None = None
        asking = (window.status.model_asked, window.query.model_note.more_asked, window.grid.first_run.models_asked)
        for asked in asking:
            asked.connect(self.open)
        window.actions_.connect({"app.models": self.open})
        SpeedOffer(window, places, tasks, lambda: self._running, self._device, lambda key: self.act("measure", key))

    def open(self) -> None:
        """Show the page."""
        self.actions().open()

    def actions(self) -> "ModelActions":
        """What the page can do; its machinery is loaded now."""
        if self._controller is None:
            self._controller = self._make()
            self._tie()
        return self._controller

    def act(self, what: str, key: str) -> None:
        """Do with a model what a button of the page does; "import" asks for a file."""
        actions = self.actions()
        if what == "import":
            actions.imports.open()
        else:
            actions.act(what, key)

    def use(self, key: str, *, is_agreed: bool) -> None:
        """Switch to a model that may have come a moment ago; `is_agreed`: without asking."""
        actions = self.actions()
        actions.models.refresh()
        actions.switch.begin(key, is_agreed=is_agreed)

    @property
    def running(self) -> EncoderSettings:
        """The model the library has."""
        return self._running

    @property
    def settings(self) -> Settings:
        """As they are in the file, with the model the library has."""
        return replace(self._read(), encoder=self._running)

    def offers(self) -> "list[ModelOffer]":
        """The models that the first-run page names."""
        from c2v_desktop.models_page.first_offers import first_offers

        return first_offers(self.actions().models)

    def tie(self, library: "Library", engine: Lane, controller: "MainController") -> None:
        """The library is open: from now on its model can be changed without a restart."""
        self._services = (library, engine, controller)
        self._tie()

    def close(self) -> None:
        """The program ends."""
        if self._controller is not None:
            self._controller.close()

    def _device(self) -> str:
        state = self._services[0].encoder_state if self._services is not None else None
        return state.device if state is not None else ""

    def _make(self) -> "ModelActions":
        """Brings the machinery's modules along, though not torch."""
        from c2v_desktop import compose
        from c2v_desktop.models.format_trial import try_formats_apart
        from c2v_desktop.models_page.actions import ModelActions
        from c2v_desktop.models_page.controller import ModelsController, ModelServices, ModelSettings

        chosen = ModelSettings(self._read, self._change, lambda: self._running, self._note_running)
        means = ModelServices(
            compose.make_encoder,
            compose.encoder_source,
            compose.make_inspector,
            try_formats=lambda key, stop: try_formats_apart(key, self._home, stop),
        )
        models = ModelsController(self._window, self._places.models, self._tasks, chosen, means)
        models.arrived.connect(
            lambda name: self._say(
                "done",
                translate("Models", "{name} is installed.").format(name=name),
                translate("Models", "You can use it now."),
            )
        )
        models.stranded.connect(
            lambda name, why: self._say(
                "warning", translate("Models", "{name} could not be installed.").format(name=name), why
            )
        )
        models.fetching.connect(self._window.status.show_fetch)
        made = ModelActions(models)
        made.network_asked.connect(self.network_asked)
        made.page.teach_asked.connect(self.teach_asked)
        made.page.names_asked.connect(self.names_asked)
        return made

    def _tie(self) -> None:
        if self._controller is not None and self._services is not None:
            from c2v_desktop.models_page.switch import SwitchServices

            library, engine, controller = self._services
            self._controller.use_services(SwitchServices(library, engine, controller.indexing.use_model))

    def _read(self) -> Settings:
        """As they are in the file now; another program may have changed them."""
        try:
            return load_settings(self._places.settings)[0]
        except SettingsError:
            return Settings()  # said at the start, and again when something is to be saved

    def _change(self, edit: Callable[[Settings], Settings]) -> Settings:
        settings = change_settings(self._places.settings, edit)
        self.changed.emit(settings)
        return settings

    def _note_running(self, encoder: EncoderSettings) -> None:
        self._running = encoder
        self.running_changed.emit(encoder)

    def _say(self, kind: Kind, title: str, hint: str) -> None:
        self._window.notices.show_notice(
            Notice(kind, title, hint, "models"), (translate("Models", "Models…"), self.open)
        )
