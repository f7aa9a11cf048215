"""Loss and gradient of a batch of any size in the memory of a chunk, over any number of processes.

First all vectors, without a gradient; then the loss on them, and what it wants of each vector; then chunk by chunk
once more, back through the towers. The gradient is that of the plain batch.
Source: GradCache, Gao et al. 2021, arXiv 2101.06983.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import cast

import torch
from torch import Tensor
from torch.nn.parallel import DistributedDataParallel

from core.finetune.full.pair_model import PairBatch, PairModel, PairVectors, whole
from core.finetune.full.workers import Workers


def differentiate(
    model: PairModel,
    shared: torch.nn.Module,
    chunks: Sequence[PairBatch],
    workers: Workers,
    seed: int,
    scaler: torch.amp.GradScaler | None = None,
) -> Tensor:
    """Add the gradient of the loss of all processes' chunks to the weights; gives that loss.

    `shared` is `workers.share(model)`. A single chunk goes through the towers once. Chance in the towers, such as
    dropout, comes from `seed` and the chunk's place among all, so both passes see the same.
    """
    places = [workers.rank * len(chunks) + i for i in range(len(chunks))]
    once = len(chunks) == 1
    if once:
        with drawn_from(seed, places[0], model.device):
            kept = [cast(PairVectors, shared(chunks[0]))]
    else:
        kept = [_look(model, chunk, seed, place) for chunk, place in zip(chunks, places, strict=True)]
    loss, wanted = _judge(model, whole(kept), torch.cat([chunk.clips for chunk in chunks]), workers, scaler)
    start = 0
    for i, (chunk, place) in enumerate(zip(chunks, places, strict=True)):
        is_last = i == len(chunks) - 1
        rows = [gradient[start : start + len(chunk)] for gradient in wanted.rows]
        start += len(chunk)
        # Processes wait for each other at the last chunk alone.
        waits = shared.no_sync() if isinstance(shared, DistributedDataParallel) and not is_last else nullcontext()
        with waits:
            if once:
                seen = kept[0]
            else:
                with drawn_from(seed, place, model.device):
                    seen = cast(PairVectors, shared(chunk))
            # What no pair owns counts once, and is part of every pass: DDP waits for it at the last.
            rest = wanted.shared if is_last else tuple(torch.zeros_like(each) for each in wanted.shared)
            _back((*seen.rows, *seen.shared), (*rows, *rest))
    return loss


@contextmanager
def drawn_from(seed: int, place: int, device: torch.device) -> Iterator[None]:
    """Torch draws from this state, and from its former one afterwards."""
    cards = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(cards):
        torch.manual_seed(seed * 1_000_003 + place)
        yield


@torch.no_grad()
def _look(model: PairModel, chunk: PairBatch, seed: int, place: int) -> PairVectors:
    with drawn_from(seed, place, model.device):
        seen: PairVectors = model(chunk)
    return seen


def _judge(
    model: PairModel, own: PairVectors, clips: Tensor, workers: Workers, scaler: torch.amp.GradScaler | None
) -> tuple[Tensor, PairVectors]:
    """The loss over all processes, and its gradient at this process' vectors.

    Everyone computes the whole loss. DDP averages what everyone sends back, so rows count as often as there are
    processes; what is shared is the same everywhere.
    """
    everybody = tuple(workers.gather(rows).requires_grad_() for rows in own.rows)
    common = tuple(each.detach().requires_grad_() for each in own.shared)
    loss = model.loss(PairVectors(everybody, common), workers.gather(clips))
    (scaler.scale(loss) if scaler is not None else loss).backward()  # type: ignore[no-untyped-call]
    first = workers.rank * len(clips)
    rows = tuple(_gradient(each)[first : first + len(clips)] * workers.size for each in everybody)
    return loss.detach(), PairVectors(rows, tuple(_gradient(each) for each in common))


def _gradient(leaf: Tensor) -> Tensor:
    return leaf.grad if leaf.grad is not None else torch.zeros_like(leaf)


def _back(outputs: Sequence[Tensor], gradients: Sequence[Tensor]) -> None:
    pairs = [each for each in zip(outputs, gradients, strict=True) if each[0].requires_grad]
    torch.autograd.backward([output for output, _ in pairs], [gradient for _, gradient in pairs])
