"""Frame vectors of pictures. In the process that learns: it holds the model."""

from pathlib import Path
from typing import Any, Final, cast

import numpy as np
from safetensors.numpy import load_file, save_file

from core import registry
from core.encode.encoder_options import EncoderOptions
from core.ports import Encoder, JointEncoder
from core.values import ByteArray, HalfArray

REPEATS: Final = 3
"""A single frame is repeated so often, as stills are when they are indexed."""


def encode_pictures(base: EncoderOptions, file: Path) -> dict[str, Any]:
    """Replace the pictures in a file by their frame vectors. Raises: EncoderError, OSError."""
    encoder: Encoder = registry.load(registry.BACKENDS, base.backend).build(base)
    try:
        save_array(file, frames_of(encoder, load_array(file)))
    finally:
        encoder.close()
    return {}


def frames_of(encoder: Encoder, pictures: ByteArray) -> HalfArray:
    """Shapes: (P, S, S, 3) -> (P, REPEATS, E)."""
    if not encoder.spec.sees_clips:
        return np.repeat(encoder.encode_frames(pictures)[:, None], REPEATS, axis=1)
    most = encoder.spec.frames_per_clip
    padded = np.zeros((1, most, *pictures.shape[1:]), np.uint8)
    mask = (np.arange(most) < REPEATS).astype(np.uint8)[None]
    seen = []
    for picture in pictures:
        padded[0, :REPEATS] = picture
        seen.append(cast(JointEncoder, encoder).encode_clips(padded, mask)[0][:REPEATS])
    return np.stack(seen)


def save_array(file: Path, array: Any) -> None:
    """Raises: OSError."""
    save_file({"array": np.ascontiguousarray(array)}, file)


def load_array(file: Path) -> Any:
    """Raises: OSError."""
    return load_file(file)["array"]
