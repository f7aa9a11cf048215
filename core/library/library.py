"""`Library`, the engine; its reading sister is `core.library_reader`."""

from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import MediaError, QueryError, StoreError, WeightsCorruptError, WeightsMissingError
from core.ingest.outcome import IndexOutcome
from core.ingest.read_ahead import ReadAhead
from core.ingest.reconcile.reconciler import ReconcileContext, Reconciler
from core.ingest.switch_estimate import estimate_switch
from core.library import requests
from core.library.adding import Adding
from core.library.contents import Contents
from core.library.deps import LibraryDeps, store_of
from core.library.indexing import Indexing, IndexingCallbacks
from core.library.model_coverage import ModelData
from core.library.name_material import NameTeaching
from core.library.relinking import Relinking
from core.library.roots import Roots
from core.library.survey import Survey
from core.library_reader import build_status
from core.ports import BackgroundEncoder, Encoder
from core.search.examples import ExampleReader
from core.search.model_comparison import compare, depth_of
from core.search.model_registry import ModelRegistry
from core.search.phrases import cut_query
from core.search.query_rules import check_query
from core.search.retrieve import Searcher
from core.search.taught_words import teach_encoder
from core.settings import MachineSettings
from core.values import (
    PICTURE_HEIGHT_PX,
    AddReport,
    Answer,
    Changes,
    Comparison,
    EncoderSpec,
    EncoderState,
    Explanation,
    Filter,
    Folder,
    FolderChange,
    FolderSurvey,
    Given,
    IndexTimings,
    IngestProgress,
    LibraryStatus,
    PassedOver,
    Query,
    Removal,
    RemovalImpact,
    Step,
    SwitchEstimate,
    Video,
    innermost,
)
from core.values.word_matching import WordMatcher

LONG_S, REST_SHARE = 1.0, 5.0
"""After a `refresh` that took so long the library rests this many times as long before the next."""


class Library(ModelData, NameTeaching, Relinking):
    """The engine. Thread: every method on the engine lane, except where it says otherwise.

    Methods that return a Generator are lane jobs: they yield where they may be interrupted and return
    their value at the end. `on_changes` and `on_progress` are called on the engine lane.
    """

    on_changes: Callable[[Changes], None]
    on_progress: Callable[[IngestProgress], None]

    def __init__(self, parts: LibraryDeps) -> None:
        self._parts = parts
        self._catalogue = parts.catalogue
        self._spec: EncoderSpec | None = None
        self._probing = ReadAhead()
        self._searcher = _make_searcher(parts)
        self._models = ModelRegistry(store_of(parts))
        self._index_manager = self._models.index_manager
        self.is_watching = parts.settings.watching.watch
        """False when changes in folders are only looked for when asked. Thread: any."""
        self._roots = Roots(parts.catalogue, parts.disk, parts.watcher, is_watching=self.is_watching)
        self._contents = Contents(
            parts, self._roots, lambda: self._models, lambda: self._spec, lambda changes: self.on_changes(changes)
        )
        self._indexing = Indexing(parts, self._callbacks())
        self._noticed: set[int] = set()
        self._proxies: dict[int, str] = {}
        self._taught = parts.catalogue.taught_words()
        self.names = WordMatcher([word.text for word in self._taught])
        """Taught names and words, which are phrases of their own. Thread: any."""
        self._is_right = False
        self._rests_until_s = 0.0
        self.on_changes = _say_nothing
        self.on_progress = _say_nothing

    # ---- beginning and end

    def wake(self) -> EncoderSpec:
        """Load the model and open the index. Raises: EncoderError.

        A model that was loaded before loads on beside what follows; the first request waits for it.

        Videos that another model has indexed wait again; their old vectors stay, and the other model answers
        until the new one knows them all.
        """
        if isinstance(self._parts.encoder, BackgroundEncoder):
            self._parts.encoder.begin()
        self._spec = spec = self._parts.encoder.spec
        self._teach()
        self._models.choose(spec)
        self._searcher.prepare(self._index_manager.open(spec))
        self._roots.watch_all()
        return spec

    def refresh(self) -> None:
        """Take over what another program has written since; for a library that is only read and stays open for long.

        While reading it all again takes seconds, it is done now and then only. Raises: EncoderError, StoreError.
        """
        now_s = self._parts.now_s
        if self._parts.read_only and self._spec is not None and self._taught != self._parts.catalogue.taught_words():
            self._teach()
        if self._spec is None or not self._parts.read_only or now_s() < self._rests_until_s or self._models.is_current:
            return
        begun_s = now_s()
        self._models.close()
        self._searcher = _make_searcher(self._parts)
        self._models = ModelRegistry(store_of(self._parts))
        self._index_manager = self._models.index_manager
        self.wake()
        took_s = now_s() - begun_s
        self._rests_until_s = now_s() + (REST_SHARE * took_s if took_s > LONG_S else 0.0)

    @property
    def is_model_loading(self) -> bool:
        """True while the first search would wait for the model. Thread: any."""
        return isinstance(self._parts.encoder, BackgroundEncoder) and self._parts.encoder.is_loading

    @property
    def encoder_state(self) -> EncoderState | None:
        """Where the model runs, as last heard of; None before it is known. Thread: any."""
        return self._parts.encoder.state if self._spec is not None else None

    def use_model(self, encoder: Encoder, source: str) -> EncoderSpec:
        """Put another model to work now; no ingest may be under way. The former one answers as after `wake`.

        `source` is how it is opened, in words that `open_encoder` understands.
        Raises: EncoderError, when it cannot be loaded; then all is as it was. StoreError.
        """
        _ = encoder.spec  # loaded, as it was not begun
        self._models.close()
        self._parts.encoder.close()
        self._parts = self._indexing.parts = parts = replace(self._parts, encoder=encoder, source=source)
        self._searcher = _make_searcher(parts)
        self._models = ModelRegistry(store_of(parts))
        self._index_manager = self._models.index_manager
        spec = self.wake()
        self._indexing.queue.invalidate()
        self.on_changes(Changes(initiator="model"))
        return spec

    def switch_estimate(self, spec: EncoderSpec) -> Generator[None, None, SwitchEstimate]:
        """What it would mean to switch to this model: which videos it would have to index, and how."""
        return (yield from estimate_switch(self._catalogue, spec, self._parts.settings.sampling.every_s))

    @property
    def answers_meanwhile(self) -> EncoderSpec | None:
        """The former model, while it answers in place of the chosen one. Thread: any."""
        former = self._models.former
        return former.spec if former is not None else None

    def interrupt(self) -> None:
        """End the models' processes in the middle of what they do; the job that waits for them fails. Thread: any.

        Only `close` may follow.
        """
        self._parts.encoder.close()
        self._models.interrupt()

    def set_lost(self, lost: bool) -> None:
        """Its files are no longer there, so nothing is written in their place; or they are there again. Thread: any."""
        self._models.is_lost = lost

    @property
    def is_saving(self) -> bool:
        """True while an index is written to the disk. Thread: any."""
        return self._models.is_saving

    def close(self) -> None:
        """Save the index, end helper processes, close the files."""
        parts = self._parts
        self._roots.close()
        self._probing.close()
        try:
            self._models.close()
        finally:
            for part in (self._indexing.decoders, parts.encoder, parts.pictures, parts.catalogue):
                part.close()

    def picture(self, video: Video, time_s: float) -> bytes | None:
        """JPEG of the frame near this time: from the cache, else decoded; None where it cannot be had now."""
        info = video.info
        cached = self._parts.pictures.get(info.fingerprint, time_s) if info is not None else None
        if cached is not None or video.state != "ready":
            return cached
        with suppress(MediaError):
            return self._parts.frames.still(video.path, time_s, PICTURE_HEIGHT_PX, info if video.is_current else None)
        return None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about how the library could be opened, such as that a copy is used."""
        return self._parts.notes

    @property
    def is_read_only(self) -> bool:
        """True when nothing of it can be changed."""
        return self._parts.read_only

    # ---- folders

    def watch(self, paths: Sequence[Path]) -> list[Folder]:
        """Add folders or single clips; of what lies in a folder of the library already, that folder is returned.

        Paths may be given in any form. What is given here is indexed before all else.
        Raises: UnreadableError, when nothing is at a path; UnsupportedError, for a file that is no video or picture;
        then nothing was added. StoreError.
        """
        self._expect_writable()
        places = self._contents.expect_addable(paths)
        folders = self._contents.add(places)
        self._indexing.queue.prefer(places)
        self.on_changes(Changes(folders=frozenset(f.id for f in folders), initiator="watch"))
        return folders

    def add(self, given: Sequence[Given]) -> Generator[None, None, AddReport]:
        """Add folders and single clips, and look through them; whatever was given is accounted for.

        What was given here is indexed before all else. Raises: StoreError.
        """
        self._expect_writable()
        return (yield from self._adding().run(given))

    def refused(self, given: Sequence[Given]) -> AddReport | None:
        """What `add` would tell when nothing of it can even be read; else None. Changes nothing."""
        self._expect_writable()
        return self._adding().refused(given)

    def place_of(self, path: Path) -> Path:
        """A path as the library spells it, given in any form: through links, with `..`."""
        return self._roots.place_of(path)

    def places_of(self, path: Path) -> frozenset[Path]:
        """All places where the library has clips of this folder, or this clip: for `Filter.below`."""
        return self._roots.places_of(path)

    def impact_of_removing(self, paths: Sequence[Path]) -> RemovalImpact:
        """What `remove` would take out of the library. Raises: QueryError, for a path that is not in it."""
        return self._contents.impact_of_removing(paths)

    def remove(self, paths: Sequence[Path]) -> Generator[None, None, Removal]:
        """Remove folders, parts of folders, or clips from the library; nothing on disk is touched.

        For 30 days `restore` brings them back without indexing. Clips of a folder inside another one stay with that.
        Raises: QueryError, for a path that is not in the library; StoreError.
        """
        self._expect_writable()
        removal = yield from self._contents.remove(paths)
        self._indexing.queue.invalidate()
        return removal

    def remove_folder(self, folder_id: int) -> Generator[None, None, Removal]:
        """As `remove`, for a folder of the library. Raises: QueryError, StoreError."""
        path = next((folder.path for folder in self._catalogue.folders() if folder.id == folder_id), None)
        if path is None:
            raise QueryError("This folder is no longer in the library.")
        return (yield from self.remove([path]))

    def missing(self, paths: Sequence[Path] = ()) -> list[Video]:
        """Clips whose files were deleted, at or below these paths, or all; never those whose drive is away."""
        return self._contents.missing(paths)

    def impact_of_forgetting(self, video_ids: Collection[int]) -> RemovalImpact:
        """What `forget` would take out of the library. Raises: QueryError, when none of these clips is missing."""
        return self._contents.impact_of_forgetting(video_ids)

    def forget(self, video_ids: Collection[int]) -> Generator[None, None, Removal]:
        """Remove those of these clips whose files were deleted; for 30 days `restore` brings them back.

        Raises: QueryError, when none of them is missing; StoreError.
        """
        self._expect_writable()
        removal = yield from self._contents.forget(video_ids)
        self._indexing.queue.invalidate()
        return removal

    def passed_over(self) -> list[PassedOver]:
        """What the last scan of each folder did not take in: links that lead nowhere, folders that cannot be read."""
        return self._catalogue.passed_over()

    def removals(self) -> list[Removal]:
        """What can be restored, the latest first."""
        return self._contents.removals()

    def restore(self, removal_id: int) -> Generator[None, None, Changes]:
        """Undo a removal; nothing is indexed for it. Look through the folders afterwards (`catch_up` does).

        Clips that were indexed again meanwhile stay as they are. Raises: QueryError, when it is gone; StoreError.
        """
        self._expect_writable()
        changes = yield from self._contents.restore(removal_id)
        self._indexing.queue.invalidate()
        return changes

    def purge(self, removal_ids: Collection[int] | None = None) -> Generator[None, None, int]:
        """Delete for good what was removed; None: all that was removed more than 30 days ago. Returns how many clips.

        The catalogue's file keeps its size: `shrink`. Raises: StoreError.
        """
        self._expect_writable()
        return (yield from self._contents.purge(removal_ids))

    def reconcile(self, folder_ids: Collection[int] | None = None) -> Generator[None, None, Changes]:
        """Compare disk and catalogue: new, changed, moved and vanished videos; drives that came or went.

        None looks through all folders; else those inside the given ones as well. A library that is only read stays as
        it is.
        """
        folders = self._catalogue.folders()
        inside = None
        if folder_ids is not None:
            outer = {str(folder.path) for folder in folders if folder.id in folder_ids}
            inside = {folder.id for folder in folders if innermost(folder.path, outer) is not None} | {*folder_ids}
        return (yield from self._reconcile(inside))

    def _reconcile(self, folder_ids: Collection[int] | None) -> Generator[None, None, Changes]:
        """Look through these folders and no others, or all."""
        if self._parts.read_only:
            return Changes(initiator="reconcile")
        self._put_right()
        wanted = None if folder_ids is None else {*folder_ids, *self._contents.affected}
        self._contents.affected.clear()
        chosen = [f for f in self._catalogue.folders() if wanted is None or f.id in wanted]
        self._noticed -= {f.id for f in chosen}
        places = {folder.id: folder.path for folder in chosen}
        changes = yield from Reconciler(self._context()).run(chosen)
        self._indexing.queue.invalidate()
        for folder in self._catalogue.folders():
            if places.get(folder.id, folder.path) != folder.path:
                self._roots.end_watching(folder.id)
        if self._spec is not None:
            self._roots.watch_all()
        self.on_changes(changes)
        return changes

    def notice(self, change: FolderChange) -> None:
        """What the watcher saw; Thread: any (it only notes the folder; `catch_up` or `reconcile` looks at it)."""
        self._noticed.add(change.folder_id)

    def catch_up(self) -> Generator[Any, None, IngestProgress]:
        """Look through all folders that were noticed, then index what waits; purge what was removed long ago."""
        if self._noticed or self._contents.affected:
            yield from self._reconcile(self._noticed.copy())
        finished = yield from self.ingest()
        if not self._parts.read_only:
            yield from self._contents.purge()
        return finished

    # ---- indexing

    def ingest(self, calibrate: bool = True) -> Generator[Any, None, IngestProgress]:
        """Index every waiting video, several at a time; a bad video gets its reason and the walk continues.

        Order: what was dropped by hand, then the newest, then the small ones. A file still being written is
        left waiting. It goes at the pace the surroundings allow. A new model is calibrated after a minute of it or
        at its end; without `calibrate`, for those who wait for the end, a shorter run leaves that for later.
        Raises: EncoderError, StoreError, IndexingPausedError (helpers keep dying); videos not done yet keep waiting.
        """
        return (yield from self._indexing.run(calibrate))

    def timings(self) -> dict[int, IndexTimings]:
        """Where the time of the last `ingest` went, by the id of each clip that was read."""
        return dict(self._indexing.timings)

    def calibrate(self) -> Generator[None, None, None]:
        """Learn once how the chosen model scores what does not belong together, so that matches are judged by that.

        `ingest` does it after its first clips. Does nothing for a model that is known. Raises: EncoderError.
        """
        self._wake_once()
        yield from self._parts.calibration.make(self._parts.encoder)

    def throttle(self, is_playing: bool) -> None:
        """A video plays, or no longer: indexing continues as the settings want it then. Thread: any."""
        self._indexing.pacer.is_playing = is_playing

    def survey(self, paths: Sequence[Path], tell: Callable[[FolderSurvey], None]) -> Generator[Any, None, FolderSurvey]:
        """What is in these folders and how long indexing them takes here, by trial; nothing of it is kept.

        `tell` is called now and then, on the engine lane. Raises: StoreError.
        """
        if self._parts.open_scratch is None:
            raise StoreError("This library cannot survey folders.")
        known = {video.place for block in self._catalogue.files() for video in block}
        return (yield from Survey(self._parts, self._parts.open_scratch(), tell).run(paths, known))

    def watch_folders(self, wanted: bool) -> None:
        """Notice changes in folders from now on, or no longer."""
        self.is_watching = wanted
        self._roots.set_watching(wanted)

    def use_machine(self, machine: MachineSettings) -> None:
        """From now on take so much of the computer. Thread: any."""
        self._indexing.pacer.machine = machine

    def retry(self, video_ids: Collection[int]) -> None:
        """Set failed videos back to waiting. Raises: StoreError."""
        self._expect_writable()
        failed = requests.retry(self._catalogue, video_ids)
        self._indexing.queue.invalidate()
        self.on_changes(Changes(videos=failed, initiator="retry"))

    def reindex_exact(self, video_ids: Collection[int]) -> None:
        """Sample videos exactly that were sampled fast; until then they are found as they are.

        Raises: StoreError.
        """
        self._expect_writable()
        videos = requests.reindex_exact(self._catalogue, video_ids)
        self._indexing.queue.invalidate()
        self.on_changes(Changes(videos=videos, initiator="refine"))

    def make_proxies(self, video_ids: Collection[int]) -> int:
        """Have proxies made of indexed videos, whatever the settings say; returns of how many.

        The next ingest reads them for that, after all videos that wait; they stay as they are. Raises: StoreError.
        """
        self._expect_writable()
        return requests.request_proxies(self._catalogue, self._parts.proxies, video_ids)

    # ---- asking

    def cut(self, text: str) -> Query:
        """Cut a sentence into phrases. Thread: any, pure. Raises: EmptyQueryError."""
        return cut_query(text, names=self.names)

    def cut_step(self, text: str) -> Step:
        """Cut the sentence of a later step into phrases. Thread: any, pure. Raises: EmptyQueryError."""
        cut = cut_query(text, names=self.names)
        return Step(cut.text, cut.phrases)

    def search(
        self, query: Query, limit: int = 100, by_video: bool | None = None, spec: EncoderSpec | None = None
    ) -> Answer:
        """Rank moments; `by_video` keeps the best of each video (None: as the settings say).

        `spec` asks a certain one of `models`, so that two can be compared.
        Raises: QueryError, EncoderError, StoreError.
        """
        check_query(query)
        if self._index_manager.index is None:
            self.wake()
        assert self._index_manager.index is not None
        grouped = self._parts.settings.search.group_by_film if by_video is None else by_video
        other = self._models.asked(spec)
        if other is not None:
            try:
                return other.answer(query, limit, grouped, self._parts.now_s)
            except (WeightsMissingError, WeightsCorruptError):
                if spec is not None or self._parts.read_only:
                    raise
                self._models.end_former()  # its file is gone: the chosen one answers from what it knows
        if spec is None:
            self._models.expect_known()
        return self._searcher.answer(query, self._index_manager.index, self._index_manager.is_exact, limit, grouped)

    def compare(
        self,
        query: Query,
        specs: tuple[EncoderSpec, EncoderSpec],
        limit: int = 100,
        by_video: bool | None = None,
    ) -> Generator[None, None, Comparison]:
        """Ask two of `models` the same and put their rankings side by side, with a third made of both.

        Raises: as `search`; WeightsMissingError, when one of them is not there any more.
        """
        grouped = self._parts.settings.search.group_by_film if by_video is None else by_video
        first = self.search(query, depth_of(limit), grouped, specs[0])
        yield
        second = self.search(query, depth_of(limit), grouped, specs[1])
        coverages = self._catalogue.coverage(specs[0]), self._catalogue.coverage(specs[1])
        return compare((first, second), coverages, limit, grouped, self._has_indexed)

    def end_comparing(self) -> None:
        """End the processes of models that were only asked for comparing."""
        self._models.rest()

    def explain(self, query: Query, segment_id: int, step: int = 0) -> Explanation:
        """Take the score of one segment apart, from its stored frame vectors, for this step of the query.

        Raises: QueryError, MediaError (of an example), StoreError, EncoderError.
        """
        found = self._catalogue.segments([segment_id])
        if not found:
            raise StoreError("This moment is no longer in the library.", "Search again.")
        spec = self._catalogue.spec_of(segment_id)
        other = self._models.asked(spec) if spec is not None else None
        if other is not None:
            return other.explain(query, found[0], step)
        return self._searcher.explain(query, found[0], step)

    def status(self) -> LibraryStatus:
        """Counts, model and index."""
        state = self.encoder_state
        return build_status(self._catalogue, self._spec, state, self._models.note)

    def videos(self, filter_: Filter | None = None) -> list[Video]:
        """Videos in order of path."""
        return self._catalogue.videos(filter_)

    @property
    def watch_notes(self) -> dict[int, str]:
        """For each folder that is not watched closely, a sentence why, by folder id. Thread: any."""
        return self._roots.notes

    # ---- within

    def _adding(self) -> Adding:
        parts = self._parts
        return Adding(parts.catalogue, parts.disk, self._roots, self._watch_one, self.reconcile)

    def _watch_one(self, path: Path) -> Folder:
        return self.watch([path])[0]

    def _put_right(self) -> None:
        """Once: a library of an earlier version may have the same folder twice, under two paths."""
        if self._is_right:
            return
        self._is_right = True
        gone, left = self._roots.put_right()
        if gone or left:
            self._models.forget(gone)
            folders = frozenset(folder.id for folder in self._catalogue.folders())
            self.on_changes(Changes(folders=folders, removed=frozenset(left), initiator="reconcile"))

    def _has_indexed(self, spec: EncoderSpec, videos: Sequence[Video]) -> bool:
        return any(self._catalogue.has_vectors(video.id, spec) for video in videos)

    def _context(self) -> ReconcileContext:
        parts = self._parts
        return ReconcileContext(
            parts.catalogue,
            parts.disk,
            self._probing,
            parts.today_s,
            lambda: self._spec,
            lambda gone: self._models.forget([*gone]),
            self._proxies,
            lambda videos: self._models.take_back(videos),
        )

    def _callbacks(self) -> IndexingCallbacks:
        return IndexingCallbacks(
            self._wake_once,
            self._follow,
            self.reconcile,
            self.calibrate,
            self._settle,
            lambda videos: self.on_changes(Changes(videos=videos, initiator="ingest")),
            lambda finished: self.on_progress(finished),
        )

    def _teach(self) -> None:
        """Taught words are different now: models that are loaded read them from their next sentence on.

        Raises: EncoderError, when a model's process died.
        """
        self._taught = self._parts.catalogue.taught_words()
        self.names = WordMatcher([word.text for word in self._taught])
        if self._spec is not None:
            teach_encoder(self._parts.encoder, self._parts.catalogue)
        self._searcher.forget_texts()
        self._models.teach()

    def _wake_once(self) -> None:
        if self._spec is None:
            self.wake()

    def _follow(self, outcome: IndexOutcome) -> None:
        """A video is done: update the index and notify listeners."""
        self._index_manager.follow(outcome.gone, outcome.made)
        self.on_changes(Changes(videos=frozenset({outcome.video.id}), initiator="ingest"))

    def _settle(self) -> Generator[float | None, None, None]:
        """All videos are done: the index is made quicker and kept, and the chosen model answers if it can."""
        yield from self._index_manager.build_step()
        yield from self._index_manager.save_if_worth()
        if self._models.change_over():
            self.on_changes(Changes(initiator="model"))

    def _expect_writable(self) -> None:
        """Raises: StoreError, with a sentence, where nothing can be changed."""
        if self._parts.read_only:
            raise StoreError("This library is read-only.", "You can search and play it, but not change it.")


def _make_searcher(parts: LibraryDeps) -> Searcher:
    examples = ExampleReader(parts.catalogue, parts.frames)
    return Searcher(parts.catalogue, parts.encoder, parts.now_s, parts.calibration, examples)


def _say_nothing(_: object) -> None:
    return
