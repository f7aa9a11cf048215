"""Every stage of CLIP2Video as a named tensor, for parity tests, training and explanation.

Names are those of the parity numbers. Each video is treated as if it were alone in its batch.
"""

from dataclasses import dataclass, fields

import torch
import torch.nn.functional as F
from torch import Tensor

from core.encode.backends.clip2video import Clip2VideoModel, end_vectors
from core.encode.preprocessing import normalise
from core.encode.temporal import pool_frames, unit


@dataclass(frozen=True, slots=True)
class Stages:
    """What happens between pixels and similarity.

    Shapes: B videos, F frames, N sentences, L tokens, E width, K centres, T2 = 2F-1, S = ceil(F/2), M = F+S.
    Similarities are (N, B) and carry the logit scale. Losses pair the first B sentences with the B videos.
    """

    frame_embed: Tensor
    """(B, F, E)"""
    text_hidden: Tensor
    """(N, L, E)"""
    text_eot: Tensor
    """(N, E)"""
    text_global: Tensor
    """(N, E)"""
    text_aligned: Tensor
    """(N, E)"""
    assign_text: Tensor
    """(N, L, K)"""
    diff_attn_out: Tensor
    """(B, F-1, E)"""
    tdb_tokens: Tensor
    """(B, T2, E)"""
    tdb_mask: Tensor
    """(B, T2)"""
    temporal_out: Tensor
    """(B, T2, E)"""
    tdb_frame_tokens: Tensor
    """(B, F, E)"""
    video_global: Tensor
    """(B, E)"""
    tab_tdb_tokens: Tensor
    """(B, 2S-1, E)"""
    tab_tdb_mask: Tensor
    """(B, 2S-1)"""
    tab_temporal_out: Tensor
    """(B, 2S-1, E)"""
    tab_tokens: Tensor
    """(B, M, E)"""
    tab_mask: Tensor
    """(B, M)"""
    assign_video: Tensor
    """(B, M, K)"""
    tab_residual_sum: Tensor
    """(B, K, E)"""
    video_aligned: Tensor
    """(B, E)"""
    sim_global: Tensor
    sim_aligned: Tensor
    sim_combined: Tensor
    sim_meanP: Tensor  # noqa: N815  the name of the parity numbers
    sim_seqTransf_noTDB: Tensor  # noqa: N815
    loss_global: Tensor
    loss_tab: Tensor
    loss_total: Tensor

    def as_dict(self) -> dict[str, Tensor]:
        """All stages by name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


def read_stages(
    model: Clip2VideoModel, frames: Tensor, video_mask: Tensor, input_ids: Tensor, attention_mask: Tensor
) -> Stages:
    """Run the whole model and keep every stage; differentiable.

    Shapes: frames (B, F, 3, H, W), uint8 RGB or float already normalised; video_mask (B, F), a prefix of ones in each
    row; input_ids and attention_mask (N, L). Frames with mask 0 are set to exactly 0 after normalisation.
    """
    video_mask = video_mask.to(torch.float32)
    pixels = normalise(frames) if frames.dtype == torch.uint8 else frames
    pixels = pixels * video_mask[:, :, None, None, None]
    e = model.encode_frames(pixels.flatten(0, 1)).view(*frames.shape[:2], -1)
    hidden = model.encode_words(input_ids)
    eot = end_vectors(hidden, input_ids)
    text_global, words = unit(eot), model.gather_words(hidden, attention_mask)
    whole, aligned = model.global_path(e, video_mask), model.aligned_path(e, video_mask)

    scale, w = model.clip.logit_scale.exp(), model.center_weight
    place = model.frame_position_embeddings.weight[: e.shape[1]]
    without_tdb = model.transformerClip(e + place, video_mask) + e
    sim_global = scale * text_global @ whole.vector.T
    sim_aligned = scale * words.vector @ aligned.aggregate.vector.T
    loss_global, loss_tab = contrastive_loss(sim_global), contrastive_loss(sim_aligned)
    return Stages(
        frame_embed=e,
        text_hidden=hidden,
        text_eot=eot,
        text_global=text_global,
        text_aligned=words.vector,
        assign_text=words.assignment,
        diff_attn_out=whole.difference.attended,
        tdb_tokens=whole.difference.tokens,
        tdb_mask=whole.difference.mask,
        temporal_out=whole.temporal_out,
        tdb_frame_tokens=whole.frame_tokens,
        video_global=whole.vector,
        tab_tdb_tokens=aligned.difference.tokens,
        tab_tdb_mask=aligned.difference.mask,
        tab_temporal_out=aligned.temporal_out,
        tab_tokens=aligned.tokens,
        tab_mask=aligned.mask,
        assign_video=aligned.aggregate.assignment,
        tab_residual_sum=aligned.aggregate.residual_sum,
        video_aligned=aligned.aggregate.vector,
        sim_global=sim_global,
        sim_aligned=sim_aligned,
        sim_combined=w * sim_global + (1 - w) * sim_aligned,
        sim_meanP=scale * text_global @ pool_frames(e, video_mask).T,
        sim_seqTransf_noTDB=scale * text_global @ pool_frames(without_tdb, video_mask).T,
        loss_global=loss_global,
        loss_tab=loss_tab,
        loss_total=w * loss_global + (1 - w) * loss_tab,
    )


def contrastive_loss(similarity: Tensor) -> Tensor:
    """Symmetric cross entropy over matched pairs on the diagonal. Shapes: (N, B), N >= B; extra rows are left out."""
    B = similarity.shape[1]
    square = similarity[:B]
    if len(square) < B:
        return similarity.new_full((), float("nan"))  # fewer sentences than videos: nothing to pair
    truth = torch.arange(B, device=similarity.device)
    return (F.cross_entropy(square, truth) + F.cross_entropy(square.T, truth)) / 2
