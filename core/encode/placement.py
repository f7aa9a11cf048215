"""Where an image tower runs and how it wants its frames."""

from dataclasses import dataclass
from typing import Final

import torch

COMPILED: Final = "compiled"
"""In the name of a format: made into one program by torch's compiler, for one size of batch."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Device and number formats of the image tower. Temporal heads and text always run in float32."""

    device: torch.device
    weights: torch.dtype = torch.float32
    autocast: torch.dtype | None = None
    note: str = ""
    channels_last: bool = False
    """Colours of a pixel lie side by side, as tensor cores want them."""
    format: str = ""
    """Its name where it is more than a number type, such as int8."""

    @property
    def is_compiled(self) -> bool:
        """Made for one size of batch."""
        return COMPILED in self.format.split()

    @property
    def precision(self) -> str:
        """Name for the status bar."""
        return self.format or str(self.autocast or self.weights).removeprefix("torch.")
