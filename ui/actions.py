"""Commands as records: the one table behind menus, shortcuts and the map that ? shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QMenu, QMenuBar, QWidget

from ui.translate import noop, translate


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


MENUS = (
    noop("Commands", "File"),
    noop("Commands", "Edit"),
    noop("Commands", "Search"),
    noop("Commands", "Clip"),
    noop("Commands", "Mark"),
    noop("Commands", "Play"),
    noop("Commands", "View"),
    noop("Commands", "Help"),
)

COMMANDS: tuple[Command, ...] = (
    Command(
        "library.add_folder",
        noop("Commands", "Add folder…"),
        "File",
        ("Ctrl+O",),
        noop("Commands", "Index a folder of footage and watch it for changes"),
    ),
    Command(
        "library.add_files",
        noop("Commands", "Add files…"),
        "File",
        ("Ctrl+Shift+O",),
        noop("Commands", "Add individual clips"),
    ),
    Command(
        "library.rescan",
        noop("Commands", "Rescan folders"),
        "File",
        ("F5",),
        noop("Commands", "Check all folders for new, changed and deleted files"),
    ),
    Command(
        "library.removed",
        noop("Commands", "Restore removed…"),
        "File",
        (),
        noop("Commands", "Restore clips removed in the last 30 days"),
    ),
    Command(
        "library.skipped",
        noop("Commands", "Skipped items…"),
        "File",
        (),
        noop("Commands", "List the files and folders that are not indexed, and why"),
    ),
    Command(
        "library.pause",
        noop("Commands", "Pause indexing"),
        "File",
        ("Ctrl+P",),
        noop("Commands", "Pause or resume"),
        is_checkable=True,
    ),
    Command(
        "library.stop",
        noop("Commands", "Stop indexing"),
        "File",
        (),
        noop("Commands", "Stop after the current clip; the rest stay queued"),
    ),
    Command("app.quit", noop("Commands", "Quit"), "File", ("Ctrl+Q",)),
    Command(
        "edit.undo",
        noop("Commands", "Undo"),
        "Edit",
        ("Ctrl+Z",),
        noop("Commands", "Undo the last change of ratings, picks or tags"),
    ),
    Command("edit.redo", noop("Commands", "Redo"), "Edit", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Command("clip.copy_path", noop("Commands", "Copy path"), "Edit", ("Ctrl+C",)),
    Command("clip.copy_timecode", noop("Commands", "Copy timecode"), "Edit", ("Ctrl+Shift+C",)),
    Command(
        "app.models",
        noop("Commands", "Models…"),
        "Edit",
        ("Ctrl+M",),
        noop("Commands", "Download, import and choose models"),
    ),
    Command("app.preferences", noop("Commands", "Settings…"), "Edit", ("Ctrl+,",)),
    Command(
        "app.scripts",
        noop("Commands", "Scripts and assistants…"),
        "Edit",
        (),
        noop("Commands", "Let other programs on this computer ask the library"),
    ),
    Command(
        "search.focus",
        noop("Commands", "Find a moment"),
        "Search",
        ("/", "Ctrl+F"),
        noop("Commands", "Describe the shot"),
    ),
    Command(
        "search.clear", noop("Commands", "Clear search"), "Search", ("Esc",), noop("Commands", "Back to all clips")
    ),
    Command(
        "search.again",
        noop("Commands", "Search again"),
        "Search",
        ("Ctrl+R",),
        noop("Commands", "Include clips indexed since the last search"),
    ),
    Command(
        "search.save",
        noop("Commands", "Save search…"),
        "Search",
        ("Shift+Return", "Shift+Enter"),
        noop("Commands", "Keep this search, with its filters, in the sidebar"),
    ),
    Command(
        "search.image",
        noop("Commands", "Search by image…"),
        "Search",
        (),
        noop("Commands", "Find shots that look like a picture"),
    ),
    Command(
        "search.then",
        noop("Commands", "Then…"),
        "Search",
        ("Ctrl+Return", "Ctrl+Enter"),
        noop("Commands", "Describe what comes next in the same clip"),
    ),
    Command(
        "search.frame",
        noop("Commands", "Search with this frame"),
        "Search",
        ("Shift+F",),
        noop("Commands", "Find shots that look like the player's frame"),
    ),
    Command(
        "search.like",
        noop("Commands", "Like result"),
        "Search",
        ("Alt+Up",),
        noop("Commands", "Rank what looks like the selected results first, or take that back"),
    ),
    Command(
        "search.dislike",
        noop("Commands", "Dislike result"),
        "Search",
        ("Alt+Down",),
        noop("Commands", "Rank what looks like the selected results last, or take that back"),
    ),
    Command(
        "search.unlike",
        noop("Commands", "Clear likes and dislikes"),
        "Search",
        (),
        noop("Commands", "Rank by the search alone again"),
    ),
    Command(
        "search.compare",
        noop("Commands", "Compare two models"),
        "Search",
        ("Ctrl+T",),
        noop("Commands", "Search with both and show the results side by side"),
        is_checkable=True,
    ),
    Command(
        "search.fuse",
        noop("Commands", "Combine both models"),
        "Search",
        ("Ctrl+Shift+T",),
        noop("Commands", "Merge both rankings into one list"),
        is_checkable=True,
    ),
    Command(
        "search.save_image",
        noop("Commands", "Save heatmap as image…"),
        "Search",
        (),
        noop("Commands", "Save the heatmap of the selected moment as PNG"),
    ),
    Command(
        "search.save_numbers",
        noop("Commands", "Save heatmap as numbers…"),
        "Search",
        (),
        noop("Commands", "Save the numbers of the heatmap as CSV, for spreadsheets"),
    ),
    Command("clip.open", noop("Commands", "Play from this moment"), "Clip", ("Return",), is_local=True),
    Command(
        "clip.similar",
        noop("Commands", "Find similar shots"),
        "Clip",
        ("S",),
        noop("Commands", "Find shots that look like this moment"),
    ),
    Command(
        "clip.stack",
        noop("Commands", "Open or close stack"),
        "Clip",
        ("E",),
        noop("Commands", "Show the takes or moments that stand below this result, or one for all"),
    ),
    Command("clip.reveal", noop("Commands", "Show in file manager"), "Clip", ("Ctrl+Shift+R",)),
    Command("clip.retry", noop("Commands", "Retry failed clip"), "Clip", (), noop("Commands", "Index the clip again")),
    Command(
        "clip.exact",
        noop("Commands", "Re-index in full"),
        "Clip",
        (),
        noop("Commands", "Re-index, sampling between keyframes too"),
    ),
    Command(
        "clip.proxy",
        noop("Commands", "Make proxy"),
        "Clip",
        (),
        noop("Commands", "Make a small copy that plays while the drive is disconnected"),
    ),
    Command(
        "clip.remove",
        noop("Commands", "Remove from library…"),
        "Clip",
        ("Del",),
        noop("Commands", "The file on disk is not touched"),
    ),
    Command("mark.rate_5", noop("Commands", "5 stars"), "Mark", ("5",)),
    Command("mark.rate_4", noop("Commands", "4 stars"), "Mark", ("4",)),
    Command("mark.rate_3", noop("Commands", "3 stars"), "Mark", ("3",)),
    Command("mark.rate_2", noop("Commands", "2 stars"), "Mark", ("2",)),
    Command("mark.rate_1", noop("Commands", "1 star"), "Mark", ("1",)),
    Command("mark.rate_0", noop("Commands", "No stars"), "Mark", ("0",)),
    Command(
        "mark.pick",
        noop("Commands", "Pick"),
        "Mark",
        ("Y",),
        noop("Commands", "Pick the selected clips, or take that back"),
    ),
    Command(
        "mark.reject",
        noop("Commands", "Reject"),
        "Mark",
        ("X",),
        noop("Commands", "Reject the selected clips, or take that back"),
    ),
    Command(
        "mark.seen",
        noop("Commands", "Seen / not seen"),
        "Mark",
        ("W",),
        noop("Commands", "Mark the selected clips as seen, or take that back"),
    ),
    Command(
        "mark.keep",
        noop("Commands", "Keep moment"),
        "Mark",
        ("B",),
        noop("Commands", "Add the selected moments to the basket"),
    ),
    Command(
        "mark.basket",
        noop("Commands", "Basket and collections…"),
        "Mark",
        ("Shift+B",),
        noop("Commands", "Show, order and name what you kept"),
    ),
    Command(
        "mark.tags", noop("Commands", "Tags…"), "Mark", ("T",), noop("Commands", "Write the tags of the selected clips")
    ),
    Command(
        "play.steps",
        noop("Commands", "Play steps"),
        "Play",
        ("Shift+Space",),
        noop("Commands", "Play a joined result from its first step to its last"),
    ),
    Command("play.toggle", noop("Commands", "Play / pause"), "Play", ("Space",)),
    Command(
        "play.back", noop("Commands", "Shuttle back"), "Play", ("J",), noop("Commands", "Press again to go faster")
    ),
    Command(
        "play.pause",
        noop("Commands", "Stop shuttle"),
        "Play",
        ("K",),
        noop("Commands", "Hold it down: J and L then step one frame"),
    ),
    Command(
        "play.forward",
        noop("Commands", "Shuttle forward"),
        "Play",
        ("L",),
        noop("Commands", "Press again to go faster"),
    ),
    Command("play.frame_back", noop("Commands", "Step back one frame"), "Play", (",",)),
    Command("play.frame_forward", noop("Commands", "Step forward one frame"), "Play", (".",)),
    Command(
        "play.mark_in",
        noop("Commands", "Set in point"),
        "Play",
        ("I",),
        noop("Commands", "The player's frame is the first one; B keeps the stretch"),
    ),
    Command(
        "play.mark_out",
        noop("Commands", "Set out point"),
        "Play",
        ("O",),
        noop("Commands", "The player's frame is the last one; B keeps the stretch"),
    ),
    Command("play.clear_marks", noop("Commands", "Clear in and out points"), "Play", ("G",)),
    Command(
        "play.loop",
        noop("Commands", "Loop between in and out"),
        "Play",
        ("Ctrl+L",),
        noop("Commands", "Play the stretch again and again; without points the whole clip"),
        is_checkable=True,
    ),
    Command(
        "play.next_peak",
        noop("Commands", "Next peak frame"),
        "Play",
        ("P",),
        noop("Commands", "Go to the next frame that adds most to the score"),
    ),
    Command("play.previous_peak", noop("Commands", "Previous peak frame"), "Play", ("Shift+P",)),
    Command("play.fullscreen", noop("Commands", "Full screen"), "Play", ("F",)),
    Command(
        "view.back",
        noop("Commands", "Back"),
        "View",
        ("Alt+Left",),
        noop("Commands", "To the search or place before this one"),
    ),
    Command(
        "view.forward",
        noop("Commands", "Forward"),
        "View",
        ("Alt+Right",),
        noop("Commands", "To where you went back from"),
    ),
    Command(
        "view.concepts",
        noop("Commands", "Expand phrase rows"),
        "View",
        ("H",),
        noop("Commands", "Show the model's centres below each phrase"),
    ),
    Command(
        "view.group",
        noop("Commands", "Group by clip"),
        "View",
        ("Ctrl+G",),
        noop("Commands", "Below the first results, show each clip once; E opens its further moments"),
        is_checkable=True,
    ),
    Command(
        "view.list",
        noop("Commands", "List with columns"),
        "View",
        ("Ctrl+Shift+L",),
        noop("Commands", "Show lines with columns in place of cards"),
        is_checkable=True,
    ),
    Command("view.larger", noop("Commands", "Larger cards"), "View", ("Ctrl++", "Ctrl+=")),
    Command("view.smaller", noop("Commands", "Smaller cards"), "View", ("Ctrl+-",)),
    Command(
        "view.stacks",
        noop("Commands", "Stack similar takes"),
        "View",
        (),
        noop("Commands", "Show near-identical takes among results as one card"),
        is_checkable=True,
    ),
    Command("view.sidebar", noop("Commands", "Folders"), "View", ("Ctrl+1",), is_checkable=True),
    Command("view.inspector", noop("Commands", "Player and details"), "View", ("Ctrl+2",), is_checkable=True),
    Command("view.evidence", noop("Commands", "Evidence"), "View", ("Ctrl+3",), is_checkable=True),
    Command("view.reset", noop("Commands", "Reset layout"), "View"),
    Command(
        "help.first_steps",
        noop("Commands", "First steps"),
        "Help",
        (),
        noop("Commands", "Choose a model and footage, and see how long indexing takes here"),
    ),
    Command("help.keys", noop("Commands", "Keyboard shortcuts"), "Help", ("?",)),
    Command("help.about", noop("Commands", "About C2V Desktop"), "Help"),
)


class Actions:
    """The table made into QActions of one window, with the keys that its user wants."""

    def __init__(self, window: QWidget) -> None:
        self.menus: dict[str, QMenu] = {}
        """The menus of the bar, by the name in the table."""
        self.on_keys: list[Callable[[], object]] = []
        """Called when keys have changed."""
        self._keys = {command.id: command.keys for command in COMMANDS}
        self._actions: dict[str, QAction] = {command.id: _action(command, window) for command in COMMANDS}
        window.addActions(list(self._actions.values()))

    def __getitem__(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def connect(self, slots: Mapping[str, Callable[..., object]]) -> None:
        """Tie commands to what they do. Raises: KeyError, for a command that is not in the table."""
        for command_id, slot in slots.items():
            self._actions[command_id].triggered.connect(slot)

    def use_keys(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Other keys from now on: portable key sequences by command id; those not named keep theirs."""
        for command in COMMANDS:
            if command.id in keys and not command.is_local:
                self._keys[command.id] = keys[command.id]
                self._actions[command.id].setShortcuts([QKeySequence(key) for key in keys[command.id]])
        for tell in self.on_keys:
            tell()

    def key_of(self, command_id: str) -> str:
        """The first key of a command as the system writes it; "" without one."""
        keys = self._keys[command_id]
        return QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""

    def key_map(self) -> list[tuple[str, str, str]]:
        """(menu, keys as the system writes them, title) of every command with a key, for the map."""
        shown = QKeySequence.SequenceFormat.NativeText
        return [
            (
                translate("Commands", each.menu),
                "  ".join(QKeySequence(key).toString(shown) for key in self._keys[each.id]),
                translate("Commands", each.title),
            )
            for each in COMMANDS
            if self._keys[each.id]
        ]

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
            menu = self.menus[name] = bar.addMenu(translate("Commands", name))
            menu.addActions([self._actions[each.id] for each in COMMANDS if each.menu == name])


def _action(command: Command, window: QWidget) -> QAction:
    title, tip = translate("Commands", command.title), command.tip and translate("Commands", command.tip)
    action = QAction(title, window)
    action.setObjectName(command.id)
    sequences = [QKeySequence(keys) for keys in command.keys]
    if command.is_local:
        action.setText(f"{title}\t{sequences[0].toString(QKeySequence.SequenceFormat.NativeText)}")
    else:
        action.setShortcuts(sequences)
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.setCheckable(command.is_checkable)
    if tip:
        action.setToolTip(tip)
        action.setStatusTip(tip)
    return action


def with_key(text: str, key: str) -> str:
    """A tooltip with the key behind it: Play (Space)."""
    return f"{text} ({key})" if key else text


def name_command(button: QAbstractButton, command_id: str, tip: str) -> None:
    """Say which command a button is, so that its tooltip names the key of now."""
    button.setProperty("command", command_id)
    button.setProperty("tip", tip)
    button.setToolTip(tip)
