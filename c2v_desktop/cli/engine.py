"""A library on a lane of its own, as the window has it, and what a command needs to find in it."""

import os
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar, TypeVarTuple, overload

from c2v_desktop.cli.command import Context
from c2v_desktop.cli.exit_codes import INTERRUPTED
from c2v_desktop.cli.progress_bar import moving_line
from c2v_desktop.cli.streams import say
from c2v_desktop.format import units
from c2v_desktop.library_files import has_catalogue, open_catalogue_reader
from c2v_desktop.shell.interrupt import interrupt
from core.errors import C2VError, Cancelled, NothingIndexedError
from core.lane import Lane, Priority
from core.library import BoundQuery, Library, QueryNames
from core.values import (
    Facets,
    Filter,
    LibraryStatus,
    MomentCollection,
    Query,
    Removal,
    Step,
    TagUse,
    Video,
)

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

NOTHING = "Nothing is indexed yet. Start with `c2v index FOLDER`."


class LibraryNames(Protocol):
    """What options are resolved by: the library itself, or its catalogue while a running library will answer."""

    def place_of(self, path: Path) -> Path:
        """As of the library."""
        ...

    def places_of(self, path: Path) -> frozenset[Path]:
        """As of the library."""
        ...

    def status(self) -> LibraryStatus:
        """As of the library."""
        ...

    def videos(self, filter_: Filter | None = None) -> list[Video]:
        """As of the library."""
        ...

    def facets(self, filter_: Filter) -> Facets:
        """As of the library."""
        ...

    def tags(self) -> list[TagUse]:
        """As of the library."""
        ...

    def collections(self) -> list[MomentCollection]:
        """As of the library."""
        ...

    def cut(self, text: str) -> Query:
        """As of the library."""
        ...

    def bind_query(self, query: Query, names: QueryNames, *, is_own: bool = False) -> BoundQuery:
        """As of the library."""
        ...

    def query_text(self, query: Query) -> str:
        """As of the library."""
        ...

    def cut_step(self, text: str) -> Step:
        """As of the library."""
        ...


class Session(Protocol):
    """Somewhere to ask for names."""

    @property
    def library(self) -> LibraryNames:
        """Who knows them."""
        ...

    def do(self, work: Callable[[*Ts], T], *args: *Ts) -> T:
        """Ask, and wait for the answer."""
        ...


class Engine:
    """A library on its lane. Thread: the main one; the lane has another."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._lane = Lane("engine")
        self._thread = threading.Thread(target=self._lane.run, name="c2v-engine")
        self._thread.start()

    @overload
    def do(self, work: Callable[[*Ts], Generator[Any, None, T]], *args: *Ts) -> T: ...
    @overload
    def do(self, work: Callable[[*Ts], T], *args: *Ts) -> T: ...
    def do(self, work: Callable[[*Ts], Any], *args: *Ts) -> Any:
        """Run a job and wait for it. Ctrl-C ends it where it may be interrupted; a second one ends the program.

        At any moment what is written is whole, so the second is no worse than a wait.

        Raises: KeyboardInterrupt, and whatever the job raises.
        """
        future = self._lane.submit(Priority.INGEST, work, *args)
        try:
            return _wait(future)
        except KeyboardInterrupt:
            say("Stopping…")
            self._lane.stop(future)
            self.library.interrupt()
            try:
                _wait(future)
            except KeyboardInterrupt:
                os._exit(INTERRUPTED)
            except (Cancelled, C2VError):  # the model was interrupted
                pass
            raise

    @overload
    def submit(self, work: Callable[[*Ts], Generator[Any, None, T]], *args: *Ts) -> Future[T]: ...
    @overload
    def submit(self, work: Callable[[*Ts], T], *args: *Ts) -> Future[T]: ...
    def submit(self, work: Callable[[*Ts], Any], *args: *Ts) -> Future[Any]:
        """Queue a job without waiting for it. Thread: any. Raises: RuntimeError, once it is closed."""
        return self._lane.submit(Priority.BROWSE, work, *args)

    def stop(self, future: Future[Any]) -> None:
        """End a job at its next yield. Thread: any."""
        self._lane.stop(future)

    def close(self) -> None:
        """Close the library on its lane, then the lane."""
        closing = self._lane.submit(Priority.LOAD, self.library.close)
        interrupt.is_busy = lambda: self.library.is_saving  # an index of millions of moments is not thrown away
        try:
            _wait(closing)
        finally:
            self._lane.close()
            self._thread.join()


@contextmanager
def open_engine(context: Context, *, read_only: bool = False) -> Iterator[Engine]:
    """A library that is closed at the end, whatever happens. Raises: StoreError, SettingsError."""
    if context.trouble is not None and not read_only:  # indexing with another model than the one meant takes hours
        raise context.trouble
    from c2v_desktop.compose import build_library  # half a second of imports that `status` does not need

    session = Engine(build_library(context.settings, context.places, read_only=read_only))
    for note in session.library.notes:
        say(note)
    try:
        yield session
    finally:
        session.close()


@contextmanager
def open_for_search(context: Context) -> Iterator[Engine]:
    """A library for searching, its model loaded; another program may write to it meanwhile. Raises: StoreError."""
    expect_library(context)
    with open_engine(context, read_only=True) as session:
        _expect_moments(session.do(session.library.status))
        with moving_line("Loading model…"):
            session.do(session.library.wake)
        with moving_line("Calibrating the model, once for this library…"):
            session.do(session.library.calibrate)
        yield session


def expect_library(context: Context) -> None:
    """Raises: NothingIndexedError, before the first clip is indexed."""
    if not has_catalogue(context.places):
        raise NothingIndexedError(NOTHING)


def count_videos(context: Context) -> int:
    """How many clips the library holds, without loading the model. Raises: StoreError."""
    if not has_catalogue(context.places):
        return 0
    with open_catalogue_reader(context.places) as reader:
        return reader.status().total


def expect_videos(session: Engine) -> None:
    """Raises: NothingIndexedError, before the first clip is indexed."""
    if not session.do(session.library.status).total:
        raise NothingIndexedError(NOTHING)


def _expect_moments(state: LibraryStatus) -> None:
    """Raises: NothingIndexedError, while nothing can be found."""
    if state.segments:
        return
    if not state.total:
        raise NothingIndexedError(NOTHING)
    waiting = units.count(state.waiting, "clip is waiting", "clips are waiting")
    failed = units.count(state.failed, "clip")
    raise NothingIndexedError(
        f"Nothing is indexed yet: {waiting}, {failed} cannot be used.",
        "Run `c2v index` to continue; `c2v skipped` lists the reasons.",
    )


def _wait(future: Future[T]) -> T:
    """The result, waited for in short pieces: an endless wait cannot be interrupted by Ctrl-C on Windows."""
    while not wait([future], 0.2).done:
        continue
    return future.result()


def read_removals(context: Context) -> list[Removal]:
    """What can be restored, without loading the model."""
    with open_catalogue_reader(context.places) as reader:
        return reader.removals()


def expect_any_clips(context: Context) -> None:
    """Raises: NothingIndexedError, before the first clip is indexed."""
    expect_library(context)
    if not count_videos(context) and not read_removals(context):
        raise NothingIndexedError(NOTHING)
