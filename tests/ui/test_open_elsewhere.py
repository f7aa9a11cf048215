"""Another program gets the environment of the system, not the one a bundle needs for itself."""

import os
import re
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel

from c2v_desktop import app
from ui.controllers.selection import show_in_file_manager
from ui.models import licence_dialog

ROOT = Path(__file__).resolve().parents[2]
INSIDE = {
    "LD_LIBRARY_PATH": "/opt/c2v-desktop/_internal:/usr/mine",
    "QT_PLUGIN_PATH": "/opt/c2v-desktop/_internal/PySide6/Qt/plugins",
    "QML2_IMPORT_PATH": "/opt/c2v-desktop/_internal/PySide6/Qt/qml",
    "QT_XCB_GL_INTEGRATION": "none",
}


@pytest.fixture
def seen(monkeypatch):
    """The variables of a bundle, as each program that was started saw them."""
    for name, value in INSIDE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/usr/mine")
    found = []

    def opened(place):
        found.append((QUrl(place).toString(), {name: os.environ[name] for name in INSIDE if name in os.environ}))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", opened)
    return found


def link(qtbot):
    label = licence_dialog._link("https://example.org/licence")
    qtbot.addWidget(label)
    label.linkActivated.emit("https://example.org/licence")
    assert isinstance(label, QLabel)
    assert label.textInteractionFlags() & Qt.TextInteractionFlag.LinksAccessibleByKeyboard


def test_from_a_bundle_other_programs_start_as_from_the_desktop(seen, monkeypatch, qtbot, tmp_path):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    show_in_file_manager(tmp_path)
    monkeypatch.setattr(app, "RELEASES", "https://example.org/releases")
    app._open_releases()
    link(qtbot)
    assert [place for place, _ in seen] == [
        QUrl.fromLocalFile(str(tmp_path)).toString(), "https://example.org/releases", "https://example.org/licence",
    ]  # fmt: skip
    assert [there for _, there in seen] == 3 * [{"LD_LIBRARY_PATH": "/usr/mine"}]
    assert {name: os.environ[name] for name in INSIDE} == INSIDE, "child processes of ours need them"


def test_what_was_not_set_before_the_bundle_is_not_set_for_others(seen, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG")
    show_in_file_manager(tmp_path)
    assert [there for _, there in seen] == [{}]


def test_an_installation_by_pip_hands_on_what_the_user_has_set(seen, tmp_path):
    show_in_file_manager(tmp_path)
    assert [there for _, there in seen] == [INSIDE]


def test_nothing_is_opened_in_another_way():
    for package in ("ui", "c2v_desktop"):
        for path in (ROOT / package).rglob("*.py"):
            if path != ROOT / "ui" / "open_elsewhere.py":
                text = path.read_text(encoding="utf-8")
                assert not re.search(r"openUrl|setOpenExternalLinks|startDetached", text), path
