from dataclasses import replace

import numpy as np

from core.synthetic.captions import (
    describe_scene,
    describe_subject,
    describe_video,
    draw_wording,
    holds,
    scene_facts,
    tell,
    video_facts,
    visible,
)
from core.synthetic.lexicon import BACKDROPS, CAMERA_WORDS, JOINERS, NOUNS, all_words, verbs_for
from core.synthetic.scene import scene_at
from core.synthetic.world import Choice, plan_video, reverse_video

TWO = Choice(kinds=("same", "two", "cut"), shares=(1, 1, 1))


def drawn(count: int, seed: int, choice: Choice | None = None):
    rng = np.random.default_rng(seed)
    return rng, [plan_video(rng, choice or Choice()) for _ in range(count)]


def forms_of(kind: str, shape: str) -> list[str]:
    return [form for pair in verbs_for(kind, shape) for form in pair]


def test_a_caption_names_what_is_drawn():
    rng, videos = drawn(200, 1)
    for video in videos:
        text = describe_video(video, rng).text
        for shot, event in video.events:
            thing = shot.things[event.thing]
            told = CAMERA_WORDS.get(event.kind) or [
                form for pair in verbs_for(event.kind, thing.shape) for form in pair
            ]
            assert any(words in text for words in told), (text, event.kind)
            if event.kind not in CAMERA_WORDS:
                assert any(noun in text for noun in NOUNS[thing.shape]), text
                assert thing.colour in text


def test_the_words_of_an_event_are_marked_with_it():
    rng, videos = drawn(150, 2, TWO)
    for video in videos:
        caption = describe_video(video, rng)
        assert {event for _, event in caption.pieces if event >= 0} == {0, 1}
        for piece, index in caption.pieces:
            if index < 0:
                continue
            shot, event = video.events[index]
            forms = forms_of(event.kind, shot.things[event.thing].shape)
            assert any(form in piece for form in forms)


def test_every_caption_is_true_of_its_own_video():
    rng, videos = drawn(300, 3)
    facts = [video_facts(video) for video in videos]
    for captions in (
        [describe_video(video, rng, single=0.5) for video in videos],
        [describe_subject(video, rng) for video in videos],
    ):
        assert holds(captions, facts).diagonal().all()


def test_pictures_are_described_truly():
    rng, videos = drawn(300, 4)
    scenes = [scene_at(video, rng.uniform(0, video.frames - 1)) for video in videos]
    captions = [describe_scene(scene, rng) for scene in scenes]
    assert holds(captions, [scene_facts(scene) for scene in scenes]).diagonal().all()
    for scene, caption in zip(scenes, captions, strict=True):
        seen = visible(scene)
        assert ("nothing" in caption.text) == (not seen and scene.light >= 0.2)
        if len(seen) == 2 and scene.light >= 0.2:
            assert all(any(noun in caption.text for noun in NOUNS[pose.thing.shape]) for pose in seen)


def test_swapped_events_make_a_false_caption():
    rng, videos = drawn(200, 5, TWO)
    for video in videos:
        wording = replace(draw_wording(rng), joiner=0)
        right, wrong = tell(video, (0, 1), wording), tell(video, (1, 0), wording)
        assert ", then" in right.text
        assert holds([right, wrong], [video_facts(video)])[:, 0].tolist() == [True, False]


def test_after_turns_the_order_of_words_but_not_of_events():
    rng, videos = drawn(80, 6, Choice(kinds=("two",), shares=(1.0,)))
    for video in videos:
        caption = tell(video, (0, 1), replace(draw_wording(rng), joiner=len(JOINERS), again=False))
        assert [event for _, event in caption.pieces if event >= 0] == [1, 0]
        assert holds([caption], [video_facts(video)]).all()


def test_a_caption_of_one_direction_does_not_fit_the_reversed_video():
    rng, videos = drawn(300, 7, Choice(kinds=("one",), shares=(1.0,)))
    captions = [describe_video(video, rng) for video in videos]
    back = holds(captions, [video_facts(video, backwards=True) for video in videos]).diagonal()
    for video, still_true in zip(videos, back, strict=True):
        assert still_true == (video.events[0][1].kind in ("still", "spin", "bounce", "shake"))


def test_facts_of_the_reversed_plan_are_the_reversed_facts():
    _, videos = drawn(200, 8)
    for video in videos:
        if any(event.kind in ("grow", "shrink") for _, event in video.events):
            continue  # these change what counts as big
        assert np.array_equal(video_facts(reverse_video(video)), video_facts(video, backwards=True))


def test_a_partial_claim_fits_every_video_that_shows_it():
    rng, videos = drawn(120, 9)
    facts = [video_facts(video) for video in videos]
    fits = holds([describe_subject(video, rng) for video in videos], facts)
    assert fits.sum() > len(videos), "some partial captions must be true of several videos"


def test_the_lexicon_holds_every_word_of_every_caption():
    rng, videos = drawn(600, 10)
    known = set(all_words())
    for video in videos:
        for caption in (describe_video(video, rng, 0.3), describe_subject(video, rng)):
            assert {word for piece, _ in caption.pieces for word in piece.split()} <= known


def test_backdrops_are_named_often_but_not_always():
    rng, videos = drawn(400, 11, Choice(kinds=("one",), shares=(1.0,)))
    named = [
        any(words in describe_video(video, rng).text for words in BACKDROPS[video.shots[0].background])
        for video in videos
    ]
    assert 0.5 < np.mean(named) < 0.9
