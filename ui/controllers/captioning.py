"""Captions of the selected clip: shown, written, edited, removed, gone to; all of it can be undone."""

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QObject

from core.errors import C2VError
from core.lane import Priority
from core.values import Changes, KeptCaption, KeptChange, Video, exact_length
from ui import safe_text
from ui.browse.caption_panel import times_of
from ui.browse.card import UNPLAYABLE, Card
from ui.controllers.keeping import KeepingController
from ui.controllers.playing import PlayingController
from ui.controllers.selection import SelectionController
from ui.controllers.services import Services
from ui.notices import Notice
from ui.play.span import PlaySpan, snapped
from ui.tasks import Tasks
from ui.translate import translate
from ui.widgets import formatting
from ui.window.main_window import MainWindow

Stretch = tuple[Fraction, Fraction] | tuple[None, None]


class CaptionsController(QObject):
    """Ties the panel of captions to the library. Thread: main; the work is done on the lanes."""

    def __init__(
        self,
        window: MainWindow,
        services: Services,
        keeping: KeepingController,
        playing: PlayingController,
        selection: SelectionController,
        tasks: Tasks,
    ) -> None:
        super().__init__(window)
        self._window, self._services, self._tasks = window, services, tasks
        self._keeping, self._playing, self._selection = keeping, playing, selection
        self._panel = panel = window.details.captions
        for cards in (window.grid, window.compare):
            cards.selected.connect(self._show)
        selection.cued.connect(lambda _: self._say_place())
        window.player.marks.changed.connect(lambda _: self._say_place())
        panel.added.connect(self._add)
        panel.edited.connect(self._edit)
        panel.points_asked.connect(self._take_points)
        panel.removed.connect(self._remove)
        panel.chosen.connect(self._go)
        panel.left.connect(window.grid.focus)

    def begin(self) -> None:
        """Let the user write a caption for what is selected."""
        card = self._selection.card
        if card is None:
            return
        if not card.has_content:
            text = translate("Controllers", "{clip} has not been read yet.").format(clip=card.name)
            hint = translate("Controllers", "Write captions for it once it is indexed.")
            self._window.notices.show_notice(Notice("info", text, hint, "caption", fades=True))
            return
        self._window.leave_video_only()
        self._window.actions_["view.inspector"].setChecked(True)
        self._window.details.begin_caption()

    def follow(self, changes: Changes) -> None:
        """Something was kept, here or elsewhere, or the selected clip is another content."""
        card = self._selection.card
        if card is not None and (changes.kept or card.video.id in changes.videos):
            self._tasks.start(self._read(card.video))

    # ---- showing

    def _show(self, card: Card | None) -> None:
        self._say_place()
        if card is not None:
            self._tasks.start(self._read(card.video))

    async def _read(self, video: Video) -> None:
        known = await self._tasks.ask(
            self._services.pictures, Priority.BROWSE, self._services.reader.captions_of, video, newest="captions"
        )
        card = self._selection.card
        if card is not None and card.video.id == video.id:
            self._panel.show_captions(known, video.info)

    def _say_place(self) -> None:
        card = self._selection.card
        if card is None:
            return
        start_s, end_s = self._stretch(card)
        if start_s is None or end_s is None:
            is_still = card.video.info is not None and card.video.info.is_still
            words = (
                translate("Controllers", "New caption for this still")
                if is_still
                else translate("Controllers", "New caption for the whole clip")
            )
        else:
            times = f"{formatting.duration(float(start_s))}–{formatting.duration(float(end_s))}"
            words = translate("Controllers", "New caption for {times}").format(times=times)
        self._panel.show_place(words)

    def _stretch(self, card: Card) -> Stretch:
        """In and out where they are set; else the moment that was found; else the whole clip."""
        info = card.video.info
        if info is None or info.is_still:
            return None, None
        player = self._window.player
        points = player.marks.complete if player.path == card.video.path else self._playing.span_of(card)
        if points is not None:
            return points
        if card.hit is None:
            return None, None
        steps = (card.hit.segment, *card.hit.then)
        segment = steps[min(self._selection.step, len(steps) - 1)]
        length_s = exact_length(info)
        span = snapped(segment.start_s, segment.end_s, info.fps if info.fps > 0 else None, length_s)
        return span.within(length_s)

    # ---- changing

    def _add(self, text: str) -> None:
        card = self._selection.card
        if card is not None:
            self._tasks.start(self._keep(card.video.id, text, self._stretch(card)))

    async def _keep(self, video_id: int, text: str, stretch: Stretch) -> None:
        library = self._services.library
        title = translate("Controllers", "caption")
        await self._keeping.do(title, lambda: library.add_caption(video_id, text, *stretch))
        self._panel.clear_field(video_id, text)

    def _edit(self, caption_id: int, text: str) -> None:
        library = self._services.library

        def work() -> KeptChange:
            caption = library.captions_by_id([caption_id])[0]
            return library.edit_caption(caption_id, text, caption.start_s, caption.end_s)

        self._tasks.start(self._change(work))

    def _take_points(self, caption_id: int) -> None:
        card, player = self._selection.card, self._window.player
        points = player.marks.complete
        if card is None or points is None or player.path != card.video.path:
            text = translate("Controllers", "No in and out points are set.")
            hint = translate("Controllers", "Set them in the player first.")
            self._window.notices.show_notice(Notice("info", text, hint, "caption", fades=True))
            return
        library = self._services.library

        def work() -> KeptChange:
            caption = library.captions_by_id([caption_id])[0]
            return library.edit_caption(caption_id, caption.text, *points)

        self._tasks.start(self._change(work))

    def _remove(self, caption_ids: list[int]) -> None:
        if caption_ids:
            self._tasks.start(self._change(lambda: self._services.library.remove_captions(caption_ids)))

    async def _change(self, work: Callable[[], KeptChange]) -> None:
        """What cannot be changed is shown again as it is. Raises: C2VError."""
        try:
            await self._keeping.do(translate("Controllers", "caption"), work)
        except C2VError:
            if self._selection.card is not None:
                self._tasks.start(self._read(self._selection.card.video))
            raise

    # ---- going there

    def _go(self, caption: KeptCaption) -> None:
        card = self._selection.card
        if card is None:
            return
        video = card.video
        if video.state in UNPLAYABLE and self._window.player.path != video.path:
            name = safe_text.name_of(video.path)
            text = translate("Controllers", "{clip} is not available.").format(clip=name)
            self._window.notices.show_notice(Notice("warning", text, times_of(caption), "caption"))
            return
        self._playing.show_moment(video, PlaySpan(caption.start_s, caption.end_s))
