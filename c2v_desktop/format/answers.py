"""Answers as text and as JSON for the command line. Pure."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from c2v_desktop.format.units import count, rounded_time, shown
from core.library import write_query
from core.values import (
    AddReport,
    Answer,
    Folder,
    Given,
    Hit,
    IngestProgress,
    LibraryStatus,
    PassedOver,
    Segment,
    Video,
    joined,
    moment_timecode,
    passed_over_sentences,
)

NOT_JUDGED = "Match strength is not known yet. Run `c2v index` once."


# ---- search


def _nothing_found(answer: Answer) -> str:
    if not answer.ready_videos:
        return "Nothing is indexed yet."
    if answer.searched_segments or answer.query.filter.is_place:
        return "No moments found."
    return "No indexed clip passes these filters. `c2v clips --counts` shows what there is."


def _where(hit: Hit, best_s: float) -> str:
    """The moment's span and best frame."""
    best = moment_timecode(hit.video, best_s)
    return f"{span(hit)}  best {best}" if best else span(hit).ljust(len("00:00:00:00-00:00:00:00  best 00:00:00:00"))


def span(hit: Hit) -> str:
    """From the first to the last frame of a moment, as wide for a still as for a clip."""
    return segment_span(hit.video, hit.segment)


def segment_span(video: Video, segment: Segment) -> str:
    """The same for any moment of a clip."""
    start, end = (moment_timecode(video, time_s) for time_s in (segment.start_s, segment.end_s))
    return f"{start}-{end}" if start else "still picture".ljust(len("00:00:00:00-00:00:00:00"))


def answer_lines(answer: Answer, best_s: Sequence[float]) -> list[str]:
    """Ranked moments for reading."""
    lines = [
        f"{hit.rank:3d}  {hit.strength:<6}  {hit.score:6.3f}  "
        f"{_where(hit, best)}  {shown(hit.video.path)}{_remarks(hit)}"
        for hit, best in zip(answer.hits, best_s, strict=True)
    ]
    if not lines:
        lines.append(_nothing_found(answer))
    lines += [hint.text for hint in answer.hints]
    if answer.dropped:
        lines.append(f"Ignored (query too long for this model): {' '.join(answer.dropped)}")
    if answer.is_cut:
        lines.append(f"{listed(answer)}; --top N lists more.")
    if answer.hits and not answer.is_judged:
        lines.append(NOT_JUDGED)
    exact = "exactly" if answer.is_exact else "with the fast index"
    # with a filter, the numbers of clips would be those of the whole library
    of = (
        f"{answer.ready_videos} of {answer.total_videos} clips"
        if answer.query.filter.is_empty
        else "the chosen folders"
        if answer.query.filter.is_place
        else "the clips that pass the filters"
    )
    lines.append(
        f"Searched {count(answer.searched_segments, 'moment')} of {of} "
        f"{exact} in {answer.timings.total_ms:.0f} ms (text {answer.timings.text_ms:.0f}, "
        f"index {answer.timings.index_ms:.0f}, fetch {answer.timings.fetch_ms:.0f})."
    )
    return lines


def meanwhile(chosen: str, former: str) -> str:
    """Which model answered during a switch of models."""
    return f"Answered by {former}: {chosen} has not indexed every clip yet. Run `c2v index` to finish the switch."


def listed(answer: Answer) -> str:
    """How many of the moments are listed: First 10 of 143 moments. Two models have no common total."""
    each = ", one per clip" if answer.by_video else ""
    if answer.fused or not answer.is_cut:
        return f"{'First ' if answer.is_cut else ''}{count(len(answer.hits), 'moment')}{each}"
    comma = "," if each else ""
    return f"First {len(answer.hits):,}{each}{comma} of {count(answer.searched_segments, 'moment')}"


def answer_json(answer: Answer, best_s: Sequence[float]) -> dict[str, Any]:
    """The same for scripts. Units: seconds, milliseconds."""
    return {
        "query": answer.query.text,
        "phrases": [phrase.text for phrase in answer.query.phrases],
        "record": write_query(answer.query),
        "in_spreads": answer.in_spreads,
        "dropped": list(answer.dropped),
        "is_cut": answer.is_cut,
        "hints": hints_json(answer),
        "is_judged": answer.is_judged,
        "searched_segments": answer.searched_segments,
        "ready_videos": answer.ready_videos,
        "total_videos": answer.total_videos,
        "is_exact": answer.is_exact,
        "timings_ms": {
            "text": answer.timings.text_ms,
            "index": answer.timings.index_ms,
            "fetch": answer.timings.fetch_ms,
        },
        "stacks": [list(stack) for stack in answer.stacks],
        "hits": [{**hit_json(hit, best), "best_s": best} for hit, best in zip(answer.hits, best_s, strict=True)],
    }


def hints_json(answer: Answer) -> list[dict[str, str]]:
    """How the query may have been misunderstood, for scripts."""
    return [{"kind": hint.kind, "about": hint.about, "text": hint.text} for hint in answer.hints]


def hit_json(hit: Hit, best_s: float | None = None) -> dict[str, Any]:
    """A ranked moment for scripts."""
    best = {} if best_s is None else {"best": best_s}
    return {
        "rank": hit.rank,
        "score": hit.score,
        "strength": hit.strength,
        "path": str(hit.video.path),
        "start_s": hit.segment.start_s,
        "end_s": hit.segment.end_s,
        "segment_id": hit.segment.id,
        "missing": hit.video.state == "missing",
        "offline": hit.video.state == "offline",
        "judged": hit.judged,
        "likes": hit.likes,
        "copies": [str(copy.path) for copy in hit.copies],
        "then": [{"start_s": each.start_s, "end_s": each.end_s, "segment_id": each.id} for each in hit.then],
        "source": source_json(hit.video, moment_start=hit.segment.start_s, moment_end=hit.segment.end_s, **best),
    }


def source_json(video: Video, **times_s: float) -> dict[str, Any] | None:
    """What the file says of its recording, with its own timecode at these times; None while nobody has asked it."""
    source = video.info.source if video.info is not None else None
    if source is None:
        return None
    fields, start = source.to_json(), source.start
    labels = {} if start is None else {name: str(start.at(time_s)) for name, time_s in times_s.items()}
    timecodes = None if start is None else {**fields["start"], "start": str(start), **labels}
    return {"timecode": timecodes, **{name: fields[name] for name in ("created", "make", "model", "reel", "has_sound")}}


def _remarks(hit: Hit) -> str:
    away = {"missing": "  (file not found)", "offline": f"  (offline: {hit.video.note})"}.get(hit.video.state, "")
    copies = f"  (+{count(len(hit.copies), 'copy', 'copies')})" if hit.copies else ""
    judged = f"  ({hit.judged})" if hit.judged is not None else ""
    return f"{judged}{away}{copies}{_later(hit)}"


def _later(hit: Hit) -> str:
    """Where later steps of the query were found."""
    if not hit.then:
        return ""
    if all(each.id == hit.segment.id for each in hit.then):
        return "  (all steps)"
    return "".join(f"  then {segment_span(hit.video, each)}" for each in hit.then)


# ---- index and status


def additions_json(given: Sequence[Given], report: AddReport) -> list[dict[str, Any]]:
    """What became of each path given, in order."""
    return [
        {"given": one.text, "fate": item.fate, "detail": item.detail, "new_clips": item.clips}
        for one, item in zip(given, report.items, strict=True)
    ]


def failure_lines(videos: Sequence[Video]) -> list[str]:
    """Each clip that cannot be used, with its reason."""
    return [f"  {shown(video.path)}\n      {video.note}" for video in videos]


def noted_lines(videos: Sequence[Video]) -> list[str]:
    """Each usable clip with a note."""
    return [f"  {shown(video.path)}\n      {remark(video)}" for video in videos]


def noted_json(videos: Sequence[Video]) -> list[dict[str, Any]]:
    """The same for scripts."""
    return [{"path": str(each.path), "reason": remark(each), "restarts": restarts_json(each)} for each in videos]


def remark(video: Video) -> str:
    """What is damaged in a clip, and whether it was joined from several recordings; empty if neither."""
    return " ".join(each for each in (video.note, joined(video.info)) if each)


def restarts_json(video: Video) -> list[dict[str, float]]:
    """Where the file's own clock restarts, and what it shows there. Units: seconds."""
    info = video.info
    return [] if info is None else [{"at_s": here, "clock_s": there} for here, there in info.restarts_s]


def progress_text(progress: IngestProgress) -> str:
    """Beside the bar, which shows how far it is: clips left, rate, time left."""
    parts = [f"{count(progress.videos_left, 'clip')} left"] if progress.videos_left else []
    if progress.failed:
        parts.append(f"{progress.failed} failed")
    if progress.frames_per_s > 0:
        parts.append(f"{progress.frames_per_s:.0f} frames/s")
    if progress.eta_s is not None:
        parts.append(f"about {rounded_time(progress.eta_s)} left")
    if progress.current is not None:
        parts.append(shown(Path(progress.current.name)))
    return " · ".join(parts)


def status_lines(status: LibraryStatus, passed_over: Sequence[PassedOver] = ()) -> list[str]:
    """The library at a glance; folders with numbers by which they can be named."""
    lines = [
        f"{count(status.total, 'clip')}: {status.ready} ready, {status.waiting} waiting, "
        f"{status.failed} failed, {status.missing} missing, {status.offline} offline",
        f"{count(status.segments, 'moment')} in {rounded_time(status.footage_s)} of footage"
        if status.segments
        else "nothing to search yet",
    ]
    if status.encoder is not None:
        lines.append(f"model: {status.encoder.name}")
    if status.index:
        lines.append(f"index: {status.index}")
    if status.missing:
        lines.append(
            f"{count(status.missing, 'file was', 'files were')} deleted or moved; `c2v forget` lists and removes such "
            "clips"
        )
    for number, folder in enumerate(status.folders, start=1):
        lines.append(f"{number:3d}  {shown(folder.path)}{_absence(folder)}")
        mine = [each for each in passed_over if each.folder_id == folder.id]
        lines += [f"       {sentence}" for sentence in passed_over_sentences(mine)]
    if passed_over:
        lines.append("`c2v skipped --all` lists what was skipped, and why")
    return lines


def _absence(folder: Folder) -> str:
    """Why a folder is not there. Its clips are counted as offline or, where it was deleted or moved, as missing."""
    return "" if folder.online else f"  ({folder.absence or 'Its drive is not connected.'})"


def status_json(status: LibraryStatus, passed_over: Sequence[PassedOver] = ()) -> dict[str, Any]:
    """The same for scripts."""
    encoder = status.encoder
    passed = {f.id: [each for each in passed_over if each.folder_id == f.id] for f in status.folders}
    return {
        "videos": {s: getattr(status, s) for s in ("ready", "waiting", "failed", "missing", "offline")},
        "segments": status.segments,
        "footage_s": status.footage_s,
        "model": None if encoder is None else {"name": encoder.name, "key": encoder.key, "is_demo": encoder.is_demo},
        "folders": [
            {
                "path": str(f.path),
                "online": f.online,
                "absence": f.absence,
                "is_file": f.is_file,
                "passed_over": [{"kind": p.kind, "count": p.count, "example": str(p.example)} for p in passed[f.id]],
            }
            for f in status.folders
        ],
    }


def failures_json(videos: Sequence[Video]) -> list[dict[str, str]]:
    """Clips that cannot be used."""
    return [{"path": str(video.path), "reason": video.note} for video in videos]
