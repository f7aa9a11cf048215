"""The optimiser: Muon for the matrices inside the blocks, AdamW for all else.

Muon makes every step of a matrix turn all its directions equally. In one short comparison (300 steps of 64 pictures,
one seed) the sentence loss was 1.44 with it and 2.01 with AdamW alone at a rate of 1e-3.

Source: Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks"; scale of the step after Liu et
al. 2025, arXiv 2502.16982. Written here because torch has it only from 2.9 on.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import torch
from torch import Tensor, nn

_COEFFICIENTS: Final = (3.4445, -4.7750, 2.0315)
_ROUNDS: Final = 5
_BLOCKS: Final = {"resblocks", "blocks", "layer"}
"""What lists of blocks are called in CLIP, in vision transformers and in DistilBERT."""


def orthogonalise(matrices: Tensor) -> Tensor:
    """Push all singular values of each matrix to about 1, keeping its singular vectors. Shapes: (N, A, B)."""
    a, b, c = _COEFFICIENTS
    tall = matrices.shape[-2] > matrices.shape[-1]
    x = (matrices.mT if tall else matrices).bfloat16()
    x = x / (torch.linalg.matrix_norm(x.float(), keepdim=True).bfloat16() + 1e-7)
    for _ in range(_ROUNDS):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    turned: Tensor = (x.mT if tall else x).to(matrices.dtype)
    return turned


class Muon:
    """Momentum with orthogonalised steps, for weight matrices; stacked query, key and value are taken one by one."""

    def __init__(self, weights: Iterable[Tensor], decay: float, momentum: float = 0.95) -> None:
        self._weights = list(weights)
        self._decay, self._momentum = decay, momentum
        self._speed = [torch.zeros_like(weight) for weight in self._weights]

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """One step against the gradients, which are left as they are."""
        alike: dict[tuple[int, int], list[tuple[Tensor, Tensor]]] = defaultdict(list)
        for weight, speed in zip(self._weights, self._speed, strict=True):
            if weight.grad is None:
                continue
            speed.lerp_(weight.grad, 1 - self._momentum)
            push = weight.grad.lerp(speed, self._momentum)
            for part, piece in zip(_parts(weight), _parts(push), strict=True):
                alike[(part.shape[0], part.shape[1])].append((part, piece))
        for (rows, columns), pairs in alike.items():
            turned = orthogonalise(torch.stack([piece for _, piece in pairs]))
            # As large a step as AdamW's would be, so that one rate serves both.
            scale = 0.2 * max(rows, columns) ** 0.5
            for (part, _), piece in zip(pairs, turned, strict=True):
                part.mul_(1 - rate * self._decay).sub_(piece, alpha=rate * scale)

    def state(self) -> list[Tensor]:
        """What must be kept to go on later."""
        return self._speed

    def restore(self, state: list[Tensor]) -> None:
        """Go on from a kept state."""
        for speed, kept in zip(self._speed, state, strict=True):
            speed.copy_(kept)


def block_matrices(modules: nn.Module) -> list[nn.Parameter]:
    """The weights Muon is for: matrices inside transformer blocks."""
    return [
        p for name, p in modules.named_parameters() if p.requires_grad and p.dim() == 2 and _BLOCKS & {*name.split(".")}
    ]


def _parts(matrix: Tensor) -> tuple[Tensor, ...]:
    rows, columns = matrix.shape
    return matrix.chunk(3) if rows == 3 * columns else (matrix,)
