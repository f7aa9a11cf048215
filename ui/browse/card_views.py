"""The rows as cards or as a list: which of the two is shown, its size, its scroll, and what is in sight."""

from PySide6.QtCore import QObject, QPoint, Signal

from ui.browse.card_delegate import ZOOMS, CardDelegate
from ui.browse.card_list import CardList
from ui.browse.card_model import CardModel
from ui.browse.card_table import CardTable
from ui.images import PictureKey, Pictures


class CardViews(QObject):
    """Cards and list of the same rows; one of them is shown."""

    opened = Signal(object)
    """Card: play it."""
    menu_asked = Signal(QPoint)
    hits_seen = Signal(object)
    """list[Hit] in view once scrolling rests: their strips are wanted."""

    def __init__(self, model: CardModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self.delegate = CardDelegate(None, self)
        self.list = CardList(model, self.delegate)
        self.table = CardTable(model)
        self.is_listed = False
        """True for lines with columns, False for cards."""
        for view in (self.list, self.table):
            view.activated.connect(lambda index: self.opened.emit(model.card(index.row())))
            view.menu_asked.connect(self.menu_asked)
            view.rested.connect(self._tell_seen)

    @property
    def shown(self) -> CardList | CardTable:
        """What shows the rows."""
        return self.table if self.is_listed else self.list

    def use(self, pictures: Pictures) -> None:
        """Pictures can be had from now on."""
        self.delegate.pictures = pictures
        pictures.came.connect(self._repaint_pictures)
        pictures.times_came.connect(lambda _: self.list.viewport().update())
        self.list.viewport().update()

    def _repaint_pictures(self, keys: frozenset[PictureKey]) -> None:
        """Only cards in view are painted, so one update of the viewport does for any number of pictures."""
        if keys:
            self.list.viewport().update()

    # ---- what they show

    def show_moments(self, are_moments: bool) -> None:
        """Cards of moments have a strip and a line more."""
        self.delegate.has_hits = are_moments
        self.list.fit()
        self.table.show_moments(are_moments)

    def set_stale(self, stale: bool) -> None:
        """Dim what is shown while a newer answer is on its way."""
        if self.delegate.is_stale != stale:
            self.delegate.is_stale = stale
            self.list.viewport().update()
            self.table.set_stale(stale)

    def _tell_seen(self) -> None:
        if self.is_listed:
            return  # lines have no strips
        rows = self.list.visible_rows()
        cards = [self._model.card(row) for row in rows]
        wanted = [card.hit for card in cards if card.hit is not None and card.explanation is None]
        if wanted:
            self.hits_seen.emit(wanted)

    # ---- scroll and size

    @property
    def scrolled(self) -> int:
        """How far down the user is."""
        return self.shown.verticalScrollBar().value()

    def go_to(self, scroll: int) -> None:
        """Scroll there."""
        if self.is_listed:
            self.table.verticalScrollBar().setValue(scroll)
        else:
            self.list.go_to(scroll)

    def fit(self) -> None:
        """The density of the window is another one."""
        self.set_zoom(self.delegate.zoom)
        self.table.fit_lines()

    def zoom(self, steps: int) -> None:
        """Larger or smaller by a step."""
        at = min(range(len(ZOOMS)), key=lambda i: abs(ZOOMS[i] - self.delegate.zoom))
        self.set_zoom(ZOOMS[max(0, min(len(ZOOMS) - 1, at + steps))])

    def set_zoom(self, zoom: float) -> None:
        """Size of cards, 1 is 208 px."""
        self.delegate.zoom = zoom
        self.list.fit()
        self.list.scheduleDelayedItemsLayout()
        self.list.rest()
