"""Where the engine of teaching meets library, models folder and settings. No Qt, no torch."""

from collections.abc import Callable, Sequence

from c2v_desktop import compose
from c2v_desktop.finetune.engine import EngineDeps, FinetuneEngine
from c2v_desktop.library_files import open_whole_catalogue
from c2v_desktop.library_location import find_library
from c2v_desktop.models.checkpoint_import import approve_import
from c2v_desktop.models.model_choice import today
from c2v_desktop.paths import Places
from core.model_store.installer import ModelInstaller
from core.model_store.store import ModelStore
from core.settings import Settings
from core.values import TaughtWord


def make_teaching_engine(
    places: Places,
    settings: Callable[[], Settings],
    put_words: Callable[[Sequence[TaughtWord]], None],
) -> FinetuneEngine:
    """Teaches models. `put_words` keeps words in the library and waits until that is done. Thread: any."""
    store = ModelStore(places.models)

    def installer() -> ModelInstaller:
        return ModelInstaller(
            store,
            today(),
            lambda weights, record: approve_import(compose.make_inspector(), weights, record),
            _say_nothing,
        )

    return FinetuneEngine(
        EngineDeps(
            runs=places.runs,
            store=store,
            open_catalogue=lambda: open_whole_catalogue(find_library(places).places),
            settings=lambda: settings().encoder,
            options=compose.encoder_options,
            source=compose.encoder_source,
            open_frames=lambda: compose.make_decoder(settings()),
            installer=installer,
            put_words=put_words,
        )
    )


def _say_nothing(*_: object) -> None:
    pass
