"""A model as the page shows it, and all words about it. No Qt."""

from dataclasses import dataclass
from typing import Literal

from core.values import Outlook
from ui.widgets import say

State = Literal[
    "bundled", "absent", "queued", "fetching", "pausing", "checking", "paused", "here", "chosen", "in use", "damaged",
    "elsewhere",
]  # fmt: skip
"""`chosen`: in use from the next start on. `elsewhere`: another window or command is busy with it."""
Act = Literal["install", "resume", "pause", "use", "measure", "check", "remove", "cancel", "stop"]
"""In the order of the buttons."""
Tone = Literal["muted", "ok", "warn", "error"]

MOVING: frozenset[State] = frozenset({"queued", "fetching", "pausing", "checking"})
_STATES: dict[State, str] = {
    "bundled": "Comes with the program",
    "absent": "Not installed",
    "queued": "Waiting for the other download",
    "fetching": "Downloading",
    "pausing": "Pausing…",
    "checking": "Checking what came…",
    "paused": "Paused",
    "here": "Installed",
    "chosen": "In use from the next start on",
    "in use": "In use",
    "damaged": "Damaged",
    "elsewhere": "Another window or command is busy with it",
}
_TONES: dict[State, Tone] = {"in use": "ok", "chosen": "ok", "damaged": "error", "paused": "warn", "elsewhere": "warn"}
_FINDS = {
    "stills": "what is to be seen in single pictures",
    "motion": "motion and the order of events",
    "centres": "shows which frames met which words",
}
_QUICK, _STEADY, _SLOW = 40.0, 10.0, 2.0
"""Pictures a second; 2 is what footage shows in real time at two samples a second."""


@dataclass(frozen=True, slots=True)
class Speed:
    """As measured on this machine."""

    images_per_s: float
    text_ms: float
    where: str
    """Device and number format."""
    date: str


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a model: SHA-256 where it is known, and how it was checked or will be."""

    name: str
    bytes: int
    sha256: str
    how: str
    source: str


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Everything the page says of a model."""

    id: str
    name: str
    suits: str
    state: State
    summary: str = ""
    bytes: int = 0
    licence: str = ""
    licence_note: str = ""
    licence_url: str = ""
    licence_text: str = ""
    """Name of the licence's text among the resources; "" where the program has none."""
    holder: str = ""
    """Whose copyright the weights are."""
    version: str = ""
    """Which version of the model comes, or came."""
    languages: tuple[str, ...] = ()
    finds: tuple[str, ...] = ()
    provenance: str = ""
    files: tuple[FileLine, ...] = ()
    folder: str = ""
    """Where it lies, or would."""
    note: str = ""
    lacks: str = ""
    """A sentence when a library is missing that it needs."""
    is_zero_shot: bool = False
    """Used as it is: nothing was trained on top of the image and text towers."""
    speed: Speed | None = None
    every_s: float = 0.5
    done_bytes: int = 0
    total_bytes: int = 0
    rate_bytes_s: float = 0.0
    eta_s: float | None = None
    is_used: bool = False
    """In use, now or from the next start on: it cannot be removed."""
    busy: str = ""
    """What is being done with it just now."""
    can_stop: bool = True
    """It can be ended before it is done."""
    trouble: str = ""
    """A sentence about what went wrong last."""
    waits_until: str = ""
    """When a download goes on whose source has asked for a pause."""
    waits_for: str = ""
    """That source."""


def state_words(card: ModelCard) -> str:
    """The state, with how far a download is."""
    if card.busy:
        return card.busy
    words = _STATES[card.state]
    if card.state == "fetching" and card.total_bytes:
        words = amount(card.done_bytes, card.total_bytes)
        if card.waits_until:
            return f"Waiting until {card.waits_until} · {words}"
        if card.rate_bytes_s > 0:
            words += f" · {card.rate_bytes_s / 1e6:.1f} MB/s"
            words += f" · {say.wait(card.eta_s)}" if card.eta_s is not None else ""
    elif card.state == "paused" and card.total_bytes:
        words += f" at {amount(card.done_bytes, card.total_bytes)}"
    return words


def waiting_words(card: ModelCard) -> str:
    """Why a download stands still, and when it goes on; "" when it does not wait."""
    if not card.waits_until:
        return ""
    return (
        f"{card.waits_for} takes no more requests just now. The download goes on by itself at {card.waits_until}; "
        "nothing is lost."
    )


def amount(done: int, total: int) -> str:
    """412 of 1 791 MB."""
    return f"{say.count(round(done / 1e6))} of {say.count(round(total / 1e6))} MB"


def tone(card: ModelCard) -> Tone:
    """How the state is coloured; the words say the same."""
    return "muted" if card.busy else _TONES.get(card.state, "muted")


def acts(card: ModelCard) -> list[tuple[Act, str]]:
    """What can be done with it now, most likely first."""
    if card.busy:
        return [("stop", "Stop")] if card.can_stop else []
    match card.state:
        case "absent":
            return [] if card.lacks else [("install", "Install…")]
        case "queued" | "fetching":
            return [("pause", "Pause"), ("cancel", "Cancel")]
        case "checking":
            return [("cancel", "Cancel")]
        case "paused":
            return [("resume", "Resume"), ("cancel", "Discard…")]
        case "bundled":
            return [("use", "Use…"), ("measure", "Measure")]
        case "here":
            return [("use", "Use…"), ("measure", "Measure"), ("check", "Check"), ("remove", "Remove…")]
        case "chosen":
            return [("use", "Use now…"), ("measure", "Measure"), ("check", "Check")]
        case "in use":
            return [("measure", "Measure"), ("check", "Check")] if card.files else [("measure", "Measure")]
        case "damaged":
            return [] if card.is_used else [("remove", "Remove…")]
        case _:
            return []


def facts(card: ModelCard) -> str:
    """One line: size, licence, languages, what it finds."""
    size = say.size(card.bytes) if card.bytes else "built in" if card.state == "bundled" or card.id == "demo" else ""
    parts = [size, card.licence or "licence not known", ", ".join(card.languages) or "languages not known"]
    parts += [" + ".join(card.finds)] if card.finds else []
    parts += ["zero-shot"] if card.is_zero_shot else []
    return " · ".join(part for part in parts if part)


def speed_words(card: ModelCard) -> str:
    """A class, what was measured, and what it means for footage."""
    speed = card.speed
    if speed is None:
        return "Speed on this computer: not measured yet"
    rate = speed.images_per_s
    kind = "quick" if rate >= _QUICK else "steady" if rate >= _STEADY else "slow" if rate >= _SLOW else "very slow"
    hour = say.wait(3600 / card.every_s / rate) if rate > 0 else "for ever"
    return (
        f"Speed on this computer: {kind}, {rate:.3g} pictures a second; looking at an hour of footage takes {hour}, "
        f"reading a sentence {speed.text_ms:.0f} ms ({speed.where}, {speed.date})"
    )


def details(card: ModelCard) -> list[tuple[str, str]]:
    """All the rest, as name and text."""
    pairs = [("About", card.summary), ("Finds", "; ".join(_FINDS.get(each, each) for each in card.finds))]
    pairs += [("Training", training_words(card))]
    licence = ". ".join(part.rstrip(".") for part in (card.licence, card.licence_note, card.licence_url) if part)
    pairs += [("Licence", licence or "Not known: it is said where the file came from.")]
    pairs += [("Copyright", card.holder), ("Origin", card.provenance), ("Version", card.version), ("Note", card.note)]
    for each in card.files:
        size = f", {each.bytes:,} bytes" if each.bytes else ""
        pairs += [("File", f"{each.name}{size}; {each.how}")]
        pairs += [("SHA-256", each.sha256)] if each.sha256 else []
        pairs += [("From", each.source)]
    pairs += [("Folder", card.folder)] if card.state not in ("absent", "bundled") and card.folder else []
    return [(name, text) for name, text in pairs if text]


def training_words(card: ModelCard) -> str:
    """What a model that is used as it is lacks, and what training would bring."""
    if not card.is_zero_shot:
        return ""
    return (
        "Used as it is (zero-shot): the pictures of a moment are averaged, so it finds what is to be seen, and neither "
        "motion nor order, and shows no centres. CLIP2Video's heads, trained on clips with captions of your own kind, "
        "would bring those: the difference between frames tells motion and direction, the centres show which frames "
        "met which words."
    )


def outlook_words(name: str, outlook: Outlook, images_per_s: float, answers: str) -> str:
    """What will happen when the model is put to work. `answers` is the model that goes on answering meanwhile."""
    if not outlook.films:
        return f"{name} knows all films of this library already and answers at once."
    films = say.several(outlook.films, "film")
    span = f" ({say.duration(outlook.footage_s)} of footage)" if outlook.footage_s else ""
    if not outlook.to_decode:
        words = f"{films}{span} will be computed anew from what is stored; nothing has to be decoded."
    elif outlook.to_decode < outlook.films:
        words = (
            f"{films}{span} will be encoded again. The frames of {say.count(outlook.to_decode)} of them have to be "
            "decoded; the others are computed anew from what is stored."
        )
    else:
        words = f"{films}{span} will be encoded again, and their frames have to be decoded."
    if outlook.to_decode:
        words += f" {_how_long(outlook, images_per_s)}"
    if answers:
        words += f" Meanwhile {answers} goes on answering. What it knows is kept, so you can go back at any time."
    return words


def _how_long(outlook: Outlook, images_per_s: float) -> str:
    if images_per_s <= 0:
        return "How long that takes is not known: the model has not been measured on this computer."
    seconds = outlook.frames * outlook.to_decode / outlook.films / images_per_s
    return f"At the speed measured here that takes {say.wait(seconds)} or somewhat more, in the background."
