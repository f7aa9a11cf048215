"""Bad captions, clips and disks on the way to a taught model: a sentence each, and nothing learned from them."""

import shutil
import subprocess
import sys

import pytest

from tests.e2e.colour_library import c2v, command, draw_clips, make_home, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    root = tmp_path_factory.mktemp("troubles")
    draw_clips(root / "clips")
    (root / "none.mp4").write_bytes(b"nothing of the kind" * 100)
    (root / "nothing.mp4").write_bytes(b"")
    return make_home(root, "clip2video", root / "clips")


def listed(home, *rows):
    path = home.parent / f"list{len(list(home.parent.glob('list*')))}.csv"
    path.write_text("\n".join(["file,caption", *rows]))
    return path


def refused(home, path, *how):
    error = c2v(home, "finetune", "run", path, *how, code=1)["error"]
    return f"{error['title']} {error['hint']}"


@pytest.mark.parametrize("way", ["words", "heads", "full"])
def test_captions_of_one_clip_or_of_equal_words_are_refused_before_anything_is_learned(home, way):
    one = listed(home, "clips/00.avi,a red sky", "clips/00.avi,a blue boat")
    assert "fewer than 3 clips" in refused(home, one, "--way", way)
    equal = listed(home, *(f"clips/{i:02d}.avi,A red  car." for i in range(36)))
    assert "say the same" in refused(home, equal, "--way", way)
    assert c2v(home, "finetune", "list")["runs"] == []


def test_each_bad_row_is_told_and_takes_no_part(home):
    found = c2v(
        home, "finetune", "check", listed(
            home,
            "clips/00.avi,a red sky",
            f"clips/01.avi,{'word ' * 2000}",
            f"clips/02.avi,{'x' * 10_000}",
            "none.mp4,a car",
            "nothing.mp4,a car",
            "away.mp4,a car",
            "clips/03.avi,",
        ),
    )  # fmt: skip
    assert found["usable"] == 1
    kinds = [problem["kind"] for problem in found["problems"]]
    assert kinds == ["too_long", "too_long", "unreadable", "unreadable", "missing", "empty"]
    assert found["problems"][0]["values"]["tokens"] >= 2000


def test_the_folder_of_a_run_vanishes(home):
    captions = home.parent / "captions.csv"
    process = command(home, "finetune", "run", captions, "--way", "heads", "--epochs", "5000", "--json")
    events = until(process, "epoch", 1)
    shutil.rmtree(home / "runs" / events[0]["id"])
    out, err = process.communicate(timeout=600)
    assert process.returncode == 1
    assert "The training run's folder cannot be read or written" in out
    assert "Traceback" not in out + err


@pytest.mark.parametrize(("way", "size"), [("heads", "100k"), ("full", "8m")])
def test_a_full_disk_is_said(home, way, size):
    mount, runs = shutil.which("mount"), home / "runs"
    if mount is None or sys.platform != "linux":
        pytest.skip("needs mount")
    runs.mkdir(exist_ok=True)
    done = subprocess.run([mount, "-t", "tmpfs", "-o", f"size={size}", "none", str(runs)], check=False)
    if done.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        end = c2v(home, "finetune", "run", home.parent / "captions.csv", "--way", way, code=1)
        assert "full" in end.get("message", "") or "full" in end.get("error", {}).get("title", ""), end
        assert "Free some space" in str(end)
    finally:
        subprocess.run(["umount", "-l", str(runs)], check=True)
