"""The engine of teaching: reads pairs, estimates, runs, and hands over what was learned. No Qt, no torch."""

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final, Literal

from c2v_desktop.finetune.adopting import adopt_model, adopt_words
from c2v_desktop.finetune.checking import check_library
from c2v_desktop.finetune.collecting import Collector, PictureFrames
from c2v_desktop.finetune.pictures import outside_pictures, read_pictures
from c2v_desktop.finetune.run_process import OnEvent, RunProcess, ask, child_command, exists
from c2v_desktop.models.model_choice import DEMO, encoder_with, must_be_here, used_by
from core.encode.encoder_options import EncoderOptions
from core.errors import C2VError, NothingIndexedError, RunBusyError, StoreError, TeachingEndedError
from core.finetune.judging import expect_tellable
from core.finetune.run_folder import Adoption, RunFolder, RunPlan, folder_error, moved, new_run_id
from core.finetune.teaching_data import save_data
from core.machine import total_memory_bytes
from core.model_store.installer import ModelInstaller
from core.model_store.store import ModelStore
from core.ports import Catalogue, FrameSource
from core.ports.teaching import TeachingRun
from core.settings import EncoderSettings
from core.values import EncoderSpec, TaughtWord
from core.values.teaching import (
    CheckedPairs,
    EpochFigures,
    FoundMoment,
    KeptModel,
    SentencePreview,
    TeachingEstimate,
    TeachingFailed,
    TeachingOutcome,
    TeachingPlan,
    TeachingRunSummary,
)

SPARE_BYTES: Final = 1 << 30
"""So much of the disk stays free beside a run."""
_TRIAL: Final = ".trial-"
_MEMORY: Final = "clip_paths.json"
"""Beside the runs: where clips of lists were."""
DEMO_NAME: Final = "Demo model"


@dataclass(frozen=True, slots=True)
class EngineDeps:
    """What the engine is put together from."""

    runs: Path
    """Folder of all runs."""
    store: ModelStore
    open_catalogue: Callable[[], Catalogue]
    """The library, to be read on the thread that asks. Raises: StoreError."""
    settings: Callable[[], EncoderSettings]
    """Of the encoder, as they are now."""
    options: Callable[[EncoderSettings], EncoderOptions]
    source: Callable[[EncoderSettings], str]
    """How the catalogue notes a model."""
    open_frames: Callable[[], FrameSource]
    """Reads clips that are not in the library; closed after use."""
    installer: Callable[[], ModelInstaller]
    put_words: Callable[[Sequence[TaughtWord]], None]
    """Keeps taught words in the library; waits until that is done."""
    command: Sequence[str] = field(default_factory=child_command)
    keep_s: float | None = None


class FinetuneEngine:
    """The port TeachingEngine. Thread: any."""

    def __init__(self, deps: EngineDeps) -> None:
        self._deps = deps
        self._running: dict[str, RunProcess] = {}
        self.model = ""
        """Id of the stored model for which `check` looks; empty for the one in use."""

    # ---- before a run

    def check(
        self, sources: Sequence[Path], with_kept: bool, seed: int = 0, *, takes_pictures: bool = False
    ) -> CheckedPairs:
        """Pairs from files and folders, and with `with_kept` from the library."""
        deps = self._deps
        settings = self._settings_of(self.model)
        frames = deps.open_frames()
        try:
            with self._catalogue() as catalogue:
                spec = self._known_spec(catalogue, settings)
                options = deps.options(settings)
                memory = deps.runs.with_name(_MEMORY)
                return check_library(
                    catalogue, spec, frames.probe, sources, with_kept, seed, options, deps.command, memory,
                    takes_pictures=takes_pictures,
                )  # fmt: skip
        finally:
            frames.close()

    def estimate(self, plan: TeachingPlan) -> TeachingEstimate:
        """Time, memory and disk of a run, by a short trial."""
        runs = self._deps.runs
        self._make_runs()
        with tempfile.TemporaryDirectory(prefix=_TRIAL, dir=runs, ignore_cleanup_errors=True) as root:
            folder = RunFolder(Path(root))
            began_s = time.monotonic()
            folder.write_plan(self._plan(plan))
            self._collect(folder)
            collected_s = time.monotonic() - began_s
            try:
                found = ask(self._deps.command, {"op": "estimate", "folder": root})
            except TeachingEndedError as error:
                refusal = f"The trial did not finish: this computer probably has too little memory. {error.title}"
                return TeachingEstimate(0, 0, 0, refusal, "trial_ended", total_memory_bytes())
        seconds = collected_s + float(found["seconds"])
        return self._fitting(TeachingEstimate(seconds, int(found["memory_bytes"]), int(found["disk_bytes"])))

    def _fitting(self, found: TeachingEstimate) -> TeachingEstimate:
        """With a refusal where it does not fit."""
        memory, disk = found.memory_bytes, found.disk_bytes
        total, free = total_memory_bytes(), shutil.disk_usage(self._deps.runs).free
        if total and memory > 0.9 * total:
            refusal = f"It needs {_gb(memory)} of memory, but this computer has {_gb(total)}. Choose a smaller batch."
            return replace(found, refusal=refusal, reason="memory", there_bytes=total)
        if disk + SPARE_BYTES > free:
            refusal = (
                f"{_gb(disk + SPARE_BYTES)} must be free where C2V Desktop keeps its files, so that the disk does not "
                f"fill up, but only {_gb(free)} are. Free some space first."
            )
            return replace(found, refusal=refusal, reason="disk", there_bytes=free, needed_bytes=disk + SPARE_BYTES)
        return found

    # ---- runs

    def start(self, plan: TeachingPlan, on_event: OnEvent) -> TeachingRun:
        """Begin a run."""
        self._make_runs()
        made = self._plan(plan)
        folder = RunFolder(self._deps.runs / new_run_id(plan.way))
        try:
            folder.write_plan(made)
        except OSError as error:
            raise folder_error(error) from error
        return self._go(folder, on_event)

    def resume(self, run_id: str, on_event: OnEvent) -> TeachingRun:
        """Continue a run that was closed, or whose process died."""
        folder = self._folder(run_id)
        folder.read_plan()
        if any(isinstance(each, TeachingOutcome) for each in folder.events()):
            raise StoreError(f"The run {run_id} has finished already.", "Start a new one.")
        running = self._running.get(run_id)
        if (running is not None and running.is_alive) or folder.is_locked:
            raise RunBusyError(f"The run {run_id} is already running.", "Stop it first.")
        return self._go(folder, on_event)

    def follow(self) -> None:
        """Make the steps of the run that the first of several processes leads, all started by torch's launcher.

        Returns when it has ended.
        """
        ask(self._deps.command, {"op": "follow", "device": self._deps.settings().device})

    def _go(self, folder: RunFolder, on_event: OnEvent) -> RunProcess:
        run = RunProcess(folder, on_event, self._collect, self._deps.command, self._deps.keep_s)
        self._running[folder.id] = run
        return run

    def runs(self) -> list[TeachingRunSummary]:
        """Runs on disk, latest first."""
        try:
            folders = [RunFolder(each) for each in self._deps.runs.iterdir() if exists(each) and each.name[0] != "."]
        except OSError:
            return []
        found = []
        for folder in folders:
            with suppress(StoreError):
                found.append(self._summary(folder))
        return sorted(found, key=lambda each: each.started_s, reverse=True)

    def _summary(self, folder: RunFolder) -> TeachingRunSummary:
        plan, events = folder.read_plan(), folder.events()
        outcome = next((moved(each, folder.root) for each in events if isinstance(each, TeachingOutcome)), None)
        running = self._running.get(folder.id)
        state: Literal["running", "paused", "stopped", "finished", "failed"] = "stopped"
        if running is not None and running.is_alive:
            state = "paused" if running.is_paused else "running"
        elif outcome is not None:
            state = "finished"
        elif folder.is_locked:
            state = "running"
        elif events and isinstance(events[-1], TeachingFailed):
            state = "failed"
        epochs = tuple(each for each in events if isinstance(each, EpochFigures))
        return TeachingRunSummary(folder.id, plan.plan, plan.started_s, state, epochs, outcome, self._kept(folder))

    def _kept(self, folder: RunFolder) -> KeptModel | None:
        adoption = folder.adoption()
        record = self._deps.store.find(adoption.model) if adoption is not None and adoption.model else None
        if adoption is None or record is None:
            return None
        return KeptModel(record.id, record.name, adoption.former)

    def discard(self, run_id: str) -> None:
        """Remove a run and what it wrote, but not what was handed over."""
        folder = self._folder(run_id)
        running = self._running.pop(run_id, None)
        if running is not None:
            running.close()
            running.wait(10.0)
        if folder.is_locked:
            raise RunBusyError(f"The run {run_id} is running in another window or command.", "Stop it there first.")
        try:
            shutil.rmtree(folder.root)
        except OSError as error:
            raise StoreError(f"The run {run_id} could not be removed: {error.strerror or error}.") from error

    # ---- what was learned

    def preview(self, run_id: str, sentences: Sequence[str], limit: int = 5) -> list[SentencePreview]:
        """The first moments for each sentence, before a finished run and after it."""
        folder = self._folder(run_id)
        asked = [each for each in dict.fromkeys(map(str.strip, sentences)) if each]
        if not asked:
            return []
        request = {"op": "preview", "folder": str(folder.root), "sentences": asked, "limit": limit}
        before, after = ask(self._deps.command, request)["found"]
        return [
            SentencePreview(sentence, _moments(old), _moments(new))
            for sentence, old, new in zip(asked, before, after, strict=True)
        ]

    def adopt(self, run_id: str, name: str) -> str:
        """Hand over what a run learned under a name: a stored model, whose id comes back, or words of the library."""
        folder = self._folder(run_id)
        plan = folder.read_plan()
        outcome = self._summary(folder).outcome
        if outcome is None or outcome.result is None or not outcome.result.exists():
            raise C2VError("This run has no result to keep.", outcome.message if outcome else "It has not finished.")
        deps = self._deps
        if plan.plan.way in ("words", "name"):
            adopt_words(folder, plan, name, deps.put_words)
            model = ""
        else:
            model = adopt_model(deps.installer(), deps.store, folder, plan, outcome, name)
        former = deps.settings()
        with suppress(OSError):
            folder.write_adoption(Adoption(model, name, used_by(former, deps.store), asdict(former)))
        return model

    def close(self) -> None:
        """End all runs that go on; they can be resumed."""
        for run in self._running.values():
            run.close()

    # ---- parts

    def _folder(self, run_id: str) -> RunFolder:
        root = self._deps.runs / run_id
        if run_id in self._running and not exists(root):
            raise folder_error(FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)), RunFolder(root))
        if Path(run_id).name != run_id or not exists(root):
            raise StoreError(f'There is no run "{run_id}".', "`c2v finetune list` shows all runs.")
        return RunFolder(root)

    def _make_runs(self) -> None:
        try:
            self._deps.runs.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise folder_error(error) from error
        for left in self._deps.runs.glob(f"{_TRIAL}*"):  # of a program that was killed
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > 86400:
                    shutil.rmtree(left, ignore_errors=True)

    def _settings_of(self, model: str) -> EncoderSettings:
        now = self._deps.settings()
        return encoder_with(now, self._deps.store, model) if model else now

    def _plan(self, plan: TeachingPlan) -> RunPlan:
        """Raises: ModelStoreError, when the model is not there; C2VError, when these pairs teach nothing."""
        if plan.way != "name":
            checked = plan.pairs
            used = [pair for pair, split in zip(checked.pairs, checked.splits, strict=True) if split is not None]
            expect_tellable(len({pair.path for pair in used}), [pair.caption for pair in used])
        settings, store = self._settings_of(plan.model), self._deps.store
        key = plan.model or used_by(settings, store)
        if key == DEMO:
            name = DEMO_NAME
        else:
            name = must_be_here(store, key).name if key else Path(settings.weights).name or settings.model
        base = self._deps.options(settings).to_json()
        return RunPlan(plan, base, name, key, time.time())

    def _collect(self, folder: RunFolder) -> None:
        plan = folder.read_plan()
        with self._catalogue() as catalogue:
            spec = self._spec(catalogue, self._settings_of(plan.plan.model))
            collector = Collector(catalogue, spec)
            pictures = self._pictures(plan, spec, collector) if plan.plan.way == "name" else {}
            data = collector.collect(plan.plan.pairs, plan.plan.settings.seed, pictures)
        save_data(folder.data, data)

    def _pictures(self, plan: RunPlan, spec: EncoderSpec, collector: Collector) -> dict[Path, PictureFrames]:
        """Examples that are picture files outside of the library. Raises: C2VError."""
        paths = outside_pictures(plan.plan.pairs, lambda path: collector.indexed(path) is not None)
        if not paths:
            return {}
        source = self._deps.open_frames()
        try:
            return read_pictures(paths, source, spec, EncoderOptions.from_json(plan.base), self._deps.command)
        finally:
            source.close()

    @contextmanager
    def _catalogue(self) -> Iterator[Catalogue]:
        catalogue = self._deps.open_catalogue()
        try:
            yield catalogue
        finally:
            catalogue.close()

    def _known_spec(self, catalogue: Catalogue, settings: EncoderSettings) -> EncoderSpec | None:
        """The vector space of a model in the library; None when it has indexed nothing."""
        source = self._deps.source(settings)
        found = [spec for spec in catalogue.specs() if catalogue.source_of(spec) == source]
        return found[-1] if found else None

    def _spec(self, catalogue: Catalogue, settings: EncoderSettings) -> EncoderSpec:
        found = self._known_spec(catalogue, settings)
        if found is None:
            raise NothingIndexedError(
                "Nothing is indexed with this model yet, so there is nothing it can learn from.",
                "Use it and index your clips first.",
            )
        return found


def _moments(found: Sequence[Sequence[object]]) -> tuple[FoundMoment, ...]:
    return tuple(FoundMoment(Path(str(path)), float(str(start)), float(str(end))) for path, start, end in found)


def _gb(size: int) -> str:
    return f"{size / (1 << 30):.1f} GB"
