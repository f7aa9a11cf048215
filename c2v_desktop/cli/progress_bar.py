"""Progress on standard error, in a terminal only: nothing in a log or a pipe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, ProgressColumn


def moving_bar(*columns: ProgressColumn) -> Progress:
    """A progress bar on standard error."""
    console = Console(stderr=True)
    return Progress(*columns, console=console, disable=not _is_seen(console))


@contextmanager
def moving_line(text: str) -> Iterator[Callable[[str], None]]:
    """A line on standard error that says what is being done; gives a function that changes it."""
    console = Console(stderr=True)
    if not _is_seen(console):
        yield lambda _: None
        return
    with console.status(escape(text)) as status:
        yield lambda said: status.update(escape(said))


def _is_seen(console: Console) -> bool:
    return console.is_terminal and not console.is_dumb_terminal
