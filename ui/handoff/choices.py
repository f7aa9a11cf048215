"""What was chosen in the export dialog, kept for the next time: of each format, and what all have in common."""

import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from fractions import Fraction
from typing import Any, Final

from core.errors import UnwritableError
from core.export import RATES, ChoicesFile, HandoffOptions, KeptChoices, PathMapping, known_columns
from core.export.kept_choices import choices_from

_log = logging.getLogger(__name__)
SHORTEST_REEL: Final = 4
LONGEST_REEL: Final = 32
_HANDLES: Final = re.compile(r"\d{1,5}(\.\d{1,2})?")


@dataclass(frozen=True, slots=True)
class FormatChoices:
    """What is chosen for one format."""

    rate: str = ""
    """Of the timeline, as a fraction; empty: that of most moments."""
    start: str = "01:00:00:00"
    handles: str = "0"
    """How many frames or seconds more at both ends."""
    handles_in_seconds: bool = False
    reel_length: int = 8
    columns: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    """Of those that only some formats have, by their keys."""

    @property
    def exact_rate(self) -> Fraction | None:
        """The rate of the timeline; None for that of most moments."""
        return Fraction(self.rate) if self.rate else None


class ExportMemory:
    """Reads and writes one text, which whoever makes it keeps. What cannot be read is as if it had not been chosen.

    What holds for every format is in a file, which the command line reads too.
    """

    def __init__(self, text: str, keep: Callable[[str], object], file: ChoicesFile | None = None) -> None:
        self._keep, self._file = keep, file
        kept = _loaded(text)
        self.format = _text(kept.get("format"))
        self.folder = _text(kept.get("folder"))
        self._common = choices_from(kept)  # as earlier versions kept them
        self.mappings: tuple[PathMapping, ...] = ()
        self.reels: dict[str, str] = {}
        self.presets: dict[str, tuple[str, ...]] = {}
        """Columns of tables, by the names that the user gave."""
        self.refresh()
        self._formats = {key: _choices(value) for key, value in _dict(kept.get("formats")).items()}

    def of(self, format_: str) -> FormatChoices:
        """What was chosen last for a format."""
        return self._formats.get(format_, FormatChoices())

    def put(self, format_: str, choices: FormatChoices) -> None:
        """Keep what is chosen for a format."""
        self._formats[format_] = choices
        self.format = format_

    def refresh(self) -> None:
        """Read again what the command line may have changed."""
        if self._file is not None and self._file.is_there:
            self._common = self._file.read()
        self.mappings = self._common.mappings
        self.reels, self.presets = dict(self._common.reels), dict(self._common.presets)

    def save(self) -> None:
        """Keep all of it. Where the file cannot be written, it holds until the program ends."""
        common = KeptChoices(self.mappings, dict(self.presets), dict(self.reels))
        if common != self._common:
            self._common = common
            if self._file is not None:
                try:
                    self._file.write(common)
                except UnwritableError as error:
                    _log.warning("choices of exports were not kept: %s", error)
        kept = {
            "format": self.format,
            "folder": self.folder,
            "formats": {key: asdict(choices) for key, choices in self._formats.items()},
        }
        self._keep(json.dumps(kept, ensure_ascii=False))


def options_of(
    choices: FormatChoices, title: str, mappings: Sequence[PathMapping], reels: Mapping[str, str]
) -> HandoffOptions:
    """How moments are handed over with these choices."""
    handles = Fraction(choices.handles or "0")
    return HandoffOptions(
        title=title,
        rate=choices.exact_rate,
        start=choices.start,
        handle_frames=0 if choices.handles_in_seconds else round(handles),
        handle_s=handles if choices.handles_in_seconds else Fraction(),
        mappings=tuple(mappings),
        reel_length=choices.reel_length,
        reels=tuple(reels.items()),
        columns=choices.columns,
        markers="source" if choices.options.get("markers") == "source" else "timeline",
    )


def _loaded(text: str) -> dict[str, Any]:
    try:
        return _dict(json.loads(text or "{}"))
    except ValueError:
        return {}


def _choices(value: object) -> FormatChoices:
    """From the names and types that it has."""
    kept, made = _dict(value), FormatChoices()
    for each in fields(FormatChoices):
        found, default = kept.get(each.name), getattr(made, each.name)
        if each.name == "columns":
            found = known_columns(found)
        elif each.name == "options":
            found = _texts(found)
        if type(found) is type(default):
            taken: dict[str, Any] = {each.name: found}
            made = replace(made, **taken)
    is_rate = made.rate in ("", *map(str, RATES))
    is_number = _HANDLES.fullmatch(made.handles) is not None
    is_length = SHORTEST_REEL <= made.reel_length <= LONGEST_REEL
    return replace(
        made,
        rate=made.rate if is_rate else "",
        handles=made.handles if is_number else "0",
        reel_length=made.reel_length if is_length else FormatChoices().reel_length,
    )


def _dict(value: object) -> dict[str, Any]:
    return {str(key): each for key, each in value.items()} if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> dict[str, str]:
    return {key: each for key, each in _dict(value).items() if isinstance(each, str)}
