"""Two models' rankings as text and as JSON for the command line. Pure."""

from itertools import zip_longest
from typing import Any

from c2v_desktop.format.answers import hints_json, hit_json, listed, span
from c2v_desktop.format.units import count, shown
from core.library import write_query
from core.values import Answer, Comparison, EncoderSpec, Hit, ModelCoverage, RankedColumn, RankedHit, moment_timecode

LEAST, MIDDLE, WIDE = 36, 48, 64
"""Letters of a column: at least, from which on there is room for the strength, and for the end of the moment."""
_GAP = "   "
LEGEND = (
    "\N{BLACK UP-POINTING TRIANGLE}2: two places higher here than with the other model.  "
    "only here: not among the first {depths} of the other.  not indexed: the other has not indexed that clip."
)
FUSED = "Ordered by agreement between models (the sum of 1 / (60 + rank)), not by match quality."


def coverage(coverage: ModelCoverage) -> str:
    """Which share of the clips a model has indexed: all 12 clips; 9 of 12 clips (75 %)."""
    if coverage.is_whole:
        return f"all {count(coverage.all_videos, 'clip')}" if coverage.all_videos != 1 else "the only clip"
    return f"{coverage.videos:,} of {count(coverage.all_videos, 'clip')} ({coverage.percent} %)"


def gain_text(ranked_hit: RankedHit) -> str:
    """By how many places a moment stands higher or lower here, in at most eleven letters."""
    if ranked_hit.elsewhere is None:
        return "only here" if ranked_hit.is_known_there else "not indexed"
    gain = ranked_hit.elsewhere - ranked_hit.hit.rank
    sign = "\N{BLACK UP-POINTING TRIANGLE}" if gain > 0 else "\N{BLACK DOWN-POINTING TRIANGLE}"
    return "same" if gain == 0 else f"{sign}{abs(gain)}"


def comparison_lines(found: Comparison, width: int) -> list[str]:
    """Two columns, as wide as the terminal allows; under them what must be known to read them."""
    room = max(LEAST, (width - len(_GAP)) // 2)
    is_cut = any(column.answer.is_cut for column in found.columns)
    left, right = ([*_head(column, is_cut), "-" * room, *_rows(column, room)] for column in found.columns)
    lines = [
        f"{_fit(one, room):<{room}}{_GAP}{_fit(two, room)}".rstrip()
        for one, two in zip_longest(left, right, fillvalue="")
    ]
    first, second = found.columns
    depths = f"{second.depth} (on the right: {first.depth})" if first.depth != second.depth else str(first.depth)
    return [*lines, "", LEGEND.format(depths=depths), *_remarks(found)]


def comparison_json(found: Comparison) -> dict[str, Any]:
    """The same for scripts. `gain`: by how many places it stands higher here than with the other model."""
    return {
        "query": found.query.text,
        "phrases": [phrase.text for phrase in found.query.phrases],
        "record": write_query(found.query),
        "hints": hints_json(found.fused),
        "models": [
            {
                **coverage_json(column.coverage),
                "looked_through": column.depth,
                "is_cut": column.answer.is_cut,
                "searched_segments": column.answer.searched_segments,
                "hits": [
                    {
                        **hit_json(ranked_hit.hit),
                        "other_rank": ranked_hit.elsewhere,
                        "gain": ranked_hit.gain,
                        "known_to_other": ranked_hit.is_known_there,
                    }
                    for ranked_hit in column.ranked_hits
                ],
            }
            for column in found.columns
        ],
    }


def fused_lines(found: Comparison) -> list[str]:
    """The fused ranking: the moment's rank, then its rank with each of the two models."""
    names = [column.coverage.spec.name for column in found.columns]
    lines = [f"A  {names[0]}", f"B  {names[1]}", "", f"{'':3}  {'A':>4} {'B':>4}"]
    for hit in found.fused.hits:
        assert hit.fusion is not None
        ranks = " ".join(f"{'-' if rank is None else rank:>4}" for _, rank in hit.fusion.ranks)
        lines.append(f"{hit.rank:3d}  {ranks}   {span(hit)}  {shown(hit.video.path)}")
    return [*lines, "", f"{listed(found.fused)}.", FUSED, *_remarks(found)]


def fused_json(found: Comparison) -> dict[str, Any]:
    """The same for scripts. `score` is that of the model that saw this segment, `fused_score` orders."""
    return {
        "query": found.query.text,
        "record": write_query(found.query),
        "hints": hints_json(found.fused),
        "models": [{**coverage_json(column.coverage), "looked_through": column.depth} for column in found.columns],
        "is_cut": found.fused.is_cut,
        "hits": [_fused_json(hit) for hit in found.fused.hits],
    }


def coverage_json(coverage: ModelCoverage) -> dict[str, Any]:
    """What the library has of a model."""
    spec: EncoderSpec = coverage.spec
    return {
        "name": spec.name,
        "key": spec.key,
        "is_demo": spec.is_demo,
        "films": coverage.videos,
        "all_films": coverage.all_videos,
        "segments": coverage.segments,
        "footage_s": coverage.footage_s,
    }


# ---- within


def _fused_json(hit: Hit) -> dict[str, Any]:
    assert hit.fusion is not None
    ranks = [rank for _, rank in hit.fusion.ranks]
    return {**hit_json(hit), "fused_score": hit.fusion.score, "ranks": ranks, "seen_by": hit.fusion.seen_by}


def _head(column: RankedColumn, is_cut: bool) -> list[str]:
    known = [column.coverage.spec.name, f"has indexed {coverage(column.coverage)}"]
    return [*known, listed(column.answer)] if is_cut else known


def _rows(column: RankedColumn, room: int) -> list[str]:
    return [_row(ranked_hit, room) for ranked_hit in column.ranked_hits] or ["nothing found"]


def _row(ranked_hit: RankedHit, room: int) -> str:
    """Rank, difference, strength, span, file; in a narrow terminal only where the moment begins, and no strength."""
    hit = ranked_hit.hit
    if room < WIDE:
        start = moment_timecode(hit.video, hit.segment.start_s) or "still"
        strength = f"{hit.strength:<6} " if room >= MIDDLE else ""
        head = f"{hit.rank:3d} {gain_text(ranked_hit):<11} {strength}{start:<11} "
    else:
        head = f"{hit.rank:3d}  {gain_text(ranked_hit):<11}  {hit.strength:<6}  {span(hit)}  "
    return head + _fit(shown(hit.video.path).rsplit("/", 1)[-1], max(8, room - len(head)))


def _fit(text: str, room: int) -> str:
    """Cut in the middle: a file's name says most at its two ends."""
    if len(text) <= room:
        return text
    head = (room - 1) // 2
    return f"{text[:head]}…{text[len(text) - (room - 1 - head) :]}"


def _remarks(found: Comparison) -> list[str]:
    """Who knows only a part, what was not read, how much was searched."""
    lines = [
        f"{column.coverage.spec.name} has indexed {coverage(column.coverage)}; the rest cannot be found with it."
        for column in found.columns
        if not column.coverage.is_whole
    ]
    lines += [
        f"Ignored (query too long for {column.coverage.spec.name}): {' '.join(column.answer.dropped)}"
        for column in found.columns
        if column.answer.dropped
    ]
    searched = ", ".join(_searched(column.coverage, column.answer) for column in found.columns)
    return [*(hint.text for hint in found.fused.hints), *lines, f"Searched {searched}."]


def _searched(coverage: ModelCoverage, answer: Answer) -> str:
    how = "exactly" if answer.is_exact else "with the fast index"
    moments = count(answer.searched_segments, "moment")
    return f"{moments} with {coverage.spec.name} {how} in {answer.timings.total_ms:.0f} ms"
