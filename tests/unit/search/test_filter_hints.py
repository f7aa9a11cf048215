"""Words of a sentence that are offered as filters."""

from datetime import date

import pytest

from core.search.filter_hints import suggest_filters
from core.values import Facets, Filter

TODAY = date(2026, 11, 29)  # a Sunday
FACETS = Facets(
    9,
    {
        "codec": {"h264": 5, "prores": 4},
        "camera": {"Canon R5": 2, "DJI Mavic 3": 1, "ARRI Alexa 35": 1},
        "tag": {"Day 1": 3, "interview": 2, "ab": 1},
        "reel": {"A001": 2},
    },
)


def found(text: str, filter_: Filter | None = None, facets: Facets = FACETS) -> dict[str, Filter]:
    hints = suggest_filters(text, filter_ or Filter(), facets, TODAY)
    assert all(text[hint.start : hint.stop] == hint.text for hint in hints)
    return {hint.text: hint.filter for hint in hints}


def days(first: date, last: date) -> Filter:
    return Filter(shot_from=first, shot_until=last)


@pytest.mark.parametrize(
    ("text", "word", "wanted"),
    [
        ("a red car in 4K", "4K", Filter(resolutions=frozenset({"4K"}))),
        ("full  HD harbour", "full  HD", Filter(resolutions=frozenset({"Full HD"}))),
        ("1080p", "1080p", Filter(resolutions=frozenset({"Full HD"}))),
        ("vertical clips of a dog", "vertical clips", Filter(orientations=frozenset({"portrait"}))),
        ("a dog, 9:16", "9:16", Filter(orientations=frozenset({"portrait"}))),
        ("surfer at 59.94 fps", "59.94 fps", Filter(frame_rates=frozenset({5994}))),
        ("surfer 120fps", "120fps", Filter(frame_rates=frozenset({12000}))),
        ("sunset, 4 stars", "4 stars", Filter(min_rating=4)),
        ("sunset ★★★", "★★★", Filter(min_rating=3)),
        ("a dog yesterday", "yesterday", days(date(2026, 11, 28), date(2026, 11, 28))),
        ("a dog last week", "last week", days(date(2026, 11, 16), date(2026, 11, 22))),
        ("snow last month", "last month", days(date(2026, 10, 1), date(2026, 10, 31))),
        ("snow in February 2024", "in February 2024", days(date(2024, 2, 1), date(2024, 2, 29))),
        ("snow 2026-02-03", "2026-02-03", days(date(2026, 2, 3), date(2026, 2, 3))),
        ("drone shot of a coast", "drone shot", Filter(cameras=frozenset({"DJI Mavic 3"}))),
        ("alexa close-up", "alexa", Filter(cameras=frozenset({"ARRI Alexa 35"}))),
        ("a H.264 file", "H.264", Filter(codecs=frozenset({"h264"}))),
        ("Pro Res master", "Pro Res", Filter(codecs=frozenset({"prores"}))),
        ("the INTERVIEW at the desk", "INTERVIEW", Filter(tags=frozenset({"interview"}))),
        ("day  1, a boat", "day  1", Filter(tags=frozenset({"Day 1"}))),
        ("boat a001", "a001", Filter(reels=frozenset({"A001"}))),
    ],
)
def test_words_that_name_a_filter_are_found(text: str, word: str, wanted: Filter) -> None:
    assert found(text) == {word: wanted}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a portrait of a woman in a landscape",
        "14K gold, a 4K8 sign",
        "a marching band in May",
        "today's bread",
        "6 stars in the night sky",
        "abacus ab",
        "interviewer",
        "2026-13-40",
        "non-vertical",
    ],
)
def test_words_that_name_something_to_be_seen_are_left_alone(text: str) -> None:
    assert found(text) == {}


def test_names_are_offered_only_where_clips_have_them() -> None:
    assert found("drone shot, alexa, prores, interview", facets=Facets()) == {}


def test_several_are_found_in_order_and_what_is_chosen_already_is_not_offered() -> None:
    text = "vertical drone shot in 4K, yesterday"
    assert list(found(text)) == ["vertical", "drone shot", "4K", "yesterday"]
    chosen = Filter(resolutions=frozenset({"4K"}), name="x")
    assert list(found(text, chosen)) == ["vertical", "drone shot", "yesterday"]
    assert found(text, chosen)["vertical"].name == "x", "the rest of the filter stays"
