"""A clip whose file was replaced takes over what was kept of the one before: offered when it is selected."""

from PySide6.QtCore import QObject

from core.lane import Lane, Priority
from core.library import Library
from core.values import Video
from ui import safe_text
from ui.browse.card import Card
from ui.controllers.keeping import KeepingController
from ui.controllers.selection import SelectionController
from ui.notices import Notice
from ui.tasks import Tasks
from ui.translate import translate
from ui.widgets import amounts
from ui.window.main_window import MainWindow

_NAME = "carry_over"


class CarryOverController(QObject):
    """Offers it once for each version of a clip; the command does it whenever it is asked. Thread: main."""

    def __init__(
        self,
        window: MainWindow,
        library: Library,
        engine: Lane,
        selection: SelectionController,
        keeping: KeepingController,
        tasks: Tasks,
    ) -> None:
        super().__init__(window)
        self._window, self._library, self._engine, self._tasks = window, library, engine, tasks
        self._keeping = keeping
        self._announced: set[tuple[int, str]] = set()
        """Clips and contents that it was offered for."""
        selection.cued.connect(self._look)
        window.actions_.connect({"mark.carry_over": self.carry})

    def carry(self) -> None:
        """Carry over to each of the selected clips."""
        for video in self._window.selected_videos():
            self._tasks.start(self._carry(video))

    def _look(self, card: Card) -> None:
        video = card.video
        said = video.marks.rating or video.marks.flag or video.marks.tags or video.collection_ids
        if video.state == "ready" and video.info is not None and not said:
            key = video.id, video.info.fingerprint
            if key not in self._announced:
                self._tasks.start(self._offer(video, key))

    async def _offer(self, video: Video, key: tuple[int, str]) -> None:
        former = await self._tasks.ask(
            self._engine, Priority.BROWSE, self._library.former_content, video.id, newest=_NAME
        )
        if not former or key in self._announced:
            return
        self._announced.add(key)
        name = safe_text.short(safe_text.name_of(video.path), 60)
        title = translate("Controllers", "The file of {clip} was replaced.").format(clip=name)
        hint = translate("Controllers", "You can carry over what you kept of the previous version.")
        action = translate("Controllers", "Carry over"), lambda: self._tasks.start(self._carry(video))
        self._window.notices.show_notice(Notice("info", title, hint, _NAME), action)

    async def _carry(self, video: Video) -> None:
        change = await self._keeping.do(
            translate("Controllers", "carry-over"), lambda: self._library.carry_over(video.id)
        )
        left = await self._tasks.ask(self._engine, Priority.BROWSE, self._library.left_behind, change, video.id)
        name = safe_text.short(safe_text.name_of(video.path), 60)
        title = translate("Controllers", "Carried over to {clip}.").format(clip=name)
        hint = ""
        if left:
            stayed = translate(
                "Controllers", "Too long for this version, so they stayed with the previous one: {moments}."
            )
            hint = stayed.format(moments=amounts.moments(len(left)))
        self._window.notices.dismiss(_NAME)
        self._keeping.show_done(title, hint, self._keeping.undo_action(), stays=bool(left))
