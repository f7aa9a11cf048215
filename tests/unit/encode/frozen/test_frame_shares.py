"""Shares of frames: they add up, one frame has all, and they follow what a frame does to the score."""

import pytest
import torch

pytest.importorskip("transformers", reason="the text tower of Frozen in Time needs transformers")

from core.encode.frozen.frame_windows import interleaved, middle_frames, random_frames, stretches
from tests.unit.encode.frozen.tiny import draw_videos, tiny_frozen


@pytest.mark.parametrize("f", [1, 2, 4])
@torch.no_grad()
def test_shares_add_up_to_the_video(f):
    model = tiny_frozen()
    videos = draw_videos(3, f)
    shares = model.split_videos(videos)
    assert shares.shape == (3, f, 32)
    assert torch.allclose(shares.sum(dim=1), model.encode_videos(videos), atol=1e-5)


@torch.no_grad()
def test_equal_frames_without_places_in_time_have_equal_shares():
    model = tiny_frozen()
    model.video_model.temporal_embed.zero_()
    videos = draw_videos(2, 1).expand(-1, 4, -1, -1, -1)
    shares = model.split_videos(videos)
    assert torch.allclose(shares, shares[:, :1].expand(-1, 4, -1), atol=1e-5)


@torch.no_grad()
def test_a_frame_of_high_share_is_missed_more():
    """Over many random videos a frame's share of a score goes along with what the score loses without the frame."""
    model = tiny_frozen()
    videos = draw_videos(60, 4)
    asked = torch.randn(32, generator=torch.Generator().manual_seed(2))
    shares = model.split_videos(videos) @ asked  # (B, 4)
    whole = model.encode_videos(videos) @ asked
    lost = []
    for t in range(4):
        others = [i for i in range(4) if i != t]
        lost.append(whole - model.encode_videos(videos[:, others]) @ asked)
    together = torch.stack([shares - shares.mean(dim=1, keepdim=True), torch.stack(lost, dim=1)])
    together[1] -= together[1].mean(dim=1, keepdim=True)
    assert torch.corrcoef(together.flatten(1))[0, 1] > 0.3


@pytest.mark.parametrize(("length", "known"), [(1, 4), (3, 4), (4, 4), (5, 4), (12, 4), (11, 4), (8, 8), (5, 1)])
def test_windows_take_each_frame_once_and_none_too_many(length, known):
    windows = interleaved(length, known)
    assert sorted(i for window in windows for i in window) == list(range(length))
    counts = [len(window) for window in windows]
    assert max(counts) <= known
    assert max(counts) - min(counts) <= 1


def test_windows_over_a_whole_number_of_stretches_are_the_authors():
    parts = stretches(4, 12)
    assert [list(window) for window in interleaved(12, 4)] == [[part[o] for part in parts] for o in range(3)]
    assert list(interleaved(12, 4)[1]) == middle_frames(4, 12)


@pytest.mark.parametrize("length", [1, 2, 4, 5])
def test_drawing_frames_of_short_videos_does_not_fail(length):
    frames = random_frames(4, length, lambda size: size - 1)
    assert len(frames) == min(4, length)
    assert frames[-1] == length - 1
