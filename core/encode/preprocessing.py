"""From bytes to what an image tower eats, and which of many extracted frames the official evaluation takes.

May import numpy and torch.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD = (0.26862954, 0.26130258, 0.27577711)


def normalise(pixels: Tensor, mean: Sequence[float] = CLIP_MEAN, std: Sequence[float] = CLIP_STD) -> Tensor:
    """Scale to 0..1, subtract mean, divide by std, in float32. Shapes: (..., 3, H, W) uint8 -> same, float32."""
    middle = torch.tensor(mean, dtype=torch.float32, device=pixels.device)[:, None, None]
    spread = torch.tensor(std, dtype=torch.float32, device=pixels.device)[:, None, None]
    return pixels.float().div_(255).sub_(middle).div_(spread)


def official_indices(n_files: int, divisor: int, max_frames: int) -> list[int]:
    """Which of `n_files` extracted frames the official evaluation loads, in order.

    `divisor` thins the extracted frames; it is no rate. Fewer files than the divisor give no frame.
    """
    candidates = np.linspace(0, n_files - 1, n_files // divisor).astype(int) if n_files >= divisor else np.empty(0, int)
    if len(candidates) <= max_frames:
        return [int(i) for i in candidates]
    chosen = np.linspace(0, len(candidates) - 1, max_frames).astype(int)
    return [int(i) for i in candidates[chosen]]
