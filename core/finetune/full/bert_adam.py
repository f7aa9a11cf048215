"""BERT's Adam, which CLIP2Video and its parent were trained with: torch has no optimiser without bias correction.

Source: optimisation code of CLIP4Clip, after Devlin et al. 2018 (models specification 1.10).
"""

from collections.abc import Callable
from typing import Any, Final

import torch
from torch import Tensor

_EPSILON: Final = 1e-6


class BertAdam(torch.optim.Optimizer):
    """Adam without bias correction, with decoupled decay, and each tensor's gradient clipped to norm 1."""

    def __init__(self, groups: list[dict[str, Any]], betas: tuple[float, float] = (0.9, 0.98)) -> None:
        super().__init__(groups, {"lr": 0.0, "weight_decay": 0.0, "betas": betas})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """One step against the gradients, which are clipped in place."""
        assert closure is None
        for group in self.param_groups:
            learners = [weight for weight in group["params"] if weight.grad is not None]
            # A card is busy with many tensors at once; a processor would only need more memory.
            at_once = max(1, len(learners)) if any(weight.is_cuda for weight in learners) else 1
            for start in range(0, len(learners), at_once):
                self._move(learners[start : start + at_once], group)

    def _move(self, weights: list[Tensor], group: dict[str, Any]) -> None:
        for weight in weights:
            if not self.state[weight]:
                self.state[weight] = {"mean": torch.zeros_like(weight), "square": torch.zeros_like(weight)}
        gradients = [weight.grad for weight in weights if weight.grad is not None]
        means = [self.state[weight]["mean"] for weight in weights]
        squares = [self.state[weight]["square"] for weight in weights]
        slow, slower = group["betas"]
        # As torch.nn.utils.clip_grad_norm_ with 1 does it for each tensor.
        factors = [(1 / (norm + 1e-6)).clamp(max=1.0) for norm in torch._foreach_norm(gradients)]
        torch._foreach_mul_(gradients, factors)
        torch._foreach_lerp_(means, gradients, 1 - slow)
        torch._foreach_mul_(squares, slower)
        torch._foreach_addcmul_(squares, gradients, gradients, 1 - slower)
        spread = torch._foreach_sqrt(squares)
        torch._foreach_add_(spread, _EPSILON)
        update = torch._foreach_div(means, spread)
        if group["weight_decay"]:
            torch._foreach_add_(update, weights, alpha=group["weight_decay"])
        torch._foreach_add_(weights, update, alpha=-group["lr"])
