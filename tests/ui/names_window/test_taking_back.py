"""One click back after words were kept, through the program's own host: what was known before is as it was."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from c2v_desktop.finetune_wizard.program_host import ProgramHost
from core.values import TaughtWord
from tests.ui.names_window.test_names_window import vectors_of


@pytest.fixture
def host(stocked, window, house, lane, tasks):
    return ProgramHost(window, stocked, house.library, lane, tasks, None, None)


def hand_over(host, settle, *words):
    """As the engine of teaching does, on a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(host.put_words, words).result(10)
    settle()


def known(house):
    return {each.text: (each.examples, each.vectors) for each in house.library.taught_words()}


def test_a_name_that_was_known_comes_back_and_a_new_one_goes(host, house, tasks, settle, stocked):
    examples = tuple(house.library.clip_example(video.id) for video in house.library.videos() if video.info is not None)
    house.library.put_words([TaughtWord(0, "rex", "name", examples[:1], 0.0, (vectors_of("t"),))])
    before = known(house)
    new = vectors_of("t", message="New.")
    hand_over(host, settle, *(TaughtWord(0, text, "name", examples[1:2], 0.0, (new,)) for text in ("Rex", "Bella")))
    after = known(house)
    assert set(after) == {"Rex", "Bella"}
    tasks.start(host.take_back_words(host.kept_words, host.handed_over))
    settle()
    assert known(house) == before
    stocked.keeping.undo_stack.undo()
    settle()
    assert known(house) == after
