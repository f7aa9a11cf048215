"""`c2v index`: add folders or clips, and index what waits."""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.progress import Progress

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import Engine, open_engine
from c2v_desktop.cli.exit_codes import FAILED, SOME_FAILED
from c2v_desktop.cli.indexing_bar import indexing_bar, show_progress
from c2v_desktop.cli.streams import say
from c2v_desktop.format import answers, units
from c2v_desktop.format.timings import timing_lines, timings_json
from core.errors import Cancelled, StoreError
from core.values import AddReport, Filter, Given, IndexTimings, IngestProgress, LibraryStatus, PassedOver, Video


def add_parser(commands: Commands) -> None:
    """`c2v index [PATH...]`."""
    parser = add_command(
        commands, "index", run, "add folders or clips and index them; without PATH: check all folders again"
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="a folder or a clip")
    parser.add_argument("--timings", action="store_true", help="also show what each step took, for each clip")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Add paths, check folders, index what is waiting."""
    given = [Given.read(text) for text in options.paths]
    with open_engine(context) as session, indexing_bar() as bar:
        refused = session.do(session.library.refused, given) if given else None
        if refused is not None:  # before the model is loaded: there is nothing to do
            if not options.json:
                raise StoreError(refused.title, " ".join(refused.lines()))
            return CommandResult([], {"indexed": 0, "given": answers.additions_json(given, refused)}, FAILED)
        try:
            indexed = _index(session, bar, given)
        except (Cancelled, KeyboardInterrupt):
            say("Stopped. Indexed clips are kept; `c2v index` continues with the rest.")
            raise
    last, state, report, videos = indexed.last, indexed.status, indexed.report, indexed.videos
    failed = [video for video in videos if video.state == "failed"]
    growing = [video for video in videos if video.state == "waiting"]
    noted = [video for video in videos if video.state == "ready" and answers.remark(video) and video.id in indexed.new]
    has_notes = report is not None and (report.lines(after="") or not report.clips)
    lines = [" ".join([report.title, *report.lines(after="")])] if report is not None and has_notes else []
    lines += [
        f"Indexed {units.count(last.videos_done - last.failed, 'clip')}.",
        *answers.status_lines(state, indexed.passed_over),
    ]
    if failed:
        lines += [f"{units.count(len(failed), 'clip')} cannot be used:", *answers.failure_lines(failed)]
    if noted:
        lines += [f"Notes on {units.count(len(noted), 'clip')}:", *answers.noted_lines(noted)]
    if growing:
        lines.append(
            f"{units.count(len(growing), 'clip is', 'clips are')} still being written; run `c2v index` again later."
        )
    if last.note:
        lines.append(last.note)
    data: dict[str, Any] = {
        "indexed": last.videos_done - last.failed,
        "given": [] if report is None else answers.additions_json(given, report),
        **answers.status_json(state, indexed.passed_over),
        "failed": answers.failures_json(failed),
        "noted": answers.noted_json(noted),
    }
    if options.timings:
        lines += timing_lines(indexed.read, indexed.timings, indexed.elapsed_s)
        data["timings"] = timings_json(indexed.read, indexed.timings, indexed.elapsed_s)
    is_bad = bool(failed) or (report is not None and not report.is_fine)
    return CommandResult(lines, data, SOME_FAILED if is_bad else 0)


@dataclass(frozen=True, slots=True)
class _Indexed:
    """The result of indexing."""

    last: IngestProgress
    status: LibraryStatus
    report: AddReport | None
    """Of what was given; None if nothing was."""
    videos: list[Video]
    """At or below what was given; all clips if nothing was."""
    new: frozenset[int]
    """Those that were waiting to be indexed."""
    passed_over: list[PassedOver]
    """What was skipped in the library's folders."""
    read: list[Video]
    """All that were read, wherever they lie."""
    timings: dict[int, IndexTimings]
    elapsed_s: float
    """From the first clip to the last."""


def _index(session: Engine, bar: Progress, given: Sequence[Given]) -> _Indexed:
    """Add, check folders, index."""
    library, task = session.library, bar.add_task("Loading model", total=None, detail="")
    spec = session.do(library.wake)
    bar.update(task, description="Checking folders")
    report = session.do(library.add, given) if given else None
    if not given:
        session.do(library.reconcile, None)
    new = frozenset(video.id for video in session.do(library.videos, Filter(states=frozenset({"waiting"}))))
    bar.update(task, description=f"Indexing with {spec.name}")
    library.on_progress = lambda progress: show_progress(bar, task, progress)
    began_s = time.perf_counter()
    last = session.do(library.ingest, False)
    elapsed_s = time.perf_counter() - began_s
    timings = session.do(library.timings)
    session.do(library.purge)
    paths = [each.path for each in given if each.path is not None]
    below = frozenset(place for path in paths for place in session.do(library.places_of, path))
    videos = session.do(library.videos, Filter(below=below))
    read = [video for video in session.do(library.videos) if video.id in timings]
    status, passed_over = session.do(library.status), session.do(library.passed_over)
    return _Indexed(last, status, report, videos, new, passed_over, read, timings, elapsed_s)
