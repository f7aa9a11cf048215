"""A library of plain clips, one colour above another, indexed by a tiny model that learned nothing; its commands."""

import json
import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np

from core.encode.weights import CheckpointMeta, write_checkpoint
from tests.clips import VideoSpec, draw
from tests.e2e.runs import ROOT
from tests.unit.encode.frozen import tiny as frozen_tiny
from tests.unit.encode.tiny import tiny_model

COLOURS = {"red": (220, 30, 30), "blue": (30, 40, 220), "yellow": (230, 220, 40), "white": (240, 240, 240)}
TIMES = 3
"""So many clips show the same two colours."""
CLIPS = TIMES * 12
LONGEST_S = 900
"""Of one command, on a machine with other work."""


def draw_clips(folder: Path) -> list[str]:
    """Clips in a folder; returns the rows of `captions.csv`, which is written beside it."""
    folder.mkdir()
    rows, rng = ["file,caption"], np.random.default_rng(3)
    for i, (above, below) in enumerate(list(permutations(COLOURS, 2)) * TIMES):
        frame = np.zeros((64, 64, 3), np.uint8)
        frame[:32], frame[32:] = COLOURS[above], COLOURS[below]
        frame = np.clip(frame + rng.integers(-12, 12, frame.shape), 0, 255).astype(np.uint8)
        draw(folder / f"{i:02d}.avi", [frame] * (8 + i % 3), VideoSpec(size=(64, 64)))
        rows.append(f"{folder.name}/{i:02d}.avi,the {above} sky up the {below} boat")
    (folder.parent / "captions.csv").write_text("\n".join(rows))
    return rows


def make_home(root: Path, kind: str, clips: Path) -> Path:
    """A home whose settings name the model, and whose library is indexed by it."""
    if kind == "frozen":
        weights = frozen_tiny.write_tiny(root)
    else:
        weights = root / "tiny.safetensors"
        tokens = [49406, 49407, *range(256, 12000)]
        write_checkpoint(weights, tiny_model(vocab=49408), CheckpointMeta("Tiny model"), tokens)
    home = root / "home"
    home.mkdir()
    text = f'[encoder]\nbackend = "{kind}"\nweights = "{weights.as_posix()}"\nthreads = 1\ndevice = "cpu"\n'
    (home / "settings.toml").write_text(text)
    assert c2v(home, "index", clips)["videos"]["ready"] == CLIPS
    return home


def command(home: Path, *arguments: str | Path) -> "subprocess.Popen[str]":
    """Begin a command."""
    return subprocess.Popen(
        [sys.executable, "-m", "c2v_desktop.cli", "--home", str(home), *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def c2v(home: Path, *arguments: str | Path, code: int = 0) -> dict[str, Any]:
    """What a command answers in the end."""
    process = command(home, *arguments, "--json")
    out, err = process.communicate(timeout=LONGEST_S)
    assert process.returncode == code, out + err
    return objects(out)[-1]


def objects(text: str) -> list[dict[str, Any]]:
    """JSON objects that stand one after another."""
    found, reader = [], json.JSONDecoder()
    while text := text.lstrip():
        each, end = reader.raw_decode(text)
        found.append(each)
        text = text[end:]
    return found


def until(process: "subprocess.Popen[str]", event: str, count: int = 1) -> list[dict[str, Any]]:
    """Events of a run, up to this one."""
    told: list[dict[str, Any]] = []
    assert process.stdout is not None
    assert process.stderr is not None
    for line in process.stdout:
        if not line.startswith("{") or not line.rstrip().endswith("}"):
            break
        told.append(json.loads(line))
        if sum(each.get("event") == event for each in told) == count:
            return told
    raise AssertionError(f"{told} {process.stdout.read()} {process.stderr.read()}")
