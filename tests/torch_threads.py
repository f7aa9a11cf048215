"""PyTorch on one thread: tiny networks gain nothing from several, and sums come out the same each time."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_torch_thread() -> Iterator[None]:
    """One thread inside, as many as before afterwards: whoever builds an encoder in this process changes the number."""
    import torch  # seconds, which tests without a model need not spend

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
