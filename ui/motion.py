"""Whether things may move by themselves: skimming under the mouse, turning signs, sliding menus.

May import PySide6. Nothing is kept in globals: the application has a property.
"""

import sys
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication

Choice = Literal["system", "reduce"]
_PROPERTY = "reduces_motion"
_EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)
_PORTAL_MS = 250
"""A desktop that does not answer in this time is not waited for."""
_SPI_GETCLIENTAREAANIMATION = 0x1042


def apply(app: QApplication, choice: Choice) -> None:
    """Let things move, or not, from now on. "system" follows the desktop where it tells."""
    is_reduced = choice == "reduce" or system_reduces(app)
    app.setProperty(_PROPERTY, is_reduced)
    if is_reduced:
        for effect in _EFFECTS:
            app.setEffectEnabled(effect, False)


def is_reduced() -> bool:
    """True when nothing is to move by itself. Thread: main."""
    app = QCoreApplication.instance()
    return app is not None and bool(app.property(_PROPERTY))


def system_reduces(app: QApplication) -> bool:
    """What the system asks for: by Qt from 6.12 on, else by Windows or the desktop portal; macOS does not say."""
    hints: Any = app.styleHints().accessibility() if hasattr(app.styleHints(), "accessibility") else None
    if hints is not None and hasattr(hints, "motionPreference"):
        return bool(hints.motionPreference() == Qt.MotionPreference.ReducedMotion)  # type: ignore[attr-defined]
    if sys.platform == "win32":
        return _windows_reduces()
    return sys.platform == "linux" and _portal_reduces()


def _windows_reduces() -> bool:
    import ctypes

    is_on = ctypes.c_int(1)
    windows: Any = ctypes
    asked = windows.windll.user32.SystemParametersInfoW(_SPI_GETCLIENTAREAANIMATION, 0, ctypes.byref(is_on), 0)
    return bool(asked) and not is_on.value


def _portal_reduces() -> bool:
    """The freedesktop setting, else GNOME's: 1 asks for less motion, and so does a desktop without animations."""
    return (
        _portal("org.freedesktop.appearance", "reduced-motion") == 1
        or _portal("org.gnome.desktop.interface", "enable-animations") is False
    )


def _portal(namespace: str, key: str) -> object:
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return None
    place = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings"
    message = QDBusMessage.createMethodCall(*place, "ReadOne")
    message.setArguments([namespace, key])
    reply = bus.call(message, timeout=_PORTAL_MS)
    answers = reply.arguments() if reply.type() == QDBusMessage.MessageType.ReplyMessage else []
    found: Any = answers[0] if answers else None
    return found.variant() if hasattr(found, "variant") else found
