"""Back and forward through searches and places, and the searches that are remembered over restarts."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QMenu

from core.errors import QueryError
from core.library import BoundQuery, ReadQuery, bind_query, dump_query, load_query, names_of
from core.values import Query
from ui import safe_text
from ui.controllers.search import SearchController
from ui.controllers.trail import Trail, View
from ui.library_model import LibraryModel
from ui.translate import translate
from ui.widgets.query_words import query_words
from ui.window.main_window import MainWindow

_MOST = 100
_MENU = 20
_STEPS = {Qt.MouseButton.BackButton: -1, Qt.MouseButton.ForwardButton: 1}


class NavigationController(QObject):
    """Notes where the user has been. Thread: main."""

    def __init__(
        self, window: MainWindow, search: SearchController, library_model: LibraryModel, *, remembers: bool = True
    ) -> None:
        super().__init__(window)
        self._window, self._search, self._library_model = window, search, library_model
        self._trail = Trail()
        self._is_going = False
        self._past: list[tuple[ReadQuery, str]] = []
        """What was asked before, newest last, as it was saved, and the record of it."""
        self._remembers = remembers
        self.menu = QMenu(translate("Controllers", "Recent searches"), window)
        self.menu.aboutToShow.connect(self._fill_menu)
        window.actions_.menus["Search"].addMenu(self.menu)
        search.moving.connect(self._leave)
        search.moved.connect(self._visit)
        window.query.meant.connect(self._settle)
        window.query.recalled.connect(self._recall)
        window.grid.opened.connect(lambda _: self._settle())
        window.grid.list.clicked.connect(lambda _: self._settle())
        window.closing.connect(self._remember_present)
        self.set_remembers(remembers)
        self._follow()
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The fourth and fifth button of a mouse, wherever in the window it is."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            steps = _STEPS.get(event.button())
            if steps is not None:
                self.go(steps)
                return True
        return super().eventFilter(watched, event)

    # ---- back and forward

    def go(self, steps: int) -> None:
        """Back (-1) or forward (1): place, filters, question, selection and where the list was scrolled to."""
        self._leave()
        view = self._trail.go(steps)
        if view is None:
            return
        self._is_going = True
        try:
            self._search.show_view(view)
        finally:
            self._is_going = False
        self._follow()

    def _leave(self) -> None:
        grid = self._window.grid
        if self._is_going:
            return
        card, row = grid.current, grid.row
        self._trail.leave(card.key if card is not None else None, grid.scrolled)
        if row > 0 or grid.scrolled > 0:
            self._trail.settle()

    def _visit(self, view: View) -> None:
        if self._is_going or not self._library_model.is_loaded:
            return
        before = self._trail.current
        if self._trail.visit(view) and before is not None:
            self._remember(before, again=False)
        self._follow()

    def _settle(self) -> None:
        self._trail.settle()
        self._remember_present()

    def _follow(self) -> None:
        self._window.actions_.enable("view.back", on=self._trail.can_go_back)
        self._window.actions_.enable("view.forward", on=self._trail.can_go_forward)

    # ---- what was asked before

    @property
    def past(self) -> list[Query]:
        """What was asked before, newest last."""
        return [read.query for read, _ in self._past]

    def set_remembers(self, remembers: bool) -> None:
        """Remember what is asked over restarts; when not, what was remembered is deleted."""
        self._remembers = remembers
        records = self._window.past_searches
        self._past = [(read, record) for record in records if (read := _read(record)) is not None]
        if not remembers:
            self._window.past_searches = []
            self._past = []
        self._offer()

    def clear(self) -> None:
        """Forget what was asked before."""
        self._past = []
        self._window.past_searches = []
        self._offer()

    def _remember_present(self) -> None:
        if self._trail.current is not None:
            self._remember(self._trail.current)

    def _remember(self, view: View, *, again: bool = True) -> None:
        """Once, at the end of the list; without `again` it stays where it is: walking through the list changes none."""
        if view.query is None or not self._remembers:
            return
        query = replace(view.query, filter=view.whole)
        if not again and query in self.past:
            return
        collections = [each.collection for each in self._library_model.kept]
        names = names_of(query, self._library_model.folders, collections)
        others = [each for each in self._past if each[0].query != query]
        self._past = [*others, (ReadQuery(query, (), names), dump_query(query, names))][-_MOST:]
        self._window.past_searches = [record for _, record in self._past]
        self._offer()

    def _offer(self) -> None:
        self._window.query.set_history(self.past, self._present)

    def _present(self) -> Query | None:
        return self._search.record() if self._window.query.query is not None else None

    def _recall(self, query: Query) -> None:
        """A query of the history: with its place and its filters, where this library has them."""
        read = next((each for each, _ in self._past if each.query == query), ReadQuery(query))
        bound = self._bound(read)
        self._search.show_record(bound.query, None, bound.notes, " ".join(bound.missing))

    def _bound(self, read: ReadQuery) -> BoundQuery:
        folders, collections = self._library_model.folders, [each.collection for each in self._library_model.kept]
        return bind_query(read.query, read.names, folders, collections)

    def _fill_menu(self) -> None:
        menu = self.menu
        menu.clear()
        folders = {each.id: each.path for each in self._library_model.folders}
        collections = {each.collection.id: each.collection.name for each in self._library_model.kept}
        for read, _ in self._past[: -_MENU - 1 : -1]:
            words = query_words(read.query, folders, collections)
            action = menu.addAction(safe_text.on_button(safe_text.short(words, 60)))
            action.triggered.connect(lambda _checked=False, query=read.query: self._recall(query))
        if not self._past:
            words = translate("Controllers", "None yet") if self._remembers else translate("Controllers", "Off")
            menu.addAction(words).setEnabled(False)
        menu.addSeparator()
        clear = menu.addAction(translate("Controllers", "Clear recent searches"))
        clear.setEnabled(bool(self._past))
        clear.triggered.connect(self.clear)


def _read(record: str) -> ReadQuery | None:
    """None for one that this version cannot read: it is not offered."""
    try:
        return load_query(record)
    except QueryError:
        return None
