"""How fast a model is on this machine: pictures and sentences a second, as the program runs it."""

import statistics
import time

import numpy as np

from c2v_desktop.compose import make_encoder
from core.model_store.store import MeasuredSpeed
from core.ports import Encoder
from core.settings import EncoderSettings

_SENTENCES = 5


def measure(settings: EncoderSettings, seconds: float, date: str) -> tuple[str, MeasuredSpeed]:
    """Load the model in its process and measure it. Returns the model's name and its speed. Raises: EncoderError."""
    encoder = make_encoder(settings)
    try:
        return encoder.spec.name, measure_encoder(encoder, settings.batch, seconds, date)
    finally:
        encoder.close()


def measure_encoder(encoder: Encoder, batch: int, seconds: float, date: str) -> MeasuredSpeed:
    """Give it drawn noise for some seconds; median of the batches after the first. Raises: EncoderError."""
    images_per_s = _pictures(encoder, batch, seconds)
    text_ms = _sentences(encoder)
    state = encoder.state
    return MeasuredSpeed(round(images_per_s, 2), round(text_ms, 1), state.device, state.precision, date)


def _pictures(encoder: Encoder, batch: int, seconds: float) -> float:
    side = encoder.spec.frame_shape.image_px
    pixels = np.random.default_rng(0).integers(0, 256, (batch, side, side, 3), dtype=np.uint8)
    encoder.encode_frames(pixels)  # the first one pays for what is made once
    took: list[float] = []
    while sum(took) < seconds or not took:
        start = time.perf_counter()
        encoder.encode_frames(pixels)
        took.append(time.perf_counter() - start)
    return batch / statistics.median(took)


def _sentences(encoder: Encoder) -> float:
    """Milliseconds a sentence; each another one, since answers are remembered."""
    encoder.encode_text(["a first sentence"])
    took = []
    for i in range(_SENTENCES):
        start = time.perf_counter()
        encoder.encode_text([f"a red car drives past {i} houses"])
        took.append(time.perf_counter() - start)
    return statistics.median(took) * 1000
