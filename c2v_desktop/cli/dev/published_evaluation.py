"""`c2v evaluate --dataset msrvtt-1ka --root DIR`: a checkpoint on a published test set."""

import argparse
import json
from contextlib import closing
from pathlib import Path
from typing import Any

from c2v_desktop.cli.command import CommandResult, Context
from c2v_desktop.cli.dev.evaluation import open_model, show_progress
from c2v_desktop.compose import make_decoder, make_viewer
from core.errors import C2VError
from core.evaluation.published.plot import check_plot, save_plot
from core.evaluation.published.report import report_json, report_lines
from core.evaluation.published.run import evaluate_published

CACHE = "evaluation"
"""Folder beside the other caches, for vectors of the data sets' clips and sentences."""


def evaluate_on_published(context: Context, options: argparse.Namespace) -> CommandResult:
    """Measure, print, keep. Vectors of a run that was stopped are used again. Raises: C2VError."""
    if options.plot:
        check_plot(options.plot)
    with (
        open_model(context.settings, options, "float32") as encoder,
        show_progress() as say,
        closing(make_decoder(context.settings)) as source,
    ):
        result = evaluate_published(
            make_viewer(encoder, 0),
            source,
            options.dataset,
            options.root,
            say,
            context.places.index.parent / CACHE,
            with_bank=options.qb_norm,
        )
    lines, data = report_lines(result), report_json(result)
    if options.save:
        _save(options.save, data)
    if options.plot:
        save_plot(options.plot, result)
        lines += ["", f"Plot: {options.plot}"]
    return CommandResult(lines, data)


def _save(path: Path, data: dict[str, Any]) -> None:
    try:
        draft = path.with_name(path.name + ".new")
        draft.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise C2VError(
            f"The figures could not be written to {path}.", "Check that the folder exists and can be written to."
        ) from error
