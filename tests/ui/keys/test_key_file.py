"""Shortcuts as a file: written, read, and what is wrong with others."""

import pytest

from core.errors import SettingsError
from ui.keys.key_file import MOST_BYTES, read_keys, write_keys
from ui.keys.presets import PRESETS
from ui.keys.scheme import EDITABLE, KeyScheme


@pytest.mark.parametrize("preset", PRESETS)
def test_what_was_written_is_read(tmp_path, preset):
    made = KeyScheme(preset).with_keys("mark.keep", ["J", '"']).with_keys("view.reset", [])
    write_keys(tmp_path / "k.toml", made)
    read = read_keys(tmp_path / "k.toml", KeyScheme())
    assert read.scheme.keys == made.keys
    assert read.scheme.preset == preset
    assert read.commands == len(EDITABLE)
    assert not read.unknown + read.unusable + read.clashes


def test_a_file_of_few_commands_changes_only_those(tmp_path):
    (tmp_path / "k.toml").write_text('format = "c2v-keys"\nversion = 1\n[keys]\n"mark.keep" = ["Ctrl+U"]\n')
    read = read_keys(tmp_path / "k.toml", KeyScheme("resolve"))
    assert read.scheme == KeyScheme("resolve").with_keys("mark.keep", ["Ctrl+U"])


def test_what_cannot_be_used_is_named_and_the_rest_is_used(tmp_path):
    (tmp_path / "k.toml").write_text(
        'format = "c2v-keys"\nversion = 1\n[keys]\n"mark.keep" = ["Ctrl+U", "Left", 3]\n"magic.wand" = ["W"]\n'
        '"mark.pick" = "Ctrl+U"\n'
    )
    read = read_keys(tmp_path / "k.toml", KeyScheme())
    assert read.unknown == ("magic.wand",)
    assert read.unusable == ("mark.keep: Left", "mark.keep: 3")
    assert read.clashes == (("Ctrl+U", ("mark.pick", "mark.keep")),)
    assert read.scheme.keys["mark.pick"] == ("Ctrl+U",)
    assert read.scheme.keys["mark.keep"] == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no toml at all [",
        b'format = "c2v-keys"\n',
        b'format = "c2v-keys"\nversion = 1\nkeys = 3\n',
        b'format = "other"\nversion = 1\n[keys]\n',
        b'format = "c2v-keys"\nversion = "1"\n[keys]\n',
        b"\xff\xfe\x00",
        b'format = "c2v-keys"\nversion = 2\n[keys]\n',
        b"#" * (MOST_BYTES + 1),
    ],
)
def test_other_files_are_refused_with_a_sentence(tmp_path, content):
    path = tmp_path / "k.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError) as told:
        read_keys(path, KeyScheme())
    assert "k.toml" in told.value.title
    assert told.value.hint


def test_a_file_that_is_not_there_or_cannot_be_written_is_said(tmp_path):
    with pytest.raises(SettingsError, match=r"gone\.toml"):
        read_keys(tmp_path / "gone.toml", KeyScheme())
    with pytest.raises(SettingsError, match="nowhere"):
        write_keys(tmp_path / "nowhere" / "k.toml", KeyScheme())
