"""`c2v models compare`: what the library has of each model, what that costs, and how well each finds."""

import argparse
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from c2v_desktop.cli.commands import NOTHING, CommandResult, Context, expect_library
from c2v_desktop.cli.models_common import model_store_of
from c2v_desktop.cli.progress_bar import moving_line
from c2v_desktop.format import model_tables
from c2v_desktop.format.answers import count, rounded_time, shown
from c2v_desktop.format.comparison import coverage, holding_json
from c2v_desktop.models import known_item_search
from c2v_desktop.models.known_item_search import FEWEST_VIDEOS, Questions
from c2v_desktop.models.model_choice import DEMO, today
from core.errors import C2VError, EncoderError, NothingIndexedError
from core.evaluation.footage import TABLE
from core.evaluation.metrics import Metric
from core.model_store.store import MeasuredSpeed, ModelRecord
from core.store.catalogue import SqliteCatalogue
from core.store.checksummed_file import seal_path
from core.store.engines.hnsw import memory_bytes
from core.store.saved_vectors import saved_files
from core.values import EncoderSpec, ModelCoverage

BENCH_S = 5.0
"""For each model, when speed is asked for."""
_HEAD = ("model", "id", "films", "moments", "footage", "vectors", "index file", "in memory", "pictures/s")
_NO_CAPTIONS = (
    f"No known-item figures: no folder of the library has a {TABLE} (columns video_id, file, caption; one sentence a"
    " line, files named from that folder). One that lies elsewhere: --captions FOLDER."
)


@dataclass(frozen=True, slots=True)
class ComparedModel:
    """One model of the library. Units: bytes; `memory` is about what its index takes while it answers."""

    id: str
    """By which the shelf knows it; "" for a file that lies elsewhere."""
    coverage: ModelCoverage
    answers: bool
    vectors: int
    index_file: int
    memory: int
    speed: MeasuredSpeed | None
    marks: tuple[Metric, ...] = ()
    trouble: str = ""
    """Why it could not be asked."""


def compare(context: Context, options: argparse.Namespace) -> CommandResult:
    """Figures of every model that has looked at films of the library. Raises: C2VError."""
    expect_library(context)
    with closing(SqliteCatalogue(context.places.catalogue, read_only=True)) as catalogue:
        specs = catalogue.specs()
        if not specs:
            raise NothingIndexedError(NOTHING)
        rows = [_row(context, catalogue, spec) for spec in specs]
        folders = known_item_search.find_tables(catalogue, options.captions)
        questions = known_item_search.gather(catalogue, specs, folders) if folders else None
        with moving_line("Asking") as say:
            if options.bench:
                rows = [_measured(context, catalogue, row, say) for row in rows]
            if questions is not None and _can_ask(questions):
                rows = [_examined(context, catalogue, row, questions, say) for row in rows]
    return CommandResult(_lines(rows, questions), _json(rows, questions))


def _row(context: Context, catalogue: SqliteCatalogue, spec: EncoderSpec) -> ComparedModel:
    record, index, last = _record(context, catalogue, spec), context.settings.index, catalogue.last_spec()
    coverage = catalogue.coverage(spec)
    below = index.exact_below if index.engine != "exact" else coverage.segments + 1
    is_demo = spec.is_demo and known_item_search.source_weights(catalogue, spec) == ""
    return ComparedModel(
        id=DEMO if is_demo else "" if record is None else record.id,
        coverage=coverage,
        answers=last is not None and last.key == spec.key,
        vectors=catalogue.vector_bytes(spec),
        index_file=_index_bytes(context.places.index, spec),
        memory=memory_bytes(coverage.segments, spec.dim, below),
        speed=None if record is None else record.speed,
    )


def _record(context: Context, catalogue: SqliteCatalogue, spec: EncoderSpec) -> ModelRecord | None:
    """The model of the models folder that this is."""
    store, weights = model_store_of(context), known_item_search.source_weights(catalogue, spec)
    return next((each for each in store.records() if weights and store.weights(each) == Path(weights)), None)


def _index_bytes(path: Path, spec: EncoderSpec) -> int:
    """Of the saved index, wherever it lies now: two models keep theirs beside each other."""
    slots = (path, path.with_name(f"{path.stem}-2{path.suffix}"))
    files = [file for slot in slots for sealed in saved_files(slot, spec.key) for file in (sealed, seal_path(sealed))]
    return sum(file.stat().st_size for file in files if file.is_file())


def _measured(context: Context, catalogue: SqliteCatalogue, row: ComparedModel, say: Any) -> ComparedModel:
    """With its speed, measured now."""
    from c2v_desktop.models.benchmark import measure_encoder

    spec, settings = row.coverage.spec, context.settings.encoder
    say(f"Measuring {spec.name}")
    try:
        with closing(known_item_search.open_model(catalogue, spec, settings)) as encoder:
            speed = measure_encoder(encoder, settings.batch, BENCH_S, today())
    except EncoderError as error:
        return replace(row, trouble=known_item_search.why_not(error))
    if row.id and row.id != DEMO:
        model_store_of(context).note_speed(row.id, speed)
    return replace(row, speed=speed)


def _examined(
    context: Context, catalogue: SqliteCatalogue, row: ComparedModel, questions: Questions, say: Any
) -> ComparedModel:
    say(f"Asking {row.coverage.spec.name}")
    try:
        marks = known_item_search.examine(catalogue, row.coverage.spec, questions, context.settings.encoder)
    except C2VError as error:
        return replace(row, trouble=known_item_search.why_not(error))
    return replace(row, marks=tuple(marks))


def _can_ask(questions: Questions) -> bool:
    return bool(questions.sentences) and len(questions.videos) >= FEWEST_VIDEOS


# ---- words


def _lines(rows: Sequence[ComparedModel], questions: Questions | None) -> list[str]:
    size = model_tables.size_text
    cells = [
        (
            each.coverage.spec.name + (" (answers)" if each.answers else ""), each.id or "-", coverage(each.coverage),
            f"{each.coverage.segments:,}", rounded_time(each.coverage.footage_s), size(each.vectors),
            size(each.index_file) if each.index_file else "-", f"about {size(each.memory)}",
            "-" if each.speed is None else f"{each.speed.images_per_s:.3g} ({each.speed.device}, {each.speed.date})",
        )
        for each in rows
    ]  # fmt: skip
    lines = model_tables.table_lines(_HEAD, cells)
    if any(each.speed is None for each in rows):
        lines.append("pictures/s: - was not measured on this computer; `c2v models compare --bench` does so now.")
    return [*lines, "", *_known_lines(rows, questions)]


def _known_lines(rows: Sequence[ComparedModel], questions: Questions | None) -> list[str]:
    if questions is None:
        return [_NO_CAPTIONS]
    where = ", ".join(shown(table) for table in questions.tables)
    out = f" {count(questions.left_out, 'sentence')} about other films left out." if questions.left_out else ""
    if not _can_ask(questions):
        return [f"No known-item figures: {where} has no sentence about films that all models know.{out}"]
    sentences = count(len(questions.sentences), "sentence")
    among = (
        f"{sentences} about {count(questions.asked_videos, 'film')}, each looked for among {len(questions.videos):,}"
    )
    every = "all of these models know" if len(rows) > 1 else "the model knows"
    lines = [f"Known-item search: {among} films that {every} ({where}).{out}"]
    cells = [
        (each.coverage.spec.name, *([_figure(mark) for mark in each.marks] or ["-"] * 4)) for each in rows
    ]  # fmt: skip
    chance = next(([mark.beside.removeprefix("chance ") for mark in each.marks] for each in rows if each.marks), None)
    if chance is not None:
        cells.append(("by chance", *chance))
    lines += model_tables.table_lines(("model", "R@1 (95 %)", "R@5 (95 %)", "R@10 (95 %)", "median rank"), cells)
    lines.append("Intervals count films, not sentences: sentences about one film succeed and fail together.")
    return lines + [f"{each.coverage.spec.name} was not asked. {each.trouble}" for each in rows if each.trouble]


def _figure(mark: Metric) -> str:
    return mark.text if mark.id != "known.median" else f"{mark.value:g}"


def _json(rows: Sequence[ComparedModel], questions: Questions | None) -> dict[str, Any]:
    return {
        "models": [
            {
                **holding_json(each.coverage),
                "id": each.id,
                "answers": each.answers,
                "vector_bytes": each.vectors,
                "index_file_bytes": each.index_file,
                "memory_bytes_about": each.memory,
                "speed": None if each.speed is None else asdict(each.speed),
                "known_item": [asdict(mark) for mark in each.marks],
                "trouble": each.trouble,
            }
            for each in rows
        ],
        "known_item": None
        if questions is None
        else {
            "tables": [str(table) for table in questions.tables],
            "sentences": len(questions.sentences),
            "asked_films": questions.asked_videos,
            "films": len(questions.videos),
            "left_out": questions.left_out,
        },
    }
