"""The loss functions of the demo training, each a plain function of scores.

Shapes: scores (captions, videos), higher is better; booleans of the same shape say which captions are true of which
videos, so that a true pair is never pushed apart.
"""

import torch
import torch.nn.functional as F
from torch import Tensor


def contrast(scores: Tensor, matches: Tensor) -> Tensor:
    """Symmetric cross entropy with the diagonal as the right answer; other true pairs take no part.

    Shapes: (B, B). Source: CLIP2Video, similarity loss, with known false negatives left out.
    """
    return 0.5 * (rank_loss(scores, matches) + rank_loss(scores.T, matches.T))


def rank_loss(scores: Tensor, matches: Tensor) -> Tensor:
    """Each row's cross entropy against its own column. Shapes: (B, M), M >= B; row i belongs to column i."""
    B = len(scores)
    others = matches.clone()
    own = torch.arange(B, device=scores.device)
    others[own, own] = False
    return F.cross_entropy(scores.masked_fill(others, float("-inf")), own)


def prefer(right: Tensor, wrong: Tensor, scale: float | Tensor) -> Tensor:
    """Push the score of the true caption above that of its twin with the events swapped. Shapes: (N,), (N,)."""
    return F.softplus(-scale * (right - wrong)).mean() if len(right) else right.sum()


def pointing(rows: Tensor, spans: Tensor, mask: Tensor, sharpness: float = 200.0) -> Tensor:
    """Minus the log of a phrase row's mass inside its event's span.

    Shapes: rows (N, F), signed ledger cells of one phrase summed over centres; spans (N, F) 0/1; mask (N, F) 0/1.
    """
    if not len(rows):
        return rows.sum()
    logits = (rows * sharpness).masked_fill(mask == 0, float("-inf"))
    inside = logits.masked_fill(spans == 0, float("-inf"))
    return (logits.logsumexp(1) - inside.logsumexp(1)).mean()
