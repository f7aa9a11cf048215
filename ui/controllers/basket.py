"""Keeping moments in the basket and in collections, and showing what was kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from core.lane import Lane, Priority
from core.library import Library
from core.library_reader import LibraryReader
from core.values import BASKET_ID, Changes, KeptChange, KeptEdit, Moment, MomentCollection, Video, VideoState
from ui import safe_text
from ui.browse.basket_dialog import BasketDialog
from ui.browse.basket_table import BasketEntry
from ui.browse.card import UNPLAYABLE, Card
from ui.browse.moment_dialog import MomentDialog
from ui.controllers.keeping import KeepingController
from ui.controllers.playing import PlayingController
from ui.notices import Notice
from ui.play.span import PlaySpan
from ui.tasks import Tasks
from ui.translate import translate
from ui.widgets import amounts
from ui.window.main_window import MainWindow

_NEARNESS: tuple[VideoState, ...] = ("ready", "waiting", "offline", "missing", "failed")


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is read for the dialog."""

    collection: int
    collections: list[MomentCollection]
    entries: list[BasketEntry]


class BasketController(QObject):
    """One dialog, which stays open. Thread: main; the work is done on the engine lane."""

    file_found = Signal(object)
    """Path of a file that kept moments were given; the library does not have it yet."""
    export_asked = Signal()

    def __init__(
        self,
        window: MainWindow,
        library: Library,
        reader: LibraryReader,
        engine: Lane,
        pictures: Lane,
        keeping: KeepingController,
        playing: PlayingController,
        tasks: Tasks,
    ) -> None:
        super().__init__(window)
        self._playing = playing
        self._window, self._library, self._tasks = window, library, tasks
        self._reader, self._engine, self._pictures = reader, engine, pictures
        self._keeping = keeping
        self._collection = BASKET_ID
        self.dialog: BasketDialog | None = None
        self.editor: MomentDialog | None = None
        window.player.marks.changed.connect(self._offer_points)

    def add(self) -> None:
        """Keep the moments of the selected cards, at the end of the collection that was chosen last."""
        cards = self._window.selected_cards()
        if cards:
            self._tasks.start(self._add(cards))

    async def _add(self, cards: Sequence[Card]) -> None:
        collection = self._collection
        title = translate("Controllers", "keeping")
        spans = [self._playing.span_of(card) for card in cards]
        change = await self._keeping.do(title, lambda: _keep(self._library, cards, spans, collection))
        if change.is_empty:  # what was left out is said already
            return
        count = amounts.moments(len(change.after))
        text = translate("Controllers", "Kept {moments}.").format(moments=count)
        self._keeping.show_done(text, "", (translate("Controllers", "Show"), self.open))

    def open(self) -> None:
        """Show what was kept, beside the window."""
        if self.dialog is None:
            self.dialog = self._made()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self._offer_points()
        self._tasks.start(self._show())

    def open_collection(self, collection: int) -> None:
        """Show the moments of a collection."""
        self._collection = collection
        self.open()

    @property
    def collection(self) -> int:
        """Id of the one that was shown last."""
        return self._collection

    @property
    def is_in_front(self) -> bool:
        """True while its dialog has the keys."""
        return self.dialog is not None and self.dialog.isActiveWindow()

    @property
    def chosen_entries(self) -> list[BasketEntry]:
        """The rows that are selected in the dialog."""
        return self.dialog.chosen_entries if self.dialog is not None and self.dialog.isVisible() else []

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
        dialog.edit_asked.connect(self._edit)
        dialog.points_asked.connect(self._take_points)
        dialog.relink_asked.connect(self._choose_file)
        dialog.export_asked.connect(self.export_asked)
        dialog.addActions([self._window.actions_[each] for each in ("library.export", "clip.copy_text")])
        dialog.undo_asked.connect(self._keeping.undo_stack.undo)
        dialog.redo_asked.connect(self._keeping.undo_stack.redo)
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

    # ---- in and out, and files

    def _edit(self, entry: BasketEntry) -> None:
        """Let the user write in, out and note."""
        moment, info = entry.moment, entry.video.info if entry.video is not None else None
        editor = MomentDialog(moment, info, self.dialog)
        editor.edited.connect(lambda start_s, end_s, note: self._write(moment, start_s, end_s, note))
        editor.finished.connect(editor.deleteLater)
        editor.open()
        self.editor = editor

    def _write(self, moment: Moment, start_s: Fraction | None, end_s: Fraction | None, note: str) -> None:
        if (start_s, end_s, note.strip()) != (moment.start_s, moment.end_s, moment.note):
            self._do(
                translate("Controllers", "moment"),
                lambda: self._library.edit_moment(moment.id, start_s, end_s, note),
            )

    def _offer_points(self) -> None:
        """What could be taken from the player now."""
        player = self._window.player
        if self.dialog is not None:
            self.dialog.offer_points(player.path if player.marks.complete is not None else None)

    def _take_points(self, entry: BasketEntry) -> None:
        """The points of the player are those of the moment from now on."""
        player = self._window.player
        points = player.marks.complete
        if points is not None and entry.video is not None and player.path == entry.video.path:
            self._write(entry.moment, *points, entry.moment.note)

    def _choose_file(self, entry: BasketEntry) -> None:
        """Let the user choose the file of a moment whose clip is missing."""
        title = translate("Controllers", "File of {clip}").format(clip=safe_text.name_of(entry.moment.path))
        chooser = QFileDialog(self.dialog, title, str(entry.moment.path.parent))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(lambda chosen: self.relink(entry, Path(chosen)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def relink(self, entry: BasketEntry, path: Path) -> None:
        """Give a moment its file again, once it is known to be the same clip."""
        self._tasks.start(self._relink(entry.moment, path))

    async def _relink(self, moment: Moment, path: Path) -> None:
        check = await self._tasks.ask(
            self._engine, Priority.BROWSE, self._library.check_relink, moment.id, path, newest="relink"
        )
        if check.is_same:
            await self._take_file(moment, path, to_other=False)
            return
        name, kept = safe_text.name_of(path), safe_text.name_of(moment.path)
        text = translate("Controllers", "{file} is not the same clip as {kept}: its content is different.")
        hint = translate("Controllers", "In and out may not fit. Nothing was changed.")
        anyway = translate("Controllers", "Use it anyway")
        self._window.notices.show_notice(
            Notice("warning", text.format(file=name, kept=kept), hint, "relink"),
            (anyway, lambda: self._tasks.start(self._take_file(moment, path, to_other=True))),
        )

    async def _take_file(self, moment: Moment, path: Path, *, to_other: bool) -> None:
        title = translate("Controllers", "relinking")
        await self._keeping.do(title, lambda: self._library.relink(moment.id, path, to_other=to_other))
        self.file_found.emit(path)
        text = translate("Controllers", "{clip} is linked to its file again.").format(
            clip=safe_text.name_of(moment.path)
        )
        self._window.notices.show_notice(Notice("done", text, "", "relink", fades=True))

    def _choose(self, collection: int) -> None:
        self._collection = collection
        self._tasks.start(self._show())

    async def _show(self) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        kept = await self._tasks.ask(
            self._pictures, Priority.BROWSE, _read, self._reader, self._collection, newest="basket"
        )
        self._collection = kept.collection
        dialog.show_collections(kept.collections, kept.collection)
        dialog.show_entries(kept.entries)

    def _play(self, entry: BasketEntry) -> None:
        """From the in point."""
        video = entry.video
        if video is None or video.state in UNPLAYABLE:
            text = translate("Controllers", "{clip} is not available.").format(
                clip=safe_text.name_of(entry.moment.path)
            )
            relink = (translate("Controllers", "Relink…"), lambda: self._choose_file(entry))
            actions = [relink] if entry.trouble else []
            self._window.notices.show_notice(Notice("warning", text, "", "basket"), *actions)
            return
        self._playing.play_moment(video, PlaySpan(entry.moment.start_s, entry.moment.end_s))


def _read(reader: LibraryReader, collection: int) -> _Kept:
    """A collection that is gone is read as the basket. Thread: the lane of the pictures."""
    collections = reader.collections()
    if collection not in {each.id for each in collections}:
        collection = BASKET_ID
    moments = reader.moments(collection)
    videos = reader.videos_of(moments)
    entries = [BasketEntry(each, _nearest(videos.get(each.fingerprint, ()))) for each in moments]
    return _Kept(collection, collections, entries)


def _nearest(videos: Sequence[Video]) -> Video | None:
    """Of several files with one content the one that is easiest to reach."""
    return min(videos, key=lambda video: _NEARNESS.index(video.state), default=None)


def _keep(
    library: Library, cards: Sequence[Card], spans: Sequence[tuple[Fraction, Fraction] | None], collection: int
) -> KeptChange:
    """All of them as one step; `spans` has the points that the user has set. Thread: the engine lane."""
    before: list[KeptEdit] = []
    after: list[KeptEdit] = []
    for card, span in zip(cards, spans, strict=True):
        start_s, end_s = span or _span(library, card)
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
