"""Results that are right or wrong for the sentence that was searched for: kept, shown on cards, undone."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from core.lane import Priority
from core.values import Changes, Hit, Judgement, Query
from ui.browse.card import Card
from ui.controllers.keeping import KeepingController
from ui.controllers.selection import SelectionController
from ui.controllers.services import Services
from ui.notices import Notice
from ui.tasks import Tasks
from ui.translate import translate
from ui.window.main_window import MainWindow


class RelevanceController(QObject):
    """Judges the selected results for good; likes order the list only. Thread: main."""

    def __init__(
        self,
        window: MainWindow,
        services: Services,
        keeping: KeepingController,
        selection: SelectionController,
        tasks: Tasks,
    ) -> None:
        super().__init__(window)
        self._window, self._services, self._tasks = window, services, tasks
        self._keeping, self._selection = keeping, selection
        self._sentence = ""
        """Of the answer that is shown; empty where it was not found by a sentence."""
        self._known: list[Judgement] = []
        window.menus.relevance_asked.connect(self.judge)

    def begin(self, query: Query) -> None:
        """The answer to this query is shown now."""
        self._sentence, self._known = query.sentence, []
        self._tasks.start(self._read())

    def follow(self, changes: Changes) -> None:
        """Something was kept or taken back, here or elsewhere."""
        if changes.kept and self._sentence:
            self._tasks.start(self._read())

    def judge_selected(self, is_right: bool) -> None:
        """Call what is selected right or wrong; what all of it is already is taken back."""
        self.judge(self._window.selected_cards(), is_right)

    def judge(self, cards: Sequence[Card], is_right: bool) -> None:
        """The same for these cards."""
        hits = [card.hit for card in cards if card.hit is not None]
        if not hits or self._window.query.query is None:
            return
        if not self._sentence:
            text = translate("Controllers", "These results were not found by a sentence.")
            hint = translate("Controllers", "Only results of a sentence can be right or wrong.")
            self._window.notices.show_notice(Notice("info", text, hint, "relevance", fades=True))
            return
        library, title, sentence = self._services.library, translate("Controllers", "judgement"), self._sentence
        said = {each.id for hit in hits for each in self._about(hit) if each.is_right == is_right}
        if all(card.is_right == is_right for card in cards if card.hit is not None) and said:
            self._tasks.start(self._keeping.do(title, lambda: library.unjudge(said)))
            return
        moments = [(hit.video.id, hit.segment.start_s, hit.segment.end_s) for hit in hits]
        self._tasks.start(self._keeping.do(title, lambda: library.judge(moments, sentence, is_right)))

    def _about(self, hit: Hit) -> list[Judgement]:
        content = hit.video.info.fingerprint if hit.video.info is not None else ""
        segment = hit.segment
        mine = [each for each in self._known if each.fingerprint == content]
        return [each for each in mine if each.covers(segment.start_s, segment.end_s)]

    async def _read(self) -> None:
        services, sentence = self._services, self._sentence
        known = await self._tasks.ask(
            services.pictures, Priority.BROWSE, services.reader.judged_for, sentence, newest="judgements"
        )
        self._known = known if sentence else []
        window, card = self._window, self._selection.card
        window.grid.set_judgements(self._known)
        window.compare.set_judgements(self._known)
        if card is not None and card.hit is not None:
            about = self._about(card.hit)
            latest = max(about, key=lambda each: (each.kept_s, each.id), default=None)
            self._selection.learn_relevance(None if latest is None else latest.is_right)
