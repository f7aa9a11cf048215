"""What the commands of `c2v models` share: the models folder, who is in use, and a bar while something comes."""

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

from c2v_desktop.cli.command import Context
from c2v_desktop.cli.progress_bar import moving_bar
from c2v_desktop.models import model_choice
from c2v_desktop.shell.interrupt import interrupt
from core.encode.checkpoint_report import CheckpointInspector
from core.model_store.installer import Approve, ModelInstaller, Tell
from core.model_store.store import ModelStore
from core.settings import EncoderSettings


def model_store_of(context: Context) -> ModelStore:
    """The models folder."""
    return ModelStore(context.places.models)


def encoder_of(context: Context, key: str) -> EncoderSettings:
    """The settings of the encoder with another model. Raises: ModelStoreError."""
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


def _teller(bar: Progress) -> Tell:
    tasks: dict[str, TaskID] = {}

    def tell(name: str, done: int, total: int) -> None:
        if name not in tasks:
            tasks[name] = bar.add_task(name, total=None)
        bar.update(tasks[name], completed=done, total=total or None)

    return tell


def checkpoint_inspector() -> CheckpointInspector:
    """What checks weights. Ctrl-C ends the loading of torch at once: nothing is lost."""
    with interrupt.at_once():
        from core.encode import checkpoint_check
    return checkpoint_check
