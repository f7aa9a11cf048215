"""Pictures of the window in all its looks, for a person to look at.

`python -m tests.acceptance.screenshots FOLDER [LOOK...]` draws clips, indexes them, and leaves a folder of pictures for
each of LOOKS.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

from tests.acceptance.accessibility import Element
from tests.acceptance.conftest import index
from tests.acceptance.desktop import SIZE, Desktop, wait_for
from tests.acceptance.footage import draw_six
from tests.acceptance.program import Program
from tests.clips import draw_numbers

LOOKS: dict[str, tuple[tuple[int, int], str, dict[str, str]]] = {
    "dark": (SIZE, "", {}),
    "light": (SIZE, 'theme = "light"', {}),
    "german": (SIZE, 'language = "de"', {}),
    "small": ((1116, 748), "", {}),
    "small-german-light": ((1116, 748), 'language = "de"\ntheme = "light"', {}),
    "scale-2": ((2960, 1880), "", {"QT_SCALE_FACTOR": "2"}),
}
"""Size of the screen, settings in the section look, environment."""
CURSOR = 1000
"""Of so many numbers in a picture nobody sees that they change."""
SENTENCE = "a big red car drives up, in the city"
OPENED = {
    "5 settings": ("ctrl+comma",),
    "6 keys": ("question",),
    "7 models": ("ctrl+m",),
    "8 basket": ("shift+b",),
    "8b export": ("ctrl+e",),
}


def cards(program: Program) -> list[Element]:
    """In any language: the list that is not the sidebar."""
    return program.all("list")[-1].within("list item")


def click_card(program: Program, number: int, button: int = 1) -> None:
    """Also while the cards change."""
    program.wait(lambda: program.click(cards(program)[number], button=button) or True, "a card")


def settle(program: Program) -> None:
    """Until the picture stands still for a moment, but for a cursor that blinks."""
    seen: list[np.ndarray] = []

    def is_still() -> bool:
        seen.append(program.desktop.picture())
        return len(seen) > 12 and all((seen[-1] != each).sum() < CURSOR for each in seen[-12:-1])

    wait_for(is_still, "the picture stands still")


def tour(program: Program) -> None:
    """From the clips to what opens over them."""
    program.wait(lambda: len(cards(program)) > 5, "the clips")
    settle(program)
    program.picture("1 clips")
    program.press("slash")
    program.type(SENTENCE)
    program.press("Return")
    program.wait(lambda: program.all("check box"), "the evidence")
    settle(program)
    for number in (0, 1, 0):
        click_card(program, number)
        program.press("b")
    settle(program)
    program.picture("2 results")
    for number, button in enumerate(program.all("button menu")):
        program.click(button)
        settle(program)
        program.picture(f"{3 + number} menu")
        program.press("Escape")
    for name, keys in OPENED.items():
        program.press(*keys)
        program.wait(lambda: len(program.windows) > 1, name)
        settle(program)
        program.picture(name)
        program.press("Escape")
        program.wait(lambda: len(program.windows) == 1, f"{name} closes")
    click_card(program, 0, button=3)
    settle(program)
    program.picture("9 menu of a card")
    program.press("Escape")


def show(made: Path, pictures: Path, look: str) -> None:
    """Go through the window in one look."""
    size, settings, environment = LOOKS[look]
    folder = made / look
    folder.mkdir()
    home = Path(shutil.copytree(made / "home", folder / "home"))
    empty = folder / "empty"
    empty.mkdir()
    for each in (home, empty):
        (each / "settings.toml").write_text(f"[look]\n{settings}\n")
    desktop = Desktop(folder, size)
    try:
        for place, go in ((home, tour), (empty, first_start)):
            program = Program(desktop, place, pictures=pictures, environment=environment)
            try:
                program.wait_for_window()
                go(program)
            finally:
                program.close()
    finally:
        desktop.close()


def first_start(program: Program) -> None:
    """What the first page says."""
    program.wait(lambda: len(program.all("push button")) > 3, "the first page")
    settle(program)
    program.picture("0 first start")


def main() -> None:
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as made:
        clips = Path(made) / "Day 4"
        draw_six(clips)
        index(Path(made) / "home", clips)
        broken = draw_numbers(clips / "broken.mp4", 30)
        broken.write_bytes(broken.read_bytes()[:3000])
        for look in sys.argv[2:] or [*LOOKS]:
            show(Path(made), folder / look, look)


if __name__ == "__main__":
    main()
