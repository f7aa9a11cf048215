"""Battery or mains, from what the kernel writes into its files."""

import sys
import time
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from c2v_desktop.shell.power import LOOK_EVERY_S, Outside, is_on_battery, supplies_say


def supply(folder: Path, name: str, **files: str) -> None:
    (folder / name).mkdir(parents=True)
    for file, text in files.items():
        (folder / name / file).write_text(text + "\n")


BATTERY = {"type": "Battery", "status": "Discharging"}


@pytest.mark.parametrize(
    ("supplies", "answer"),
    [
        ({}, False),
        ({"BAT0": BATTERY}, True),
        ({"BAT0": {**BATTERY, "scope": "System"}}, True),
        ({"BAT0": BATTERY, "AC": {"type": "Mains", "online": "0"}}, True),
        ({"BAT0": BATTERY, "AC": {"type": "Mains", "online": "1"}}, False),
        ({"BAT0": BATTERY, "usb": {"type": "USB", "online": "1"}}, False),
        ({"BAT0": {"type": "Battery", "status": "Full"}}, False),
        ({"mouse": {**BATTERY, "scope": "Device"}}, False),
        ({"mouse": {**BATTERY, "scope": "Device"}, "BAT1": BATTERY}, True),
        ({"odd": {}}, False),
    ],
)
def test_on_battery_is_a_battery_of_its_own_being_emptied_without_mains(tmp_path, supplies, answer):
    for name, files in supplies.items():
        supply(tmp_path, name, **files)
    assert supplies_say(tmp_path) is answer


def test_where_nothing_is_told_it_is_mains(tmp_path):
    assert supplies_say(tmp_path / "none") is False
    assert is_on_battery() in {True, False}


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (None, False),
        (SimpleNamespace(power_plugged=True), False),
        (SimpleNamespace(power_plugged=None), False),
        (SimpleNamespace(power_plugged=False), True),
    ],
)
@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_elsewhere_the_battery_says_whether_it_is_plugged_in(monkeypatch, platform, said, answer):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(psutil, "sensors_battery", lambda: said, raising=False)
    assert is_on_battery() is answer


@pytest.mark.parametrize("trouble", [OSError, RuntimeError, psutil.AccessDenied])
def test_trouble_with_the_battery_is_mains(monkeypatch, trouble):
    def fail():
        raise trouble

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(psutil, "sensors_battery", fail, raising=False)
    assert is_on_battery() is False
    monkeypatch.delattr(psutil, "sensors_battery")
    assert is_on_battery() is False


def test_the_battery_is_asked_now_and_then_and_the_clock_each_time():
    asked, now_s, clock = [], [100.0], [time.struct_time((2026, 1, 5, 19, 58, 0, 0, 5, 0))]

    def ask() -> bool:
        asked.append(1)
        return True

    outside = Outside(ask, lambda: now_s[0], lambda: clock[0])
    assert (outside().on_battery, outside().minute) == (True, 19 * 60 + 58)
    clock[0] = time.struct_time((2026, 1, 5, 20, 0, 0, 0, 5, 0))
    assert outside().minute == 20 * 60
    assert len(asked) == 1
    now_s[0] += LOOK_EVERY_S
    assert outside().on_battery
    assert len(asked) == 2
