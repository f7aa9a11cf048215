"""A model as the page shows it, and all words about it. No Qt."""

from dataclasses import dataclass
from typing import Literal

from core.values import SwitchEstimate
from ui.translate import noop, translate
from ui.widgets import amounts, formatting

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
    "bundled": noop("Models", "Built in"),
    "absent": noop("Models", "Not installed"),
    "queued": noop("Models", "Waiting for another download"),
    "fetching": noop("Models", "Downloading"),
    "pausing": noop("Models", "Pausing…"),
    "checking": noop("Models", "Checking the download…"),
    "paused": noop("Models", "Paused"),
    "here": noop("Models", "Installed"),
    "chosen": noop("Models", "Used after a restart"),
    "in use": noop("Models", "In use"),
    "damaged": noop("Models", "Damaged"),
    "elsewhere": noop("Models", "In use by another C2V window or command"),
}
_TONES: dict[State, Tone] = {"in use": "ok", "chosen": "ok", "damaged": "error", "paused": "warn", "elsewhere": "warn"}
_QUICK, _STEADY, _REAL_TIME = 20.0, 5.0, 1.0
"""Seconds of footage a second."""


@dataclass(frozen=True, slots=True)
class CardSpeed:
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
    speed: CardSpeed | None = None
    every_s: float = 0.5
    done_bytes: int = 0
    total_bytes: int = 0
    rate_bytes_s: float = 0.0
    eta_s: float | None = None
    is_used: bool = False
    """In use, now or from the next start on: it cannot be removed."""
    busy: str = ""
    """What is being done with it at the moment."""
    can_stop: bool = True
    """It can be ended before it is done."""
    trouble: str = ""
    """A sentence about what went wrong last."""
    waits_until: str = ""
    """When a download continues whose source has asked for a pause."""
    waits_for: str = ""
    """That source."""


def state_words(card: ModelCard) -> str:
    """The state, with how far a download is."""
    if card.busy:
        return card.busy
    words = translate("Models", _STATES[card.state])
    if card.state == "fetching" and card.total_bytes:
        words = amount(card.done_bytes, card.total_bytes)
        if card.waits_until:
            return translate("Models", "Waiting until {waits_until} · {words}").format(
                waits_until=card.waits_until, words=words
            )
        if card.rate_bytes_s > 0:
            words += translate("Models", " · {speed} MB/s").format(speed=amounts.number(card.rate_bytes_s / 1e6, 1))
            words += f" · {formatting.wait(card.eta_s)}" if card.eta_s is not None else ""
    elif card.state == "paused" and card.total_bytes:
        words += translate("Models", " at {amount}").format(amount=amount(card.done_bytes, card.total_bytes))
    return words


def waiting_words(card: ModelCard) -> str:
    """Why a download stands still, and when it continues; "" when it does not wait."""
    if not card.waits_until:
        return ""
    return translate(
        "Models",
        "{waits_for} is limiting downloads. The download resumes automatically at {waits_until}; nothing is lost.",
    ).format(waits_for=card.waits_for, waits_until=card.waits_until)


def amount(done: int, total: int) -> str:
    """412 of 1 791 MB."""
    return translate("Models", "{done} of {total} MB").format(
        done=formatting.count(round(done / 1000000.0)), total=formatting.count(round(total / 1000000.0))
    )


def tone(card: ModelCard) -> Tone:
    """How the state is coloured; the words say the same."""
    return "muted" if card.busy else _TONES.get(card.state, "muted")


def acts(card: ModelCard) -> list[tuple[Act, str]]:
    """What can be done with it now, most likely first."""
    if card.busy:
        return [("stop", translate("Models", "Stop"))] if card.can_stop else []
    match card.state:
        case "absent":
            return [] if card.lacks else [("install", translate("Models", "Install…"))]
        case "queued" | "fetching":
            return [("pause", translate("Models", "Pause")), ("cancel", translate("Models", "Cancel"))]
        case "checking":
            return [("cancel", translate("Models", "Cancel"))]
        case "paused":
            return [("resume", translate("Models", "Resume")), ("cancel", translate("Models", "Discard…"))]
        case "bundled":
            return [("use", translate("Models", "Use…")), ("measure", translate("Models", "Measure"))]
        case "here":
            return [
                ("use", translate("Models", "Use…")),
                ("measure", translate("Models", "Measure")),
                ("check", translate("Models", "Check")),
                ("remove", translate("Models", "Remove…")),
            ]
        case "chosen":
            return [
                ("use", translate("Models", "Use now…")),
                ("measure", translate("Models", "Measure")),
                ("check", translate("Models", "Check")),
            ]
        case "in use":
            return (
                [("measure", translate("Models", "Measure")), ("check", translate("Models", "Check"))]
                if card.files
                else [("measure", translate("Models", "Measure"))]
            )
        case "damaged":
            return [] if card.is_used else [("remove", translate("Models", "Remove…"))]
        case _:
            return []


def facts(card: ModelCard) -> str:
    """One line: languages, disk, licence."""
    is_built_in = card.state == "bundled" or card.id == "demo"
    size = (
        translate("Models", "{size} on disk").format(size=formatting.size(card.bytes))
        if card.bytes
        else translate("Models", "no extra disk space")
        if is_built_in
        else ""
    )
    languages = ", ".join(card.languages) or translate("Models", "unknown languages")
    parts = [languages[:1].upper() + languages[1:], size, card.licence or translate("Models", "unknown licence")]
    return " · ".join(part for part in parts if part)


def finds_words(card: ModelCard) -> str:
    """What a search with it finds, and what it cannot; empty where that is not known."""
    if not card.finds:
        return ""
    if "motion" not in card.finds:
        return translate("Models", "Finds what a single frame shows. Cannot tell motion or the order of events.")
    why = translate("Models", " Shows which frames matched which words.") if "centres" in card.finds else ""
    return translate("Models", "Finds what frames show, motion and the order of events.{why}").format(why=why)


def speed_words(card: ModelCard) -> str:
    """What was measured here, as an editor counts: how long an hour of footage takes."""
    speed = card.speed
    if speed is None:
        return translate("Models", "Speed on this computer: not measured yet")
    times = speed.images_per_s * card.every_s
    if times <= 0:
        return translate("Models", "Speed on this computer: too slow to measure")
    kind = (
        translate("Models", "fast")
        if times >= _QUICK
        else translate("Models", "steady")
        if times >= _STEADY
        else translate("Models", "slow")
        if times >= _REAL_TIME
        else translate("Models", "very slow")
    )
    return translate(
        "Models",
        "Speed on this computer: {kind}. Encoding an hour of footage takes {wait} (not "
        "counting decoding), a query {text_ms} ms. Measured {date} ({where}).",
    ).format(
        kind=kind, wait=formatting.wait(3600 / times), text_ms=round(speed.text_ms), date=speed.date, where=speed.where
    )


def details(card: ModelCard) -> list[tuple[str, str]]:
    """All the rest, as name and text."""
    pairs = [(translate("Models", "Evidence"), evidence_words(card))]
    licence = ". ".join(part.rstrip(".") for part in (card.licence, card.licence_note, card.licence_url) if part)
    pairs += [
        (translate("Models", "Licence"), licence or translate("Models", "Unknown. Check where you downloaded it."))
    ]
    pairs += [
        (translate("Models", "Copyright"), card.holder),
        (translate("Models", "Origin"), card.provenance),
        (translate("Models", "Version"), card.version),
        (translate("Models", "Note"), card.note),
    ]
    for each in card.files:
        size = translate("Models", ", {bytes:,} bytes").format(bytes=each.bytes) if each.bytes else ""
        pairs += [(translate("Models", "File"), f"{each.name}{size}; {each.how}")]
        pairs += [("SHA-256", each.sha256)] if each.sha256 else []
        pairs += [(translate("Models", "From"), each.source)]
    pairs += (
        [(translate("Models", "Folder"), card.folder)]
        if card.state not in ("absent", "bundled") and card.folder
        else []
    )
    return [(name, text) for name, text in pairs if text]


def evidence_words(card: ModelCard) -> str:
    """What the evidence under a result shows with a model that sees frames one by one."""
    if not card.is_zero_shot:
        return ""
    return translate(
        "Models",
        "This model encodes frames one by one and averages them, so the evidence shows "
        "how well each frame fits, without centre rows. Models trained on captioned "
        "clips, such as CLIP2Video, also capture motion and order.",
    )


def estimate_text(name: str, switch_estimate: SwitchEstimate, images_per_s: float, answers: str) -> str:
    """What switching to a model means. `answers` is the model that keeps answering meanwhile."""
    if not switch_estimate.videos:
        return translate(
            "Models", "{name} has already indexed every clip in this library. You can search with it right away."
        ).format(name=name)
    clips = amounts.clips(switch_estimate.videos)
    span = (
        translate("Models", " ({duration} of footage)").format(duration=formatting.duration(switch_estimate.footage_s))
        if switch_estimate.footage_s
        else ""
    )
    if not switch_estimate.to_decode:
        words = translate(
            "Models", "{clips}{span} will be re-indexed from stored data, without decoding any files."
        ).format(clips=clips, span=span)
    elif switch_estimate.to_decode < switch_estimate.videos:
        words = translate(
            "Models",
            "{clips}{span} will be re-indexed: {number} by decoding their files again, the others from stored data.",
        ).format(clips=clips, span=span, number=formatting.count(switch_estimate.to_decode))
    else:
        words = translate("Models", "{clips}{span} will be decoded and re-indexed.").format(clips=clips, span=span)
    if switch_estimate.to_decode:
        words += f" {_how_long(switch_estimate, images_per_s)}"
    if answers:
        words += translate(
            "Models", " Until then, searches use {answers}. Its index is kept, so you can switch back at any time."
        ).format(answers=answers)
    return words


def _how_long(switch_estimate: SwitchEstimate, images_per_s: float) -> str:
    if images_per_s <= 0:
        return translate("Models", "Duration unknown: this model has not been measured on this computer.")
    seconds = switch_estimate.frames * switch_estimate.to_decode / switch_estimate.videos / images_per_s
    return translate(
        "Models", "This takes at least {wait} in the background, at the speed measured on this computer."
    ).format(wait=formatting.wait(seconds))
