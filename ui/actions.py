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


MENUS = ("File", "Edit", "Search", "Clip", "Mark", "Play", "View", "Help")

COMMANDS: tuple[Command, ...] = (
    Command(
        "library.add_folder", "Add folder…", "File", ("Ctrl+O",), "Index a folder of footage and watch it for changes"
    ),
    Command("library.add_files", "Add files…", "File", ("Ctrl+Shift+O",), "Add individual clips"),
    Command(
        "library.rescan", "Rescan folders", "File", ("F5",), "Check all folders for new, changed and deleted files"
    ),
    Command("library.removed", "Restore removed…", "File", (), "Restore clips removed in the last 30 days"),
    Command(
        "library.skipped", "Skipped items…", "File", (), "List the files and folders that are not indexed, and why"
    ),
    Command("library.pause", "Pause indexing", "File", ("Ctrl+P",), "Pause or resume", is_checkable=True),
    Command("library.stop", "Stop indexing", "File", (), "Stop after the current clip; the rest stay queued"),
    Command("app.quit", "Quit", "File", ("Ctrl+Q",)),
    Command("edit.undo", "Undo", "Edit", ("Ctrl+Z",), "Undo the last change of ratings, picks or tags"),
    Command("edit.redo", "Redo", "Edit", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Command("clip.copy_path", "Copy path", "Edit", ("Ctrl+C",)),
    Command("clip.copy_timecode", "Copy timecode", "Edit", ("Ctrl+Shift+C",)),
    Command("app.models", "Models…", "Edit", ("Ctrl+M",), "Download, import and choose models"),
    Command("app.preferences", "Settings…", "Edit", ("Ctrl+,",)),
    Command("search.focus", "Find a moment", "Search", ("/", "Ctrl+F"), "Describe the shot"),
    Command("search.clear", "Clear search", "Search", ("Esc",), "Back to all clips"),
    Command("search.again", "Search again", "Search", ("Ctrl+R",), "Include clips indexed since the last search"),
    Command("search.image", "Search by image…", "Search", (), "Find shots that look like a picture"),
    Command(
        "search.frame", "Search with this frame", "Search", ("Shift+F",), "Find shots that look like the player's frame"
    ),
    Command(
        "search.compare",
        "Compare two models",
        "Search",
        ("Ctrl+T",),
        "Search with both and show the results side by side",
        is_checkable=True,
    ),
    Command(
        "search.fuse",
        "Combine both models",
        "Search",
        ("Ctrl+Shift+T",),
        "Merge both rankings into one list",
        is_checkable=True,
    ),
    Command("clip.open", "Play from this moment", "Clip", ("Return",), is_local=True),
    Command("clip.similar", "Find similar shots", "Clip", ("S",), "Find shots that look like this moment"),
    Command("clip.reveal", "Show in file manager", "Clip", ("Ctrl+Shift+R",)),
    Command("clip.retry", "Retry failed clip", "Clip", (), "Index the clip again"),
    Command("clip.exact", "Re-index in full", "Clip", (), "Re-index, sampling between keyframes too"),
    Command("clip.proxy", "Make proxy", "Clip", (), "Make a small copy that plays while the drive is disconnected"),
    Command("clip.remove", "Remove from library…", "Clip", ("Del",), "The file on disk is not touched"),
    Command("mark.rate_5", "5 stars", "Mark", ("5",)),
    Command("mark.rate_4", "4 stars", "Mark", ("4",)),
    Command("mark.rate_3", "3 stars", "Mark", ("3",)),
    Command("mark.rate_2", "2 stars", "Mark", ("2",)),
    Command("mark.rate_1", "1 star", "Mark", ("1",)),
    Command("mark.rate_0", "No stars", "Mark", ("0",)),
    Command("mark.pick", "Pick", "Mark", ("Y",), "Pick the selected clips, or take that back"),
    Command("mark.reject", "Reject", "Mark", ("X",), "Reject the selected clips, or take that back"),
    Command("mark.tags", "Tags…", "Mark", ("T",), "Write the tags of the selected clips"),
    Command("play.toggle", "Play / pause", "Play", ("Space",)),
    Command("play.back", "Shuttle back", "Play", ("J",), "Press again to go faster"),
    Command("play.pause", "Stop shuttle", "Play", ("K",)),
    Command("play.forward", "Shuttle forward", "Play", ("L",), "Press again to go faster"),
    Command("play.frame_back", "Step back one frame", "Play", (",",)),
    Command("play.frame_forward", "Step forward one frame", "Play", (".",)),
    Command("play.next_peak", "Next peak frame", "Play", ("P",), "Go to the next frame that adds most to the score"),
    Command("play.previous_peak", "Previous peak frame", "Play", ("Shift+P",)),
    Command("play.fullscreen", "Full screen", "Play", ("F",)),
    Command("view.concepts", "Expand phrase rows", "View", ("H",), "Show the model's centres below each phrase"),
    Command("view.larger", "Larger cards", "View", ("Ctrl++", "Ctrl+=")),
    Command("view.smaller", "Smaller cards", "View", ("Ctrl+-",)),
    Command("view.sidebar", "Folders", "View", ("Ctrl+1",), is_checkable=True),
    Command("view.inspector", "Player and details", "View", ("Ctrl+2",), is_checkable=True),
    Command("view.evidence", "Evidence", "View", ("Ctrl+3",), is_checkable=True),
    Command("view.reset", "Reset layout", "View"),
    Command("help.keys", "Keyboard shortcuts", "Help", ("?",)),
    Command("help.about", "About C2V Desktop", "Help"),
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
