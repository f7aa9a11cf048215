"""The computer's memory, as the system and psutil tell it."""

import os

import psutil

from core.machine import total_memory_bytes


def test_memory_is_what_psutil_says(monkeypatch):
    expected = psutil.virtual_memory().total
    assert total_memory_bytes() == expected
    monkeypatch.delattr(os, "sysconf", raising=False)  # as on Windows
    assert total_memory_bytes() == expected


def test_memory_that_cannot_be_told_is_none(monkeypatch):
    def fail(*_):
        raise OSError

    monkeypatch.setattr(os, "sysconf", fail, raising=False)
    monkeypatch.setattr(psutil, "virtual_memory", fail)
    assert total_memory_bytes() == 0
