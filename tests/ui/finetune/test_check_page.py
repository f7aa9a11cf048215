"""The page says what is done with the pairs: held back to measure, or learned from and measured by other trainings."""

from pathlib import Path

import pytest

from core.values.teaching import ENOUGH_TEST_QUERIES, CheckedPairs, Pair
from ui.finetune.check_page import CheckPage


def checked(train, validation, test):
    splits = ("train",) * train + ("validation",) * validation + ("test",) * test
    return CheckedPairs(tuple(Pair(Path(f"{i}.mp4"), f"caption {i}") for i in range(len(splits))), splits=splits)


@pytest.fixture
def split(qtbot):
    page = CheckPage()
    qtbot.addWidget(page)

    def text_of(pairs):
        page.show_checked(pairs)
        return page.split.text()

    return text_of


def test_pairs_that_are_held_back_are_counted(split):
    text = split(checked(800, 100, ENOUGH_TEST_QUERIES))
    assert "800 pairs of 800 clips to learn from" in text
    assert "100 pairs of 100 clips held back" in text


def test_of_few_pairs_none_is_said_to_be_held_back(split):
    text = split(checked(56, 4, 4))
    assert "60 pairs of 60 clips to learn from, 4 pairs of 4 clips to choose" in text
    assert "held back" not in text
    assert "measured on all of them" in text
