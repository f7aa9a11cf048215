"""Keeping moments in the basket and in collections, and showing what was kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QObject

from core.lane import Lane, Priority
from core.library import Library
from core.library_reader import LibraryReader
from core.values import BASKET_ID, Changes, KeptChange, KeptEdit, MomentCollection
from ui.browse.basket_dialog import BasketDialog
from ui.browse.basket_table import BasketEntry
from ui.browse.card import UNPLAYABLE, Card
from ui.controllers.keeping import KeepingController
from ui.notices import Notice
from ui.tasks import Tasks
from ui.translate import translate
from ui.widgets import amounts
from ui.window.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is read for the dialog."""

    collection: int
    collections: list[MomentCollection]
    entries: list[BasketEntry]


class BasketController(QObject):
    """One dialog, which stays open. Thread: main; the work is done on the engine lane."""

    def __init__(
        self,
        window: MainWindow,
        library: Library,
        gallery: LibraryReader,
        pictures: Lane,
        keeping: KeepingController,
        tasks: Tasks,
    ) -> None:
        super().__init__(window)
        self._window, self._library, self._tasks = window, library, tasks
        self._gallery, self._pictures = gallery, pictures
        self._keeping = keeping
        self._collection = BASKET_ID
        self.dialog: BasketDialog | None = None

    def add(self) -> None:
        """Keep the moments of the selected cards, at the end of the collection that was chosen last."""
        cards = self._window.grid.selected_cards()
        if cards:
            self._tasks.start(self._add(cards))

    async def _add(self, cards: Sequence[Card]) -> None:
        collection = self._collection
        title = translate("Controllers", "keeping")
        change = await self._keeping.do(title, lambda: _keep(self._library, cards, collection))
        count = amounts.moments(len(change.after))
        text = translate("Controllers", "Kept {moments}.").format(moments=count)
        self._window.notices.show_notice(
            Notice("done", text, "", "basket"), (translate("Controllers", "Show"), self.open)
        )

    def open(self) -> None:
        """Show what was kept, beside the window."""
        if self.dialog is None:
            self.dialog = self._made()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self._tasks.start(self._show())

    def open_collection(self, collection: int) -> None:
        """Show the moments of a collection."""
        self._collection = collection
        self.open()

    def follow(self, changes: Changes) -> None:
        """Something was kept, or clips are other than they were."""
        if self.dialog is not None and self.dialog.isVisible() and (changes.kept or changes.videos or changes.removed):
            self._tasks.start(self._show())

    def _made(self) -> BasketDialog:
        dialog, library = BasketDialog(self._window), self._library
        dialog.collection_chosen.connect(self._choose)
        dialog.opened.connect(self._play)
        dialog.remove_asked.connect(
            lambda ids: self._do(translate("Controllers", "removal"), lambda: library.remove_moments(ids))
        )
        dialog.make_asked.connect(
            lambda name: self._do(translate("Controllers", "collection"), lambda: library.add_collection(name))
        )
        dialog.rename_asked.connect(
            lambda id_, name: self._do(
                translate("Controllers", "collection"), lambda: library.rename_collection(id_, name)
            )
        )
        dialog.delete_asked.connect(
            lambda id_: self._do(translate("Controllers", "collection"), lambda: library.remove_collection(id_))
        )
        dialog.table.moved.connect(
            lambda ids, place: self._do(
                translate("Controllers", "order"), lambda: library.move_moments(ids, self._collection, place)
            )
        )
        dialog.table.noted.connect(self._note)
        return dialog

    def _do(self, title: str, work: Callable[[], KeptChange]) -> None:
        self._tasks.start(self._keeping.do(title, work))

    def _note(self, moment_id: int, note: str) -> None:
        entry = self.dialog.table.current if self.dialog is not None else None
        if entry is None or entry.moment.id != moment_id or entry.moment.note == note.strip():
            return
        moment = entry.moment
        self._do(
            translate("Controllers", "note"),
            lambda: self._library.edit_moment(moment.id, moment.start_s, moment.end_s, note),
        )

    def _choose(self, collection: int) -> None:
        self._collection = collection
        self._tasks.start(self._show())

    async def _show(self) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        kept = await self._tasks.ask(
            self._pictures, Priority.BROWSE, _read, self._gallery, self._collection, newest="basket"
        )
        self._collection = kept.collection
        dialog.show_collections(kept.collections, kept.collection)
        dialog.show_entries(kept.entries)

    def _play(self, entry: BasketEntry) -> None:
        """From the in point."""
        video, player = entry.video, self._window.player
        if video is None or video.state in UNPLAYABLE:
            text = translate("Controllers", "{clip} is not available.").format(clip=entry.columns[0])
            self._window.notices.show_notice(Notice("warning", text, "", "basket"))
            return
        start_s = float(entry.moment.start_s or 0)
        player.cue(video.path, start_s, video.info)
        if entry.moment.end_s is not None:
            player.set_moment(start_s, float(entry.moment.end_s))
        player.play()


def _read(gallery: LibraryReader, collection: int) -> _Kept:
    """A collection that is gone is read as the basket. Thread: the lane of the pictures."""
    collections = gallery.collections()
    if collection not in {each.id for each in collections}:
        collection = BASKET_ID
    moments = gallery.moments(collection)
    videos = gallery.videos_of(moments)
    entries = [BasketEntry(each, next(iter(videos.get(each.fingerprint, ())), None)) for each in moments]
    return _Kept(collection, collections, entries)


def _keep(library: Library, cards: Sequence[Card], collection: int) -> KeptChange:
    """All of them as one step. Thread: the engine lane."""
    before: list[KeptEdit] = []
    after: list[KeptEdit] = []
    for card in cards:
        start_s, end_s = _span(library, card)
        change = library.keep(card.video.id, start_s, end_s, collection_id=collection)
        before += change.before
        after += change.after
    return KeptChange(tuple(before), tuple(after))


def _span(library: Library, card: Card) -> tuple[Fraction, Fraction] | tuple[None, None]:
    """Where its score is made, once that is known; else the whole moment; both None for a whole clip."""
    if card.hit is None or (card.video.info is not None and card.video.info.is_still):
        return None, None
    segment = card.hit.segment
    proposed = library.propose_span(card.explanation, segment) if card.explanation is not None else None
    return proposed or (Fraction(segment.start_s), Fraction(segment.end_s))
