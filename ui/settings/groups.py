"""Which setting stands in which group, and what a search finds it by."""

from dataclasses import Field, dataclass, fields
from functools import cache
from typing import Any

from core.settings import Settings
from ui.translate import noop, translate

Place = tuple[str, str]
"""Section and field of a setting, as in settings.toml."""


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that belong together. Some groups have a page of their own below them."""

    id: str
    title: str
    settings: tuple[Place, ...] = ()
    words: str = ""
    """More words that lead here, in both languages of the window."""


GROUPS = (
    Group(
        "general",
        noop("Window", "General"),
        (("look", "language"), ("look", "theme"), ("look", "text_percent"), ("look", "density"), ("look", "motion")),
        noop("Window", "appearance colours dark light font scale animation accessibility"),
    ),
    Group(
        "library",
        noop("Window", "Library"),
        (
            ("watching", "watch"),
            ("watching", "rescan_minutes"),
            ("sampling", "ignore"),
            ("sampling", "stills"),
            ("sampling", "mode"),
            ("sampling", "every_s"),
            ("sampling", "min_frames"),
        ),
        noop("Window", "folders indexing exclude photos"),
    ),
    Group(
        "search",
        noop("Window", "Search"),
        (
            ("search", "limit"),
            ("search", "group_by_film"),
            ("search", "history"),
            ("index", "engine"),
            ("index", "exact_below"),
        ),
        noop("Window", "results ranking"),
    ),
    Group(
        "performance",
        noop("Window", "Performance"),
        (
            ("machine", "while_playing"),
            ("machine", "on_battery"),
            ("machine", "hours"),
            ("encoder", "device"),
            ("encoder", "threads"),
            ("encoder", "precision"),
            ("encoder", "batch"),
            ("sampling", "decoders"),
            ("machine", "hardware_decoding"),
            ("machine", "reader_threads"),
            ("machine", "reader_memory_gb"),
            ("sampling", "deadline_s"),
        ),
        noop("Window", "speed CPU GPU graphics card battery memory slow"),
    ),
    Group(
        "models",
        noop("Window", "Models"),
        (
            ("encoder", "backend"),
            ("encoder", "weights"),
            ("encoder", "model"),
            ("network", "proxy"),
            ("network", "mirror"),
        ),
        noop("Window", "download internet network"),
    ),
    Group(
        "storage",
        noop("Window", "Storage"),
        (("library", "folder"), ("proxies", "disk_gb")),
        noop("Window", "disk space size cache delete path"),
    ),
    Group(
        "playback",
        noop("Window", "Playback"),
        (("player", "pre_roll_s"), ("proxies", "make"), ("proxies", "taller_than")),
        noop("Window", "player proxies"),
    ),
    Group(
        "keys", noop("Window", "Keyboard"), (), noop("Window", "shortcuts hotkeys Premiere Final Cut DaVinci Resolve")
    ),
    Group(
        "privacy",
        noop("Window", "Privacy"),
        (("scripts", "allow"), ("scripts", "change")),
        noop("Window", "internet network telemetry upload"),
    ),
    Group("advanced", noop("Window", "Advanced"), (), noop("Window", "log reset defaults support")),
)
GROUP_OF_SECTION = {
    "network": "models",
    "encoder": "models",
    "sampling": "library",
    "watching": "library",
    "proxies": "playback",
    "player": "playback",
    "machine": "performance",
    "look": "general",
    "index": "search",
    "scripts": "privacy",
}
"""Where a section of settings.toml is opened at."""


@cache
def field_of(place: Place) -> Field[Any]:
    """The field with its label and help."""
    return next(each for each in fields(getattr(Settings(), place[0])) if each.name == place[1])


def title_of(place: Place) -> str:
    """Its label in the language of the window."""
    about = field_of(place).metadata
    return translate("Settings", about["title"])


def help_of(place: Place) -> str:
    """Its explanation in the language of the window."""
    about = field_of(place).metadata
    return translate("Settings", about["help"])


def is_at_once(place: Place) -> bool:
    """True when a running window follows it."""
    return bool(field_of(place).metadata["at_once"])


def words_of(place: Place) -> str:
    """What a search finds a setting by."""
    names = (title_of(place), help_of(place), ".".join(place), place[1].replace("_", " "))
    return " ".join(names).casefold()


def group_words(group: Group) -> str:
    """A group's title, and other words for what is in it."""
    return f"{translate('Window', group.title)} {translate('Window', group.words)}".casefold()


def matches(words: str, wanted: str, around: str = "") -> bool:
    """Every word that was typed is in these words; some may be in the words `around` them instead, but not all."""
    typed = wanted.casefold().split()
    return all(word in words or word in around for word in typed) and any(word in words for word in typed)
