"""Recall over rank as a picture, with the published figures as points. Needs matplotlib, the extra `plots`."""

import importlib.util
from pathlib import Path
from typing import Final

from core.errors import C2VError
from core.evaluation.published.figures import published_rows, published_with_query_bank
from core.evaluation.published.run import PublishedResult

SUFFIXES: Final = (".png", ".svg", ".pdf")
_SIZE_INCHES: Final = (7.0, 4.4)


def check_plot(path: Path) -> None:
    """Whether a plot can be written there, before anything is measured. Raises: C2VError."""
    if path.suffix.casefold() not in SUFFIXES:
        raise C2VError(f"A plot cannot be written as “{path.name}”.", f"End its name with {', '.join(SUFFIXES)}.")
    if not path.parent.is_dir():
        raise C2VError(f"The folder {path.parent} was not found.", "Name a folder that exists.")
    if importlib.util.find_spec("matplotlib") is None:
        raise C2VError("Plots need matplotlib, which is not installed.", "Install it: pip install matplotlib")


def save_plot(path: Path, result: PublishedResult) -> None:
    """Write the plot. Raises: C2VError."""
    check_plot(path)
    from matplotlib.figure import Figure  # no window system is asked for

    figure = Figure(figsize=_SIZE_INCHES, layout="constrained")
    axes = figure.add_subplot()
    name = f"{result.model.name}, measured"
    axes.plot(list(result.curve), list(result.curve.values()), marker=".", label=name)
    if result.with_bank is not None:
        bank = result.with_bank
        axes.plot([1, 5, 10], [bank.r_at_1, bank.r_at_5, bank.r_at_10], "x", label=f"{name}, query bank")
    rows = list(published_rows(result.kind, result.data.name, "text to video"))
    banked = published_with_query_bank(result.kind, result.data.name) if result.with_bank is not None else None
    for row, marker in zip([*rows, *([banked] if banked else [])], "osD^", strict=False):
        axes.plot(
            [1, 5, 10], [row.r_at_1, row.r_at_5, row.r_at_10], marker, fillstyle="none", label=f"{row.model}, published"
        )
    axes.set_xscale("log")
    ticks = [k for k in (1, 5, 10, 50, 100, 500, 1000) if k <= max(10, result.gallery)]
    axes.set_xticks(ticks, [str(k) for k in ticks])
    axes.minorticks_off()
    axes.set_ylim(0, 100)
    axes.set_xlabel("rank")
    axes.set_ylabel("sentences whose clip is found, %")
    axes.set_title(f"{result.data.title}: {result.queries:,} sentences, gallery of {result.gallery:,} clips")
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right", fontsize="small")
    try:
        figure.savefig(path, dpi=150)
    except OSError as error:
        raise C2VError(f"The plot could not be written to {path}: {error.strerror or error}.") from error
