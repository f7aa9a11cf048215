"""Long indexing by a model that was never measured on this processor: the window offers to measure it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from c2v_desktop.models.model_choice import DEMO, used_by
from c2v_desktop.paths import Places
from core.encode.format_measurements import measured_here
from core.model_store.store import ModelStore
from core.settings import EncoderSettings
from core.values import IngestProgress
from ui.notices import Notice
from ui.tasks import Tasks
from ui.translate import translate
from ui.window.main_window import MainWindow

LONG_S = 600.0
"""Measuring takes about a minute; a run with less than this before it is left alone."""


class SpeedOffer(QObject):
    """Offers once for each model while the program runs. Lives as long as the window."""

    def __init__(
        self,
        window: MainWindow,
        places: Places,
        tasks: Tasks,
        running: Callable[[], EncoderSettings],
        device: Callable[[], str],
        measure: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._window, self._places = window, places
        self._running, self._device, self._measure = running, device, measure
        self._seen: set[str] = set()
        tasks.progress.connect(self._look)

    def _look(self, progress: IngestProgress) -> None:
        encoder = self._running()
        if progress.finished or progress.eta_s is None or progress.eta_s < LONG_S or encoder.weights in self._seen:
            return
        self._seen.add(encoder.weights)
        if self._device() != "cpu" or encoder.precision != "auto" or not encoder.weights:
            return
        store = ModelStore(self._places.models)
        key = used_by(encoder, store)
        if key in ("", DEMO) or measured_here(Path(encoder.weights).expanduser(), encoder.threads) is not None:
            return
        name = next((record.name for record in store.records() if record.id == key), key)
        self._window.notices.show_notice(
            Notice(
                "info",
                translate("Models", "Indexing may run faster on this computer."),
                translate(
                    "Models",
                    "{name} has not been measured here. It takes about a minute, while indexing continues; then the "
                    "fastest number format is used.",
                ).format(name=name),
                "speed",
            ),
            (translate("Models", "Measure"), lambda: self._measure(key)),
        )
