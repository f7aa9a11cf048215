"""`Library`, the engine; its reading sister is `core.gallery`."""

import os
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import StoreError, UnreadableError, WeightsCorruptError, WeightsMissingError
from core.gallery import told
from core.ingest.ahead import Reader
from core.ingest.outlook import outlook
from core.ingest.pipeline import Outcome
from core.ingest.reconcile import Reconciler, Sight
from core.library import wishes
from core.library.indexing import Indexing, Ties
from core.library.parts import Parts, store_of
from core.library.roots import Roots
from core.ports import Encoder
from core.search.compare import compare, depth_of
from core.search.models import Models
from core.search.phrases import cut_query
from core.search.retrieve import Searcher
from core.settings import Machine
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
    Query,
    Video,
)

FORGET_FILMS = 20
"""Films whose vectors are forgotten in one step."""


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
        self._probing = Reader()
        self._searcher = Searcher(parts.catalogue, parts.encoder, parts.now_s)
        self._models = Models(store_of(parts))
        self._keeper = self._models.keeper
        self._roots = Roots(parts.catalogue, parts.disk, parts.watcher)
        self._indexing = Indexing(parts, self._ties())
        self._noticed: set[int] = set()
        self._proxies: dict[int, str] = {}
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
        self._roots.watch_all()
        return spec

    def use_model(self, encoder: Encoder, source: str) -> EncoderSpec:
        """Put another model to work now; no ingest may be under way. The former one answers as after `wake`.

        `source` is how it is opened, in words that `open_encoder` understands.
        Raises: EncoderError, when it cannot be loaded; then all is as it was. StoreError.
        """
        _ = encoder.spec
        self._models.close()
        self._parts.encoder.close()
        self._parts = self._indexing.parts = parts = replace(self._parts, encoder=encoder, source=source)
        self._searcher = Searcher(parts.catalogue, encoder, parts.now_s)
        self._models = Models(store_of(parts))
        self._keeper = self._models.keeper
        spec = self.wake()
        self._indexing.line.stir()
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
        self._roots.close()
        self._probing.close()
        try:
            self._models.close()
        finally:
            for part in (self._indexing.stations, parts.encoder, parts.pictures, parts.catalogue):
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
        folders = [self._roots.add(path, watching=self._spec is not None) for path in whole]
        self._indexing.line.prefer(whole)
        self.on_changes(Changes(folders=frozenset(f.id for f in folders), initiator="watch"))
        return folders

    def unwatch(self, folder_id: int) -> None:
        """Remove a root and its films from the library; nothing on disk is touched. Raises: StoreError."""
        self._expect_writable()
        self._roots.end_watching(folder_id)
        gone = self._catalogue.videos(Filter(folder_ids=frozenset({folder_id})))
        self._models.forget(self._catalogue.remove_folder(folder_id))
        if self._parts.small_copies is not None:
            contents = {video.info.fingerprint for video in gone if video.info is not None}
            self._parts.small_copies.forget(each for each in contents if not self._catalogue.find_fingerprint(each))
        self._indexing.line.stir()
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
        self._indexing.line.stir()
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
        """Look through all folders that were noticed, then index what waits."""
        if self._noticed:
            yield from self.reconcile(self._noticed.copy())
        return (yield from self.ingest())

    # ---- indexing

    def ingest(self) -> Generator[Any, None, IngestProgress]:
        """Index every waiting film, several at a time; a bad film gets its reason and the walk goes on.

        Order: what was dropped by hand, then the newest, then the small ones. A file still being written is
        left waiting. It goes at the pace the surroundings allow.
        Raises: EncoderError, StoreError, HeldError (helpers keep dying); films not done yet go on waiting.
        """
        return (yield from self._indexing.run())

    def give_way(self, is_playing: bool) -> None:
        """A film plays, or no longer: indexing goes on as the settings want it then. Thread: any."""
        self._indexing.pacer.is_playing = is_playing

    def use_machine(self, machine: Machine) -> None:
        """From now on take so much of the computer. Thread: any."""
        self._indexing.pacer.machine = machine

    def retry(self, video_ids: Collection[int]) -> None:
        """Set failed films back to waiting. Raises: StoreError."""
        self._expect_writable()
        failed = wishes.retry(self._catalogue, video_ids)
        self._indexing.line.stir()
        self.on_changes(Changes(videos=failed, initiator="retry"))

    def refine(self, video_ids: Collection[int]) -> None:
        """Look again, exactly, at films that were looked at quickly; until then they are found as they are.

        Raises: StoreError.
        """
        self._expect_writable()
        films = wishes.refine(self._catalogue, video_ids)
        self._indexing.line.stir()
        self.on_changes(Changes(videos=films, initiator="refine"))

    def make_proxies(self, video_ids: Collection[int]) -> int:
        """Have small copies made of indexed films, whatever the settings say; returns of how many.

        The next ingest reads them for that, after all films that wait; they stay as they are. Raises: StoreError.
        """
        self._expect_writable()
        return wishes.want_copies(self._catalogue, self._parts.small_copies, video_ids)

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
        return self._roots.notes

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
            self._proxies,
        )

    def _ties(self) -> Ties:
        return Ties(self._wake_once, self._follow, self.reconcile, self._settle, lambda told: self.on_progress(told))

    def _wake_once(self) -> None:
        if self._spec is None:
            self.wake()

    def _follow(self, outcome: Outcome) -> None:
        """A film is done: the index follows, and everyone is told."""
        self._keeper.follow(outcome.gone, outcome.made)
        self.on_changes(Changes(videos=frozenset({outcome.video.id}), initiator="ingest"))

    def _settle(self) -> Generator[None, None, None]:
        """All films are done: the index is made quicker and kept, and the chosen model answers if it can."""
        yield from self._keeper.tend()
        self._keeper.save_if_worth()
        if self._models.change_over():
            self.on_changes(Changes(initiator="model"))

    def _expect_writable(self) -> None:
        """Raises: StoreError, with a sentence, where nothing can be changed."""
        if self._parts.read_only:
            raise StoreError(
                "This library is open for reading only.", "It can be searched and played, but not added to or changed."
            )


def _say_nothing(_: object) -> None:
    return
