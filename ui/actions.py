"""Commands as records: the one table behind menus, shortcuts and the map that ? shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget


@dataclass(frozen=True, slots=True)
class Command:
    """Something the user may ask for. `keys` are portable key sequences, the first one is shown in the menu."""

    id: str
    title: str
    menu: str
    keys: tuple[str, ...] = ()
    tip: str = ""
    is_checkable: bool = False
    is_local: bool = False
    """The widget in focus answers these keys itself; menus and map only show them."""


MENUS = ("File", "Edit", "Search", "Clip", "Play", "View", "Help")

COMMANDS: tuple[Command, ...] = (
    Command("library.add_folder", "Add folder…", "File", ("Ctrl+O",), "Watch a folder of footage"),
    Command("library.add_files", "Add files…", "File", ("Ctrl+Shift+O",), "Add single films"),
    Command("library.rescan", "Re-scan folders", "File", ("F5",), "Compare the library with the disk"),
    Command("library.removed", "Restore removed…", "File", (), "What was removed in the last 30 days"),
    Command("library.skipped", "Skipped items…", "File", (), "Files and folders that are not indexed, and why"),
    Command("library.pause", "Pause indexing", "File", ("Ctrl+P",), "Hold or go on", is_checkable=True),
    Command("library.stop", "Stop indexing", "File", (), "End after the film in hand; waiting films stay waiting"),
    Command("app.quit", "Quit", "File", ("Ctrl+Q",)),
    Command("clip.copy_path", "Copy path", "Edit", ("Ctrl+C",)),
    Command("clip.copy_timecode", "Copy timecode", "Edit", ("Ctrl+Shift+C",)),
    Command("app.models", "Models…", "Edit", ("Ctrl+M",), "See, fetch, import and choose models"),
    Command("app.preferences", "Settings…", "Edit", ("Ctrl+,",)),
    Command("search.focus", "Find a moment", "Search", ("/", "Ctrl+F"), "Type what is to be seen"),
    Command("search.clear", "Clear search", "Search", ("Esc",), "Back to all clips"),
    Command("search.again", "Search again", "Search", ("Ctrl+R",), "With what was indexed since"),
    Command(
        "search.compare", "Compare two models", "Search", ("Ctrl+T",), "Both answer, side by side", is_checkable=True
    ),
    Command(
        "search.fuse",
        "Fuse both models",
        "Search",
        ("Ctrl+Shift+T",),
        "One ranking made of the ranks of both",
        is_checkable=True,
    ),
    Command("clip.open", "Play from the moment", "Clip", ("Return",), is_local=True),
    Command("clip.reveal", "Show in file manager", "Clip", ("Ctrl+Shift+R",)),
    Command("clip.retry", "Try failed film again", "Clip", (), "Index it once more"),
    Command("clip.exact", "Index exactly", "Clip", (), "A film indexed fast is looked at again, between keyframes too"),
    Command("clip.proxy", "Make proxy", "Clip", (), "A small copy, which plays while the drive is away"),
    Command("clip.remove", "Remove from library…", "Clip", ("Del",), "The file on disk stays as it is"),
    Command("play.toggle", "Play / pause", "Play", ("Space",)),
    Command("play.back", "Shuttle back", "Play", ("J",), "Again: faster"),
    Command("play.pause", "Stop the shuttle", "Play", ("K",)),
    Command("play.forward", "Shuttle forward", "Play", ("L",), "Again: faster"),
    Command("play.frame_back", "One frame back", "Play", (",",)),
    Command("play.frame_forward", "One frame forward", "Play", (".",)),
    Command("play.next_peak", "Next peak", "Play", ("P",), "The next frame that adds most to the score"),
    Command("play.previous_peak", "Previous peak", "Play", ("Shift+P",)),
    Command("play.fullscreen", "Full screen", "Play", ("F",)),
    Command("view.concepts", "Open centre rows", "View", ("H",), "Phrase rows show their centres"),
    Command("view.larger", "Larger cards", "View", ("Ctrl++", "Ctrl+=")),
    Command("view.smaller", "Smaller cards", "View", ("Ctrl+-",)),
    Command("view.sidebar", "Folders", "View", ("Ctrl+1",), is_checkable=True),
    Command("view.inspector", "Player and details", "View", ("Ctrl+2",), is_checkable=True),
    Command("view.evidence", "Evidence", "View", ("Ctrl+3",), is_checkable=True),
    Command("view.reset", "Reset layout", "View"),
    Command("help.keys", "Keyboard map", "Help", ("?",)),
    Command("help.about", "About", "Help"),
)


class Actions:
    """The table made into QActions of one window."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._actions: dict[str, QAction] = {command.id: _action(command, window) for command in COMMANDS}
        window.addActions(list(self._actions.values()))

    def __getitem__(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def connect(self, slots: Mapping[str, Callable[..., object]]) -> None:
        """Tie commands to what they do. Raises: KeyError, for a command that is not in the table."""
        for command_id, slot in slots.items():
            self._actions[command_id].triggered.connect(slot)

    def unconnected(self, slots: Mapping[str, Callable[..., object]]) -> list[str]:
        """Commands that a mapping forgets."""
        return [command.id for command in COMMANDS if command.id not in slots]

    def enable(self, *ids: str, on: bool = True) -> None:
        """Grey commands out, or back in."""
        for command_id in ids:
            self._actions[command_id].setEnabled(on)

    def fill(self, bar: QMenuBar) -> None:
        """Every command in its menu, in the order of the table."""
        for name in MENUS:
            menu = bar.addMenu(name)
            menu.addActions([self._actions[each.id] for each in COMMANDS if each.menu == name])


def _action(command: Command, window: QWidget) -> QAction:
    action = QAction(command.title, window)
    action.setObjectName(command.id)
    sequences = [QKeySequence(keys) for keys in command.keys]
    if command.is_local:
        action.setText(f"{command.title}\t{sequences[0].toString(QKeySequence.SequenceFormat.NativeText)}")
    else:
        action.setShortcuts(sequences)
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.setCheckable(command.is_checkable)
    if command.tip:
        action.setToolTip(command.tip)
        action.setStatusTip(command.tip)
    return action


def key_map() -> list[tuple[str, str, str]]:
    """(menu, keys as the system writes them, title) of every command with a key, for the map."""
    shown = QKeySequence.SequenceFormat.NativeText
    return [
        (each.menu, "  ".join(QKeySequence(keys).toString(shown) for keys in each.keys), each.title)
        for each in COMMANDS
        if each.keys
    ]
