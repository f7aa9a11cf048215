from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from core.encode.backends.frozen import build
from core.encode.encoder_options import EncoderOptions
from core.encode.frozen.stages import MEAN, STD, read_video, softmax_loss
from core.encode.preprocessing import normalise
from core.encode.stages import read_stages
from core.errors import WeightsCorruptError
from core.finetune.full.frozen_pairs import start_frozen
from core.finetune.full.pair_batches import show, stack_clips
from tests.unit.encode.frozen import tiny
from tests.unit.finetune.full.tiny_pairs import FROZEN_STYLE, batch_of, clip2video, draw_pairs, frozen, pairs_for


def vision_and_text():
    state = tiny.tiny_state()
    vision = {
        name.removeprefix("video_model."): weight
        for name, weight in state.items()
        if name.startswith("video_model.") and not any(part in name for part in ("timeattn", "norm3", "temporal"))
    }
    text = {
        name.replace("text_model.", "distilbert."): weight
        for name, weight in state.items()
        if name.startswith("text_model.")
    }
    return vision, text


def test_it_starts_as_an_image_model_and_yet_time_can_be_learned():
    vision, text = vision_and_text()
    model = start_frozen(vision, text, tiny.sizes())
    videos = tiny.draw_videos(2, 4)
    stages = read_video(model, videos)
    assert torch.equal(stages.block0_time_attn, torch.zeros_like(stages.block0_time_attn))
    backwards = model.encode_videos(videos.flip(1))
    torch.testing.assert_close(backwards, model.encode_videos(videos), atol=1e-5, rtol=1e-5)
    model.encode_videos(videos).square().sum().backward()
    gradient = model.video_model.blocks[0].timeattn.qkv.weight.grad
    assert gradient.abs().max() > 0
    assert torch.equal(
        model.text_model.embeddings.word_embeddings.weight, text["distilbert.embeddings.word_embeddings.weight"]
    )
    again = start_frozen(vision, text, tiny.sizes())
    assert all(torch.equal(a, b) for a, b in zip(model.state_dict().values(), again.state_dict().values(), strict=True))


def test_weights_of_another_architecture_are_refused_in_a_sentence():
    vision, text = vision_and_text()
    with pytest.raises(WeightsCorruptError, match="image tower"):
        start_frozen({**vision, "norm.weight": torch.ones(3)}, text, tiny.sizes())
    with pytest.raises(WeightsCorruptError, match="text tower"):
        start_frozen(vision, {}, tiny.sizes())


def test_the_loss_is_the_authors():
    pairs = pairs_for("frozen", 5)
    model = frozen().eval()
    vectors = model(batch_of(pairs, range(5), 4))
    video, text = vectors.rows
    loss = model.loss(vectors, torch.arange(5))
    torch.testing.assert_close(loss, softmax_loss(text @ video.T))


def test_clip2videos_loss_is_the_authors():
    pairs = pairs_for("clip2video", 5)
    model = clip2video().eval()
    batch = batch_of(pairs, range(5))
    vectors = model(batch)
    padded = torch.zeros(5, 6, 3, 32, 32)
    padded[batch.mask > 0] = normalise(batch.frames)
    stages = read_stages(model.model, padded, batch.mask, batch.ids, batch.words.float())
    torch.testing.assert_close(model.loss(vectors, batch.clips), stages.loss_total, atol=1e-5, rtol=1e-5)


def test_videos_that_are_short_are_filled_up_with_zeros():
    model = frozen().eval()
    frames = torch.randint(0, 256, (3, 3, 28, 28), dtype=torch.uint8)
    mask = torch.tensor([[1.0, 1, 1, 0]])
    video = torch.cat([normalise(frames, MEAN, STD), torch.zeros(1, 3, 28, 28)])[None]
    expected = torch.nn.functional.normalize(model.model.encode_videos(video))
    torch.testing.assert_close(model.video_vectors(frames, mask), expected)


def test_moments_are_judged_as_the_encoder_sees_them(tmp_path):
    path = tiny.write_tiny(tmp_path)
    encoder: Any = build(EncoderOptions("frozen", weights=str(path), device="cpu", precision="float32", threads=1))
    pairs = draw_pairs(4, px=32, frames=12, seed=3)
    style = replace(FROZEN_STYLE, judged=12)
    shown = [show(pairs.frames, clip, style, None) for clip in range(4)]
    pixels, mask = stack_clips(shown, 12)
    with torch.no_grad():
        found = frozen().eval().judged_vectors(pixels, mask).numpy()
    tall = np.zeros((4, 12, 32, 32, 3), np.uint8)
    for row, each in enumerate(shown):
        tall[row, : len(each)] = each
    real = mask.numpy().astype(np.uint8)
    expected = encoder.encode_segments(encoder.encode_clips(tall, real), real)
    assert (found * expected).sum(1).min() > 0.9999
    encoder.close()
