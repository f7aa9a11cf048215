"""A measurement on a published data set as text and as JSON, beside the published rows of the same model."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from core.evaluation.published.figures import (
    PublishedRow,
    Way,
    published_rows,
    published_with_query_bank,
)
from core.evaluation.published.run import PublishedResult
from core.evaluation.tables import aligned
from core.finetune.retrieval_conventions import BothWays
from core.finetune.retrieval_metrics import RetrievalMetrics

HEADINGS: Final = ("", "R@1", "R@5", "R@10", "median rank", "mean rank")
WAYS: Final[tuple[Way, ...]] = ("text to video", "video to text")
_CONVENTIONS: Final = {
    "average": "Equal scores share the mean of their places.",
    "clip2video": "Equal scores are counted as CLIP2Video's own code counts them.",
    "frozen": "Equal scores are counted as the code of Frozen in Time counts them.",
}
_SEVERAL: Final = {
    "average": "Videos look for the groups of captions of all videos; a group scores as its best caption.",
    "clip2video": "Videos look for the groups of captions of all videos; a group scores as its best caption.",
    "frozen": "Videos look for their best caption among all captions.",
}
_MOST_NAMED: Final = 10


def report_lines(result: PublishedResult) -> list[str]:
    """The table and what has to be said beside it."""
    model, data = result.model, result.data
    asked = f"{_count(result.queries, 'sentence')}, gallery of {_count(result.gallery, 'clip')}."
    lines = [
        f"{model.name} on {data.title}, weights {model.sha256[:12]}",
        f"{asked} Annotations: {data.source}.",
        "",
        *aligned([HEADINGS, *_rows(result)]),
        "",
        _CONVENTIONS[result.convention],
    ]
    if result.queries > result.gallery:
        lines.append(_SEVERAL[result.convention])
    if data.has_paragraphs:
        lines.append("All sentences of a clip are one query.")
    if result.with_bank is not None:
        lines.append(
            f"The query bank has {_count(result.bank, 'training caption')}; it counts for text to video alone."
        )
    if result.is_demo and result.kind is not None:
        lines.append(f"This is a demo model: it is built as {result.kind.name}, but has none of its weights.")
    if any(result.figures["average"] != each for each in result.figures.values()) and result.queries == result.gallery:
        ours = result.figures["average"].text_to_video
        lines.append(f"There are equal scores. With the mean of their places R@1 is {ours.r_at_1:.1f}.")
    return [*lines, *_incomplete(result), *result.notes]


def _incomplete(result: PublishedResult) -> list[str]:
    lines = []
    wanted = result.data.sizes.get("test")
    if result.missing:
        lines.append(f"Missing: {_names(result.missing)}.")
    if result.unreadable:
        first, why = next(iter(result.unreadable.items()))
        lines.append(f"Not readable: {_names(tuple(result.unreadable))}. {first}: {why}")
    if not result.is_complete:
        has = f"The gallery has {_count(result.gallery, 'clip')}"
        than = f", the published one {wanted:,}" if wanted is not None else ""
        lines.append(f"{has}{than}: the figures cannot be compared with published ones.")
    return lines


def _names(ids: Sequence[str]) -> str:
    more = len(ids) - _MOST_NAMED
    return f"{_count(len(ids), 'clip')}, {', '.join(ids[:_MOST_NAMED])}" + (f" and {more:,} more" if more > 0 else "")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _rows(result: PublishedResult) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for way in WAYS:
        rows.append((way, *_cells(_of(result.figures[result.convention], way))))
        rows += [_published(row) for row in published_rows(result.kind, result.data.name, way)]
        if way == "text to video" and result.with_bank is not None:
            rows.append((f"{way}, query bank", *_cells(result.with_bank)))
            row = published_with_query_bank(result.kind, result.data.name)
            rows += [_published(row)] if row is not None else []
    return rows


def _of(figures: BothWays, way: Way) -> RetrievalMetrics:
    return figures.text_to_video if way == "text to video" else figures.video_to_text


def _cells(made: RetrievalMetrics) -> tuple[str, ...]:
    recalls = (f"{value:.1f}" for value in (made.r_at_1, made.r_at_5, made.r_at_10))
    return (*recalls, f"{made.median_rank:g}", f"{made.mean_rank:.1f}")


def _published(row: PublishedRow) -> tuple[str, ...]:
    recalls = (f"{value:.1f}" for value in (row.r_at_1, row.r_at_5, row.r_at_10))
    ranks = ("" if rank is None else f"{rank:g}" for rank in (row.median_rank, row.mean_rank))
    return (f"  published: {row.model}", *recalls, *ranks)


def report_json(result: PublishedResult) -> dict[str, Any]:
    """Everything that was measured. Units: recalls in percent."""
    return {
        "dataset": result.data.name,
        "model": asdict(result.model),
        "architecture": result.kind.name if result.kind is not None else None,
        "is_demo": result.is_demo,
        "queries": result.queries,
        "gallery": result.gallery,
        "published_gallery": result.data.sizes.get("test"),
        "is_complete": result.is_complete,
        "missing": list(result.missing),
        "unreadable": dict(result.unreadable),
        "convention": result.convention,
        "figures": {
            name: {"text_to_video": _plain(both.text_to_video), "video_to_text": _plain(both.video_to_text)}
            for name, both in result.figures.items()
        },
        "query_bank": (
            {"sentences": result.bank, "text_to_video": _plain(result.with_bank)}
            if result.with_bank is not None
            else None
        ),
        "published": {
            way.replace(" ", "_"): [asdict(row) for row in published_rows(result.kind, result.data.name, way)]
            for way in WAYS
        },
        "published_query_bank": _optional(published_with_query_bank(result.kind, result.data.name)),
        "recall_by_rank": {str(k): value for k, value in result.curve.items()},
        "notes": list(result.notes),
    }


def _plain(made: RetrievalMetrics) -> dict[str, float]:
    return {**asdict(made), "geometric_mean": made.geometric_mean}


def _optional(row: PublishedRow | None) -> dict[str, Any] | None:
    return None if row is None else asdict(row)
