"""Titles of menu entries whose key something else listens to."""

from PySide6.QtGui import QKeySequence


def with_keys(title: str, keys: str) -> str:
    """A title with its key beside it, as the system writes it: Ctrl+Return, ⌘↩, Strg+Eingabe."""
    return f"{title}\t{QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)}"
