"""The evaluation on a small fresh network, and on encoders that know the answers: what it measures is what it says."""

from dataclasses import replace

import numpy as np
import pytest

from core.demo_model.network import fresh_network
from core.demo_model.training import NAME, write_model
from core.encode.weights import file_sha256
from core.evaluation.baselines import encoder_of, mean_texts
from core.evaluation.evidence import Deletion, deletion_metrics, event_frames, pointing_metrics
from core.evaluation.galleries import (
    TESTS,
    VALIDATION,
    full_caption,
    hard_gallery,
    has_pair,
    joined_by,
    moving_videos,
    ordered_videos,
    phrase_query,
    random_gallery,
    reversible_videos,
    tell_twins,
)
from core.evaluation.paired_questions import order_metrics
from core.evaluation.ranking import halves, pooled_means, ranks_of, show_gallery, weighted
from core.evaluation.run import (
    PARTS,
    Evaluation,
    EvaluationSizes,
    evaluate_encoder,
    evaluate_file,
    evaluate_network,
    sizes_for,
)
from core.evaluation.viewer import Viewer, backwards, clips_of
from core.synthetic.captions import draw_wording, tell
from core.synthetic.world import HELD_OUT, REVERSED, UNSEEN_PICTURES, VALIDATION_PAIRS
from core.values import FrameShape, Ledger, TextVectors
from tests.torch_threads import one_torch_thread

TINY = EvaluationSizes(random=12, setups=2, direction=6, order=9, pointing=9, deletion=3, short=3)


pytestmark = pytest.mark.usefixtures("one_torch_thread")


@pytest.fixture(scope="module")
def viewer():
    with one_torch_thread():
        yield Viewer(encoder_of(fresh_network(1)))


def silent(_: str) -> None:
    pass


# --------------------------------------------------------------------------- videos and sentences


def test_galleries_are_of_the_part_kept_for_tests():
    videos = random_gallery(1, 60)
    assert all(shot.picture in UNSEEN_PICTURES for video in videos for shot in video.shots)
    assert any(has_pair(video) for video in videos)
    assert not any(has_pair(video, VALIDATION_PAIRS) for video in videos)
    kept = random_gallery(1, 60, VALIDATION)
    assert any(has_pair(video, VALIDATION_PAIRS) for video in kept)
    assert not any(has_pair(video, HELD_OUT) for video in kept)


def test_another_seed_draws_other_videos_and_the_same_seed_the_same():
    assert random_gallery(1, 8) == random_gallery(1, 8)
    assert random_gallery(1, 8) != random_gallery(2, 8)


def test_a_hard_set_differs_in_its_events_only():
    videos = hard_gallery(1, 2)
    assert len(videos) == 20
    for at in (0, 10):
        setups = {
            (f.shots[0].background, f.shots[0].picture, f.shots[0].things[0].colour) for f in videos[at : at + 10]
        }
        assert len(setups) == 1
        assert len({video.events[0][1].kind for video in videos[at : at + 10]}) == 10


def test_questions_are_asked_of_videos_that_have_the_answer():
    rng = np.random.default_rng(1)
    assert all(video.events[0][1].kind in REVERSED for video in reversible_videos(rng, 12))
    kinds = {event.kind for video in ordered_videos(rng, 12) for _, event in video.events}
    assert not kinds & {"appear", "vanish"}
    assert all(event.kind != "still" for video in moving_videos(rng, 12) for _, event in video.events)
    assert {video.frames for video in [*reversible_videos(rng, 6), *ordered_videos(rng, 6)]} == {12}


@pytest.mark.parametrize("how", ["then", "before", "after"])
def test_twins_hold_the_same_words_in_the_other_order(how):
    rng = np.random.default_rng(2)
    videos = ordered_videos(rng, 12)
    forms = [joined_by(draw_wording(rng), how, int(rng.integers(99))) for _ in videos]
    forms = [replace(form, again=False) for form in forms]
    twins = tell_twins(videos, forms)
    for right, wrong in zip(twins.right, twins.wrong, strict=True):
        assert how in right.text.split()
        assert right.text != wrong.text


def test_a_phrase_is_the_words_about_its_event():
    rng = np.random.default_rng(3)
    for video in moving_videos(rng, 20):
        for event in (0, 1):
            caption = tell(video, (event,), draw_wording(rng, part="test"))
            query = phrase_query(caption, event)
            (phrase,) = query.phrases
            assert query.text[phrase.start : phrase.stop] == phrase.text
            assert phrase.text in caption.text


def test_the_frames_of_an_event_begin_no_earlier_than_its_shot():
    rng = np.random.default_rng(4)
    for video in moving_videos(rng, 20):
        first, second = event_frames(video, 0), event_frames(video, 1)
        assert first.any()
        assert second.any()
        assert not (first & second).any()


# --------------------------------------------------------------------------- what a model makes of them


def test_clips_run_backwards_in_their_real_frames():
    clips = clips_of([np.arange(6.0).reshape(3, 2).astype(np.float16)], 5)
    assert clips.lengths == [3]
    assert backwards(clips) == [[2, 1, 0]]


def test_ranks_count_ties_against_the_model():
    assert ranks_of(np.array([[0.5, 0.5], [0.1, 0.9]])).tolist() == [2, 1]


def test_weights_take_the_score_apart_exactly(viewer):
    gallery = show_gallery(viewer, "random", random_gallery(1, 8), 1, silent)
    assert halves(gallery.texts)[2] == pytest.approx(0.5)
    assert np.allclose(weighted(gallery, 0.5), gallery.scores, atol=1e-5)
    assert np.allclose(0.5 * (weighted(gallery, 0.0) + weighted(gallery, 1.0)), gallery.scores, atol=1e-5)


def test_mean_pooling_cannot_tell_a_video_from_its_reversal(viewer):
    videos = reversible_videos(np.random.default_rng(5), 4)
    clips = viewer.watch(videos)
    turned = viewer.watch_again(videos, clips, backwards(clips))
    assert np.array_equal(turned.real(0), clips.real(0)[::-1])
    assert np.allclose(pooled_means(clips), pooled_means(turned), atol=1e-5)


def test_the_encoder_of_a_network_gives_what_the_network_gives(viewer):
    model = fresh_network(1).eval()
    videos = random_gallery(2, 3)
    captions = [full_caption(video, np.random.default_rng(1)) for video in videos]
    assert mean_texts(model)(captions) == pytest.approx(halves(viewer.texts(captions))[0], abs=1e-5)


def test_videos_drawn_larger_are_made_small(viewer):
    seen = []

    def reduce(picture, shape: FrameShape):
        seen.append(picture.shape)
        return picture[:64, :64]

    Viewer(viewer.encoder, 90, reduce).watch(random_gallery(1, 1))
    assert set(seen) == {(90, 160, 3)}


def test_every_part_is_measured_with_its_interval(viewer):
    mean = mean_texts(fresh_network(2))
    lines: list[str] = []
    record = evaluate_encoder(viewer, Evaluation(5, sizes=TINY, mean=mean, formats={"other": viewer}), lines.append)
    ids = [mark.id for mark in record.marks]
    assert len(set(ids)) == len(ids)
    wanted = ("random.r1", "random.own_mean.r1", "random.mean.r1", "random.above_mean", "hard.median", "held_out.r1",
              "trained_wording.r1", "direction.accuracy", "direction.auc", "order.then", "order.before.cut",
              "order.after.two", "pointing.cut", "pointing.motion", "deletion.mean", "deletion.draw", "short.3",
              "short_films.r1", "short.12", "weight.random.0.0", "weight.hard.1.0", "precision.other")  # fmt: skip
    assert set(wanted) <= set(ids)
    assert record.value("precision.other") == record.value("random.r1")
    assert record.value("weight.random.0.5") == record.value("random.r1")
    assert record.value("short.ledger_gap") < 1e-5
    assert all(mark.low <= mark.value <= mark.high for mark in record.marks if mark.count)
    assert any("frames" in line for line in lines), "whoever waits is told how far it is"


def test_only_the_parts_asked_for_are_measured(viewer):
    record = evaluate_encoder(viewer, Evaluation(1, sizes=TINY, parts=("direction",)), silent)
    assert {mark.id for mark in record.marks} == {"direction.accuracy", "direction.auc"}


def test_a_network_in_training_is_examined_on_validation_videos():
    record = evaluate_network(fresh_network(1), None, 1, TINY, pool=VALIDATION, parts=("deletion",))
    assert record.get("deletion.mean") is not None
    assert PARTS[0] not in {mark.id for mark in record.marks}


def test_a_written_file_is_examined_beside_what_it_was_rounded_from(tmp_path):
    model, path = fresh_network(1), tmp_path / "demo.safetensors"
    write_model(model, path)
    record = evaluate_file(path, before=model, sizes=EvaluationSizes(12, 1, 4, 4, 4, 4, 4))
    assert record.model.name == NAME
    assert record.model.sha256 == file_sha256(path)
    assert record.value("precision.float32, before rounding") == pytest.approx(record.value("random.r1"), abs=0.2)


def test_sizes_keep_their_proportions():
    assert sizes_for(1000) == EvaluationSizes()
    assert sizes_for(100) == EvaluationSizes(100, 10, 40, 60, 60, 30, 20)
    assert min(vars_of(sizes_for(10))) >= 4


def vars_of(sizes: EvaluationSizes) -> list[int]:
    return [getattr(sizes, name) for name in sizes.__slots__]


# --------------------------------------------------------------------------- models that know


class Knowing:
    """An encoder whose vectors and ledgers are given."""

    def __init__(self, spec, text, video, peak=0):
        self.spec, self._text, self._video, self._peak = spec, text, video, peak

    def encode_frames(self, pixels):
        return np.zeros((len(pixels), self.spec.frame_dim), np.float16)

    def encode_segments(self, frames, mask):
        return np.tile(np.asarray(self._video, np.float32), (len(frames), 1))

    def encode_text(self, texts):
        return [TextVectors(text, np.asarray(self._text(text), np.float32)) for text in texts]

    def explain(self, query, frames, times_s):
        cells = np.zeros((2, 1, len(frames)), np.float32)
        cells[0, 0, self._peak] = 1
        none = np.zeros((1, 1), np.float32)
        return Ledger(
            phrases=query.phrases,
            words=(),
            word_phrases=(),
            times_s=tuple(times_s),
            sentence=cells[0, 0] * 0,
            cells=cells,
            word_centres=none,
            assignment=none,
            score=1.0,
        )


def test_a_model_that_reads_the_sentence_alone_is_seen_through(viewer):
    """It likes sentences of a certain sound: the beside figure equals what it scores."""
    liking = Knowing(viewer.encoder.spec, lambda text: [len(text.split()[0]) + 0.01 * (hash(text) % 7), 0], [1, 0])
    for mark in order_metrics(Viewer(liking), 1, 30, silent):
        if mark.count:
            assert mark.beside == f"sentences alone {mark.value:.3f}"


def test_a_row_that_always_peaks_at_one_frame_is_no_better_than_the_best_constant(viewer):
    marks = pointing_metrics(Viewer(Knowing(viewer.encoder.spec, lambda _: [1, 0], [1, 0], peak=2)), 1, 60, silent)
    for mark in marks:
        assert mark.value <= float(mark.beside.split()[-1]) + 1e-3


def test_deletion_counts_videos_in_which_the_credited_frames_cost_more():
    videos = random_gallery(1, 3)
    found = Deletion(videos, np.array([0.5, 0.5, 0.5]), np.array([0.1, 0.4, 0.3]),
                     np.array([[0.4, 0.2], [0.2, 0.4], [0.3, 0.3]]))  # fmt: skip
    marks = {mark.id: mark.value for mark in deletion_metrics(found)}
    assert marks["deletion.mean"] == pytest.approx((1 + 0 + 0.5) / 3)
    assert marks["deletion.draw"] == pytest.approx((1 + 0 + 0.5) / 3)
    assert TESTS.wording == "test"
