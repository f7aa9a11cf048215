"""Models as text and as JSON for the command line. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from c2v_desktop.format.units import size_text
from c2v_desktop.models.model_choice import version_words
from core.errors import C2VError
from core.missing_paths import why_missing
from core.model_store.entries import ModelEntry
from core.model_store.store import MeasuredSpeed, ModelRecord

NOT_PINNED = "not pinned: verified against the source's own checksum"
_ROWS = 40
_STATES = {"": "-", "here": "installed", "partly downloaded": "partial"}
"""What the table says for the states of JSON."""
_CHECKED = {
    "pinned": "verified against the checksum known to this program",
    "source": "verified against the source's own checksum",
    "copied": "copied; the original was not verified",
    "made": "made on this computer from another file",
}


@dataclass(frozen=True, slots=True)
class ModelTableRow:
    """A model as the list shows it: available, installed, or both."""

    id: str
    name: str
    bytes: int
    licence: str
    languages: str
    finds: tuple[str, ...]
    state: str
    """in use, here, partly downloaded, or "" if it can be downloaded."""
    speed: str
    suits: str


def demo_row(in_use: bool) -> ModelTableRow:
    """The model that comes with the program."""
    finds, suits = ("stills", "motion", "centres"), "for trying out: knows only drawn shapes"
    return ModelTableRow(
        "demo", "Demo model", 0, "Apache-2.0", "English", finds, "in use" if in_use else "here", "", suits
    )


def row(entry: ModelEntry | None, record: ModelRecord | None, *, in_use: bool, half_here: bool) -> ModelTableRow:
    """A model that is available, installed, or both."""
    state = "in use" if in_use else "here" if record is not None else "partly downloaded" if half_here else ""
    speed = f"{record.speed.images_per_s:.3g} img/s" if record is not None and record.speed is not None else ""
    if entry is not None:
        size, languages = entry.bytes_expected, ", ".join(entry.languages)
        return ModelTableRow(
            entry.id, entry.name, size, entry.licence, languages, entry.finds, state, speed, entry.suits
        )
    assert record is not None
    languages = ", ".join(record.languages)
    return ModelTableRow(
        record.id, record.name, record.bytes, record.licence, languages, record.finds, state, speed, record.note
    )


def unreadable_row(key: str, error: C2VError) -> ModelTableRow:
    """A model's folder that cannot be read."""
    return ModelTableRow(key, key, 0, "", "", (), "damaged", "", str(error))


def list_lines(rows: Sequence[ModelTableRow], outside: str) -> list[str]:
    """Models as a table; `outside` is a file in use that lies elsewhere."""
    head = ("id", "model", "size", "licence", "languages", "finds", "state", "speed here", "for")
    cells = [
        (
            each.id, each.name, _size_cell(each), each.licence or "unknown",
            each.languages or "unknown", " ".join(each.finds), _STATES.get(each.state, each.state),
            each.speed or "-", each.suits,
        )
        for each in rows
    ]  # fmt: skip
    lines = table_lines(head, cells)
    if outside:
        lines += ["", f"The model in use is a file outside the models folder: {outside}{absence(outside)}"]
    return lines


def absence(file: str) -> str:
    """What to add to the name of a file that is in use and not there; empty for one that is, and for other names."""
    path = Path(file).expanduser()
    return "" if not path.is_absolute() or path.exists() else f" (not found: {why_missing(path)})"


def _size_cell(each: ModelTableRow) -> str:
    return size_text(each.bytes) if each.bytes else "built in" if each.id == "demo" else "-"


def info_lines(entry: ModelEntry | None, record: ModelRecord | None) -> list[str]:
    """Everything known about a model."""
    pairs: list[tuple[str, str]] = []
    if entry is not None:
        pairs += [
            ("model", entry.name),
            ("for", entry.suits),
            ("", entry.summary),
            ("licence", entry.licence),
            ("", entry.licence_note),
            ("", entry.licence_url),
            ("copyright", entry.holder),
            ("languages", ", ".join(entry.languages)),
            ("finds", _finds(entry.finds)),
            ("origin", entry.provenance),
            ("size", f"{entry.parameters / 1e6:,.0f} million parameters, about {size_text(entry.bytes_expected)}"),
            ("pictures", f"{entry.image_px} px, {entry.resize_mode}, {entry.interpolation}"),
            ("open_clip", entry.architecture),
        ]
        pairs += [("version", version_words(entry, record))]
        pairs += [("needs", f"the Python package {entry.needs}")] if entry.needs else []
        pairs += [("source", entry.url(file)) for file in entry.files]
        pairs += [("sha256", f"{file.name}: {file.sha256 or NOT_PINNED}") for file in entry.files]
    elif record is not None:
        pairs += [("model", record.name), ("licence", record.licence or "unknown"), ("finds", _finds(record.finds))]
        pairs += [("open_clip", record.architecture)] if record.architecture else []
    if record is None:
        pairs += [("installed", "no")]
    else:
        pairs += [("installed", f"on {record.date}, {size_text(record.bytes)}")]
        pairs += [("", record.note)] if record.note else []
        for file in record.files:
            pairs += [
                ("file", f"{file.name}, {file.bytes:,} bytes, {_CHECKED.get(file.checked, file.checked)}"),
                ("", f"sha256 {file.sha256}"),
                ("", f"from {file.source}"),
            ]
        pairs += [("speed", speed_text(record.speed))] if record.speed is not None else []
    return [f"{name:<10} {text}" for name, text in pairs if text]


def info_json(entry: ModelEntry | None, record: ModelRecord | None) -> dict[str, Any]:
    """The same for scripts."""
    return {
        "shelf": None if entry is None else {**asdict(entry), "sources": [entry.url(file) for file in entry.files]},
        "here": None if record is None else asdict(record),
    }


def misfit_lines(misfits: Sequence[Any]) -> list[str]:
    """What of a checkpoint did not fit. Each has name, problem, found, wanted."""
    shown = misfits[:_ROWS]
    lines = table_lines(
        ("name", "problem", "in the file", "wanted"),
        [(each.name, each.problem, each.found or "-", each.wanted or "-") for each in shown],
    )
    if len(misfits) > len(shown):
        lines.append(f"and {len(misfits) - len(shown)} more; all of them with --json")
    return lines


def table_lines(head: Sequence[str], cells: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as needed, never cut or wrapped; the last one is not padded.

    By hand, since `rich.table` fits a table to a terminal. Its measure of cells is used: some letters take two.
    """
    widths = [max(cell_len(row[i]) for row in [head, *cells]) for i in range(len(head))]
    rows = [head, ["-" * width for width in widths], *cells]
    return ["  ".join(_padded(*cell) for cell in zip(row, widths, strict=True)).rstrip() for row in rows]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _finds(finds: Sequence[str]) -> str:
    words = {
        "stills": "what single pictures show",
        "motion": "motion and the order of events",
        "centres": "shows which frames match which words",
    }
    return "; ".join(words.get(each, each) for each in finds)


def speed_text(speed: MeasuredSpeed) -> str:
    """What was measured, in a line."""
    return (
        f"{speed.images_per_s:.3g} pictures per second, {speed.text_ms:.0f} ms per sentence "
        f"({speed.device}, {speed.precision}; measured {speed.date})"
    )
