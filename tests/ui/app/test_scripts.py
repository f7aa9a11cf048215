"""The whole program answers scripts where its setting allows it, and uses Qt on the main thread only meanwhile."""

import http.client
import json
import time
from urllib.parse import urlsplit

import pytest

from tests.ui.app.test_app import finish, reached, start, videos  # noqa: F401


def running(home, timeout=120):
    """The record that the window has written."""
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        for file in home.glob("serve/*.json"):
            return json.loads(file.read_text())
        time.sleep(0.05)
    raise TimeoutError(home)


def ask(record, name, **fields):
    address = urlsplit(record["url"])
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    connection.request("POST", f"/v1/{name}", json.dumps(fields), {"Authorization": f"Bearer {record['token']}"})
    response = connection.getresponse()
    said = response.status, json.loads(response.read())
    connection.close()
    return said


def wait_until_indexed(record, clips, timeout=120):
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        if ask(record, "status")[1]["videos"]["ready"] == clips:
            return
        time.sleep(0.1)
    raise TimeoutError


@pytest.mark.parametrize("change", [False, True])
def test_a_window_that_may_answers_scripts(tmp_path, videos, change):  # noqa: F811
    home = tmp_path / "h"
    home.mkdir()
    (home / "settings.toml").write_text(f"[scripts]\nallow = true\nchange = {str(change).lower()}\n")
    process = start("plain", "--home", home, videos)
    reached(tmp_path, "open")
    record = running(home)
    assert (record["by"], record["can_change"]) == ("window", change)
    wait_until_indexed(record, 2)
    status, said = ask(record, "search", query="red car", limit=1)
    assert (status, said["hits"][0]["path"]) == (200, str(videos / "car.mov"))
    status, said = ask(record, "rate", paths=[str(videos / "car.mov")], rating=4)
    assert status == (200 if change else 403)
    assert ask(record, "clips", filter={"min_rating": 4})[1]["total"] == int(change)
    process.terminate()
    code, out, error = finish(process)
    assert code == 0, error
    assert out == "False True ['MainThread']", "lanes closed, no thread left"
    assert "Traceback" not in error
    assert [*home.glob("serve/*")] == []


def test_a_window_answers_nobody_by_itself(tmp_path, videos):  # noqa: F811
    process = start("plain", "--home", tmp_path / "h", videos)
    reached(tmp_path, "open")
    process.terminate()
    assert finish(process)[0] == 0
    assert not (tmp_path / "h" / "serve").exists()
