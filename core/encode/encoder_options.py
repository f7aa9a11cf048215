"""What a backend is built from, as it travels to the encoder process. Standard library only."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class EncoderOptions:
    """The model and where it runs; the same fields as the settings of the encoder, with paths resolved."""

    backend: str = "clip2video"
    weights: str = ""
    """Path of a checkpoint; for clip_mean also an open_clip tag whose file is already on this machine."""
    model: str = ""
    """For clip_mean: open_clip's name of the model."""
    device: str = "auto"
    precision: str = "auto"
    batch: int = 16
    threads: int = 0
    """0 leaves one core to the user."""
    notes: str = ""
    """A folder for what is found out of models (`known_specs`); "" keeps nothing."""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "EncoderOptions":
        """Undo `to_json`; unknown keys are ignored."""
        return cls(**{each.name: values[each.name] for each in fields(cls) if each.name in values})
