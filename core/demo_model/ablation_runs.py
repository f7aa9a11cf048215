"""The ablation of the paper on drawn videos: parts of the network left out, other numbers of centres, several seeds.

Every run starts from one image and text tower and gets the same batches, steps and videos; only the temporal part
differs. The budget is small beside that of the bundled model, so the figures are for comparing with one another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import torch
from torch import Tensor

from core.demo_model.head_training import PEAK, batch_losses, mean_loss
from core.demo_model.network import seeded
from core.demo_model.training_batches import Emphasis, TrainingBatch, draw_training_batch
from core.demo_model.video_store import VideoStore
from core.encode.backends.clip2video import Clip2VideoEncoder, Clip2VideoModel
from core.encode.temporal import AlignedPath, GlobalPath, pool_frames
from core.evaluation.ablation import AblationRun
from core.evaluation.baselines import encoder_of
from core.evaluation.run import Evaluation, EvaluationSizes, evaluate_encoder
from core.evaluation.viewer import Clips, Viewer
from core.finetune.training_loop import LearningRate, Losses, Say, TrainingLength, TrainingLoop
from core.synthetic.world import VideoPlan

PAPER: Final = ("mean", "seqTransf", "+TDB", "+TAB", "both")
CENTRES: Final = (3, 5, 7, 9)
ALIGNED: Final = ("+TAB", "both")
_FIGURES: Final = {
    "r1_random": "random.r1", "r1_hard": "hard.r1", "direction": "direction.accuracy", "order": "order.then",
    "pointing_motion": "pointing.motion", "pointing_cut": "pointing.cut",
}  # fmt: skip


class Trimmed(Clip2VideoModel):
    """CLIP2Video with parts left out: `variant` is one of `PAPER`."""

    variant: str = "both"

    def global_path(self, frames: Tensor, mask: Tensor) -> GlobalPath:
        """Mean pooling or the sequence transformer alone, where the difference block is left out."""
        if self.variant in ("+TDB", "both"):
            return super().global_path(frames, mask)
        tokens = frames
        if self.variant != "mean":
            place = self.frame_position_embeddings.weight[: frames.shape[1]]
            tokens = self.transformerClip(frames + place, mask) + frames
        nothing = super().insert_differences(frames[:, :2], mask[:, :2])
        return GlobalPath(nothing, tokens, tokens, pool_frames(tokens, mask))

    def aligned_path(self, frames: Tensor, mask: Tensor) -> AlignedPath:
        """The extra tokens without difference tokens between them, where the difference block is left out.

        Source: CLIP2Video, option `center_proj` TAB.
        """
        if self.variant != "+TAB":
            return super().aligned_path(frames, mask)
        sparse, sparse_mask = frames[:, ::2], mask[:, ::2]
        place = self.frame_position_embeddings.weight[: sparse.shape[1]]
        moved = self.actionClip(sparse + place, sparse_mask)
        tokens = torch.cat([frames, moved + sparse], dim=1)
        token_mask = torch.cat([mask, sparse_mask], dim=1)
        nothing = super().insert_differences(frames[:, :2], mask[:, :2])
        return AlignedPath(nothing, moved, tokens, token_mask, self.gather_at_centres(tokens, token_mask))


@dataclass(frozen=True, slots=True)
class Budget:
    """What every run gets."""

    steps: int = 300
    batch: int = 64
    seeds: tuple[int, ...] = (1, 2, 3)
    sizes: EvaluationSizes = field(
        default_factory=lambda: EvaluationSizes(random=1000, setups=60, direction=200, order=300, pointing=300)
    )


class Rewatcher(Viewer):
    """Looks at the same videos once, however many temporal parts are examined on one image tower."""

    seen: dict[tuple[str, int], Clips]

    def watch(self, videos: Sequence[VideoPlan], say: Say | None = None, what: str = "") -> Clips:
        """As `Viewer.watch`, from memory where it can."""
        key = (what, len(videos))
        if key not in self.seen:
            self.seen[key] = super().watch(videos, say, what)
        return self.seen[key]


def run_trials(towers: Clip2VideoModel, store: VideoStore, budget: Budget, say: Say) -> Iterator[AblationRun]:
    """Every variant with five centres over all seeds, then the whole network with other numbers of centres."""
    plans = [(variant, 5) for variant in PAPER] + [("both", K) for K in CENTRES if K != 5]
    seen: dict[tuple[str, int], Clips] = {}
    for variant, centres in plans:
        for seed in budget.seeds:
            model = trimmed(towers, variant, centres, seed)
            train_trial(model, store, seed, budget)
            figures = evaluate_trial(model, budget, seen)
            say(f"{variant} K={centres} seed {seed}: " + " ".join(f"{k} {v:.3f}" for k, v in figures.items()))
            yield AblationRun(variant, centres if variant in ALIGNED else 0, seed, budget.steps, figures)


def trimmed(towers: Clip2VideoModel, variant: str, centres: int, seed: int) -> Trimmed:
    """The trained towers with a temporal part that starts again."""
    whole = variant in ALIGNED
    sizes, weight = replace(towers.sizes, centres=centres), 0.5 if whole else 1.0
    model = seeded(seed, lambda: Trimmed(sizes, weight, towers.frames, towers.words))
    model.variant = variant
    model.clip.load_state_dict(towers.clip.state_dict())
    return model


def train_trial(model: Trimmed, store: VideoStore, seed: int, budget: Budget) -> None:
    """The losses of the paper alone, for all: contrast of the halves there are, on the same batches."""
    model.train()
    model.clip.visual.requires_grad_(False)
    emphasis = Emphasis(pointing=0.0, deletion=0.0)
    rate = LearningRate(peak=PEAK, warm_steps=max(1, min(100, budget.steps // 4)))
    loop: TrainingLoop[TrainingBatch] = TrainingLoop("trial", [model], TrainingLength(steps=budget.steps), rate, None)

    def losses(examples: TrainingBatch) -> Losses:
        if model.variant == "mean":
            return {"contrast": (1.0, mean_loss(model, examples))}
        parts = batch_losses(model, examples, emphasis)
        halves = ("global", "aligned") if model.variant in ALIGNED else ("global",)
        return {name: (1.0, parts[name]) for name in halves}

    for _ in loop.run(seed, lambda rng: draw_training_batch(store, rng, budget.batch, emphasis), losses):
        pass
    model.eval()


def evaluate_trial(model: Trimmed, budget: Budget, seen: dict[tuple[str, int], Clips]) -> dict[str, float]:
    """The figures of the table."""
    parts = ("galleries", "direction", "order", *(("pointing",) if model.variant in ALIGNED else ()))
    viewer = Rewatcher(trial_encoder(model))
    viewer.seen = seen
    record = evaluate_encoder(viewer, Evaluation(sizes=budget.sizes, parts=parts), lambda _: None)
    return {name: mark.value for name, id_ in _FIGURES.items() if (mark := record.get(id_)) is not None}


def trial_encoder(model: Trimmed) -> Clip2VideoEncoder:
    """The product's encoder with the parts left out that the model leaves out."""
    encoder = encoder_of(model)
    whole = Trimmed(encoder.model.sizes, model.center_weight, model.frames, model.words)
    whole.load_state_dict(encoder.model.state_dict())
    whole.variant = model.variant
    encoder.model = whole.eval()
    return encoder
