import numpy as np
import pytest

from core.values import Ledger, Phrase


def ledger(phrase_row, rest_row, sentence, kind="centres", phrases=1) -> Ledger:
    """One centre; a phrase row and the rest of the sentence over three frames."""
    rows = [phrase_row, rest_row] if phrases else [rest_row]
    cells = np.asarray(rows, np.float32)[:, None, :]
    named = (Phrase("up", 0, 2),) * phrases
    return Ledger(kind, named, ("up",), (0,), (0.0, 0.5, 1.0), np.asarray(sentence, np.float32), cells,
                  np.ones((1, 1), np.float32), np.ones((1, 3), np.float32), 0.0)  # fmt: skip


@pytest.mark.parametrize(
    ("made", "frame"),
    [
        (ledger([0, 0.2, 0], [0, 0, 0.9], [0, 0, 0.9]), 1),  # the phrase says when, the rest of the sentence does not
        (ledger([-0.3, -0.1, -0.2], [0, 0, 0.9], [0, 0, 0]), 2),  # a phrase that met nothing says nothing
        (ledger([], [0.5, 0, 0], [0, 0, 0.2], phrases=0), 0),
        (ledger([0, 0.9, 0], [0, 0, 0], [0.4, 0.1, 0.2], kind="phrases"), 0),  # only the sentence row is the score
    ],
)
def test_a_moment_opens_where_its_phrases_point(made, frame):
    assert made.best_frame == frame
