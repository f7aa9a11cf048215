"""The window while its library is unavailable: the message, the waiting, and what else can be chosen."""

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox

from c2v_desktop.library_location import expect_home, find_library
from c2v_desktop.paths import Places
from core.errors import LibraryAwayError, SettingsError
from core.missing_paths import why_missing
from core.settings import change_settings
from ui import safe_text
from ui.notices import Action, Notice
from ui.screens import KeepsOnScreen
from ui.translate import translate
from ui.window.main_window import MainWindow

LOOK_EVERY_S = 1.0
_NOTICE = "library"


class LibraryWatch(QObject):
    """Looks for the library now and then, on a thread of its own: a drive that does not answer must not hold us."""

    came = Signal()
    """The library that was waited for is there."""
    still_away = Signal(object)
    """LibraryAwayError: it is not, and this is why now."""
    lost = Signal(str)
    """The open library has gone; the sentence says why."""
    back = Signal(bool)
    """It is there again: True for the same file, which is still open; False for one that has to be reopened."""

    def __init__(self, parent: QObject | None = None, every_s: float = LOOK_EVERY_S) -> None:
        super().__init__(parent)
        self._every_s = every_s
        self._end = threading.Event()

    def wait_for(self, places: Places) -> None:
        """Tell when the library is there."""
        self._begin(self._wait, places)

    def guard(self, catalogue: Path) -> None:
        """Tell when the open library goes and comes."""
        opened = _identity(catalogue)
        if opened is not None:
            self._begin(lambda path, end: self._guard(path, opened, end), catalogue)

    def close(self) -> None:
        """Look no more; a look that hangs on a drive is left behind."""
        self._end.set()

    def _begin(self, look: Callable[[Any, threading.Event], None], subject: Places | Path) -> None:
        self._end.set()
        self._end = end = threading.Event()
        threading.Thread(target=look, args=[subject, end], name="library watch", daemon=True).start()

    # ---- Thread: its own; nothing of Qt but `emit`

    def _wait(self, places: Places, end: threading.Event) -> None:
        said = ""
        while not end.wait(self._every_s):
            try:
                is_new = find_library(places).is_new
            except LibraryAwayError as error:
                if str(error) != said and not end.is_set():
                    said = str(error)
                    self.still_away.emit(error)
                continue
            if not is_new and not end.is_set():
                self.came.emit()
                return

    def _guard(self, catalogue: Path, opened: tuple[int, int], end: threading.Event) -> None:
        was_there = True
        while not end.wait(self._every_s):
            now = _identity(catalogue)
            is_there = now == opened if was_there else now is not None
            if is_there != was_there and not end.is_set():
                was_there = is_there
                if is_there:
                    self.back.emit(now == opened)
                else:
                    self.lost.emit(
                        why_missing(catalogue)
                        if now is None
                        else translate("Program", "Another drive is in its place.")
                    )


class LibraryAwayController(QObject):
    """Shows that the library is away, waits for it, and takes what the person chooses instead."""

    open_asked = Signal(object, str)
    """Places, and "" to open the library there, "begin" to begin a new one, "use" to take the one found there."""
    lost = Signal(bool)
    """The open library has gone (True) or is there again (False)."""
    restart_asked = Signal()

    def __init__(self, window: MainWindow, *, keeps_choice: bool) -> None:
        """`keeps_choice`: another library that is chosen goes into the settings."""
        super().__init__(window)
        self._window, self._keeps_choice = window, keeps_choice
        self._places: Places | None = None
        self._opened: Path | None = None
        self.watch = LibraryWatch(self)
        self.watch.came.connect(self._open_again)
        self.watch.still_away.connect(self._say)
        self.watch.lost.connect(self._show_lost)
        self.watch.back.connect(self._show_back)
        page = window.grid.away
        page.choose_asked.connect(self.choose)
        page.begin_asked.connect(lambda: self._open("begin"))
        page.use_asked.connect(lambda: self._open("use"))

    def show(self, error: LibraryAwayError, places: Places) -> None:
        """The library could not be found: say so and wait for it."""
        self._places = places
        self._say(error)
        self.watch.wait_for(places)

    def guard(self, places: Places) -> None:
        """The library is open: say so when it goes."""
        self._places, self._opened = places, places.catalogue
        self._window.notices.dismiss(_NOTICE)
        self.watch.guard(places.catalogue)

    def choose(self) -> None:
        """Let another library's folder be picked."""
        dialog = QFileDialog(self._window, translate("Program", "Choose the library folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.take(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take(self, folder: Path) -> None:
        """Use the library in this folder, from now on."""
        assert self._places is not None
        places = self._places.with_library(folder)
        if not places.catalogue.is_file():
            self.show(
                LibraryAwayError(translate("Program", "There is no library in {folder}.").format(folder=folder)), places
            )
            return
        if self._keeps_choice:
            try:
                change_settings(
                    places.settings, lambda now: replace(now, library=replace(now.library, folder=str(folder)))
                )
            except SettingsError as error:
                self._window.notices.show_error(error)
        self._places = places
        self._open("")

    def close(self) -> None:
        """The program ends."""
        self.watch.close()

    def _open_again(self) -> None:
        self._open("")

    def _open(self, how: str) -> None:
        self.watch.close()
        self.open_asked.emit(self._places, how)

    def _say(self, error: LibraryAwayError) -> None:
        self._window.status.say(translate("Program", "The library is not open."))
        self._window.grid.show_away(error.title, can_use=error.is_other)

    def _show_lost(self, why: str) -> None:
        assert self._opened is not None
        title = translate("Program", "The library in {parent} is no longer available. {why}").format(
            parent=self._opened.parent, why=why
        )
        hint = translate(
            "Program", "What you see may be out of date. Connect its drive again; nothing that was indexed is lost."
        )
        self._say_notice(Notice("error", title, hint, _NOTICE))
        self.lost.emit(True)

    def _show_back(self, is_same: bool) -> None:
        if is_same:
            self._say_notice(
                Notice("done", translate("Program", "The library is available again."), "", _NOTICE, fades=True)
            )
            self.lost.emit(False)
        else:
            title, hint = (
                translate("Program", "The library's drive is connected again."),
                translate("Program", "Restart to open it again."),
            )
            self._say_notice(
                Notice("warning", title, hint, _NOTICE), (translate("Program", "Restart"), self.restart_asked.emit)
            )

    def _say_notice(self, notice: Notice, *actions: Action) -> None:
        self._window.notices.show_notice(notice, *actions)


HomeAnswer = Literal["again", "begin", "quit"]


def ask_about_home(title: str) -> HomeAnswer:
    """Ask what to do while the folder that `--home` names is away. Returns when that is answered."""
    box = QMessageBox(QMessageBox.Icon.Warning, "C2V Desktop", "")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(safe_text.short(safe_text.lines(title)))
    box.setInformativeText(translate("Program", "If its drive is disconnected, connect it and try again."))
    KeepsOnScreen(box)
    again = box.addButton(translate("Program", "Try again"), QMessageBox.ButtonRole.AcceptRole)
    begin = box.addButton(translate("Program", "Create a new library there"), QMessageBox.ButtonRole.ActionRole)
    leave = box.addButton(translate("Program", "Quit"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(again)
    box.setEscapeButton(leave)
    box.exec()
    clicked = box.clickedButton()
    return "again" if clicked is again else "begin" if clicked is begin else "quit"


def wait_for_home(places: Places, ask: Callable[[str], HomeAnswer] = ask_about_home) -> bool:
    """Before anything is read or written: is the folder there that somebody named? False when the person gives up."""
    trouble = ""
    while True:
        try:
            expect_home(places)
        except LibraryAwayError as error:
            answer = ask(trouble or error.title)
        else:
            return True
        trouble = ""
        if answer == "quit":
            return False
        if answer == "begin":
            try:
                places.settings.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                trouble = translate("Program", "{parent} cannot be created: {reason}.").format(
                    parent=places.settings.parent, reason=error.strerror or error
                )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116  as little as possible, every second
    except OSError:
        return None
    return found.st_dev, found.st_ino
