"""The demo model: what it understands (measured now), and the ablation (trained once, printed from its record)."""

from collections.abc import Iterator
from contextlib import closing
from functools import lru_cache

import resources
from c2v_desktop.compose import DEMO_WEIGHTS, make_encoder
from core.errors import C2VError
from core.evaluation.ablation import FIGURES, AblationLine, about, lines_of, load_ablation
from core.evaluation.metrics import Metric
from core.evaluation.record import EvaluationRecord
from core.evaluation.run import SEED, Evaluation, evaluate_encoder, sizes_for
from core.evaluation.tables import FLOORS
from core.evaluation.viewer import Viewer
from core.settings import EncoderSettings
from tests.bench.harness import BenchRow, Skipped, bench

VIDEOS = 400
"""In the random gallery; `c2v evaluate` takes 1,000."""
ABLATION = "models/ablation.json"


@bench("DM")
def demo_model() -> Iterator[BenchRow]:
    record = _measured()
    for mark in record.marks:
        if mark.id in FLOORS or mark.id.endswith((".r1", "order.before", "order.after")):
            yield _row("DM", mark, FLOORS.get(mark.id))


@bench("W")
def score_weight() -> Iterator[BenchRow]:
    for mark in _measured().marks:
        if mark.id.startswith("weight."):
            yield _row("W", mark, None)


@bench("ABL")
def ablation() -> Iterator[BenchRow]:
    try:
        kept = load_ablation(resources.path(ABLATION))
    except (FileNotFoundError, C2VError):
        raise Skipped(f"no record of an ablation (resources/{ABLATION}); it is made by training") from None
    said = about(kept)
    for line in lines_of(kept):
        shown = line.marks.get("r1_hard")
        if shown is not None:
            yield BenchRow("ABL", f"{line.name}: R@1 in the hard gallery", shown.value, unit="", detail=_detail(line))
    yield BenchRow("ABL", "runs", len(kept.runs), unit="", detail=said)


@lru_cache(maxsize=1)
def _measured() -> EvaluationRecord:
    try:
        resources.path(DEMO_WEIGHTS)
    except FileNotFoundError:
        raise Skipped(f"no bundled model (resources/{DEMO_WEIGHTS})") from None
    settings = EncoderSettings(device="cpu", precision="float32")
    with closing(make_encoder(settings, in_process=True)) as encoder:
        return evaluate_encoder(Viewer(encoder), Evaluation(SEED, sizes=sizes_for(VIDEOS)), lambda _: None)


def _row(id_: str, mark: Metric, floor: float | None) -> BenchRow:
    span = f"95 % {mark.low:.3f} to {mark.high:.3f}, {mark.count} videos" if mark.count else "no videos"
    return BenchRow(id_, mark.what, mark.value, floor, ">=", "", ", ".join(filter(None, (span, mark.beside))))


def _detail(line: AblationLine) -> str:
    told = [f"{FIGURES[name]} {_short(mark)}" for name, mark in line.marks.items() if name != "r1_hard"]
    return f"{_short(line.marks['r1_hard'])} over {line.seeds} seeds; {', '.join(told)}"


def _short(mark: Metric) -> str:
    return f"{mark.value:.3f} ± {mark.high - mark.value:.3f}" if mark.has_interval else f"{mark.value:.3f}"
