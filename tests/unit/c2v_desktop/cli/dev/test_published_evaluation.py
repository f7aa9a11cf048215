"""`c2v evaluate --dataset msvd --root DIR` as its user meets it: real video files in a published layout."""

import json
import pickle

import numpy as np
import pytest
import torch

from c2v_desktop.cli import main as cli
from c2v_desktop.logs import stop_logs
from core.demo_model.network import fresh_network
from core.demo_model.training import write_model
from core.synthetic.video_files import Format, write_video_file
from core.synthetic.world import Choice, plan_video

FORM = Format("plain", "mpeg4", ".avi", 96, 72, 12, bit_rate=600_000)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """MSVD with three test clips, of which one is missing, and one to train on."""
    folder, draw = tmp_path_factory.mktemp("msvd"), np.random.default_rng(1)
    ids = [f"id_{n}_9" for n in range(4)]
    (folder / "test_list.txt").write_text("\n".join(ids[:3]))
    (folder / "train_list.txt").write_text(ids[3])
    captions = {id_: [["a", "red", "circle", str(n)] for n in range(at + 1)] for at, id_ in enumerate(ids)}
    (folder / "raw-captions.pkl").write_bytes(pickle.dumps(captions, protocol=2))
    (folder / "YouTubeClips").mkdir()
    for id_ in ids[:2]:
        write_video_file(folder / "YouTubeClips" / f"{id_}.avi", plan_video(draw, Choice(short=0.0)), FORM)
    return folder


@pytest.fixture
def run(tmp_path, tmp_path_factory, capsys):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.toml").write_text('[encoder]\nthreads = 1\ndevice = "cpu"\n')
    weights = tmp_path_factory.mktemp("model") / "fresh.safetensors"
    write_model(fresh_network(1), weights)
    threads = torch.get_num_threads()

    def call(*arguments):
        options = ["--home", tmp_path / "home", "evaluate", "--model", weights, *arguments]
        try:
            code = cli.main(list(map(str, options)))
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    yield call
    torch.set_num_threads(threads)
    stop_logs()


def test_a_published_set_is_measured_and_told_as_text_json_and_plot(run, root, tmp_path):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    arguments = ("--dataset", "msvd", "--root", root)
    plot, saved = tmp_path / "plot.png", tmp_path / "figures.json"
    code, out, _ = run(*arguments, "--qb-norm", "--plot", plot, "--save", saved)
    assert code == 0
    assert "3 sentences, gallery of 2 clips" in out
    assert "id_2_9" in out
    assert plot.stat().st_size > 1000
    kept = json.loads(saved.read_text())
    assert (kept["queries"], kept["gallery"], kept["missing"]) == (3, 2, ["id_2_9"])
    assert kept["query_bank"]["sentences"] == 4
    code, out, _ = run(*arguments, "--json")
    said = json.loads(out)
    assert said["figures"] == kept["figures"]
    assert said["query_bank"] is None
    assert list((tmp_path / "home" / "evaluation").rglob("*.npy"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--dataset", "msvd"], "--root"),
        (["--dataset", "msvd", "--root", "{root}/nowhere"], "was not found"),
        (["--dataset", "vatex", "--root", "{root}"], "vatex_data.json"),
        (["--dataset", "msvd", "--root", "{root}", "--plot", "x.docx"], ".png"),
        (["--dataset", "msvd", "--root", "{root}", "--part", "direction"], "--part"),
        (["--root", "{root}"], "--root is for published data sets"),
        (["--qb-norm"], "--qb-norm is for published data sets"),
    ],
)
def test_what_cannot_be_measured_is_told(run, root, arguments, told):
    code, out, err = run(*(each.format(root=root) for each in arguments))
    assert code == 1
    assert out == ""
    assert told in err
