"""Explanations of every kind as text and JSON."""

import json
from dataclasses import replace

import numpy as np
import pytest

from c2v_desktop.format.explanation import explanation_json, explanation_lines
from core.values import Ledger, Phrase
from tests.fakes.ledgers import make_hit, make_phrase_scores, make_query

QUERY = make_query("a red car at night", "red car", "night")
VIDEO = make_hit(make_phrase_scores(QUERY)).video


def ledger() -> Ledger:
    rng = np.random.default_rng(0)
    sentence, cells = rng.normal(0, 0.05, 4).astype(np.float32), rng.normal(0, 0.01, (3, 5, 4)).astype(np.float32)
    return Ledger(
        phrases=(Phrase("red car", 2, 9), Phrase("a phrase that is far too long to show", 10, 47)),
        words=("red", "car", "."),
        word_phrases=(0, 0, -1),
        times_s=(0.0, 0.5, 1.0, 1.5),
        sentence=sentence,
        cells=cells,
        word_centres=np.zeros((3, 5), np.float32),
        assignment=np.full((5, 4), 0.2, np.float32),
        score=float(sentence.sum() + cells.sum()),
    )


def test_a_ledger_shows_every_phrase_and_adds_up() -> None:
    taken = ledger()
    lines = explanation_lines(taken, VIDEO)
    assert [line[:22].strip() for line in lines[1:-1]] == [
        "whole sentence",
        "red car",
        "a phrase that is far …",
        "rest of the sentence",
        "sum",
    ]
    assert len({len(line) for line in lines[:-1]}) == 1
    assert lines[-1].endswith(f"= {taken.score:.3f}")
    shown_sum = int(lines[-2].split()[-1])
    assert shown_sum == round(1000 * taken.score)


def test_what_is_approximate_in_a_ledger_is_said_last() -> None:
    taken = replace(make_phrase_scores(QUERY), approximation="Frames were seen together.")
    assert explanation_lines(taken, VIDEO)[-1] == "Frames were seen together."
    assert explanation_json(taken)["approximation"] == "Frames were seen together."
    assert "together" not in "".join(explanation_lines(replace(taken, approximation=""), VIDEO))


def test_a_ledger_as_json_has_every_cell() -> None:
    told = json.loads(json.dumps(explanation_json(ledger())))
    assert np.array(told["cells"]).shape == (3, 5, 4)
    assert np.sum(told["cells"]) + np.sum(told["sentence"]) == pytest.approx(told["score"], abs=1e-5)


def test_phrases_scored_by_themselves_keep_the_fields_that_scripts_read() -> None:
    """The cells, words and assignment of a single centre, as version 0.1 wrote them."""
    scores = make_phrase_scores(QUERY, frames=4)
    told = json.loads(json.dumps(explanation_json(scores)))
    assert told["kind"] == "phrases"
    assert np.array(told["cells"]).shape == (3, 1, 4)
    assert np.allclose(np.array(told["cells"])[:2, 0], scores.rows)
    assert not np.any(told["cells"][2])
    assert told["word_centres"] == [[1.0]] * len(scores.words)
    assert told["assignment"] == [[1.0] * 4]
    assert told["totals"]["rest"] is None
    assert len(told["totals"]["phrases"]) == 2
    assert told["phrases"] == ["red car", "night"]
