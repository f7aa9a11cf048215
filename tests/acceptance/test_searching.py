"""Scenarios 3 and 4: the best moment comes first, steps come in their order, and typing moves nothing else."""

import re

import numpy as np
import pytest

import resources
from c2v_desktop.paths import find_places
from core.encode.backends import clip2video
from core.encode.encoder_options import EncoderOptions
from core.store.catalogue import SqliteCatalogue
from tests.acceptance.conftest import index
from tests.acceptance.desktop import LONGEST_TEST_S
from tests.acceptance.footage import draw_clip, plan

pytestmark = pytest.mark.timeout(LONGEST_TEST_S)


def best_clip(home, sentence):
    """The clip of the moment whose stored vector fits the sentence best: every moment compared, by NumPy."""
    encoder = clip2video.build(
        EncoderOptions(
            weights=str(resources.path("models/demo.safetensors")), device="cpu", precision="float32", threads=1
        )
    )
    catalogue = SqliteCatalogue(find_places(home).catalogue, read_only=True)
    try:
        (wanted,) = encoder.encode_text([sentence])
        ids, vectors = map(np.concatenate, zip(*catalogue.all_vectors(catalogue.last_spec()), strict=True))
        (segment,) = catalogue.segments([int(ids[np.argmax(vectors @ wanted.pooled)])])
        return catalogue.video(segment.video_id).path
    finally:
        catalogue.close()
        encoder.close()


def test_the_best_moment_comes_first_and_typing_moves_nothing_else(start, home):
    program = start(home)
    program.find("label", "^6 clips indexed")
    program.click(program.wait(program.cards, "the clips")[1])
    at = program.find("label", r"^00:00:0\d:\d\d / ").name

    program.press("slash")
    program.type("jkl io")
    assert program.find("text", "^Describe a shot$").text == "jkl io"
    assert program.find("push button", "^Play$")
    assert program.find("label", r"^00:00:0\d:\d\d / ").name == at, "letters in the line move no clip"
    program.press("ctrl+a")
    program.type("red car")
    program.press("Return")
    first = program.wait(lambda: next((card for card in program.cards() if " match" in card.name), None), "the answer")
    assert first.name.split(",")[0] == best_clip(home, "red car").name
    assert re.search("(Strong|Good|Weak) match at 00:00:0", first.name)
    program.picture("1 the red car")


def test_steps_come_in_their_order_and_chips_are_muted_and_removed_by_keyboard(start, tmp_path):
    folder = tmp_path / "Day 7"
    folder.mkdir()
    car, fish = plan("red-car", 1), plan("fish-at-sea")
    draw_clip(folder / "car-then-fish.mp4", [car, fish])
    draw_clip(folder / "fish-then-car.mp4", [fish, car])
    draw_clip(folder / "trees.mp4", [plan("trees"), plan("trees", 1)])
    index(tmp_path / "home", folder)
    program = start(tmp_path / "home")
    program.find("label", "^3 clips indexed")
    for first, second, name in (
        ("a red car", "an orange fish", "car-then-fish"),
        ("an orange fish", "a red car", "fish-then-car"),
    ):
        program.press("slash", "ctrl+a")
        program.type(first)
        program.press("ctrl+Return")
        program.type(second)
        program.press("Return")
        program.wait(lambda name=name: program.cards()[0].name.startswith(f"{name}.mp4, "), f"{name} comes first")
        program.picture(f"1 {name}")

    program.press("Tab")
    chips = program.wait(
        lambda: [each for each in program.all("", "^Phrases$") if "focused" in each.states], "the chips"
    )
    assert "then" in chips[0].description
    program.press("Right", "Right", "u")  # past the article and the joint, to the phrase
    program.wait(lambda: "muted" in program.find("", "^Phrases$").description, "the first chip is muted")
    program.picture("2 a chip is muted")
    program.press("Delete")
    program.wait(lambda: "fish" not in program.find("", "^Phrases$").description, "the first chip is gone")
    program.picture("3 and removed")
