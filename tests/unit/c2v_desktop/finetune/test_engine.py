"""The engine: pairs become data of the library, runs are followed, resumed, discarded, and handed over."""

import shutil
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from queue import SimpleQueue
from types import SimpleNamespace

import numpy as np
import pytest

from c2v_desktop.finetune import checking
from c2v_desktop.finetune.collecting import Collector
from c2v_desktop.finetune.engine import EngineDeps, FinetuneEngine
from c2v_desktop.finetune_child.picture_frames import load_array
from core.encode.encoder_options import EncoderOptions
from core.errors import C2VError, RunFolderError, StoreError
from core.finetune.run_folder import RunFolder
from core.finetune.teaching_data import load_data
from core.finetune.words_file import WordInFile, WordsFile, write_words
from core.library import Library, LibraryDeps
from core.model_store.installer import ModelInstaller
from core.model_store.store import ModelStore
from core.settings import EncoderSettings, Settings
from core.store.catalogue import SqliteCatalogue
from core.store.reading import open_to_read
from core.values import Video
from core.values.teaching import (
    CheckedPairs,
    EpochFigures,
    KeptModel,
    Pair,
    TeachingFailed,
    TeachingOutcome,
    TeachingPlan,
    TeachingProgress,
)
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.memory_pictures import MemoryPictures
from tests.fakes.plain_disk import PlainDisk
from tests.fakes.plain_index import PlainIndex
from tests.fakes.still_frames import StillFrames, draw_video
from ui.finetune.teaching_text import refusal_text
from ui.widgets import formatting

CLIPS = [f"{colour} {thing}" for colour in ("red", "blue", "green") for thing in ("car", "frog", "sky", "hen")]
SOURCE = "the model"


@pytest.fixture
def library(tmp_path):
    """Twelve indexed clips; the last six are taught by nobody."""
    root = tmp_path / "clips"
    root.mkdir()
    for name in CLIPS:
        draw_video(root / f"{name}.mp4", [(name, 6.0)])
    catalogue = SqliteCatalogue(tmp_path / "catalogue.db")
    deps = LibraryDeps(
        catalogue, StillFrames(), HashEncoder(), MemoryPictures(), PlainDisk(), PlainIndex, tmp_path / "index",
        Settings(), source=SOURCE,
    )  # fmt: skip
    library = Library(deps)
    library.watch([root])
    library.wake()
    for job in (library.reconcile(None), library.ingest()):
        for _ in job:
            pass
    yield tmp_path
    library.close()


def clip(home: Path, name: str) -> Path:
    return home / "clips" / f"{name}.mp4"


def pairs_of(home: Path, names=CLIPS[:6], **more) -> CheckedPairs:
    pairs = tuple(Pair(clip(home, name), f"a {name}", **more) for name in names)
    return CheckedPairs(pairs, (), tuple("test" if i == 5 else "train" for i in range(len(pairs))))


@pytest.fixture
def kept_words():
    return []


@pytest.fixture
def engine_of(library, kept_words):
    made = []

    def make(*how: str) -> FinetuneEngine:
        store = ModelStore(library / "models")
        deps = EngineDeps(
            runs=library / "runs",
            store=store,
            open_catalogue=lambda: open_to_read(library / "catalogue.db"),
            settings=EncoderSettings,
            options=lambda settings: EncoderOptions(settings.backend, settings.weights),
            source=lambda settings: SOURCE if not settings.weights else "other",
            open_frames=StillFrames,
            installer=lambda: ModelInstaller(store, "2026-11-30", lambda *_: None, lambda *_: None),
            put_words=kept_words.extend,
            command=[sys.executable, "-P", "-m", "tests.fakes.teaching_child", *how],
        )
        made.append(FinetuneEngine(deps))
        return made[-1]

    yield make
    for engine in made:
        engine.close()
        for run in engine._running.values():
            run.wait(20)


def until_end(queue: "SimpleQueue") -> list:
    events = []
    while not events or not isinstance(events[-1], TeachingOutcome | TeachingFailed):
        events.append(queue.get(timeout=60))
    return events


def test_data_holds_the_stored_frames_of_each_pair_and_a_sample_of_the_rest(library):
    catalogue = open_to_read(library / "catalogue.db")
    spec = catalogue.specs()[0]
    data = Collector(catalogue, spec).collect(pairs_of(library), 0)
    assert data.captions == tuple(f"a {name}" for name in CLIPS[:6])
    assert data.splits.count("test") == 1
    for caption, moment in zip(data.captions, data.of_caption, strict=True):
        video = next(each for each in catalogue.videos() if each.path.stem == caption[2:])
        segment = catalogue.segments_of(video.id, spec)[0]
        stored = catalogue.frame_vectors([segment.id])[0]
        assert np.array_equal(data.frames[moment][: data.counts[moment]], stored), caption
    shown = {Path(data.moments[i].path).stem for i in data.library}
    assert shown == set(CLIPS[6:])
    assert len({each.source for each in data.moments}) == 12
    catalogue.close()


def test_a_pair_of_some_seconds_has_the_frames_of_these_seconds(library):
    catalogue = open_to_read(library / "catalogue.db")
    spec = catalogue.specs()[0]
    whole = Collector(catalogue, spec).collect(pairs_of(library), 0)
    times = whole.moments[0].times_s
    end_s = Fraction(times[len(times) // 2]).limit_denominator(1000)
    part = Collector(catalogue, spec).collect(pairs_of(library, start_s=Fraction(0), end_s=end_s), 0)
    assert 0 < len(part.moments[0].times_s) < len(set(times))
    assert all(time_s <= end_s + 0.01 for time_s in part.moments[0].times_s)
    catalogue.close()


def test_two_captions_of_one_clip_share_its_moment(library):
    catalogue = open_to_read(library / "catalogue.db")
    pairs = pairs_of(library, [CLIPS[0], CLIPS[0], CLIPS[1]])
    pairs = replace(pairs, pairs=(pairs.pairs[0], replace(pairs.pairs[1], caption="another"), pairs.pairs[2]))
    data = Collector(catalogue, catalogue.specs()[0]).collect(pairs, 0)
    assert data.of_caption.tolist() == [0, 0, 1]
    catalogue.close()


def test_a_copy_outside_the_library_is_known_by_its_content(library):
    copy = library / "elsewhere.mp4"
    copy.write_bytes(clip(library, CLIPS[0]).read_bytes())
    catalogue = open_to_read(library / "catalogue.db")
    pairs = CheckedPairs((Pair(copy, "a car"),), (), ("train",))
    data = Collector(catalogue, catalogue.specs()[0], PlainDisk().fingerprint).collect(pairs, 0)
    assert Path(data.moments[0].path).stem == CLIPS[0]
    gone = CheckedPairs((Pair(library / "gone.mp4", "x"),), (), ("train",))
    with pytest.raises(C2VError, match="not indexed"):
        Collector(catalogue, catalogue.specs()[0]).collect(gone, 0)
    catalogue.close()


def test_a_run_tells_events_and_keeps_them(engine_of, library):
    engine, queue = engine_of("runs"), SimpleQueue()
    run = engine.start(TeachingPlan("heads", pairs_of(library)), queue.put)
    events = until_end(queue)
    run.wait(20)
    assert [each.epoch for each in events if isinstance(each, EpochFigures)] == [1, 2]
    (summary,) = engine.runs()
    assert (summary.id, summary.state, len(summary.epochs)) == (run.id, "finished", 2)
    assert summary.plan == TeachingPlan("heads", pairs_of(library))
    assert len(load_data(RunFolder(library / "runs" / run.id).data).captions) == 6
    with pytest.raises(StoreError, match="finished"):
        engine.resume(run.id, queue.put)
    engine.discard(run.id)
    assert engine.runs() == []


def test_a_process_that_dies_is_told_and_the_run_can_be_resumed(engine_of, library):
    queue = SimpleQueue()
    run = engine_of("dies").start(TeachingPlan("heads", pairs_of(library)), queue.put)
    failed = until_end(queue)[-1]
    run.wait(20)
    assert isinstance(failed, TeachingFailed)
    assert failed.can_resume
    other = engine_of("runs")
    assert other.runs()[0].state == "failed"
    again = other.resume(run.id, queue.put)
    assert isinstance(until_end(queue)[-1], TeachingOutcome)
    again.wait(20)
    assert other.runs()[0].state == "finished"


def test_a_full_disk_is_a_sentence(engine_of, library):
    queue = SimpleQueue()
    engine_of("full").start(TeachingPlan("heads", pairs_of(library)), queue.put)
    assert until_end(queue)[-1] == TeachingFailed(
        "The disk is full.", "Free some.", can_resume=True, error="DiskFullError"
    )


def test_a_run_in_another_window_is_left_alone(engine_of, library):
    one, other, queue = engine_of("waits"), engine_of("waits"), SimpleQueue()
    run = one.start(TeachingPlan("heads", pairs_of(library)), queue.put)
    while not isinstance(queue.get(timeout=60), EpochFigures):
        pass
    assert one.runs()[0].state == other.runs()[0].state == "running"
    for act in (lambda: other.resume(run.id, queue.put), lambda: other.discard(run.id)):
        with pytest.raises(StoreError):
            act()
    run.close()
    run.wait(20)
    assert other.runs()[0].state in {"stopped", "finished"}


def test_what_is_closed_tells_no_failure(engine_of, library):
    queue = SimpleQueue()
    run = engine_of("waits").start(TeachingPlan("heads", pairs_of(library)), queue.put)
    while not isinstance(queue.get(timeout=60), EpochFigures):
        pass
    run.close()
    run.wait(20)
    left = []
    while not queue.empty():
        left.append(queue.get())
    assert not any(isinstance(each, TeachingFailed) for each in left)


def test_a_model_that_indexed_nothing_cannot_be_taught(engine_of, library):
    queue = SimpleQueue()
    engine = engine_of("runs")
    engine._deps = replace(engine._deps, source=lambda _: "another")
    engine.start(TeachingPlan("heads", pairs_of(library)), queue.put)
    failed = until_end(queue)[-1]
    assert isinstance(failed, TeachingFailed)
    assert "index" in f"{failed.message} {failed.hint}"


def test_a_folder_that_vanishes_is_a_sentence(engine_of, library):
    engine, queue = engine_of("runs"), SimpleQueue()
    engine.start(TeachingPlan("heads", pairs_of(library)), queue.put)
    until_end(queue)
    with pytest.raises(StoreError):
        engine.resume("../clips", queue.put)
    with pytest.raises(StoreError):
        engine.preview("none", ["a"])


def test_a_run_whose_drive_goes_away_is_resumed_when_it_is_back(engine_of, library):
    engine, queue = engine_of("away"), SimpleQueue()
    run = engine.start(TeachingPlan("heads", pairs_of(library)), queue.put)
    failed = until_end(queue)[-1]
    run.wait(20)
    assert (failed.error, failed.can_resume) == ("RunFolderError", True)
    with pytest.raises(RunFolderError, match="cannot be read"):
        engine.resume(run.id, queue.put)
    (library / "runs" / f"{run.id}.away").rename(library / "runs" / run.id)
    engine._deps = replace(engine._deps, command=[*engine._deps.command[:-1], "runs"])
    engine.resume(run.id, queue.put).wait(20)
    assert isinstance(until_end(queue)[-1], TeachingOutcome)


def test_pairs_are_checked_against_the_library_and_the_model(engine_of, library):
    listed = library / "captions.csv"
    rows = [f"{clip(library, name)},a {name}" for name in CLIPS[:4]]
    listed.write_text("\n".join(["file,caption", *rows, f"{library / 'gone.mp4'},a dog"]))
    found = engine_of("runs").check([listed], with_kept=False)
    assert found.usable == 4
    assert [problem.kind for problem in found.problems] == ["missing"]
    assert found.unknown_words == (("zorb", 4),)


def test_words_that_the_model_reads_wrongly_are_asked_with_the_moments_of_the_captions(library, monkeypatch):
    asked = {}

    def ask(_, request):
        asked.update(request, vectors=load_array(Path(request["moments"])))
        return {"tokens": [5] * 4, "context": 32, "unknown": [], "misread": [["car", 6]]}

    monkeypatch.setattr(checking, "ask", ask)
    listed = library / "captions.csv"
    rows = [f"{clip(library, name)},a {name}" for name in (*CLIPS[:3], CLIPS[0])]
    listed.write_text("\n".join(["file,caption", *rows[:3], rows[3] + " again"]))
    catalogue = open_to_read(library / "catalogue.db")
    spec = catalogue.specs()[0]
    found = checking.check_library(
        catalogue, spec, StillFrames().probe, [listed], False, 0, EncoderOptions(), [], library / "memory.json"
    )
    assert found.misread_words == (("car", 6),)
    assert [row for _, row in asked["judged"]] == [0, 1, 2, 0]
    for caption, row in asked["judged"][:3]:
        video = next(each for each in catalogue.videos() if each.path.stem == caption[2:])
        own = catalogue.segments_of(video.id, spec)[0]
        assert np.array_equal(asked["vectors"][row], catalogue.segment_vectors([own.id])[0]), caption
    assert len(asked["vectors"]) > 3
    catalogue.close()


def test_a_clip_that_was_moved_and_renamed_since_an_earlier_check_is_found_by_its_content(tmp_path, monkeypatch):
    monkeypatch.setattr(checking, "ask", lambda *_: {"tokens": [4], "context": 77, "unknown": []})
    old, new = tmp_path / "card" / "C0001.mp4", tmp_path / "archive" / "interview.mp4"
    old.parent.mkdir()
    new.parent.mkdir()
    draw_video(old, [("red car", 6.0)])
    info = StillFrames().probe(old)
    (tmp_path / "captions.csv").write_text(f"file,caption\n{old},a red car")

    def look(path: Path) -> CheckedPairs:
        stat = path.stat()
        video = Video(1, 1, path, stat.st_size, stat.st_mtime_ns, 0.0, "ready", info=replace(info, path=path))
        catalogue = SimpleNamespace(
            videos=lambda: [video], has_vectors=lambda *_: True, folders=lambda: [],
            segments_of=lambda *_: [], random_vectors=lambda *_: np.zeros((0, 8), np.float32),
        )  # fmt: skip
        return checking.check_library(
            catalogue, HashEncoder().spec, StillFrames().probe, [tmp_path / "captions.csv"], False, 0,
            EncoderOptions(), [], tmp_path / "memory.json",
        )  # fmt: skip

    assert look(old).usable == 1
    old.rename(new)
    found = look(new)
    assert found.problems == ()
    assert [pair.path for pair in found.pairs] == [new]


@pytest.mark.parametrize(
    ("memory", "disk", "refused"), [(1 << 20, 1 << 20, False), (1 << 60, 1 << 20, True), (1 << 20, 1 << 60, True)]
)
def test_what_cannot_fit_is_refused_with_the_reason(engine_of, library, memory, disk, refused):
    found = engine_of("runs", str(memory), str(disk)).estimate(TeachingPlan("heads", pairs_of(library)))
    assert bool(found.refusal) == refused
    assert found.seconds > 7
    assert [each for each in (library / "runs").iterdir() if each.name.startswith(".trial")] == []


def test_a_disk_with_little_room_is_refused_by_what_must_be_free(engine_of, library, monkeypatch):
    free = 68 << 20
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    found = engine_of("runs", str(1 << 20), str(23 << 20)).estimate(TeachingPlan("heads", pairs_of(library)))
    assert (found.reason, found.there_bytes, found.disk_bytes) == ("disk", free, 23 << 20)
    assert found.needed_bytes > free, "not more than there is would be no reason"
    assert formatting.size(found.needed_bytes) in refusal_text(found)
    assert formatting.size(free) in refusal_text(found)
    assert "0.0" not in found.refusal.split("must be free")[0]


def test_what_was_learned_becomes_a_model_with_a_name_of_its_own(engine_of, library):
    engine, queue = engine_of("runs"), SimpleQueue()
    keys = []
    for _ in range(2):
        run = engine.start(TeachingPlan("heads", pairs_of(library)), queue.put)
        until_end(queue)
        run.wait(20)
        keys.append(engine.adopt(run.id, "My dogs"))
        assert RunFolder(library / "runs" / run.id).adoption().former == "demo"
        assert engine.runs()[0].kept == KeptModel(keys[-1], ModelStore(library / "models").find(keys[-1]).name, "demo")
    assert keys == ["my-dogs", "my-dogs-2"]
    records = ModelStore(library / "models").records()
    assert len({record.name for record in records}) == 2
    shutil.rmtree(library / "models" / keys[1])
    assert engine.runs()[0].kept is None, "it was removed on the Models page, and can be kept again"
    engine.discard(run.id)
    assert len(engine.runs()) == 1


def test_taught_words_go_into_the_library(engine_of, library, kept_words):
    engine, queue = engine_of("runs"), SimpleQueue()
    run = engine.start(TeachingPlan("name", pairs_of(library, CLIPS[:4]), name="Rex"), queue.put)
    until_end(queue)
    run.wait(20)
    folder = RunFolder(library / "runs" / run.id)
    vectors = np.arange(8, dtype=np.float32).reshape(2, 4)
    write_words(folder.result, WordsFile("text-1", "Alpha", (WordInFile("Rex", "name", vectors, {"r": 1}),)))
    assert engine.adopt(run.id, "Rexy") == ""
    (word,) = kept_words
    assert (word.text, word.kind, len(word.examples)) == ("Rexy", "name", 4)
    assert np.array_equal(word.of_tower("text-1").array, vectors)


def test_own_sentences_are_compared(engine_of, library):
    engine, queue = engine_of("runs"), SimpleQueue()
    run = engine.start(TeachingPlan("heads", pairs_of(library)), queue.put)
    until_end(queue)
    (found,) = engine.preview(run.id, ["a dog", " ", "a dog"])
    assert found.sentence == "a dog"
    assert found.before[0].path == Path("/a.mp4")


def test_a_run_is_paused_and_goes_on(engine_of, library):
    engine, queue = engine_of("runs"), SimpleQueue()
    run = engine.start(TeachingPlan("heads", pairs_of(library)), queue.put)
    run.pause()
    run.unpause()
    events = until_end(queue)
    assert isinstance(events[-1], TeachingOutcome)
    assert any(isinstance(each, TeachingProgress) for each in events)
