"""The evaluation of taught names and words asks what it says: fair sentences, right answers, equal other sentences."""

import numpy as np
import pytest

from core.evaluation.name_evaluation import (
    NameEvaluationMaterial,
    _kinds,
    _share,
    _video,
    described_tasks,
    strange_tasks,
)
from core.evaluation.word_evaluation import NEW, WordTask, word_tasks
from core.synthetic.lexicon import all_words
from core.synthetic.world import HELD_OUT, UNSEEN_PICTURES


def test_things_have_colours_without_a_word_or_pairs_that_were_held_out():
    assert len({task.rgb for task in strange_tasks(1)}) == len(strange_tasks(1)) == 8
    assert {(task.shape, task.colour) for task in described_tasks(1)} == HELD_OUT


def test_clips_of_a_thing_show_it_and_what_happens():
    rng = np.random.default_rng(3)
    for task in (*strange_tasks(1), *described_tasks(1)):
        kind = _kinds(task)[0]
        shot = _video(rng, task, kind, UNSEEN_PICTURES).shots[0]
        assert (shot.things[0].shape, shot.things[0].rgb) == (task.shape, task.rgb)
        assert [event.kind for event in shot.events] == [kind]


def test_right_is_the_thing_and_what_happens_at_once():
    gallery = np.eye(3, dtype=np.float32)
    material = NameEvaluationMaterial(gallery, ("left", "grow", ""), gallery, gallery, gallery)
    texts = gallery[[0, 1, 2, 1]]
    assert _share(texts, [("left", ""), ("left", ""), ("left", ""), ("grow", "")], material) == 0.5


@pytest.mark.parametrize(
    ("caption", "renamed"),
    [
        ("a big black ball grows at night", "a big daxy blicket zups at night"),
        ("a black disc, then fade to black", "a daxy blicket, then fade to black"),
        ("fade in from black", "fade in from black"),
        ("the circle growing", "the blicket zups"),
        ("a black box gets smaller", "a daxy box gets smaller"),
        ("the blackboard and a ballpen", "the blackboard and a ballpen"),
    ],
)
def test_renaming_spares_everything_else(caption, renamed):
    assert WordTask("circle", "black", "grow", 1).rename(caption) == renamed


def test_new_words_are_none_that_the_world_knows():
    assert not set(NEW) & set(all_words())
    assert len(word_tasks(5, 8)) == 8
    assert word_tasks(5, 8) == word_tasks(5, 8)
