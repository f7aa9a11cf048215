"""Captions and judgements by keys and mouse in a real window, read as a screen reader reads it."""

import pytest

from c2v_desktop.paths import find_places
from core.store.catalogue import SqliteCatalogue
from tests.acceptance.desktop import LONGEST_TEST_S

pytestmark = pytest.mark.timeout(LONGEST_TEST_S)


def kept(home):
    catalogue = SqliteCatalogue(find_places(home).catalogue, read_only=True)
    try:
        return [each.text for each in catalogue.captions()], [
            (each.sentence, each.is_right) for each in catalogue.judgements()
        ]
    finally:
        catalogue.close()


def test_a_caption_is_written_undone_and_there_after_a_restart(start, home):
    program = start(home)
    program.find("label", "^6 clips indexed")
    program.click(program.wait(program.cards, "the clips")[0])
    program.press("c")
    program.wait(lambda: "focused" in program.find("text", "^New caption$").states, "the field has the keyboard")
    program.type("a red car passes")
    program.press("Return")
    program.find("", "^a red car passes$")
    assert program.find("text", "^New caption$").text == ""
    program.picture("1 a caption")
    program.press("ctrl+z")
    program.wait(lambda: not program.sees("", "^a red car passes$"), "it is undone")
    program.press("ctrl+shift+z")
    row = program.find("", "^a red car passes$")
    program.click(row, times=2)
    program.press("ctrl+a")
    program.type("a red car stops")
    program.press("Return")
    program.find("", "^a red car stops$")
    program.press("Escape", "ctrl+q")
    program.wait_for_end()
    assert kept(home) == (["a red car stops"], [])
    again = start(home)
    again.find("label", "^6 clips indexed")
    again.click(again.wait(again.cards, "the clips")[0])
    again.find("", "^a red car stops$")


def test_a_result_is_called_right_wrong_and_neither_by_keys(start, home):
    program = start(home)
    program.find("label", "^6 clips indexed")
    program.press("slash")
    program.type("red car")
    program.press("Return")
    first = program.wait(lambda: next((card for card in program.cards() if " match" in card.name), None), "the answer")
    program.click(first)
    program.press("shift+y")
    program.wait(lambda: any("Right for this search" in card.name for card in program.cards()), "it is right")
    program.picture("1 right")
    assert kept(home)[1] == [("red car", True)]
    program.press("shift+x")
    program.wait(lambda: any("Wrong for this search" in card.name for card in program.cards()), "it is wrong")
    program.picture("2 wrong")
    program.press("shift+x")
    program.wait(lambda: not any("for this search" in card.name for card in program.cards()), "it is taken back")
    assert kept(home)[1] == []
