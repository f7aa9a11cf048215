"""Names that would steer a terminal, or be taken for markup, on every way to the command line's output."""

import os
import sys

import pytest
from rich.console import Console

from c2v_desktop.cli import streams
from c2v_desktop.cli.indexing_bar import indexing_bar, show_progress
from core.printable import printable
from core.values import IngestProgress
from tests.unit.c2v_desktop.cli.test_main import run, videos  # noqa: F401

NAMES = [
    "two\nlines.film", "turned\u202egpj.film", "escape\x1b[2J.film", "[red] [b] [nothing.film",
    os.fsdecode(b"bytes\xff.film"),    "<b>bold&amp;.film",
]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be made there")
@pytest.mark.parametrize("name", NAMES)
def test_every_command_prints_a_name_safely(run, videos, name):  # noqa: F811
    odd = videos / name
    (videos / "a.film").rename(odd)
    code, out, err = run("index", videos)
    assert code == 0, err
    odd.with_name(f"bad{name}").write_text("no video")
    told = [run("index", videos), run("search", "red car"), run("search", "red car", "--json"), run("skipped")]
    told += [run("retry", videos / ("bad" + name)), run("status"), run("explain", "red car")]
    for _, out, err in told:
        text = out + err
        assert "\u202e" not in text
        assert "\x1b[2J" not in text
        assert name not in text or name.isprintable()
        text.encode("utf-8")
    assert printable(name) in told[1][1]
    assert printable("bad" + name) in told[3][1]


@pytest.mark.parametrize("name", NAMES)
def test_the_bar_takes_no_name_for_markup(name, tmp_path):
    bar = indexing_bar()
    task = bar.add_task("Indexing with [/x]", total=None, detail="")
    show_progress(bar, task, IngestProgress(1, 2, 3, 4, 0, 0.0, None, tmp_path / name))
    with (tmp_path / "out").open("w+", encoding="utf-8") as out:
        Console(file=out, width=200).print(bar)
        out.seek(0)
        shown = out.read()
    assert "[/x]" in shown
    assert printable(name) in shown
    assert name not in shown or name.isprintable()


def test_what_is_said_and_complained_is_safe(capsys):
    streams.say("Model \x1b[31m\u202e\nsecond line")
    streams.say("Film \u2066")
    streams.complain("No \x07.")
    assert capsys.readouterr().err == "Model \\x1b[31m\\u202e\nsecond line\nFilm \\u2066\nc2v: No \\x07.\n"
