"""A picture of the window once it has come to rest, for the demo and for looking at our own work."""

import asyncio
import time
from pathlib import Path

from ui.controllers.main import MainController
from ui.window.main_window import MainWindow

_PATIENCE_S = 240.0
_REST_S = 1.2


async def take_screenshot(window: MainWindow, controller: MainController, path: Path, ask: str) -> bool:
    """Wait until nothing moves, ask, wait again, save. False when it never came to rest or could not be saved."""
    rested = await _rest(controller)
    if ask:
        window.query.ask(ask)
        rested = await _rest(controller)
    path.parent.mkdir(parents=True, exist_ok=True)
    return window.grab().save(str(path)) and rested


async def _rest(controller: MainController) -> bool:
    """True once the window has been idle for a moment."""
    since, until = time.monotonic(), time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        await asyncio.sleep(0.1)
        if controller.is_moving:
            since = time.monotonic()
        elif time.monotonic() - since > _REST_S:
            return True
    return False
