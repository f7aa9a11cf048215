"""The folder of proxies: whole files only, a budget, and nothing left behind."""

import os
from pathlib import Path

import pytest

from core.store.proxy_folder import ProxyFolder, ProxyUsage

A, B, C = (f"3e8-{letter * 32}" for letter in "abc")


@pytest.fixture
def folder(tmp_path: Path) -> ProxyFolder:
    return ProxyFolder(tmp_path / "proxies", 1000)


def admit(folder: ProxyFolder, fingerprint: str, size: int, used_s: float = 0.0) -> str:
    folder.target(fingerprint).write_bytes(bytes(size))
    told = folder.admit(fingerprint)
    if used_s and not told:
        os.utime(folder.find(fingerprint), (used_s, used_s))
    return told


def test_what_is_taken_in_is_found_by_content(folder, tmp_path):
    assert folder.find(A) is None
    folder.part(A, 0).write_bytes(b"part")
    folder.target(A).write_bytes(b"film")
    assert folder.find(A) is None  # not before it is whole
    assert folder.admit(A) == ""
    folder.drop_parts(A)
    found = ProxyFolder(tmp_path / "proxies", 1000).find(A)
    assert found is not None
    assert found.read_bytes() == b"film"
    assert folder.usage == ProxyUsage(1, 4)


def test_the_longest_unused_make_room(folder):
    admit(folder, A, 400, used_s=100)
    admit(folder, B, 400, used_s=200)
    again = ProxyFolder(folder.find(A).parent, 1000)  # as at the next start
    os.utime(folder.find(A), (100, 100))
    assert again.find(A) is not None  # it is played: now B is the one unused for longest
    admit(folder, C, 400)
    assert (folder.find(B), folder.usage) == (None, ProxyUsage(2, 800))
    assert folder.find(A) is not None
    assert folder.find(C) is not None


def test_one_larger_than_all_may_be_is_not_kept(folder):
    admit(folder, A, 400)
    assert "larger than the limit" in admit(folder, B, 1001)
    assert (folder.find(B), folder.usage) == (None, ProxyUsage(1, 400))


def test_a_smaller_budget_holds_from_the_next_sweep_on(folder):
    admit(folder, A, 400, used_s=100)
    admit(folder, B, 400, used_s=200)
    ProxyFolder(folder.find(A).parent, 500).sweep(0.0, lambda _: True)
    assert folder.find(A) is None
    assert folder.find(B) is not None


def test_what_dead_programs_left_is_swept(folder):
    admit(folder, A, 10)
    old, new = folder.part(B, 0), folder.part(B, 1)
    half, target, stranger = new.with_name(new.name + ".new"), folder.target(B), folder.part(C, 0)
    for path in (old, new, half, target, stranger):
        path.write_bytes(b"1234")
    os.utime(old, (100, 100))
    folder.sweep(200.0, {A, B}.__contains__)
    assert [path.exists() for path in (old, new, half, target, stranger)] == [False, True, False, False, True]
    assert folder.find(A) is not None
    folder.sweep(200.0, {B}.__contains__)
    assert folder.find(A) is None


def test_forgetting_one_and_all(folder):
    for each in (A, B, C):
        admit(folder, each, 10)
        folder.request(each, True)
    folder.part(A, 0).write_bytes(b"1")
    keep = folder.find(B).with_name("notes.txt")
    keep.write_text("somebody's own")
    folder.forget([A])
    assert (folder.find(A), folder.part(A, 0).exists(), A in folder.requests()) == (None, False, False)
    assert folder.forget_all() == ProxyUsage(2, 20)
    assert (folder.usage, folder.requests(), keep.exists()) == (ProxyUsage(0, 0), [], True)


def test_wishes_outlive_the_program(folder, tmp_path):
    folder.request(A, True)
    again = ProxyFolder(tmp_path / "proxies", 1000)
    assert again.requests() == [A]
    again.request(A, False)
    assert folder.requests() == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not hold everybody back here")
def test_where_nothing_can_be_written_what_is_there_is_used(folder):
    admit(folder, A, 10)
    root = folder.find(A).parent
    root.chmod(0o500)
    try:
        fixed = ProxyFolder(root, 5)
        fixed.sweep(0.0, lambda _: False)
        fixed.request(B, True)
        assert fixed.find(A) is not None
    finally:
        root.chmod(0o700)


def test_a_disk_that_fails_is_a_sentence(folder, monkeypatch):
    folder.target(A).write_bytes(b"film")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert folder.admit(A) == "A proxy could not be saved: No space left on device."
    assert folder.find(A) is None
