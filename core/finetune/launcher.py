"""Whether torch's own launcher (torchrun) started this process, and as which of how many. Torch-free."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

_ALWAYS_SET = ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")


@dataclass(frozen=True, slots=True)
class Launched:
    """A process among those of the launcher. `local_size`: how many of them are on this computer."""

    rank: int
    size: int
    local_rank: int = 0
    local_size: int = 1


def launched(environment: Mapping[str, str] = os.environ) -> Launched | None:
    """None when nobody launched it."""
    if not all(environment.get(name) for name in _ALWAYS_SET):
        return None
    return Launched(
        int(environment["RANK"]),
        int(environment["WORLD_SIZE"]),
        int(environment.get("LOCAL_RANK", 0)),
        int(environment.get("LOCAL_WORLD_SIZE", 1)),
    )
