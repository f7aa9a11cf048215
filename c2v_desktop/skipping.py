"""`c2v skipped` and `c2v retry`: the films that could not be indexed, why, and another try."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from c2v_desktop import show
from c2v_desktop.commands import (
    NOTHING,
    Context,
    Engine,
    Outcome,
    count_films,
    engine,
    expect_films,
    expect_library,
    films_at,
    progress_bar,
)
from c2v_desktop.exit_codes import NOTHING_INDEXED, SOME_FAILED
from core.errors import QueryError
from core.store.catalogue import SqliteCatalogue
from core.values import Filter, Video

FAILED = Filter(states=frozenset({"failed"}))


def skipped(context: Context, options: argparse.Namespace) -> Outcome:
    """List failed films with their reasons, without waking the model."""
    if not count_films(context):
        return Outcome([NOTHING], [], NOTHING_INDEXED)
    catalogue = SqliteCatalogue(context.places.catalogue, read_only=True)
    try:
        films = catalogue.videos(FAILED)
    finally:
        catalogue.close()
    if not films:
        return Outcome(["No film is skipped."], [])
    head = f"{show.count(len(films), 'film is', 'films are')} skipped; `c2v retry` tries them again:"
    return Outcome([head, *show.failure_lines(films)], show.failures_json(films))


def retry(context: Context, options: argparse.Namespace) -> Outcome:
    """Index failed films once more: those named, those below a folder named, or all."""
    expect_library(context)
    with engine(context) as held:
        expect_films(held)
        chosen = _chosen(held, options.paths)
        if not chosen:
            return Outcome(["No film is skipped."], {"retried": 0, "ready": [], "failed": []})
        ids = [film.id for film in chosen]
        with progress_bar(held):
            held.do(held.library.wake)
            held.do(held.library.retry, ids)
            held.do(held.library.ingest)
        now = [film for film in held.do(held.library.videos) if film.id in set(ids)]
    well, bad = ([film for film in now if film.state == state] for state in ("ready", "failed"))
    lines = [f"{show.count(len(well), 'film')} of {len(chosen)} could be indexed this time."]
    if bad:
        lines += [f"{show.count(len(bad), 'film')} cannot be used:", *show.failure_lines(bad)]
    data = {"retried": len(chosen), "ready": [str(f.path) for f in well], "failed": show.failures_json(bad)}
    return Outcome(lines, data, SOME_FAILED if bad else 0)


def _chosen(held: Engine, paths: Sequence[Path]) -> list[Video]:
    """The failed films meant. Raises: QueryError, when a path holds none."""
    failed: list[Video] = held.do(held.library.videos, FAILED)
    if not paths:
        return failed
    chosen: dict[int, Video] = {}
    for path in paths:
        mine = films_at(held, failed, path)
        if not mine:
            whole = Path(os.path.abspath(path))  # noqa: PTH100  as it was given
            raise QueryError(
                f"No film is skipped at {show.shown(whole)}.", "`c2v skipped` lists them with their reasons."
            )
        chosen |= {film.id: film for film in mine}
    return list(chosen.values())
