"""Full fine-tuning: image and text towers together with the heads, from decoded frames.

The recipes of CLIP2Video and of Frozen in Time; large batches on small memory; several processes by torch's launcher.
"""

from typing import TYPE_CHECKING

from core.finetune.trainer import Trainer, TrainerRequest

if TYPE_CHECKING:
    from core.finetune.full.workers import Workers


def make_trainer(request: TrainerRequest, workers: "Workers | None" = None) -> Trainer:
    """The trainer of a run or of one of its folds. Raises: C2VError, when this model cannot learn from these pairs."""
    from core.finetune.full.full_way import FullWay  # torch, and for some models transformers

    return FullWay(request, workers=workers)
