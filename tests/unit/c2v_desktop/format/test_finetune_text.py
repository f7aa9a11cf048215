"""What the command line says of a training that has ended."""

import pytest

from c2v_desktop.format.finetune_text import outcome_lines
from core.values.teaching import Figure, TeachingOutcome

R1 = Figure("R@1", 10.0, 30.0, 12.0, 28.0)


def outcome(*general: Figure) -> TeachingOutcome:
    return TeachingOutcome("better", "Clearly better.", 20, 40, (R1,), general)


def says_so(lines: list[str]) -> bool:
    return any("were not measured" in line for line in lines)


@pytest.mark.parametrize("way", ["heads", "full"])
def test_that_nothing_shows_what_was_forgotten_is_said(way) -> None:
    assert says_so(outcome_lines(outcome(), way))
    assert not says_so(outcome_lines(outcome(R1), way))


@pytest.mark.parametrize("way", ["name", "words", None])
def test_names_and_words_leave_all_else_as_it_was(way) -> None:
    assert not says_so(outcome_lines(outcome(), way))
