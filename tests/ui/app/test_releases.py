from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from c2v_desktop import app


def test_the_page_of_releases_is_opened_by_the_browser(monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    monkeypatch.setattr(app, "RELEASES", "https://example.org/releases")
    app._open_releases()
    assert opened == [QUrl("https://example.org/releases")]
