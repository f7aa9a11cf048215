"""The port FolderWatcher: watchdog's events, coalesced per path until a path has been quiet for a while."""

import logging
import os
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
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

from core.media.volumes import Mount, Volumes, holder
from core.ports import OnFolderChange
from core.values import Folder, FolderChange, innermost

log = logging.getLogger(__name__)

QUIET_S = 2.5
RESCAN_S = 300.0
"""Roots that cannot be watched are looked through this often."""
PROBE_S = 60.0
"""How often it is tried whether the system still has watches left."""
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


@dataclass(slots=True, eq=False)
class _Root:
    """One watched folder and what happened below it lately."""

    folder: Folder
    watch: ObservedWatch | None = None
    identity: tuple[int, int] | None = None
    """Device and inode when it was scheduled; another means that the drive was changed."""
    rescan_at_s: float | None = None
    note: str = ""
    """Why it is not watched closely; a sentence."""
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
        mounts: Callable[[], list[Mount]] | None = None,
    ) -> None:
        self._on_change, self._clock, self._observe = on_change, clock, observe
        self._mounts = mounts or Volumes().mounts
        self._quiet_s, self._rescan_s = quiet_s, rescan_s
        self._roots: dict[int, _Root] = {}
        self._ids: dict[str, int] = {}
        """Root by path."""
        self._lock = threading.RLock()
        self._closing = threading.Event()
        self._observer: BaseObserver | None = None
        self._thread: threading.Thread | None = None
        self._check_roots_at_s, self._probe_at_s = clock() + ROOT_CHECK_S, clock() + PROBE_S
        self._mounted = frozenset(self._mounts())
        self._is_starved = False
        """True while the system has no watches left for folders below the roots."""

    def watch(self, folder: Folder) -> str:
        """Begin; returns "" or a sentence when only periodic re-scanning is possible."""
        self.unwatch(folder.id)
        with self._lock:
            root = _Root(folder)
            self._roots[folder.id] = root
            self._ids[str(folder.path)] = folder.id
            self._schedule(root)
            if root.watch is not None and not folder.is_file:
                self._try_for_more()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="folder watch", daemon=True)
                self._thread.start()
            return root.note

    @property
    def notes(self) -> dict[int, str]:
        """For each root that is not watched closely at the moment, a sentence why. Thread: any."""
        roots = tuple(self._roots.items())  # no lock: whoever asks may be painting
        return {folder_id: root.note for folder_id, root in roots if root.note}

    def unwatch(self, folder_id: int) -> None:
        """End watching this root."""
        with self._lock:
            root = self._roots.pop(folder_id, None)
            if root is not None:
                self._ids.pop(str(root.folder.path), None)
                self._unschedule(root)

    def close(self) -> None:
        """End watching altogether. Thread: the callback is never called after this."""
        self._closing.set()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join()
        with self._lock:
            self._roots.clear()
            self._ids.clear()
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
                self._check_mounts(now_s)
            if now_s >= self._probe_at_s:
                self._probe_at_s = now_s + PROBE_S
                self._try_for_more()
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
        """Note that paths were touched, for the innermost root around each: outer ones hear of them as well.

        Thread: the observer's.
        """
        now_s = self._clock()
        with self._lock:
            if folder_id not in self._roots:
                return
            for path in paths:
                place = innermost(path, self._ids)
                root = self._roots[folder_id if place is None else self._ids[place]]
                if not root.folder.is_file or path == str(root.folder.path):
                    root.touched[Path(path)] = now_s

    def _schedule(self, root: _Root) -> None:
        """Let the observer watch this root, or note that it has to be re-scanned instead."""
        folder = root.folder
        root.identity, root.rescan_at_s, root.note = _identity(folder.path), None, ""
        if root.identity is None:
            root.note = f"{folder.path} is not available. It will be watched again once it is back."
        elif is_remote(folder.path, self._mounts()):
            self._rescan(root, f"{folder.path} is on a network drive, so it is rescanned every {self._every}.")
        else:
            self._listen(root)

    def _listen(self, root: _Root) -> None:
        folder = root.folder
        target = folder.path.parent if folder.is_file else folder.path
        try:
            observer = self._running_observer()
            root.watch = observer.schedule(
                _Handler(self._note, folder.id), str(target), recursive=not folder.is_file, event_filter=_EVENTS
            )
        except (OSError, RuntimeError) as error:
            log.warning("%s cannot be watched: %s", folder.path, error)
            self._rescan(root, _too_many(folder.path, self._every))
        if self._is_starved and root.watch is not None and not folder.is_file:
            self._rescan(root, _too_many(folder.path, self._every))

    def _rescan(self, root: _Root, note: str) -> None:
        """Look through this root from time to time, and say so."""
        root.note = note
        if root.rescan_at_s is None:
            root.rescan_at_s = self._clock() + self._rescan_s

    @property
    def _every(self) -> str:
        minutes = self._rescan_s / 60
        return "minute" if minutes == 1 else f"{minutes:g} minutes"

    def _try_for_more(self) -> None:
        """See whether the system has watches left: it keeps silent about folders below a root that got none.

        Without any left every root is also re-scanned; once there are some again, all are watched again.
        """
        listening = [root for root in self._roots.values() if root.watch is not None and not root.folder.is_file]
        if not listening:
            return
        was, self._is_starved = self._is_starved, not self._has_watches()
        for root in listening:
            if self._is_starved:
                self._rescan(root, _too_many(root.folder.path, self._every))
            elif was:
                self._unschedule(root)
                self._schedule(root)
                root.touched[root.folder.path] = self._clock()

    def _has_watches(self) -> bool:
        """True when one more folder can be watched."""
        try:
            with tempfile.TemporaryDirectory(prefix="c2v-watch-") as place:
                observer = self._running_observer()
                observer.unschedule(observer.schedule(FileSystemEventHandler(), place, event_filter=_EVENTS))
        except (OSError, RuntimeError) as error:
            log.warning("no more folders can be watched: %s", error)
            return False
        return True

    def _check_mounts(self, now_s: float) -> None:
        """A drive that came or went concerns the roots around it, and those whose drive may be back elsewhere."""
        before, self._mounted = self._mounted, frozenset(self._mounts())
        changed = {mount.place for mount in before ^ self._mounted}
        for root in self._roots.values():
            here = root.folder.path
            if changed and (root.identity is None or any(p.is_relative_to(here) for p in changed)):
                root.touched[here] = now_s

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
        """A root that came, went or was replaced is scheduled again and told as changed itself."""
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


def _too_many(path: Path, every: str) -> str:
    return f"The system cannot watch this many folders, so {path} is also rescanned every {every}."


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_remote(path: Path, mounts: Sequence[Mount]) -> bool:
    """True when the path lies on a file system that sends no events of what others do there."""
    mine = holder(path, list(mounts))
    return mine is not None and mine.is_remote
