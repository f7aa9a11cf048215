from dataclasses import replace

import numpy as np

from core.synthetic.captions import (
    describe_film,
    describe_scene,
    describe_subject,
    draw_wording,
    film_facts,
    holds,
    scene_facts,
    tell,
    visible,
)
from core.synthetic.lexicon import BACKDROPS, CAMERA_WORDS, JOINERS, NOUNS, all_words, verbs_for
from core.synthetic.scene import scene_at
from core.synthetic.world import Choice, plan_film, reverse_film

TWO = Choice(kinds=("same", "two", "cut"), shares=(1, 1, 1))


def drawn(count: int, seed: int, choice: Choice | None = None):
    rng = np.random.default_rng(seed)
    return rng, [plan_film(rng, choice or Choice()) for _ in range(count)]


def forms_of(kind: str, shape: str) -> list[str]:
    return [form for pair in verbs_for(kind, shape) for form in pair]


def test_a_caption_names_what_is_drawn():
    rng, films = drawn(200, 1)
    for film in films:
        text = describe_film(film, rng).text
        for shot, event in film.events:
            thing = shot.things[event.thing]
            told = CAMERA_WORDS.get(event.kind) or [
                form for pair in verbs_for(event.kind, thing.shape) for form in pair
            ]
            assert any(words in text for words in told), (text, event.kind)
            if event.kind not in CAMERA_WORDS:
                assert any(noun in text for noun in NOUNS[thing.shape]), text
                assert thing.colour in text


def test_the_words_of_an_event_are_marked_with_it():
    rng, films = drawn(150, 2, TWO)
    for film in films:
        caption = describe_film(film, rng)
        assert {event for _, event in caption.pieces if event >= 0} == {0, 1}
        for piece, index in caption.pieces:
            if index < 0:
                continue
            shot, event = film.events[index]
            forms = forms_of(event.kind, shot.things[event.thing].shape)
            assert any(form in piece for form in forms)


def test_every_caption_is_true_of_its_own_film():
    rng, films = drawn(300, 3)
    facts = [film_facts(film) for film in films]
    for captions in (
        [describe_film(film, rng, single=0.5) for film in films],
        [describe_subject(film, rng) for film in films],
    ):
        assert holds(captions, facts).diagonal().all()


def test_pictures_are_described_truly():
    rng, films = drawn(300, 4)
    scenes = [scene_at(film, rng.uniform(0, film.frames - 1)) for film in films]
    captions = [describe_scene(scene, rng) for scene in scenes]
    assert holds(captions, [scene_facts(scene) for scene in scenes]).diagonal().all()
    for scene, caption in zip(scenes, captions, strict=True):
        seen = visible(scene)
        assert ("nothing" in caption.text) == (not seen and scene.light >= 0.2)
        if len(seen) == 2 and scene.light >= 0.2:
            assert all(any(noun in caption.text for noun in NOUNS[pose.thing.shape]) for pose in seen)


def test_swapped_events_make_a_false_caption():
    rng, films = drawn(200, 5, TWO)
    for film in films:
        wording = replace(draw_wording(rng), joiner=0)
        right, wrong = tell(film, (0, 1), wording), tell(film, (1, 0), wording)
        assert ", then" in right.text
        assert holds([right, wrong], [film_facts(film)])[:, 0].tolist() == [True, False]


def test_after_turns_the_order_of_words_but_not_of_events():
    rng, films = drawn(80, 6, Choice(kinds=("two",), shares=(1.0,)))
    for film in films:
        caption = tell(film, (0, 1), replace(draw_wording(rng), joiner=len(JOINERS), again=False))
        assert [event for _, event in caption.pieces if event >= 0] == [1, 0]
        assert holds([caption], [film_facts(film)]).all()


def test_a_caption_of_one_direction_does_not_fit_the_reversed_film():
    rng, films = drawn(300, 7, Choice(kinds=("one",), shares=(1.0,)))
    captions = [describe_film(film, rng) for film in films]
    back = holds(captions, [film_facts(film, backwards=True) for film in films]).diagonal()
    for film, still_true in zip(films, back, strict=True):
        assert still_true == (film.events[0][1].kind in ("still", "spin", "bounce", "shake"))


def test_facts_of_the_reversed_plan_are_the_reversed_facts():
    _, films = drawn(200, 8)
    for film in films:
        if any(event.kind in ("grow", "shrink") for _, event in film.events):
            continue  # these change what counts as big
        assert np.array_equal(film_facts(reverse_film(film)), film_facts(film, backwards=True))


def test_a_partial_claim_fits_every_film_that_shows_it():
    rng, films = drawn(120, 9)
    facts = [film_facts(film) for film in films]
    fits = holds([describe_subject(film, rng) for film in films], facts)
    assert fits.sum() > len(films), "some partial captions must be true of several films"


def test_the_lexicon_holds_every_word_of_every_caption():
    rng, films = drawn(600, 10)
    known = set(all_words())
    for film in films:
        for caption in (describe_film(film, rng, 0.3), describe_subject(film, rng)):
            assert {word for piece, _ in caption.pieces for word in piece.split()} <= known


def test_backdrops_are_named_often_but_not_always():
    rng, films = drawn(400, 11, Choice(kinds=("one",), shares=(1.0,)))
    named = [
        any(words in describe_film(film, rng).text for words in BACKDROPS[film.shots[0].background]) for film in films
    ]
    assert 0.5 < np.mean(named) < 0.9
