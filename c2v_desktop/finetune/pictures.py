"""Picture files outside of the library as examples: decoded here, encoded by the process that learns. No torch."""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from c2v_desktop.finetune.collecting import PictureFrames
from c2v_desktop.finetune.run_process import ask
from c2v_desktop.finetune_child.picture_frames import load_array, save_array
from core.encode.encoder_options import EncoderOptions
from core.errors import C2VError, MediaError
from core.ports import FrameSource
from core.values import STILL_SUFFIXES, EncoderSpec
from core.values.teaching import CheckedPairs

_OTHER: Final = "Remove it from the examples, or choose another one in its place."


def outside_pictures(pairs: CheckedPairs, is_indexed: Callable[[Path], bool]) -> list[Path]:
    """Picture files that take part and that the library has no vectors of, each once."""
    used = (pair.path for pair, split in zip(pairs.pairs, pairs.splits, strict=True) if split is not None)
    return [path for path in dict.fromkeys(used) if path.suffix.lower() in STILL_SUFFIXES and not is_indexed(path)]


def read_pictures(
    paths: Sequence[Path], source: FrameSource, spec: EncoderSpec, base: EncoderOptions, command: Sequence[str]
) -> dict[Path, PictureFrames]:
    """Decode and encode. Raises: C2VError, that names a picture which cannot be read."""
    contents, pixels = [], []
    for path in paths:
        try:
            info = source.probe(path)
            samples = source.frames(info, [0.0], spec.frame_shape)
        except MediaError as error:
            raise C2VError(f"The picture {path.name} cannot be read: {error.title}", _OTHER) from error
        if not samples:
            raise C2VError(f"The picture {path.name} is empty.", _OTHER)
        contents.append(info.fingerprint)
        pixels.append(samples[0].pixels)
    if not pixels:
        return {}
    with TemporaryDirectory(prefix="c2v-pictures-", ignore_cleanup_errors=True) as root:
        file = Path(root) / "pictures.safetensors"
        save_array(file, np.stack(pixels))
        ask(command, {"op": "pictures", "base": base.to_json(), "file": str(file)})
        frames = load_array(file)
    return {path: PictureFrames(content, each) for path, content, each in zip(paths, contents, frames, strict=True)}
