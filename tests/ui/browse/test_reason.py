"""The sentence under a result agrees with the rows of the evidence beside it, whatever the numbers."""

import re
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.values import timecode
from tests.fakes.ledgers import make_hit, make_ledger, make_phrase_scores, make_query
from ui.browse.card import why
from ui.search.renderers import renderer_of

QUERY = make_query("a red car drives up at night", "red car", "drives up", "night")
MINUS = "\N{MINUS SIGN}"


def drawn(seed, share):
    """A ledger that adds up, with rows of any sign; `share` weighs the phrases against the whole sentence."""
    made, random = make_ledger(QUERY), np.random.default_rng(seed)
    cells = (share * random.normal(0.001, 0.01, made.cells.shape)).astype(np.float32)
    sentence = random.normal(0.01, 0.02, made.sentence.shape).astype(np.float32)
    return replace(made, cells=cells, sentence=sentence, score=float(sentence.sum() + cells.sum()))


def drawn_phrases(seed, share):
    """The same of a model that scores each phrase by itself."""
    made, random = make_phrase_scores(QUERY), np.random.default_rng(seed)
    rows = (share * random.normal(0.001, 0.01, made.rows.shape)).astype(np.float32)
    return replace(made, rows=rows)


def printed(units):
    """As the table prints the total of a row."""
    return f"{'+' if units > 0 else MINUS if units < 0 else ''}{abs(units) / 1000:.3f}"


numbers = {"seed": st.integers(0, 10_000), "share": st.sampled_from([0.02, 0.3, 1.0, 3.0])}


@given(**numbers)
def test_what_is_said_to_add_most_is_the_largest_row_with_its_printed_figure(seed, share):
    ledger = drawn(seed, share)
    rows = {row.label: row for row in renderer_of(ledger).rows()}
    said = why(make_hit(ledger), ledger)
    most = re.search(rf"(?:: the |“)([^“”:]+?)”? adds most \(([+{MINUS}]?[\d.]+) of ([{MINUS}\d.]+)\)", said)
    assert most, said
    assert rows[most[1]].total == max(row.total for row in rows.values()), said
    assert most[2] == printed(rows[most[1]].total), said
    assert most[3].replace(MINUS, "-") == f"{sum(row.total for row in rows.values()) / 1000:.3f}", said


@given(**numbers)
def test_the_phrase_that_is_named_is_the_largest_of_the_phrases_and_its_frame_that_of_its_row(seed, share):
    ledger = drawn(seed, share)
    phrases = [row for row in renderer_of(ledger).rows() if row.kind == "phrase"]
    said, best = why(make_hit(ledger), ledger), max(row.total for row in phrases)
    named = re.search(r"“(.+?)”", said)
    if named is None:
        assert best <= 0, said
        assert "no phrase adds" in said
        return
    row = next(row for row in phrases if row.label == named[1])
    assert row.total == best, said
    assert f"({printed(best)}" in said
    assert timecode(ledger.times_s[int(np.argmax(row.values))], make_hit(ledger).video.info.fps) in said


@given(**numbers)
def test_of_a_model_without_centres_the_phrase_with_the_largest_row_fits_best(seed, share):
    ledger = drawn_phrases(seed, share)
    phrases = [row for row in renderer_of(ledger).rows() if row.kind == "phrase"]
    said, best = why(make_hit(ledger), ledger), max(row.total for row in phrases)
    row = next(row for row in phrases if f"“{row.label}” fits best" in said)
    assert row.total == best
    assert f"({printed(best)} on its own)" in said


def test_a_small_phrase_beside_a_large_sentence_is_not_said_to_add_most():
    """Seen on real footage: “red car” adds most (+0.01 of 0.43), beside rows of +0.20."""
    ledger = drawn(1, 0.02)
    said = why(make_hit(ledger), ledger)
    assert "the whole sentence adds most" in said
    assert "of the phrases, “" in said


def test_what_an_example_alone_found_has_the_example_as_its_reason():
    """Seen with a muted phrase beside an example: “red car” fits best."""
    for query in (QUERY, make_query("night", "night")):
        phrases = tuple(replace(phrase, muted=True) for phrase in query.phrases)
        made = replace(make_phrase_scores(query), phrases=phrases, is_by_example=True)
        said = why(make_hit(made), made)
        assert "example" in said
        assert not any(phrase.text in said for phrase in phrases)
    bare = replace(make_phrase_scores(make_query("", *())), is_by_example=True)
    assert "example" in why(make_hit(bare), bare)


@given(**numbers)
def test_a_phrase_that_is_excluded_or_muted_is_never_the_reason(seed, share):
    made = drawn_phrases(seed, share)
    first, second, third = made.phrases
    made = replace(made, phrases=(replace(first, role="not"), second, replace(third, muted=True)))
    said = why(make_hit(made), made)
    assert f"“{second.text}” fits best" in said
