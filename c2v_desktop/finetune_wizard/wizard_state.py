"""What the teaching window was left with: kept in a small file, so that it can be closed at any time."""

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from core.values.teaching import TeachingSettings, TeachingWay
from ui.finetune.teaching_parts import STEPS, TaughtMoment, TeachingStep
from ui.finetune.way_page import WAYS

_log = logging.getLogger(__name__)
_MOST_SENTENCES = 8


@dataclass(frozen=True, slots=True)
class WizardState:
    """Everything the user entered, the run it led to, and what became of that."""

    step: TeachingStep = "way"
    way: TeachingWay | None = None
    with_kept: bool = True
    sources: tuple[Path, ...] = ()
    name: str = ""
    examples: tuple[TaughtMoment, ...] = ()
    settings: TeachingSettings = field(default_factory=TeachingSettings)
    run: str = ""
    """Id of the run that is shown."""
    is_under_way: bool = False
    """True from its start to its end: after the program ended in between, it can be resumed."""
    is_kept: bool = False
    """What it learned was handed over."""
    kept_as: str = ""
    """Name it was kept under."""
    model: str = ""
    """Id of the stored model; empty for words of the library."""
    before: str = ""
    """Id of the model that was in use before."""
    words: tuple[str, ...] = ()
    """The words that were handed over, to be taken back."""
    handed_over: str = ""
    """The change that kept them, as text: what undoes it, after a restart too."""
    sentences: tuple[str, ...] = ()


class WizardFile:
    """The state on disk. What cannot be read or written is logged: then the window starts fresh the next time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> WizardState:
        """The state as it was left; a new one where there is none."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return WizardState()
        except (OSError, ValueError) as error:
            _log.warning("the state of the teaching window could not be read: %s", error)
            return WizardState()
        return from_record(found) if isinstance(found, dict) else WizardState()

    def write(self, state: WizardState) -> None:
        """Keep it."""
        part = self._path.with_name(self._path.name + ".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(to_record(state), indent=1), encoding="utf-8")
            os.replace(part, self._path)  # noqa: PTH105  Path.replace is the same
        except OSError as error:
            _log.warning("the state of the teaching window could not be kept: %s", error)


def to_record(state: WizardState) -> dict[str, Any]:
    """As JSON can hold it."""
    return {
        **{name: getattr(state, name) for name in _WORDS + _FLAGS},
        "step": state.step,
        "way": state.way,
        "sources": [os.fspath(each) for each in state.sources],
        "examples": [
            [os.fspath(each.path), *(None if time is None else str(time) for time in (each.start_s, each.end_s))]
            for each in state.examples
        ],
        "settings": asdict(state.settings),
        "words": list(state.words),
        "sentences": list(state.sentences),
    }


_WORDS = ("name", "run", "kept_as", "model", "before", "handed_over")
_FLAGS = ("with_kept", "is_under_way", "is_kept")


def from_record(found: Mapping[str, Any]) -> WizardState:
    """Whatever of a record makes sense; a later version may have written it."""
    state = WizardState()
    for name in _WORDS:
        if isinstance(found.get(name), str):
            state = replace(state, **{name: found[name]})
    for name in _FLAGS:
        if isinstance(found.get(name), bool):
            state = replace(state, **{name: found[name]})
    step = next((each for each in STEPS if each == found.get("step")), state.step)
    way = next((each for each in WAYS if each == found.get("way")), None)
    return replace(
        state,
        step=step,
        way=way,
        sources=tuple(Path(each) for each in _texts(found.get("sources"))),
        examples=tuple(each for part in _list(found.get("examples")) if (each := _moment(part)) is not None),
        settings=_settings(found.get("settings")),
        words=tuple(_texts(found.get("words"))),
        sentences=tuple(_texts(found.get("sentences")))[:_MOST_SENTENCES],
    )


def _list(found: object) -> list[Any]:
    return found if isinstance(found, list) else []


def _texts(found: object) -> list[str]:
    return [each for each in _list(found) if isinstance(each, str)]


def _moment(part: object) -> TaughtMoment | None:
    kept = _list(part)
    if len(kept) != 3 or not isinstance(kept[0], str):
        return None
    try:
        start, end = (None if time is None else Fraction(time) for time in kept[1:])
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return TaughtMoment(Path(kept[0]), start, end)


def _settings(found: object) -> TeachingSettings:
    defaults = TeachingSettings()
    if not isinstance(found, dict):
        return defaults
    fitting = {
        name: found[name]
        for name, value in asdict(defaults).items()
        if type(found.get(name)) is type(value) or (isinstance(value, float) and isinstance(found.get(name), int))
    }
    made = TeachingSettings(**fitting)
    return made if made.preset in ("quick", "careful") else replace(made, preset="quick")
