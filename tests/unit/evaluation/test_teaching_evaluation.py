"""The evaluation of taught names and words asks what it says: fair sentences, right answers, equal other sentences."""

from dataclasses import replace

import numpy as np
import pytest

from core.evaluation import movement_evaluation
from core.evaluation.movement_evaluation import MOVES, MOVES_HERE, describe_clip, moved_clip, movement_tasks
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
from core.synthetic.world import HELD_OUT, SIDE, TRAINING, UNSEEN_PICTURES


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


@pytest.mark.parametrize("move", MOVES)
def test_what_moves_in_a_new_way_stays_in_the_picture_and_is_told_by_one_word(move):
    rng = np.random.default_rng(6)
    for _ in range(40):
        clip = moved_clip(rng, move, TRAINING)
        for time in np.linspace(0, 11, 45):
            pose = clip.pose_at(float(time))
            assert pose.radius <= min(pose.x, pose.y, SIDE - pose.x, SIDE - pose.y)
        assert clip.pose_at(0.0) == clip.pose_at(clip.start), "before it stands still"
        assert describe_clip(clip.plan, rng).split().count(MOVES_HERE) == 1


def test_new_ways_to_move_differ_in_nothing_else():
    clip = moved_clip(np.random.default_rng(2), "orbit", TRAINING)
    drawn = [replace(clip, move=move).draw(64) for move in MOVES]
    assert len({each.tobytes() for each in drawn}) == len(MOVES)
    assert all(each.shape == (12, 64, 64, 3) for each in drawn)
    words = movement_evaluation.NEW.values()
    assert not set(words) & set(all_words())
    assert len(set(words)) == len(MOVES)
    assert len(set(movement_tasks())) == 20
