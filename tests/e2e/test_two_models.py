"""Two real, tiny checkpoints on drawn videos, with the real decoder, catalogue and index.

The models live in this process: a dozen starts of a helper process would take minutes.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from c2v_desktop import compose
from c2v_desktop.cli import main as cli
from c2v_desktop.logs import stop_logs
from core.encode.weights import CheckpointMeta, write_checkpoint
from tests.clips import draw_scenes
from tests.unit.encode.tiny import tiny_model

VOCAB = 49408
TOKENS = [49406, 49407, *range(300, 3000)]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Videos, two checkpoints of different seeds and numbers of frames."""
    (tmp_path / "films").mkdir()
    for name, lengths in {"a": [60, 40], "b": [30, 90], "c": [75]}.items():
        draw_scenes(tmp_path / f"films/{name}.mp4", lengths)
    for seed, (name, frames) in enumerate({"Long": 12, "Short": 4}.items(), start=7):
        meta = CheckpointMeta(name, frames=frames)
        write_checkpoint(tmp_path / f"{name}.safetensors", tiny_model(seed, vocab=VOCAB, frames=frames), meta, TOKENS)
    (tmp_path / "home").mkdir()
    make, threads = compose.make_encoder, torch.get_num_threads()
    monkeypatch.setattr(compose, "make_encoder", lambda settings, **_: make(settings, in_process=True))
    yield tmp_path
    torch.set_num_threads(threads)
    stop_logs()


def test_two_checkpoints_are_compared_fused_measured_and_one_is_forgotten(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str | Path) -> str:
        assert cli.main(["--home", str(home / "home"), *map(str, arguments)]) == 0
        return capsys.readouterr().out

    def use(name: str) -> None:
        weights = json.dumps(str(home / f"{name}.safetensors"))
        (home / "home/settings.toml").write_text(f"[encoder]\nweights = {weights}\ndevice = 'cpu'\nthreads = 1\n")

    use("Long")
    run("index", home / "films")
    use("Short")
    run("index")

    told = json.loads(run("search", "a red car", "--compare", "long", "short", "--json"))
    long, short = (each["hits"] for each in told["models"])
    assert len(short) > len(long) > 3, "the model of fewer frames cuts finer"
    assert all(each["other_rank"] for each in (*long, *short))
    fused = json.loads(run("search", "a red car", "--fuse", "long", "short", "--json"))["hits"]
    assert len(fused) == len(long)
    scores = [each["fused_score"] for each in fused]
    assert scores == sorted(scores, reverse=True)

    rows = [f"1,{name}.mp4,scene {name}" for name in "abc"]
    (home / "films/captions.csv").write_text("\n".join(["video_id,file,caption", *rows]))
    told = json.loads(run("models", "compare", "--json"))
    assert told["known_item"]["sentences"] == told["known_item"]["films"] == 3
    assert [len(each["known_item"]) for each in told["models"]] == [4, 4]
    assert [each["trouble"] for each in told["models"]] == ["", ""]
    bytes_of = {each["name"]: each["index_file_bytes"] for each in told["models"]}
    assert all(bytes_of.values())

    before = run("search", "a red car", "--json")
    gone = json.loads(run("models", "forget", "long", "--yes", "--json"))
    assert gone["films"] == 3
    assert gone["freed_bytes"] >= bytes_of["Long"]
    after = json.loads(run("search", "a red car", "--json"))
    assert after["hits"] == json.loads(before)["hits"]
    assert [each["name"] for each in json.loads(run("models", "compare", "--json"))["models"]] == ["Short"]
