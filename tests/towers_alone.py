"""The demo model without what it knows of movements: its towers with heads that change nothing yet."""

from dataclasses import replace
from pathlib import Path

import resources
from core.encode.backends.clip2video import build_from_state_dict
from core.encode.initialisation import start_as_mean
from core.encode.weights import read_checkpoint, stored_tokens, write_checkpoint


def write_towers_alone(path: Path, name: str = "Towers alone") -> Path:
    """A checkpoint that scores as the mean of its frames; returns `path`."""
    own = resources.path("models/demo.safetensors")
    file = read_checkpoint(own)
    meta = replace(file.meta, name=name, trained=False, center_weight=1.0)
    model = build_from_state_dict(file.state, 1.0, meta.frames, meta.words, meta.architecture, meta.preprocessing)
    start_as_mean(model, 0)
    write_checkpoint(path, model, meta, tuple(stored_tokens(own)))
    return path
