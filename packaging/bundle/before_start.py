"""Runs before everything else in a bundle: a Linux without graphics libraries, such as a bare server, is lent some.

A system's own always come first: they fit its graphics card.
"""

import ctypes
import os
import sys
from pathlib import Path

NEEDED = ("libxcb.so.1", "libGL.so.1", "libEGL.so.1", "libdrm.so.2", "libwayland-client.so.0", "libwayland-cursor.so.0")
"""What Qt wants of the system; `LENT` in build.py has the same names and what these need."""
ORDER = (
    "libmd.so.0", "libbsd.so.0", "libXau.so.6", "libXdmcp.so.6", "libxcb.so.1", "libX11.so.6", "libGLdispatch.so.0",
    "libGLX.so.0", "libEGL.so.1", "libGL.so.1", "libdrm.so.2", "libffi.so.8", "libwayland-client.so.0",
    "libwayland-cursor.so.0",
)  # fmt: skip
"""Each after those that it needs."""


def _load(place: str) -> bool:
    try:
        ctypes.CDLL(place, mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True


def _lend(inside: Path) -> None:
    """What is loaded once is found by whatever asks for its name later."""
    if all(_load(name) for name in NEEDED):
        return
    # there is no driver behind them either: Qt would end the program when a clip is played
    os.environ.setdefault("QT_XCB_GL_INTEGRATION", "none")
    for name in ORDER:
        if not _load(name):
            _load(str(inside / "lent" / name)) or _load(str(inside / name))


if sys.platform.startswith("linux") and Path(sys.executable).stem != "c2v" and sys.argv[1:2] != ["--child"]:
    _lend(Path(sys._MEIPASS))  # type: ignore[attr-defined]
