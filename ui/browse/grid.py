"""The grid: cards of videos or moments, with a heading that says what they are and what is missing."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout, QWidget

from core.values import Answer, Explanation, Hit, Judgement, Video
from ui import safe_text
from ui.browse.arranging import Arranger, Aside
from ui.browse.card import Card, verdict
from ui.browse.card_list import CardList
from ui.browse.card_menu import CardMenus
from ui.browse.card_model import CardModel
from ui.browse.card_table import CardTable
from ui.browse.card_views import CardViews
from ui.browse.columns import Order
from ui.browse.grid_heading import GridHeading, note_label
from ui.browse.grid_pages import LEAST_LIST_PX, GridPages
from ui.browse.grid_selection import GridSelection
from ui.browse.ordering import Ordering
from ui.browse.rank_comparison import fused_note
from ui.browse.sort_menu import SortMenu
from ui.images import Pictures
from ui.library_model import SidebarFilterKind
from ui.widgets import amounts, formatting

LEAST_PX = 288
"""With sidebar, player and a scroll bar that makes 802."""


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
    forget_asked = Signal(object)
    """Videos whose files were deleted, to be forgotten."""
    retry_asked = Signal(object)
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
        self._model = CardModel(self)
        self._views = CardViews(self._model, self)
        self.list, self.table = self._views.list, self._views.table
        self._selection = GridSelection(self._model, self._views, self)
        self.menus = CardMenus(self)
        self._ordering = Ordering()
        self._arranger = Arranger(self._ordering)
        self.sort_menu = SortMenu(self)
        self._heading = GridHeading(self.sort_menu)
        self._pages = GridPages(self._views)
        self.first_run, self.away = self._pages.first_run, self._pages.away
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._heading)
        self._note = note_label()
        column.addWidget(self._note)
        column.addWidget(self._pages, 1)
        self._connect()
        self.set_zoom(1.0)

    def _connect(self) -> None:
        self._selection.changed.connect(self.selected)
        self._views.opened.connect(self.opened)
        self._views.hits_seen.connect(self.hits_seen)
        self._views.menu_asked.connect(lambda at: self.menus.open(self._model, self.view, at))
        self.list.zoom_asked.connect(self.zoom)
        self.list.stack_asked.connect(self.toggle_stack)
        for asking in (self.table, self.sort_menu):
            asking.order_asked.connect(self.sort)
        self._connect_heading()
        self._connect_menus()
        self.first_run.files_asked.connect(self.files_asked)
        self.first_run.sample_asked.connect(self.sample_asked)
        self._pages.blank.asked.connect(self._continue)

    def _connect_heading(self) -> None:
        links = self._heading
        links.back.clicked.connect(self.back_asked)
        links.clear.clicked.connect(self.unfiltered_asked)
        links.stacked.clicked.connect(lambda: self.folding_asked.emit(not self._model.is_folding))
        links.again.clicked.connect(self.again_asked)
        links.apart.clicked.connect(self.apart_asked)
        links.retry.clicked.connect(lambda: self.retry_asked.emit(self._model.video_ids()))
        links.forget.clicked.connect(lambda: self.forget_asked.emit(self._model.missing()))

    def _connect_menus(self) -> None:
        menus = self.menus
        menus.opened.connect(self.opened)
        menus.stack_asked.connect(self.toggle_stack)

    def minimumSizeHint(self) -> QSize:
        """Heading and note as high as they are at this width, and a little of the list."""
        width = max(self.width(), LEAST_PX)
        above = [each.heightForWidth(width) for each in (self._heading, self._note) if not each.isHidden()]
        return QSize(LEAST_PX, sum(above) + LEAST_LIST_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow heading takes more lines."""
        super().resizeEvent(event)
        self.updateGeometry()

    # ---- filling

    def arrange_by(self, aside: Aside) -> None:
        """Many clips are ordered so from now on: on another thread."""
        self._arranger.aside = aside

    def use(self, pictures: Pictures) -> None:
        """Pictures can be had from now on."""
        self._views.use(pictures)

    def show_first_run(self) -> None:
        """There are no folders."""
        self._arranger.forget()
        self._model.set_videos([])
        self._head("", "")
        self._heading.hide()
        self._pages.show_no_folders()
        self.selected.emit(None)

    def open_first_run(self) -> None:
        """Show the first-run page until it is left, whatever the library holds."""
        self._heading.hide()
        self._pages.welcome()

    def leave_first_run(self) -> None:
        """Back to the clips, or to a short message where there are none."""
        self._pages.leave()
        if self._model.rowCount():
            self._heading.show()
            self._pages.show_rows()
        else:
            self.show_first_run()

    def close_first_run(self) -> None:
        """What comes next is shown in place of the first-run page."""
        self._pages.is_welcoming = False

    def _continue(self) -> None:
        if self._pages.has_left and not self._model.rowCount() and self._heading.isHidden():
            self.welcome_asked.emit()
        else:
            self.back_asked.emit()

    def show_away(self, why: str, *, can_use: bool = False) -> None:
        """The library is not where it should be; `can_use` when another one is in its place."""
        self._arranger.forget()
        self._head("", "")
        self._heading.hide()
        self._pages.show_away(why, can_use=can_use)

    def set_filtered(self, is_filtered: bool) -> None:
        """Only clips that pass filters are shown, or all again."""
        self._is_filtered = is_filtered
        self._heading.clear.setVisible(is_filtered)

    def show_videos(
        self,
        videos: Sequence[Video],
        title: str,
        kind: SidebarFilterKind = "all",
        then: Callable[[], object] | None = None,
    ) -> None:
        """Browse videos, once they are in their order; `then` they are shown. The selected one stays selected."""

        def show(arranged: Sequence[Video]) -> None:
            self._show_videos(arranged, title, kind)
            if then is not None:
                then()

        self._arranger.arrange(self._ordering.arrangement(videos, self._model.rows), show)

    def _show_videos(self, arranged: Sequence[Video], title: str, kind: SidebarFilterKind) -> None:
        self.set_stale(False)
        self._views.show_moments(False)
        self._selection.keep(lambda: self._model.set_videos(arranged))
        self._show_order(self._ordering.of_clips)
        self._head(title, amounts.clips(len(arranged)))
        self._heading.retry.setVisible(kind == "failed" and bool(arranged))
        self._heading.forget.setVisible(kind == "missing" and bool(arranged))
        if not arranged:
            self._pages.say_no_clips(is_filtered=self._is_filtered)
        if self._pages.is_welcoming:
            self._heading.hide()
            return
        self._pages.setCurrentWidget(self.view if arranged else self._pages.blank)

    def show_answer(self, answer: Answer, *, keep_selection: bool = False) -> None:
        """Show moments, the first one selected; with `keep_selection` the one that was, where it is listed still."""
        self.set_stale(False)
        before = self.current.key if keep_selection and self.current is not None else None
        was_seen = self.row in self.view.visible_rows()
        scroll = self.scrolled
        self._selection.forget()
        self.close_first_run()
        self._views.show_moments(True)
        self._arranger.forget()
        self._ordering.take_answer(answer, keep_order=keep_selection)
        hits, stacks, by_clip = self._ordering.listing()
        self._model.set_hits(hits, in_spreads=answer.in_spreads, stacks=stacks, by_clip=by_clip)
        self._show_order(self._ordering.of_moments)
        # of one model's answer the line below the query says it
        self._head(verdict(answer), formatting.found(answer) if answer.is_cut and answer.fused else "")
        self._heading.back.show()
        self._note.setText(safe_text.short(safe_text.printable(fused_note(answer.fused))) if answer.fused else "")
        self._note.setVisible(bool(answer.fused))
        self._heading.apart.setVisible(bool(answer.fused))
        self._say_stacked()
        if not answer.hits:
            self._pages.show_no_moments(answer, is_filtered=self._is_filtered)
            self.selected.emit(None)
            return
        self._pages.show_rows()
        row = self._model.row_of(before) if before is not None else -1
        self._views.go_to(scroll if row >= 0 else 0)
        self.list.setCurrentIndex(self._model.index(max(0, row)))
        if row >= 0 and not was_seen:
            self._views.go_to(scroll)  # the list does not jump to what the user does not look at
        self.list.rest()

    def return_to(self, key: tuple[int, int] | None, scroll: int) -> None:
        """Select a card and scroll to where the user was before."""
        row = self._model.row_of(key) if key is not None else -1
        if row >= 0:
            self.list.setCurrentIndex(self._model.index(row))
        self._views.go_to(scroll)

    @property
    def row(self) -> int:
        """The selected row; -1 when there is none."""
        return self._selection.row

    @property
    def scrolled(self) -> int:
        """How far down the user is."""
        return self._views.scrolled

    # ---- as cards or as a list, and in which order

    @property
    def view(self) -> CardList | CardTable:
        """What shows the rows."""
        return self._views.shown

    @property
    def is_listed(self) -> bool:
        """True for lines with columns, False for cards."""
        return self._views.is_listed

    def set_listed(self, is_listed: bool) -> None:
        """Lines with columns, or cards; what is selected stays selected, and in view."""
        if self.is_listed == is_listed:
            return
        before, had_focus = self.view, self.view.hasFocus()
        self._views.is_listed = is_listed
        self._selection.mirror()
        if self._pages.currentWidget() is before:
            self._pages.show_rows()
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
        return self._ordering.of_clips

    def sort(self, order: Order | None) -> None:
        """Sort what is shown: clips from now on, moments of this question only."""
        self._show_order(order)
        if self._ordering.has_moments and not self._arranger.is_waiting:
            self._ordering.sort_moments(order)
            self._relist()
            self.view.rest()
        else:
            self._arranger.sort(order, self._show_sorted)
            self.order_changed.emit()

    def _show_order(self, order: Order | None) -> None:
        self.table.show_order(order)
        self.sort_menu.show_order(order, are_moments=self._views.delegate.has_hits)
        self._heading.say_sorted(self.sort_menu.words)

    def _show_sorted(self, rows: Sequence[Video]) -> None:
        self._selection.keep(lambda: self._model.arrange(rows))
        self.view.rest()

    def group_by_clip(self, on: bool) -> None:
        """Below the first results, which keep their rank, show each clip once; its further moments open in place."""
        self._ordering.is_grouped = on
        if self._ordering.has_moments:
            self._relist()
            self.view.rest()

    def _relist(self) -> None:
        hits, stacks, by_clip = self._ordering.listing()
        self._selection.keep(lambda: self._model.relist(hits, stacks, by_clip=by_clip))

    def offer_again(self, more: int) -> None:
        """Clips were indexed since the question was asked; the list never jumps by itself."""
        self._heading.offer_again(more)

    def refresh(self, videos: dict[int, Video]) -> None:
        """Videos behind the moments changed."""
        self._model.refresh(videos)

    def set_explanation(self, segment_id: int, explanation: Explanation) -> None:
        """The strip of one moment."""
        self._model.set_explanation(segment_id, explanation)

    def set_judgements(self, judgements: Sequence[Judgement]) -> None:
        """What was called right and wrong for the search that is shown."""
        self._model.set_judgements(judgements)

    def set_later(self, segment_id: int, later: Sequence[Explanation]) -> None:
        """The later steps of one moment."""
        self._model.set_later(segment_id, later)

    def set_stale(self, stale: bool) -> None:
        """Dim what is shown while a newer answer is on its way."""
        self._views.set_stale(stale)

    def _head(self, title: str, subtitle: str) -> None:
        self._heading.say(title, subtitle, is_filtered=self._is_filtered)
        self._note.hide()

    # ---- stacks of takes

    def fold_takes(self, is_folding: bool) -> None:
        """Make one card of near-identical takes, or show each by itself."""
        self._selection.keep(lambda: self._model.fold(is_folding))
        self._say_stacked()
        self.list.rest()

    def toggle_stack(self, index: QModelIndex | None = None) -> None:
        """Open the stack of a card, or of the selected one, or close it; its takes stand side by side."""
        at = self.list.currentIndex() if index is None else index
        if at.isValid():
            self._selection.keep(lambda: self._model.toggle_stack(at.row()))
            self.list.rest()

    def _say_stacked(self) -> None:
        self._heading.say_stacked(self._model.stacked, is_folding=self._model.is_folding)

    # ---- size of cards

    def fit(self) -> None:
        """The density of the window is another one."""
        self._views.fit()

    def zoom(self, steps: int) -> None:
        """Larger or smaller by a step."""
        self._views.zoom(steps)

    def set_zoom(self, zoom: float) -> None:
        """Size of cards, 1 is 208 px."""
        self._views.set_zoom(zoom)

    @property
    def zoom_level(self) -> float:
        """Size of cards."""
        return self._views.delegate.zoom

    # ---- selection

    @property
    def current(self) -> Card | None:
        """The selected card."""
        return self._selection.card

    def selected_cards(self) -> list[Card]:
        """All selected cards in their order."""
        return self._selection.cards()

    def selected_videos(self) -> list[Video]:
        """The clips of all selected cards, each once, in their order."""
        return self._selection.videos()

    # ---- menu

    def menu_of(self, card: Card) -> QMenu:
        """What can be asked of a card."""
        return self.menus.menu_of(card, self._model)

    @property
    def hits(self) -> list[Hit]:
        """Moments shown now."""
        return self._model.hits

    @property
    def words(self) -> tuple[str, str]:
        """Heading and what follows it, for tests and screen readers."""
        return self._heading.words

    @property
    def note(self) -> str:
        """What must be known to read a fused ranking."""
        return self._note.text()
