import numpy as np
import pytest

from core.values import Ledger, Phrase, PhraseScores

COMMON = {"words": ("up",), "word_phrases": (0,), "times_s": (0.0, 0.5, 1.0), "score": 0.0}
UP = (Phrase("up", 0, 2),)


def ledger(phrase_row, rest_row, sentence) -> Ledger:
    """One centre; a phrase row, if any, and the rest of the sentence over three frames."""
    rows = [phrase_row, rest_row] if phrase_row else [rest_row]
    return Ledger(
        phrases=UP if phrase_row else (),
        sentence=np.asarray(sentence, np.float32),
        cells=np.asarray(rows, np.float32)[:, None, :],
        word_centres=np.ones((1, 1), np.float32),
        assignment=np.ones((1, 3), np.float32),
        **COMMON,
    )


def phrase_scores(row, sentence) -> PhraseScores:
    return PhraseScores(
        phrases=UP, sentence=np.asarray(sentence, np.float32), rows=np.asarray([row], np.float32), **COMMON
    )


@pytest.mark.parametrize(
    ("made", "frame"),
    [
        (ledger([0, 0.2, 0], [0, 0, 0.9], [0, 0, 0.9]), 1),  # the phrase says when, the rest of the sentence does not
        (ledger([-0.3, -0.1, -0.2], [0, 0, 0.9], [0, 0, 0]), 2),  # a phrase that met nothing says nothing
        (ledger([], [0.5, 0, 0], [0, 0, 0.2]), 0),
        (phrase_scores([0, 0.9, 0], [0.4, 0.1, 0.2]), 0),  # only the sentence row is the score
    ],
)
def test_a_moment_opens_where_its_phrases_point(made, frame):
    assert made.best_frame == frame
