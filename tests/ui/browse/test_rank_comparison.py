from dataclasses import replace

import pytest

from core.values import Fusion, RankedHit
from tests.ui.browse.records import answer, hit, ledger
from tests.unit.search.test_model_comparison import HOLDINGS, put
from ui.browse.card import Card, verdict, why
from ui.browse.rank_comparison import DOWN, UP, coverage, fused_note, fused_rank, rank_comparison_of, ranks_text

OTHER = put([], []).columns[1]


@pytest.mark.parametrize(
    ("ranked_hit", "badge", "words"),
    [
        (RankedHit(hit(1, rank=2), 5), f"2 {UP}3", "Rank 2 with Alpha, rank 5 with b."),
        (RankedHit(hit(1, rank=5), 2), f"5 {DOWN}3", "Rank 5 with Alpha, rank 2 with b."),
        (RankedHit(hit(1, rank=3), 3), "3 =", "Rank 3 with Alpha, rank 3 with b."),
        (RankedHit(hit(1, rank=3), None), "3 only here", "Rank 3 with Alpha; not in the top 0 of b."),
        (RankedHit(hit(1, rank=3), None, False), "3 not indexed", "Rank 3 with Alpha. b has not indexed this clip."),
    ],
)
def test_a_rank_comparison_has_a_short_and_a_full_text(ranked_hit, badge, words):
    made = rank_comparison_of(ranked_hit, "Alpha", OTHER)
    assert (made.badge, made.words, made.model) == (badge, words, "Alpha")


FUSION = Fusion(0.02, (("Alpha", 2), ("Beta", None)), "Alpha")


def test_a_fused_moment_gives_both_ranks_and_whose_strength_it_is():
    found = replace(hit(1, rank=4), fusion=FUSION)
    card = Card(found.video, found, None, fused_rank(4, FUSION))
    assert card.rank_comparison.badge == "4"
    assert card.rank_comparison.words == "Combined rank 4: rank 2 with Alpha, not ranked by Beta."
    assert ranks_text(FUSION) == "ranks 2 and \N{EN DASH}"
    assert "Strong match, score 0.300 with Alpha" in card.tooltip
    assert card.found.startswith("Strong match with Alpha")
    assert why(found, ledger()).startswith("Strong with Alpha: ")
    assert "0.02" not in card.tooltip + card.spoken, "the fused score is no measure of closeness"


def test_a_fused_answer_counts_no_close_matches():
    assert verdict(replace(answer(hit(1)), fused=HOLDINGS)) == "Combined ranking"


def test_the_note_names_models_and_what_they_know():
    assert coverage(HOLDINGS[0]) == "4 of 5 clips (80 %)"
    note = fused_note(HOLDINGS)
    assert "Combined from a (4 of 5 clips (80 %)) and b (3 of 5 clips (60 %))" in note
    assert "not by match quality" in note
