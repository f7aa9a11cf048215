"""What a Frozen model of the drawn world is taught in a batch, and in which words."""

import numpy as np
import pytest

pytest.importorskip("transformers", reason="the text tower of Frozen in Time needs transformers")

from core.demo_model.frozen import batches
from core.demo_model.frozen.batches import draw_pictures, draw_videos, to_videos
from core.demo_model.frozen.vocabulary import CONTEXT, TOKENIZER, check_place, tokenise, vocabulary, write_vocabulary
from core.encode.frozen.stages import MEAN, STD
from core.encode.frozen.word_pieces import open_tokenizer
from core.errors import C2VError
from core.synthetic.captions import describe_scene, describe_video, draw_wording, tell
from core.synthetic.scene import scene_at
from core.synthetic.world import Choice, plan_video, reverse_video

FEW = Choice(pictures=range(2))
UNKNOWN = vocabulary().index("[UNK]")


def captions(count: int = 200):
    rng = np.random.default_rng(1)
    videos = [plan_video(rng) for _ in range(count)]
    said = [describe_video(video, rng) for video in videos]
    said += [tell(video, tuple(range(len(video.events))), draw_wording(rng, part="test")) for video in videos]
    return said + [describe_scene(scene_at(video, 1.0), rng) for video in videos]


def test_every_word_of_the_drawn_world_is_a_piece_of_its_own():
    said = captions()
    ids, mask = tokenise(said)
    assert not (ids == UNKNOWN).any()
    assert int(mask.sum(1).max()) < CONTEXT, "nothing is cut off"
    words = len(said[0].text.replace(",", " , ").split())
    assert int(mask[0].sum()) == words + 2


def test_the_tokenizer_file_reads_as_training_did(tmp_path):
    weights = tmp_path / "frozen.safetensors"
    write_vocabulary(weights)
    reader = open_tokenizer(weights, len(vocabulary()), CONTEXT)
    said = captions(20)
    ids, mask = reader.pad([reader.read(caption.text) for caption in said])
    theirs, their_mask = tokenise(said)
    assert (ids == theirs).all()
    assert (mask == their_mask).all()
    check_place(weights)


@pytest.mark.parametrize("name", ["tokenizer.json", TOKENIZER])
def test_the_tokenizer_of_another_model_is_not_written_over(tmp_path, name):
    (tmp_path / name).write_text("[PAD]\n")
    with pytest.raises(C2VError, match="another model"):
        check_place(tmp_path / "frozen.safetensors")


def test_pictures_are_videos_of_one_frame_with_labels():
    shown = draw_pictures(np.random.default_rng(1), 6, FEW)
    assert shown.videos.shape == (6, 1, 3, 64, 64)
    assert shown.matches.shape == (6, 6)
    assert shown.matches.diagonal().all()
    assert len(shown.labels.background) == 6


def test_videos_stand_beside_their_sentences_and_false_ones(monkeypatch):
    monkeypatch.setattr(batches, "FEWER", 0.0)
    shown = draw_videos(np.random.default_rng(2), 24, 4, FEW)
    assert shown.videos.shape == (24, 4, 3, 64, 64)
    assert len(shown.ids) == 24 + len(shown.twins) == len(shown.matches)
    assert shown.matches[:24].diagonal().all()
    for row, video in enumerate(shown.twins.tolist()):
        assert not shown.matches[24 + row, video]
    assert shown.labels is None


def test_a_quarter_of_the_videos_run_backwards():
    videos = batches._choose(np.random.default_rng(3), 24, 1, FEW)
    assert videos[18:] == [
        reverse_video(video) for back in videos[18:] for video in videos[:18] if reverse_video(video) == back
    ]
    assert len({video.shots[0].picture for video in videos}) <= 2


def test_some_batches_have_fewer_frames_and_every_video_has_them_all():
    counts = {draw_videos(np.random.default_rng(seed), 4, 12, FEW).videos.shape[1] for seed in range(24)}
    assert 12 in counts
    assert len(counts) > 1
    assert min(counts) >= 2


def test_pixels_are_made_as_the_encoder_makes_them():
    white = to_videos(np.full((1, 2, 4, 4, 3), 255, np.uint8))
    assert white.shape == (1, 2, 3, 4, 4)
    assert white[0, 0, :, 0, 0].tolist() == pytest.approx(
        [(1 - m) / s for m, s in zip(MEAN, STD, strict=True)], abs=1e-5
    )
