"""Changes below watched folders are told once they are quiet."""

import errno
import threading

import pytest
from watchdog.observers.api import BaseObserver, EventEmitter

from core.media.volumes import Mount
from core.media.watcher import PROBE_S, RESCAN_S, FolderWatch
from core.values import Folder, FolderChange
from tests.fakes.manual_clock import ManualClock


class Reported(list[FolderChange]):
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


def wait_for(told: Reported, path) -> None:
    for _ in range(100):
        if path in told.paths():
            return
        told.event.wait(0.1)
        told.event.clear()
    pytest.fail(f"never told of {path}")


@pytest.fixture
def told():
    return Reported()


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


def test_of_folders_inside_one_another_the_inner_one_is_told(watch, told, tmp_path):
    (tmp_path / "sub/deep").mkdir(parents=True)
    for number, place in ((1, tmp_path), (2, tmp_path / "sub")):
        watch.watch(folder_at(place, number))
    watch.watch(folder_at(tmp_path / "sub/deep/one.mp4", 3, is_file=True))
    for name in ("a.mp4", "sub/b.mp4", "sub/deep/c.mp4", "sub/deep/one.mp4"):
        (tmp_path / name).write_bytes(b"1")
        wait_for(told, tmp_path / name)
    seen = {(change.folder_id, path.name) for change in told for path in change.paths if path.suffix}
    assert seen == {(1, "a.mp4"), (2, "b.mp4"), (2, "c.mp4"), (3, "one.mp4")}
    watch.unwatch(2)
    (tmp_path / "sub/d.mp4").write_bytes(b"1")
    wait_for(told, tmp_path / "sub/d.mp4")
    assert {change.folder_id for change in told if tmp_path / "sub/d.mp4" in change.paths} == {1}


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


def by_hand(told, clock, emitter=SilentEmitter, **more) -> FolderWatch:
    """A watch whose thread sleeps: the test pumps."""
    watch = FolderWatch(told, clock=clock, observe=lambda: BaseObserver(emitter, timeout=0.05), quiet_s=2.5, **more)
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
    assert "rescanned every 5 minutes" in sentence
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
    assert "once it is back" in watch.watch(folder_at(root))
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


def mount(place, kind="ext4", source="/dev/sda1") -> Mount:
    return Mount(place, kind, source, "/", (8, 1))


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "smb3", "fuse.sshfs", "fuse.rclone"])
def test_network_drives_are_rescanned_and_said_to_be(told, tmp_path, kind):
    share = tmp_path / "my share"
    (share / "sub").mkdir(parents=True)
    clock = ManualClock()
    table = [mount(tmp_path), mount(share, kind, "//server/films")]
    watch = by_hand(told, clock, rescan_s=60.0, mounts=lambda: table)
    assert "network drive" in watch.watch(folder_at(share / "sub"))
    assert watch.watch(folder_at(tmp_path, 2)) == ""
    assert list(watch.notes) == [1]
    assert "rescanned every minute" in watch.notes[1]
    clock.sleep(61)
    watch.pump()
    assert [(change.folder_id, change.paths) for change in told] == [(1, {share / "sub"})]
    watch.close()


class Starving(SilentEmitter):
    """Roots can still be watched; whatever else was below them could not, and nobody said so."""

    is_full = True

    def on_thread_start(self) -> None:
        if self.is_full and "c2v-watch-" in str(self.watch.path):
            raise OSError(errno.ENOSPC, "inotify watch limit reached")


def test_folders_left_without_a_watch_are_noticed_and_rescanned_until_there_are_watches(told, tmp_path, monkeypatch):
    clock = ManualClock()
    monkeypatch.setattr(Starving, "is_full", True)
    watch = by_hand(told, clock, Starving)
    assert "cannot watch this many" in watch.watch(folder_at(tmp_path))
    clock.sleep(RESCAN_S + 1)
    watch.pump()
    assert told.paths() == {tmp_path}
    told.clear()
    monkeypatch.setattr(Starving, "is_full", False)
    clock.sleep(PROBE_S + 1)
    watch.pump()
    assert watch.notes == {}
    clock.sleep(3)
    watch.pump()
    assert told.paths() == {tmp_path}
    watch.close()


def test_a_drive_that_comes_or_goes_below_a_root_or_anywhere_for_one_that_is_away_is_told(told, tmp_path):
    clock, table = ManualClock(), [mount(tmp_path)]
    watch = by_hand(told, clock, mounts=lambda: list(table))
    (tmp_path / "media").mkdir()
    (tmp_path / "other").mkdir()
    watch.watch(folder_at(tmp_path / "media", 1))
    watch.watch(folder_at(tmp_path / "other", 2))
    watch.watch(folder_at(tmp_path / "away", 3))
    table.append(mount(tmp_path / "media" / "drive"))
    for _ in range(10):
        clock.sleep(1.0)
        watch.pump()
    assert {change.folder_id for change in told} == {1, 3}
    watch.close()
