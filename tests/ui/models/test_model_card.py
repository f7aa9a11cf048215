"""The words about models. No widgets."""

import tomllib
from dataclasses import replace

import pytest

import resources
from core.values import SwitchEstimate
from ui.models.model_card import (
    CardSpeed,
    ModelCard,
    acts,
    details,
    estimate_text,
    facts,
    finds_words,
    speed_words,
    state_words,
    tone,
)

CARD = ModelCard(
    id="x", name="X", suits="tests", state="absent", bytes=1_791_000_000, licence="MIT", languages=("English",),
    finds=("stills",), is_zero_shot=True,
)  # fmt: skip


def test_a_download_says_how_far_how_fast_how_long():
    card = replace(CARD, state="fetching", done_bytes=412_000_000, total_bytes=1_791_000_000)
    thin = "\N{NARROW NO-BREAK SPACE}"
    assert state_words(card) == f"412 of 1{thin}791 MB"
    card = replace(card, rate_bytes_s=8.1e6, eta_s=170.0)
    assert state_words(card) == f"412 of 1{thin}791 MB · 8.1 MB/s · ~3 min"
    assert state_words(replace(card, state="paused")) == f"Paused at 412 of 1{thin}791 MB"


def test_what_is_being_done_goes_before_the_state():
    assert state_words(replace(CARD, state="here", busy="Measuring…")) == "Measuring…"
    assert acts(replace(CARD, state="here", busy="Measuring…")) == [("stop", "Stop")]


def test_what_cannot_be_stopped_has_no_button():
    assert acts(replace(CARD, state="here", busy="Removing…", can_stop=False)) == []


def test_the_facts_in_one_line():
    assert facts(CARD) == "English · 1.8 GB on disk · MIT"
    own = ModelCard("y", "Y", "own", "here", bytes=5_000_000)
    assert facts(own) == "Unknown languages · 5 MB on disk · unknown licence"


@pytest.mark.parametrize(("rate", "kind"), [(541.0, "fast"), (31.6, "steady"), (4.2, "slow"), (0.9, "very slow")])
def test_speed_has_a_class_and_a_meaning(rate, kind):
    words = speed_words(replace(CARD, speed=CardSpeed(rate, 32.0, "cpu, bfloat16", "2026-11-26")))
    assert f": {kind}. " in words
    assert "cpu, bfloat16" in words
    assert "not measured" in speed_words(CARD)


def test_an_hour_of_footage_follows_from_the_sampling():
    card = replace(CARD, speed=CardSpeed(2.0, 32.0, "cpu", "today"))
    assert "takes ~1 h (" in speed_words(card)
    assert "takes ~30 min (" in speed_words(replace(card, every_s=1.0))


def test_what_it_finds_and_what_not_is_said_to_an_editor():
    assert "a single frame" in finds_words(CARD)
    assert "order of events" in finds_words(replace(CARD, finds=("stills", "motion", "centres")))
    assert "which words" not in finds_words(replace(CARD, finds=("stills", "motion")))
    assert finds_words(replace(CARD, finds=())) == ""
    assert "without centre rows" in dict(details(CARD))["Evidence"]
    assert "Evidence" not in dict(details(replace(CARD, is_zero_shot=False)))


def test_the_page_does_not_speak_of_research():
    """Also the downloadable models: what each model is called in papers is for papers."""
    listed = tomllib.loads(resources.path("models/downloadable.toml").read_text(encoding="utf-8"))["model"]
    cards = [
        replace(
            CARD,
            suits=each["suits"],
            summary=each["summary"],
            finds=tuple(each["finds"]),
            licence_note=each["licence_note"],
        )
        for each in listed
    ]
    for card in [*cards, replace(CARD, finds=("stills", "motion", "centres"), is_zero_shot=False)]:
        said = [card.suits, card.summary, facts(card), finds_words(card), speed_words(card), state_words(card)]
        said += [text for _, text in details(card)]
        for word in ("parity", "zero-shot", "embedding", "backend", "checkpoint", "fetch"):
            assert not any(word in text.lower() for text in said), (word, said)


def test_states_that_matter_are_not_told_by_colour_alone():
    for state, words in (("in use", "In use"), ("damaged", "Damaged"), ("paused", "Paused")):
        card = replace(CARD, state=state)
        assert tone(card) != "muted"
        assert state_words(card) == words


def test_what_using_a_model_means():
    new = SwitchEstimate(videos=12, frames=7200, to_decode=12, footage_s=3600.0)
    words = estimate_text("X", new, 10.0, "Demo model")
    assert "12 clips (1:00:00 of footage) will be decoded and re-indexed." in words
    assert "takes at least ~12 min in the background" in words
    assert "Until then, searches use Demo model" in words
    assert "has not been measured" in estimate_text("X", new, 0.0, "")
    some = estimate_text("X", replace(new, to_decode=3), 10.0, "")
    assert "3 by decoding their files again" in some
    assert "takes at least ~3 min" in some
    heads = estimate_text("X", replace(new, to_decode=0), 10.0, "")
    assert "without decoding any files" in heads
    assert "takes" not in heads
    assert "search with it right away" in estimate_text("X", SwitchEstimate(0, 0, 0, 0.0), 10.0, "Demo model")
