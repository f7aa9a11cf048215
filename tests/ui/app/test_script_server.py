"""Edit > Scripts and assistants: on and off at once, with an address and a token to copy."""

import http.client
import json
import threading
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from c2v_desktop.paths import find_places
from c2v_desktop.script_server import ScriptServer
from c2v_desktop.serve import http_server
from c2v_desktop.serve.runtime_file import find_running
from core.errors import UnwritableError
from core.settings import EncoderSettings, Settings, change_settings, load_settings


@pytest.fixture
def home(tmp_path):
    return find_places(tmp_path / "home")


@pytest.fixture
def scripts(window, house, lane, home):
    def enter(place, value):
        section, name = place
        settings = change_settings(
            home.settings, lambda now: replace(now, **{section: replace(getattr(now, section), **{name: value})})
        )
        made.apply(settings.scripts)
        return True

    made = ScriptServer(window, lambda: home, Settings(), enter)
    made.tie(house.library, lane)
    yield made
    made.close()
    made.wait()


def asked(scripts, name, **fields):
    """Ask from another thread, as scripts do: the main one has to be free."""
    record, said = scripts.state, []

    def run():
        connection = http.client.HTTPConnection("127.0.0.1", int(record.url.rpartition(":")[2]), timeout=60)
        connection.request("POST", f"/v1/{name}", json.dumps(fields), {"Authorization": f"Bearer {record.token}"})
        response = connection.getresponse()
        said.append((response.status, json.loads(response.read())))
        connection.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, said


def answer(qtbot, scripts, name, **fields):
    thread, said = asked(scripts, name, **fields)
    qtbot.waitUntil(lambda: bool(said), timeout=60_000)
    thread.join()
    return said[0]


def test_it_is_off_until_it_is_ticked_and_goes_at_once(qtbot, scripts, home):
    scripts.open()
    page = scripts._page
    assert not page.allow.isChecked()
    assert not page.change.isEnabled()
    assert page.url.text() == page.token.text() == ""
    page.allow.click()
    qtbot.waitUntil(lambda: bool(page.url.text()), timeout=60_000)
    assert load_settings(home.settings)[0].scripts.allow
    (found,) = find_running(home)
    assert (found.url, found.token, found.can_change) == (page.url.text(), page.token.text(), False)
    assert page.token.echoMode() == QLineEdit.EchoMode.Password
    page._copies[1].click()
    assert QGuiApplication.clipboard().text() == found.token
    assert found.file in page.state.text()
    assert answer(qtbot, scripts, "status")[0] == 200
    page.change.click()
    qtbot.waitUntil(lambda: [each.can_change for each in find_running(home)] == [True], timeout=60_000)
    page.allow.click()
    assert [*find_running(home)] == []
    assert page.url.text() == ""
    assert not load_settings(home.settings)[0].scripts.allow


def test_what_is_asked_runs_on_the_engine_lane(qtbot, scripts, house, monkeypatch):
    seen, real = [], house.library.tags
    monkeypatch.setattr(house.library, "tags", lambda: (seen.append(threading.current_thread()), real())[1])
    scripts.open()
    scripts._page.allow.click()
    qtbot.waitUntil(lambda: bool(scripts.state.url), timeout=60_000)
    assert answer(qtbot, scripts, "tags") == (200, {"tags": []})
    assert seen
    assert threading.main_thread() not in seen
    assert not any(each.name == "scripts" for each in seen)


def test_another_model_gives_another_stamp_and_the_same_token(qtbot, scripts, home):
    scripts.open()
    scripts._page.allow.click()
    qtbot.waitUntil(lambda: bool(scripts.state.url), timeout=60_000)
    (before,) = find_running(home)
    scripts.follow_model(EncoderSettings(backend="clip_mean", model="other"))
    qtbot.waitUntil(lambda: next(iter(find_running(home))).stamp != before.stamp, timeout=60_000)
    (after,) = find_running(home)
    assert (after.url, after.token) == (before.url, before.token)


def test_why_nobody_is_answered_is_said(qtbot, scripts, home, monkeypatch):
    def fail(*_):
        raise UnwritableError("The access token cannot be kept private.", "Use another disk.")

    monkeypatch.setattr(http_server, "Publication", fail)
    scripts.open()
    scripts._page.allow.click()
    qtbot.waitUntil(lambda: "kept private" in scripts._page.state.text(), timeout=60_000)
    assert "another disk" in scripts._page.state.text()
    assert scripts._page.allow.isChecked()


def test_a_quick_change_of_mind_leaves_nothing_running(qtbot, scripts, home):
    scripts.open()
    scripts._page.allow.click()
    scripts._page.allow.click()
    qtbot.waitUntil(lambda: not scripts._is_starting, timeout=60_000)
    assert [*find_running(home)] == []
    assert scripts.state.url == ""


def test_requests_that_wait_when_the_window_closes_are_answered(qtbot, scripts, monkeypatch):
    scripts.open()
    scripts._page.allow.click()
    qtbot.waitUntil(lambda: bool(scripts.state.url), timeout=60_000)
    thread, said = asked(scripts, "status")
    scripts._is_closed = True
    qtbot.waitUntil(lambda: bool(said), timeout=60_000)
    thread.join()
    assert said[0][0] in (200, 503)
