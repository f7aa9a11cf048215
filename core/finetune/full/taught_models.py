"""Models as they are opened to be taught in full, and written again as their own backend reads them."""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.encode.encoder_options import EncoderOptions
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.errors import EncoderError
from core.finetune.full.clip2video_pairs import Clip2VideoPairs
from core.finetune.full.pair_model import PairModel
from core.finetune.heads import heads_on
from core.values import FrameShape


@dataclass(slots=True, eq=False)
class TaughtModel:
    """A model to be taught. `image_px` is the side of a training frame, `shape` how frames are kept."""

    pairs: PairModel
    meta: CheckpointMeta
    shape: FrameShape
    image_px: int
    layers: int
    """Blocks of a tower."""
    is_new: bool = False
    """True for heads at their start."""
    is_frozen: bool = False
    """Frozen in Time."""
    knows_time: bool = True
    token_ids: tuple[int, ...] = ()
    beside: tuple[Path, ...] = ()
    """Files that belong beside the weights."""

    @property
    def weight(self) -> float:
        """Of the global half; 1 where there are no halves."""
        return self.pairs.model.center_weight if isinstance(self.pairs, Clip2VideoPairs) else 1.0

    def set_weight(self, weight: float) -> None:
        """Let the global half count so much."""
        if isinstance(self.pairs, Clip2VideoPairs):
            self.pairs.model.center_weight = weight

    def write(self, path: Path, name: str, card: Mapping[str, Any]) -> None:
        """Raises: EncoderError."""
        model: Any = self.pairs.model
        meta = replace(self.meta, name=name or f"{self.meta.name}, taught", center_weight=self.weight, trained=True)
        write_checkpoint(path, model, meta, self.token_ids, card)
        for file in self.beside:
            with suppress(shutil.SameFileError):
                try:
                    shutil.copyfile(file, path.with_name(file.name))
                except OSError as error:
                    if isinstance(error, shutil.SameFileError):
                        raise
                    raise EncoderError(f"{file.name} could not be written beside {path.name}: {error}.") from error


def open_model(base: EncoderOptions, seed: int) -> TaughtModel:
    """Open what the options name, able to learn. Raises: EncoderError."""
    if base.backend == "frozen":
        return _open_frozen(Path(base.weights))
    whole = heads_on(base, seed)
    model = whole.model
    model.requires_grad_(True)
    folder = whole.beside
    beside = tuple(folder.glob("*token*.json")) if folder is not None else ()
    return TaughtModel(
        Clip2VideoPairs(model, whole.tokens, learned_weight=0.5 if whole.is_new else None),
        whole.meta,
        model.preparation.shape,
        model.sizes.image_px,
        count_blocks(model.clip.visual),
        is_new=whole.is_new,
        token_ids=whole.token_ids,
        beside=beside,
    )


def _open_frozen(path: Path) -> TaughtModel:
    from core.encode.frozen.checkpoint_files import BACKEND, read_frozen_file
    from core.encode.frozen.model import build_from_state_dict
    from core.encode.frozen.word_pieces import FILES, open_tokenizer
    from core.finetune.full.frozen_pairs import FrozenPairs, frame_side

    file = read_frozen_file(path)
    model = build_from_state_dict(file.state)
    sizes = model.sizes
    meta = CheckpointMeta(file.name, file.is_demo, words=sizes.positions, backend=BACKEND, vocab=sizes.vocab)
    return TaughtModel(
        FrozenPairs(model, open_tokenizer(path, sizes.vocab, sizes.positions)),
        meta,
        FrameShape(frame_side(sizes.tower.image_px), "shortest", "bilinear"),
        sizes.tower.image_px,
        sizes.tower.depth,
        is_frozen=True,
        knows_time=bool(model.video_model.temporal_embed.any()),
        beside=tuple(each for name in FILES if (each := path.with_name(name)).is_file()),
    )


def count_blocks(tower: Any) -> int:
    """Blocks of a transformer; 0 for towers that have none in a row."""
    for holder in (getattr(tower, "transformer", None), getattr(tower, "trunk", None)):
        blocks = getattr(holder, "resblocks", None) or getattr(holder, "blocks", None)
        if blocks is not None:
            return len(blocks)
    return 0
