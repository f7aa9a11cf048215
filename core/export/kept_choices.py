"""What holds for every export, kept in a file beside the settings: window, command line and scripts read the same.

Where paths are on the other computer, columns of tables under names of one's own, and names of reels by the content of
their clips.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from core.errors import UnwritableError
from core.export.formats.moment_tables import COLUMNS, PRESETS
from core.export.path_mapping import PathMapping
from core.sentences import sentence

FILE_NAME: Final = "handoff.json"
"""Beside the settings."""
_MOST_REELS: Final = 2_000
"""Names of reels are remembered for so many clips, those chosen last."""


@dataclass(frozen=True, slots=True)
class KeptChoices:
    """Chosen once, for all formats."""

    mappings: tuple[PathMapping, ...] = ()
    presets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns of tables, by the names that the user gave."""
    reels: Mapping[str, str] = field(default_factory=dict)
    """By `MediaFacts.key`."""

    def preset(self, name: str) -> tuple[str, ...]:
        """The columns of a preset of ours or of the user's. Raises: ValueError, with a sentence."""
        own = {key.casefold(): columns for key, columns in {**self.presets, **PRESETS}.items()}
        if name.casefold() not in own:
            known = ", ".join((*PRESETS, *self.presets))
            raise ValueError(f"There is no preset “{name[:60]}”. Presets: {known}.")
        return own[name.casefold()]


class ChoicesFile:
    """Reads and writes them. What cannot be read is as if it had not been chosen. Thread: any."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def is_there(self) -> bool:
        """False before anything was kept."""
        return self.path.exists()

    def read(self) -> KeptChoices:
        """What was kept last."""
        try:
            return choices_from(json.loads(self.path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return KeptChoices()

    def write(self, choices: KeptChoices) -> None:
        """Keep them; the file is whole at every moment. Raises: UnwritableError."""
        said = {
            "mappings": [[each.here, each.there] for each in choices.mappings],
            "presets": {name: list(columns) for name, columns in choices.presets.items()},
            "reels": dict(list(choices.reels.items())[-_MOST_REELS:]),
        }
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}.new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(said, ensure_ascii=True, indent=1), encoding="utf-8")
            draft.replace(self.path)
        except OSError as error:
            raise UnwritableError(
                sentence("{path} cannot be written: {why}.", path=self.path, why=error.strerror or error),
                sentence("Check the permissions of its folder."),
            ) from error
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)


def choices_from(value: object) -> KeptChoices:
    """From JSON, as far as it has the right shape."""
    kept = _dict(value)
    pairs = kept.get("mappings")
    presets = {name: columns for name, each in _dict(kept.get("presets")).items() if (columns := known_columns(each))}
    return KeptChoices(
        tuple(
            PathMapping(pair[0], pair[1])
            for pair in (pairs if isinstance(pairs, list) else [])
            if isinstance(pair, list) and len(pair) == 2 and all(isinstance(end, str) and end for end in pair)
        ),
        presets,
        {key: each for key, each in _dict(kept.get("reels")).items() if isinstance(each, str)},
    )


def known_columns(value: object) -> tuple[str, ...]:
    """Those that there are."""
    return tuple(each for each in value if each in COLUMNS) if isinstance(value, list | tuple) else ()


def with_mappings(kept: tuple[PathMapping, ...], given: tuple[PathMapping, ...]) -> tuple[PathMapping, ...]:
    """Those that are given come in the place of kept ones of the same folder here."""
    named = {each.here for each in given}
    return (*(each for each in kept if each.here not in named), *given)


def _dict(value: object) -> dict[str, Any]:
    return {str(key): each for key, each in value.items()} if isinstance(value, dict) else {}
