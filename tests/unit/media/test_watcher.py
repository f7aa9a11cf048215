"""Changes below watched folders are told once they are quiet."""

import errno
import os
import threading

import pytest
from watchdog.observers.api import BaseObserver, EventEmitter

from core.media.watcher import RESCAN_S, FolderWatch, is_remote
from core.values import Folder, FolderChange
from tests.fakes.manual_clock import ManualClock


class Told(list[FolderChange]):
    """The listener: keeps what it was told, and lets tests wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.event = threading.Event()

    def __call__(self, change: FolderChange) -> None:
        self.append(change)
        self.event.set()

    def paths(self) -> set:
        return {path for change in self for path in change.paths}


def folder_at(path, folder_id=1, *, is_file=False) -> Folder:
    return Folder(folder_id, path, watched=True, is_file=is_file)


def wait_for(told: Told, path) -> None:
    for _ in range(100):
        if path in told.paths():
            return
        told.event.wait(0.1)
        told.event.clear()
    pytest.fail(f"never told of {path}")


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def watch(told):
    one = FolderWatch(told, quiet_s=0.3)
    yield one
    one.close()


def test_a_new_file_in_a_new_folder_is_told(watch, told, tmp_path):
    assert watch.watch(folder_at(tmp_path, 7)) == ""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.mp4").write_bytes(b"1")
    wait_for(told, tmp_path / "sub" / "a.mp4")
    assert {change.folder_id for change in told} == {7}


def test_renaming_and_deleting_are_told(watch, told, tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"1")
    (tmp_path / "c.mp4").write_bytes(b"1")
    watch.watch(folder_at(tmp_path))
    (tmp_path / "a.mp4").rename(tmp_path / "b.mp4")
    (tmp_path / "c.mp4").unlink()
    for name in ("a.mp4", "b.mp4", "c.mp4"):
        wait_for(told, tmp_path / name)


def test_reading_is_no_change(watch, told, tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"1")
    watch.watch(folder_at(tmp_path))
    (tmp_path / "a.mp4").read_bytes()
    (tmp_path / "b.mp4").write_bytes(b"1")
    wait_for(told, tmp_path / "b.mp4")
    assert tmp_path / "a.mp4" not in told.paths()


def test_a_single_watched_file_does_not_tell_of_its_neighbours(watch, told, tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"1")
    watch.watch(folder_at(tmp_path / "a.mp4", is_file=True))
    (tmp_path / "b.mp4").write_bytes(b"1")
    (tmp_path / "a.mp4").write_bytes(b"22")
    wait_for(told, tmp_path / "a.mp4")
    assert told.paths() == {tmp_path / "a.mp4"}


def test_nothing_is_told_after_unwatch_and_after_close(told, tmp_path):
    watch = FolderWatch(told, quiet_s=0.0)
    watch.watch(folder_at(tmp_path))
    watch.unwatch(1)
    (tmp_path / "a.mp4").write_bytes(b"1")
    watch.watch(folder_at(tmp_path, 2))
    (tmp_path / "b.mp4").write_bytes(b"1")
    wait_for(told, tmp_path / "b.mp4")
    assert {change.folder_id for change in told} == {2}
    (tmp_path / "c.mp4").write_bytes(b"1")
    watch.close()
    count = len(told)
    watch.pump()
    assert len(told) == count


# --------------------------------------------------------------------------- with a clock and an observer of our own


class SilentEmitter(EventEmitter):
    """Emits nothing; the tests touch paths themselves."""

    def queue_events(self, timeout: float) -> None:
        self.stopped_event.wait(timeout)


class FullEmitter(SilentEmitter):
    def on_thread_start(self) -> None:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")


def by_hand(told, clock, emitter=SilentEmitter) -> FolderWatch:
    """A watch whose thread sleeps: the test pumps."""
    watch = FolderWatch(told, clock=clock, observe=lambda: BaseObserver(emitter, timeout=0.05), quiet_s=2.5)
    watch._thread = threading.Thread(target=lambda: None)
    watch._thread.start()
    return watch


def test_each_path_is_told_when_it_has_been_quiet_itself(told, tmp_path):
    clock = ManualClock()
    watch = by_hand(told, clock)
    watch.watch(folder_at(tmp_path))
    watch._note(1, str(tmp_path / "done.mp4"))
    for _ in range(4):  # another file keeps growing
        clock.sleep(1.0)
        watch._note(1, str(tmp_path / "growing.mp4"))
        watch.pump()
    assert [change.paths for change in told] == [{tmp_path / "done.mp4"}]
    clock.sleep(3.0)
    watch.pump()
    watch.pump()
    assert [change.paths for change in told] == [{tmp_path / "done.mp4"}, {tmp_path / "growing.mp4"}]
    watch.close()


def test_when_the_system_has_no_watches_left_the_root_is_rescanned(told, tmp_path):
    clock = ManualClock()
    watch = by_hand(told, clock, FullEmitter)
    sentence = watch.watch(folder_at(tmp_path))
    assert "re-scanned every 5 minutes" in sentence
    clock.sleep(RESCAN_S - 1)
    watch.pump()
    assert told == []
    clock.sleep(2)
    watch.pump()
    assert [change.paths for change in told] == [{tmp_path}]
    clock.sleep(RESCAN_S + 1)
    watch.pump()
    assert len(told) == 2
    watch.close()


def test_a_drive_that_comes_back_is_told_and_watched_again(told, tmp_path):
    clock = ManualClock()
    watch = by_hand(told, clock)
    root = tmp_path / "drive"
    assert "as soon as it comes back" in watch.watch(folder_at(root))
    root.mkdir()
    for _ in range(10):
        clock.sleep(1.0)
        watch.pump()
    assert told.paths() == {root}
    told.clear()
    root.rename(tmp_path / "elsewhere")
    for _ in range(10):
        clock.sleep(1.0)
        watch.pump()
    assert told.paths() == {root}
    watch.close()


def test_a_listener_thread_that_died_is_replaced_or_told(told, tmp_path):
    clock = ManualClock()
    watch = by_hand(told, clock)
    watch.watch(folder_at(tmp_path))
    (emitter,) = watch._observer.emitters
    emitter.stop()
    emitter.join()
    for _ in range(10):
        clock.sleep(1.0)
        watch.pump()
    assert told.paths() == {tmp_path}
    assert [one.is_alive() for one in watch._observer.emitters] == [True]
    watch.close()


def test_network_drives_are_known_from_the_mount_table(tmp_path):
    mounts = tmp_path / "mounts"
    place = os.fspath(tmp_path / "my share").replace(" ", "\\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\n//server/films {place} cifs rw 0 0\n")
    (tmp_path / "my share").mkdir()
    if os.name == "posix" and os.uname().sysname == "Linux":
        assert is_remote(tmp_path / "my share" / "sub", mounts)
        assert not is_remote(tmp_path, mounts)
    assert not is_remote(tmp_path, tmp_path / "no such table")
