"""An exception in a method that Qt calls must reach the log and a notice; it must not end the process.

Below Python 3.12 an exception that C code raised (`int("x")`, an index out of range) stays a type and a text until
Python code catches it. Shiboken takes it for a whole exception and the process dies of a segmentation fault; seen with
PySide6 6.8.3, 6.9.3, 6.10.3, 6.11.0 and 6.11.3 on Python 3.11.
"""

import functools
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject


def install() -> None:
    """From now on every class derived from QObject raises whole exceptions from its overrides."""
    if sys.version_info >= (3, 12):
        return
    QObject.__init_subclass__ = classmethod(_wrap_overrides)  # type: ignore[assignment]


def _wrap_overrides(cls: type[QObject], /, **options: Any) -> None:
    super(QObject, cls).__init_subclass__(**options)
    bases = [base for base in cls.__mro__ if base.__module__.startswith("PySide6.")]
    for name, value in list(vars(cls).items()):
        if isinstance(value, FunctionType) and not name.startswith("__") and any(hasattr(base, name) for base in bases):
            setattr(cls, name, _raise_whole(value))


def _raise_whole(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def caller(*args: Any, **options: Any) -> Any:
        try:
            return method(*args, **options)
        except BaseException:  # caught once, it is whole
            raise

    return caller
