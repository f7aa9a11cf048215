"""Ask before something is lost."""

import sys

from c2v_desktop.cli.streams import say
from core.errors import Cancelled, StoreError


def confirm(question: str, otherwise: str, *, sure: bool) -> None:
    """Wait for a yes. Raises: StoreError, where nobody can be asked; Cancelled."""
    if sure:
        return
    if not sys.stdin.isatty():
        raise StoreError(otherwise, "To skip this question, add --yes.")
    sys.stderr.write(f"{question}? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        say(otherwise)
        raise Cancelled
