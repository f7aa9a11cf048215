"""The port FolderWatcher: watchdog's events, coalesced per path until a path has been quiet for a while."""

import logging
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from core.ports import OnFolderChange
from core.values import Folder, FolderChange

log = logging.getLogger(__name__)

QUIET_S = 2.5
RESCAN_S = 300.0
"""Roots that cannot be watched are looked through this often."""
ROOT_CHECK_S = 5.0
"""How soon a drive that was plugged in again is noticed."""
STEP_S = 0.25

_EVENTS: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
"""All but opening and reading, which is what we do ourselves."""

_REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse.sshfs", "fuse.rclone", "davfs", "ceph"})


@dataclass(slots=True, eq=False)
class _Root:
    """One watched folder and what happened below it lately."""

    folder: Folder
    watch: ObservedWatch | None = None
    identity: tuple[int, int] | None = None
    """Device and inode when it was scheduled; another means that the drive was changed."""
    rescan_at_s: float | None = None
    touched: dict[Path, float] = field(default_factory=dict)
    """When each path was last written to."""


class FolderWatch:
    """Watches any number of roots with one observer. Thread: methods any; `on_change` on the watcher's own.

    `clock` is for waiting (time.monotonic). `observe` makes the observer; a fresh one after each close.
    """

    def __init__(
        self,
        on_change: OnFolderChange,
        clock: Callable[[], float] = time.monotonic,
        observe: Callable[[], BaseObserver] = Observer,
        quiet_s: float = QUIET_S,
        rescan_s: float = RESCAN_S,
    ) -> None:
        self._on_change, self._clock, self._observe = on_change, clock, observe
        self._quiet_s, self._rescan_s = quiet_s, rescan_s
        self._roots: dict[int, _Root] = {}
        self._lock = threading.RLock()
        self._closing = threading.Event()
        self._observer: BaseObserver | None = None
        self._thread: threading.Thread | None = None
        self._check_roots_at_s = clock() + ROOT_CHECK_S

    def watch(self, folder: Folder) -> str:
        """Begin; returns "" or a sentence when only periodic re-scanning is possible."""
        self.unwatch(folder.id)
        with self._lock:
            root = _Root(folder)
            self._roots[folder.id] = root
            sentence = self._schedule(root)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="folder watch", daemon=True)
                self._thread.start()
            return sentence

    def unwatch(self, folder_id: int) -> None:
        """End watching this root."""
        with self._lock:
            root = self._roots.pop(folder_id, None)
            if root is not None:
                self._unschedule(root)

    def close(self) -> None:
        """End watching altogether. Thread: the callback is never called after this."""
        self._closing.set()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join()
        with self._lock:
            self._roots.clear()
            observer, self._observer = self._observer, None
        if observer is not None:
            observer.stop()
            observer.join()

    def pump(self) -> None:
        """Tell what is quiet by now. Called by the watcher's thread; tests with a clock of their own call it too."""
        now_s = self._clock()
        changes: dict[int, set[Path]] = defaultdict(set)
        with self._lock:
            if now_s >= self._check_roots_at_s:
                self._check_roots_at_s = now_s + ROOT_CHECK_S
                for root in self._roots.values():
                    self._check(root, now_s)
            for folder_id, root in self._roots.items():
                quiet = {path for path, at_s in root.touched.items() if now_s - at_s >= self._quiet_s}
                for path in quiet:
                    del root.touched[path]
                if root.rescan_at_s is not None and now_s >= root.rescan_at_s:
                    root.rescan_at_s = now_s + self._rescan_s
                    quiet.add(root.folder.path)
                if quiet:
                    changes[folder_id] = quiet
        for folder_id, paths in changes.items():
            if self._closing.is_set():
                return
            self._on_change(FolderChange(folder_id, frozenset(paths)))

    def _run(self) -> None:
        while not self._closing.wait(STEP_S):
            self.pump()

    def _note(self, folder_id: int, *paths: str) -> None:
        """Note that paths were touched. Thread: the observer's."""
        now_s = self._clock()
        with self._lock:
            root = self._roots.get(folder_id)
            if root is None:
                return
            for path in map(Path, paths):
                if not root.folder.is_file or path == root.folder.path:
                    root.touched[path] = now_s

    def _schedule(self, root: _Root) -> str:
        """Let the observer watch this root, or note that it has to be re-scanned instead."""
        folder = root.folder
        root.identity, root.rescan_at_s = _identity(folder.path), None
        minutes = f"{self._rescan_s / 60:g} minutes"
        if root.identity is None:
            return f"{folder.path} is not there now; it is watched again as soon as it comes back."
        if is_remote(folder.path):
            root.rescan_at_s = self._clock() + self._rescan_s
            return f"{folder.path} lies on a network drive: it is watched by re-scanning every {minutes}."
        target = folder.path.parent if folder.is_file else folder.path
        try:
            observer = self._running_observer()
            root.watch = observer.schedule(
                _Handler(self._note, folder.id), str(target), recursive=not folder.is_file, event_filter=_EVENTS
            )
        except (OSError, RuntimeError) as error:
            log.warning("%s cannot be watched: %s", folder.path, error)
            root.rescan_at_s = self._clock() + self._rescan_s
            return f"The system cannot watch so many folders: {folder.path} is re-scanned every {minutes} instead."
        return ""

    def _unschedule(self, root: _Root) -> None:
        watch, root.watch = root.watch, None
        shared = any(other.watch == watch for other in self._roots.values())
        if watch is None or self._observer is None or shared:
            return
        try:
            self._observer.unschedule(watch)
        except (KeyError, OSError, RuntimeError):  # its folder went away first
            log.debug("%s was not watched any more", root.folder.path)

    def _check(self, root: _Root, now_s: float) -> None:
        """A root that came, went or was replaced is scheduled anew and told as changed itself."""
        if _identity(root.folder.path) == root.identity and not self._is_deaf(root):
            return
        self._unschedule(root)
        self._schedule(root)
        root.touched[root.folder.path] = now_s

    def _is_deaf(self, root: _Root) -> bool:
        """True when the thread that listens for this root ended, as it does when the system's watches run out."""
        if root.watch is None or self._observer is None:
            return False
        return not any(one.watch == root.watch and one.is_alive() for one in self._observer.emitters)

    def _running_observer(self) -> BaseObserver:
        if self._observer is None:
            observer = self._observe()
            observer.start()
            self._observer = observer
        return self._observer


class _Handler(FileSystemEventHandler):
    """Hands the paths of an event on. One per root, so that equal watches stay distinct."""

    def __init__(self, note: Callable[..., None], folder_id: int) -> None:
        super().__init__()
        self._note, self._folder_id = note, folder_id

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Thread: the observer's."""
        self._note(self._folder_id, *(os.fsdecode(path) for path in (event.src_path, event.dest_path) if path))


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_remote(path: Path, mounts: Path = Path("/proc/self/mounts")) -> bool:
    """True when a Linux system says that the path lies on a network file system, which sends no events."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        real = path.resolve()
    except OSError:
        return False
    best, kind = -1, ""
    for line in lines:
        words = line.split(" ")
        if len(words) < 3:
            continue
        place = words[1].replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\")
        if real.is_relative_to(place) and len(place) >= best:
            best, kind = len(place), words[2]
    return kind in _REMOTE
