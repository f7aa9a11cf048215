"""What a running library can be asked: one table behind HTTP, MCP and the description of both.

Each operation is a record of what it takes and a lane job. Requests are checked field by field; no file is read
because a request names it: examples are clips of the library, or pictures whose bytes come along.
"""

import os
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET

from c2v_desktop import __version__
from c2v_desktop.format import answers
from c2v_desktop.format.caption_text import caption_json
from c2v_desktop.format.kept_text import clip_json, collection_json, facets_json, moment_json
from c2v_desktop.format.removal_text import removal_json
from c2v_desktop.library_names import collection_of
from c2v_desktop.serve import exporting, queries
from c2v_desktop.serve.request_context import RequestContext
from c2v_desktop.serve.requests import (
    Asked,
    CaptionRequest,
    CaptionsRequest,
    ClipsRequest,
    CollectionRequest,
    ExplainRequest,
    ExportRequest,
    FacetsRequest,
    KeepRequest,
    MomentsRequest,
    Nothing,
    RateRequest,
    Request,
    SearchRequest,
    SubclipJobRequest,
    SubclipsRequest,
    TagRequest,
    TimelineImportRequest,
)
from c2v_desktop.serve.runtime_file import API_VERSION
from core.errors import QueryError
from core.library import Library, read_filter, read_query
from core.values import BASKET_ID, Filter, Flag, KeptCaption, KeptChange, Moment, Query, Video, read_time

Steps = Generator[None, None, dict[str, Any]]
_FLAGS: dict[str, Flag] = {"pick": "pick", "reject": "reject", "none": ""}


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked. Thread of `run`: the lane of its library."""

    summary: str
    request: type[Request]
    run: Callable[[Library, Any, RequestContext], Steps | dict[str, Any]]
    changes: bool = False
    """True when it needs permission: it changes the library, or writes files."""
    writes_files: bool = False
    """True when it leaves the library as it is."""

    @property
    def is_plain(self) -> bool:
        """True when nothing has to be said to ask for it."""
        return self.request is Nothing


# ---- asking


def _search(library: Library, request: SearchRequest, context: RequestContext) -> Steps:
    query, notes = _query(library, request, context)
    reply = yield from queries.search(library, query, request.limit, request.by_clip, request.model)
    return _noted_reply(reply, request, notes, context)


def _explain(library: Library, request: ExplainRequest, context: RequestContext) -> Steps:
    query, notes = _query(library, request, context)
    reply = yield from queries.explain(library, query, request.rank, request.model, cells=request.cells)
    return _noted_reply(reply, request, notes, context)


def _status(library: Library, _request: Nothing, _context: RequestContext) -> dict[str, Any]:
    state = library.status()
    meanwhile = library.answers_meanwhile
    return {
        "program": __version__,
        "api": API_VERSION,
        **answers.status_json(state, library.passed_over()),
        "answering": None if state.encoder is None else (meanwhile or state.encoder).name,
        "models": [{"name": each.name, "key": each.key} for each in library.models()],
        "removed": [removal_json(each) for each in library.removals()],
    }


def _clips(library: Library, request: ClipsRequest, _context: RequestContext) -> dict[str, Any]:
    filter_, notes = read_filter(request.filter)
    videos = library.videos(filter_)
    shown = videos[request.offset : request.offset + request.limit]
    return _with_notes({"total": len(videos), "clips": [clip_json(each) for each in shown]}, notes)


def _facets(library: Library, request: FacetsRequest, _context: RequestContext) -> dict[str, Any]:
    filter_, notes = read_filter(request.filter)
    return _with_notes(facets_json(library.facets(filter_)), notes)


def _tags(library: Library, _request: Nothing, _context: RequestContext) -> dict[str, Any]:
    return {"tags": [{"name": each.name, "clips": each.clips} for each in library.tags()]}


def _collections(library: Library, _request: Nothing, _context: RequestContext) -> dict[str, Any]:
    known = library.collections()
    return {"collections": [collection_json(each, len(library.moments(each.id))) for each in known]}


def _moments(library: Library, request: MomentsRequest, _context: RequestContext) -> dict[str, Any]:
    return _kept(library, library.moments(_collection(library, request.collection)))


def _export(library: Library, request: ExportRequest, context: RequestContext) -> Steps:
    kept = context.kept()
    options = exporting.options_of(
        request.title,
        request.rate,
        request.start,
        request.handles,
        exporting.mappings_of(request.map, kept if request.kept else None),
        exporting.columns_of(request.columns, request.preset, kept),
        request.markers,
    )
    query, notes = _query(library, request, context) if request.query else (None, ())
    chosen = yield from exporting.choose_moments(
        library, query, request.collection, request.limit, request.by_clip, request.model
    )
    options = exporting.with_reels(options, chosen, request.reels, kept if request.kept else None)
    return _with_notes(exporting.export_moments(chosen, request.format, options, request.dry_run), notes)


def _captions(library: Library, request: CaptionsRequest, _context: RequestContext) -> dict[str, Any]:
    if request.path:
        return _captioned(library, library.captions_of(_clip(library, request.path).id))
    return _captioned(library, library.captions())


# ---- changing


def _import(library: Library, request: TimelineImportRequest, context: RequestContext) -> dict[str, Any]:
    mappings = exporting.mappings_of(request.map, context.kept() if request.kept else None)
    arguments = (request.name, request.content, request.collection, mappings, request.dry_run)
    return exporting.import_moments(library, *arguments)


def _subclips(library: Library, request: SubclipsRequest, context: RequestContext) -> Steps:
    options = exporting.options_of("", "", "01:00:00:00", request.handles, (), (), "timeline")
    query, notes = _query(library, request, context) if request.query else (None, ())
    chosen = yield from exporting.choose_moments(
        library, query, request.collection, request.limit, request.by_clip, request.model
    )
    plan = exporting.plan_files(chosen, request.encode, request.folder, options)
    return _with_notes(context.subclips.start(plan, is_dry=request.dry_run), notes)


def _subclip_job(_library: Library, request: SubclipJobRequest, context: RequestContext) -> dict[str, Any]:
    return context.subclips.stop(request.job) if request.stop else context.subclips.describe(request.job)


def _rate(library: Library, request: RateRequest, _context: RequestContext) -> dict[str, Any]:
    if request.rating is UNSET and request.flag is UNSET and request.seen is UNSET:
        raise QueryError("Nothing to change was given.", "Give “rating”, “flag” or “seen”.")
    videos = [_clip(library, path) for path in request.paths]
    ids, done = [each.id for each in videos], list[KeptChange]()
    if request.rating is not UNSET:
        done.append(library.rate(ids, request.rating))
    if request.flag is not UNSET:
        done.append(library.flag(ids, _FLAGS[request.flag]))
    if request.seen is not UNSET:
        done.append(library.mark_seen(ids, request.seen))
    return _marked(library, request.paths, done)


def _tag(library: Library, request: TagRequest, _context: RequestContext) -> dict[str, Any]:
    if not (request.add or request.remove):
        raise QueryError("Nothing to change was given.", "Give “add” or “remove”.")
    videos = [_clip(library, path) for path in request.paths]
    done = library.change_tags([each.id for each in videos], request.add, request.remove)
    return _marked(library, request.paths, [done])


def _keep(library: Library, request: KeepRequest, _context: RequestContext) -> dict[str, Any]:
    video = _clip(library, request.path)
    start_s, end_s = _time(request.start, video), _time(request.end, video)
    place = _collection(library, request.collection)
    return _kept(library, library.keep(video.id, start_s, end_s, request.note, place).moments)


def _add_caption(library: Library, request: CaptionRequest, _context: RequestContext) -> dict[str, Any]:
    video = _clip(library, request.path)
    start_s, end_s = _time(request.start, video), _time(request.end, video)
    return _captioned(library, library.add_caption(video.id, request.text, start_s, end_s).captions)


def _add_collection(library: Library, request: CollectionRequest, _context: RequestContext) -> dict[str, Any]:
    library.add_collection(request.name)
    return _collections(library, Nothing(), _context)


OPERATIONS: dict[str, Operation] = {
    "search": Operation("Rank the moments of the library that match a query.", SearchRequest, _search),
    "explain": Operation(
        "Take the score of a result apart: what each phrase adds at each frame.", ExplainRequest, _explain
    ),
    "status": Operation("What the library contains: clips, folders, models.", Nothing, _status),
    "clips": Operation("List clips that pass a filter, with their ratings and tags.", ClipsRequest, _clips),
    "facets": Operation("For each kind of filter, its values and how many clips each leaves.", FacetsRequest, _facets),
    "tags": Operation("List all tags.", Nothing, _tags),
    "collections": Operation("List the collections of kept moments, and saved searches.", Nothing, _collections),
    "moments": Operation("List the kept moments of a collection, in order.", MomentsRequest, _moments),
    "export": Operation(
        "Moments as the text of a timeline, list or table for an editing program.", ExportRequest, _export
    ),
    "import": Operation(
        "Keep the moments of a timeline of another program.", TimelineImportRequest, _import, changes=True
    ),
    "subclips": Operation(
        "Begin to write each moment as a file of its own, into a folder of this computer; nothing is replaced.",
        SubclipsRequest,
        _subclips,
        changes=True,
        writes_files=True,
    ),
    "subclip_job": Operation(
        "How far subclips are, with the in and out that really result; or stop them.",
        SubclipJobRequest,
        _subclip_job,
        changes=True,
        writes_files=True,
    ),
    "captions": Operation("List the captions of a clip, or all.", CaptionsRequest, _captions),
    "rate": Operation("Give clips stars, pick or reject them, mark them as seen.", RateRequest, _rate, changes=True),
    "tag": Operation("Add tags to clips, and remove tags from them.", TagRequest, _tag, changes=True),
    "keep": Operation("Keep a moment of a clip in a collection.", KeepRequest, _keep, changes=True),
    "add_caption": Operation(
        "Write a caption for a moment of a clip, or for the whole clip.", CaptionRequest, _add_caption, changes=True
    ),
    "add_collection": Operation("Create a collection.", CollectionRequest, _add_collection, changes=True),
}


def read_request(operation: Operation, body: Mapping[str, Any]) -> Request:
    """The request that a body makes. Raises: QueryError."""
    try:
        return msgspec.convert(body, operation.request)
    except msgspec.ValidationError as error:
        said, _, place = str(error).partition(" - at ")
        where = place.strip("`").removeprefix("$").removeprefix(".")
        raise QueryError(
            f"The request is not valid: {said[:1].lower()}{said[1:]}{f' ({where})' if where else ''}.",
            "The scripting guide lists the fields.",
        ) from error


# ---- within


def _query(library: Library, request: Asked, context: RequestContext) -> tuple[Query, tuple[str, ...]]:
    """The query with examples that may be read. Raises: QueryError."""
    if isinstance(request.query, str):
        return library.cut(request.query), ()
    read = read_query(request.query)
    bound = library.bind_query(read.query, read.names)
    query, notes = bound.expect_whole(), (*read.notes, *bound.notes)
    examples = []
    for each in query.examples:
        sent = request.pictures.get(str(each.path))
        if sent is not None and each.kind == "image":
            examples.append(replace(each, path=context.uploads.store(each.path, sent)))
            continue
        _expect_ours(library, each.path, "send the picture's bytes in “pictures”")
        examples.append(each)
    for like in query.likes:
        _expect_ours(library, like.path, "leave it out")
    return replace(query, examples=tuple(examples)), notes


def _expect_ours(library: Library, path: Path, otherwise: str) -> None:
    """Raises: QueryError, for what is not a clip of the library: nothing else is read."""
    if _find(library, str(path)) is None:
        raise QueryError(
            f"{path.name} is not a clip of the library.",
            f"Name a clip as the library spells its path, or {otherwise}.",
        )


def _noted_reply(
    reply: queries.Reply, request: Asked, notes: tuple[str, ...], context: RequestContext
) -> dict[str, Any]:
    """The answer, with examples under the names that were given."""
    for each in reply.data["record"]["examples"]:
        each["path"] = context.uploads.name_of(each["path"])
    return _with_notes({**reply.data, **({"lines": reply.lines} if request.lines else {})}, notes)


def _with_notes(data: dict[str, Any], notes: tuple[str, ...]) -> dict[str, Any]:
    return {**data, "notes": [*notes]} if notes else data


def _find(library: Library, path: str) -> Video | None:
    place = Path(path)
    try:
        os.fsencode(place)
    except UnicodeEncodeError:  # no file can be named so
        return None
    return next((each for each in library.videos(Filter(below=frozenset({place}))) if each.path == place), None)


def _clip(library: Library, path: str) -> Video:
    """Raises: QueryError."""
    video = _find(library, path)
    if video is None:
        raise QueryError(f"{path} is not a clip of the library.", "“clips” lists them.")
    return video


def _collection(library: Library, name: str) -> int:
    return collection_of(library.collections(), name).id if name else BASKET_ID


def _time(given: str | float | None, video: Video) -> Fraction | None:
    """Raises: QueryError, for what is no time of this clip."""
    if given is None:
        return None
    try:
        if isinstance(given, str):
            return _fraction(given) or read_time(given, None if video.info is None else video.info.fps)
        return Fraction(str(given))
    except (ValueError, OverflowError) as error:
        raise QueryError(f"{given!r} is not a time.", 'Give seconds, or a text such as "00:00:08:16".') from error


def _fraction(text: str) -> Fraction | None:
    """What `moments` lists: 1001/24."""
    above, slash, below = text.partition("/")
    whole = above.isascii() and above.isdigit() and below.isascii() and below.isdigit() and len(text) < 40
    return Fraction(int(above), int(below)) if slash and whole and int(below) else None


def _kept(library: Library, moments: "list[Moment] | tuple[Moment, ...]") -> dict[str, Any]:
    videos = library.videos_of(moments)
    return {"moments": [moment_json(each, videos.get(each.fingerprint, [])) for each in moments]}


def _captioned(library: Library, captions: "list[KeptCaption] | tuple[KeptCaption, ...]") -> dict[str, Any]:
    videos = library.videos_of(captions)
    return {"captions": [caption_json(each, videos.get(each.fingerprint, [])) for each in captions]}


def _marked(library: Library, paths: list[str], done: list[KeptChange]) -> dict[str, Any]:
    """The marks of these clips now; those that were never read could not be marked."""
    left_out = {path for change in done for path in change.left_out}
    now = [_clip(library, path) for path in dict.fromkeys(paths)]
    return {
        "clips": [clip_json(each) for each in now if each.path not in left_out],
        "left_out": sorted(str(path) for path in left_out),
    }
