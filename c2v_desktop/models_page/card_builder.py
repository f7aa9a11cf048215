"""What the Models page shows: downloadable models, the models folder, and jobs in progress. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from c2v_desktop.format.model_tables import absence
from c2v_desktop.models.model_choice import DEMO, lacks, version_words
from c2v_desktop.models.worker import ModelJob
from core.errors import C2VError
from core.model_store.entries import ModelEntry
from core.model_store.store import MeasuredSpeed, ModelRecord, ModelStore
from ui.models import model_card
from ui.models.model_card import FileLine, ModelCard, State
from ui.translate import noop, translate

OUTSIDE = "outside"
_CHECKED = {
    "pinned": noop("Models", "verified against the checksum built into C2V Desktop"),
    "source": noop("Models", "verified against the checksum published by the source"),
    "copied": noop("Models", "copied; the original was not verified"),
    "made": noop("Models", "converted on this computer from another file"),
}
_PINNED, _NOT_PINNED = (
    noop("Models", "will be verified against this checksum"),
    noop("Models", "will be verified against the checksum published by the source"),
)


@dataclass(frozen=True, slots=True)
class InstalledModels:
    """The models folder at one moment."""

    records: Mapping[str, ModelRecord]
    broken: Mapping[str, C2VError]
    harms: Mapping[str, str]
    parts: Mapping[str, int]
    """Bytes of downloads begun and not ended."""
    held: frozenset[str]
    """Models that another program is busy with."""


@dataclass(frozen=True, slots=True)
class ModelActivity:
    """What is known beside the disk."""

    in_use: str
    chosen: str
    """In use from the next start on."""
    outside: str
    """Path of a file in use that lies elsewhere."""
    every_s: float
    source: str
    """Where models are fetched from."""
    jobs: Mapping[str, ModelJob] = field(default_factory=dict)
    troubles: Mapping[str, str] = field(default_factory=dict)
    speeds: Mapping[str, MeasuredSpeed] = field(default_factory=dict)
    """Measured, of models without a record."""


def survey_models(store: ModelStore, listed: tuple[ModelEntry, ...], mine: frozenset[str]) -> InstalledModels:
    """Read the disk. `mine` are models that this program itself is busy with."""
    records = {record.id: record for record in store.records()}
    harms = {key: harm for key, record in records.items() if (harm := store.harm(record))}
    begun = {entry.id for entry in listed if store.has_part(entry.id)}
    held = frozenset(key for key in {*records, *(e.id for e in listed)} - mine if store.is_locked(key))
    return InstalledModels(records, store.unreadable(), harms, {key: store.part_bytes(key) for key in begun}, held)


def make_cards(
    listed: tuple[ModelEntry, ...], store: ModelStore, seen: InstalledModels, now: ModelActivity
) -> list[ModelCard]:
    """The demo model, the user's own models, then the downloadable ones in their order."""
    known = {entry.id for entry in listed}
    made = [_demo(now)]
    made += [_outside(now)] if now.outside else []
    made += [_own(record, store, seen, now) for key, record in seen.records.items() if key not in known]
    made += [_broken(key, error, now) for key, error in seen.broken.items()]
    made += [of_entry(entry, store, seen, now) for entry in listed if entry.id not in seen.broken]
    return made


def of_entry(entry: ModelEntry, store: ModelStore, seen: InstalledModels, now: ModelActivity) -> ModelCard:
    """A listed model, here or not."""
    record, job = seen.records.get(entry.id), now.jobs.get(entry.id)
    missing = lacks(entry)
    done, total, rate, eta_s = _how_far(entry.id, entry.bytes_expected, job, seen)
    return ModelCard(
        id=entry.id,
        name=entry.name,
        suits=entry.suits,
        state=_state(entry.id, seen, now),
        summary=entry.summary,
        bytes=record.bytes if record is not None else entry.bytes_expected,
        licence=entry.licence,
        licence_note=entry.licence_note,
        licence_url=entry.licence_url,
        licence_text=entry.licence_text,
        holder=entry.holder,
        version=version_words(entry, record),
        languages=entry.languages,
        finds=entry.finds,
        provenance=entry.provenance,
        files=_files(record) if record is not None else _files_to_come(entry, now.source),
        folder=str(store.folder / entry.id),
        lacks=str(missing) if missing is not None else "",
        is_zero_shot="centres" not in entry.finds,
        speed=_speed(record.speed) if record is not None and record.speed is not None else None,
        every_s=now.every_s,
        done_bytes=done,
        total_bytes=total,
        rate_bytes_s=rate,
        eta_s=eta_s,
        is_used=_is_used(entry.id, now),
        busy=_busy(job),
        can_stop=_can_stop(job),
        trouble=_trouble(entry.id, seen, now),
        waits_until=job.waiting.until if job is not None and job.waiting is not None else "",
        waits_for=job.waiting.host if job is not None and job.waiting is not None else "",
    )


def _own(record: ModelRecord, store: ModelStore, seen: InstalledModels, now: ModelActivity) -> ModelCard:
    return ModelCard(
        id=record.id,
        name=record.name,
        suits=translate("Models", "imported by you"),
        state=_state(record.id, seen, now),
        bytes=record.bytes,
        licence=record.licence,
        languages=record.languages,
        finds=record.finds,
        files=_files(record),
        folder=str(store.folder / record.id),
        note=record.note,
        is_zero_shot="centres" not in record.finds,
        speed=_speed(record.speed) if record.speed is not None else None,
        every_s=now.every_s,
        is_used=_is_used(record.id, now),
        busy=_busy(now.jobs.get(record.id)),
        can_stop=_can_stop(now.jobs.get(record.id)),
        trouble=_trouble(record.id, seen, now),
    )


def _demo(now: ModelActivity) -> ModelCard:
    speed = now.speeds.get(DEMO)
    return ModelCard(
        id=DEMO,
        name=translate("Models", "Demo model"),
        suits=translate("Models", "for trying out: recognises only drawn shapes, colours and motion"),
        state="in use" if now.in_use == DEMO else "chosen" if now.chosen == DEMO else "bundled",
        summary=translate(
            "Models",
            "Trained on generated clips, so that everything works without a download. In "
            "real footage it recognises little more than colour and light.",
        ),
        licence="Apache-2.0",
        languages=(translate("Models", "English"),),
        finds=("stills", "motion", "centres"),
        provenance=translate("Models", "Included with C2V Desktop."),
        speed=_speed(speed) if speed is not None else None,
        every_s=now.every_s,
        busy=_busy(now.jobs.get(DEMO)),
        can_stop=_can_stop(now.jobs.get(DEMO)),
        trouble=now.troubles.get(DEMO, ""),
    )


def _outside(now: ModelActivity) -> ModelCard:
    return ModelCard(
        id=OUTSIDE,
        name=Path(now.outside).name,
        suits=translate("Models", "your own file, set in Settings"),
        state="in use",
        note=translate("Models", "Stored outside the models folder: {outside}{absence}").format(
            outside=now.outside, absence=absence(now.outside)
        ),
    )


def _broken(key: str, error: C2VError, now: ModelActivity) -> ModelCard:
    trouble, busy = now.troubles.get(key, "") or str(error), _busy(now.jobs.get(key))
    return ModelCard(key, key, translate("Models", "this folder cannot be read"), "damaged", trouble=trouble, busy=busy)


def _state(key: str, seen: InstalledModels, now: ModelActivity) -> State:
    job = now.jobs.get(key)
    if job is not None and job.kind == "fetch":
        if job.stop.is_asked:
            return "pausing"
        return "checking" if job.is_checking else "fetching" if job.begun else "queued"
    if key in seen.held:
        return "elsewhere"
    if key in seen.harms:
        return "damaged"
    if key in seen.records:
        return "in use" if key == now.in_use else "chosen" if key == now.chosen else "here"
    return "paused" if key in seen.parts else "absent"


def _how_far(
    key: str, expected: int, job: ModelJob | None, seen: InstalledModels
) -> tuple[int, int, float, float | None]:
    """Bytes done, in all, a second, and seconds left."""
    if job is None or job.kind != "fetch":
        return seen.parts.get(key, 0), expected, 0.0, None
    done, total, rate = job.done or seen.parts.get(key, 0), job.total or expected, job.pace.bytes_s
    return done, max(total, done), rate, max(0, total - done) / rate if rate > 0 else None


def _files_to_come(entry: ModelEntry, source: str) -> tuple[FileLine, ...]:
    return tuple(
        FileLine(
            each.name,
            each.bytes,
            each.sha256,
            translate("Models", _PINNED if each.sha256 else _NOT_PINNED),
            entry.url(each, source),
        )
        for each in entry.files
    )


def _files(record: ModelRecord) -> tuple[FileLine, ...]:
    return tuple(
        FileLine(
            each.name,
            each.bytes,
            each.sha256,
            translate("Models", _CHECKED.get(each.checked, each.checked)),
            each.source,
        )
        for each in record.files
    )


def _speed(speed: MeasuredSpeed) -> model_card.CardSpeed:
    return model_card.CardSpeed(speed.images_per_s, speed.text_ms, f"{speed.device}, {speed.precision}", speed.date)


def _is_used(key: str, now: ModelActivity) -> bool:
    return key in (now.in_use, now.chosen)


def _trouble(key: str, seen: InstalledModels, now: ModelActivity) -> str:
    """What went wrong last, else what is wrong with its files."""
    harm = seen.harms.get(key, "")
    if harm and _is_used(key, now):
        harm += translate("Models", " Switch to another model, then remove this one and install it again.")
    return now.troubles.get(key, "") or harm


def _busy(job: ModelJob | None) -> str:
    return job.words if job is not None else ""


def _can_stop(job: ModelJob | None) -> bool:
    return job is None or job.can_stop
