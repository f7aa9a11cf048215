"""What the engine says reaches the window by kind and fields, in its language."""

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from core.errors import C2VError, DiskFullError, NotIndexedError, OutOfMemoryError
from core.finetune.pairs.advice import Amounts, advise
from core.values.teaching import (
    Figure,
    OutcomeReason,
    PairProblem,
    ProblemReason,
    RefusalReason,
    TeachingEstimate,
    TeachingFailed,
    TeachingOutcome,
    TeachingProgress,
    TeachingStage,
)
from ui import language
from ui.finetune import teaching_text
from ui.finetune.teaching_text import (
    advice_text,
    error_text,
    failure_text,
    outcome_text,
    problem_text,
    refusal_text,
    stage_text,
    word_text,
)

CORE = "a sentence of core"
VALUES = dict.fromkeys(("name", "paths", "file", "clip", "why", "tokens", "most", "where", "columns", "row"), "it") | {
    "seconds": 1.5
}


@pytest.fixture(params=["en", "de"])
def code(request, qapp):
    language.apply(qapp, request.param)
    yield request.param
    language.apply(qapp, "en")


def all_texts():
    ranks = (Figure("R@1", 40.0, 60.0, 1.0, 9.0), Figure("Median rank", 4.0, 2.0, -3.0, 0.0))
    for kind in get_args(TeachingStage):
        yield stage_text(TeachingProgress(CORE, kind=kind, part=1, parts=3))
    for reason in get_args(OutcomeReason):
        yield outcome_text(TeachingOutcome("better", CORE, 9, 99, ranks, ranks, reason=reason, words=("a", "dog")))
    for reason in get_args(RefusalReason):
        yield refusal_text(TeachingEstimate(1, 2, 3, CORE, reason, 4))
    for reason in get_args(ProblemReason):
        yield problem_text(PairProblem("row", CORE, CORE, reason=reason, values=VALUES))
    for name in teaching_text._ERRORS:
        yield failure_text(TeachingFailed(CORE, CORE, error=name, about="a.mov"))
    for pairs, clips, captions in ((0, 0, 0), (3, 3, 3), (40, 2, 40), (3000, 3000, 1), (3000, 3000, 3000)):
        for each in advise(Amounts(pairs, clips, pairs, captions)):
            if each.way != "name":
                yield advice_text(replace(each, message=CORE))


def test_every_kind_has_a_text_of_the_window_with_all_its_values(code):
    texts = list(all_texts())
    assert len(texts) > 60
    assert not [text for text in texts if CORE in text or "{" in text or not text]


def test_in_german_no_text_is_the_english_one(qapp):
    english = set(all_texts())
    language.apply(qapp, "de")
    assert not english & set(all_texts())
    language.apply(qapp, "en")


def test_what_is_not_known_keeps_its_sentence(code):
    assert stage_text(TeachingProgress(CORE)) == CORE
    assert outcome_text(TeachingOutcome("better", CORE, 1, 1)) == CORE
    assert refusal_text(TeachingEstimate(1, 2, 3, CORE)) == CORE
    assert problem_text(PairProblem("row", CORE)) == CORE
    assert failure_text(TeachingFailed(CORE, error="Strange")) == CORE
    assert error_text(C2VError(CORE)) == CORE


def test_a_name_of_an_earlier_version_keeps_its_sentence_and_a_new_one_is_read_by_its_figures(code):
    assert word_text({}) == ""
    assert word_text({"message": CORE, "verdict": "better"}) == CORE
    kept = {"message": CORE, "reason": "name_gain", "words": ["dog"], "gallery": 400}
    said = word_text({**kept, "before_ranks": [9.0, 11.0], "after_ranks": [1.0, 3.0, 2.0]})
    assert CORE not in said
    assert all(part in said for part in ("401", "10", "dog"))


def test_a_file_that_is_named_and_braces_in_a_reason_stay(code):
    assert "a b.mov" in error_text(NotIndexedError(Path("/x/a b.mov"), CORE))
    values = {"name": "a.mov", "why": "bad atom {moov}"}
    assert "{moov}" in problem_text(PairProblem("unreadable", CORE, reason="unreadable", values=values))


@pytest.mark.parametrize("kind", [DiskFullError, OutOfMemoryError])
def test_only_what_was_learned_is_said_to_be_kept(kind, qapp):
    assert "kept" in failure_text(TeachingFailed(CORE, error=kind.__name__, has_learned=True))
    assert "kept" not in failure_text(TeachingFailed(CORE, error=kind.__name__))
    assert "kept" not in error_text(kind(CORE))
