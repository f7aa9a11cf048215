"""Marks clips as seen once they have played for a moment."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from core.errors import C2VError
from core.lane import Lane, Priority
from core.library import Library
from core.values import Video
from ui.controllers.selection import SelectionController
from ui.tasks import Tasks
from ui.window.main_window import MainWindow

SEEN_AFTER_MS = 2000
"""Played for so long in all, since it was opened; a still is shown for so long."""


class SeenController(QObject):
    """Thread: main; the mark is written on the engine lane. It is no step of undo: nobody asked for it."""

    def __init__(
        self,
        window: MainWindow,
        library: Library,
        engine: Lane,
        selection: SelectionController,
        just_seen: set[int],
        tasks: Tasks,
    ) -> None:
        """`just_seen` gets the ids of clips that were marked here."""
        super().__init__(window)
        self._window, self._library, self._engine = window, library, engine
        self._selection, self._just_seen, self._tasks = selection, just_seen, tasks
        self.after_ms = SEEN_AFTER_MS
        self._video_id = 0
        self._left_ms = 0
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._mark)
        window.player.playing_changed.connect(self._follow)
        window.grid.selected.connect(lambda _: self._stand())
        window.compare.selected.connect(lambda _: self._stand())

    def _follow(self, is_playing: bool) -> None:
        """Time runs while the clip does."""
        video = self._playing()
        if is_playing and video is not None:
            self._begin(video)
        else:
            self._rest()

    def _stand(self) -> None:
        """Another card: a still counts as shown from now on, a clip that keeps playing stays the one it was."""
        card = self._selection.card
        is_still = card is not None and card.video.info is not None and card.video.info.is_still
        if card is not None and is_still and card.video.state == "ready":
            self._begin(card.video)
        elif not self._window.player.is_playing:
            self._rest()

    def _playing(self) -> Video | None:
        """The clip in the player, when it is that of the selected card."""
        card = self._selection.card
        return card.video if card is not None and card.video.path == self._window.player.path else None

    def _begin(self, video: Video) -> None:
        if self._video_id != video.id:
            self._rest()
            self._video_id, self._left_ms = video.id, self.after_ms
        if video.marks.seen or self._library.is_read_only or self._timer.isActive() or self._left_ms <= 0:
            return
        self._since.start()
        self._timer.start(self._left_ms)

    def _rest(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._left_ms = max(1, self._left_ms - self._since.elapsed())

    def _mark(self) -> None:
        self._left_ms = 0
        self._just_seen.add(self._video_id)
        self._tasks.start(self._write(self._video_id))

    async def _write(self, video_id: int) -> None:
        try:
            await self._tasks.ask(self._engine, Priority.BROWSE, self._library.mark_seen, [video_id])
        except C2VError:  # a mark that nobody asked for is not worth a notice
            self._just_seen.discard(video_id)
