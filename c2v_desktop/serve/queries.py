"""Searching and explaining as lane jobs: the command line and the server give the same answer by the same code."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from c2v_desktop.format import answers, units
from c2v_desktop.format.explanation import explanation_json, explanation_lines, explanation_rows
from c2v_desktop.library_names import model_named
from core.errors import QueryError
from core.library import Library, write_query
from core.values import Query
from ui.browse.card import reason
from ui.translate import in_english
from ui.widgets.formatting import recording


@dataclass(frozen=True, slots=True)
class Reply:
    """Lines for people, data for scripts."""

    lines: list[str]
    data: dict[str, Any]


def search(library: Library, query: Query, limit: int, by_clip: bool, model: str = "") -> Generator[None, None, Reply]:
    """Rank moments, each with the time to open it at. Raises: C2VError."""
    spec = model_named(library.models(), model) if model else None
    answer = library.search(query, limit, by_clip, spec)
    best_s = list[float]()
    for hit in answer.hits:
        yield
        best_s.append(library.explain(answer.query, hit.segment.id).best_s)
    who = who_answered(library, model)
    data = {**answers.answer_json(answer, best_s), "models": who.data}
    return Reply([*answers.answer_lines(answer, best_s), *who.lines], data)


def explain(
    library: Library, query: Query, rank: int, model: str = "", *, cells: bool = True
) -> Generator[None, None, Reply]:
    """Take the score of one result apart; without `cells` its data has rows of phrases only. Raises: C2VError."""
    spec = model_named(library.models(), model) if model else None
    answer = library.search(query, rank, False, spec)
    if len(answer.hits) < rank:
        raise QueryError(
            f"There is no moment of rank {rank}.", f"The search found {units.count(len(answer.hits), 'moment')}."
        )
    yield
    hit = answer.hits[rank - 1]
    explanation = library.explain(answer.query, hit.segment.id)
    who = who_answered(library, model)
    with in_english():  # as the command line, whatever the window speaks
        said, recorded = reason(hit.video, explanation), recording(hit.video.info)
    head = answers.answer_lines(answer, [explanation.best_s] * len(answer.hits))[rank - 1]
    lines = [
        head,
        *([f"     {note}"] if (note := answers.remark(hit.video)) else []),
        *(f"     {note}" for note in recorded),
        "",
        *explanation_lines(explanation, hit.video),
        *([said[0].upper() + said[1:]] if said else []),
        *who.lines,
    ]
    return Reply(
        lines,
        {
            "path": str(hit.video.path),
            "rank": hit.rank,
            "record": write_query(answer.query),
            "restarts": answers.restarts_json(hit.video),
            "source": answers.source_json(hit.video, best=explanation.best_s),
            **(explanation_json(explanation) if cells else explanation_rows(explanation)),
            "models": who.data,
        },
    )


def who_answered(library: Library, model: str) -> Reply:
    """Which model answered, and a sentence if that is not the chosen one."""
    chosen, former = library.status().encoder, library.answers_meanwhile
    if model:
        asked = model_named(library.models(), model)
        return Reply([], {"answering": asked.name, "chosen": chosen.name if chosen else None})
    answering = former or chosen
    data = {"answering": answering.name if answering else None, "chosen": chosen.name if chosen else None}
    if former is None or chosen is None:
        return Reply([], data)
    return Reply([answers.meanwhile(chosen.name, former.name)], data)
