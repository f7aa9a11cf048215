"""The front door: everything a face (window, command line, script) may ask of the footage.

`Library` lives on the engine lane (encoder, index, all writing); its reading sister is `core.gallery`. Imports ports
and work, never machinery.
"""

import os
import time
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core.errors import (
    QueryError,
    StoreError,
    UnreadableError,
    WeightsCorruptError,
    WeightsMissingError,
)
from core.gallery import told
from core.ingest.ahead import Reader
from core.ingest.copying import Copies
from core.ingest.crew import Crew
from core.ingest.drives import Drives
from core.ingest.hopper import Hopper
from core.ingest.outlook import outlook
from core.ingest.pace import SLOW_SHARE, Pacer, Surroundings
from core.ingest.pipeline import Outcome
from core.ingest.progress import Meter
from core.ingest.queue import WaitingLine
from core.ingest.reconcile import Reconciler, Sight
from core.ingest.stations import Stations, how_many
from core.ingest.viewing import Tools
from core.ports import Catalogue, Clock, Disk, Encoder, FolderWatcher, FrameSource, PictureStore, SmallCopies
from core.search.compare import compare, depth_of
from core.search.former import OpenEncoder
from core.search.index import OpenIndex
from core.search.models import Models, Store
from core.search.phrases import cut_query
from core.search.retrieve import Searcher
from core.settings import Machine, Settings
from core.values import (
    Answer,
    Changes,
    Comparison,
    EncoderSpec,
    Filter,
    Folder,
    FolderChange,
    Holding,
    IngestProgress,
    Ledger,
    LibraryStatus,
    Loss,
    Outlook,
    Phrase,
    Query,
    Video,
)

_NOTHING_YET = IngestProgress(0, 0, 0, 0, 0, 0.0, None, None)
FORGET_FILMS = 20
"""Films whose vectors are forgotten in one step."""
KEEP_PIECES_S = 30 * 86400.0
"""Pieces of a film that was never finished are forgotten after this long."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a library is put together from; `c2v_desktop.compose` makes the real ones.

    `frames` scans; `helpers` scan further films at the same time where the machine allows it.
    """

    catalogue: Catalogue
    frames: FrameSource
    encoder: Encoder
    pictures: PictureStore
    disk: Disk
    open_index: OpenIndex
    index_path: Path
    settings: Settings = field(default_factory=Settings)
    watcher: FolderWatcher | None = None
    helpers: Sequence[FrameSource] = ()
    cores: int = os.cpu_count() or 1
    small_copies: SmallCopies | None = None
    """Proxies made here; None for a library that has none."""
    read_only: bool = False
    """Only ask: another program may be writing, or the library lies on a medium that cannot be written."""
    notes: tuple[str, ...] = ()
    """Sentences about how the library could be opened."""
    source: str = ""
    """How the encoder is opened, in words that `open_encoder` understands."""
    open_encoder: OpenEncoder | None = None
    """Opens a model that was used before, so that it goes on answering until the chosen one knows all films."""
    surroundings: Callable[[], Surroundings] | None = None
    """Power and time of day, for whoever wants indexing to give way to them."""
    now_s: Clock = time.monotonic
    today_s: Clock = time.time
    sleep: Callable[[float], None] = time.sleep


class Library:
    """The engine. Thread: every method on the engine lane, except where it says otherwise.

    Methods that return a Generator are lane jobs: they yield where they may be interrupted and return
    their value at the end. `on_changes` and `on_progress` are called on the engine lane.
    """

    on_changes: Callable[[Changes], None]
    on_progress: Callable[[IngestProgress], None]

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._catalogue = parts.catalogue
        self._spec: EncoderSpec | None = None
        self._stations, self._probing = Stations([parts.frames, *parts.helpers]), Reader()
        self._searcher = Searcher(parts.catalogue, parts.encoder, parts.now_s)
        self._models = Models(_store_of(parts))
        self._keeper = self._models.keeper
        self._line = WaitingLine(parts.catalogue, parts.disk, parts.now_s)
        self._pacer = Pacer(parts.settings.machine, parts.surroundings, parts.now_s)
        self._pacer.on_change = self._tell_pace
        self._progress = _NOTHING_YET
        self._copies = Copies()
        self._is_swept = False
        self._noticed: set[int] = set()
        self._lost: list[Video] = []
        self._watched: set[int] = set()
        self.on_changes = _say_nothing
        self.on_progress = _say_nothing

    # ---- beginning and end

    def wake(self) -> EncoderSpec:
        """Load the model and open the index. Raises: EncoderError.

        Films that another model has indexed wait again; their old vectors stay, and the other model answers
        until the new one knows them all.
        """
        self._spec = spec = self._parts.encoder.spec
        self._models.choose(spec)
        self._searcher.prepare(self._keeper.open(spec))
        for folder in self._catalogue.folders():
            self._begin_watching(folder)
        return spec

    def use_model(self, encoder: Encoder, source: str) -> EncoderSpec:
        """Put another model to work now; no ingest may be under way. The former one answers as after `wake`.

        `source` is how it is opened, in words that `open_encoder` understands.
        Raises: EncoderError, when it cannot be loaded; then all is as it was. StoreError.
        """
        _ = encoder.spec
        self._models.close()
        self._parts.encoder.close()
        self._parts = parts = replace(self._parts, encoder=encoder, source=source)
        self._searcher = Searcher(parts.catalogue, encoder, parts.now_s)
        self._models = Models(_store_of(parts))
        self._keeper = self._models.keeper
        spec = self.wake()
        self._line.stir()
        self.on_changes(Changes(initiator="model"))
        return spec

    def outlook(self, spec: EncoderSpec) -> Generator[None, None, Outlook]:
        """What it would mean to put this model to work: which films it would have to look at, and how."""
        return (yield from outlook(self._catalogue, spec, self._parts.settings.sampling.every_s))

    @property
    def answers_meanwhile(self) -> EncoderSpec | None:
        """The former model, while it answers in place of the chosen one. Thread: any."""
        former = self._models.former
        return former.spec if former is not None else None

    def close(self) -> None:
        """Save the index, end helper processes, close the files."""
        parts = self._parts
        if parts.watcher is not None:
            parts.watcher.close()
        self._probing.close()
        try:
            self._models.close()
        finally:
            for part in (self._stations, parts.encoder, parts.pictures, parts.catalogue):
                part.close()

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
        """Add folders or single files to the library; one inside a folder that is there already adds nothing.

        What is given here is indexed before all else.
        Raises: UnreadableError, when nothing is at a path; then nothing was added. StoreError.
        """
        self._expect_writable()
        whole = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100  resolve() would follow links
        for path in whole:
            if not path.exists():
                raise UnreadableError(path, f"There is nothing at {path}.", "Check the name, or connect the drive.")
        folders = [self._add_root(path) for path in whole]
        self._line.prefer(whole)
        self.on_changes(Changes(folders=frozenset(f.id for f in folders), initiator="watch"))
        return folders

    def unwatch(self, folder_id: int) -> None:
        """Remove a root and its films from the library; nothing on disk is touched. Raises: StoreError."""
        self._expect_writable()
        self._end_watching(folder_id)
        gone = self._catalogue.videos(Filter(folder_ids=frozenset({folder_id})))
        self._models.forget(self._catalogue.remove_folder(folder_id))
        if self._parts.small_copies is not None:
            contents = {video.info.fingerprint for video in gone if video.info is not None}
            self._parts.small_copies.forget(each for each in contents if not self._is_known(each))
        self._line.stir()
        films = frozenset(video.id for video in gone)
        self.on_changes(Changes(folders=frozenset({folder_id}), removed=films, initiator="unwatch"))

    def reconcile(self, folder_ids: Collection[int] | None = None) -> Generator[None, None, Changes]:
        """Compare disk and catalogue: new, changed, moved and vanished films; drives that came or went.

        None looks through all folders. A library that is only read stays as it is.
        """
        if self._parts.read_only:
            return Changes(initiator="reconcile")
        chosen = [f for f in self._catalogue.folders() if folder_ids is None or f.id in folder_ids]
        self._noticed -= {f.id for f in chosen}
        places = {folder.id: folder.path for folder in chosen}
        changes = yield from Reconciler(self._sight()).run(chosen)
        self._line.stir()
        for folder in self._catalogue.folders():
            if places.get(folder.id, folder.path) != folder.path:
                self._end_watching(folder.id)
        if self._spec is not None:
            for folder in self._catalogue.folders():
                self._begin_watching(folder)
        self.on_changes(changes)
        return changes

    def notice(self, change: FolderChange) -> None:
        """What the watcher saw; Thread: any (it only notes the folder; `catch_up` or `reconcile` looks at it)."""
        self._noticed.add(change.folder_id)

    def catch_up(self) -> Generator[Any, None, IngestProgress]:
        """Look through all folders that were noticed, then index what waits."""
        if self._noticed:
            yield from self.reconcile(self._noticed.copy())
        return (yield from self.ingest())

    # ---- indexing

    def ingest(self) -> Generator[Any, None, IngestProgress]:
        """Index every waiting film, at the pace the surroundings allow; see `_ingest`."""
        self._progress = _NOTHING_YET
        return (yield from self._pacer.through(self._ingest()))

    def give_way(self, is_playing: bool) -> None:
        """A film plays, or no longer: indexing goes on as the settings want it then. Thread: any."""
        self._pacer.is_playing = is_playing

    def use_machine(self, machine: Machine) -> None:
        """From now on take so much of the computer. Thread: any."""
        self._pacer.machine = machine

    def _ingest(self) -> Generator[None, None, IngestProgress]:
        """Index every waiting film, several at a time; a bad film gets its reason and the walk goes on.

        Order: what was dropped by hand, then the newest, then the small ones. A file still being written is
        left waiting.
        Raises: EncoderError, StoreError, HeldError (helpers keep dying); films not done yet go on waiting.
        """
        parts = self._parts
        sampling = parts.settings.sampling
        meter = Meter(parts.now_s, sampling.every_s, self._report, sampling.mode == "fast")
        if parts.read_only:
            return meter.finish()
        if self._spec is None:
            self.wake()
        if self._catalogue.counts(None).waiting:
            meter.learn(self._catalogue.videos(Filter(states=frozenset({"ready"}))))
        parts.catalogue.drop_pieces(parts.today_s() - KEEP_PIECES_S)
        self._sweep()
        self._copies = Copies(parts.small_copies, parts.settings.proxies, exact=sampling.mode == "exact")
        self._stations.use(how_many(sampling.decoders, parts.cores, parts.encoder.state.device))
        self._line.stir()  # an ingest that was stopped had taken its films out of the line
        looked_for = set[int]()
        try:
            while True:
                yield from Crew(self._tools(meter), self._line, self._finish).run()
                if not self._lost:
                    break
                lost = [video for video in self._lost if video.id not in looked_for]
                self._lost.clear()
                looked_for |= {video.id for video in lost}  # once: a drive may only say that it is there
                if lost:
                    yield from self._look_for(lost)
            wishes = Meter(parts.now_s, sampling.every_s, self._report)
            yield from self._copies.fulfil(self._catalogue, self._stations, wishes)
            yield from self._keeper.tend()
            self._keeper.save_if_worth()
            if self._models.change_over():
                self.on_changes(Changes(initiator="model"))
        finally:
            last = replace(meter.finish(), note=self._copies.note)
        return last

    def retry(self, video_ids: Collection[int]) -> None:
        """Set failed films back to waiting. Raises: StoreError."""
        self._expect_writable()
        failed = frozenset(v.id for i in video_ids if (v := self._catalogue.video(i)) and v.state == "failed")
        self._catalogue.set_states(failed, "waiting")
        self._line.stir()
        self.on_changes(Changes(videos=failed, initiator="retry"))

    def refine(self, video_ids: Collection[int]) -> None:
        """Look again, exactly, at films that were looked at quickly; until then they are found as they are.

        Raises: StoreError.
        """
        self._expect_writable()
        films = [v for i in video_ids if (v := self._catalogue.video(i)) and v.info and v.info.looked == "fast"]
        for video in films:
            info = replace(video.info, looked="refine") if video.info is not None else None
            state = "waiting" if video.state == "ready" else video.state
            self._catalogue.update_video(replace(video, info=info, state=state))
        self._line.stir()
        self.on_changes(Changes(videos=frozenset(video.id for video in films), initiator="refine"))

    def make_proxies(self, video_ids: Collection[int]) -> int:
        """Have small copies made of indexed films, whatever the settings say; returns of how many.

        The next ingest reads them for that, after all films that wait; they stay as they are. Raises: StoreError.
        """
        self._expect_writable()
        store = self._parts.small_copies
        films = [v.info for i in video_ids if (v := self._catalogue.video(i)) and v.state == "ready" and v.info]
        chosen = {info.fingerprint for info in films if not info.is_still}
        if store is None:
            return 0
        lacking = [each for each in chosen if store.find(each) is None]
        for each in lacking:
            store.wish(each, True)
        return len(lacking)

    # ---- asking

    def cut(self, text: str) -> Query:
        """Cut a sentence into phrases. Thread: any, pure. Raises: EmptyQueryError."""
        return cut_query(text)

    def search(
        self, query: Query, limit: int = 100, by_film: bool | None = None, spec: EncoderSpec | None = None
    ) -> Answer:
        """Rank moments; `by_film` keeps the best of each film (None: as the settings say).

        `spec` asks a certain one of `models`, so that two can be compared.
        Raises: QueryError, EncoderError, StoreError.
        """
        if self._keeper.index is None:
            self.wake()
        assert self._keeper.index is not None
        grouped = self._parts.settings.search.group_by_film if by_film is None else by_film
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
        return self._searcher.answer(query, self._keeper.index, self._keeper.is_exact, limit, grouped)

    def compare(
        self,
        query: Query,
        specs: tuple[EncoderSpec, EncoderSpec],
        limit: int = 100,
        by_film: bool | None = None,
    ) -> Generator[None, None, Comparison]:
        """Ask two of `models` the same and put their rankings side by side, with a third made of both.

        Raises: as `search`; WeightsMissingError, when one of them is not there any more.
        """
        grouped = self._parts.settings.search.group_by_film if by_film is None else by_film
        first = self.search(query, depth_of(limit), grouped, specs[0])
        yield
        second = self.search(query, depth_of(limit), grouped, specs[1])
        holdings = self._catalogue.holding(specs[0]), self._catalogue.holding(specs[1])
        return compare((first, second), holdings, limit, grouped, self._has_looked)

    def end_comparing(self) -> None:
        """End the processes of models that were only asked for comparing."""
        self._models.rest()

    def explain(self, query: Query, segment_id: int) -> Ledger:
        """Take the score of one segment apart, from its stored frame vectors. Raises: StoreError, EncoderError."""
        found = self._catalogue.segments([segment_id])
        if not found:
            raise StoreError("That moment is no longer in the library.", "Search again.")
        spec = self._catalogue.spec_of(segment_id)
        other = self._models.asked(spec) if spec is not None else None
        if other is not None:
            return other.explain(query, found[0])
        vectors = self._catalogue.frame_vectors([segment_id])[0]
        return self._parts.encoder.explain(query, vectors, found[0].frame_times_s)

    def status(self) -> LibraryStatus:
        """Counts, model and index."""
        state = self._parts.encoder.state if self._spec is not None else None
        return told(self._catalogue, self._spec, state, self._models.note)

    def models(self) -> list[EncoderSpec]:
        """Models with vectors in this library: `search` can ask each of them."""
        return self._catalogue.specs()

    def holdings(self) -> list[Holding]:
        """What the library has of each of `models`."""
        return [self._catalogue.holding(spec) for spec in self._catalogue.specs()]

    def weigh_model(self, spec: EncoderSpec) -> Loss:
        """What `forget_model` would take. Raises: StoreError, as that does."""
        self._expect_writable()
        self._models.expect_spare(spec)
        catalogue = self._catalogue
        return Loss(catalogue.holding(spec), catalogue.vector_bytes(spec), catalogue.known_alone(spec))

    def forget_model(self, spec: EncoderSpec) -> Generator[None, None, int]:
        """Forget what a model saw, film by film; returns the bytes of its deleted index.

        Broken off, the rest stays and can be forgotten later. The catalogue's file keeps its size: `shrink`.
        Raises: StoreError, for the model that answers or is in use.
        """
        self._expect_writable()
        self._models.expect_spare(spec)
        freed = self._models.drop(spec)
        while self._catalogue.drop_vectors(spec, FORGET_FILMS):
            yield
        self.on_changes(Changes(initiator="forget"))
        return freed

    def shrink(self) -> int:
        """Give room of forgotten vectors back to the disk; minutes for a large library. Returns the bytes.

        Raises: DiskFullError, when there is no room to write the file anew; StoreError.
        """
        self._expect_writable()
        return self._catalogue.shrink()

    def videos(self, filter_: Filter | None = None) -> list[Video]:
        """Films in order of path."""
        return self._catalogue.videos(filter_)

    @property
    def watch_notes(self) -> dict[int, str]:
        """For each folder that is not watched closely, a sentence why, by folder id. Thread: any."""
        watcher = self._parts.watcher
        return {} if watcher is None else {id_: note for id_, note in watcher.notes.items() if id_ in self._watched}

    # ---- within

    def _has_looked(self, spec: EncoderSpec, videos: Sequence[Video]) -> bool:
        return any(self._catalogue.has_vectors(video.id, spec) for video in videos)

    def _sight(self) -> Sight:
        parts = self._parts
        return Sight(
            parts.catalogue,
            parts.disk,
            self._probing,
            parts.today_s,
            lambda: self._spec,
            lambda gone: self._models.forget([*gone]),
        )

    def _tools(self, meter: Meter) -> Tools:
        parts, batch = self._parts, self._parts.settings.encoder.batch
        hopper = Hopper(parts.encoder, parts.pictures, parts.now_s, batch)
        return Tools(
            parts.catalogue,
            parts.encoder,
            self._stations,
            hopper,
            meter,
            parts.today_s,
            parts.settings.sampling,
            batch,
            parts.sleep,
            self._copies,
        )

    def _sweep(self) -> None:
        """Once: what dead programs left of small copies, and those of films that are no longer here."""
        store, self._is_swept = self._parts.small_copies if not self._is_swept else None, True
        if store is not None:
            store.sweep(self._parts.today_s() - KEEP_PIECES_S, self._is_known)

    def _is_known(self, fingerprint: str) -> bool:
        return bool(self._catalogue.find_fingerprint(fingerprint))

    def _finish(self, outcome: Outcome) -> bool:
        """A film is done: the index follows, and everyone is told. False when its folder is to be looked at first."""
        self._keeper.follow(outcome.gone, outcome.made)
        if outcome.video.state == "missing":
            self._lost.append(outcome.video)
        self.on_changes(Changes(videos=frozenset({outcome.video.id}), initiator="ingest"))
        return not self._lost

    def _add_root(self, path: Path) -> Folder:
        folders = self._catalogue.folders()
        for folder in folders:
            if path == folder.path or (not folder.is_file and path.is_relative_to(folder.path)):
                return folder
        is_file = not path.is_dir()
        known = Drives(self._catalogue, self._parts.disk).home_of(path, is_file, folders)
        if known is not None:
            self._end_watching(known.id)
            return known
        folder = self._catalogue.add_folder(path, is_file)
        if self._spec is not None:
            self._begin_watching(folder)
        return folder

    def _expect_writable(self) -> None:
        """Raises: StoreError, with a sentence, where nothing can be changed."""
        if self._parts.read_only:
            raise StoreError(
                "This library is open for reading only.", "It can be searched and played, but not added to or changed."
            )

    def _look_for(self, lost: Sequence[Video]) -> Generator[None, None, None]:
        """Films were gone when their turn came: were they moved, deleted, or was their drive pulled?"""
        self._catalogue.set_states([video.id for video in lost], "waiting")
        yield from self.reconcile({video.folder_id for video in lost})

    def _begin_watching(self, folder: Folder) -> None:
        """Also where a root is away: the watcher tells when it comes."""
        watcher = self._parts.watcher
        if watcher is not None and folder.watched and folder.id not in self._watched:
            watcher.watch(folder)
            self._watched.add(folder.id)

    def _end_watching(self, folder_id: int) -> None:
        if self._parts.watcher is not None and folder_id in self._watched:
            self._parts.watcher.unwatch(folder_id)
        self._watched.discard(folder_id)

    def _report(self, progress: IngestProgress) -> None:
        self._progress = replace(progress, pace=self._pacer.pace, note=self._copies.note)
        self.on_progress(self._progress)

    def _tell_pace(self) -> None:
        """The pace has changed, perhaps before anything was begun."""
        self._stations.give_way(1.0 if self._pacer.pace.mode == "full" else SLOW_SHARE)
        self._report(self._progress)


def _store_of(parts: Parts) -> Store:
    return Store(
        parts.catalogue,
        parts.open_index,
        parts.index_path,
        parts.settings.index,
        parts.read_only,
        parts.source,
        parts.open_encoder,
    )


def edit_phrases(query: Query, phrases: Sequence[tuple[int, int]]) -> Query:
    """The same sentence cut at other places. Raises: QueryError, when spans overlap or lie outside."""
    done = 0
    for start, stop in sorted(phrases):
        if not done <= start < stop <= len(query.text) or not query.text[start:stop].strip():
            raise QueryError("These phrases overlap or lie outside the sentence.")
        done = stop
    return replace(query, phrases=tuple(Phrase(query.text[a:b], a, b) for a, b in sorted(phrases)))


def _say_nothing(_: object) -> None:
    return
