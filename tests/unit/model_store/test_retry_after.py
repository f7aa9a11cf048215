"""How long a source wants us to wait, in every form it may say that."""

from email.utils import formatdate

import pytest

from core.model_store.retry_after import clock_words, wait_s, window_s

NOW_S = 1_795_000_000.0


def header(**values: str):
    said = {name.replace("_", "-").lower(): value for name, value in values.items()}
    return lambda name: said.get(name.lower())


@pytest.mark.parametrize(
    ("said", "wanted_s"),
    [
        ({"Retry_After": "120"}, 120),
        ({"Retry_After": " 0 "}, 0),
        ({"Retry_After": formatdate(NOW_S + 90, usegmt=True)}, 90),
        ({"Retry_After": formatdate(NOW_S - 90, usegmt=True)}, 0),
        ({"RateLimit": '"api";r=0;t=55', "RateLimit_Policy": '"fixed window";"api";q=500;w=300'}, 55),
        ({"RateLimit": '"resolvers";r=0;t=201, "api";r=12;t=280'}, 201),
        ({"RateLimit": '"a";r=0;t=10, "b";r=0;t=40'}, 40),
        ({"RateLimit": "limit=100, remaining=0, reset=50"}, 50),
        ({"RateLimit_Limit": "100", "RateLimit_Remaining": "0", "RateLimit_Reset": "70"}, 70),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": str(int(NOW_S) + 45)}, 45),
        ({"Retry_After": "5", "RateLimit": '"api";r=0;t=55'}, 5),
        ({}, None),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "-3"}, None),
        ({"RateLimit": '"api";r=7;t=55'}, None),
        ({"RateLimit": "nonsense"}, None),
        ({"RateLimit_Remaining": "4", "RateLimit_Reset": "70"}, None),
    ],
)
def test_every_form_of_a_wait(said, wanted_s):
    assert wait_s(header(**said), NOW_S) == wanted_s


def test_a_date_is_read_by_the_clock_of_its_sender():
    theirs = NOW_S + 86_400  # ours is a day late
    said = header(Retry_After=formatdate(theirs + 30, usegmt=True), Date=formatdate(theirs, usegmt=True))
    assert wait_s(said, NOW_S) == 30


def test_the_window_is_the_hubs_unless_it_says_another():
    assert window_s(header()) == 300
    assert window_s(header(RateLimit_Policy='"fixed window";"api";q=500;w=60')) == 60


def test_a_moment_is_told_with_its_day_when_that_is_another():
    assert len(clock_words(NOW_S + 1, NOW_S)) == len("14:32:07")
    assert len(clock_words(NOW_S + 300, NOW_S)) == len("14:32") or " 20" in clock_words(NOW_S + 300, NOW_S)
    assert "20" in clock_words(NOW_S + 90_000, NOW_S)
