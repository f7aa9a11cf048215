"""What stands in place of the cards: the first-run page, a message that there are none, the library that is away."""

from PySide6.QtWidgets import QStackedWidget

from core.values import Answer
from ui.browse.card import verdict
from ui.browse.card_views import CardViews
from ui.browse.empty_state import Blank
from ui.browse.first_run import FirstRun
from ui.browse.library_away import LibraryAway
from ui.translate import noop, translate

LEAST_LIST_PX = 44

_NOTHING_YET = noop("Browse", "You can search once the first clip is indexed. This search then runs automatically.")


class GridPages(QStackedWidget):
    """One page at a time: cards, list, or the message shown when there are none."""

    def __init__(self, views: CardViews) -> None:
        super().__init__()
        self._views = views
        self.is_welcoming = self.has_left = False
        """The first-run page was asked for and stays whatever comes; it was left."""
        self.first_run, self.blank, self.away = FirstRun(), Blank(), LibraryAway()
        for page in (views.list, views.table, self.first_run, self.blank, self.away):
            page.setMinimumHeight(LEAST_LIST_PX)
            self.addWidget(page)

    def show_rows(self) -> None:
        """Cards or list."""
        self.setCurrentWidget(self._views.shown)

    def welcome(self) -> None:
        """The first-run page until it is left, whatever the library holds."""
        self.is_welcoming, self.has_left = True, False
        self.setCurrentWidget(self.first_run)
        self.first_run.setFocus()

    def leave(self) -> None:
        """The first-run page was left: without folders a short message stands there."""
        self.is_welcoming, self.has_left = False, True

    def show_no_folders(self) -> None:
        """The first-run page, or a short message once it was left."""
        if self.has_left:
            self.blank.say(
                translate("Browse", "No clips yet"),
                translate("Browse", "Drop a folder here, or choose File > Add folder."),
                translate("Browse", "First steps"),
            )
        self.setCurrentWidget(self.blank if self.has_left else self.first_run)

    def say_no_clips(self, *, is_filtered: bool) -> None:
        """Say why no clips are listed; `blank` is to be shown then."""
        if is_filtered:
            self.blank.say(translate("Browse", "No clip passes these filters"), "")
        else:
            self.blank.say(
                translate("Browse", "No clips here"), translate("Browse", "New clips appear here automatically.")
            )

    def show_no_moments(self, answer: Answer, *, is_filtered: bool) -> None:
        """Say why nothing was found."""
        is_empty = is_filtered and not answer.searched_segments
        self.blank.say(
            translate("Browse", "No indexed clip passes these filters.") if is_empty else verdict(answer),
            "" if is_empty or answer.searched_segments else translate("Browse", _NOTHING_YET),
            translate("Browse", "Show all clips"),
        )
        self.setCurrentWidget(self.blank)

    def show_away(self, why: str, *, can_use: bool) -> None:
        """The library is not where it should be; `can_use` when another one is in its place."""
        self.away.say(why, can_use=can_use)
        self.setCurrentWidget(self.away)
