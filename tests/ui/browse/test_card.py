from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from core.values import Like
from tests.ui.browse.records import answer, hit, info, ledger, phrase_scores, video
from ui.browse.card import Card, facts, verdict, why


def test_a_video_shows_a_frame_a_third_in():
    assert Card(video(1)).best_s == pytest.approx(724.0 / 3)


def test_a_moment_shows_its_middle_until_its_ledger_is_known():
    found = hit(1)
    assert Card(found.video, found).best_s == 6.0
    cells = np.zeros((3, 2, 4), np.float32)
    cells[0, 0, 1] = 0.4
    assert Card(found.video, found, ledger(cells=cells)).best_s == 5.0


def test_a_card_says_what_an_editor_knows():
    card = Card(video(1))
    assert (card.name, card.badge, card.detail) == ("C001.mov", "12:04", "Day 1 · 25 fps · 1080p")


STILL = {"duration_s": 0.0, "fps": Fraction(0), "frame_count": 1, "codec": "jpeg", "width_px": 6000, "height_px": 4000}


def test_a_still_picture_has_no_length_and_no_times():
    photo = video(1, name="photo.jpg", **STILL)
    found = replace(hit(1), video=photo)
    card = Card(photo, found)
    assert (card.badge, card.detail, card.timecode) == ("Still", "Day 1 · 6000×4000", "")
    assert card.spoken == "photo.jpg, Strong match"
    assert facts(photo) == "6000 × 4000 · JPEG · still picture · 1.4 GB"
    cells = np.zeros((3, 2, 4), np.float32)
    cells[1, 0, 2] = 0.06
    said = "Strong: the whole sentence adds most (+0.100 of 0.160); of the phrases, “night” (+0.060)."
    assert why(found, ledger(cells=cells)) == said
    assert why(found, phrase_scores(cells)) == "Strong: “night” fits best (+0.060 on its own)."


def test_a_score_made_of_several_says_how_far_it_lies_above_chance():
    found = hit(1)
    assert f"{found.score:.2f} above chance" in Card(found.video, found, in_spreads=True).tooltip


def test_the_tooltip_has_the_raw_score_and_the_copies():
    found = replace(hit(1), copies=(video(2),))
    text = Card(found.video, found).tooltip
    assert "0.300" in text
    assert "C002.mov" in text


@pytest.mark.parametrize(
    ("state", "note", "said"),
    [("failed", "It is no video.", "It is no video."), ("missing", "", "File not found"), ("ready", "Short.", "")],
)
def test_a_card_says_why_there_is_nothing_to_see(state, note, said):
    assert Card(video(1, state, note=note)).trouble == said


def test_a_card_of_a_video_that_is_not_there_says_why_in_its_last_line():
    away = Card(video(1, "offline", note="Drive SHUTTLE is not connected."))
    assert away.detail == "Drive SHUTTLE is not connected."
    assert Card(video(1, "missing")).detail == "File not found"


def test_cards_keep_their_key_over_a_refresh():
    found = hit(1)
    assert Card(found.video, found).key == Card(replace(found.video, note="x"), replace(found, score=0.1)).key
    assert Card(found.video).key != Card(found.video, found).key


def test_a_weak_answer_does_not_look_like_a_find():
    assert verdict(answer(hit(1, "weak"), hit(2, "weak"))) == "No close matches. The 2 nearest are below."
    assert verdict(answer(hit(1, "weak"))) == "No close matches. The nearest is below."
    assert verdict(answer(hit(1, "strong"), hit(2, "weak"))) == "1 close match, then 1 weaker"
    assert verdict(answer(hit(1, "strong"), hit(2, "good"))) == "2 close matches"
    like = Like("liked", hit(2).video.path, 4.0, 8.0)
    liked = answer(hit(1, "weak"), hit(2, "good"))
    liked = replace(liked, query=replace(liked.query, likes=(like,)))
    assert verdict(liked) == "1 close match, ordered by likes", "a weak one may stand above"
    muted = replace(liked, query=replace(liked.query, likes=(replace(like, muted=True),)))
    assert "likes" not in verdict(muted)


def test_an_empty_answer_says_why():
    assert verdict(answer(segments=0)) == "No clips are indexed yet."


def test_the_reason_names_the_phrase_that_adds_most_and_where():
    cells = np.zeros((3, 2, 4), np.float32)
    cells[1, 0, 2], cells[0, 1, 0] = 0.26, 0.02
    text = why(hit(1), ledger(cells=cells))
    assert text == "Strong: “night” adds most (+0.260 of 0.380), at 00:00:06:00."
    cells[1, 0, 2], cells[0, 1, 0] = -0.004, -0.002
    text = why(hit(1), ledger(cells=cells))
    assert text == "Strong: the whole sentence adds most (+0.100 of 0.094); no phrase adds to the score."


def test_a_model_without_centres_claims_no_shares():
    cells = np.zeros((3, 2, 4), np.float32)
    cells[0, 0, 3] = 0.9
    assert why(hit(1), phrase_scores(cells)) == "Strong: “red car” fits best (+0.900 on its own), at 00:00:07:00."


def test_facts_of_a_turned_video_with_an_odd_rate():
    sample_video = video(1)
    sample_video = replace(
        sample_video,
        info=info(sample_video.path, fps=Fraction(30000, 1001), rotation_deg=90, width_px=1080, height_px=1920),
    )
    assert facts(sample_video) == "1080 × 1920, rotated 90° · H.264 · 29.97 fps · 00:12:04;00 · 1.4 GB"


def test_facts_of_a_video_that_could_not_be_read():
    assert facts(video(1, "failed")) == "1.4 GB"


def test_a_joined_result_says_the_times_of_its_steps():
    one = hit(1)
    later = replace(one.segment, id=99, start_s=20.0, end_s=24.0, frame_times_s=(20.0, 21.0, 22.0))
    card = Card(one.video, replace(one, then=(later,)))
    assert card.later_s == (21.0,)
    assert card.times == "0:06 → 0:21"
    assert "then at 00:00:21:00" in card.spoken
    assert "then at 00:00:21:00" in card.tooltip


def test_steps_within_one_second_are_told_apart():
    one = hit(1)
    middle_s = Card(one.video, one).best_s
    later = replace(one.segment, id=99, frame_times_s=(middle_s + 0.2,) * 3)
    assert Card(one.video, replace(one, then=(later,))).times == "00:00:06:00 → 00:00:06:05"


def test_one_moment_that_shows_all_steps_says_their_times_once_they_are_known():
    one = hit(1)
    card = Card(one.video, replace(one, then=(one.segment,)))
    assert card.later_s == ()
    assert card.times == card.timecode
    assert card.joined == ""
