"""Models that look at the frames of a film together are examined so, and again where frames change their order."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.evaluation import paired_questions
from core.evaluation.evidence import delete_frames, short_marks
from core.evaluation.galleries import random_gallery, reversible_films
from core.evaluation.paired_questions import direction_marks
from core.evaluation.run import Exam, Sizes, gallery_marks
from core.evaluation.viewer import Viewer, backwards
from core.synthetic.world import LIGHT_EVENTS, Choice, plan_film
from core.values import FrameShape, Ledger, TextVectors


def silent(_: str) -> None:
    pass


class Together:
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
            film = pixels[row, :count]
            self.clips.append(film)
            assert not pixels[row, count:].any()
            change = film[-1].mean() / 255 - film[0].mean() / 255
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
        none = np.zeros((1, 1), np.float32)
        return Ledger("phrases", (), (), (), tuple(times_s), row, np.zeros((1, 1, len(row)), np.float32), none, none,
                      float(row.sum()))  # fmt: skip


@pytest.fixture
def viewer():
    return Viewer(Together())


def test_films_are_shown_whole_and_as_long_as_they_are(viewer):
    films = random_gallery(1, 30)
    clips = viewer.watch(films)
    assert [len(film) for film in viewer.encoder.clips] == [film.frames for film in films] == clips.lengths
    assert len(set(clips.lengths)) > 1, "short films are among them"


def test_backwards_is_seen_anew(viewer):
    films = reversible_films(np.random.default_rng(1), 3)
    clips = viewer.watch(films)
    viewer.watch_again(films, clips, backwards(clips))
    for there, back in zip(viewer.encoder.clips[:3], viewer.encoder.clips[3:], strict=True):
        assert np.array_equal(there[::-1], back)
    film = viewer.encoder.clips[0]
    viewer.show_backwards(film, viewer.show(film))
    assert np.array_equal(viewer.encoder.clips[-1], film[::-1])


def test_direction_is_known_to_a_model_that_sees_it(viewer, monkeypatch):
    """Stored vectors of frames put in another order would give a half: their sum stays what it is."""
    light = Choice(kinds=("camera",), shares=(1.0,), short=0.0)
    rng = np.random.default_rng(1)
    films = [film for film in (plan_film(rng, light) for _ in range(60)) if film.events[0][1].kind in LIGHT_EVENTS]
    monkeypatch.setattr(paired_questions, "reversible_films", lambda *_: films)
    marks = {mark.id: mark for mark in direction_marks(viewer, 3, len(films), silent)}
    assert len(films) > 5
    assert marks["direction.accuracy"].value == 1


def test_frames_left_out_are_not_seen(viewer):
    short_marks(viewer, 1, 2, silent)
    assert {len(film) for film in viewer.encoder.clips} == set(range(3, 13))
    viewer.encoder.clips.clear()
    delete_frames(viewer, 1, 2, silent)
    whole, credited = viewer.encoder.clips[0], viewer.encoder.clips[2]
    assert np.array_equal(credited, whole[:9]), "the last three have most credit in this ledger"


def test_a_vector_without_halves_is_not_taken_apart(viewer):
    marks = gallery_marks(viewer, Exam(1, sizes=Sizes(random=12, setups=1)), silent)
    ids = {mark.id for mark in marks}
    assert {"random.r1", "hard.r1", "held_out.r1"} <= ids
    assert not any(id_.startswith("weight.") for id_ in ids)
