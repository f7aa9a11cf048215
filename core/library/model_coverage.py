"""What the library has of each model, and how that is forgotten."""

from collections.abc import Callable, Generator

from core.ports import Catalogue
from core.search.model_registry import ModelRegistry
from core.values import Changes, EncoderSpec, ForgetImpact, ModelCoverage

FORGET_VIDEOS = 20
"""Videos whose vectors are forgotten in one step."""


class ModelData:
    """Part of `Library`. Thread: the engine lane."""

    on_changes: Callable[[Changes], None]
    _catalogue: Catalogue
    _models: ModelRegistry

    def _expect_writable(self) -> None:
        raise NotImplementedError

    def models(self) -> list[EncoderSpec]:
        """Models with vectors in this library: `search` can ask each of them."""
        return self._catalogue.specs()

    def coverages(self) -> list[ModelCoverage]:
        """What the library has of each of `models`."""
        return [self._catalogue.coverage(spec) for spec in self._catalogue.specs()]

    def weigh_model(self, spec: EncoderSpec) -> ForgetImpact:
        """What `forget_model` would take. Raises: StoreError, as that does."""
        self._expect_writable()
        self._models.expect_spare(spec)
        catalogue = self._catalogue
        return ForgetImpact(catalogue.coverage(spec), catalogue.vector_bytes(spec), catalogue.known_alone(spec))

    def forget_model(self, spec: EncoderSpec) -> Generator[None, None, int]:
        """Forget what a model saw, video by video; returns the bytes of its deleted index.

        Broken off, the rest stays and can be forgotten later. The catalogue's file keeps its size: `shrink`.
        Raises: StoreError, for the model that answers or is in use.
        """
        self._expect_writable()
        self._models.expect_spare(spec)
        freed = self._models.drop(spec)
        while self._catalogue.drop_vectors(spec, FORGET_VIDEOS):
            yield
        self.on_changes(Changes(initiator="forget"))
        return freed

    def shrink(self) -> int:
        """Give room of forgotten vectors back to the disk; minutes for a large library. Returns the bytes.

        Raises: DiskFullError, when there is no room to rewrite the file; StoreError.
        """
        self._expect_writable()
        return self._catalogue.shrink()
