"""What the commands of `c2v models` share: the shelf's data, the models folder, who is in use."""

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

import resources
from c2v_desktop.commands import Context
from core.errors import DamagedDownloadError, ShelfError
from core.settings import EncoderSettings
from core.shelf.bring import Approve, Bringer, Tell
from core.shelf.entries import Entry, read_shelf
from core.shelf.place import Place, Record

SHELF = "models/shelf.toml"
DEMO = "demo"


def shelf() -> tuple[Entry, ...]:
    """The models that can be fetched."""
    return read_shelf(resources.path(SHELF).read_text(encoding="utf-8"))


def find_entry(key: str) -> Entry | None:
    """The model of that id on the shelf."""
    return next((entry for entry in shelf() if entry.id == key), None)


def place_of(context: Context) -> Place:
    """The models folder."""
    return Place(context.places.models)


def must_be_here(context: Context, key: str) -> Record:
    """The record of a model that is on this machine. Raises: ShelfError."""
    record = place_of(context).find(key)
    if record is None:
        if find_entry(key) is None:
            raise unknown(key)
        raise ShelfError(f"{key} is not on this machine.", f"Fetch it: c2v models install {key}")
    return record


def must_be_whole(place: Place, record: Record) -> None:
    """Are all its files there, as long as they were? Raises: DamagedDownloadError."""
    for file in record.files:
        path = place.folder / record.id / file.name
        if not path.is_file() or path.stat().st_size != file.bytes:
            raise DamagedDownloadError(
                f"{path} is not as it came.", f"Remove the model and bring it again: c2v models remove {record.id}"
            )


def unknown(key: str) -> ShelfError:
    """What to say of an id nobody knows."""
    known = ", ".join([DEMO, *(entry.id for entry in shelf())])
    return ShelfError(f'There is no model "{key}" on the shelf or on this machine.', f"On the shelf: {known}.")


def encoder_of(context: Context, key: str) -> EncoderSettings:
    """The settings of the encoder with another model. Raises: ShelfError."""
    encoder = context.settings.encoder
    if key == DEMO:
        return replace(encoder, backend=EncoderSettings().backend, weights="", model="")
    record = must_be_here(context, key)
    weights = str(place_of(context).weights(record))
    return replace(encoder, backend=record.backend, weights=weights, model=record.architecture)


def used(context: Context) -> str:
    """Id of the model in use; "" when it is a file that lies outside the models folder."""
    encoder, place = context.settings.encoder, place_of(context)
    if not encoder.weights:
        return DEMO if encoder.backend == EncoderSettings().backend else ""
    weights = Path(os.path.abspath(Path(encoder.weights).expanduser()))  # noqa: PTH100  resolve() would follow links
    return next((record.id for record in place.records() if place.weights(record) == weights), "")


@contextmanager
def bringing(context: Context, approve: Approve) -> Iterator[Bringer]:
    """Bring a model with a bar on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        yield Bringer(place_of(context), today(), approve, _teller(bar))


def slug(text: str) -> str:
    """A name as an id: "MSRVTT-9k" -> "msrvtt-9k"."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]


def today() -> str:
    """The date, as records keep it."""
    return time.strftime("%Y-%m-%d")


def say(text: str) -> None:
    """Tell a person something while work goes on; standard output belongs to the answer."""
    print(text, file=sys.stderr)  # noqa: T201  this is the command line's


def _teller(bar: Progress) -> Tell:
    tasks: dict[str, TaskID] = {}

    def tell(name: str, done: int, total: int) -> None:
        if name not in tasks:
            tasks[name] = bar.add_task(name, total=None)
        bar.update(tasks[name], completed=done, total=total or None)

    return tell
