"""A cupboard of files the program carries: icons, the demo model, licences. Standard library only."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def path(name: str) -> Path:
    """Where a carried file lies, such as `path("icons/play.svg")`. Raises: FileNotFoundError."""
    found = _HERE / name
    if not found.exists():
        raise FileNotFoundError(f"No such resource: {name}")
    return found
