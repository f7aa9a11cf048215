"""A text tower's token table, to which vectors can be added; the tower's own rows and names stay as they are."""

from collections.abc import Sequence
from typing import Any, cast

import torch
import torch.nn.functional as F
from open_clip.hf_model import HFTextEncoder
from torch import Tensor, nn

from core.encode.added_words import AddedWords
from core.errors import EncoderError
from core.values.teaching import AddedWord

_SHARED = 8
"""So many equal rows are no accident."""


class AddedRows:
    """Mixed into the class of an embedding: negative ids are rows of `added`, which stand in its output.

    `added` may want gradients. Without it, and where no id is negative, nothing differs.
    """

    added: Tensor | None = None

    def forward(self, ids: Tensor) -> Tensor:
        """Shapes: (..., ) -> (..., W)."""
        own = cast(Any, super()).forward
        if self.added is None:
            plain: Tensor = own(ids)
            return plain
        known: Tensor = own(ids.clamp(min=0))
        added = F.embedding((-1 - ids).clamp(min=0), self.added.to(known))
        return torch.where((ids < 0)[..., None], added, known)


class WordTable:
    """The token table of a text tower. `tower` is a CLIP or CustomTextCLIP of open_clip, or a model of transformers."""

    def __init__(self, tower: nn.Module) -> None:
        self.embedding = _find(tower)
        if not isinstance(self.embedding, AddedRows):
            kind = type(self.embedding)
            # The class and not the module is exchanged, as torch's parametrizations do: no weight changes its name.
            self.embedding.__class__ = type(kind.__name__, (AddedRows, kind), {})

    @property
    def width(self) -> int:
        """W, of a token's vector."""
        return self.embedding.embedding_dim

    @property
    def rows(self) -> int:
        """How many tokens the tower has."""
        return self.embedding.num_embeddings

    def set_rows(self, added: Tensor | None) -> None:
        """What negative ids stand for from now on. Shapes: (n, W)."""
        cast(Any, self.embedding).added = added

    @torch.no_grad()
    def vectors(self, ids: Tensor) -> Tensor:
        """What the tower's own tokens come to. Shapes: (...,) -> (..., W)."""
        found: Tensor = self.embedding(ids)
        return found.detach()

    @torch.no_grad()
    def trained(self) -> Tensor:
        """Which tokens have a row of their own: in some files all that were never trained share one. Shapes: (V,)."""
        table = self.embedding.weight
        values, counts = torch.unique(table[:, 0], return_counts=True)
        common = values[counts.argmax()]
        alike = (table[:, 0] == common).nonzero().flatten()
        if len(alike) < _SHARED:
            return torch.ones(len(table), dtype=torch.bool)
        return ~(table == table[alike[0]]).all(dim=1).cpu()

    def take(self, words: Sequence[AddedWord]) -> AddedWords:
        """Use these words from now on. Raises: EncoderError, when they were taught to a tower of another width."""
        if any(each.vectors.ndim != 2 or each.vectors.shape[1] != self.width for each in words):
            names = ", ".join(f'"{each.text}"' for each in words[:3])
            raise EncoderError(
                f"The taught words {names} do not fit this model.", "Teach them again with the model in use."
            )
        added = AddedWords(words)
        device = self.embedding.weight.device
        self.set_rows(torch.from_numpy(added.vectors.copy()).to(device) if words else None)
        return added


def _find(tower: Any) -> nn.Embedding:
    """Raises: EncoderError, where words have no table of their own."""
    text = getattr(tower, "text", tower)
    if isinstance(text, HFTextEncoder):
        text = text.transformer
    table = getattr(text, "token_embedding", None)
    if table is None and hasattr(text, "get_input_embeddings"):
        table = text.get_input_embeddings()
    if not isinstance(table, nn.Embedding):
        raise EncoderError("This kind of model cannot be taught words.", "Choose another model.")
    return table
