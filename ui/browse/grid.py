"""The grid: cards of videos or moments, with a heading that says what they are and what is missing."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.values import Answer, Explanation, Hit, Video
from ui import safe_text
from ui.browse.card import Card, verdict
from ui.browse.card_delegate import ZOOMS, CardDelegate
from ui.browse.card_list import CardList
from ui.browse.card_model import CardModel
from ui.browse.card_table import CardTable, stretches
from ui.browse.columns import Order
from ui.browse.empty_state import Blank
from ui.browse.first_run import FirstRun
from ui.browse.judging import add_judgements
from ui.browse.library_away import LibraryAway
from ui.browse.rank_comparison import fused_note
from ui.images import PictureKey, Pictures
from ui.library_model import SidebarFilterKind
from ui.translate import noop, translate
from ui.widgets import amounts, formatting
from ui.widgets.elided import ElidedLabel
from ui.widgets.flow import FlowLayout

LEAST_PX = 288
"""With sidebar, player and a scroll bar that makes 802."""
_BAR_PX = 42
_LEAST_LIST_PX = 44

_NOTHING_YET = noop("Browse", "You can search once the first clip is indexed. This search then runs automatically.")


class Grid(QFrame):
    """Heading, cards, and what stands there when there are none."""

    selected = Signal(object)
    """Card, or None."""
    opened = Signal(object)
    """Card: play it."""
    hits_seen = Signal(object)
    """list[Hit] in view once scrolling rests: their strips are wanted."""
    add_asked = Signal()
    welcome_asked = Signal()
    """The first-run page, after it was left."""
    files_asked = Signal()
    sample_asked = Signal()
    remove_asked = Signal(object)
    """Videos to take out of the library."""
    forget_asked = Signal(object)
    """Videos whose files were deleted, to be forgotten."""
    retry_asked = Signal(object)
    exact_asked = Signal(object)
    """Ids of videos that were indexed fast."""
    proxies_asked = Signal(object)
    """Video ids."""
    similar_asked = Signal(object)
    """A Card: look for what looks like it."""
    judged = Signal(object, str)
    """Cards, and whether they are liked or disliked."""
    reveal_asked = Signal(object)
    back_asked = Signal()
    again_asked = Signal()
    folding_asked = Signal(bool)
    """Whether near-identical takes are to be one card."""
    unfiltered_asked = Signal()
    """Without the filters."""
    order_changed = Signal()
    """Clips are sorted otherwise."""
    apart_asked = Signal()
    """The two models of a fused ranking side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "panel")
        self.setMinimumWidth(LEAST_PX)
        self._is_filtered = False
        self._is_welcoming = self._has_left = False
        """The first-run page was asked for and stays whatever comes; it was left."""
        self._model = CardModel(self)
        self._delegate = CardDelegate(None, self)
        self.list = CardList(self._model, self._delegate)
        self.table = CardTable(self._model)
        self._is_listed = False
        self._is_mirroring = False
        self.mark_actions: Sequence[QAction] = ()
        """The window's commands that mark the selected cards; for their menu."""
        self.rating_actions: Sequence[QAction] = ()
        self._order: Order | None = None
        """Of clips."""
        self._hit_order: Order | None = None
        """Of moments; those of another question come by rank again."""
        self._hits: tuple[Hit, ...] = ()
        self._sorted_by: Order | None = None
        """Of the clips that are shown."""
        self._stacks: Sequence[Sequence[int]] = ()
        self._is_grouped = False
        self._is_ranked = True
        """The moments come by rank, not by name or date."""
        self._videos: Sequence[Video] = ()
        """What is shown, as it was given."""
        self.first_run, self._blank, self.away = FirstRun(), Blank(), LibraryAway()
        self._stack = QStackedWidget()
        for page in (self.list, self.table, self.first_run, self._blank, self.away):
            page.setMinimumHeight(_LEAST_LIST_PX)
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._heading())
        self._note = QLabel()
        self._note.setProperty("kind", "muted")
        self._note.setWordWrap(True)
        self._note.setContentsMargins(16, 0, 16, 6)
        self._note.setObjectName("fused_note")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.hide()
        column.addWidget(self._note)
        column.addWidget(self._stack, 1)
        self._wanted: tuple[int, int] | None = None
        """The card to keep selected over a refresh."""
        self._connect()
        self.set_zoom(1.0)

    def _heading(self) -> QWidget:
        self._title, self._subtitle = ElidedLabel("title"), ElidedLabel("faint")
        self._stacked = QPushButton()
        self._clear = QPushButton(translate("Browse", "Clear filters"))
        self._back, self._retry, self._forget, self._again, self._apart = (
            QPushButton(translate("Browse", "Show all clips")),
            QPushButton(translate("Browse", "Retry all")),
            QPushButton(translate("Browse", "Forget all…")),
            QPushButton(),
            QPushButton(translate("Browse", "Side by side")),
        )
        for button in self._links:
            button.setProperty("kind", "link")
            button.hide()
        self._bar = QWidget()
        self._bar.setMinimumHeight(_BAR_PX)
        row = FlowLayout(self._bar, 10)
        row.setContentsMargins(16, 6, 12, 2)
        for widget in (self._title, self._subtitle):
            row.addWidget(widget)
        row.push()
        for link in (self._stacked, self._again, self._apart, self._retry, self._forget, self._clear, self._back):
            row.addWidget(link)
        return self._bar

    @property
    def _links(self) -> tuple[QPushButton, ...]:
        return self._stacked, self._back, self._clear, self._retry, self._forget, self._again, self._apart

    def _connect(self) -> None:
        self.list.selectionModel().currentChanged.connect(self._tell_selected)
        self.list.activated.connect(lambda index: self.opened.emit(self._model.card(index.row())))
        self.list.menu_asked.connect(self._open_menu)
        self.list.zoom_asked.connect(self.zoom)
        self.list.rested.connect(self._tell_seen)
        self.table.activated.connect(lambda index: self.opened.emit(self._model.card(index.row())))
        self.table.menu_asked.connect(self._open_menu)
        self.table.rested.connect(self._tell_seen)
        self.table.order_asked.connect(self.sort)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._mirror())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._mirror())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._take_rows())
        self.table.selectionModel().currentChanged.connect(lambda *_: self._take_rows())
        self._back.clicked.connect(self.back_asked)
        self._clear.clicked.connect(self.unfiltered_asked)
        self._stacked.clicked.connect(lambda: self.folding_asked.emit(not self._model.is_folding))
        self.list.stack_asked.connect(self.toggle_stack)
        self._again.clicked.connect(self.again_asked)
        self._apart.clicked.connect(self.apart_asked)
        self._retry.clicked.connect(lambda: self.retry_asked.emit(self._video_ids()))
        self._forget.clicked.connect(lambda: self.forget_asked.emit(self._missing()))
        self.first_run.files_asked.connect(self.files_asked)
        self.first_run.sample_asked.connect(self.sample_asked)
        self._blank.asked.connect(self._go_on)

    def minimumSizeHint(self) -> QSize:
        """Heading and note as high as they are at this width, and a little of the list."""
        width = max(self.width(), LEAST_PX)
        above = [each.heightForWidth(width) for each in (self._bar, self._note) if not each.isHidden()]
        return QSize(LEAST_PX, sum(above) + _LEAST_LIST_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow heading takes more lines."""
        super().resizeEvent(event)
        self.updateGeometry()

    # ---- filling

    def use(self, pictures: Pictures) -> None:
        """Pictures can be had from now on."""
        self._delegate.pictures = pictures
        pictures.came.connect(self._repaint_pictures)
        pictures.times_came.connect(lambda _: self.list.viewport().update())
        self.list.viewport().update()

    def show_first_run(self) -> None:
        """There are no folders."""
        self._model.set_videos([])
        self._head("", "")
        self._bar.hide()
        if self._has_left:
            self._blank.say(
                translate("Browse", "No clips yet"),
                translate("Browse", "Drop a folder here, or choose File > Add folder."),
                translate("Browse", "First steps"),
            )
        self._stack.setCurrentWidget(self._blank if self._has_left else self.first_run)
        self.selected.emit(None)

    def open_first_run(self) -> None:
        """Show the first-run page until it is left, whatever the library holds."""
        self._is_welcoming, self._has_left = True, False
        self._bar.hide()
        self._stack.setCurrentWidget(self.first_run)
        self.first_run.setFocus()

    def leave_first_run(self) -> None:
        """Back to the clips, or to a short message where there are none."""
        self.close_first_run()
        self._has_left = True
        if self._model.rowCount():
            self._bar.show()
            self._stack.setCurrentWidget(self.view)
        else:
            self.show_first_run()

    def close_first_run(self) -> None:
        """What comes next is shown in place of the first-run page."""
        self._is_welcoming = False

    def _go_on(self) -> None:
        if self._has_left and not self._model.rowCount() and self._bar.isHidden():
            self.welcome_asked.emit()
        else:
            self.back_asked.emit()

    def show_away(self, why: str, *, can_use: bool = False) -> None:
        """The library is not where it should be; `can_use` when another one is in its place."""
        self._head("", "")
        self._bar.hide()
        self.away.say(why, can_use=can_use)
        self._stack.setCurrentWidget(self.away)

    def set_filtered(self, is_filtered: bool) -> None:
        """Only clips that pass filters are shown, or all again."""
        self._is_filtered = is_filtered
        self._clear.setVisible(is_filtered)

    def show_videos(self, videos: Sequence[Video], title: str, kind: SidebarFilterKind = "all") -> None:
        """Browse videos. The selected one stays selected."""
        self.set_stale(False)
        self._show_hits(False)
        self._videos, self._hits = videos, ()
        order, rows = self._order, self._model.rows
        arranged = videos if order is None else order.sort_again(videos, rows if self._is_sorted_by(order) else ())
        self._sorted_by = order
        self._keep_selection(lambda: self._model.set_videos(arranged))
        self.table.show_order(order)
        self._head(title, amounts.clips(len(videos)))
        self._retry.setVisible(kind == "failed" and bool(videos))
        self._forget.setVisible(kind == "missing" and bool(videos))
        if not videos and self._is_filtered:
            self._blank.say(translate("Browse", "No clip passes these filters"), "")
        elif not videos:
            self._blank.say(
                translate("Browse", "No clips here"), translate("Browse", "New clips appear here automatically.")
            )
        if self._is_welcoming:
            self._bar.hide()
            return
        self._stack.setCurrentWidget(self.view if videos else self._blank)

    def show_answer(self, answer: Answer, *, keep_selection: bool = False) -> None:
        """Show moments, the first one selected; with `keep_selection` the one that was, where it is listed still."""
        self.set_stale(False)
        before = self.current.key if keep_selection and self.current is not None else None
        was_seen = self.row in self.view.rows_in_sight()
        scroll = self.scrolled
        self._hit_order = self._hit_order if keep_selection else None
        self._wanted = None
        self.close_first_run()
        self._show_hits(True)
        self._hits, self._stacks, self._videos, self._sorted_by = answer.hits, answer.stacks, (), None
        self._is_ranked = answer.query.sort == "match"
        hits, stacks, by_clip = self._listing()
        self._model.set_hits(hits, in_spreads=answer.in_spreads, stacks=stacks, by_clip=by_clip)
        self.table.show_order(self._hit_order)
        self._head(verdict(answer), formatting.found(answer) if answer.is_cut else "")
        self._back.show()
        self._note.setText(safe_text.short(safe_text.printable(fused_note(answer.fused))) if answer.fused else "")
        self._note.setVisible(bool(answer.fused))
        self._apart.setVisible(bool(answer.fused))
        self._say_stacked()
        is_empty = self._is_filtered and not answer.searched_segments
        if not answer.hits:
            self._blank.say(
                translate("Browse", "No indexed clip passes these filters.") if is_empty else verdict(answer),
                "" if is_empty or answer.searched_segments else translate("Browse", _NOTHING_YET),
                translate("Browse", "Show all clips"),
            )
            self._stack.setCurrentWidget(self._blank)
            self.selected.emit(None)
            return
        self._stack.setCurrentWidget(self.view)
        row = self._model.row_of(before) if before is not None else -1
        self._go_to(scroll if row >= 0 else 0)
        self.list.setCurrentIndex(self._model.index(max(0, row)))
        if row >= 0 and not was_seen:
            self._go_to(scroll)  # the list does not jump to what the user does not look at
        self.list.rest()

    def return_to(self, key: tuple[int, int] | None, scroll: int) -> None:
        """Select a card and scroll to where the user was before."""
        row = self._model.row_of(key) if key is not None else -1
        if row >= 0:
            self.list.setCurrentIndex(self._model.index(row))
        self._go_to(scroll)

    def _go_to(self, scroll: int) -> None:
        if self._is_listed:
            self.table.verticalScrollBar().setValue(scroll)
        else:
            self.list.go_to(scroll)

    @property
    def row(self) -> int:
        """The selected row; -1 when there is none."""
        return self.list.currentIndex().row()

    @property
    def scrolled(self) -> int:
        """How far down the user is."""
        return self.view.verticalScrollBar().value()

    # ---- as cards or as a list, and in which order

    @property
    def view(self) -> CardList | CardTable:
        """What shows the rows."""
        return self.table if self._is_listed else self.list

    @property
    def is_listed(self) -> bool:
        """True for lines with columns, False for cards."""
        return self._is_listed

    def set_listed(self, is_listed: bool) -> None:
        """Lines with columns, or cards; what is selected stays selected, and in view."""
        if self._is_listed == is_listed:
            return
        before, had_focus = self.view, self.view.hasFocus()
        self._is_listed = is_listed
        self._mirror()
        if self._stack.currentWidget() is before:
            self._stack.setCurrentWidget(self.view)
        if had_focus:
            self.view.setFocus()
        if self.row >= 0:
            self.view.scrollTo(self.view.currentIndex())
        self.view.rest()

    def focus(self) -> None:
        """The keyboard goes to the rows."""
        self.view.setFocus()

    @property
    def order(self) -> Order | None:
        """What clips are sorted by; None: by their paths."""
        return self._order

    def sort(self, order: Order | None) -> None:
        """Sort what is shown: clips from now on, moments of this question only."""
        if self._hits:
            self._hit_order = order
            self._relist()
        else:
            self._order = self._sorted_by = order
            rows = self._videos if order is None else order.sort(self._videos)
            self._keep_selection(lambda: self._model.arrange(rows))
            self.order_changed.emit()
        self.table.show_order(order)
        self.view.rest()

    def group_by_clip(self, on: bool) -> None:
        """Below the first results, which keep their rank, show each clip once; its further moments open in place."""
        self._is_grouped = on
        if self._hits:
            self._relist()
            self.view.rest()

    def _listing(self) -> tuple[Sequence[Hit], Sequence[Sequence[int]], bool]:
        """The moments in their order, the takes among them, and whether they are grouped.

        Ranks are what grouping keeps: sorted by anything else, each moment stands by itself.
        """
        if self._hit_order is not None:
            return self._hit_order.sort(self._hits), (), False
        return self._hits, self._stacks, self._is_grouped and self._is_ranked

    def _relist(self) -> None:
        hits, stacks, by_clip = self._listing()
        self._keep_selection(lambda: self._model.relist(hits, stacks, by_clip=by_clip))

    def _is_sorted_by(self, order: Order) -> bool:
        return self._sorted_by == order

    def _mirror(self) -> None:
        """The list shows what is selected among the cards."""
        if self._is_listed and not self._is_mirroring:
            self._is_mirroring = True
            self.table.mirror(self.list.selectionModel().selection(), self.row)
            self._is_mirroring = False

    def _take_rows(self) -> None:
        """Rows were selected in the list: the same cards are."""
        if self._is_mirroring or not self._is_listed:
            return
        self._is_mirroring = True
        chosen, mine = self.table.selectionModel(), self.list.selectionModel()
        wanted = QItemSelection()
        for stretch in stretches(chosen.selection()):
            wanted.select(self._model.index(stretch.top()), self._model.index(stretch.bottom()))
        flag = QItemSelectionModel.SelectionFlag
        row = chosen.currentIndex().row()
        if row >= 0 and row != self.row:
            mine.setCurrentIndex(self._model.index(row), flag.NoUpdate)
        mine.select(wanted, flag.ClearAndSelect)
        self._is_mirroring = False

    def offer_again(self, more: int) -> None:
        """Clips were indexed since the question was asked; the list never jumps by itself."""
        self._again.setText(translate("Browse", "Update ({clips})").format(clips=amounts.new_clips(more)))
        self._again.setToolTip(translate("Browse", "Search again to include clips indexed since"))
        self._again.setVisible(more > 0)

    def refresh(self, videos: dict[int, Video]) -> None:
        """Videos behind the moments changed."""
        self._model.refresh(videos)

    def set_explanation(self, segment_id: int, explanation: Explanation) -> None:
        """The strip of one moment."""
        self._model.set_explanation(segment_id, explanation)

    def set_later(self, segment_id: int, later: Sequence[Explanation]) -> None:
        """The later steps of one moment."""
        self._model.set_later(segment_id, later)

    def set_stale(self, stale: bool) -> None:
        """Dim what is shown while a newer answer is on its way."""
        if self._delegate.is_stale != stale:
            self._delegate.is_stale = stale
            self.list.viewport().update()
            self.table.set_stale(stale)

    def _show_hits(self, hits: bool) -> None:
        """Cards of moments have a strip and a line more."""
        self._delegate.has_hits = hits
        self.list.fit()
        self.table.show_moments(hits)

    def _head(self, title: str, subtitle: str) -> None:
        self._bar.show()
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._note.hide()
        for button in self._links:
            button.setVisible(button is self._clear and self._is_filtered)

    # ---- stacks of takes

    def fold_takes(self, is_folding: bool) -> None:
        """Make one card of near-identical takes, or show each by itself."""
        self._keep_selection(lambda: self._model.fold(is_folding))
        self._say_stacked()
        self.list.rest()

    def toggle_stack(self, index: QModelIndex | None = None) -> None:
        """Open the stack of a card, or of the selected one, or close it; its takes stand side by side."""
        at = self.list.currentIndex() if index is None else index
        if at.isValid():
            self._keep_selection(lambda: self._model.toggle_stack(at.row()))
            self.list.rest()

    def _say_stacked(self) -> None:
        """How many takes stand below others; a click shows each by itself, or stacks them again."""
        takes = amounts.stacked_takes(self._model.stacked)
        text = (
            translate("Browse", "Unstack {takes}") if self._model.is_folding else translate("Browse", "Stack {takes}")
        )
        self._stacked.setText(text.format(takes=takes))
        self._stacked.setToolTip(
            translate("Browse", "Near-identical takes of one thing stand on one card; E opens and closes it")
        )
        self._stacked.setVisible(self._model.stacked > 0)

    # ---- size of cards

    def zoom(self, steps: int) -> None:
        """Larger or smaller by a step."""
        at = min(range(len(ZOOMS)), key=lambda i: abs(ZOOMS[i] - self._delegate.zoom))
        self.set_zoom(ZOOMS[max(0, min(len(ZOOMS) - 1, at + steps))])

    def set_zoom(self, zoom: float) -> None:
        """Size of cards, 1 is 208 px."""
        self._delegate.zoom = zoom
        self.list.fit()
        self.list.scheduleDelayedItemsLayout()
        self.list.rest()

    @property
    def zoom_level(self) -> float:
        """Size of cards."""
        return self._delegate.zoom

    # ---- selection

    @property
    def current(self) -> Card | None:
        """The selected card."""
        index = self.list.currentIndex()
        return self._model.card(index.row()) if index.isValid() else None

    def selected_cards(self) -> list[Card]:
        """All selected cards in their order."""
        return [self._model.card(row) for row in sorted(i.row() for i in self.list.selectionModel().selectedIndexes())]

    def selected_videos(self) -> list[Video]:
        """The clips of all selected cards, each once, in their order."""
        return list({card.video.id: card.video for card in self.selected_cards()}.values())

    def _keep_selection(self, change: object) -> None:
        """Rows may be reset by a change; the same card is found again by its key."""
        before = self.current
        key = before.key if before is not None else self._wanted
        assert callable(change)
        change()
        row = self._model.row_of(key) if key is not None else -1
        self._wanted = key
        if row >= 0 and row != self.list.currentIndex().row():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(self._model.index(row), flags)
        elif row < 0 and before is not None:
            self._wanted = None
            self.selected.emit(None)

    def _tell_selected(self, index: QModelIndex) -> None:
        card = self._model.card(index.row()) if index.isValid() else None
        if card is not None:
            self._wanted = card.key
            self.selected.emit(card)

    # ---- what is in view

    def _tell_seen(self) -> None:
        if self._is_listed:
            return  # lines have no strips
        rows = self.list.rows_in_sight()
        cards = [self._model.card(row) for row in rows]
        wanted = [card.hit for card in cards if card.hit is not None and card.explanation is None]
        if wanted:
            self.hits_seen.emit(wanted)

    def _repaint_pictures(self, keys: frozenset[PictureKey]) -> None:
        """Only cards in view are painted, so one update of the viewport does for any number of pictures."""
        if keys:
            self.list.viewport().update()

    # ---- menu

    def menu_of(self, card: Card) -> QMenu:
        """What can be asked of a card."""
        menu = QMenu(self)
        menu.addAction(translate("Browse", "Play from here"), lambda: self.opened.emit(card))
        menu.addAction(translate("Browse", "Find similar shots"), lambda: self.similar_asked.emit(card))
        if card.stack is not None:
            words = translate("Browse", "Close stack") if card.stack.is_open else translate("Browse", "Open stack")
            row = self._model.row_of(card.key)
            menu.addAction(words, lambda: self.toggle_stack(self._model.index(row)))
        if card.hit is not None:
            add_judgements(menu, card, lambda kind: self.judged.emit([card], kind))
        menu.addSeparator()
        if self.rating_actions:
            menu.addMenu(translate("Browse", "Rating")).addActions(list(self.rating_actions))
        menu.addActions(list(self.mark_actions))
        menu.addSeparator()
        menu.addAction(translate("Browse", "Show in file manager"), lambda: self.reveal_asked.emit(card.video.path))
        if card.video.state == "failed":
            menu.addAction(translate("Browse", "Retry"), lambda: self.retry_asked.emit([card.video.id]))
        if card.is_fast:
            menu.addAction(translate("Browse", "Re-index in full"), lambda: self.exact_asked.emit([card.video.id]))
        if len(fast := self._fast_ids()) > 1:
            menu.addAction(
                translate("Browse", "Re-index all {clips} here in full").format(clips=amounts.fast_clips(len(fast))),
                lambda: self.exact_asked.emit(fast),
            )
        if card.video.state == "ready" and not (card.video.info and card.video.info.is_still):
            menu.addAction(translate("Browse", "Make proxy"), lambda: self.proxies_asked.emit([card.video.id]))
            if len(all_ids := sorted(set(self._video_ids()))) > 1:
                words = translate("Browse", "Make proxies for all {clips} here").format(
                    clips=amounts.clips(len(all_ids))
                )
                menu.addAction(words, lambda: self.proxies_asked.emit(all_ids))
        menu.addSeparator()
        if card.video.state == "missing":
            menu.addAction(translate("Browse", "Forget clip…"), lambda: self.forget_asked.emit([card.video]))
            if len(missing := self._missing()) > 1:
                words = translate("Browse", "Forget all {clips} here…").format(
                    clips=amounts.missing_clips(len(missing))
                )
                menu.addAction(words, lambda: self.forget_asked.emit(missing))
        else:
            menu.addAction(translate("Browse", "Remove from library…"), lambda: self.remove_asked.emit([card.video]))
        return menu

    def _open_menu(self, at: QPoint) -> None:
        index = self.view.indexAt(at)
        if index.isValid():
            menu = self.menu_of(self._model.card(index.row()))
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.view.viewport().mapToGlobal(at))

    def _fast_ids(self) -> list[int]:
        cards = (self._model.card(row) for row in range(self._model.rowCount()))
        return sorted({card.video.id for card in cards if card.is_fast})

    def _missing(self) -> list[Video]:
        """Clips shown here whose files were deleted, each once."""
        cards = (self._model.card(row) for row in range(self._model.rowCount()))
        return list({card.video.id: card.video for card in cards if card.video.state == "missing"}.values())

    def _video_ids(self) -> list[int]:
        return [self._model.card(row).video.id for row in range(self._model.rowCount())]

    @property
    def hits(self) -> list[Hit]:
        """Moments shown now."""
        cards = (self._model.card(row) for row in range(self._model.rowCount()))
        return [card.hit for card in cards if card.hit is not None]

    @property
    def words(self) -> tuple[str, str]:
        """Heading and what follows it, for tests and screen readers."""
        return self._title.text(), self._subtitle.text()

    @property
    def note(self) -> str:
        """What must be known to read a fused ranking."""
        return self._note.text()
