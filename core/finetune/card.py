"""The model card: what the demo model is, how it was made, and what was measured, with what fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.finetune.exam import Marks


class Timed(Protocol):
    """A stage with its wall time and steps."""

    @property
    def stage(self) -> str:
        """Its name."""
        ...

    @property
    def seconds(self) -> float:
        """Wall time."""
        ...

    @property
    def steps(self) -> int:
        """Steps, 0 when there are none."""
        ...


_HEAD = """# Demo model (drawn films only)

A complete CLIP2Video (image tower, text tower, difference block, alignment block with 5 centres), 64 pixels, 12
frames, width 128. It was trained from nothing, on films drawn by `core/finetune/world.py`: ten shapes in nine colours
on eight backgrounds, moving, growing, turning, appearing, with camera moves and light changes.
**It understands drawn films only.**
On real footage it fails: it has never seen any. It is here so that the program runs end to end without a download.
Choose a real checkpoint for real work.

"""


@dataclass(frozen=True, slots=True)
class Making:
    """How a model was made. `note` says whatever the command alone does not."""

    seed: int
    films: int
    times: Sequence[Timed]
    note: str = ""


def write_card(path: Path, marks: Marks, making: Making, size_bytes: int) -> list[str]:
    """Write the card beside the model; gives back the measured lines."""
    times = making.times
    lines = measured(marks)
    spent = [f"| {t.stage} | {t.seconds / 60:.1f} min | {t.steps or ''} |" for t in times]
    steps = [t.steps for t in times if t.steps]
    command = "python -m core.finetune.demo --out resources/models/demo.safetensors"
    command += f" --seed {making.seed} --films {making.films} --steps {' '.join(map(str, steps))}"
    parts = [
        _HEAD + "## Measured",
        "On new films, with background pictures outside of training, after rounding to half precision; one seed.\n",
        *lines,
        "\n## How it was made\n",
        f"`{command}`, {size_bytes / 1e6:.1f} MB.\n",
        *([making.note + "\n"] if making.note else []),
        "| stage | wall time | steps |\n| --- | --- | --- |",
        *spent,
    ]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")
    return lines


def measured(marks: Marks) -> list[str]:
    """The exam as rows of a table, floors not judged."""
    rows = ["| measure | this model | to compare |", "| --- | --- | --- |"]
    rows.append(
        f"| random gallery, R@1 / 5 / 10 | {marks.random} | mean pooling {marks.random_mean or 'not trained'} |"
    )
    rows.append(
        f"| hard gallery (one set-up, ten events) | {marks.hard} | mean pooling {marks.hard_mean or 'not trained'} |"
    )
    rows.append(f"| R@1 of films with a colour and shape pair never trained | {marks.held_out:.3f} | |")
    rows.append(
        f"| direction, {marks.direction_films} films against their reversal | {marks.direction:.3f}, "
        f"AUC {marks.direction_auc:.3f} | mean pooling 0.500 by construction |"
    )
    names = {
        "then": 'order, "A, then B"',
        "cut": "... across a cut",
        "same": "... same object",
        "two": "... two objects",
        "after": 'order, "B after A"',
    }
    rows += [f"| {names[key]} | {value:.3f} | chance 0.500 |" for key, value in marks.order.items()]
    names = {
        "cut": "pointing (strict), cuts",
        "motion": "pointing (strict), motion",
        "same": "... same object",
        "two": "... two objects",
    }
    rows += [
        f"| {names[key]} | {marks.pointing[key]:.3f} | best constant frame {marks.constant[key]:.3f} |" for key in names
    ]
    return rows
