"""The commands of the window as QActions, with the keys that its user wants."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QMenu, QMenuBar, QWidget

from ui.commands import COMMANDS, MENUS, Command
from ui.translate import translate


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
