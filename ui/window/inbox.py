"""What the user gives before the library is open: kept, said to be waiting, and carried out once it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from core.values import Given
from ui.actions import Actions
from ui.browse.drops import DropTarget
from ui.browse.grid import Grid
from ui.browse.sidebar import Sidebar
from ui.notices import Notice, Notices
from ui.search.query_panel import QueryPanel
from ui.translate import noop, translate
from ui.widgets import amounts

SEARCH_WAITS = noop("Window", "Searching as soon as the library is open…")
NOT_SEARCHED = noop("Window", "Cannot search: the library is not open.")


@dataclass(frozen=True, slots=True)
class Panels:
    """Parts of the window that take something from the user before there is a library."""

    query: QueryPanel
    sidebar: Sidebar
    grid: Grid
    notices: Notices
    actions: Actions


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who carries things out once the library is open."""

    add: Callable[[Sequence[Given]], object]
    stop: Callable[[], object]


class Inbox(QObject):
    """Lives as long as the window; everything that may come before the library goes through here."""

    paused = Signal(bool)
    """Before the library was open: it reads that when it opens."""

    def __init__(self, window: QWidget, panels: Panels) -> None:
        super().__init__(window)
        self._window, self._panels = window, panels
        self._receiver: Receiver | None = None
        self._has_failed = False
        self._given: list[Given] = []
        self._stop_asked = False
        self.drops = DropTarget(window, self.add)
        panels.query.asked.connect(lambda _: self._say_asked())
        for asked in (panels.sidebar.add_asked, panels.grid.add_asked):
            asked.connect(self.choose_folder)
        panels.grid.files_asked.connect(self.choose_files)
        panels.actions.connect(
            {
                "library.add_folder": self.choose_folder,
                "library.add_files": self.choose_files,
                "library.pause": self._note_pause,
                "library.stop": self._note_stop,
                "search.focus": panels.query.focus,
                "search.clear": self._clear,
            }
        )

    @property
    def is_open(self) -> bool:
        """True once the library takes everything itself."""
        return self._receiver is not None

    def hand_over(self, receiver: Receiver) -> None:
        """The library is open: carry out what has waited, and pass on at once what comes from now on.

        The question stands in its line; whoever answers questions takes it from there.
        """
        self._receiver, self._has_failed = receiver, False
        if self._stop_asked:
            receiver.stop()
        if self._given:
            given, self._given = self._given, []
            self._panels.notices.show_notice(
                Notice(
                    "info", translate("Window", "Adding {items}…").format(items=amounts.items(len(given))), "", "added"
                )
            )
            receiver.add(given)

    def fail(self) -> None:
        """The library could not be opened: nothing waits for a search any more, and what was given stays noted."""
        self._has_failed = True
        if self._panels.query.query is not None:
            self._say_asked()
        if self._given:
            self._say_given()

    def add(self, given: Sequence[Given]) -> None:
        """Take folders, clips and whatever else was dropped, now or once the library is open."""
        if not given:
            return
        if self._receiver is not None:
            self._receiver.add(given)
        else:
            self._given += given
            self._say_given()

    def choose_folder(self) -> None:
        """Let the user pick a folder; the window stays alive meanwhile."""
        self._choose(QFileDialog.FileMode.Directory)

    def choose_files(self) -> None:
        """Let the user pick single clips."""
        self._choose(QFileDialog.FileMode.ExistingFiles)

    def _choose(self, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self._window, translate("Window", "Add to the library"))
        dialog.setFileMode(mode)
        dialog.filesSelected.connect(lambda names: self.add([Given.of(Path(name)) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # ---- before the library is open

    def _say_asked(self) -> None:
        if self._receiver is not None:
            return
        if self._has_failed:
            self._panels.query.say_not_asked(translate("Window", NOT_SEARCHED))
        else:
            self._panels.query.set_busy(translate("Window", SEARCH_WAITS))

    def _say_given(self) -> None:
        count = amounts.items(len(self._given))
        if self._has_failed:
            notice = Notice(
                "warning",
                translate("Window", "Cannot add {count}: the library is not open.").format(count=count),
                "",
                "added",
            )
        else:
            notice = Notice(
                "info",
                translate("Window", "Adding {count} as soon as the library is open…").format(count=count),
                "",
                "added",
            )
        self._panels.notices.show_notice(notice)

    def _clear(self) -> None:
        if self._receiver is None:
            self._panels.query.clear()

    def _note_pause(self) -> None:
        if self._receiver is None:
            self.paused.emit(self._panels.actions["library.pause"].isChecked())

    def _note_stop(self) -> None:
        self._stop_asked = self._receiver is None
