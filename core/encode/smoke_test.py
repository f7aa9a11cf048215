"""A model is loaded as the program will load it, and shown a picture and a sentence, before it counts as installed."""

from pathlib import Path

import numpy as np
import torch

from core import registry
from core.encode.encoder_options import EncoderOptions
from core.encode.weights import READ_ERRORS
from core.errors import WeightsCorruptError
from core.ports import Encoder

_SENTENCE = "a red car drives past a house"


def try_model(path: Path, backend: str, architecture: str) -> None:
    """Load, see and read, on the processor in full precision: what fails here fails everywhere.

    Raises: EncoderError and its kind.
    """
    options = EncoderOptions(backend, str(path), architecture, "cpu", "float32", batch=1)
    threads = torch.get_num_threads()
    try:
        encoder: Encoder = registry.load(registry.BACKENDS, backend).build(options)
        try:
            trouble = _trouble(encoder)
        finally:
            encoder.close()
    except READ_ERRORS as error:
        raise WeightsCorruptError(
            f"{path.name} was read, but its model does not work: {error}.", "Choose another checkpoint."
        ) from error
    finally:
        torch.set_num_threads(threads)
    if trouble:
        raise WeightsCorruptError(
            f"{path.name} was read, but its model does not work: {trouble}.", "Choose another checkpoint."
        )


def _trouble(encoder: Encoder) -> str:
    """What is wrong with its vectors; "" when nothing is."""
    side = encoder.spec.frame_shape.image_px
    picture = np.random.default_rng(0).integers(0, 256, (1, side, side, 3), dtype=np.uint8)
    frames = encoder.encode_frames(picture)
    moment = encoder.encode_segments(frames[None], np.ones((1, 1), np.uint8))[0]
    words = encoder.encode_text([_SENTENCE])[0].pooled
    if moment.shape != words.shape:
        return f"a moment has {moment.size} numbers and a sentence {words.size}"
    for what, vector in (("a picture", moment), ("a sentence", words)):
        length = float(np.linalg.norm(np.asarray(vector, np.float64)))
        if not np.isfinite(length) or abs(length - 1) > 0.01:
            return f"{what} gives no direction (length {length:.3g})"
    return ""
