"""`c2v evaluate`: how good a checkpoint is, on synthetic clips or on the user's captioned clips.

Imported when asked for: it brings the model along.
"""

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

import resources
from c2v_desktop.cli.command import CommandResult, Context
from c2v_desktop.cli.progress_bar import moving_line
from c2v_desktop.compose import DEMO_WEIGHTS, make_decoder, make_encoder, make_viewer
from core.encode.weights import read_meta
from core.errors import C2VError
from core.evaluation.ablation import Ablation, about, load_ablation, table_of
from core.evaluation.decoding_loss import decoding_metrics
from core.evaluation.footage import STILLS, footage_metrics
from core.evaluation.record import EvaluationRecord, load_record, save_record
from core.evaluation.run import PARTS, Evaluation, evaluate_encoder, model_of, sizes_for
from core.evaluation.tables import aligned, terminal
from core.evaluation.viewer import Say, Viewer
from core.ports import Encoder, FrameSource
from core.settings import Settings

REELS, FORMATS = "reels", "formats"
ALL_PARTS = (*PARTS, FORMATS, REELS)
RECORDED = (".mean.", ".above_mean", "precision.")
"""Figures that only the training could measure."""


def evaluate(context: Context, options: argparse.Namespace) -> CommandResult:
    """Measure, print, keep. Raises: C2VError."""
    parts = tuple(options.part or ALL_PARTS)
    with open_model(context.settings, options, "float32") as encoder, show_progress() as say:
        viewer = make_viewer(encoder, options.height)
        with closing(make_decoder(context.settings)) as source:
            if options.dataset == "drawn":
                record = _drawn(context.settings, options, viewer, source, parts, say)
            else:
                record = _real(options, viewer, source, say)
    record = replace(record, date=date.today().isoformat())
    is_whole = options.dataset == "drawn" and not options.part
    ablation = find_ablation() if is_whole and encoder.spec.is_demo and encoder.spec.centres else None
    if options.save:
        _save(options.save, record)
    return CommandResult(_lines(record, ablation), record.to_json())


def _drawn(
    settings: Settings,
    options: argparse.Namespace,
    viewer: Viewer,
    source: FrameSource,
    parts: tuple[str, ...],
    say: Say,
) -> EvaluationRecord:
    plan = Evaluation(options.seed, sizes=sizes_for(options.size), parts=parts)
    if FORMATS in parts and "galleries" in parts and viewer.encoder.state.precision == "float32":
        with open_model(settings, options, "bfloat16") as light:
            record = evaluate_encoder(viewer, replace(plan, formats={"bfloat16": Viewer(light)}), say)
    else:
        record = evaluate_encoder(viewer, plan, say)
    if REELS in parts:
        count = max(12, round(options.size * 0.12))
        marks, notes = decoding_metrics(viewer, source, options.seed, count, say)
        record = replace(record, marks=(*record.marks, *marks), notes=(*record.notes, *notes))
    return with_recorded(record, find_record(options.model)) if "galleries" in parts else record


def _real(options: argparse.Namespace, viewer: Viewer, source: FrameSource, say: Say) -> EvaluationRecord:
    folder = Path(options.dataset).expanduser()
    marks, notes = footage_metrics(viewer, source, folder, say)
    return EvaluationRecord(
        model_of(viewer.encoder),
        folder.name,
        options.seed,
        next((mark.count for mark in marks if mark.id == STILLS), 0),
        tuple(marks),
        notes=tuple(notes),
    )


# ---- what lies beside the weights


def with_recorded(record: EvaluationRecord, kept: EvaluationRecord | None) -> EvaluationRecord:
    """Add what only the training could measure, when the record beside the weights is of the same weights."""
    if kept is None or kept.model.sha256 != record.model.sha256:
        return record
    known = {mark.id for mark in record.marks}
    said = f"measured when trained, {kept.date}"
    more = [
        replace(mark, beside="; ".join(filter(None, (mark.beside, said))))
        for mark in kept.marks
        if mark.id not in known and any(part in mark.id for part in RECORDED)
    ]
    return replace(record, marks=(*record.marks, *more))


def find_record(model: Path | None) -> EvaluationRecord | None:
    """The record beside the weights, if there is one."""
    try:
        weights = resources.path(DEMO_WEIGHTS) if model is None else model
        return load_record(weights.with_suffix(".json"))
    except (FileNotFoundError, C2VError):
        return None


def find_ablation() -> Ablation | None:
    """The ablation that came with the bundled model, if there is one."""
    try:
        return load_ablation(resources.path("models/ablation.json"))
    except (FileNotFoundError, C2VError):
        return None


def _save(path: Path, record: EvaluationRecord) -> None:
    try:
        save_record(path, record)
    except OSError as error:
        raise C2VError(
            f"The record could not be written to {path}.", "Check that the folder exists and can be written to."
        ) from error


# ---- words


def _lines(record: EvaluationRecord, ablation: Ablation | None) -> list[str]:
    model = record.model
    what = "synthetic clips" if record.dataset == "drawn" else record.dataset
    lines = [f"{model.name} on {what}, seed {record.seed}, size {record.size}, weights {model.sha256[:12]}", ""]
    # The floors are those of the bundled model, which has centres.
    lines += [*terminal(record, judge=model.centres > 0), *(["", *record.notes] if record.notes else [])]
    if ablation is not None:
        headings, rows = table_of(ablation)
        lines += ["", f"Ablation. {about(ablation)}", *aligned([headings, *rows])]
    return lines


@contextmanager
def show_progress() -> Iterator[Say]:
    """A line on standard error that says what is being done."""
    with moving_line("Loading model…") as say:
        yield say


@contextmanager
def open_model(
    settings: Settings, options: argparse.Namespace, precision: Literal["float32", "bfloat16"]
) -> Iterator[Encoder]:
    """The model in this process; in float32 no figure depends on what the machine is fast at. Raises: EncoderError."""
    weights: Path | None = options.model
    said = options.backend or (read_meta(weights).backend if weights is not None else "clip2video")
    chosen = replace(settings.encoder, backend=said, weights=str(weights or ""), precision=precision)
    with closing(make_encoder(chosen, in_process=True)) as made:
        yield made
