"""What a library holds of each model, what that costs, and how well each finds."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from c2v_desktop.models import known_item_search
from c2v_desktop.models.known_item_search import FEWEST_VIDEOS, Questions
from c2v_desktop.models.model_choice import DEMO, today
from c2v_desktop.paths import Places
from core.errors import C2VError, EncoderError
from core.evaluation.metrics import Metric
from core.model_store.store import MeasuredSpeed, ModelRecord, ModelStore
from core.settings import Settings
from core.store.catalogue import SqliteCatalogue
from core.store.checksummed_file import sidecar_path
from core.store.engines.hnsw import memory_bytes
from core.store.reading import open_to_read
from core.store.saved_vectors import saved_files
from core.values import EncoderSpec, ModelCoverage

Say = Callable[[str], None]
BENCH_S = 5.0
"""For each model, when speed is asked for."""


@dataclass(frozen=True, slots=True)
class ComparedModel:
    """One model of the library. Units: bytes; `memory` is about what its index takes while it answers."""

    id: str
    """As in `c2v models list`; "" for a file outside the models folder."""
    coverage: ModelCoverage
    answers: bool
    vectors: int
    index_file: int
    memory: int
    speed: MeasuredSpeed | None
    marks: tuple[Metric, ...] = ()
    trouble: str = ""
    """Why it could not be asked."""


@dataclass(frozen=True, slots=True)
class LibraryModels:
    """Every model that has indexed clips of the library, and what they were asked."""

    models: tuple[ComparedModel, ...]
    questions: Questions | None
    """None where no captions were found."""

    @property
    def can_be_asked(self) -> bool:
        """True when there are sentences about clips that all models know."""
        return self.questions is not None and _can_ask(self.questions)


def read_library_models(
    settings: Settings, places: Places, captions: Path | None, say: Say, *, bench: bool
) -> LibraryModels:
    """Figures of every model that has indexed clips of the library. Raises: C2VError."""
    with closing(open_to_read(places.catalogue)) as catalogue:
        specs = catalogue.specs()
        rows = [_row(settings, places, catalogue, spec) for spec in specs]
        folders = known_item_search.find_tables(catalogue, captions) if specs else []
        questions = known_item_search.gather(catalogue, specs, folders) if folders else None
        if bench:
            rows = [_measured(settings, places, catalogue, row, say) for row in rows]
        if questions is not None and _can_ask(questions):
            rows = [_examined(settings, catalogue, row, questions, say) for row in rows]
    return LibraryModels(tuple(rows), questions)


def _row(settings: Settings, places: Places, catalogue: SqliteCatalogue, spec: EncoderSpec) -> ComparedModel:
    record, index, last = _record(places, catalogue, spec), settings.index, catalogue.last_spec()
    coverage = catalogue.coverage(spec)
    below = index.exact_below if index.engine != "exact" else coverage.segments + 1
    is_demo = spec.is_demo and known_item_search.source_weights(catalogue, spec) == ""
    return ComparedModel(
        id=DEMO if is_demo else "" if record is None else record.id,
        coverage=coverage,
        answers=last is not None and last.key == spec.key,
        vectors=catalogue.vector_bytes(spec),
        index_file=_index_bytes(places.index, spec),
        memory=memory_bytes(coverage.segments, spec.dim, below),
        speed=None if record is None else record.speed,
    )


def _record(places: Places, catalogue: SqliteCatalogue, spec: EncoderSpec) -> ModelRecord | None:
    """The model of the models folder that this is."""
    store, weights = ModelStore(places.models), known_item_search.source_weights(catalogue, spec)
    return next((each for each in store.records() if weights and store.weights(each) == Path(weights)), None)


def _index_bytes(path: Path, spec: EncoderSpec) -> int:
    """Of the saved index, wherever it lies now: two models keep theirs beside each other."""
    slots = (path, path.with_name(f"{path.stem}-2{path.suffix}"))
    files = [file for slot in slots for saved in saved_files(slot, spec.key) for file in (saved, sidecar_path(saved))]
    return sum(file.stat().st_size for file in files if file.is_file())


def _measured(
    settings: Settings, places: Places, catalogue: SqliteCatalogue, row: ComparedModel, say: Say
) -> ComparedModel:
    """With its speed, measured now."""
    from c2v_desktop.models.benchmark import measure_encoder

    spec = row.coverage.spec
    say(f"Measuring {spec.name}")
    try:
        with closing(known_item_search.open_model(catalogue, spec, settings.encoder)) as encoder:
            speed = measure_encoder(encoder, settings.encoder.batch, BENCH_S, today())
    except EncoderError as error:
        return replace(row, trouble=known_item_search.why_not(error))
    if row.id and row.id != DEMO:
        ModelStore(places.models).note_speed(row.id, speed)
    return replace(row, speed=speed)


def _examined(
    settings: Settings, catalogue: SqliteCatalogue, row: ComparedModel, questions: Questions, say: Say
) -> ComparedModel:
    say(f"Asking {row.coverage.spec.name}")
    try:
        marks = known_item_search.examine(catalogue, row.coverage.spec, questions, settings.encoder)
    except C2VError as error:
        return replace(row, trouble=known_item_search.why_not(error))
    return replace(row, marks=tuple(marks))


def _can_ask(questions: Questions) -> bool:
    return bool(questions.sentences) and len(questions.videos) >= FEWEST_VIDEOS
