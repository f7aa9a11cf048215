"""An explanation of any kind as text and as JSON. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from core.values import UNIT, Explanation, Phrase, PhraseScores, Video, moment_timecode

LABEL_WIDTH, CELL_WIDTH = 22, 12
"""A cell is as wide as a timecode."""


def explanation_lines(explanation: Explanation, video: Video) -> list[str]:
    """The score taken apart, row by frame, in thousandths; every cell is signed."""
    lines = [_row("", [moment_timecode(video, t) for t in explanation.times_s], "sum")]
    lines += [_row(part.label, _cells(part.values), f"{part.total:+d}") for part in explanation.parts()]
    if explanation.adds_up:
        lines.append(_row("sum", _cells(explanation.frame_totals), f"{explanation.total:+d}"))
        lines.append(f"score: {explanation.sum_line()}")
    else:
        whole = explanation.parts()[0].label
        lines.append(f"score {explanation.score:.3f} is the row of the {whole}; each phrase has a score of its own")
    if explanation.likes_line:
        lines.append(f"rank: {explanation.likes_line}")
    return lines + ([explanation.approximation] if explanation.approximation else [])


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """Every number of the explanation: its fields, as its record names and shapes them."""
    more = _MORE.get(type(explanation))
    return {
        "kind": explanation.kind,
        "best_s": explanation.best_s,
        "totals": _totals_json(explanation),
        **{each.name: _plain(getattr(explanation, each.name)) for each in fields(explanation)},
        **(more(explanation) if more is not None else {}),
    }


def explanation_rows(explanation: Explanation) -> dict[str, Any]:
    """The same without single cells: what each phrase adds at each frame, and in total."""
    return {
        "kind": explanation.kind,
        "best_s": explanation.best_s,
        "totals": _totals_json(explanation),
        "score": explanation.score,
        "times_s": [*explanation.times_s],
        "rows": [
            {"label": part.label, "kind": part.kind, "values": part.values.tolist()} for part in explanation.parts()
        ],
        "approximation": explanation.approximation,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, tuple):
        return [each.text if isinstance(each, Phrase) else each for each in value]
    return value


def _totals_json(explanation: Explanation) -> dict[str, Any]:
    """What each row adds to the score, rounded as printed; rows that do not add up are scored separately."""
    totals: dict[str, list[float]] = {"sentence": [], "phrase": [], "rest": []}
    for part in explanation.parts():
        totals[part.kind].append(round(part.total * UNIT, 3))
    whole, rest = totals["sentence"], totals["rest"]
    return {"sentence": whole[0], "phrases": totals["phrase"], "rest": rest[0] if rest else None}


def _as_one_centre(scores: PhraseScores) -> dict[str, Any]:
    """The phrases as cells of a single centre, as scripts written for version 0.1 read them."""
    words, frames = len(scores.words), len(scores.times_s)
    return {
        "cells": [[row] for row in [*scores.rows.tolist(), [0.0] * frames]],
        "word_centres": [[1.0]] * words,
        "assignment": [[1.0] * frames],
    }


_MORE: dict[type[Explanation], Callable[[Any], dict[str, Any]]] = {PhraseScores: _as_one_centre}
"""What the JSON of a kind has beyond its fields."""


def _cells(values: np.ndarray) -> list[str]:
    return [f"{1000 * v:+.0f}" for v in values]


def _row(name: str, cells: Sequence[str], total: str) -> str:
    label = name if len(name) <= LABEL_WIDTH else name[: LABEL_WIDTH - 1] + "…"
    return f"{label:<{LABEL_WIDTH}}" + "".join(f"{cell:>{CELL_WIDTH}}" for cell in cells) + f"{total:>8}"
