"""A file of keyboard shortcuts: TOML, every command with its keys."""

from dataclasses import dataclass
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from core.errors import SettingsError
from ui.keys.presets import PRESETS
from ui.keys.scheme import EDITABLE, Keys, KeyScheme, clashes, normal
from ui.translate import translate

FORMAT, VERSION = "c2v-keys", 1
MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What was read. `scheme` is what can be used of it: a key that two commands want goes to the first."""

    scheme: KeyScheme
    commands: int
    unknown: tuple[str, ...]
    """Commands that are not there."""
    unusable: tuple[str, ...]
    """Keys that cannot be used, as "command: key"."""
    clashes: tuple[tuple[str, tuple[str, ...]], ...]
    """Keys that several commands want."""


def write_keys(path: Path, scheme: KeyScheme) -> None:
    """Write every command with its keys. Raises: SettingsError."""
    document = tomlkit.document()
    document.add(tomlkit.comment("C2V Desktop"))
    document.update({"format": FORMAT, "version": VERSION, "preset": scheme.preset})
    document["keys"] = {id_: list(keys) for id_, keys in scheme.keys.items()}
    try:
        path.write_text(tomlkit.dumps(document), encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            translate("Window", "The shortcuts could not be written to {path}: {why}.").format(
                path=path, why=error.strerror or error
            )
        ) from error


def read_keys(path: Path, now: KeyScheme) -> KeyFile:
    """Read such a file; commands it does not name keep the keys of its preset. Raises: SettingsError."""
    try:
        with path.open("rb") as file:
            read = file.read(MOST_BYTES + 1)
        document = tomlkit.parse(read.decode("utf-8-sig")).unwrap() if len(read) <= MOST_BYTES else {}
    except OSError as error:
        why = error.strerror or str(error)
        raise SettingsError(
            translate("Window", "{name} could not be read: {why}.").format(name=path.name, why=why)
        ) from error
    except (UnicodeDecodeError, TOMLKitError, RecursionError) as error:
        raise _none_of_ours(path) from error
    keys, version = document.get("keys"), document.get("version")
    if document.get("format") != FORMAT or not isinstance(keys, dict) or not isinstance(version, int):
        raise _none_of_ours(path)
    if version > VERSION:
        raise SettingsError(
            translate("Window", "{name} was written by a newer version of C2V Desktop.").format(name=path.name),
            translate("Window", "Export it again with this version, or update."),
        )
    return _usable(keys, str(document.get("preset")), now)


def _usable(keys: dict[str, object], preset: str, now: KeyScheme) -> KeyFile:
    known = {command.id for command in EDITABLE}
    given: dict[str, tuple[str, ...]] = {}
    unusable = []
    for id_, wanted in keys.items():
        if id_ not in known:
            continue
        listed = wanted if isinstance(wanted, list) else [wanted]
        good = [normal(key) for key in listed if isinstance(key, str) and normal(key)]
        unusable += [f"{id_}: {key}" for key in listed if not (isinstance(key, str) and normal(key))]
        given[id_] = tuple(dict.fromkeys(good))
    ordered: Keys = {command.id: given[command.id] for command in EDITABLE if command.id in given}
    chosen = preset if preset in PRESETS else now.preset
    scheme = KeyScheme(chosen, ordered, now.foreign)._without_idle()
    unknown = tuple(id_ for id_ in keys if id_ not in known)
    return KeyFile(scheme, len(given), unknown, tuple(unusable), tuple((k, tuple(i)) for k, i in clashes(given)))


def _none_of_ours(path: Path) -> SettingsError:
    return SettingsError(
        translate("Window", "{name} is not a file of keyboard shortcuts.").format(name=path.name),
        translate("Window", "Choose a file that was written by Export shortcuts."),
    )
