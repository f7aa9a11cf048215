"""A Frozen model in a library: real reader, real encoder process, real catalogue; found, explained, and said how."""

import json

import cv2
import numpy as np
import pytest

pytest.importorskip("transformers", reason="the text tower of Frozen in Time needs transformers")

from c2v_desktop.cli import main as cli
from c2v_desktop.logs import stop_logs
from core.demo_model.frozen.network import fresh_network
from core.demo_model.frozen.train import NAME, write_model
from core.synthetic.video_files import Format, write_video_file
from core.synthetic.world import Choice, plan_video

FORM = Format("plain", "mpeg4", ".avi", 128, 72, 12, bit_rate=800_000)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    videos = home / "films"
    videos.mkdir()
    rng = np.random.default_rng(1)
    for number in range(2):
        write_video_file(videos / f"{number}.avi", plan_video(rng, Choice(short=0.0)), FORM)
    cv2.imwrite(str(videos / "still.png"), np.full((90, 160, 3), (40, 60, 220), np.uint8))
    (home / "model").mkdir()
    weights = home / "model" / "small.safetensors"
    write_model(fresh_network(3, 4), weights)
    settings = f'[encoder]\nbackend = "frozen"\nweights = "{weights.as_posix()}"\nthreads = 1\n'
    (home / "settings.toml").write_text(settings)
    return home


@pytest.fixture
def c2v(home, capsys):
    def call(*arguments):
        code = cli.main(["--home", str(home), *map(str, arguments)])
        said = capsys.readouterr()
        assert code == 0, said.err
        return json.loads(said.out)

    yield call
    stop_logs()


def test_videos_and_a_still_are_indexed_found_and_explained(home, c2v):
    status = c2v("index", home / "films", "--json")
    assert status["videos"]["ready"] == 3
    assert status["model"]["name"] == NAME
    hits = c2v("search", "a red car drives to the left", "--json")["hits"]
    assert {hit["path"].rpartition("/")[2] for hit in hits} == {"0.avi", "1.avi", "still.png"}
    still = next(hit for hit in hits if hit["path"].endswith(".png"))
    for hit in (still, next(hit for hit in hits if hit is not still)):
        ledger = c2v("explain", "a red car drives to the left", "--rank", hit["rank"], "--json")
        assert sum(ledger["sentence"]) == pytest.approx(hit["score"], abs=1e-5)
        assert bool(ledger["approximation"]) == (hit is not still), "all of a still is of its one frame"
