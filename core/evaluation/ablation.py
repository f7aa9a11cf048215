"""The ablation in the manner of the paper: parts of the network left out, other numbers of centres, several seeds.

The runs are kept as JSON: `{"trained": "2026-11-26", "note": "...", "runs": [{"variant": "both", "centres": 5,
"seed": 1, "steps": 600, "figures": {"r1_random": 0.93, ...}}]}`. Variants without an alignment block say 0 centres.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from core.errors import C2VError
from core.evaluation.metrics import Metric, seeds_metric
from core.textfile import read_text

VARIANTS: Final = {
    "mean": "mean pooling",
    "seqTransf": "sequence transformer",
    "+TDB": "+ difference block",
    "+TAB": "+ alignment block",
    "both": "both: CLIP2Video",
}
FIGURES: Final = {
    "r1_random": "random R@1",
    "r1_hard": "hard R@1",
    "direction": "direction",
    "order": "order",
    "pointing_motion": "pointing, motion",
    "pointing_cut": "pointing, cuts",
}


@dataclass(frozen=True, slots=True)
class AblationRun:
    """One training. Figures that a variant cannot have (pointing without centres) are left out."""

    variant: str
    centres: int
    seed: int
    steps: int
    figures: dict[str, float]


@dataclass(frozen=True, slots=True)
class Ablation:
    """All runs, and when and how they were made."""

    trained: str
    runs: tuple[AblationRun, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class AblationLine:
    """One variant over its seeds."""

    variant: str
    centres: int
    seeds: int
    marks: dict[str, Metric] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """For people."""
        return VARIANTS[self.variant] + (f", K = {self.centres}" if self.centres else "")


def load_ablation(path: Path) -> Ablation:
    """Read the runs. Raises: C2VError, when there are none or they make no sense."""
    try:
        said = json.loads(read_text(path).text)
        runs = tuple(_read_run(each) for each in said["runs"])
        return Ablation(str(said["trained"]), runs, str(said.get("note", "")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise C2VError(f"There is no readable record of the ablation at {path}.", "It comes from training.") from error


def save_ablation(path: Path, ablation: Ablation) -> None:
    """Write the runs. Raises: OSError."""
    path.write_text(json.dumps(asdict(ablation), indent=1) + "\n", encoding="utf-8")


def lines_of(ablation: Ablation) -> list[AblationLine]:
    """Mean and interval over seeds, in the order of the paper, then by centres."""
    keys = sorted({(run.variant, run.centres) for run in ablation.runs}, key=lambda key: (_place(key[0]), key[1]))
    return [_line(variant, centres, ablation.runs) for variant, centres in keys]


def table_of(ablation: Ablation) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Headings and rows as words."""
    headings = ("variant", "seeds", *FIGURES.values())
    rows = [
        (line.name, str(line.seeds), *(_cell(line.marks.get(name)) for name in FIGURES)) for line in lines_of(ablation)
    ]
    return headings, rows


def about(ablation: Ablation) -> str:
    """When and how it was trained, in a line."""
    steps = sorted({run.steps for run in ablation.runs})
    span = f"{steps[0]:,}" if len(steps) == 1 else f"{steps[0]:,} to {steps[-1]:,}"
    note = f" {ablation.note}" if ablation.note else ""
    count = f"{len(ablation.runs)} run" + "s" * (len(ablation.runs) != 1)
    made = f"Trained {ablation.trained}, {count} of {span} steps"
    return f"{made}; mean and 95 % interval over seeds.{note}"


def _line(variant: str, centres: int, runs: Sequence[AblationRun]) -> AblationLine:
    mine = [run for run in runs if (run.variant, run.centres) == (variant, centres)]
    marks = {}
    for name, what in FIGURES.items():
        values = [run.figures[name] for run in mine if name in run.figures]
        if values:
            marks[name] = seeds_metric(f"ablation.{variant}.{centres}.{name}", what, values)
    return AblationLine(variant, centres, len(mine), marks)


def _cell(mark: Metric | None) -> str:
    if mark is None:
        return ""
    return f"{mark.value:.3f} ± {mark.high - mark.value:.3f}" if mark.has_interval else f"{mark.value:.3f}"


def _read_run(said: dict[str, object]) -> AblationRun:
    figures = said["figures"]
    if said["variant"] not in VARIANTS or not isinstance(figures, dict):
        raise ValueError(said["variant"])
    known = {name: float(figures[name]) for name in FIGURES if figures.get(name) is not None}
    return AblationRun(
        str(said["variant"]), int(str(said["centres"])), int(str(said["seed"])), int(str(said["steps"])), known
    )


def _place(variant: str) -> int:
    return list(VARIANTS).index(variant)
