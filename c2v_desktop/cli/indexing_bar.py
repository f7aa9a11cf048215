"""How far the indexing is, on standard error; standard output belongs to the answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TaskProgressColumn, TextColumn

from c2v_desktop.cli.engine import Engine
from c2v_desktop.cli.progress_bar import moving_bar
from c2v_desktop.format import answers
from core.values import IngestProgress


@contextmanager
def progress_bar(session: Engine) -> Iterator[None]:
    """Show on standard error how far the indexing inside the block is."""
    with indexing_bar() as bar:
        task = bar.add_task("Indexing", total=None, detail="")
        session.library.on_progress = lambda progress: show_progress(bar, task, progress)
        yield


def indexing_bar() -> Progress:
    """The bar, without a task yet."""
    return moving_bar(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[detail]}", markup=False),
    )


def show_progress(bar: Progress, task: TaskID, progress: IngestProgress) -> None:
    """Show how far the indexing is."""
    bar.update(task, completed=progress.percent or 0, total=100, detail=answers.progress_text(progress))
