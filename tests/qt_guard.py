"""Notes every use of Qt, beyond `Signal.emit`, on a thread that is not the main one.

Such a call may need one of Qt's signal/slot mutexes while it holds Python's lock; the main thread may hold that mutex
and wait for the lock. Threads are watched by a profile function (methods) and by wrapped constructors (objects).
"""

import functools
import gc
import inspect
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6 import QtCore, QtGui, QtMultimedia, QtNetwork, QtWidgets
from PySide6.QtCore import QObject, SignalInstance
from shiboken6 import Shiboken

_MODULES = (QtCore, QtGui, QtWidgets, QtMultimedia, QtNetwork)
_READERS = (QtGui.QImage, QtGui.QPixmap, QtGui.QIcon, QtGui.QImageReader, QtGui.QImageWriter, QtGui.QPicture)
_CLASSES = {
    name: made
    for module in _MODULES
    for name in dir(module)  # PySide makes most classes when they are first asked for
    if isinstance(made := getattr(module, name), type) and issubclass(made, Shiboken.Object)
}
seen: list[str] = []
"""What was called, on which thread, and from where."""


def install(*threads: Any) -> None:
    """Watch constructors, and the `run` of these QThread classes. Once a process."""
    for made in set(_CLASSES.values()):
        if (issubclass(made, QObject) or made in _READERS) and "__init__" in vars(made):
            made.__init__ = _watched(made.__init__)
    for each in threads:
        each.run = _profiled(each.run)
    gc.callbacks.append(_note_collection)


@contextmanager
def watching() -> Iterator[list[str]]:
    """Watch every thread begun from here on; gives what was seen."""
    seen.clear()
    threading.setprofile(_profile)
    try:
        yield seen
    finally:
        threading.setprofile(None)


def is_main() -> bool:
    """True on the thread that owns Qt."""
    return threading.current_thread() is threading.main_thread()


def _watched(make):
    @functools.wraps(make)
    def init(self, *args, **named):
        if not is_main():
            _note(f"{type(self).__name__}()")
        make(self, *args, **named)

    return init


def _profiled(run):
    @functools.wraps(run)
    def watched(self):
        sys.setprofile(_profile)
        run(self)

    return watched


def _profile(frame, event, function):
    if event == "c_call" and _is_qt(function):
        _note(function.__qualname__)


def _is_qt(function) -> bool:
    owner = getattr(function, "__self__", None)
    if isinstance(owner, SignalInstance):
        return function.__name__ != "emit"
    kind = owner if isinstance(owner, type) else type(owner)
    if issubclass(kind, Shiboken.Object):
        return True
    return owner is None and function.__qualname__.partition(".")[0] in _CLASSES  # a static method


def _note(what: str) -> None:
    where = "".join(traceback.format_stack(inspect.currentframe().f_back.f_back, 4))
    seen.append(f"{what} on thread {threading.current_thread().name}\n{where}")


def _note_collection(phase, _):
    """Cycles hold windows and their connections; collected on a lane they would be destroyed there."""
    if phase == "start" and not is_main() and gc.isenabled():
        seen.append(f"Python's collector of cycles on thread {threading.current_thread().name}")
