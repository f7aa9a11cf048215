"""A command line with a few clips and a basket, for what is handed over and taken back."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.still_frames import draw_video
from tests.unit.c2v_desktop.conftest import VIDEOS, Run


@pytest.fixture
def run(fake_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """films/a, b and films/sub/c are indexed; commands are given in films; two moments lie in the basket."""
    for name, words in VIDEOS.items():
        draw_video(tmp_path / ("films/sub" if name == "c" else "films") / f"{name}.film", [(words, 3.0)])
    assert fake_run("index", tmp_path / "films")[0] == 0
    monkeypatch.chdir(tmp_path / "films")
    assert fake_run("keep", "add", "a.film", "--in", "1", "--out", "2", "--note", "this & that")[0] == 0
    assert fake_run("keep", "add", "b.film")[0] == 0
    return fake_run


def told(run: Run, *arguments: str | Path, code: int = 0) -> Any:
    """What a command says with `--json`."""
    got, out, err = run(*arguments, "--json")
    assert got == code, err
    return json.loads(out)
