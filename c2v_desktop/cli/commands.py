"""What each command does. They talk to a library on a lane of its own, as the window does."""

import argparse
import os
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple, overload

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TaskProgressColumn, TextColumn

from c2v_desktop.cli.exit_codes import FAILED, INTERRUPTED, NOTHING_INDEXED, SOME_FAILED
from c2v_desktop.cli.progress_bar import moving_bar, moving_line
from c2v_desktop.format import answers
from c2v_desktop.paths import Places
from c2v_desktop.shell.interrupt import interrupt
from core.errors import (
    C2VError,
    Cancelled,
    LibraryAwayError,
    NothingIndexedError,
    QueryError,
    SettingsError,
    StoreError,
)
from core.lane import Lane, Priority
from core.library import Library
from core.printable import printable_lines
from core.settings import Settings
from core.store.catalogue import SqliteCatalogue
from core.values import (
    AddReport,
    Answer,
    EncoderSpec,
    Filter,
    Given,
    Hit,
    IngestProgress,
    LibraryStatus,
    PassedOver,
    Query,
    Video,
    contains,
)
from ui.browse.card import reason

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

NOTHING = "Nothing is indexed yet: `c2v index FOLDER` begins."


@dataclass(frozen=True, slots=True)
class Context:
    """What every command needs."""

    settings: Settings
    places: Places
    trouble: SettingsError | None = None
    """The settings could not be read: what is in `settings` are the defaults."""
    away: LibraryAwayError | None = None
    """Why the library is not there, for commands that can do without."""


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a command has to say, for people and for scripts."""

    lines: list[str]
    data: Any
    code: int = 0


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
            _note("Stopping …")
            self._lane.stop(future)
            self.library.interrupt()
            try:
                _wait(future)
            except KeyboardInterrupt:
                os._exit(INTERRUPTED)
            except (Cancelled, C2VError):  # what was asked of the model came to nothing
                pass
            raise

    def close(self) -> None:
        """Close the library on its lane, then the lane."""
        closing = self._lane.submit(Priority.LOAD, self.library.close)
        interrupt.is_busy = lambda: self.library.is_saving  # an index of millions is not thrown away
        try:
            _wait(closing)
        finally:
            self._lane.close()
            self._thread.join()


@contextmanager
def engine(context: Context, *, read_only: bool = False) -> Iterator[Engine]:
    """A library that is closed in the end, whatever happens. Raises: StoreError, SettingsError."""
    if context.trouble is not None and not read_only:  # indexing with another model than the one meant takes hours
        raise context.trouble
    from c2v_desktop.compose import build_library  # half a second of imports that `status` does without

    session = Engine(build_library(context.settings, context.places, read_only=read_only))
    for note in session.library.notes:
        _note(note)
    try:
        yield session
    finally:
        session.close()


def index(context: Context, options: argparse.Namespace) -> CommandResult:
    """Add paths, look through folders, index what waits."""
    given = [Given.read(text) for text in options.paths]
    with engine(context) as session, _bar() as bar:
        refused = session.do(session.library.refused, given) if given else None
        if refused is not None:  # before the model is loaded: nothing is going to be done
            if not options.json:
                raise StoreError(refused.title, " ".join(refused.lines()))
            return CommandResult([], {"indexed": 0, "given": answers.additions_json(given, refused)}, FAILED)
        try:
            indexed = _index(session, bar, given)
        except (Cancelled, KeyboardInterrupt):
            _note("Stopped. What is indexed stays; `c2v index` goes on with the rest.")
            raise
    last, state, report, videos = indexed.last, indexed.status, indexed.report, indexed.videos
    failed = [video for video in videos if video.state == "failed"]
    growing = [video for video in videos if video.state == "waiting"]
    noted = [video for video in videos if video.state == "ready" and answers.remark(video) and video.id in indexed.new]
    told = report is not None and (report.lines(after="") or not report.clips)
    lines = [" ".join([report.title, *report.lines(after="")])] if report is not None and told else []
    lines += [
        f"Indexed {answers.count(last.videos_done - last.failed, 'film')}.",
        *answers.status_lines(state, indexed.passed_over),
    ]
    if failed:
        lines += [f"{answers.count(len(failed), 'film')} cannot be used:", *answers.failure_lines(failed)]
    if noted:
        lines += [f"Noted while reading {answers.count(len(noted), 'clip')}:", *answers.noted_lines(noted)]
    if growing:
        lines.append(f"{answers.count(len(growing), 'film')} still being written; run `c2v index` again later.")
    if last.note:
        lines.append(last.note)
    data = {
        "indexed": last.videos_done - last.failed,
        "given": [] if report is None else answers.additions_json(given, report),
        **answers.status_json(state, indexed.passed_over),
        "failed": answers.failures_json(failed),
        "noted": answers.noted_json(noted),
    }
    is_bad = bool(failed) or (report is not None and not report.is_fine)
    return CommandResult(lines, data, SOME_FAILED if is_bad else 0)


def search(context: Context, options: argparse.Namespace) -> CommandResult:
    """Rank moments."""
    with asking(context) as session:
        answer = _ask(session, options, options.top, options.by_film)
        best_s = [_best_s(session, answer.query, hit) for hit in answer.hits]
        who = _who_answered(session, options)
    return CommandResult(
        [*answers.answer_lines(answer, best_s), *who.lines], {**answers.answer_json(answer, best_s), "models": who.data}
    )


def explain(context: Context, options: argparse.Namespace) -> CommandResult:
    """Take the score of one moment apart."""
    with asking(context) as session:
        answer = _ask(session, options, options.rank, False)
        if len(answer.hits) < options.rank:
            raise QueryError(f"There is no moment of rank {options.rank}.", f"The search found {len(answer.hits)}.")
        hit = answer.hits[options.rank - 1]
        ledger = session.do(session.library.explain, answer.query, hit.segment.id)
        who = _who_answered(session, options)
    said = reason(hit.video, ledger)
    head = answers.answer_lines(answer, [ledger.times_s[ledger.best_frame]] * len(answer.hits))[options.rank - 1]
    return CommandResult(
        [
            head,
            *([f"     {told}"] if (told := answers.remark(hit.video)) else []),
            "",
            *answers.ledger_lines(ledger, hit.video),
            *([said[0].upper() + said[1:]] if said else []),
            *who.lines,
        ],
        {
            "path": str(hit.video.path),
            "rank": hit.rank,
            "restarts": answers.restarts_json(hit.video),
            **answers.ledger_json(ledger),
            "models": who.data,
        },
    )


def status(context: Context, options: argparse.Namespace) -> CommandResult:
    """Counts, without waking the model."""
    if not context.places.catalogue.exists():
        data = {"videos": {}, "segments": 0, "footage_s": 0.0, "model": None, "folders": []}
        return CommandResult([NOTHING], data, NOTHING_INDEXED)
    catalogue = SqliteCatalogue(context.places.catalogue, read_only=True)
    try:
        spec = catalogue.last_spec()
        state = replace(catalogue.counts(spec), encoder=spec)
        removals, passed_over = catalogue.removals(), catalogue.passed_over()
    finally:
        catalogue.close()
    lines = answers.status_lines(state, passed_over) if state.total or state.folders else [NOTHING]
    if removals:
        lines.append(answers.removed_text(removals))
    data = {**answers.status_json(state, passed_over), "removed": [answers.removal_json(each) for each in removals]}
    return CommandResult(lines, data, 0 if state.segments else NOTHING_INDEXED)


def doctor(context: Context, options: argparse.Namespace) -> CommandResult:
    """Check everything the program needs."""
    from c2v_desktop.cli import doctor as checkup

    findings = list(checkup.examine(context.settings, context.places))
    marks = {"ok": "ok  ", "warning": "note", "bad": "BAD "}
    lines = [f"{marks[each.verdict]}  {each.name:<10} {each.text}" for each in findings]
    data = [{"name": each.name, "verdict": each.verdict, "text": each.text} for each in findings]
    if options.bundle is not None:
        from c2v_desktop.cli import support_bundle

        inside = support_bundle.write_bundle(
            options.bundle, findings, context.settings, context.places, with_paths=options.with_paths
        )
        lines += ["", f"Packed into {answers.shown(options.bundle)}; have a look before you send it:"]
        lines += [f"  {member.name:<24} {len(member.text):>9,} letters  {member.about}" for member in inside]
    bad = any(each.verdict == "bad" for each in findings)
    return CommandResult(lines, data, int(bad and context.away is None))


@contextmanager
def progress_bar(session: Engine) -> Iterator[None]:
    """Show on standard error how far the indexing inside the block is."""
    with _bar() as bar:
        task = bar.add_task("Indexing", total=None, detail="")
        session.library.on_progress = lambda progress: _move(bar, task, progress)
        yield


# ---- within


@dataclass(frozen=True, slots=True)
class _Indexed:
    """What came of indexing."""

    last: IngestProgress
    status: LibraryStatus
    report: AddReport | None
    """Of what was given; None when nothing was."""
    videos: list[Video]
    """At or below what was given; all, when nothing was."""
    new: frozenset[int]
    """Those that waited to be indexed."""
    passed_over: list[PassedOver]
    """What the looks at the library's folders did not take in."""


def _index(session: Engine, bar: Progress, given: Sequence[Given]) -> _Indexed:
    """Add, look through folders, index."""
    library, task = session.library, bar.add_task("Loading the model", total=None, detail="")
    spec = session.do(library.wake)
    bar.update(task, description="Looking through folders")
    report = session.do(library.add, given) if given else None
    if not given:
        session.do(library.reconcile, None)
    new = frozenset(video.id for video in session.do(library.videos, Filter(states=frozenset({"waiting"}))))
    bar.update(task, description=f"Indexing with {spec.name}")
    library.on_progress = lambda progress: _move(bar, task, progress)
    last = session.do(library.ingest)
    session.do(library.purge)
    paths = [each.path for each in given if each.path is not None]
    below = frozenset(place for path in paths for place in session.do(library.places_of, path))
    videos = session.do(library.videos, Filter(below=below))
    return _Indexed(last, session.do(library.status), report, videos, new, session.do(library.passed_over))


@contextmanager
def asking(context: Context) -> Iterator[Engine]:
    """A library that only answers, awake; it may be written to elsewhere meanwhile. Raises: StoreError."""
    expect_library(context)
    with engine(context, read_only=True) as session:
        _expect_moments(session.do(session.library.status))
        with moving_line("Waking the model"):
            session.do(session.library.wake)
            session.do(session.library.calibrate)
        yield session


def expect_library(context: Context) -> None:
    """Raises: NothingIndexedError, before the first film."""
    if not context.places.catalogue.exists():
        raise NothingIndexedError(NOTHING)


def count_videos(context: Context) -> int:
    """How many films the library knows, without waking anything. Raises: StoreError."""
    if not context.places.catalogue.exists():
        return 0
    catalogue = SqliteCatalogue(context.places.catalogue, read_only=True)
    try:
        return catalogue.counts(None).total
    finally:
        catalogue.close()


def expect_videos(session: Engine) -> None:
    """Raises: NothingIndexedError, before the first film."""
    if not session.do(session.library.status).total:
        raise NothingIndexedError(NOTHING)


def _expect_moments(state: LibraryStatus) -> None:
    """Raises: NothingIndexedError, while nothing can be found."""
    if state.segments:
        return
    if not state.total:
        raise NothingIndexedError(NOTHING)
    waiting, failed = answers.count(state.waiting, "film waits", "films wait"), answers.count(state.failed, "film")
    raise NothingIndexedError(
        f"Nothing is indexed yet: {waiting}, {failed} cannot be used.",
        "`c2v index` goes on, `c2v skipped` gives the reasons.",
    )


def _ask(session: Engine, options: argparse.Namespace, limit: int, by_film: bool) -> Answer:
    """Search as the options say."""
    query = query_of(session, options)
    name = getattr(options, "model", "")
    spec = model_named(session.do(session.library.models), name) if name else None
    return session.do(session.library.search, query, limit, by_film, spec)


def _who_answered(session: Engine, options: argparse.Namespace) -> CommandResult:
    """Which model answered, with a sentence when it is not the chosen one though none was named."""
    chosen = session.do(session.library.status).encoder
    former = session.library.answers_meanwhile
    named = getattr(options, "model", "")
    if named:
        asked = model_named(session.do(session.library.models), named)
        return CommandResult([], {"answering": asked.name, "chosen": chosen.name if chosen else None})
    answering = former or chosen
    data = {"answering": answering.name if answering else None, "chosen": chosen.name if chosen else None}
    if former is None or chosen is None:
        return CommandResult([], data)
    return CommandResult([answers.meanwhile(chosen.name, former.name)], data)


def query_of(session: Engine, options: argparse.Namespace) -> Query:
    """The sentence, in the folders that the options name. Raises: QueryError."""
    query: Query = session.library.cut(options.sentence)
    folders = getattr(options, "folder", [])
    if not folders:
        return query
    return replace(query, filter=filter_below(session, folders))


def videos_at(session: Engine, videos: Sequence[Video], path: Path) -> list[Video]:
    """Those of these clips that a folder contains, or this clip, however the path is given."""
    places = session.do(session.library.places_of, path)
    return [video for video in videos if any(contains(place, video.path) for place in places)]


def filter_below(session: Engine, paths: Sequence[Path]) -> Filter:
    """Clips that these folders contain. Raises: QueryError, for one that has none."""
    below = set[Path]()
    for path in paths:
        places = session.do(session.library.places_of, path)
        folders = session.do(session.library.status).folders
        is_known = any(folder.path in places for folder in folders)
        if not is_known and not session.do(session.library.videos, Filter(below=places)):
            raise QueryError(
                f"The library has no clips in {answers.shown(Path(os.path.abspath(path)))}.",  # noqa: PTH100
                "Its folders are listed by `c2v status`.",
            )
        below |= places
    return Filter(below=frozenset(below))


def model_named(models: Sequence[EncoderSpec], name: str) -> EncoderSpec:
    """The model with vectors here that is meant by a name, a part of it, or its key. Raises: QueryError."""
    whole = [spec for spec in models if name.lower() in (spec.name.lower(), spec.key.lower())]
    found = whole or [spec for spec in models if name.lower() in spec.name.lower()]
    if len(found) == 1:
        return found[0]
    if not found:
        raise QueryError(
            f"No model of this library is named {name}.", f"There are: {', '.join(spec.name for spec in models)}."
        )
    raise QueryError(
        f"Several models of this library have {name} in their names.",
        f"Name one by its key: {', '.join(f'{spec.key} ({spec.name})' for spec in found)}.",
    )


def _best_s(session: Engine, query: Query, hit: Hit) -> float:
    """The time to open the moment at."""
    ledger = session.do(session.library.explain, query, hit.segment.id)
    return ledger.times_s[ledger.best_frame]


def _wait(future: Future[T]) -> T:
    """The result, waited for in short pieces: an endless wait hears no Ctrl-C on Windows."""
    while not wait([future], 0.2).done:
        continue
    return future.result()


def _bar() -> Progress:
    """A bar on standard error; standard output belongs to the answer."""
    return moving_bar(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[detail]}", markup=False),
    )


def _move(bar: Progress, task: TaskID, progress: IngestProgress) -> None:
    """Show how far the indexing is."""
    bar.update(task, completed=progress.percent or 0, total=100, detail=answers.progress_text(progress))


def _note(text: str) -> None:
    print(printable_lines(text), file=sys.stderr)  # noqa: T201  this is the command line's
