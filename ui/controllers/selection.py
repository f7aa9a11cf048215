"""The selected card, everywhere: player, details, evidence."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QGuiApplication, QImage

from core.errors import C2VError
from core.values import Hit, Video
from ui.browse.card import UNPLAYABLE, Card
from ui.browse.sidebar import reveal
from ui.controllers.explaining import ExplanationController
from ui.controllers.joined import PRE_ROLL_S, JoinedController
from ui.images import PictureKey, Pictures, picture_key
from ui.open_elsewhere import open_elsewhere
from ui.tasks import Tasks
from ui.translate import noop, translate
from ui.window.main_window import MainWindow

_CUE_AFTER_MS = 120
"""Walking through cards with the arrow keys must not open a video at each step."""
_NO_QUESTION = noop("Controllers", "Run a search to see which frames matched which words.")


SmallCopyOf = Callable[[Video], Awaitable[Path | None]]
"""Where a video's proxy lies; asked of the library."""


class SelectionController(QObject):
    """Details at once, the video a moment later, the evidence when it has come."""

    cued = Signal(object)
    """The card whose clip stands in the player now."""

    def __init__(
        self,
        window: MainWindow,
        explanations: ExplanationController,
        pictures: Pictures,
        tasks: Tasks,
        proxy: SmallCopyOf,
    ) -> None:
        super().__init__(window)
        self._proxy = proxy
        self._window, self._explanations, self._pictures, self._tasks = window, explanations, pictures, tasks
        self.card: Card | None = None
        self._pre_roll_s = PRE_ROLL_S
        self.step = 0
        """Of a joined result: the step whose frames are explained."""
        self.joined = JoinedController(window, self._play_from)
        self.joined.step_chosen.connect(self._choose_step)
        window.join_bar.play_asked.connect(self.play_steps)
        self._video: dict[PictureKey, int] = {}
        self._still: PictureKey | None = None
        """The picture the player waits for."""
        self._to_run: tuple[tuple[int, int], float] | None = None
        """Card and time to play from, once it is known whether the clip that is away has a proxy."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CUE_AFTER_MS)
        self._timer.timeout.connect(self._cue)
        pictures.came.connect(self._take_pictures)
        pictures.large_came.connect(self._take_large)
        for cards in (window.grid, window.compare):
            cards.selected.connect(self.show)
            cards.opened.connect(self.play)
        window.menus.reveal_asked.connect(show_in_file_manager)
        window.details.reveal_asked.connect(self.reveal)
        window.player.still_wanted.connect(self._give_still)
        window.evidence.seek_asked.connect(window.player.seek)
        window.evidence.play_asked.connect(self._play_at)
        window.evidence.hovered.connect(self._preview)
        window.evidence.trouble.connect(window.notices.show_error)

    # ---- showing

    def show(self, card: Card | None) -> None:
        """Another card was selected, or none."""
        window = self._window
        same_video = card is not None and self.card is not None and card.key == self.card.key
        if not same_video:
            self._to_run = None
        if not same_video or self.step > len(card.hit.then if card is not None and card.hit is not None else ()):
            self.step = 0
        self.card = card
        self.joined.show(card, self.step)
        if card is None:
            self._video = {}
            self._tasks.forget("evidence")
            self._timer.stop()
            window.player.stop()
            window.details.clear()
            window.evidence.clear()
            return
        window.details.show_card(card)
        if not same_video:
            self._video = {}
            self._timer.start()
        if card.hit is None:
            self._tasks.forget("evidence")
            window.evidence.set_message(translate("Controllers", _NO_QUESTION))
        else:
            self._tasks.start(self._show_evidence(card, card.hit))

    def learn_relevance(self, is_right: bool | None) -> None:
        """The selected result was called right or wrong, or that was taken back."""
        if self.card is not None and self.card.is_right != is_right:
            self.card = replace(self.card, is_right=is_right)
            self._window.details.show_card(self.card)

    def refresh(self, videos: Mapping[int, Video]) -> None:
        """What the library knows of the selected clip has changed: the details say so, the player plays on."""
        card = self.card
        video = videos.get(card.video.id) if card is not None else None
        if card is not None and video is not None and video != card.video:
            self.card = replace(card, video=video)
            self._window.details.show_card(self.card)
            self._window.evidence.set_video(video)

    async def _show_evidence(self, card: Card, hit: Hit) -> None:
        step = self.step
        try:
            first = await self._explanations.explain(hit, "evidence")
            later = await self._explanations.explain_later(hit, "evidence")
        except C2VError as error:
            self._window.evidence.set_message(str(error))
            return
        if self.card is None or self.card.key != card.key or self.step != step:
            return
        self.card = replace(card, explanation=first, later=later)
        self.joined.show(self.card, step)
        explanation = later[step - 1] if step else first
        self._video = {picture_key(card.video, time_s): i for i, time_s in enumerate(explanation.times_s)}
        model = card.rank_comparison.model if card.rank_comparison is not None else ""
        self._window.evidence.show_explanation(
            explanation, self._pictures.want(card.video, explanation.times_s), hit, model
        )
        self._window.details.show_card(self.card)
        if step:
            self._mark(self.card)
        else:
            self._timer.start()

    def _choose_step(self, step: int) -> None:
        """The user looks at another step of a joined result: its heatmap, its frame in the player."""
        card = self.card
        if card is None or card.hit is None or step > len(card.hit.then):
            return
        self.step = step
        self.joined.show(card, step)
        self._timer.stop()
        times_s = (card.best_s, *card.later_s)
        if step < len(times_s):
            self._window.player.seek(times_s[step])
        self._tasks.start(self._show_evidence(card, card.hit))

    def play_steps(self) -> None:
        """Play a joined result from its first step to its last; of any other, the moment."""
        if not self.joined.play(self.card):
            self.play(self.card)

    def _take_pictures(self, keys: frozenset[PictureKey]) -> None:
        """Pictures that have just come: for the filmstrip, and for the player."""
        card = self.card
        if card is None:
            return
        for key in keys & (self._video.keys() | {self._still}):
            image = self._pictures.peek(card.video, key[2] / 1000)
            if image is None or image.isNull():
                continue
            if key in self._video:
                self._window.evidence.set_picture(self._video[key], image)
            if key == self._still:
                self._window.player.set_poster(image)

    # ---- the player

    def _cue(self) -> None:
        """Stand at the best frame."""
        card, player = self.card, self._window.player
        if card is None:
            player.stop()
            return
        if card.video.state not in UNPLAYABLE:
            if not (player.is_playing and player.path == card.video.path):
                player.cue(card.video.path, card.best_s, card.video.info)
            self._mark(card)
        elif player.path != card.video.path:
            player.stop(card.trouble)
        self._tasks.start(self._find_small(card, card.best_s))

    async def _find_small(self, card: Card, time_s: float) -> None:
        """The video's proxy, if there is one: at once for a video that is away, else in case it cannot be played.

        A later call overtakes an earlier one, but never the request to play.
        """
        player, video = self._window.player, card.video
        small = await self._proxy(video)
        if self.card is None or self.card.key != card.key:
            return
        to_run, self._to_run = self._to_run, None
        is_to_run = to_run is not None and to_run[0] == card.key
        time_s = to_run[1] if to_run is not None and is_to_run else time_s
        if video.state not in UNPLAYABLE:
            player.offer(video.path, small)
        elif small is None:
            player.stop(self.card.trouble)
        elif not (player.is_playing and player.path == video.path):
            player.cue(video.path, time_s, video.info, small)
            self._mark(card)
            if is_to_run:
                player.play()

    def _mark(self, card: Card) -> None:
        """The moment on the timeline."""
        player = self._window.player
        if card.hit is not None:
            segment = (card.hit.segment, *card.hit.then)[self.step]
            player.set_moment(segment.start_s, segment.end_s, self._window.evidence.peak_times())
        else:
            player.set_moment(0.0, 0.0)
        self.joined.mark(card)
        self.cued.emit(card)

    def set_pre_roll(self, pre_roll_s: float) -> None:
        """Begin to play so long before a moment from now on."""
        self._pre_roll_s = self.joined.pre_roll_s = pre_roll_s

    def play(self, card: Card | None) -> None:
        """From a little before the moment."""
        if card is not None:
            self._play_from(card, max(0.0, card.best_s - self._pre_roll_s))

    def _play_from(self, card: Card, begin_s: float) -> None:
        is_there = card.video.state not in UNPLAYABLE
        self._timer.stop()
        if is_there:
            self._window.player.cue(card.video.path, begin_s, card.video.info)
            self._mark(card)
            self._window.player.play()
        self._to_run = None if is_there else (card.key, begin_s)
        self._tasks.start(self._find_small(card, begin_s))

    def _play_at(self, time_s: float) -> None:
        self._window.player.seek(time_s)
        self._window.player.play()

    def _give_still(self, time_s: float) -> None:
        """A picture of the library for the player, at once or when it has come."""
        card = self.card
        if card is None:
            return
        self._still = picture_key(card.video, time_s)
        image = self._pictures.get(card.video, time_s)
        if image is not None and not image.isNull():
            self._window.player.set_poster(image)
        if card.video.info is not None and card.video.info.is_still:
            self._pictures.want_large(card.video, time_s)

    def _take_large(self, key: PictureKey, image: QImage) -> None:
        """A still picture in full, in place of its small one."""
        if key == self._still and not image.isNull():
            self._window.player.set_poster(image)

    def _preview(self, time_s: float) -> None:
        """The frame under the mouse, from the filmstrip: nothing is decoded."""
        card = self.card
        image = self._pictures.peek(card.video, time_s) if card is not None and time_s >= 0 else None
        self._window.player.preview(image)

    # ---- asked of the card

    def reveal(self) -> None:
        """Open the file manager at the video."""
        if self.card is not None:
            show_in_file_manager(self.card.video.path)

    def copy(self, words: Callable[[Card], str]) -> None:
        """Something about the card into the clipboard."""
        if self.card is not None:
            QGuiApplication.clipboard().setText(words(self.card))


def show_in_file_manager(path: Path) -> None:
    """Open the nearest folder that exists."""
    open_elsewhere(QUrl.fromLocalFile(str(reveal(path))))
