"""Exports and imports for scripts: the text of files goes over the wire, nothing is written or read here."""

import base64
import binascii
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from c2v_desktop.format.export_text import import_json, plan_json
from c2v_desktop.library_names import collection_of, model_named
from core.errors import ExportError, QueryError
from core.export import (
    SHEETS,
    ChosenMoment,
    HandoffOptions,
    KeptChoices,
    PathMapping,
    SubclipPlan,
    columns_named,
    plan_export,
    plan_subclips,
    reels_by,
    with_mappings,
)
from core.export.reading import match_timeline, read_timeline_bytes
from core.export.reel_table import ReelRow
from core.library import Library, load_query
from core.library.handing_over import (
    chosen_by_search,
    chosen_in_collection,
    keep_imported,
)
from core.values import BASKET_ID, Query, standard_rate

Choosing = Generator[None, None, list[ChosenMoment]]


def choose_moments(
    library: Library, query: Query | None, collection: str, limit: int, by_clip: bool, model: str
) -> Choosing:
    """The results of a search, or the moments of a collection, which may be a saved search. Raises: C2VError."""
    spec = model_named(library.models(), model) if model else None
    if query is None:
        mine = collection_of(library.collections(), collection) if collection else None
        if mine is None or not mine.is_smart:
            return chosen_in_collection(library, BASKET_ID if mine is None else mine.id)
        read = load_query(mine.query or "", may_be_empty=True)
        query = library.bind_query(read.query, read.names, is_own=True).expect_whole()
    return (yield from chosen_by_search(library, query, limit, by_clip, spec))


def options_of(
    title: str,
    rate: str,
    start: str,
    handles: int,
    mappings: Sequence[PathMapping],
    columns: Sequence[str],
    markers: str,
) -> HandoffOptions:
    """Raises: QueryError."""
    try:
        return HandoffOptions(
            title=title,
            rate=_rate(rate) if rate else None,
            start=start,
            handle_frames=handles,
            mappings=tuple(mappings),
            columns=columns_named(columns),
            markers="source" if markers == "source" else "timeline",
        )
    except ValueError as error:
        raise QueryError(str(error)) from error


def mappings_of(given: Mapping[str, str], kept: KeptChoices | None) -> tuple[PathMapping, ...]:
    """Those of the request, beside kept ones."""
    return with_mappings(
        kept.mappings if kept is not None else (), tuple(PathMapping(here, there) for here, there in given.items())
    )


def columns_of(columns: Sequence[str], preset: str, kept: KeptChoices) -> Sequence[str]:
    """Raises: QueryError, for a preset that there is not."""
    if not preset or columns:
        return columns
    try:
        return kept.preset(preset)
    except ValueError as error:
        raise QueryError(str(error)) from error


def with_reels(
    options: HandoffOptions, chosen: Sequence[ChosenMoment], named: Mapping[str, str], kept: KeptChoices | None
) -> HandoffOptions:
    """The same with names of reels. Raises: QueryError, for one of a clip that is not exported."""
    reels, strange = reels_by([ReelRow("", path, name) for path, name in named.items()], chosen)
    if strange:
        raise QueryError(
            f"{strange[0].path[:200]} is not one of these clips.", "Reels are named by the paths of clips."
        )
    return replace(options, reels=tuple({**(kept.reels if kept is not None else {}), **reels}.items()))


def export_moments(chosen: list[ChosenMoment], format_: str, options: HandoffOptions, dry_run: bool) -> dict[str, Any]:
    """The files as text, and the table of problems. Raises: C2VError."""
    if format_ == "otioz" or format_ in SHEETS:
        raise QueryError("This format holds clips or pictures, which are not sent.", "Use “otio”, or `c2v export`.")
    try:
        plan = plan_export(chosen, format_, options)
    except ValueError as error:
        raise QueryError(str(error)) from error
    if not plan.handoff.moments:
        raise ExportError("There are no moments to export.", " ".join(each.what for each in plan.problems[:3]))
    outputs = [] if dry_run else plan.outputs()
    files = [{"name": f"{options.title}{each.tail}", "text": each.content.decode("utf-8")} for each in outputs]
    return {**plan_json(plan, [], is_dry=dry_run), "files": files}


def plan_files(chosen: list[ChosenMoment], how: str, folder: str, options: HandoffOptions) -> SubclipPlan:
    """What will be written into a folder of this computer. Raises: C2VError."""
    from core.media.subclips.transcodes import transcodes_here

    place = Path(folder)
    if not place.is_absolute() or not place.is_dir():
        raise ExportError(f"There is no folder {folder[:200]}.", "Give the whole path of one that is there.")
    try:
        plan = plan_subclips(chosen, how, place, options, here=transcodes_here())
    except ValueError as error:
        raise QueryError(str(error)) from error
    if not plan.subclips:
        raise ExportError("There are no moments to export.", " ".join(each.what for each in plan.problems[:3]))
    return plan


def import_moments(
    library: Library, name: str, content: str, collection: str, mappings: Sequence[PathMapping], dry_run: bool
) -> dict[str, Any]:
    """Keep the moments of a file that was sent as base64. Raises: C2VError."""
    try:
        raw = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise QueryError("“content” is not base64.") from error
    timeline = read_timeline_bytes(raw, Path(name).name or "file")
    plan = match_timeline(timeline, library.videos(), mappings)
    if not plan.moments:
        why = " ".join(each.why for each in plan.unmatched[:3])
        raise ExportError("None of its moments could be matched with a clip of the library.", why)
    basket = next(each.name for each in library.collections() if each.id == BASKET_ID)
    if not dry_run:
        keep_imported(library, plan, collection or basket)
    return import_json(plan, collection or basket, is_dry=dry_run)


def _rate(text: str) -> Fraction:
    """Raises: ValueError, with a sentence."""
    try:
        rate = standard_rate(Fraction(text))
    except (ValueError, ZeroDivisionError):
        rate = None
    if rate is None or rate.denominator not in (1, 1001) or not 1 <= rate <= 240:
        raise ValueError(f"“{text[:40]}” is not a frame rate such as 25 or 29.97.")
    return rate
