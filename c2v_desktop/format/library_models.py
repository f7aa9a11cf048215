"""What a library holds of each model, as text and as JSON for the command line. Pure."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from c2v_desktop.format import model_tables
from c2v_desktop.format.comparison import coverage, coverage_json
from c2v_desktop.format.units import count, rounded_time, shown, size_text
from c2v_desktop.models.library_models import ComparedModel, LibraryModels
from core.evaluation.footage import TABLE
from core.evaluation.metrics import Metric

_HEAD = ("model", "id", "clips", "moments", "footage", "vectors", "index file", "in memory", "pictures/s")
_NO_CAPTIONS = (
    f"No known-item search: no folder of the library has a {TABLE} (columns video_id, file, caption; one sentence per"
    " line, files relative to that folder). For one in another folder, use --captions FOLDER."
)


def library_model_lines(found: LibraryModels) -> list[str]:
    """A table of the models, and how well each finds."""
    rows = found.models
    cells = [
        (
            each.coverage.spec.name + (" (answers)" if each.answers else ""), each.id or "-", coverage(each.coverage),
            f"{each.coverage.segments:,}", rounded_time(each.coverage.footage_s), size_text(each.vectors),
            size_text(each.index_file) if each.index_file else "-", f"about {size_text(each.memory)}",
            "-" if each.speed is None else f"{each.speed.images_per_s:.3g} ({each.speed.device}, {each.speed.date})",
        )
        for each in rows
    ]  # fmt: skip
    lines = model_tables.table_lines(_HEAD, cells)
    if any(each.speed is None for each in rows):
        lines.append("pictures/s: - means not measured on this computer; `c2v models compare --bench` measures it.")
    return [*lines, "", *_known_lines(rows, found)]


def _known_lines(rows: Sequence[ComparedModel], found: LibraryModels) -> list[str]:
    questions = found.questions
    if questions is None:
        return [_NO_CAPTIONS]
    where = ", ".join(shown(table) for table in questions.tables)
    out = f" {count(questions.left_out, 'sentence')} about other clips left out." if questions.left_out else ""
    if not found.can_be_asked:
        return [f"No known-item search: {where} has no sentence about clips that all models have indexed.{out}"]
    sentences = count(len(questions.sentences), "sentence")
    among = f"{sentences} about {count(questions.asked_videos, 'clip')}, each searched among {len(questions.videos):,}"
    every = "all of these models have indexed" if len(rows) > 1 else "the model has indexed"
    lines = [f"Known-item search: {among} clips that {every} ({where}).{out}"]
    cells = [
        (each.coverage.spec.name, *([_figure(mark) for mark in each.marks] or ["-"] * 4)) for each in rows
    ]  # fmt: skip
    chance = next(([mark.beside.removeprefix("chance ") for mark in each.marks] for each in rows if each.marks), None)
    if chance is not None:
        cells.append(("by chance", *chance))
    lines += model_tables.table_lines(("model", "R@1 (95 %)", "R@5 (95 %)", "R@10 (95 %)", "median rank"), cells)
    lines.append("Intervals count clips, not sentences: sentences about one clip succeed or fail together.")
    return lines + [f"{each.coverage.spec.name} was not tested. {each.trouble}" for each in rows if each.trouble]


def _figure(mark: Metric) -> str:
    return mark.text if mark.id != "known.median" else f"{mark.value:g}"


def library_models_json(found: LibraryModels) -> dict[str, Any]:
    """The same for scripts. Units: bytes."""
    questions = found.questions
    return {
        "models": [
            {
                **coverage_json(each.coverage),
                "id": each.id,
                "answers": each.answers,
                "vector_bytes": each.vectors,
                "index_file_bytes": each.index_file,
                "memory_bytes_about": each.memory,
                "speed": None if each.speed is None else asdict(each.speed),
                "known_item": [asdict(mark) for mark in each.marks],
                "trouble": each.trouble,
            }
            for each in found.models
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
