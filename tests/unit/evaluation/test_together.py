"""Models that look at the frames of a video together are examined so, and again where frames change their order."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.evaluation import paired_questions
from core.evaluation.evidence import delete_frames, short_metrics
from core.evaluation.galleries import random_gallery, reversible_videos
from core.evaluation.paired_questions import direction_metrics
from core.evaluation.run import Evaluation, EvaluationSizes, gallery_metrics
from core.evaluation.viewer import Viewer, backwards
from core.synthetic.world import LIGHT_EVENTS, Choice, plan_video
from core.values import FrameShape, PhraseScores, TextVectors


def silent(_: str) -> None:
    pass


class JointFake:
    """Sees in a clip how its brightness changes from the first frame to the last, which no frame alone knows."""

    spec = SimpleNamespace(name="together", weights_sha256="", frame_dim=2, dim=2, centres=0, frames_per_clip=12,
                           frame_shape=FrameShape(16), sees_clips=True)  # fmt: skip

    def __init__(self):
        self.clips: list[np.ndarray] = []

    def encode_frames(self, pixels):
        raise AssertionError("frames are not to be seen alone")

    def encode_clips(self, pixels, mask):
        vectors = np.zeros((*mask.shape, 2), np.float16)
        for row, count in enumerate(mask.sum(1)):
            video = pixels[row, :count]
            self.clips.append(video)
            assert not pixels[row, count:].any()
            change = video[-1].mean() / 255 - video[0].mean() / 255
            vectors[row, :count] = np.asarray([1 + change, 1 - change]) / count
        return vectors

    def encode_segments(self, frames, mask):
        sums = (frames.astype(np.float32) * mask[:, :, None]).sum(1)
        return sums / np.linalg.norm(sums, axis=1, keepdims=True)

    def encode_text(self, texts):
        rising = [any(word in text for word in ("comes up", "bright", "in from black")) for text in texts]
        return [
            TextVectors(t, np.float32([0.8, 0.6] if up else [0.6, 0.8])) for t, up in zip(texts, rising, strict=True)
        ]

    def explain(self, query, frames, times_s):
        row = np.arange(len(frames), dtype=np.float32)
        return PhraseScores(
            phrases=(),
            words=(),
            word_phrases=(),
            times_s=tuple(times_s),
            sentence=row,
            rows=np.zeros((0, len(row)), np.float32),
            score=float(row.sum()),
        )


@pytest.fixture
def viewer():
    return Viewer(JointFake())


def test_videos_are_shown_whole_and_as_long_as_they_are(viewer):
    videos = random_gallery(1, 30)
    clips = viewer.watch(videos)
    assert [len(video) for video in viewer.encoder.clips] == [video.frames for video in videos] == clips.lengths
    assert len(set(clips.lengths)) > 1, "short videos are among them"


def test_backwards_is_seen_anew(viewer):
    videos = reversible_videos(np.random.default_rng(1), 3)
    clips = viewer.watch(videos)
    viewer.watch_again(videos, clips, backwards(clips))
    for there, back in zip(viewer.encoder.clips[:3], viewer.encoder.clips[3:], strict=True):
        assert np.array_equal(there[::-1], back)
    video = viewer.encoder.clips[0]
    viewer.show_backwards(video, viewer.show(video))
    assert np.array_equal(viewer.encoder.clips[-1], video[::-1])


def test_direction_is_known_to_a_model_that_sees_it(viewer, monkeypatch):
    """Stored vectors of frames put in another order would give a half: their sum stays what it is."""
    light = Choice(kinds=("camera",), shares=(1.0,), short=0.0)
    rng = np.random.default_rng(1)
    videos = [video for video in (plan_video(rng, light) for _ in range(60)) if video.events[0][1].kind in LIGHT_EVENTS]
    monkeypatch.setattr(paired_questions, "reversible_videos", lambda *_: videos)
    marks = {mark.id: mark for mark in direction_metrics(viewer, 3, len(videos), silent)}
    assert len(videos) > 5
    assert marks["direction.accuracy"].value == 1


def test_frames_left_out_are_not_seen(viewer):
    short_metrics(viewer, 1, 2, silent)
    assert {len(video) for video in viewer.encoder.clips} == set(range(3, 13))
    viewer.encoder.clips.clear()
    delete_frames(viewer, 1, 2, silent)
    whole, credited = viewer.encoder.clips[0], viewer.encoder.clips[2]
    assert np.array_equal(credited, whole[:9]), "the last three have most credit in this ledger"


def test_a_vector_without_halves_is_not_taken_apart(viewer):
    marks = gallery_metrics(viewer, Evaluation(1, sizes=EvaluationSizes(random=12, setups=1)), silent)
    ids = {mark.id for mark in marks}
    assert {"random.r1", "hard.r1", "held_out.r1"} <= ids
    assert not any(id_.startswith("weight.") for id_ in ids)
