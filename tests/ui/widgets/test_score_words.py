"""The parts of a score in words: as the core prints them in English, translated part by part otherwise."""

import numpy as np
import pytest

from core.values import Ledger, Phrase, PhraseScores
from ui import translate
from ui.widgets.score_words import likes_line, part_label, sum_line


def ledger(**how: object) -> Ledger:
    return Ledger(
        phrases=(Phrase("car", 2, 5),), times_s=(0.0, 1.0), score=0.4, words=("a", "car"), word_phrases=(-1, 0),
        sentence=np.array([0.1, 0.2], np.float32), cells=np.array([[[0.1, 0.1]], [[0.0, -0.1]]], np.float32),
        word_centres=np.zeros((2, 1), np.float32), assignment=np.ones((1, 2), np.float32), **how,
    )  # fmt: skip


def scores(**how: object) -> PhraseScores:
    return PhraseScores(
        phrases=(), words=(), word_phrases=(), times_s=(0.0, 1.0), sentence=np.array([0.1, 0.2], np.float32),
        rows=np.zeros((0, 2), np.float32), score=0.3, **how,
    )  # fmt: skip


@pytest.mark.parametrize("told", [ledger(), scores(), scores(is_by_example=True)])
def test_in_english_it_is_the_line_that_the_command_line_prints(told: Ledger | PhraseScores) -> None:
    assert sum_line(told) == told.sum_line()
    assert [part_label(part) for part in told.parts()] == [part.label for part in told.parts()]


@pytest.mark.parametrize("likes", [None, 0.5, -1.25])
def test_likes_have_a_line_of_their_own(likes: float | None) -> None:
    assert likes_line(ledger(likes=likes)) == ledger(likes=likes).likes_line


def test_every_word_of_it_is_translated_but_the_editors_own() -> None:
    translate.use(lambda context, text, comment, number: f"<{text}>")
    try:
        assert sum_line(ledger()).startswith("<sentence> 0.300 + <phrases> 0.200 \N{MINUS SIGN} <rest> 0.100")
        assert [part_label(part) for part in ledger().parts()] == ["<whole sentence>", "car", "<rest of the sentence>"]
        assert likes_line(ledger(likes=0.5)) == "<likes +0.50 above chance>"
    finally:
        translate.use(None)
