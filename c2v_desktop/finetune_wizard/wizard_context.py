"""What the flows of the teaching window share: the window, the engine, and the state that is kept."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeVar, TypeVarTuple

from PySide6.QtCore import QObject, Signal

from c2v_desktop.finetune_wizard.wizard_host import WizardHost
from c2v_desktop.finetune_wizard.wizard_state import WizardFile, WizardState
from core.errors import C2VError
from core.lane import Lane, Priority
from core.ports.teaching import TeachingEngine
from core.values import Video
from ui.finetune.teaching_parts import TeachingPage
from ui.finetune.teaching_text import error_text
from ui.finetune.teaching_window import TeachingWindow
from ui.tasks import Tasks

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class WizardContext(QObject):
    """Thread: main."""

    changed = Signal()
    """Something is other than before: other steps may be open."""

    def __init__(
        self,
        window: TeachingWindow,
        engine: TeachingEngine,
        host: WizardHost,
        tasks: Tasks,
        lane: Lane,
        file: WizardFile,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.window, self.engine, self.host = window, engine, host
        self._tasks, self._lane, self._file = tasks, lane, file
        self.state: WizardState = file.read()

    def keep(self, **changes: Any) -> None:
        """Change the state; it is on the disk at once."""
        changed = replace(self.state, **changes)
        if changed != self.state:
            self.state = changed
            self._file.write(changed)

    async def ask(self, work: Callable[[*Ts], T], *args: *Ts, newest: str = "") -> T:
        """Let the engine work on its lane. Raises: C2VError, Cancelled."""
        return await self._tasks.ask(self._lane, Priority.BROWSE, work, *args, newest=newest)

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Let a flow run by itself."""
        self._tasks.start(work)

    async def on_page(self, page: TeachingPage, work: Coroutine[Any, Any, T]) -> T | None:
        """Wait for something; errors are shown on its page, and None comes back."""
        try:
            return await work
        except C2VError as error:
            page.say(error_text(error), "error")
            return None

    def find(self, path: Any) -> Video | None:
        """The clip of the library at this path."""
        return self.host.video_at(path)
