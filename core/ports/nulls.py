"""Where it is kept how models score what does not belong together."""

from collections.abc import Mapping
from typing import Protocol

from core.values import FloatArray


class NullStore(Protocol):
    """A cache: what is not there, or damaged, is rebuilt."""

    def load(self, key: str) -> dict[str, FloatArray] | None:
        """What was kept under this name, whole, or nothing."""
        ...

    def save(self, key: str, arrays: Mapping[str, FloatArray]) -> None:
        """Keep it, replacing what was there. Raises: StoreError."""
        ...
