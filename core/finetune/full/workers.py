"""Several processes that train one model: started by torch's own launcher, joined by torch's DDP.

    torchrun --nproc-per-node 2 ...

Each has its share of every batch; negatives come from all. One process needs nothing of this.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from core.errors import C2VError
from core.values.arrays import FloatArray

_LAUNCHED = ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")


@dataclass(frozen=True, slots=True)
class Workers:
    """The processes that train together, and which of them this one is."""

    rank: int = 0
    size: int = 1

    @property
    def is_first(self) -> bool:
        """The one that writes and tells."""
        return self.rank == 0

    def gather(self, rows: Tensor) -> Tensor:
        """Everybody's rows, in order of rank, without gradient. Shapes: (B, ...) -> (size * B, ...)."""
        rows = rows.detach().contiguous()
        if self.size == 1:
            return rows
        parts = [torch.empty_like(rows) for _ in range(self.size)]
        dist.all_gather(parts, rows)
        return torch.cat(parts)

    def same(self, values: FloatArray) -> FloatArray:
        """The first process' values for all of them."""
        if self.size == 1:
            return values
        told = torch.from_numpy(values)
        if dist.get_backend() == "nccl":
            told = told.cuda()
        dist.broadcast(told, 0)
        return np.asarray(told.cpu().numpy(), np.float32)

    def share(self, model: nn.Module) -> nn.Module:
        """The model, or DDP around it: gradients of a backward pass come out as the mean over all processes."""
        if self.size == 1:
            return model
        return DistributedDataParallel(model, broadcast_buffers=False)


def is_launched(environment: Mapping[str, str] = os.environ) -> bool:
    """Was this process started by torch's launcher, with others or alone?"""
    return all(environment.get(name) for name in _LAUNCHED)


@contextmanager
def joined(device: torch.device, environment: Mapping[str, str] = os.environ) -> Iterator[tuple[Workers, torch.device]]:
    """Join the processes that torch's launcher started, each on a card of its own. Raises: C2VError."""
    if not is_launched(environment):
        yield Workers(), device
        return
    local = int(environment.get("LOCAL_RANK", 0))
    if device.type == "cuda":
        if local >= torch.cuda.device_count():
            raise C2VError(
                f"{local + 1} processes were started on a computer with {torch.cuda.device_count()} graphics cards.",
                "Give torchrun --nproc-per-node as many as there are cards.",
            )
        device = torch.device("cuda", local)
        torch.cuda.set_device(device)
    try:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    except (RuntimeError, ValueError) as error:
        raise C2VError(f"The processes could not be joined: {str(error).splitlines()[0]}.") from error
    try:
        yield Workers(dist.get_rank(), dist.get_world_size()), device
    finally:
        dist.destroy_process_group()
