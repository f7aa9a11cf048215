"""Which keys every command has: a preset, and what was changed of it. A key belongs to one command."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from core.settings import KeySettings
from ui.commands import COMMANDS
from ui.keys.presets import PRESETS
from ui.translate import translate

Keys = Mapping[str, tuple[str, ...]]
"""Portable key sequences by command id."""
EDITABLE = tuple(command for command in COMMANDS if not command.is_local)
_IDS = frozenset(command.id for command in EDITABLE)
_SIGN = " ="
"""Between command and key in a line of the settings."""
_IN_LISTS = frozenset(
    (
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
    )
)
_ENTER = frozenset((Qt.Key.Key_Return, Qt.Key.Key_Enter))
_MODIFIERS = frozenset(
    (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_unknown)
)


@lru_cache(maxsize=1024)
def normal(key: str) -> str:
    """A key as it is kept, whatever way it was written in; "" when it is none."""
    sequence = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
    return "" if why_not(key) else sequence.toString(QKeySequence.SequenceFormat.PortableText)


def shown(key: str) -> str:
    """A key as the system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def why_not(key: str) -> str:
    """Why a command cannot have this key, in a sentence; "" when it can."""
    sequence = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
    if sequence.count() != 1:
        return translate("Window", "One key at a time, with Ctrl, Alt or Shift if you like.")
    pressed: QKeyCombination = sequence[0]  # type: ignore[index]
    if pressed.key() in _MODIFIERS or not sequence.toString():
        return translate("Window", "Ctrl, Alt and Shift need another key.")
    held = pressed.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier
    is_for_lists = pressed.key() in _IN_LISTS and held in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.ShiftModifier,  # selects
    )
    if is_for_lists or (pressed.key() in _ENTER and held == Qt.KeyboardModifier.NoModifier):
        return translate("Window", "{key} moves in lists and between panels. Choose another key.").format(
            key=shown(key)
        )
    return ""


@dataclass(frozen=True, slots=True)
class KeyScheme:
    """A preset and its changes. Where two want the same key, a changed command comes before one of the preset."""

    preset: str = "c2v"
    changes: Keys = field(default_factory=lambda: MappingProxyType({}))
    foreign: tuple[str, ...] = ()
    """Lines of commands that this version does not have: they are kept."""

    @property
    def keys(self) -> dict[str, tuple[str, ...]]:
        """Every command that can be changed, with its keys."""
        return _resolved(PRESETS[self.preset], self.changes)

    def owner(self, key: str, beside: str = "") -> str | None:
        """The command that has this key, other than `beside`."""
        return next((id_ for id_, keys in self.keys.items() if key in keys and id_ != beside), None)

    def preset_keys(self, command_id: str) -> tuple[str, ...]:
        """What the preset alone gives to a command."""
        return _resolved(PRESETS[self.preset], {})[command_id]

    def with_keys(self, command_id: str, keys: Sequence[str]) -> "KeyScheme":
        """Give a command these keys; whoever had one of them loses it."""
        given = tuple(dict.fromkeys(keys))
        changes = {id_: tuple(key for key in kept if key not in given) for id_, kept in self.changes.items()}
        return KeyScheme(self.preset, {**changes, command_id: given}, self.foreign)._without_idle()

    def with_preset(self, preset: str) -> "KeyScheme":
        """Another preset, without changes."""
        return KeyScheme(preset, {}, self.foreign)

    def changed(self) -> frozenset[str]:
        """Commands that have other keys than in the preset."""
        alone = _resolved(PRESETS[self.preset], {})
        return frozenset(id_ for id_, keys in self.keys.items() if keys != alone[id_])

    def _without_idle(self) -> "KeyScheme":
        """Without changes that say what the preset says."""
        alone = _resolved(PRESETS[self.preset], {})
        changes = {id_: keys for id_, keys in self.changes.items() if keys != alone[id_]}
        made = KeyScheme(self.preset, changes, self.foreign)
        return made if made.keys == self.keys else self

    @property
    def settings(self) -> KeySettings:
        """As the settings keep it."""
        lines = [
            f"{id_}{_SIGN} {key}".rstrip() if key else f"{id_}{_SIGN}"
            for id_, keys in self.changes.items()
            for key in keys or ("",)
        ]
        return KeySettings(self.preset, (*lines, *self.foreign))  # type: ignore[arg-type]  # one of its literals


def _resolved(preset: Keys, changes: Keys) -> dict[str, tuple[str, ...]]:
    """Changes come first, then what the preset names, then our own table; a key is given once."""
    taken: set[str] = set()
    found: dict[str, tuple[str, ...]] = {}
    for source in (changes, preset, {command.id: command.keys for command in EDITABLE}):
        for id_, keys in source.items():
            if id_ in _IDS and id_ not in found:
                found[id_] = tuple(key for key in map(normal, keys) if key and key not in taken)
                taken.update(found[id_])
    return {command.id: found[command.id] for command in EDITABLE}


def scheme_of(settings: KeySettings) -> KeyScheme:
    """What the settings say; lines that cannot be understood are kept, and change nothing."""
    changes: dict[str, tuple[str, ...]] = {}
    foreign = []
    for line in settings.changes:
        id_, sign, key = line.partition(_SIGN)
        key = key.strip()
        if id_ not in _IDS or not sign or (key and not normal(key)):
            foreign.append(line)
        else:
            changes[id_] = (*changes.get(id_, ()), *([normal(key)] if key else []))
    return KeyScheme(settings.preset, changes, tuple(foreign))


def clashes(keys: Keys) -> list[tuple[str, Sequence[str]]]:
    """Keys that several commands want, with those commands in the order of the table."""
    wanted: dict[str, list[str]] = {}
    for command in EDITABLE:
        for key in map(normal, keys.get(command.id, ())):
            if key and command.id not in wanted.setdefault(key, []):
                wanted[key].append(command.id)
    return [(key, ids) for key, ids in wanted.items() if len(ids) > 1]


def titles(ids: Iterable[str]) -> list[str]:
    """Commands by the names that menus show."""
    named = {command.id: translate("Commands", command.title) for command in EDITABLE}
    return [named[id_] for id_ in ids]
