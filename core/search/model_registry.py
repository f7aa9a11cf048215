"""The chosen model's index, and the models beside it: the one that answered before, and those asked by name."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import StoreError, WeightsMissingError
from core.ports import Catalogue
from core.search.calibration import Calibration
from core.search.examples import ExampleReader
from core.search.index_manager import IndexManager, OpenIndex
from core.search.secondary_model import OpenEncoder, SecondaryModel
from core.settings import IndexSettings
from core.values import EncoderSpec, Filter


@dataclass(frozen=True, slots=True)
class ModelStoreDeps:
    """What models find their vectors and indexes in."""

    catalogue: Catalogue
    open_index: OpenIndex
    index_path: Path
    settings: IndexSettings
    read_only: bool
    source: str
    """How the chosen encoder is opened, in words that `open_encoder` understands."""
    open_encoder: OpenEncoder | None
    examples: ExampleReader
    calibration: Calibration = field(default_factory=Calibration)


class ModelRegistry:
    """Who answers. Thread: the engine lane.

    After a change of the model the former one keeps answering, until the chosen one knows every video that the
    former knew and that is within reach.
    """

    def __init__(self, store: ModelStoreDeps) -> None:
        self._store = store
        self._catalogue = store.catalogue
        self._chosen: EncoderSpec | None = None
        self._known_key: str | None = None
        """Of the model that answered when this one was chosen."""
        self.former: SecondaryModel | None = None
        self._others: dict[str, SecondaryModel] = {}
        self.is_lost = False
        """The place of the files is not there any more: nothing may be written where it was. Thread: any."""
        self.index_manager = self._make_keeper()

    def choose(self, spec: EncoderSpec) -> None:
        """Use this model from now on; videos without vectors of it wait for it. Raises: StoreError."""
        self._chosen = spec
        self._known_key = self._last_key()
        self.former = self._find_former(spec)
        if not self._store.read_only:
            self._note(spec)

    @property
    def is_current(self) -> bool:
        """False when another program has written to the catalogue since the indexes were opened."""
        is_current = self._last_key() == self._known_key and self.index_manager.is_current
        return is_current and all(each.is_current for each in self._beside())

    def asked(self, spec: EncoderSpec | None) -> SecondaryModel | None:
        """The model that is meant, when it is not the chosen one; None asks whoever answers. Raises: EncoderError."""
        if spec is None:
            return self.former
        chosen = self._chosen
        if chosen is None or spec.key == chosen.key:
            return None
        if self.former is not None and spec.key == self.former.spec.key:
            return self.former
        if spec.key not in self._others:
            made = self._make(spec, chosen)
            if made is None:
                raise WeightsMissingError(f"The model {spec.name} cannot be opened.")
            self._others[spec.key] = made
        return self._others[spec.key]

    def open_saved(self) -> None:
        """Before a change by a program that has not loaded the model: its index follows, and is not rebuilt."""
        known = self._catalogue.last_spec()
        if self._chosen is None and known is not None and not self._store.read_only:
            self.index_manager.open_saved(known)

    def forget(self, gone: list[int]) -> None:
        """These segments have left the library."""
        self.index_manager.follow(gone, ())
        for model in self._beside():
            model.forget(gone)

    def take_back(self, video_ids: Collection[int]) -> None:
        """These videos came back into the library, with the vectors that they had."""
        self.index_manager.take_back(video_ids)
        for model in self._beside():
            model.take_back(video_ids)

    def expect_spare(self, spec: EncoderSpec) -> None:
        """Raises: StoreError, for a model that answers or is about to: without its vectors nothing can be found."""
        known, source = self._catalogue.last_spec(), self._catalogue.source_of(spec)
        chosen = (self._chosen is not None and self._chosen.key == spec.key) or (
            source and source == self._store.source
        )
        if chosen or (known is not None and known.key == spec.key):
            raise StoreError(
                f"{spec.name} is in use.",
                "Switch to another model first, and let it index all clips.",
            )

    def drop(self, spec: EncoderSpec) -> int:
        """Close a model beside the chosen one, delete its saved index; returns the bytes freed. Raises: StoreError."""
        model = self._others.pop(spec.key, None)
        if model is not None:
            model.close(saving=False)
        return self.index_manager.discard(spec)

    def teach(self) -> None:
        """The library's taught words are different now. Raises: EncoderError."""
        for model in self._beside():
            model.teach()

    def rest(self) -> None:
        """End the processes of models that were only asked by name; they start again when they are asked again."""
        for key in list(self._others):
            self._others.pop(key).close(saving=not self._store.read_only)

    def change_over(self) -> bool:
        """Let the chosen model answer, once it knows all videos within reach; True when it just began to."""
        if self.former is None or self._chosen is None or self._lacks(self._chosen, self.former.spec):
            return False
        self.end_former()
        return True

    def end_former(self) -> None:
        """The chosen model answers from now on."""
        former, self.former = self.former, None
        if former is not None and self._chosen is not None:
            former.close(saving=not self._store.read_only)
            self._catalogue.remember_spec(self._chosen)

    def expect_known(self) -> None:
        """Raises: StoreError, where a library that is only read was indexed with another model, not here any more.

        Without the former one the chosen model answers from a part only, or from nothing.
        """
        known, spec = self._catalogue.last_spec(), self._chosen
        if not self._store.read_only or known is None or spec is None or known.key == spec.key:
            return
        if not self._catalogue.counts(spec).segments or self._lacks(spec, known):
            raise StoreError(
                (f"This library was indexed with the model {known.name}, but the model chosen here is {spec.name}."),
                "Choose that model in Settings.",
            )

    @property
    def note(self) -> str:
        """One line for status and doctor."""
        if self.former is None:
            return self.index_manager.note
        return f"{self.index_manager.note} · searches use {self.former.spec.name} until all clips are re-indexed"

    def interrupt(self) -> None:
        """End the processes of models beside the chosen one in the middle of what they do. Thread: any."""
        for model in self._beside():
            model.interrupt()

    @property
    def is_saving(self) -> bool:
        """True while an index is written to the disk. Thread: any."""
        return self.index_manager.is_saving or any(model.is_saving for model in self._beside())

    def close(self) -> None:
        """Save the indexes, end the processes of models beside the chosen one."""
        saving = not self._store.read_only and not self.is_lost
        if saving:
            self.index_manager.save()
        for model in self._beside():
            model.close(saving=saving)

    # ---- inside

    def _note(self, spec: EncoderSpec) -> None:
        catalogue = self._catalogue
        known = catalogue.last_spec()
        if known is None or known.key != spec.key:
            ready = catalogue.videos(Filter(states=frozenset({"ready"})))
            catalogue.set_states([v.id for v in ready if not catalogue.has_vectors(v.id, spec)], "waiting")
        if self.former is None:
            catalogue.remember_spec(spec)
        if self._store.source:
            catalogue.note_source(spec, self._store.source)

    def _last_key(self) -> str | None:
        known = self._catalogue.last_spec()
        return None if known is None else known.key

    def _find_former(self, spec: EncoderSpec) -> SecondaryModel | None:
        """The model that answered so far, while it knows videos that the chosen one does not."""
        known = self._catalogue.last_spec()
        if known is None or known.key == spec.key or not self._catalogue.source_of(known):
            return None
        # of a library that is only read nothing is to come, also when its videos are out of reach
        is_empty = self._store.read_only and not self._catalogue.counts(spec).segments
        former = self._make(known, spec) if is_empty or self._lacks(spec, known) else None
        if former is not None:
            former.open_index()  # first of the two, so that each keeps its own file
        return former

    def _lacks(self, spec: EncoderSpec, known: EncoderSpec) -> bool:
        """True while videos that are within reach are known to the other model only."""
        online = {folder.id for folder in self._catalogue.folders() if folder.online}
        videos = (self._catalogue.video(i) for i in self._catalogue.lacking(spec, known))
        return any(video is not None and video.folder_id in online for video in videos)

    def _make(self, spec: EncoderSpec, chosen: EncoderSpec) -> SecondaryModel | None:
        if self._store.open_encoder is None:
            return None
        return SecondaryModel(
            spec,
            chosen,
            self._catalogue,
            self._store.open_encoder,
            self._make_keeper(),
            self._store.calibration,
            self._store.examples,
        )

    def _make_keeper(self) -> IndexManager:
        store = self._store
        return IndexManager(store.catalogue, store.open_index, store.index_path, store.settings, self._files)

    def _files(self) -> set[Path | None]:
        """Files of indexes that are open now."""
        return {self.index_manager.path, *(model.index_path for model in self._beside())}

    def _beside(self) -> list[SecondaryModel]:
        former = self.former
        return [*([former] if former is not None else []), *list(self._others.values())]
