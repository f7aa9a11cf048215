"""Time, as a function."""

from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds: `time.monotonic` for waiting, `time.time` for dates."""
