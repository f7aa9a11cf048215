"""Opens folders and pages in other programs of this computer."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

_OF_BUNDLE = ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH", "QT_XCB_GL_INTEGRATION")
"""What the start of a bundle sets for itself and its child processes."""
_FORMER = "_ORIG"
"""Added to a name for what the variable was before; only LD_LIBRARY_PATH is kept so."""


def open_elsewhere(place: QUrl | str) -> None:
    """In the file manager, browser or whatever the system has for it. Thread: main."""
    with _environment_of_system():
        QDesktopServices.openUrl(QUrl(place))


@contextmanager
def _environment_of_system() -> Iterator[None]:
    """Without what a bundle needs: another program would load its libraries and plugins, and fail over them."""
    if not getattr(sys, "frozen", False):
        yield
        return
    kept = {name: os.environ.pop(name) for name in _OF_BUNDLE if name in os.environ}
    try:
        for name in kept:
            if former := os.environ.get(name + _FORMER):
                os.environ[name] = former
        yield
    finally:
        os.environ.update(kept)
