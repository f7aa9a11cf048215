"""Several processes that train one model: started by torch's own launcher, joined by torch's DDP.

    torchrun --nproc-per-node 2 -m c2v_desktop.cli finetune run captions.csv --way full

Each has its share of every batch; negatives come from all. One process needs nothing of this.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from core.errors import C2VError
from core.finetune.launcher import launched
from core.values.arrays import FloatArray

_PATIENCE: Final = timedelta(days=7)
"""The others wait while the first decodes all clips. When one of them dies, the launcher ends the rest."""


@dataclass(frozen=True, slots=True)
class Workers:
    """The processes that train together, and which of them this one is."""

    rank: int = 0
    size: int = 1
    local_size: int = 1
    """Of them on this computer."""

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
        shared = torch.from_numpy(values)
        if dist.get_backend() == "nccl":
            shared = shared.cuda()
        dist.broadcast(shared, 0)
        return np.asarray(shared.cpu().numpy(), np.float32)

    def least(self, value: int) -> int:
        """The smallest value of all processes."""
        if self.size == 1:
            return value
        found = torch.tensor([value], device="cuda" if dist.get_backend() == "nccl" else "cpu")
        dist.all_reduce(found, dist.ReduceOp.MIN)
        return int(found.item())

    def say(self, text: str) -> str:
        """What the first process says, for all of them."""
        if self.size == 1:
            return text
        said = [text]
        dist.broadcast_object_list(said, 0)
        return said[0]

    def wait(self) -> None:
        """Until all processes are here."""
        if self.size > 1:
            dist.barrier()

    def share(self, model: nn.Module) -> nn.Module:
        """The model, or DDP around it: gradients of a backward pass come out as the mean over all processes."""
        if self.size == 1:
            return model
        return DistributedDataParallel(model, broadcast_buffers=False)


@contextmanager
def joined(device: torch.device, environment: Mapping[str, str] = os.environ) -> Iterator[tuple[Workers, torch.device]]:
    """Join the processes that torch's launcher started, each on a card of its own. Raises: C2VError."""
    started = launched(environment)
    if started is None:
        yield Workers(), device
        return
    if device.type == "cuda":
        if started.local_rank >= torch.cuda.device_count():
            raise C2VError(
                f"{started.local_rank + 1} processes were started on a computer with {torch.cuda.device_count()} "
                "graphics cards.",
                "Give torchrun --nproc-per-node as many as there are cards.",
            )
        device = torch.device("cuda", started.local_rank)
        torch.cuda.set_device(device)
    try:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo", timeout=_PATIENCE)
    except (RuntimeError, ValueError) as error:
        raise C2VError(f"The processes could not be joined: {str(error).splitlines()[0]}.") from error
    try:
        yield Workers(dist.get_rank(), dist.get_world_size(), started.local_size), device
    finally:
        dist.destroy_process_group()
