"""Liking and disliking results: the rest of the list is ranked again at once."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.values import Like, LikeKind
from ui.browse.card import Card
from ui.search.query_panel import QueryPanel
from ui.translate import translate
from ui.window.main_window import MainWindow


class LikingController(QObject):
    """Judges the selected results. Thread: main."""

    def __init__(self, window: MainWindow, undo_stack: QUndoStack) -> None:
        super().__init__(window)
        self._window, self._undo_stack = window, undo_stack
        window.menus.judged.connect(self.judge)
        window.details.judged.connect(self.judge_selected)

    def judge_selected(self, kind: LikeKind) -> None:
        """Like or dislike what is selected; what all of it is already is taken back."""
        self.judge(self._window.selected_cards(), kind)

    def judge(self, cards: Sequence[Card], kind: LikeKind) -> None:
        """The same for these cards."""
        query = self._window.query.query
        hits = [card.hit for card in cards if card.hit is not None]
        if query is None or not hits:
            return
        is_taken_back = all(hit.judged == kind for hit in hits)
        places = [(hit.video.path, hit.segment.start_s, hit.segment.end_s) for hit in hits]
        paths = {video.path for hit in hits for video in (hit.video, *hit.copies)}
        kept = [
            like
            for like in query.likes
            if like.path not in paths or not any(like.covers(start_s, end_s) for _, start_s, end_s in places)
        ]
        fresh = [] if is_taken_back else [Like(kind, path, start_s, end_s) for path, start_s, end_s in places]
        words = translate("Controllers", "like") if kind == "liked" else translate("Controllers", "dislike")
        self._undo_stack.push(_Judge(self._window.query, query.likes, (*kept, *fresh), words))

    def clear(self) -> None:
        """Take back all likes and dislikes."""
        query = self._window.query.query
        if query is not None and query.likes:
            words = translate("Controllers", "likes")
            self._undo_stack.push(_Judge(self._window.query, query.likes, (), words))


class _Judge(QUndoCommand):
    """From these likes to those. Where others were chosen meanwhile, or the search has ended, nothing is changed."""

    def __init__(self, panel: QueryPanel, before: tuple[Like, ...], after: tuple[Like, ...], words: str) -> None:
        super().__init__(words)
        self._panel, self._before, self._after = panel, before, after

    def redo(self) -> None:
        """Judge."""
        self._change(self._before, self._after)

    def undo(self) -> None:
        """As it was."""
        self._change(self._after, self._before)

    def _change(self, known: tuple[Like, ...], wanted: tuple[Like, ...]) -> None:
        if self._panel.query is not None and self._panel.query.likes == known:
            self._panel.set_likes(wanted)
