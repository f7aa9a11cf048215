"""Presets, changes of them, and what is kept in the settings."""

import random

import pytest
from PySide6.QtGui import QKeySequence

from core.settings import KeySettings, Settings, load_settings, save_settings
from ui.commands import COMMANDS
from ui.keys import scheme
from ui.keys.presets import PRESETS
from ui.keys.scheme import EDITABLE, KeyScheme, clashes, normal, scheme_of, why_not

IDS = {command.id for command in COMMANDS}
OURS = {command.id: command.keys for command in EDITABLE}


def keys_of(made):
    return [key for keys in made.keys.values() for key in keys]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_names_commands_that_exist_and_keys_that_can_be_used(preset):
    for id_, keys in PRESETS[preset].items():
        assert id_ in IDS, id_
        for key in keys:
            assert normal(key) == key, (id_, key, why_not(key))
    assert clashes(PRESETS[preset]) == []


@pytest.mark.parametrize("preset", PRESETS)
def test_no_key_belongs_to_two_commands_and_none_of_ours_is_left_without_one(preset):
    made = KeyScheme(preset)
    assert len(keys_of(made)) == len(set(keys_of(made)))
    assert [id_ for id_, keys in OURS.items() if keys and not made.keys[id_]] == []


def test_presets_have_the_keys_of_those_programs():
    assert KeyScheme("c2v").keys == OURS
    assert KeyScheme("premiere").keys["library.add_files"] == ("Ctrl+I",)
    assert KeyScheme("final_cut").keys["mark.pick"][0] == "F"
    assert KeyScheme("final_cut").keys["play.fullscreen"] == ("Ctrl+Shift+F",)
    assert KeyScheme("resolve").keys["play.fullscreen"][0] == "P"
    for preset in PRESETS:
        made = KeyScheme(preset).keys
        assert (made["play.back"], made["play.pause"], made["play.forward"]) == (("J",), ("K",), ("L",)), preset


@pytest.mark.parametrize(
    "key", ["", "Left", "Shift+Up", "Tab", "Return", "Home", "PgDown", "Ctrl", "Shift", "Ctrl+K, Ctrl+S", "Nothing"]
)
def test_keys_that_no_command_can_have_say_why(key):
    assert why_not(key)
    assert normal(key) == ""


@pytest.mark.parametrize(
    "key", ["Shift+Return", "J", "Ctrl+Left", "Alt+Return", "Space", "F5", ",", "=", "Ctrl+=", "Esc", "Shift+1", "Ä"]
)
def test_keys_that_a_command_can_have(key):
    assert normal(key) == QKeySequence(key).toString()


def test_a_key_that_is_given_away_leaves_its_owner_and_comes_back_with_the_presets_keys():
    made = KeyScheme().with_keys("mark.keep", ["J"])
    assert made.keys["mark.keep"] == ("J",)
    assert made.keys["play.back"] == ()
    assert made.changed() == {"mark.keep", "play.back"}
    assert made.owner("J") == "mark.keep"
    again = made.with_keys("play.back", made.preset_keys("play.back"))
    assert again.keys["play.back"] == ("J",)
    assert again.keys["mark.keep"] == ()
    assert again.with_keys("mark.keep", ["B"]) == KeyScheme()


def test_a_second_key_stands_beside_the_first():
    made = KeyScheme().with_keys("mark.keep", ["B", "Ctrl+U", "B"])
    assert made.keys["mark.keep"] == ("B", "Ctrl+U")


def test_settings_keep_every_key(tmp_path):
    made = KeyScheme("premiere").with_keys("view.larger", ["=", "+"]).with_keys("mark.pick", [])
    path = tmp_path / "settings.toml"
    save_settings(path, Settings(keys=made.settings))
    read, warnings = load_settings(path)
    assert not warnings
    assert scheme_of(read.keys) == made
    assert "mark.pick =" in read.keys.changes


def test_lines_of_another_version_are_kept_and_change_nothing():
    odd = KeySettings("c2v", ("magic.wand = W", "play.back = Left", "no sign", "mark.keep = Ctrl+U"))
    made = scheme_of(odd)
    assert made.keys["mark.keep"] == ("Ctrl+U",)
    assert made.keys["play.back"] == ("J",)
    assert set(made.settings.changes) == set(odd.changes)


def test_two_changes_that_want_one_key_leave_it_with_the_first():
    made = scheme_of(KeySettings("c2v", ("mark.keep = Ctrl+U", "mark.pick = Ctrl+U")))
    assert (made.keys["mark.keep"], made.keys["mark.pick"]) == (("Ctrl+U",), ())


def test_any_walk_of_changes_keeps_a_key_to_one_command_and_comes_through_the_settings():
    rng = random.Random(5)
    pool = ["A", "J", "B", "Ctrl+U", "Ctrl+1", "F", "=", ",", "Del", "F9", "Shift+M"]
    for _ in range(60):
        made = KeyScheme(rng.choice([*PRESETS]))
        for _ in range(rng.randrange(8)):
            command = rng.choice(EDITABLE).id
            wanted = rng.sample(pool, rng.randrange(3)) if rng.random() < 0.7 else made.preset_keys(command)
            made = made.with_keys(command, wanted)
            assert made.keys[command] == tuple(wanted)
        assert len(keys_of(made)) == len(set(keys_of(made)))
        assert scheme_of(made.settings).keys == made.keys


def test_titles_are_those_of_the_menus():
    assert scheme.titles(["play.toggle"]) == ["Play / pause"]
