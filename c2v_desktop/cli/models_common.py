"""What the commands of `c2v models` share: the models folder, who is in use, and a bar while something comes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from c2v_desktop.cli.commands import Context
from c2v_desktop.cli.progress_bar import moving_bar
from c2v_desktop.models import model_choice
from core.model_store.installer import Approve, ModelInstaller, Tell
from core.model_store.store import ModelStore
from core.printable import printable_lines
from core.settings import EncoderSettings


def model_store_of(context: Context) -> ModelStore:
    """The models folder."""
    return ModelStore(context.places.models)


def encoder_of(context: Context, key: str) -> EncoderSettings:
    """The settings of the encoder with another model. Raises: ShelfError."""
    return model_choice.encoder_with(context.settings.encoder, model_store_of(context), key)


def used(context: Context) -> str:
    """Id of the model in use; "" when it is a file that lies outside the models folder."""
    return model_choice.used_by(context.settings.encoder, model_store_of(context))


@contextmanager
def bringing(context: Context, approve: Approve) -> Iterator[ModelInstaller]:
    """Bring a model with a bar on standard error."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with moving_bar(*columns, TimeRemainingColumn()) as bar:
        yield ModelInstaller(model_store_of(context), model_choice.today(), approve, _teller(bar))


def say(text: str) -> None:
    """Tell a person something while work goes on; standard output belongs to the answer."""
    print(printable_lines(text), file=sys.stderr)  # noqa: T201  this is the command line's


def _teller(bar: Progress) -> Tell:
    tasks: dict[str, TaskID] = {}

    def tell(name: str, done: int, total: int) -> None:
        if name not in tasks:
            tasks[name] = bar.add_task(name, total=None)
        bar.update(tasks[name], completed=done, total=total or None)

    return tell
