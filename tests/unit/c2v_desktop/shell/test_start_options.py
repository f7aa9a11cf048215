from pathlib import Path

import pytest

from c2v_desktop import __main__
from c2v_desktop.shell import start_options


def test_paths_become_absolute(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    chosen = start_options.parse(["--home", "h", "--library", "/raid/lib", "--ask", "red car", "Day 4", "/films"])
    assert chosen.library == Path("/raid/lib")
    assert [each.path for each in chosen.given] == [tmp_path / "Day 4", Path("/films")]
    assert chosen.ask == "red car"


def test_an_address_is_not_taken_for_a_path():
    chosen = start_options.parse(["https://example.org/a.mov", "smb://nas/rushes"])
    assert [(each.path, each.text) for each in chosen.given] == [
        (None, "https://example.org/a.mov"),
        (None, "smb://nas/rushes"),
    ]
    assert start_options.parse(["file:///films/a%20b.mov"]).given[0].path == Path("/films/a b.mov")


def test_hidden_options_are_hidden(capsys):
    with pytest.raises(SystemExit) as end:
        start_options.parse(["--help"])
    assert end.value.code == 0
    assert "screenshot" not in capsys.readouterr().out


def test_without_a_display_it_says_so_instead_of_aborting():
    assert "No display" in start_options.cannot_start({}, "linux")
    assert start_options.cannot_start({"DISPLAY": ":0"}, "linux") == ""
    assert start_options.cannot_start({"QT_QPA_PLATFORM": "offscreen"}, "linux") == ""
    assert start_options.cannot_start({}, "darwin") == ""


def test_a_verb_makes_it_the_command_line(monkeypatch):
    from c2v_desktop.cli import main as cli

    monkeypatch.setattr(cli, "main", lambda arguments: (arguments, 7)[1])
    assert __main__.main(["status", "--json"]) == 7
    assert __main__.main(["--child", "decoder"]) == 7


def test_no_display_ends_with_an_exit_code(monkeypatch, capsys):
    monkeypatch.setattr(start_options, "cannot_start", lambda *_: "There is no display here.")
    assert __main__.main([]) == 1
    assert capsys.readouterr().err == "c2v-desktop: There is no display here.\n"


@pytest.mark.parametrize("option", ["--library", "--home"])
def test_an_empty_folder_is_not_the_current_one(option, capsys):
    with pytest.raises(SystemExit):
        start_options.parse([option, ""])
    assert "the name is empty" in capsys.readouterr().err
