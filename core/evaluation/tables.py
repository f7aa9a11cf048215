"""The tables of an evaluation, one source for the command line and the model card."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from core.evaluation.metrics import Metric
from core.evaluation.ranking import WEIGHTS
from core.evaluation.record import EvaluationRecord

FLOORS: Final = {
    "random.r1": 0.90, "random.above_mean": 0.12, "hard.r1": 0.75, "held_out.r1": 0.82, "direction.accuracy": 0.98,
    "direction.auc": 0.97, "order.then": 0.85, "pointing.cut": 0.95, "pointing.motion": 0.68, "deletion.mean": 0.90,
}  # fmt: skip
"""What the bundled model has to reach, all in one file."""
REAL: Final = "footage"
_RECALL: Final = ("r1", "r5", "r10", "median")
HEADINGS: Final = ("measure", "measured (95 %)", "videos", "beside it", "floor")


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One line of the main table, as words."""

    part: str
    """Rows of one part stand together."""
    what: str
    measured: str
    count: str
    beside: str
    floor: str

    @property
    def cells(self) -> tuple[str, ...]:
        """In the order of the headings."""
        return self.what, self.measured, self.count, self.beside, self.floor


def main_rows(record: EvaluationRecord, judge: bool = True) -> list[MetricRow]:
    """Every measure but the score weights; the four numbers of a gallery share a line. `judge`: hold against floors."""
    rows = []
    for mark in record.marks:
        head, _, last = mark.id.rpartition(".")
        if mark.id.startswith("weight.") or last in _RECALL[1:]:
            continue
        what, measured = mark.what, mark.text
        rest = [record.get(f"{head}.{part}") for part in _RECALL[1:]]
        if last == "r1" and all(rest):
            what = what.replace(", R@1", ", R@1 / 5 / 10")
            five, ten, median = (each.value for each in rest if each is not None)
            measured += f" / {five:.3f} / {ten:.3f}, median rank {median:g}"
        rows.append(
            MetricRow(_part(mark), what, measured, str(mark.count), mark.beside, _verdict(mark) if judge else "")
        )
    return rows


def weight_rows(record: EvaluationRecord) -> list[tuple[str, ...]]:
    """Score weight, R@1 in the random and in the hard gallery; empty when it was not measured."""
    found = []
    for weight in WEIGHTS:
        marks = [record.get(f"weight.{gallery}.{weight}") for gallery in ("random", "hard")]
        if all(marks):
            found.append((f"{weight:.1f}", *(mark.text for mark in marks if mark is not None)))
    return found


def terminal(record: EvaluationRecord, judge: bool = True) -> list[str]:
    """The tables for a terminal."""
    rows = main_rows(record, judge)
    head, rule, *body = aligned([HEADINGS, *(row.cells for row in rows)])
    lines, last = [head, rule], rows[0].part if rows else ""
    for row, line in zip(rows, body, strict=True):
        lines += [line] if row.part == last else ["", line]
        last = row.part
    weights = weight_rows(record)
    if weights:
        title = "Score weight: 0 is the aligned half alone, 1 the global half alone"
        lines += ["", title, *aligned([("weight", "random, R@1", "hard, R@1"), *weights])]
    return lines


def markdown(record: EvaluationRecord, judge: bool = True) -> list[str]:
    """The same tables in Markdown, real clips apart from drawn videos."""
    rows = main_rows(record, judge)
    lines = markdown_table(HEADINGS, [row.cells for row in rows if not row.part.startswith(REAL)])
    weights = weight_rows(record)
    if weights:
        lines += ["", "Score weight from 0 (aligned half alone) to 1 (global half alone):", ""]
        lines += markdown_table(("weight", "random gallery, R@1", "hard gallery, R@1"), weights)
    real = [row.cells for row in rows if row.part.startswith(REAL)]
    if real:
        lines += ["", "Real clips, which the model was not made for:", "", *markdown_table(HEADINGS, real)]
    return lines


def headline(record: EvaluationRecord) -> list[str]:
    """The most important rows, in Markdown."""
    rows = [row.cells for row in main_rows(replace(record, marks=tuple(filter(_is_headline, record.marks))))]
    return markdown_table(HEADINGS, rows)


def _is_headline(mark: Metric) -> bool:
    galleries = ("random", "hard", "random.mean", "hard.mean", "reels", "footage")
    shared = mark.id.rpartition(".")[0] in galleries and mark.id.rpartition(".")[2] in _RECALL
    return shared or mark.id in FLOORS or mark.id in ("order.before", "order.after", "footage.backwards")


def aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Columns side by side, a line below the headings; empty columns fall away."""
    used = [at for at in range(len(rows[0])) if any(row[at] for row in rows[1:])]
    widths = [max(len(row[at]) for row in rows) for at in used]
    lines = ["  ".join(row[at].ljust(width) for at, width in zip(used, widths, strict=True)).rstrip() for row in rows]
    return [lines[0], "-" * min(118, max(map(len, lines))), *lines[1:]]


def markdown_table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Shapes: n headings, rows of n cells; empty columns fall away."""
    used = [at for at in range(len(headings)) if any(row[at] for row in rows)]
    lines = [[headings[at] for at in used], ["---"] * len(used), *([row[at] for at in used] for row in rows)]
    return [f"| {' | '.join(cells)} |" for cells in lines]


def _part(mark: Metric) -> str:
    """What the mark's id begins with; the order of events has three parts."""
    first, second, *_ = [*mark.id.split("."), ""]
    return f"{first} {second}" if first in ("order", "footage") else first


def _verdict(mark: Metric) -> str:
    floor = FLOORS.get(mark.id)
    if floor is None:
        return ""
    return f"{floor:.2f} met" if mark.value >= floor else f"{floor:.2f} MISSED"
