"""Settings on disk: what is kept, what is mended, what is said."""

import re
import threading
from dataclasses import fields, replace
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from core import settings as settings_file
from core.errors import SettingsError
from core.settings import (
    AppearanceSettings,
    MachineSettings,
    ProxySettings,
    Settings,
    change_settings,
    hours_of,
    load_settings,
    save_settings,
)


def test_all_settings_come_back_as_they_were_saved(tmp_path):
    path = tmp_path / "settings.toml"
    machine, proxies = MachineSettings("held", "full", "21:30-06:15", 3, 2.5), ProxySettings(True, 7.5, 1080)
    save_settings(path, replace(Settings(), machine=machine, proxies=proxies))
    assert load_settings(path) == (replace(Settings(), machine=machine, proxies=proxies), [])
    save_settings(path, Settings())
    assert load_settings(path) == (Settings(), [])


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('hours = "at night"', "machine.hours"),
        ('hours = "25:00-07:00"', "machine.hours"),
        ('while_playing = "never"', "machine.while_playing"),
        ("reader_memory_gb = -1", "machine.reader_memory_gb"),
        ("reader_threads = -1", "machine.reader_threads"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_and_the_default_holds(tmp_path, line, name):
    path = tmp_path / "settings.toml"
    path.write_text(f"[machine]\n{line}\n", encoding="utf-8")
    settings, warnings = load_settings(path)
    assert settings == Settings()
    assert len(warnings) == 1
    assert name in warnings[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[look]\nthem = "light"\n',
            "Setting look.them is not known to this version and was ignored. Did you mean look.theme?",
        ),
        ('[lok]\ntheme = "light"\n', "Setting lok is not known to this version and was ignored. Did you mean look?"),
        ('theme = "light"\n', "Setting theme is not known to this version and was ignored."),
        ('[look]\n"a\\u001bb" = 1\n', "Setting 'look.a\\x1bb' is not known to this version and was ignored."),
    ],
)
def test_a_name_that_is_not_known_is_told_and_stays_in_the_file(tmp_path, text, said):
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    assert load_settings(path) == (Settings(), [said])
    change_settings(path, lambda settings: settings)
    assert text.splitlines()[-1] in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("line", ['make = "yes"', "make = 1", "disk_gb = 0", "disk_gb = -3", "taller_than = -1"])
def test_proxies_are_off_where_their_settings_make_no_sense(tmp_path, line):
    path = tmp_path / "settings.toml"
    path.write_text(f"[proxies]\n{line}\n", encoding="utf-8")
    settings, warnings = load_settings(path)
    assert (settings, len(warnings)) == (Settings(), 1)
    assert "proxies." in warnings[0]


def test_nought_is_no_number_of_seconds_between_samples(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text("[sampling]\nevery_s = 0\n[machine]\nreader_memory_gb = 0\n", encoding="utf-8")
    settings, warnings = load_settings(path)
    assert settings == Settings()
    assert [warning for warning in warnings if "every_s" in warning] == warnings


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("20:00-07:00", (1200, 420)),
        (" 9:05 \N{EN DASH} 17:30 ", (545, 1050)),
        ("", None),
        ("20-7", None),
        ("24:00-07:00", None),
    ],
)
def test_hours_are_read(text, minutes):
    assert hours_of(text) == minutes


def test_a_change_leaves_everything_else_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    change_settings(path, lambda now: replace(now, encoder=replace(now.encoder, weights="/elsewhere/w.pt")))
    change_settings(path, lambda now: replace(now, look=AppearanceSettings("light")))
    change_settings(path, lambda now: replace(now, encoder=replace(now.encoder, batch=4)))
    found = load_settings(path)[0]
    assert found.look.theme == "light"
    assert (found.encoder.batch, found.encoder.weights) == (4, "/elsewhere/w.pt")
    assert [each.name for each in tmp_path.iterdir()] == ["settings.toml"]


@pytest.mark.parametrize("percent", [89, 201, 0, -5, "100", 1.5, True])
def test_a_text_size_that_makes_no_sense_is_named_and_is_the_default(tmp_path, percent):
    path = tmp_path / "settings.toml"
    path.write_text(f"[look]\ntext_percent = {str(percent).lower() if percent is True else repr(percent)}\n")
    settings, warnings = load_settings(path)
    assert settings.look.text_percent == 100
    assert len(warnings) == 1
    assert "look.text_percent" in warnings[0]


def test_programs_that_change_settings_take_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings_file, "_PATIENCE_S", 120.0)  # thirty changes on a busy computer
    path = tmp_path / "settings.toml"

    def count() -> None:
        for _ in range(10):
            change_settings(path, lambda now: replace(now, search=replace(now.search, limit=now.search.limit + 1)))

    threads = [threading.Thread(target=count) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert load_settings(path)[0].search.limit == Settings().search.limit + 30


WITH_ACCENTS = '# geändert\n[look]\ntheme = "light"\n[library]\nfolder = "/raid/Müller"\n'


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"], ids=lambda name: name.replace("-", "")
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_file_is_read_however_an_editor_saved_it(tmp_path, encoding, ending):
    path = tmp_path / "settings.toml"
    path.write_bytes(WITH_ACCENTS.replace("\n", ending).encode(encoding))
    settings, warnings = load_settings(path)
    assert (settings.look.theme, settings.library.folder) == ("light", "/raid/Müller")
    assert len(warnings) == (1 if encoding == "cp1252" else 0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_saving_over_another_encoding_keeps_the_file_as_it_was(tmp_path, encoding):
    path = tmp_path / "settings.toml"
    path.write_bytes(WITH_ACCENTS.encode(encoding))
    change_settings(path, lambda now: replace(now, look=AppearanceSettings("dark")))
    assert path.with_name("settings.toml.before").read_bytes() == WITH_ACCENTS.encode(encoding)
    settings, warnings = load_settings(path)
    assert (settings.look.theme, settings.library.folder, warnings) == ("dark", "/raid/Müller", [])
    assert "# geändert" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "raw",
    [b"[look\n", b"\x81\xff\n", "[look]\n".encode("utf-16-le"), b"look = 1\nlook = 2\n", b"\x89PNG\r\n\x1a\n\0\0"],
    ids=["broken", "binary", "utf16 without a mark", "twice", "picture"],
)
def test_a_file_that_cannot_be_used_is_said_and_left_alone(tmp_path, raw):
    path = tmp_path / "settings.toml"
    path.write_bytes(raw)
    with pytest.raises(SettingsError, match=r"settings\.toml"):
        load_settings(path)
    with pytest.raises(SettingsError):
        change_settings(path, lambda now: replace(now, look=AppearanceSettings("dark")))
    assert path.read_bytes() == raw


def test_an_empty_file_means_the_defaults(tmp_path):
    path = tmp_path / "settings.toml"
    for text in ("", "\ufeff", "\n\n"):
        path.write_text(text, encoding="utf-8")
        assert load_settings(path) == (Settings(), [])


def test_a_help_text_names_choices_as_the_file_takes_them() -> None:
    """Whoever edits the file by hand writes what the help says in brackets."""
    checked = 0
    for name, section in get_type_hints(Settings).items():
        kinds = get_type_hints(section)
        for each in fields(section):
            values = get_args(kinds[each.name])
            if values and all(isinstance(value, str) for value in values):
                named = set(re.findall(r"\((\w+)\)", each.metadata["help"]))
                assert named <= set(values), f"{name}.{each.name}"
                checked += len(named)
    assert checked
