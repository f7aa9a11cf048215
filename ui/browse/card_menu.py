"""The menu of a card: what can be asked of it, and of all that is shown with it."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from ui.browse.card import Card
from ui.browse.card_model import CardModel
from ui.browse.judging import add_judgements, add_relevance
from ui.translate import translate
from ui.widgets import amounts


class CardMenus(QObject):
    """Makes the menu of a card, and says what is asked in it: the same wherever cards are shown."""

    opened = Signal(object)
    """Card: play it."""
    similar_asked = Signal(object)
    """A Card: look for what looks like it."""
    stack_asked = Signal(QModelIndex)
    """Open or close the stack of this row."""
    judged = Signal(object, str)
    """Cards, and whether they are liked or disliked."""
    relevance_asked = Signal(object, bool)
    """Cards, and whether they are right or wrong for this search."""
    reveal_asked = Signal(object)
    """Path."""
    retry_asked = Signal(object)
    """Video ids, as for the next two."""
    exact_asked = Signal(object)
    proxies_asked = Signal(object)
    forget_asked = Signal(object)
    """Videos."""
    remove_asked = Signal(object)
    """Videos."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self.mark_actions: Sequence[QAction] = ()
        """The window's commands that mark the selected cards."""
        self.rating_actions: Sequence[QAction] = ()
        self.handing_actions: Sequence[QAction] = ()
        """Those that hand the selected cards to other programs."""

    def open(self, model: CardModel, view: QAbstractItemView, at: QPoint) -> None:
        """Show the menu of the card at a place in a view of the model."""
        index = view.indexAt(at)
        if index.isValid():
            menu = self.menu_of(model.card(index.row()), model)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(view.viewport().mapToGlobal(at))

    def menu_of(self, card: Card, model: CardModel) -> QMenu:
        """What can be asked of a card, and of all in its model."""
        menu = QMenu(self._parent)
        menu.addAction(translate("Browse", "Play from here"), lambda: self.opened.emit(card))
        menu.addAction(translate("Browse", "Find similar shots"), lambda: self.similar_asked.emit(card))
        if card.stack is not None:
            words = translate("Browse", "Close stack") if card.stack.is_open else translate("Browse", "Open stack")
            row = model.row_of(card.key)
            menu.addAction(words, lambda: self.stack_asked.emit(model.index(row)))
        if card.hit is not None:
            add_judgements(menu, card, lambda kind: self.judged.emit([card], kind))
            add_relevance(menu, card, lambda is_right: self.relevance_asked.emit([card], is_right))
        menu.addSeparator()
        if self.rating_actions:
            menu.addMenu(translate("Browse", "Rating")).addActions(list(self.rating_actions))
        menu.addActions(list(self.mark_actions))
        menu.addSeparator()
        menu.addActions(list(self.handing_actions))
        menu.addAction(translate("Browse", "Show in file manager"), lambda: self.reveal_asked.emit(card.video.path))
        if card.video.state == "failed":
            menu.addAction(translate("Browse", "Retry"), lambda: self.retry_asked.emit([card.video.id]))
        if card.is_fast:
            menu.addAction(translate("Browse", "Re-index in full"), lambda: self.exact_asked.emit([card.video.id]))
        if len(fast := model.fast_ids()) > 1:
            menu.addAction(
                translate("Browse", "Re-index all {clips} here in full").format(clips=amounts.fast_clips(len(fast))),
                lambda: self.exact_asked.emit(fast),
            )
        if card.video.state == "ready" and not (card.video.info and card.video.info.is_still):
            menu.addAction(translate("Browse", "Make proxy"), lambda: self.proxies_asked.emit([card.video.id]))
            if len(all_ids := sorted(set(model.video_ids()))) > 1:
                words = translate("Browse", "Make proxies for all {clips} here").format(
                    clips=amounts.clips(len(all_ids))
                )
                menu.addAction(words, lambda: self.proxies_asked.emit(all_ids))
        menu.addSeparator()
        if card.video.state == "missing":
            menu.addAction(translate("Browse", "Forget clip…"), lambda: self.forget_asked.emit([card.video]))
            if len(missing := model.missing()) > 1:
                words = translate("Browse", "Forget all {clips} here…").format(
                    clips=amounts.missing_clips(len(missing))
                )
                menu.addAction(words, lambda: self.forget_asked.emit(missing))
        else:
            menu.addAction(translate("Browse", "Remove from library…"), lambda: self.remove_asked.emit([card.video]))
        return menu
