"""Full teaching by the command line: killed in the middle, resumed, adopted, used; and ended by Ctrl-C."""

import os
import signal
import time

import pytest

from tests.e2e.colour_library import CLIPS, TIMES, c2v, command, draw_clips, make_home, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

STEPS = ["--way", "full", "--batch", "12", "--rate", "1e-3", "--frozen-layers", "0"]


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    folder = tmp_path_factory.mktemp("teaching") / "clips"
    draw_clips(folder)
    return folder


@pytest.fixture(params=["clip2video", "frozen"])
def home(request, clips, tmp_path):
    if request.param == "frozen":
        pytest.importorskip("transformers", reason="the text tower of Frozen in Time needs transformers")
    return make_home(tmp_path, request.param, clips)


def test_it_survives_a_kill_and_what_it_learned_is_adopted_and_searched(home, clips):
    captions = clips.parent / "captions.csv"
    process = command(home, "finetune", "run", captions, *STEPS, "--epochs", "40", "--json")
    events = until(process, "epoch", 2)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    key = events[0]["id"]
    for _ in range(100):  # its child ends with it
        (run,) = c2v(home, "finetune", "list")["runs"]
        if run["state"] != "running":
            break
        time.sleep(0.1)
    assert run["state"] == "stopped"
    assert [each["epoch"] for each in run["epochs"]] == [1, 2]

    end = c2v(home, "finetune", "resume", key)
    assert end["verdict"] == "better", end
    adopted = c2v(home, "finetune", "adopt", key, "--name", "My colours")["adopted"]
    assert adopted == "my-colours"
    c2v(home, "models", "use", adopted)
    assert c2v(home, "index")["videos"]["ready"] == CLIPS
    models = {each["id"]: each for each in c2v(home, "models", "list")["models"]}
    assert models[adopted]["name"] == "My colours"
    hits = c2v(home, "search", "the blue sky up the red boat")["hits"]
    rows = captions.read_text().splitlines()[1:]
    right = {row.partition(",")[0].removeprefix("clips/") for row in rows if "blue sky up the red" in row}
    found = [hit["path"].rpartition("/")[2] for hit in hits]
    # By chance 1 of 12 clips is right.
    assert right.intersection(found[: 2 * TIMES]), (found, right)


def test_ctrl_c_keeps_what_was_learned_and_says_how_to_go_on(home, clips):
    process = command(home, "finetune", "run", clips.parent / "captions.csv", *STEPS, "--epochs", "400", "--json")
    events = until(process, "epoch", 1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert f"Continue with: c2v finetune resume {events[0]['id']}" in err
    assert "Traceback" not in err
    (run,) = c2v(home, "finetune", "list")["runs"]
    assert (run["state"], len(run["epochs"])) == ("stopped", 1)
    kept = home / "runs" / events[0]["id"]
    assert (kept / "best.pt").exists()
    assert (kept / "state.pt").exists()
